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

"""Camera poses in labelled meshes: in free space above the floor, with views that pass the filter."""

from __future__ import annotations

import math
from random import Random

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.pose import Pose
from svr_ros.labels import Label
from svr_ros.synthesis.camera.poses import draw_shot, look_rotation, window
from svr_ros.synthesis.camera.views import CoarseView, Window, is_good
from svr_ros.synthesis.config import ROBOT_AND_PEOPLE, CameraConfig, Shot
from svr_ros.synthesis.meshes.field import Field

_ATTENTION = {
    Label.VOID: 0.4,
    Label.TABLE: 3.0,
    Label.BATH: 8.0,
    Label.SOFA: 3.0,
    Label.CABINET: 2.0,
    Label.BED: 3.0,
    Label.CHAIR: 2.5,
    Label.LIGHTING: 1.0,
}
_SUBJECTS = {"wall": Label.WALL, "corner": Label.WALL, "floor": Label.FLOOR, "lamp": Label.LIGHTING}
_GRID = 21
"""Rays per side of the grid by which a view is judged."""

_PLACES = 4096
"""Maximum number of candidate positions per image."""

_ATTEMPTS = 12
"""Attempts per drawn shot, so that shots that seldom succeed keep their weight."""

_FROM_WALL = 0.8
"""Maximum distance in metres to a surface for shots from a wall."""


class Places:
    """Positions of cameras in a mesh, and the targets of their views."""

    def __init__(self, field: Field, config: CameraConfig = ROBOT_AND_PEOPLE) -> None:
        self._field = field
        self._config = config
        points, height = field.space.above_floor()
        low = min(heights.metres[0] for heights in config.heights)
        high = max(heights.metres[1] for heights in config.heights)
        rows = np.flatnonzero((height >= low) & (height <= high))
        rows = rows[:: max(1, len(rows) // (16 * _PLACES))]
        gap = field.triangles.nearest(points[rows])[0]
        rows, gap = rows[gap > config.clearance], gap[gap > config.clearance]
        self._points, self._height, self._gap = points[rows].astype(float), height[rows], gap
        area = field.mesh.areas
        self._faces = {}
        for label in Label:
            faces = np.flatnonzero(field.mesh.labels == label)
            if len(faces):
                self._faces[label] = faces, np.cumsum(area[faces])

    def choose(
        self, rng: np.random.Generator, frustum: Frustum, camera: Camera | None = None, tries: int = 240
    ) -> Pose | None:
        """Return a pose whose view, of the part of the frustum that `camera` sees (by default all), passes the filter.

        None if `tries` attempts do not find one.
        """
        if not len(self._points):
            return None
        draw = Random(int(rng.integers(1 << 62)))
        rows = rng.choice(len(self._points), min(_PLACES, len(self._points)), replace=False)
        shown = window(camera or frustum.camera(256), frustum)
        shot = draw_shot(draw, self._config)
        for attempt in range(tries):
            if attempt % _ATTEMPTS == _ATTEMPTS - 1:
                shot = draw_shot(draw, self._config)
            pose = self._draw_pose(draw, shot, rows)
            if pose is not None and self._is_good(pose, shown, draw, shot):
                return pose
        return None

    def _draw_target(self, rng: Random, shot: Shot) -> NDArray[np.float64] | None:
        """Return a point on the surface of a class, uniformly over its area."""
        label = _SUBJECTS.get(shot.subject)
        if label is None:
            furniture = [label for label in _ATTENTION if label in self._faces] or [Label.WALL]
            label = rng.choices(furniture, [_ATTENTION.get(label, 1.0) for label in furniture])[0]
        if label not in self._faces:
            return None
        faces, area = self._faces[label]
        face = faces[min(int(np.searchsorted(area, rng.random() * area[-1])), len(faces) - 1)]
        u, v = rng.random(), rng.random()
        if u + v > 1:
            u, v = 1 - u, 1 - v
        a, b, c = self._field.mesh.corners(np.array([face]))[0].astype(float)
        return np.asarray(a + u * (b - a) + v * (c - a))

    def _draw_pose(self, rng: Random, shot: Shot, rows: NDArray[np.int64]) -> Pose | None:
        target = self._draw_target(rng, shot)
        if target is None:
            return None
        low, high = rng.choices(self._config.heights, [heights.weight for heights in self._config.heights])[0].metres
        points, height = self._points[rows], self._height[rows]
        distance = np.hypot(*(points[:, :2] - target[:2]).T)
        fits = (distance >= shot.distance[0]) & (distance <= shot.distance[1]) & (height >= low) & (height <= high)
        if shot.from_wall:
            fits &= self._gap[rows] < _FROM_WALL
        fitting = np.flatnonzero(fits)
        if not len(fitting):
            return None
        row = fitting[rng.randrange(len(fitting))]
        pitch = math.atan2(target[2] - points[row, 2], distance[row]) + rng.gauss(0.0, 0.1)
        if not self._config.pitch[0] <= pitch <= self._config.pitch[1]:
            return None
        yaw = math.atan2(target[1] - points[row, 1], target[0] - points[row, 0]) + rng.gauss(0.0, 0.12)
        roll = min(max(rng.gauss(0.0, self._config.max_roll / 2), -self._config.max_roll), self._config.max_roll)
        return Pose(look_rotation(yaw, pitch, roll), points[row])

    def _is_good(self, pose: Pose, shown: Window, rng: Random, shot: Shot) -> bool:
        """Return whether a coarse view meets the conditions, like views of procedural rooms."""
        min_furniture = shot.min_furniture * rng.choice((0.6, 1.0, 1.0, 1.5))
        min_classes = 0 if shot.min_furniture == 0 else 2 if rng.random() < self._config.two_classes_probability else 1
        view = coarse_view(self._field, pose, shown)
        # Views with holes of a scan are of no use.
        if not np.isfinite(view.depth).all() or not is_good(view, self._config, shot, min_furniture, min_classes):
            return False
        return view.depth.min() >= (self._config.min_depth_past if shot.subject == "past" else self._config.min_depth)


def coarse_view(field: Field, pose: Pose, shown: Window) -> CoarseView:
    """Return the view of an even grid of rays through a part of the image; depths are infinite without a surface."""
    rays = shown.rays(np.linspace(0, 1, _GRID))
    hits = field.triangles.cast(pose.position, rays @ pose.rotation)
    labels = np.where(hits.face < 0, int(Label.VOID), field.mesh.labels[hits.face])
    distance = np.where(hits.face < 0, 0, hits.distance)
    points = pose.position + (rays * distance[:, None]) @ pose.rotation
    return CoarseView(hits.distance * rays[:, 2], labels, points)
