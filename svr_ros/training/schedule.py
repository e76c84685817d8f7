"""How a run's learning rate goes, and the running average of its parameters."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from svr_ros.training.config import TrainingConfig


def rate(step: int, progress: float, training: TrainingConfig) -> float:
    """Return the share of the learning rate: linear warm-up, a plateau, half a cosine to zero."""
    decay = (1 - progress) / training.decay_share if training.decay_share else math.inf
    fall = 1.0 if decay >= 1 else 0.5 - 0.5 * math.cos(math.pi * max(decay, 0.0))
    return min(1.0, (step + 1) / training.warmup_steps) * fall


@torch.no_grad()
def update_average(average: dict[str, Tensor], model: nn.Module, decay: float) -> None:
    """Move a running average of the model's tensors towards them."""
    current = model.state_dict()
    torch._foreach_lerp_(list(average.values()), [current[name] for name in average], 1 - decay)
