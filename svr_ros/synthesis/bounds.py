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

"""Upright bounding boxes of solids.

All numba kernels stay in one file: numba caches a compiled function until its own file changes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.synthesis.scene import Solid, SolidKind

Array = NDArray[Any]

Bounds = tuple[float, float, float, float, float, float]
"""An upright box: x0, y0, z0, x1, y1, z1 in metres."""

_CONE = int(SolidKind.CONE)
_ELLIPSOID = int(SolidKind.ELLIPSOID)
_SHELL = int(SolidKind.SHELL)
_NUMBERS = len(Solid._fields)

_compile = compiled(nogil=True, error_model="numpy")


def enclose(solids: Sequence[Solid]) -> Bounds:
    """Return the bounding box of solids, exact but for the rounding of tilted boxes."""
    box: Bounds = _enclose(_rows(solids))
    return box


def enclose_groups(solids: Sequence[Solid], groups: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the bounding boxes [G, 6] of groups of solids; zero for the group 0.

    Args:
        solids: Solids [S].
        groups: Number [S] of the group of each solid, 0 for none; each number up to the largest one has a solid.
    """
    return np.asarray(_enclose_groups(_rows(solids), groups))


def _rows(solids: Sequence[Solid]) -> Array:
    """Return solids as a table."""
    # np.fromiter is twice as fast as np.array on tuples.
    return np.fromiter(chain.from_iterable(solids), np.float64, _NUMBERS * len(solids)).reshape(-1, _NUMBERS)


@_compile
def _enclose_groups(rows: Array, groups: Array) -> Array:
    boxes = np.empty((1 if len(groups) == 0 else groups.max() + 1, 6))
    boxes[:, :3], boxes[:, 3:], boxes[0] = np.inf, -np.inf, 0.0
    for n in range(len(rows)):
        group = groups[n]
        if group > 0:
            box = _enclose(rows[n : n + 1])
            for k in range(3):
                boxes[group, k] = min(boxes[group, k], box[k])
                boxes[group, k + 3] = max(boxes[group, k + 3], box[k + 3])
    return boxes


@_compile
def _enclose(rows: Array) -> Bounds:
    x0, y0, z0, x1, y1, z1 = np.inf, np.inf, np.inf, -np.inf, -np.inf, -np.inf
    for n in range(len(rows)):
        yaw, pitch, roll = rows[n, 6], rows[n, 7], rows[n, 8]
        cz, sz, cx, sx, cy, sy = 1.0, 0.0, 1.0, 0.0, 1.0, 0.0
        if yaw != 0.0:
            cz, sz = math.cos(yaw), math.sin(yaw)
        if pitch != 0.0:
            cx, sx = math.cos(pitch), math.sin(pitch)
        if roll != 0.0:
            cy, sy = math.cos(roll), math.sin(roll)
        low, high = _extents(rows[n], cz * cy - sz * sx * sy, -sz * cx, cz * sy + sz * sx * cy)
        x0, x1 = min(x0, rows[n, 3] + low), max(x1, rows[n, 3] + high)
        low, high = _extents(rows[n], sz * cy + cz * sx * sy, cz * cx, sz * sy - cz * sx * cy)
        y0, y1 = min(y0, rows[n, 4] + low), max(y1, rows[n, 4] + high)
        low, high = _extents(rows[n], -cx * sy, sx, cx * cy)
        z0, z1 = min(z0, rows[n, 5] + low), max(z1, rows[n, 5] + high)
    return x0, y0, z0, x1, y1, z1


@_compile
def _extents(row: Array, a: float, b: float, c: float) -> tuple[float, float]:
    """Return a solid's lowest and highest coordinate relative to its centre, along the axis (a, b, c) of its frame."""
    kind, hx, hy, hz = row[0], row[9], row[10], row[11]
    if kind == _ELLIPSOID:
        extent = math.sqrt((a * hx) ** 2 + (b * hy) ** 2 + (c * hz) ** 2)
        return -extent, extent
    if kind != _CONE and kind != _SHELL:
        extent = abs(a) * hx + abs(b) * hy + abs(c) * hz
        return -extent, extent
    # The discs or arcs at its two ends, and its rounding; a shell's radii are those of the middle of its plate.
    rounding, sector = row[12], row[15]
    own = rounding if kind == _CONE else 0.0
    bottom, top, along = row[13] - own, row[14] - own, (hz - rounding) * c
    most = math.sqrt(max(0.0, 1.0 - c * c))
    least = -most
    if sector < math.pi:
        towards = math.atan2(b, a)
        most, least = most * _cosine(towards, sector), least * _cosine(math.pi - abs(towards), sector)
    low = min(bottom * least - along, top * least + along) - rounding
    return low, max(bottom * most - along, top * most + along) + rounding


@_compile
def _cosine(towards: float, sector: float) -> float:
    """Return the largest cosine between the direction `towards` and the directions of an arc around 0."""
    return math.cos(max(0.0, abs(towards) - sector))
