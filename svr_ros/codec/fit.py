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

"""Fitting of latents to blocks: the loss of the auto-decoder, and gradient descent with a frozen decoder."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.networks.decoder import ImplicitDecoder

_SIGN_SHARPNESS = 8.0
"""Factor of distances in truncations in the logit of free space; the codec has one of its own."""

_MOMENTUM = 0.8
"""Momentum of the descent of `fit_latents`."""

_CPU_POINTS, _GPU_POINTS = 1 << 12, 1 << 20
"""Points per batch, so that the decoder's widest layer fits into a CPU's cache (half the time), or fills a GPU."""


@dataclass(frozen=True)
class BlockLoss:
    """Weights of the loss of blocks; distances d are in truncations.

    The error of a distance has the weight 1 + surface / (|d| + softening) + corner (1 - f)^2, with f the distance to
    the nearest face in half-widths of the block.
    """

    surface: float = 0.5
    """Weight of errors near surfaces."""

    softening: float = 0.05
    """Distance in truncations that bounds the weight at surfaces."""

    corner: float = 0.5
    """Weight of errors near faces of the block."""

    sign: float = 0.3
    """Weight of the cross-entropy of free and solid."""

    classes: float = 2.0
    """Weight of the cross-entropy of the classes."""

    only_near: bool = True
    """Whether classes count near surfaces, with a small weight elsewhere; otherwise they count everywhere alike."""


PAPER_LOSS = BlockLoss(
    surface=37.27391884443913,
    softening=1e-3 / 0.8,
    corner=1.0,
    sign=0.0,
    classes=30.31588277256487 / 0.8,
    only_near=False,
)
"""The published weights, rescaled from a truncation of 0.8 half-widths of a block to one of 1."""


def block_loss(
    predicted: Tensor, logits: Tensor, distance: Tensor, labels: Tensor, inside: Tensor, loss: BlockLoss
) -> Tensor:
    """Return the loss [B] of blocks.

    Args:
        predicted: Predicted distances [B, P] in truncations.
        logits: Predicted class logits [B, P, 10].
        distance: True distances [B, P] in truncations.
        labels: True class ids [B, P].
        inside: Positions [B or 1, P, 3] of the points in their blocks, in [0, 1].
        loss: Weights of the loss.
    """
    # Weighted error of the distance
    clamped = predicted + (predicted.clamp(-1, 1) - predicted).detach()  # a clamp that passes the gradient
    error = (clamped - distance).abs()
    to_face = (1 - (2 * inside - 1).abs()).amin(-1).clamp(min=0)
    weight = 1 + loss.surface / (distance.abs() + loss.softening) + loss.corner * (1 - to_face) ** 2
    total = (weight * error).mean(1)
    # Cross-entropy of free and solid
    if loss.sign:
        free = (distance > 0).float()
        crossed = F.binary_cross_entropy_with_logits(predicted * _SIGN_SHARPNESS, free, reduction="none")
        total = total + loss.sign * crossed.mean(1)
    # Cross-entropy of the classes
    entropy = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="none").view_as(distance)
    near = (distance.abs() < 0.5).float() + 0.1 if loss.only_near else torch.ones_like(distance)
    return total + loss.classes * (near * entropy).mean(1)


def blocks_at_once(points: int, device: torch.device) -> int:
    """Return the number of blocks with `points` points each to decode at a time."""
    return max(1, (_GPU_POINTS if device.type == "cuda" else _CPU_POINTS) // points)


def fit_latents(
    decoder: ImplicitDecoder,
    latents: Tensor,
    inside: Tensor,
    distance: Tensor,
    labels: Tensor,
    steps: int,
    learning_rate: float,
    points: int,
    loss: BlockLoss,
) -> Tensor:
    """Fit latents to blocks by gradient descent with a frozen decoder.

    A step moves each latent by learning_rate (root mean square of its components) along its own gradient, with
    momentum; the rate falls to a tenth. Adam, the published choice, scales the steps per component: near the optimum
    this amplifies the noise of the sampled points, and latents from an encoder get worse.

    Args:
        decoder: The decoder.
        latents: Initial latents [B, L].
        inside: Positions [V, 3] in the blocks of the known points.
        distance: Distances [B, V] of the known points in truncations.
        labels: Class ids [B, V] of the known points.
        steps: Number of steps.
        learning_rate: Initial length of a step.
        points: Number of points per step, the same ones in every block.
        loss: Weights of the loss.

    Returns:
        Fitted latents [B, L].
    """
    # Fit batches of blocks one after the other
    at_once = blocks_at_once(min(points, len(inside)), latents.device)
    if len(latents) > at_once:
        parts = zip(latents.split(at_once), distance.split(at_once), labels.split(at_once), strict=True)
        return torch.cat(
            [fit_latents(decoder, z, inside, d, c, steps, learning_rate, points, loss) for z, d, c in parts]
        )
    # Descend
    fitted, velocity = latents.detach(), torch.zeros_like(latents)
    length = latents.shape[1] ** 0.5
    for step in range(steps):
        chosen = torch.randint(len(inside), (min(points, len(inside)),), device=inside.device)
        positions = inside[chosen][None]
        # Compute the gradient of each latent
        fitted.requires_grad_(True)
        predicted, logits = decoder.decode_blocks(fitted, positions)
        total = block_loss(predicted, logits, distance[:, chosen], labels[:, chosen].long(), positions, loss).sum()
        (gradient,) = torch.autograd.grad(total, [fitted])
        # Move along the normalised gradient, with a correction of the momentum's start
        velocity = _MOMENTUM * velocity + (1 - _MOMENTUM) * F.normalize(gradient, dim=1) * length
        rate = learning_rate * (1 - 0.9 * step / steps) / (1 - _MOMENTUM ** (step + 1))
        fitted = fitted.detach() - rate * velocity
    return fitted
