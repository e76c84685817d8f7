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

"""Measure how much longer a reconstruction takes with measured depth than from the image alone.

    python benchmarks/known.py [--weights compact] [--resolution 128] [--repeats 15]

The image is that of a generated room, the depth that of a simulated depth camera. Both are reconstructed in turn; times
are medians in seconds of wall time.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from svr_ros.geometry.known import KnownGeometry
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.synthesis.camera.depth_sensors import DepthSensorConfig, Scene, structured_light
from svr_ros.synthesis.samples import make_sample

_ROOM = (1 << 41) + 4


def measure(reconstructor: Reconstructor, repeats: int) -> tuple[float, float, float]:
    """Return seconds from the image alone, seconds with depth, and the median of their ratios."""
    # Make the image and the depth
    config = reconstructor.config
    sample = make_sample(_ROOM, config.frustum, config.image_size, rays=4)
    scene = Scene(sample.depth, sample.normals, sample.image.mean(2, dtype=np.float32) / 255, config.frustum)
    known = KnownGeometry(structured_light(scene, np.random.default_rng(0), DepthSensorConfig()).depth)
    camera = config.frustum.camera(config.image_size)
    # Measure in turn, after two pairs that compile and warm up
    pairs = [
        (
            _seconds(lambda: reconstructor.reconstruct(sample.image, camera)),
            _seconds(lambda: reconstructor.reconstruct(sample.image, camera, known=known)),
        )
        for _ in range(repeats + 2)
    ][2:]
    alone, with_depth = (statistics.median(column) for column in zip(*pairs, strict=True))
    return alone, with_depth, statistics.median(depth / image for image, depth in pairs)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print the times of one run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--weights", default="compact", help="name or path (compact)")
    parser.add_argument("--resolution", type=int, help="voxels per side (that of the weights)")
    parser.add_argument("--repeats", type=int, default=15, help="measured pairs (15)")
    arguments = parser.parse_args()
    reconstructor = Reconstructor(arguments.weights, resolution=arguments.resolution)
    alone, with_depth, ratio = measure(reconstructor, arguments.repeats)
    print("| image alone (s) | with depth (s) | ratio |\n| --- | --- | --- |")
    print(f"| {alone:.3f} | {with_depth:.3f} | {ratio:.3f} |")


if __name__ == "__main__":
    main()
