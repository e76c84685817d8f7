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

"""Losses of pixel predictions, of decoded points and of latents."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.labels import UNOBSERVED, Label
from svr_ros.networks.decoder import SIGN_SHARPNESS, PointPrediction
from svr_ros.networks.pixel_net import PixelPrediction

_SLOPE_STEPS = 1, 2, 4, 8, 16, 32
_FULL_SLOPE_STEPS = 1, 2, 4

_LOG_ERROR_RANGE = -7.0, 3.0
"""Range of the predicted logarithm of the error of distances; beyond it the likelihood overflows."""

_EDGE_JUMP = 0.05
"""Difference of log depth within 3 x 3 pixels from which a pixel lies on an edge of depth."""

_EDGE_WEIGHT = 5.0
"""Weight of pixels on an edge in the depth of the full image."""

CLASS_WEIGHTS = torch.ones(len(Label))
"""Cross-entropy weights [10] of the classes: rare classes count more, walls and floors less."""
CLASS_WEIGHTS[[Label.WALL, Label.FLOOR]] = 0.6
CLASS_WEIGHTS[[Label.VOID]] = 0.8
CLASS_WEIGHTS[[Label.TABLE, Label.CHAIR]] = 1.3
CLASS_WEIGHTS[[Label.BATH, Label.LIGHTING]] = 1.5


def normals_loss(predicted: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """Return the mean of 1 - cosine between unit normals [N, 3, h, w] over the valid pixels [N, h, w]."""
    return _masked_mean(1 - (predicted * target).sum(1), valid)


def depth_loss(log_depth: Tensor, target: Tensor, valid: Tensor, depth_range: tuple[float, float]) -> Tensor:
    """Return the mean absolute error of log depth over the valid pixels.

    Args:
        log_depth: Predicted logarithms [N, 1, h, w] of the depth in metres.
        target: True depths [N, h, w] in metres.
        valid: Mask [N, h, w].
        depth_range: Range in metres to which true depths are clamped.
    """
    return _masked_mean((log_depth[:, 0] - target.clamp(*depth_range).log()).abs(), valid)


def full_depth_loss(log_depth: Tensor, target: Tensor, valid: Tensor, depth_range: tuple[float, float]) -> Tensor:
    """Return the mean absolute error of log depth over the valid pixels, those on edges of depth weighted higher.

    For the arguments, see `depth_loss`; h = w = S.
    """
    true = target.clamp(*depth_range).log()
    jump = F.max_pool2d(true[:, None], 3, 1, 1) + F.max_pool2d(-true[:, None], 3, 1, 1)
    weight = valid * (1 + (_EDGE_WEIGHT - 1) * (jump[:, 0] > _EDGE_JUMP))
    return ((log_depth[:, 0] - true).abs() * weight).sum() / weight.sum().clamp(min=1)


def depth_slopes_loss(
    log_depth: Tensor,
    target: Tensor,
    valid: Tensor,
    depth_range: tuple[float, float],
    steps: tuple[int, ...] = _SLOPE_STEPS,
) -> Tensor:
    """Return the mean absolute difference of the errors of log depth between pairs of valid pixels.

    The pixels of a pair are `steps` pixels apart along rows or columns. The loss keeps planes flat, edges
    sharp and rooms in proportion, independently of the scale (multi-scale gradient matching, Li & Snavely 2018). For
    the arguments, see `depth_loss`.
    """
    error = log_depth[:, 0] - target.clamp(*depth_range).log()
    parts = []
    for step in steps:
        for axis in (1, 2):
            length = error.shape[axis] - step
            if length > 0:
                both = valid.narrow(axis, 0, length) & valid.narrow(axis, step, length)
                change = error.narrow(axis, step, length) - error.narrow(axis, 0, length)
                parts.append(_masked_mean(change.abs(), both))
    return torch.stack(parts).mean() if parts else error.sum() * 0


def depth_bins_loss(logits: Tensor, centres: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """Return the cross-entropy of depth bins, with the target distributed linearly to the two nearest bins.

    Args:
        logits: Logits [N, B, h, w] of the bins.
        centres: Equally spaced centres of the B bins of log depth, of any shape.
        target: True depths [N, h, w] in metres.
        valid: Mask [N, h, w].
    """
    centres = centres.flatten()
    position = (target.clamp(min=1e-3).log() - centres[0]) / (centres[1] - centres[0])
    position = position.clamp(0, len(centres) - 1)
    lower = position.floor().clamp(max=len(centres) - 2)
    fraction = (position - lower)[:, None]
    lower_index = lower.long()[:, None]
    log_probability = logits.log_softmax(1)
    low = log_probability.gather(1, lower_index)
    high = log_probability.gather(1, lower_index + 1)
    return _masked_mean(-((1 - fraction) * low + fraction * high)[:, 0], valid)


def classes_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Return the weighted cross-entropy of logits [N, 10, h, w], resized to the class ids [N, H, W].

    Pixels with the label UNOBSERVED do not count.
    """
    logits = F.interpolate(logits, target.shape[-2:], mode="bilinear", align_corners=False)
    return F.cross_entropy(logits, target, weight=CLASS_WEIGHTS.to(logits.device), ignore_index=UNOBSERVED)


def _masked_mean(error: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of an error in a mask; zero if the mask is empty."""
    return (error * mask).sum() / mask.sum().clamp(min=1)


def distance_loss(
    predicted: Tensor, distance: Tensor, weights: Tensor, truncation: float, max_distance: float = 1.0
) -> Tensor:
    """Return the weighted mean absolute error of distances [N, P] in truncations, both clamped to +-max_distance.

    Args:
        predicted: Predicted distances [N, P] in truncations.
        distance: True distances [N, P] in metres.
        weights: Weights [N, P] of the points.
        truncation: Truncation in metres.
        max_distance: Bound of the distances in truncations.
    """
    target = (distance / truncation).clamp(-max_distance, max_distance)
    # Predictions beyond the bound have no error if their sign is right. Clamping them instead would also drop the
    # gradient of predictions with the wrong sign.
    error = (predicted - target).abs()
    right = (predicted * target > 0) & (target.abs() == max_distance) & (predicted.abs() > max_distance)
    return (weights * error.masked_fill(right, 0.0)).sum() / weights.sum()


def sign_loss(predicted: Tensor, distance: Tensor, weights: Tensor) -> Tensor:
    """Return the weighted binary cross-entropy of the signs of distances, free or solid.

    Args:
        predicted: Predicted distances [N, P] in truncations.
        distance: True distances [N, P] in metres.
        weights: Weights [N, P] of the points.
    """
    free = (distance > 0).float()
    loss = F.binary_cross_entropy_with_logits(predicted * SIGN_SHARPNESS, free, reduction="none")
    return (weights * loss).sum() / weights.sum()


def point_classes_loss(logits: Tensor, labels: Tensor, distance: Tensor, weights: Tensor, truncation: float) -> Tensor:
    """Return the weighted cross-entropy of the classes of the points near a surface or inside an object.

    Args:
        logits: Class logits [N, P, 10].
        labels: True class ids [N, P].
        distance: True distances [N, P] in metres.
        weights: Weights [N, P] of the points.
        truncation: Truncation in metres.
    """
    near = weights * (distance < truncation)
    loss = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), CLASS_WEIGHTS.to(logits.device), reduction="none")
    return (near.flatten() * loss).sum() / near.sum().clamp(min=1)


def distance_error_loss(
    log_error: Tensor, predicted: Tensor, distance: Tensor, weights: Tensor, truncation: float
) -> Tensor:
    """Return the weighted negative log-likelihood of distances under a Laplace distribution, near surfaces.

    Its scale exp(log_error) learns the expected absolute error; the predicted distances get no gradient.

    Args:
        log_error: Predicted logarithms [N, P] of the absolute error in truncations.
        predicted: Predicted distances [N, P] in truncations.
        distance: True distances [N, P] in metres.
        weights: Weights [N, P] of the points.
        truncation: Truncation in metres.
    """
    target = (distance / truncation).clamp(-1, 1)
    error = (predicted.detach().clamp(-1, 1) - target).abs()
    near = weights * ((target.abs() < 1) | (predicted.detach().abs() < 1))
    log_error = log_error.clamp(*_LOG_ERROR_RANGE)
    loss = error * torch.exp(-log_error) + log_error
    return (near * loss).sum() / near.sum().clamp(min=1)


def offset_loss(predicted: Tensor, target: Tensor, weights: Tensor) -> Tensor:
    """Return the weighted mean absolute error in metres of offsets [N, P, 3] to the centres of objects."""
    return (weights * (predicted - target).abs().mean(-1)).sum() / weights.sum().clamp(min=1)


def pixel_losses(
    predicted: PixelPrediction,
    centres: Tensor,
    depth_range: tuple[float, float],
    depth: Tensor,
    normals: Tensor,
    labels: Tensor,
    valid: Tensor,
) -> dict[str, Tensor]:
    """Return the losses of the pixel predictions by name; predictions that are None have none.

    Args:
        predicted: Pixel predictions.
        centres: Centres of the bins of log depth.
        depth_range: Range of the depth in metres.
        depth: True depths [N, S, S] in metres.
        normals: True unit normals [N, 3, h, w].
        labels: True class ids [N, S, S].
        valid: Mask [N, S, S].
    """
    stride = depth.shape[-1] // predicted.normals.shape[-1]
    at = slice(None), slice(stride // 2, None, stride), slice(stride // 2, None, stride)
    losses = {"normals": normals_loss(predicted.normals, normals, valid[at])}
    if predicted.depth is not None:
        losses["depth"] = depth_loss(predicted.depth.log, depth[at], valid[at], depth_range)
        losses["depth_slopes"] = depth_slopes_loss(predicted.depth.log, depth[at], valid[at], depth_range)
        losses["depth_bins"] = depth_bins_loss(predicted.depth.logits, centres, depth[at], valid[at])
        full = predicted.depth.log_full
        if full is not None:
            losses["full_depth"] = full_depth_loss(full, depth, valid, depth_range)
            losses["full_slopes"] = depth_slopes_loss(full, depth, valid, depth_range, _FULL_SLOPE_STEPS)
    if predicted.class_logits is not None:
        losses["classes"] = classes_loss(predicted.full_class_logits(labels.shape[-1]), labels)
    return losses


def point_losses(
    predicted: PointPrediction,
    distance: Tensor,
    labels: Tensor,
    weights: Tensor,
    truncation: float,
    max_distance: float = 1.0,
    offset: Tensor | None = None,
    on_object: Tensor | None = None,
) -> dict[str, Tensor]:
    """Return the losses of decoded points by name.

    Args:
        predicted: Predictions [N, P] of the decoder.
        distance: True distances [N, P] in metres.
        labels: True class ids [N, P].
        weights: Weights [N, P] of the points.
        truncation: Truncation in metres.
        max_distance: Bound in truncations up to which distances are learned.
        offset: True offsets [N, P, 3] in metres from the points to the centres of their objects.
        on_object: Mask [N, P] of the points near the surface of an object.
    """
    losses = {
        "distance": distance_loss(predicted.distance, distance, weights, truncation, max_distance),
        "sign": sign_loss(predicted.distance, distance, weights),
        "point_classes": point_classes_loss(predicted.class_logits, labels, distance, weights, truncation),
    }
    if predicted.log_error is not None:
        losses["distance_error"] = distance_error_loss(
            predicted.log_error, predicted.distance, distance, weights, truncation
        )
    if predicted.offset is not None and offset is not None and on_object is not None:
        losses["instance_offset"] = offset_loss(predicted.offset, offset, weights * on_object)
    return losses


def latents_loss(predicted: Tensor, target: Tensor, weights: Tensor) -> Tensor:
    """Return the mean absolute error of latents [N, L, g, g, g], weighted by block [N, g, g, g]."""
    return ((predicted - target).abs().mean(1) * weights).mean()
