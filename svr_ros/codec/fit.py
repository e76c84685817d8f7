"""Fitting latents to blocks: what the auto-decoder minimises, and the descent on the latents of a frozen decoder."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.networks.decoder import ImplicitDecoder

_SIGN_SHARPNESS = 8.0
_MOMENTUM = 0.8

_CPU_POINTS, _GPU_POINTS = 1 << 12, 1 << 20
"""As many points at a time as keep the decoder's widest layer in a CPU's cache (half the time), or a GPU busy."""


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


def blocks_at_once(points: int, device: torch.device) -> int:
    """Return how many blocks of so many points each to decode at a time."""
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
    """Return latents [B, L] that fit blocks better, by descent on them alone; the decoder stays as it is.

    inside [V, 3] are the places that distance and labels [B, V] are known at; each step looks at `points` of them, the
    same in every block. A step moves each latent by learning_rate (root mean square of its components) along its own
    gradient, with momentum; the rate falls to a tenth. Adam, the published choice, sizes the steps by component: near
    the optimum that amplifies the noise of the points, and latents that an encoder began get worse.
    """
    at_once = blocks_at_once(min(points, len(inside)), latents.device)
    if len(latents) > at_once:
        parts = zip(latents.split(at_once), distance.split(at_once), labels.split(at_once), strict=True)
        return torch.cat(
            [fit_latents(decoder, z, inside, d, c, steps, learning_rate, points, loss) for z, d, c in parts]
        )
    fitted, velocity = latents.detach(), torch.zeros_like(latents)
    length = latents.shape[1] ** 0.5
    for step in range(steps):
        chosen = torch.randint(len(inside), (min(points, len(inside)),), device=inside.device)
        places = inside[chosen][None]
        fitted.requires_grad_(True)
        predicted, logits = decoder.decode_blocks(fitted, places)
        total = block_loss(predicted, logits, distance[:, chosen], labels[:, chosen].long(), places, loss).sum()
        (gradient,) = torch.autograd.grad(total, [fitted])
        velocity = _MOMENTUM * velocity + (1 - _MOMENTUM) * F.normalize(gradient, dim=1) * length
        rate = learning_rate * (1 - 0.9 * step / steps) / (1 - _MOMENTUM ** (step + 1))
        fitted = fitted.detach() - rate * velocity
    return fitted
