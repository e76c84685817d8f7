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

"""Kernel that samples canonical images on CPUs, in a third of the time of PyTorch's operations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled


@compiled(nogil=True, error_model="numpy", fastmath=True)
def sample_rows(
    begin: int,
    end: int,
    window: NDArray[np.uint8],
    grid: NDArray[np.float32],
    valid: NDArray[np.bool_],
    unseen: np.float32,
    canonical: NDArray[np.float32],
) -> None:
    """Fill the rows [begin, end) of a canonical image with the means of bilinear samples.

    Args:
        begin: First row.
        end: Row after the last one.
        window: Window [h, w, 3] of the camera's image.
        grid: Positions (x, y) [n S, n S, 2] of the n x n samples of each pixel, from -1 to 1 across the window, as
            `torch.nn.functional.grid_sample` has them without `align_corners`.
        valid: Mask [S, S] of the pixels to sample.
        unseen: Value of the others.
        canonical: Image [3, S, S] to fill.
    """
    height, width = window.shape[:2]
    samples = len(grid) // len(valid)
    one, half, weight = np.float32(1), np.float32(0.5), np.float32(1 / samples**2)
    right, bottom = np.float32(width - 1), np.float32(height - 1)
    scale_x, scale_y = np.float32(width) * half, np.float32(height) * half
    for row in range(begin, end):
        for column in range(valid.shape[1]):
            red = green = blue = np.float32(0)
            if not valid[row, column]:
                canonical[:, row, column] = unseen
                continue
            for i in range(row * samples, (row + 1) * samples):
                for j in range(column * samples, (column + 1) * samples):
                    x = min(max((grid[i, j, 0] + one) * scale_x - half, np.float32(0)), right)
                    y = min(max((grid[i, j, 1] + one) * scale_y - half, np.float32(0)), bottom)
                    x0, y0 = int(x), int(y)
                    x1, y1 = min(x0 + 1, width - 1), min(y0 + 1, height - 1)
                    a, b = x - np.float32(x0), y - np.float32(y0)
                    w11 = a * b
                    w01, w10 = a - w11, b - w11
                    w00 = one - a - w10
                    red += _mix(window, 0, y0, y1, x0, x1, w00, w01, w10, w11)
                    green += _mix(window, 1, y0, y1, x0, x1, w00, w01, w10, w11)
                    blue += _mix(window, 2, y0, y1, x0, x1, w00, w01, w10, w11)
            canonical[0, row, column] = red * weight
            canonical[1, row, column] = green * weight
            canonical[2, row, column] = blue * weight


@compiled(nogil=True, error_model="numpy", fastmath=True, inline="always")
def _mix(window, channel, y0, y1, x0, x1, w00, w01, w10, w11):  # type: ignore[no-untyped-def]
    """Return the weighted sum of a channel of four pixels."""
    above = w00 * np.float32(window[y0, x0, channel]) + w01 * np.float32(window[y0, x1, channel])
    return above + w10 * np.float32(window[y1, x0, channel]) + w11 * np.float32(window[y1, x1, channel])
