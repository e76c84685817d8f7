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

"""Inputs of a node: topics by remapping and transport, calibrations over DDS, diagnosis of stale inputs."""

import array
import io
import math
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

pytest.importorskip("rclpy")

import rclpy
from PIL import Image as PilImage
from rclpy.executors import SingleThreadedExecutor
from rclpy.qos import qos_profile_sensor_data
from sensor_msgs.msg import CameraInfo, CompressedImage, Image
from std_msgs.msg import String

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.ros.convert import calibration
from svr_ros.ros.node import qos
from svr_ros.ros.node.diagnostics import Drop, DropError
from svr_ros.ros.node.inputs import Inputs, ReceivedImage
from svr_ros.ros.node.matched_subscription import transport_topic
from svr_ros.ros.parameters import Settings

PATIENCE = 180.0
DOMAIN = 1 + (os.getpid() + 50) % 100
"""Domain separate from that of the other tests, whose topics would appear in the diagnosis."""


class World:
    """Nodes of one context and an executor that spins them."""

    def __init__(self):
        self._context = rclpy.Context()
        rclpy.init(context=self._context, domain_id=DOMAIN)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._nodes = []

    def node(self, *arguments, name="reconstruct", parameters=None):
        cli = ["--ros-args", *[part for rule in arguments for part in ("-r", rule)]]
        cli += [part for key, value in (parameters or {}).items() for part in ("-p", f"{key}:={value}")]
        self._nodes.append(rclpy.create_node(name, context=self._context, cli_args=cli))
        self._executor.add_node(self._nodes[-1])
        return self._nodes[-1]

    def until(self, condition, every=lambda: None):
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end
            every()
            self._executor.spin_once(timeout_sec=0.1)

    def close(self):
        self._executor.shutdown()
        for node in self._nodes:
            node.destroy_node()
        self._context.shutdown()


@pytest.fixture
def world():
    made = World()
    yield made
    made.close()


@pytest.fixture
def other_world():
    """Return a second context: within one, a topic can have one type only."""
    made = World()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("remappings", "topic"),
    [
        ([], "/image/compressed"),
        (["__ns:=/robot"], "/robot/image/compressed"),
        (["image:=/camera/image_raw"], "/camera/image_raw/compressed"),
        (["image:=color/image_raw", "__ns:=/robot"], "/robot/color/image_raw/compressed"),
        (["image/compressed:=/jpegs"], "/jpegs"),
        (["image:=/camera/image_raw", "image/compressed:=/jpegs"], "/jpegs"),
        (["image:=/camera/image_raw", "/camera/image_raw/compressed:=/jpegs"], "/jpegs"),
    ],
)
def test_compressed_images_follow_the_remapping(world, remappings, topic):
    node = world.node(*remappings)
    subscription = node.create_subscription(CompressedImage, transport_topic(node, "image", "compressed"), print, 1)
    assert subscription.topic_name == topic


def image_message(frame_id="camera", width=8, height=6):
    message = Image(width=width, height=height, encoding="mono8", step=width)
    message.data = array.array("B", bytes(width * height))
    message.header.frame_id = frame_id
    return message


def info_message():
    """Return a calibration whose K and P differ."""
    message = calibration.info_from_camera(Camera.from_hfov(8, 6, 1.0))
    message.p[0] = message.p[5] = 5.0
    message.header.frame_id = "camera"
    return message


@pytest.mark.parametrize(
    ("topic", "setting", "focal"),
    [
        ("image_raw", "auto", 4 / math.tan(0.5)),
        ("image_raw", "true", 5.0),
        ("image_rect", "auto", 5.0),
        ("image_rect", "false", 4 / math.tan(0.5)),
    ],
)
def test_rectified_images_have_the_matrix_P(world, topic, setting, focal):
    frames, settings = [], Settings(rectified=setting)
    inputs = Inputs(world.node(f"image:=/camera/{topic}"), lambda: settings, frames.append)
    camera = world.node(name="camera")
    infos = camera.create_publisher(CameraInfo, "camera_info", qos.result_output())
    images = camera.create_publisher(Image, f"/camera/{topic}", qos.result_output())

    def read():
        try:
            return inputs.decode(frames[-1], settings) if frames else None
        except DropError as error:
            assert error.cause is Drop.NO_CAMERA_INFO
        return None

    def publish():
        infos.publish(info_message())
        images.publish(image_message())

    world.until(read, publish)
    image = read()
    assert image.camera.K[0, 0] == pytest.approx(focal)
    assert (image.image.shape, image.encoding, image.header.frame_id) == ((6, 8, 3), "mono8", "camera")
    inputs.close()


def test_a_fixed_field_of_view_needs_no_camera_info(world):
    settings = Settings(fixed_hfov=60.0, input_timeout=0.0)
    inputs = Inputs(world.node(), lambda: settings, print)
    image = inputs.decode(ReceivedImage(image_message(), 0.0), settings)
    assert image.camera == Camera.from_hfov(8, 6, math.radians(60))
    # The published CameraInfo agrees: half the width covers 30 degrees.
    assert image.info.k[0] == image.info.p[0] == pytest.approx(4 / math.tan(math.radians(30)))
    assert [sentence.partition(" in ")[0] for sentence in inputs.stale_inputs()] == ["no message on /image"]


def test_a_latched_calibration_simply_arrives(world):
    """The message was sent before the node subscribed, and is not sent again."""
    settings = Settings(input_timeout=0.0)
    infos = world.node(name="camera").create_publisher(CameraInfo, "/camera_info", qos.latched_output())
    infos.publish(info_message())
    inputs = Inputs(world.node(), lambda: settings, print)
    world.until(lambda: len(inputs.stale_inputs()) == 1)
    assert inputs.stale_inputs()[0].startswith("no message on /image in the last 0 s")


def test_an_override_against_latched_messages_is_named_in_the_diagnosis(world):
    """Without the override that the sentence names, the message arrives, as in the test above."""
    settings = Settings(input_timeout=0.0)
    name = "qos_overrides./camera_info.subscription.durability"
    inputs = Inputs(world.node(parameters={name: "volatile"}), lambda: settings, print)
    infos = world.node(name="camera").create_publisher(CameraInfo, "/camera_info", qos.latched_output())
    advice = "; its earlier messages arrive without the parameters qos_overrides./camera_info.subscription"
    world.until(lambda: inputs.stale_inputs()[1].endswith(advice))
    world.until(lambda: len(inputs.stale_inputs()) == 1, lambda: infos.publish(info_message()))


def requested(node):
    """Return reliability and durability with which a node subscribes to /image."""
    [endpoint] = [one for one in node.get_subscriptions_info_by_topic("/image") if one.node_name == "reconstruct"]
    return qos.describe(endpoint.qos_profile)


def test_reliability_follows_the_publishers_at_run_time(world):
    """Reliable while all publishers are reliable, best effort as soon as one is not."""
    node, camera = world.node(), world.node(name="camera")
    arrived = []
    inputs = Inputs(node, Settings, arrived.append)
    world.until(lambda: requested(node) == "best effort, volatile")
    reliable = camera.create_publisher(Image, "/image", qos.result_output())
    world.until(lambda: requested(node) == "reliable, volatile")
    best_effort = camera.create_publisher(Image, "/image", qos_profile_sensor_data)
    world.until(lambda: requested(node) == "best effort, volatile")
    world.until(lambda: arrived, lambda: best_effort.publish(image_message()))
    camera.destroy_publisher(best_effort)
    world.until(lambda: requested(node) == "reliable, volatile")
    arrived.clear()
    world.until(lambda: arrived, lambda: reliable.publish(image_message()))
    inputs.close()
    world.until(lambda: not node.get_subscriptions_info_by_topic("/image"))


@pytest.mark.parametrize("given", ["reliable", "best_effort", "best_available"])
def test_an_explicit_reliability_wins(world, given):
    node = world.node(parameters={"qos_overrides./image.subscription.reliability": given})
    inputs = Inputs(node, Settings, print)
    other = qos_profile_sensor_data if given == "reliable" else qos.result_output()
    publisher = world.node(name="camera").create_publisher(Image, "/image", other)
    world.until(lambda: node.get_publishers_info_by_topic("/image"))
    inputs._match()
    expected = {"best_effort": "best effort, volatile"}.get(given, "reliable, volatile")
    world.until(lambda: requested(node) == expected)
    assert publisher.topic_name == "/image"


@pytest.mark.parametrize(
    ("policy", "given", "sentence"),
    [
        ("reliability", "foo", "is 'foo'; expected reliable, best_effort, best_available"),
        ("reliability", 7, "has another type; expected reliable, best_effort, best_available"),
        ("depth", -1, "is -1; expected 1 to 1000"),
        ("depth", 10**12, "is 1000000000000; expected 1 to 1000"),
    ],
)
def test_a_quality_of_service_that_is_none_is_one_sentence(world, policy, given, sentence):
    name = f"qos_overrides./image.subscription.{policy}"
    with pytest.raises(InputError, match=re.escape(f"parameter {name} {sentence}")):
        Inputs(world.node(parameters={name: given}), Settings, print)


def test_a_best_effort_camera_that_loses_images_gets_advice(world):
    settings = Settings(input_timeout=0.0)
    inputs = Inputs(world.node(), lambda: settings, print)
    world.node(name="camera").create_publisher(Image, "/image", qos_profile_sensor_data)
    advice = "let it publish reliably, or give its process more shared memory (config/fastdds.xml)"
    world.until(lambda: inputs.stale_inputs()[0].endswith(advice))


def test_an_image_is_too_old_by_the_clock(world):
    settings = Settings(fixed_hfov=60.0, max_age=100.0)
    node = world.node()
    inputs = Inputs(node, lambda: settings, print)
    message = image_message()
    now = node.get_clock().now().to_msg()
    for seconds in (0, now.sec - 10, now.sec + 1000):
        message.header.stamp.sec = seconds
        assert inputs.decode(ReceivedImage(message, 0.0), settings).header.stamp.sec == seconds
    message.header.stamp.sec = now.sec - 200
    with pytest.raises(DropError, match=r"^image is older than max_age, 100 s, when its processing starts$") as failure:
        inputs.decode(ReceivedImage(message, 0.0), settings)
    assert failure.value.cause is Drop.TOO_OLD
    assert inputs.decode(ReceivedImage(message, 0.0), Settings(fixed_hfov=60.0)).image.dtype == np.uint8


RED_GREEN_BLUE = np.tile(np.array([[[200, 100, 50]]], np.uint8), (6, 8, 1))
MOSAIC = np.tile(np.array([[200, 100], [100, 50]], np.uint8), (3, 4))


@pytest.mark.parametrize(
    ("form", "stored", "encoding"),
    [
        ("rgb8; jpeg compressed bgr8", RED_GREEN_BLUE, "JPEG"),
        ("bgr8; jpeg compressed rgb8", RED_GREEN_BLUE[..., ::-1], "JPEG"),
        ("png", RED_GREEN_BLUE, "PNG"),
        ("bayer_rggb8; png compressed ", MOSAIC, "PNG"),
        ("bayer_bggr8; png compressed ", MOSAIC[::-1, ::-1], "PNG"),
    ],
)
def test_compressed_images_have_the_colors_that_their_format_says(world, form, stored, encoding):
    """The image passes DDS: a mosaic gets its colours, and swapped red and blue are put right."""
    data = io.BytesIO()
    PilImage.fromarray(np.ascontiguousarray(stored)).save(data, encoding, quality=100)
    message = CompressedImage(format=form, data=array.array("B", data.getvalue()))
    message.header.frame_id = "camera"
    arrived, settings = [], Settings(image_transport="compressed", fixed_hfov=60.0)
    inputs = Inputs(world.node("image:=/camera/image_raw"), lambda: settings, arrived.append)
    topic = "/camera/image_raw/compressed"
    images = world.node(name="camera").create_publisher(CompressedImage, topic, qos.result_output())
    world.until(lambda: arrived, lambda: images.publish(message))
    decoded = inputs.decode(arrived[0], settings)
    np.testing.assert_allclose(decoded.image.astype(int), RED_GREEN_BLUE, atol=0 if encoding == "PNG" else 4)
    inputs.close()


@pytest.mark.parametrize(
    ("transport", "published", "topic", "other"),
    [
        ("raw", CompressedImage, "/camera/image_raw", "/camera/image_raw/compressed"),
        ("compressed", Image, "/camera/image_raw/compressed", "/camera/image_raw"),
    ],
)
def test_images_of_the_other_transport_are_reported(world, transport, published, topic, other):
    node = world.node("image:=/camera/image_raw")
    settings = Settings(image_transport=transport, input_timeout=0.0)
    inputs = Inputs(node, lambda: settings, print)
    assert inputs.stale_inputs()[0].startswith(f"no message on {topic} in the last 0 s: it has no publisher; ")
    world.node(name="camera").create_publisher(published, other, 1)
    kind = f"sensor_msgs/msg/{published.__name__}"
    says = f"{kind} is published on {other}: see the parameter image_transport"
    world.until(lambda: inputs.stale_inputs()[0].endswith(says))


def test_a_publisher_of_another_type_is_reported(world, other_world):
    settings = Settings(input_timeout=0.0)
    inputs = Inputs(world.node(), lambda: settings, print)
    other_world.node(name="camera").create_publisher(String, "/camera_info", 1)
    says = "published by /camera as std_msgs/msg/String; expected sensor_msgs/msg/CameraInfo"
    world.until(lambda: inputs.stale_inputs()[1].endswith(says))


def test_an_image_waits_a_moment_for_the_first_camera_info(world):
    inputs = Inputs(world.node(), Settings, print)
    infos = world.node(name="camera").create_publisher(CameraInfo, "camera_info", qos.latched_output())
    world.until(infos.get_subscription_count)
    with ThreadPoolExecutor(1) as computing:
        asked = computing.submit(inputs.decode, ReceivedImage(image_message(), 0.0), Settings())
        world.until(asked.done, lambda: infos.publish(info_message()))
    assert asked.result().camera.K[0, 0] == pytest.approx(4 / math.tan(0.5))
    inputs.close()


def test_the_remedies_for_an_uncalibrated_camera_work(world):
    """The sentences for a K of zeros name fixed_hfov and rectified: with these, the same image is decoded."""
    inputs = Inputs(world.node(), Settings, print)
    image = ReceivedImage(image_message(), 0.0)
    zeros = CameraInfo(width=8, height=6)
    zeros.header.frame_id = "camera"
    inputs._receive_info(zeros)
    with pytest.raises(DropError, match=r"the camera is not calibrated; expected its calibration, or .* fixed_hfov"):
        inputs.decode(image, Settings())
    assert inputs.decode(image, Settings(fixed_hfov=60.0)).camera == Camera.from_hfov(8, 6, math.radians(60))
    empty = CameraInfo()  # as usb_cam publishes it
    empty.header.frame_id = "camera"
    inputs._receive_info(empty)
    with pytest.raises(DropError, match="the camera is not calibrated"):
        inputs.decode(image, Settings())
    only_p = info_message()
    only_p.k = [0.0] * 9
    inputs._receive_info(only_p)
    with pytest.raises(DropError, match="a K of zeros and a P with values; expected both, or the parameter rectified"):
        inputs.decode(image, Settings())
    assert inputs.decode(image, Settings(rectified="true")).camera.K[0, 0] == 5
