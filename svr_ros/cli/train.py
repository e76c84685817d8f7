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

"""`svr train`: train weights on generated rooms."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svr_ros.cli import options
from svr_ros.errors import InputError
from svr_ros.networks.config import PRESETS, ModelConfig, override, preset
from svr_ros.paths import expanded

if TYPE_CHECKING:
    import torch

    from svr_ros.inference.weights import Weights
    from svr_ros.training.config import TrainingConfig

_MODEL_SETTINGS = "stage", "target", "pixels_fraction", "batch"
"""Settings of TrainingConfig that do not apply to the codec."""

_SETTINGS = (*_MODEL_SETTINGS, "minutes", "steps", "workers", "seed", "learning_rate", "checkpoint_minutes")
"""Settings of TrainingConfig that are options of the command; their defaults are those of the preset."""

_CODEC_RATE = 1e-3
_PUBLISHED_CODEC_RATE = 1.5957902059049144e-4
"""Learning rates of the codec, by default and with --published."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    _add_model(parser)
    _add_run(parser)


def _add_model(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that select what is trained."""
    parser.add_argument("--preset", choices=tuple(PRESETS), default="compact", help="preset of the model (compact)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="another setting of the model, such as scene.lifting=tree (see networks/config.py)",
    )
    parser.add_argument(
        "--stage",
        choices=("joint", "pixels", "compression", "scene"),
        help="networks to train: all, the pixel network, the block codec, the scene network "
        "(compact: joint, paper: scene)",
    )
    parser.add_argument(
        "--target",
        choices=("points", "latents", "both"),
        help="target of the scene network: decoded points, latents of a codec (compact: points, paper: latents)",
    )
    parser.add_argument("--no-shaping", action="store_true", help="weight all blocks equally, without loss shaping")
    parser.add_argument(
        "--extend", action="store_true", help="add the parts of the preset that the initial weights lack"
    )
    parser.add_argument("--weights", metavar="NAME|PATH", help="initial weights, instead of ImageNet for the encoder")
    parser.add_argument("--pixel-net", metavar="NAME|PATH", help="initial weights of the pixel network alone")
    parser.add_argument("--codec", metavar="NAME|PATH", default="codec", help="codec of the latents (codec)")
    parser.add_argument(
        "--published",
        action="store_true",
        help="train the codec with the published rounds, losses and rates (PAPER_COMPRESSION; slow)",
    )


def _add_run(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the run."""
    parser.add_argument("-o", "--output", type=Path, help="folder of checkpoint and weights (runs/PRESET)")
    parser.add_argument(
        "--minutes", type=options.positive_number, help="training time, including that of resumed runs (120)"
    )
    parser.add_argument("--steps", type=options.positive, help="number of steps, instead of a time")
    parser.add_argument(
        "--pixels-fraction",
        type=options.number,
        help="fraction of a joint run in which the pixel network is trained alone (0.5)",
    )
    parser.add_argument("--checkpoint-minutes", type=options.number, help="time between checkpoints (3)")
    parser.add_argument("--resume", action="store_true", help="continue from the checkpoint in the output folder")
    parser.add_argument("--overwrite", action="store_true", help="remove an earlier run from the output folder")
    options.add_device(parser)
    parser.add_argument("--batch", type=options.positive, help="rooms per step")
    parser.add_argument("--workers", type=options.count, help="processes that generate rooms (2)")
    parser.add_argument("--seed", type=_seed, help="sample index of the first room (0)")
    parser.add_argument("--learning-rate", type=options.positive_number)


def _seed(text: str) -> int:
    """Parse the sample index of the first room of a run."""
    from svr_ros.training.config import MAX_SEED

    value = options.count(text)
    if value > MAX_SEED:
        raise argparse.ArgumentTypeError(f"{value} is too large; expected at most {MAX_SEED}, evaluation rooms follow")
    return value


def run(args: argparse.Namespace) -> int:
    """Train, print the path of the weights and return the exit code."""
    from svr_ros.allocation import keep_freed_memory
    from svr_ros.inference import weights
    from svr_ros.inference.devices import choose_device
    from svr_ros.threads import leave_cores
    from svr_ros.training import run_folder
    from svr_ros.training.config import PAPER_TRAINING, TrainingConfig
    from svr_ros.training.distributed import Rank, process_group

    keep_freed_memory()
    # Check the arguments, and make the folder before the other processes look into it
    start = weights.load(args.weights) if args.weights else None
    config = override(start.config if start and not args.extend else preset(args.preset), args.set)
    given: dict[str, Any] = {name: value for name in _SETTINGS if (value := getattr(args, name)) is not None}
    is_codec = given.get("stage") == "compression"
    defaults = PAPER_TRAINING if args.preset == "paper" else TrainingConfig()
    folder = expanded(args.output) if args.output else Path("runs") / args.preset
    workers = given.get("workers", defaults.workers)
    device = choose_device(args.device)
    if Rank.current().rank == 0:
        name = f"{'codec' if is_codec else config.preset}.safetensors"
        run_folder.prepare(folder, name, args.resume, args.overwrite)
    # Train
    with process_group(device) as device, _errors_in_one_sentence(args.device, workers):
        if device.type == "cpu":
            leave_cores(workers)
        if is_codec:
            path = _train_codec(args, given, config, folder, device)
        else:
            training = replace(defaults, **given)
            if args.no_shaping:
                training = replace(training, shaping=None)
            if training.stage == "pixels":
                training = replace(training, target="points")
            path = _train_model(args, training, start, config, folder, device)
    if Rank.current().rank == 0:
        print(f"weights: {path}")
    return options.DONE


@contextmanager
def _errors_in_one_sentence(device: str, workers: int) -> Iterator[None]:
    """Raise InputError for a shortage of memory, a lost GPU and a process that died."""
    from svr_ros.inference import memory

    try:
        yield
    except (RuntimeError, MemoryError) as error:
        reason = memory.describe_shortage(error)
        if memory.is_shortage(error):
            raise InputError(f"out of memory ({reason}); expected a smaller --batch or fewer --workers") from error
        if memory.is_device_lost(error):
            raise InputError(memory.describe_loss(device, reason)) from error
        if reason.startswith("DataLoader worker"):
            raise InputError(f"{reason}; expected memory for {workers} --workers, or fewer") from error
        raise


def _train_model(
    args: argparse.Namespace,
    training: TrainingConfig,
    start: Weights | None,
    config: ModelConfig,
    folder: Path,
    device: torch.device,
) -> Path:
    from svr_ros.codec.latent_target import CodecTarget
    from svr_ros.codec.weights import load_codec
    from svr_ros.inference import weights
    from svr_ros.training.loop import train
    from svr_ros.training.stages import train_in_stages

    if training.target == "points" and not args.pixel_net:
        return train_in_stages(folder, training, device, args.resume, start, config)
    return train(
        folder,
        training,
        device,
        args.resume,
        start,
        config,
        weights.load(args.pixel_net) if args.pixel_net else None,
        CodecTarget(load_codec(args.codec), config) if training.target != "points" else None,
    )


def _train_codec(
    args: argparse.Namespace, given: dict[str, Any], config: ModelConfig, folder: Path, device: torch.device
) -> Path:
    from svr_ros.codec.network import CodecConfig
    from svr_ros.codec.train import PAPER_COMPRESSION, CompressionConfig, train_codec
    from svr_ros.training.config import TrainingConfig

    rate = _PUBLISHED_CODEC_RATE if args.published else _CODEC_RATE
    run_settings = {name: value for name, value in given.items() if name not in _MODEL_SETTINGS}
    training = TrainingConfig(
        **{"learning_rate": rate, "weight_decay": 0.0, "gradient_norm": 1.0, **run_settings},
    )
    compression = PAPER_COMPRESSION if args.published else CompressionConfig()
    return train_codec(folder, CodecConfig(model=config), compression, training, device, args.resume)
