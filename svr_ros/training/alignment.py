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

"""Alignment of the ground truth with the predicted depth, before the volume is compared with it.

The size of a room and the depth of its contents are uncertain in a single image. A volume that had to predict the true
position of a chair's leg would hedge, as any one position is most probably free, and the leg would vanish. The volume
therefore learns the shape of objects and the space behind them, and the pixel network alone predicts the depth.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from svr_ros.geometry.frustum import Frustum

_LIMITS = (0.5, 2.0)


def estimate_scale(log_depth: Tensor, depth: Tensor, valid: Tensor) -> Tensor:
    """Return the median ratio [N, 1] of predicted to true depth over valid pixels, without gradient.

    Args:
        log_depth: Predicted logarithms [N, 1, h, w] of the depth in metres.
        depth: True depths [N, h, w] in metres.
        valid: Mask [N, h, w].
    """
    log_ratio = log_depth.detach()[:, 0] - depth.clamp(min=1e-3).log()
    log_ratio = log_ratio.masked_fill(~valid, math.nan).flatten(1)
    return log_ratio.nanmedian(1, keepdim=True).values.nan_to_num(0.0).exp().clamp(*_LIMITS)


def align(points: Tensor, log_depth: Tensor, depth: Tensor, scale: Tensor, frustum: Frustum) -> tuple[Tensor, Tensor]:
    """Move points along their rays so that the true visible surface moves to the predicted depth.

    Points before the surface move in proportion; points behind it keep their distance to it, times the scale.

    Args:
        points: Volume coordinates [N, P, 3].
        log_depth: Predicted logarithms [N, 1, h, w] of the depth in metres.
        depth: True depths [N, h, w] of the visible surface in metres.
        scale: Scale [N, 1] of the scenes, as estimated by `estimate_scale`.
        frustum: Frustum of the volume.

    Returns:
        The moved points [N, P, 3], and the mask [N, P] of those within the frustum's range.
    """
    # Look up the true and the predicted depth of the points' pixels
    height, width = depth.shape[-2:]
    column = (points[..., 0] * width).long().clamp(0, width - 1)
    row = (points[..., 1] * height).long().clamp(0, height - 1)
    pixel = row * width + column
    surface = depth.flatten(1).gather(1, pixel).clamp(min=1e-3)
    ratio = (log_depth.detach().flatten(1).gather(1, pixel).exp() / surface).clamp(*_LIMITS)
    # Move the points
    true = frustum.depth_of_slice(points[..., 2])
    moved = torch.where(true < surface, true * ratio, surface * ratio + (true - surface) * scale)
    inside = (moved > frustum.near) & (moved < frustum.far)
    return torch.stack([points[..., 0], points[..., 1], frustum.slice_of_depth(moved)], -1), inside
