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

"""Conversion between per-pixel depth, normals and classes and image messages."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import Image
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.ros.convert.packing import fill


def depth_to_image(depth: NDArray[np.float32], header: Header) -> Image:
    """Return depth [H, W] along the optical axis in metres, NaN if unknown, as a 32FC1 image message (REP 118)."""
    return _image(depth.astype("<f4", copy=False), "32FC1", header)


def image_to_depth(message: Image) -> NDArray[np.float32]:
    """Return the depth, float32 [H, W], of a 32FC1 image message without row padding; the inverse of depth_to_image.

    Raises:
        InputError: If encoding or size differ.
    """
    if message.encoding != "32FC1" or len(message.data) != 4 * message.width * message.height:
        raise InputError(
            f"depth image is {message.encoding!r} with {len(message.data)} bytes; "
            f"expected '32FC1' with {4 * message.width * message.height}"
        )
    kind = ">f4" if message.is_bigendian else "<f4"
    return np.frombuffer(message.data, kind).reshape(message.height, message.width)


def colors_to_image(colors: NDArray[np.uint8], header: Header) -> Image:
    """Return colours [H, W, 3] as an rgb8 image message."""
    return _image(colors, "rgb8", header)


def image_to_normals(message: Image) -> NDArray[np.float32]:
    """Return the unit normals [H, W, 3] of a normals image in the optical frame; NaN for black pixels (no surface).

    Raises:
        InputError: If encoding or size differ.
    """
    if message.encoding != "rgb8" or len(message.data) != 3 * message.width * message.height:
        raise InputError(
            f"normals image is {message.encoding!r} with {len(message.data)} bytes; "
            f"expected 'rgb8' with {3 * message.width * message.height}"
        )
    colors = np.frombuffer(message.data, np.uint8).reshape(message.height, message.width, 3)
    normals = (colors - np.float32(127.5)) * np.array([1, -1, -1], np.float32)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    normals[~colors.any(-1)] = np.nan
    return normals


def labels_to_image(labels: NDArray[np.uint8], header: Header) -> Image:
    """Return class ids [H, W], 255 if unobserved, as a mono8 image message."""
    return _image(labels, "mono8", header)


def instances_to_image(instances: NDArray[np.uint16], header: Header) -> Image:
    """Return the ids of objects [H, W], 0 for none, as a mono16 image message."""
    return _image(instances.astype("<u2", copy=False), "mono16", header)


def _image(pixels: NDArray[Any], encoding: str, header: Header) -> Image:
    height, width = pixels.shape[:2]
    message = Image(
        header=header,
        height=height,
        width=width,
        encoding=encoding,
        is_bigendian=0,
        step=pixels.nbytes // height,
    )
    fill(message.data, pixels)
    return message
