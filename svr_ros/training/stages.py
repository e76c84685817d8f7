"""A run of the whole model in two stages: the U-Net on its own, then everything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from svr_ros.errors import InputError
from svr_ros.inference import weights as weight_files
from svr_ros.networks.config import ModelConfig
from svr_ros.training.config import TrainingConfig
from svr_ros.training.loop import train

NORMALS = "normals"
"""Folder of the first stage, in that of the run."""

_FURTHER_ROOMS = 1 << 38


def stages(training: TrainingConfig) -> tuple[TrainingConfig, ...]:
    """Return the runs that a run consists of: the U-Net alone for `normals_share` of the time, then all networks.

    The first keeps its rate to the end, since the second goes on with what it learned, on rooms of its own.
    """
    share = training.normals_share
    steps = round(training.steps * share)
    if training.stage != "joint" or not share or (training.steps and not steps):
        return (training,)
    first = replace(training, stage="normals", minutes=training.minutes * share, steps=steps, decay_share=0.0)
    rest = replace(
        training,
        seed=training.seed + _FURTHER_ROOMS,
        normals_share=0.0,
        minutes=training.minutes * (1 - share),
        steps=training.steps - steps,
    )
    return first, rest


def train_in_stages(
    folder: Path,
    training: TrainingConfig,
    device: torch.device,
    resume: bool = False,
    start_from: weight_files.Weights | None = None,
    config: ModelConfig | None = None,
) -> Path:
    """Train a model as `train` does, stage after stage, and return the path of the weights.

    resume goes on in the stage that was broken off. Raises InputError where there is nothing to go on with.
    """
    *first, last = stages(training)
    for stage in first:
        part = folder / NORMALS
        begun = (part / "checkpoint.pt").exists()
        if resume and (folder / "checkpoint.pt").exists():
            break
        if resume and not begun:
            raise InputError(f"there is no checkpoint in {folder}; expected checkpoint.pt of an earlier run")
        path = train(part, stage, device, resume, start_from, config)
        start_from, resume = weight_files.load(path), False
    return train(folder, last, device, resume, start_from, config)
