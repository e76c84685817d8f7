"""`svr train`: train weights on generated rooms."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svr_ros.cli import options
from svr_ros.networks.config import PRESETS, override, preset

if TYPE_CHECKING:
    import torch

    from svr_ros.training.config import TrainingConfig

_MODEL_SETTINGS = "stage", "target", "pixels_fraction", "batch"
"""Settings of TrainingConfig that do not apply to the codec."""

_SETTINGS = (*_MODEL_SETTINGS, "minutes", "steps", "workers", "seed", "learning_rate", "checkpoint_minutes")
"""Settings of TrainingConfig that are options of the command; their defaults are those of the preset."""

_CODEC_RATE = 1e-3
_PUBLISHED_CODEC_RATE = 1.5957902059049144e-4


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
    parser.add_argument("--minutes", type=float, help="training time, including that of resumed runs (120)")
    parser.add_argument("--steps", type=int, help="number of steps, instead of a time")
    parser.add_argument(
        "--pixels-fraction",
        type=float,
        help="fraction of a joint run in which the pixel network is trained alone (0.5)",
    )
    parser.add_argument("--checkpoint-minutes", type=float, help="time between checkpoints (3)")
    parser.add_argument("--resume", action="store_true", help="continue from the checkpoint in the output folder")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    options.add_precision(parser)
    parser.add_argument("--batch", type=int, help="rooms per step")
    parser.add_argument("--workers", type=int, help="processes that generate rooms (2)")
    parser.add_argument("--seed", type=int, help="sample index of the first room (0)")
    parser.add_argument("--learning-rate", type=float)


def run(args: argparse.Namespace) -> int:
    """Train, print the path of the weights and return the exit code."""
    from svr_ros.inference.reconstructor import choose_device
    from svr_ros.threads import leave_cores
    from svr_ros.training.config import PAPER_TRAINING, TrainingConfig
    from svr_ros.training.distributed import Rank, process_group
    from svr_ros.training.memory import keep_freed_memory

    keep_freed_memory()
    folder = args.output or Path("runs") / args.preset
    given: dict[str, Any] = {name: value for name in _SETTINGS if (value := getattr(args, name)) is not None}
    defaults = PAPER_TRAINING if args.preset == "paper" else TrainingConfig()
    with process_group(choose_device(args.device)) as device:
        if device.type == "cpu":
            leave_cores(given.get("workers", defaults.workers))
        if args.stage == "compression":
            path = _train_codec(args, given, folder, device)
        else:
            training = replace(defaults, **given)
            if args.no_shaping:
                training = replace(training, shaping=None)
            if training.stage == "pixels":
                training = replace(training, target="points")
            path = _train_model(args, training, folder, device)
    if Rank.current().rank == 0:
        print(f"weights: {path}")
    return options.DONE


def _train_model(args: argparse.Namespace, training: TrainingConfig, folder: Path, device: torch.device) -> Path:
    from svr_ros.codec.latent_target import CodecTarget
    from svr_ros.codec.weights import load_codec
    from svr_ros.inference import weights
    from svr_ros.training.loop import train
    from svr_ros.training.stages import train_in_stages

    start = weights.load(args.weights) if args.weights else None
    config = override(start.config if start and not args.extend else preset(args.preset), args.set)
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


def _train_codec(args: argparse.Namespace, given: dict[str, Any], folder: Path, device: torch.device) -> Path:
    from svr_ros.codec.network import CodecConfig
    from svr_ros.codec.train import PAPER_COMPRESSION, CompressionConfig, train_codec
    from svr_ros.training.config import TrainingConfig

    rate = _PUBLISHED_CODEC_RATE if args.published else _CODEC_RATE
    run_settings = {name: value for name, value in given.items() if name not in _MODEL_SETTINGS}
    training = TrainingConfig(
        **{"learning_rate": rate, "weight_decay": 0.0, "gradient_norm": 1.0, **run_settings},
    )
    codec = CodecConfig(model=override(preset(args.preset), args.set))
    compression = PAPER_COMPRESSION if args.published else CompressionConfig()
    return train_codec(folder, codec, compression, training, device, args.resume)
