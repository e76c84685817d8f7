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

"""`svr benchmark`: measure the speed of decoding, of compression and of the synthesis of rooms."""

from __future__ import annotations

import argparse

from svr_ros.cli import options
from svr_ros.networks.config import PRESETS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of all parts."""
    parts = parser.add_subparsers(required=True, metavar="PART")
    decoding = parts.add_parser("decode", help="latents to volume: point by point, as published, and ours")
    decoding.add_argument("--preset", choices=tuple(PRESETS), default="paper", help="preset of the decoder (paper)")
    decoding.add_argument("--resolution", type=int, default=256, help="voxels per side of the volume (256)")
    decoding.add_argument("--threads", type=options.positive, help="threads of the CPU (PyTorch's default)")
    decoding.add_argument("--rounds", type=options.positive, default=3, help="runs of each method (3)")
    decoding.add_argument(
        "--room",
        type=options.count,
        default=0,
        dest="eval_index",
        metavar="EVAL_INDEX",
        help="evaluation room of this index (0)",
    )
    decoding.add_argument(
        "--codec", default="codec", metavar="NAME|PATH", help="codec whose latents the preset paper decodes (codec)"
    )
    decoding.add_argument("--all", action="store_true", help="decode every point of all blocks, not of a sample")
    decoding.set_defaults(part=_decode)
    compression = parts.add_parser("compression", help="generated rooms to latents and back: loss and time")
    compression.add_argument("--rooms", type=options.positive, default=10, help="number of evaluation rooms (10)")
    compression.add_argument(
        "--steps", type=options.count, nargs="+", default=[0, 10], help="steps that fit the latents (0 10)"
    )
    compression.add_argument("--wide", action="store_true", help="the view of a robot's camera, from 0.5 to 6 m")
    options.add_codec(compression)
    compression.set_defaults(part=_compression)
    synthesis = parts.add_parser("synthesis", help="generated rooms: every step, on one core, on all, on a device")
    synthesis.add_argument("--rooms", type=options.positive, default=48, help="number of samples (48)")
    synthesis.set_defaults(part=_synthesis)


def run(args: argparse.Namespace) -> int:
    """Run the benchmark of the chosen part, print its table and return the exit code."""
    print(args.part(args))
    return options.DONE


def _decode(args: argparse.Namespace) -> str:
    from svr_ros.benchmark import decode

    return decode.run(args.preset, args.resolution, args.rounds, args.eval_index, args.codec, args.threads, args.all)


def _compression(args: argparse.Namespace) -> str:
    from svr_ros.benchmark import compression
    from svr_ros.codec.weights import load_codec
    from svr_ros.inference.devices import choose_device

    codec = load_codec(args.codec, choose_device(args.device))
    return compression.run(codec, args.rooms, tuple(args.steps), args.wide)


def _synthesis(args: argparse.Namespace) -> str:
    from svr_ros.benchmark import synthesis

    return synthesis.run(args.rooms)
