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

"""Structure of a room: its shape, ceiling, inner walls, steps, trim, windows and doors."""

from __future__ import annotations

import math
from collections.abc import Callable

from svr_ros.synthesis.catalogue.parts import SIDES, WALL, box, cone
from svr_ros.synthesis.scene import WALL_MATERIAL, Solid
from svr_ros.synthesis.shell.ceilings import (
    add_beams,
    add_coffers,
    add_light_panels,
    add_lowered_border,
    add_slopes,
    add_soffit,
)
from svr_ros.synthesis.shell.masonry import (
    Opening,
    add_free_wall,
    block,
    face_box,
    half_length,
    settle,
    span_across,
    wedge,
    wedge_blocks,
)
from svr_ros.synthesis.shell.openings import add_openings
from svr_ros.synthesis.shell.partitions import (
    SecondSpace,
    add_half_wall,
    add_screen,
    add_second_space,
    furnish_second_space,
)
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.stairs import add_platform, add_stairs, furnish_platforms
from svr_ros.synthesis.shell.trim import add_cornice, add_panelling, cover_blocks, paint_bands

_SMALL = 2.0
"""Minimum depth in metres of a room next to a part that is walled off."""

Add = Callable[[Plan], None]


def build_structure(plan: Plan, blank: bool = False) -> None:
    """Build the structure of a room in its box before it is furnished; a blank room gets its shape only."""
    # Draw the room's shape.
    rng = plan.rng
    second: SecondSpace | None = None
    shape = rng.random()
    if shape < 0.3:
        second = add_second_space(plan, _SMALL)
    elif shape < 0.42:
        _add_corner_blocks(plan)
    elif shape < 0.53:
        _add_oblique_walls(plan)
    elif shape < 0.57:
        _add_middle_block(plan)
    # Add slopes, steps, pillars and other features, and a ceiling.
    for add, probability in _FEATURES:
        if rng.random() < probability:
            add(plan)
    if not any(item.name == "slope" for item in plan.items):
        rng.choices([add for add, _ in _CEILINGS], [weight for _, weight in _CEILINGS])[0](plan)
    # Add trim, windows and doors, then furnish platforms and the second space.
    if not blank:
        paint_bands(plan)
        if rng.random() < 0.08:
            add_panelling(plan)
        add_openings(plan)
        cover_blocks(plan)
    furnish_platforms(plan)
    if second:
        furnish_second_space(plan, second)


def _add_corner_blocks(plan: Plan) -> None:
    """Fill one corner of the room, for an L shape, or two, for a T, U or Z shape."""
    rng, (rx, ry, _) = plan.rng, plan.size
    corners = rng.sample([(sx, sy) for sx in SIDES for sy in SIDES], rng.choice((1, 1, 1, 2)))
    most = 0.55 if len(corners) == 1 else 0.4
    for sx, sy in corners:
        if rng.random() < 0.3:  # a shaft
            half_x, half_y = rng.uniform(0.1, 0.3), rng.uniform(0.1, 0.3)
        else:
            half_x, half_y = rng.uniform(0.25, most) * rx, rng.uniform(0.25, most) * ry
        _add_block(plan, "block", sx * (rx - half_x), sy * (ry - half_y), half_x, half_y)


def _add_middle_block(plan: Plan) -> None:
    """Add a block that stands out from the middle of a wall, so that the room surrounds it."""
    rng = plan.rng
    face = rng.randrange(4)
    half, across = half_length(plan, face), span_across(plan, face)
    if half < 1.8 or across < 3.0:
        return
    wide, deep, u = rng.uniform(0.3, 0.9), rng.uniform(0.4, 0.4 * across), rng.uniform(-0.4, 0.4) * half
    x0, y0, _, x1, y1, _ = face_box(plan, face, Opening(u - wide, u + wide, 0.0, 1.0), 0.0, deep)
    _add_block(plan, "block", (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2)


def _add_block(plan: Plan, name: str, x: float, y: float, half_x: float, half_y: float) -> None:
    """Fill an upright box from floor to ceiling with wall; furniture may stand against its sides in the room."""
    (rx, ry, height), row = plan.size, WALL_MATERIAL + plan.rng.randrange(4)
    bounds = (x - half_x, y - half_y, 0.0, x + half_x, y + half_y, height)
    if settle(plan, name, [block(bounds, row)], free=True) is None:
        return
    x0, y0, _, x1, y1, _ = bounds
    # Around the block clockwise, so that each side looks to the left.
    for ax, ay, bx, by in ((x0, y0, x0, y1), (x0, y1, x1, y1), (x1, y1, x1, y0), (x1, y0, x0, y0)):
        is_inside = abs(ax + bx) / 2 < rx - 0.05 and abs(ay + by) / 2 < ry - 0.05
        if is_inside and math.hypot(bx - ax, by - ay) > 0.3:
            plan.add_wall(ax, ay, bx, by)


def _add_oblique_walls(plan: Plan) -> None:
    """Cut corners of the room off at an angle, or set a whole wall askew, for a trapezoid."""
    rng, (rx, ry, _) = plan.rng, plan.size
    corners = rng.sample([(sx, sy) for sx in SIDES for sy in SIDES], rng.choice((1, 1, 2)))
    is_askew = rng.random() < 0.45
    for sx, sy in corners[:1] if is_askew else corners:
        if is_askew and rng.random() < 0.5:
            a, b = 2 * rx, rng.uniform(0.25, 0.7) * ry
        elif is_askew:
            a, b = rng.uniform(0.25, 0.7) * rx, 2 * ry
        else:
            a = rng.uniform(0.4, 0.8 * min(rx, 2.2))
            b = min(a * rng.choice((1.0, rng.uniform(0.5, 1.8))), ry)
        _add_wedge(plan, sx, sy, a, b)


def _add_wedge(plan: Plan, sx: float, sy: float, a: float, b: float) -> None:
    """Fill the corner (sx rx, sy ry) beyond a line that meets the walls `a` metres away in x and `b` in y."""
    rx, ry, height = plan.size
    cx, cy, half, thick, angle = wedge(a, b)
    turn = math.atan2(-sy * math.sin(angle), -sx * math.cos(angle))
    row = WALL_MATERIAL + plan.rng.randrange(4)
    x, y = sx * (rx - cx), sy * (ry - cy)
    solid = box(WALL, row, x, y, height / 2, half, thick, height / 2, 0.0, turn)
    blocks = []
    for x0, y0, x1, y1 in wedge_blocks(a, b):
        xs, ys = sorted((sx * (rx - x0), sx * (rx - x1))), sorted((sy * (ry - y0), sy * (ry - y1)))
        blocks.append((xs[0], ys[0], 0.0, xs[1], ys[1], height))
    if settle(plan, "oblique wall", [solid], blocks, free=True):
        ends = (sx * (rx - a), sy * ry), (sx * rx, sy * (ry - b))
        start, end = ends if sx * sy < 0 else ends[::-1]
        plan.add_wall(*start, *end)


def _add_chimney_breast(plan: Plan) -> None:
    """Add a chimney breast or a pier that stands out from a wall."""
    rng = plan.rng
    face = rng.randrange(4)
    half = half_length(plan, face)
    wide, deep = rng.uniform(0.12, min(0.8, half / 2)), rng.uniform(0.08, 0.4)
    u = rng.uniform(-0.8, 0.8) * (half - wide)
    bounds = face_box(plan, face, Opening(u - wide, u + wide, 0.0, plan.size.height), 0.0, deep)
    row = plan.materials.surfaces.brick() if rng.random() < 0.15 else WALL_MATERIAL + face
    if settle(plan, "chimney breast", [block(bounds, row)], free=True) and wide > 0.4:
        add_free_wall(plan, face, deep, u - wide, u + wide)


def _add_pillars(plan: Plan) -> None:
    """Add one to three pillars, round or square, by chance with a base and a capital."""
    rng, (rx, ry, height) = plan.rng, plan.size
    if min(rx, ry) < 1.7:
        return
    count, radius, is_round = rng.choice((1, 1, 2, 3)), rng.uniform(0.1, 0.24), rng.random() < 0.5
    row = WALL_MATERIAL if rng.random() < 0.6 else plan.materials.concrete()
    has_foot, offset = rng.random() < 0.4, rng.uniform(-0.5, 0.5)
    for k in range(count):
        x, y = rx * (2 * (k + 0.5) / count - 1) + (0.3 * rx if count == 1 else 0.0), ry * offset
        parts = [(height / 2, height / 2, radius)]
        if has_foot:
            parts += [(0.05, 0.05, radius * 1.25), (height - 0.05, 0.05, radius * 1.25)]
        make = _drum if is_round else _post
        settle(plan, "pillar", [make(row, x, y, *part) for part in parts], free=True)


def _drum(row: int, x: float, y: float, z: float, half: float, radius: float) -> Solid:
    return cone(WALL, row, x, y, z, half, radius, radius)


def _post(row: int, x: float, y: float, z: float, half: float, radius: float) -> Solid:
    return box(WALL, row, x, y, z, radius, radius, half)


def _leave(plan: Plan) -> None:
    """Keep the ceiling plain."""


_FEATURES: tuple[tuple[Add, float], ...] = (
    (add_slopes, 0.09),
    (add_stairs, 0.16),
    (add_platform, 0.04),
    (_add_chimney_breast, 0.12),
    (_add_pillars, 0.06),
    (add_half_wall, 0.07),
    (add_screen, 0.03),
)
_CEILINGS: tuple[tuple[Add, float], ...] = (
    (_leave, 0.6),
    (add_beams, 0.09),
    (add_coffers, 0.04),
    (add_soffit, 0.09),
    (add_lowered_border, 0.05),
    (add_light_panels, 0.09),
    (add_cornice, 0.1),
)
