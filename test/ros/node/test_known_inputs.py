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

"""Matching of depth and points with an image in the node: in time, late, never; what the weights take."""

import math
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import numpy as np
import pytest

pytest.importorskip("rclpy")

import rclpy
from rclpy.executors import SingleThreadedExecutor
from sensor_msgs.msg import CameraInfo, Image, PointCloud2
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.ros.convert import calibration
from svr_ros.ros.convert.camera_image import CameraImage
from svr_ros.ros.convert.pixel_images import depth_to_image
from svr_ros.ros.node import qos
from svr_ros.ros.node.diagnostics import Statistics
from svr_ros.ros.node.known_inputs import KnownInputs, Use, choose_use
from svr_ros.ros.node.transforms import TransformBuffer
from svr_ros.ros.parameters import Settings

MISSING = [name for name in ("tf2_ros", "tf_transformations") if find_spec(name) is None]
needs_tf2 = pytest.mark.skipif(
    bool(MISSING), reason="tf2_ros or tf_transformations is not installed: NO lookup of transforms is tested"
)
CAMERA = Camera.from_hfov(16, 12, math.radians(60))
PATIENCE = 180.0
LONG = Settings(use_depth=True, depth_timeout=1000.0)


class Stage:
    """A node with a camera that publishes to it."""

    def __init__(self):
        self.context = rclpy.Context()
        rclpy.init(context=self.context)
        self.executor = SingleThreadedExecutor(context=self.context)
        self.nodes = [rclpy.create_node(name, context=self.context) for name in ("reconstruct", "camera")]
        for node in self.nodes:
            self.executor.add_node(node)
        self.node, self.camera = self.nodes
        self.statistics = Statistics()
        self.pool = ThreadPoolExecutor(2)
        self.known = None

    def open(self, settings, use):
        buffer = TransformBuffer(self.node, lambda: 0.0)
        self.known = KnownInputs(self.node, lambda: settings, use, buffer, self.statistics)
        return self.known

    def ask(self, settings, stamp=0):
        """Ask for the known geometry of an image that arrives now, in another thread."""
        return self.pool.submit(self.known.known_geometry, image(stamp), time.monotonic(), settings)

    def until(self, condition, every=lambda: None):
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end
            every()
            self.executor.spin_once(timeout_sec=0.02)

    def values(self):
        return self.statistics.status("active", [], {})

    def close(self):
        if self.known is not None:
            self.known.close()
        self.pool.shutdown()
        self.executor.shutdown()
        for node in self.nodes:
            node.destroy_node()
        self.context.shutdown()


@pytest.fixture
def stage():
    made = Stage()
    yield made
    made.close()


def header(millisecond, frame="camera"):
    made = Header(frame_id=frame)
    made.stamp.sec, made.stamp.nanosec = 7, millisecond * 10**6
    return made


def image(millisecond):
    pixels = np.zeros((12, 16, 3), np.uint8)
    return CameraImage(pixels, CAMERA, calibration.info_from_camera(CAMERA), header(millisecond), "rgb8")


def depth(millisecond, metres=2.0, frame="camera"):
    return depth_to_image(np.full((12, 16), metres, np.float32), header(millisecond, frame))


DEPTH = Use(depth=True, points=False, ground_frame="")


def test_nothing_in_use_neither_waits_nor_subscribes(stage):
    known = stage.open(Settings(depth_timeout=1000.0), Use(False, False, ""))
    began = time.monotonic()
    assert known.known_geometry(image(0), began, LONG) is None
    assert time.monotonic() - began < PATIENCE and not known.sources
    assert "with depth" not in stage.values().values


def test_depth_that_came_before_the_image(stage):
    stage.open(LONG, DEPTH)
    publisher = stage.camera.create_publisher(Image, "depth", qos.result_output())
    stage.until(lambda: stage.known._depth.match(7 * 10**9, 0.02), lambda: publisher.publish(depth(5)))
    found = stage.ask(LONG).result(PATIENCE)
    np.testing.assert_array_equal(found.depth, 2)
    status = stage.values()
    assert (status.values["with depth"], status.values["without depth"], status.message) == ("1", "0", "active")


def test_depth_of_an_image_that_waits_is_kept(stage):
    stage.open(LONG, DEPTH)
    stage.known.expect(Image(header=header(5)))
    for millisecond in range(5, 700, 33):
        stage.known._depth.add(7 * 10**9 + millisecond * 10**6, depth(millisecond, 1 + millisecond / 1000))
    found = stage.known.known_geometry(image(5), time.monotonic(), LONG)
    np.testing.assert_allclose(found.depth, 1.005)


def test_what_is_not_used_any_more_is_not_missing(stage):
    stage.statistics.geometry_missing("image reconstructed without depth: no message")
    stage.open(LONG, Use(False, False, ""))
    assert stage.values().message == "active"


def test_an_image_waits_for_late_depth(stage):
    stage.open(LONG, DEPTH)
    publisher = stage.camera.create_publisher(Image, "depth", qos.result_output())
    stage.until(publisher.get_subscription_count)
    asked = stage.ask(LONG)
    stage.until(lambda: True)
    assert not asked.done()
    stage.until(asked.done, lambda: publisher.publish(depth(0, 3)))
    np.testing.assert_array_equal(asked.result().depth, 3)


def test_without_depth_in_time_the_image_is_alone_and_counted(stage):
    settings = Settings(use_depth=True, depth_timeout=0.05)
    stage.open(settings, DEPTH)
    stage.known._depth.add(7 * 10**9 - 5 * 10**8, depth(0))
    assert stage.ask(settings).result(PATIENCE) is None
    status = stage.values()
    assert (status.values["with depth"], status.values["without depth"]) == ("0", "1")
    assert status.message == (
        "image reconstructed without depth: no message on /depth within depth_tolerance, 0.02 s, of the image's stamp "
        "arrived within depth_timeout, 0.05 s: the nearest differs by 0.5 s"
    )
    # The next image with depth clears the warning
    stage.known._depth.add(7 * 10**9, depth(0))
    assert stage.ask(settings).result(PATIENCE) is not None
    assert stage.values().message == "active"


def test_an_old_image_does_not_wait(stage):
    """depth_timeout counts from the arrival of the image, which may have waited for the previous one."""
    stage.open(LONG, DEPTH)
    began = time.monotonic()
    assert stage.known.known_geometry(image(0), began - 1001, LONG) is None
    assert time.monotonic() - began < PATIENCE


def test_closing_ends_a_wait(stage):
    settings = Settings(use_depth=True, depth_timeout=1000.0)
    stage.open(settings, DEPTH)
    asked = stage.ask(settings)
    threading.Timer(0.1, stage.known.close).start()
    assert asked.result(PATIENCE) is None


def test_bad_depth_is_logged_and_leaves_the_image_alone(stage):
    stage.open(LONG, DEPTH)
    stage.known._depth.add(7 * 10**9, depth(0, 1800.0))
    assert stage.ask(LONG).result(PATIENCE) is None
    assert stage.values().message == (
        "image reconstructed without depth: depth has a median of 1.8e+03 m; expected metres of a room (is it in "
        "millimetres?)"
    )


def test_points_alone_are_used_if_depth_is_bad(stage):
    settings = Settings(use_depth=True, use_points=True, depth_timeout=0.05)
    stage.open(settings, Use(True, True, ""))
    stage.known._depth.add(7 * 10**9, depth(0, 0.0))
    cloud = PointCloud2(header=header(0))
    stage.known._points.add(7 * 10**9, cloud)
    assert stage.ask(settings).result(PATIENCE) is None
    said = stage.values().message
    assert "without depth: depth image has no measurement" in said and "without points: cloud has the fields ''" in said


@pytest.mark.skipif(not MISSING, reason="tf2_ros and tf_transformations are installed here")
def test_without_tf2_depth_of_another_frame_is_one_sentence(stage):
    stage.open(LONG, DEPTH)
    info = calibration.info_from_camera(CAMERA)
    info.header.frame_id = "other"
    stage.known._decoder.add_info(info)
    stage.known._depth.add(7 * 10**9, depth(0, 2.0, "other"))
    assert stage.ask(LONG).result(PATIENCE) is None
    assert "without depth: no transform from 'other' to 'camera' can be looked up (" in stage.values().message


def test_topics_without_messages_are_explained(stage):
    settings = Settings(use_depth=True, use_points=True, input_timeout=0.0)
    known = stage.open(settings, Use(True, True, ""))
    said = known.stale_inputs()
    assert [sentence.partition(" in ")[0] for sentence in said] == ["no message on /depth", "no message on /points"]
    stage.camera.create_publisher(Image, "/elsewhere", 1)
    stage.until(lambda: "sensor_msgs/msg/Image is published on /elsewhere" in known.stale_inputs()[0])


def test_compressed_depth_is_looked_for_below_its_topic(stage):
    settings = Settings(use_depth=True, depth_transport="compressedDepth", input_timeout=0.0)
    known = stage.open(settings, DEPTH)
    assert [source.subscription.topic_name for source in known.sources] == [
        "/depth/compressedDepth",
        "/depth/camera_info",
    ]
    stage.camera.create_publisher(Image, "/depth", 1)
    stage.until(lambda: known.stale_inputs()[0].endswith("is published on /depth: see the parameter depth_transport"))


class Weights:
    """Stand-in for a reconstructor whose weights take some known geometry."""

    weights_name = "mine"

    def __init__(self, takes_depth, takes_ground):
        self.takes_depth, self.takes_ground = takes_depth, takes_ground


def test_what_the_weights_do_not_take_is_left_out(stage):
    buffer = TransformBuffer(stage.node, lambda: 0.0)
    asked = Settings(use_depth=True, use_points=True, ground_frame="base")
    assert choose_use(stage.node, asked, Weights(False, False), buffer) == Use(False, False, "")
    assert choose_use(stage.node, asked, Weights(True, False), buffer) == Use(True, True, "")
    assert choose_use(stage.node, Settings(), Weights(True, True), buffer) == Use(False, False, "")


@pytest.mark.skipif(not MISSING, reason="tf2_ros and tf_transformations are installed here")
def test_a_ground_frame_without_tf2_is_one_sentence(stage):
    buffer = TransformBuffer(stage.node, lambda: 0.0)
    with pytest.raises(InputError, match=r"^ground_frame is 'base', but it cannot be looked up \(.*; expected tf2_ros"):
        choose_use(stage.node, Settings(ground_frame="base"), Weights(True, True), buffer)


@needs_tf2
class TestTransforms:
    """Lookups in a buffer that is filled by hand."""

    @pytest.fixture
    def buffer(self, stage):
        from geometry_msgs.msg import TransformStamped

        made = TransformBuffer(stage.node, lambda: 0.1)
        made.start()
        for millisecond, x in ((0, 0.0), (100, 1.0)):
            moving = TransformStamped(header=header(millisecond, "odom"), child_frame_id="base")
            moving.transform.translation.x = x
            moving.transform.rotation.w = 1.0
            made.buffer.set_transform(moving, "test")
        yield made
        made.close()

    def test_one_stamp_and_two(self, buffer):
        found = buffer.lookup(header(50, "odom"), header(0, "/base"))
        assert found[0, 3] == pytest.approx(0.5)
        assert buffer.lookup(header(80, "base"), header(30, "base"), "odom")[0, 3] == pytest.approx(-0.5)

    def test_a_stale_transform_is_one_sentence(self, buffer):
        said = r"^no transform from 'base' to 'odom' at the image's stamp within 0\.1 s \(.*\); expected it on /tf"
        with pytest.raises(InputError, match=said):
            buffer.lookup(header(500, "odom"), header(0, "base"))
        with pytest.raises(InputError, match=r"^no transform from 'arm' to 'odom' at the image's stamp within 0\.1 s"):
            buffer.lookup(header(50, "odom"), header(0, "arm"))
        with pytest.raises(InputError, match="the image has no stamp"):
            buffer.lookup(Header(frame_id="odom"), Header(frame_id="base"))

    def test_ground_above_the_camera_and_without_transform(self, stage, buffer):
        from geometry_msgs.msg import TransformStamped

        stage.known = KnownInputs(stage.node, Settings, Use(False, False, "ceiling"), buffer, stage.statistics)
        assert stage.ask(Settings()).result(PATIENCE) is None
        assert "without ground: no transform from 'ceiling' to 'camera' at" in stage.values().message
        mount = TransformStamped(header=header(0, "ceiling"), child_frame_id="camera")
        mount.transform.translation.z = 1.0
        mount.transform.rotation.x = mount.transform.rotation.w = math.sqrt(0.5)
        buffer.buffer.set_transform_static(mount, "test")
        assert stage.ask(Settings()).result(PATIENCE) is None
        assert "without ground: the ground lies above the camera" in stage.values().message
        mount.transform.rotation.x = -math.sqrt(0.5)
        buffer.buffer.set_transform_static(mount, "test")
        plane = stage.ask(Settings()).result(PATIENCE).ground
        assert plane.height == pytest.approx(1.0)
        np.testing.assert_allclose(plane.normal, [0, -1, 0], atol=1e-9)


def test_calibration_arrives_over_dds(stage):
    stage.open(LONG, DEPTH)
    infos = stage.camera.create_publisher(CameraInfo, "depth/camera_info", qos.result_output())
    message = calibration.info_from_camera(CAMERA)
    stage.until(lambda: stage.known._decoder.calibrated, lambda: infos.publish(message))
    assert re.fullmatch("/depth/camera_info", stage.known.sources[1].subscription.topic_name)
