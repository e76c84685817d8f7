"""Play a bag to the real node, which runs as a process of its own, and record what it publishes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import rclpy
from rclpy.duration import Duration
from rclpy.executors import SingleThreadedExecutor
from rclpy.qos import QoSDurabilityPolicy, QoSProfile, QoSReliabilityPolicy
from sensor_msgs.msg import CameraInfo, Image, PointCloud2
from tqdm import tqdm
from visualization_msgs.msg import MarkerArray

from svr_ros.demo import bag
from svr_ros.demo.bag import IMAGE_TOPIC, INFO_TOPIC
from svr_ros.errors import InputError
from svr_ros.msg import ClassLegend, SemanticVoxelGrid
from svr_ros.replay.recorder import Recorder
from svr_ros.ros.node import fastdds

OUTPUTS: dict[str, tuple[type, str]] = {
    "/reconstruct/voxels": (SemanticVoxelGrid, "svr_ros/msg/SemanticVoxelGrid"),
    "/reconstruct/tsdf_points": (PointCloud2, "sensor_msgs/msg/PointCloud2"),
    "/reconstruct/markers": (MarkerArray, "visualization_msgs/msg/MarkerArray"),
    "/reconstruct/depth": (Image, "sensor_msgs/msg/Image"),
}
"""What the node publishes for every image, with the type as Python and as bags know it."""

LEGEND = "/reconstruct/legend"
LEGEND_TYPE = "svr_ros/msg/ClassLegend"

_PROFILES = Path(__file__).resolve().parents[2] / "config" / "fastdds.xml"
_START_TIMEOUT = 120.0  # seconds
_FRAME_TIMEOUT = 60.0
_STOP_TIMEOUT = 5.0
_CALIBRATION_LEAD = 0.5
"""Seconds from the first CameraInfo to the first image: nothing says in which order a node hears of two topics."""


@dataclass
class Record:
    """Count messages and bytes by topic, seconds until the node was ready, and until it answered each image."""

    messages: Counter[str] = field(default_factory=Counter)
    size: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    start: float = 0.0


class NodeProcess:
    """Run the node as a process of its own while the context lasts, then end it as Ctrl-C would."""

    def __init__(self, weights: str, log: Path) -> None:
        self._log = log
        # A camera's driver is best effort; here no picture may be lost, so the node is told to ask for all of them.
        reliable = [f"qos_overrides.{topic}.subscription.reliability:=reliable" for topic in (IMAGE_TOPIC, INFO_TOPIC)]
        remaps = [f"image:={IMAGE_TOPIC}", f"camera_info:={INFO_TOPIC}"]
        parameters = [f"weights:={weights}", *reliable]
        self._command = [sys.executable, "-m", "svr_ros.ros.node.node", "--ros-args"]
        self._command += [word for remap in remaps for word in ("-r", remap)]
        self._command += [word for parameter in parameters for word in ("-p", parameter)]

    def __enter__(self) -> NodeProcess:
        with self._log.open("w") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=subprocess.STDOUT)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def check(self) -> None:
        """Raise InputError with the node's last words when it has ended, or has logged that it cannot start."""
        lines = self._log.read_text().splitlines()
        fatal = [line for line in lines if "[ERROR]" in line or "[FATAL]" in line]
        if self._process.poll() is not None or fatal:
            raise InputError(f"the node stopped: {(fatal or lines or ['it said nothing'])[-1]} (its log: {self._log})")


class Player:
    """A ROS node that plays a bag to the reconstruction node, one picture when the one before is answered."""

    def __init__(self, process: NodeProcess, recorder: Recorder) -> None:
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
            IMAGE_TOPIC: self._node.create_publisher(Image, IMAGE_TOPIC, inputs),
        }
        for topic, (python_type, kind) in OUTPUTS.items():
            self._subscribe(python_type, topic, kind, QoSProfile(depth=5))
        self._subscribe(ClassLegend, LEGEND, LEGEND_TYPE, latched)

    def _subscribe(self, python_type: type, topic: str, kind: str, profile: QoSProfile) -> None:
        def keep(data: bytes) -> None:
            self._record.messages[topic] += 1
            self._record.size[topic] += len(data)
            self._recorder.write(topic, kind, self._time, data)

        self._node.create_subscription(python_type, topic, keep, profile, raw=True)

    def play(self, path: Path) -> Record:
        """Wait for the node, play every message of a bag, and return what came back."""
        messages = list(bag.read(path))
        self._time = messages[0].time
        began = time.monotonic()
        self._wait(self._is_ready, _START_TIMEOUT, "did not start")
        self._record.start = time.monotonic() - began
        pictures = sum(message.topic == IMAGE_TOPIC for message in messages)
        with tqdm(total=pictures, desc="playing", unit="image") as progress:
            for message in messages:
                self._time = message.time
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
        """Give the node back."""
        self._node.destroy_node()

    def _is_ready(self) -> bool:
        """Tell whether the node listens to both inputs, its publishers are known, and it has sent its legend."""
        listening = all(publisher.get_subscription_count() for publisher in self._publishers.values())
        return listening and all(map(self._node.count_publishers, OUTPUTS)) and self._record.messages[LEGEND] > 0

    def _is_answered(self, pictures: int) -> Callable[[], bool]:
        return lambda: all(self._record.messages[topic] >= pictures for topic in OUTPUTS)

    def _spin(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._executor.spin_once(timeout_sec=0.05)

    def _wait(self, condition: Callable[[], Any], timeout: float, otherwise: str) -> None:
        end = time.monotonic() + timeout
        checked = 0.0
        while not condition():
            self._executor.spin_once(timeout_sec=0.05)
            if time.monotonic() - checked > 0.5:
                checked = time.monotonic()
                self._process.check()
            if time.monotonic() > end:
                raise InputError(f"the node {otherwise} within {timeout:.0f} s")


def play(path: Path, weights: str, output: Path, log: Path) -> Record:
    """Start the node, play the bag at `path` to it, and record its answers as the bag `output`.

    Raises InputError with the node's last words where it does not start or does not answer.
    """
    # Several demos on one machine or network must not hear each other.
    os.environ.setdefault("ROS_DOMAIN_ID", str(1 + os.getpid() % 100))
    os.environ.setdefault("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    if _PROFILES.exists():  # in a checkout, where the demo is at home
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
