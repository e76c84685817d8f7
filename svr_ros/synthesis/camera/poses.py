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

"""Random cameras, and camera poses of people and robots in furnished rooms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.camera import Camera, pinhole_matrix
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.pose import Pose
from svr_ros.labels import Label
from svr_ros.synthesis.camera.views import ViewFilter, Window
from svr_ros.synthesis.config import ROBOT_AND_PEOPLE, CameraConfig, Shot
from svr_ros.synthesis.scene import Item, Scene

_ATTENTION = {
    int(Label.BATH): 4.0,
    int(Label.BED): 3.0,
    int(Label.SOFA): 3.0,
    int(Label.TABLE): 3.0,
    int(Label.CHAIR): 2.5,
    int(Label.CABINET): 2.0,
    int(Label.LIGHTING): 2.0,
}
"""Relative weights of furniture as the target of an image, by class; others and high pieces have that of `_weight`."""

_ROOM_LABELS = (int(Label.WALL), int(Label.FLOOR))
_ATTEMPTS_PER_SHOT = 12
"""Attempts per drawn shot, so that shots that seldom succeed keep their weight."""

_WALL_DISTANCE = 0.15
"""Minimum distance in metres between a camera and the room's walls, floor and ceiling."""


class _Target(NamedTuple):
    """Point of a room that a camera looks at, in metres."""

    x: float
    y: float
    z: float


class _Subjects:
    """Possible targets in a room by the type of shot."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.pieces = _Draw(items)
        self.tops = _Draw([i for i in items if 0.35 < i.top < 1.3 and i.bottom < 0.5])
        self.on_floor = _Draw([i for i in items if i.bottom < 0.3])
        self.lamps = [i for i in items if i.label == Label.LIGHTING and i.top > 1.2]
        self.blockers = [i for i in items if i.bottom < 0.3 and i.top > 0.5 and max(i.width, i.depth) < 2.0]


class _Draw:
    """Draws items weighted by their attention."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._up_to = list(accumulate(_weight(item) for item in items))

    def __call__(self, rng: Random) -> Item | None:
        """Return an item, or None if there are none."""
        return rng.choices(self._items, cum_weights=self._up_to)[0] if self._items else None


def draw_camera(rng: Random, config: CameraConfig = ROBOT_AND_PEOPLE) -> Camera:
    """Return a random calibrated camera."""
    shape = rng.choices(config.formats, [shape.weight for shape in config.formats])[0]
    shrink = rng.choice(config.widths) / max(shape.width, shape.height)
    width, height = round(shape.width * shrink), round(shape.height * shrink)
    focal = width / 2 / math.tan(rng.uniform(*shape.hfov) / 2)
    K = pinhole_matrix(focal, focal, width, height)
    K[:2, 2] += [rng.gauss(0.0, config.principal_point_sigma) * max(width, height) for _ in range(2)]
    D = [rng.uniform(*config.distortion_k1)] if rng.random() < config.distortion_probability else []
    # Stronger barrel distortion would not be invertible in the corners.
    if D and D[0] < 0:
        D[0] = max(D[0], -0.25 * (focal / math.hypot(width / 2, height / 2)) ** 2)
    return Camera(width, height, K, D=np.array(D))


def draw_turn(rng: Random, config: CameraConfig = ROBOT_AND_PEOPLE) -> float:
    """Return the angle (radians, clockwise) by which an image is rotated after it was taken, mostly 0."""
    return rng.uniform(-config.max_turn, config.max_turn) if rng.random() < config.turn_probability else 0.0


def valid_pixels(camera: Camera, frustum: Frustum, size: int, turn: float = 0.0) -> NDArray[np.bool_]:
    """Return the pixels [size, size] of the canonical view that lie entirely within the camera's image.

    The image is rotated clockwise by `turn` (radians) after it was taken.
    """
    edges = np.arange(size + 1) / size * 2 - 1
    x, y = edges * frustum.tan_x, edges * frustum.tan_y
    if turn == 0 and not camera.D.any():
        shown = window(camera, frustum)
        columns = (x >= shown.left - 1e-9) & (x <= shown.right + 1e-9)
        rows = (y >= shown.top - 1e-9) & (y <= shown.bottom + 1e-9)
        inside = np.asarray(rows[:, None] & columns)
    else:
        u, v = np.meshgrid(x, y)
        c, s = math.cos(turn), math.sin(turn)
        column, row = np.moveaxis(camera.project(np.stack([c * u + s * v, c * v - s * u], -1)), -1, 0)
        inside = (column >= -0.5) & (column <= camera.width - 0.5) & (row >= -0.5) & (row <= camera.height - 0.5)
    return inside[:-1, :-1] & inside[1:, :-1] & inside[:-1, 1:] & inside[1:, 1:]


def window(camera: Camera, frustum: Frustum) -> Window:
    """Return the part of the canonical view that a camera covers, without its distortion."""
    K = camera.K
    sides = (np.array([-0.5, camera.width - 0.5]) - K[0, 2]) / K[0, 0]
    ends = (np.array([-0.5, camera.height - 0.5]) - K[1, 2]) / K[1, 1]
    left, right = np.clip(sides, -frustum.tan_x, frustum.tan_x)
    top, bottom = np.clip(ends, -frustum.tan_y, frustum.tan_y)
    return Window(float(left), float(right), float(top), float(bottom))


def choose_view(
    scene: Scene,
    rng: np.random.Generator,
    frustum: Frustum,
    config: CameraConfig = ROBOT_AND_PEOPLE,
    camera: Camera | None = None,
    tries: int = 120,
) -> Pose | None:
    """Return a pose whose view passes the filter, or None after `tries` attempts; see `choose_views`."""
    views = choose_views(scene, rng, frustum, 1, config, camera, tries)
    return views[0] if views else None


def choose_views(
    scene: Scene,
    rng: np.random.Generator,
    frustum: Frustum,
    count: int,
    config: CameraConfig = ROBOT_AND_PEOPLE,
    camera: Camera | None = None,
    tries: int = 120,
) -> list[Pose]:
    """Return at most `count` poses in one room whose views pass the filter.

    Args:
        scene: The room.
        rng: Generator of the poses.
        frustum: View frustum.
        count: Maximum number of poses.
        config: Distribution of the poses, and the conditions of the filter.
        camera: Camera whose part of the frustum the filter judges; by default, it judges all of it.
        tries: Maximum number of attempts per pose.
    """
    # Prepare the filter and the possible targets of the room.
    draw = Random(int(rng.integers(1 << 62)))
    view_filter = ViewFilter(scene, window(camera or frustum.camera(256), frustum), config)
    subjects = _Subjects(scene.items)
    poses: list[Pose] = []
    shots: list[Shot] = []
    for _ in range(count * tries):
        if not shots:
            shots = [draw_shot(draw, config)] * _ATTEMPTS_PER_SHOT
        # Draw a target and a pose, and keep the pose if its view passes the filter.
        shot = shots.pop()
        target = _draw_target(scene, subjects, draw, shot)
        if target is None:
            shots = []
            continue
        pose = _draw_pose(scene, subjects, draw, config, shot, target)
        min_furniture = shot.min_furniture * draw.choice((0.6, 1.0, 1.0, 1.5))
        min_classes = 0 if shot.min_furniture == 0 else 2 if draw.random() < config.two_classes_probability else 1
        if (
            pose is not None
            and view_filter.is_free(pose.position)
            and view_filter.accept(pose, shot, min_furniture, min_classes)
        ):
            poses.append(pose)
            shots = []
            if len(poses) == count:
                break
    return poses


def draw_shot(rng: Random, config: CameraConfig) -> Shot:
    """Return a random shot."""
    return rng.choices(config.shots, [shot.weight for shot in config.shots])[0]


def look_rotation(yaw: float, pitch: float, roll: float) -> NDArray[np.float64]:
    """Return the rotation of a camera by yaw (from +x to +y), pitch (up positive) and roll (clockwise), in radians."""
    cy, sy, cp, sp, cr, sr = (
        math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch), math.cos(roll), math.sin(roll)
    )  # fmt: skip
    right = np.array([sy, -cy, 0.0])
    down = np.array([sp * cy, sp * sy, -cp])
    forward = np.array([cp * cy, cp * sy, sp])
    return np.stack([cr * right + sr * down, cr * down - sr * right, forward])


def _draw_pose(
    scene: Scene, subjects: _Subjects, rng: Random, config: CameraConfig, shot: Shot, target: _Target
) -> Pose | None:
    """Return a pose within the bounds of height, pitch and roll, or None."""
    if shot.subject == "past":
        place = _place_past(scene, subjects.blockers, rng, target)
    else:
        place = _place(scene, rng, shot, target)
    if place is None:
        return None
    x, y, low, high = place
    z = _draw_height(rng, config, low, min(high, scene.size.height - _WALL_DISTANCE))
    if z is None:
        return None
    distance = math.hypot(target.x - x, target.y - y)
    pitch = math.atan2(target.z - z, distance) + rng.gauss(0.0, 0.1)
    if shot.subject in ("lamp", "floor"):  # at the border of the image if not in its middle
        pitch = min(max(pitch, config.pitch[0]), config.pitch[1])
    elif not config.pitch[0] <= pitch <= config.pitch[1]:
        return None
    yaw = math.atan2(target.y - y, target.x - x) + rng.gauss(0.0, 0.12)
    roll = min(max(rng.gauss(0.0, config.max_roll / 2), -config.max_roll), config.max_roll)
    return Pose(look_rotation(yaw, pitch, roll), np.array([x, y, z]))


def _draw_target(scene: Scene, subjects: _Subjects, rng: Random, shot: Shot) -> _Target | None:
    """Return the point to look at, or None if the room has no such subject."""
    rx, ry, ceiling = scene.size
    subject = shot.subject
    if subject == "wall":
        along, height = rng.uniform(-0.9, 0.9), rng.uniform(0.3, 1.8)
        side = rng.choice((-1.0, 1.0))
        return _Target(along * rx, side * ry, height) if rng.random() < 0.5 else _Target(side * rx, along * ry, height)
    if subject == "corner":
        return _Target(rng.choice((-rx, rx)), rng.choice((-ry, ry)), rng.uniform(0.0, 0.8 * ceiling))
    if subject == "floor":
        return _Target(rng.uniform(-0.8, 0.8) * rx, rng.uniform(-0.8, 0.8) * ry, 0.0)
    if subject == "top":
        return _at_item(subjects.tops(rng), rng, 1.0)
    if subject == "under":
        return _at_item(subjects.on_floor(rng), rng, rng.uniform(0.2, 0.5))
    if subject == "lamp":
        lamps = subjects.lamps
        return _at_item(rng.choice(lamps) if lamps else None, rng, rng.uniform(0.6, 1.0))
    target = _at_item(subjects.pieces(rng), rng, rng.uniform(0.2, 1.0))
    other = subjects.pieces(rng)
    if target is None or other is None or rng.random() < 0.5:
        return target
    if math.hypot(other.x - target.x, other.y - target.y) > 2.5:
        return target
    return target._replace(x=(target.x + other.x) / 2, y=(target.y + other.y) / 2)


def _weight(item: Item) -> float:
    """Return the relative weight of a piece of furniture as the target of an image."""
    if item.label in _ROOM_LABELS or item.bottom > 0.5:
        return 0.1
    return _ATTENTION.get(item.label, 0.4)


def _at_item(item: Item | None, rng: Random, height_fraction: float) -> _Target | None:
    """Return a point near the vertical axis of an item, at a fraction of its height."""
    if item is None:
        return None
    across, deep = rng.uniform(-0.3, 0.3) * item.width, rng.uniform(-0.3, 0.3) * item.depth
    c, s = math.cos(item.yaw), math.sin(item.yaw)
    z = item.bottom + (item.top - item.bottom) * height_fraction
    return _Target(item.x + c * across - s * deep, item.y + s * across + c * deep, z)


Place = tuple[float, float, float, float]
"""A position of the camera (x, y) and its lowest and highest height, in metres."""


def _place(scene: Scene, rng: Random, shot: Shot, target: _Target) -> Place | None:
    """Return a position in the room at the shot's distance from the target, or None."""
    rx, ry, ceiling = scene.size
    if shot.from_wall:
        x, y = _before_wall(rx, ry, rng)
        if not shot.distance[0] < math.hypot(x - target.x, y - target.y) < shot.distance[1]:
            return None
    else:
        distance, bearing = rng.uniform(*shot.distance), rng.uniform(0.0, math.tau)
        x, y = target.x + distance * math.cos(bearing), target.y + distance * math.sin(bearing)
        if abs(x) > rx - _WALL_DISTANCE or abs(y) > ry - _WALL_DISTANCE:
            return None
    if shot.subject == "top":
        return x, y, target.z + 0.1, target.z + 0.9
    if shot.subject == "under":
        return x, y, 0.0, max(0.6, target.z)
    if shot.subject == "lamp":
        return x, y, 0.0, target.z
    return x, y, 0.0, ceiling


def _place_past(scene: Scene, blockers: Sequence[Item], rng: Random, target: _Target) -> Place | None:
    """Return a position behind a piece close to the camera, near the line from the target through it, or None."""
    if not blockers:
        return None
    piece = rng.choice(blockers)
    bearing = math.atan2(piece.y - target.y, piece.x - target.x) + rng.gauss(0.0, 0.3)
    off = math.hypot(piece.width, piece.depth) / 2 * rng.uniform(0.5, 1.0) + rng.uniform(0.3, 0.6)
    x, y = piece.x + off * math.cos(bearing), piece.y + off * math.sin(bearing)
    if abs(x) > scene.size.half_x - _WALL_DISTANCE or abs(y) > scene.size.half_y - _WALL_DISTANCE:
        return None
    return x, y, 0.0, piece.top + 0.3


def _draw_height(rng: Random, config: CameraConfig, low: float, high: float) -> float | None:
    """Return a height of the mixture between low and high, or None if it has none there."""
    ranges = [(h.weight, max(low, h.metres[0]), min(high, h.metres[1])) for h in config.heights]
    ranges = [each for each in ranges if each[1] < each[2]]
    if not ranges:
        return None
    _, low, high = rng.choices(ranges, [each[0] for each in ranges])[0]
    return rng.uniform(low, high)


def _before_wall(rx: float, ry: float, rng: Random) -> tuple[float, float]:
    """Return a position at most 0.8 m from a wall, where people stand to get the whole room into the image."""
    off, along = rng.uniform(_WALL_DISTANCE, 0.8), rng.uniform(-0.95, 0.95)
    side = rng.choice((-1.0, 1.0))
    if rng.random() < rx / (rx + ry):
        return along * rx, side * max(ry - off, 0.0)
    return side * max(rx - off, 0.0), along * ry
