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

from svr_ros.geometry import rigid

QUARTER = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]])
"""Turns x to y."""


def test_points_are_turned_and_shifted_directions_only_turned() -> None:
    b_from_a = rigid.pose(QUARTER, [10, 20, 30])
    points = np.array([[1, 2, 3]], np.float32)
    moved = rigid.transform(b_from_a, points)
    np.testing.assert_array_equal(moved, [[8, 21, 33]])
    np.testing.assert_array_equal(rigid.rotate(b_from_a, points), [[-2, 1, 3]])
    assert moved.dtype == np.float32
    np.testing.assert_allclose(rigid.transform(rigid.inverse(b_from_a), moved), points, atol=1e-6)
