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

"""Compare the time from an image to its last message with that of another checkout.

    python benchmarks/speed.py BASE [--base-python PYTHON] [--backend torch|onnx] [--weights NAME|PATH]
                               [--base-weights NAME|PATH|paper] [--resolution 128] [--topics voxels,depth]
                               [--threads 2] [--repeats 15]

BASE is a checkout of another commit with its own `make env`, or this one. `paper` stands for the published networks
with random weights, and decoding by the published scheme of a generated room that the codec has compressed, without
messages. Both sides compute in float32 and take turns frame by frame, so that other load affects both. Messages are
made and serialised, but not sent.
With a static camera the pose in the target frame is always the same, with a moving camera it differs from frame to
frame.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
_TOPICS = "voxels,tsdf_points,markers,depth,camera_info"
_WIDTH, _HEIGHT = 1280, 720


class Side:
    """Process that makes the messages of frames with the code of one checkout.

    It runs this file with the packages of the checkout, but without the folder of this file among its modules.

    Args:
        checkout: The checkout.
        python: Interpreter that runs it.
        weights: Name or path of the weights, or `paper`.
        arguments: Arguments of the command line.
    """

    def __init__(self, checkout: Path, python: str, weights: str, arguments: argparse.Namespace) -> None:
        environment = own_environment() | {
            "PYTHONPATH": str(checkout), "SVR_PRECISION": "fp32", "PYTHONSAFEPATH": "1"
        }  # fmt: skip
        if arguments.backend:
            environment["SVR_BACKEND"] = arguments.backend
        options = [weights, str(arguments.resolution), arguments.topics, str(arguments.threads)]
        self._name = str(checkout)
        command = [python, str(Path(__file__).resolve()), "--worker", *options]
        self._process = subprocess.Popen(
            command, env=environment, cwd=checkout, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def seconds(self, pose: NDArray[np.float64]) -> float:
        """Return the time of a frame whose camera has a pose [4, 4] in the target frame."""
        return float(self.ask(json.dumps(pose.tolist())))

    def ask(self, command: str) -> Any:
        """Return the worker's answer to a command; see `work`."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"the side {self._name} has ended; its error is above")
        return json.loads(line)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def own_environment() -> dict[str, str]:
    """Return the environment without the libraries of this interpreter's ROS wheels.

    Otherwise the messages of the other checkout would be serialised by the libraries of this one.
    """
    environment = dict(os.environ)
    environment.pop("_ROS_WHEELS_BOOTSTRAP_COMPLETE", None)
    paths = environment.pop("LD_LIBRARY_PATH", "").split(os.pathsep)
    if others := [path for path in paths if path and not Path(path).is_relative_to(sys.prefix)]:
        environment["LD_LIBRARY_PATH"] = os.pathsep.join(others)
    return environment


def work(weights: str, resolution: int, topics: list[str], threads: int) -> None:
    """Answer the commands on standard input, each with a line of JSON on standard output.

    The command `name` asks for the checkout and the backend, a pose [4, 4] as JSON for the seconds of a frame.

    Args:
        weights: Name or path of the weights, or `paper`.
        resolution: Voxels per side.
        topics: Topics whose messages are made.
        threads: Threads of PyTorch.
    """
    # Before PyTorch, as in the node: it limits how long idle threads spin
    import svr_ros  # isort: split
    import torch

    torch.set_num_threads(threads)
    use_float32(torch)
    keep_freed_memory()
    if weights == "paper":
        frame, backend = published_frame(torch, resolution), "torch"
    else:
        from svr_ros.inference.reconstructor import Reconstructor

        reconstructor = Reconstructor(weights, "cpu", resolution)
        frame, backend = frame_maker(reconstructor, topics), getattr(reconstructor, "backend", "torch")
    for line in sys.stdin:
        command = line.strip()
        answer: Any = f"{Path(svr_ros.__file__).parent.parent}, {backend}"
        if command != "name":
            pose = np.array(json.loads(command))
            started = time.perf_counter()
            frame(pose)
            answer = time.perf_counter() - started
        print(json.dumps(answer), flush=True)


def keep_freed_memory() -> None:
    """Keep freed memory as the node does, except for earlier versions, which do not."""
    with suppress(ModuleNotFoundError):
        from svr_ros.allocation import keep_freed_memory

        keep_freed_memory(1 << 28)


def use_float32(torch: Any) -> None:
    """Switch autocast off, for which earlier versions of this package have no setting."""
    autocast = torch.autocast

    class Off(autocast):  # type: ignore[misc, valid-type]
        def __init__(self, device_type: str, *_more: Any, **_options: Any) -> None:
            super().__init__(device_type, enabled=False)

    torch.autocast = Off


def published_frame(torch: Any, resolution: int) -> Callable[[NDArray[np.float64]], None]:
    """Return a function that computes the published networks and decodes a room by the published scheme.

    Args:
        torch: PyTorch.
        resolution: Voxels per side.
    """
    from svr_ros.benchmark.decode import compressed_room, decode_as_published
    from svr_ros.inference.weights import random_weights
    from svr_ros.networks.config import PAPER

    model = random_weights(PAPER).model().requires_grad_(False)
    image = torch.zeros(1, 3, PAPER.image_size, PAPER.image_size)
    with torch.inference_mode():
        room = compressed_room(0, "codec")

    def frame(_pose: NDArray[np.float64]) -> None:
        with torch.inference_mode():
            model(image)
            decode_as_published(room, resolution)

    return frame


def frame_maker(reconstructor: Any, topics: list[str]) -> Callable[[NDArray[np.float64]], None]:
    """Return a function that makes the messages of a frame, with the modules of this or of an earlier version.

    Args:
        reconstructor: Reconstructor of the version.
        topics: Topics whose messages are made.
    """
    # Import this version's names, or earlier ones
    from rclpy.serialization import serialize_message
    from sensor_msgs.msg import CameraInfo
    from std_msgs.msg import Header

    from svr_ros.geometry.camera import Camera
    from svr_ros.ros.parameters import Settings

    try:
        from svr_ros.ros.convert.output_frame import OutputFrame
        from svr_ros.ros.convert.results import Results
        from svr_ros.ros.convert.topics import OUTPUTS
    except ModuleNotFoundError:  # the names of version 0.1
        from svr_ros.ros.placement import Placement as OutputFrame
        from svr_ros.ros.results import Results
        from svr_ros.ros.topics import OUTPUTS
    from PIL import Image

    # Prepare the image, its camera and the headers
    rooms = Image.open(ROOT / "docs" / "rooms.jpg").convert("RGB").resize((1280, 960))
    image = np.asarray(rooms.crop((0, 0, 320, 180)).resize((_WIDTH, _HEIGHT)))
    camera = Camera.from_hfov(_WIDTH, _HEIGHT, np.radians(70))
    header, settings = Header(frame_id="camera_optical_frame"), Settings()
    info = CameraInfo(width=_WIDTH, height=_HEIGHT)

    def frame(pose: NDArray[np.float64]) -> None:
        scene = reconstructor.reconstruct(image, camera)
        output_frame = OutputFrame(Header(frame_id="map"), pose, upright=True)
        results = Results(scene, header, info, output_frame, settings)
        for topic in topics:
            message = OUTPUTS[topic].make(results)
            if not isinstance(message, bytes):
                serialize_message(message)

    return frame


def main() -> None:
    """Print a Markdown table."""
    from camera_path import poses  # not at the top: the sides do not find it, nor need it

    parser = argparse.ArgumentParser(description="Compare the speed with that of another checkout.")
    parser.add_argument("base", type=Path)
    parser.add_argument("--base-python", metavar="PYTHON", help="interpreter of the base (its .venv, or this one)")
    parser.add_argument("--backend", choices=("torch", "onnx"), help="backend of this checkout")
    parser.add_argument("--weights", default="compact")
    parser.add_argument("--base-weights", metavar="NAME|PATH|paper", help="weights of the base (those of --weights)")
    parser.add_argument("--resolution", type=int, default=128)
    parser.add_argument("--topics", default=_TOPICS)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=15)
    arguments = parser.parse_args()
    base = arguments.base.resolve()
    own = base / ".venv" / "bin" / "python"
    python = arguments.base_python or (str(own) if own.is_file() else sys.executable)

    # Measure both sides in turn, after two frames that compile and warm up
    sides = {
        "base": Side(base, python, arguments.base_weights or arguments.weights, arguments),
        "this": Side(ROOT, sys.executable, arguments.weights, arguments),
    }
    for name, side in sides.items():
        print(f"{name}: {side.ask('name')}", flush=True)
    print("\n| camera | base (s) | this (s) | times as fast (quartiles) |\n| --- | --- | --- | --- |", flush=True)
    for camera in ("static", "moving"):
        times: dict[str, list[float]] = {name: [] for name in sides}
        for repeat, pose in zip(range(arguments.repeats + 2), poses(camera == "moving"), strict=False):
            for name in sorted(sides, reverse=bool(repeat % 2)):
                times[name].append(sides[name].seconds(pose))
        ratios = [base / this for base, this in zip(times["base"][2:], times["this"][2:], strict=True)]
        low, middle, high = np.percentile(ratios, [25, 50, 75])
        medians = [statistics.median(times[name][2:]) for name in ("base", "this")]
        print(
            f"| {camera} | {medians[0]:.3f} | {medians[1]:.3f} | {middle:.2f} ({low:.2f} to {high:.2f}) |", flush=True
        )
    for side in sides.values():
        side.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        weights_name, voxels, names, count = sys.argv[2:]
        work(weights_name, int(voxels), names.split(","), int(count))
    else:
        main()
