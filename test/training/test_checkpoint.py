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

"""Checkpoints: every damaged file is named, and one that cannot be written leaves the last one."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from svr_ros.errors import InputError
from svr_ros.training.checkpoint import NAME, Checkpoint

CPU = torch.device("cpu")


def model_and_optimizer(width: int = 3) -> tuple[nn.Module, torch.optim.Optimizer]:
    model = nn.Linear(width, 2)
    return model, torch.optim.AdamW(model.parameters())


def checkpoint(width: int = 3, **changed: Any) -> Checkpoint:
    model, optimizer = model_and_optimizer(width)
    state: dict[str, Any] = {
        "model": model.state_dict(),
        "average": dict(model.state_dict()),
        "optimizer": optimizer.state_dict(),
        "step": 3,
        "seconds": 1.5,
    }
    return Checkpoint(**(state | changed))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a checkpoint",
        b"PK\x03\x04 cut off",
        [1, 2],
        {"model": {}},
        {"model": 1, "average": 2, "optimizer": 3, "step": 4, "seconds": 5},
        vars(checkpoint()) | {"step": "3"},
        vars(checkpoint()) | {"step": -1},
        vars(checkpoint()) | {"more": 1},
        vars(checkpoint()) | {"average": {"weight": 1.0}},
    ],
    ids=["empty", "text", "cut", "list", "missing", "types", "text step", "negative", "unknown", "numbers"],
)
def test_damaged_or_foreign_file_is_named(content: Any, tmp_path: Path) -> None:
    path = tmp_path / NAME
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)
    with pytest.raises(InputError, match=r"checkpoint\.pt is not a checkpoint; expected one of an earlier run"):
        Checkpoint.load(tmp_path, CPU)


@pytest.mark.parametrize(
    "changed",
    [{"optimizer": {}}, {"optimizer": {"state": {}, "param_groups": 3}}, {"average": {}}, {"model": {}}],
    ids=["no optimiser", "other optimiser", "no average", "no model"],
)
def test_checkpoint_that_does_not_fit_is_refused(changed: dict[str, Any], tmp_path: Path) -> None:
    checkpoint(**changed).save(tmp_path)
    with pytest.raises(InputError, match="that of another model or stage"):
        Checkpoint.begin(tmp_path, *model_and_optimizer(), True, CPU)


@pytest.mark.parametrize("part", ["model", "average", "optimizer"])
def test_checkpoint_with_nan_is_refused(part: str, tmp_path: Path) -> None:
    broken = {"weight": torch.tensor([1.0, float("nan")])}
    checkpoint(**{part: {"state": {0: broken}} if part == "optimizer" else broken}).save(tmp_path)
    with pytest.raises(InputError, match=f"{NAME} holds NaN or infinite numbers; expected an earlier checkpoint"):
        Checkpoint.load(tmp_path, CPU)


def test_settings_of_a_resumed_run_are_those_of_its_checkpoint(tmp_path: Path) -> None:
    model, optimizer = model_and_optimizer()
    checkpoint(settings={"seed": "0", "batch": "2", "of an older version": "1"}).save(tmp_path)
    with pytest.raises(InputError, match="belongs to a run with seed 0; expected the same to resume it, not 7"):
        Checkpoint.begin(tmp_path, model, optimizer, True, CPU, {"seed": "7", "batch": "2"})
    resumed = Checkpoint.begin(tmp_path, model, optimizer, True, CPU, {"seed": "0", "batch": "2", "newer": "1"})
    assert resumed.step == 3
    checkpoint().save(tmp_path)  # of a version that recorded none
    assert Checkpoint.begin(tmp_path, model, optimizer, True, CPU, {"seed": "7"}).step == 3


def test_new_run_does_not_overwrite_a_checkpoint(tmp_path: Path) -> None:
    checkpoint().save(tmp_path)
    with pytest.raises(InputError, match=r"holds the checkpoint\.pt of another run"):
        Checkpoint.begin(tmp_path, *model_and_optimizer(), False, CPU)


def test_full_disk_leaves_the_last_checkpoint_and_no_partial_one(tmp_path: Path) -> None:
    checkpoint().save(tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(InputError, match=r"checkpoint\.pt cannot be written \(File too large\)"):
            checkpoint(width=100_000, step=4).save(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert Checkpoint.load(tmp_path, CPU).step == 3


def test_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be written .*No such file"):
        checkpoint().save(tmp_path / "gone")
