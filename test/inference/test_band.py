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

"""Voxels near surfaces, by kernels and by NumPy."""

import numpy as np
import pytest

from svr_ros.geometry.point_set import subsample_indices
from svr_ros.inference.band import Band, band_voxels


@pytest.mark.parametrize("bound", [0.2, 0.01])
@pytest.mark.parametrize("max_count", [None, 0, 1, 200, 1_000_000])
def test_voxels_are_those_of_the_masks(bound: float, max_count: int | None) -> None:
    generator = np.random.default_rng(0)
    shape = 17, 20, 23
    selected = np.ones(256, np.bool_)
    selected[3] = False
    band = Band(
        generator.uniform(-0.3, 0.3, shape).astype(np.float32), np.float32(bound),
        generator.integers(0, 10, shape, np.uint8), selected, generator.random(shape[1:]) < 0.7,
        generator.random(shape).astype(np.float32), np.float32(0.2),
    )  # fmt: skip
    near = (np.abs(band.tsdf) < band.bound) & band.columns & (band.labels != 3) & (band.confidence >= np.float32(0.2))
    assert near.sum() > 100
    np.testing.assert_array_equal(band_voxels(band, max_count), subsample_indices(np.flatnonzero(near), max_count))
