"""Camera poses: in free space, upright, looking at furniture that is there to be seen."""

from __future__ import annotations

import math

import numpy as np
import pytest

from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import Label
from svr_ros.synthesis.cameras import Pose, ViewRules, choose_view, choose_views, look
from svr_ros.synthesis.render import render
from svr_ros.synthesis.rooms import build_room
from svr_ros.synthesis.scene import Scene
from svr_ros.synthesis.shapes import pack, signed_distance
from svr_ros.synthesis.world import pack_world

SEEDS = range(160)
FRUSTUM = Frustum()
SIZE = 48


@pytest.fixture(scope="module")
def views() -> list[tuple[Scene, Pose]]:
    """Return a view of each room that has one."""
    found = []
    for seed in SEEDS:
        scene = build_room(seed)
        pose = choose_view(scene, np.random.default_rng(seed), FRUSTUM)
        if pose is not None:
            found.append((scene, pose))
    return found


@pytest.fixture(scope="module")
def pictures(views: list[tuple[Scene, Pose]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the exact depth (m) and classes [N, S, S] of the views."""
    depths, classes = [], []
    for scene, pose in views:
        shown = render(pack_world(scene, pose), FRUSTUM.tan_x, FRUSTUM.tan_y, SIZE)
        depths.append(shown.depth)
        classes.append(shown.classes)
    return np.array(depths), np.array(classes)


def test_nearly_every_room_has_a_view(views: list[tuple[Scene, Pose]]) -> None:
    assert len(views) > 0.8 * len(SEEDS)


def test_rotations_are_right_handed_and_look_where_they_say() -> None:
    for yaw, pitch, roll in ((0.0, 0.0, 0.0), (1.0, -0.5, 0.1), (-2.5, 0.15, -0.2)):
        rotation = look(yaw, pitch, roll)
        assert np.allclose(rotation @ rotation.T, np.eye(3)) and np.linalg.det(rotation) == pytest.approx(1.0)
        assert math.asin(rotation[2, 2]) == pytest.approx(pitch)
        assert math.atan2(rotation[2, 1], rotation[2, 0]) == pytest.approx(yaw)
    # Level: right is horizontal, down is down; rolled clockwise, the right side of the camera sinks.
    assert np.allclose(look(0.0, 0.0, 0.0), [[0, -1, 0], [0, 0, -1], [1, 0, 0]])
    assert look(0.3, 0.0, 0.2)[0, 2] < -0.1


def test_poses_keep_to_the_rules(views: list[tuple[Scene, Pose]]) -> None:
    rules = ViewRules()
    rolls = []
    for scene, pose in views:
        assert np.allclose(pose.rotation @ pose.rotation.T, np.eye(3), atol=1e-9)
        assert np.linalg.det(pose.rotation) > 0
        assert (np.abs(pose.position[:2]) < [scene.size.half_x - 0.1, scene.size.half_y - 0.1]).all()
        assert rules.height[0] <= pose.position[2] <= min(rules.height[1], scene.size.height - 0.1)
        assert rules.pitch[0] <= math.asin(pose.rotation[2, 2]) <= rules.pitch[1]
        rolls.append(math.asin(pose.rotation[0, 2]))
    assert 0.6 * rules.roll_sigma < np.std(rolls) < 1.4 * rules.roll_sigma


def test_cameras_hover_in_free_space(views: list[tuple[Scene, Pose]]) -> None:
    for scene, pose in views:
        distance, _ = signed_distance(pack(scene, pose), np.zeros((1, 3), np.float32))
        assert distance[0] > 0.09, "closer to a surface than a camera is wide"


def test_a_view_is_a_function_of_its_generator() -> None:
    scene = build_room(3)
    first = choose_views(scene, np.random.default_rng(1), FRUSTUM, 3, tries=300)
    again = choose_views(scene, np.random.default_rng(1), FRUSTUM, 3, tries=300)
    assert len(first) == 3
    for a, b in zip(first, again, strict=True):
        assert np.array_equal(a.rotation, b.rotation) and np.array_equal(a.position, b.position)
    assert not np.allclose(first[0].position, first[1].position)


def test_an_empty_room_has_no_view() -> None:
    scene = build_room(0)
    bare = Scene(scene.size, scene.solids[:1], scene.materials, scene.lights)
    assert choose_view(bare, np.random.default_rng(0), FRUSTUM) is None


def test_views_are_not_blocked_and_span_the_range(pictures: tuple[np.ndarray, np.ndarray]) -> None:
    depth, _ = pictures
    middle = depth[:, SIZE // 4 : -SIZE // 4, SIZE // 4 : -SIZE // 4]
    assert (np.median(middle.reshape(len(depth), -1), 1) > 0.8).all()
    assert ((depth < 0.6).mean((1, 2)) < 0.35).all()
    # Real indoor pictures: a tenth below 1.2 m, the median at 2.5 m, a fifth beyond 4 m.
    assert 1.9 < np.median(depth) < 2.9
    assert 0.02 < (depth < 1.2).mean() < 0.2
    assert 0.08 < (depth > 4.0).mean() < 0.3
    assert ((depth > 1.0) & (depth < 5.0)).mean() > 0.85


def test_every_class_is_seen_in_enough_views(pictures: tuple[np.ndarray, np.ndarray]) -> None:
    _, classes = pictures
    shown = np.array([[(picture == label).mean() > 0.004 for label in Label] for picture in classes]).mean(0)
    for label in Label:
        assert shown[label] > 0.05, f"{label.name.lower()}: {shown[label]:.2f} of the views"


def test_most_views_show_furniture(pictures: tuple[np.ndarray, np.ndarray]) -> None:
    _, classes = pictures
    bare = np.isin(classes, (Label.WALL, Label.FLOOR)).mean((1, 2))
    assert np.median(bare) < 0.75
    assert (bare > 0.95).mean() < 0.05
