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

"""Penetration depth of convex bodies, as numba kernels.

Two convex bodies overlap along a direction by the sum of their supports towards each other less the distance of their
centres. The minimum over all directions is their penetration depth; if negative, it is their distance. Shells are not
convex: each is split into flat plates around its axis. All kernels stay in one file: numba caches a compiled function
until its own file changes, although it contains the functions that it calls.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.synthesis.scene import SolidKind

Array = NDArray[Any]

# Columns of the table of convex parts.
_KIND = 0
_CENTRE = 1  # 1..3
_AXES = 4  # 4..12: the three local axes as rows
_HALF = 13  # 13..15: half extents without rounding; of a cone: bottom radius, top radius, half height
_ROUND = 16  # rounding
SOLID = 17
_LOW = 18  # 18..20: the corners of the upright box around it
_HIGH = 21
_PLATE = 24  # 24..35: the four corners of a plate, from its centre
COLUMNS = 36

_BOX = int(SolidKind.BOX)
_CONE = int(SolidKind.CONE)
_ELLIPSOID = int(SolidKind.ELLIPSOID)
_SHELL = int(SolidKind.SHELL)
FAR = 1e9
"""A distance that no two bodies of a room have."""

_PLATE_TOLERANCE = 0.0025
"""Maximum distance in metres between a shell and the plates that approximate it."""
_LEVELS = 14
"""Number of step sizes of the search for the minimum."""

MAX_PLATES = 24
"""Maximum number of plates per shell."""


_compile = compiled(nogil=True, error_model="numpy")


@_compile
def convex_parts(rows: Array, parts: Array, count: int) -> int:
    """Write the convex parts of solids [N, 16] behind the first `count` parts and return the new number of parts."""
    for s in range(len(rows)):
        # Write the frame of the solid.
        cz, sz = math.cos(rows[s, 6]), math.sin(rows[s, 6])
        cx, sx = math.cos(rows[s, 7]), math.sin(rows[s, 7])
        cy, sy = math.cos(rows[s, 8]), math.sin(rows[s, 8])
        begin = count
        p = parts[count]
        p[_KIND], p[SOLID] = rows[s, 0], s
        p[_CENTRE], p[_CENTRE + 1], p[_CENTRE + 2] = rows[s, 3], rows[s, 4], rows[s, 5]
        p[_AXES], p[_AXES + 1], p[_AXES + 2] = cz * cy - sz * sx * sy, sz * cy + cz * sx * sy, -cx * sy
        p[_AXES + 3], p[_AXES + 4], p[_AXES + 5] = -sz * cx, cz * cx, sx
        p[_AXES + 6], p[_AXES + 7], p[_AXES + 8] = cz * sy + sz * sx * cy, sz * sy - cz * sx * cy, cx * cy
        rounding = rows[s, 12]
        p[_ROUND] = rounding
        count += 1
        # Write its shape.
        if rows[s, 0] == _BOX:
            for k in range(3):
                p[_HALF + k] = rows[s, 9 + k] - rounding
        elif rows[s, 0] == _CONE:
            p[_HALF], p[_HALF + 1], p[_HALF + 2] = (
                rows[s, 13] - rounding,
                rows[s, 14] - rounding,
                rows[s, 11] - rounding,
            )
        elif rows[s, 0] == _ELLIPSOID:
            p[_HALF], p[_HALF + 1], p[_HALF + 2] = rows[s, 9], rows[s, 10], rows[s, 11]
        else:
            count = _split_shell(rows[s], parts, begin)
        # Write the bounding boxes of its parts.
        for i in range(begin, count):
            for k in range(3):
                x, y, z = 1.0 if k == 0 else 0.0, 1.0 if k == 1 else 0.0, 1.0 if k == 2 else 0.0
                parts[i, _HIGH + k] = parts[i, _CENTRE + k] + _support(parts, i, x, y, z)
                parts[i, _LOW + k] = parts[i, _CENTRE + k] - _support(parts, i, -x, -y, -z)
    return count


@_compile
def _split_shell(row: Array, parts: Array, begin: int) -> int:
    """Replace the part `begin`, which has a shell's frame, by plates around its axis; return the number of parts."""
    sector, rounding = row[15], row[12]
    bottom, top, half = row[13], row[14], row[11] - rounding
    wide = max(bottom, top)
    angle = 2.0 * math.acos(max(1.0 - 2.0 * _PLATE_TOLERANCE / max(wide, 3.0 * _PLATE_TOLERANCE), 0.3))
    plates = int(min(max(math.ceil(2.0 * sector / angle), 1), MAX_PLATES))
    step = 2.0 * sector / plates
    # The plates lie between the inscribed and the circumscribed polygon.
    stretch = 2.0 / (1.0 + math.cos(step / 2.0))
    frame = parts[begin].copy()
    for n in range(plates):
        p = parts[begin + n]
        p[:] = frame
        p[_KIND] = _SHELL
        first = -sector + n * step
        middle = first + step / 2.0
        local = (0.5 * (bottom + top) * math.cos(middle), 0.5 * (bottom + top) * math.sin(middle), 0.0)
        for k in range(3):
            p[_CENTRE + k] = frame[_CENTRE + k] + _column(frame, k, local[0], local[1], local[2])
        for corner in range(4):
            turn = first + step * (corner % 2)
            radius = (bottom if corner < 2 else top) * stretch
            x, y = radius * math.cos(turn) - local[0], radius * math.sin(turn) - local[1]
            z = -half if corner < 2 else half
            for k in range(3):
                p[_PLATE + 3 * corner + k] = _column(frame, k, x, y, z)
        # The plate's axes: along its arc, up its side, and its normal.
        c, s = math.cos(middle), math.sin(middle)
        length = math.hypot(top - bottom, 2.0 * half)
        rise, lean = (2.0 * half / length, (top - bottom) / length) if length > 0.0 else (1.0, 0.0)
        for k in range(3):
            p[_AXES + k] = _column(frame, k, -s, c, 0.0)
            p[_AXES + 3 + k] = _column(frame, k, c * lean, s * lean, rise)
            p[_AXES + 6 + k] = _column(frame, k, c * rise, s * rise, -lean)
    return begin + plates


@_compile
def _column(frame: Array, k: int, x: float, y: float, z: float) -> float:
    """Return room coordinate k of a vector in local coordinates."""
    return frame[_AXES + k] * x + frame[_AXES + 3 + k] * y + frame[_AXES + 6 + k] * z


@_compile
def _support(parts: Array, i: int, dx: float, dy: float, dz: float) -> float:
    """Return the extent of part i from its centre along a unit direction: its support function."""
    kind = parts[i, _KIND]
    if kind == _SHELL:
        most = -FAR
        for c in range(_PLATE, _PLATE + 12, 3):
            most = max(most, parts[i, c] * dx + parts[i, c + 1] * dy + parts[i, c + 2] * dz)
        return most + parts[i, _ROUND]
    x = parts[i, _AXES] * dx + parts[i, _AXES + 1] * dy + parts[i, _AXES + 2] * dz
    y = parts[i, _AXES + 3] * dx + parts[i, _AXES + 4] * dy + parts[i, _AXES + 5] * dz
    z = parts[i, _AXES + 6] * dx + parts[i, _AXES + 7] * dy + parts[i, _AXES + 8] * dz
    a, b, c = parts[i, _HALF], parts[i, _HALF + 1], parts[i, _HALF + 2]
    if kind == _BOX:
        return abs(x) * a + abs(y) * b + abs(z) * c + parts[i, _ROUND]
    if kind == _CONE:
        across = math.sqrt(x * x + y * y)
        return max(across * a - z * c, across * b + z * c) + parts[i, _ROUND]
    return math.sqrt(x * x * a * a + y * y * b * b + z * z * c * c)


@_compile
def _overlap(parts: Array, i: int, j: int, dx: float, dy: float, dz: float) -> float:
    """Return the overlap of two parts along a direction from i to j of any length."""
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    if length < 1e-9:
        return FAR
    dx, dy, dz = dx / length, dy / length, dz / length
    apart = (
        (parts[j, _CENTRE] - parts[i, _CENTRE]) * dx
        + (parts[j, _CENTRE + 1] - parts[i, _CENTRE + 1]) * dy
        + (parts[j, _CENTRE + 2] - parts[i, _CENTRE + 2]) * dz
    )
    return _support(parts, i, dx, dy, dz) + _support(parts, j, -dx, -dy, -dz) - apart


@_compile
def _candidate(parts: Array, i: int, j: int, n: int) -> tuple[float, float, float]:
    """Return the n-th candidate (of 21) for the direction of minimum overlap; both signs are to be tested."""
    x = parts[j, _CENTRE] - parts[i, _CENTRE]
    y = parts[j, _CENTRE + 1] - parts[i, _CENTRE + 1]
    z = parts[j, _CENTRE + 2] - parts[i, _CENTRE + 2]
    if n == 0:
        return x, y, z
    if n < 7:
        a = _AXES + 3 * ((n - 1) % 3)
        k = i if n < 4 else j
        return parts[k, a], parts[k, a + 1], parts[k, a + 2]
    if n < 9:
        # The normal of a cone's side, towards the other part.
        k = i if n == 7 else j
        if parts[k, _KIND] != _CONE:
            return 0.0, 0.0, 0.0
        if n == 8:
            x, y, z = -x, -y, -z
        a = _AXES + 6
        along = x * parts[k, a] + y * parts[k, a + 1] + z * parts[k, a + 2]
        x, y, z = x - along * parts[k, a], y - along * parts[k, a + 1], z - along * parts[k, a + 2]
        length = math.sqrt(x * x + y * y + z * z)
        if length < 1e-9:
            return 0.0, 0.0, 0.0
        slope = (parts[k, _HALF] - parts[k, _HALF + 1]) / max(2.0 * parts[k, _HALF + 2], 1e-6) * length
        return x + slope * parts[k, a], y + slope * parts[k, a + 1], z + slope * parts[k, a + 2]
    if n < 18:
        a, b = _AXES + 3 * ((n - 9) % 3), _AXES + 3 * ((n - 9) // 3)
        return (
            parts[i, a + 1] * parts[j, b + 2] - parts[i, a + 2] * parts[j, b + 1],
            parts[i, a + 2] * parts[j, b] - parts[i, a] * parts[j, b + 2],
            parts[i, a] * parts[j, b + 1] - parts[i, a + 1] * parts[j, b],
        )
    return (1.0, 0.0, 0.0) if n == 18 else (0.0, 1.0, 0.0) if n == 19 else (0.0, 0.0, 1.0)


@_compile
def _depth(parts: Array, i: int, j: int, enough: float) -> float:
    """Return the penetration depth of two parts, negative for their distance; stop at any value below `enough`."""
    best = FAR
    bx, by, bz = 0.0, 0.0, 1.0
    for n in range(21):
        x, y, z = _candidate(parts, i, j, n)
        for _ in range(2):
            overlap = _overlap(parts, i, j, x, y, z)
            if overlap < best:
                best, bx, by, bz = overlap, x, y, z
                if best < enough:
                    return best
            x, y, z = -x, -y, -z
    length = math.sqrt(bx * bx + by * by + bz * bz)
    bx, by, bz = bx / length, by / length, bz / length
    # The minimum may lie between candidates, for roundings, cones, ellipsoids and corners: search around the best one.
    step = 0.4
    for level in range(_LEVELS):
        moved = True
        while moved:
            moved = False
            ux, uy, uz = (0.0, -bz, by) if abs(bx) < 0.6 else (bz, 0.0, -bx)
            length = math.sqrt(ux * ux + uy * uy + uz * uz)
            ux, uy, uz = ux / length, uy / length, uz / length
            vx, vy, vz = by * uz - bz * uy, bz * ux - bx * uz, bx * uy - by * ux
            cx, cy, cz = bx, by, bz
            for n in range(8):
                angle = n * math.pi / 4.0 + level
                c, s = step * math.cos(angle), step * math.sin(angle)
                x, y, z = cx + c * ux + s * vx, cy + c * uy + s * vy, cz + c * uz + s * vz
                overlap = _overlap(parts, i, j, x, y, z)
                if overlap < best - 1e-6:
                    length = math.sqrt(x * x + y * y + z * z)
                    best, bx, by, bz, moved = overlap, x / length, y / length, z / length, True
                    if best < enough:
                        return best
        step *= 0.6
    return best


@_compile
def beyond_room(parts: Array, size: Array) -> Array:
    """Return how far each part passes through the room's floor, ceiling or walls, negative for its distance."""
    beyond = np.empty(len(parts))
    for i in range(len(parts)):
        most = max(-parts[i, _LOW + 2], parts[i, _HIGH + 2] - size[2])
        for k in range(2):
            most = max(most, -size[k] - parts[i, _LOW + k], parts[i, _HIGH + k] - size[k])
        beyond[i] = most
    return beyond


@_compile
def _near(parts: Array, i: int, j: int, overlap: float) -> bool:
    """Return whether the bounding boxes of two parts overlap by more than `overlap` (m) along every axis."""
    for k in range(3):
        if min(parts[i, _HIGH + k] - parts[j, _LOW + k], parts[j, _HIGH + k] - parts[i, _LOW + k]) <= overlap:
            return False
    return True


@_compile
def intersects(parts: Array, old: int, new: int, size: Array, tolerance: float) -> bool:
    """Return whether a part in old..new penetrates one in 0..old, or the room's sides, deeper than the tolerance."""
    if (beyond_room(parts[old:new], size) > tolerance).any():
        return True
    for j in range(old):
        for i in range(old, new):
            if _near(parts, i, j, tolerance) and _depth(parts, i, j, tolerance) > tolerance:
                return True
    return False


@_compile
def touches(parts: Array, old: int, new: int, size: Array, max_gap: float) -> bool:
    """Return whether a part in old..new is at most `max_gap` from one in 0..old, or from the room's sides."""
    if (beyond_room(parts[old:new], size) >= -max_gap).any():
        return True
    for j in range(old):
        for i in range(old, new):
            if _near(parts, i, j, -max_gap) and _depth(parts, i, j, -max_gap) >= -max_gap:
                return True
    return False


@_compile
def overlaps(parts: Array, count: int, near: float) -> Array:
    """Return the penetration depth of every two solids [count, count]; -1e9 for those farther apart than `near`."""
    overlap = np.full((count, count), -FAR)
    for i in range(len(parts)):
        a = int(parts[i, SOLID])
        for j in range(i):
            b = int(parts[j, SOLID])
            if a != b and _near(parts, i, j, -near):
                depth = _depth(parts, i, j, overlap[a, b])
                if depth > overlap[a, b]:
                    overlap[a, b] = overlap[b, a] = depth
    return overlap
