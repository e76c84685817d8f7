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

import math

import numpy as np
import pytest
import torch

from svr_ros.geometry.floor import Plane
from svr_ros.geometry.frustum import WIDE
from svr_ros.geometry.surface import first_surface
from svr_ros.inference.flatness import BLENDING, View, flatten
from svr_ros.inference.flatness_kernel import OWN_ERROR, Limits, Planes, follow
from svr_ros.labels import Label

R, TRUNCATION = 64, 0.2
WALL = Plane(np.array([math.sin(0.3), 0.0, -math.cos(0.3)]), 3.0)
FLOOR = Plane(np.array([0.0, -1.0, 0.0]), 1.2)
POINTS = WIDE.to_camera(WIDE.centres(R)).astype(np.float64)
SCENE = np.stack([WALL.heights(POINTS.reshape(-1, 3)), FLOOR.heights(POINTS.reshape(-1, 3))]).reshape(2, R, R, R)


def corner(noise: float) -> tuple[np.ndarray, np.ndarray, View]:
    """Return distances of a wall and a floor with smooth waves, their labels, and their visible surface."""
    waves = noise * np.sin(4 * POINTS[..., 0]) * np.sin(5 * POINTS[..., 1]) * np.cos(3 * POINTS[..., 2])
    tsdf = (SCENE.min(0) + waves).clip(-TRUNCATION, TRUNCATION).astype(np.float32)
    labels = np.where(SCENE[0] < SCENE[1], Label.WALL, Label.FLOOR).astype(np.uint8)
    first = first_surface(torch.from_numpy(tsdf)).numpy()
    index = np.minimum(np.nan_to_num(first) * R, R - 1).astype(int)
    is_wall = np.take_along_axis(labels, index[None], 0)[0] == Label.WALL
    normals = np.where(is_wall[..., None], WALL.normal, FLOOR.normal).astype(np.float32)
    return tsdf, labels, View(first, normals, np.full((R, R), BLENDING, np.float32), np.ones((R, R), bool))


@pytest.mark.parametrize("ground", [None, FLOOR])
def test_wavy_walls_and_floors_become_flat(ground: Plane | None) -> None:
    tsdf, labels, view = corner(0.02)
    near = np.abs(SCENE.min(0)) < 0.1
    before = np.abs(tsdf - SCENE.min(0))[near].mean()
    flatten(tsdf, labels, view, WIDE, TRUNCATION, ground)
    assert np.abs(tsdf - SCENE.min(0))[near].mean() < before / 3


@pytest.mark.parametrize("columns", [1, 2, 30])
def test_narrow_views_are_flattened_or_left_as_they_are(columns: int) -> None:
    tsdf, labels, view = corner(0.02)
    view = view._replace(valid=view.valid & (np.arange(R * R).reshape(R, R) < columns))
    flatten(tsdf, labels, view, WIDE, TRUNCATION)
    assert np.isfinite(tsdf).all()


def test_true_planes_stay_where_they_are() -> None:
    tsdf, labels, view = corner(0.0)
    before = tsdf.copy()
    flatten(tsdf, labels, view, WIDE, TRUNCATION)
    np.testing.assert_allclose(tsdf, before, atol=5e-3)


def test_what_differs_more_than_is_blended_and_other_classes_are_kept() -> None:
    tsdf, labels, view = corner(0.0)
    box = np.linalg.norm(POINTS - [0.4, 0.2, 2.9], axis=-1) - 0.25  # a ball before the wall, at first of its class
    tsdf = np.minimum(tsdf, box).clip(-TRUNCATION, TRUNCATION).astype(np.float32)
    ball = box < SCENE.min(0)
    view = view._replace(first=first_surface(torch.from_numpy(tsdf)).numpy())
    before = tsdf.copy()
    flatten(tsdf, labels, view, WIDE, TRUNCATION)
    far = ball & (np.abs(SCENE[0].clip(-0.2, 0.2) - before) > 0.1) & (np.abs(SCENE[1].clip(-0.2, 0.2) - before) > 0.1)
    np.testing.assert_allclose(tsdf[far], before[far], atol=1e-6)
    labels[ball] = Label.SOFA
    tsdf = before.copy()
    flatten(tsdf, labels, view, WIDE, TRUNCATION)
    np.testing.assert_array_equal(tsdf[ball], before[ball])


def test_measured_surfaces_are_moved_by_their_noise_at_most() -> None:
    tsdf, labels, view = corner(0.02)
    view = view._replace(blending=np.full((R, R), 0.003, np.float32))
    before = tsdf.copy()
    flatten(tsdf, labels, view, WIDE, TRUNCATION)
    s = (np.arange(R) + 0.5)[:, None, None] / R
    visible = s < view.first
    assert 0 < np.abs(tsdf - before)[visible].max() <= 0.003


def test_floors_continue_behind_what_hides_them_and_are_nearly_as_certain_there() -> None:
    tsdf, labels, view = corner(0.0)
    s = (np.arange(R) + 0.5)[:, None, None] / R
    # A board before the lower left quarter of the image, behind which the floor was predicted 15 cm too high
    board = POINTS[..., 2] < 1.5
    board[:, : R // 2] = board[:, :, R // 2 :] = False
    labels[board] = Label.CABINET
    first = np.where(board.any(0), np.float32(0.1), view.first)
    view = view._replace(first=first)
    hidden = (s > first + 0.02) & ~board
    wrong = hidden & (labels == Label.FLOOR) & board.any(0)
    tsdf[wrong] = (SCENE[1][wrong] - 0.15).clip(-TRUNCATION, TRUNCATION)
    error = np.where(hidden, np.float32(0.1), np.float32(0.01))
    before = tsdf.copy()
    flatten(tsdf, labels, view, WIDE, TRUNCATION, error=error)
    # Not behind the wall, nor beyond the reach
    continued = wrong & (SCENE[0] > -0.09) & (np.abs(SCENE[1]) < 0.49)
    assert continued.sum() > 500
    np.testing.assert_allclose(tsdf[continued], SCENE[1][continued].clip(-TRUNCATION, TRUNCATION), atol=5e-3)
    np.testing.assert_allclose(error[continued], 0.01 + OWN_ERROR * 0.09, atol=1e-3)
    beyond = wrong & ((SCENE[0] < -0.11) | (np.abs(SCENE[1]) > 0.51))
    np.testing.assert_array_equal(tsdf[beyond], before[beyond])
    np.testing.assert_array_equal(error[beyond], np.float32(0.1))
    assert (error[labels != Label.FLOOR] == np.where(hidden, np.float32(0.1), 0.01)[labels != Label.FLOOR]).all()


def test_kernel_follows_planes_as_arrays_do() -> None:
    tsdf, labels, view = corner(0.05)
    before = tsdf.copy()
    view.first[3:9, 4:20] = np.nan
    view.blending[20:40] = 0.01
    limits = Limits(np.float32(TRUNCATION), 0.02, np.float32(BLENDING), np.float32(0.1))
    planes = np.array([[*plane.normal, plane.height] for plane in (WALL, FLOOR, WALL)], np.float32)
    planes[2, 3] += 0.05
    owners = np.array([Label.WALL, Label.FLOOR, Label.WALL], np.uint8)
    places = [values.astype(np.float32) for values in (POINTS[:, 0, 0, 2], POINTS[0, :, 0, 1], POINTS[0, 0, :, 0])]
    places[1:] = [values / places[0][0] for values in places[1:]]
    # The distances of all voxels to their nearest plane, and the weight that these have
    heights = (POINTS @ planes[:, :3].T.astype(np.float64) + planes[:, 3]).astype(np.float32)
    own = np.where(owners == labels[..., None], heights.clip(-TRUNCATION, TRUNCATION), np.inf)
    nearest = np.abs(own - tsdf[..., None]).argmin(-1)[..., None]
    target = np.take_along_axis(own, nearest, -1)[..., 0]
    behind = ((np.arange(R) + 0.5) / R)[:, None, None] - view.first
    blending = np.where(behind > 0.02, BLENDING, view.blending)
    weight = (1 - ((target - tsdf) / blending) ** 2).clip(0)
    weight[(behind > 0.02) & (heights.min(-1) < -0.1)] = 0
    weight[~(behind >= -0.02) & (target <= 0)] = 0
    weight[np.abs(tsdf) >= np.float32(TRUNCATION)] = 0
    expected = tsdf + weight * np.where(weight > 0, target - tsdf, 0)
    # Hidden voxels of the floor within reach take its distance, unless they are behind a wall
    continued = (labels == Label.FLOOR) & (behind > 0.02)
    near = continued & (np.abs(heights[..., 1]) < 0.4) & (heights[..., [0, 2]].min(-1) >= -0.1)
    expected[continued] = tsdf[continued]
    expected[near] = heights[..., 1][near].clip(-TRUNCATION, TRUNCATION)
    error = np.full(tsdf.shape, 0.1, np.float32)
    fitted = Planes(planes, owners, np.array([0, 0.4, 0], np.float32), np.array([0.01, 0.02, 0.03], np.float32))
    follow(0, R, tsdf, labels, error, fitted, tuple(places), view.first, view.blending, limits)
    np.testing.assert_allclose(tsdf, expected, atol=1e-4)
    np.testing.assert_allclose(error, np.where(near, 0.02 + OWN_ERROR * 0.08, 0.1), atol=1e-6)
    assert near.sum() > 100 and (np.abs(tsdf - before) > 1e-3).sum() > 1000
