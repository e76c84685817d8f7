"""Inputs of a node: topics by remapping and transport, calibrations over DDS, diagnosis of stale inputs."""

import array
import math
import os
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

pytest.importorskip("rclpy")

import rclpy
from rclpy.executors import SingleThreadedExecutor
from sensor_msgs.msg import CameraInfo, CompressedImage, Image
from std_msgs.msg import String

from svr_ros.geometry.camera import Camera
from svr_ros.ros.convert import calibration
from svr_ros.ros.node import qos
from svr_ros.ros.node.diagnostics import Drop, DropError
from svr_ros.ros.node.inputs import Inputs, ReceivedImage, compressed_topic
from svr_ros.ros.parameters import Settings

PATIENCE = 60.0
DOMAIN = 1 + (os.getpid() + 50) % 100
"""Domain separate from that of the other tests, whose topics would appear in the diagnosis."""


class World:
    """Nodes of one context and an executor that spins them."""

    def __init__(self):
        self._context = rclpy.Context()
        rclpy.init(context=self._context, domain_id=DOMAIN)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._nodes = []

    def node(self, *arguments, name="reconstruct"):
        cli = ["--ros-args", *[part for rule in arguments for part in ("-r", rule)]]
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
    subscription = node.create_subscription(CompressedImage, compressed_topic(node, "image"), print, 1)
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


def test_a_calibration_that_came_once_is_enough(world):
    """The latched message, sent before the node subscribed, is named in the diagnosis; a new one arrives once."""
    settings = Settings(input_timeout=0.0)
    inputs = Inputs(world.node(), lambda: settings, print)
    infos = world.node(name="camera").create_publisher(CameraInfo, "/camera_info", qos.latched_output())
    hint = "to receive earlier messages, set qos_overrides./camera_info.subscription.durability to transient_local"
    world.until(lambda: inputs.stale_inputs()[1].endswith(hint))
    world.until(lambda: len(inputs.stale_inputs()) == 1, lambda: infos.publish(info_message()))
    assert inputs.stale_inputs()[0].startswith("no message on /image in the last 0 s")


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
