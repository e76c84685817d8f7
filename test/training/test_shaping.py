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

import dataclasses

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.geometry.visibility import Visibility, VisibilityGrid, classify_visibility
from svr_ros.labels import UNOBSERVED, Label
from svr_ros.training.shaping import COMPACT, PAPER, ShapingConfig, block_weights, voxel_weights, weights_at


def row_of(visibility: list[Visibility], distance: float = 0.0) -> VisibilityGrid:
    """Return a volume of one row and column."""
    kind = np.array(visibility, np.uint8)[:, None, None]
    return VisibilityGrid(kind, np.full(kind.shape, distance, np.float32))


@pytest.mark.parametrize(
    ("kind", "label", "published"),
    [
        (Visibility.VISIBLE_SURFACE, Label.WALL, 100),
        (Visibility.VISIBLE_SURFACE, Label.FLOOR, 100),
        (Visibility.VISIBLE_SURFACE, Label.CHAIR, 500),
        (Visibility.VISIBLE_SURFACE, Label.VOID, 500),
        (Visibility.VISIBLE_SURFACE, UNOBSERVED, 100),
        (Visibility.OCCLUDED_SURFACE, Label.WALL, 20),
        (Visibility.OCCLUDED_SURFACE, Label.LIGHTING, 100),
        (Visibility.VISIBLE_FREE, Label.CHAIR, 2),
        (Visibility.OCCLUDED_FREE, Label.CHAIR, 0.25),
        (Visibility.UNREACHABLE, Label.CHAIR, 0.01),
    ],
)
def test_published_weights(kind: Visibility, label: int, published: float) -> None:
    weights = voxel_weights(row_of([kind]), np.full((1, 1, 1), label, np.uint8), PAPER)
    assert weights.dtype == np.float32 and weights.shape == (1, 1, 1)
    assert weights[0, 0, 0] == pytest.approx(published)


def test_hidden_free_space_alone_changes_with_its_distance() -> None:
    labels = np.full((5, 1, 1), Label.WALL, np.uint8)
    for distance, published in ((0.0, 0.25), (0.5, 0.375), (1.0, 0.5)):
        weights = voxel_weights(row_of(list(Visibility), distance), labels, PAPER)[:, 0, 0]
        np.testing.assert_allclose(weights, [2, 100, published, 20, 0.01], rtol=1e-6)


def test_weights_of_a_box_in_a_room() -> None:
    side = 64
    tsdf = np.ones((side,) * 3, np.float32)
    labels = np.full(tsdf.shape, Label.WALL, np.uint8)
    tsdf[12:36, 20:44, 20:44] = tsdf[56:] = -1
    labels[:40, 12:52, 12:52] = Label.CABINET
    weights = voxel_weights(classify_visibility(tsdf), labels, PAPER)
    expected = {0: 2, 12: 500, 26: 0.01, 35: 100, 44: 0.25 + 0.25 * 12 / 37.5, 56: 20, 62: 0.01}
    np.testing.assert_allclose(weights[list(expected), 32, 32], list(expected.values()), rtol=1e-6)
    assert weights[56, 4, 4] == 100 and weights[20, 4, 4] == 2


def test_compact_weights_lie_less_far_apart_and_in_the_same_order() -> None:
    order = [
        Visibility.VISIBLE_SURFACE,
        Visibility.OCCLUDED_SURFACE,
        Visibility.VISIBLE_FREE,
        Visibility.OCCLUDED_FREE,
        Visibility.UNREACHABLE,
    ]
    labels = np.full((5, 1, 1), Label.FLOOR, np.uint8)
    ranges = []
    for config in (PAPER, COMPACT):
        weights = voxel_weights(row_of(order, 0.7), labels, config)[:, 0, 0]
        assert (np.diff(weights) < 0).all()
        ranges.append(weights[0] / weights[-1])
    assert ranges[1] < ranges[0]


@pytest.mark.parametrize("shape", [(8, 8, 8), (16, 8, 24)])
def test_block_weights_are_means(shape: tuple[int, int, int]) -> None:
    weights = np.random.default_rng(0).uniform(0.01, 500, shape).astype(np.float32)
    blocks = block_weights(weights, 4)
    assert blocks.shape == (4, 4, 4) and blocks.dtype == np.float32
    depth, row, column = (side // 4 for side in shape)
    for i, j, k in np.ndindex(4, 4, 4):
        block = weights[i * depth : (i + 1) * depth, j * row : (j + 1) * row, k * column : (k + 1) * column]
        assert blocks[i, j, k] == pytest.approx(block.astype(np.float64).mean(), rel=1e-6)


def test_points_weigh_what_their_voxel_and_their_own_class_weigh() -> None:
    rng = np.random.default_rng(1)
    visibility = VisibilityGrid(rng.integers(0, 5, (4, 5, 6)).astype(np.uint8), rng.random((4, 5, 6), np.float32))
    labels = rng.integers(0, 10, (4, 5, 6)).astype(np.uint8)
    depth, row, column = np.indices(labels.shape).reshape(3, -1)
    offset = rng.uniform(0.01, 0.99, (3, depth.size))
    volume = np.stack([(column + offset[0]) / 6, (row + offset[1]) / 5, (depth + offset[2]) / 4], -1)
    weights = weights_at(visibility, labels.ravel(), volume.astype(np.float32), PAPER)
    np.testing.assert_array_equal(weights, voxel_weights(visibility, labels, PAPER).ravel())


def test_points_on_the_faces_of_the_volume_belong_to_the_outermost_voxels() -> None:
    visibility = row_of([Visibility.VISIBLE_FREE, Visibility.VISIBLE_SURFACE])
    labels = np.full(2, Label.WALL, np.uint8)
    assert weights_at(visibility, labels, np.array([[0, 0, 0], [1, 1, 1]], np.float32), PAPER).tolist() == [2, 100]


def test_shapes_that_do_not_fit_are_refused() -> None:
    visibility = row_of([Visibility.VISIBLE_FREE] * 3)
    with pytest.raises(InputError, match="expected the same"):
        voxel_weights(visibility, np.zeros((2, 1, 1), np.uint8), PAPER)
    with pytest.raises(InputError, match="3 points"):
        weights_at(visibility, np.zeros(2, np.uint8), np.zeros((3, 3), np.float32), PAPER)
    for grid in (3, 0, -2):
        with pytest.raises(InputError, match=f"{grid} blocks"):
            block_weights(np.ones((8, 8, 8), np.float32), grid)


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(ShapingConfig)])
@pytest.mark.parametrize("value", [-0.1, np.nan, np.inf])
def test_impossible_weights_are_refused(name: str, value: float) -> None:
    with pytest.raises(InputError, match=name):
        ShapingConfig(**{name: value})
