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

"""Conversion of depth images, raw and compressed, to metres."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import CompressedImage, Image

from svr_ros.errors import InputError
from svr_ros.ros.convert.encodings import MAX_PIXELS, has_colors, quoted, source_encoding
from svr_ros.ros.convert.images import is_cut_png

Depth = NDArray[np.float32]

_KINDS = {"16UC1": "u2", "mono16": "u2", "32FC1": "f4"}
"""NumPy types of the encodings: millimetres as integers, metres as floating point (REP 118)."""

_SATURATED = 65535
"""Value of pixels without a measurement in 16-bit images of some drivers; that of the others is zero."""

_PNG = b"\x89PNG\r\n\x1a\n"
_CONFIG = struct.Struct("<iff")
"""Header of compressed_depth_image_transport: format, and the two parameters of the quantized inverse depth."""

_PNG_HEADER = struct.Struct(">II")
_PNG_HEADER_OFFSET = 16


def is_depth(message: Image | CompressedImage) -> bool:
    """Return whether an image holds depth by its encoding; mono16, which may be infrared light, does not."""
    encoding = message.format if isinstance(message, CompressedImage) else message.encoding
    return source_encoding(encoding) in _KINDS and not has_colors(encoding)


def depth_to_metres(message: Image | CompressedImage) -> Depth:
    """Return the depth [H, W] of an image along its optical axis, in metres; NaN if unknown.

    16UC1 is in millimetres and marks unknown pixels by 0 or 65535; 32FC1 is in metres and marks them by NaN, infinity
    or values of at most zero.

    Raises:
        InputError: If the encoding is another one, the data are inconsistent, or no pixel is known.
    """
    compressed = isinstance(message, CompressedImage)
    values = _decompressed(message) if compressed else _values(message)
    if values.dtype.kind == "u":
        depth = np.where((values == 0) | (values == _SATURATED), np.nan, values * np.float32(0.001))
    else:
        with np.errstate(invalid="ignore"):
            depth = np.where(np.isfinite(values) & (values > 0), values, np.nan)
    if not np.isfinite(depth).any():
        height, width = depth.shape
        raise InputError(
            f"depth image has no measurement in its {width} x {height} pixels; expected some that are neither zero, "
            "negative, NaN, infinite nor, in 16 bit, 65535"
        )
    return depth.astype(np.float32)


def _values(message: Image) -> NDArray[Any]:
    kind = _KINDS.get(message.encoding)
    if kind is None:
        raise InputError(
            f"depth image has the encoding {quoted(message.encoding)}; expected 16UC1 in millimetres or 32FC1 in metres"
        )
    if message.width < 1 or message.height < 1:
        raise InputError(f"depth image is {message.width} x {message.height} pixels; expected at least 1 x 1")
    dtype = np.dtype((">" if message.is_bigendian else "<") + kind)
    row = message.width * dtype.itemsize
    if message.step < row or len(message.data) != message.step * message.height:
        raise InputError(
            f"depth image holds {len(message.data)} bytes in rows of {message.step}; expected {message.height} rows of "
            f"at least {row} bytes"
        )
    rows = np.frombuffer(message.data, np.uint8).reshape(message.height, message.step)[:, :row]
    return np.ascontiguousarray(rows).view(dtype)


def _decompressed(message: CompressedImage) -> NDArray[Any]:
    """Return the values of an image of compressed_depth_image_transport: its header, and a 16-bit PNG image."""
    encoding = source_encoding(message.format)
    data = bytes(message.data)
    png = data[_CONFIG.size :]
    if encoding not in _KINDS or "compressedDepth" not in message.format or not png.startswith(_PNG):
        raise InputError(
            f"compressed depth image has the format {quoted(message.format)} and {len(data)} bytes; expected "
            "'16UC1; compressedDepth png' or '32FC1; compressedDepth png' with a PNG image"
        )
    stored = _read_png(png, message.format)
    if _KINDS[encoding] == "u2":
        return stored
    _, scale, offset = _CONFIG.unpack_from(data)
    with np.errstate(all="ignore"):
        metres = np.float32(scale) / (stored.astype(np.float32) - np.float32(offset))
    return np.where(stored == 0, np.float32(np.nan), metres)


def _read_png(png: bytes, form: str) -> NDArray[np.uint16]:
    import cv2

    wrong = InputError(
        f"compressed depth image has the format {quoted(form)} and a PNG image that is corrupt, or not 16-bit grey; "
        "expected a complete one"
    )
    if len(png) < _PNG_HEADER_OFFSET + _PNG_HEADER.size or is_cut_png(png):
        raise wrong
    width, height = _PNG_HEADER.unpack_from(png, _PNG_HEADER_OFFSET)
    if width * height > MAX_PIXELS:
        raise InputError(f"compressed depth image is {width} x {height} pixels; expected at most {MAX_PIXELS} in all")
    try:
        decoded = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise wrong from error
    if decoded is None or decoded.dtype != np.uint16 or decoded.ndim != 2:
        raise wrong
    return decoded
