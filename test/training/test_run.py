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

"""Whole runs in processes of their own, which end in three steps."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from svr_ros.networks.config import PAPER, override
from svr_ros.networks.model import Model
from svr_ros.training.checkpoint import PARTIAL_NAME, Checkpoint

CPU = torch.device("cpu")
# Checkpoints hold the whole model: what does not learn here is small.
SETTINGS = ["image_size=64", "scene.volume_width=16", "scene.latent_width=16", "scene.tree_width=16"]
TRAIN = ["--preset", "paper", "--stage", "pixels", *(word for setting in SETTINGS for word in ("--set", setting))]
TRAIN += ["--steps", "3", "--workers", "0", "--learning-rate", "0.001", "--device", "cpu", "--checkpoint-minutes", "0"]
MODULE = ("-m", "svr_ros.training")

# Kills the run when its second checkpoint is written and not yet in the place of the first.
KILLED = f"""
import os, pathlib, signal, sys
from svr_ros.training.__main__ import main
replace = pathlib.Path.replace
def replace_or_end(path, target):
    if path.name == "{PARTIAL_NAME}" and pathlib.Path(target).exists():
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(path, target)
pathlib.Path.replace = replace_or_end
sys.exit(main())
"""


def _train(folder: Path, *arguments: str, program: tuple[str, ...] = MODULE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *program, *TRAIN, "-o", str(folder), *arguments]
    alone = os.environ | {"OMP_NUM_THREADS": "1"}  # processes that share few cores wait for each other's threads
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=alone, timeout=300)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    """Return the end of a run of three steps with two rooms each."""
    folder = tmp_path_factory.mktemp("whole")
    done = _train(folder, "--batch", "2")
    assert done.returncode == 0, done.stdout
    return Checkpoint.load(folder, CPU)


def test_killed_run_ends_as_if_it_had_not_been(whole: Checkpoint, tmp_path: Path) -> None:
    killed = _train(tmp_path, "--batch", "2", program=("-c", KILLED))
    assert killed.returncode == -signal.SIGKILL, killed.stdout
    assert (tmp_path / PARTIAL_NAME).exists() and Checkpoint.load(tmp_path, CPU).step == 1
    done = _train(tmp_path, "--batch", "2", "--resume")
    assert done.returncode == 0, done.stdout
    resumed = Checkpoint.load(tmp_path, CPU)
    assert resumed.step == whole.step == 3 and not (tmp_path / PARTIAL_NAME).exists()
    for name, tensor in whole.average.items():
        assert torch.equal(tensor, resumed.average[name]), name
    for name, tensor in whole.model.items():
        assert torch.equal(tensor, resumed.model[name]), name


def test_two_processes_learn_what_one_learns_from_as_many_rooms(whole: Checkpoint, tmp_path: Path) -> None:
    torchrun = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", *MODULE)
    done = _train(tmp_path, "--batch", "1", program=torchrun)
    assert done.returncode == 0, done.stdout
    shared = Checkpoint.load(tmp_path, CPU)
    assert shared.step == 3
    torch.manual_seed(0)
    start = Model(override(PAPER, SETTINGS)).state_dict()
    learned = torch.cat([(tensor - start[name]).flatten() for name, tensor in whole.model.items()])
    apart = torch.cat([(tensor - shared.model[name]).flatten() for name, tensor in whole.model.items()])
    assert apart.norm() < 0.1 * learned.norm(), f"{apart.norm()} of {learned.norm()}"
