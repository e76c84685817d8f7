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

"""Random points on the surfaces of solids in a frustum."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.frustum import Frustum
from svr_ros.synthesis.render.shapes import (
    AXES,
    BOTTOM,
    CENTRE,
    CONE,
    ELLIPSOID,
    EYE,
    HALF,
    KIND,
    RADIUS,
    ROUNDING,
    SECTOR,
    SHELL,
    TOP,
    SolidTable,
)

_ROOM_FRACTION = 0.3
"""Fraction of the points near solids that lie near the room's own shell."""


def solid_points(table: SolidTable, frustum: Frustum, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Return surface points of the room and of solids whose bounding spheres overlap the frustum, equally per solid."""
    overlapping = 1 + np.flatnonzero(overlaps_frustum(table[1:, CENTRE : CENTRE + 3], table[1:, RADIUS], frustum))
    from_room = count if len(overlapping) == 0 else int(count * _ROOM_FRACTION)
    parts = [_room_points(table, frustum, rng, from_room)]
    if from_room < count:
        rows = table[overlapping[rng.integers(len(overlapping), size=count - from_room)]].astype(np.float64)
        local = _unit_surface(rows, rng)
        axes = rows[:, AXES : AXES + 9].reshape(-1, 3, 3)
        parts.append(np.einsum("nij,ni->nj", axes, local) + rows[:, CENTRE : CENTRE + 3])
    return np.concatenate(parts)


def overlaps_frustum(centres: NDArray[np.floating], radii: NDArray[np.floating], frustum: Frustum) -> NDArray[np.bool_]:
    """Return which spheres, of centres [N, 3] in the camera frame and radii [N], overlap the frustum."""
    x, y, z = centres.T
    across = (np.abs(x) - frustum.tan_x * z) / np.hypot(1, frustum.tan_x)
    down = (np.abs(y) - frustum.tan_y * z) / np.hypot(1, frustum.tan_y)
    return np.asarray((across < radii) & (down < radii) & (z > frustum.near - radii) & (z < frustum.far + radii))


def _room_points(table: SolidTable, frustum: Frustum, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Return points of the room's shell behind random points of the image, occluded or not."""
    u, v = rng.uniform(-1, 1, (2, count))
    rays = np.stack([u * frustum.tan_x, v * frustum.tan_y, np.ones(count)], -1)
    axes = table[0, AXES : AXES + 9].reshape(3, 3).astype(np.float64)
    local = rays @ axes.T
    local = np.where(np.abs(local) < 1e-9, 1e-9, local)
    exits = (np.copysign(table[0, HALF : HALF + 3], local) - table[0, EYE : EYE + 3]) / local
    return rays * exits.min(1, keepdims=True)


def _unit_surface(rows: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return one point near the surface of each solid in its local coordinates, ignoring roundings."""
    # Boxes: a uniform point of a random face.
    count = len(rows)
    half = rows[:, HALF : HALF + 3]
    points = rng.uniform(-1, 1, (count, 3))
    side = rng.integers(3, size=count)
    every = np.arange(count)
    box = points.copy()
    box[every, side] = np.sign(box[every, side])
    points = box * half

    # Cones: one point in three lies on a cap.
    cone = np.flatnonzero(rows[:, KIND] == CONE)
    angle = rng.uniform(-np.pi, np.pi, len(cone))
    height = box[cone, 2]  # -1 or 1 on a cap
    rim = (rows[cone, BOTTOM] * (1 - height) + rows[cone, TOP] * (1 + height)) / 2
    across = np.where(side[cone] == 2, np.sqrt(rng.random(len(cone))), 1) * rim
    points[cone, 0] = across * np.cos(angle)
    points[cone, 1] = across * np.sin(angle)

    # Shells: both faces of the plate.
    shell = np.flatnonzero(rows[:, KIND] == SHELL)
    angle = rng.uniform(-1, 1, len(shell)) * rows[shell, SECTOR]
    height = rng.uniform(-1, 1, len(shell))
    middle = (rows[shell, BOTTOM] * (1 - height) + rows[shell, TOP] * (1 + height)) / 2
    across = middle + rng.choice((-1, 1), len(shell)) * rows[shell, ROUNDING]
    points[shell] = np.stack([across * np.cos(angle), across * np.sin(angle), height * half[shell, 2]], -1)

    # Ellipsoids: random directions.
    ellipsoid = np.flatnonzero(rows[:, KIND] == ELLIPSOID)
    direction = rng.standard_normal((len(ellipsoid), 3))
    points[ellipsoid] = direction / np.linalg.norm(direction, axis=1, keepdims=True) * half[ellipsoid]
    return points
