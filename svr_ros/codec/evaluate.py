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

"""Evaluation of compression on generated rooms that are not used in training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svr_ros.codec.compress import CompressedScene, decompress
from svr_ros.codec.weights import LoadedCodec
from svr_ros.evaluation import metrics
from svr_ros.evaluation.frames import FIRST_EVAL_SAMPLE
from svr_ros.inference.scene_volume import SceneVolume
from svr_ros.networks.config import ModelConfig
from svr_ros.synthesis.render.shapes import pack
from svr_ros.synthesis.render.volumes import truncated_volume
from svr_ros.synthesis.samples import pose_room

NEAR_SURFACE = 0.05
"""Distance in metres from a surface within which classes and distances are evaluated."""


@dataclass(frozen=True)
class CompressionMetrics:
    """Metrics of one compressed and decompressed scene.

    Attributes:
        iou: Intersection over union of occupied space over all voxels.
        classes: Fraction of the voxels near a surface with the right class.
        block_iou: Mean IoU of occupied space over the blocks with both free and solid voxels.
        block_classes: Mean of `classes` over the same blocks.
        error: Mean absolute error of the distance near surfaces in metres.
    """

    iou: float
    classes: float
    block_iou: float
    block_classes: float
    error: float

    def line(self) -> str:
        """Return the metrics as a line of text."""
        return (
            f"IoU {self.iou:.3f}, of blocks {self.block_iou:.3f}; classes near surfaces {self.classes:.3f}, "
            f"of blocks {self.block_classes:.3f}; distance off by {self.error * 1000:.1f} mm near surfaces"
        )


def true_scene(eval_index: int, model: ModelConfig, resolution: int | None = None) -> SceneVolume:
    """Return the true scene of an evaluation room at resolution^3 voxels, by default the model's resolution."""
    table = pack(*pose_room(np.random.default_rng(FIRST_EVAL_SAMPLE + eval_index), model.frustum))
    distance, labels = truncated_volume(table, model.frustum, resolution or model.resolution, model.truncation)
    return SceneVolume(
        frustum=model.frustum,
        truncation=model.truncation,
        tsdf=distance,
        labels=labels,
        confidence=np.ones(distance.shape, np.float32),
        valid=np.ones((1, 1), bool),
    )


def compare(codec: LoadedCodec, scene: SceneVolume, compressed: CompressedScene) -> CompressionMetrics:
    """Decompress a scene at the resolution of the true one, and return the metrics of the result.

    Args:
        codec: The codec that compressed the scene.
        scene: The true scene.
        compressed: The compressed scene.
    """
    decoded = decompress(codec, compressed, len(scene.tsdf))
    grid = codec.codec.config.model.scene.grid
    solid, truly = _blocks(decoded.tsdf < 0, grid), _blocks(scene.tsdf < 0, grid)
    near = _blocks(np.abs(scene.tsdf) < NEAR_SURFACE, grid)
    right = _blocks(decoded.labels == scene.labels, grid) & near
    mixed = truly.any(1) & ~truly.all(1)
    union = (solid | truly)[mixed].sum(1)
    return CompressionMetrics(
        iou=metrics.iou(solid.ravel(), truly.ravel(), np.ones(solid.size, bool)),
        classes=float(right.sum() / max(near.sum(), 1)),
        block_iou=float(np.mean((solid & truly)[mixed].sum(1) / np.maximum(union, 1))),
        block_classes=float(np.mean(right[mixed].sum(1) / np.maximum(near[mixed].sum(1), 1))),
        error=float(np.abs(decoded.tsdf - scene.tsdf)[np.abs(scene.tsdf) < NEAR_SURFACE].mean()),
    )


def _blocks(volume: NDArray, grid: int) -> NDArray:
    """Return the voxels of each block: [R, R, R] becomes [grid^3, (R / grid)^3]."""
    side = len(volume) // grid
    parts = volume.reshape(grid, side, grid, side, grid, side)
    return parts.transpose(0, 2, 4, 1, 3, 5).reshape(grid**3, side**3)
