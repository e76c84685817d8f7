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

"""Options and types of arguments that several commands share."""

from __future__ import annotations

import argparse
import math
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from svr_ros import precision
from svr_ros.errors import one_line
from svr_ros.inference.selection import MAX_DISTANCE_ERROR

if TYPE_CHECKING:
    from svr_ros.geometry.camera import Camera
    from svr_ros.inference.files import Source
    from svr_ros.inference.photos import Photo

DEFAULT_WEIGHTS = "compact"

_BACKEND = "SVR_BACKEND"
"""Environment variable of the backend; the same as `backends.choice.ENVIRONMENT`, whose module imports PyTorch."""

DONE = 0
SOME_FAILED = 1
BAD_INPUT = 2
INTERRUPTED = 130


def add_camera(parser: argparse.ArgumentParser) -> None:
    """Add the options for the camera of an image."""
    camera = parser.add_mutually_exclusive_group()
    camera.add_argument(
        "--camera", type=Path, metavar="JSON", help="camera file: width, height, K, distortion_model, D"
    )
    camera.add_argument("--hfov", type=float, metavar="DEGREES", help="horizontal field of view")


def add_known(parser: argparse.ArgumentParser) -> None:
    """Add the options for known geometry of an image."""
    depth = parser.add_mutually_exclusive_group()
    depth.add_argument(
        "--depth",
        type=Path,
        metavar="FILE",
        help="measured depth of the image's pixels: 16-bit PNG in millimetres, 32-bit float TIFF or .npy in metres",
    )
    depth.add_argument("--use-depth", action="store_true", help="use depth.png next to each image, if there is one")
    parser.add_argument(
        "--depth-scale",
        choices=("metric", "unknown"),
        default="metric",
        help="unknown: the depth is right up to one factor, which is estimated (metric)",
    )
    parser.add_argument(
        "--ground",
        metavar="HEIGHT[:PITCH[:ROLL]]",
        help="height of the camera above the floor in metres and its tilt in degrees; positive pitch looks down",
    )


def add_max_distance_error(parser: argparse.ArgumentParser) -> None:
    """Add the option for the maximum error of surfaces."""
    parser.add_argument(
        "--max-distance-error",
        type=limit,
        default=MAX_DISTANCE_ERROR,
        metavar="METRES",
        help="leave out hidden surfaces whose predicted standard deviation of distance is above this "
        f"({MAX_DISTANCE_ERROR}; inf keeps all)",
    )


def add_colors(parser: argparse.ArgumentParser) -> None:
    """Add the option for the colours of meshes."""
    parser.add_argument("--colors", choices=("class", "image"), default="class", help="colours of meshes (class)")


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add the options for weights and device."""
    parser.add_argument("--weights", default=DEFAULT_WEIGHTS, metavar="NAME|PATH", help=f"weights ({DEFAULT_WEIGHTS})")
    add_device(parser)
    parser.add_argument(
        "--backend",
        choices=("auto", "torch", "onnx", "tensorrt"),
        help="library that computes the networks (auto: onnx for exported weights on a CPU in fp32, else torch)",
    )


def add_codec(parser: argparse.ArgumentParser) -> None:
    """Add the options for codec and device."""
    parser.add_argument("--codec", default="codec", metavar="NAME|PATH", help="block codec (codec)")
    add_device(parser)


def add_device(parser: argparse.ArgumentParser) -> None:
    """Add the option for the device."""
    parser.add_argument(
        "--device",
        type=device,
        default="auto",
        metavar="DEVICE",
        help="auto, cpu, cuda or cuda:N, to compute on (auto)",
    )
    add_precision(parser)


def add_precision(parser: argparse.ArgumentParser) -> None:
    """Add the option for the precision, which `use_precision` applies."""
    parser.add_argument(
        "--precision", choices=precision.PRECISIONS, help="number format of the networks (auto: the fastest one)"
    )


def use_precision(args: argparse.Namespace) -> None:
    """Select the precision and backend that a command was given, in this process and the ones that it starts."""
    if getattr(args, "precision", None):
        os.environ[precision.ENVIRONMENT] = args.precision
    if getattr(args, "backend", None):
        os.environ[_BACKEND] = args.backend


def positive(text: str) -> int:
    """Parse an integer of at least 1."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is too few; expected at least 1")
    return value


def count(text: str) -> int:
    """Parse an integer of at least 0."""
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{value} is negative; expected 0 or more")
    return value


def positive_number(text: str) -> float:
    """Parse a finite number above 0."""
    value = float(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not usable; expected a finite number above 0")
    return value


def number(text: str) -> float:
    """Parse a finite number of at least 0."""
    value = float(text)
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not usable; expected a finite number of 0 or more")
    return value


def limit(text: str) -> float:
    """Parse a number of at least 0, or inf."""
    value = float(text)
    if not value >= 0:
        raise argparse.ArgumentTypeError(f"{text} is not usable; expected a number of 0 or more, or inf")
    return value


def device(text: str) -> str:
    """Parse the name of a device; that it exists is checked when it is used."""
    if not re.fullmatch(r"auto|cpu|cuda(:\d{1,3})?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a device; expected auto, cpu, cuda or cuda:N")
    return text


def camera_of(source: Source, photo: Photo, hfov: float | None) -> Camera:
    """Return the camera of an image: from `hfov` in degrees, its camera file, its EXIF data, or by assumption.

    Raises:
        InputError: If `hfov` or the camera file is not valid.
    """
    from svr_ros.geometry.camera import Camera
    from svr_ros.inference.photos import ASSUMED_HFOV

    height, width = photo.image.shape[:2]
    if hfov is not None:
        return Camera.from_hfov(width, height, math.radians(hfov))
    if source.camera is not None:
        return Camera.from_file(source.camera)
    camera = photo.camera
    if camera is None:
        camera = Camera.from_hfov(width, height, math.radians(ASSUMED_HFOV))
        name = one_line(str(source.image))
        print(
            f"svr: {name} does not contain its field of view; {ASSUMED_HFOV} degrees assumed (--hfov sets it)",
            file=sys.stderr,
        )
    return camera
