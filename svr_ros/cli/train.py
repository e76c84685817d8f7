"""`svr train`: its arguments, and the run."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svr_ros.networks.config import PRESETS, override, preset
from svr_ros.training.config import PAPER_TRAINING, TrainingConfig

if TYPE_CHECKING:
    import torch

_TRAININGS = {"compact": TrainingConfig(), "paper": PAPER_TRAINING}
_SETTINGS = (
    "stage", "target", "minutes", "steps", "batch", "workers", "seed", "learning_rate", "checkpoint_minutes"
)  # fmt: skip
_CODEC_RATE = 1e-3
_PUBLISHED_CODEC_RATE = 1.5957902059049144e-4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `svr train`."""
    defaults = TrainingConfig()
    parser.add_argument("--preset", choices=tuple(PRESETS), default="compact", help="which model to train (compact)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="another setting of the model, such as scene.lifting=tree (see networks/config.py)",
    )
    parser.add_argument(
        "--stage",
        choices=("joint", "normals", "compression", "scene"),
        help="what learns: everything, the U-Net, the block codec, the scene network (compact: joint, paper: scene)",
    )
    parser.add_argument(
        "--target",
        choices=("points", "latents", "both"),
        help="what the scene network is held to: decoded points, a codec's latents (compact: points, paper: latents)",
    )
    parser.add_argument("--no-shaping", action="store_true", help="let all blocks count alike, without loss shaping")
    parser.add_argument("-o", "--output", type=Path, help="folder of checkpoint and weights (runs/PRESET)")
    parser.add_argument(
        "--minutes", type=float, default=defaults.minutes, help="training time, that of resumed runs included"
    )
    parser.add_argument("--steps", type=int, help="end after so many steps rather than by time")
    parser.add_argument(
        "--checkpoint-minutes", type=float, default=defaults.checkpoint_minutes, help="time between checkpoints"
    )
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in the output folder")
    parser.add_argument(
        "--weights", metavar="NAME|PATH", help="start from these weights rather than ImageNet's encoder"
    )
    parser.add_argument("--normals", metavar="NAME|PATH", help="take the U-Net of these weights")
    parser.add_argument("--codec", metavar="NAME|PATH", default="codec", help="codec that makes latents (codec)")
    parser.add_argument(
        "--published",
        action="store_true",
        help="train the codec by the published turns, losses and rates (PAPER_COMPRESSION; slow)",
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    parser.add_argument("--batch", type=int, help="rooms per step")
    parser.add_argument("--workers", type=int, default=defaults.workers, help="processes that make rooms")
    parser.add_argument("--seed", type=int, default=defaults.seed, help="number of the first room")
    parser.add_argument("--learning-rate", type=float)


def run(arguments: argparse.Namespace) -> None:
    """Train as the arguments say and print where the weights are."""
    from svr_ros.inference.reconstructor import choose_device
    from svr_ros.threads import leave_cores
    from svr_ros.training.distributed import Share, joined
    from svr_ros.training.memory import keep_freed_memory

    keep_freed_memory()
    folder = arguments.output or Path("runs") / arguments.preset
    given: dict[str, Any] = {name: value for name in _SETTINGS if (value := getattr(arguments, name)) is not None}
    with joined(choose_device(arguments.device)) as device:
        if device.type == "cpu":
            leave_cores(arguments.workers)
        if arguments.stage == "compression":
            path = _train_codec(arguments, folder, device)
        else:
            training = replace(_TRAININGS[arguments.preset], **given)
            if arguments.no_shaping:
                training = replace(training, shaping=None)
            if training.stage == "normals":
                training = replace(training, target="points")
            path = _train_model(arguments, training, folder, device)
    if Share.current().rank == 0:
        print(f"weights: {path}")


def _train_model(arguments: argparse.Namespace, training: TrainingConfig, folder: Path, device: torch.device) -> Path:
    from svr_ros.codec.weights import load_codec
    from svr_ros.inference import weights
    from svr_ros.training.loop import train
    from svr_ros.training.stages import train_in_stages

    start = weights.load(arguments.weights) if arguments.weights else None
    config = override(start.config if start else preset(arguments.preset), arguments.set)
    if training.target == "points" and not arguments.normals:
        return train_in_stages(folder, training, device, arguments.resume, start, config)
    return train(
        folder,
        training,
        device,
        arguments.resume,
        start,
        config,
        weights.load(arguments.normals) if arguments.normals else None,
        load_codec(arguments.codec) if training.target != "points" else None,
    )


def _train_codec(arguments: argparse.Namespace, folder: Path, device: torch.device) -> Path:
    from svr_ros.codec.network import CodecConfig
    from svr_ros.codec.train import PAPER_COMPRESSION, CompressionConfig, train_codec

    training = TrainingConfig(
        minutes=arguments.minutes,
        steps=arguments.steps or 0,
        workers=arguments.workers,
        seed=arguments.seed,
        learning_rate=arguments.learning_rate or (_PUBLISHED_CODEC_RATE if arguments.published else _CODEC_RATE),
        weight_decay=0.0,
        gradient_norm=1.0,
        checkpoint_minutes=arguments.checkpoint_minutes,
    )
    codec = CodecConfig(model=override(preset(arguments.preset), arguments.set))
    compression = PAPER_COMPRESSION if arguments.published else CompressionConfig()
    return train_codec(folder, codec, compression, training, device, arguments.resume)
