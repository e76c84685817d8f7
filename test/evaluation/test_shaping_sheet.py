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

from svr_ros.evaluation.shaping_sheet import shaping_sheet, slice_panels
from svr_ros.evaluation.volume_colors import VISIBILITY_COLORS, color_distance, color_weights
from svr_ros.geometry.visibility import Visibility, classify_visibility
from svr_ros.labels import Label
from svr_ros.training.shaping import PAPER, voxel_weights


def test_panels_show_a_slice_with_rows_downwards_and_depth_to_the_right() -> None:
    tsdf = np.ones((64, 64, 64), np.float32)
    tsdf[32:, 48:, :] = -1  # a step at the lower right
    visibility = classify_visibility(tsdf)
    weights = voxel_weights(visibility, np.full(tsdf.shape, Label.WALL, np.uint8), PAPER)
    of_visibility, of_distance, of_weights = slice_panels(tsdf, visibility, weights, 10, 128)
    height, width = of_visibility.shape[:2]
    assert height == 128 and of_distance.shape == of_weights.shape == of_visibility.shape

    def at(picture: np.ndarray, row: float, depth: float) -> list[int]:
        return picture[int(row * height), int(depth * width)].tolist()

    assert at(of_visibility, 0.1, 0.9) == VISIBILITY_COLORS[Visibility.VISIBLE_FREE].tolist()
    assert at(of_visibility, 0.9, 0.45) == VISIBILITY_COLORS[Visibility.VISIBLE_SURFACE].tolist()
    assert at(of_visibility, 0.95, 0.9) == VISIBILITY_COLORS[Visibility.UNREACHABLE].tolist()
    assert at(of_weights, 0.9, 0.45) == color_weights(np.array([[100.0]]))[0, 0].tolist()
    assert at(of_distance, 0.95, 0.9) == color_distance(np.array([[-1.0]]), 0.2)[0, 0].tolist()
    line = (of_visibility == 0).all(-1)
    assert line[int(0.9 * height), width // 2 - 2 : width // 2 + 3].any() and not line[: height // 2].any()


@pytest.fixture(scope="module")
def sheet() -> np.ndarray:
    return shaping_sheet(38, resolution=32)


def test_sheet_of_a_seed_is_always_the_same_picture(sheet: np.ndarray) -> None:
    assert sheet.dtype == np.uint8 and sheet.ndim == 3 and sheet.shape[2] == 3
    np.testing.assert_array_equal(sheet, shaping_sheet(38, resolution=32))


def test_sheet_shows_every_class_of_visibility_in_both_slices_and_the_legend(sheet: np.ndarray) -> None:
    kinds = sheet[:, 310:580]  # the second column
    for color in VISIBILITY_COLORS[
        [Visibility.VISIBLE_FREE, Visibility.VISIBLE_SURFACE, Visibility.OCCLUDED_SURFACE, Visibility.UNREACHABLE]
    ]:
        rows = (kinds == color).all(-1).any(1)
        assert rows[:256].any() and rows[265:480].any()
        assert (sheet[490:] == color).all(-1).any()
