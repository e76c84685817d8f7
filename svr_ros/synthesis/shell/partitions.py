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

"""Inner walls: a second space behind a door, an arch or a passage, half walls, screens."""

from __future__ import annotations

import math
from typing import NamedTuple

from svr_ros.synthesis.catalogue.parts import FLOOR, WALL
from svr_ros.synthesis.piece import place
from svr_ros.synthesis.scene import WALL_MATERIAL, Decal, DecalKind, Face
from svr_ros.synthesis.shell.doors import door_leaf
from svr_ros.synthesis.shell.masonry import (
    Opening,
    along_line,
    block,
    face_box,
    half_length,
    pierced_wall,
    point_before,
    settle,
    span_across,
)
from svr_ros.synthesis.shell.plan import Plan

_NARROW = 1.9
"""Maximum depth in metres of a second space that is a corridor, which the recipe does not furnish."""

_WALKWAY = 0.75
"""Depth in metres of the free floor before an opening."""

_KINDS = ("bookshelf", "sideboard", "plant", "coats")
"""Kinds of furniture in a second space that is a corridor."""


class SecondSpace(NamedTuple):
    """The space behind a partition: the face of the room's box that it lies along, and its depth in metres."""

    face: int
    depth: float


def add_second_space(plan: Plan, min_depth: float) -> SecondSpace | None:
    """Wall off a corridor or a second room along one side, with one or two openings to it.

    `min_depth` is the minimum depth (m) of the first room. Return None if there is no place for a second space.
    """
    rng = plan.rng
    face, thick = rng.randrange(4), rng.uniform(0.08, 0.18)
    if span_across(plan, face) < min_depth + 1.2:
        face = (face + 2) % 4
    across, half = span_across(plan, face), half_length(plan, face)
    most = min(across - min_depth - thick, 3.2)
    if most < 0.95 or half < 1.1:
        return None
    gap = rng.uniform(0.95, min(most, 1.5)) if rng.random() < 0.65 else rng.uniform(0.95, most)
    openings = _draw_openings(plan, half)
    pierced_wall(plan, "partition", face, gap, gap + thick, openings)
    for hole in openings:
        _line_opening(plan, face, hole, gap, gap + thick)
        clear = _WALKWAY if hole.z0 < 0.01 else 0.15
        plan.reserve(face_box(plan, face, hole, max(gap - clear, 0.06), gap + thick + clear))
    if rng.random() < 0.4:
        _change_floor(plan, face, gap + thick / 2)
    return SecondSpace(face, gap)


def _draw_openings(plan: Plan, half: float) -> list[Opening]:
    """Return one or two random openings along a wall: doorways, wide passages up to the ceiling, hatches."""
    rng, height = plan.rng, plan.size.height
    openings: list[Opening] = []
    start = -half
    for _ in range(rng.choice((1, 1, 1, 2))):
        kind = rng.random()
        if kind < 0.55:
            width, low, top = rng.uniform(0.7, 0.95), 0.0, rng.uniform(1.98, 2.12)
        elif kind < 0.75:
            width, low, top = rng.uniform(0.9, 1.7), 0.0, rng.uniform(2.05, 2.3)
        elif kind < 0.92 or openings:
            width, low, top = rng.uniform(1.2, 2.6), 0.0, height - rng.choice((0.0, 0.0, rng.uniform(0.1, 0.4)))
        else:
            width, low, top = rng.uniform(0.8, 1.8), rng.uniform(0.85, 1.1), rng.uniform(1.7, 2.1)
        room = half - 0.12 - width - (start + 0.12)
        if room < 0.0:
            break
        u = start + 0.12 + rng.random() * room
        openings.append(Opening(u, u + width, low, min(top, height)))
        start = u + width
    if not openings:
        width = min(0.9, 2 * half - 0.3)
        openings.append(Opening(-width / 2, width / 2, 0.0, 2.0))
    return openings


def _line_opening(plan: Plan, face: int, hole: Opening, near: float, far: float) -> None:
    """Add the parts of an opening: jambs and a leaf, a board, a threshold, or the round head of an arch."""
    rng, materials = plan.rng, plan.materials
    u0, u1, z0, z1 = hole
    if z0 > 0.0:
        board = Opening(u0 - 0.04, u1 + 0.04, z0 - 0.02, z0 + 0.02)
        settle(plan, "doorway", [block(face_box(plan, face, board, near - 0.06, far + 0.06), materials.wood())])
        return
    if u1 - u0 > 1.0:
        if z1 < plan.size.height - 0.1 and rng.random() < 0.5:
            _round_off(plan, face, hole, near, far)
        return
    row = materials.wood() if rng.random() < 0.5 else materials.plain("white")
    sides = (
        Opening(u0 - 0.06, u0 + 0.015, 0.0, z1 + 0.06),
        Opening(u1 - 0.015, u1 + 0.06, 0.0, z1 + 0.06),
        Opening(u0, u1, z1 - 0.015, z1 + 0.06),
    )
    solids = [block(face_box(plan, face, side, near - 0.012, far + 0.012), row) for side in sides]
    if rng.random() < 0.4:
        sill = face_box(plan, face, Opening(u0, u1, 0.0, 0.012), near, far)
        solids.append(block(sill, materials.wood(), FLOOR))
    settle(plan, "doorway", solids)
    if rng.random() < 0.75:
        _hang_leaf(plan, face, hole, near, far, row if rng.random() < 0.6 else materials.wood())


def _hang_leaf(plan: Plan, face: int, hole: Opening, near: float, far: float, row: int) -> None:
    """Hang a door into an opening, 20 to 110 degrees open into either space."""
    rng = plan.rng
    width, tall = hole.u1 - hole.u0 - 0.03, hole.z1 - 0.02
    angle = math.radians(rng.uniform(20.0, 110.0))
    inwards = rng.random() < 0.5 or near < width + 0.05
    left = rng.random() < 0.5
    hinge, side = (hole.u0 + 0.015, 1.0) if left else (hole.u1 - 0.015, -1.0)
    away, step = (far - 0.02, 1.0) if inwards else (near + 0.02, -1.0)
    x0, y0 = point_before(plan, face, hinge, away)
    x1, y1 = point_before(plan, face, hinge + side * width * math.cos(angle), away + step * width * math.sin(angle))
    rx, ry, _ = plan.size
    if abs(x1) > rx - 0.05 or abs(y1) > ry - 0.05:
        return
    solids = door_leaf(plan.materials, row, width, tall)
    turned = place(solids, x0, y0, 0.008, math.atan2(y1 - y0, x1 - x0))
    settle(plan, "open door", turned, along_line(x0, y0, x1, y1, 0.04, 0.0, tall))


def _round_off(plan: Plan, face: int, hole: Opening, near: float, far: float) -> None:
    """Turn a wide opening into an arch, whose upper corners are filled by two oblique blocks each."""
    u0, u1, _, z1 = hole
    rise, row = min(0.35, (u1 - u0) / 3), WALL_MATERIAL + face
    inset = (far - near) / 2
    solids = []
    for side, u in ((1.0, u0), (-1.0, u1)):
        for a, b in ((0.35, 1.0), (1.0, 0.35)):  # legs of the two triangles, as fractions of the rise
            width, drop = a * rise, b * rise
            bar = math.hypot(width, drop) / 2
            thick = width * drop / (2 * bar) / 2
            tilt = math.atan2(drop, width)
            cu = u + side * (width / 2 - thick * math.sin(tilt))
            cz = z1 - drop / 2 + thick * math.cos(tilt)
            x, y = point_before(plan, face, cu, near + inset)
            flat = block((-bar, -inset, -thick, bar, inset, thick), row)
            turn = math.pi / 2 if face < 2 else 0.0
            # Local +x runs along the wall (+u); roll turns it towards -z.
            solids.append(flat._replace(x=x, y=y, z=cz, yaw=turn, roll=-side * tilt))
    settle(plan, "doorway", solids, [face_box(plan, face, Opening(u0, u1, z1 - rise, z1), near, far)])


def _change_floor(plan: Plan, face: int, depth: float) -> None:
    """Lay another floor up to `depth` metres before a wall."""
    half, row = half_length(plan, face), plan.materials.surfaces.floor()
    x0, y0, _, x1, y1, _ = face_box(plan, face, Opening(-half, half, 0.0, 1.0), 0.0, depth)
    plan.decals.append(Decal(Face.FLOOR, x0, y0, x1, y1, DecalKind.PLAIN, row))


def furnish_second_space(plan: Plan, space: SecondSpace) -> None:
    """Add a lamp to a second space, and if it is a corridor a few things, and reserve its floor."""
    rng, (face, gap) = plan.rng, space
    half, height = half_length(plan, face), plan.size.height
    if rng.random() < 0.5:
        lamp = plan.draw("ceiling lamp", ceiling=height)
        if max(lamp.width, lamp.depth) < gap:
            x, y = point_before(plan, face, rng.uniform(-0.5, 0.5) * half, gap / 2)
            plan.put(lamp, x, y, 0.0 if face > 1 else math.pi / 2)
    if gap > _NARROW:
        return
    for _ in range(rng.choice((0, 1, 1, 2))):
        kind = rng.choice(_KINDS)
        piece = plan.draw(kind)
        if piece.depth < gap - 0.55:
            plan.against_wall(piece, tries=4, gap=0.002, z=0.65 if kind == "coats" else 0.0, face=face)
    # Leave room for pictures on its walls.
    plan.reserve(face_box(plan, face, Opening(-half + 0.06, half - 0.06, 0.0, height), 0.06, gap))


def add_half_wall(plan: Plan) -> None:
    """Build a wall that ends before the next one: waist-high with a board on top, or up to the ceiling."""
    rng, materials, height = plan.rng, plan.materials, plan.size.height
    face = rng.randrange(4)
    half, across = half_length(plan, face), span_across(plan, face)
    long = rng.uniform(0.8, 2.0)
    if across < long + 1.2 or half < 1.3:
        return
    u, thick = rng.uniform(-0.7, 0.7) * half, rng.uniform(0.06, 0.12)
    low = rng.random() < 0.6
    tall = rng.uniform(0.85, 1.2) if low else height
    bounds = face_box(plan, face, Opening(u - thick, u + thick, 0.0, tall), 0.0, long)
    solids = [block(bounds, WALL_MATERIAL + face)]
    if low:
        over = thick + 0.03
        board = face_box(plan, face, Opening(u - over, u + over, tall, tall + 0.03), 0.0, long + 0.03)
        solids.append(block(board, materials.wood()))
        if rng.random() < 0.3:  # a post carries the ceiling on its end
            post = face_box(plan, face, Opening(u - thick, u + thick, tall, height), long - 2 * thick, long)
            solids.append(block(post, WALL_MATERIAL + face))
    settle(plan, "half wall", solids, [bounds], free=True)


def add_screen(plan: Plan) -> None:
    """Add a row of slats or a frame of glass panes between floor and ceiling, perpendicular to a wall."""
    # Draw its place.
    rng, materials, height = plan.rng, plan.materials, plan.size.height
    face = rng.randrange(4)
    half, across = half_length(plan, face), span_across(plan, face)
    long, u = rng.uniform(0.8, 1.8), rng.uniform(-0.7, 0.7) * half
    if across < long + 1.2 or half < 1.3:
        return
    row = materials.wood()
    bounds = face_box(plan, face, Opening(u - 0.03, u + 0.03, 0.0, height), 0.0, long)
    solids = []
    # Build slats on a rail, or panes in a frame.
    if rng.random() < 0.6:
        count = min(int(long / 0.13), 12)
        for k in range(count):
            near = long * (k + 0.5) / count - 0.02
            slat = face_box(plan, face, Opening(u - 0.03, u + 0.03, 0.0, height), near, near + 0.04)
            solids.append(block(slat, row))
        rail = face_box(plan, face, Opening(u - 0.028, u + 0.028, 0.0, 0.04), 0.0, long)
        solids.append(block(rail, row))
    else:
        glass = materials.glass()
        solids.append(block(face_box(plan, face, Opening(u - 0.005, u + 0.005, 0.0, height), 0.0, long), glass, WALL))
        for near in (0.0, long / 2 - 0.02, long - 0.04):
            bar = face_box(plan, face, Opening(u - 0.025, u + 0.025, 0.0, height), near, near + 0.04)
            solids.append(block(bar, row))
        for z in (0.0, 1.0, height - 0.04):
            bar = face_box(plan, face, Opening(u - 0.024, u + 0.024, z, z + 0.04), 0.0, long)
            solids.append(block(bar, row))
    settle(plan, "screen", solids, [bounds], free=True)
