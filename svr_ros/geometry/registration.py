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

"""Registration of depth of another sensor to a camera: unproject, transform, project and keep the nearest."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.geometry.camera import Camera

_MAX_FOOTPRINT = 4
"""Maximum number of the camera's pixels, per side, that a depth pixel covers."""

_MIN_DEPTH = 1e-3
"""Minimum depth in metres of points before the camera."""


def register_depth(
    depth: NDArray[np.float32], depth_camera: Camera, camera: Camera, camera_from_depth: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return a depth image of one camera as another one would have measured it, z-buffered.

    Each pixel covers as many pixels of the camera as its footprint there, so that a finer camera gets no holes; of
    several that fall on one pixel the nearest remains. What the other camera cannot see stays unknown.

    Args:
        depth: Depth [h, w] in metres along the depth camera's axis; NaN and values of at most zero are unknown.
        depth_camera: Camera of the depth image.
        camera: Camera to register to.
        camera_from_depth: Rigid transform [4, 4] from the depth camera's optical frame to the camera's.

    Returns:
        Depth [H, W] in metres along the camera's axis; NaN where unknown.

    Raises:
        InputError: If the depth image does not have the size of its camera, or the transform is not rigid.
    """
    expected = depth_camera.height, depth_camera.width
    if depth.ndim != 2:
        raise InputError(f"the depth image is {list(depth.shape)}; expected {list(expected)}")
    if depth.shape != expected:
        height, width = depth.shape
        raise InputError(
            f"the depth image has {width} x {height} pixels; expected those of its camera_info, "
            f"{depth_camera.width} x {depth_camera.height}"
        )
    camera_from_depth = rigid.checked(camera_from_depth, "camera_from_depth")
    with np.errstate(invalid="ignore"):
        row, column = np.nonzero(np.isfinite(depth) & (depth > 0))
    z = depth[row, column].astype(np.float64)
    rays = _rays(depth_camera)[row, column]
    focal_ratio = max(camera.K[0, 0] / depth_camera.K[0, 0], camera.K[1, 1] / depth_camera.K[1, 1])
    points = np.concatenate([rays * z[:, None], z[:, None]], -1)
    return _splat(rigid.transform(camera_from_depth, points), camera, focal_ratio)


def project_points(
    points: NDArray[np.floating], camera: Camera, camera_from_points: NDArray[np.float64] | None = None
) -> NDArray[np.float32]:
    """Return the sparse depth image of points, such as those of a LiDAR or of visual SLAM.

    Args:
        points: Points [N, 3] in metres; those with NaN or infinity are ignored.
        camera: Camera to project to.
        camera_from_points: Rigid transform [4, 4] to the camera's optical frame; None if they are in it.

    Returns:
        Depth [H, W] in metres; the nearest of several points on a pixel; NaN where there is none.

    Raises:
        InputError: If the points are not [N, 3], or the transform is not rigid.
    """
    finite = np.asarray(points, np.float64)
    if finite.ndim != 2 or finite.shape[1] != 3:
        raise InputError(f"points are {list(finite.shape)}; expected [N, 3]")
    finite = finite[np.isfinite(finite).all(1)]
    if camera_from_points is not None:
        finite = rigid.transform(rigid.checked(camera_from_points, "camera_from_points"), finite)
    return _splat(finite, camera, 1.0)


def warm_up() -> None:
    """Compile the registration, so that the first image is not slower than later ones."""
    project_points(np.ones((1, 3)), Camera.from_hfov(2, 2, 1.0))


@lru_cache(maxsize=2)
def _rays(camera: Camera) -> NDArray[np.float64]:
    """Return the rays (x / z, y / z) [h, w, 2] of all pixels, which are slow to compute for a distorted lens."""
    column, row = np.meshgrid(np.arange(camera.width), np.arange(camera.height))
    return camera.unproject(np.stack([column, row], -1).astype(np.float64))


def _splat(points: NDArray[np.float64], camera: Camera, focal_ratio: float) -> NDArray[np.float32]:
    """Return the z-buffer [H, W] of points [N, 3], each a square of about `focal_ratio` pixels."""
    points = points[points[:, 2] > _MIN_DEPTH]
    pixels = camera.project(points[:, :2] / points[:, 2:])
    near_image = (np.abs(pixels) < 1e6).all(1)  # NaN, for points that a distorted lens cannot show, is not near
    side = int(np.clip(math.ceil(focal_ratio - 1e-6), 1, _MAX_FOOTPRINT))
    first = np.floor(pixels[near_image] - (side - 1) / 2 + 0.5).astype(np.int64)
    nearest = np.full((camera.height, camera.width), np.inf, np.float32)
    _keep_nearest(first, points[near_image, 2].astype(np.float32), side, nearest)
    nearest[np.isinf(nearest)] = np.nan
    return nearest


@compiled()
def _keep_nearest(
    first: NDArray[np.int64], depth: NDArray[np.float32], side: int, nearest: NDArray[np.float32]
) -> None:
    """Write the depth of each point to the square of pixels from its first one (column, row), where it is nearest."""
    height, width = nearest.shape
    for point in range(len(first)):
        for row in range(max(first[point, 1], 0), min(first[point, 1] + side, height)):
            for column in range(max(first[point, 0], 0), min(first[point, 0] + side, width)):
                if depth[point] < nearest[row, column]:
                    nearest[row, column] = depth[point]
