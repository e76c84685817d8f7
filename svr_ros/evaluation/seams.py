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

"""Seams between blocks of a decoded volume."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def seam_ratio(tsdf: NDArray[np.float32], truncation: float, grid: int) -> float:
    """Return the mean jump of signed distance across block faces divided by the mean jump inside of blocks.

    The jump between two neighbouring voxels is the deviation of their difference from the mean of the differences
    before and behind it. It is zero on planes. Only voxels nearer to a surface than half the truncation count.

    Args:
        tsdf: Signed distance [D, R, C] in metres.
        truncation: Truncation of the distance in metres.
        grid: Number of blocks per side.

    Returns:
        The ratio: 1 without seams, NaN if no voxels can be compared.
    """
    side = len(tsdf) // grid
    across, inside = [], []
    for axis in range(3):
        # Compute jumps between the second and third of four consecutive voxels
        values = np.moveaxis(tsdf, axis, 0)
        first, second, third, fourth = (values[start : len(values) - 3 + start] for start in range(4))
        jump = np.abs((third - second) - (second - first + fourth - third) / 2)
        near = np.maximum.reduce([np.abs(first), np.abs(second), np.abs(third), np.abs(fourth)]) < truncation / 2
        # Separate block faces from the inside of blocks
        face = (np.arange(len(jump)) + 2) % side == 0
        across.append(jump[face][near[face]])
        inside.append(jump[~face][near[~face]])
    joined_across, joined_inside = np.concatenate(across), np.concatenate(inside)
    if not len(joined_across) or not len(joined_inside) or not joined_inside.mean() > 0:
        return float("nan")
    return float(joined_across.mean() / joined_inside.mean())
