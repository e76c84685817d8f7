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

"""Reading of depth images and of the ground that a user states."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from svr_ros.errors import InputError
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.known import ground_plane

FRAME_DEPTH = "depth.png"
"""Name of the depth image next to the image of a frame."""

_UNKNOWN_MILLIMETRES = 0, 65535
"""Values of 16-bit depth images that stand for no measurement."""

_FORMATS = "a 16-bit PNG in millimetres, a 32-bit float TIFF or a .npy file in metres"


def read_depth(path: str | Path) -> NDArray[np.float32]:
    """Read a depth image [H, W] in metres; NaN stands for unknown.

    16-bit images (PNG, TIFF) are in millimetres and mark unknown pixels by 0 or 65535. Floating-point TIFF and .npy
    files are in metres and mark them by NaN, infinity or values of at most zero.

    Raises:
        InputError: If the file is missing, broken or none of these formats.
    """
    path = Path(path)
    try:
        if path.suffix.lower() == ".npy":
            values = np.load(path, allow_pickle=False)
        else:
            with Image.open(path) as image:
                values = np.asarray(image)
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist; expected a depth image") from error
    except (OSError, EOFError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError(f"{path} cannot be read as a depth image ({error}); expected {_FORMATS}") from error
    is_metres = values.dtype.kind == "f"
    # Pillow returns 16-bit PNG files as uint16 or, in older versions, as int32.
    is_millimetres = path.suffix.lower() != ".npy" and values.dtype in (np.uint16, np.int32)
    if values.ndim != 2 or not (is_metres or is_millimetres):
        raise InputError(f"{path} holds {values.dtype} {list(values.shape)}; expected {_FORMATS}")
    if is_metres:
        with np.errstate(over="ignore"):
            metres = values.astype(np.float32)
        return np.where(np.isfinite(metres) & (metres > 0), metres, np.float32(np.nan))
    return np.where(np.isin(values, _UNKNOWN_MILLIMETRES), np.nan, values / 1000).astype(np.float32)


def depth_beside(image: Path) -> Path | None:
    """Return the path of depth.png next to an image; None if there is none."""
    path = image.parent / FRAME_DEPTH
    return path if path.is_file() else None


def parse_ground(text: str) -> Plane:
    """Return the ground of a camera given as HEIGHT[:PITCH[:ROLL]] in metres and degrees; positive pitch looks down.

    Raises:
        InputError: If the text is something else, or the height or an angle is out of range.
    """
    try:
        height, *angles = (float(part) for part in text.split(":"))
        if len(angles) > 2:
            raise ValueError
    except ValueError as error:
        raise InputError(f"ground is {text!r}; expected HEIGHT[:PITCH[:ROLL]] in metres and degrees") from error
    return ground_plane(height, *map(math.radians, angles))
