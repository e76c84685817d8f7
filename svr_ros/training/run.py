"""What every training run does beside its own losses: rate, gradient step, average, journal, checkpoint, end."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from svr_ros.errors import InputError
from svr_ros.training.checkpoint import Checkpoint
from svr_ros.training.config import TrainingConfig
from svr_ros.training.distributed import Share, agreed
from svr_ros.training.logger import Journal
from svr_ros.training.schedule import rate, update_average


class Run:
    """A run that may be killed at any moment: what it was at its last checkpoint lies in its folder.

    `save` writes weights, given the running average of the model's tensors. Each of the optimiser's groups has its own
    "base_lr". What is random in a step depends on the seed and the step's number alone, so that a run that was resumed
    learns what it would have learned without the break.
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
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._model, self._optimizer, self._training, self._save = (
            folder, model, optimizer, training, save
        )  # fmt: skip
        begun = Checkpoint.begin(folder, model, optimizer, resume, device)
        self.step, self.seconds, self._average = begun.step, begun.seconds, begun.average
        self._share = Share.current()
        self.journal = Journal(folder, silent=self._share.rank > 0)
        self._began, self._saved = time.monotonic() - begun.seconds, time.monotonic()
        self.done = False

    @property
    def progress(self) -> float:
        """Share of the run that is done."""
        return self._training.progress(self.step, self.seconds)

    def begin_step(self) -> None:
        """Set the rate and what is random in the step to come."""
        torch.manual_seed(self._training.seed + self.step * self._share.ranks + self._share.rank)
        share = rate(self.step, self.progress, self._training)
        for group in self._optimizer.param_groups:
            group["lr"] = group["base_lr"] * share

    def learn(self, total: Tensor) -> None:
        """Take one gradient step down a loss, which may have gradients of parts beside it already.

        Raises InputError where it is not finite.
        """
        if not torch.isfinite(total):
            raise InputError(
                f"the loss is {float(total.detach())} at step {self.step}; the run stops, its last checkpoint is whole"
            )
        total.backward()
        nn.utils.clip_grad_norm_(self._model.parameters(), self._training.gradient_norm)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)

    def end_step(self, figures: dict[str, float], examples: int) -> bool:
        """Average, report and, when it is time, save; return whether the run has just been saved."""
        self.step += 1
        update_average(self._average, self._model, min(self._training.ema_decay, self.step / (self.step + 9)))
        self.seconds = time.monotonic() - self._began
        self.journal.lap("rest")
        self.journal.tell(self.step, self.progress, self.seconds, figures, examples * self._share.ranks)
        self.done = agreed(self.progress >= 1)
        due = self.done or time.monotonic() - self._saved > 60 * self._training.checkpoint_minutes
        if due and self._share.rank == 0:
            state = self._optimizer.state_dict()
            Checkpoint(self._model.state_dict(), self._average, state, self.step, self.seconds).save(self._folder)
            self._save(self._average)
        if due:
            self._saved = time.monotonic()
        if self.done:
            self.journal.close()
        return due
