"""Style of a kitchen, its units and its machines (of class void), all with their backs to the wall at y = 0."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import groupby
from random import Random
from typing import NamedTuple

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.bath_parts import add_tap
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cases import Case, Cell, FrontStyle, Span, doors, draw_front_style, drawers, inset
from svr_ros.synthesis.catalogue.forms import Form, Range, make_piece
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import LIGHTING, SIDES, VOID, WALL, corners
from svr_ros.synthesis.catalogue.props.kitchen import kettle, pot

PLINTH, DEPTH = 0.1, 0.6
"""Height of the plinth below base units and depth of the worktop, in metres."""
_FACE, _UPPER_FACE = -0.57, -0.33
"""Positions of the faces of base and tall units, and of wall units, in metres."""
_BASIN_Y, _BASIN_DEPTH = (-0.5, -0.13), 0.16


@dataclass(frozen=True)
class KitchenStyle:
    """Units under construction, all of one style."""

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
    """One unit of a run and its extent along the wall, in metres.

    Its kind is "doors", "drawers", "sink", "hob" (above an oven), "stove", "dishwasher", "fridge" or "tall".
    """

    kind: str
    x: Span

    @property
    def middle(self) -> float:
        """Return its middle, in metres."""
        return (self.x[0] + self.x[1]) / 2

    @property
    def half(self) -> float:
        """Return half its width, in metres."""
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


def add_fridge(
    piece: Builder, rng: Random, materials: MaterialLibrary, half: float, depth: float, height: float
) -> None:
    """Add a fridge of a half width: one or two doors above each other or side by side."""
    tone = rng.choice(("white", "white", "grey", "grey", "dark", "pastel"))
    skin = materials.chrome() if tone == "grey" and rng.random() < 0.4 else materials.plain(tone, 0.25)
    metal, y, rounding = materials.metal(), 0.05 - depth, 0.04 if tone == "pastel" else 0.012
    # The extents of each door, and the side of its handle
    with piece.using(skin, VOID):
        piece.box(half, (y, 0), (0.03, height), rounding)
        piece.of(materials.plain("dark")).box(half - 0.02, (y + 0.02, -0.02), (0, 0.04))
        split = 0.05 + (height - 0.05) * rng.choice((0.34, 0.4, 0.7))
        leaves = [((-half, half), z, 1.0) for z in ((0.05, split), (split, height))]
        if half > 0.39:
            leaves = [((-half, 0.0), (0.05, height), 1.0), ((0.0, half), (0.05, height), -1.0)]
        elif height < 1.1:
            leaves = [((-half, half), (0.05, height), 1.0)]
        for x, (low, high), side in leaves:
            piece.box((x[0] + 0.002, x[1] - 0.002), (y - 0.047, y + 0.003), (low + 0.004, high - 0.004), rounding)
            edge, grip = max(side * x[0], side * x[1]) * side, around((low + high) / 2, min(0.22, 0.3 * (high - low)))
            piece.of(metal).box(around(edge - side * 0.045, 0.012), around(y - 0.06, 0.016), grip, 0.008)


def _fridge(piece: Builder, rng: Random, materials: MaterialLibrary, width: Range, depth: Range, height: Range) -> None:
    high = rng.uniform(*height)
    add_fridge(piece, rng, materials, rng.uniform(*width) / 2, rng.uniform(*depth), high)
    piece.top = high


def add_oven(piece: Builder, rng: Random, materials: MaterialLibrary, steel: int, x: Span, z: Span, y: float) -> None:
    """Cover a face at y with an oven: a display above a window and a bar, at times with a towel."""
    dark, bar, middle, half = materials.plain("dark", 0.4), z[1] - 0.14, (x[0] + x[1]) / 2, (x[1] - x[0]) / 2
    with piece.using(steel, VOID):
        piece.box(x, (y - 0.018, y + 0.006), z, 0.003)
        piece.box(around(middle, half - 0.05), (y - 0.05, y - 0.03), around(bar, 0.009), 0.006)
        for s in SIDES:
            piece.box(around(middle + s * (half - 0.08), 0.01), (y - 0.042, y - 0.014), around(bar, 0.008))
    with piece.using(dark, VOID):
        piece.box(around(middle, half - 0.05), (y - 0.022, y - 0.014), (z[0] + 0.03, bar - 0.05))
        piece.box(around(middle, 0.6 * half), around(y - 0.019, 0.003), around(z[1] - 0.055, 0.025))
    if rng.random() < 0.4:
        drop, towel = rng.uniform(0.28, 0.44), around(middle + rng.uniform(-0.4, 0.4) * half, 0.1)
        piece.of(materials.towel(), VOID).box(towel, around(y - 0.052, 0.012), (bar + 0.012 - drop, bar + 0.012), 0.008)


def add_hob(
    piece: Builder,
    rng: Random,
    materials: MaterialLibrary,
    steel: int,
    at: tuple[float, float, float],
    half: float,
    max_pots: int = 2,
) -> None:
    """Add a hob of a half width on a surface at a point: glass, plates or gas rings, with up to `max_pots` pots."""
    (x, y, z), half, dark = at, min(half, 0.3), materials.plain("dark", 0.5)
    heating, top = rng.choice((("glass", 0.011), ("plates", 0.022), ("gas", 0.041)))
    with piece.using(dark if heating == "glass" else steel, VOID):
        piece.box(around(x, half - 0.02), around(y, 0.245), (z - 0.002, z + 0.01), 0.002)
    places = [(x + u, y + v) for u, v in corners(half * 0.48, 0.115)]
    with piece.using(materials.plain("grey") if heating == "glass" else dark, VOID):
        for place, radius in zip(places, (0.075, 0.09, 0.095, 0.07), strict=True):
            if heating == "glass":
                piece.cone((z + 0.0093, z + 0.0117), radius, at=place, rounding=0.0)
            elif heating == "plates":
                piece.cone((z + 0.008, z + 0.022), radius, at=place, rounding=0.002)
            else:
                piece.cone((z + 0.006, z + 0.041), 0.8 * radius, 0.7 * radius, place, 0.002)
    for place in rng.sample(places, rng.randint(0, max_pots)):
        vessel = make_piece(kettle if rng.random() < 0.15 else pot, rng, materials)
        back = min(place[1], y + 0.23 - vessel.depth / 2)
        piece.add(vessel.solids, place[0], back, z + top, rng.uniform(-0.4, 0.4))


def add_stove(piece: Builder, rng: Random, materials: MaterialLibrary, half: float, height: float) -> None:
    """Add a free-standing stove of a half width: an oven with a hob, often with a raised back."""
    skin, half = materials.plain(rng.choice(("white", "white", "grey", "dark")), 0.3), half - 0.004
    with piece.using(skin, VOID):
        piece.box(half, (-0.58, 0), (0.04, height), 0.004)
        piece.box(half - 0.004, (-0.6, -0.576), (0.06, 0.24), 0.003)
        if rng.random() < 0.6:
            piece.box(half, (-0.04, 0), (height - 0.005, height + 0.125), 0.004)
        piece.of(materials.plain("dark")).box(half - 0.02, (-0.52, -0.02), (0, 0.06))
    add_oven(piece, rng, materials, skin, (0.004 - half, half - 0.004), (0.25, height - 0.005), -0.58)
    add_hob(piece, rng, materials, skin, (0.0, -0.31, height), half)


def _stove(piece: Builder, rng: Random, materials: MaterialLibrary) -> None:
    add_stove(piece, rng, materials, rng.choice((0.25, 0.3, 0.3, 0.38)), rng.uniform(0.85, 0.92))


def add_hood(
    piece: Builder, rng: Random, materials: MaterialLibrary, steel: int, half: float, low: float, top: float
) -> None:
    """Add a hood of a half width between two heights: below a chimney, a slanted glass or a flat box."""
    shape, half = rng.random(), half - 0.005
    chimney = min(0.16, 0.55 * half)
    with piece.using(steel, VOID):
        if shape < 0.5:
            piece.box(half, (-0.495, -0.005), (low, low + 0.05), 0.004)
            piece.box(0.65 * half, (-0.38, -0.02), (low + 0.045, low + 0.155), 0.01)
            piece.box(chimney, (-0.275, -0.005), (low + 0.1, top))
        elif shape < 0.75:
            piece.box(chimney, (-0.255, -0.005), (low + 0.14, top))
            glass = piece.of(materials.plain("dark", 0.5))
            glass.box(half, around(-0.2, 0.012), around(low + 0.22, 0.27), 0.003, pitch=0.75)
        else:
            piece.box(half, (-0.475, -0.005), (low, low + 0.08), 0.004)
            piece.box(half, (-0.315, -0.005), (low + 0.08, top), 0.002)
            piece.of(materials.plain("dark")).box(0.8 * half, (-0.43, -0.05), (low - 0.003, low + 0.005))


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
        self.piece.of(style.splash, WALL).box(x, (-0.012, 0), (top, style.upper))
        # Cases; the one below a sink is lower.
        under = top - style.thick
        for is_sink, group in groupby(units, lambda unit: unit.kind == "sink"):
            members, z = list(group), (PLINTH, top - _BASIN_DEPTH - 0.012 if is_sink else under)
            case = self._case(style.fronts, (members[0].x[0], members[-1].x[1]), _FACE, z)
            case.build([self._base_cell(unit, under) for unit in members], rounding=0.0)
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
            z = self.style.height - self.style.thick, self.style.height
            self.piece.of(self.style.worktop).box(x, y, z, 0.002)

    def _add_basin(self, x: Span) -> None:
        bottom, wall, (front, back) = self.style.height - _BASIN_DEPTH, 0.016, _BASIN_Y
        z = bottom, self.style.height + 0.006
        material = self.style.steel if self.rng.random() < 0.75 else self.materials.ceramic()
        with self.piece.using(material, VOID) as piece:
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
        self._case(self.style.fronts, x, _FACE, (0.0, top)).build(cells)

    def add_wall_units(self, x: Span) -> None:
        """Add closed wall units, sometimes with a light below."""
        z, half = (self.style.upper, self.style.upper_top), (x[1] - x[0]) / 2
        if z[1] - z[0] < 0.15:
            return
        case = self._case(self.style.upper_fronts, x, _UPPER_FACE, z)
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
        panel = inset(x, 0.03), (y - 0.02, y - 0.014), (z[1] - 0.08, z[1] - 0.02)
        piece.of(case.materials.plain("dark", 0.3)).box(*panel)


_SMALL = partial(_fridge, width=(0.5, 0.6), depth=(0.55, 0.62), height=(0.84, 0.86))
_TALL = partial(_fridge, width=(0.54, 0.62), depth=(0.58, 0.66), height=(1.45, 2.0))
_DOUBLE = partial(_fridge, width=(0.86, 0.93), depth=(0.65, 0.72), height=(1.72, 1.82))

FORMS: tuple[Form, ...] = (
    Form("small fridge", "fridge", Label.VOID, _SMALL, 0.2, (0.49, 0.61), (0.55, 0.67), (0.83, 0.87)),
    Form("fridge", "fridge", Label.VOID, _TALL, 0.65, (0.53, 0.63), (0.58, 0.71), (1.44, 2.01)),
    Form("double-door fridge", "fridge", Label.VOID, _DOUBLE, 0.15, (0.85, 0.94), (0.65, 0.77), (1.71, 1.83)),
    Form("stove", "stove", Label.VOID, _stove, 1.0, (0.48, 0.8), (0.62, 0.74), (0.84, 1.25)),
)
