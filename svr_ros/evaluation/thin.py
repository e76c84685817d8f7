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

"""Pixels of thin structures, such as the legs of chairs and the poles of lamps, in a depth image."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MAX_WIDTH = 0.06
"""Width in metres up to which a structure is thin."""

_MIN_GAP = 0.15
"""Depth in metres by which a thin structure is in front of the surfaces on both of its sides."""

_MAX_KERNEL = 63
"""Largest kernel in pixels, which bounds the time that very near structures take."""


def thin_pixels(depth: NDArray[np.floating], valid: NDArray[np.bool_], pixel_angle: float) -> NDArray[np.bool_]:
    """Return the mask [H, W] of the valid pixels of structures that are thin along the rows or the columns.

    A morphological closing of the depth along a line fills everything in front that is narrower than the line. The
    line has the length in pixels that MAX_WIDTH has at the depth of the pixel, rounded up to an odd number.

    Args:
        depth: Depths [H, W] in metres.
        valid: Mask [H, W] of the pixels that have a depth.
        pixel_angle: Width of a pixel in metres at a depth of one metre.
    """
    from scipy.ndimage import grey_closing

    thin = np.zeros(depth.shape, bool)
    if not valid.any():
        return thin
    # Pixels without depth are near, so that a structure at their border is never thin
    filled = np.where(valid, depth, 0.0)
    width = np.ceil(MAX_WIDTH / (pixel_angle * np.where(valid, depth, 1.0))).astype(int)
    kernel = np.minimum(width // 2 * 2 + 1, _MAX_KERNEL)
    for length in np.unique(kernel[valid]):
        at = valid & (kernel == length)
        for size in ((1, length), (length, 1)):
            thin[at] |= (grey_closing(filled, size) - filled)[at] > _MIN_GAP
    return thin
