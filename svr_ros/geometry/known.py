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

"""Known geometry: measured depth and the ground plane that a robot can give together with an image."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.floor import OPTICAL_UP, Plane

DepthScale = Literal["metric", "unknown"]

_MAX_MEDIAN_DEPTH = 150.0
"""Median depth in metres from which an image is taken to be in millimetres; single larger values are unknown."""

_MIN_MEDIAN_DEPTH = 0.02
"""Median depth in metres below which an image is taken to be in another unit, such as kilometres."""

_MIN_FALL = 1e-3
"""Minimum fall, in metres per metre of depth, of rays that meet the ground; the others end at the horizon."""

_MAX_HEIGHT = 30.0
"""Maximum height of a camera in a room in metres; centimetres or millimetres are mostly more."""

_SCALES = 1e-6, 1e6
"""Lowest and highest median of depth of unknown scale."""


@dataclass(frozen=True)
class DepthNoise:
    """Standard deviation of a depth sensor: sqrt(constant^2 + (linear z)^2 + (quadratic z^2)^2) at depth z.

    The quadratic term is that of triangulating sensors (Nguyen, Izadi & Lovell 2012, for the Kinect: 0.0019).

    Attributes:
        constant: Standard deviation at zero depth, in metres.
        linear: Growth with depth, in metres per metre.
        quadratic: Growth with the square of depth, in metres per square metre.
    """

    constant: float = 0.005
    linear: float = 0.0
    quadratic: float = 0.002

    def __post_init__(self) -> None:
        values = self.constant, self.linear, self.quadratic
        if not all(0 <= value < math.inf for value in values) or not any(values):
            raise InputError(f"depth noise is {values}; expected three numbers of at least zero, not all zero")

    def at(self, depth: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the standard deviation in metres at depths in metres, of the same shape."""
        square = self.constant**2 + (self.linear * depth) ** 2 + (self.quadratic * depth * depth) ** 2
        return np.sqrt(square, dtype=np.float32)


DEPTH_CAMERA = DepthNoise()
"""Noise assumed of a depth image that comes without its own."""


@dataclass(frozen=True, eq=False)
class KnownGeometry:
    """Measured or known geometry of a scene, in the pixels and the optical frame of the image's camera.

    Attributes:
        depth: Depth [H, W] along the optical axis in metres; NaN, infinity, values of at most zero and values above
            150 m are unknown. None if no depth is known.
        sigma: Standard deviation of the depth: a number in metres, an image [H, W] in metres, or a noise model.
        ground: Plane of the floor in the optical frame, its normal towards the camera; None if unknown.
        depth_scale: "metric", or "unknown" if depth is right up to one factor.

    Raises:
        InputError: If depth is not an image in metres, its noise is not above zero, or the ground is above the camera.
    """

    depth: NDArray[np.float32] | None = None
    sigma: float | NDArray[np.float32] | DepthNoise = DEPTH_CAMERA
    ground: Plane | None = None
    depth_scale: DepthScale = "metric"

    def __post_init__(self) -> None:
        if self.depth_scale not in ("metric", "unknown"):
            raise InputError(f"depth scale is {self.depth_scale!r}; expected 'metric' or 'unknown'")
        if self.depth is not None:
            object.__setattr__(self, "depth", checked_depth(np.asarray(self.depth), self.depth_scale))
            self._check_sigma()
        if self.ground is not None:
            _check_ground(self.ground)

    def _check_sigma(self) -> None:
        if isinstance(self.sigma, DepthNoise):
            return
        sigma = np.asarray(self.sigma)
        assert self.depth is not None
        if sigma.ndim and sigma.shape != self.depth.shape:
            raise InputError(
                f"sigma of the depth is {list(sigma.shape)}; expected a number or {list(self.depth.shape)}"
            )
        at = sigma if not sigma.ndim else sigma[np.isfinite(self.depth)]
        if not (np.isfinite(at) & (at > 0)).all():
            raise InputError("sigma of the depth holds values that are not above zero; expected metres")

    @property
    def empty(self) -> bool:
        """Return whether nothing is known: no pixel has a depth, and there is no ground."""
        return self.ground is None and self.known_pixels == 0

    @property
    def known_pixels(self) -> int:
        """Return the number of pixels whose depth is known."""
        return 0 if self.depth is None else int(np.isfinite(self.depth).sum())

    def sigma_image(self) -> NDArray[np.float32]:
        """Return the standard deviation of the depth in metres [H, W]; NaN where depth is unknown."""
        assert self.depth is not None
        if isinstance(self.sigma, DepthNoise):
            return self.sigma.at(self.depth)
        sigma = np.broadcast_to(np.asarray(self.sigma, np.float32), self.depth.shape)
        return np.where(np.isfinite(self.depth), sigma, np.float32(np.nan))

    def check_camera(self, camera: Camera) -> None:
        """Raise InputError if the depth image does not have the size of the image's camera."""
        if self.depth is not None and self.depth.shape != (camera.height, camera.width):
            height, width = self.depth.shape
            raise InputError(
                f"the depth image has {width} x {height} pixels; expected those of the image, "
                f"{camera.width} x {camera.height} (register it to the image's camera first)"
            )


def checked_depth(depth: NDArray[np.floating], depth_scale: DepthScale = "metric") -> NDArray[np.float32]:
    """Return depth [H, W] as float32 with NaN at every unknown pixel.

    Raises:
        InputError: If it is not an image of floating point numbers, or not in metres if its scale is metric.
    """
    if depth.ndim != 2 or depth.dtype.kind != "f":
        raise InputError(f"depth is {depth.dtype} {list(depth.shape)}; expected metres as floating point [H, W]")
    with np.errstate(over="ignore"):
        depth = depth.astype(np.float32)
    known = np.isfinite(depth) & (depth > 0)
    if depth_scale == "metric" and known.any():
        median = float(np.median(depth[known]))
        if not _MIN_MEDIAN_DEPTH < median < _MAX_MEDIAN_DEPTH:
            hint = "millimetres" if median >= _MAX_MEDIAN_DEPTH else "another unit"
            raise InputError(f"depth has a median of {median:.3g} m; expected metres of a room (is it in {hint}?)")
        known &= depth < _MAX_MEDIAN_DEPTH
    elif known.any():
        median = float(np.median(depth[known]))
        if not _SCALES[0] <= median <= _SCALES[1]:
            raise InputError(f"depth has a median of {median:.3g}; expected {_SCALES[0]:g} to {_SCALES[1]:g}")
    return np.where(known, depth, np.float32(np.nan))


def _check_ground(ground: Plane) -> None:
    """Raise InputError if a plane cannot be the ground under a camera that is not upside down."""
    normal = np.asarray(ground.normal, np.float64)
    given = normal.round(3).tolist()
    if normal.shape != (3,) or not np.isfinite(normal).all() or abs(np.linalg.norm(normal) - 1) > 1e-3:
        raise InputError(f"the ground's normal is {given}; expected a unit vector of three numbers")
    if not 0 < ground.height <= _MAX_HEIGHT:
        raise InputError(
            f"the camera's height above the ground is {ground.height:g} m; expected metres above zero, at most "
            f"{_MAX_HEIGHT:g}"
        )
    if normal @ OPTICAL_UP <= 0 and normal[2] > -0.5:
        raise InputError(
            f"the ground lies above the camera: its normal, {given}, points down in the image; expected one that "
            "points from the floor to the camera"
        )


def ground_plane(height: float, pitch: float = 0.0, roll: float = 0.0) -> Plane:
    """Return the ground in the optical frame of a camera at a height above it.

    Args:
        height: Height of the camera above the floor in metres.
        pitch: Rotation in radians about the camera's left-hand axis; positive looks down (REP 103).
        roll: Rotation in radians about the viewing direction; positive lowers the right side (REP 103).

    Raises:
        InputError: If the height is not above zero, or an angle is not finite or turns the camera upside down.
    """
    if not all(abs(angle) < math.pi / 2 for angle in (pitch, roll)):
        raise InputError(
            f"pitch and roll are {math.degrees(pitch):g} and {math.degrees(roll):g} degrees; expected less than 90"
        )
    # The third row of Ry(pitch) Rx(roll), from x ahead, y left, z up to the optical x right, y down, z ahead.
    normal = np.array([
        -math.sin(roll) * math.cos(pitch), -math.cos(roll) * math.cos(pitch), -math.sin(pitch),
    ])  # fmt: skip
    plane = Plane(normal, float(height))
    _check_ground(plane)
    return plane


def ground_depth(ground: Plane, rays: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the depths in metres at which rays [..., 2] (x / z, y / z) meet the ground; NaN from the horizon up."""
    x, y, z = ground.normal
    falling = -(rays[..., 0] * x + rays[..., 1] * y + z)
    with np.errstate(divide="ignore", invalid="ignore"):
        depth = ground.height / falling
    return np.where(falling > _MIN_FALL, depth, np.nan).astype(np.float32)
