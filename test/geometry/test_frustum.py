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

import numpy as np
import pytest
import torch

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum

FRUSTUM = Frustum()


def test_slices_follow_the_published_formula_in_float64() -> None:
    depth = np.linspace(1.0, 4.0, 301)
    u = np.sqrt(1.0 * (4.0 - depth) / ((4.0 - 1.0) * depth))
    np.testing.assert_allclose(FRUSTUM.slice_of_depth(depth), 1 - u, atol=1e-12)
    np.testing.assert_allclose(FRUSTUM.depth_of_slice(1 - u), depth, rtol=1e-12)


def test_ends_of_the_range_are_ends_of_the_volume() -> None:
    np.testing.assert_allclose(FRUSTUM.slice_of_depth(np.array([0.2, 1.0, 4.0, 9.0])), [0, 0, 1, 1], atol=1e-12)


def test_corners_of_the_volume_are_corners_of_the_view() -> None:
    x, y, z = FRUSTUM.to_camera(np.array([1.0, 0.0, 1.0]))
    assert z == pytest.approx(4.0)
    assert np.arctan2(x, z) == pytest.approx(0.5)
    assert np.arctan2(y, z) == pytest.approx(-0.388863)


def test_volume_and_camera_coordinates_are_inverse_in_float32() -> None:
    volume = np.random.default_rng(0).random((1000, 3)).astype(np.float32)
    volume[:, 2] *= 0.98  # beyond, the far plane's curvature costs single precision its digits
    np.testing.assert_allclose(FRUSTUM.to_volume(FRUSTUM.to_camera(volume)), volume, atol=3e-5)


def test_canonical_camera_sees_the_volume_as_its_pixels() -> None:
    volume = np.random.default_rng(1).random((50, 3))
    points = FRUSTUM.to_camera(volume)
    pixels = FRUSTUM.camera(256).project(points[:, :2] / points[:, 2:])
    np.testing.assert_allclose((pixels + 0.5) / 256, volume[:, :2], atol=1e-9)


def test_gradient_follows_finite_differences() -> None:
    def field(points: np.ndarray) -> np.ndarray:
        return np.sin(points[..., 0]) + points[..., 1] * points[..., 2] ** 2

    volume = np.random.default_rng(2).uniform(0.05, 0.9, (100, 3))
    points = FRUSTUM.to_camera(volume)

    def slope(function, at, step):  # central differences along the three axes
        offsets = np.eye(3) * step
        return np.stack([(function(at + o) - function(at - o)) / (2 * step) for o in offsets], -1)

    in_volume = slope(lambda v: field(FRUSTUM.to_camera(v)), volume, 1e-5)
    np.testing.assert_allclose(
        FRUSTUM.gradient_to_camera(volume, in_volume), slope(field, points, 1e-5), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_formulas_answer_tensors_as_they_answer_arrays(precision: type) -> None:
    volume, gradient = np.random.default_rng(4).random((2, 50, 3)).astype(precision)
    points = FRUSTUM.to_camera(volume)
    cases = [
        (FRUSTUM.to_camera, (volume,)),
        (FRUSTUM.to_volume, (points,)),
        (FRUSTUM.depth_of_slice, (volume[:, 2],)),
        (FRUSTUM.slice_of_depth, (points[:, 2],)),
        (FRUSTUM.gradient_to_camera, (volume, gradient)),
        (FRUSTUM.contains, (points,)),
    ]
    for formula, arrays in cases:
        expected = formula(*arrays)
        answer = formula(*(torch.from_numpy(array) for array in arrays))
        assert isinstance(expected, np.ndarray) and isinstance(answer, torch.Tensor)
        assert answer.numpy().dtype == expected.dtype and expected.dtype in (precision, bool)
        np.testing.assert_allclose(answer.numpy(), expected, rtol=1e-5, atol=1e-6)


def test_points_behind_the_camera_are_not_in_the_volume() -> None:
    volume = FRUSTUM.to_volume(np.array([[0.2, 0.1, -2.0], [0.2, 0.1, 0.0]]))
    assert (volume[:, :2] > 1).all() and (volume[:, 2] == 0).all()


def test_only_what_is_in_view_and_range_is_contained() -> None:
    inside = FRUSTUM.to_camera(np.random.default_rng(3).uniform(0.01, 0.99, (100, 3)))
    assert FRUSTUM.contains(inside).all()
    assert not FRUSTUM.contains([(0, 0, 0.9), (0, 0, 4.1), (1.2, 0, 2.0), (0, -0.9, 2.0), (0, 0, -2.0)]).any()


@pytest.mark.parametrize("near, far", [(4.0, 1.0), (0.0, 4.0), (1.0, 1.0), (1.0, np.inf), (np.nan, 4.0), (-1.0, 4.0)])
def test_impossible_range_is_refused(near: float, far: float) -> None:
    with pytest.raises(InputError, match="expected 0 < near < far"):
        Frustum(near, far)
