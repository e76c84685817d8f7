"""Colours out of image messages."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import Image

from svr_ros.errors import InputError

_CHANNELS_TO_RGB = {
    "rgb8": (0, 1, 2),
    "rgba8": (0, 1, 2),
    "bgr8": (2, 1, 0),
    "bgra8": (2, 1, 0),
    "mono8": (0, 0, 0),
    "mono16": (0, 0, 0),
}
_CHANNELS = {"rgb8": 3, "rgba8": 4, "bgr8": 3, "bgra8": 4, "mono8": 1, "mono16": 1}


def image_to_rgb(message: Image) -> NDArray[np.uint8]:
    """Return the colours uint8 [height, width, 3] of an image message, of 16-bit grey the upper byte.

    Encodings that are not plain RGB or grey are left to cv_bridge. Raises InputError where size, step, data and
    encoding do not make an image, or cv_bridge is needed and missing.
    """
    height, width, encoding = message.height, message.width, message.encoding
    if height < 1 or width < 1:
        raise InputError(f"image is {width} x {height} pixels; expected at least 1 x 1")
    if len(message.data) != message.step * height:
        raise InputError(
            f"image holds {len(message.data)} bytes; "
            f"expected {message.step * height}: {height} rows of step {message.step}"
        )
    if encoding not in _CHANNELS:
        return _rgb_by_cv_bridge(message)
    kind = np.dtype("u1") if encoding != "mono16" else np.dtype(">u2" if message.is_bigendian else "<u2")
    row_bytes = width * _CHANNELS[encoding] * kind.itemsize
    if message.step < row_bytes:
        raise InputError(
            f"image has a step of {message.step} bytes; expected at least {row_bytes} for {width} pixels of {encoding}"
        )
    rows = np.frombuffer(message.data, np.uint8).reshape(height, message.step)[:, :row_bytes]
    pixels = np.ascontiguousarray(rows).view(kind).reshape(height, width, -1)
    if encoding == "mono16":
        pixels = (pixels >> 8).astype(np.uint8)
    order = _CHANNELS_TO_RGB[encoding]
    return pixels if encoding == "rgb8" else np.ascontiguousarray(pixels[..., order])


def _rgb_by_cv_bridge(message: Image) -> NDArray[np.uint8]:
    known = ", ".join(_CHANNELS)
    try:
        from cv_bridge import CvBridge, CvBridgeError
    except (ImportError, AttributeError) as error:  # AttributeError: a cv_bridge that was built for another NumPy
        raise InputError(
            f"image encoding is {message.encoding!r}; expected one of {known} "
            "(others need cv_bridge, which cannot be imported here)"
        ) from error
    try:
        return np.ascontiguousarray(CvBridge().imgmsg_to_cv2(message, "rgb8"))
    except (CvBridgeError, ValueError, TypeError, RuntimeError) as error:
        raise InputError(
            f"image encoding is {message.encoding!r}; expected one of {known}, or what cv_bridge can read ({error})"
        ) from error
