"""Kitchens: runs of base and wall cabinets with sinks, hobs, ovens and fridges (machines are void), islands."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.catalogue.cases import fronts
from svr_ros.synthesis.catalogue.clutter import ON_WORKTOPS, line_up, scatter
from svr_ros.synthesis.catalogue.kitchen_machines import cooker, fridge_solids, hob, hood
from svr_ros.synthesis.catalogue.kitchen_units import DEPTH, PLINTH, KitchenStyle, Unit, base_units, tall_unit
from svr_ros.synthesis.catalogue.kitchen_walls import open_boards, rail, wall_cabinets
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CABINET, box
from svr_ros.synthesis.catalogue.worktop_things import detergent, dish_rack
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid

MOST_SOLIDS = 110
"""Solids of one run; what stands on it is left out beyond."""


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
                part, top = tall_unit(rng, palette, style, half), style.upper_top
            else:
                part, top = cooker(rng, palette, 2 * half, style.height), style.height
            blocks.append((unit.x0, -DEPTH, 0.0, unit.x1, 0.0, top))
            solids += place(part, unit.middle, 0.0, 0.0, 0.0)
        else:
            stretches[-1].append(unit)
            blocks.append((unit.x0, -DEPTH, 0.0, unit.x1, 0.0, style.height))
    stretches = [stretch for stretch in stretches if stretch]
    for stretch in stretches:
        solids += base_units(rng, palette, style, stretch)
    low = [unit for unit in units if unit.kind not in ("fridge", "tall")]
    if low and uppers:
        solids += _above(rng, palette, style, low, blocks, MOST_SOLIDS - len(solids) - 8 * len(units))
    for stretch in stretches:
        solids += _on_worktop(rng, palette, style, stretch, MOST_SOLIDS - len(solids))
    return furniture(CABINET, "kitchen run", solids, blocks)


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
    z, crowd = style.height, 0.45 + 0.55 * palette.count(10) / 10
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


def island(rng: Random, palette: Palette, style: KitchenStyle) -> Furniture:
    """Draw a free-standing counter with cabinets, its open side towards -y, sometimes with a hob or things to eat."""
    half_x, half_y, top = rng.uniform(0.55, 1.1), rng.uniform(0.3, 0.42), style.height
    over, low = rng.choice((0.02, rng.uniform(0.15, 0.3))), style.height - style.thick
    columns = max(2, round(half_x / 0.28))
    solids = [
        box(CABINET, style.body, 0, 0, (low + PLINTH) / 2, half_x, half_y, (low - PLINTH) / 2),
        box(CABINET, style.body, 0, 0, PLINTH / 2, half_x - 0.04, half_y - 0.04, PLINTH / 2),
    ]
    face = fronts(style.fronts, -half_x, half_x, PLINTH, low, -half_y, columns, 1, 0.8)
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
