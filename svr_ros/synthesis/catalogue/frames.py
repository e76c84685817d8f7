"""Rods, bent tubes and legs: what seats, tables and beds are framed with and stand on.

Furniture coordinates as in `parts`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from svr_ros.synthesis.catalogue.parts import box, corners, rod, shell
from svr_ros.synthesis.scene import Solid

Point = tuple[float, float, float]

_UPRIGHT = 1.0 - 1e-9  # sine of the pitch from which on yaw and roll turn about the same axis


def _along(start: Point, end: Point) -> tuple[Point, float, float, float]:
    """Give the middle and half the length of a stretch, and the pitch and roll that turn the z axis along it."""
    dx, dy, dz = end[0] - start[0], end[1] - start[1], end[2] - start[2]
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2, (start[2] + end[2]) / 2
    return middle, length / 2, math.atan2(-dy, dz), math.asin(max(-1.0, min(1.0, dx / length)))


def bar(
    label: int, material: int, start: Point, end: Point, half_x: float, half_y: float, rounding: float = 0.004
) -> Solid:
    """Make a square bar between two points from its half widths (m)."""
    (x, y, z), half, pitch, roll = _along(start, end)
    return box(label, material, x, y, z, half_x, half_y, half, rounding, 0.0, pitch, roll)


def arc(
    label: int,
    material: int,
    centre: Point,
    middle: Point,
    axis: Point,
    radius: float,
    thickness: float,
    sector: float,
    width: float = 0.0,
) -> Solid:
    """Bend a tube of that thickness (m) around an axis: `sector` radians to both sides of the direction `middle`.

    `middle` and `axis` are unit vectors at right angles; `width` (m) makes a band along the axis of the tube.
    """
    across = (
        axis[1] * middle[2] - axis[2] * middle[1],
        axis[2] * middle[0] - axis[0] * middle[2],
        axis[0] * middle[1] - axis[1] * middle[0],
    )
    turn = _angles((middle, across, axis))
    return shell(label, material, *centre, max(thickness, width) / 2, radius, radius, thickness, sector, *turn)


def _angles(columns: tuple[Point, Point, Point]) -> Point:
    """Give the yaw, pitch and roll of a rotation from its columns, as `Solid` defines them."""
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
            yaw, pitch, roll = _angles(tuple((a, c * b + s * d, c * d - s * b) for a, b, d in _columns(solid)))  # type: ignore[arg-type]
        middle = solid.x, y + c * dy + s * dz, z + c * dz - s * dy
        # Several times as quick as `_replace`, which a room would call hundreds of times.
        moved.append(tuple.__new__(Solid, (*solid[:3], *middle, yaw, pitch, roll, *solid[9:])))
    return moved


def _columns(solid: Solid) -> tuple[Point, Point, Point]:
    """Give the axes of a solid as `Solid` defines them."""
    cz, cx, cy = math.cos(solid.yaw), math.cos(solid.pitch), math.cos(solid.roll)
    sz, sx, sy = math.sin(solid.yaw), math.sin(solid.pitch), math.sin(solid.roll)
    return (
        (cz * cy - sz * sx * sy, sz * cy + cz * sx * sy, -cx * sy),
        (-sz * cx, cz * cx, sx),
        (cz * sy + sz * sx * cy, sz * sy - cz * sx * cy, cx * cy),
    )


def legs(
    label: int,
    material: int,
    half_x: float,
    half_y: float,
    height: float,
    slim: float,
    splay: float = 0.0,
    taper: float = 1.0,
    square: bool = False,
) -> list[Solid]:
    """Return four legs under the corners of a rectangle.

    `slim` is their half width at the top, `taper` the ratio of the foot's to it, `splay` the distance in metres by
    which the feet stand out along both axes.
    """
    lift = slim * taper * splay / height  # what a slanting foot would reach into the floor
    parts = []
    for x, y in corners(half_x, half_y):
        foot = x + math.copysign(splay, x), y + math.copysign(splay, y), lift
        if square:
            parts.append(bar(label, material, foot, (x, y, height), slim, slim))
        else:
            parts.append(rod(label, material, foot, (x, y, height), slim * taper, slim))
    return parts


def star(label: int, material: int, count: int, reach: float, height: float, slim: float, turn: float) -> list[Solid]:
    """Spread `count` sloping feet from a column at that height (m) to the floor."""
    return [
        rod(
            label,
            material,
            (reach * math.cos(turn + k * math.tau / count), reach * math.sin(turn + k * math.tau / count), slim * 0.7),
            (0.0, 0.0, height),
            slim * 0.7,
            slim,
        )
        for k in range(count)
    ]


def bent_slat(
    label: int, material: int, half_x: float, y: float, z: float, half_z: float, thickness: float, bow: float
) -> Solid:
    """Make an upright slat from x = -half_x to half_x with its ends at y and its middle bent back by `bow` (m)."""
    radius = (half_x * half_x + bow * bow) / (2 * bow)
    sector = math.asin(min(1.0, half_x / radius))
    return shell(label, material, 0.0, y + bow - radius, z, half_z, radius, radius, thickness, sector, math.pi / 2)
