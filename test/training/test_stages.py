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

import dataclasses
from pathlib import Path

import pytest
import torch

from svr_ros.errors import InputError
from svr_ros.inference.weights import Weights
from svr_ros.training.checkpoint import Checkpoint
from svr_ros.training.config import TrainingConfig
from svr_ros.training.schedule import learning_rate_factor
from svr_ros.training.stages import stages, train_in_stages

CPU = torch.device("cpu")
TWO = TrainingConfig(steps=2, batch=1, workers=0, warmup_steps=1, visible_points=32, solid_points=16, uniform_points=16)


def test_pixel_network_is_trained_alone_first_and_keeps_its_rate() -> None:
    first, rest = stages(TrainingConfig(minutes=100, pixels_fraction=0.6))
    assert (first.stage, rest.stage) == ("pixels", "joint")
    assert (first.minutes, rest.minutes) == pytest.approx((60, 40))
    assert first.seed != rest.seed
    assert learning_rate_factor(10**6, 0.999, first) == 1 and learning_rate_factor(10**6, 0.999, rest) < 0.01


@pytest.mark.parametrize("stage", ["pixels", "scene"])
def test_other_stages_are_one_run(stage: str) -> None:
    training = TrainingConfig(stage=stage)  # type: ignore[arg-type]
    assert stages(training) == (training,)


def test_what_the_first_stage_learned_is_where_the_second_begins(start: Weights, tmp_path: Path) -> None:
    path = train_in_stages(tmp_path, TWO, CPU, start_from=start)
    assert path == tmp_path / "compact.safetensors"
    first, last = Checkpoint.load(tmp_path / "pixels", CPU), Checkpoint.load(tmp_path, CPU)
    assert (first.step, last.step) == (1, 1)
    key = "pixel_net.head.weight"
    before, after = start.tensors[key].float(), last.model[key]
    # Each stage made one step from where it began: the second's from the first's average, not from the start.
    assert (after - first.average[key]).abs().max() < (after - before).abs().max()


def test_a_run_goes_on_in_the_stage_that_was_broken_off(start: Weights, tmp_path: Path) -> None:
    train_in_stages(tmp_path, TWO, CPU, start_from=start)
    (tmp_path / "checkpoint.pt").unlink()
    before = Checkpoint.load(tmp_path / "pixels", CPU).step
    train_in_stages(tmp_path, dataclasses.replace(TWO, steps=4), CPU, resume=True, config=start.config)
    assert Checkpoint.load(tmp_path / "pixels", CPU).step > before
    assert Checkpoint.load(tmp_path, CPU).step == 2


def test_nothing_to_go_on_with_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no checkpoint"):
        train_in_stages(tmp_path, TWO, CPU, resume=True)
