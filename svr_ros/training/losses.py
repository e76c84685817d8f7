"""What training minimises: surfaces per pixel, signed distance and class per point."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.labels import UNOBSERVED, Label
from svr_ros.networks.pixel_net import Surface

_SIGN_SHARPNESS = 6.0
_SLOPE_STEPS = 1, 2, 4, 8, 16, 32

CLASS_WEIGHTS = torch.ones(len(Label))
"""Cross-entropy weight of each class [10]: rare ones count more, the ever-present walls and floors less."""
CLASS_WEIGHTS[[Label.WALL, Label.FLOOR]] = 0.6
CLASS_WEIGHTS[[Label.VOID]] = 0.8
CLASS_WEIGHTS[[Label.TABLE, Label.CHAIR]] = 1.3
CLASS_WEIGHTS[[Label.BATH, Label.LIGHTING]] = 1.5


def normals_loss(predicted: Tensor, target: Tensor, seen: Tensor) -> Tensor:
    """Return the mean of 1 - cosine between unit normals [N, 3, h, w] over the pixels that were seen [N, h, w]."""
    return _mean_seen(1 - (predicted * target).sum(1), seen)


def depth_loss(log_depth: Tensor, target: Tensor, seen: Tensor, depth_range: tuple[float, float]) -> Tensor:
    """Return the mean absolute error of log depth [N, 1, h, w] against depths [N, h, w] in metres, where seen."""
    return _mean_seen((log_depth[:, 0] - target.clamp(*depth_range).log()).abs(), seen)


def depth_slopes_loss(log_depth: Tensor, target: Tensor, seen: Tensor, depth_range: tuple[float, float]) -> Tensor:
    """Return how much the error of log depth [N, 1, h, w] changes from pixel to pixel, where both are seen.

    The mean absolute difference of the errors of pixels 1, 2, 4, 8, 16 and 32 apart, along rows and columns: planes are
    to be plane, edges sharp, and rooms in proportion, wherever the whole lies (multi-scale gradient matching, Li &
    Snavely 2018).
    """
    error = log_depth[:, 0] - target.clamp(*depth_range).log()
    parts = []
    for step in _SLOPE_STEPS:
        for axis in (1, 2):
            length = error.shape[axis] - step
            if length > 0:
                both = seen.narrow(axis, 0, length) & seen.narrow(axis, step, length)
                change = error.narrow(axis, step, length) - error.narrow(axis, 0, length)
                parts.append(_mean_seen(change.abs(), both))
    return torch.stack(parts).mean() if parts else error.sum() * 0


def depth_bins_loss(logits: Tensor, centres: Tensor, target: Tensor, seen: Tensor) -> Tensor:
    """Return the cross-entropy of logits [N, B, h, w] against depths [N, h, w], shared by the two nearest bins."""
    centres = centres.flatten()
    position = (target.clamp(min=1e-3).log() - centres[0]) / (centres[1] - centres[0])
    position = position.clamp(0, len(centres) - 1)
    lower = position.floor().clamp(max=len(centres) - 2)
    share = (position - lower)[:, None]
    lower_index = lower.long()[:, None]
    log_probability = logits.log_softmax(1)
    low = log_probability.gather(1, lower_index)
    high = log_probability.gather(1, lower_index + 1)
    return _mean_seen(-((1 - share) * low + share * high)[:, 0], seen)


def classes_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Return the weighted cross-entropy of logits [N, 10, h, w], enlarged to the size of class ids [N, H, W].

    Pixels that are UNOBSERVED do not count.
    """
    logits = F.interpolate(logits, target.shape[-2:], mode="bilinear", align_corners=False)
    return F.cross_entropy(logits, target, weight=CLASS_WEIGHTS.to(logits.device), ignore_index=UNOBSERVED)


def _mean_seen(error: Tensor, seen: Tensor) -> Tensor:
    return (error * seen).sum() / seen.sum().clamp(min=1)


def distance_loss(
    predicted: Tensor, distance: Tensor, weights: Tensor, truncation: float, reach: float = 1.0
) -> Tensor:
    """Return the weighted mean absolute error of distances [N, P], in truncations, both clamped to +-reach."""
    target = (distance / truncation).clamp(-reach, reach)
    # A prediction beyond that on the right side is right; the clamp's flat part gives it no gradient.
    error = (predicted - target).abs()
    right = (predicted * target > 0) & (target.abs() == reach) & (predicted.abs() > reach)
    return (weights * error.masked_fill(right, 0.0)).sum() / weights.sum()


def sign_loss(predicted: Tensor, distance: Tensor, weights: Tensor) -> Tensor:
    """Return the weighted binary cross-entropy of the signs of distances [N, P]: free or solid, however near."""
    free = (distance > 0).float()
    loss = F.binary_cross_entropy_with_logits(predicted * _SIGN_SHARPNESS, free, reduction="none")
    return (weights * loss).sum() / weights.sum()


def point_classes_loss(logits: Tensor, labels: Tensor, distance: Tensor, weights: Tensor, truncation: float) -> Tensor:
    """Return the weighted cross-entropy of logits [N, P, 10] at the points that are near or in something."""
    near = weights * (distance < truncation)
    loss = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), CLASS_WEIGHTS.to(logits.device), reduction="none")
    return (near.flatten() * loss).sum() / near.sum().clamp(min=1)


def surface_losses(
    surface: Surface,
    centres: Tensor,
    depth_range: tuple[float, float],
    depth: Tensor,
    normals: Tensor,
    classes: Tensor,
    seen: Tensor,
) -> dict[str, Tensor]:
    """Return the losses of what the U-Net says of the pixels, by name; it may not tell depth or classes."""
    losses = {"normals": normals_loss(surface.normals, normals, seen)}
    if surface.depth is not None:
        losses["depth"] = depth_loss(surface.depth.log, depth, seen, depth_range)
        losses["depth_slopes"] = depth_slopes_loss(surface.depth.log, depth, seen, depth_range)
        losses["depth_bins"] = depth_bins_loss(surface.depth.logits, centres, depth, seen)
    if surface.class_logits is not None:
        losses["classes"] = classes_loss(surface.class_logits, classes)
    return losses


def point_losses(
    predicted: Tensor,
    logits: Tensor,
    distance: Tensor,
    labels: Tensor,
    weights: Tensor,
    truncation: float,
    reach: float = 1.0,
) -> dict[str, Tensor]:
    """Return the losses of what the decoder says at points, by name; distances count up to `reach` truncations."""
    return {
        "distance": distance_loss(predicted, distance, weights, truncation, reach),
        "sign": sign_loss(predicted, distance, weights),
        "point_classes": point_classes_loss(logits, labels, distance, weights, truncation),
    }


def latents_loss(predicted: Tensor, target: Tensor, weights: Tensor) -> Tensor:
    """Return the mean absolute error of latents [N, L, g, g, g], each block weighed by weights [N, g, g, g]."""
    return ((predicted - target).abs().mean(1) * weights).mean()
