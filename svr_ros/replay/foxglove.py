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

"""Voxel grids as foxglove_msgs/VoxelGrid, which the 3D panel of Foxglove shows."""

from __future__ import annotations

from typing import Any

import numpy as np
from rosbags.typesys.store import Typestore

from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.selection import Selection
from svr_ros.labels import COLORS, UNOBSERVED

VOXEL_GRID = "foxglove_msgs/msg/VoxelGrid"

DEFINITIONS = {
    "foxglove_msgs/msg/PackedElementField": """
string name
uint32 offset
uint8 UNKNOWN=0
uint8 UINT8=1
uint8 INT8=2
uint8 UINT16=3
uint8 INT16=4
uint8 UINT32=5
uint8 INT32=6
uint8 FLOAT32=7
uint8 FLOAT64=8
uint8 type
""",
    VOXEL_GRID: """
builtin_interfaces/Time timestamp
string frame_id
geometry_msgs/Pose pose
uint32 row_count
uint32 column_count
geometry_msgs/Vector3 cell_size
uint32 slice_stride
uint32 row_stride
uint32 cell_stride
foxglove_msgs/PackedElementField[] fields
uint8[] data
""",
}
"""Definitions of the message types as of ROS 2 Jazzy; bags contain them."""

_FIELDS = ("red", "green", "blue", "alpha", "label", "confidence")
_UINT8 = 1


def voxel_grid_message(grid: VoxelGrid, header: Any, selection: Selection, store: Typestore) -> Any:
    """Return a voxel grid as a message of the type store.

    Each voxel has its colour by class, its label and its confidence (0 to 255). Voxels near a surface are opaque if
    they are selected, all others transparent.

    Args:
        grid: The grid along the axes of the header's frame.
        header: Stamp and frame.
        selection: Filter by class and confidence.
        store: Type store in which `DEFINITIONS` are registered.
    """
    # Fill in the cells, in the order z, y, x
    _, rows, columns = grid.labels.shape
    cells = np.zeros((*grid.labels.shape, len(_FIELDS)), np.uint8)
    observed = grid.labels != UNOBSERVED
    cells[observed, :3] = COLORS[grid.labels[observed]]
    near = np.zeros(grid.labels.size, np.bool_)
    near[grid.surface] = True
    shown = near.reshape(grid.labels.shape) & observed & selection.keeps(grid.labels, grid.confidence)
    cells[..., 3] = np.where(shown, 255, 0)
    cells[..., 4] = grid.labels
    cells[..., 5] = np.round(grid.confidence * 255).astype(np.uint8)

    # Build the message
    types = store.types
    x, y, z = grid.origin.tolist()
    stamp = types["builtin_interfaces/msg/Time"](sec=header.stamp.sec, nanosec=header.stamp.nanosec)
    side = grid.voxel_size
    element = types["foxglove_msgs/msg/PackedElementField"]
    stride = len(_FIELDS)
    return types[VOXEL_GRID](
        timestamp=stamp,
        frame_id=header.frame_id,
        pose=types["geometry_msgs/msg/Pose"](
            position=types["geometry_msgs/msg/Point"](x=x, y=y, z=z),
            orientation=types["geometry_msgs/msg/Quaternion"](x=0.0, y=0.0, z=0.0, w=1.0),
        ),
        row_count=rows,
        column_count=columns,
        cell_size=types["geometry_msgs/msg/Vector3"](x=side, y=side, z=side),
        slice_stride=rows * columns * stride,
        row_stride=columns * stride,
        cell_stride=stride,
        fields=[element(name=name, offset=offset, type=_UINT8) for offset, name in enumerate(_FIELDS)],
        data=cells.reshape(-1),
    )
