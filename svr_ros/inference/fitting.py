"""Fitting latents to blocks: what the auto-decoder minimises, and the descent on the latents of a frozen decoder."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.networks.decoder import ImplicitDecoder

_SIGN_SHARPNESS = 8.0

CACHED_POINTS = 4096
"""As many points at a time as keep the decoder's widest layer in a CPU's cache, which halves the time."""


@dataclass(frozen=True)
class BlockLoss:
    """Weigh what is wrong in blocks; distances are in truncations.

    An error of the distance d counts 1 + surface / (|d| + softening) + corner (1 - distance to the nearest face, in
    half-widths of the block)^2 times.
    """

    surface: float = 0.5
    softening: float = 0.05
    corner: float = 0.5
    sign: float = 0.3
    """Weight of the cross-entropy of free or solid."""

    classes: float = 2.0
    """Weight of the cross-entropy of the class, which counts as the distance's error does but for the first term."""

    only_near: bool = True
    """Whether classes count near surfaces only."""


PAPER_LOSS = BlockLoss(
    surface=37.27391884443913,
    softening=1e-3 / 0.8,
    corner=1.0,
    sign=0.0,
    classes=30.31588277256487 / 0.8,
    only_near=False,
)
"""The published weights; their truncation is 0.8 half-widths of a block, ours is 1."""


def block_loss(
    predicted: Tensor, logits: Tensor, distance: Tensor, labels: Tensor, inside: Tensor, loss: BlockLoss
) -> Tensor:
    """Return the loss [B] of blocks whose distances [B, P] and labels [B, P] are known at places [B or 1, P, 3].

    predicted [B, P] and logits [B, P, 10] are what the decoder says there; distances are in truncations.
    """
    clamped = predicted + (predicted.clamp(-1, 1) - predicted).detach()  # the clamp lets the gradient through
    error = (clamped - distance).abs()
    to_face = (1 - (2 * inside - 1).abs()).amin(-1).clamp(min=0)
    weight = 1 + loss.surface / (distance.abs() + loss.softening) + loss.corner * (1 - to_face) ** 2
    total = (weight * error).mean(1)
    if loss.sign:
        free = (distance > 0).float()
        crossed = F.binary_cross_entropy_with_logits(predicted * _SIGN_SHARPNESS, free, reduction="none")
        total = total + loss.sign * crossed.mean(1)
    entropy = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="none").view_as(distance)
    near = (distance.abs() < 0.5).float() + 0.1 if loss.only_near else torch.ones_like(distance)
    return total + loss.classes * (near * entropy).mean(1)


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
    """Return latents [B, L] that fit blocks better: Adam on them alone, the decoder stays as it is.

    inside [V, 3] are the places that distance and labels [B, V] are known at; each step looks at `points` of them, the
    same in every block. The rate falls to a tenth over the steps.
    """
    at_once = max(1, CACHED_POINTS // min(points, len(inside)))
    parts = zip(latents.split(at_once), distance.split(at_once), labels.split(at_once), strict=True)
    return torch.cat(
        [_fit(decoder, part, inside, d, c, steps, learning_rate, points, loss) for part, d, c in parts]
        or [latents.detach()]
    )


def _fit(
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
    fitted = latents.detach().clone().requires_grad_(True)
    optimizer = torch.optim.Adam([fitted], lr=learning_rate, betas=(0.9, 0.95))
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = learning_rate * (1 - 0.9 * step / steps)
        chosen = torch.randint(len(inside), (min(points, len(inside)),), device=inside.device)
        places = inside[chosen][None]
        predicted, logits = decoder.decode_blocks(fitted, places)
        total = block_loss(predicted, logits, distance[:, chosen], labels[:, chosen].long(), places, loss).sum()
        (fitted.grad,) = torch.autograd.grad(total, [fitted])
        optimizer.step()
    return fitted.detach()
