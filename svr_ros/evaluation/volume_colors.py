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

"""Colours of slices through a volume: visibility, signed distance and loss weights."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.visibility import Visibility
from svr_ros.inference.rendering import RgbImage

Array: TypeAlias = "NDArray[np.floating[Any]]"

VISIBILITY_COLORS = np.array(
    [(205, 230, 250), (215, 48, 39), (228, 215, 243), (250, 170, 40), (84, 86, 94)],
    dtype=np.uint8,
)
"""sRGB colour of each class of visibility, uint8 [5, 3]; hidden free space has this colour next to visible space."""
VISIBILITY_COLORS.flags.writeable = False

FARTHEST_COLOR = np.array((128, 84, 190), np.uint8)
"""sRGB colour of hidden free space at the end of the flood fill."""
FARTHEST_COLOR.flags.writeable = False

MIN_WEIGHT, MAX_WEIGHT = 0.01, 1000.0
"""Loss weights at the ends of their colour ramp."""

_SOLID_TO_FREE = np.array([(110, 60, 15), (205, 150, 90), (250, 250, 250), (120, 190, 225), (10, 80, 150)], float)
_LOW_TO_HIGH = np.array([(12, 8, 38), (86, 22, 110), (187, 55, 84), (249, 142, 9), (252, 255, 164)], float)


def color_visibility(category: NDArray[np.uint8], distance: Array) -> RgbImage:
    """Return visibility [H, W] as colours; hidden free space darkens with the flood fill distance 0..1 [H, W]."""
    colors = VISIBILITY_COLORS[category].astype(np.float64)
    ramp = FARTHEST_COLOR - colors
    fraction = np.where(category == Visibility.OCCLUDED_FREE, distance, 0)
    return (colors + fraction[..., None] * ramp).round().astype(np.uint8)


def color_distance(distance: Array, truncation: float) -> RgbImage:
    """Return signed distances [H, W] in metres as colours: brown in solids, white at surfaces, blue in free space."""
    return _ramp(distance / truncation / 2 + 0.5, _SOLID_TO_FREE)


def color_weights(weights: Array) -> RgbImage:
    """Return loss weights [H, W] as colours, dark to bright by their logarithm from MIN_WEIGHT to MAX_WEIGHT."""
    position = np.log(np.maximum(weights, MIN_WEIGHT) / MIN_WEIGHT) / np.log(MAX_WEIGHT / MIN_WEIGHT)
    return _ramp(position, _LOW_TO_HIGH)


def _ramp(position: Array, colors: Array) -> RgbImage:
    """Interpolate colours [K, 3] at positions 0..1 [H, W]."""
    index = np.clip(position, 0, 1) * (len(colors) - 1)
    channels = [np.interp(index, np.arange(len(colors)), channel) for channel in colors.T]
    return np.stack(channels, -1).round().astype(np.uint8)
