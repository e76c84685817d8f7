"""The state of a run on disk, written so that a kill at any moment leaves a whole one."""

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
    """Hold what a run needs to go on: parameters, their running average, the optimiser, steps and seconds so far."""

    model: dict[str, Tensor]
    average: dict[str, Tensor]
    optimizer: dict[str, Any]
    step: int
    seconds: float

    @classmethod
    def begin(
        cls, folder: Path, model: nn.Module, optimizer: torch.optim.Optimizer, resume: bool, device: torch.device
    ) -> Checkpoint:
        """Return where a run begins: at its start or, to resume, where folder's checkpoint ended, put in place.

        Raises InputError where the checkpoint is that of another model.
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
        """Write to folder, atomically."""
        temporary = folder / f"{_NAME}.part"
        torch.save(vars(self), temporary)
        os.replace(temporary, folder / _NAME)

    @classmethod
    def load(cls, folder: Path, device: torch.device) -> Checkpoint:
        """Read what save wrote; raises InputError where there is no whole checkpoint."""
        path = folder / _NAME
        try:
            return cls(**torch.load(path, map_location=device, weights_only=True))
        except FileNotFoundError as error:
            raise InputError(f"there is no checkpoint in {folder}; expected {_NAME} of an earlier run") from error
        except (pickle.UnpicklingError, RuntimeError, TypeError, OSError, ValueError) as error:
            raise InputError(f"{path} is no checkpoint; expected one of an earlier run") from error
