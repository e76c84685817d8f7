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

"""Labelled points of a scene."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry import rigid

HASH_FACTOR = 2654435761
"""Factor of Knuth's multiplicative hash, modulo 2^32."""


@dataclass(frozen=True)
class PointSet:
    """Points of a scene with their class, confidence and colour; all coordinates are in one frame.

    Attributes:
        points: Coordinates [N, 3] in metres.
        labels: Class ids [N].
        confidence: Probabilities [N] of the classes, in 0..1.
        colors: sRGB colours [N, 3].
        normals: Unit normals [N, 3] of surface points, towards free space.
        tsdf: Signed distances [N] in metres of points near a surface.
        occluded: Flags [N] of the surface points that the camera does not see.
        distance_error: Standard deviations [N] in metres of the distance from surface points to the true surface.
    """

    points: NDArray[np.float32]
    labels: NDArray[np.uint8]
    confidence: NDArray[np.float32]
    colors: NDArray[np.uint8]
    normals: NDArray[np.float32] | None = None
    tsdf: NDArray[np.float32] | None = None
    occluded: NDArray[np.bool_] | None = None
    distance_error: NDArray[np.float32] | None = None

    def select(self, index: NDArray[Any]) -> PointSet:
        """Return the points at the given indices, or those of a mask [N]."""
        columns = {column.name: getattr(self, column.name) for column in fields(self)}
        selected: dict[str, Any] = {name: None if values is None else values[index] for name, values in columns.items()}
        return PointSet(**selected)

    def subsample(self, max_points: int) -> PointSet:
        """Return an evenly spread subset of at most `max_points` points."""
        count = len(self.points)
        return self if count <= max_points else self.select(subsample_indices(np.arange(count), max_points))

    def transformed(self, frame_from_camera: NDArray[np.float64]) -> PointSet:
        """Return the points in another frame, given the rigid transform [4, 4] to it."""
        normals = None if self.normals is None else rigid.rotate(frame_from_camera, self.normals)
        return replace(self, points=rigid.transform(frame_from_camera, self.points), normals=normals)


def highest_rank(count: int, max_count: int) -> int:
    """Return the hash that is probably higher than the `max_count` lowest ones of `count` indices, at most 2^32."""
    return math.ceil(min(1.2 * max_count / count, 1.0) * 2**32)


def subsample_indices(index: NDArray[Any], max_count: int | None) -> NDArray[Any]:
    """Return at most `max_count` of the indices, chosen by a hash of their value; None keeps all.

    The choice is evenly spread and deterministic.
    """
    if max_count is None or len(index) <= max_count:
        return index
    rank = index.astype(np.uint32) * np.uint32(HASH_FACTOR)
    # Partitioning dominates the time: restrict it to the indices that can be among the lowest ranks.
    low = np.flatnonzero(rank < highest_rank(len(index), max_count))
    if len(low) >= max_count:
        index, rank = index[low], rank[low]
    return index[np.sort(np.argpartition(rank, max_count)[:max_count])] if len(index) > max_count else index
