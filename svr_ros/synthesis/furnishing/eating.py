"""Tables with seats around them."""

from __future__ import annotations

import math

from svr_ros.synthesis.catalogue.chairs import bench, chair, high_chair, stool
from svr_ros.synthesis.catalogue.clutter import ON_TABLES
from svr_ros.synthesis.catalogue.parts import SIDES
from svr_ros.synthesis.catalogue.tables import dining_table
from svr_ros.synthesis.furnishing.groups import hang_lamp, push_in
from svr_ros.synthesis.furnishing.tabletops import is_round, with_things
from svr_ros.synthesis.layout.plan import Placement
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.surfaces import add_rug

Slot = tuple[float, float, float]
"""Where a seat goes at a table's edge (x, y in the table's frame) and the angle that it is turned by."""


def eating_place(plan: Plan, table: Furniture | None = None) -> Placement | None:
    """Put a dining table with its chairs, in the open or with one side at a wall, and often a lamp above it."""
    rng = plan.rng
    yaw = rng.choice((0.0, math.pi / 2)) + rng.choice((0.0, 0.0, 0.0, rng.uniform(-0.3, 0.3)))
    main = _find_place(plan, table, yaw)
    if main is None:
        return None
    if rng.random() < 0.3:
        wide, deep = _extent(main)
        add_rug(plan, main.x, main.y, wide / 2 + rng.uniform(0.3, 0.7), deep / 2 + rng.uniform(0.3, 0.7))
    if rng.random() < 0.55:
        hang_lamp(plan, main.x, main.y, main.furniture.top + rng.uniform(0.6, 0.95), main.yaw)
    sit_around(plan, main)
    return main


def _find_place(plan: Plan, given: Furniture | None, yaw: float) -> Placement | None:
    """Put a laid table where there is room around it, a second one where the first is too large, else at a wall."""
    rng, palette = plan.rng, plan.palette
    at_wall = rng.random() < 0.2
    for margin in (0.5, 0.3):
        table = dining_table(rng, palette) if given is None else given
        table = with_things(plan, table, rng.randint(0, 3) + palette.count(8), ON_TABLES)
        if not at_wall:
            main = plan.anywhere(table, yaw, tries=24, margin=margin)
            if main:
                return main
        main = plan.against_wall(table, gap=rng.choice((0.01, 0.03, 0.5)))
        if main:
            return main
    return None


def sit_around(plan: Plan, main: Placement, empty: float = 0.15) -> None:
    """Put equal seats around a table, a share of the places left empty: half under it or drawn back."""
    rng, palette = plan.rng, plan.palette
    seat = (stool if rng.random() < 0.06 else chair)(rng, palette)
    slots = _round_slots(main) if is_round(main.furniture) else _slots(main)
    if rng.random() < 0.08:
        seat = bench(rng, palette)
        slots = [(0.0, side * main.furniture.depth / 2, 0.0 if side > 0 else math.pi) for side in SIDES]
    for x, y, turn in slots:
        if rng.random() < empty:
            continue
        if rng.random() < 0.05:
            seat = rng.choice((chair, chair, high_chair))(rng, palette)
        out = rng.uniform(-0.15, 0.15) if rng.random() < 0.85 else rng.uniform(0.15, 0.5)
        push_in(plan, main, seat, (x, y), (-math.sin(turn), math.cos(turn)), out, turn + rng.gauss(0.0, 0.1))


def _extent(main: Placement) -> tuple[float, float]:
    """Give a placed table's extent along x and y of the room."""
    c, s = abs(math.cos(main.yaw)), abs(math.sin(main.yaw))
    width, depth = main.furniture.width, main.furniture.depth
    return c * width + s * depth, s * width + c * depth


def _slots(main: Placement) -> list[Slot]:
    width, depth = main.furniture.width, main.furniture.depth
    per_side = max(1, int(width / 0.6))
    slots: list[Slot] = []
    for side in SIDES:
        turn = 0.0 if side > 0 else math.pi
        slots += [(width * ((k + 0.5) / per_side - 0.5), side * depth / 2, turn) for k in range(per_side)]
        if width > 1.3:
            slots.append((side * width / 2, 0.0, -side * math.pi / 2))
    return slots


def _round_slots(main: Placement) -> list[Slot]:
    radius = main.furniture.width / 2
    count = max(2, int(math.tau * (radius + 0.25) / 0.75))
    angles = [k * math.tau / count for k in range(count)]
    return [(radius * math.cos(a), radius * math.sin(a), a - math.pi / 2) for a in angles]
