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

"""Conversion of occupancy cells to nav_msgs/OccupancyGrid messages."""

from __future__ import annotations

from typing import Any

import numpy as np
from geometry_msgs.msg import Point, Pose, Quaternion
from nav_msgs.msg import MapMetaData, OccupancyGrid
from numpy.typing import NDArray
from std_msgs.msg import Header

from svr_ros.geometry import rigid
from svr_ros.ros.convert.packing import fill


def occupancy_to_message(
    cells: NDArray[np.int8],
    corner: NDArray[np.floating[Any]],
    cell_size: float,
    header: Header,
    frame_from_plane: NDArray[np.float64] | None = None,
) -> OccupancyGrid:
    """Return occupancy cells as a map.

    Args:
        cells: The cells, int8 [Y, X]: 100 occupied, 0 free, -1 unknown.
        corner: The x and y coordinates in metres of the outer corner of cell (0, 0), in the plane z = 0.
        cell_size: The edge length of a cell in metres.
        header: The header of the map.
        frame_from_plane: The rigid transform [4, 4] from the frame of the cells to that of the header, which the
            map's origin includes; None for the identity.
    """
    rows, columns = cells.shape
    message = OccupancyGrid(
        header=header,
        info=MapMetaData(
            map_load_time=header.stamp,
            resolution=cell_size,
            width=columns,
            height=rows,
            origin=_origin(corner, np.eye(4) if frame_from_plane is None else frame_from_plane),
        ),
    )
    fill(message.data, cells)
    return message


def _origin(corner: NDArray[np.floating[Any]], frame_from_plane: NDArray[np.float64]) -> Pose:
    from scipy.spatial.transform import Rotation

    x, y, z = rigid.transform(frame_from_plane, np.array([[corner[0], corner[1], 0.0]]))[0].tolist()
    qx, qy, qz, qw = Rotation.from_matrix(frame_from_plane[:3, :3]).as_quat().tolist()
    return Pose(position=Point(x=x, y=y, z=z), orientation=Quaternion(x=qx, y=qy, z=qz, w=qw))
