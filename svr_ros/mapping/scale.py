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

"""Scale of a frame without measured depth, against the map."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MIN_OVERLAP = 0.15
"""Minimum fraction of pixels in which frame and map both have a surface."""

_MAX_SPREAD = 0.12
"""Maximum median deviation of the log ratios from their median."""

_MAX_LOG_SCALE = 0.5
"""Bound of the logarithm of a scale."""

_SMOOTHING = 0.2
"""Weight of the newest scale in the running mean that replaces rejected ones."""

_TRUST = 0.5
"""Factor of the log ratio between a frame and a map if the scales of both are predicted.

The predicted scales of frames differ by about as much as the depths of a frame and of the map in their pixels do.
"""

_PRIOR_FRAMES = 2.0
"""Number of frames with the map's scale that the mean log ratio includes from the start."""


@dataclass(frozen=True)
class ScaleEstimate:
    """Factor from the depths of a frame to those of the map.

    Attributes:
        scale: The factor; 1 if it was rejected.
        overlap: Fraction of pixels in which frame and map both have a surface.
        spread: Median deviation of the log ratios from their median; NaN without overlap.
        accepted: Whether overlap and spread permit its use.
    """

    scale: float
    overlap: float
    spread: float
    accepted: bool


def estimate_scale(depth: NDArray[np.float32], map_depth: NDArray[np.float32]) -> ScaleEstimate:
    """Return the factor from depths of a frame [H, W] to those of the map in the same pixels; NaN for none.

    It is the median of the ratios, which ignores the pixels in which one of the two has another surface.
    """
    both = (depth > 0) & (map_depth > 0)
    visible = np.count_nonzero(depth > 0)
    overlap = np.count_nonzero(both) / visible if visible else 0.0
    if not both.any():
        return ScaleEstimate(1.0, overlap, float("nan"), False)
    ratios = np.log(map_depth[both] / depth[both])
    middle = float(np.median(ratios))
    spread = float(np.median(np.abs(ratios - middle)))
    accepted = overlap >= _MIN_OVERLAP and spread <= _MAX_SPREAD and abs(middle) <= _MAX_LOG_SCALE
    return ScaleEstimate(float(np.exp(middle)) if accepted else 1.0, overlap, spread, accepted)


class MapScale:
    """Factors of the frames without measured depth.

    Where a depth sensor has set the scale of the map, frames take it. Elsewhere the scale of the map is the mean of
    those that are predicted for its frames: the first frame has no more weight than others, and errors of the
    comparison, such as surfaces of the map that are nearer than the true ones, do not add up.

    Args:
        mean: Running mean of earlier factors.
        known: Whether the scale of the map is known.

    Attributes:
        mean: Running mean of the factors, which replaces estimates that were rejected.
        known: Whether the scale of the map is known, from measured depth or because the map was loaded.
    """

    def __init__(self, mean: float = 1.0, known: bool = False) -> None:
        self.mean, self.known = mean, known
        self._sum, self._count = 0.0, _PRIOR_FRAMES

    def factor(self, estimate: ScaleEstimate) -> float:
        """Return the factor of a frame's depths, given its estimate against the map."""
        if not estimate.accepted:
            return self.mean
        ratio = math.log(estimate.scale)
        if not self.known:
            self._sum += ratio
            self._count += 1
            ratio = _TRUST * (ratio - self._sum / self._count)
        self.mean = math.exp((1 - _SMOOTHING) * math.log(self.mean) + _SMOOTHING * ratio)
        return math.exp(ratio)
