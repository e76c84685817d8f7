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

"""Reading of image files of any sample format as 8-bit RGB, with the camera that their EXIF data describe."""

from __future__ import annotations

import contextlib
import io
import math
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.jpeg import MAX_SCANS, count_scans

ASSUMED_HFOV = 57.3
"""Horizontal field of view in degrees of a common camera, for images without any information on theirs.

The weights are trained for a view of 70 x 56 degrees, of which such a camera covers a part.
"""

_FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "JPEG2000", "MPO", "PNG", "PPM", "TGA", "TIFF", "WEBP")
"""Formats of Pillow that are read; others are rare, fragile, or start another program (EPS starts Ghostscript)."""

_MAX_BYTES = 2**29
_MAX_PIXELS = 178_956_970  # Pillow's limit
_TIFF_STARTS = (b"II*\0", b"MM\0*")
_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257
_OTHER_FORMATS = {
    "HEIC": rb"....ftyp(heic|heix|hevc|heim|heis|mif1|msf1)",
    "JPEG XL": rb"\xff\n|\0\0\0\x0cJXL ",
    "OpenEXR": rb"v/1\x01",
    "Radiance HDR": rb"#\?(RADIANCE|RGBE)",
    "Photoshop": rb"8BPS",
    "PDF": rb"%PDF",
    "PostScript": rb"%!PS",
    "SVG": rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<svg",
    "an HTML page": rb"(?i)\s*<(!doctype html|html)",
    "a video": rb"....ftyp(isom|mp4|avc1|qt)|\x1aE\xdf\xa3|RIFF....AVI ",
    "a gzip archive": rb"\x1f\x8b",
    "a pointer of Git LFS without its content": rb"version https://git-lfs",
}
"""Regular expressions for the first bytes of files of other formats, by the name for messages."""

_EXIF_ORIENTATION = 0x0112
_EXIF_FOLDER = 0x8769
_EXIF_FOCAL_LENGTH_35MM = 0xA405
_DIAGONAL_35MM = 43.267  # millimetres
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Operations that undo the orientations of EXIF, of which 1 is upright."""


class Photo(NamedTuple):
    """An image file.

    Attributes:
        image: RGB [H, W, 3], uint8, rotated by its EXIF orientation.
        camera: Camera from the 35 mm equivalent focal length in the EXIF data; None without one.
        turned: Whether the pixels in the file have another orientation.
    """

    image: NDArray[np.uint8]
    camera: Camera | None
    turned: bool = False


def read_photo(path: str | Path) -> Photo:
    """Read an image file or pipe once.

    Samples of more than 8 bits are scaled to 8. EXIF data that are not valid are ignored.

    Raises:
        InputError: If the file is missing, broken or no image.
    """
    path = paths.expanded(path)
    if paths.is_missing(path):
        raise InputError(f"{path} does not exist; expected an image")
    if paths.is_folder(path):
        raise InputError(f"{path} is a folder; expected an image")
    content = paths.read_bytes(path, _MAX_BYTES)
    if not content:
        raise InputError(f"{path} is empty; expected an image")
    if (scans := count_scans(content)) > MAX_SCANS:
        raise InputError(f"{path} is a JPEG of {scans} scans; expected at most {MAX_SCANS}")
    Image.init()
    known = [name for name in _FORMATS if name in Image.OPEN]
    # Damaged files make Pillow's readers raise errors of any type
    try:
        with _no_warnings(), Image.open(io.BytesIO(content), formats=known) as image:
            image.load()
            orientation, focal_length = _metadata(image)
            turn = _UPRIGHT.get(orientation)
            upright = image.transpose(turn) if turn is not None else image
            camera = _camera(upright.width, upright.height, focal_length)
            return Photo(_as_rgb(upright, str(image.format)), camera, turn is not None)
    except Image.UnidentifiedImageError as error:
        if content.startswith(_TIFF_STARTS):
            with _no_warnings():
                return Photo(_unusual_tiff(content, path), None)
        raise _no_image(path, _format_name(content)) from error
    except Exception as error:
        raise _no_image(path, paths.describe(error)) from error


def read_image(path: str | Path) -> NDArray[np.uint8]:
    """Return an image file as RGB, uint8 [H, W, 3]; raises as `read_photo` does."""
    return read_photo(path).image


@contextlib.contextmanager
def _no_warnings() -> Iterator[None]:
    """Silence warnings about metadata and size: the file either gives an image or an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _no_image(path: Path, reason: str) -> InputError:
    return InputError(f"{path} cannot be read as an image ({reason}); expected JPEG, PNG, TIFF, WebP or the like")


def _format_name(content: bytes) -> str:
    """Return the name of a format that is not read."""
    for name, start in _OTHER_FORMATS.items():
        if re.match(start, content[:1000], re.DOTALL):
            return f"it is {name}"
    return "unknown format"


def _unusual_tiff(content: bytes, path: Path) -> NDArray[np.uint8]:
    """Return a TIFF whose samples Pillow does not read, such as floating-point colours, as RGB [H, W, 3], uint8.

    Raises:
        InputError: If OpenCV does not read it either, or it has too many pixels.
    """
    import cv2

    log = getattr(cv2.utils, "logging", cv2)  # OpenCV 5, and older versions
    level = log.setLogLevel(0)
    try:
        # Check the size first, because a small file may hold many equal pixels
        file = io.BytesIO(content)
        tags = TiffImagePlugin.ImageFileDirectory_v2(file.read(8))
        file.seek(tags.next)
        tags.load(file)
        if (pixels := tags[_TIFF_WIDTH] * tags[_TIFF_HEIGHT]) > _MAX_PIXELS:
            raise ValueError(f"it has {pixels} pixels; expected at most {_MAX_PIXELS}")
        values = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    except Exception as error:
        raise _no_image(path, paths.describe(error)) from error
    finally:
        log.setLogLevel(level)
    if values is None or values.ndim not in (2, 3) or (values.ndim == 3 and values.shape[2] not in (3, 4)):
        raise _no_image(path, "TIFF of an unknown sample format")
    if values.dtype != np.uint8:
        mode = "I;16" if values.dtype == np.uint16 else values.dtype.kind.upper()
        values = _scaled(values, _full_scale(values, mode))
    if values.ndim == 2:
        return np.repeat(values[..., None], 3, -1)
    return np.ascontiguousarray(values[..., 2::-1])


def _metadata(image: Image.Image) -> tuple[Any, float]:
    """Return the EXIF orientation and the 35 mm equivalent focal length in millimetres, 0 if it is not known."""
    orientation: Any = 1
    focal_length = 0.0
    # The metadata are optional: no error in them may cost the image
    with contextlib.suppress(Exception):
        exif = image.getexif()
        value = exif.get(_EXIF_ORIENTATION, 1)
        orientation = value if isinstance(value, int) else 1
        focal_length = float(exif.get_ifd(_EXIF_FOLDER).get(_EXIF_FOCAL_LENGTH_35MM, 0))
    return orientation, focal_length


def _camera(width: int, height: int, focal_length: float) -> Camera | None:
    if not 0 < focal_length < math.inf:
        return None
    focal_pixels = focal_length / _DIAGONAL_35MM * math.hypot(width, height)
    try:
        return Camera.from_hfov(width, height, 2 * math.atan(width / 2 / focal_pixels))
    except InputError:
        return None


def _as_rgb(image: Image.Image, kind: str) -> NDArray[np.uint8]:
    """Return an image of any mode as RGB [H, W, 3], uint8; samples of more than 8 bits are scaled."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        values = np.asarray(image)
        grey = _scaled(values, _full_scale(values, image.mode, kind))
        return np.repeat(grey[..., None], 3, -1)
    return np.array(image.convert("RGB"))


def _scaled(values: NDArray[Any], full: float) -> NDArray[np.uint8]:
    """Return samples of which `full` is white as 8 bits; raises ValueError if none is a number."""
    if not np.isfinite(values).any():
        raise ValueError("no sample is a number")
    scaled = np.nan_to_num(np.asarray(values, np.float32) * (255 / full), nan=0.0, posinf=255, neginf=0)
    return np.rint(np.clip(scaled, 0, 255)).astype(np.uint8)


def _full_scale(values: NDArray[Any], mode: str, kind: str = "TIFF") -> float:
    """Return the value of white.

    It is 65535 for 16-bit samples, which some versions of Pillow store in 32 bits. Other samples do not state their
    range: it is the smallest of 255 and 65535 that holds them all, else their maximum. For floating-point samples it is
    the smallest of 1, 255 and 65535 that holds 99 % of them, because highlights and resampling exceed the range.
    """
    if mode.startswith("I;16") or (mode == "I" and kind in ("PNG", "PPM")):
        return 65535.0
    finite = values[np.isfinite(values)]
    highest = float(finite.max(initial=0))
    if mode == "F" and finite.size:
        highest = float(np.percentile(finite, 99))
    scales = (1.0, 255.0, 65535.0) if mode == "F" else (255.0, 65535.0)
    return next((scale for scale in scales if highest <= scale), highest)
