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

"""Small bags of a camera: images with stamps and calibration, in each storage format of ROS 2."""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from rosbags.rosbag2 import StoragePlugin, Writer

from svr_ros.geometry.camera import Camera
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.weights import random_weights
from svr_ros.networks.config import ModelConfig
from svr_ros.replay import messages
from svr_ros.replay.messages import typestore

messages.install_stand_ins()  # before the test modules import message conversions

WIDTH, HEIGHT = 64, 48
START = 1_000 * 10**9
PERIOD = 10**8
LATENCY = 7_000_000
"""Nanoseconds between the stamp of an image and its bag time."""

TYPES = typestore().types


def header(number: float, frame: str = "camera_optical_frame") -> Any:
    time = START + round(number * PERIOD)
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


def depth(number: int, metres: float = 2.0, frame: str = "camera_optical_frame") -> Any:
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
    config = ModelConfig()
    config = replace(config, image_size=128, resolution=64, scene=replace(config.scene, grid=8))
    return Reconstructor(random_weights(config), "cpu")


def transform(
    number: float,
    child: str,
    parent: str,
    position: tuple[float, ...] = (0, 0, 0),
    turn: tuple[float, ...] = (0, 0, 0, 1),
) -> Any:
    """Return a message of /tf with the pose of a frame in its parent, with a rotation x y z w."""
    stamped = TYPES["geometry_msgs/msg/TransformStamped"](
        header=header(number, parent),
        child_frame_id=child,
        transform=TYPES["geometry_msgs/msg/Transform"](
            translation=TYPES["geometry_msgs/msg/Vector3"](*map(float, position)),
            rotation=TYPES["geometry_msgs/msg/Quaternion"](*map(float, turn)),
        ),
    )
    return TYPES["tf2_msgs/msg/TFMessage"](transforms=[stamped])


def pose(position: tuple[float, ...], turn: tuple[float, ...] = (0, 0, 0, 1)) -> Any:
    """Return a pose, geometry_msgs/Pose, with a rotation x y z w."""
    return TYPES["geometry_msgs/msg/Pose"](
        position=TYPES["geometry_msgs/msg/Point"](*map(float, position)),
        orientation=TYPES["geometry_msgs/msg/Quaternion"](*map(float, turn)),
    )


OPTICAL_IN_BASE = (-0.5, 0.5, -0.5, 0.5)
"""Rotation of an optical frame in one with x ahead and z up (REP 103)."""


def robot(count: int = 3, known: range | None = None) -> list[tuple[str, int, Any]]:
    """Return images, depth and transforms of a robot that drives 0.1 m per image; map to odom is known for some."""
    entries = [("/tf_static", 0, transform(0, "camera_optical_frame", "base_link", (0, 0, 0.5), OPTICAL_IN_BASE))]
    for number in range(count):
        entries.append(("/tf", number, transform(number, "base_link", "odom", (0.1 * number, 0, 0))))
        if number in (known or range(count)):
            entries.append(("/tf", number, transform(number, "odom", "map", (0, 1, 0))))
        entries += [*camera(1 + number)[-2:], ("/camera/depth", number, depth(number))]
    return entries


def sequence(folder: Path, count: int = 2) -> Path:
    """Write the folder of a sequence with depth."""
    camera = {"width": WIDTH, "height": HEIGHT, "K": [55, 0, 31.5, 0, 55, 23.5, 0, 0, 1]}
    for number in range(count):
        frame = folder / f"frame_{number}"
        frame.mkdir(parents=True)
        Image.fromarray(pixels(number)).save(frame / "image.jpg")
        Image.fromarray(np.full((HEIGHT, WIDTH), 2000, np.uint16)).save(frame / "depth.png")
        (frame / "camera.json").write_text(json.dumps(camera))
        np.savetxt(frame / "pose.txt", np.eye(4))
    return folder


@pytest.fixture
def ray_cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the address of a Ray cluster of two nodes with one core each; skip without Ray."""
    # Read when Ray is imported: nodes use the loopback address, as a firewall may keep a machine from its own others
    monkeypatch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
    monkeypatch.setenv("RAY_worker_register_timeout_seconds", "600")  # a busy machine takes minutes to start a worker
    pytest.importorskip("ray", reason="Ray is not installed: --ray of `svr replay` and `svr map` is NOT tested")
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        cluster.add_node(num_cpus=1)
        yield cluster.address
    finally:
        cluster.shutdown()
