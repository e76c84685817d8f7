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

"""Blocks, wedges and pierced walls: the parts of a building's structure, in room coordinates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from svr_ros.synthesis.bounds import Bounds, enclose
from svr_ros.synthesis.catalogue.parts import WALL, box
from svr_ros.synthesis.layout.plan import Placement
from svr_ros.synthesis.piece import Furniture, place
from svr_ros.synthesis.scene import WALL_MATERIAL, Face, Solid
from svr_ros.synthesis.shell.plan import Plan

_STEPS = 5
"""Number of upright boxes that approximate the space of an oblique block."""


class Opening(NamedTuple):
    """A rectangular hole in a wall: from u0 to u1 along it (u as in `Decal`), from z0 to z1 above the floor (m)."""

    u0: float
    u1: float
    z0: float
    z1: float


def half_length(plan: Plan, face: int) -> float:
    """Return half the length (m) of a wall of the room."""
    return plan.size.half_y if face < 2 else plan.size.half_x


def span_across(plan: Plan, face: int) -> float:
    """Return the distance (m) from a wall of the room to the one opposite."""
    return 2 * (plan.size.half_x if face < 2 else plan.size.half_y)


def face_box(plan: Plan, face: int, hole: Opening, near: float, far: float) -> Bounds:
    """Return the box over a stretch of wall that begins `near` and ends `far` metres before it."""
    (rx, ry, _), (u0, u1, z0, z1) = plan.size, hole
    if face == Face.X_PLUS:
        return rx - far, u0, z0, rx - near, u1, z1
    if face == Face.X_MINUS:
        return near - rx, u0, z0, far - rx, u1, z1
    if face == Face.Y_PLUS:
        return u0, ry - far, z0, u1, ry - near, z1
    return u0, near - ry, z0, u1, far - ry, z1


def point_before(plan: Plan, face: int, u: float, away: float) -> tuple[float, float]:
    """Return the (x, y) of a point at `u` along a wall of the room and `away` metres before it."""
    x0, y0, _, x1, y1, _ = face_box(plan, face, Opening(u, u, 0.0, 0.0), away, away)
    return (x0 + x1) / 2, (y0 + y1) / 2


def block(bounds: Bounds, material: int, label: int = WALL, rounding: float = 0.0) -> Solid:
    """Return one box that fills upright bounds."""
    x0, y0, z0, x1, y1, z1 = bounds
    half = (x1 - x0) / 2, (y1 - y0) / 2, (z1 - z0) / 2
    return box(label, material, (x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2, *half, rounding)


def settle(
    plan: Plan,
    name: str,
    solids: list[Solid],
    blocks: Sequence[Bounds] = (),
    label: int = WALL,
    free: bool = False,
) -> Placement | None:
    """Put solids that are given in room coordinates into the room as one item.

    `blocks` are the boxes that they occupy, by default their bounding box; parts of these outside of the room are cut
    off. With `free` the item is put only if that space is free.
    """
    rx, ry, height = plan.size
    inside = [
        (max(x0, -rx), max(y0, -ry), max(z0, 0.0), min(x1, rx), min(y1, ry), min(z1, height))
        for x0, y0, z0, x1, y1, z1 in (blocks or [enclose(solids)])
    ]
    if free and not all(plan.is_free(bounds) for bounds in inside):
        return None
    x0, y0, _, x1, y1, z1 = (
        pick(values) for pick, values in zip((min, min, min, max, max, max), zip(*inside, strict=True), strict=True)
    )
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    own = tuple((a - x, b - y, c, d - x, e - y, f) for a, b, c, d, e, f in inside)
    piece = Furniture(label, name, place(solids, -x, -y, 0.0, 0.0), x1 - x0, y1 - y0, z1, own)
    return plan.put(piece, x, y, 0.0, built=True)


def wedge(a: float, b: float) -> tuple[float, float, float, float, float]:
    """Return the rectangle that fills the corner of a quadrant beyond the line from (a, 0) to (0, b).

    The quadrant is the corner x, y >= 0 of a room whose walls are the axes; the rectangle lies on the far side of the
    line, towards the corner, and extends just over it. Return its centre, half its length along the line, half its
    thickness, and the angle of the line: atan2(b, -a).
    """
    length = math.hypot(a, b)
    thick = a * b / length
    nx, ny = -b / length, -a / length  # towards the corner
    return a / 2 + nx * thick / 2, b / 2 + ny * thick / 2, length / 2, thick / 2, math.atan2(b, -a)


def wedge_blocks(a: float, b: float) -> list[tuple[float, float, float, float]]:
    """Return rectangles (x0, y0, x1, y1) that cover the triangle (0, 0), (a, 0), (0, b), one step behind the other."""
    return [(a * k / _STEPS, 0.0, a * (k + 1) / _STEPS, b * (1 - k / _STEPS)) for k in range(_STEPS)]


def along_line(x0: float, y0: float, x1: float, y1: float, half: float, z0: float, z1: float) -> list[Bounds]:
    """Return upright boxes that cover an upright plate (2 x half thick) over a line."""
    steps = 1 if min(abs(x1 - x0), abs(y1 - y0)) < 1e-6 else _STEPS
    covers = []
    for k in range(steps):
        ax, ay = x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps
        bx, by = x0 + (x1 - x0) * (k + 1) / steps, y0 + (y1 - y0) * (k + 1) / steps
        covers.append((min(ax, bx) - half, min(ay, by) - half, z0, max(ax, bx) + half, max(ay, by) + half, z1))
    return covers


def add_free_wall(
    plan: Plan, face: int, away: float, u0: float | None = None, u1: float | None = None, inwards: bool = True
) -> int:
    """Add a wall for furniture parallel to a face of the room, `away` metres before it, and return its number.

    It faces into the room like the face itself or, not `inwards`, back at the face, and extends from u0 to u1.
    """
    half = half_length(plan, face)
    start, end = (-half if u0 is None else u0), (half if u1 is None else u1)
    # `FloorPlan.add_wall` faces to the left of its direction.
    if (face in (Face.X_PLUS, Face.Y_MINUS)) != inwards:
        start, end = end, start
    return plan.add_wall(*point_before(plan, face, start, away), *point_before(plan, face, end, away))


def pierced_wall(
    plan: Plan,
    name: str,
    face: int,
    near: float,
    far: float,
    openings: Sequence[Opening],
    material: int | None = None,
) -> Placement | None:
    """Build a wall parallel to a face of the room, from `near` to `far` metres before it, with rectangular openings.

    The openings are in order along the wall and do not overlap. Furniture may stand against its free side.
    """
    half, height = half_length(plan, face), plan.size.height
    row = WALL_MATERIAL + face if material is None else material
    # Split the wall into rectangles around its openings.
    parts: list[Opening] = []
    start = -half
    for hole in openings:
        if hole.u0 - start > 0.01:
            parts.append(Opening(start, hole.u0, 0.0, height))
        if hole.z0 > 0.01:
            parts.append(Opening(hole.u0, hole.u1, 0.0, hole.z0))
        if height - hole.z1 > 0.01:
            parts.append(Opening(hole.u0, hole.u1, hole.z1, height))
        start = hole.u1
    if half - start > 0.01:
        parts.append(Opening(start, half, 0.0, height))
    # Build them, and let furniture stand against the free sides.
    boxes = [face_box(plan, face, part, near, far) for part in parts]
    add_free_wall(plan, face, far)
    if near > 0.3:
        add_free_wall(plan, face, near, inwards=False)
    return settle(plan, name, [block(bounds, row) for bounds in boxes], boxes)
