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

"""Known geometry: checks of depth, noise and ground, and the ground in closed form."""

import math

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.known import DepthNoise, KnownGeometry, ground_depth, ground_plane

LEVEL = Plane(np.array([0.0, -1.0, 0.0]), 1.2)


def flat(value: float) -> np.ndarray:
    return np.full((4, 6), value, np.float32)


def test_noise_is_the_root_of_the_sum_of_squares() -> None:
    noise = DepthNoise(0.03, 0.02, 0.01)
    np.testing.assert_allclose(noise.at(np.array([2.0], np.float32)), math.sqrt(0.03**2 + 0.04**2 + 0.04**2), rtol=1e-6)


@pytest.mark.parametrize("values", [(0, 0, 0), (-0.1, 0, 0), (np.nan, 0, 0), (0.1, np.inf, 0)])
def test_noise_of_no_sensor_is_refused(values: tuple[float, float, float]) -> None:
    with pytest.raises(InputError, match="depth noise is"):
        DepthNoise(*values)


@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf, -np.inf, 1e30])
def test_values_that_are_no_depth_are_unknown(value: float) -> None:
    depth = flat(2.0)
    depth[1, 2] = value
    known = KnownGeometry(depth)
    assert known.known_pixels == 23 and np.isnan(known.depth[1, 2]) and not known.empty


@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf])
def test_depth_image_without_any_depth_is_empty(value: float) -> None:
    assert KnownGeometry(flat(value)).empty
    assert not KnownGeometry(flat(value), ground=LEVEL).empty
    assert KnownGeometry().empty


@pytest.mark.parametrize(
    ("value", "said"), [(2000.0, "in millimetres"), (65535.0, "in millimetres"), (0.002, "another unit")]
)
def test_depth_in_another_unit_is_refused(value: float, said: str) -> None:
    with pytest.raises(InputError, match=f"median of .* m; expected metres of a room .*{said}"):
        KnownGeometry(flat(value))
    assert KnownGeometry(flat(value / 1000), depth_scale="unknown").known_pixels == 24


@pytest.mark.parametrize("depth", [np.zeros((4, 6), np.uint16), np.zeros((4, 6, 1), np.float32), np.zeros(4)])
def test_what_is_no_depth_image_is_refused(depth: np.ndarray) -> None:
    with pytest.raises(InputError, match=r"depth is .*; expected metres as floating point \[H, W\]"):
        KnownGeometry(depth)


@pytest.mark.parametrize(
    ("sigma", "said"), [(0.0, "above zero"), (np.nan, "above zero"), (np.ones((3, 6), np.float32), r"\[3, 6\]")]
)
def test_sigma_that_is_no_standard_deviation_is_refused(sigma: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        KnownGeometry(flat(2.0), sigma)  # type: ignore[arg-type]


def test_sigma_matters_only_at_known_pixels() -> None:
    depth, sigma = flat(2.0), flat(0.02)
    depth[0, 0], sigma[0, 0] = 0, 0
    image = KnownGeometry(depth, sigma).sigma_image()
    assert np.isnan(image[0, 0]) and image[1, 1] == np.float32(0.02)
    np.testing.assert_allclose(KnownGeometry(depth, 0.1).sigma_image()[1:], 0.1, rtol=1e-6)
    np.testing.assert_allclose(KnownGeometry(depth, DepthNoise(0, 0.1, 0)).sigma_image()[1:], 0.2, rtol=1e-6)


def test_depth_of_another_size_than_the_image_is_refused() -> None:
    with pytest.raises(InputError, match="6 x 4 pixels; expected those of the image, 8 x 4"):
        KnownGeometry(flat(2.0)).check_camera(Camera.from_hfov(8, 4, 1.0))


@pytest.mark.parametrize(
    ("normal", "height", "said"),
    [
        ((0, 1, 0), 1.2, "lies above the camera"),
        ((0, -1, 0), -1.2, "height above the ground is -1.2 m"),
        ((0, -1, 0), 0.0, "height above the ground is 0 m"),
        ((0, -1, 0), np.nan, "height above the ground is nan m"),
        ((0, -2, 0), 1.2, "expected a unit vector"),
        ((0, np.nan, 0), 1.2, "expected a unit vector"),
    ],
)
def test_plane_that_is_no_ground_is_refused(normal: tuple[float, ...], height: float, said: str) -> None:
    with pytest.raises(InputError, match=said):
        KnownGeometry(ground=Plane(np.array(normal, np.float64), height))


def test_unknown_depth_scale_is_refused() -> None:
    with pytest.raises(InputError, match="depth scale is 'feet'"):
        KnownGeometry(flat(2.0), depth_scale="feet")  # type: ignore[arg-type]


def test_ground_of_a_level_camera_is_met_at_height_over_slope() -> None:
    rays = np.array([[0.0, 0.5], [0.3, 0.25], [0.0, 0.0], [0.0, -0.5]])
    np.testing.assert_allclose(ground_depth(ground_plane(1.2), rays), [2.4, 4.8, np.nan, np.nan], rtol=1e-6)


def test_camera_that_looks_down_meets_the_ground_in_its_middle() -> None:
    # Along the optical axis, the floor is height / sin(pitch) away.
    depth = ground_depth(ground_plane(1.5, math.radians(30)), np.zeros((1, 2)))
    np.testing.assert_allclose(depth, 3.0, rtol=1e-6)


def test_positive_roll_lowers_the_right_side() -> None:
    left, right = ground_depth(ground_plane(1.0, 0.3, 0.2), np.array([[-0.3, 0.2], [0.3, 0.2]]))
    assert right < left


@pytest.mark.parametrize(("pitch", "roll"), [(1.6, 0), (0, -1.6), (np.nan, 0)])
def test_angles_of_a_camera_upside_down_are_refused(pitch: float, roll: float) -> None:
    with pytest.raises(InputError, match="expected less than 90"):
        ground_plane(1.0, pitch, roll)


@pytest.mark.parametrize("height", [120.0, 1200.0, 1e308])
def test_heights_in_another_unit_are_refused(height: float) -> None:
    with pytest.raises(InputError, match="expected metres above zero, at most 30"):
        ground_plane(height)


@pytest.mark.parametrize("depth", [3e-39, 1e-7, 1e30])
def test_depth_of_unknown_scale_has_a_sensible_one(depth: float) -> None:
    with pytest.raises(InputError, match=r"depth has a median of .*; expected 1e-06 to 1e\+06"):
        KnownGeometry(np.full((4, 4), depth, np.float32), depth_scale="unknown")
    assert KnownGeometry(np.full((4, 4), 0.003, np.float32), depth_scale="unknown").known_pixels == 16
