# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Tables with seats around them."""

from __future__ import annotations

import math

from svr_ros.synthesis.catalogue.parts import SIDES
from svr_ros.synthesis.furnishing.groups import hang_lamp, push_in
from svr_ros.synthesis.furnishing.kinds import GUESTS, ON_DINING_TABLES, TABLE_SEATS
from svr_ros.synthesis.furnishing.tabletops import is_round, with_things
from svr_ros.synthesis.layout.plan import Placement
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import Solid
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.surfaces import add_rug

Slot = tuple[float, float, float]
"""Place of a seat at a table's edge (x, y in the table's frame, metres) and the angle that it is turned by."""

_CHILD = 0.62
"""Size of a chair for small children as a fraction of that of a chair for adults."""


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
    """Put a laid table in the open or at a wall; if there is no place, try once more with less space around it."""
    rng = plan.rng
    at_wall = rng.random() < 0.2
    for margin in (0.5, 0.3):
        table = plan.draw("dining table") if given is None else given
        table = with_things(plan, table, rng.randint(0, 3) + plan.materials.count(8), ON_DINING_TABLES)
        if not at_wall:
            main = plan.anywhere(table, yaw, tries=24, margin=margin)
            if main:
                return main
        main = plan.against_wall(table, gap=rng.choice((0.01, 0.03, 0.5)))
        if main:
            return main
    return None


def bar_place(plan: Plan) -> Placement | None:
    """Put a high table with bar stools around it, in the open or at a wall."""
    rng = plan.rng
    table = with_things(plan, plan.draw("bar table"), plan.materials.count(4), ON_DINING_TABLES)
    main = plan.anywhere(table, rng.choice((0.0, math.pi / 2)), tries=16, margin=0.4) or plan.against_wall(table)
    if main:
        seat = plan.draw("bar stool")
        for slot in slots_around(main):
            if rng.random() < 0.6:
                _seat_at_slot(plan, main, seat, slot, rng.uniform(-0.1, 0.2), rng.gauss(0.0, 0.3))
    return main


def play_table(plan: Plan) -> Placement | None:
    """Put a low table with small chairs around it."""
    rng = plan.rng
    table = with_things(plan, plan.draw("children's table"), plan.materials.count(4), {"low board thing": 1.0})
    main = plan.anywhere(table, rng.choice((0.0, math.pi / 2)), tries=12, margin=0.25) or plan.against_wall(table)
    if main:
        seat = scaled(plan.draw("dining chair"), _CHILD)
        for slot in slots_around(main, 0.45):
            if rng.random() < 0.7:
                _seat_at_slot(plan, main, seat, slot, rng.uniform(-0.05, 0.15), rng.gauss(0.0, 0.2))
    return main


def scaled(piece: Furniture, factor: float) -> Furniture:
    """Return a piece with all its lengths multiplied by a factor."""

    def resize(s: Solid) -> Solid:
        return s._replace(
            x=s.x * factor,
            y=s.y * factor,
            z=s.z * factor,
            hx=s.hx * factor,
            hy=s.hy * factor,
            hz=s.hz * factor,
            rounding=s.rounding * factor,
            bottom_radius=s.bottom_radius * factor,
            top_radius=s.top_radius * factor,
        )

    return piece._replace(
        solids=[resize(solid) for solid in piece.solids],
        width=piece.width * factor,
        depth=piece.depth * factor,
        height=piece.height * factor,
        blocks=tuple(
            (x0 * factor, y0 * factor, z0 * factor, x1 * factor, y1 * factor, z1 * factor)
            for x0, y0, z0, x1, y1, z1 in piece.blocks
        ),
        top=piece.top * factor,
    )


def sit_around(plan: Plan, main: Placement, empty: float = 0.15) -> None:
    """Put equal seats around a table, pushed in or drawn back.

    Args:
        plan: Floor plan of the room.
        main: The table.
        empty: Fraction of places without a seat.
    """
    rng = plan.rng
    seat, slots = plan.draw_any(TABLE_SEATS), slots_around(main)
    if rng.random() < 0.08:
        seat = plan.draw("bench")
        slots = [(0.0, side * main.furniture.depth / 2, 0.0 if side > 0 else math.pi) for side in SIDES]
    for slot in slots:
        if rng.random() < empty:
            continue
        if rng.random() < 0.05:
            seat = plan.draw_any(GUESTS)
        out = rng.uniform(-0.15, 0.15) if rng.random() < 0.85 else rng.uniform(0.15, 0.5)
        _seat_at_slot(plan, main, seat, slot, out, rng.gauss(0.0, 0.1))


def _seat_at_slot(plan: Plan, main: Placement, seat: Furniture, slot: Slot, out: float, swing: float) -> None:
    """Put a seat at a place of a table, `out` metres from its edge and turned from it by `swing` radians."""
    x, y, turn = slot
    push_in(plan, main, seat, (x, y), (-math.sin(turn), math.cos(turn)), out, turn + swing)


def _extent(main: Placement) -> tuple[float, float]:
    """Return a placed table's extent along x and y of the room, in metres."""
    c, s = abs(math.cos(main.yaw)), abs(math.sin(main.yaw))
    width, depth = main.furniture.width, main.furniture.depth
    return c * width + s * depth, s * width + c * depth


def slots_around(main: Placement, pitch: float = 0.6) -> list[Slot]:
    """Return the places around a table, at most one per `pitch` metres of its edge."""
    width, depth = main.furniture.width, main.furniture.depth
    if is_round(main.furniture):
        radius = width / 2
        count = max(2, int(math.tau * (radius + 0.25) / (1.25 * pitch)))
        angles = [k * math.tau / count for k in range(count)]
        return [(radius * math.cos(a), radius * math.sin(a), a - math.pi / 2) for a in angles]
    per_side = max(1, int(width / pitch))
    slots: list[Slot] = []
    for side in SIDES:
        turn = 0.0 if side > 0 else math.pi
        slots += [(width * ((k + 0.5) / per_side - 0.5), side * depth / 2, turn) for k in range(per_side)]
        if width > 1.3:
            slots.append((side * width / 2, 0.0, -side * math.pi / 2))
    return slots
