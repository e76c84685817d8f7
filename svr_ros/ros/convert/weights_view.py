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

"""The view of the weights, the volume that they reconstruct, compared with a camera and with voxels."""

from __future__ import annotations

import math

import numpy as np

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.voxels import min_voxel_size

_GRID = 64
"""Maximum number of pixels per side that are compared."""


def describe_view(frustum: Frustum) -> str:
    """Return field of view and range of a frustum in words, such as "70 x 56 degrees, 0.5 to 6 m"."""
    width, height = (2 * math.degrees(angle) for angle in (frustum.half_angle_x, frustum.half_angle_y))
    return f"{width:.0f} x {height:.0f} degrees, {frustum.near:g} to {frustum.far:g} m"


def outside_fraction(camera: Camera, frustum: Frustum) -> float:
    """Return the fraction of a camera's pixels, 0 to 1, whose rays lie outside of a frustum."""
    sides = (np.linspace(0, side - 1, min(side, _GRID)) for side in (camera.width, camera.height))
    rays = camera.unproject(np.stack(np.meshgrid(*sides), -1))  # NaN for pixels without a ray, which are outside
    inside = (np.abs(rays) <= [frustum.tan_x, frustum.tan_y]).all(-1)
    return float(1 - inside.mean())


def check_voxel_size(voxel_size: float, frustum: Frustum) -> None:
    """Raise InputError if the voxel grid of a view would have too many voxels of this size in metres."""
    if voxel_size < (smallest := min_voxel_size(frustum)):
        raise InputError(
            f"voxel_size is {voxel_size:g} m; expected at least {smallest:g} m for the view of the weights, "
            f"{describe_view(frustum)}"
        )
