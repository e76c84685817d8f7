"""Calibrated cameras: pinhole with the lens distortions that ROS's CameraInfo knows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from svr_ros.errors import InputError

_COEFFICIENTS = {"plumb_bob": 5, "rational_polynomial": 8, "equidistant": 4}
_INVERSION_STEPS = 20


@dataclass(frozen=True, eq=False)
class Camera:
    """Describe a camera as CameraInfo does: size in pixels, K in pixels (centre of pixel 0 at 0), distortion.

    Raises InputError where a size, K or D cannot be a camera's.
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
        if K.size != 9 or not np.isfinite(K).all():
            raise InputError(f"camera matrix K is {K.ravel().tolist()}; expected nine finite numbers")
        K = K.reshape(3, 3)
        if K[0, 0] <= 0 or K[1, 1] <= 0:
            raise InputError(f"focal lengths in K are {K[0, 0]:g} and {K[1, 1]:g} pixels; expected both above zero")
        D = np.asarray(self.D, np.float64).ravel()
        if not np.isfinite(D).all():
            raise InputError(f"distortion D is {D.tolist()}; expected finite numbers")
        if D.any():
            if self.distortion_model not in _COEFFICIENTS:
                raise InputError(
                    f"distortion model is {self.distortion_model!r}; expected one of {', '.join(_COEFFICIENTS)}"
                )
            if len(D) > _COEFFICIENTS[self.distortion_model]:
                raise InputError(
                    f"{self.distortion_model} distortion has {len(D)} coefficients; "
                    f"expected at most {_COEFFICIENTS[self.distortion_model]}"
                )
        object.__setattr__(self, "K", K)
        object.__setattr__(self, "D", D)

    def _key(self) -> tuple[object, ...]:
        return self.width, self.height, self.K.tobytes(), self.distortion_model, self.D.tobytes()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Camera) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    @classmethod
    def from_hfov(cls, width: int, height: int, hfov: float) -> Camera:
        """Make an ideal pinhole camera with square pixels from its horizontal field of view in radians."""
        if not 0 < hfov < np.pi:
            raise InputError(f"horizontal field of view is {np.degrees(hfov):g} degrees; expected 0 to 180")
        focal = width / 2 / np.tan(hfov / 2)
        return cls(width, height, pinhole_matrix(focal, focal, width, height))

    @classmethod
    def from_file(cls, path: str | Path) -> Camera:
        """Read camera.json: width, height, K (row-major), and optionally D and distortion_model."""
        try:
            content = json.loads(Path(path).read_text())
            return cls(
                int(content["width"]),
                int(content["height"]),
                np.asarray(content["K"], np.float64),
                content.get("distortion_model") or "plumb_bob",
                np.asarray(content.get("D") or (), np.float64),
            )
        except InputError as error:
            raise InputError(f"{path}: {error}") from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError(f"{path} is no camera file ({error!r}); expected JSON with width, height and K") from error

    @property
    def hfov(self) -> float:
        """Return the horizontal field of view without distortion, in radians."""
        return float(
            np.arctan2(self.K[0, 2] + 0.5, self.K[0, 0]) + np.arctan2(self.width - 0.5 - self.K[0, 2], self.K[0, 0])
        )

    def project(self, rays: ArrayLike) -> NDArray[np.float64]:
        """Return the pixels [..., 2] at which points of the plane z = 1, [..., 2] (x right, y down), appear."""
        x, y = np.moveaxis(np.asarray(rays, np.float64), -1, 0)
        x, y = self._distort(x, y)
        K = self.K
        return np.stack([K[0, 0] * x + K[0, 1] * y + K[0, 2], K[1, 1] * y + K[1, 2]], -1)

    def unproject(self, pixels: ArrayLike) -> NDArray[np.float64]:
        """Return the points [..., 2] of the plane z = 1 that appear at pixels [..., 2]: the inverse of project.

        The distortion is inverted by fixed-point iteration, as OpenCV does it.
        """
        u, v = np.moveaxis(np.asarray(pixels, np.float64), -1, 0)
        K = self.K
        target_y = (v - K[1, 2]) / K[1, 1]
        target_x = (u - K[0, 2] - K[0, 1] * target_y) / K[0, 0]
        if not self.D.any():
            return np.stack([target_x, target_y], -1)
        if self.distortion_model == "equidistant":
            return self._undistort_equidistant(target_x, target_y)
        x, y = target_x, target_y
        for _ in range(_INVERSION_STEPS):
            scale, shift_x, shift_y = self._polynomial(x, y)
            x, y = (target_x - shift_x) / scale, (target_y - shift_y) / scale
        return np.stack([x, y], -1)

    def _coefficients(self) -> NDArray[np.float64]:
        padded = np.zeros(8)
        padded[: len(self.D)] = self.D
        return padded

    def _distort(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if not self.D.any():
            return x, y
        if self.distortion_model == "equidistant":
            radius = np.hypot(x, y)
            scale = self._equidistant_radius(np.arctan(radius)) / np.maximum(radius, 1e-12)
            scale = np.where(radius < 1e-9, 1.0, scale)
            return x * scale, y * scale
        scale, shift_x, shift_y = self._polynomial(x, y)
        return x * scale + shift_x, y * scale + shift_y

    def _polynomial(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return radial scale and tangential shift of plumb_bob and rational_polynomial (k1 k2 p1 p2 k3 to k6)."""
        k1, k2, p1, p2, k3, k4, k5, k6 = self._coefficients()
        r2 = x * x + y * y
        scale = (1 + r2 * (k1 + r2 * (k2 + r2 * k3))) / (1 + r2 * (k4 + r2 * (k5 + r2 * k6)))
        return scale, 2 * p1 * x * y + p2 * (r2 + 2 * x * x), p1 * (r2 + 2 * y * y) + 2 * p2 * x * y

    def _equidistant_radius(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the image radius of the ray angle theta (Kannala-Brandt with four coefficients)."""
        k1, k2, k3, k4 = self._coefficients()[:4]
        t2 = theta * theta
        return theta * (1 + t2 * (k1 + t2 * (k2 + t2 * (k3 + t2 * k4))))

    def _undistort_equidistant(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        radius = np.hypot(x, y)
        theta = radius
        for _ in range(_INVERSION_STEPS):
            theta = theta * radius / np.maximum(self._equidistant_radius(theta), 1e-12)
        # Beyond a right angle no point of the plane z = 1 is seen.
        scale = np.where(theta < np.pi / 2 - 1e-6, np.tan(theta) / np.maximum(radius, 1e-12), np.nan)
        scale = np.where(radius < 1e-9, 1.0, scale)
        return np.stack([x * scale, y * scale], -1)


def pinhole_matrix(fx: float, fy: float, width: int, height: int) -> NDArray[np.float64]:
    """Return K [3, 3] of a camera whose axis meets the image's centre."""
    return np.array([[fx, 0, (width - 1) / 2], [0, fy, (height - 1) / 2], [0, 0, 1]], np.float64)
