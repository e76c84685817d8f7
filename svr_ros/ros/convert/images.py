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

"""Conversion of raw and compressed image messages to RGB arrays."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import CompressedImage, Image

from svr_ros.errors import InputError
from svr_ros.jpeg import MAX_SCANS, count_scans
from svr_ros.ros.convert.encodings import (
    BAYER,
    CODED,
    ENCODINGS,
    INTERLEAVED,
    MAX_PIXELS,
    Coded,
    has_colors,
    quoted,
    source_encoding,
)

Colors = NDArray[np.uint8]

_START_OF_SCAN, _END_OF_IMAGE = b"\xff\xda", b"\xff\xd9"
_PNG, _END_OF_PNG = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"


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
    if encoding not in ENCODINGS:
        return _by_cv_bridge(message)
    pixels = _pixels(message, width, height)
    if encoding in CODED:
        import cv2

        return cv2.cvtColor(np.ascontiguousarray(pixels), getattr(cv2, CODED[encoding].conversion))
    if encoding == "rgb8":
        return np.ascontiguousarray(pixels)
    rgb = np.empty((height, width, 3), np.uint8)
    for channel, source in enumerate(INTERLEAVED[encoding].rgb):  # several times as fast as indexing all three at once
        rgb[..., channel] = pixels[..., source]
    return rgb


def _by_cv_bridge(message: Image) -> Colors:
    known, encoding = ", ".join(ENCODINGS), message.encoding
    if not has_colors(encoding):
        raise InputError(
            f"image encoding is {quoted(encoding)}, which has no colours (such as depth); expected one of {known}"
        )
    try:
        from cv_bridge import CvBridge, CvBridgeError
    except (ImportError, AttributeError) as error:  # AttributeError: cv_bridge was built for another NumPy
        raise InputError(
            f"image encoding is {quoted(encoding)}; expected one of {known} "
            "(others need cv_bridge, which is not installed)"
        ) from error
    try:
        return np.ascontiguousarray(CvBridge().imgmsg_to_cv2(message, "rgb8"))
    except (CvBridgeError, ValueError, TypeError, RuntimeError) as error:
        raise InputError(
            f"image encoding is {quoted(encoding)}; expected one of {known}, or what cv_bridge can read ({error})"
        ) from error


def _pixels(message: Image, width: int, height: int) -> Colors:
    """Return a view [rows, width, channels] of an image without padding; 16-bit values give their upper byte."""
    layout = ENCODINGS[message.encoding]
    rows = height
    if isinstance(layout, Coded):
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


def _check_size(message: Image, layout: Coded) -> None:
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

    if not has_colors(message.format):
        raise InputError(
            f"compressed image has the format {quoted(message.format)}, which has no colours (such as depth); "
            "expected colours or grey as JPEG or PNG"
        )
    if not message.data:
        raise InputError("compressed image holds no bytes; expected JPEG or PNG")
    try:
        with PilImage.open(io.BytesIO(message.data), formats=("JPEG", "PNG")) as image:
            width, height = image.size
    except PilImage.DecompressionBombError:
        width = height = MAX_PIXELS
    except PilImage.UnidentifiedImageError as error:
        raise InputError(
            f"compressed image has the format {quoted(message.format)} and {len(message.data)} bytes that are neither "
            "JPEG nor PNG; expected one of the two"
        ) from error
    except MemoryError:
        raise
    except Exception as error:  # Pillow's parsers raise many types for malformed chunks
        raise _corrupt(message) from error
    if width * height > MAX_PIXELS:
        raise InputError(f"compressed image has more than {MAX_PIXELS} pixels; expected at most that")
    return width, height


def _decompressed(message: CompressedImage) -> Colors:
    import cv2

    # Detect truncated data: OpenCV fills what is missing of a JPEG with grey, and prints lines of its own about a PNG
    data = bytes(message.data)
    if is_cut_png(data):
        raise _corrupt(message)
    if data.startswith(b"\xff\xd8"):
        if data.rfind(_END_OF_IMAGE) < data.rfind(_START_OF_SCAN):
            raise _corrupt(message)
        if (scans := count_scans(data)) > MAX_SCANS:
            raise InputError(f"compressed image is a JPEG of {scans} scans; expected at most {MAX_SCANS}")

    # Decode in the sensor's orientation: EXIF must not rotate the image
    pattern = BAYER.get(source_encoding(message.format))
    kind = cv2.IMREAD_ANYCOLOR | cv2.IMREAD_ANYDEPTH if pattern else cv2.IMREAD_COLOR
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), kind | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        if error.code == cv2.Error.StsNoMem:
            raise MemoryError(str(error)) from error
        decoded = None
    if decoded is None:
        raise _corrupt(message)

    # Convert to RGB
    if pattern and decoded.ndim == 2:
        return _demosaiced(decoded, message, pattern)
    if decoded.dtype == np.uint16:
        decoded = (decoded >> 8).astype(np.uint8)
    # In "bgr8; jpeg compressed rgb8", red and blue were swapped before compression.
    if "compressed rgb" in message.format:
        return decoded
    return cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)


def is_cut_png(data: bytes) -> bool:
    """Return whether data begin as a PNG image and do not hold its end."""
    return data.startswith(_PNG) and data.rfind(_END_OF_PNG) < 0


def _demosaiced(mosaic: NDArray[np.uint8] | NDArray[np.uint16], message: CompressedImage, pattern: Coded) -> Colors:
    """Return the colours of a Bayer mosaic that was compressed as a grey image."""
    import cv2

    if min(mosaic.shape) < pattern.least:
        height, width = mosaic.shape
        raise InputError(
            f"compressed image is {width} x {height} pixels of {source_encoding(message.format)}; "
            f"expected at least {pattern.least} x {pattern.least}"
        )
    values = (mosaic >> 8).astype(np.uint8) if mosaic.dtype == np.uint16 else mosaic
    return cv2.cvtColor(values, getattr(cv2, pattern.conversion))


def _corrupt(message: CompressedImage) -> InputError:
    return InputError(
        f"compressed image has the format {quoted(message.format)} and {len(message.data)} bytes that are truncated or "
        "corrupt; expected a complete JPEG or PNG image"
    )
