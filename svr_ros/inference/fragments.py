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

import numpy as np
from numpy.typing import NDArray

from svr_ros.inference.fragment_kernels import flip, shrink_to_bubbles, spread

_MAX_BUBBLE = 5e-5
"""Maximum size of a bubble as a fraction of the volume."""

_ALL = np.uint64(2**64 - 1)

Bits = NDArray[np.uint64]


def remove_fragments(distance: NDArray[np.float32]) -> None:
    """Change the sign of fragments in signed distances [D, R, C], in place.

    Components of free voxels, connected across faces, become solid if they are small and none of them is visible. Then
    solid voxels become free unless a path of solid voxels connects them with the first solid voxel of a column or with
    the border of the volume.

    Args:
        distance: Contiguous signed distances [D, R, C], negative in solids; the camera looks along D.
    """
    # Masks have one bit per voxel, in words [D, R, W] of 64 columns
    columns = distance.shape[2]
    inside = _words(np.ones(columns, np.bool_))
    solid = _words(distance < 0)
    # Find the free voxels that are connected with those before the first surface, which are visible
    free = ~solid & inside
    reached = np.bitwise_and.accumulate(free)
    spread(free, reached)
    # Fill the small components of the others
    bubbles = free & ~reached
    if bubbles.any():
        shrink_to_bubbles(bubbles, distance, int(_MAX_BUBBLE * distance.size))
        flip(distance, bubbles)
        solid |= bubbles
    # Find the solid voxels that are connected with a first one or the border, and free the others
    before = np.zeros_like(solid)
    np.bitwise_or.accumulate(solid[:-1], out=before[1:])
    reached = solid & (~before | _border(solid.shape, columns))
    spread(solid, reached)
    flip(distance, solid & ~reached)


def _words(mask: NDArray[np.bool_]) -> Bits:
    """Return the bits of a mask [..., C] in words [..., W] of 64, the first in the lowest bit; the last are zero."""
    packed = np.packbits(mask, axis=-1, bitorder="little")
    missing = -packed.shape[-1] % 8
    if missing:
        packed = np.concatenate([packed, np.zeros((*packed.shape[:-1], missing), np.uint8)], -1)
    return packed.view(np.dtype("<u8")).astype(np.uint64, copy=False)


def _border(shape: tuple[int, ...], columns: int) -> Bits:
    """Return the bits of the voxels at the border of a volume, words [D, R, W], except for its first slice."""
    ends = np.zeros(columns, np.bool_)
    ends[[0, -1]] = True
    border = np.broadcast_to(_words(ends), shape).copy()
    border[-1] = border[:, 0] = border[:, -1] = _ALL
    return border
