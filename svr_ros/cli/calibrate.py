"""`svr calibrate`: fit the calibration of weights on generated rooms."""

from __future__ import annotations

import argparse
from pathlib import Path

from svr_ros.cli import options

_ROOMS = 128


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="PATH", help="file of the new weights")
    parser.add_argument("--rooms", type=options.positive, default=_ROOMS, help=f"number of rooms ({_ROOMS})")
    parser.add_argument("--workers", type=options.count, default=0, help="number of processes (that of cores)")
    options.add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Calibrate and return the exit code."""
    from svr_ros.inference import files

    output = files.check_output(args.output, (".safetensors",))
    from svr_ros.evaluation.calibrate import calibrate
    from svr_ros.inference import weights
    from svr_ros.threads import available_cores

    loaded = weights.load(args.weights)
    calibration = calibrate(loaded, args.rooms, args.device, args.workers or available_cores())
    weights.save_calibrated(loaded, calibration, output)
    print(calibration.describe())
    print(f"{output}: weights {loaded.name} with the calibration of {args.rooms} rooms")
    return options.DONE
