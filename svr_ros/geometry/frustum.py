"""The view frustum: volume coordinates (column, row, depth) in [0, 1] and metres in the camera's optical frame."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera, pinhole_matrix


@dataclass(frozen=True)
class Frustum:
    """Describe the volume that is reconstructed: range in metres, half-angles in radians.

    Columns and rows of the volume are those of the canonical image. Depth is curved, so that near slices are thin:
    u = sqrt(n (f - d) / ((f - n) d)) and slice coordinate s = 1 - u (Denninger & Triebel 2023); s is 0 at the near
    and 1 at the far plane.
    """

    near: float = 1.0
    far: float = 4.0
    half_angle_x: float = 0.5
    half_angle_y: float = 0.388863

    def __post_init__(self) -> None:
        if not 0 < self.near < self.far < math.inf:
            raise InputError(f"frustum range is {self.near:g} to {self.far:g} m; expected 0 < near < far")
        if not (0 < self.half_angle_x < math.pi / 2 and 0 < self.half_angle_y < math.pi / 2):
            raise InputError(
                f"frustum half-angles are {self.half_angle_x:g} and {self.half_angle_y:g} rad; expected 0 to pi/2"
            )

    @property
    def tan_x(self) -> float:
        """Return half the width of the frustum at one metre, in metres."""
        return math.tan(self.half_angle_x)

    @property
    def tan_y(self) -> float:
        """Return half the height of the frustum at one metre, in metres."""
        return math.tan(self.half_angle_y)

    def slice_of_depth(self, depth: ArrayLike) -> NDArray[np.floating]:
        """Return the depth coordinate s of depths along the optical axis in metres, clipped to [0, 1]."""
        depth = np.asarray(depth)
        ratio = self.near * (self.far - depth) / ((self.far - self.near) * np.maximum(depth, 1e-6))
        return np.clip(1 - np.sqrt(np.maximum(ratio, 0)), 0, 1)

    def depth_of_slice(self, s: ArrayLike) -> NDArray[np.floating]:
        """Return the depth in metres of depth coordinates s: d = n f / (n + (f - n) (1 - s)^2)."""
        u = 1 - np.asarray(s)
        return self.near * self.far / (self.near + (self.far - self.near) * u * u)

    def to_camera(self, volume: ArrayLike) -> NDArray[np.floating]:
        """Return camera coordinates [..., 3] in metres of volume coordinates [..., 3] (column, row, depth)."""
        column, row, s = np.moveaxis(np.asarray(volume), -1, 0)
        z = self.depth_of_slice(s)
        return np.stack([(2 * column - 1) * self.tan_x * z, (2 * row - 1) * self.tan_y * z, z], -1)

    def to_volume(self, points: ArrayLike) -> NDArray[np.floating]:
        """Return volume coordinates [..., 3] of camera coordinates [..., 3]; depth is clipped to the range."""
        x, y, z = np.moveaxis(np.asarray(points), -1, 0)
        safe = np.where(np.abs(z) < 1e-6, 1e-6, z)
        return np.stack(
            [(x / (safe * self.tan_x) + 1) / 2, (y / (safe * self.tan_y) + 1) / 2, self.slice_of_depth(z)], -1
        )

    def gradient_to_camera(self, volume: ArrayLike, gradient: ArrayLike) -> NDArray[np.floating]:
        """Return the gradient [..., 3] per metre in the camera frame of one per unit of volume coordinates.

        The chain rule through to_camera: gradient_volume = J^T gradient_camera, J triangular, solved from the top.
        """
        column, row, s = np.moveaxis(np.asarray(volume), -1, 0)
        by_column, by_row, by_slice = np.moveaxis(np.asarray(gradient), -1, 0)
        u = np.maximum(1 - s, 1e-3)
        z = self.depth_of_slice(s)
        step = 2 * (self.far - self.near) * u * z * z / (self.near * self.far)
        x = by_column / (2 * self.tan_x * z)
        y = by_row / (2 * self.tan_y * z)
        return np.stack(
            [x, y, by_slice / step - (2 * column - 1) * self.tan_x * x - (2 * row - 1) * self.tan_y * y], -1
        )

    def contains(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Return which of the points [..., 3] in metres lie in the frustum."""
        x, y, z = np.moveaxis(np.asarray(points), -1, 0)
        return (z >= self.near) & (z < self.far) & (np.abs(x) < self.tan_x * z) & (np.abs(y) < self.tan_y * z)

    def centres(self, resolution: int) -> NDArray[np.float32]:
        """Return the volume coordinates [D, R, C, 3] of the centres of resolution^3 voxels."""
        axis = (np.arange(resolution, dtype=np.float32) + 0.5) / resolution
        s, row, column = np.meshgrid(axis, axis, axis, indexing="ij")
        return np.stack([column, row, s], -1)

    def camera(self, size: int) -> Camera:
        """Return the canonical view: the pinhole camera of size x size (not square) pixels that fills the frustum."""
        return Camera(size, size, pinhole_matrix(size / 2 / self.tan_x, size / 2 / self.tan_y, size, size))
