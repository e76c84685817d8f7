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

"""Known geometry of evaluated frames, and its errors."""

import math
from dataclasses import replace

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.evaluation.frames import Frame
from svr_ros.evaluation.known import ERRORS, check_kinds, known_geometry
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.known import KnownGeometry, ground_plane

FRUSTUM, SIZE = Frustum(), 128


@pytest.fixture
def frame(known_scene, camera: Camera) -> Frame:
    depth = known_scene.view(camera)[0].astype(np.float32)
    image = np.random.default_rng(0).integers(0, 256, (camera.height, camera.width, 3), np.uint8)
    return Frame("scene", image, camera, depth, ground=ground_plane(0.6))


def known(kind: str, frame: Frame) -> KnownGeometry:
    found = known_geometry(kind, frame, FRUSTUM, SIZE)
    assert found is not None
    return found


def test_kinds_are_checked_and_kept_once() -> None:
    assert check_kinds(["none", "sparse:100", "none", "depth"]) == ("none", "sparse:100", "depth")
    for wrong in ("", "sparse", "sparse:0", "sparse:x", "depth:3", "radar"):
        with pytest.raises(InputError, match="expected none, ground, sparse:N, lidar or depth"):
            check_kinds([wrong])


def test_nothing_and_ground(frame: Frame) -> None:
    assert known("none", frame).empty
    assert known("ground", frame).ground is frame.ground
    assert known_geometry("ground", replace(frame, ground=None), FRUSTUM, SIZE) is None


@pytest.mark.parametrize("kind", ["sparse:10", "lidar", "depth"])
def test_frames_without_depth_are_left_out(kind: str, frame: Frame) -> None:
    assert known_geometry(kind, replace(frame, depth=None), FRUSTUM, SIZE) is None


def test_points_are_exact_as_many_and_drawn_by_the_name(frame: Frame) -> None:
    first, again = known("sparse:100", frame), known("sparse:100", frame)
    other = known("sparse:100", replace(frame, name="other"))
    assert first.known_pixels == other.known_pixels == 100 and first.depth is not None
    np.testing.assert_array_equal(first.depth, again.depth)
    assert not np.array_equal(first.depth, other.depth, equal_nan=True)
    found = np.isfinite(first.depth)
    np.testing.assert_array_equal(first.depth[found], frame.depth[found])


def test_depth_of_a_real_sensor_is_given_as_it_is(frame: Frame) -> None:
    depth = frame.depth.copy()
    depth[:50] = 0
    given = known("depth", replace(frame, depth=depth, measured=True)).depth
    np.testing.assert_array_equal(np.nan_to_num(given), depth)


def test_rendered_depth_is_measured_by_a_simulated_camera(frame: Frame) -> None:
    given = known("depth", frame)
    found = np.isfinite(given.depth)
    assert 0.3 < found.mean() < 1
    relative = np.abs(given.depth / frame.depth - 1)[found]
    assert 1e-4 < np.median(relative) < 0.02
    assert (given.sigma_image()[found] > 0).all()


def test_lidar_has_eight_rings(frame: Frame) -> None:
    given = known("lidar", frame)
    fraction = np.isfinite(given.depth).mean()
    assert 0 < fraction < 0.12
    relative = np.abs(given.depth / frame.depth - 1)[np.isfinite(given.depth)]
    assert np.median(relative) < 0.02


def test_errors_are_as_large_as_named() -> None:
    depth = np.arange(1, 1 + 48 * 64, dtype=np.float32).reshape(48, 64) / 1000 + 1
    given = KnownGeometry(depth, np.full_like(depth, 0.01), ground_plane(1.2, 0.3))
    higher = ERRORS["ground"]["height 5 cm too large"](given).ground
    assert higher.height == pytest.approx(1.25)
    tilted = ERRORS["ground"]["tilted by 2 degrees"](given).ground
    np.testing.assert_allclose(tilted.normal, ground_plane(1.2, 0.3 + math.radians(2)).normal, atol=1e-9)
    scaled = ERRORS["depth"]["scale 2 % too large"](given)
    np.testing.assert_allclose(scaled.depth, depth * 1.02, rtol=1e-6)
    holes = np.isnan(ERRORS["depth"]["20 % holes"](given).depth)
    assert holes.mean() == pytest.approx(0.2, abs=0.03)
    shifted = ERRORS["depth"]["shifted by 2 pixels"](given).depth
    np.testing.assert_array_equal(shifted[:, 2:], depth[:, :-2])
    assert np.isnan(shifted[:, :2]).all()
