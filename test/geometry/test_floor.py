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

"""The floor's plane, from points of a floor at a known height under a camera that looks down at a known angle."""

import numpy as np
import pytest

from svr_ros.geometry.floor import Plane, camera_from_floor, fit_floor, floor_of_frame

HEIGHT = 1.2


def tilted(pitch: float, roll: float) -> np.ndarray:
    """Return up in the optical frame of a camera that looks down by pitch and leans by roll, in degrees."""
    p, r = np.radians([pitch, roll])
    return np.array([np.sin(r) * np.cos(p), -np.cos(r) * np.cos(p), -np.sin(p)])


def floor_points(up: np.ndarray, count: int = 2000) -> np.ndarray:
    rng = np.random.default_rng(0)
    side = np.cross(up, [0, 0, 1.0])
    side /= np.linalg.norm(side)
    along = np.cross(side, up)
    spread = rng.uniform((-2, 1), (2, 4), (count, 2))
    return spread @ np.stack([side, along]) - HEIGHT * up + rng.normal(0, 0.01, (count, 1)) * up


def noisy(normal: np.ndarray, count: int) -> np.ndarray:
    normals = normal + np.random.default_rng(1).normal(0, 0.05, (count, 3))
    return normals / np.linalg.norm(normals, axis=1, keepdims=True)


@pytest.mark.parametrize(("pitch", "roll"), [(0, 0), (25, 0), (60, 0), (-10, 5), (20, 15)])
def test_floor_is_found_among_other_things(pitch: float, roll: float) -> None:
    up = tilted(pitch, roll)
    floor = floor_points(up)
    ceiling, step = floor[:1500] + 2.5 * up, floor[:700] + 0.3 * up  # of the same class: larger together than the floor
    points = np.concatenate([ceiling, step, floor]).astype(np.float32)
    normals = np.concatenate([noisy(-up, 1500), noisy(up, 700), noisy(up, 2000)]).astype(np.float32)
    plane = fit_floor(points, normals)
    assert plane is not None
    assert np.degrees(np.arccos(np.clip(plane.normal @ up, -1, 1))) < 0.3
    assert plane.height == pytest.approx(HEIGHT, abs=0.01)


def test_no_floor_is_said_honestly() -> None:
    up = tilted(10, 0)
    floor = floor_points(up).astype(np.float32)
    assert fit_floor(floor[:0], floor[:0]) is None
    assert fit_floor(floor[:40], noisy(up, 40).astype(np.float32)) is None  # too few
    assert fit_floor(floor, noisy(-up, 2000).astype(np.float32)) is None  # a ceiling's
    assert fit_floor(floor + 3 * up.astype(np.float32), noisy(up, 2000).astype(np.float32)) is None  # above the camera
    cloud = np.random.default_rng(2).uniform(-50, 50, (300, 3)).astype(np.float32)
    assert fit_floor(cloud, noisy(up, 300).astype(np.float32)) is None


def test_frame_on_the_floor_by_hand() -> None:
    """A camera 1.2 m up that looks down by 30 degrees: its foot, ahead and left in the optical frame."""
    pose = camera_from_floor(Plane(tilted(30, 0), HEIGHT))
    half, most = 0.5, np.sqrt(3) / 2
    np.testing.assert_allclose(pose[:3, 3], [0, HEIGHT * most, HEIGHT * half], atol=1e-12)
    np.testing.assert_allclose(pose[:3, 0], [0, -half, most], atol=1e-12)  # ahead, level: above the optical axis
    np.testing.assert_allclose(pose[:3, 1], [-1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(pose[:3, 2], [0, -most, -half], atol=1e-12)
    assert np.linalg.det(pose[:3, :3]) == pytest.approx(1)


def test_frame_on_the_floor_of_a_camera_that_looks_straight_down() -> None:
    pose = camera_from_floor(Plane(np.array([0, 0, -1.0]), HEIGHT))
    np.testing.assert_allclose(pose[:3, 0], [0, -1, 0], atol=1e-12)  # ahead is the image's upper edge
    np.testing.assert_allclose(pose[:3, 3], [0, 0, HEIGHT], atol=1e-12)


@pytest.mark.parametrize(("pitch", "roll"), [(0, 0), (25, 0), (40, -10), (-20, 5)])
def test_floor_of_a_frame_is_the_plane_that_the_frame_was_made_from(pitch: float, roll: float) -> None:
    plane = floor_of_frame(camera_from_floor(Plane(tilted(pitch, roll), HEIGHT)))
    np.testing.assert_allclose(plane.normal, tilted(pitch, roll), atol=1e-12)
    assert plane.height == pytest.approx(HEIGHT)
