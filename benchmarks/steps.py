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

"""Measure the time of each step from image to scene, and the generator's images per second.

    python benchmarks/steps.py [--weights NAME|PATH] [--device auto|cpu|cuda] [--resolution 128] [--repeats 5]

Run it on an idle machine: on two cores, another busy process multiplies the times.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from svr_ros.inference import files
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.synthesis.samples import make_sample, sample_points

_SAMPLES = 40
_SAMPLE_INDEX = 1 << 43


def median_seconds(work: Callable[[], object], repeats: int) -> float:
    """Return the median time of a function in seconds, after one run as warm-up."""
    work()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description="Measure the time of each step.")
    parser.add_argument("--weights", default="compact")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--resolution", type=int, help="voxels per side (the default of the weights)")
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()

    # Reconstruction
    reconstructor = Reconstructor(arguments.weights, arguments.device, arguments.resolution)
    frustum, size = reconstructor.config.frustum, reconstructor.config.image_size
    sample = make_sample(_SAMPLE_INDEX, frustum, size)
    camera = frustum.camera(size)
    scene = reconstructor.reconstruct(sample.image, camera)
    with tempfile.TemporaryDirectory() as folder:
        steps: dict[str, Callable[[], object]] = {
            f"image to {reconstructor.resolution}^3 voxels": lambda: reconstructor.reconstruct(sample.image, camera),
            "metric voxel grid, 5 cm": lambda: scene.voxel_grid(0.05),
            "points of the surface band": scene.band_points,
            "mesh": scene.mesh,
            "write .glb": lambda: files.write(scene, Path(folder, "scene.glb")),
            "write .npz": lambda: files.write(scene, Path(folder, "scene.npz")),
            "write sheet": lambda: files.write(scene, Path(folder, "scene.png")),
        }
        times = {name: median_seconds(work, arguments.repeats) for name, work in steps.items()}

    # Report
    threads = torch.get_num_threads()
    print(
        f"weights {reconstructor.weights_name}, {reconstructor.device}, {threads} threads of {os.cpu_count()} cores\n"
    )
    print("| step | seconds |\n|---|---|")
    for name, seconds in times.items():
        print(f"| {name} | {seconds:.3f} |")

    # Synthesis
    points = median_seconds(lambda: sample_points(sample, frustum, np.random.default_rng(0)), arguments.repeats)
    print(f"| points of one training image | {points:.4f} |\n")
    for rays in (1, 3):
        started = time.perf_counter()
        for sample_index in range(_SAMPLE_INDEX, _SAMPLE_INDEX + _SAMPLES):
            make_sample(sample_index, frustum, size, rays)
        speed = _SAMPLES / (time.perf_counter() - started)
        print(f"generator, {rays} rays per pixel at edges: {speed:.1f} images/s of {size} x {size} on one core")


if __name__ == "__main__":
    main()
