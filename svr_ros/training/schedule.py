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

"""Learning rate schedule and running average of the parameters."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from svr_ros.training.config import TrainingConfig


def learning_rate_factor(step: int, progress: float, training: TrainingConfig) -> float:
    """Return the factor of the learning rate: linear warm-up, plateau, half a cosine to zero.

    Args:
        step: Number of the step.
        progress: Fraction of the run that is done.
        training: Configuration of the run.
    """
    remaining = (1 - progress) / training.decay_fraction if training.decay_fraction else math.inf
    decay = 1.0 if remaining >= 1 else 0.5 - 0.5 * math.cos(math.pi * max(remaining, 0.0))
    return min(1.0, (step + 1) / training.warmup_steps) * decay


@torch.no_grad()
def update_average(average: dict[str, Tensor], model: nn.Module, decay: float) -> None:
    """Update an exponential moving average of the model's tensors in place."""
    current = model.state_dict()
    torch._foreach_lerp_(list(average.values()), [current[name] for name in average], 1 - decay)
