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

"""`svr view`: show the scene of an image in a window."""

from __future__ import annotations

import argparse
from pathlib import Path

from svr_ros.cli import options
from svr_ros.errors import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "input", type=Path, metavar="INPUT", help="an image, or a folder with image.jpg and camera.json"
    )
    options.add_camera(parser)
    options.add_colors(parser)
    options.add_max_distance_error(parser)
    options.add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Reconstruct the image, show its mesh until the window is closed, and return the exit code."""
    from svr_ros.geometry.camera import Camera
    from svr_ros.inference import files, viewer
    from svr_ros.inference.photos import read_photo
    from svr_ros.inference.reconstructor import Reconstructor

    source, *others = files.find_sources(args.input)
    if others:
        raise InputError(f"{args.input} holds {len(others) + 1} images; expected one to show")
    photo = read_photo(source.image)
    camera = Camera.from_file(args.camera) if args.camera else options.camera_of(source, photo, args.hfov)
    reconstruction = Reconstructor(args.weights, args.device).reconstruct(photo.image, camera)
    viewer.show(reconstruction.mesh(args.colors, args.max_distance_error), source.name)
    return options.DONE
