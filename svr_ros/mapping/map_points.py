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

"""Labelled surface points of a map."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class MapPoints:
    """Surface points of a map, in its frame.

    Attributes:
        points: Coordinates [N, 3] in metres.
        normals: Unit normals [N, 3] towards free space.
        labels: Class ids [N].
        confidence: Probabilities [N] of the classes, in 0..1.
        colors: sRGB colours [N, 3]: of the images for measured points, of the classes for guessed ones.
        layer: `Layer` [N].
    """

    points: NDArray[np.float32]
    normals: NDArray[np.float32]
    labels: NDArray[np.uint8]
    confidence: NDArray[np.float32]
    colors: NDArray[np.uint8]
    layer: NDArray[np.uint8]

    def select(self, index: NDArray[Any]) -> MapPoints:
        """Return the points at the given indices, or those of a mask [N]."""
        return MapPoints(*(getattr(self, column.name)[index] for column in fields(self)))

    @classmethod
    def concatenate(cls, parts: list[MapPoints]) -> MapPoints:
        """Return the points of several sets."""
        if not parts:
            return cls(
                np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32), np.zeros(0, np.uint8),
                np.zeros(0, np.float32), np.zeros((0, 3), np.uint8), np.zeros(0, np.uint8),
            )  # fmt: skip
        return cls(*(np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(cls)))
