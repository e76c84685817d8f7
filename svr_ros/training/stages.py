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

"""Training of the whole model in two stages: the pixel network alone, then all networks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from svr_ros.errors import InputError
from svr_ros.inference import weights as weight_files
from svr_ros.networks.config import ModelConfig
from svr_ros.training import checkpoint
from svr_ros.training.config import TrainingConfig
from svr_ros.training.loop import train
from svr_ros.training.run_folder import PIXELS

_SECOND_SEED_OFFSET = 1 << 38


def stages(training: TrainingConfig) -> tuple[TrainingConfig, ...]:
    """Split a joint run: the pixel network alone for `pixels_fraction` of the time, then all networks.

    The first stage keeps its learning rate to the end, as the second continues its training; the second uses other
    rooms. Runs of other stages are returned unchanged.
    """
    fraction = training.pixels_fraction
    steps = round(training.steps * fraction)
    if training.stage != "joint" or not fraction or (training.steps and not steps):
        return (training,)
    first = replace(training, stage="pixels", minutes=training.minutes * fraction, steps=steps, decay_fraction=0.0)
    second = replace(
        training,
        seed=training.seed + _SECOND_SEED_OFFSET,
        pixels_fraction=0.0,
        minutes=training.minutes * (1 - fraction),
        steps=training.steps - steps,
    )
    return first, second


def train_in_stages(
    folder: Path,
    training: TrainingConfig,
    device: torch.device,
    resume: bool = False,
    start_from: weight_files.Weights | None = None,
    config: ModelConfig | None = None,
) -> Path:
    """Train a model stage by stage, and return the path of the weights; see `train` for the arguments.

    `resume` continues in the stage that was interrupted. Raises InputError if there is no checkpoint to resume, or a
    new run would overwrite another one.
    """
    *first, last = stages(training)
    for stage in first:
        part = folder / PIXELS
        started, last_started = ((each / checkpoint.NAME).exists() for each in (part, folder))
        if resume and last_started:
            break
        if resume and not started:
            raise InputError(f"there is no checkpoint in {folder}; expected {checkpoint.NAME} of an earlier run")
        if not resume and last_started:
            # A kill in the first stage would leave the last stage of the other run as the one to resume
            raise InputError(f"{folder} holds another run; expected to resume it, or another folder")
        path = train(part, stage, device, resume, start_from, config)
        start_from, resume = weight_files.load(path), False
    return train(folder, last, device, resume, start_from, config)
