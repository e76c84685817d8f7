"""Checkpoints of a run, written atomically so that a kill at any moment leaves a complete one."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from svr_ros.errors import InputError

_NAME = "checkpoint.pt"


@dataclass
class Checkpoint:
    """State of a run.

    Attributes:
        model: State dict of the model.
        average: Running average of the model's tensors.
        optimizer: State dict of the optimiser.
        step: Number of steps done.
        seconds: Duration of the run so far.
    """

    model: dict[str, Tensor]
    average: dict[str, Tensor]
    optimizer: dict[str, Any]
    step: int
    seconds: float

    @classmethod
    def begin(
        cls, folder: Path, model: nn.Module, optimizer: torch.optim.Optimizer, resume: bool, device: torch.device
    ) -> Checkpoint:
        """Return the initial state of a run or, to resume, load the checkpoint in a folder into model and optimiser.

        Raises InputError if there is no checkpoint, or it belongs to another model.
        """
        if not resume:
            average = {name: tensor.clone() for name, tensor in model.state_dict().items()}
            return cls(model.state_dict(), average, optimizer.state_dict(), 0, 0.0)
        checkpoint = cls.load(folder, device)
        try:
            model.load_state_dict(checkpoint.model)
            optimizer.load_state_dict(checkpoint.optimizer)
        except (RuntimeError, ValueError) as error:
            raise InputError(
                f"the checkpoint in {folder} is that of another model or stage; expected the same"
            ) from error
        return checkpoint

    def save(self, folder: Path) -> None:
        """Write the checkpoint to a folder, atomically."""
        temporary = folder / f"{_NAME}.part"
        torch.save(vars(self), temporary)
        os.replace(temporary, folder / _NAME)

    @classmethod
    def load(cls, folder: Path, device: torch.device) -> Checkpoint:
        """Read the checkpoint in a folder; raises InputError if there is none or it is broken."""
        path = folder / _NAME
        try:
            return cls(**torch.load(path, map_location=device, weights_only=True))
        except FileNotFoundError as error:
            raise InputError(f"there is no checkpoint in {folder}; expected {_NAME} of an earlier run") from error
        except (pickle.UnpicklingError, RuntimeError, TypeError, OSError, ValueError) as error:
            raise InputError(f"{path} is no checkpoint; expected one of an earlier run") from error
