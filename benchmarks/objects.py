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

"""Measure the time to find the objects of a reconstruction, and that of another checkout of this package.

    python benchmarks/objects.py [--base DIR] [--weights compact] [--resolution 128] [--rooms 8] [--repeats 15]

The scenes are a generated dining room (its ground truth, surface labels included, and its prediction) and the
predictions of the first rooms of `svr evaluate`. Times are in milliseconds of one thread: CPU time of the segmentation
and of all steps (the minimum of all repeats, which other load affects least), and the median of the wall time of all.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from svr_ros.evaluation.frames import FIRST_EVAL_SAMPLE
from svr_ros.evaluation.ground_truth import ground_truth
from svr_ros.evaluation.object_evaluation import perfect_reconstruction, true_objects
from svr_ros.geometry.frustum import WIDE
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.synthesis.samples import make_sample
from svr_ros.threads import use_one_thread

_DINING_ROOM = (1 << 41) + 15
_TRUNCATION = 0.15


def scenes(weights: str, resolution: int, rooms: int) -> Iterator[tuple[str, Reconstruction]]:
    """Yield scenes with their names."""
    reconstructor = Reconstructor(weights, "cpu", resolution)
    size = reconstructor.config.image_size
    sample = make_sample(_DINING_ROOM, WIDE, size, rays=1, with_objects=True)
    truth = ground_truth(sample, WIDE, resolution, _TRUNCATION)
    perfect = perfect_reconstruction(sample, truth, true_objects(sample, truth))
    yield "ground truth", perfect
    yield "ground truth without offsets", replace(perfect, offsets=None)
    yield "predicted", reconstructor.reconstruct(sample.image, perfect.camera)
    for index in range(rooms):
        image = make_sample(FIRST_EVAL_SAMPLE + index, WIDE, size).image
        yield f"room {index}", reconstructor.reconstruct(image, perfect.camera)


def measure(reconstruction: Reconstruction, repeats: int) -> tuple[int, int, float, float, float]:
    """Return the numbers of voxels near things and of objects, and the times in milliseconds."""
    times: list[tuple[float, ...]] = []
    for _ in range(repeats + 1):
        fresh = replace(reconstruction)
        # Compute what other outputs use too, so that it is not measured
        _ = fresh.first_surface_depth, fresh.camera_from_ground, fresh._valid_columns
        marks = [_clocks(partial(getattr, fresh, "_segmentation")), _clocks(fresh.objects)]
        times.append((*marks[0], *(a + b for a, b in zip(*marks, strict=True))))
    _, segmentation, wall, total = zip(*times[1:], strict=True)
    counts = len(fresh._segmentation.voxels), len(fresh.objects())
    return *counts, 1e3 * min(segmentation), 1e3 * min(total), 1e3 * statistics.median(wall)


def _clocks(work: Callable[[], object]) -> tuple[float, float]:
    """Return the wall time and the CPU time of a function in seconds."""
    wall, own = time.perf_counter(), time.thread_time()
    work()
    return time.perf_counter() - wall, time.thread_time() - own


def main() -> None:
    """Print a Markdown table for each checkout."""
    parser = argparse.ArgumentParser(description="Measure the time to find the objects of a reconstruction.")
    parser.add_argument("--base", type=Path, help="another checkout, which is measured first")
    parser.add_argument("--weights", default="compact")
    parser.add_argument("--resolution", type=int, default=128)
    parser.add_argument("--rooms", type=int, default=8)
    parser.add_argument("--repeats", type=int, default=15)
    arguments = parser.parse_args()
    if arguments.base is not None:
        # Run this script with the package of the other checkout
        options = [sys.argv[0], *(f"--{name}={vars(arguments)[name]}" for name in vars(arguments) if name != "base")]
        environment = os.environ | {"PYTHONPATH": str(arguments.base.resolve()), "PYTHONSAFEPATH": "1"}
        subprocess.run([sys.executable, *options], env=environment, check=True)
    use_one_thread()
    print(f"\n{Path(sys.modules['svr_ros'].__path__[0]).parent}\n")
    print("| scene | voxels | objects | segmentation | all | all (wall) |\n|---|---|---|---|---|---|")
    rows = []
    for name, scene in scenes(arguments.weights, arguments.resolution, arguments.rooms):
        rows.append(measure(scene, arguments.repeats))
        print("| {} | {} | {} | {:.1f} | {:.1f} | {:.1f} |".format(name, *rows[-1]), flush=True)
    print(
        "| mean | {:.0f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} |".format(*map(statistics.mean, zip(*rows, strict=True)))
    )


if __name__ == "__main__":
    main()
