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

"""View frustum: conversion between volume coordinates and metres in the camera's optical frame.

Volume coordinates (column, row, depth) are in [0, 1].
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera, pinhole_matrix

if TYPE_CHECKING:
    from torch import Tensor

Coordinates = TypeVar("Coordinates", "NDArray[np.floating[Any]]", "Tensor")
"""Array of NumPy or tensor of PyTorch; results are of the same kind, precision and device as the arguments."""

_MIN_DEPTH = 1e-6
"""Lower bound in metres to which smaller and negative depths are clipped."""


@dataclass(frozen=True)
class Frustum:
    """Volume that is reconstructed; the defaults are the view of Denninger & Triebel (2023).

    Columns and rows of the volume are those of the canonical image. The depth coordinate is nonlinear, so that near
    slices are thin: u = sqrt(n (f - d) / ((f - n) d)) and s = 1 - u (Denninger & Triebel 2023); s is 0 at the near
    and 1 at the far plane.

    Attributes:
        near: Depth of the near plane in metres.
        far: Depth of the far plane in metres.
        half_angle_x: Half of the horizontal field of view in radians.
        half_angle_y: Half of the vertical field of view in radians.
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

    def slice_of_depth(self, depth: Coordinates) -> Coordinates:
        """Return the depth coordinates s of depths along the optical axis in metres, clipped to [0, 1]."""
        u_squared = self.near * (self.far - depth) / ((self.far - self.near) * depth.clip(_MIN_DEPTH))
        return (1 - u_squared.clip(0) ** 0.5).clip(0, 1)

    def depth_of_slice(self, s: Coordinates) -> Coordinates:
        """Return the depths in metres of depth coordinates s: d = n f / (n + (f - n) (1 - s)^2)."""
        u = 1 - s
        return self.near * self.far / (self.near + (self.far - self.near) * u * u)

    def to_camera(self, volume: Coordinates) -> Coordinates:
        """Return camera coordinates [..., 3] in metres of volume coordinates [..., 3] (column, row, depth)."""
        z = self.depth_of_slice(volume[..., 2])
        x, y = ((2 * volume[..., i] - 1) * (tan * z) for i, tan in enumerate((self.tan_x, self.tan_y)))
        return _stack(x, y, z)

    def to_volume(self, points: Coordinates) -> Coordinates:
        """Return volume coordinates [..., 3] of camera coordinates [..., 3] in metres.

        The depth coordinate is clipped to [0, 1]; columns and rows of points behind the camera lie outside of [0, 1].
        """
        z = points[..., 2].clip(_MIN_DEPTH)
        column, row = ((points[..., i] / (tan * z) + 1) / 2 for i, tan in enumerate((self.tan_x, self.tan_y)))
        return _stack(column, row, self.slice_of_depth(z))

    def gradient_to_camera(self, volume: Coordinates, gradient: Coordinates) -> Coordinates:
        """Convert gradients [..., 3] per unit of volume coordinates to gradients per metre in the camera frame.

        By the chain rule through `to_camera`, gradient_volume = J^T gradient_camera; J is triangular, so that the
        system is solved by substitution.

        Args:
            volume: Volume coordinates [..., 3] of the points.
            gradient: Gradients [..., 3] by volume coordinates.
        """
        s = volume[..., 2]
        z = self.depth_of_slice(s)
        step = 2 * (self.far - self.near) * (1 - s).clip(1e-3) * z * z / (self.near * self.far)
        x = gradient[..., 0] / (2 * self.tan_x * z)
        y = gradient[..., 1] / (2 * self.tan_y * z)
        aside = (2 * volume[..., 0] - 1) * self.tan_x * x + (2 * volume[..., 1] - 1) * self.tan_y * y
        return _stack(x, y, gradient[..., 2] / step - aside)

    @overload
    def contains(self, points: Tensor) -> Tensor: ...

    @overload
    def contains(self, points: ArrayLike) -> NDArray[np.bool_]: ...

    def contains(self, points: Any) -> Any:
        """Return a mask [...] of the points [..., 3], in metres in the camera frame, that lie in the frustum."""
        points = points if _is_tensor(points) else np.asarray(points)
        x, y, z = (points[..., i] for i in range(3))
        return (z >= self.near) & (z < self.far) & (abs(x) < self.tan_x * z) & (abs(y) < self.tan_y * z)

    def centres(self, resolution: int) -> NDArray[np.float32]:
        """Return the volume coordinates [D, R, C, 3] of the centres of `resolution`^3 voxels."""
        axis = (np.arange(resolution, dtype=np.float32) + 0.5) / resolution
        s, row, column = np.meshgrid(axis, axis, axis, indexing="ij")
        return np.stack([column, row, s], -1)

    def camera(self, size: int) -> Camera:
        """Return the canonical camera, a pinhole camera whose size x size (not square) pixels fill the frustum."""
        return Camera(size, size, pinhole_matrix(size / 2 / self.tan_x, size / 2 / self.tan_y, size, size))


def _stack(x: Coordinates, y: Coordinates, z: Coordinates) -> Coordinates:
    library: Any = sys.modules["torch"] if _is_tensor(x) else np
    return library.stack([x, y, z], -1)


def _is_tensor(values: Any) -> bool:
    """Return whether the values are a tensor, without importing PyTorch, which would slow down `svr --help`."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(values, torch.Tensor)


WIDE = Frustum(0.5, 6.0, math.radians(35.0), math.radians(28.0))
"""View of typical robot cameras: 70 x 56 degrees, from 0.5 to 6 m."""
