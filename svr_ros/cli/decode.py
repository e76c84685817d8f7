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

"""`svr decode`: decode a compressed scene."""

from __future__ import annotations

import argparse
from pathlib import Path

from svr_ros.cli import options
from svr_ros.paths import refuse_overwriting


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("input", type=Path, metavar="SAFETENSORS", help="a scene written by svr compress")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="PATH", help="file (.glb .ply .obj .npz .png)"
    )
    parser.add_argument("--resolution", type=options.positive, help="voxels per side (those of the codec)")
    options.add_codec(parser)


def run(args: argparse.Namespace) -> int:
    """Decode the scene and return the exit code."""
    from svr_ros.codec.compress import CompressedScene, decompress
    from svr_ros.codec.weights import load_codec
    from svr_ros.inference import files
    from svr_ros.inference.devices import choose_device

    output = files.check_output(args.output)
    refuse_overwriting([output], [args.input, Path(args.codec)])
    codec = load_codec(args.codec, choose_device(args.device))
    scene = decompress(codec, CompressedScene.load(args.input), args.resolution)
    files.write(scene, output)
    print(f"{output}: {len(scene.tsdf)} voxels per side")
    return options.DONE
