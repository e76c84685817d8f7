"""What stands on the floor: a voxel grid between two heights, seen from above."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.labels import UNOBSERVED, Label

OCCUPIED, FREE, UNKNOWN = 100, 0, -1
"""As nav_msgs/OccupancyGrid has them."""


def occupancy(grid: VoxelGrid, lowest: float, highest: float, sure: float) -> NDArray[np.int8]:
    """Return what the cells [Y, X] of a grid with z up hold between two heights z in metres.

    Occupied: a voxel that a surface runs through or that is solid, the floor's own left out. Free: the column is in
    view from its foot on, and nothing is in it. Unknown: all else, and where the camera does not see and the network
    is less sure than a probability `sure` (grids without `hidden`: nowhere).
    """
    heights = grid.origin[2] + (np.arange(len(grid.labels)) + 0.5) * grid.voxel_size
    between = np.flatnonzero((heights >= lowest) & (heights <= highest))
    cells = np.full(grid.labels.shape[1:], UNKNOWN, np.int8)
    if not len(between):
        return cells
    layers = slice(between[0], between[-1] + 1)
    labels = grid.labels[layers]
    in_view = labels != UNOBSERVED
    undecided = np.zeros_like(in_view)
    if grid.hidden is not None:
        undecided = in_view & grid.hidden[layers] & (grid.confidence[layers] < sure)
    solid = in_view & ~undecided & (labels != Label.FLOOR) & (grid.tsdf[layers] < grid.voxel_size / 2)
    if heights[between[0]] < lowest + grid.voxel_size:  # the grid reaches down to the lowest height
        cells[in_view[0] & ~undecided.any(0)] = FREE
    cells[solid.any(0)] = OCCUPIED
    return cells
