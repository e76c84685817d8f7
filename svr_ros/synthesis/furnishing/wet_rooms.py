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

"""Recipes of kitchens, bathrooms and laundries."""

from __future__ import annotations

import math

from svr_ros.synthesis.catalogue.kitchen_units import KitchenStyle, draw_kitchen_style
from svr_ros.synthesis.furnishing.eating import bar_place, eating_place
from svr_ros.synthesis.furnishing.filling import line_walls
from svr_ros.synthesis.furnishing.kinds import AT_BASINS, LAUNDRY, STORED
from svr_ros.synthesis.furnishing.tabletops import with_things
from svr_ros.synthesis.layout.plan import Placement
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.surfaces import add_rug

_CURTAIN = (0.2, 2.0)
"""Heights of the lower edge and of the rod of a bath curtain, in metres."""


def bathroom(plan: Plan) -> None:
    """Furnish a bathroom: tub or shower, washbasin with a mirror, toilet, washing machine, storage, towels."""
    rng = plan.rng

    # Tub, shower, washbasins, toilet and bidet
    if rng.random() < 0.95:
        _bathe(plan)
    if rng.random() < 0.35:
        plan.against_wall(plan.draw("shower"), gap=0.003, corner=rng.choice((1, -1)))
    for _ in range(rng.choice((1, 1, 1, 2))):
        _wash_place(plan)
    seat = plan.against_wall(plan.draw("toilet"), gap=0.003)
    if seat:
        plan.keep_clear(seat, 0.4)
    if rng.random() < 0.08:
        plan.against_wall(plan.draw("bidet"), gap=0.003)

    # Washing machine, storage, towels and mats
    if rng.random() < 0.3:
        machine = with_things(plan, plan.draw("washing machine"), plan.materials.count(3))
        plan.against_wall(machine, gap=0.01)
    line_walls(plan, rng.uniform(0.3, 0.55), 3)
    for _ in range(rng.randint(0, 3)):
        plan.against_wall(plan.draw("towels"), gap=0.0, z=rng.uniform(0.6, 0.9))
    if rng.random() < 0.5:
        rx, ry, _ = plan.size
        add_rug(plan, rng.uniform(-0.5, 0.5) * rx, rng.uniform(-0.5, 0.5) * ry, 0.4, 0.3)
    else:
        plan.anywhere(plan.draw("bath mat"), rng.choice((0.0, math.pi / 2)))


def _bathe(plan: Plan) -> None:
    """Put a tub against a wall, a straight one now and then with a curtain or a glass screen."""
    rng = plan.rng
    corner, straight = rng.choice((1, -1)), rng.random() < 0.78
    if straight:
        piece = plan.draw("bathtub")
    elif rng.random() < 0.65:
        piece = plan.draw("freestanding bathtub")
    else:
        piece = plan.draw("corner bathtub", side=corner)
    tub = plan.against_wall(piece, gap=0.003, corner=corner)
    if tub is None:
        straight = True
        tub = plan.find_place(plan.draw("bathtub"))
    if tub is None:
        return
    plan.keep_clear(tub, 0.4)
    guard = rng.random()
    if straight and guard < 0.35:
        low, high = _CURTAIN
        curtain = plan.draw(
            "bath curtain", width=tub.furniture.width, bottom=low, top=min(high, plan.size.height - 0.1)
        )
        x, y = tub.at(0.0, -(tub.furniture.depth + curtain.depth) / 2)
        plan.put(curtain, x, y, tub.yaw + rng.choice((0.0, math.pi)), under=True)
    elif straight and guard < 0.55:
        _screen_off(plan, tub, corner)


def _screen_off(plan: Plan, tub: Placement, side: int) -> None:
    """Stand a glass screen on the front rim of a tub, at its -x (side = -1) or +x (side = 1) end."""
    piece = tub.furniture
    rims = [s for s in piece.solids if s.z + s.hz > piece.top - 0.001 and s.hx > 0.4 * piece.width and s.y < 0.0]
    if not rims:
        return
    rim = max(rims, key=lambda s: s.z + s.hz)
    level = rim.z + rim.hz
    screen = plan.draw("bath screen", height=min(plan.rng.uniform(1.35, 1.5), plan.size.height - level - 0.05))
    x, y = tub.at(side * (rim.hx - screen.width / 2 - 0.02), rim.y)
    plan.put(screen, x, y, tub.yaw + (0.0 if side < 0 else math.pi), z=level, under=True)


def _wash_place(plan: Plan) -> None:
    """Put a washbasin against a wall with a mirror, or a cabinet with mirror doors, and often a lamp above."""
    rng, ceiling = plan.rng, plan.size.height
    basin = plan.draw("vanity" if rng.random() < 0.7 else "washbasin")
    basin = with_things(plan, basin, plan.materials.count(3), AT_BASINS)
    wash = plan.against_wall(basin, gap=0.002)
    if wash is None:
        return
    plan.keep_clear(wash, 0.45)
    glass = plan.draw("mirror cabinet" if rng.random() < 0.25 else "mirror")
    x, y = wash.at(0.0, (wash.furniture.depth - glass.depth) / 2)
    plan.put(glass, x, y, wash.yaw, z=rng.uniform(1.05, 1.2))
    if rng.random() < 0.6:
        lamp = plan.draw("wall lamp")
        x, y = wash.at(0.0, (wash.furniture.depth - lamp.depth) / 2)
        plan.put(lamp, x, y, wash.yaw, z=min(1.22 + glass.height, ceiling - 0.3))


def kitchen(plan: Plan) -> None:
    """Furnish a kitchen: units along one wall, two or three, an island, a table or a bar, stools."""
    rng = plan.rng
    style = draw_kitchen_style(plan.materials, plan.size.height)
    narrow = 2 * min(plan.size.half_x, plan.size.half_y) < 2.0
    wanted = 1 if narrow else rng.choice((1, 2, 2, 2, 3))
    for face in sorted(range(len(plan.walls)), key=lambda face: -_length(_longest(plan, face)) * rng.uniform(0.5, 1.0)):
        run = _add_run(plan, style, face) if wanted else None
        if run:
            plan.keep_clear(run, 0.6)
            wanted -= 1
    in_the_middle = not narrow and rng.random() < 0.5 and _add_island(plan, style)
    if not in_the_middle and rng.random() < 0.85:
        (bar_place if rng.random() < 0.12 else eating_place)(plan)
    line_walls(plan, rng.uniform(0.35, 0.6), 5)


def add_kitchen(plan: Plan) -> None:
    """Put one run of kitchen units on a wall of a room."""
    style = draw_kitchen_style(plan.materials, plan.size.height)
    run = _add_run(plan, style, plan.rng.randrange(4))
    if run:
        plan.keep_clear(run, 0.6)


def _add_island(plan: Plan, style: KitchenStyle) -> bool:
    """Put an island into the room with stools behind it; return whether there was space for it."""
    rng = plan.rng
    yaw = rng.choice((0.0, 0.5, 1.0, 1.5)) * math.pi
    main = plan.anywhere(plan.draw("kitchen island", style=style), yaw, tries=40, margin=0.5)
    if main:
        seat = plan.draw("bar stool")
        for dx in (-0.5, 0.0, 0.5)[: rng.randint(0, 3)]:
            dy = (main.furniture.depth + seat.depth) / 2 + rng.uniform(0.0, 0.2)
            plan.beside(main, seat, dx, dy, rng.gauss(0.0, 0.2), under=True)
    return main is not None


def _add_run(plan: Plan, style: KitchenStyle, face: int) -> Placement | None:
    """Put a run of units on a wall, as long as it is free, with wall units if no window is in their way."""
    rng = plan.rng
    start, end = _longest(plan, face)
    length = min(end - start - 0.01, rng.uniform(2.6, 4.6))
    if length < 0.9:
        return None
    above = plan.stretches(face, 0.0, 0.36, 1.3, min(2.2, plan.size.height - 0.02))
    uppers = any(a <= start + 0.05 and b >= end - 0.05 for a, b in above) and rng.random() < 0.85
    run = plan.draw("kitchen run", style=style, length=length, uppers=uppers)
    return plan.against_wall(run, gap=0.001, face=face, corner=rng.choice((-1, 1)))


def _longest(plan: Plan, face: int) -> tuple[float, float]:
    """Return the longest stretch of a wall that is free for kitchen units, in metres."""
    return max(plan.stretches(face, 0.0, 0.66, 0.05, 0.95), key=_length, default=(0.0, 0.0))


def _length(stretch: tuple[float, float]) -> float:
    """Return the length of a stretch in metres."""
    return stretch[1] - stretch[0]


def laundry(plan: Plan) -> None:
    """Furnish a laundry or a store room: machines, shelves, boxes, clothes hung up to dry."""
    rng = plan.rng
    for _ in range(rng.randint(0, 2)):
        machine = with_things(plan, plan.draw("washing machine"), plan.materials.count(4))
        plan.against_wall(machine, gap=0.03)
    if rng.random() < 0.5:
        _wash_place(plan)
    if rng.random() < 0.6:
        plan.find_place(plan.draw_any(LAUNDRY))
    line_walls(plan, rng.uniform(0.35, 0.6), 7)
    for _ in range(plan.materials.count(4)):
        plan.anywhere(plan.draw_any(STORED), rng.uniform(0.0, math.tau))
