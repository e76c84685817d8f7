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

from svr_ros.evaluation.seams import seam_ratio

SIDE, GRID = 64, 8


def smooth() -> np.ndarray:
    """Return a wavy surface with rounding noise and without blocks."""
    rng = np.random.default_rng(0)
    depth, row, column = np.meshgrid(*(np.arange(SIDE) / SIDE,) * 3, indexing="ij")
    field = 0.1 * (depth - 0.5 + 0.1 * np.sin(9 * row + 1) * np.cos(7 * column))
    return (field + 1e-4 * rng.standard_normal(field.shape)).astype(np.float32)


def test_smooth_field_has_no_seams() -> None:
    assert seam_ratio(smooth(), 0.2, GRID) == pytest.approx(1, abs=0.03)


def test_blocks_that_do_not_meet_are_found() -> None:
    offset = np.random.default_rng(1).normal(0, 1e-3, (GRID,) * 3).astype(np.float32)
    blocks = offset.repeat(SIDE // GRID, 0).repeat(SIDE // GRID, 1).repeat(SIDE // GRID, 2)
    assert seam_ratio(smooth() + blocks, 0.2, GRID) > 3


def test_size_of_a_known_jump() -> None:
    # A plane with a step of 5 in its middle; its slope is 1 with deviations of 0.1 everywhere else.
    line = np.arange(16, dtype=np.float32) + 0.1 * (np.arange(16) % 4 < 2)
    field = np.broadcast_to(line, (16, 16, 16)).copy()
    field[..., 8:] += 5
    assert seam_ratio(field, 100.0, 2) > 10


def test_nothing_near_a_surface_is_nan() -> None:
    assert np.isnan(seam_ratio(np.ones((16, 16, 16), np.float32), 0.2, 2))
