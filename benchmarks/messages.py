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

"""Measure the cost of each output of the node: conversion of the reconstruction, message, and publishing.

    python benchmarks/messages.py [--weights NAME|PATH] [--resolution 128] [--voxel-size 0.05] [--repeats 31]
                                  [--pose moving|fixed|none]

Times are CPU times on one core, for a generated room at 640 x 480 and one subscriber in the same process. By default
the camera moves in a target frame, so that every frame has another pose, as on a robot. The row of `~/objects` needs
vision_msgs.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import rclpy
import torch
from camera_path import poses
from rclpy.serialization import serialize_message
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.ros.convert.output_frame import OutputFrame
from svr_ros.ros.convert.results import Results
from svr_ros.ros.convert.topics import OUTPUTS, Output, vision_outputs
from svr_ros.ros.node import qos
from svr_ros.ros.parameters import Settings
from svr_ros.synthesis.samples import make_sample

_SAMPLE_INDEX = 1 << 43
_WIDTH, _HEIGHT = 640, 480
_CACHED = (
    "first_surface_depth", "occluded", "_valid_columns", "camera_from_ground",
    "_segmentation", "_located", "instances", "pixel_instances",
)  # fmt: skip
"""Attributes that a reconstruction computes once, and that are forgotten before each measured conversion."""


def median_milliseconds(work: Callable[[], object], repeats: int) -> float:
    """Return the median CPU time of a function in milliseconds, after one run as warm-up."""
    times = []
    for _ in range(repeats + 1):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return 1000 * statistics.median(times[1:])


def reconstruct(weights: str, resolution: int | None) -> tuple[Reconstruction, Reconstructor]:
    """Return the reconstruction of a generated room by a camera that covers the canonical view."""
    reconstructor = Reconstructor(weights, "cpu", resolution)
    frustum = reconstructor.config.frustum
    camera = Camera.from_hfov(_WIDTH, _HEIGHT, 2 * frustum.half_angle_x)
    sample = make_sample(_SAMPLE_INDEX, frustum, _WIDTH)
    margin = (_WIDTH - _HEIGHT) // 2
    image = np.ascontiguousarray(sample.image[margin : margin + _HEIGHT])
    return reconstructor.reconstruct(image, camera), reconstructor


def all_outputs() -> dict[str, Output]:
    """Return all topics; without vision_msgs, report that its topic is left out."""
    try:
        return OUTPUTS | vision_outputs()
    except InputError as error:
        print(f"~/objects is left out: {error}", file=sys.stderr)
        return OUTPUTS


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description="Measure the cost of each output of the node.")
    parser.add_argument("--weights", default="compact")
    parser.add_argument("--resolution", type=int, help="voxels per side (the default of the weights)")
    parser.add_argument("--voxel-size", type=float, default=0.05)
    parser.add_argument("--repeats", type=int, default=31)
    parser.add_argument(
        "--pose", choices=("moving", "fixed", "none"), default="moving", help="of the camera in a target frame, or none"
    )
    arguments = parser.parse_args()

    # Reconstruct a room
    torch.set_num_threads(1)
    scene, reconstructor = reconstruct(arguments.weights, arguments.resolution)
    settings = Settings(voxel_size=arguments.voxel_size)
    header = Header(frame_id="camera_optical_frame")

    frames = poses(arguments.pose == "moving")

    def fresh() -> Results:
        for cached in _CACHED:
            scene.__dict__.pop(cached, None)
        output_frame = OutputFrame(header)
        if arguments.pose != "none":
            output_frame = OutputFrame(Header(frame_id="map"), next(frames), upright=True)
        return Results(scene, header, CameraInfo(width=_WIDTH, height=_HEIGHT), output_frame, settings)

    def make_fresh(output: Output) -> None:
        output.make(fresh())

    # Measure one output after the other
    rclpy.init()
    node = rclpy.create_node("messages")
    size = f"{reconstructor.resolution}^3, voxels of {100 * settings.voxel_size:g} cm"
    print(f"{reconstructor.weights_name}, {size}, pose {arguments.pose}\n")
    print("| topic | conversion (ms) | message (ms) | publishing (ms) | size (MB) |\n| --- | --- | --- | --- | --- |")
    total = 0.0
    for name, output in all_outputs().items():
        publisher = node.create_publisher(output.kind, name, qos.result_output())
        subscription = node.create_subscription(output.kind, name, lambda message: None, qos.result_output())
        while not publisher.get_subscription_count():
            time.sleep(0.01)
        # Conversion and message together, the message alone, publishing
        results = fresh()
        message = output.make(results)
        whole = median_milliseconds(partial(make_fresh, output), max(1, arguments.repeats // 6))
        alone = median_milliseconds(partial(output.make, results), arguments.repeats)
        sent = median_milliseconds(partial(publisher.publish, message), arguments.repeats)
        megabytes = len(message if isinstance(message, bytes) else serialize_message(message)) / 1e6
        print(f"| `~/{name}` | {max(0.0, whole - alone):.1f} | {alone:.2f} | {sent:.2f} | {megabytes:.2f} |")
        total += alone + sent
        node.destroy_subscription(subscription)
        node.destroy_publisher(publisher)
    print(f"\nAll messages, constructed and published, without conversions: {total:.1f} ms")
    node.destroy_node()
    rclpy.shutdown()


if __name__ == "__main__":
    main()
