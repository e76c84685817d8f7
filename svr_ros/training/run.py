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

"""Common part of all training runs: learning rate, gradient step, running average, reports, checkpoints."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from svr_ros.errors import InputError
from svr_ros.training.checkpoint import Checkpoint
from svr_ros.training.config import TrainingConfig
from svr_ros.training.distributed import Rank, broadcast
from svr_ros.training.logger import Logger
from svr_ros.training.schedule import learning_rate_factor, update_average


class Run:
    """Training run that can be resumed from its last checkpoint after a kill at any moment.

    The randomness of a step depends on the seed and the step's number alone, so that a resumed run learns the same as
    an uninterrupted one.

    Args:
        folder: Folder of the checkpoint and the logs.
        model: The model.
        optimizer: The optimiser; each of its parameter groups has its own "base_lr".
        training: Configuration of the run.
        device: Device of the model.
        resume: Whether to continue from the checkpoint in the folder.
        save: Function that writes the weights, given the running average of the model's tensors.

    Attributes:
        step: Number of steps done.
        seconds: Duration of the run so far.
        logger: Logger of the run.
        done: Whether the run has ended; a run that had ended before is done from the start.
    """

    def __init__(
        self,
        folder: Path,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        training: TrainingConfig,
        device: torch.device,
        resume: bool,
        save: Callable[[dict[str, Tensor]], None],
    ) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"folder {folder} of the run cannot be made: {error.strerror}") from error
        self._folder, self._model, self._optimizer, self._training, self._save = (
            folder, model, optimizer, training, save
        )  # fmt: skip
        self._settings = identity(training, model)
        start = Checkpoint.begin(folder, model, optimizer, resume, device, self._settings)
        self.step, self.seconds, self._average = start.step, start.seconds, start.average
        self._rank = Rank.current()
        self.logger = Logger(folder, silent=self._rank.rank > 0)
        self._started, self._saved = time.monotonic() - start.seconds, time.monotonic()
        self.done = self.progress >= 1
        if self.done:
            # A kill may have come between the last checkpoint and its weights
            if self._rank.rank == 0:
                save(self._average)
            self.logger.close()

    @property
    def progress(self) -> float:
        """Return the fraction of the run that is done."""
        return self._training.progress(self.step, self.seconds)

    def begin_step(self) -> None:
        """Set the learning rate and the random seed of the next step."""
        torch.manual_seed(self._training.seed + self.step * self._rank.world_size + self._rank.rank)
        factor = learning_rate_factor(self.step, self.progress, self._training)
        for group in self._optimizer.param_groups:
            group["lr"] = group["base_lr"] * factor

    def optimize(self, loss: Tensor) -> None:
        """Take one gradient step on a loss, in addition to gradients that are accumulated already.

        Raises InputError, and leaves the weights as they are, if the loss or its gradient is not finite.
        """
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self._model.parameters(), self._training.gradient_norm)
        if not torch.isfinite(loss + norm):  # waits for the device once
            raise InputError(
                f"the loss is {float(loss.detach())} and its gradient {float(norm)} at step {self.step}; the run "
                "stops, its last checkpoint is whole"
            )
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)

    def end_step(self, metrics: dict[str, float], examples: int) -> bool:
        """Update the average, report and, if due, save; return whether the run was saved.

        Args:
            metrics: Metrics of the step by name.
            examples: Number of examples of the step in this process.
        """
        # Update the average and report
        self.step += 1
        update_average(self._average, self._model, min(self._training.ema_decay, self.step / (self.step + 9)))
        self.seconds = time.monotonic() - self._started
        self.logger.time("rest")
        self.logger.log(self.step, self.progress, self.seconds, metrics, examples * self._rank.world_size)
        # Save, in the first process
        done = self.progress >= 1
        self.done = done if self._training.steps else broadcast(done)
        due = self.done or time.monotonic() - self._saved > 60 * self._training.checkpoint_minutes
        if due and self._rank.rank == 0:
            state = self._optimizer.state_dict()
            Checkpoint(self._model.state_dict(), self._average, state, self.step, self.seconds, self._settings).save(
                self._folder
            )
            self._save(self._average)
        if due:
            self._saved = time.monotonic()
        if self.done:
            self.logger.close()
        return due


def identity(training: TrainingConfig, model: nn.Module) -> dict[str, str]:
    """Return the settings that a run keeps when it is resumed, by dotted name; duration and processes may change."""
    settings = _leaves("", training)
    for name in ("minutes", "steps", "workers", "checkpoint_minutes"):
        del settings[name]
    return settings | _leaves("model.", getattr(model, "config", None))


def _leaves(prefix: str, config: Any) -> dict[str, str]:
    """Return the values of a configuration and of those in it as text, by dotted name."""
    leaves: dict[str, str] = {}
    for field in fields(config) if is_dataclass(config) else ():
        value = getattr(config, field.name)
        if is_dataclass(value):
            leaves |= _leaves(f"{prefix}{field.name}.", value)
        else:
            leaves[f"{prefix}{field.name}"] = repr(value)
    return leaves
