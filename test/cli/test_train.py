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

"""Arguments, folders and files of `svr train`."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
import torch

from svr_ros import precision
from svr_ros.cli import options, train
from svr_ros.cli.main import main
from svr_ros.errors import InputError
from svr_ros.inference.weights import random_weights, save
from svr_ros.training import __main__ as torchrun
from svr_ros.training import run_folder, stages

QUICK = ["train", "--device", "cpu", "--workers", "0", "--batch", "1", "--steps", "2"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--batch", "0"],
        ["--workers", "-1"],
        ["--steps", "-1"],
        ["--steps", "0"],
        ["--minutes", "nan"],
        ["--minutes", "inf"],
        ["--minutes", "0"],
        ["--checkpoint-minutes", "nan"],
        ["--checkpoint-minutes", "-1"],
        ["--learning-rate", "nan"],
        ["--learning-rate", "0"],
        ["--seed", str(2**70)],
        ["--seed", "-5"],
        ["--device", "gpu"],
        ["--device", "cuda:x"],
    ],
    ids=" ".join,
)
def test_absurd_argument_is_refused_in_one_sentence(arguments: list[str], tmp_path: Path, capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["train", "-o", str(tmp_path / "run"), *arguments])
    assert caught.value.code == options.BAD_INPUT
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"svr train: error: argument {arguments[0]}: ")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("arguments", [["--seed", "-5"], ["--room", "-1"], ["-n", "0"]], ids=" ".join)
def test_absurd_argument_of_generate_is_refused(arguments: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["generate", "-o", str(tmp_path / "rooms.png"), *arguments])
    assert caught.value.code == options.BAD_INPUT


@pytest.mark.parametrize("name", ["auto", "cpu", "cuda", "cuda:0", "cuda:12"])
def test_names_of_devices(name: str) -> None:
    assert options.device(name) == name


def test_earlier_run_is_kept_unless_it_is_to_be_replaced(tmp_path: Path, capsys, monkeypatch) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "checkpoint.pt").write_bytes(b"earlier")
    assert main([*QUICK, "-o", str(folder)]) == options.BAD_INPUT
    [line] = capsys.readouterr().err.splitlines()
    assert "holds an earlier run (checkpoint.pt); expected --resume" in line
    assert (folder / "checkpoint.pt").read_bytes() == b"earlier"
    trained = []
    monkeypatch.setattr(stages, "train_in_stages", lambda *arguments: trained.append(arguments) or folder)
    assert main([*QUICK, "-o", str(folder), "--overwrite"]) == options.DONE
    assert not (folder / "checkpoint.pt").exists() and len(trained) == 1


def test_folder_of_shipped_weights_is_not_trained_into(tmp_path: Path, capsys) -> None:
    save(random_weights().model(), tmp_path / "compact.safetensors")
    assert main([*QUICK, "-o", str(tmp_path)]) == options.BAD_INPUT
    assert "holds an earlier run (compact.safetensors)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate"), "expected a smaller --batch"),
        (MemoryError(), "out of memory"),
        (RuntimeError("CUDA error: device-side assert triggered"), "cannot be used any more by this process"),
        (RuntimeError("DataLoader worker (pid 7) is killed by signal: Killed. "), "expected memory for 2 --workers"),
    ],
    ids=["memory of the GPU", "memory", "lost GPU", "killed worker"],
)
def test_error_of_the_machine_is_one_sentence(error: Exception, expected: str) -> None:
    with pytest.raises(InputError, match=expected), train._errors_in_one_sentence("cuda", 2):
        raise error


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_weights_have_the_mode_of_the_umask(umask: int, mode: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        save(random_weights().model(), tmp_path / "random.safetensors")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "random.safetensors").stat().st_mode) == mode


def test_weights_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"random\.safetensors cannot be written"):
        save(random_weights().model(), tmp_path / "gone" / "random.safetensors")


def test_precision_and_home_reach_the_training_under_torchrun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def prepare(folder: Path, *_: object) -> None:
        seen.append((folder, os.environ.get(precision.ENVIRONMENT)))
        raise InputError("seen")

    monkeypatch.setattr(run_folder, "prepare", prepare)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(precision.ENVIRONMENT, "auto")
    monkeypatch.setattr(
        sys, "argv", ["svr_ros.training", "--output=~/runs/x", "--precision", "fp32", "--device", "cpu"]
    )
    assert torchrun.main() == 2
    assert seen == [(tmp_path / "runs" / "x", "fp32")]
