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

"""Depth images and sparse points in one depth image."""

import numpy as np
import pytest

from svr_ros.geometry.depth_merging import merge_depth
from svr_ros.geometry.known import DEPTH_CAMERA, DepthNoise, KnownGeometry

NAN = np.nan


def row(*values: float) -> np.ndarray:
    return np.array([values], np.float32)


def test_one_source_is_taken_as_it_is() -> None:
    depth = row(1, 2, NAN)
    assert merge_depth(None, DEPTH_CAMERA, None, "metric") is None
    alone = merge_depth(depth, DEPTH_CAMERA, None, "unknown")
    assert alone is not None and alone.depth is depth and alone.sigma is DEPTH_CAMERA and alone.scale == "unknown"
    points = merge_depth(None, DEPTH_CAMERA, depth, "metric")
    assert points is not None and points.depth is depth and points.sigma == 0.02


def test_points_fill_the_holes_of_depth_with_their_own_noise() -> None:
    merged = merge_depth(row(2, NAN, NAN), DepthNoise(0.005, 0.0, 0.002), row(1, 3, NAN), "metric")
    assert merged is not None
    np.testing.assert_array_equal(merged.depth, row(2, 3, NAN))
    np.testing.assert_allclose(merged.sigma[0, :2], [np.hypot(0.005, 0.008), 0.02], rtol=1e-6)
    assert KnownGeometry(merged.depth, merged.sigma).known_pixels == 2  # its noise is accepted


def test_depth_of_unknown_scale_takes_that_of_the_points() -> None:
    true = np.linspace(1, 4, 40, dtype=np.float32).reshape(4, 10)
    points = np.where(np.arange(40).reshape(4, 10) % 3 == 0, true, np.float32(NAN))
    merged = merge_depth(true / 7, DEPTH_CAMERA, points, "unknown")
    assert merged is not None and merged.scale == "metric"
    np.testing.assert_allclose(merged.depth, true, rtol=1e-6)
    np.testing.assert_allclose(merged.sigma, 0.1 * true, rtol=1e-6)


@pytest.mark.parametrize("common", [0, 9])
def test_few_points_do_not_give_a_scale(common: int) -> None:
    depth = np.ones((4, 10), np.float32)
    points = np.full((4, 10), NAN, np.float32)
    points.flat[:common] = 3
    merged = merge_depth(depth, DEPTH_CAMERA, points, "unknown")
    assert merged is not None and merged.scale == "unknown" and merged.depth is depth
