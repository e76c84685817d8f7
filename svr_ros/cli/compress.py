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

"""`svr compress`: compress a scene to latents."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from svr_ros.cli import options
from svr_ros.errors import InputError
from svr_ros.paths import refuse_overwriting


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "input", type=Path, nargs="?", metavar="NPZ", help="a scene written by svr reconstruct -o scene.npz"
    )
    parser.add_argument(
        "--room",
        type=options.count,
        dest="eval_index",
        metavar="EVAL_INDEX",
        help="evaluation room of this index instead of a scene; the loss of compression is measured",
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="SAFETENSORS", help="the compressed scene")
    parser.add_argument(
        "--steps", type=options.count, default=0, help="steps that fit the latents of the encoder to the scene (0)"
    )
    options.add_codec(parser)


def run(args: argparse.Namespace) -> int:
    """Compress the scene and return the exit code."""
    from svr_ros.codec.compress import compress
    from svr_ros.codec.weights import load_codec
    from svr_ros.inference import files
    from svr_ros.inference.devices import choose_device
    from svr_ros.inference.scenes import read_scene

    if (args.input is None) == (args.eval_index is None):
        raise InputError("the scene to compress is unclear; expected either an .npz file or --room EVAL_INDEX")
    output = files.check_output(args.output, (".safetensors",))
    refuse_overwriting([output], [Path(args.codec), *([args.input] if args.input else [])])
    codec = load_codec(args.codec, choose_device(args.device))
    if args.input is not None:
        scene = read_scene(args.input)
    else:
        from svr_ros.codec.evaluate import true_scene

        scene = true_scene(args.eval_index, codec.codec.config.model)
    started = time.perf_counter()
    compressed = compress(codec, scene, args.steps)
    seconds = time.perf_counter() - started
    compressed.save(output)
    blocks = f"{len(compressed.blocks)} of {compressed.filled.numel()} blocks"
    print(f"{output}: {blocks}, {output.stat().st_size / 1e6:.2f} MB, {seconds:.2f} s")
    if args.eval_index is not None:
        from svr_ros.codec.evaluate import compare

        print(compare(codec, scene, compressed).line())
    return options.DONE
