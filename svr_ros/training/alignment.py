"""Move the truth to where the U-Net believes the visible surfaces to be, before the volume is compared with it.

One picture hardly tells how large a room is and how far its things are. Asked for the true place of a chair's leg, the
volume would learn to hedge (at any one place there is mostly nothing) and the leg would vanish. So it learns what
is certain, the shape of things and what is behind them, and the U-Net alone answers for the distance.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from svr_ros.geometry.frustum import Frustum

_LIMITS = (0.5, 2.0)


def believed_scale(log_depth: Tensor, depth: Tensor, seen: Tensor) -> Tensor:
    """Return the median ratio [N, 1] of predicted log depth [N, 1, h, w] to true depth [N, h, w] where seen [N, h, w];
    no gradient flows."""
    ratio = log_depth.detach()[:, 0] - depth.clamp(min=1e-3).log()
    known = ratio.masked_fill(~seen, math.nan).flatten(1)
    return known.nanmedian(1, keepdim=True).values.nan_to_num(0.0).exp().clamp(*_LIMITS)


def align(points: Tensor, log_depth: Tensor, depth: Tensor, scale: Tensor, frustum: Frustum) -> tuple[Tensor, Tensor]:
    """Move points [N, P, 3] of the volume along their rays; returns them and whether they stay in range [N, P].

    What is true at the visible surface, depth [N, h, w] in metres, comes to the predicted, log_depth [N, 1, h, w].
    Points before it move in proportion; points behind keep their distance to it, times the scale [N, 1] of the scene.
    """
    height, width = depth.shape[-2:]
    column = (points[..., 0] * width).long().clamp(0, width - 1)
    row = (points[..., 1] * height).long().clamp(0, height - 1)
    pixel = row * width + column
    surface = depth.flatten(1).gather(1, pixel).clamp(min=1e-3)
    ratio = (log_depth.detach().flatten(1).gather(1, pixel).exp() / surface).clamp(*_LIMITS)
    true = frustum.depth_of_slice(points[..., 2])
    moved = torch.where(true < surface, true * ratio, surface * ratio + (true - surface) * scale)
    inside = (moved > frustum.near) & (moved < frustum.far)
    return torch.stack([points[..., 0], points[..., 1], frustum.slice_of_depth(moved)], -1), inside
