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

"""Intersections of rays with the solids of a table, and surface normals, as kernels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.culling import Spheres, list_ray
from svr_ros.synthesis.render.shapes import (
    AXES,
    BOTTOM,
    BOX,
    CONE,
    ELLIPSOID,
    HALF,
    KIND,
    RADIUS,
    ROUNDING,
    SHELL,
    TOP,
    cone_distance,
    distance_of_kind,
    from_centre,
    shell_offset,
    to_camera,
    to_local,
)
from svr_ros.synthesis.render.vectors import A_HALF, ONE, ZERO, Array, Vector, ahead, dot, length, scaled, vector

MISS = 1e9
"""Distance along a ray that hits nothing."""

HIT_DISTANCE: Any = np.float32(4e-4)
"""Distance in metres to the surface at which sphere tracing stops."""

_GRAZING_DISTANCE = 2e-3
"""Distance in metres at which a ray counts as hitting if it grazes a surface and runs out of steps."""

_STEPS = 40
"""Maximum number of steps of sphere tracing."""

_SHARP = 0.002
"""Rounding in metres below which boxes are hit as if they had none."""

_TINY: Any = np.float32(1e-7)


@inlined
def _slab(start: float, direction: float, half: float) -> tuple[float, float]:
    """Return the distances at which a ray enters and leaves the slab of a width of 2 half around zero."""
    inverse = ONE / (direction if abs(direction) > _TINY else _TINY)
    middle = -start * inverse
    extent = half * abs(inverse)
    return middle - extent, middle + extent


@inlined
def ray_box(start: Vector, direction: Vector, half: Vector, limit: float) -> tuple[float, float]:
    """Return the distances at which a ray enters and leaves a box around the origin, within 0..limit.

    A miss leaves before it enters.
    """
    enter_x, leave_x = _slab(start[0], direction[0], half[0])
    enter_y, leave_y = _slab(start[1], direction[1], half[1])
    enter_z, leave_z = _slab(start[2], direction[2], half[2])
    return max(enter_x, enter_y, enter_z, ZERO), min(leave_x, leave_y, leave_z, limit)


@inlined
def crosses_box(start: Vector, way: Vector, half: Vector) -> bool:
    """Return whether the straight way from a point crosses a box around the origin (S. Gottschalk's separating axes).

    Unlike `ray_box` it needs no division, which suits many ways at once.
    """
    wx, wy, wz = A_HALF * way[0], A_HALF * way[1], A_HALF * way[2]
    x, y, z = start[0] + wx, start[1] + wy, start[2] + wz
    ax, ay, az = abs(wx), abs(wy), abs(wz)
    hx, hy, hz = half
    faces = max(abs(x) - hx - ax, abs(y) - hy - ay, abs(z) - hz - az)
    edges = max(
        abs(y * wz - z * wy) - hy * az - hz * ay,
        abs(z * wx - x * wz) - hx * az - hz * ax,
        abs(x * wy - y * wx) - hx * ay - hy * ax,
    )
    return max(faces, edges) < ZERO


@kernel
def is_plain(table: Array, i: int) -> bool:
    """Return whether solid i is hit as a box without rounding."""
    return table[i, KIND] == BOX and table[i, ROUNDING] < _SHARP


@kernel
def ray_hit(table: Array, i: int, start: Vector, direction: Vector, limit: float) -> float:
    """Return the distance at which a ray in local coordinates of solid i (not the room) enters it, or MISS.

    The distance is at most `limit`.
    """
    kind = table[i, KIND]
    half = vector(table, i, HALF)
    if kind == ELLIPSOID:
        return _ray_ellipsoid(start, direction, half, limit)
    t, leave = ray_box(start, direction, half, limit)
    if t >= leave:
        return MISS
    if is_plain(table, i):
        return t
    if kind != BOX:
        enter, out = _ray_cylinder(start, direction, half[0])
        t, leave = max(t, enter), min(leave, out)
        if t >= leave:
            return MISS
    distance = 0.0
    for _ in range(_STEPS):
        distance = distance_of_kind(table, i, kind, ahead(start, direction, t))
        if distance < HIT_DISTANCE:
            return t
        t += distance
        if t > leave:
            return MISS
    return t if distance < _GRAZING_DISTANCE else MISS


@kernel
def _ray_ellipsoid(start: Vector, direction: Vector, half: Vector, limit: float) -> float:
    o = start[0] / half[0], start[1] / half[1], start[2] / half[2]
    d = direction[0] / half[0], direction[1] / half[1], direction[2] / half[2]
    dd, od = dot(d, d), dot(o, d)
    root = od * od - dd * (dot(o, o) - 1.0)
    if root <= 0.0:
        return MISS
    root = math.sqrt(root)
    if root < od:  # behind the origin
        return MISS
    t = max((-od - root) / dd, 0.0)
    return t if t < limit else MISS


@inlined
def _ray_cylinder(start: Vector, direction: Vector, radius: float) -> tuple[float, float]:
    """Return the distances at which a ray enters and leaves an infinite cylinder around z.

    A miss leaves before it enters.
    """
    squared = max(direction[0] * direction[0] + direction[1] * direction[1], _TINY * _TINY)
    middle = -(start[0] * direction[0] + start[1] * direction[1])
    root = middle * middle - squared * (start[0] * start[0] + start[1] * start[1] - radius * radius)
    if root <= 0.0:
        return MISS, -MISS
    root = math.sqrt(root)
    return (middle - root) / squared, (middle + root) / squared


@inlined
def way_out(start: float, direction: float, half: float) -> float:
    """Return the distance at which a ray from within the slab of a width of 2 half around zero leaves it."""
    _, leave = _slab(start, direction, half)
    return leave


@inlined
def ray_room(table: Array, start: Vector, direction: Vector) -> float:
    """Return the distance at which a ray from within the room leaves it; both in room axes."""
    _, x = _slab(start[0], direction[0], table[0, HALF])
    _, y = _slab(start[1], direction[1], table[0, HALF + 1])
    _, z = _slab(start[2], direction[2], table[0, HALF + 2])
    return max(min(x, y, z), ZERO)


@kernel
def trace_all(table: Array, start: Vector, direction: Vector, skipped: int, spheres: Spheres) -> tuple[float, int]:
    """Return the distance along a ray from a point in the room to the first solid, and that solid (0: the room)."""
    nearest = ray_room(table, to_local(table, 0, from_centre(table, 0, start)), to_local(table, 0, direction))
    solid = 0
    list_ray(spheres, start, direction, nearest, 0.0)
    for k in range(1, spheres.found[0] + 1):
        i = spheres.found[k]
        if i == skipped:
            continue
        away = from_centre(table, i, start)
        along = -dot(away, direction)
        radius = table[i, RADIUS]
        if along < -radius or along - radius > nearest or dot(away, away) - along * along > radius * radius:
            continue
        t = ray_hit(table, i, to_local(table, i, away), to_local(table, i, direction), nearest)
        if t < nearest:
            nearest = t
            solid = i
    return nearest, solid


@inlined
def surface_normal(table: Array, i: int, point: Vector) -> Vector:
    """Return the unit normal in camera axes at a camera-frame point on (or near) solid i; the room's faces inwards."""
    return _flat_normal(table, i, point) if i == 0 or is_plain(table, i) else _bent_normal(table, i, point)


@inlined
def _flat_normal(table: Array, i: int, point: Vector) -> Vector:
    """Return the normal of the room or a plain box: one of its axes."""
    x, y, z = to_local(table, i, from_centre(table, i, point))
    qx, qy, qz = abs(x) - table[i, HALF], abs(y) - table[i, HALF + 1], abs(z) - table[i, HALF + 2]
    along, axis = z, AXES + 6
    if qx >= qy and qx >= qz:
        along, axis = x, AXES
    elif qy >= qz:
        along, axis = y, AXES + 3
    return scaled(vector(table, i, axis), 1.0 if (along > 0.0) == (i > 0) else -1.0)


@kernel
def _bent_normal(table: Array, i: int, point: Vector) -> Vector:
    return to_camera(table, i, local_normal(table, i, to_local(table, i, from_centre(table, i, point))))


@kernel
def room_normal(table: Array, p: Vector) -> Vector:
    """Return the inward normal in room axes of the face of the room that is nearest to a point in room axes."""
    ax = table[0, HALF] - abs(p[0])
    ay = table[0, HALF + 1] - abs(p[1])
    az = table[0, HALF + 2] - abs(p[2])
    if az < ax and az < ay:
        return 0.0, 0.0, (-1.0 if p[2] > 0.0 else 1.0)
    if ax < ay:
        return (-1.0 if p[0] > 0.0 else 1.0), 0.0, 0.0
    return 0.0, (-1.0 if p[1] > 0.0 else 1.0), 0.0


@kernel
def local_normal(table: Array, i: int, p: Vector) -> Vector:
    """Return the outward unit normal in local coordinates at a point on (or near) solid i, neither room nor plain."""
    kind = table[i, KIND]
    x, y, z = p
    if kind == BOX:
        rounding = table[i, ROUNDING]
        qx = abs(x) - table[i, HALF] + rounding
        qy = abs(y) - table[i, HALF + 1] + rounding
        qz = abs(z) - table[i, HALF + 2] + rounding
        nx = max(qx, 0.0)
        ny = max(qy, 0.0)
        nz = max(qz, 0.0)
        normal = (nx if x > 0.0 else -nx, ny if y > 0.0 else -ny, nz if z > 0.0 else -nz)
    elif kind == CONE:
        across = math.sqrt(x * x + y * y)
        half, bottom, top, rounding = table[i, HALF + 2], table[i, BOTTOM], table[i, TOP], table[i, ROUNDING]
        step = 2e-4
        slope = cone_distance(across + step, z, half, bottom, top, rounding)
        slope -= cone_distance(across - step, z, half, bottom, top, rounding)
        nz = cone_distance(across, z + step, half, bottom, top, rounding)
        nz -= cone_distance(across, z - step, half, bottom, top, rounding)
        # The gradient of the distance by finite differences.
        normal = (slope * x / max(across, _TINY), slope * y / max(across, _TINY), nz)
    elif kind == SHELL:
        normal = shell_offset(table, i, p)
    else:
        normal = (
            x / (table[i, HALF] * table[i, HALF]),
            y / (table[i, HALF + 1] * table[i, HALF + 1]),
            z / (table[i, HALF + 2] * table[i, HALF + 2]),
        )
    size = length(normal)
    return scaled(normal, 1.0 / size) if size > 1e-12 else (0.0, 0.0, 1.0)
