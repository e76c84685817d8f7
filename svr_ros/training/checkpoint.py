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

"""Checkpoints of a run, written atomically so that a kill at any moment leaves a complete one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._pytree import tree_leaves

from svr_ros.errors import InputError

NAME = "checkpoint.pt"
PARTIAL_NAME = f"{NAME}.part"
"""Name of a checkpoint while it is written; a kill leaves it, and the next checkpoint replaces it."""


@dataclass
class Checkpoint:
    """State of a run.

    Attributes:
        model: State dict of the model.
        average: Running average of the model's tensors.
        optimizer: State dict of the optimiser.
        step: Number of steps done.
        seconds: Duration of the run so far.
        settings: Settings that a resumed run must have too, by name; empty in files of earlier versions.
    """

    model: dict[str, Tensor]
    average: dict[str, Tensor]
    optimizer: dict[str, Any]
    step: int
    seconds: float
    settings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begin(
        cls,
        folder: Path,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        resume: bool,
        device: torch.device,
        settings: dict[str, str] | None = None,
    ) -> Checkpoint:
        """Return the initial state of a run or, to resume, load the checkpoint in a folder into model and optimiser.

        Args:
            folder: Folder of the run.
            model: The model, whose tensors are replaced by those of the checkpoint.
            optimizer: The optimiser, whose state is replaced by that of the checkpoint.
            resume: Whether to load the checkpoint.
            device: Device to load it to.
            settings: Settings of the run by name, which must be those of the checkpoint.

        Raises:
            InputError: If there is no checkpoint to resume, if it belongs to another model or to a run with other
                settings, or if a new run would overwrite it.
        """
        settings = settings or {}
        if not resume:
            if (folder / NAME).exists():
                raise InputError(f"{folder} holds the {NAME} of another run; expected to resume it, or another folder")
            average = {name: tensor.clone() for name, tensor in model.state_dict().items()}
            return cls(model.state_dict(), average, optimizer.state_dict(), 0, 0.0, settings)
        checkpoint = cls.load(folder, device)
        try:
            if checkpoint.average.keys() != model.state_dict().keys():
                raise ValueError("the average has other tensors")
            model.load_state_dict(checkpoint.model)
            optimizer.load_state_dict(checkpoint.optimizer)
        except (RuntimeError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise InputError(
                f"the checkpoint in {folder} is that of another model or stage; expected the same"
            ) from error
        for name, value in settings.items():
            if checkpoint.settings.get(name, value) != value:
                raise InputError(
                    f"the checkpoint in {folder} belongs to a run with {name} {checkpoint.settings[name]}; expected "
                    f"the same to resume it, not {value}"
                )
        return checkpoint

    def save(self, folder: Path) -> None:
        """Write the checkpoint to a folder, atomically; raises InputError, and keeps the last one, if it cannot."""
        partial = folder / PARTIAL_NAME
        try:
            with partial.open("wb") as file:
                torch.save(vars(self), file)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(folder / NAME)
        except (OSError, RuntimeError) as error:
            raise InputError(
                f"{folder / NAME} cannot be written ({_reason(error)}); the checkpoint before it, if any, is complete"
            ) from error
        finally:
            partial.unlink(missing_ok=True)

    @classmethod
    def load(cls, folder: Path, device: torch.device) -> Checkpoint:
        """Read the checkpoint in a folder; raises InputError if there is none, or it is broken or not finite."""
        path = folder / NAME
        try:
            checkpoint = cls(**torch.load(path, map_location=device, weights_only=True))
            checkpoint._check_types()
        except FileNotFoundError as error:
            raise InputError(f"there is no checkpoint in {folder}; expected {NAME} of an earlier run") from error
        except PermissionError as error:
            raise InputError(f"{path} cannot be read: {error.strerror}") from error
        except Exception as error:  # the unpickler raises whatever damaged bytes lead to
            raise InputError(f"{path} is not a checkpoint; expected one of an earlier run") from error
        leaves = tree_leaves([checkpoint.model, checkpoint.average, checkpoint.optimizer])
        if not all(torch.isfinite(leaf).all() for leaf in leaves if isinstance(leaf, Tensor)):
            raise InputError(f"{path} holds NaN or infinite numbers; expected an earlier checkpoint or a new run")
        return checkpoint

    def _check_types(self) -> None:
        """Raise TypeError if an attribute has another type than expected, as in files of other programs."""
        for tensors in (self.model, self.average):
            if not (isinstance(tensors, dict) and all(isinstance(tensor, Tensor) for tensor in tensors.values())):
                raise TypeError("expected dictionaries of tensors")
        if not (isinstance(self.optimizer, dict) and isinstance(self.settings, dict)):
            raise TypeError("expected dictionaries")
        if type(self.step) is not int or self.step < 0 or not isinstance(self.seconds, (int, float)):
            raise TypeError("expected the number of steps and seconds")


def _reason(error: BaseException) -> str:
    """Return the reason of a failure to write: that of the system, which PyTorch hides behind its own error."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        cause = cause.__cause__ or cause.__context__
    return "the disk may be full"
