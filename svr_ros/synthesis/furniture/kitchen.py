"""Kitchens: runs of base and wall cabinets with sinks, hobs, ovens and fridges (machines are void), islands."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from svr_ros.synthesis.furniture.cases import Fronts, draw_fronts, fronts
from svr_ros.synthesis.furniture.clutter import ON_WORKTOPS, line_up, scatter
from svr_ros.synthesis.furniture.kitchen_machines import cooker, fridge_solids, hob, hood, oven_front, tap
from svr_ros.synthesis.furniture.kitchen_walls import open_boards, rail, wall_cabinets
from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import CABINET, SIDES, VOID, WALL, Bounds, Furniture, box, furniture, place
from svr_ros.synthesis.furniture.worktop_things import detergent, dish_rack
from svr_ros.synthesis.scene import Solid

MOST_SOLIDS = 110
"""Solids of one run; what stands on it is left out beyond."""

_PLINTH = 0.1
_DEPTH = 0.6
_FACE = -0.57
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


def _units(rng: Random, style: KitchenStyle, length: float) -> list[Unit]:
    """Divide a run: fridge and tall cupboards at the ends, a sink, a hob apart from it, a dishwasher beside it."""
    widths: list[float] = []
    while sum(widths) < length - 0.35:
        widths.append(min(rng.choice((0.45, 0.6, 0.6, 0.8)), max(0.35, length - sum(widths))))
    count = len(widths)
    kinds = [rng.choice(("doors", "doors", "drawers")) for _ in range(count)]
    free = list(range(count))
    for end, chance in rng.sample(((0, 0.45), (count - 1, 0.25)), 2):
        if count > 2 and end in free and len(free) > 2 and rng.random() < chance:
            kinds[end] = rng.choice(("fridge", "fridge", "tall"))
            free.remove(end)
    wide = [k for k in free if widths[k] >= 0.44]
    if wide and rng.random() < 0.9:
        sink = rng.choice(wide)
        kinds[sink] = "sink"
        free.remove(sink)
        others = [k for k in free if abs(k - sink) > 1 and widths[k] >= 0.44] or [k for k in free if widths[k] >= 0.44]
        if others and (count > 2 or rng.random() < 0.5):
            stove = rng.choice(others)
            kinds[stove] = "cooker" if style.cooker else "stove"
            free.remove(stove)
        beside = [k for k in free if abs(k - sink) == 1 and widths[k] in (0.45, 0.6)]
        if beside and rng.random() < 0.5:
            kinds[rng.choice(beside)] = "dishwasher"
    units, x = [], 0.0
    for kind, width in zip(kinds, widths, strict=True):
        units.append(Unit(kind, x, x + width))
        x += width
    return units


def kitchen_run(rng: Random, palette: Palette, style: KitchenStyle, length: float, uppers: bool) -> Furniture:
    """Draw a straight run of about `length` (m): units side by side, a worktop, and with `uppers` wall cabinets."""
    units = _units(rng, style, length)
    if len(units) > 5 and style.fronts.panelled:  # so many panels would cost what stands on the worktop
        style = replace(style, fronts=replace(style.fronts, panelled=False))
    solids: list[Solid] = []
    blocks: list[Bounds] = []
    stretches: list[list[Unit]] = [[]]
    for unit in units:
        half = (unit.x1 - unit.x0) / 2
        if unit.kind in ("fridge", "tall", "cooker"):
            stretches.append([])
            if unit.kind == "fridge":
                top = rng.choice((style.height, rng.uniform(1.5, 2.0), rng.uniform(1.6, 2.0)))
                part = fridge_solids(rng, palette, 2 * half - 0.02, 0.62, top)
            elif unit.kind == "tall":
                part, top = _tall(rng, palette, style, half), style.upper_top
            else:
                part, top = cooker(rng, palette, 2 * half, style.height), style.height
            blocks.append((unit.x0, -_DEPTH, 0.0, unit.x1, 0.0, top))
            solids += place(part, unit.middle, 0.0, 0.0, 0.0)
        else:
            stretches[-1].append(unit)
            blocks.append((unit.x0, -_DEPTH, 0.0, unit.x1, 0.0, style.height))
    stretches = [stretch for stretch in stretches if stretch]
    for stretch in stretches:
        solids += _base_units(rng, palette, style, stretch)
    low = [unit for unit in units if unit.kind not in ("fridge", "tall")]
    if low and uppers:
        solids += _above(rng, palette, style, low, blocks, MOST_SOLIDS - len(solids) - 5 * len(units))
    for stretch in stretches:
        solids += _on_worktop(rng, palette, style, stretch, MOST_SOLIDS - len(solids))
    return furniture(CABINET, "kitchen run", solids, blocks)


def _base_units(rng: Random, palette: Palette, style: KitchenStyle, units: list[Unit]) -> list[Solid]:
    """Build the cabinets, worktop and splash of units without a gap between them."""
    x0, x1, top = units[0].x0, units[-1].x1, style.height - style.thick
    middle, half = (x0 + x1) / 2, (x1 - x0) / 2
    solids = [
        box(CABINET, style.body, middle, -0.27, _PLINTH / 2, half, 0.25, _PLINTH / 2),
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
            solids += fronts(style.fronts, a, b, _PLINTH, top, _FACE, 2 if b - a > 0.65 else 1, 1, 0.8)
            edge, solids = b, solids + _slab(style, holes[1], b)
        elif unit.kind == "stove":
            solids += place(
                oven_front(rng, palette, style.steel, _FACE, (b - a) / 2 - 0.004, _PLINTH + 0.06, top - 0.01),
                unit.middle,
                0,
                0,
                0,
            )
            solids += place(hob(rng, palette, style.steel, -0.3, style.height, (b - a) / 2), unit.middle, 0, 0, 0)
        elif unit.kind == "dishwasher":
            z = (_PLINTH + top) / 2
            solids.append(
                box(VOID, style.steel, unit.middle, _FACE - 0.006, z, (b - a) / 2 - 0.004, 0.01, top - z - 0.01, 0.004)
            )
            solids.append(
                box(
                    VOID,
                    palette.plain("dark", 0.3),
                    unit.middle,
                    _FACE - 0.017,
                    top - 0.05,
                    (b - a) / 2 - 0.03,
                    0.003,
                    0.03,
                )
            )
        else:
            rows = 3 if unit.kind == "drawers" else 1
            columns = 2 if rows == 1 and b - a > 0.65 else 1
            solids += fronts(style.fronts, a, b, _PLINTH, top, _FACE, columns, rows, 0.8)
    return solids + _carcass(style, edge, x1, top) + _slab(style, edge, x1)


def _carcass(style: KitchenStyle, x0: float, x1: float, top: float) -> list[Solid]:
    if x1 - x0 < 0.01:
        return []
    return [
        box(
            CABINET,
            style.body,
            (x0 + x1) / 2,
            _FACE / 2,
            (_PLINTH + top) / 2,
            (x1 - x0) / 2,
            -_FACE / 2,
            (top - _PLINTH) / 2,
        )
    ]


def _slab(style: KitchenStyle, x0: float, x1: float, front: float = -_DEPTH, back: float = 0.0) -> list[Solid]:
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
    solids = _slab(style, x0, x1, -_DEPTH, _SINK_FRONT) + _slab(style, x0, x1, _SINK_BACK, 0.0)
    solids.append(box(VOID, bowl, x, y, z - _SINK_DEEP, half, deep, 0.008))
    solids += [box(VOID, bowl, x + s * (half - wall), y, z - _SINK_DEEP + tall, wall, deep, tall, 0.003) for s in SIDES]
    solids += [box(VOID, bowl, x, y + s * (deep - wall), z - _SINK_DEEP + tall, half, wall, tall, 0.003) for s in SIDES]
    return solids + tap(rng, palette, VOID, x, -0.075, z)


def _above(
    rng: Random, palette: Palette, style: KitchenStyle, units: list[Unit], blocks: list[Bounds], most: int
) -> list[Solid]:
    """Hang cabinets, open boards and a hood over units, about `most` solids."""
    solids: list[Solid] = []
    run: list[Unit] = []
    for unit in [*units, None]:
        bare = (
            unit is None
            or unit.kind in ("stove", "cooker")
            or rng.random() < 0.1
            or (run and unit.x0 > run[-1].x1 + 0.01)
        )
        if bare and run:
            x0, x1 = run[0].x0, run[-1].x1
            if rng.random() < style.open_share:
                solids += open_boards(
                    rng, palette, style.upper_doors.material, x0, x1, style.upper, style.upper_top, most - len(solids)
                )
            else:
                solids += wall_cabinets(
                    rng, palette, style.upper_doors, style.body, x0, x1, style.upper, style.upper_top
                )
            blocks.append((x0, -0.36, style.upper, x1, 0.0, style.upper_top))
            run = []
        if unit is None:
            break
        if unit.kind in ("stove", "cooker"):
            part = hood(rng, palette, style.steel, (unit.x1 - unit.x0) / 2, style.upper + 0.1, style.upper_top)
            solids += place(part, unit.middle, 0, 0, 0)
            blocks.append((unit.x0, -0.5, style.upper, unit.x1, 0.0, style.upper_top))
        elif not bare:
            run.append(unit)
    return solids


def _on_worktop(rng: Random, palette: Palette, style: KitchenStyle, units: list[Unit], most: int) -> list[Solid]:
    """Put kitchen things along the back of the worktop and some before them, `most` solids at most."""
    free, edge = [], units[0].x0
    for unit in units:
        if unit.kind in ("sink", "stove"):
            free.append((edge, unit.x0))
            edge = unit.x1
    free.append((edge, units[-1].x1))
    solids: list[Solid] = []
    z, crowd = style.height, 0.35 + 0.65 * palette.count(10) / 10
    for unit in units:
        if unit.kind == "sink" and rng.random() < 0.6:
            solids += place(detergent(rng, palette), unit.x0 + 0.06, -0.06, z, 0.0)
    for x0, x1 in free:
        makers = [rng.choice(ON_WORKTOPS) for _ in range(round(crowd * (x1 - x0) / 0.2))]
        if any(unit.kind == "sink" and x0 == unit.x1 for unit in units) and rng.random() < 0.45:
            makers.insert(0, dish_rack)
        part = line_up(rng, palette, makers, x0 + 0.01, x1 - 0.01, -0.03, z, 0.45, style.upper - z - 0.03)
        if len(solids) + len(part) <= most:
            solids += part
        if x1 - x0 > 0.5 and rng.random() < 0.4 and len(solids) + 12 <= most:
            solids += rail(rng, palette, (x0 + x1) / 2, min(0.35, (x1 - x0) / 2 - 0.05), z + 0.4)
    return solids


def _tall(rng: Random, palette: Palette, style: KitchenStyle, half: float) -> list[Solid]:
    """Build a cabinet to the height of the wall cabinets, often with an oven in it."""
    top, y = style.upper_top, _FACE
    solids = [box(CABINET, style.body, 0, y / 2, top / 2, half, -y / 2, top / 2, 0.002)]
    if rng.random() < 0.6:
        solids += fronts(style.fronts, -half, half, _PLINTH, 0.75, y, 1, 1, 0.8)
        solids += oven_front(rng, palette, style.steel, y, half - 0.005, 0.76, 1.34)
        return solids + fronts(style.fronts, -half, half, 1.35, top, y, 1, 1, -0.8)
    split = rng.choice((0.75, 1.2))
    return (
        solids
        + fronts(style.fronts, -half, half, _PLINTH, split, y, 1, 1, 0.8)
        + fronts(style.fronts, -half, half, split, top, y, 1, 1, -0.5)
    )


def island(rng: Random, palette: Palette, style: KitchenStyle) -> Furniture:
    """Draw a free-standing counter with cabinets, its open side towards -y, sometimes with a hob or things to eat."""
    half_x, half_y, top = rng.uniform(0.55, 1.1), rng.uniform(0.3, 0.42), style.height
    over, low = rng.choice((0.02, rng.uniform(0.15, 0.3))), style.height - style.thick
    columns = max(2, round(half_x / 0.28))
    solids = [
        box(CABINET, style.body, 0, 0, (low + _PLINTH) / 2, half_x, half_y, (low - _PLINTH) / 2),
        box(CABINET, style.body, 0, 0, _PLINTH / 2, half_x - 0.04, half_y - 0.04, _PLINTH / 2),
    ]
    face = fronts(style.fronts, -half_x, half_x, _PLINTH, low, -half_y, columns, 1, 0.8)
    solids += face + (place(face, 0.0, 0.0, 0.0, math.pi) if over < 0.1 else [])
    solids.append(
        box(
            CABINET,
            style.worktop,
            0,
            over / 2,
            top - style.thick / 2,
            half_x + 0.02,
            half_y + 0.02 + over / 2,
            style.thick / 2,
            0.002,
        )
    )
    free = 2 * half_x
    if half_x > 0.8 and rng.random() < 0.3:
        solids += place(hob(rng, palette, style.steel, 0.0, top, 0.3), 0.3 - half_x, 0, 0, 0)
        free = 2 * half_x - 0.6
    things = scatter(rng, palette, ON_WORKTOPS, palette.count(6), free, 2 * half_y + over, top)
    return furniture(CABINET, "island", solids + place(things, half_x - free / 2, over / 2, 0, 0), top=top)
