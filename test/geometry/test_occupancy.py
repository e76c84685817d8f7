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

"""A box on a floor and a shelf over it, known in closed form: which cells are occupied, free, unknown."""

from dataclasses import replace

import numpy as np
import pytest

from svr_ros.geometry.occupancy import occupancy
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.labels import UNOBSERVED, Label

SIDE = 0.1
BOX = np.array([[0.52, 1.08], [0.22, 0.48], [0.0, 0.5]])  # x, y, z in metres
SHELF = np.array([[0.0, 0.3], [0.0, 0.3], [1.5, 1.6]])


def box_distance(points: np.ndarray, box: np.ndarray) -> np.ndarray:
    outside = np.abs(points - box.mean(1)) - np.diff(box)[:, 0] / 2
    return np.linalg.norm(outside.clip(0), axis=-1) + outside.max(-1).clip(max=0)


@pytest.fixture
def grid() -> VoxelGrid:
    """Return 15 x 10 cells with z from -0.2 to 2 m; from x = 1.3 m on it is not in view, from 1.2 m on below 1 m."""
    x, y, z = (np.arange(count) + 0.5 for count in (15, 10, 22))
    Z, Y, X = np.meshgrid(z * SIDE - 0.2, y * SIDE, x * SIDE, indexing="ij")
    places = np.stack([X, Y, Z], -1)
    distances = np.stack([Z, box_distance(places, BOX), box_distance(places, SHELF)], -1)
    labels = np.array([Label.FLOOR, Label.CABINET, Label.WALL], np.uint8)[distances.argmin(-1)]
    unseen = (X > 1.3) | ((X > 1.2) & (Z < 1.0))
    labels[unseen] = UNOBSERVED
    tsdf = np.where(unseen, 0.2, distances.min(-1).clip(-0.2, 0.2)).astype(np.float32)
    return VoxelGrid(np.array([0, 0, -0.2]), SIDE, 0.2, labels, tsdf, np.ones_like(tsdf), np.zeros_like(unseen))


def drawn(cells: np.ndarray) -> list[str]:
    return ["".join({100: "#", 0: ".", -1: "?"}[int(cell)] for cell in row) for row in cells]


def test_box_and_shelf_by_hand(grid: VoxelGrid) -> None:
    """A cell whose centre is within half a cell of a thing belongs to it: the box's left edge is at 0.52 m."""
    assert drawn(occupancy(grid, 0.1, 1.8, 0.5)) == [
        "###.........???",
        "###.........???",
        "###..######.???",
        ".....######.???",
        ".....######.???",
        *["............???"] * 5,
    ]


def test_heights_choose_what_counts(grid: VoxelGrid) -> None:
    low = occupancy(grid, 0.1, 1.0, 0.5)
    assert (low[:2] != 100).all() and (low[3, 6:10] == 100).all()
    high = occupancy(grid, 1.2, 1.8, 0.5)
    assert (high[:3, :3] == 100).all() and (high[3:] != 100).all()
    assert (high[5, :13] == 0).all()  # there, above 1 m, one column more is in view
    assert (occupancy(grid, 1.8, 0.1, 0.5) == -1).all()
    assert (occupancy(grid, 3.0, 4.0, 0.5) == -1).all()


def test_the_floor_is_no_obstacle(grid: VoxelGrid) -> None:
    """Not even where the heights begin below it, or it was found too high."""
    free = occupancy(grid, -0.2, 0.3, 0.5)
    assert (free[6:, :12] == 0).all()


def test_what_is_below_the_view_is_not_called_free(grid: VoxelGrid) -> None:
    cut = replace(
        grid,
        origin=np.array([0, 0, 0.5]),
        labels=grid.labels[7:],
        tsdf=grid.tsdf[7:],
        confidence=grid.confidence[7:],
        occluded=grid.occluded[7:],
    )
    cells = occupancy(cut, 0.1, 1.8, 0.5)
    assert (cells[:3, :3] == 100).all() and set(np.unique(cells)) == {-1, 100}


def test_what_is_hidden_and_undecided_is_unknown(grid: VoxelGrid) -> None:
    hidden = np.zeros_like(grid.labels, bool)
    hidden[:, :, 8:] = True
    unsure = np.where(hidden, 0.4, 1).astype(np.float32)
    cells = occupancy(replace(grid, occluded=hidden, confidence=unsure), 0.1, 1.8, 0.5)
    assert (cells[:, 8:] == -1).all()
    np.testing.assert_array_equal(cells[:, :8], occupancy(grid, 0.1, 1.8, 0.5)[:, :8])
    decided = occupancy(replace(grid, occluded=hidden, confidence=unsure), 0.1, 1.8, 0.3)
    np.testing.assert_array_equal(decided, occupancy(grid, 0.1, 1.8, 0.5))
    seen = occupancy(replace(grid, occluded=~hidden, confidence=unsure), 0.1, 1.8, 0.5)
    np.testing.assert_array_equal(seen, occupancy(grid, 0.1, 1.8, 0.5))  # what is unsure is seen, what is hidden sure
