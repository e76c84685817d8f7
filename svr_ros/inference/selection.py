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

"""Filter of points and voxels by class, confidence and error of distance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from svr_ros.labels import NAMES

MAX_DISTANCE_ERROR = 0.18
"""Standard deviation in metres above which one more hidden surface is about as likely wrong as right at 10 cm."""


def _all_labels() -> NDArray[np.bool_]:
    return np.ones(256, np.bool_)


@dataclass(frozen=True)
class Selection:
    """Filter by class, confidence and error of distance.

    Attributes:
        labels: Mask [256] of the selected class ids.
        min_confidence: Minimum probability of the class.
        max_distance_error: Maximum standard deviation in metres of the distance of hidden surfaces, if it is predicted.
            Visible surfaces are selected at any uncertainty, because they exist at some distance.
    """

    labels: NDArray[np.bool_] = field(default_factory=_all_labels)
    min_confidence: float = 0.0
    max_distance_error: float = MAX_DISTANCE_ERROR

    @classmethod
    def of_classes(
        cls,
        names: Iterable[str],
        min_confidence: float = 0.0,
        max_distance_error: float = MAX_DISTANCE_ERROR,
    ) -> Selection:
        """Return the selection of classes by their names."""
        labels = np.zeros(256, np.bool_)
        labels[[NAMES.index(name) for name in names]] = True
        return cls(labels, min_confidence, max_distance_error)

    def keeps(self, labels: NDArray[np.uint8], confidence: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return the mask of the elements of selected classes and confidence, given both in one shape."""
        confident = confidence >= self.min_confidence
        return confident if self.labels.all() else confident & self.labels[labels]

    def keeps_certain(
        self, distance_error: NDArray[np.float32] | None, occluded: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Return the mask [N] of the surface points that are visible or certain enough.

        Args:
            distance_error: Standard deviations [N] of their distance in metres; None if they are not predicted.
            occluded: Mask [N] of the points that the camera does not see.
        """
        return (
            np.ones_like(occluded)
            if distance_error is None
            else ~occluded | (distance_error <= self.max_distance_error)
        )


PUBLISHED = Selection()
"""Visible surfaces of every class, and hidden ones that are more likely right than wrong at 10 cm."""

EVERYTHING = Selection(max_distance_error=float("inf"))
"""Surfaces of every class, however uncertain."""
