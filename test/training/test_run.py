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

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import torch

from svr_ros.networks.config import PAPER, override
from svr_ros.networks.model import Model
from svr_ros.training.checkpoint import Checkpoint

CPU = torch.device("cpu")
# Checkpoints hold the whole model: what does not learn here is small.
SETTINGS = ["image_size=64", "scene.volume_width=16", "scene.latent_width=16", "scene.tree_width=16"]
TRAIN = ["-m", "svr_ros.training", "--preset", "paper", "--stage", "pixels"]
TRAIN += [word for setting in SETTINGS for word in ("--set", setting)]
TRAIN += ["--workers", "0", "--learning-rate", "0.001", "--device", "cpu", "--checkpoint-minutes", "0"]


def _train(folder: Path, *arguments: str, launcher: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    command = [sys.executable, *launcher, *TRAIN, "-o", str(folder), *arguments]
    alone = os.environ | {"OMP_NUM_THREADS": "1"}  # processes that share few cores wait for each other's threads
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=alone)


def _finish(process: subprocess.Popen[str]) -> None:
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output


def test_killed_run_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    _finish(_train(whole, "--batch", "1", "--steps", "8"))
    killed = _train(broken, "--batch", "1", "--steps", "8")
    checkpoint = broken / "checkpoint.pt"
    while not checkpoint.exists() and killed.poll() is None:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    at = Checkpoint.load(broken, CPU).step
    assert 0 < at < 8, f"the run was killed at step {at}"
    _finish(_train(broken, "--batch", "1", "--steps", "8", "--resume"))
    expected, resumed = Checkpoint.load(whole, CPU), Checkpoint.load(broken, CPU)
    for name, tensor in expected.average.items():
        assert torch.equal(tensor, resumed.average[name]), name
    for name, tensor in expected.model.items():
        assert torch.equal(tensor, resumed.model[name]), name


def test_two_processes_learn_what_one_learns_from_as_many_rooms(tmp_path: Path) -> None:
    alone, together = tmp_path / "alone", tmp_path / "together"
    _finish(_train(alone, "--batch", "2", "--steps", "3"))
    launcher = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
    _finish(_train(together, "--batch", "1", "--steps", "3", launcher=launcher))
    expected, shared = Checkpoint.load(alone, CPU), Checkpoint.load(together, CPU)
    assert shared.step == 3
    torch.manual_seed(0)
    start = Model(override(PAPER, SETTINGS)).state_dict()
    learned = torch.cat([(tensor - start[name]).flatten() for name, tensor in expected.model.items()])
    apart = torch.cat([(tensor - shared.model[name]).flatten() for name, tensor in expected.model.items()])
    assert apart.norm() < 0.1 * learned.norm(), f"{apart.norm()} of {learned.norm()}"
