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

from svr_ros.geometry.point_set import subsample_indices


def test_subsample_is_even_and_deterministic() -> None:
    index = np.arange(100_000)
    kept = subsample_indices(index, 1000)
    assert len(set(kept)) == 1000
    np.testing.assert_array_equal(kept, subsample_indices(index, 1000))
    counts, _ = np.histogram(kept, bins=10, range=(0, 100_000))
    assert counts.min() > 90
    assert subsample_indices(index, None) is index and len(subsample_indices(index, 0)) == 0
