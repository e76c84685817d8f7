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

"""Thin structures in depth images of known shape."""

import numpy as np
import pytest

from svr_ros.evaluation.thin import MAX_WIDTH, thin_pixels

ANGLE = 0.004  # a pole of 6 cm at 1.5 m is ten pixels wide


def wall_with(rows: slice, columns: slice, near: float = 1.5, far: float = 3.0) -> np.ndarray:
    depth = np.full((80, 80), far)
    depth[rows, columns] = near
    return depth


@pytest.mark.parametrize(("width", "thin"), [(1, True), (6, True), (10, True), (14, False), (30, False)])
@pytest.mark.parametrize("upright", [True, False])
def test_poles_up_to_the_width_are_thin(width: int, thin: bool, upright: bool) -> None:
    depth = wall_with(slice(None), slice(30, 30 + width))
    depth = depth if upright else depth.T
    expected = (depth < 2) & thin
    assert width * ANGLE * 1.5 <= MAX_WIDTH or not thin
    np.testing.assert_array_equal(thin_pixels(depth, np.ones_like(depth, bool), ANGLE), expected)


def test_width_is_that_in_metres_at_every_depth() -> None:
    near, far = wall_with(slice(None), slice(30, 44), 1.0), wall_with(slice(None), slice(30, 44), 2.0)
    valid = np.ones((80, 80), bool)
    assert thin_pixels(near, valid, ANGLE)[:, 30:44].all() and not thin_pixels(far, valid, ANGLE).any()


def test_steps_small_gaps_and_borders_of_the_depth_are_not_thin() -> None:
    valid = np.ones((80, 80), bool)
    step = wall_with(slice(None), slice(40, None))
    bump = wall_with(slice(None), slice(40, 44), 2.9)
    assert not thin_pixels(step, valid, ANGLE).any() and not thin_pixels(bump, valid, ANGLE).any()
    valid[:, 44:] = False
    assert not thin_pixels(wall_with(slice(None), slice(40, 44)), valid, ANGLE).any()
    assert not thin_pixels(step, np.zeros_like(valid), ANGLE).any()
