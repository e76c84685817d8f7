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

"""Occupancy of the floor: a voxel grid between two heights, projected along z."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.labels import UNOBSERVED, Label

OCCUPIED, FREE, UNKNOWN = 100, 0, -1
"""Values of the cells, as nav_msgs/OccupancyGrid defines them."""


def occupancy(grid: VoxelGrid, min_height: float, max_height: float, min_confidence: float) -> NDArray[np.int8]:
    """Project the voxels between two heights to occupied, free and unknown cells.

    A cell is occupied if a surface passes through one of its voxels or one is solid, except for the floor's own. It is
    free if its column is in view from the lowest height on and nothing is in it. All others are unknown.

    Args:
        grid: Voxels of a frame with z up.
        min_height: Lower end of the projected range of z, in metres.
        max_height: Upper end of the projected range of z, in metres.
        min_confidence: Probability of the class below which occluded voxels count as unknown; without effect on grids
            without `occluded`.

    Returns:
        The values of the cells, [Y, X].
    """
    # Select the layers between the heights
    heights = grid.origin[2] + (np.arange(len(grid.labels)) + 0.5) * grid.voxel_size
    between = np.flatnonzero((heights >= min_height) & (heights <= max_height))
    cells = np.full(grid.labels.shape[1:], UNKNOWN, np.int8)
    if not len(between):
        return cells
    layers = slice(between[0], between[-1] + 1)
    labels = grid.labels[layers]
    # Classify the voxels
    in_view = labels != UNOBSERVED
    undecided = np.zeros_like(in_view)
    if grid.occluded is not None:
        undecided = in_view & grid.occluded[layers] & (grid.confidence[layers] < min_confidence)
    solid = in_view & ~undecided & (labels != Label.FLOOR) & (grid.tsdf[layers] < grid.voxel_size / 2)
    # Project them to cells
    if heights[between[0]] < min_height + grid.voxel_size:  # the grid extends down to the lowest height
        cells[in_view[0] & ~undecided.any(0)] = FREE
    cells[solid.any(0)] = OCCUPIED
    return cells
