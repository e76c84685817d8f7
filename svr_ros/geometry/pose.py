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

"""Pose of a camera in a room."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Pose(NamedTuple):
    """Pose of a camera in a room with z up, on whose floor z is zero.

    Attributes:
        rotation: The camera's axes x (right), y (down) and z (forward) as rows [3, 3].
        position: The camera's position [3] in metres.
    """

    rotation: NDArray[np.float64]
    position: NDArray[np.float64]

    @property
    def height(self) -> float:
        """Return the height above the floor in metres."""
        return float(self.position[2])

    @property
    def pitch(self) -> float:
        """Return the angle between the optical axis and the floor in radians, positive upwards."""
        return math.asin(self.rotation[2, 2])

    @property
    def roll(self) -> float:
        """Return the rotation about the optical axis in radians, positive clockwise."""
        return math.atan2(-self.rotation[0, 2], -self.rotation[1, 2])
