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

"""Registration of depth to another camera, against planes and a box in closed form."""

import math

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera, pinhole_matrix
from svr_ros.geometry.registration import project_points, register_depth

CAMERA = Camera.from_hfov(64, 48, math.radians(60))
FINE = Camera.from_hfov(160, 120, math.radians(50))
WIDE = Camera.from_hfov(80, 60, math.radians(75))
SAME = np.eye(4)


def moved(x: float = 0, y: float = 0, z: float = 0) -> np.ndarray:
    transform = np.eye(4)
    transform[:3, 3] = x, y, z
    return transform


def plane(camera: Camera, normal: tuple[float, float, float], distance: float) -> np.ndarray:
    """Return the depth of the plane normal . p = distance."""
    u, v = np.meshgrid(np.arange(camera.width), np.arange(camera.height))
    rays = camera.unproject(np.stack([u, v], -1))
    return (distance / (rays @ np.array(normal[:2]) + normal[2])).astype(np.float32)


def test_the_same_camera_gets_the_same_depth() -> None:
    depth = np.random.default_rng(0).uniform(1, 4, (48, 64)).astype(np.float32)
    depth[3, 5], depth[7, 9], depth[8, 9] = np.nan, 0, -2
    registered = register_depth(depth, CAMERA, CAMERA, SAME)
    np.testing.assert_allclose(registered, np.where(depth > 0, depth, np.nan), rtol=1e-6)


def test_shift_along_the_image_moves_pixels_by_the_disparity() -> None:
    focal = CAMERA.K[0, 0]
    depth = np.full((48, 64), 2.0, np.float32)
    registered = register_depth(depth, CAMERA, CAMERA, moved(x=4 * 2.0 / focal))  # four pixels to the right
    assert np.isnan(registered[:, :4]).all()
    np.testing.assert_allclose(registered[:, 4:], 2.0, rtol=1e-6)


def test_shift_along_the_axis_adds_to_the_depth() -> None:
    registered = register_depth(np.full((48, 64), 2.0, np.float32), CAMERA, CAMERA, moved(z=-0.5))
    np.testing.assert_allclose(registered[np.isfinite(registered)], 1.5, rtol=1e-6)


@pytest.mark.parametrize("camera", [FINE, WIDE], ids=["finer", "wider"])
def test_slanted_plane_is_seen_by_a_camera_of_another_focal_length(camera: Camera) -> None:
    normal, distance = (0.2, 0.3, math.sqrt(1 - 0.13)), 2.0
    registered = register_depth(plane(CAMERA, normal, distance), CAMERA, camera, moved(x=0.03, y=-0.01))
    # A point p of the depth camera is p + t here.
    expected = plane(camera, normal, distance + float(np.dot(normal, (0.03, -0.01, 0))))
    both = np.isfinite(registered)
    u, v = np.meshgrid(np.arange(camera.width), np.arange(camera.height))
    x, y = np.moveaxis(camera.unproject(np.stack([u, v], -1)), -1, 0)
    inside = (abs(x) < 0.8 * math.tan(math.radians(30))) & (abs(y) < 0.7 * math.tan(math.radians(30)) * 48 / 64)
    assert both[inside].mean() > (0.999 if camera is FINE else 0.7)  # a finer camera gets no holes
    np.testing.assert_allclose(registered[both], expected[both], rtol=0.02)


def test_edge_of_a_box_hides_the_wall_behind_it() -> None:
    # The left half is a box at 1 m, the right half a wall at 3 m. Seen from the right, the box covers part of the wall.
    depth = np.full((48, 64), 3.0, np.float32)
    depth[:, :32] = 1.0
    focal = CAMERA.K[0, 0]
    registered = register_depth(depth, CAMERA, CAMERA, moved(x=6.0 / focal))  # box: 6 pixels, wall: 2 pixels
    np.testing.assert_allclose(registered[:, 6:38], 1.0, rtol=1e-6)
    np.testing.assert_allclose(registered[:, 38:], 3.0, rtol=1e-6)
    # From the left, a strip of the wall becomes visible that the depth camera cannot measure.
    registered = register_depth(depth, CAMERA, CAMERA, moved(x=-6.0 / focal))
    assert np.isnan(registered[:, 26:30]).all()
    np.testing.assert_allclose(registered[:, :26], 1.0, rtol=1e-6)


def test_depth_of_another_size_than_its_camera_is_refused() -> None:
    with pytest.raises(InputError, match="60 x 40 pixels; expected those of its camera_info, 64 x 48"):
        register_depth(np.ones((40, 60), np.float32), CAMERA, CAMERA, SAME)


def test_points_behind_the_camera_and_points_that_are_not_finite_are_ignored() -> None:
    points = np.array([[0, 0, -2], [0, 0, 0], [np.nan, 0, 2], [0, 0, np.inf], [1e9, 0, 1], [0.1, 0.1, 2.0]])
    depth = project_points(points, CAMERA)
    assert np.isfinite(depth).sum() == 1 and np.nanmax(depth) == 2.0
    column, row = CAMERA.project((0.05, 0.05))
    assert depth[round(row), round(column)] == 2.0
    assert np.isnan(project_points(np.zeros((0, 3)), CAMERA)).all()


def test_nearest_of_the_points_on_a_pixel_remains_whatever_their_order() -> None:
    points = np.array([[0.02, 0.02, 2.0], [0.03, 0.03, 3.0], [0.04, 0.04, 4.0]])
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        depth = project_points(points[order], CAMERA)
        assert np.isfinite(depth).sum() == 1 and np.nanmax(depth) == 2.0


def test_points_of_another_frame_are_transformed() -> None:
    # The LiDAR's axes are x ahead, y left, z up.
    camera_from_lidar = np.array([[0, -1, 0, 0], [0, 0, -1, 0], [1, 0, 0, 0], [0, 0, 0, 1.0]])
    depth = project_points(np.array([[3.0, 0.3, 0.3]]), CAMERA, camera_from_lidar)
    row, column = np.argwhere(np.isfinite(depth))[0]
    assert depth[row, column] == 3.0 and column < 31.5 and row < 23.5


def test_points_beyond_a_folding_distortion_are_ignored() -> None:
    lens = Camera(64, 48, pinhole_matrix(40, 40, 64, 48), "plumb_bob", np.array([-0.3, 0, 0, 0, 0]))
    depth = project_points(np.array([[30.0, 0, 1.0], [0, 0, 2.0]]), lens)
    assert np.isfinite(depth).sum() == 1


@pytest.mark.parametrize("shape", [(3, 4), (600, 2), (300, 4), (9,), (1, 2, 3)])
def test_points_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    camera = Camera.from_hfov(32, 24, 1.0)
    with pytest.raises(InputError, match=r"points are \[.*\]; expected \[N, 3\]"):
        project_points(np.ones(shape), camera)


@pytest.mark.parametrize("matrix", [np.full((4, 4), np.nan), np.zeros((4, 4)), 1000 * np.eye(4), np.eye(3)])
def test_transforms_that_are_not_rigid_are_refused(matrix: np.ndarray) -> None:
    camera = Camera.from_hfov(32, 24, 1.0)
    with pytest.raises(InputError, match=r"camera_from_points is .*; expected"):
        project_points(np.ones((1, 3)), camera, matrix)
    with pytest.raises(InputError, match=r"camera_from_depth is .*; expected"):
        register_depth(np.ones((camera.height, camera.width), np.float32), camera, camera, matrix)


def test_depth_with_another_axis_is_refused() -> None:
    camera = Camera.from_hfov(32, 24, 1.0)
    depth = np.ones((camera.height, camera.width, 1), np.float32)
    with pytest.raises(InputError, match=r"the depth image is \[.*, 1\]; expected"):
        register_depth(depth, camera, camera, np.eye(4))
