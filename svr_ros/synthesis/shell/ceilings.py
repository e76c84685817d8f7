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

"""Structures below a room's ceiling: attic slopes with dormers and roof windows, beams, coffers, soffits, panels."""

from __future__ import annotations

import math
from typing import NamedTuple

from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.catalogue.parts import FLOOR, LIGHTING, WALL, box
from svr_ros.synthesis.scene import CEILING_MATERIAL, WALL_MATERIAL, Face, Solid
from svr_ros.synthesis.shell.masonry import (
    Opening,
    block,
    face_box,
    half_length,
    point_before,
    settle,
    span_across,
    wedge,
    wedge_blocks,
)
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.textures import PLAIN


class _Slope(NamedTuple):
    """A roof's slope over a wall: its extent into the room and down the wall in metres, and its material."""

    face: int
    run: float
    drop: float
    material: int


def add_slopes(plan: Plan) -> None:
    """Put a room under a roof: one slope or two opposite ones above knee walls, with dormers and roof windows."""
    rng, height = plan.rng, plan.size.height
    face = rng.randrange(4)
    faces = (face, face ^ 1) if rng.random() < 0.5 else (face,)
    drop = height - rng.choice((rng.uniform(0.5, 1.0), rng.uniform(1.0, 1.7)))
    run = min(drop / math.tan(math.radians(rng.uniform(30.0, 58.0))), 0.42 * span_across(plan, face))
    kind = rng.random()
    row = plan.materials.wood() if kind < 0.2 else CEILING_MATERIAL if kind < 0.6 else WALL_MATERIAL + face
    for side in faces:
        slope, half = _Slope(side, run, drop, row), half_length(plan, side)
        dormer = rng.uniform(1.0, 1.6)
        if rng.random() < 0.3 and half > dormer:
            u = rng.uniform(-0.5, 0.5) * half
            _add_slope(plan, slope, -half, u - dormer / 2)
            _add_slope(plan, slope, u + dormer / 2, half)
        else:
            _add_slope(plan, slope, -half, half)
            if rng.random() < 0.6:
                _add_roof_window(plan, slope, rng.uniform(-0.6, 0.6) * half)


def _slab(plan: Plan, slope: _Slope, u: float, half: float, lift: float, along: float, thick: float) -> Solid:
    """Return a slab in the plane of a slope: at `u` along the wall, 2 x half long, 2 x along up the slope, 2 x thick.

    Its middle lies `lift` metres towards the room from the slope's surface.
    """
    turn = math.atan2(slope.drop, slope.run)
    away = slope.run / 2 + lift * math.sin(turn)
    z = plan.size.height - slope.drop / 2 - lift * math.cos(turn)
    x, y = point_before(plan, slope.face, u, away)
    if slope.face < 2:
        roll = turn if slope.face == Face.X_PLUS else -turn
        return box(FLOOR, slope.material, x, y, z, along, half, thick, 0.0, 0.0, 0.0, roll)
    pitch = -turn if slope.face == Face.Y_PLUS else turn
    return box(FLOOR, slope.material, x, y, z, half, along, thick, 0.0, 0.0, pitch, 0.0)


def _add_slope(plan: Plan, slope: _Slope, u0: float, u1: float) -> None:
    """Close the wedge between a wall, the ceiling and a slope along a stretch of the wall."""
    if u1 - u0 < 0.05:
        return
    height = plan.size.height
    *_, along, thick, _ = wedge(slope.run, slope.drop)
    solid = _slab(plan, slope, (u0 + u1) / 2, (u1 - u0) / 2, -thick, along, thick)
    blocks: list[Bounds] = [
        face_box(plan, slope.face, Opening(u0, u1, height - drop, height), near, far)
        for near, _, far, drop in wedge_blocks(slope.run, slope.drop)
    ]
    settle(plan, "slope", [solid], blocks, FLOOR)


def _add_roof_window(plan: Plan, slope: _Slope, u: float) -> None:
    """Set a window into a slope: a frame and a glowing pane, whose brightness is set with that of the other windows."""
    rng, materials = plan.rng, plan.materials
    along = min(rng.uniform(0.4, 0.65), 0.35 * math.hypot(slope.run, slope.drop))
    half = rng.uniform(0.3, 0.5)
    frame = slope._replace(material=materials.plain("white" if rng.random() < 0.6 else "wood"))
    pane = slope._replace(material=materials.add(PLAIN, (0.9, 0.95, 1.0), specular=0.0, emission=1.0))
    solids = [
        _slab(plan, frame, u, half, 0.0, along, 0.03)._replace(label=WALL),
        _slab(plan, pane, u, half - 0.06, 0.02, along - 0.06, 0.014)._replace(label=WALL),
    ]
    x, y = point_before(plan, slope.face, u, slope.run / 2)
    z = plan.size.height - slope.drop / 2
    settle(plan, "roof window", solids, [(x - 0.05, y - 0.05, z - 0.05, x + 0.05, y + 0.05, z + 0.05)])


def add_beams(plan: Plan) -> None:
    """Add two to six beams across the ceiling."""
    rng, (rx, ry, height) = plan.rng, plan.size
    row = plan.materials.wood() if rng.random() < 0.7 else CEILING_MATERIAL
    half_width, drop, count = rng.uniform(0.04, 0.12), rng.uniform(0.08, 0.24), rng.randint(2, 6)
    across = rng.random() < 0.5
    for k in range(count):
        position = 2 * (k + 0.5) / count - 1
        if across:
            x, bounds = position * rx, (-half_width, -ry, height - drop, half_width, ry, height)
            bounds = (x + bounds[0], *bounds[1:3], x + bounds[3], *bounds[4:])
        else:
            y, bounds = position * ry, (-rx, -half_width, height - drop, rx, half_width, height)
            bounds = (bounds[0], y + bounds[1], *bounds[2:4], y + bounds[4], bounds[5])
        settle(plan, "beam", [block(bounds, row, FLOOR)])


def add_coffers(plan: Plan) -> None:
    """Divide the ceiling into fields by a grid of flat beams."""
    rng, (rx, ry, height) = plan.rng, plan.size
    row = CEILING_MATERIAL if rng.random() < 0.6 else plan.materials.wood()
    half_width, drop, pitch = rng.uniform(0.05, 0.11), rng.uniform(0.06, 0.16), rng.uniform(0.9, 1.5)
    solids = []
    for half, other, turned in ((rx, ry, False), (ry, rx, True)):
        count = max(1, min(5, round(2 * half / pitch) - 1))
        for k in range(count):
            at = half * (2 * (k + 1) / (count + 1) - 1)
            low, high = (at - half_width, -other), (at + half_width, other)
            if turned:
                low, high = low[::-1], high[::-1]
            solids.append(block((*low, height - drop, *high, height), row, FLOOR))
    settle(plan, "coffers", solids, [(-rx, -ry, height - drop, rx, ry, height)], FLOOR)


def add_soffit(plan: Plan) -> None:
    """Add a box along a wall under the ceiling, as over kitchen cabinets or ducts."""
    rng, height = plan.rng, plan.size.height
    face = rng.randrange(4)
    half, deep, tall = half_length(plan, face), rng.uniform(0.25, 0.7), rng.uniform(0.2, 0.45)
    bounds = face_box(plan, face, Opening(-half, half, height - tall, height), 0.0, deep)
    settle(plan, "soffit", [block(bounds, WALL_MATERIAL + face)], free=True)


def add_lowered_border(plan: Plan) -> None:
    """Lower the ceiling along the walls, by chance with a hidden strip of light along the edge."""
    rng, (rx, ry, height) = plan.rng, plan.size
    wide, drop = rng.uniform(0.3, 0.6), rng.uniform(0.08, 0.2)
    low = height - drop
    bounds = [
        face_box(plan, face, Opening(-half, half, low, height), 0.0, wide) for face, half in enumerate((ry, ry, rx, rx))
    ]
    solids = [block(b, CEILING_MATERIAL, FLOOR) for b in bounds]
    settle(plan, "lowered ceiling", solids, bounds, FLOOR)
    if rng.random() < 0.4 and min(rx, ry) > wide + 0.3:
        glow = plan.materials.plain("white", 0.0, emission=rng.uniform(0.6, 1.5))
        bounds = [
            face_box(plan, face, Opening(wide - half, half - wide, height - 0.03, height), wide, wide + 0.03)
            for face, half in enumerate((ry, ry, rx, rx))
        ]
        settle(plan, "light strip", [block(b, glow, LIGHTING) for b in bounds], bounds, LIGHTING)


def add_light_panels(plan: Plan) -> None:
    """Set a grid of flat light panels into the ceiling, all lit or all dark."""
    rng, (rx, ry, height) = plan.rng, plan.size
    frame, pane = plan.materials.plain("grey"), plan.materials.plain("white", 0.0, emission=rng.choice((0.0, 1.0, 1.4)))
    half_x, half_y = rng.choice(((0.3, 0.3), (0.6, 0.3), (0.6, 0.15), (0.6, 0.08)))
    columns, rows = max(1, min(3, round(2 * rx / 2.2))), max(1, min(3, round(2 * ry / 2.2)))
    for i in range(columns):
        for j in range(rows):
            x, y = rx * (2 * (i + 0.5) / columns - 1), ry * (2 * (j + 0.5) / rows - 1)
            outer = (x - half_x, y - half_y, height - 0.012, x + half_x, y + half_y, height)
            inner = (x - half_x + 0.02, y - half_y + 0.02, height - 0.018, x + half_x - 0.02, y + half_y - 0.02, height)
            solids = [block(outer, frame, LIGHTING), block(inner, pane, LIGHTING)]
            settle(plan, "light panel", solids, label=LIGHTING, free=True)
