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

"""Cameras and their poses: in free space, within the bounds of their config, looking at things that are to be seen."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from random import Random
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.pose import Pose
from svr_ros.geometry.view import CanonicalView
from svr_ros.labels import Label
from svr_ros.synthesis.camera.poses import (
    choose_view,
    choose_views,
    draw_camera,
    draw_turn,
    look_rotation,
    valid_pixels,
    window,
)
from svr_ros.synthesis.camera.views import CoarseView, ViewFilter, hausdorff, is_good
from svr_ros.synthesis.config import PUBLISHED, ROBOT_AND_PEOPLE, CameraConfig, Shot
from svr_ros.synthesis.render.render import render
from svr_ros.synthesis.render.shapes import signed_distance
from svr_ros.synthesis.render.world import pack_world
from svr_ros.synthesis.rooms import build_room
from svr_ros.synthesis.scene import Scene

ROOMS = 240
WIDE = Frustum(0.5, 6.0, math.radians(35), math.radians(28))
SIZE = 48


class View(NamedTuple):
    """A pose in a scene, and exact depth (m), class ids and valid pixels [S, S]."""

    scene: Scene
    pose: Pose
    camera: Camera
    depth: np.ndarray
    labels: np.ndarray
    valid: np.ndarray


def take(config: CameraConfig, frustum: Frustum) -> list[View]:
    """Return a view of each room that has one."""
    views = []
    for seed in range(ROOMS):
        scene, camera = build_room(seed), draw_camera(Random(seed), config)
        pose = choose_view(scene, np.random.default_rng(seed), frustum, config, camera)
        if pose is None:
            continue
        shown = render(pack_world(scene, pose), frustum.tan_x, frustum.tan_y, SIZE)
        views.append(View(scene, pose, camera, shown.depth, shown.labels, valid_pixels(camera, frustum, SIZE)))
    return views


@pytest.fixture(scope="module")
def views() -> list[View]:
    """Return views of robots and people."""
    return take(ROBOT_AND_PEOPLE, WIDE)


@pytest.fixture(scope="module")
def published() -> list[View]:
    """Return views as the published data set has them."""
    return take(PUBLISHED, Frustum())


def test_nearly_every_room_has_a_view(views: list[View], published: list[View]) -> None:
    assert len(views) > 0.9 * ROOMS
    assert len(published) > 0.5 * ROOMS, "in small rooms everything is too near"


def test_rotations_are_right_handed_and_look_where_they_say() -> None:
    for yaw, pitch, roll in ((0.0, 0.0, 0.0), (1.0, -0.5, 0.1), (-2.5, 0.15, -0.2)):
        rotation = look_rotation(yaw, pitch, roll)
        assert np.allclose(rotation @ rotation.T, np.eye(3)) and np.linalg.det(rotation) == pytest.approx(1.0)
        assert math.atan2(rotation[2, 1], rotation[2, 0]) == pytest.approx(yaw)
        pose = Pose(rotation, np.array([1.0, 2.0, 1.3]))
        assert (pose.height, pose.pitch, pose.roll) == pytest.approx((1.3, pitch, roll))
    # Level: right is horizontal, down is down; rolled clockwise, the right side of the camera sinks.
    assert np.allclose(look_rotation(0.0, 0.0, 0.0), [[0, -1, 0], [0, 0, -1], [1, 0, 0]])
    assert look_rotation(0.3, 0.0, 0.2)[0, 2] < -0.1


def test_poses_keep_to_the_bounds(views: list[View]) -> None:
    config = ROBOT_AND_PEOPLE
    poses = [view.pose for view in views]
    for pose in poses:
        assert np.allclose(pose.rotation @ pose.rotation.T, np.eye(3), atol=1e-9)
        assert any(low <= pose.height <= high for _, (low, high) in config.heights)
        assert config.pitch[0] - 0.5 <= pose.pitch <= config.pitch[1] + 1e-9
        assert abs(pose.roll) <= config.max_roll + 1e-9
    assert 0.18 < np.mean([pose.height < 0.95 for pose in poses]) < 0.5
    degrees = np.degrees([pose.pitch for pose in poses])
    assert degrees.min() < -45 and degrees.max() > 10 and -30 < np.median(degrees) < -10
    assert 0.35 * config.max_roll < np.std([pose.roll for pose in poses]) < 0.65 * config.max_roll


def test_cameras_hover_in_free_space(views: list[View], published: list[View]) -> None:
    for view, config in [(v, ROBOT_AND_PEOPLE) for v in views] + [(v, PUBLISHED) for v in published]:
        table = pack_world(view.scene, view.pose).solids.astype(np.float32)
        distance, _ = signed_distance(table, np.zeros((1, 3), np.float32))
        assert distance[0] >= config.clearance - 1e-3


def test_nothing_is_nearer_than_said(views: list[View]) -> None:
    nearest = np.array([view.depth[view.valid].min() for view in views])
    assert (nearest > ROBOT_AND_PEOPLE.min_depth_past - 0.02).all()
    past = nearest < ROBOT_AND_PEOPLE.min_depth - 0.02
    assert 0.01 < past.mean() < 0.25
    close = np.array([(view.depth[view.valid] < ROBOT_AND_PEOPLE.close_depth).mean() for view in views])
    assert (close < 0.6).all()
    # Partly blocked: something close covers a good part of the picture, yet not most of it.
    assert 0.08 < (close > ROBOT_AND_PEOPLE.past_close_fraction[0]).mean() < 0.5


def test_depths_are_those_of_real_frames(views: list[View]) -> None:
    # Real frames of rooms: medians from 1.5 to 3.0 m, their middle at 2.3 m; ours are closer, for desks and counters.
    medians = np.array([np.median(view.depth[view.valid]) for view in views])
    assert 1.7 < np.median(medians) < 2.5
    assert (medians < 1.4).mean() > 0.08 and (medians > 2.7).mean() > 0.08
    far = np.concatenate([view.depth[view.valid] for view in views]) > ROBOT_AND_PEOPLE.far_depth
    assert far.mean() < 0.05


def test_every_way_to_take_a_picture_occurs(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: Counter[str] = Counter()
    accept = ViewFilter.accept

    def note(self: ViewFilter, pose: Pose, shot: Shot, furniture: float, classes: int) -> bool:
        accepted = accept(self, pose, shot, furniture, classes)
        taken[shot.name] += accepted
        return accepted

    monkeypatch.setattr(ViewFilter, "accept", note)
    for seed in range(ROOMS):
        choose_views(build_room(seed), np.random.default_rng(seed), WIDE, 2)
    for shot in ROBOT_AND_PEOPLE.shots:
        assert taken[shot.name] > 0.25 * shot.weight * taken.total(), f"{shot.name}: {taken}"


def test_every_class_is_seen_in_enough_views(views: list[View]) -> None:
    shown = np.array([[(v.labels[v.valid] == label).mean() > 0.004 for label in Label] for v in views]).mean(0)
    for label in Label:
        assert shown[label] > 0.05, f"{label.name.lower()}: {shown[label]:.2f} of the views"
    bare = np.array([np.isin(v.labels[v.valid], (Label.WALL, Label.FLOOR)).mean() for v in views])
    assert np.median(bare) < 0.75 and (bare > 0.95).mean() < 0.08


def test_published_views_keep_the_published_rules(published: list[View]) -> None:
    for _, pose, camera, depth, labels, valid in published:
        assert 1.45 <= pose.height <= 1.85
        assert 45 - 1e-6 <= math.degrees(math.acos(-pose.rotation[2, 2])) <= 85 + 1e-6  # from straight down
        assert pose.roll == pytest.approx(0)
        assert camera.hfov == pytest.approx(1.0) and camera.width * 3 == camera.height * 4
        assert valid.mean() > 0.95, "the camera is the canonical view but for rounding"
        assert (depth < 1.25).mean() < 0.005, "but for things that slip between the rays"
        # Judged on a coarse grid.
        assert 1.4 < depth.mean() < 3.6
        assert (~np.isin(labels, (Label.WALL, Label.FLOOR))).mean() > 0.05


def test_views_of_one_room_differ() -> None:
    scene, frustum = build_room(3), Frustum()
    poses = choose_views(scene, np.random.default_rng(1), frustum, 25, PUBLISHED)
    assert len(poses) >= 4
    view_filter = ViewFilter(scene, window(frustum.camera(64), frustum), PUBLISHED)
    points = [view_filter.coarse_view(pose).points for pose in poses]
    apart = [hausdorff(a, b) for i, a in enumerate(points) for b in points[:i]]
    assert min(apart) >= PUBLISHED.min_novelty
    free = choose_views(scene, np.random.default_rng(1), frustum, 25, replace(PUBLISHED, min_novelty=0.0))
    assert len(free) >= len(poses)


def test_a_picture_of_one_plane_is_not_taken() -> None:
    def view(points: NDArray[np.float64]) -> CoarseView:
        return CoarseView(np.full(len(points), 2.0), np.full(len(points), int(Label.WALL)), points)

    shot = Shot("wall", 1.0, "wall", (0.8, 2.5), (0.8, 2.8), 0.0)
    rng = np.random.default_rng(0)
    wall = np.concatenate([rng.uniform(-1, 1, (81, 2)), np.zeros((81, 1))], 1) @ look_rotation(0.3, 0.2, 0.1)
    assert not is_good(view(wall), ROBOT_AND_PEOPLE, shot, 0.0, 0)
    with_floor = wall.copy()
    with_floor[:4] += 0.2 * look_rotation(0.3, 0.2, 0.1)[2]
    assert is_good(view(with_floor), ROBOT_AND_PEOPLE, shot, 0.0, 0)


def test_hausdorff_distance_is_that_of_the_loneliest_point() -> None:
    a = np.array([[0.0, 0, 0], [1, 0, 0]])
    assert hausdorff(a, a + np.array([0, 0.2, 0])) == pytest.approx(0.2)
    assert hausdorff(a, np.array([[0.0, 0, 0], [1, 0, 0], [1, 3, 0]])) == pytest.approx(3.0)


def test_coarse_views_are_what_the_renderer_shows(views: list[View]) -> None:
    camera = WIDE.camera(9)
    for view in views[:20]:
        coarse = ViewFilter(view.scene, window(camera, WIDE), ROBOT_AND_PEOPLE).coarse_view(view.pose)
        shown = render(pack_world(view.scene, view.pose), WIDE.tan_x, WIDE.tan_y, 72)
        # Rays through the middles of 9 x 9 cells meet corners of pixels: a neighbour shows the same.
        middles = slice(3, None, 8), slice(3, None, 8)
        same = np.abs(shown.depth[middles].ravel() / coarse.depth - 1) < 0.1
        assert same.mean() > 0.75
        assert (shown.labels[middles].ravel() == coarse.labels)[same].mean() > 0.85


def test_a_view_is_a_function_of_its_generator() -> None:
    scene = build_room(3)
    first = choose_views(scene, np.random.default_rng(1), WIDE, 3, tries=300)
    again = choose_views(scene, np.random.default_rng(1), WIDE, 3, tries=300)
    assert len(first) == 3
    for a, b in zip(first, again, strict=True):
        assert np.array_equal(a.rotation, b.rotation) and np.array_equal(a.position, b.position)
    assert not np.allclose(first[0].position, first[1].position)
    assert draw_camera(Random(5)) == draw_camera(Random(5)) != draw_camera(Random(6))


def test_an_empty_room_has_only_views_of_the_room() -> None:
    scene = build_room(0)
    bare = Scene(scene.size, scene.solids[:1], scene.materials, scene.lights)
    furnished = tuple(shot for shot in ROBOT_AND_PEOPLE.shots if shot.min_furniture > 0)
    config = replace(ROBOT_AND_PEOPLE, shots=furnished)
    assert choose_view(bare, np.random.default_rng(0), WIDE, config) is None
    assert choose_view(bare, np.random.default_rng(0), WIDE, tries=600) is not None


def test_cameras_keep_to_the_config() -> None:
    cameras = [draw_camera(Random(seed)) for seed in range(400)]
    fields = np.degrees([2 * math.atan(camera.width / 2 / camera.K[0, 0]) for camera in cameras])
    assert fields.min() >= 45 - 1e-6 and fields.max() <= 110 + 1e-6
    assert (fields < 57).mean() > 0.1 and (fields > 80).mean() > 0.07
    assert {max(c.width, c.height) for c in cameras} == set(ROBOT_AND_PEOPLE.widths)
    aspects = Counter(round(c.width / c.height, 1) for c in cameras)
    assert set(aspects) == {1.3, 1.8, 1.5, 1.0, 0.8, 0.6}
    off = np.array([(c.K[0, 2] - (c.width - 1) / 2) / max(c.width, c.height) for c in cameras])
    assert np.std(off) == pytest.approx(ROBOT_AND_PEOPLE.principal_point_sigma, rel=0.2)
    assert np.mean([c.D.any() for c in cameras]) == pytest.approx(ROBOT_AND_PEOPLE.distortion_probability, abs=0.06)
    turns = np.array([draw_turn(Random(seed)) for seed in range(400)])
    assert (turns != 0).mean() == pytest.approx(ROBOT_AND_PEOPLE.turn_probability, abs=0.05)
    assert np.abs(turns).max() <= ROBOT_AND_PEOPLE.max_turn


@pytest.mark.parametrize("hfov", [45.0, 57.0, 70.0, 110.0])
def test_seen_pixels_are_those_within_the_field_of_view(hfov: float) -> None:
    camera = Camera.from_hfov(640, 480, math.radians(hfov))
    seen = valid_pixels(camera, WIDE, 256)
    across, down = (
        min(1.0, math.tan(math.radians(hfov / 2)) * share / tan) for share, tan in ((1, WIDE.tan_x), (0.75, WIDE.tan_y))
    )
    assert seen.any(0).sum() == pytest.approx(256 * across, abs=2)
    assert seen.any(1).sum() == pytest.approx(256 * down, abs=2)
    assert seen.sum() == seen.any(0).sum() * seen.any(1).sum(), "a rectangle"
    np.testing.assert_array_equal(seen, seen[::-1, ::-1])


@pytest.mark.parametrize("seed", range(12))
def test_seen_pixels_are_those_of_the_real_pipeline(seed: int) -> None:
    config = replace(ROBOT_AND_PEOPLE, distortion_probability=0.5)
    camera = draw_camera(Random(seed), config)
    real = CanonicalView(camera, WIDE, 128).valid
    assert (valid_pixels(camera, WIDE, 128) != real).mean() < 0.02


def test_a_turned_picture_has_a_turned_border() -> None:
    camera = Camera.from_hfov(640, 480, math.radians(50))
    angle = math.radians(4)
    seen = valid_pixels(camera, WIDE, 256, angle)
    top = [np.flatnonzero(seen[:, column])[0] for column in (80, 176)]
    # Turned clockwise, the upper border falls to the right.
    fall = (top[1] - top[0]) * WIDE.tan_y / (96 * WIDE.tan_x)
    assert fall == pytest.approx(math.tan(angle), abs=0.02)
