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

"""Groups of furniture: a bed with its nightstands, a sofa with its table and television, a desk with its seat."""

from __future__ import annotations

import math

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.parts import SIDES, VOID
from svr_ros.synthesis.furnishing.kinds import BED_FOOT_SEATS, DESK_SEATS, EASY_CHAIRS, HANGING_LAMPS, ON_DESKS
from svr_ros.synthesis.furnishing.tabletops import (
    Rectangle,
    footprint,
    lay_out,
    raised_parts,
    surface,
    topped,
    with_things,
)
from svr_ros.synthesis.layout.plan import Placement
from svr_ros.synthesis.piece import Furniture, place
from svr_ros.synthesis.scene import Solid
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.surfaces import add_rug

_BESIDE: dict[str, float] = {"floor lamp": 1.0, "plant": 1.0}


def surround_bed(plan: Plan, main: Placement) -> None:
    """Put nightstands beside a bed, a seat at its foot, and a rug below it."""
    rng = plan.rng
    width, depth = main.furniture.width, main.furniture.depth
    if rng.random() < 0.4:
        x, y = main.at(0.0, -0.3)
        add_rug(plan, x, y, rng.uniform(0.8, 1.5), rng.uniform(0.8, 1.5))
    stand = plan.draw("nightstand")
    for side in SIDES:
        if rng.random() < 0.75:
            piece = stand if rng.random() < 0.7 else plan.draw("nightstand")
            dx = side * ((width + piece.width) / 2 + rng.uniform(0.01, 0.08))
            plan.beside(main, piece, dx, (depth - piece.depth) / 2 - 0.02)
    if rng.random() < 0.3:
        piece = plan.draw_any(BED_FOOT_SEATS)
        plan.beside(main, piece, rng.uniform(-0.2, 0.2), -(depth + piece.depth) / 2 - 0.05, math.pi)
    if rng.random() < 0.2:
        watch(plan, main)


def wing_side(piece: Furniture) -> int:
    """Return the end at which a corner sofa has its wing: -1 or +1, or 0 if it has none or two."""
    if len(piece.blocks) != 2:
        return 0
    long, wing = piece.blocks
    return 1 if wing[0] + wing[3] > long[0] + long[3] else -1


def surround_sofa(plan: Plan, main: Placement) -> None:
    """Put a coffee table before a sofa, a television opposite, seats, side tables and a lamp around, a rug below."""
    rng = plan.rng
    width, depth, wing = main.furniture.width, main.furniture.depth, wing_side(main.furniture)
    front = main.furniture.blocks[0][1] if main.furniture.blocks else -depth / 2

    # Rug and coffee table
    if rng.random() < 0.6:
        x, y = main.at(0.0, front - 0.6)
        add_rug(plan, x, y, rng.uniform(0.9, 1.7), rng.uniform(0.9, 1.7))
    space = rng.uniform(0.25, 0.45)
    if rng.random() < 0.85:
        table = with_things(plan, plan.draw("coffee table"), 1 + plan.materials.count(6))
        turn = rng.choice((0.0, 0.0, 0.0, math.pi / 2, rng.uniform(-0.3, 0.3)))
        deep = table.width if abs(turn) > 1 else table.depth
        dx = rng.uniform(-0.2, 0.2) - wing * width * 0.2
        plan.beside(main, table, dx, front - space - deep / 2, turn)
        space += deep + rng.uniform(0.3, 0.5)

    # Side tables, lamps and plants at its ends
    for side in SIDES:
        if rng.random() < 0.4:
            piece = plan.draw("side table")
            lamp = place(plan.draw("table lamp").solids, 0.0, 0.0, piece.top, 0.0) if rng.random() < 0.6 else []
            plan.beside(main, topped(piece, lamp), side * ((width + piece.width) / 2 + 0.03), (depth - piece.depth) / 2)
        elif rng.random() < 0.5:
            piece = plan.draw_any(_BESIDE)
            plan.beside(main, piece, side * ((width + piece.width) / 2 + 0.03), (depth - piece.depth) / 2)

    # Television, other seats and an ottoman
    if rng.random() < 0.7:
        watch(plan, main)
    _facing_seats(plan, main, front - space)
    if rng.random() < 0.2:
        piece = plan.draw("ottoman")
        plan.beside(main, piece, rng.choice(SIDES) * width * 0.3, front - 0.1 - piece.depth / 2, rng.gauss(0.0, 0.3))


def _facing_seats(plan: Plan, main: Placement, y: float) -> None:
    """Put armchairs or a second sofa at the sides of the table before a sofa, or across it."""
    rng = plan.rng
    width = main.furniture.width
    kind = rng.random()
    if kind < 0.2:
        piece = plan.draw("sofa")
        if not plan.beside(main, piece, 0.0, y - piece.depth / 2, math.pi + rng.gauss(0.0, 0.03)):
            _at_side(plan, main, piece, rng.choice(SIDES), 0.0)
        return
    piece = plan.draw_any(EASY_CHAIRS)
    for side in SIDES:
        if rng.random() < 0.45:
            _at_side(plan, main, piece, side, rng.uniform(-0.4, 0.4))
        elif rng.random() < 0.25:
            dx = side * min(width / 4, 0.6)
            plan.beside(main, piece, dx, y - piece.depth / 2, math.pi + side * rng.uniform(0.0, 0.5))


def _at_side(plan: Plan, main: Placement, piece: Furniture, side: float, swing: float) -> None:
    """Put a seat at one end of the space before a sofa, looking across it."""
    dx = side * (main.furniture.width / 2 + plan.rng.uniform(0.05, 0.3) + piece.depth / 2)
    dy = -main.furniture.depth / 2 - piece.width / 2 - plan.rng.uniform(0.1, 0.5)
    plan.beside(main, piece, dx, dy, -side * (math.pi / 2 + swing))


def watch(plan: Plan, main: Placement) -> None:
    """Put a television where one looks from a piece: on a board at the wall opposite, or on that wall."""
    rng = plan.rng
    for face, wall in enumerate(plan.walls):
        if math.cos(wall.yaw - main.yaw - math.pi) < 0.98:
            continue
        c, s = math.cos(wall.yaw), math.sin(wall.yaw)
        along = c * (main.x - wall.x) + s * (main.y - wall.y) + rng.uniform(-0.4, 0.4)
        kind = rng.random()
        piece = plan.draw("wall television" if kind < 0.2 else "television board")
        if kind >= 0.2:
            if not plan.put(piece, *plan.on_wall(face, along, piece.depth / 2 + 0.02)):
                plan.against_wall(piece, face=face)
            return
        plan.put(piece, *plan.on_wall(face, along, piece.depth / 2 + 0.001), z=rng.uniform(0.95, 1.2))
        if rng.random() < 0.5:
            low = plan.draw("sideboard")
            plan.put(low, *plan.on_wall(face, along, low.depth / 2 + 0.01))
        return
    plan.against_wall(plan.draw("television board"))


def work_place(plan: Plan, table: Furniture | None = None) -> Placement | None:
    """Put a desk at a wall, things on it and a chair before it."""
    rng = plan.rng
    table = laden_desk(plan, plan.draw("desk") if table is None else table)
    main = plan.against_wall(table, gap=rng.choice((0.01, 0.03)), corner=rng.choice((-1, 0, 0, 1)))
    main = main or plan.find_place(table, margin=0.4)
    if main and rng.random() < 0.9:
        seat_at(plan, main, plan.draw_any(DESK_SEATS))
    return main


def laden_desk(plan: Plan, table: Furniture) -> Furniture:
    """Return a desk with at most two screens, papers, a lamp and more, and sometimes a board along its back."""
    rng = plan.rng
    area = surface(table)
    x0, y0, x1, y1 = area
    middle, half_x = (x0 + x1) / 2, (x1 - x0) / 2
    solids: list[Solid] = []
    taken: list[Rectangle] = raised_parts(table)

    def stand(thing: Furniture, x: float, y: float, yaw: float) -> None:
        own = place(thing.solids, x, y, table.top, yaw)
        a0, b0, a1, b1 = footprint(own)
        if a0 > x0 and a1 < x1 and b0 > y0 and b1 < y1:
            solids.extend(own)
            taken.append((a0, b0, a1, b1))

    # A board along the back that shields it from view
    if rng.random() < 0.12:
        height = rng.uniform(0.36, 0.6)
        piece = Builder(VOID, plan.materials.fabric())
        piece.box((x0, x1), around(y1, 0.015), (table.top, table.top + height), 0.005)
        solids += piece.solids
        taken.append((x0, y1 - 0.015, x1, y1 + 0.015))

    # Screens and a lamp
    screens = rng.choices((0, 1, 2), (0.35, 0.5, 0.15))[0]
    x = middle + rng.uniform(-0.5, 0.5) * max(half_x - 0.35, 0.0)
    for k in range(screens):
        offset = k - (screens - 1) / 2
        stand(plan.draw("screen"), x + 0.62 * offset, y1 - 0.22, rng.gauss(0.0, 0.1) - 0.3 * offset)
    if rng.random() < 0.4:
        lamp = plan.draw("table lamp")
        stand(lamp, middle + rng.choice(SIDES) * (half_x - 0.18), y1 - 0.18, rng.gauss(0.0, 0.5))

    # Papers, books and cups
    count = rng.randint(2, 6) + plan.materials.count(8)
    solids += lay_out(plan, ON_DESKS, count, area, table.top, taken)
    return topped(table, solids)


def seat_at(plan: Plan, main: Placement, seat: Furniture) -> Placement | None:
    """Put a seat before a desk, pushed in, drawn back or turned away."""
    rng = plan.rng
    x0, y0, x1, _ = surface(main.furniture)
    dx, out = (x0 + x1) / 2 + rng.uniform(-0.15, 0.15) * (x1 - x0), rng.uniform(-0.1, 0.35)
    turn = math.pi + rng.choice((rng.gauss(0.0, 0.15), rng.gauss(0.0, 0.7)))
    return push_in(plan, main, seat, (dx, y0), (0.0, -1.0), out, turn)


def push_in(
    plan: Plan,
    main: Placement,
    seat: Furniture,
    edge: tuple[float, float],
    away: tuple[float, float],
    out: float,
    turn: float,
) -> Placement | None:
    """Put a seat at a table's edge, `out` metres from it along `away`, farther out where its solids would meet."""
    for step in (0.0, 0.12, 0.24, 0.4):
        distance = out + step
        x, y = edge[0] + away[0] * distance, edge[1] + away[1] * distance
        place = plan.beside(main, seat, x, y, turn, under=True)
        if place:
            return place
    return None


def hang_lamp(plan: Plan, x: float, y: float, low: float, yaw: float) -> None:
    """Hang a lamp from the ceiling down to about `low` metres."""
    ceiling = plan.size.height
    piece = plan.draw_any(HANGING_LAMPS, ceiling=ceiling, low=min(low, ceiling - 0.6))
    plan.put(piece, x, y, yaw, under=True)
