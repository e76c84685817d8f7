"""Small bags of a camera: images with stamps and calibration, in each storage format of ROS 2."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rosbags.rosbag2 import StoragePlugin, Writer

from svr_ros.geometry.camera import Camera
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.weights import random_weights
from svr_ros.replay import messages
from svr_ros.replay.messages import typestore

messages.install_stand_ins()  # before the test modules import message conversions

WIDTH, HEIGHT = 64, 48
START = 1_000 * 10**9
PERIOD = 10**8
LATENCY = 7_000_000
"""Nanoseconds between the stamp of an image and its bag time."""

TYPES = typestore().types


def header(number: int, frame: str = "camera_optical_frame") -> Any:
    time = START + number * PERIOD
    stamp = TYPES["builtin_interfaces/msg/Time"](sec=time // 10**9, nanosec=time % 10**9)
    return TYPES["std_msgs/msg/Header"](stamp=stamp, frame_id=frame)


def pixels(number: int) -> np.ndarray:
    return np.random.default_rng(number).integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.uint8)


def image(number: int, encoding: str = "rgb8") -> Any:
    data = pixels(number) if encoding == "rgb8" else np.zeros((HEIGHT, WIDTH, 2), np.uint8)
    return TYPES["sensor_msgs/msg/Image"](
        header=header(number),
        height=HEIGHT,
        width=WIDTH,
        encoding=encoding,
        is_bigendian=0,
        step=data.shape[2] * WIDTH,
        data=data.reshape(-1),
    )


def depth(number: int, metres: float, frame: str = "camera_optical_frame") -> Any:
    """Return a depth image of a wall before the camera, in millimetres."""
    values = np.full((HEIGHT, WIDTH), metres * 1000, "<u2")
    return TYPES["sensor_msgs/msg/Image"](
        header=header(number, frame), height=HEIGHT, width=WIDTH, encoding="16UC1", is_bigendian=0, step=2 * WIDTH,
        data=values.view(np.uint8).reshape(-1),
    )  # fmt: skip


def info(number: int, width: int = WIDTH) -> Any:
    K = Camera.from_hfov(WIDTH, HEIGHT, math.radians(60)).K
    return TYPES["sensor_msgs/msg/CameraInfo"](
        header=header(number),
        height=HEIGHT,
        width=width,
        distortion_model="plumb_bob",
        d=np.zeros(5),
        k=K.ravel(),
        r=np.eye(3).ravel(),
        p=np.column_stack([K, np.zeros(3)]).ravel(),
        binning_x=0,
        binning_y=0,
        roi=TYPES["sensor_msgs/msg/RegionOfInterest"](x_offset=0, y_offset=0, height=0, width=0, do_rectify=False),
    )


def camera(count: int = 4, topic: str = "/camera/image_raw") -> list[tuple[str, int, Any]]:
    """Return topic, number and message of a camera's images, each after its calibration."""
    beside = f"{topic.rpartition('/')[0]}/camera_info"
    return [entry for n in range(count) for entry in ((beside, n, info(n)), (topic, n, image(n)))]


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes messages, given as topic, number and message, into the folder of a bag."""

    def write(entries: list[tuple[str, int, Any]], name: str = "bag", plugin: str = "MCAP") -> Path:
        store = typestore()
        with Writer(tmp_path / name, version=9, storage_plugin=StoragePlugin[plugin]) as writer:
            connections = {
                topic: writer.add_connection(topic, message.__msgtype__, typestore=store)
                for topic, message in {topic: message for topic, _, message in entries}.items()
            }
            for topic, number, message in entries:
                data = store.serialize_cdr(message, message.__msgtype__)
                writer.write(connections[topic], START + number * PERIOD + LATENCY, data)
        return tmp_path / name

    return write


@pytest.fixture(scope="session")
def reconstructor() -> Reconstructor:
    return Reconstructor(random_weights(), "cpu", 64)
