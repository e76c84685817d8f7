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

"""Messages without ROS are serialized to the same bytes as with ROS."""

import subprocess
import sys
from functools import partial
from importlib import import_module

import numpy as np
import pytest
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.replay import messages
from svr_ros.ros.convert import grids

TYPES = {
    "grid": "svr_ros/msg/SemanticVoxelGrid",
    "markers": "visualization_msgs/msg/MarkerArray",
    "cloud": "sensor_msgs/msg/PointCloud2",
    "depth": "sensor_msgs/msg/Image",
    "occupancy": "nav_msgs/msg/OccupancyGrid",
    "mesh": "visualization_msgs/msg/Marker",
    "legend": "svr_ros/msg/ClassLegend",
    "info": "sensor_msgs/msg/CameraInfo",
}

# Simulates an environment without ROS: no message packages, no rclpy.
WITHOUT_ROS = """
import importlib.abc, sys
class NoRos(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        first = name.partition(".")[0]
        if first.endswith(("_msgs", "_interfaces")) or first in ("rclpy", "rosidl_parser") or name == "svr_ros.msg":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, NoRos())
"""

MAKE = """
import importlib
import numpy as np
from svr_ros.replay import messages
messages.install_stand_ins()
from std_msgs.msg import Header
from sensor_msgs.msg import CameraInfo
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.geometry.mesh import Mesh
from svr_ros.geometry.point_set import PointSet
from svr_ros.inference.selection import Selection
from svr_ros.ros.convert import calibration, clouds, grids, legends, markers, occupancy, pixel_images

header = Header(frame_id="camera")
header.stamp.sec, header.stamp.nanosec = 12, 34
random = np.random.default_rng(0)
grid = VoxelGrid(
    np.arange(3.0), 0.1, 0.2, random.integers(0, 10, (4, 5, 6)).astype(np.uint8),
    random.uniform(-0.2, 0.2, (4, 5, 6)).astype(np.float32), random.uniform(0, 1, (4, 5, 6)).astype(np.float32),
)
points = PointSet(
    random.uniform(0, 1, (7, 3)).astype(np.float32), np.arange(7, dtype=np.uint8), np.ones(7, np.float32),
    np.full((7, 3), 9, np.uint8), tsdf=np.zeros(7, np.float32),
)
mesh = Mesh(
    np.eye(3, dtype=np.float32), np.array([[0, 1, 2]], np.int32), np.eye(3, dtype=np.float32),
    np.full((3, 3), 7, np.uint8), np.ones(3, np.uint8),
)
made = {
    "grid": grids.grid_to_message(grid, header),
    "markers": markers.grid_to_markers(grid, header, Selection(), 1000),
    "cloud": clouds.band_to_cloud(points, header),
    "depth": pixel_images.depth_to_image(np.ones((3, 4), np.float32), header),
    "occupancy": occupancy.occupancy_to_message(np.zeros((2, 3), np.int8), np.zeros(2), 0.1, header, np.eye(4)),
    "mesh": markers.mesh_to_marker(mesh, header, 0.5),
    "legend": legends.legend(header),
    "info": calibration.info_with_header(CameraInfo(width=4, height=3, d=[0.1, 0.2], k=np.eye(3).ravel()), header),
}
"""


@pytest.fixture(scope="module")
def made_without_ros() -> dict[str, str]:
    script = (
        WITHOUT_ROS + MAKE + f"for name, kind in {TYPES}.items(): print(messages.serialize(made[name], kind).hex())"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    return dict(zip(TYPES, result.stdout.split(), strict=True))


@pytest.mark.parametrize("name", TYPES)
def test_ros_reads_from_the_bytes_what_it_would_have_made(name: str, made_without_ros: dict[str, str]) -> None:
    serialization = pytest.importorskip("rclpy.serialization", reason="ROS is missing: bytes were NOT read by it")
    scope: dict = {}
    exec(MAKE, scope)
    message = scope["made"][name]
    package, _, kind = TYPES[name].split("/")
    read = partial(serialization.deserialize_message, message_type=getattr(import_module(f"{package}.msg"), kind))
    sent = message if isinstance(message, bytes) else serialization.serialize_message(message)
    assert read(bytes.fromhex(made_without_ros[name])) == read(sent)
    assert messages.serialize(message, TYPES[name]).hex() == made_without_ros[name]


def test_messages_come_back() -> None:
    grid = VoxelGrid(np.arange(3.0), 0.1, 0.2, np.full((2, 3, 4), 5, np.uint8), np.zeros((2, 3, 4), np.float32),
                     np.ones((2, 3, 4), np.float32))  # fmt: skip
    data = messages.serialize(grids.grid_to_message(grid, Header()), TYPES["grid"])
    back = grids.message_to_grid(messages.deserialize(data, TYPES["grid"]))
    np.testing.assert_array_equal(back.labels, grid.labels)
    np.testing.assert_array_equal(back.confidence, grid.confidence)


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x00\x00", b"\x00\x01\x00\x00" + bytes(20), b"\xff" * 40])
def test_bytes_that_are_no_message_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="are no sensor_msgs/msg/Image"):
        messages.deserialize(data, "sensor_msgs/msg/Image")
