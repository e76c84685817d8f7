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

"""The node as a process, over DDS, with images, depth and points: in time, late, missing, and bad."""

import array
import time
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest

pytest.importorskip("rclpy")

from builtin_interfaces.msg import Time
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from sensor_msgs.msg import CameraInfo, Image, PointCloud2, PointField

from svr_ros.geometry.camera import Camera
from svr_ros.inference import weights
from svr_ros.networks.config import ModelConfig, SceneConfig
from svr_ros.ros.convert import calibration
from svr_ros.ros.convert.pixel_images import depth_to_image, image_to_depth
from svr_ros.ros.node import qos

from ..conftest import PATIENCE

CAMERA = Camera.from_hfov(64, 48, 1.0)
FRAME = "camera_optical_frame"
OUTPUT = "/robot/reconstruct/depth"
KINDS = {
    "image": Image,
    "camera_info": CameraInfo,
    "depth": Image,
    "depth/camera_info": CameraInfo,
    "points": PointCloud2,
}


RESEND = 20.0
"""Seconds after which an image without a scene is taken for lost."""


class RgbdCamera:
    """A camera with depth and a LiDAR; each message is published on request."""

    def __init__(self, bench, process):
        self.bench, self.process = bench, process
        self.publishers = {
            name: bench.node.create_publisher(kind, f"/robot/{name}", qos.result_output())
            for name, kind in KINDS.items()
        }
        self.listeners = [
            bench.listen(Image, OUTPUT, qos.result_output()),
            bench.listen(DiagnosticArray, "/diagnostics", 10),
        ]
        self.number = 0
        bench.wait(self.connected, lambda: f"the node's subscriptions: {process.log[-2000:]}")

    def connected(self):
        assert self.process.alive(), self.process.log
        return all(publisher.get_subscription_count() for publisher in self.publishers.values())

    def close(self):
        for publisher in self.publishers.values():
            self.bench.node.destroy_publisher(publisher)
        for listener in self.listeners:
            self.bench.node.destroy_subscription(listener)

    def send(self, name, message):
        message.header.stamp = Time(sec=self.number)
        message.header.frame_id = message.header.frame_id or FRAME
        self.publishers[name].publish(message)

    def send_image(self):
        image = Image(width=64, height=48, encoding="rgb8", step=192)
        image.data = array.array("B", bytes(range(192)) * 48)
        self.send("camera_info", calibration.info_from_camera(CAMERA))
        self.send("image", image)

    def scene(self, depth=None, points=None, delay=0.0, info_frame=FRAME):
        """Return the published depth of a new image, whose depth and points are sent `delay` seconds later."""

        def described():
            return f"the scene of image {self.number}: {self.process.log[-2000:]}"

        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.number += 1
            self.send_image()
            if delay:
                self.bench.spin(delay)
            self.send_known(depth, points, info_frame)
            # An image that was lost while the node adapted its subscriptions is sent again
            resend = time.monotonic() + RESEND
            self.bench.wait(lambda resend=resend: self.answers() or time.monotonic() > resend, described)
            if found := self.answers():
                return image_to_depth(found[0])
        raise AssertionError(f"timeout while waiting for {described()}")

    def send_known(self, depth, points, info_frame=FRAME):
        if depth is not None:
            info = calibration.info_from_camera(CAMERA)
            info.header.frame_id = info_frame
            self.send("depth/camera_info", info)
            self.send("depth", depth)
        if points is not None:
            self.send("points", points)

    def answers(self):
        assert self.process.alive(), self.process.log
        return [message for message in self.bench.received[OUTPUT] if message.header.stamp.sec == self.number]

    def status(self, condition):
        """Wait for a status of the node that meets the condition, and return it with its values."""
        self.bench.received["/diagnostics"].clear()

        def found():
            statuses = [one for report in self.bench.received["/diagnostics"] for one in report.status]
            statuses = [(one, {pair.key: pair.value for pair in one.values}) for one in statuses]
            return [
                (one, values)
                for one, values in statuses
                if one.hardware_id == "/robot/reconstruct" and condition(one, values)
            ]

        self.bench.wait(found, lambda: f"the status; log: {self.process.log[-2000:]}")
        return found()[-1]


def wall(metres):
    return depth_to_image(np.full((48, 64), metres, np.float32), calibration.info_from_camera(CAMERA).header)


def cloud(metres):
    grid = np.stack(np.meshgrid(np.linspace(-0.4, 0.4, 40), np.linspace(-0.3, 0.3, 30)), -1).reshape(-1, 2)
    data = (np.column_stack([grid, np.ones(len(grid))]) * metres).astype("<f4")
    fields = [PointField(name=n, offset=4 * i, datatype=PointField.FLOAT32, count=1) for i, n in enumerate("xyz")]
    message = PointCloud2(height=1, width=len(data), fields=fields, point_step=12, row_step=12 * len(data))
    message.data = array.array("B", data.tobytes())
    return message


@pytest.fixture(scope="module")
def rgbd(bench, start_node, tmp_path_factory):
    """Return the camera of a node with small weights that take known geometry."""
    config = replace(ModelConfig(), image_size=128, resolution=64, scene=SceneConfig(grid=8))
    path = tmp_path_factory.mktemp("known") / "known.safetensors"
    weights.save(weights.random_weights(config).model(), path)
    settings = {"weights": path, "device": "cpu", "resolution": 64, "use_depth": "true", "use_points": "true"}
    made = RgbdCamera(bench, start_node({**settings, "depth_timeout": 2.0, "input_timeout": 600.0}, ["__ns:=/robot"]))
    yield made
    made.close()


def measured(depth, metres):
    return np.nanmean(np.abs(depth - metres) < 0.02)


def test_depth_is_published_as_it_was_measured(rgbd):
    assert measured(rgbd.scene(wall(1.5), cloud(1.5)), 1.5) > 0.95
    assert measured(rgbd.scene(wall(2.5), cloud(2.5)), 2.5) > 0.95
    status, values = rgbd.status(lambda one, values: int(values["with depth"]) >= 2)
    assert (values["without depth"], status.level) == ("0", DiagnosticStatus.OK)


def test_late_depth_is_waited_for(rgbd):
    assert measured(rgbd.scene(wall(1.8), cloud(1.8), delay=0.5), 1.8) > 0.95


def test_without_depth_points_are_used(rgbd):
    depth = rgbd.scene(None, cloud(2.0))
    assert 0.2 < measured(depth, 2.0) < 0.9
    assert (
        "image reconstructed without depth: no message on /robot/depth within depth_tolerance, 0.02 s"
        in rgbd.process.log
    )


def test_without_any_the_image_is_reconstructed_alone_and_counted(rgbd):
    depth = rgbd.scene()
    assert measured(depth, 1.8) < 0.2 and np.isfinite(depth).any()
    status, _ = rgbd.status(lambda one, values: int(values["without depth"]) >= 1)
    assert status.level == DiagnosticStatus.WARN and "without points: no message on /robot/points" in status.message
    # What comes after depth_timeout belongs to no image, and is not taken for a later one
    rgbd.send_known(wall(1.1), cloud(1.1))
    assert measured(rgbd.scene(wall(2.2), cloud(2.2)), 2.2) > 0.95


@pytest.mark.parametrize(
    ("metres", "sentence"),
    [
        (1800.0, "without depth: depth has a median of 1.8e+03 m; expected metres of a room (is it in millimetres?)"),
        (0.0, "without depth: depth image has no measurement in its 64 x 48 pixels"),
    ],
)
def test_bad_depth_is_one_sentence_and_the_node_goes_on(rgbd, metres, sentence):
    depth = rgbd.scene(wall(metres), cloud(2.0))
    assert 0.2 < measured(depth, 2.0) < 0.9
    assert sentence in rgbd.process.log
    assert measured(rgbd.scene(wall(1.5), cloud(1.5)), 1.5) > 0.95
    assert "Traceback" not in rgbd.process.log


def test_depth_of_another_frame_needs_its_transform(bench, rgbd):
    """The depth camera is 0.5 m behind the camera; the transform is published after the first image."""
    depth = wall(2.5)
    depth.header.frame_id = "depth_optical_frame"
    found = rgbd.scene(depth, cloud(2.0), info_frame="depth_optical_frame")
    assert 0.2 < measured(found, 2.0) < 0.9
    assert "without depth: no transform from 'depth_optical_frame' to 'camera_optical_frame'" in rgbd.process.log
    if find_spec("tf2_ros") is None or find_spec("tf_transformations") is None:
        pytest.skip("tf2_ros or tf_transformations is not installed: the transform itself is NOT tested")
    from geometry_msgs.msg import TransformStamped
    from tf2_ros import StaticTransformBroadcaster

    mount = TransformStamped(child_frame_id="depth_optical_frame")
    mount.header.frame_id = FRAME
    mount.transform.translation.z = -0.5
    mount.transform.rotation.w = 1.0
    broadcaster = StaticTransformBroadcaster(bench.node)
    broadcaster.sendTransform(mount)
    bench.wait(
        lambda: measured(rgbd.scene(depth, None, info_frame="depth_optical_frame"), 2.0) > 0.8, "registered depth"
    )
