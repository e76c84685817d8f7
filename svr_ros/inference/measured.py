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

"""Measured depth in a decoded volume: the visible surface follows it, and space before it is free."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from svr_ros.geometry.cells import containing_cells
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.decode import Volume

_FREE_SIGMAS = 2.0
"""Minimum distance before a measured surface, in standard deviations of its depth, at which space is free."""


@dataclass
class MeasuredPixels:
    """Measured depth of the canonical image, with the predictions of its pixels.

    Attributes:
        depth: Depth [S, S] in metres; zero if not measured or probably wrong.
        sigma: Standard deviation [S, S] of the depth in metres.
        normals: Unit normals [S, S, 3] in the optical frame.
        labels: Class ids [S, S].
        confidence: Probabilities [S, S] of the classes.
    """

    depth: Tensor
    sigma: Tensor
    normals: Tensor
    labels: Tensor
    confidence: Tensor


def impose_measured(volume: Volume, pixels: MeasuredPixels, frustum: Frustum, truncation: float) -> None:
    """Change a volume so that its first surface lies at the measured depth, in the columns that have one.

    In the voxels on both sides of the surface, distances become those to the measured plane (the difference of depth
    along the ray, times the cosine to the normal). Before them, predicted solids become free. The rest of the column
    keeps the prediction.

    Args:
        volume: Volume [R, R, R] to change.
        pixels: Measured depth.
        frustum: Frustum of the volume.
        truncation: Truncation of the distances in metres.
    """
    # Take the pixel in the middle of each column
    slices, rows, columns = volume.distance.shape
    size, device = len(pixels.depth), volume.distance.device
    row, column = (containing_cells(side, size, device) for side in (rows, columns))
    at = row[:, None], column
    depth, sigma, normals = pixels.depth[at], pixels.sigma[at], pixels.normals[at]
    measured = (depth > frustum.near) & (depth < frustum.far)
    # Compute the distances to the plane of each pixel
    x = (2 * (column + 0.5) / size - 1) * frustum.tan_x
    y = (2 * (row + 0.5) / size - 1) * frustum.tan_y
    cosine = -(normals[..., 0] * x + normals[..., 1] * y[:, None] + normals[..., 2])
    centres = frustum.depth_of_slice((torch.arange(-1, slices + 1, device=device) + 0.5) / slices)[:, None, None]
    before, centres, behind = centres[:-2], centres[1:-1], centres[2:]
    plane = (depth - centres) * cosine.clamp(0.05, 1.0) / truncation
    # Free what lies before the surface, and put the surface at its depth
    band = measured & (depth >= before) & (depth <= behind)
    free = measured & ~band & (centres < depth - _FREE_SIGMAS * sigma) & (volume.distance <= 0)
    changed = band & ((plane <= 0) != (volume.distance <= 0))
    volume.distance = torch.where(free | band, plane.clamp(-1, 1), volume.distance)
    volume.labels = torch.where(changed, pixels.labels[at].to(volume.labels.dtype), volume.labels)
    volume.confidence = torch.where(changed, pixels.confidence[at], volume.confidence)
