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

"""Table of the image encodings that are read, for raw and compressed images, in the node and in bags."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_PIXELS = 8192 * 8192
"""Maximum size of a compressed image; a PNG file of a few bytes can claim any size."""

_MAX_QUOTED = 100
"""Maximum number of characters of a quoted text."""


class Interleaved(NamedTuple):
    """Layout of an encoding with interleaved channels.

    Attributes:
        depth: The number of bytes of a value.
        channels: The number of values per pixel.
        rgb: The indices of the red, green and blue channel.
    """

    depth: int
    channels: int
    rgb: tuple[int, int, int]


class Coded(NamedTuple):
    """Layout of a YUV or Bayer encoding, which OpenCV decodes.

    Attributes:
        depth: The number of bytes of a value.
        channels: The number of values per pixel.
        conversion: The name of OpenCV's conversion code.
        least: The minimum width and height in pixels.
        even: Whether the width, and whether the height, must be even.
        planes: The number of message rows per image row, as numerator and denominator.
    """

    depth: int
    channels: int
    conversion: str
    least: int = 1
    even: tuple[bool, bool] = (False, False)
    planes: tuple[int, int] = (1, 1)


INTERLEAVED = {
    "rgb8": Interleaved(1, 3, (0, 1, 2)),
    "rgba8": Interleaved(1, 4, (0, 1, 2)),
    "bgr8": Interleaved(1, 3, (2, 1, 0)),
    "bgra8": Interleaved(1, 4, (2, 1, 0)),
    "mono8": Interleaved(1, 1, (0, 0, 0)),
    "mono16": Interleaved(2, 1, (0, 0, 0)),
    "rgb16": Interleaved(2, 3, (0, 1, 2)),
    "rgba16": Interleaved(2, 4, (0, 1, 2)),
    "bgr16": Interleaved(2, 3, (2, 1, 0)),
    "bgra16": Interleaved(2, 4, (2, 1, 0)),
    # OpenCV's types name no colours: they are grey, BGR or BGRA by the number of channels, as in OpenCV and RViz.
    "8UC1": Interleaved(1, 1, (0, 0, 0)),
    "8UC3": Interleaved(1, 3, (2, 1, 0)),
    "8UC4": Interleaved(1, 4, (2, 1, 0)),
    "16UC3": Interleaved(2, 3, (2, 1, 0)),
    "16UC4": Interleaved(2, 4, (2, 1, 0)),
}

_UYVY = Coded(1, 2, "COLOR_YUV2RGB_UYVY", even=(True, False))
_YUYV = Coded(1, 2, "COLOR_YUV2RGB_YUYV", even=(True, False))

BAYER = {
    f"bayer_{pattern}{8 * depth}": Coded(depth, 1, f"COLOR_Bayer{pattern.upper()}2RGB", least=3)
    for depth in (1, 2)
    for pattern in ("rggb", "bggr", "gbrg", "grbg")
}

CODED = {
    "yuv422": _UYVY,  # the name in ROS 1
    "uyvy": _UYVY,
    "yuv422_yuy2": _YUYV,
    "yuyv": _YUYV,
    "nv12": Coded(1, 1, "COLOR_YUV2RGB_NV12", even=(True, True), planes=(3, 2)),
    "nv21": Coded(1, 1, "COLOR_YUV2RGB_NV21", even=(True, True), planes=(3, 2)),
    **BAYER,
}

ENCODINGS: dict[str, Interleaved | Coded] = {**INTERLEAVED, **CODED}
"""Encodings that are read without cv_bridge, except 16UC1, which is depth in millimetres (REP 118)."""

_TYPE_NAME = re.compile(r"(8|16|32|64)[USF]C\d*")


def has_colors(encoding: str) -> bool:
    """Return whether images can have colours or grey, given the encoding of raw or the format of compressed images.

    The format of a compressed image names its encoding before compression, as in "bgr8; jpeg compressed bgr8". Only
    depth and other measurements are excluded: encodings outside the table may be read by cv_bridge.
    """
    original = source_encoding(encoding)
    return original in ENCODINGS or not ("compresseddepth" in encoding.lower() or _TYPE_NAME.fullmatch(original))


def source_encoding(text: str) -> str:
    """Return the encoding in the format of a compressed image, before the semicolon."""
    return text.partition(";")[0].strip()


def quoted(text: str, limit: int = _MAX_QUOTED) -> str:
    """Return a text from a message in quotes, escaped and cut to a length that fits a log."""
    return repr(text if len(text) <= limit else f"{text[:limit]}...")
