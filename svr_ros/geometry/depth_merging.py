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

"""Merging of a depth image with the sparse depth of points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.known import DepthNoise, DepthScale

_POINT_SIGMA = 0.02
"""Standard deviation of the depth of points in metres, that of a LiDAR or of visual SLAM."""

_MIN_COMMON = 10
"""Minimum number of pixels that have depth and a point, to give depth of unknown scale the scale of the points."""

_SCALED_SIGMA = 0.1
"""Relative standard deviation of depth whose scale was taken from points: relative depth is wrong in parts."""


@dataclass(frozen=True)
class MergedDepth:
    """Depth of an image from one or two sources.

    Attributes:
        depth: Depth [H, W] along the optical axis in metres, or in an unknown unit; NaN if unknown.
        sigma: Standard deviation of the depth: a number or an image [H, W] in metres, or a noise model.
        scale: "metric", or "unknown" if the depth is right up to one factor.
    """

    depth: NDArray[np.float32]
    sigma: float | NDArray[np.float32] | DepthNoise
    scale: DepthScale


def merge_depth(
    depth: NDArray[np.float32] | None, noise: DepthNoise, points: NDArray[np.float32] | None, scale: DepthScale
) -> MergedDepth | None:
    """Return depth where it was measured, else that of the points; None if neither is given.

    Depth of unknown scale takes the scale of the points if enough of its pixels have one; else the points are ignored.

    Args:
        depth: Depth image [H, W]; NaN if unknown.
        noise: Noise of the depth image.
        points: Sparse depth image [H, W] of points in the same pixels; NaN if unknown.
        scale: Scale of the depth image, or of the points if there is no depth image.
    """
    if depth is None:
        return None if points is None else MergedDepth(points, _POINT_SIGMA, scale)
    if points is None:
        return MergedDepth(depth, noise, scale)
    if scale == "unknown":
        common = np.isfinite(depth) & np.isfinite(points)
        if common.sum() < _MIN_COMMON:
            return MergedDepth(depth, noise, scale)
        depth = depth * np.float32(np.median(points[common] / depth[common]))
        noise = DepthNoise(0.0, _SCALED_SIGMA, 0.0)
    measured = np.isfinite(depth)
    sigma = np.where(measured, noise.at(depth), np.float32(_POINT_SIGMA))
    return MergedDepth(np.where(measured, depth, points), sigma, "metric")
