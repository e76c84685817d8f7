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

"""Removal of fragments from hidden space: small bubbles in solids, and solids that float.

Surfaces bound free space that is connected with the free space that the camera sees; ground truth of rooms has no
others. Larger closed spaces are kept: they are often true ones behind a surface that is wrong. Hidden solids rest on
visible ones, or extend beyond the view.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import label

from svr_ros.compiled import compiled

Array = NDArray[Any]

_MAX_BUBBLE = 5e-5
"""Maximum size of a bubble as a fraction of the volume."""

_compile = compiled(nogil=True, error_model="numpy")


def remove_fragments(distance: NDArray[np.float32]) -> None:
    """Change the sign of fragments in signed distances [D, R, C], in place.

    Components of free voxels, connected across faces, become solid if they are small and none of them is visible. Then
    solid voxels become free unless a path of solid voxels connects them with the first solid voxel of a column or with
    the border of the volume.

    Args:
        distance: Contiguous signed distances [D, R, C], negative in solids; the camera looks along D.
    """
    reached = np.zeros(distance.shape, np.bool_)
    stack = np.empty(distance.size, np.int32)
    _reach_free(distance, reached, stack)
    bubbles = (distance > 0) & ~reached
    if bubbles.any():
        components, _ = label(bubbles)
        small = np.bincount(components.ravel()) <= _MAX_BUBBLE * distance.size
        small[0] = False
        np.negative(distance, out=distance, where=small[components])
    reached[:] = False
    _reach_solid(distance, reached, stack)
    np.negative(distance, out=distance, where=(distance < 0) & ~reached)


@_compile
def _reach_free(distance: Array, reached: Array, stack: Array) -> None:
    """Mark the free voxels that are connected with visible ones."""
    depths, rows, columns = distance.shape
    candidates = distance >= 0
    # Mark the visible ones, slice by slice as they lie in memory
    seen_through = np.ones((rows, columns), np.bool_)
    for depth in range(depths):
        for row in range(rows):
            for column in range(columns):
                if seen_through[row, column]:
                    visible = not distance[depth, row, column] < 0
                    seen_through[row, column] = reached[depth, row, column] = visible
    _spread(candidates, reached, stack)


@_compile
def _reach_solid(distance: Array, reached: Array, stack: Array) -> None:
    """Mark the solid voxels that are connected with the first one of a column, or with the border of the volume."""
    depths, rows, columns = distance.shape
    candidates = distance < 0
    first = np.ones((rows, columns), np.bool_)
    for depth in range(depths):
        for row in range(rows):
            for column in range(columns):
                if candidates[depth, row, column]:
                    border = depth == depths - 1 or row in (0, rows - 1) or column in (0, columns - 1)
                    reached[depth, row, column] = first[row, column] or border
                    first[row, column] = False
    _spread(candidates, reached, stack)


@_compile
def _spread(candidates: Array, reached: Array, stack: Array) -> None:
    """Mark the candidates that are connected across faces with marked voxels."""
    _, rows, columns = candidates.shape
    size, area = candidates.size, rows * columns
    waiting, marked = (candidates & ~reached).reshape(size), reached.reshape(size)
    for start in range(size):
        if not marked[start]:
            continue
        # Visit the marked voxel, and all that are found from it
        stack[0], top = start, 1
        while top > 0:
            top -= 1
            voxel = stack[top]
            row, column = voxel // columns % rows, voxel % columns
            if voxel >= area and waiting[voxel - area]:
                waiting[voxel - area], marked[voxel - area], stack[top] = False, True, voxel - area
                top += 1
            if voxel < size - area and waiting[voxel + area]:
                waiting[voxel + area], marked[voxel + area], stack[top] = False, True, voxel + area
                top += 1
            if row > 0 and waiting[voxel - columns]:
                waiting[voxel - columns], marked[voxel - columns], stack[top] = False, True, voxel - columns
                top += 1
            if row < rows - 1 and waiting[voxel + columns]:
                waiting[voxel + columns], marked[voxel + columns], stack[top] = False, True, voxel + columns
                top += 1
            if column > 0 and waiting[voxel - 1]:
                waiting[voxel - 1], marked[voxel - 1], stack[top] = False, True, voxel - 1
                top += 1
            if column < columns - 1 and waiting[voxel + 1]:
                waiting[voxel + 1], marked[voxel + 1], stack[top] = False, True, voxel + 1
                top += 1
