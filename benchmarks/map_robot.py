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

"""Robot of `soak.py --map`: plays a sequence to the node `map`, forwards and backwards, and asks it for distances."""

from __future__ import annotations

import array
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from geometry_msgs.msg import Point, TransformStamped
from numpy.typing import NDArray
from rclpy.node import Node
from scipy.spatial.transform import Rotation
from sensor_msgs.msg import CameraInfo, Image, PointCloud2
from soak_samples import Sample, resident_mebibytes
from svr_ros.srv import MapDistance

from svr_ros.mapping.posed_frame import PosedFrame
from svr_ros.mapping.sequences import find_sequence
from svr_ros.ros.convert.calibration import info_from_camera
from svr_ros.ros.node import qos

try:
    from tf2_msgs.msg import TFMessage
except ImportError:  # ROS from Python packages has no tf2
    TFMessage = None

FRAME = "camera_optical_frame"
STAND_INS = Path(__file__).resolve().parents[1] / "test" / "ros" / "node" / "stand_ins"

QUERY_POINTS = 1000
QUERY_INTERVAL = 1.0


class MapRobot(Node):
    """Publishes images, depth and poses at a fixed rate, and records maps and the answers of ~/distance."""

    def __init__(self, rate: float, folder: Path, pid: int) -> None:
        """Read a sequence and start to play it to the node of a process."""
        super().__init__("soak")
        self.samples: list[Sample] = []
        self.sent = 0
        self.answer_times: list[float] = []
        self._pid = pid
        frames = [frame for frame in find_sequence(folder) if frame.map_from_camera is not None]
        self._frames = [_Messages(frame) for frame in frames]
        self._points = _points_around(frames)
        self._waiting = False
        profile = qos.result_output()
        self._images = self.create_publisher(Image, "image", profile)
        self._infos = self.create_publisher(CameraInfo, "camera_info", profile)
        self._depths = self.create_publisher(Image, "depth", profile)
        self._depth_infos = self.create_publisher(CameraInfo, "depth/camera_info", profile)
        kind, topic = (TransformStamped, "/stand_in_tf") if TFMessage is None else (TFMessage, "/tf")
        self._poses = self.create_publisher(kind, topic, 100)
        self._distance: Any = self.create_client(MapDistance, "map/distance")
        self.create_subscription(PointCloud2, "map/map_points", self._receive, profile)
        self.create_timer(1 / rate, self._publish)
        self.create_timer(QUERY_INTERVAL, self._ask)

    def _publish(self) -> None:
        # Play forwards and backwards, so that the pose never jumps
        last = len(self._frames) - 1
        step = self.sent % (2 * last) if last else 0
        messages = self._frames[step if step <= last else 2 * last - step]
        stamp = self.get_clock().now().to_msg()
        for message in messages.all():
            message.header.stamp = stamp
        self._poses.publish(messages.pose if TFMessage is None else TFMessage(transforms=[messages.pose]))
        self._infos.publish(messages.info)
        if messages.depth is not None:
            self._depth_infos.publish(messages.info)
            self._depths.publish(messages.depth)
        self._images.publish(messages.image)
        self.sent += 1

    def _ask(self) -> None:
        if self._waiting or not self.samples or not self._distance.service_is_ready():
            return
        start, self._waiting = time.monotonic(), True

        def answered(_: object) -> None:
            self.answer_times.append(time.monotonic() - start)
            self._waiting = False

        self._distance.call_async(MapDistance.Request(points=self._points)).add_done_callback(answered)

    def _receive(self, message: PointCloud2) -> None:
        stamp = message.header.stamp.sec + message.header.stamp.nanosec * 1e-9
        age = self.get_clock().now().nanoseconds * 1e-9 - stamp
        self.samples.append(Sample(time.monotonic(), age, stamp, resident_mebibytes(self._pid)))


class _Messages:
    """Messages of one frame."""

    def __init__(self, frame: PosedFrame) -> None:
        image = frame.read_image()
        self.image = _image_message(image, "rgb8")
        depth = frame.read_depth()
        self.depth = None if depth is None else _image_message(np.ascontiguousarray(depth, np.float32), "32FC1")
        self.info = info_from_camera(frame.camera)
        self.pose = TransformStamped(child_frame_id=FRAME)
        assert frame.map_from_camera is not None
        translation, rotation = self.pose.transform.translation, self.pose.transform.rotation
        translation.x, translation.y, translation.z = frame.map_from_camera[:3, 3].tolist()
        quaternion = Rotation.from_matrix(frame.map_from_camera[:3, :3]).as_quat().tolist()
        rotation.x, rotation.y, rotation.z, rotation.w = quaternion
        for message in (self.image, self.info, *([] if self.depth is None else [self.depth])):
            message.header.frame_id = FRAME
        self.pose.header.frame_id = "map"

    def all(self) -> list[Any]:
        """Return the messages with a header."""
        return [self.image, self.info, self.pose, *([] if self.depth is None else [self.depth])]


def environment() -> dict[str, str]:
    """Return the environment of the node; without tf2, it gets the stand-ins of the tests."""
    if TFMessage is not None:
        return dict(os.environ)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(STAND_INS), os.environ.get("PYTHONPATH", "")])}


def _points_around(frames: list[PosedFrame]) -> list[Point]:
    """Return random points within two metres of the cameras."""
    rng = np.random.default_rng(0)
    positions = np.array([frame.map_from_camera[:3, 3] for frame in frames if frame.map_from_camera is not None])
    chosen = positions[rng.integers(len(positions), size=QUERY_POINTS)] + rng.uniform(-2, 2, (QUERY_POINTS, 3))
    return [Point(x=x, y=y, z=z) for x, y, z in chosen.tolist()]


def _image_message(pixels: NDArray[Any], encoding: str) -> Image:
    height, width = pixels.shape[:2]
    message = Image(width=width, height=height, encoding=encoding, step=pixels.nbytes // height)
    message.data = array.array("B", pixels.tobytes())
    return message
