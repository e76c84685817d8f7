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

"""Recipes of public rooms: offices, classrooms, meeting rooms, lounges, corridors, workshops and empty rooms."""

from __future__ import annotations

import math

from svr_ros.synthesis.catalogue.parts import SIDES
from svr_ros.synthesis.furnishing.eating import bar_place, eating_place, sit_around
from svr_ros.synthesis.furnishing.filling import line_walls
from svr_ros.synthesis.furnishing.groups import laden_desk, seat_at, work_place
from svr_ros.synthesis.furnishing.kinds import (
    EASY_CHAIRS,
    LEFT_BY_MOVERS,
    LOW_TABLES,
    ON_DESKS,
    ON_MEETING_TABLES,
    WORKSHOP,
)
from svr_ros.synthesis.furnishing.leaning import lean_something
from svr_ros.synthesis.furnishing.tabletops import with_things
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.surfaces import add_rug


def office(plan: Plan) -> None:
    """Furnish an office: desks at the walls or facing each other, shelves, filing cabinets."""
    rng = plan.rng
    table = plan.draw("desk")
    if 2 * min(plan.size.half_x, plan.size.half_y) > 3.2 and rng.random() < 0.4:
        _facing_desks(plan)
    for _ in range(rng.randint(1, 3)):
        work_place(plan, table if rng.random() < 0.6 else None)
    line_walls(plan, rng.uniform(0.3, 0.5))
    if rng.random() < 0.2:
        eating_place(plan)


def _facing_desks(plan: Plan) -> None:
    """Put two to six equal desks back to back in the room, each with its chair."""
    rng = plan.rng
    table, seat, pairs = plan.draw("desk"), plan.draw("office chair"), rng.choice((1, 1, 2, 3))
    yaw, (rx, ry, _) = rng.choice((0.0, math.pi / 2)), plan.size
    x, y = rng.uniform(-0.3, 0.3) * rx, rng.uniform(-0.3, 0.3) * ry
    c, s = math.cos(yaw), math.sin(yaw)
    for k in range(pairs):
        dx = (k - (pairs - 1) / 2) * (table.width + 0.01)
        for side in SIDES:
            dy = side * (table.depth / 2 + 0.005)
            turn = yaw if side < 0 else yaw + math.pi
            main = plan.put(laden_desk(plan, table), x + c * dx - s * dy, y + s * dx + c * dy, turn)
            if main:
                seat_at(plan, main, seat)


def classroom(plan: Plan) -> None:
    """Furnish a classroom: rows of equal desks with equal chairs."""
    rng, (rx, ry, _) = plan.rng, plan.size
    table, seat = plan.draw("desk"), plan.draw("dining chair")
    yaw = rng.choice((0.0, 0.5, 1.0, 1.5)) * math.pi
    pitch_x, pitch_y = table.width + rng.choice((0.02, rng.uniform(0.3, 0.7))), table.depth + rng.uniform(0.75, 1.1)
    along, across = (ry, rx) if abs(math.sin(yaw)) > 0.5 else (rx, ry)
    columns, rows = max(1, int((2 * along - 0.6) / pitch_x)), max(1, int((2 * across - 0.8) / pitch_y))
    c, s = math.cos(yaw), math.sin(yaw)
    for i in range(columns):
        for j in range(rows):
            dx, dy = pitch_x * (i - (columns - 1) / 2), pitch_y * (j - (rows - 1) / 2)
            here = with_things(plan, table, plan.materials.count(3), ON_DESKS)
            main = plan.put(here, c * dx - s * dy, s * dx + c * dy, yaw + rng.gauss(0.0, 0.04))
            if main and rng.random() < 0.85:
                seat_at(plan, main, seat)
            if main and rng.random() < 0.15:
                plan.beside(main, plan.draw("bag"), table.width / 2 + 0.3, 0.0)
    line_walls(plan, 0.5, rng.randint(0, 3))


def meeting_room(plan: Plan) -> None:
    """Furnish a meeting room: a long table of one to three pieces with chairs around, a screen, sideboards."""
    rng, (rx, ry, _) = plan.rng, plan.size
    table = plan.draw("dining table")
    yaw = 0.0 if rx > ry else math.pi / 2
    fitting = max(1, int((2 * max(rx, ry) - 1.4) / table.width))
    count, seated = min(fitting, rng.randint(1, 3)), False
    for k in range(count):
        at = (k - (count - 1) / 2) * (table.width + 0.005)
        piece = with_things(plan, table, plan.materials.count(5), ON_MEETING_TABLES)
        main = plan.put(piece, at * math.cos(yaw), at * math.sin(yaw), yaw)
        if main:
            sit_around(plan, main, 0.1)
            seated = True
    if not seated:
        eating_place(plan, table)
    if rng.random() < 0.6:
        plan.against_wall(plan.draw("wall television"), gap=0.001, z=rng.uniform(0.9, 1.1))
    line_walls(plan, 0.5, rng.randint(0, 4))


def lounge(plan: Plan) -> None:
    """Furnish a lounge or a reception: sofas and armchairs along the walls and around low tables, a counter."""
    # Put a counter, and seats along the walls
    rng = plan.rng
    seat = plan.draw_any(EASY_CHAIRS)
    if rng.random() < 0.5:
        counter = plan.anywhere(laden_desk(plan, plan.draw("desk")), rng.choice((0.0, 0.5, 1.0, 1.5)) * math.pi)
        if counter:
            seat_at(plan, counter, plan.draw("office chair"))
    for _ in range(rng.randint(1, 3)):
        piece = seat if rng.random() < 0.6 else plan.draw("sofa")
        placement = plan.against_wall(piece, gap=0.03)
        if placement:
            plan.keep_clear(placement, 0.5)
    # Put low tables with seats around them
    for _ in range(rng.randint(1, 3)):
        table = with_things(plan, plan.draw_any(LOW_TABLES), plan.materials.count(4))
        main = plan.anywhere(table, rng.choice((0.0, math.pi / 2)), tries=10, margin=0.35)
        if main is None:
            continue
        if rng.random() < 0.4:
            add_rug(plan, main.x, main.y, rng.uniform(0.9, 1.5), rng.uniform(0.9, 1.5))
        for angle in (0.0, 0.5, 1.0, 1.5):
            if rng.random() < 0.6:
                turn = angle * math.pi
                away = (table.width if angle % 1 else table.depth) / 2 + seat.depth / 2 + rng.uniform(0.2, 0.45)
                plan.beside(main, seat, -math.sin(turn) * away, math.cos(turn) * away, turn + rng.gauss(0.0, 0.15))
    if rng.random() < 0.2:
        bar_place(plan)
    line_walls(plan, rng.uniform(0.25, 0.45))


def corridor(plan: Plan) -> None:
    """Furnish a corridor or an entrance hall: narrow chests, a bench, coats, shoes, a long rug."""
    rng, (rx, ry, _) = plan.rng, plan.size
    if rng.random() < 0.5:
        add_rug(plan, 0.0, 0.0, max(rx - 0.3, 0.35), max(ry - 0.3, 0.35))
    for _ in range(rng.randint(0, 2)):
        plan.against_wall(plan.draw("coats"), gap=0.001, z=rng.uniform(0.6, 0.9))
    line_walls(plan, rng.uniform(0.15, 0.4), 12)


def workshop(plan: Plan) -> None:
    """Furnish a workshop, a garage or a cellar: benches, shelves, boxes, ladders, old furniture."""
    rng = plan.rng
    for _ in range(rng.randint(1, 2)):
        table = plan.draw("desk")
        main = plan.against_wall(with_things(plan, table, 2 + plan.materials.count(8), ON_DESKS), gap=0.01)
        if main and rng.random() < 0.6:
            seat_at(plan, main, plan.draw("stool"))
    for _ in range(rng.randint(1, 4)):
        lean_something(plan)
    line_walls(plan, rng.uniform(0.25, 0.55), 10)
    for _ in range(rng.randint(0, 5)):
        plan.anywhere(plan.draw_any(WORKSHOP), rng.uniform(0.0, math.tau))


def empty_room(plan: Plan) -> None:
    """Leave a room bare or with what movers and painters leave: boxes, a ladder, a chair."""
    rng = plan.rng
    for _ in range(plan.materials.count(5)):
        if rng.random() < 0.3:
            lean_something(plan)
        else:
            plan.anywhere(plan.draw_any(LEFT_BY_MOVERS), rng.uniform(0.0, math.tau))
