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

"""Detection of pixels that differ from their neighbours, as kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.vectors import Array

_CONTRAST: Any = np.float32(0.4)
"""Contrast (a - b) / (a + b) of neighbouring pixels above which they get more rays."""


@inlined
def is_rough(image: Array, row: int, column: int) -> bool:
    """Return whether a pixel differs from one of its neighbours."""
    size, rough = image.shape[0], False
    for channel in range(3):
        value = image[row, column, channel]
        rough |= _stands_out(value, image[max(row - 1, 0), column, channel])
        rough |= _stands_out(value, image[min(row + 1, size - 1), column, channel])
        rough |= _stands_out(value, image[row, max(column - 1, 0), channel])
        rough |= _stands_out(value, image[row, min(column + 1, size - 1), channel])
    return rough


def new_marks(size: int) -> NDArray[np.bool_]:
    """Return the marks of a row of pixels without values."""
    return np.empty(3 * size, np.bool_)


@kernel
def mark_rough(channels: Array, row: int, marks: Array) -> None:
    """Mark the channels [size, 3 size] in which the pixels of a row differ from one of their neighbours."""
    size = channels.shape[0]
    values, above, below = channels[row], channels[max(row - 1, 0)], channels[min(row + 1, size - 1)]
    for k in range(3 * size):
        marks[k] = _stands_out(values[k], above[k]) | _stands_out(values[k], below[k])
    for k in range(3, 3 * size):
        marks[k] |= _stands_out(values[k], values[k - 3])
    for k in range(3 * size - 3):
        marks[k] |= _stands_out(values[k], values[k + 3])


@inlined
def _stands_out(one: float, other: float) -> bool:
    return abs(one - other) > _CONTRAST * (one + other)
