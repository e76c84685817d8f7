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
