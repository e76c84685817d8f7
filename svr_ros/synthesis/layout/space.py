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

"""Occupied space of a room, as upright boxes, and the free stretches of its walls."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.scene import RoomSize

Array = NDArray[Any]

_MAX_OUTSIDE = 0.005
"""Maximum distance in metres by which a box may lie outside of the room."""

_compile = compiled(nogil=True, error_model="numpy")


class Wall(NamedTuple):
    """A face that pieces may stand against."""

    x: float
    """x of its middle in metres."""

    y: float
    """y of its middle in metres."""

    yaw: float
    """Yaw in radians of a piece that has its back to it."""

    half: float
    """Half its length in metres."""


class Space:
    """Occupied boxes of space; two boxes that overlap by less than `touch` metres are side by side."""

    def __init__(self, size: RoomSize, touch: float) -> None:
        self._size = size
        self._touch = touch
        self._boxes = np.empty((256, 7))  # the last column: 1 where people walk
        self._count = 0

    def take(self, bounds: Bounds, to_walk: bool = False) -> None:
        """Occupy a box of space, free or not, by a thing or as a walkway."""
        if self._count == len(self._boxes):
            self._boxes = np.concatenate([self._boxes, np.empty_like(self._boxes)])
        self._boxes[self._count] = (*bounds, to_walk)
        self._count += 1

    def is_free(self, bounds: Bounds, to_walk: bool = False) -> bool:
        """Return whether a box lies inside the room and overlaps no occupied box; walkways may overlap each other."""
        (rx, ry, height), (x0, y0, _, x1, y1, z1) = self._size, bounds
        if x0 < -rx - _MAX_OUTSIDE or x1 > rx + _MAX_OUTSIDE or y0 < -ry - _MAX_OUTSIDE or y1 > ry + _MAX_OUTSIDE:
            return False
        return z1 <= height + _MAX_OUTSIDE and bool(_is_free(self._boxes, self._count, *bounds, self._touch, to_walk))

    def stretches(self, wall: Wall, near: float, far: float, z0: float, z1: float) -> list[tuple[float, float]]:
        """Return the free stretches along a wall from `near` to `far` metres before it and from z0 to z1.

        Each is (start, end) in metres along the +x axis of a piece with its back to the wall, from the wall's middle.
        """
        frame = (wall.x, wall.y, math.cos(wall.yaw), math.sin(wall.yaw), wall.half)
        free = _stretches(self._boxes, self._count, *frame, near, far, z0, z1, self._touch)
        return [(float(start), float(end)) for start, end in free]


@_compile
def _is_free(
    boxes: Array,
    count: int,
    x0: float,
    y0: float,
    z0: float,
    x1: float,
    y1: float,
    z1: float,
    touch: float,
    to_walk: bool,
) -> bool:
    for i in range(count):
        if (
            not (to_walk and boxes[i, 6] == 1.0)
            and x0 < boxes[i, 3] - touch
            and x1 > boxes[i, 0] + touch
            and y0 < boxes[i, 4] - touch
            and y1 > boxes[i, 1] + touch
            and z0 < boxes[i, 5] - touch
            and z1 > boxes[i, 2] + touch
        ):
            return False
    return True


@_compile
def _stretches(
    boxes: Array,
    count: int,
    x: float,
    y: float,
    c: float,
    s: float,
    half: float,
    near: float,
    far: float,
    z0: float,
    z1: float,
    touch: float,
) -> Array:
    """Return the free stretches [N, 2] of a wall through (x, y) along (c, s)."""
    # Project the occupied boxes in front of the wall onto it.
    taken = np.empty((count, 2))
    n = 0
    for i in range(count):
        if z0 >= boxes[i, 5] - touch or z1 <= boxes[i, 2] + touch:
            continue
        mx, my = (boxes[i, 0] + boxes[i, 3]) / 2.0 - x, (boxes[i, 1] + boxes[i, 4]) / 2.0 - y
        ex, ey = (boxes[i, 3] - boxes[i, 0]) / 2.0, (boxes[i, 4] - boxes[i, 1]) / 2.0
        off, extent = s * mx - c * my, abs(s) * ex + abs(c) * ey
        if near >= off + extent - touch or far <= off - extent + touch:
            continue
        along, extent = c * mx + s * my, abs(c) * ex + abs(s) * ey
        taken[n] = along - extent, along + extent
        n += 1
    # Collect the gaps between the projections in order.
    taken = taken[:n]
    taken = taken[np.argsort(taken[:, 0])]
    free = np.empty((n + 1, 2))
    m, start = 0, -half
    for i in range(n):
        if taken[i, 0] > start:
            free[m] = start, min(taken[i, 0], half)
            m += 1
        start = max(start, taken[i, 1])
    if start < half:
        free[m] = start, half
        m += 1
    return free[:m]
