#!/usr/bin/env python3
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

"""Run the node for minutes at a camera's rate and check memory, latency, age of scenes and /dev/shm.

    python benchmarks/soak.py [--minutes 10] [--rate 10] [--weights NAME|PATH] [--resolution 64] [--map SEQUENCE]

The node is a separate process; this one is the camera and the subscriber. With --map, it is the node `map`, which gets
the images, depth and poses of a sequence in a loop, and answers distances. The exit status is 1 if a limit is exceeded.
"""

from __future__ import annotations

import argparse
import array
import math
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

os.environ.setdefault("ROS_DOMAIN_ID", str(1 + os.getpid() % 100))
os.environ.setdefault("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")

import numpy as np
import rclpy
from numpy.typing import NDArray
from rclpy.node import Node
from sensor_msgs.msg import CameraInfo, Image
from soak_samples import Sample, resident_mebibytes
from svr_ros.msg import SemanticVoxelGrid
from tqdm import tqdm

from svr_ros.geometry.camera import Camera
from svr_ros.ros.node import qos
from svr_ros.synthesis.samples import make_sample

if TYPE_CHECKING:
    from map_robot import MapRobot

CAMERA = Camera.from_hfov(320, 240, math.radians(60))
IMAGES = 8
START_TIMEOUT = 300.0
STOP_TIMEOUT = 20.0

MEMORY_LIMIT = 1.0
"""Maximum growth of resident memory in MiB per minute, the slope of a line through the second half of the run.

Its standard error is ignored, as it is underestimated for correlated values.
"""

LATENCY_LIMIT = 5.0
"""Maximum growth of latency in percent of the median per minute, the slope of such a line."""

AGE_LIMIT = 5.0
"""Maximum age of a scene in median latencies; if images queued, the age would grow without bound."""


class Robot(Node):
    """Publishes images at a fixed rate and records the scenes."""

    def __init__(self, rate: float, pid: int) -> None:
        super().__init__("soak")
        self.samples: list[Sample] = []
        self.answer_times: list[float] = []
        self.sent = 0
        self._pid = pid
        self._messages = [image_message(index) for index in range(IMAGES)]
        self._images = self.create_publisher(Image, "image", qos.result_output())
        self._infos = self.create_publisher(CameraInfo, "camera_info", qos.result_output())
        self.create_subscription(SemanticVoxelGrid, "reconstruct/voxels", self._receive, qos.result_output())
        self.create_timer(1 / rate, self._publish)

    def _publish(self) -> None:
        image = self._messages[self.sent % IMAGES]
        info = CameraInfo(width=CAMERA.width, height=CAMERA.height, k=CAMERA.K.ravel().tolist())
        image.header.stamp = info.header.stamp = self.get_clock().now().to_msg()
        image.header.frame_id = info.header.frame_id = "camera"
        self._infos.publish(info)
        self._images.publish(image)
        self.sent += 1

    def _receive(self, message: SemanticVoxelGrid) -> None:
        stamp = message.header.stamp.sec + message.header.stamp.nanosec * 1e-9
        age = self.get_clock().now().nanoseconds * 1e-9 - stamp
        self.samples.append(Sample(time.monotonic(), age, stamp, resident_mebibytes(self._pid)))


def image_message(sample_index: int) -> Image:
    """Return the image of a generated room as a message."""
    from PIL import Image as PillowImage

    pixels = np.asarray(PillowImage.fromarray(make_sample(sample_index).image).resize((CAMERA.width, CAMERA.height)))
    message = Image(width=CAMERA.width, height=CAMERA.height, encoding="rgb8", step=3 * CAMERA.width)
    message.data = array.array("B", pixels.tobytes())
    return message


class Slope(NamedTuple):
    """Growth per minute with its standard error."""

    growth: float
    error: float

    def holds(self, limit: float) -> bool:
        """Return whether the growth is at most a limit, or not significantly above it."""
        return self.growth - 2 * self.error <= limit

    def __str__(self) -> str:
        return f"{self.growth:+.2f} ± {self.error:.2f}"


def slope(moments: NDArray[np.float64], values: NDArray[np.float64]) -> Slope:
    """Return the slope of values at moments in seconds, by least squares through the second half."""
    half = len(moments) // 2
    line, covariance = np.polyfit((moments[half:] - moments[half]) / 60, values[half:], 1, cov=True)
    return Slope(float(line[0]), float(np.sqrt(covariance[0, 0])))


def segments(pid: int) -> set[Path]:
    """Return the shared memory files that a process has mapped for DDS, except for the ports of the whole machine."""
    mapped = {line.split()[-1] for line in Path(f"/proc/{pid}/maps").read_text().splitlines()}
    return {Path(name) for name in mapped if re.match(r"/dev/shm/fast(dds|rtps)_(?!port)", name)}


def start_node(arguments: argparse.Namespace, log: Path) -> subprocess.Popen[bytes]:
    """Start the node as users do."""
    parameters = {
        "weights": arguments.weights,
        "resolution": arguments.resolution,
        # Reliable transport delivers images completely that are larger than a segment of shared memory.
        "qos_overrides./image.subscription.reliability": "reliable",
    }
    module, environment = "node", dict(os.environ)
    if arguments.map is not None:
        from map_robot import environment as environment_of_map

        module, environment = "map_node", environment_of_map()
        parameters |= {"map_rate": 30.0, "map_keyframes": 20, "map_odometry_frame": "map"}
        parameters["use_depth"] = "true" if any(arguments.map.glob("*/depth.png")) else "false"
    command = [sys.executable, "-m", f"svr_ros.ros.node.{module}", "--ros-args"]
    command += [word for name, value in parameters.items() for word in ("-p", f"{name}:={value}")]
    with log.open("w") as output:
        return subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)


def make_robot(arguments: argparse.Namespace, pid: int) -> Robot | MapRobot:
    """Return the robot for the node of a process."""
    if arguments.map is None:
        return Robot(arguments.rate, pid)
    from map_robot import MapRobot

    return MapRobot(arguments.rate, arguments.map, pid)


def run(robot: Robot | MapRobot, node: subprocess.Popen[bytes], seconds: float) -> None:
    """Spin until `seconds` have passed since the first scene; raises RuntimeError if it ends or sends none."""
    begin = time.monotonic()
    with tqdm(total=round(seconds), unit="s", desc="soak") as progress:
        while not robot.samples or robot.samples[-1].moment - robot.samples[0].moment < seconds:
            rclpy.spin_once(robot, timeout_sec=0.1)
            last = robot.samples[-1].moment if robot.samples else begin
            if node.poll() is not None or time.monotonic() - last > START_TIMEOUT:
                raise RuntimeError("the node ended" if node.poll() is not None else "no scene comes from the node")
            if robot.samples:
                progress.update(round(last - robot.samples[0].moment) - progress.n)


def summarize(samples: Sequence[Sample], left: Sequence[Path], status: int | None) -> list[tuple[str, str, str, bool]]:
    """Return the rows of the summary: quantity, measured value, limit, and whether the limit holds."""
    moments, ages, stamps, memory = np.array(samples).T
    median, largest, oldest = float(np.median(ages)), float(ages.max()), max(1.0, AGE_LIMIT * float(np.median(ages)))
    latency_slope, memory_slope = slope(moments, 100 * ages / median), slope(moments, memory)
    repeated = int((np.diff(stamps) <= 0).sum())
    percentiles = " ".join(f"{value:.3f}" for value in np.percentile(ages, [50, 90, 99]))
    return [
        ("latency 50, 90, 99 % (s)", percentiles, "", True),
        ("latency of the first and the tenth scene (s)", f"{ages[0]:.3f} {ages[min(9, len(ages) - 1)]:.3f}", "", True),
        ("latency slope (% / min)", str(latency_slope), f"{LATENCY_LIMIT:g}", latency_slope.holds(LATENCY_LIMIT)),
        ("largest age of a scene (s)", f"{largest:.3f}", f"{oldest:.3f}", largest <= oldest),
        ("scenes not newer than the one before", str(repeated), "0", not repeated),
        ("resident memory, first and last (MiB)", f"{memory[0]:.0f} {memory[-1]:.0f}", "", True),
        ("memory slope (MiB / min)", str(memory_slope), f"{MEMORY_LIMIT:g}", memory_slope.growth <= MEMORY_LIMIT),
        ("files left in /dev/shm", str(len(left)), "0", not left),
        ("exit status after Ctrl-C", str(status), "0", status == 0),
    ]


def main() -> int:
    """Print a table; return 1 if a limit is exceeded."""
    parser = argparse.ArgumentParser(description="Run the node for minutes and check memory and latency.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=10.0, help="images per second")
    parser.add_argument("--weights", default="compact")
    parser.add_argument("--resolution", type=int, default=64, help="voxels per side")
    parser.add_argument("--map", type=Path, metavar="SEQUENCE", help="run the node map on a folder of posed images")
    arguments = parser.parse_args()

    # Run the node, then stop it as Ctrl-C does
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "node.log")
        node = start_node(arguments, log)
        rclpy.init()
        robot = make_robot(arguments, node.pid)
        try:
            run(robot, node, 60 * arguments.minutes)
            mapped = segments(node.pid) | segments(os.getpid())
            node.send_signal(signal.SIGINT)
            node.wait(STOP_TIMEOUT)
        except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
            print(f"{error}; its last output:\n{log.read_text()[-2000:]}", file=sys.stderr)
            return 1
        finally:
            node.kill()
            robot.destroy_node()
            rclpy.try_shutdown()
    # Report
    left = [path for path in mapped if path.exists()]
    samples = robot.samples
    rows = summarize(samples, left, node.returncode)
    if robot.answer_times:
        answers = " ".join(f"{value:.4f}" for value in np.percentile(robot.answer_times, [50, 90, 99]))
        rows.append(("answers of ~/distance for 1,000 points 50, 90, 99 % (s)", answers, "", True))
    print(f"\n{robot.sent} images at {arguments.rate:g} Hz, {len(samples)} scenes in {arguments.minutes:g} min\n")
    print("| quantity | measured | at most | holds |\n|---|---|---|---|")
    for quantity, measured, limit, holds in rows:
        print(f"| {quantity} | {measured} | {limit} | {'yes' if holds else 'NO'} |")
    return 0 if all(holds for *_, holds in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
