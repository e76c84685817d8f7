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

"""Configuration of a map."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError

TRUNCATION_VOXELS = 3.0
"""Default truncation of the distances in voxels."""

MAX_COORDINATE = 1e5
"""Maximum distance of cameras, points and blocks from the origin of a map along each axis in metres.

At that distance, single-precision numbers are 8 mm apart.
"""

_VOXEL_RANGE = 0.005, 0.5


def check_points(points: NDArray[np.float64], name: str) -> None:
    """Raise InputError, which names them, if points [N, 3] are not finite or too far from the origin of the map."""
    if points.ndim != 2 or points.shape[1] != 3:
        raise InputError(f"{name}s are {list(points.shape)}; expected coordinates [N, 3] in metres")
    wrong = ~(np.abs(points) <= MAX_COORDINATE).all(1)
    if wrong.any():
        first = int(wrong.argmax())
        number = f" {first}" if len(points) > 1 else ""
        raise InputError(
            f"{name}{number} is {points[first].tolist()}; expected finite coordinates of at most {MAX_COORDINATE:g} m"
        )


@dataclass(frozen=True)
class MapConfig:
    """Configuration of a map.

    Attributes:
        voxel_size: Side of the voxels in metres.
        truncation: Bound of the signed distances in metres; None for three voxels.
        max_weight: Maximum weight of a measured voxel, in observations of a standard deviation of 2 cm. A lower value
            clears what was moved away sooner; a higher one averages more noise.
        max_guesses: Maximum weight of a guessed voxel in frames.
        map_radius: Distance in metres from the camera beyond which blocks are dropped, or written to disk.
        with_objects: Whether frames are segmented into objects, for `SemanticMap.objects`, which takes more time.

    Raises:
        InputError: If a value is out of range.
    """

    voxel_size: float = 0.05
    truncation: float | None = None
    max_weight: float = 20.0
    max_guesses: float = 5.0
    map_radius: float = math.inf
    with_objects: bool = False

    def __post_init__(self) -> None:
        low, high = _VOXEL_RANGE
        if not low <= self.voxel_size <= high:
            raise InputError(f"voxel size of the map is {self.voxel_size:g} m; expected {low:g} to {high:g}")
        if self.truncation is not None and not self.voxel_size <= self.truncation < math.inf:
            raise InputError(f"truncation of the map is {self.truncation:g} m; expected at least the voxel size")
        for name in ("max_weight", "max_guesses"):
            if not 1 <= getattr(self, name) < math.inf:
                raise InputError(f"{name} of the map is {getattr(self, name):g}; expected a number of at least 1")
        if not self.map_radius > 0:
            raise InputError(f"map_radius is {self.map_radius:g} m; expected a number above zero")

    @property
    def band(self) -> float:
        """Return the truncation in metres, the default if none is set."""
        return TRUNCATION_VOXELS * self.voxel_size if self.truncation is None else self.truncation
