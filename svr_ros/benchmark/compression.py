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

"""Benchmark of compression: loss and time on evaluation rooms."""

from __future__ import annotations

import time
from dataclasses import fields, replace

import numpy as np
from tqdm import tqdm

from svr_ros.codec.compress import compress
from svr_ros.codec.evaluate import CompressionMetrics, compare, true_scene
from svr_ros.codec.weights import LoadedCodec
from svr_ros.geometry.frustum import WIDE

_TITLES = {
    "iou": "IoU",
    "classes": "classes",
    "block_iou": "IoU of blocks",
    "block_classes": "classes of blocks",
    "error": "error (m)",
}


def run(codec: LoadedCodec, rooms: int, steps: tuple[int, ...], wide: bool = False) -> str:
    """Compress evaluation rooms and return a table of mean and worst metrics and of times.

    Args:
        codec: The codec.
        rooms: Number of evaluation rooms.
        steps: Numbers of steps that fit the latents; each is a row of the table.
        wide: Whether the rooms are seen in the wide view of `geometry.frustum.WIDE`, instead of the codec's.
    """
    # Measure
    model = codec.codec.config.model
    if wide:
        model = replace(model, frustum=WIDE)
    metrics: dict[int, list[CompressionMetrics]] = {count: [] for count in steps}
    seconds: dict[int, list[float]] = {count: [] for count in steps}
    blocks = []
    compress(codec, true_scene(0, model), 1)  # warm up
    for eval_index in tqdm(range(rooms), unit="room"):
        scene = true_scene(eval_index, model)
        for count in steps:
            started = time.perf_counter()
            compressed = compress(codec, scene, count)
            seconds[count].append(time.perf_counter() - started)
            metrics[count].append(compare(codec, scene, compressed))
        blocks.append(len(compressed.blocks))
    # Tabulate
    lines = [
        f"{rooms} rooms at {model.resolution}^3 voxels, "
        f"{np.mean(blocks):.0f} of {model.scene.grid**3} blocks near surfaces",
        "steps  seconds (median)  " + "  ".join(f"{title:>17}" for title in _TITLES.values()) + "      (mean, worst)",
    ]
    for count in steps:
        cells = []
        for field in fields(CompressionMetrics):
            values = [getattr(metric, field.name) for metric in metrics[count]]
            worst = max(values) if field.name == "error" else min(values)
            cells.append(f"{f'{np.mean(values):.4f}, {worst:.4f}':>17}")
        lines.append(f"{count:5d}  {np.median(seconds[count]):16.2f}  " + "  ".join(cells))
    return "\n".join(lines)
