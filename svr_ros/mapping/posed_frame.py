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

"""Frames of sequences of images with poses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.registration import register_depth
from svr_ros.inference.depth_files import read_depth
from svr_ros.inference.photos import read_image

_MAX_POSE_BYTES = 2**16

Skip = Callable[[str, InputError], None]
"""A function that is called with the name and the problem of a frame that cannot be read."""


@dataclass(frozen=True)
class PosedFrame:
    """Image of a sequence with the pose of its camera.

    Attributes:
        name: Name in messages.
        stamp: Time in seconds.
        image: Path of the image.
        camera: Camera of the image.
        map_from_camera: Rigid transform [4, 4] from the camera's optical frame to the map; None if it is unknown.
        depth: Path of the depth image; None if there is none.
        depth_camera: Camera of the depth image, in the same pose; None if it is that of the image.
        depth_scale: Units per millimetre of a 16-bit depth image.
    """

    name: str
    stamp: float
    image: Path
    camera: Camera
    map_from_camera: NDArray[np.float64] | None
    depth: Path | None = None
    depth_camera: Camera | None = None
    depth_scale: float = 1.0

    def read_image(self) -> NDArray[np.uint8]:
        """Return the RGB image [H, W, 3]; raises InputError if it is broken."""
        paths.check_regular(self.image)
        return read_image(self.image)

    def read_depth(self) -> NDArray[np.float32] | None:
        """Return the depth [H, W] in metres in the image's pixels; None if there is none.

        Raises InputError if it is broken.
        """
        if self.depth is None:
            return None
        paths.check_regular(self.depth)
        depth = read_depth(self.depth) / np.float32(self.depth_scale)
        if self.depth_camera is None:
            return depth
        return register_depth(depth, self.depth_camera, self.camera, np.eye(4))


def read_pose(path: Path) -> NDArray[np.float64] | None:
    """Return the pose [4, 4] in a text file; None if it is missing or not finite, as for frames that were lost.

    Raises:
        InputError: If the file holds something else.
    """
    if paths.is_missing(path):
        return None
    paths.check_regular(path)
    text = paths.read_text(path, _MAX_POSE_BYTES)
    try:
        pose = np.array(text.split(), np.float64).reshape(4, 4)
    except ValueError as error:
        raise InputError(f"{path} holds no pose ({paths.describe(error)}); expected 4 x 4 numbers") from error
    return pose if np.isfinite(pose).all() else None


def pinhole_camera(width: int, height: int, intrinsics: Sequence[float], distortion: Sequence[float] = ()) -> Camera:
    """Return a camera from fx, fy, cx and cy in pixels, and coefficients of distortion."""
    fx, fy, cx, cy = intrinsics
    return Camera(width, height, np.array([[fx, 0, cx], [0, fy, cy], [0, 0, 1]]), D=np.array(distortion))
