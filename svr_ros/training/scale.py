"""The scale that the network believes in: one picture tells the shape of a room, but hardly how large it is.

The volume is trained on the room enlarged or shrunk to the depth that the U-Net gives it. Asked for the true size it
would learn to hedge: at the true place of a chair's leg there is mostly nothing, so the leg would vanish.
"""

from __future__ import annotations

import torch
from torch import Tensor

from svr_ros.geometry.frustum import Frustum

_LIMITS = (0.6, 1.6)


def believed_scale(log_depth: Tensor, depth: Tensor) -> Tensor:
    """Return the median ratio [N, 1] of predicted log depth [N, 1, h, w] to true depth [N, h, w]; no gradient flows."""
    ratio = log_depth.detach()[:, 0] - depth.clamp(min=1e-3).log()
    return ratio.flatten(1).median(1, keepdim=True).values.exp().clamp(*_LIMITS)


def rescale(points: Tensor, scale: Tensor, frustum: Frustum) -> tuple[Tensor, Tensor]:
    """Move points [N, P, 3] of the volume along their rays as a scene does that is scaled by [N, 1] about the camera.

    Returns the points and whether they are still in range [N, P]; distances between points scale likewise.
    """
    near, far = frustum.near, frustum.far
    u = 1 - points[..., 2]
    depth = scale * near * far / (near + (far - near) * u * u)
    inside = (depth > near) & (depth < far)
    ratio = near * (far - depth) / ((far - near) * depth)
    return torch.stack([points[..., 0], points[..., 1], 1 - ratio.clamp(0, 1).sqrt()], -1), inside
