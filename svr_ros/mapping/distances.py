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

"""Euclidean distances from points to the nearest surface of the map, as planners need them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.labels import UNOBSERVED
from svr_ros.mapping.layers import Layer

if TYPE_CHECKING:
    from svr_ros.mapping.map_points import MapPoints


@dataclass(frozen=True)
class Distances:
    """Distances from points to the nearest surface.

    Attributes:
        distance: Euclidean distances [N] in metres, negative inside of objects; NaN if the map has no surface.
        gradient: Unit vectors [N, 3] along which the distance grows fastest; zero if there is no surface.
        labels: Class ids [N] of the nearest surface; 255 if there is none.
        layer: `Layer` [N] of the voxel at each point.
    """

    distance: NDArray[np.float32]
    gradient: NDArray[np.float32]
    labels: NDArray[np.uint8]
    layer: NDArray[np.uint8]


class DistanceField:
    """Exact distances to the surface points of a map, by a k-d tree.

    Args:
        points: Surface points of the map.
    """

    def __init__(self, points: MapPoints) -> None:
        from scipy.spatial import cKDTree

        self._points = points
        self._tree: Any = cKDTree(points.points) if len(points.points) else None

    def query(self, points: NDArray[np.floating[Any]], solid: NDArray[np.bool_], layer: NDArray[np.uint8]) -> Distances:
        """Return the distances of points [N, 3] in metres, given whether they lie in solid voxels, and their layer."""
        count = len(points)
        if self._tree is None or not count:
            return Distances(
                np.full(count, np.nan, np.float32),
                np.zeros((count, 3), np.float32),
                np.full(count, UNOBSERVED, np.uint8),
                np.full(count, Layer.UNKNOWN, np.uint8) if self._tree is None else layer,
            )
        distance, nearest = self._tree.query(points)
        away = np.asarray(points, np.float64) - self._points.points[nearest]
        sign = np.where(solid, -1.0, 1.0)
        # On the surface itself the direction is that of its normal
        on_surface = distance < 1e-6
        gradient = away / np.maximum(distance, 1e-6)[:, None] * sign[:, None]
        gradient[on_surface] = self._points.normals[nearest[on_surface]]
        return Distances(
            (distance * sign).astype(np.float32),
            gradient.astype(np.float32),
            self._points.labels[nearest],
            layer,
        )
