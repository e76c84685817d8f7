"""Colours out of image messages, raw and compressed."""

from __future__ import annotations

import io
import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import CompressedImage, Image

from svr_ros.errors import InputError

Colors = NDArray[np.uint8]


class _Interleaved(NamedTuple):
    """Describe pixels: the bytes of a value, how many values a pixel has, and which of them are red, green, blue."""

    depth: int
    channels: int
    rgb: tuple[int, int, int]


_INTERLEAVED = {
    "rgb8": _Interleaved(1, 3, (0, 1, 2)),
    "rgba8": _Interleaved(1, 4, (0, 1, 2)),
    "bgr8": _Interleaved(1, 3, (2, 1, 0)),
    "bgra8": _Interleaved(1, 4, (2, 1, 0)),
    "mono8": _Interleaved(1, 1, (0, 0, 0)),
    "mono16": _Interleaved(2, 1, (0, 0, 0)),
    "rgb16": _Interleaved(2, 3, (0, 1, 2)),
    "rgba16": _Interleaved(2, 4, (0, 1, 2)),
    "bgr16": _Interleaved(2, 3, (2, 1, 0)),
    "bgra16": _Interleaved(2, 4, (2, 1, 0)),
}


class _Coded(NamedTuple):
    """Describe what OpenCV decodes: bytes and channels of a value, OpenCV's name of the conversion, and which sizes."""

    depth: int
    channels: int
    conversion: str
    least: int = 1
    """Least width and height."""
    even: tuple[bool, bool] = (False, False)
    """Whether width and height must be even."""
    planes: tuple[int, int] = (1, 1)
    """Rows of the message for each row of the image, as a fraction."""


_UYVY = _Coded(1, 2, "COLOR_YUV2RGB_UYVY", even=(True, False))
_YUYV = _Coded(1, 2, "COLOR_YUV2RGB_YUYV", even=(True, False))
_CODED = {
    "yuv422": _UYVY,  # as ROS 1 named it
    "uyvy": _UYVY,
    "yuv422_yuy2": _YUYV,
    "yuyv": _YUYV,
    "nv12": _Coded(1, 1, "COLOR_YUV2RGB_NV12", even=(True, True), planes=(3, 2)),
    "nv21": _Coded(1, 1, "COLOR_YUV2RGB_NV21", even=(True, True), planes=(3, 2)),
    **{
        f"bayer_{pattern}{8 * depth}": _Coded(depth, 1, f"COLOR_Bayer{pattern.upper()}2RGB", least=3)
        for depth in (1, 2)
        for pattern in ("rggb", "bggr", "gbrg", "grbg")
    },
}
_ENCODINGS = {**_INTERLEAVED, **_CODED}
_NUMBERS = re.compile(r"(8|16|32|64)[USF]C\d*")

_MOST_PIXELS = 8192 * 8192
"""A few bytes of PNG can claim to be any size: of more pixels than these none is decoded."""


def image_size(message: Image | CompressedImage) -> tuple[int, int]:
    """Return width and height in pixels, which a compressed image tells before it is decoded.

    Raises InputError where there is no pixel, or no JPEG or PNG image of at most 8192 x 8192 pixels.
    """
    if isinstance(message, CompressedImage):
        return _compressed_size(message)
    if message.height < 1 or message.width < 1:
        raise InputError(f"image is {message.width} x {message.height} pixels; expected at least 1 x 1")
    return message.width, message.height


def image_to_rgb(message: Image | CompressedImage) -> Colors:
    """Return the colours uint8 [height, width, 3] of an image message, of 16-bit values the upper byte.

    Rare encodings are left to cv_bridge. Raises InputError where size, step, data and encoding do not make an image, or
    cv_bridge is needed and missing.
    """
    width, height = image_size(message)
    if isinstance(message, CompressedImage):
        return _decompressed(message)
    encoding = message.encoding
    if encoding not in _ENCODINGS:
        return _by_cv_bridge(message)
    pixels = _pixels(message, width, height)
    if encoding in _CODED:
        import cv2

        return cv2.cvtColor(np.ascontiguousarray(pixels), getattr(cv2, _CODED[encoding].conversion))
    if encoding == "rgb8":
        return np.ascontiguousarray(pixels)
    rgb = np.empty((height, width, 3), np.uint8)
    for channel, source in enumerate(_INTERLEAVED[encoding].rgb):  # several times as fast as one index of all three
        rgb[..., channel] = pixels[..., source]
    return rgb


def _by_cv_bridge(message: Image) -> Colors:
    known, encoding = ", ".join(_ENCODINGS), message.encoding
    if _NUMBERS.fullmatch(encoding):
        raise InputError(
            f"image encoding is {encoding!r}, numbers without colours (depth is such); expected one of {known}"
        )
    try:
        from cv_bridge import CvBridge, CvBridgeError
    except (ImportError, AttributeError) as error:  # AttributeError: a cv_bridge that was built for another NumPy
        raise InputError(
            f"image encoding is {encoding!r}; expected one of {known} (others need cv_bridge, which is not there)"
        ) from error
    try:
        return np.ascontiguousarray(CvBridge().imgmsg_to_cv2(message, "rgb8"))
    except (CvBridgeError, ValueError, TypeError, RuntimeError) as error:
        raise InputError(
            f"image encoding is {encoding!r}; expected one of {known}, or what cv_bridge can read ({error})"
        ) from error


def _pixels(message: Image, width: int, height: int) -> Colors:
    """Return a view [rows, width, channels] of an image message's values, of two bytes the upper, without padding."""
    form = _ENCODINGS[message.encoding]
    rows = height
    if isinstance(form, _Coded):
        _require_divisible(message, form)
        rows = height * form.planes[0] // form.planes[1]
    if len(message.data) != message.step * rows:
        raise InputError(
            f"image holds {len(message.data)} bytes; expected {message.step * rows}: {rows} rows of step {message.step}"
        )
    row_bytes = width * form.channels * form.depth
    if message.step < row_bytes:
        raise InputError(
            f"image has a step of {message.step} bytes; "
            f"expected at least {row_bytes} for {width} pixels of {message.encoding}"
        )
    padded = np.frombuffer(message.data, np.uint8).reshape(rows, message.step)
    values = padded[:, :row_bytes].reshape(rows, width, form.channels, form.depth)
    return values[..., 0 if message.is_bigendian else -1]


def _require_divisible(message: Image, form: _Coded) -> None:
    width, height = message.width, message.height
    if min(width, height) < form.least:
        raise InputError(
            f"image is {width} x {height} pixels of {message.encoding}; expected at least {form.least} x {form.least}"
        )
    for name, side, even in (("width", width, form.even[0]), ("height", height, form.even[1])):
        if even and side % 2:
            raise InputError(f"image has a {name} of {side} pixels of {message.encoding}; expected an even number")


def _compressed_size(message: CompressedImage) -> tuple[int, int]:
    from PIL import Image as Picture

    encoding = message.format.partition(";")[0].strip()
    if "compressedDepth" in message.format or _NUMBERS.fullmatch(encoding):
        raise InputError(
            f"compressed image has the format {message.format!r}, numbers without colours (depth is such); "
            "expected colours or grey as JPEG or PNG"
        )
    if not message.data:
        raise InputError("compressed image holds no bytes; expected JPEG or PNG")
    try:
        with Picture.open(io.BytesIO(message.data), formats=("JPEG", "PNG")) as picture:
            width, height = picture.size
    except Picture.DecompressionBombError:
        width = height = _MOST_PIXELS
    except OSError as error:
        raise InputError(
            f"compressed image has the format {message.format!r} and {len(message.data)} bytes that do not begin as "
            "JPEG or PNG; expected one of the two"
        ) from error
    if width * height > _MOST_PIXELS:
        raise InputError(f"compressed image claims to have more than {_MOST_PIXELS} pixels; expected at most that")
    return width, height


def _decompressed(message: CompressedImage) -> Colors:
    import cv2

    data = bytes(message.data)
    # Some versions of OpenCV fill up with grey what is missing of a JPEG image after its last start of scan.
    cut = data.startswith(b"\xff\xd8") and data.rfind(b"\xff\xd9") < data.rfind(b"\xff\xda")
    # Pixels stay where the sensor has them, whatever EXIF says about up and down.
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        decoded = None if cut else cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error:
        decoded = None
    if decoded is None:
        raise InputError(
            f"compressed image has the format {message.format!r} and {len(data)} bytes that are cut off or broken; "
            "expected a whole JPEG or PNG image"
        )
    # "bgr8; jpeg compressed rgb8" says that red and blue were swapped before they were compressed.
    if "compressed rgb" in message.format:
        return decoded
    return cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)
