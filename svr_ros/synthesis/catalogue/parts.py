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

"""Solids to build furniture from, and their points and rotations.

Furniture coordinates: metres and radians, z up from the floor, the back (the side that goes to a wall) towards +y.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from svr_ros.labels import Label
from svr_ros.synthesis.scene import Solid, SolidKind

# Plain integers: enum members are slow to look up, and a room makes hundreds of solids.
VOID = int(Label.VOID)
TABLE = int(Label.TABLE)
WALL = int(Label.WALL)
CHAIR = int(Label.CHAIR)
FLOOR = int(Label.FLOOR)
LIGHTING = int(Label.LIGHTING)

_BOX = int(SolidKind.BOX)
_CONE = int(SolidKind.CONE)
_ELLIPSOID = int(SolidKind.ELLIPSOID)
_SHELL = int(SolidKind.SHELL)

_new = tuple.__new__  # a room makes hundreds of solids: this takes half the time of Solid(...)

SIDES = (-1.0, 1.0)
FULL_TURN = math.pi
"""Sector of a shell that closes around its axis (radians to both sides)."""


def box(
    label: int, material: int, x: float, y: float, z: float, hx: float, hy: float, hz: float, rounding: float = 0.0,
    yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0,
) -> Solid:  # fmt: skip
    """Make a box from its centre and half extents (m); its rounding is cut to what fits."""
    if rounding:
        rounding = min(rounding, 0.98 * hx, 0.98 * hy, 0.98 * hz)
    return _new(Solid, (_BOX, label, material, x, y, z, yaw, pitch, roll, hx, hy, hz, rounding, 0.0, 0.0, math.pi))


def cone(
    label: int, material: int, x: float, y: float, z: float, hz: float, bottom: float, top: float,
    rounding: float = 0.003, yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0,
) -> Solid:  # fmt: skip
    """Make a capped cone (a cylinder where both radii are equal) from its centre, half height and radii (m)."""
    wide = max(bottom, top)
    rounding = min(rounding, 0.9 * hz, 0.9 * min(bottom, top))
    row = _CONE, label, material, x, y, z, yaw, pitch, roll, wide, wide, hz, rounding, bottom, top, math.pi
    return _new(Solid, row)


def ellipsoid(
    label: int, material: int, x: float, y: float, z: float, hx: float, hy: float, hz: float, yaw: float = 0.0,
    pitch: float = 0.0, roll: float = 0.0,
) -> Solid:  # fmt: skip
    """Make an ellipsoid from its centre and semi-axes (m)."""
    return _new(Solid, (_ELLIPSOID, label, material, x, y, z, yaw, pitch, roll, hx, hy, hz, 0.0, 0.0, 0.0, math.pi))


def shell(
    label: int, material: int, x: float, y: float, z: float, hz: float, bottom: float, top: float, wall: float,
    sector: float = math.pi, yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0,
) -> Solid:  # fmt: skip
    """Make a plate `wall` metres thick bent around a vertical axis: its middle has the radii `bottom` and `top` (m).

    (x, y, z) is the middle of the axis, hz the half height over all. It covers `sector` radians to both sides of +x
    (turned by yaw): pi for tubes and bowls, less for curved backs. Where hz is wall / 2 it is a ring of round section.
    """
    half = min(wall / 2, hz)
    outer = max(bottom, top) + half
    row = _SHELL, label, material, x, y, z, yaw, pitch, roll, outer, outer, hz, half, bottom, top, sector
    return _new(Solid, row)


def corners(half_x: float, half_y: float) -> Iterator[tuple[float, float]]:
    """Yield the four corners of a rectangle around the origin."""
    for sx in SIDES:
        for sy in SIDES:
            yield sx * half_x, sy * half_y


def spread(half: float, count: int) -> list[float]:
    """Return the middles of `count` equal parts of the extent from -half to half."""
    return [half * ((2 * k + 1) / count - 1) for k in range(count)]


def circle(count: int, radius: float, start: float = 0.0) -> Iterator[tuple[float, float]]:
    """Yield `count` points evenly spread on a circle around the origin, the first one at the angle `start`."""
    for k in range(count):
        angle = start + k * math.tau / count
        yield radius * math.cos(angle), radius * math.sin(angle)


def top_at(solids: Sequence[Solid], x: float, y: float) -> float:
    """Give the height of the highest level box under or over the point (x, y), 0 where there is none."""
    level = (s for s in solids if s.kind == _BOX and s.yaw == s.pitch == s.roll == 0.0)
    return max((s.z + s.hz for s in level if abs(x - s.x) <= s.hx and abs(y - s.y) <= s.hy), default=0.0)


Point = tuple[float, float, float]
"""A point or direction, in metres."""

_UPRIGHT = 1.0 - 1e-9
"""Sine of the pitch from which on yaw and roll turn about the same axis."""


def difference(start: Point, end: Point) -> tuple[Point, Point, float]:
    """Return the vector between two points, their middle and their distance."""
    dx, dy, dz = end[0] - start[0], end[1] - start[1], end[2] - start[2]
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2, (start[2] + end[2]) / 2
    return (dx, dy, dz), middle, math.sqrt(dx * dx + dy * dy + dz * dz)


def cross(a: Point, b: Point) -> Point:
    """Return the cross product of two vectors."""
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def angles(columns: tuple[Point, Point, Point]) -> Point:
    """Return the yaw, pitch and roll of a rotation from its columns, as `Solid` defines them."""
    first, second, third = columns
    if abs(second[2]) > _UPRIGHT:
        return math.atan2(first[1], first[0]), math.copysign(math.pi / 2, second[2]), 0.0
    return math.atan2(-second[0], second[1]), math.asin(second[2]), math.atan2(-first[2], third[2])


def leaned(solids: Sequence[Solid], angle: float, y: float, z: float) -> list[Solid]:
    """Lean solids back (towards +y) by an angle (rad) about the line along x at that y and z."""
    c, s = math.cos(angle), math.sin(angle)
    moved = []
    for solid in solids:
        dy, dz = solid.y - y, solid.z - z
        yaw, pitch, roll = solid.yaw, solid.pitch - angle, solid.roll
        if yaw:
            yaw, pitch, roll = angles(tuple((a, c * b + s * d, c * d - s * b) for a, b, d in _columns(solid)))  # type: ignore[arg-type]
        middle = solid.x, y + c * dy + s * dz, z + c * dz - s * dy
        # Several times as quick as `_replace`, which a room would call hundreds of times.
        moved.append(tuple.__new__(Solid, (*solid[:3], *middle, yaw, pitch, roll, *solid[9:])))
    return moved


def _columns(solid: Solid) -> tuple[Point, Point, Point]:
    """Return the axes of a solid as `Solid` defines them."""
    cz, cx, cy = math.cos(solid.yaw), math.cos(solid.pitch), math.cos(solid.roll)
    sz, sx, sy = math.sin(solid.yaw), math.sin(solid.pitch), math.sin(solid.roll)
    return (
        (cz * cy - sz * sx * sy, sz * cy + cz * sx * sy, -cx * sy),
        (-sz * cx, cz * cx, sx),
        (cz * sy + sz * sx * cy, sz * sy - cz * sx * cy, cx * cy),
    )
