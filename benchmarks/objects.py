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

"""Measure the time to find the objects of a reconstruction.

    python benchmarks/objects.py [--weights compact] [--resolution 128] [--repeats 15]

The scene is that of an image of a generated dining room, its surface labels included. Times are medians in
milliseconds on one thread: wall time and CPU time.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from svr_ros.evaluation.ground_truth import ground_truth
from svr_ros.evaluation.object_evaluation import perfect_reconstruction, true_objects
from svr_ros.geometry.frustum import WIDE
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.synthesis.samples import make_sample
from svr_ros.threads import use_one_thread

_DINING_ROOM = (1 << 41) + 15
_TRUNCATION = 0.15


def measure(reconstruction: Reconstruction, repeats: int) -> str:
    """Return the row of a table: voxels, objects, and the times of segmentation and of all steps."""
    times: list[tuple[float, ...]] = []
    for _ in range(repeats + 1):
        fresh = replace(reconstruction)
        # Compute what other outputs use too, so that it is not measured
        _ = fresh.first_surface_depth, fresh.camera_from_ground, fresh._valid_columns
        marks = [_clocks(partial(getattr, fresh, "_segmentation")), _clocks(fresh.objects)]
        times.append((*marks[0], *(a + b for a, b in zip(*marks, strict=True))))
    medians = " | ".join(f"{1e3 * statistics.median(column):.1f}" for column in zip(*times[1:], strict=True))
    voxels = len(fresh._segmentation.voxels)
    return f"{voxels} | {len(fresh.objects())} | {medians}"


def _clocks(work: Callable[[], object]) -> tuple[float, float]:
    """Return the wall time and the CPU time of a function in seconds."""
    wall, own = time.perf_counter(), time.thread_time()
    work()
    return time.perf_counter() - wall, time.thread_time() - own


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description="Measure the time to find the objects of a reconstruction.")
    parser.add_argument("--weights", default="compact")
    parser.add_argument("--resolution", type=int, default=128)
    parser.add_argument("--repeats", type=int, default=15)
    arguments = parser.parse_args()
    use_one_thread()
    reconstructor = Reconstructor(arguments.weights, "cpu", arguments.resolution)
    sample = make_sample(_DINING_ROOM, WIDE, reconstructor.config.image_size, rays=1, with_objects=True)
    truth = ground_truth(sample, WIDE, arguments.resolution, _TRUNCATION)
    perfect = perfect_reconstruction(sample, truth, true_objects(sample, truth))
    print("| scene | voxels | objects | segmentation | (CPU) | all | (CPU) |\n|---|---|---|---|---|---|---|")
    predicted = reconstructor.reconstruct(sample.image, perfect.camera)
    scenes = {
        "ground truth": perfect,
        "ground truth without offsets": replace(perfect, offsets=None),
        f"predicted by {reconstructor.weights_name}": predicted,
    }
    for name, scene in scenes.items():
        print(f"| {name} | {measure(scene, arguments.repeats)} |")


if __name__ == "__main__":
    main()
