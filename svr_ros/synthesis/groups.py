"""Pieces that belong together: a bed with its nightstands, a sofa with its table, a table with its chairs, a desk."""

from __future__ import annotations

import math

from svr_ros.synthesis.furniture.cabinets import (
    nightstand,
)
from svr_ros.synthesis.furniture.chairs import STYLES, bench, chair, office_chair, stool
from svr_ros.synthesis.furniture.clutter import (
    ANYWHERE,
    ON_DESKS,
    ON_TABLES,
    Maker,
    monitor,
    scatter,
)
from svr_ros.synthesis.furniture.kitchen import KitchenStyle, kitchen_run
from svr_ros.synthesis.furniture.lamps import chandelier, pendant, table_lamp
from svr_ros.synthesis.furniture.parts import SIDES, VOID, Furniture, box, place
from svr_ros.synthesis.furniture.sofas import armchair
from svr_ros.synthesis.furniture.tables import coffee_table, desk, dining_table, side_table
from svr_ros.synthesis.plan import Placement, Plan
from svr_ros.synthesis.surfaces import add_rug


def with_things(plan: Plan, table: Furniture, count: int, makers: tuple[Maker, ...] = ANYWHERE) -> Furniture:
    """Give a table with things on it."""
    solids = scatter(plan.rng, plan.palette, makers, count, table.width, table.depth, table.top)
    return table._replace(solids=table.solids + solids)


def surround_bed(plan: Plan, main: Placement) -> None:
    """Put nightstands beside a bed, something to sit on at its foot, a rug below."""
    rng, palette = plan.rng, plan.palette
    width, depth = main.furniture.width, main.furniture.depth
    if rng.random() < 0.35:
        x, y = main.at(0.0, -0.3)
        add_rug(plan, x, y, rng.uniform(0.8, 1.5), rng.uniform(0.8, 1.5))
    for side in SIDES:
        if rng.random() < 0.65:
            piece = nightstand(rng, palette)
            dx = side * ((width + piece.width) / 2 + rng.uniform(0.02, 0.15))
            plan.beside(main, piece, dx, (depth - piece.depth) / 2 - 0.02)
    if rng.random() < 0.25:
        piece = rng.choice((stool, bench, armchair))(rng, palette)
        plan.beside(main, piece, rng.uniform(-0.2, 0.2), -(depth + piece.depth) / 2 - 0.05, math.pi)


def wing_side(piece: Furniture) -> int:
    """Say at which end a corner sofa's wing is: -1, +1, or 0 for a straight one."""
    if not piece.blocks:
        return 0
    long, wing = piece.blocks
    return 1 if wing[0] + wing[3] > long[0] + long[3] else -1


def surround_sofa(plan: Plan, main: Placement) -> None:
    """Put a coffee table before a sofa, armchairs and side tables around it, a rug below."""
    rng, palette = plan.rng, plan.palette
    width, depth, wing = main.furniture.width, main.furniture.depth, wing_side(main.furniture)
    front = -depth / 2
    if wing:
        front = main.furniture.blocks[0][1]
    if rng.random() < 0.4:
        x, y = main.at(0.0, front - 0.5)
        add_rug(plan, x, y, rng.uniform(0.7, 1.6), rng.uniform(0.7, 1.6))
    if rng.random() < 0.85:
        table = coffee_table(rng, palette)
        table = with_things(plan, table, palette.count(4))
        turn = rng.choice((0.0, 0.0, 0.0, math.pi / 2, rng.uniform(-0.3, 0.3)))
        gap = rng.uniform(0.15, 0.5) + (table.width if abs(turn) > 1 else table.depth) / 2
        plan.beside(main, table, rng.uniform(-0.3, 0.3) - wing * width * 0.2, front - gap, turn)
    for side in SIDES:
        kind = rng.random()
        if kind < 0.35:
            piece = armchair(rng, palette)
            dx = side * (width / 2 + rng.uniform(-0.1, 0.5))
            plan.beside(
                main, piece, dx, -depth / 2 - piece.depth - rng.uniform(0.0, 0.5), side * rng.uniform(-2.2, -1.0)
            )
        elif kind < 0.65:
            piece = side_table(rng, palette)
            solids = place(table_lamp(rng, palette), 0.0, 0.0, piece.top, 0.0) if rng.random() < 0.6 else []
            piece = piece._replace(solids=piece.solids + solids)
            plan.beside(main, piece, side * ((width + piece.width) / 2 + 0.04), (depth - piece.depth) / 2)


def eating_place(plan: Plan) -> None:
    """Put a dining table with its chairs, and often a lamp above it."""
    rng, palette = plan.rng, plan.palette
    table = with_things(plan, dining_table(rng, palette), palette.count(5), ON_TABLES)
    yaw = rng.choice((0.0, math.pi / 2)) + rng.choice((0.0, 0.0, rng.uniform(-0.3, 0.3)))
    main = plan.anywhere(table, yaw, tries=12)
    if main is None:
        return
    if rng.random() < 0.25:
        add_rug(plan, main.x, main.y, rng.uniform(1.0, 1.6), rng.uniform(1.0, 1.6))
    if rng.random() < 0.45:
        hang_lamp(plan, main.x, main.y, rng.uniform(1.35, 1.8), yaw)
    _seats(plan, main)


def _seats(plan: Plan, main: Placement) -> None:
    rng, palette = plan.rng, plan.palette
    width, depth = main.furniture.width, main.furniture.depth
    style = rng.choice(STYLES)
    seat = chair(rng, palette, style)
    slots = []
    per_side = max(1, int(width / 0.62))
    for side in SIDES:
        slots += [
            (width * ((k + 0.5) / per_side - 0.5), side * depth / 2, 0.0 if side > 0 else math.pi)
            for k in range(per_side)
        ]
        slots.append((side * width / 2, 0.0, -side * math.pi / 2))
    if rng.random() < 0.08:
        seat = bench(rng, palette)
        slots = [(0.0, side * depth / 2, 0.0 if side > 0 else math.pi) for side in SIDES]
    for x, y, turn in slots:
        if rng.random() < (0.15 if y else 0.4):
            continue
        if rng.random() < 0.06:
            seat = chair(rng, palette)
        # Chairs stand half under the table, or are pulled out.
        out = rng.uniform(-0.1, 0.22) if rng.random() < 0.85 else rng.uniform(0.2, 0.5)
        dx, dy = -math.sin(turn) * out, math.cos(turn) * out
        plan.beside(main, seat, x + dx, y + dy, turn + rng.gauss(0.0, 0.13), under=True)


def work_place(plan: Plan) -> None:
    """Put a desk at a wall, things on it and a chair before it."""
    rng, palette = plan.rng, plan.palette
    table = desk(rng, palette)
    solids = list(table.solids)
    free = table.width
    if rng.random() < 0.6:
        x = rng.uniform(-0.25, 0.25) * table.width
        solids += place(monitor(rng, palette), x, table.depth / 2 - 0.25, table.top, rng.gauss(0.0, 0.15))
        side = -1.0 if x > 0 else 1.0
        free = table.width * 0.35
        solids += place(
            scatter(rng, palette, ON_DESKS, 1 + palette.count(2), free, table.depth, table.top),
            side * table.width * 0.3,
            0,
            0,
            0,
        )
    else:
        solids += scatter(rng, palette, ON_DESKS, 1 + palette.count(5), table.width, table.depth, table.top)
    if rng.random() < 0.35:
        solids += place(
            table_lamp(rng, palette), rng.choice(SIDES) * (table.width / 2 - 0.15), table.depth * 0.25, table.top, 0.0
        )
    if rng.random() < 0.12:
        rise = rng.uniform(0.18, 0.3)
        solids.append(
            box(
                VOID, palette.fabric(), 0, table.depth / 2 - 0.02, table.top + rise, table.width / 2, 0.015, rise, 0.005
            )
        )
    main = plan.against_wall(table._replace(solids=solids), tries=15, gap=0.01)
    if main and rng.random() < 0.85:
        seat = office_chair(rng, palette) if rng.random() < 0.6 else chair(rng, palette)
        dx, dy = rng.uniform(-0.2, 0.2) * table.width, -table.depth / 2 - rng.uniform(-0.05, 0.4)
        plan.beside(main, seat, dx, dy, math.pi + rng.gauss(0.0, 0.5), under=True)


def hang_lamp(plan: Plan, x: float, y: float, low: float, yaw: float) -> None:
    """Hang a lamp from the ceiling down to about `low` metres."""
    rng, ceiling = plan.rng, plan.size.height
    maker = chandelier if rng.random() < 0.2 else pendant
    piece = maker(rng, plan.palette, ceiling, min(low, ceiling - 0.6))
    plan.put(piece, x, y, yaw, under=True)


def add_kitchen_run(plan: Plan, style: KitchenStyle, face: int, length: float) -> bool:
    """Put a run of cabinets on a wall: the longest that fits beside doors and windows."""
    rng, palette = plan.rng, plan.palette
    for share, uppers in ((1.0, True), (1.0, False), (0.6, True), (0.6, False), (0.35, rng.random() < 0.5)):
        if length * share < 0.9:
            break
        run = kitchen_run(rng, palette, style, length * share, uppers)
        if plan.against_wall(run, tries=3, gap=0.0, face=face, corner=rng.choice((-1, 1))):
            return True
    return False
