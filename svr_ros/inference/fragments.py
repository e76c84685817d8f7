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
    # Mark the visible ones
    top = 0
    for row in range(rows):
        for column in range(columns):
            for depth in range(depths):
                if distance[depth, row, column] < 0:
                    break
                reached[depth, row, column] = True
                stack[top] = (depth * rows + row) * columns + column
                top += 1
    _spread(distance, 1.0, reached, stack, top)


@_compile
def _reach_solid(distance: Array, reached: Array, stack: Array) -> None:
    """Mark the solid voxels that are connected with the first one of a column, or with the border of the volume."""
    depths, rows, columns = distance.shape
    top = 0
    for row in range(rows):
        for column in range(columns):
            first = True
            for depth in range(depths):
                if distance[depth, row, column] < 0:
                    border = depth == depths - 1 or row in (0, rows - 1) or column in (0, columns - 1)
                    if first or border:
                        reached[depth, row, column] = True
                        stack[top] = (depth * rows + row) * columns + column
                        top += 1
                    first = False
    _spread(distance, -1.0, reached, stack, top)


@_compile
def _spread(distance: Array, sign: float, reached: Array, stack: Array, top: int) -> None:
    """Mark the voxels of a sign that are connected across faces with the `top` voxels on the stack."""
    depths, rows, columns = distance.shape
    while top > 0:
        top -= 1
        depth, rest = divmod(stack[top], rows * columns)
        row, column = divmod(rest, columns)
        for axis in range(3):
            for step in (-1, 1):
                d, r, c = depth, row, column
                if axis == 0:
                    d += step
                elif axis == 1:
                    r += step
                else:
                    c += step
                if d < 0 or r < 0 or c < 0 or d >= depths or r >= rows or c >= columns or reached[d, r, c]:
                    continue
                value = distance[d, r, c]
                if value < 0 if sign < 0 else value >= 0:
                    reached[d, r, c] = True
                    stack[top] = (d * rows + r) * columns + c
                    top += 1
