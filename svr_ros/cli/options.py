"""Options and types of arguments that several commands share."""

from __future__ import annotations

import argparse
import math
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from svr_ros.geometry.camera import Camera
    from svr_ros.inference.files import Source

DEFAULT_WEIGHTS = "compact"
ASSUMED_HFOV = 57.3
"""Horizontal field of view in degrees of a common camera, for images without any information on theirs.

The weights are trained for a view of 70 x 56 degrees, of which such a camera covers a part.
"""

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


def add_colors(parser: argparse.ArgumentParser) -> None:
    """Add the option for the colours of meshes."""
    parser.add_argument("--colors", choices=("class", "image"), default="class", help="colours of meshes (class)")


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add the options for weights and device."""
    parser.add_argument("--weights", default=DEFAULT_WEIGHTS, metavar="NAME|PATH", help=f"weights ({DEFAULT_WEIGHTS})")
    add_device(parser)


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


def device(text: str) -> str:
    """Parse the name of a device; whether it is there is checked when it is used."""
    if not re.fullmatch(r"auto|cpu|cuda(:\d{1,3})?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no device; expected auto, cpu, cuda or cuda:N")
    return text


def camera_of(source: Source, image: NDArray[np.uint8], hfov: float | None) -> Camera:
    """Return the camera of an image: from the angle in degrees, its camera file, its EXIF data, or by assumption."""
    from svr_ros.geometry.camera import Camera
    from svr_ros.inference import files

    height, width = image.shape[:2]
    if hfov is not None:
        return Camera.from_hfov(width, height, math.radians(hfov))
    if source.camera is not None:
        return Camera.from_file(source.camera)
    camera = files.camera_from_exif(source.image)
    if camera is None:
        camera = Camera.from_hfov(width, height, math.radians(ASSUMED_HFOV))
        print(
            f"svr: {source.image} does not contain its field of view; {ASSUMED_HFOV} degrees assumed (--hfov sets it)",
            file=sys.stderr,
        )
    return camera
