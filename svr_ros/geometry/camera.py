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

"""Calibrated pinhole cameras with the lens distortion models of sensor_msgs/CameraInfo."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import ArrayLike, NDArray

from svr_ros import paths
from svr_ros.errors import InputError

_COEFFICIENTS = {"plumb_bob": 5, "rational_polynomial": 8, "equidistant": 4}
_MAX_VALUE = 1e9
"""Largest number in a calibration; much larger ones overflow in polynomials and their roots."""

_MIN_VALUE = 1e-30
"""Smallest coefficient of a distortion; smaller ones have no effect, and overflow in the roots of polynomials."""

_MIN_FOCAL_LENGTH = 0.01
"""Minimum focal length in sides of the image; a K that is not in pixels has smaller ones."""

_MAX_SIDE = 2**20
_MAX_BYTES = 2**20

_MAX_LISTED = 20
"""Maximum number of coefficients, or of characters of a model's name, in an error message."""

_INVERSION_STEPS = 20
_INVERSION_ERROR = 1e-6
"""Maximum reprojection error, in focal lengths, of the point that is found for a pixel."""

_FOLD_FRACTION = 0.999
"""Usable fraction of the radius at which a distortion folds back: at the fold a slope is zero or infinite."""

_MIN_SLOPE = 1e-3
"""Lower bound of slopes in Newton's method, which matters near the fold of a polynomial."""

Array = NDArray[np.float64]


def _listed(values: Array) -> str:
    """Return the first numbers of an array as text."""
    more = ", ..." if len(values) > _MAX_LISTED else ""
    return f"[{', '.join(map(str, values[:_MAX_LISTED].tolist()))}{more}]"


@dataclass(frozen=True, eq=False)
class Camera:
    """Calibrated camera, as sensor_msgs/CameraInfo describes it.

    Attributes:
        width: Width of the image in pixels.
        height: Height of the image in pixels.
        K: Camera matrix [3, 3] in pixels; the centre of the first pixel is at 0.
        distortion_model: One of plumb_bob, rational_polynomial and equidistant.
        D: Distortion coefficients; empty or zero for none.

    Raises:
        InputError: If the size, K or D are not those of a camera.
    """

    width: int
    height: int
    K: NDArray[np.float64]
    distortion_model: str = "plumb_bob"
    D: NDArray[np.float64] = ()  # type: ignore[assignment]

    def __post_init__(self) -> None:
        K = np.asarray(self.K, np.float64)
        if self.width < 1 or self.height < 1:
            raise InputError(f"camera size is {self.width} x {self.height}; expected at least 1 x 1 pixel")
        if max(self.width, self.height) > _MAX_SIDE:
            raise InputError(f"camera size is above {_MAX_SIDE} pixels; expected at most that on each side")
        if K.size != 9 or not (np.abs(K) <= _MAX_VALUE).all():
            raise InputError(
                f"camera matrix K is {K.ravel().tolist()}; expected nine finite numbers of at most {_MAX_VALUE:g}"
            )
        K = K.reshape(3, 3)
        if K[0, 0] <= 0 or K[1, 1] <= 0:
            raise InputError(f"focal lengths in K are {K[0, 0]:g} and {K[1, 1]:g} pixels; expected both above zero")
        if K[1, 0] or (K[2] != (0, 0, 1)).any():
            raise InputError(f"camera matrix K is {K.ravel().tolist()}; expected fx s cx, 0 fy cy, 0 0 1, row by row")
        if K[0, 0] < _MIN_FOCAL_LENGTH * self.width or K[1, 1] < _MIN_FOCAL_LENGTH * self.height:
            raise InputError(
                f"focal lengths in K are {K[0, 0]:g} and {K[1, 1]:g} pixels for {self.width} x {self.height} pixels; "
                "expected at least a hundredth of that"
            )
        D = np.asarray(self.D, np.float64).ravel()
        D = np.where(np.abs(D) < _MIN_VALUE, 0, D)
        if not (np.abs(D) <= _MAX_VALUE).all():
            raise InputError(f"distortion D is {_listed(D)}; expected finite numbers of at most {_MAX_VALUE:g}")
        if D.any():
            if self.distortion_model not in _COEFFICIENTS:
                raise InputError(
                    f"distortion model is {self.distortion_model[:_MAX_LISTED]!r}; "
                    f"expected one of {', '.join(_COEFFICIENTS)}"
                )
            count = _COEFFICIENTS[self.distortion_model]
            if D[count:].any():
                raise InputError(
                    f"{self.distortion_model} distortion has {len(D)} coefficients; expected at most {count}"
                )
            D = D[:count]  # drivers fill up with zeros: to 5 for equidistant, to 12 or 14 as OpenCV has them
        object.__setattr__(self, "K", K)
        object.__setattr__(self, "D", D)

    def _key(self) -> tuple[object, ...]:
        # Without distortion, neither the model nor the number of zeros matters
        distortion = (self.distortion_model, self.D.tobytes()) if self.D.any() else None
        return self.width, self.height, self.K.tobytes(), distortion

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Camera) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    @classmethod
    def from_hfov(cls, width: int, height: int, hfov: float) -> Camera:
        """Return an ideal pinhole camera with square pixels, given its horizontal field of view in radians.

        Raises:
            InputError: If the field of view is not between 0 and pi.
        """
        if not 0 < hfov < np.pi:
            raise InputError(f"horizontal field of view is {np.degrees(hfov):g} degrees; expected 0 to 180")
        focal = width / 2 / np.tan(hfov / 2)
        return cls(width, height, pinhole_matrix(focal, focal, width, height))

    @classmethod
    def from_file(cls, path: str | Path) -> Camera:
        """Read camera.json: width, height, K (row-major), and optionally D and distortion_model.

        Raises:
            InputError: If the file cannot be read or describes no camera.
        """
        try:
            content = json.loads(paths.read_bytes(paths.expanded(path), _MAX_BYTES))
            return cls(
                _pixels(content["width"]),
                _pixels(content["height"]),
                np.asarray(content["K"], np.float64),
                _model_name(content.get("distortion_model")),
                np.asarray(content.get("D") or (), np.float64),
            )
        except InputError as error:
            named = str(error) if str(path) in str(error) else f"{path}: {error}"
            raise InputError(named) from error
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            kind, reason = type(error).__name__, paths.describe(error)
            reason = reason if reason.startswith(kind) else f"{kind}: {reason}"
            raise InputError(
                f"{path} is not a camera file ({reason}); expected JSON with width, height and K"
            ) from error

    @property
    def hfov(self) -> float:
        """Return the horizontal field of view without distortion, in radians."""
        return float(
            np.arctan2(self.K[0, 2] + 0.5, self.K[0, 0]) + np.arctan2(self.width - 0.5 - self.K[0, 2], self.K[0, 0])
        )

    def project(self, rays: ArrayLike) -> NDArray[np.float64]:
        """Project points [..., 2] of the plane z = 1 (x right, y down) to pixels [..., 2].

        The result is NaN for points so far off axis that the distortion would fold them back into the image.
        """
        x, y = np.moveaxis(np.asarray(rays, np.float64), -1, 0)
        if self.D.any():
            with np.errstate(divide="ignore", invalid="ignore"):  # far off axis, for which the result is NaN
                x, y = self._distort(x, y)
        K = self.K
        return np.stack([K[0, 0] * x + K[0, 1] * y + K[0, 2], K[1, 1] * y + K[1, 2]], -1)

    def unproject(self, pixels: ArrayLike) -> NDArray[np.float64]:
        """Return the points [..., 2] of the plane z = 1 that project to pixels [..., 2].

        The result is NaN for pixels to which no point projects. The distortion is inverted by Newton's method.
        """
        u, v = np.moveaxis(np.asarray(pixels, np.float64), -1, 0)
        K = self.K
        y = (v - K[1, 2]) / K[1, 1]
        x = (u - K[0, 2] - K[0, 1] * y) / K[0, 0]
        if self.D.any():
            x, y = self._undistort(x, y)
        return np.stack([x, y], -1)

    @cached_property
    def _coefficients(self) -> tuple[float, ...]:
        return (*self.D.tolist(), *[0.0] * (8 - len(self.D)))

    @cached_property
    def _limit(self) -> float:
        """Return the radius (equidistant: the angle) up to which the distorted radius increases monotonically."""
        if self.distortion_model == "equidistant":
            k1, k2, k3, k4 = self._coefficients[:4]
            turns = Polynomial([1, 3 * k1, 5 * k2, 7 * k3, 9 * k4]).roots()
        else:
            k1, k2, _, _, k3, k4, k5, k6 = self._coefficients
            above, below, square = Polynomial([1, k1, k2, k3]), Polynomial([1, k4, k5, k6]), Polynomial([0, 1])
            slope = (above + 2 * square * above.deriv()) * below - 2 * square * above * below.deriv()
            turns = np.concatenate([slope.roots(), below.roots()])
        turns = turns[np.isclose(turns.imag, 0) & (turns.real > 0)].real
        limit = _FOLD_FRACTION * float(np.sqrt(turns.min(initial=np.inf)))
        # No point of the plane z = 1 lies at a right angle to the axis.
        return min(limit, np.pi / 2 - 1e-6) if self.distortion_model == "equidistant" else limit

    def _distort(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the distorted coordinates [...] on the plane z = 1; NaN beyond the limit."""
        radius = np.hypot(x, y)
        if self.distortion_model == "equidistant":
            angle = np.arctan(radius)
            scale = np.where(radius < 1e-9, 1.0, self._equidistant(angle)[0] / np.maximum(radius, 1e-12))
            beyond = angle > self._limit
            return np.where(beyond, np.nan, x * scale), np.where(beyond, np.nan, y * scale)
        scale, _ = self._radial(radius * radius)
        shift_x, shift_y = self._tangential(x, y)
        beyond = radius > self._limit
        return np.where(beyond, np.nan, x * scale + shift_x), np.where(beyond, np.nan, y * scale + shift_y)

    def _undistort(self, target_x: Array, target_y: Array) -> tuple[Array, Array]:
        """Return the coordinates [...] on the plane z = 1 with given distorted coordinates; NaN if there are none."""
        target = np.hypot(target_x, target_y)
        # Start below the solution: the functions are steep near zero, so that Newton's method stays on the first branch
        start = np.minimum(target, 0.9 * self._limit)
        # Equidistant: invert the polynomial of the angle
        if self.distortion_model == "equidistant":
            angle = start
            for _ in range(_INVERSION_STEPS):
                image, slope = self._equidistant(angle)
                angle = np.clip(angle + (target - image) / np.maximum(slope, _MIN_SLOPE), 0, self._limit)
            missed = np.abs(self._equidistant(angle)[0] - target) > _INVERSION_ERROR
            scale = np.where(target < 1e-9, 1.0, np.tan(angle) / np.maximum(target, 1e-12))
            return np.where(missed, np.nan, target_x * scale), np.where(missed, np.nan, target_y * scale)
        _, _, p1, p2, *_ = self._coefficients
        # Other models: solve for both coordinates at once, as tangential distortion couples them
        x, y = (axis * (start / np.maximum(target, 1e-12)) for axis in (target_x, target_y))
        for _ in range(_INVERSION_STEPS):
            scale, slope = self._radial(x * x + y * y)
            shift_x, shift_y = self._tangential(x, y)
            error_x, error_y = target_x - x * scale - shift_x, target_y - y * scale - shift_y
            # Newton step with the symmetric Jacobian [[xx, xy], [xy, yy]]
            xx = scale + 2 * x * x * slope + 2 * p1 * y + 6 * p2 * x
            xy = 2 * x * y * slope + 2 * p1 * x + 2 * p2 * y
            yy = scale + 2 * y * y * slope + 6 * p1 * y + 2 * p2 * x
            determinant = np.maximum(xx * yy - xy * xy, _MIN_SLOPE)
            next_x = x + (yy * error_x - xy * error_y) / determinant
            next_y = y + (xx * error_y - xy * error_x) / determinant
            # Stay within the fold
            inwards = np.minimum(1, self._limit / np.maximum(np.hypot(next_x, next_y), 1e-12))
            next_x, next_y = next_x * inwards, next_y * inwards
            moved = np.maximum(np.abs(next_x - x), np.abs(next_y - y)).max(initial=0)
            x, y = next_x, next_y
            if moved < _INVERSION_ERROR**2:
                break
        missed = np.maximum(np.abs(error_x), np.abs(error_y)) > _INVERSION_ERROR
        return np.where(missed, np.nan, x), np.where(missed, np.nan, y)

    def _radial(self, square: Array) -> tuple[Array, Array]:
        """Return the radial scale of plumb_bob and rational_polynomial, and its derivative by the squared radius.

        The coefficients are in the order k1 k2 p1 p2 k3 to k6.
        """
        k1, k2, _, _, k3, k4, k5, k6 = self._coefficients
        with np.errstate(over="ignore", invalid="ignore"):  # large numbers far outside of the image
            above = 1 + square * (k1 + square * (k2 + square * k3))
            below = 1 + square * (k4 + square * (k5 + square * k6))
            scale = above / below
            above_slope = k1 + square * (2 * k2 + square * 3 * k3)
            below_slope = k4 + square * (2 * k5 + square * 3 * k6)
            return scale, (above_slope - scale * below_slope) / below

    def _tangential(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the tangential shifts [...] of plumb_bob and rational_polynomial."""
        _, _, p1, p2, *_ = self._coefficients
        square = x * x + y * y
        return 2 * p1 * x * y + p2 * (square + 2 * x * x), p1 * (square + 2 * y * y) + 2 * p2 * x * y

    def _equidistant(self, angle: Array) -> tuple[Array, Array]:
        """Return the image radius of ray angles and its derivative (Kannala & Brandt 2006, four coefficients)."""
        k1, k2, k3, k4 = self._coefficients[:4]
        t = angle * angle
        radius = angle * (1 + t * (k1 + t * (k2 + t * (k3 + t * k4))))
        return radius, 1 + t * (3 * k1 + t * (5 * k2 + t * (7 * k3 + t * 9 * k4)))


def _model_name(value: Any) -> str:
    """Return a distortion model from JSON, plumb_bob if there is none; raises ValueError if it is not text."""
    if not isinstance(value, str | type(None)):
        raise ValueError(f"distortion_model is {str(value)[:40]}")
    return value or "plumb_bob"


def _pixels(value: Any) -> int:
    """Return a number of pixels from JSON; raises ValueError if it is something else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise ValueError(f"a size is {str(value)[:40]}")
    return int(value)


def pinhole_matrix(fx: float, fy: float, width: int, height: int) -> NDArray[np.float64]:
    """Return the camera matrix [3, 3] of a camera whose optical axis passes through the image's centre."""
    return np.array([[fx, 0, (width - 1) / 2], [0, fy, (height - 1) / 2], [0, 0, 1]], np.float64)
