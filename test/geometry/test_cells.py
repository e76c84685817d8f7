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

"""Cells of two resolutions of one axis."""

import numpy as np
import pytest

from svr_ros.geometry.cells import containing_cells


@pytest.mark.parametrize(("fine", "coarse"), [(128, 256), (256, 128), (7, 3), (3, 7), (5, 5), (1, 4)])
def test_cell_contains_the_centre(fine: int, coarse: int) -> None:
    expected = np.floor((np.arange(fine) + 0.5) / fine * coarse)
    assert containing_cells(fine, coarse).tolist() == expected.tolist()
