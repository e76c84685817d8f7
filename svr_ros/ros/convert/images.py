"""Conversion of raw and compressed image messages to RGB arrays."""

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
    """Layout of an encoding with interleaved channels.

    Attributes:
        depth: The number of bytes of a value.
        channels: The number of values per pixel.
        rgb: The indices of the red, green and blue channel.
    """

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
    """Layout of a YUV or Bayer encoding, which OpenCV decodes.

    Attributes:
        depth: The number of bytes of a value.
        channels: The number of values per pixel.
        conversion: The name of OpenCV's conversion code.
        least: The minimum width and height in pixels.
        even: Whether width and height must be even.
        planes: The number of message rows per image row, as numerator and denominator.
    """

    depth: int
    channels: int
    conversion: str
    least: int = 1
    even: tuple[bool, bool] = (False, False)
    planes: tuple[int, int] = (1, 1)


_UYVY = _Coded(1, 2, "COLOR_YUV2RGB_UYVY", even=(True, False))
_YUYV = _Coded(1, 2, "COLOR_YUV2RGB_YUYV", even=(True, False))
_CODED = {
    "yuv422": _UYVY,  # the name in ROS 1
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
_UNCOLORED = re.compile(r"(8|16|32|64)[USF]C\d*")

_MAX_PIXELS = 8192 * 8192
"""Maximum size of a compressed image; a PNG file of a few bytes can claim any size."""


def image_size(message: Image | CompressedImage) -> tuple[int, int]:
    """Return width and height in pixels; a compressed image is not decoded.

    Raises:
        InputError: If the image is empty, or is not a JPEG or PNG image of at most 8192 x 8192 pixels.
    """
    if isinstance(message, CompressedImage):
        return _compressed_size(message)
    if message.height < 1 or message.width < 1:
        raise InputError(f"image is {message.width} x {message.height} pixels; expected at least 1 x 1")
    return message.width, message.height


def image_to_rgb(message: Image | CompressedImage) -> Colors:
    """Return the colours of an image message, uint8 RGB [height, width, 3]; 16-bit values keep their upper byte.

    Rare encodings are decoded by cv_bridge.

    Raises:
        InputError: If size, step, data and encoding are inconsistent, or cv_bridge is needed and missing.
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
    for channel, source in enumerate(_INTERLEAVED[encoding].rgb):  # several times as fast as indexing all three at once
        rgb[..., channel] = pixels[..., source]
    return rgb


def _by_cv_bridge(message: Image) -> Colors:
    known, encoding = ", ".join(_ENCODINGS), message.encoding
    if _UNCOLORED.fullmatch(encoding):
        raise InputError(
            f"image encoding is {encoding!r}, which has no colours (such as depth); expected one of {known}"
        )
    try:
        from cv_bridge import CvBridge, CvBridgeError
    except (ImportError, AttributeError) as error:  # AttributeError: cv_bridge was built for another NumPy
        raise InputError(
            f"image encoding is {encoding!r}; expected one of {known} (others need cv_bridge, which is not installed)"
        ) from error
    try:
        return np.ascontiguousarray(CvBridge().imgmsg_to_cv2(message, "rgb8"))
    except (CvBridgeError, ValueError, TypeError, RuntimeError) as error:
        raise InputError(
            f"image encoding is {encoding!r}; expected one of {known}, or what cv_bridge can read ({error})"
        ) from error


def _pixels(message: Image, width: int, height: int) -> Colors:
    """Return a view [rows, width, channels] of an image without padding; 16-bit values give their upper byte."""
    layout = _ENCODINGS[message.encoding]
    rows = height
    if isinstance(layout, _Coded):
        _check_size(message, layout)
        rows = height * layout.planes[0] // layout.planes[1]
    if len(message.data) != message.step * rows:
        raise InputError(
            f"image holds {len(message.data)} bytes; expected {message.step * rows}: {rows} rows of step {message.step}"
        )
    row_bytes = width * layout.channels * layout.depth
    if message.step < row_bytes:
        raise InputError(
            f"image has a step of {message.step} bytes; "
            f"expected at least {row_bytes} for {width} pixels of {message.encoding}"
        )
    padded = np.frombuffer(message.data, np.uint8).reshape(rows, message.step)
    values = padded[:, :row_bytes].reshape(rows, width, layout.channels, layout.depth)
    return values[..., 0 if message.is_bigendian else -1]


def _check_size(message: Image, layout: _Coded) -> None:
    width, height = message.width, message.height
    if min(width, height) < layout.least:
        raise InputError(
            f"image is {width} x {height} pixels of {message.encoding}; "
            f"expected at least {layout.least} x {layout.least}"
        )
    for name, side, even in (("width", width, layout.even[0]), ("height", height, layout.even[1])):
        if even and side % 2:
            raise InputError(f"image has a {name} of {side} pixels of {message.encoding}; expected an even number")


def _compressed_size(message: CompressedImage) -> tuple[int, int]:
    from PIL import Image as PilImage

    encoding = message.format.partition(";")[0].strip()
    if "compressedDepth" in message.format or _UNCOLORED.fullmatch(encoding):
        raise InputError(
            f"compressed image has the format {message.format!r}, which has no colours (such as depth); "
            "expected colours or grey as JPEG or PNG"
        )
    if not message.data:
        raise InputError("compressed image holds no bytes; expected JPEG or PNG")
    try:
        with PilImage.open(io.BytesIO(message.data), formats=("JPEG", "PNG")) as image:
            width, height = image.size
    except PilImage.DecompressionBombError:
        width = height = _MAX_PIXELS
    except OSError as error:
        raise InputError(
            f"compressed image has the format {message.format!r} and {len(message.data)} bytes that are neither "
            "JPEG nor PNG; expected one of the two"
        ) from error
    if width * height > _MAX_PIXELS:
        raise InputError(f"compressed image has more than {_MAX_PIXELS} pixels; expected at most that")
    return width, height


def _decompressed(message: CompressedImage) -> Colors:
    import cv2

    data = bytes(message.data)
    # Detect truncated JPEG data: some versions of OpenCV fill the missing part with grey.
    truncated = data.startswith(b"\xff\xd8") and data.rfind(b"\xff\xd9") < data.rfind(b"\xff\xda")
    # Keep the sensor's orientation: EXIF must not rotate the image.
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        decoded = None if truncated else cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error:
        decoded = None
    if decoded is None:
        raise InputError(
            f"compressed image has the format {message.format!r} and {len(data)} bytes that are truncated or corrupt; "
            "expected a complete JPEG or PNG image"
        )
    # In "bgr8; jpeg compressed rgb8", red and blue were swapped before compression.
    if "compressed rgb" in message.format:
        return decoded
    return cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)
