"""`svr train`: its arguments, and the run."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from svr_ros.training.config import TrainingConfig


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `svr train`."""
    defaults = TrainingConfig()
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("runs/compact"), help="folder of checkpoint and weights"
    )
    parser.add_argument(
        "--minutes", type=float, default=defaults.minutes, help="training time, that of resumed runs included"
    )
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in the output folder")
    parser.add_argument(
        "--weights", metavar="NAME|PATH", help="start from these weights rather than ImageNet's encoder"
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    parser.add_argument("--batch", type=int, default=defaults.batch, help="rooms per step")
    parser.add_argument("--workers", type=int, default=defaults.workers, help="processes that make rooms")
    parser.add_argument("--seed", type=int, default=defaults.seed, help="number of the first room")
    parser.add_argument("--learning-rate", type=float, default=defaults.learning_rate)


def run(arguments: argparse.Namespace) -> None:
    """Train as the arguments say and print where the weights are."""
    from svr_ros.inference import weights
    from svr_ros.inference.reconstructor import choose_device
    from svr_ros.training.loop import train

    training = replace(
        TrainingConfig(),
        minutes=arguments.minutes,
        batch=arguments.batch,
        workers=arguments.workers,
        seed=arguments.seed,
        learning_rate=arguments.learning_rate,
    )
    start = weights.load(arguments.weights) if arguments.weights else None
    path = train(arguments.output, training, choose_device(arguments.device), arguments.resume, start)
    print(f"weights: {path}")
