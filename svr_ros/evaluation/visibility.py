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

"""Visibility of the points of a room in the frames of a sequence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation.walk_files import TRUE_DEPTH
from svr_ros.geometry import rigid
from svr_ros.geometry.camera import Camera
from svr_ros.inference.depth_files import read_depth
from svr_ros.mapping.posed_frame import PosedFrame

_SEEN_TOLERANCE = 0.05
"""Distance in metres behind the depth of a pixel up to which a point counts as in sight."""


def in_sight(
    points: NDArray[np.float32], frames: Sequence[PosedFrame], exact: bool, tolerance: float = _SEEN_TOLERANCE
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Compare points with the depth images of a sequence.

    Args:
        points: Points in metres, in the map.
        frames: The frames; those without a pose or depth do not count.
        exact: Whether to use the true depth of a walk instead of that of its sensor.
        tolerance: Distance in metres behind the depth of a pixel up to which a point counts as in sight.

    Returns:
        The mask [N] of the points in front of the depth of their pixel in any frame, or at most `tolerance` behind it,
        and the mask [N] of those in the view of any frame.
    """
    seen, in_view = np.zeros((2, len(points)), np.bool_)
    for frame in posed(frames):
        depth = read_depth(frame.image.with_name(TRUE_DEPTH)) if exact else frame.read_depth()
        if depth is None:
            continue
        assert frame.map_from_camera is not None
        local = rigid.transform(rigid.inverse(frame.map_from_camera), points)
        inside, at, z = _pixels(local, frame.camera)
        limit = depth[at[1], at[0]]
        shown = np.isfinite(limit) & (z < limit + tolerance)
        seen[inside] |= shown
        in_view[inside] = True
    return seen, in_view


def posed(frames: Sequence[PosedFrame]) -> Iterator[PosedFrame]:
    """Yield the frames that have a pose."""
    return (frame for frame in frames if frame.map_from_camera is not None)


def _pixels(
    points: NDArray[np.float32], camera: Camera
) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]:
    """Return the indices of the points [N, 3] that a camera shows, their pixels (column, row), and their depths."""
    before = np.flatnonzero(points[:, 2] > 0.1)
    z = points[before, 2]
    pixel = np.nan_to_num(camera.project(points[before, :2] / z[:, None]), nan=-1e6)
    column, row = np.rint(np.clip(pixel, -1e6, 1e6)).astype(np.int64).T
    shown = (column >= 0) & (column < camera.width) & (row >= 0) & (row < camera.height)
    return before[shown], (column[shown], row[shown]), z[shown]
