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

import itertools
import time
from collections.abc import Callable

import numpy as np
import pytest
import torch
from scipy.spatial.transform import Rotation

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.voxels import IDENTITY, MAX_VOXELS, VoxelGrid, min_voxel_size, resample
from svr_ros.labels import UNOBSERVED, Label

FRUSTUM = Frustum()
RESOLUTION, VOXEL, TRUNCATION = 96, 0.08, 0.2
CENTRES = FRUSTUM.to_camera(FRUSTUM.centres(RESOLUTION))
BOX_CENTRE, BOX_HALF = np.array([0.0, 0.1, 2.2]), np.array([0.4, 0.3, 0.35])


def transform(degrees: tuple[float, float, float], position: tuple[float, float, float]) -> np.ndarray:
    matrix = np.eye(4)
    matrix[:3, :3] = Rotation.from_euler("xyz", degrees, degrees=True).as_matrix()
    matrix[:3, 3] = position
    return matrix


# A map whose z points up, seen by a camera 1.4 m above its origin that looks 30 degrees down.
MAP = np.eye(4)
MAP[:3, :3] = Rotation.from_euler("x", 30, degrees=True).as_matrix() @ [[0, -1, 0], [0, 0, -1], [1, 0, 0]]
MAP[:3, 3] = MAP[:3, :3] @ (0, 0, -1.4)
FRAMES = pytest.mark.parametrize(
    "camera_from_grid",
    [IDENTITY, MAP, transform((20, -35, 100), (0.33, -2.0, 5.01))],
    ids=["camera", "map", "any"],
)


def box(points: np.ndarray) -> np.ndarray:
    q = np.abs(points - BOX_CENTRE) - BOX_HALF
    return np.linalg.norm(np.maximum(q, 0), axis=-1) + np.minimum(q.max(-1), 0)


def sphere(points: np.ndarray) -> np.ndarray:
    return np.linalg.norm(points - BOX_CENTRE, axis=-1) - 0.4


def plane(points: np.ndarray) -> np.ndarray:
    return points @ (0.0, -0.8, -0.6) + 1.9


def grid(
    field: Callable[[np.ndarray], np.ndarray] = box,
    camera_from_grid: np.ndarray = IDENTITY,
    seen: np.ndarray | None = None,
    voxel_size: float = VOXEL,
) -> VoxelGrid:
    distance = field(CENTRES).astype(np.float32)
    labels = np.where(distance < 0.1, Label.TABLE, Label.WALL).astype(np.uint8)
    seen = np.ones((64, 64), bool) if seen is None else seen
    confidence = np.full_like(distance, 0.7)
    return resample(FRUSTUM, distance, labels, confidence, seen, TRUNCATION, voxel_size, camera_from_grid)


def centres(result: VoxelGrid, camera_from_grid: np.ndarray = IDENTITY) -> np.ndarray:
    """Return the centres of the cubes [Z, Y, X, 3] in the camera's frame."""
    z, y, x = np.indices(result.labels.shape)
    points = (np.stack([x, y, z], -1) + 0.5) * result.voxel_size + result.origin
    return points @ camera_from_grid[:3, :3].T + camera_from_grid[:3, 3]


def test_threads_fill_the_same_voxels() -> None:
    before, grids = torch.get_num_threads(), []
    try:
        for threads in (1, 3):
            torch.set_num_threads(threads)
            grids.append(grid(camera_from_grid=MAP))
    finally:
        torch.set_num_threads(before)
    for name in ("labels", "tsdf", "confidence"):
        np.testing.assert_array_equal(*(getattr(one, name) for one in grids))


@FRAMES
@pytest.mark.parametrize("field", [plane, sphere, box])
def test_distances_are_those_of_the_closed_form(field, camera_from_grid: np.ndarray) -> None:
    result = grid(field, camera_from_grid)
    inside = result.labels != UNOBSERVED
    expected = np.clip(field(centres(result, camera_from_grid)), -TRUNCATION, TRUNCATION)
    assert inside.sum() > 5000
    assert np.abs(result.tsdf - expected)[inside].max() < VOXEL / 2
    assert np.median(np.abs(result.tsdf - expected)[inside]) < 1e-3
    assert (result.tsdf[~inside] == np.float32(TRUNCATION)).all()


@FRAMES
def test_labels_and_confidence_come_from_the_nearest_voxel(camera_from_grid: np.ndarray) -> None:
    result = grid(box, camera_from_grid)
    distance = box(centres(result, camera_from_grid))
    inside = result.labels != UNOBSERVED
    assert (result.labels[inside & (distance < 0.05)] == Label.TABLE).all()
    assert (result.labels[inside & (distance > 0.16)] == Label.WALL).all()
    np.testing.assert_array_equal(result.confidence, np.where(inside, np.float32(0.7), 0))


@FRAMES
def test_grid_spans_the_frustum_and_the_rest_is_not_observed(camera_from_grid: np.ndarray) -> None:
    result = grid(box, camera_from_grid)
    points = centres(result, camera_from_grid)
    observed = result.labels != UNOBSERVED
    assert (result.tsdf[~observed] == np.float32(TRUNCATION)).all()
    # Where rounding decides, a tenth of a millimetre from the frustum's sides, either is right.
    shrunk = Frustum(FRUSTUM.near + 1e-4, FRUSTUM.far - 1e-4, FRUSTUM.half_angle_x - 1e-4, FRUSTUM.half_angle_y - 1e-4)
    grown = Frustum(FRUSTUM.near - 1e-4, FRUSTUM.far + 1e-4, FRUSTUM.half_angle_x + 1e-4, FRUSTUM.half_angle_y + 1e-4)
    assert observed[shrunk.contains(points)].all() and not observed[~grown.contains(points)].any()
    reach = np.array([FRUSTUM.tan_x, FRUSTUM.tan_y, 1])
    corners = np.array([(x, y, 1) * reach * z for x in (-1, 1) for y in (-1, 1) for z in (FRUSTUM.near, FRUSTUM.far)])
    corners = (corners - camera_from_grid[:3, 3]) @ camera_from_grid[:3, :3]
    low, high = result.origin, result.origin + VOXEL * np.array(result.labels.shape[::-1])
    np.testing.assert_allclose(low / VOXEL, np.round(low / VOXEL), atol=1e-9)
    assert (low < corners.min(0) + 1e-6).all() and (low > corners.min(0) - VOXEL - 1e-6).all()
    assert (high > corners.max(0) - 1e-6).all() and (high < corners.max(0) + VOXEL + 1e-6).all()


def test_frame_that_only_swaps_axes_holds_the_same_cubes() -> None:
    swapped = np.array([[0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1.0]])  # x forward, y right, z down
    plain, turned = grid(), grid(camera_from_grid=swapped)
    np.testing.assert_array_equal(turned.origin, plain.origin[[2, 0, 1]])
    np.testing.assert_array_equal(turned.labels, plain.labels.transpose(1, 2, 0))
    np.testing.assert_allclose(turned.tsdf, plain.tsdf.transpose(1, 2, 0), atol=1e-6)


def test_columns_that_the_camera_does_not_see_are_not_observed() -> None:
    seen = np.ones((64, 64), bool)
    seen[:, :32] = False
    result = grid(seen=seen)
    assert (result.labels[centres(result)[..., 0] < -1e-6] == UNOBSERVED).all()
    assert (result.labels[centres(result)[..., 0] > 1e-6] != UNOBSERVED).any()


@pytest.mark.parametrize("size", [0.0, -0.1, np.nan, np.inf, 0.001])
def test_unusable_voxel_size_is_refused(size: float) -> None:
    with pytest.raises(InputError, match="voxel size"):
        grid(voxel_size=size)


@pytest.mark.parametrize(
    "matrix, said",
    [
        (np.diag([1.1, 1.1, 1.1, 1.0]), "rigid"),
        (np.diag([1.0, 1.0, -1.0, 1.0]), "rigid"),  # a mirror
        (np.array([[1, 0.1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]]), "rigid"),
        (np.diag([1.0, 1.0, 1.0, 2.0]), "rigid"),
        (transform((0, 0, 0), (np.nan, 0, 0)), "finite"),
        (np.eye(3), "4 x 4"),
    ],
)
def test_frame_that_is_not_rigid_is_refused(matrix: np.ndarray, said: str) -> None:
    with pytest.raises(InputError, match=said):
        grid(camera_from_grid=matrix)


def test_min_voxel_size_can_be_made_along_any_axes() -> None:
    frustum = Frustum(0.5, 6.0, np.radians(35), np.radians(28))
    smallest = min_voxel_size(frustum)
    assert smallest == pytest.approx(0.02)
    corners = frustum.to_camera(np.array(list(itertools.product((0.0, 1.0), repeat=3))))
    for rotation in Rotation.random(200, random_state=1).as_matrix():
        assert np.prod(np.ptp(corners @ rotation, axis=0) / smallest + 1) < MAX_VOXELS


@FRAMES
@pytest.mark.parametrize("voxel_size", [0.05, 0.33])
def test_every_voxel_with_its_centre_in_the_frustum_is_filled(camera_from_grid: np.ndarray, voxel_size: float) -> None:
    """Rows are cut at the sides of the frustum before their voxels are tested; none may be missing."""
    result = grid(plane, camera_from_grid, voxel_size=voxel_size)
    points = centres(result, camera_from_grid).astype(np.float32)
    observed = result.labels != UNOBSERVED
    differ = observed != FRUSTUM.contains(points)
    assert differ.sum() <= 1e-4 * observed.sum()  # centres on a side, on which rounding decides


def test_new_pose_of_the_camera_costs_no_more_than_a_known_one() -> None:
    """A moving robot has a new pose in every frame; tables of positions made each five times as slow."""

    def milliseconds(pose: np.ndarray) -> float:
        started = time.process_time()
        grid(camera_from_grid=pose, voxel_size=0.04)
        return 1000 * (time.process_time() - started)

    milliseconds(MAP)
    fixed = np.median([milliseconds(MAP) for _ in range(9)])
    moving = np.median([milliseconds(transform((20, -35, 10 * k), (0.3, -2.0, k / 10))) for k in range(9)])
    assert moving < 2.5 * fixed


@FRAMES
def test_instances_are_those_of_the_nearest_voxel(camera_from_grid: np.ndarray) -> None:
    volume = np.where(np.abs(sphere(CENTRES)) < 0.08, np.uint16(300), np.uint16(0))
    empty = np.zeros(volume.shape, np.float32)
    valid = np.ones((64, 64), bool)
    result = resample(
        FRUSTUM, empty, volume.astype(np.uint8), empty, valid, TRUNCATION, VOXEL, camera_from_grid, instances=volume
    )
    assert result.instances is not None and result.instances.dtype == np.uint16
    at = np.floor(FRUSTUM.to_volume(centres(result, camera_from_grid).astype(np.float32)) * RESOLUTION).astype(int)
    inside = result.labels != UNOBSERVED
    column, row, depth = np.moveaxis(at[inside].clip(0, RESOLUTION - 1), -1, 0)
    assert (result.instances[inside] == volume[depth, row, column]).mean() > 0.9999
    assert (result.instances > 0).sum() > 200 and not result.instances[~inside].any()
    assert grid(camera_from_grid=camera_from_grid).instances is None
