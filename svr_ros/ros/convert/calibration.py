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

"""Conversion between CameraInfo messages and cameras, and the choice of the CameraInfo for an image."""

from __future__ import annotations

import warnings
from functools import lru_cache

import numpy as np
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera

_MODEL_NAMES = {"": "plumb_bob", "fisheye": "equidistant"}
"""Names that some drivers use for the distortion models of REP 104 and sensor_msgs."""

_MIN_UNDISTORTED_FRACTION = 0.1
"""Minimum extent of the view with distortion relative to that without; wrong calibrations leave a few per cent."""

_GRID = 17
"""Number of pixels per side at which the distortion is examined."""

_MAX_FRAMES = 64
"""Number of frames whose CameraInfo is kept."""


class Calibrations:
    """Keep the latest CameraInfo of each frame; one thread may add messages while another one reads."""

    def __init__(self) -> None:
        """Start without any CameraInfo."""
        self._by_frame: dict[str, CameraInfo] = {}
        self.latest: CameraInfo | None = None

    def add(self, info: CameraInfo) -> None:
        """Store a CameraInfo, which replaces an earlier one of the same frame."""
        frame = info.header.frame_id.lstrip("/")  # before tf2, frames began with a slash
        if frame not in self._by_frame and len(self._by_frame) >= _MAX_FRAMES:
            del self._by_frame[next(iter(self._by_frame))]
        self._by_frame[frame] = self.latest = info

    def for_frame(self, frame_id: str) -> CameraInfo | None:
        """Return the CameraInfo for images of a frame; None if there is none.

        A CameraInfo without a frame fits every image; an image without a frame gets the latest CameraInfo.
        """
        frame = frame_id.lstrip("/")
        return self._by_frame.get(frame) or self._by_frame.get("") if frame else self.latest


def image_size_from_info(info: CameraInfo) -> tuple[int, int]:
    """Return width and height in pixels of the images that a CameraInfo describes: its binned region of interest.

    Raises:
        InputError: If the region exceeds the sensor or is smaller than one binned pixel.
    """
    x, y, width, height = _region(info)
    if x + width > info.width or y + height > info.height:
        raise InputError(
            f"CameraInfo cannot be used: its region of interest is {width} x {height} pixels from ({x}, {y}) on; "
            f"expected one within {info.width} x {info.height}"
        )
    binning_x, binning_y = _binning(info)
    if binning_x > width > 0 or binning_y > height > 0:
        raise InputError(
            f"CameraInfo cannot be used: its binning is {binning_x} x {binning_y} pixels; "
            f"expected at most {width} x {height}, the size of its region of interest"
        )
    return width // binning_x, height // binning_y


def describe_size_mismatch(info: CameraInfo, size: tuple[int, int]) -> str:
    """Return one sentence if an image size (width, height) differs from that of a CameraInfo; else an empty string.

    Raises:
        InputError: As `image_size_from_info`.
    """
    expected = image_size_from_info(info)
    if size == expected:
        return ""
    return (
        f"image is {size[0]} x {size[1]} pixels and its CameraInfo is for {expected[0]} x {expected[1]}; "
        "expected the same size"
    )


def _region(info: CameraInfo) -> tuple[int, int, int, int]:
    """Return x, y, width and height of the region of interest; all zeros stand for the whole sensor."""
    roi = info.roi
    region = roi.x_offset, roi.y_offset, roi.width, roi.height
    return region if any(region) else (0, 0, info.width, info.height)


def _binning(info: CameraInfo) -> tuple[int, int]:
    """Return the binning along x and y in pixels; 0 in the message means 1."""
    return max(info.binning_x, 1), max(info.binning_y, 1)


def camera_from_info(info: CameraInfo, rectified: bool = False) -> Camera:
    """Return the camera of the images that a CameraInfo describes, with region of interest and binning applied.

    K and P refer to the full resolution (REP 104). As in image_geometry, the offset of the region is subtracted from
    the principal point, and focal lengths and principal point are divided by the binning.

    Args:
        info: The calibration.
        rectified: Whether the images are rectified; then P is used without distortion instead of K and D.

    Raises:
        InputError: If the calibration is not that of a camera, or its distortion leaves almost nothing of the image.
    """
    if missing := describe_missing_matrix(info, rectified):
        raise InputError(missing)
    width, height = image_size_from_info(info)
    K = np.array(info.p, np.float64).reshape(3, 4)[:, :3] if rectified else np.array(info.k, np.float64).reshape(3, 3)
    x, y, *_ = _region(info)
    K[:2, 2] -= x, y
    K[:2] /= np.array(_binning(info))[:, None]
    try:
        if rectified:
            return Camera(width, height, K)
        model = _MODEL_NAMES.get(info.distortion_model, info.distortion_model)
        camera = Camera(width, height, K, model, np.array(info.d, np.float64))
        if (fraction := undistorted_fraction(camera)) < _MIN_UNDISTORTED_FRACTION:
            raise InputError(
                f"its distortion leaves {100 * fraction:.2g} % of the view that its K gives; expected the calibration "
                "of this camera, or the parameter rectified set to true if P is right, or fixed_hfov"
            )
        return camera
    except InputError as error:
        context = " for rectified images, whose K is its P" if rectified else ""
        raise InputError(f"CameraInfo cannot be used{context}: {error}") from error


def describe_missing_matrix(info: CameraInfo, rectified: bool) -> str:
    """Return one sentence with the remedy if the matrix that is needed is all zeros; else an empty string.

    Drivers of uncalibrated cameras publish zeros for both matrices, and some publish only one of them.

    Args:
        info: The calibration.
        rectified: Whether the images are rectified, so that P is needed instead of K.
    """
    K, P = np.any(info.k), np.any(info.p)
    if not (K or P):
        return (
            "CameraInfo has a K and a P of zeros: the camera is not calibrated; expected its calibration, or the "
            "parameter fixed_hfov set to its horizontal field of view in degrees"
        )
    if not (K or rectified):
        return (
            "CameraInfo has a K of zeros and a P with values; expected both, or the parameter rectified set to true "
            "if the images are rectified"
        )
    if not P and rectified:
        return (
            "CameraInfo has a P of zeros and a K with values; expected both for rectified images, or the parameter "
            "rectified set to false if the images are not rectified"
        )
    return ""


@lru_cache(maxsize=16)
def undistorted_fraction(camera: Camera) -> float:
    """Return the extent of a camera's view on the plane z = 1, width times height, relative to that of its K alone.

    It is near zero for coefficients that belong to another lens or another distortion model.
    """
    if not camera.D.any():
        return 1.0
    grid = np.stack(np.meshgrid(*(np.linspace(0, side - 1, _GRID) for side in (camera.width, camera.height))), -1)
    ideal = Camera(camera.width, camera.height, camera.K)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of rays that overflow, which are not finite
        rays = camera.unproject(grid)
    rays = rays[np.isfinite(rays).all(-1)]
    if not len(rays):
        return 0.0
    expected = np.ptp(ideal.unproject(grid).reshape(-1, 2), axis=0)
    return float(np.prod(np.ptp(rays, axis=0) / np.maximum(expected, 1e-12)))


def info_from_camera(camera: Camera) -> CameraInfo:
    """Return the CameraInfo of a camera without distortion; its header is empty."""
    K = camera.K
    return CameraInfo(
        width=camera.width,
        height=camera.height,
        distortion_model="plumb_bob",
        d=[0.0] * 5,
        k=K.ravel().tolist(),
        r=np.eye(3).ravel().tolist(),
        p=np.column_stack([K, np.zeros(3)]).ravel().tolist(),
    )


def info_with_header(info: CameraInfo, header: Header) -> CameraInfo:
    """Return a copy of a CameraInfo with another header."""
    return CameraInfo(
        header=header,
        height=info.height,
        width=info.width,
        distortion_model=info.distortion_model,
        d=info.d,
        k=info.k,
        r=info.r,
        p=info.p,
        binning_x=info.binning_x,
        binning_y=info.binning_y,
        roi=info.roi,
    )


def is_rectified_topic(topic: str) -> bool:
    """Return whether an image topic carries rectified images: image_proc's topic names begin with image_rect."""
    return topic.removesuffix("/compressed").rpartition("/")[2].startswith("image_rect")
