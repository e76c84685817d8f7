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

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.render.shapes import pack, room_distance, signed_distance
from svr_ros.synthesis.scene import Scene, Solid, SolidKind

if TYPE_CHECKING:
    from conftest import HandMade


def _camera_points(count: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.stack([rng.uniform(-1.5, 1.5, count), rng.uniform(-1.5, 1.5, count), rng.uniform(0.3, 4.5, count)], -1)


def _alone(hand_made: HandMade, solid: Solid) -> np.ndarray:
    """Return the table of a room far around one solid, so that only this solid counts near it."""
    room = Solid(SolidKind.ROOM, Label.WALL, 0, 0, 0, 0, 0, 0, 0, 50, 50, 50, 0, 0, 0)
    return _table(hand_made, [room, solid])


def _table(hand_made: HandMade, solids: list[Solid]) -> np.ndarray:
    return pack(Scene(hand_made.scene.size, solids, [], hand_made.scene.lights), hand_made.pose)


@pytest.mark.parametrize("row", [1, 2, 3])
def test_distance_of_boxes_and_cones_is_the_closed_form(hand_made: HandMade, row: int) -> None:
    solid = hand_made.scene.solids[row]
    points = _camera_points(4000)
    distance, labels = signed_distance(_alone(hand_made, solid), points)
    expected = hand_made.solid_distance(solid, points)
    assert (expected < 0).any()
    np.testing.assert_allclose(distance, expected, atol=2e-6)
    assert (labels == solid.label).all()


def test_distance_of_ellipsoid_is_that_to_its_nearest_surface_point(hand_made: HandMade) -> None:
    solid = hand_made.scene.solids[4]
    half = np.array([solid.hx, solid.hy, solid.hz])
    rng = np.random.default_rng(1)
    local = rng.uniform(-0.35, 0.35, (300, 3))
    points = hand_made.to_camera(hand_made.place(solid, local))
    distance, _ = signed_distance(_alone(hand_made, solid), points)
    angle, tilt = np.meshgrid(np.linspace(0, 2 * np.pi, 300), np.linspace(-np.pi / 2, np.pi / 2, 300))
    circle, height = np.cos(tilt), np.sin(tilt)
    surface = (np.stack([circle * np.cos(angle), circle * np.sin(angle), height], -1) * half).reshape(-1, 3)
    nearest = np.array([np.linalg.norm(surface - p, axis=1).min() for p in local])
    inside = np.linalg.norm(local / half, axis=1) < 1
    assert 10 < inside.sum() < 290
    assert (np.sign(distance) == np.where(inside, -1, 1)).all()
    np.testing.assert_allclose(np.abs(distance), nearest, atol=2e-3)  # the samples are a few millimetres apart


SHELLS = [
    Solid(SolidKind.SHELL, Label.CHAIR, 0, 0.1, 0.2, 1.0, 0.4, 0.3, -0.2, 0.42, 0.42, 0.3, 0.02, 0.4, 0.25, 0.9),
    Solid(SolidKind.SHELL, Label.BATH, 0, 0, 0.3, 1.0, 0, 0, 0, 0.43, 0.43, 0.2, 0.03, 0.3, 0.4),
    Solid(SolidKind.SHELL, Label.VOID, 0, 0.2, 0, 1.1, 0, 1.2, 0, 0.35, 0.35, 0.05, 0.05, 0.3, 0.3, 2.5),
]


@pytest.mark.parametrize("solid", SHELLS, ids=["curved back", "bowl", "ring with a gap"])
def test_distance_of_shells_is_that_to_the_nearest_point_of_the_plate(hand_made: HandMade, solid: Solid) -> None:
    rng = np.random.default_rng(2)
    local = rng.uniform(-0.6, 0.6, (400, 3))
    points = hand_made.to_camera(hand_made.place(solid, local))
    distance, _ = signed_distance(_alone(hand_made, solid), points)
    angle, along = np.meshgrid(np.linspace(-solid.sector, solid.sector, 900), np.linspace(0, 1, 200))
    across = solid.bottom_radius + (solid.top_radius - solid.bottom_radius) * along
    height = (2 * along - 1) * (solid.hz - solid.rounding)
    plate = np.stack([across * np.cos(angle), across * np.sin(angle), height], -1).reshape(-1, 3)
    nearest = np.array([np.linalg.norm(plate - p, axis=1).min() for p in local])
    np.testing.assert_allclose(distance, nearest - solid.rounding, atol=1e-3)  # the samples are 3 mm apart


def test_ellipsoid_distance_is_finite_on_its_axes_and_at_its_centre(hand_made: HandMade) -> None:
    solid = Solid(SolidKind.ELLIPSOID, Label.VOID, 0, 0, 0, 0, 0, 0, 0, 0.3, 0.1, 0.02, 0, 0, 0)
    world = np.array([[0, 0, 0], [0, 0, 0.01], [0.2, 0, 0], [0.5, 0, 0], [0, 0, 0.12], [0, 0.3, 0]], float)
    distance, _ = signed_distance(_alone(hand_made, solid), hand_made.to_camera(world))
    inside_x = -0.02 * np.sqrt(1 - 0.2**2 / (0.3**2 - 0.02**2))  # nearest point above (0.2, 0, 0), by hand
    np.testing.assert_allclose(distance, [-0.02, -0.01, inside_x, 0.2, 0.1, 0.2], atol=1e-5)


def test_scene_distance_and_class_are_those_of_the_nearest_solid(hand_made: HandMade) -> None:
    points = _camera_points(4000, 2)
    exact = [row for row in range(len(hand_made.scene.solids)) if row != 4]  # the reference has no exact ellipsoid
    each = hand_made.distances(points)[exact]
    solids = [hand_made.scene.solids[row] for row in exact]
    distance, labels = signed_distance(_table(hand_made, solids), points)
    np.testing.assert_allclose(distance, each.min(0), atol=3e-6)
    two = np.sort(each, 0)[:2]
    clear = (two[1] - two[0] > 1e-4) & (each.argmin(0) > 0)
    expected = np.array([solid.label for solid in solids])[each.argmin(0)]
    assert (labels[clear] == expected[clear]).all()


def test_shell_is_floor_below_and_above_and_wall_around(hand_made: HandMade) -> None:
    world = np.array([[0, 0, 0.05], [0, 0, 2.45], [0, 0, -0.3], [2.1, 0, 1.2], [2.4, 0, 1.2], [0, -2.55, 1.2]])
    distance, labels = signed_distance(_table(hand_made, hand_made.scene.solids[:1]), hand_made.to_camera(world))
    np.testing.assert_allclose(distance, [0.05, 0.05, -0.3, 0.1, -0.2, 0.05], atol=1e-6)
    assert labels.tolist() == [Label.FLOOR] * 3 + [Label.WALL] * 3


def test_room_distance_ignores_furniture(hand_made: HandMade) -> None:
    points = _camera_points(2000, 3)
    distance = room_distance(pack(hand_made.scene, hand_made.pose), points)
    np.testing.assert_allclose(distance, hand_made.distances(points)[0], atol=2e-6)


def test_distance_never_changes_faster_than_the_point_moves(hand_made: HandMade) -> None:
    table = pack(hand_made.scene, hand_made.pose)
    points = _camera_points(4000, 4)
    step = np.random.default_rng(5).normal(0, 0.02, points.shape)
    change = signed_distance(table, points + step)[0] - signed_distance(table, points)[0]
    assert (np.abs(change) <= np.linalg.norm(step, axis=1) + 1e-5).all()
