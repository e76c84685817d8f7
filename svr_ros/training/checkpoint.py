"""The state of a run on disk, written so that a kill at any moment leaves a whole one."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

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
