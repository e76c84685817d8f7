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

"""Obstacle points: surface points between two heights above the ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry import rigid
from svr_ros.geometry.point_set import PointSet
from svr_ros.labels import Label


def obstacles(
    surface: PointSet,
    ground_from_points: NDArray[np.float64],
    min_height: float,
    max_height: float,
    min_confidence: float,
    spacing: float,
) -> PointSet:
    """Select the surface points between two heights above the ground that are not on the floor.

    Args:
        surface: Points of surfaces.
        ground_from_points: Transform [4, 4] to a frame with z up and z = 0 on the ground.
        min_height: Minimum height above the ground in metres.
        max_height: Maximum height above the ground in metres.
        min_confidence: Minimum probability of the class of occluded points.
        spacing: Side in metres of the cubes in each of which one point is kept.
    """
    # Filter
    points = rigid.transform(ground_from_points, surface.points)
    kept = (surface.labels != Label.FLOOR) & (points[:, 2] >= min_height) & (points[:, 2] <= max_height)
    if surface.occluded is not None:
        kept &= ~surface.occluded | (surface.confidence >= min_confidence)
    index = np.flatnonzero(kept)
    # Subsample
    cubes = np.floor(points[index] / spacing).astype(np.int64)
    _, first = np.unique(_keys(cubes), return_index=True)
    return surface.select(index[np.sort(first)])


def _keys(cubes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a unique number [N] for each cube [N, 3]."""
    if not len(cubes):
        return np.zeros(0, np.int64)
    cubes = cubes - cubes.min(0)
    sides = cubes.max(0) + 1
    return np.asarray((cubes[:, 0] * sides[1] + cubes[:, 1]) * sides[2] + cubes[:, 2])
