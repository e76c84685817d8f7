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

"""A finished run stays as it is when it is resumed, and a new run stays apart from an earlier one."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch

from svr_ros.codec.network import CodecConfig
from svr_ros.codec.train import CompressionConfig, train_codec
from svr_ros.errors import InputError
from svr_ros.inference.weights import Weights
from svr_ros.networks.config import PAPER
from svr_ros.training.checkpoint import NAME, Checkpoint
from svr_ros.training.config import TrainingConfig
from svr_ros.training.run_folder import PIXELS
from svr_ros.training.stages import train_in_stages

CPU = torch.device("cpu")
TWO = TrainingConfig(steps=2, batch=1, workers=0, warmup_steps=1, visible_points=32, solid_points=16, uniform_points=16)
CODEC = CodecConfig(
    model=dataclasses.replace(PAPER, decoder=dataclasses.replace(PAPER.decoder, widths=(64, 32))),
    encoder_widths=(8, 8, 8),
)
SHORT = CompressionConfig(blocks=4, rooms=2, points=64)


@pytest.fixture(scope="module")
def finished(start: Weights, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished")
    train_in_stages(folder, TWO, CPU, start_from=start)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in (".pt", ".safetensors")
    }


def test_finished_run_learns_nothing_more(finished: Path, start: Weights) -> None:
    before = contents(finished)
    assert len(before) == 4
    path = train_in_stages(finished, TWO, CPU, resume=True, config=start.config)
    assert contents(finished) == before
    # A kill between the last checkpoint and its weights
    path.unlink()
    train_in_stages(finished, TWO, CPU, resume=True, config=start.config)
    assert contents(finished) == before


def test_run_killed_between_its_stages_ends_as_if_it_had_not_been(
    finished: Path, start: Weights, tmp_path: Path
) -> None:
    (tmp_path / PIXELS).mkdir()
    for name in (NAME, "compact.safetensors"):
        (tmp_path / PIXELS / name).write_bytes((finished / PIXELS / name).read_bytes())
    path = train_in_stages(tmp_path, TWO, CPU, resume=True, start_from=start)
    assert path.read_bytes() == (finished / path.name).read_bytes()


def test_new_run_over_another_one_is_refused_before_its_first_stage(finished: Path, start: Weights) -> None:
    before = contents(finished)
    (finished / PIXELS / NAME).rename(finished / PIXELS / "kept")  # as if only the last stage were left
    with pytest.raises(InputError, match="holds another run"):
        train_in_stages(finished, TWO, CPU, start_from=start)
    (finished / PIXELS / "kept").rename(finished / PIXELS / NAME)
    assert contents(finished) == before


@pytest.mark.parametrize("changed", [{"seed": 5}, {"batch": 2}, {"learning_rate": 0.5}], ids=str)
def test_run_with_other_settings_is_not_resumed(finished: Path, start: Weights, changed: dict[str, float]) -> None:
    [name] = changed
    with pytest.raises(InputError, match=f"belongs to a run with {name} .*; expected the same to resume it, not "):
        settings = dataclasses.replace(TWO, **changed)  # type: ignore[arg-type]
        train_in_stages(finished, settings, CPU, resume=True, config=start.config)


def test_finished_codec_learns_nothing_more(tmp_path: Path) -> None:
    training = TrainingConfig(steps=1, workers=0, learning_rate=2e-3, weight_decay=0.0, warmup_steps=1)
    train_codec(tmp_path, CODEC, SHORT, training, CPU)
    before = contents(tmp_path)
    train_codec(tmp_path, CODEC, SHORT, training, CPU, resume=True)
    assert contents(tmp_path) == before
    assert Checkpoint.load(tmp_path, CPU).step == 1
