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

"""Nearest surfaces of points: distances, classes and instances."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Surfaces(NamedTuple):
    """The surfaces nearest to N points."""

    distance: NDArray[np.float32]
    """Signed distances [N] in metres, positive in free space."""

    labels: NDArray[np.uint8]
    """Class ids [N]."""

    instances: NDArray[np.int32]
    """Instances [N], 0 for walls and floors; see `Scene.instances`."""


def empty_surfaces(count: int) -> Surfaces:
    """Return arrays for the surfaces of `count` points, without values."""
    return Surfaces(np.empty(count, np.float32), np.empty(count, np.uint8), np.empty(count, np.int32))
