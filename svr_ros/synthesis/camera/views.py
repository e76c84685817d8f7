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

"""View filter: which poses of a room give useful images, by a coarse grid of rays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.pose import Pose
from svr_ros.labels import Label
from svr_ros.synthesis.config import CameraConfig, Shot
from svr_ros.synthesis.render.compiling import kernel
from svr_ros.synthesis.render.rays import MISS, ray_hit, ray_room
from svr_ros.synthesis.render.shapes import (
    CENTRE,
    EYE,
    FLOOR,
    HALF,
    LABEL,
    RADIUS,
    WALL,
    from_centre,
    list_all_solids,
    nearest_surface,
    pack,
    to_local,
)
from svr_ros.synthesis.render.vectors import Array, Vector, dot, vector
from svr_ros.synthesis.scene import Scene

_COARSE_GRID = 9
"""Rays per side of the grid by which a view is judged."""

_FINE_GRID = 41
"""Rays per side of the grid that finds surfaces too close to the camera."""

_MAX_FAR_FRACTION = 1 / 3
"""Maximum fraction of far rays in a view."""

_FLOOR_TOLERANCE = 1e-3
"""Distance in metres to the floor or the ceiling within which a point of the room's shell belongs to it."""

_PLANE_TOLERANCE = 0.01
"""Root mean square distance in metres to a plane below which a view shows nothing but that plane."""

_ROOM_LABELS = (int(Label.WALL), int(Label.FLOOR))


class Window(NamedTuple):
    """The part of the plane at depth one metre that an image shows, in metres from the axis (x right, y down)."""

    left: float
    right: float
    top: float
    bottom: float

    def rays(self, steps: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return unit directions [N * N, 3] through an even grid over the window.

        `steps` [N] are the grid's positions across and down the window, in 0..1.
        """
        u, v = np.meshgrid(self.left + steps * (self.right - self.left), self.top + steps * (self.bottom - self.top))
        directions = np.stack([u, v, np.ones_like(u)], -1).reshape(-1, 3)
        return directions / np.linalg.norm(directions, axis=1, keepdims=True)


class CoarseView(NamedTuple):
    """The surfaces that an even grid of R rays hits."""

    depth: NDArray[np.float64]
    """Depths [R] along the optical axis in metres."""

    labels: NDArray[np.int64]
    """Class ids [R]."""

    points: NDArray[np.float64]
    """Points [R, 3] in room coordinates in metres."""


class ViewFilter:
    """Accepts poses in one room whose views are useful and differ from the views accepted before.

    Only the `window` of the image counts.
    """

    def __init__(self, scene: Scene, window: Window, config: CameraConfig) -> None:
        self._table = pack(scene, Pose(np.eye(3), np.zeros(3))).astype(np.float64)
        self._all_solids = list_all_solids(len(self._table))
        self._room_eye = self._table[0, EYE : EYE + 3].copy()
        self._coarse = window.rays((np.arange(_COARSE_GRID) + 0.5) / _COARSE_GRID)
        self._fine = window.rays(np.linspace(0, 1, _FINE_GRID))
        self._config = config
        self._accepted: list[NDArray[np.float64]] = []

    def is_free(self, position: NDArray[np.float64]) -> bool:
        """Return whether a camera at this position keeps the clearance from all surfaces."""
        return bool(_clearance(self._table, self._all_solids, tuple(position)) >= self._config.clearance)

    def accept(self, pose: Pose, shot: Shot, min_furniture: float, min_classes: int) -> bool:
        """Return whether a free pose's view is useful and unlike the accepted ones, and remember it if so.

        `min_furniture` is the minimum fraction of rays that hit furniture, `min_classes` the minimum number of its
        classes.
        """
        view = self.coarse_view(pose)
        if not is_good(view, self._config, shot, min_furniture, min_classes) or self._resembles_accepted(view.points):
            return False
        min_depth = self._config.min_depth_past if shot.subject == "past" else self._config.min_depth
        depth, _ = self._cast(pose, self._fine, 2 * min_depth)
        if (depth * self._fine[:, 2]).min() < min_depth:
            return False
        self._accepted.append(view.points)
        return True

    def coarse_view(self, pose: Pose) -> CoarseView:
        """Return the view of the coarse grid of rays."""
        distance, labels = self._cast(pose, self._coarse, MISS)
        points = pose.position + (self._coarse * distance[:, None]) @ pose.rotation
        return CoarseView(distance * self._coarse[:, 2], labels, points)

    def _cast(
        self, pose: Pose, rays: NDArray[np.float64], limit: float
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the length of each ray in metres, at most `limit`, and the class that it hits."""
        distance, labels = np.empty(len(rays)), np.empty(len(rays), np.int64)
        self._table[0, EYE : EYE + 3] = self._room_eye + pose.position
        _cast_rays(self._table, tuple(pose.position), rays @ pose.rotation, limit, distance, labels)
        return distance, labels

    def _resembles_accepted(self, points: NDArray[np.float64]) -> bool:
        return any(hausdorff(points, other) < self._config.min_novelty for other in self._accepted)


def is_good(view: CoarseView, config: CameraConfig, shot: Shot, min_furniture: float, min_classes: int) -> bool:
    """Return whether a view meets the conditions of the config and the shot on depths and contents."""
    depth = view.depth
    close = (depth < config.close_depth).mean()
    if shot.subject == "past":
        if not config.past_close_fraction[0] <= close <= config.past_close_fraction[1]:
            return False
    elif depth.min() < config.min_depth or close > config.max_close_fraction:
        return False
    if (
        not shot.median_depth[0] <= np.median(depth) <= shot.median_depth[1]
        or (depth > config.far_depth).mean() > _MAX_FAR_FRACTION
    ):
        return False
    if not config.mean_depth[0] <= depth.mean() <= config.mean_depth[1]:
        return False
    counts = np.bincount(view.labels, minlength=len(Label))
    counts[list(_ROOM_LABELS)] = 0
    # Void objects count half: a plant or a box alone teaches little.
    furniture = (counts.sum() - 0.5 * counts[int(Label.VOID)]) / len(depth)
    if furniture < min_furniture:
        return False
    counts[int(Label.VOID)] = 0
    return bool((counts > 0).sum() >= min_classes) and not _is_plane(view.points)


def _is_plane(points: NDArray[np.float64]) -> bool:
    """Return whether points [N, 3] lie in one plane, as those of a blank wall, which shows no cue of its distance."""
    off = points - points.mean(0)
    return bool(np.linalg.eigvalsh(off.T @ off / len(off))[0] < _PLANE_TOLERANCE**2)


def hausdorff(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return the Hausdorff distance between two sets of points [N, 3] and [M, 3]."""
    squared = ((a[:, None] - b[None]) ** 2).sum(-1)
    return float(np.sqrt(max(squared.min(0).max(), squared.min(1).max())))


@kernel
def _clearance(table: Array, all_solids: Array, point: Vector) -> float:
    """Return the distance to the nearest surface, negative inside solids and outside of the room."""
    distance, _, _ = nearest_surface(table, all_solids, point)
    return distance


@kernel
def _cast_rays(table: Array, eye: Vector, directions: Array, limit: float, distance: Array, labels: Array) -> None:
    """Write the lengths of rays [R, 3] from `eye`, at most `limit`, and the classes that they hit; room coordinates."""
    for r in range(directions.shape[0]):
        ray = to_local(table, 0, vector(directions, r, 0))
        distance[r] = min(ray_room(table, vector(table, 0, EYE), ray), limit)
        off_middle = abs(eye[2] + distance[r] * directions[r, 2] - table[0, CENTRE + 2])
        labels[r] = FLOOR if off_middle > table[0, HALF + 2] - _FLOOR_TOLERANCE else WALL
    for i in range(1, table.shape[0]):
        away = from_centre(table, i, eye)
        radius = table[i, RADIUS] * 1.02
        squared = dot(away, away)
        if squared > (radius + limit) * (radius + limit):
            continue
        start = to_local(table, i, away)
        for r in range(directions.shape[0]):
            ray = vector(directions, r, 0)
            along = -dot(away, ray)
            if along < -radius or along - radius > distance[r] or squared - along * along > radius * radius:
                continue
            t = ray_hit(table, i, start, to_local(table, i, ray), distance[r])
            if t < distance[r]:
                distance[r] = t
                labels[r] = int(table[i, LABEL])
