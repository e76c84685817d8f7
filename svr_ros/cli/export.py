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

"""`svr export`: export weights as ONNX files."""

from __future__ import annotations

import argparse
import functools
import shutil
import sys
import tempfile
from pathlib import Path

from svr_ros import paths
from svr_ros.cli import options
from svr_ros.errors import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder for networks.onnx, image_networks.onnx, decoder_N.onnx and model.json",
    )
    parser.add_argument(
        "--weights", default=options.DEFAULT_WEIGHTS, metavar="NAME|PATH", help=f"weights ({options.DEFAULT_WEIGHTS})"
    )
    parser.add_argument("--resolution", type=options.positive, help="voxels per side (those of the weights)")


def run(args: argparse.Namespace) -> int:
    """Export the weights, keep the networks for the backend onnx as well, and return the exit code."""
    from svr_ros.inference import weights
    from svr_ros.inference.backends.export import export, keep_networks
    from svr_ros.inference.files import write_atomically

    loaded = weights.load(args.weights)
    folder = paths.expanded(args.output)
    if folder.exists():
        paths.make_folder(folder)  # raises if it is a file
    # The files are computed elsewhere first: an export that fails or is interrupted leaves none
    with tempfile.TemporaryDirectory() as partial:
        description = export(loaded, Path(partial), args.resolution or loaded.config.resolution)
        try:
            keep_networks(loaded, Path(partial))
        except InputError as error:
            print(f"svr: the backend onnx will export the networks again: {error}", file=sys.stderr)
        paths.make_folder(folder)
        # The description is the last
        for file in sorted(Path(partial).iterdir(), key=lambda file: file.suffix == ".json"):
            write_atomically(folder / file.name, functools.partial(shutil.copyfile, file))
    files = [description[part]["file"] for part in ("networks", "image_networks", "decoder") if part in description]
    print(f"{folder}: {', '.join(files)}, model.json")
    return options.DONE
