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

"""Loss shaping: weights of errors by the visibility of their voxel (Denninger & Triebel 2023)."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.geometry.visibility import Visibility, VisibilityGrid
from svr_ros.labels import NAMES, Label


@dataclass(frozen=True)
class ShapingConfig:
    """Weights of voxels by visibility; the defaults are the published ones.

    Raises:
        InputError: If a weight is negative or not finite.
    """

    visible_free: float = 2.0
    """Weight of visible free space."""

    visible_surface: float = 100.0
    """Weight of visible surfaces."""

    occluded_free_near: float = 0.25
    """Weight of occluded free space next to visible space."""

    occluded_free_far: float = 0.5
    """Weight of occluded free space at the maximum distance of the flood fill; it is linear in between."""

    occluded_surface: float = 20.0
    """Weight of occluded surfaces."""

    unreachable: float = 0.01
    """Weight of unreachable voxels."""

    objects: float = 5.0
    """Factor of surfaces of all classes except for wall and floor."""

    def __post_init__(self) -> None:
        for name, value in dataclasses.asdict(self).items():
            if not 0 <= value < math.inf:
                raise InputError(f"the weight {name} is {value:g}; expected a finite number, zero or above")


PAPER = ShapingConfig()
"""The published weights."""

COMPACT = ShapingConfig(
    visible_free=0.3,
    visible_surface=1.0,
    occluded_free_near=0.15,
    occluded_free_far=0.15,
    occluded_surface=0.5,
    unreachable=0.08,
    objects=3.0,
)
"""Weights of the compact model, in a narrower range."""


def voxel_weights(visibility: VisibilityGrid, labels: NDArray[np.uint8], config: ShapingConfig) -> NDArray[np.float32]:
    """Return the weights of voxels [D, R, C]; labels [D, R, C] are the classes of the nearest surfaces."""
    if labels.shape != visibility.category.shape:
        raise InputError(
            f"labels have the shape {labels.shape}, visibility {visibility.category.shape}; expected the same"
        )
    return _weights(visibility.category, visibility.distance, labels, config)


def block_weights(weights: NDArray[np.float32], grid: int) -> NDArray[np.float32]:
    """Return the mean weights of blocks [grid, grid, grid], given the weights of voxels [D, R, C]."""
    if grid < 1 or any(side % grid for side in weights.shape):
        raise InputError(f"weights have the shape {weights.shape}; expected multiples of {grid} blocks")
    depths, rows, columns = (side // grid for side in weights.shape)
    blocks = weights.reshape(grid, depths, grid, rows, grid, columns)
    return blocks.mean((1, 3, 5), dtype=np.float64).astype(np.float32)


def weights_at(
    visibility: VisibilityGrid, labels: NDArray[np.uint8], volume: NDArray[np.floating], config: ShapingConfig
) -> NDArray[np.float32]:
    """Return the weights [N] of points by the visibility of the voxels that contain them.

    Args:
        visibility: Visibility of the voxels.
        labels: Class ids [N] of the points.
        volume: Volume coordinates [N, 3] of the points.
        config: Weights by visibility.
    """
    if labels.shape != volume.shape[:1]:
        raise InputError(f"{len(volume)} points have labels of the shape {labels.shape}; expected one per point")
    sides = np.array(visibility.category.shape)
    depth, row, column = np.clip((volume[:, ::-1] * sides).astype(np.intp), 0, sides - 1).T
    return _weights(visibility.category[depth, row, column], visibility.distance[depth, row, column], labels, config)


def _weights(
    category: NDArray[np.uint8], distance: NDArray[np.float32], labels: NDArray[np.uint8], config: ShapingConfig
) -> NDArray[np.float32]:
    """Return the weights of voxels or points by visibility, distance of the flood fill in 0..1 and class, all [...]."""
    # One lookup by (category, label) is several times as fast as a selection per category.
    table = np.zeros((len(Visibility), 256), np.float32)
    table[Visibility.VISIBLE_FREE] = config.visible_free
    table[Visibility.VISIBLE_SURFACE] = config.visible_surface
    table[Visibility.OCCLUDED_FREE] = config.occluded_free_near
    table[Visibility.OCCLUDED_SURFACE] = config.occluded_surface
    table[Visibility.UNREACHABLE] = config.unreachable
    objects = [label for label in range(len(NAMES)) if label not in (Label.WALL, Label.FLOOR)]
    table[np.ix_([Visibility.VISIBLE_SURFACE, Visibility.OCCLUDED_SURFACE], objects)] *= config.objects
    weights = table.ravel()[category.astype(np.uint16) * 256 + labels]
    rise = np.float32(config.occluded_free_far - config.occluded_free_near)
    return weights + rise * distance * (category == Visibility.OCCLUDED_FREE)
