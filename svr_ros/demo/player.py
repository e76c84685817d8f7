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

"""Player of a bag for the demo, which starts the node in a process and records its outputs."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import rclpy
from rclpy.duration import Duration
from rclpy.executors import SingleThreadedExecutor
from rclpy.qos import QoSDurabilityPolicy, QoSProfile, QoSReliabilityPolicy
from sensor_msgs.msg import CameraInfo, CompressedImage, Image, PointCloud2
from tqdm import tqdm
from visualization_msgs.msg import MarkerArray

from svr_ros.demo import bag
from svr_ros.demo.bag import BASE_TOPIC, IMAGE_TOPIC, INFO_TOPIC
from svr_ros.errors import InputError
from svr_ros.msg import ClassLegend, SemanticVoxelGrid
from svr_ros.replay.recorder import LATCHED, Recorder
from svr_ros.ros.node import fastdds

OUTPUTS: dict[str, tuple[type, str]] = {
    "/reconstruct/voxels": (SemanticVoxelGrid, "svr_ros/msg/SemanticVoxelGrid"),
    "/reconstruct/tsdf_points": (PointCloud2, "sensor_msgs/msg/PointCloud2"),
    "/reconstruct/markers": (MarkerArray, "visualization_msgs/msg/MarkerArray"),
    "/reconstruct/depth": (Image, "sensor_msgs/msg/Image"),
}
"""Recorded topics that the node publishes for every image, with message class and type name."""

LEGENDS: dict[str, tuple[type, str]] = {
    "/reconstruct/legend": (ClassLegend, "svr_ros/msg/ClassLegend"),
    "/reconstruct/legend_image": (Image, "sensor_msgs/msg/Image"),
}
"""Recorded latched topics, with message class and type name."""

_PROFILES = Path(__file__).resolve().parents[2] / "config" / "fastdds.xml"
_PR_SET_PDEATHSIG = 1
_DOMAINS = range(1, 102)
"""Domain ids whose ports, by the mapping of DDS-RTPS, are below Linux's ephemeral ports."""

_START_TIMEOUT = 120.0
"""Maximum number of seconds until the node is ready."""

_FRAME_TIMEOUT = 60.0
"""Maximum number of seconds until the node answers an image."""

_STOP_TIMEOUT = 5.0
"""Maximum number of seconds until the node exits after Ctrl-C."""

_CALIBRATION_LEAD = 0.5
"""Seconds from the first CameraInfo to the first image, because DDS does not order messages of different topics."""


@dataclass
class Record:
    """Statistics of a run.

    Attributes:
        messages: The number of messages by topic.
        size: The number of bytes by topic.
        latencies: The seconds from each image to the last of its outputs.
        start: The seconds until the node was ready.
    """

    messages: Counter[str] = field(default_factory=Counter)
    size: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    start: float = 0.0


class NodeProcess:
    """Context manager that runs the node in a process, which it ends by SIGINT."""

    def __init__(self, weights: str, log: Path) -> None:
        """Prepare the command line.

        Args:
            weights: The name or path of the weights.
            log: The file for the node's log.
        """
        self._log = log
        # Subscribe reliably, unlike to a camera driver, so that no image is lost.
        reliable = [f"qos_overrides.{topic}.subscription.reliability:=reliable" for topic in (IMAGE_TOPIC, INFO_TOPIC)]
        remaps = [f"image:={BASE_TOPIC}", f"camera_info:={INFO_TOPIC}"]
        parameters = [f"weights:={weights}", "image_transport:=compressed", *reliable]
        self._command = [sys.executable, "-m", "svr_ros.ros.node.node", "--ros-args"]
        self._command += [word for remap in remaps for word in ("-r", remap)]
        self._command += [word for parameter in parameters for word in ("-p", parameter)]

    def __enter__(self) -> NodeProcess:
        """Start the process."""
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=subprocess.STDOUT, preexec_fn=_end_with_parent
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the process."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def check(self) -> None:
        """Raise InputError with the node's last log line if it has exited or logged an error."""
        lines = self._log.read_text().splitlines()
        fatal = [line for line in lines if "[ERROR]" in line or "[FATAL]" in line]
        if self._process.poll() is not None or fatal:
            raise InputError(f"the node stopped: {(fatal or lines or ['its log is empty'])[-1]} (its log: {self._log})")


def _end_with_parent() -> None:
    """Make Linux end this process when its parent ends, even if that is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Player:
    """ROS node that plays a bag to the reconstruction node, each image after the previous one is answered."""

    def __init__(self, process: NodeProcess, recorder: Recorder) -> None:
        """Create the publishers and subscriptions; outputs are written to `recorder`."""
        self._process, self._recorder = process, recorder
        self._record = Record()
        self._time = 0
        self._node = rclpy.create_node("demo_player")
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self._node)
        inputs = QoSProfile(depth=5, reliability=QoSReliabilityPolicy.RELIABLE)
        latched = QoSProfile(depth=1, durability=QoSDurabilityPolicy.TRANSIENT_LOCAL)
        self._publishers = {
            INFO_TOPIC: self._node.create_publisher(CameraInfo, INFO_TOPIC, inputs),
            IMAGE_TOPIC: self._node.create_publisher(CompressedImage, IMAGE_TOPIC, inputs),
        }
        for topic, (python_type, kind) in OUTPUTS.items():
            self._subscribe(python_type, topic, kind, QoSProfile(depth=5))
        for topic, (python_type, kind) in LEGENDS.items():
            self._subscribe(python_type, topic, kind, latched)

    def _subscribe(self, python_type: type, topic: str, kind: str, profile: QoSProfile) -> None:
        def keep(data: bytes) -> None:
            self._record.messages[topic] += 1
            self._record.size[topic] += len(data)
            self._recorder.write(topic, kind, self._time, data, (LATCHED,) if topic in LEGENDS else ())

        self._node.create_subscription(python_type, topic, keep, profile, raw=True)

    def play(self, path: Path) -> Record:
        """Wait for the node, play every message of a bag, and return the statistics.

        Raises:
            InputError: If the node stops, or does not start or answer in time.
        """
        # Wait until the node is ready
        messages = list(bag.read(path))
        self._time = messages[0].time
        began = time.monotonic()
        print("starting the node; the first start compiles functions for up to a minute", flush=True)
        self._wait(self._is_ready, _START_TIMEOUT, "did not start")
        self._record.start = time.monotonic() - began

        # Publish the messages and wait for the outputs of each image
        images = sum(message.topic == IMAGE_TOPIC for message in messages)
        with tqdm(total=images, desc="playing", unit="image") as progress:
            for message in messages:
                self._time = message.time
                self._recorder.write(message.topic, message.kind, message.time, message.data)
                if message.topic not in self._publishers:
                    continue
                published = time.monotonic()
                self._publishers[message.topic].publish(message.data)
                if message.topic == INFO_TOPIC and not self._record.latencies:
                    self._publishers[INFO_TOPIC].wait_for_all_acked(Duration(seconds=_START_TIMEOUT))
                    self._spin(_CALIBRATION_LEAD)
                if message.topic == IMAGE_TOPIC:
                    answered = self._is_answered(len(self._record.latencies) + 1)
                    self._wait(answered, _FRAME_TIMEOUT, "did not answer an image")
                    self._record.latencies.append(time.monotonic() - published)
                    progress.update()
        return self._record

    def close(self) -> None:
        """Destroy the player's node."""
        self._node.destroy_node()

    def _is_ready(self) -> bool:
        """Return whether the node subscribes to both inputs, its publishers are discovered, and its legends arrived."""
        listening = all(publisher.get_subscription_count() for publisher in self._publishers.values())
        arrived = all(self._record.messages[topic] for topic in LEGENDS)
        return listening and arrived and all(map(self._node.count_publishers, OUTPUTS))

    def _is_answered(self, images: int) -> Callable[[], bool]:
        return lambda: all(self._record.messages[topic] >= images for topic in OUTPUTS)

    def _spin(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._executor.spin_once(timeout_sec=0.05)

    def _wait(self, condition: Callable[[], Any], timeout: float, failure: str) -> None:
        """Spin until the condition holds; raise InputError if the node fails or the time is up."""
        end = time.monotonic() + timeout
        checked = 0.0
        while not condition():
            self._executor.spin_once(timeout_sec=0.05)
            if time.monotonic() - checked > 0.5:
                checked = time.monotonic()
                self._process.check()
            if time.monotonic() > end:
                raise InputError(f"the node {failure} within {timeout:.0f} s")


def play(path: Path, weights: str, output: Path, log: Path) -> Record:
    """Start the node, play a bag to it, and record its outputs.

    Args:
        path: The bag to play.
        weights: The name or path of the weights.
        output: The .mcap file to write.
        log: The file for the node's log.

    Raises:
        InputError: If the node does not start or answer; the message contains its last log line.
    """
    with own_domain() as domain:
        os.environ["ROS_DOMAIN_ID"] = str(domain)
        os.environ["ROS_AUTOMATIC_DISCOVERY_RANGE"] = "LOCALHOST"
        return _play(path, weights, output, log)


@contextmanager
def own_domain() -> Iterator[int]:
    """Hold a domain id that no other demo on this machine uses, so that neither demos nor robots mix their images.

    The domain of the environment is avoided: a robot's node may use it.
    """
    exported = os.environ.get("ROS_DOMAIN_ID", "0")
    first = os.getpid()
    for offset in range(len(_DOMAINS)):
        domain = _DOMAINS[(first + offset) % len(_DOMAINS)]
        if str(domain) == exported:
            continue
        with socket.socket(socket.AF_UNIX) as taken:
            try:
                taken.bind(f"\0svr_ros-demo-domain-{domain}")  # Linux frees abstract names when the process ends
            except OSError:
                continue
            yield domain
            return
    raise InputError(f"{len(_DOMAINS)} demos run on this machine; expected fewer")


def _play(path: Path, weights: str, output: Path, log: Path) -> Record:
    if _PROFILES.exists():  # the file exists in a checkout only
        os.environ.update(fastdds.environment(_PROFILES, os.environ))
    with NodeProcess(weights, log) as process:
        rclpy.init()
        try:
            with Recorder(output) as recorder:
                player = Player(process, recorder)
                try:
                    return player.play(path)
                finally:
                    player.close()
        finally:
            rclpy.try_shutdown()
