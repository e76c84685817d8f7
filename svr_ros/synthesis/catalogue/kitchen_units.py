"""The style of a kitchen and its base and tall units, with worktop, sink and splash; the wall is at y = 0."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from svr_ros.synthesis.catalogue.cases import Fronts, draw_fronts, fronts
from svr_ros.synthesis.catalogue.kitchen_machines import hob, oven_front, tap
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CABINET, SIDES, VOID, WALL, box
from svr_ros.synthesis.piece import place
from svr_ros.synthesis.scene import Solid

PLINTH = 0.1
DEPTH = 0.6
FACE = -0.57
"""Where the doors of base cabinets begin; the wall is at y = 0."""

_SINK_FRONT, _SINK_BACK, _SINK_DEEP = -0.5, -0.13, 0.16


@dataclass(frozen=True)
class KitchenStyle:
    """What all cabinets of one kitchen share; lengths in metres."""

    fronts: Fronts
    body: int
    worktop: int
    splash: int
    steel: int
    height: float
    thick: float
    upper: float
    upper_top: float
    upper_doors: Fronts
    open_share: float = 0.0
    cooker: bool = False


class Unit(NamedTuple):
    """One cabinet or machine of a run: what it is and where it begins and ends (m)."""

    kind: str
    x0: float
    x1: float

    @property
    def middle(self) -> float:
        """Give the middle of the unit."""
        return (self.x0 + self.x1) / 2


def draw_kitchen_style(rng: Random, palette: Palette, ceiling: float) -> KitchenStyle:
    """Draw the look of a kitchen that fits under a ceiling (its height, m)."""
    body = palette.wood() if rng.random() < 0.6 else palette.plain(rng.choice(("white", "white", "vivid", "grey")), 0.2)
    upper = rng.uniform(1.36, 1.5)
    front = draw_fronts(rng, palette, body)
    other = (
        front if rng.random() < 0.75 else Fronts(palette.wood(), front.handle_material, front.handle, front.panelled)
    )
    return KitchenStyle(
        fronts=front,
        body=body,
        worktop=palette.stone() if rng.random() < 0.7 else palette.wood(),
        splash=palette.tiles()
        if rng.random() < 0.55
        else palette.plain(rng.choice(("white", "beige", "grey", "vivid", "pastel"))),
        steel=palette.chrome()
        if rng.random() < 0.3
        else palette.plain(rng.choice(("grey", "grey", "white", "dark")), 0.4),
        height=rng.uniform(0.86, 0.94),
        thick=rng.uniform(0.02, 0.045),
        upper=upper,
        upper_top=min(upper + rng.uniform(0.55, 0.85), ceiling - 0.02),
        upper_doors=other,
        open_share=rng.choice((0.0, 0.0, 0.0, 0.3, 1.0)),
        cooker=rng.random() < 0.3,
    )


def base_units(rng: Random, palette: Palette, style: KitchenStyle, units: list[Unit]) -> list[Solid]:
    """Build the cabinets, worktop and splash of units without a gap between them."""
    x0, x1, top = units[0].x0, units[-1].x1, style.height - style.thick
    middle, half = (x0 + x1) / 2, (x1 - x0) / 2
    solids = [
        box(CABINET, style.body, middle, -0.27, PLINTH / 2, half, 0.25, PLINTH / 2),
        box(
            WALL,
            style.splash,
            middle,
            -0.006,
            (style.height + style.upper) / 2,
            half,
            0.006,
            (style.upper - style.height) / 2,
        ),
    ]
    edge = x0
    for unit in units:
        a, b = unit.x0, unit.x1
        if unit.kind == "sink":
            reach = min((b - a) / 2 - 0.05, rng.uniform(0.2, 0.3))
            holes = unit.middle - reach, unit.middle + reach
            solids += _carcass(style, edge, a, top) + _slab(style, edge, holes[0])
            solids += _carcass(style, a, b, style.height - _SINK_DEEP - 0.012) + _sink(rng, palette, style, *holes)
            solids += fronts(style.fronts, a, b, PLINTH, top, FACE, 2 if b - a > 0.65 else 1, 1, 0.8)
            edge, solids = b, solids + _slab(style, holes[1], b)
        elif unit.kind == "stove":
            solids += place(
                oven_front(rng, palette, style.steel, FACE, (b - a) / 2 - 0.004, PLINTH + 0.06, top - 0.01),
                unit.middle,
                0,
                0,
                0,
            )
            solids += place(hob(rng, palette, style.steel, -0.3, style.height, (b - a) / 2), unit.middle, 0, 0, 0)
        elif unit.kind == "dishwasher":
            z = (PLINTH + top) / 2
            solids.append(
                box(VOID, style.steel, unit.middle, FACE - 0.006, z, (b - a) / 2 - 0.004, 0.01, top - z - 0.01, 0.004)
            )
            solids.append(
                box(
                    VOID,
                    palette.plain("dark", 0.3),
                    unit.middle,
                    FACE - 0.017,
                    top - 0.05,
                    (b - a) / 2 - 0.03,
                    0.003,
                    0.03,
                )
            )
        else:
            rows = 3 if unit.kind == "drawers" else 1
            columns = 2 if rows == 1 and b - a > 0.65 else 1
            solids += fronts(style.fronts, a, b, PLINTH, top, FACE, columns, rows, 0.8)
    return solids + _carcass(style, edge, x1, top) + _slab(style, edge, x1)


def _carcass(style: KitchenStyle, x0: float, x1: float, top: float) -> list[Solid]:
    if x1 - x0 < 0.01:
        return []
    return [
        box(
            CABINET,
            style.body,
            (x0 + x1) / 2,
            FACE / 2,
            (PLINTH + top) / 2,
            (x1 - x0) / 2,
            -FACE / 2,
            (top - PLINTH) / 2,
        )
    ]


def _slab(style: KitchenStyle, x0: float, x1: float, front: float = -DEPTH, back: float = 0.0) -> list[Solid]:
    """Build a piece of worktop."""
    if x1 - x0 < 0.01:
        return []
    z = style.height - style.thick / 2
    return [
        box(
            CABINET,
            style.worktop,
            (x0 + x1) / 2,
            (front + back) / 2,
            z,
            (x1 - x0) / 2,
            (back - front) / 2,
            style.thick / 2,
            0.002,
        )
    ]


def _sink(rng: Random, palette: Palette, style: KitchenStyle, x0: float, x1: float) -> list[Solid]:
    """Build a hollow basin between x0 and x1 in the worktop, its tap, often a draining board beside it."""
    bowl = style.steel if rng.random() < 0.75 else palette.ceramic()
    x, half, z, wall = (x0 + x1) / 2, (x1 - x0) / 2, style.height, 0.008
    y, deep = (_SINK_FRONT + _SINK_BACK) / 2, (_SINK_BACK - _SINK_FRONT) / 2
    tall = _SINK_DEEP / 2 + 0.003
    solids = _slab(style, x0, x1, -DEPTH, _SINK_FRONT) + _slab(style, x0, x1, _SINK_BACK, 0.0)
    solids.append(box(VOID, bowl, x, y, z - _SINK_DEEP, half, deep, 0.008))
    solids += [box(VOID, bowl, x + s * (half - wall), y, z - _SINK_DEEP + tall, wall, deep, tall, 0.003) for s in SIDES]
    solids += [box(VOID, bowl, x, y + s * (deep - wall), z - _SINK_DEEP + tall, half, wall, tall, 0.003) for s in SIDES]
    return solids + tap(rng, palette, VOID, x, -0.075, z)


def tall_unit(rng: Random, palette: Palette, style: KitchenStyle, half: float) -> list[Solid]:
    """Build a cabinet to the height of the wall cabinets, often with an oven in it."""
    top, y = style.upper_top, FACE
    solids = [box(CABINET, style.body, 0, y / 2, top / 2, half, -y / 2, top / 2, 0.002)]
    if rng.random() < 0.6:
        solids += fronts(style.fronts, -half, half, PLINTH, 0.75, y, 1, 1, 0.8)
        solids += oven_front(rng, palette, style.steel, y, half - 0.005, 0.76, 1.34)
        return solids + fronts(style.fronts, -half, half, 1.35, top, y, 1, 1, -0.8)
    split = rng.choice((0.75, 1.2))
    return (
        solids
        + fronts(style.fronts, -half, half, PLINTH, split, y, 1, 1, 0.8)
        + fronts(style.fronts, -half, half, split, top, y, 1, 1, -0.5)
    )
