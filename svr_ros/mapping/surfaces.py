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

"""Surfaces of a region of the map, as points and triangles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.region import Region

Index = tuple[Any, ...]
"""Index of an array, such as one of slices or of integers."""

_MAX_JUMP = 4.0
"""Maximum difference, in voxels, of the distances of two neighbours of different layers that bound a surface.

A measured voxel next to a guessed one mostly marks the border of what was in sight, not a surface.
"""


_MIN_RATIO = 0.1
"""Minimum ratio of the weights of two measured neighbours that bound a surface.

The same rays see both sides of a surface. A strong voxel next to a weak one is the back of a surface next to free
space that a wrong ray has left.
"""


@dataclass(frozen=True)
class SurfacePoints:
    """Points on the surfaces of a region.

    Attributes:
        points: Coordinates [N, 3] in metres, in the map.
        voxels: Indices [N, 3] (z, y, x) of the voxel that is nearest to each point and near the surface.
        first: Indices [N, 3] (z, y, x) of the first of the two voxels on both sides of each point.
        normals: Unit normals [N, 3] towards free space.
        layer: `Layer` [N]; guessed if one of the two voxels on both sides is.
    """

    points: NDArray[np.float32]
    voxels: NDArray[np.int64]
    first: NDArray[np.int64]
    normals: NDArray[np.float32]
    layer: NDArray[np.uint8]


def surface_points(region: Region) -> SurfacePoints:
    """Return the points at which the distance changes its sign between neighbouring known voxels.

    The last voxel along each axis counts only as the neighbour of the one before, as the next tile starts with it.
    """
    found: list[SurfacePoints] = []
    solid = region.distance < 0
    for axis in range(3):
        low, high = ([slice(None, -1)] * 3 for _ in range(2))
        high[axis] = slice(1, None)
        before, behind = tuple(low), tuple(high)
        index = np.argwhere(solid[before] != solid[behind])
        other = index.copy()
        other[:, axis] += 1
        good = _bound_surface(region, tuple(index.T), tuple(other.T))
        index, other = index[good], other[good]
        start, end = region.distance[tuple(index.T)], region.distance[tuple(other.T)]
        fraction = start / (start - end)
        position = index.astype(np.float64) + 0.5
        position[:, axis] += fraction
        nearest = np.where((fraction > 0.5)[:, None], other, index)
        layer = np.maximum(region.layer[tuple(index.T)], region.layer[tuple(other.T)])
        points = (region.origin + position[:, ::-1] * region.voxel_size).astype(np.float32)
        found.append(SurfacePoints(points, nearest, index, normals_at(region, nearest), layer))
    return SurfacePoints(
        *(np.concatenate([getattr(part, name) for part in found]) for name in SurfacePoints.__dataclass_fields__)
    )


def normals_at(region: Region, voxels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the unit normals [N, 3] towards free space at voxels [N, 3] (z, y, x), from differences of known ones."""
    normals = np.empty((len(voxels), 3), np.float32)
    _gradients(region.distance, region.layer, voxels, normals)
    return normals


def triangles(region: Region) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int64]]:
    """Triangulate the surfaces between known voxels by marching cubes.

    Returns:
        Vertices [V, 3] in metres in the map, faces [F, 3] that face free space, and the voxel [V, 3] (z, y, x) of each
        vertex.
    """
    from skimage.measure import marching_cubes

    none = np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32), np.zeros((0, 3), np.int64)
    distance = region.distance
    if min(distance.shape) < 2 or not (distance.min() < 0 < distance.max()):
        return none
    position, faces, _, _ = marching_cubes(distance, 0.0, gradient_direction="ascent")
    # Keep the faces whose corners all lie between voxels that bound a surface, and next to a known one: in ambiguous
    # cells marching cubes adds a vertex in the middle, which is on no edge between two voxels
    index, other = np.floor(position).astype(np.int64), np.ceil(position).astype(np.int64)
    nearest = np.rint(position).astype(np.int64)
    good = _bound_surface(region, tuple(index.T), tuple(other.T))
    good &= region.layer[tuple(nearest.T)] != Layer.UNKNOWN
    faces = faces[good[faces].all(1)]
    used, faces = np.unique(faces, return_inverse=True)
    if not len(used):
        return none
    vertices = region.origin + (position[used, ::-1] + 0.5) * region.voxel_size
    return vertices.astype(np.float32), faces.reshape(-1, 3).astype(np.int32), nearest[used]


def _bound_surface(region: Region, low: Index, high: Index) -> NDArray[np.bool_]:
    """Return whether a change of sign between the voxels at two indices of a region is a surface."""
    kinds, weights = (region.layer[low], region.layer[high]), (region.weight[low], region.weight[high])
    known = (kinds[0] != Layer.UNKNOWN) & (kinds[1] != Layer.UNKNOWN)
    jump = np.abs(region.distance[low] - region.distance[high]) > _MAX_JUMP * region.voxel_size
    uneven = np.minimum(*weights) < _MIN_RATIO * np.maximum(*weights)
    different = kinds[0] != kinds[1]
    return known & ~np.where(different, jump, uneven & (kinds[0] == Layer.MEASURED))


@compiled(nogil=True, error_model="numpy")
def _gradients(
    distance: NDArray[np.float32],
    layer: NDArray[np.uint8],
    voxels: NDArray[np.int64],
    normals: NDArray[np.float32],
) -> None:
    """Write the unit gradients [N, 3] (x, y, z) of the distance at voxels, from the known neighbours of each axis."""
    unknown = np.uint8(255)
    for number in range(len(voxels)):
        z, y, x = voxels[number]
        length = np.float32(0)
        for axis in range(3):
            below, above = distance[z, y, x], distance[z, y, x]
            steps = 0
            k, j, i = z - (axis == 2), y - (axis == 1), x - (axis == 0)
            if k >= 0 and j >= 0 and i >= 0 and layer[k, j, i] != unknown:
                below = distance[k, j, i]
                steps += 1
            k, j, i = z + (axis == 2), y + (axis == 1), x + (axis == 0)
            if k < distance.shape[0] and j < distance.shape[1] and i < distance.shape[2] and layer[k, j, i] != unknown:
                above = distance[k, j, i]
                steps += 1
            slope = (above - below) / np.float32(max(steps, 1))
            normals[number, axis] = slope
            length += slope * slope
        length = np.sqrt(length)
        for axis in range(3):
            if length > np.float32(1e-9):
                normals[number, axis] /= length
            else:
                normals[number, axis] = np.float32(axis == 2)
