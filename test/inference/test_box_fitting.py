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

"""Headings of boxes around points of hand-made outlines."""

import cmath
import math

import numpy as np
import pytest

from svr_ros.geometry.boxes import box_iou, upright_box
from svr_ros.geometry.frustum import WIDE
from svr_ros.inference.box_fitting import best_yaw, facing, fit_box, thinned, wall_heading
from svr_ros.inference.instance_kernels import crossings
from svr_ros.labels import Label

CAMERA = np.array([-3.0, 0.0, 1.5])
HEADINGS = pytest.mark.parametrize("degrees", [-40, -13, 0, 21, 45])
RANDOM = np.random.default_rng(0)


def flat_piece(degrees: float, size: tuple[float, float] = (0.9, 1.4), ragged: float = 0.0) -> np.ndarray:
    """Return points [N, 3] of the top of a bed or table, each moved by up to `ragged` metres."""
    x, y = np.meshgrid(*(np.linspace(-side / 2, side / 2, 30) for side in size))
    points = np.stack([x.ravel(), y.ravel(), np.linspace(0.4, 0.5, x.size)], 1)
    points[:, :2] += RANDOM.uniform(-ragged, ragged, (x.size, 2))
    return (points @ upright_box(np.zeros(3), np.ones(3), math.radians(degrees)).rotation.T).astype(np.float32)


def heading(degrees: float, agreement: float = 1.0) -> complex:
    return agreement * cmath.exp(4j * math.radians(degrees))


def error(rotation: np.ndarray, degrees: float) -> float:
    """Return the angle in degrees between a heading and the nearest side of a box."""
    yaw = math.degrees(math.atan2(rotation[1, 0], rotation[0, 0]))
    return abs(math.remainder(yaw - degrees, 90))


def box_error(points: np.ndarray, degrees: float, sides: complex = 0j, walls: complex = 0j) -> float:
    box = fit_box(points, Label.TABLE, CAMERA, sides, walls)
    assert box is not None
    return error(box.rotation, degrees)


@HEADINGS
def test_clear_outline_decides_against_normals_and_walls(degrees: float) -> None:
    assert box_error(flat_piece(degrees), degrees) < 1
    assert box_error(flat_piece(degrees), degrees, walls=heading(degrees + 20)) < 1
    assert box_error(flat_piece(degrees), degrees, heading(degrees + 20, 0.4)) < 1


@HEADINGS
def test_normals_decide_for_ragged_outlines(degrees: float) -> None:
    square = flat_piece(degrees, (0.9, 0.9), ragged=0.15)
    assert box_error(square, degrees, sides=heading(degrees)) < 5
    assert box_error(square, degrees, sides=heading(degrees, 0.8), walls=heading(degrees + 30)) < 8


@HEADINGS
def test_walls_decide_for_outlines_without_a_heading(degrees: float) -> None:
    angle = np.linspace(0, math.tau, 400, endpoint=False)
    table = np.stack([0.5 * np.cos(angle), 0.5 * np.sin(angle), 0 * angle], 1).astype(np.float32)
    assert box_error(table, degrees, walls=heading(degrees)) < 1.5


@HEADINGS
def test_box_of_a_part_grows_towards_the_predicted_centre(degrees: float) -> None:
    whole = upright_box(np.array([0.0, 0.0, 0.45]), np.array([0.9, 1.4, 0.1]), math.radians(degrees))
    points = flat_piece(degrees)
    part = points[points @ whole.rotation[:, 1] > -0.2]
    alone, grown, unknown = (
        fit_box(part, Label.TABLE, CAMERA, centre=centre) for centre in (None, whole.centre, np.full(3, np.nan))
    )
    assert alone is not None and grown is not None and unknown is not None
    assert box_iou(grown, whole) > box_iou(alone, whole) + 0.1
    assert grown.size.max() > alone.size.max() + 0.2
    # A centre that is almost in the middle does not make the box larger
    near = fit_box(part, Label.TABLE, CAMERA, centre=alone.centre + 0.05)
    assert near is not None
    np.testing.assert_allclose(near.size, alone.size)
    np.testing.assert_array_equal(unknown.corners(), alone.corners())
    # A wrong centre makes a box at most twice as long
    far = fit_box(part, Label.TABLE, CAMERA, centre=whole.centre - 9)
    assert far is not None and (far.size < 2.01 * alone.size).all()
    assert (far.contains(part) >= alone.contains(part)).all()


@pytest.mark.parametrize("label", [Label.TABLE, Label.LIGHTING])
def test_box_that_ends_above_the_floor_stands_on_it(label: Label) -> None:
    points = flat_piece(0) - np.array([0, 0, 0.2], np.float32)  # from 0.2 m to 0.3 m

    def lowest(floor: float | None) -> float:
        box = fit_box(points, label, CAMERA, floor=floor)
        assert box is not None
        assert box.corners()[:, 2].max() == pytest.approx(0.3, abs=0.01)
        return float(box.corners()[:, 2].min())

    stands = label != Label.LIGHTING
    assert lowest(None) == pytest.approx(0.2, abs=0.01)
    assert lowest(0.0) == pytest.approx(0.0 if stands else 0.2, abs=0.01)
    assert lowest(0.25) == pytest.approx(0.25 if stands else 0.2, abs=0.01)  # a part below the floor is wrong
    assert lowest(-0.2) == pytest.approx(0.2, abs=0.01)  # hangs


def test_few_wrong_points_do_not_extend_a_box() -> None:
    points = flat_piece(0)
    wrong = np.array([[3.0, 0.0, 0.4]] * (len(points) // 100), np.float32)
    box = fit_box(np.concatenate([points, wrong]), Label.TABLE, CAMERA)
    assert box is not None and box.size.max() == pytest.approx(1.4, abs=0.05)


def test_hidden_points_count_less_than_visible_ones() -> None:
    points = flat_piece(0)
    hidden = points[:, 1] > 0
    kept = thinned(points, hidden)
    np.testing.assert_array_equal(kept[: (~hidden).sum()], points[~hidden])
    assert len(kept) == (~hidden).sum() + -(-hidden.sum() // 3)
    assert set(map(tuple, kept)) <= set(map(tuple, points))
    np.testing.assert_array_equal(thinned(points, np.zeros(len(points), np.bool_)), points)
    # Wrong surfaces behind an object are trimmed if they are hidden
    wrong = points[: len(points) // 25] + np.array([0, 2, 0], np.float32)
    scene, mask = np.concatenate([points, wrong]), np.arange(len(points) + len(wrong)) >= len(points)
    boxes = [fit_box(thinned(scene, some), Label.TABLE, CAMERA) for some in (mask, np.zeros_like(mask))]
    sizes = [box.size.max() for box in boxes if box is not None]
    assert sizes[0] < 1.5 and sizes[1] > 1.9


def test_yaw_of_points_on_a_line_and_of_one_point_is_finite() -> None:
    line = np.linspace(0, 1, 20)
    for x, y in ((line, line), (np.zeros(20), np.zeros(20))):
        assert 0 <= best_yaw(x, y, 0j, 90) <= math.pi / 2
    assert best_yaw(line, line, 0j, 90) == pytest.approx(math.pi / 4)


@HEADINGS
def test_facing_is_the_yaw_of_the_sides(degrees: float) -> None:
    # A camera that looks along x of a frame with z up
    rotation = np.array([[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
    resolution = 64
    points = WIDE.to_camera(WIDE.centres(resolution)) @ rotation.T
    box = upright_box(np.array([2.5, 0.1, 0.0]), np.array([0.6, 1.0, 0.8]), math.radians(degrees))
    q = np.abs((points - box.centre) @ box.rotation) - box.size / 2
    distance = (np.linalg.norm(np.maximum(q, 0), axis=-1) + np.minimum(q.max(-1), 0)).astype(np.float32)
    voxels = np.flatnonzero(np.abs(distance) < 0.08).astype(np.int32)
    depth = np.asarray(WIDE.depth_of_slice((np.arange(resolution) + 0.5) / resolution), np.float64)
    _, owners, free = crossings(
        distance, np.ones(len(voxels), np.int32), voxels, depth, WIDE.tan_x, WIDE.tan_y, np.eye(4), 1_000_000
    )
    none, found, missing = facing(distance, owners, free, depth, WIDE.tan_x, WIDE.tan_y, rotation, 3)
    assert none == missing == 0
    assert abs(found) > 0.7
    assert abs(math.remainder(math.degrees(cmath.phase(found)) / 4 - degrees, 90)) < 3


@HEADINGS
def test_heading_of_walls_is_that_of_their_pixels(degrees: float) -> None:
    ground_from_camera = np.eye(4)
    labels = np.full((64, 64), Label.WALL, np.uint8)
    normals = np.zeros((64, 64, 3), np.float32)
    for half, turn in ((slice(0, 32), 0), (slice(32, 64), 90)):
        normals[:, half] = [math.cos(math.radians(degrees + turn)), math.sin(math.radians(degrees + turn)), 0]
    labels[:10], normals[:10] = Label.FLOOR, (0, 0, 1)
    normals[20:30] = np.nan
    normals[30:40] = 0
    found = wall_heading(normals, labels, ground_from_camera)
    assert abs(found) == pytest.approx(1)
    assert math.remainder(math.degrees(cmath.phase(found)) / 4 - degrees, 90) == pytest.approx(0, abs=1e-3)
    assert wall_heading(normals * np.nan, labels, ground_from_camera) == 0
    assert wall_heading(normals, np.full_like(labels, Label.FLOOR), ground_from_camera) == 0
