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

"""Filling of any room: more furniture along its walls, lamps, and things that lie about."""

from __future__ import annotations

import math

from svr_ros.synthesis.furnishing.groups import hang_lamp
from svr_ros.synthesis.furnishing.kinds import ALONG_WALLS, LYING_ABOUT
from svr_ros.synthesis.furnishing.leaning import lean_something
from svr_ros.synthesis.shell.plan import Plan

_WALKWAY = 0.55
"""Depth of the floor that stays free before a piece along a wall, in metres."""

_SHALLOW, _NARROW = 0.3, 0.6
"""Minimum depth and width in metres of the space along a wall for another piece of furniture."""

_MOST_THINGS = 14
"""Maximum number of things that lie about in a room."""


def line_walls(plan: Plan, fraction: float, most: int = 8) -> None:
    """Put at most `most` pieces of the room's kinds along its walls, with space to walk before most of them.

    Args:
        plan: Floor plan of the room.
        fraction: Maximum fraction of the floor under furniture; no more is added above it.
        most: Maximum number of pieces.
    """
    rng, (rx, ry, _) = plan.rng, plan.size
    widest = 2 * min(rx, ry) - _WALKWAY
    for _ in range(most):
        if plan.covered > fraction * 4 * rx * ry or plan.widest_gap(_SHALLOW, 1.2) < _NARROW:
            break
        piece = plan.draw_any(ALONG_WALLS[plan.room])
        if piece.depth > widest:
            continue
        placement = plan.against_wall(piece, gap=rng.choice((0.002, 0.01, 0.03)), corner=rng.choice((-1, 0, 0, 1)))
        if placement is None:
            break
        if rng.random() < 0.7:
            plan.keep_clear(placement, _WALKWAY)


def add_lamps(plan: Plan) -> None:
    """Light a room: lamps on the ceiling, in rows if it is large, and a floor lamp."""
    rng, (rx, ry, ceiling) = plan.rng, plan.size
    if rng.random() < 0.7:
        piece, yaw = plan.draw("ceiling lamp", ceiling=ceiling), rng.choice((0.0, math.pi / 2))
        along = 1 if max(rx, ry) < 2.0 or rng.random() < 0.5 else int(max(rx, ry))
        for k in range(along):
            at = 2 * (k + 0.5) / along - 1 if along > 1 else rng.uniform(-0.4, 0.4)
            x, y = (at * rx, 0.0) if rx > ry else (0.0, at * ry)
            plan.put(piece, x, y, yaw, under=True)
    elif rng.random() < 0.5:
        hang_lamp(plan, rng.uniform(-0.5, 0.5) * rx, rng.uniform(-0.5, 0.5) * ry, rng.uniform(1.8, 2.1), 0.0)
    if rng.random() < 0.3:
        plan.against_wall(plan.draw("floor lamp"), corner=rng.choice((-1, 1)))
    if rng.random() < 0.06:
        plant = plan.draw("hanging plant", ceiling=ceiling)
        plan.put(plant, rng.uniform(-0.8, 0.8) * rx, rng.uniform(-0.8, 0.8) * ry, 0.0)


def leave_about(plan: Plan, mess: float) -> None:
    """Leave things on the floor, along the walls and leaning against them; `mess` from 0 (none) to 1 (cluttered)."""
    rng, (rx, ry, _) = plan.rng, plan.size
    for _ in range(min(round(mess * (3.0 + 1.6 * rx * ry)), _MOST_THINGS)):
        kind = rng.random()
        if kind < 0.12:
            lean_something(plan)
            continue
        piece = plan.draw_any(LYING_ABOUT)
        if kind < 0.65:
            plan.against_wall(piece, corner=rng.choice((-1, 0, 1)))
        else:
            plan.anywhere(piece, rng.uniform(0.0, math.tau), tries=4)


def finish(plan: Plan) -> None:
    """Add lamps and things that lie about: few in most rooms, many in some."""
    add_lamps(plan)
    leave_about(plan, plan.rng.random() ** 1.3)
