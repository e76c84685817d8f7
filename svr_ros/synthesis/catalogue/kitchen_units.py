"""Style of a kitchen, and its base, wall and tall units with worktop and sink; the wall is at y = 0."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import groupby
from random import Random
from typing import NamedTuple

from svr_ros.synthesis.catalogue.bath_parts import add_tap
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cases import Case, Cell, FrontStyle, Span, doors, draw_front_style, drawers, inset
from svr_ros.synthesis.catalogue.kitchen_machines import add_hob, add_oven
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import LIGHTING, VOID, WALL

PLINTH = 0.1
"""Height of the plinth below base units, in metres."""
DEPTH = 0.6
"""Depth of the worktop, in metres."""
FACE = -0.57
"""Position of the face of base and tall units, in metres."""
UPPER_FACE = -0.33
"""Position of the face of wall units, in metres."""

_BASIN_Y, _BASIN_DEPTH = (-0.5, -0.13), 0.16


@dataclass(frozen=True)
class KitchenStyle:
    """Look and heights that all units of one kitchen have in common.

    Attributes:
        fronts: Doors and drawers of base and tall units.
        upper_fronts: Doors of wall units.
        body: Material of the carcasses.
        worktop: Material of the worktop.
        splash: Material of the wall between worktop and wall units.
        steel: Material of hobs, ovens and sinks.
        height: Height of the worktop, in metres.
        thick: Thickness of the worktop, in metres.
        upper: Height of the lower edge of wall units, in metres.
        upper_top: Height of the upper edge of wall and tall units, in metres.
        open_fraction: Fraction of open boards among the wall units.
        free_standing: Whether the hob is part of a free-standing stove.
    """

    fronts: FrontStyle
    upper_fronts: FrontStyle
    body: int
    worktop: int
    splash: int
    steel: int
    height: float
    thick: float
    upper: float
    upper_top: float
    open_fraction: float = 0.0
    free_standing: bool = False


class Unit(NamedTuple):
    """One unit of a run.

    Attributes:
        kind: "doors", "drawers", "sink", "hob" (above an oven), "stove", "dishwasher", "fridge" or "tall".
        x: Extent along the wall, in metres.
    """

    kind: str
    x: Span

    @property
    def middle(self) -> float:
        """Return the middle of the unit, in metres."""
        return (self.x[0] + self.x[1]) / 2

    @property
    def half(self) -> float:
        """Return half the width of the unit, in metres."""
        return (self.x[1] - self.x[0]) / 2


def draw_kitchen_style(rng: Random, materials: MaterialLibrary, ceiling: float) -> KitchenStyle:
    """Draw the style of a kitchen below a ceiling of that height (metres)."""
    plain = rng.choice(("white", "white", "vivid", "grey"))
    body = materials.wood() if rng.random() < 0.6 else materials.plain(plain, 0.2)
    fronts, upper = draw_front_style(rng, materials, body), rng.uniform(1.36, 1.5)
    splash = rng.choice(("white", "beige", "grey", "vivid", "pastel"))
    steel = rng.choice(("grey", "grey", "white", "dark"))
    return KitchenStyle(
        fronts=fronts,
        upper_fronts=fronts if rng.random() < 0.75 else fronts._replace(material=materials.wood()),
        body=body,
        worktop=materials.stone() if rng.random() < 0.7 else materials.wood(),
        splash=materials.tiles() if rng.random() < 0.55 else materials.plain(splash),
        steel=materials.chrome() if rng.random() < 0.3 else materials.plain(steel, 0.4),
        height=rng.uniform(0.86, 0.94),
        thick=rng.uniform(0.02, 0.045),
        upper=upper,
        upper_top=min(upper + rng.uniform(0.55, 0.85), ceiling - 0.02),
        open_fraction=rng.choice((0.0, 0.0, 0.0, 0.3, 1.0)),
        free_standing=rng.random() < 0.3,
    )


@dataclass(frozen=True)
class Kitchen:
    """Units under construction, all of one style.

    Attributes:
        piece: Piece that the units are added to.
        rng: Random generator.
        materials: Materials of the room.
        style: Style of the units.
    """

    piece: Builder
    rng: Random
    materials: MaterialLibrary
    style: KitchenStyle

    def add_base_units(self, units: list[Unit]) -> None:
        """Add the cases, worktop and splash of base units without a gap between them."""
        style, x, top = self.style, (units[0].x[0], units[-1].x[1]), self.style.height
        self.piece.of(style.body).box(x, (-0.52, -0.02), (0, PLINTH))
        with self.piece.using(style.splash, WALL):
            self.piece.box(x, (-0.012, 0), (top, style.upper))

        # Cases; the one below a sink is lower.
        under = top - style.thick
        for is_sink, group in groupby(units, lambda unit: unit.kind == "sink"):
            members = list(group)
            z = PLINTH, top - _BASIN_DEPTH - 0.012 if is_sink else under
            self._case(style.fronts, (members[0].x[0], members[-1].x[1]), FACE, z).build(
                [self._base_cell(unit, under) for unit in members], rounding=0.0
            )

        # Worktop with holes for basins, hobs.
        edge = x[0]
        for unit in units:
            if unit.kind == "sink":
                hole = around(unit.middle, min(unit.half - 0.05, self.rng.uniform(0.2, 0.3)))
                self._add_slab((edge, hole[0]))
                self._add_slab(hole, (-DEPTH, _BASIN_Y[0]))
                self._add_slab(hole, (_BASIN_Y[1], 0.0))
                self._add_basin(hole)
                edge = hole[1]
            elif unit.kind == "hob":
                add_hob(self.piece, self.rng, self.materials, style.steel, (unit.middle, -0.3, top), unit.half)
        self._add_slab((edge, x[1]))

    def _case(self, fronts: FrontStyle, x: Span, face: float, z: Span) -> Case:
        return Case(self.piece.of(self.style.body), self.rng, self.materials, fronts, x, (face, 0.0), z)

    def _base_cell(self, unit: Unit, under: float) -> Cell:
        """Return the cell of a base unit whose worktop begins at the height `under`."""
        z, steel = (PLINTH, under), self.style.steel
        if unit.kind == "drawers":
            return Cell(unit.x, z, 1, 3, drawers)
        if unit.kind == "hob":
            return Cell(unit.x, (PLINTH + 0.06, under - 0.01), front=partial(_oven, steel))
        if unit.kind == "dishwasher":
            return Cell(unit.x, z, front=partial(_dishwasher, steel))
        return Cell(unit.x, z, 2 if unit.half > 0.325 else 1, 1, doors(0.8))

    def _add_slab(self, x: Span, y: Span = (-DEPTH, 0.0)) -> None:
        if x[1] - x[0] > 0.01:
            self.piece.of(self.style.worktop).box(
                x, y, (self.style.height - self.style.thick, self.style.height), 0.002
            )

    def _add_basin(self, x: Span) -> None:
        bottom, wall, (front, back) = self.style.height - _BASIN_DEPTH, 0.016, _BASIN_Y
        z = bottom, self.style.height + 0.006
        with self.piece.using(
            self.style.steel if self.rng.random() < 0.75 else self.materials.ceramic(), VOID
        ) as piece:
            piece.box(x, _BASIN_Y, around(bottom, 0.008))
            for side in ((x[0], x[0] + wall), (x[1] - wall, x[1])):
                piece.box(side, _BASIN_Y, z, 0.003)
            for side in ((front, front + wall), (back - wall, back)):
                piece.box(x, side, z, 0.003)
            add_tap(piece, self.rng, self.materials, (sum(x) / 2, -0.075, self.style.height))

    def add_tall_unit(self, x: Span) -> None:
        """Add a cabinet as high as the wall units, often with an oven in it."""
        top, split = self.style.upper_top, self.rng.choice((0.75, 1.2))
        cells = [Cell(x, (PLINTH, split), front=doors(0.8)), Cell(x, (split, top), front=doors(-0.5))]
        if self.rng.random() < 0.6:
            oven = Cell(x, (0.76, 1.34), front=partial(_oven, self.style.steel))
            cells = [Cell(x, (PLINTH, 0.75), front=doors(0.8)), oven, Cell(x, (1.35, top), front=doors(-0.8))]
        self._case(self.style.fronts, x, FACE, (0.0, top)).build(cells)

    def add_wall_units(self, x: Span) -> None:
        """Add closed wall units, sometimes with a light below."""
        z, half = (self.style.upper, self.style.upper_top), (x[1] - x[0]) / 2
        if z[1] - z[0] < 0.15:
            return
        case = self._case(self.style.upper_fronts, x, UPPER_FACE, z)
        case.build([Cell(x, z, case.columns(0.42, 0.6), 1, doors(-0.8))])
        if self.rng.random() < 0.15:
            with self.piece.using(self.materials.plain("white", emission=1.0), LIGHTING):
                self.piece.box(around(sum(x) / 2, half * 0.8), around(-0.2, 0.025), around(z[0] - 0.01, 0.012))


def _oven(steel: int, case: Case, cell: Cell) -> None:
    add_oven(case.piece, case.rng, case.materials, steel, inset(cell.x, 0.004), cell.z, case.y[0])


def _dishwasher(steel: int, case: Case, cell: Cell) -> None:
    (x, z), y = (cell.x, cell.z), case.y[0]
    with case.piece.using(steel, VOID) as piece:
        piece.box(inset(x, 0.004), (y - 0.016, y + 0.004), inset(z, 0.01), 0.004)
        piece.of(case.materials.plain("dark", 0.3)).box(
            inset(x, 0.03), (y - 0.02, y - 0.014), (z[1] - 0.08, z[1] - 0.02)
        )
