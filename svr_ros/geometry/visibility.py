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

"""Visibility of voxels from the camera, on which loss shaping is based (Denninger & Triebel 2023)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.errors import InputError


class Visibility(IntEnum):
    """Visibility categories of voxels."""

    VISIBLE_FREE = 0
    VISIBLE_SURFACE = 1
    OCCLUDED_FREE = 2
    OCCLUDED_SURFACE = 3
    UNREACHABLE = 4


@dataclass(frozen=True)
class VisibilityConfig:
    """Extents of the categories as fractions of the grid's side, which makes them independent of the resolution.

    The defaults are the published 32, 16, 16 and 150 voxels of 256.

    Attributes:
        before: Extent of a surface's band towards the camera.
        behind: Extent of a surface's band away from the camera.
        radius: Radius of the ball around each voxel of a surface that also belongs to its band.
        max_distance: Maximum length of the flood fill's paths around corners; at least one voxel is filled.

    Raises:
        InputError: If an extent is negative or not finite, or max_distance is zero.
    """

    before: float = 32 / 256
    behind: float = 16 / 256
    radius: float = 16 / 256
    max_distance: float = 150 / 256

    def __post_init__(self) -> None:
        lengths = self.before, self.behind, self.radius, self.max_distance
        if not (all(0 <= length < math.inf for length in lengths) and self.max_distance > 0):
            raise InputError(
                f"before, behind, radius and max_distance of visibility are "
                f"{', '.join(f'{length:g}' for length in lengths)}; "
                "expected finite fractions of the grid's side, none below zero, max_distance above zero"
            )


class VisibilityGrid(NamedTuple):
    """Visibility of the voxels of a volume.

    Attributes:
        category: `Visibility` of each voxel, uint8 [D, R, C].
        distance: Length of the flood fill's path to each voxel, float32 [D, R, C]: 1 at the maximum distance, 0 for
            visible voxels and those that the fill does not reach.
    """

    category: NDArray[np.uint8]
    distance: NDArray[np.float32]


def classify_visibility(tsdf: NDArray[np.float32], config: VisibilityConfig | None = None) -> VisibilityGrid:
    """Classify the voxels of a signed distance volume by their visibility.

    The camera looks along D. Free voxels before the first solid one of their column are visible; a flood fill from them
    through the other free voxels, across faces, finds the occluded ones. The first solid voxels are the visible
    surface, other solid ones that the fill meets the occluded surface. Each surface has a band around it, which takes
    precedence over free and unreachable space; the band of the visible surface precedes that of the occluded one.

    Args:
        tsdf: Signed distances [D, R, C], a cube; positive values are free.
        config: Extents of the bands and of the flood fill.

    Raises:
        InputError: If tsdf is not a cube.
    """
    if tsdf.ndim != 3 or not tsdf.shape[0] == tsdf.shape[1] == tsdf.shape[2] > 0:
        raise InputError(f"signed distances have the shape {tsdf.shape}; expected a cube [D, R, C]")
    config = config or VisibilityConfig()
    side = len(tsdf)
    # Find the visible free voxels and the visible surface
    solid = ~(np.ascontiguousarray(tsdf) > 0)  # NaN counts as solid; the kernels need contiguous rows
    depth = np.arange(side, dtype=np.int16)[:, None, None]
    hit = _first_solid(solid)
    visible, first = depth < hit, depth == hit
    # Fill the occluded free voxels
    max_steps = max(config.max_distance * side, 1.0)
    steps, met = _flood(~(solid | visible), _adjacent(visible), solid, max_steps)
    # Assign the categories in order of precedence, the last one first
    lengths = config.before * side, config.behind * side, config.radius * side
    category = np.where(steps > 0, np.uint8(Visibility.OCCLUDED_FREE), np.uint8(Visibility.UNREACHABLE))
    category[visible] = Visibility.VISIBLE_FREE
    category[_band(met & ~first, *lengths)] = Visibility.OCCLUDED_SURFACE
    category[_band(first, *lengths)] = Visibility.VISIBLE_SURFACE
    return VisibilityGrid(category, steps * np.float32(1 / max_steps))


@compiled(nogil=True)
def _first_solid(solid: NDArray[np.bool_]) -> NDArray[np.int16]:
    """Return the depth of the first solid voxel of each column [R, C]; the number of depths if there is none."""
    depths, rows, columns = solid.shape
    hit = np.full((rows, columns), depths, np.int16)
    for depth in range(depths - 1, -1, -1):
        for row in range(rows):
            for column in range(columns):
                hit[row, column] = depth if solid[depth, row, column] else hit[row, column]
    return hit


def _adjacent(visible: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the voxels [D, R, C] next to visible ones of the same depth."""
    adjacent = np.zeros_like(visible)
    adjacent[:, 1:] |= visible[:, :-1]
    adjacent[:, :-1] |= visible[:, 1:]
    adjacent[:, :, 1:] |= visible[:, :, :-1]
    adjacent[:, :, :-1] |= visible[:, :, 1:]
    return adjacent


def _flood(
    occluded: NDArray[np.bool_], adjacent: NDArray[np.bool_], solid: NDArray[np.bool_], max_steps: float
) -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
    """Return the steps to the occluded voxels, 1 next to visible ones, 0 if too far, and the adjacent solid voxels."""
    # A margin that is neither occluded nor solid saves the fill from checking the grid's bounds.
    steps = np.pad((occluded & adjacent).astype(np.uint16), 1)
    met = np.pad(solid & adjacent, 1)
    _advance(np.pad(occluded, 1), np.pad(solid, 1), max_steps, steps, met)
    return steps[1:-1, 1:-1, 1:-1], met[1:-1, 1:-1, 1:-1]


@compiled(nogil=True)
def _advance(
    occluded: NDArray[np.bool_],
    solid: NDArray[np.bool_],
    max_steps: float,
    steps: NDArray[np.uint16],
    met: NDArray[np.bool_],
) -> None:
    """Fill steps and met breadth first from the voxels with step 1; a library's dilation needs one pass per step."""
    _, rows, columns = occluded.shape
    offsets = np.array([-rows * columns, -columns, -1, 1, columns, rows * columns])
    is_occluded, is_solid, step_of, is_met = occluded.ravel(), solid.ravel(), steps.ravel(), met.ravel()
    # Queue the first voxels
    queue = np.empty(occluded.size, np.int64)
    end = 0
    for voxel in range(occluded.size):
        if step_of[voxel] > 0:
            queue[end] = voxel
            end += 1
    # Advance to their neighbours
    position = 0
    while position < end:
        voxel = queue[position]
        position += 1
        step = step_of[voxel] + 1
        for offset in offsets:
            neighbour = voxel + offset
            if is_solid[neighbour]:
                is_met[neighbour] = True
            elif is_occluded[neighbour] and step_of[neighbour] == 0 and step <= max_steps:
                step_of[neighbour] = step
                queue[end] = neighbour
                end += 1


@compiled(nogil=True)
def _band(core: NDArray[np.bool_], before: float, behind: float, radius: float) -> NDArray[np.bool_]:
    """Return the voxels in the balls and, along depth, on the lines around the voxels of `core`; lengths in voxels.

    Squared distances are minimal sums over the axes (Felzenszwalb & Huttenlocher 2012), here limited to the radius,
    which is many times as fast as a library's transform for all distances.
    """
    depths, rows, columns = core.shape
    ball = int(radius)
    far = np.int32(1 << 14)  # voxels; its square plus an offset fits into 32 bits
    along = np.empty((rows, columns), np.int32)
    across = np.full(core.shape, far * far, np.int32)
    # Squared distances within each depth: first along columns, then along rows
    for depth in range(depths):
        for row in range(rows):
            gap = far
            for column in range(columns):
                gap = np.int32(0) if core[depth, row, column] else min(gap + np.int32(1), far)
                along[row, column] = gap
            for column in range(columns - 1, -1, -1):
                gap = np.int32(0) if core[depth, row, column] else min(gap + np.int32(1), far)
                least = min(along[row, column], gap)
                along[row, column] = least * least
        for row in range(rows):
            target = across[depth, row]
            for other in range(max(row - ball, 0), min(row + ball + 1, rows)):
                source, added = along[other], np.int32((row - other) ** 2)
                for column in range(columns):
                    target[column] = min(target[column], source[column] + added)
    # Combine the depths: the ball, and the line beyond it
    near = np.zeros(core.shape, np.bool_)
    for depth in range(depths):
        for other in range(max(depth - int(max(behind, radius)), 0), min(depth + int(max(before, radius)) + 1, depths)):
            left = radius**2 - (depth - other) ** 2
            if left < 0:
                if not -before <= depth - other <= behind:
                    continue
                left = 0.0  # beyond the ball only the line remains
            limit = np.int32(left)
            for row in range(rows):
                target_near, source = near[depth, row], across[other, row]
                for column in range(columns):
                    target_near[column] |= source[column] <= limit
    return near
