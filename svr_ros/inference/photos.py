"""Reading of image files of any sample format as 8-bit RGB, with the camera that their EXIF data describe."""

from __future__ import annotations

import contextlib
import io
import math
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera

_FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "JPEG2000", "MPO", "PNG", "PPM", "TGA", "TIFF", "WEBP")
"""Formats of Pillow that are read; others are rare, fragile, or start another program (EPS starts Ghostscript)."""

_MAX_BYTES = 2**29
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
    """

    image: NDArray[np.uint8]
    camera: Camera | None


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
    Image.init()
    known = [name for name in _FORMATS if name in Image.OPEN]
    # Damaged files make Pillow's readers raise errors of any type
    try:
        with _no_warnings(), Image.open(io.BytesIO(content), formats=known) as image:
            image.load()
            orientation, focal_length = _metadata(image)
            turn = _UPRIGHT.get(orientation)
            upright = image.transpose(turn) if turn is not None else image
            return Photo(_as_rgb(upright, str(image.format)), _camera(upright.width, upright.height, focal_length))
    except Image.UnidentifiedImageError as error:
        reason = "unknown format"
        raise InputError(f"{path} cannot be read as an image ({reason}); expected {_expected()}") from error
    except (Exception, MemoryError) as error:
        reason = paths.describe(error)
        raise InputError(f"{path} cannot be read as an image ({reason}); expected {_expected()}") from error


def read_image(path: str | Path) -> NDArray[np.uint8]:
    """Return an image file as RGB, uint8 [H, W, 3]; raises as `read_photo` does."""
    return read_photo(path).image


def camera_from_exif(path: str | Path) -> Camera | None:
    """Return the camera of an image whose EXIF data contain the 35 mm equivalent focal length, else None."""
    try:
        return read_photo(path).camera
    except InputError:
        return None


@contextlib.contextmanager
def _no_warnings() -> Iterator[None]:
    """Silence warnings about metadata and size: the file either gives an image or an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _expected() -> str:
    return "JPEG, PNG, TIFF, WebP or the like"


def _metadata(image: Image.Image) -> tuple[Any, float]:
    """Return the EXIF orientation and the 35 mm equivalent focal length in millimetres, 0 if it is not known."""
    orientation: Any = 1
    focal_length = 0.0
    # Nobody needs the metadata: whatever is wrong with them must not cost the image
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
        full = _full_scale(values, image.mode, kind)
        scaled = np.nan_to_num(np.asarray(values, np.float32) * (255 / full), nan=0.0, posinf=255, neginf=0)
        grey = np.rint(np.clip(scaled, 0, 255)).astype(np.uint8)
        return np.repeat(grey[..., None], 3, -1)
    return np.array(image.convert("RGB"))


def _full_scale(values: NDArray[Any], mode: str, kind: str) -> float:
    """Return the value of white.

    It is 65535 for 16-bit samples, which some versions of Pillow store in 32 bits. Other samples do not state their
    range: it is the smallest of 1 (floating-point samples only), 255 and 65535 that holds them all, else their maximum.
    """
    if mode.startswith("I;16") or (mode == "I" and kind in ("PNG", "PPM")):
        return 65535.0
    finite = values[np.isfinite(values)]
    highest = float(finite.max(initial=0))
    scales = (1.0, 255.0, 65535.0) if mode == "F" else (255.0, 65535.0)
    return next((scale for scale in scales if highest <= scale), highest)
