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

"""Compiled kernel that fills the voxels of a grid from a volume of the frustum."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled

_SLACK = 1e-4
"""Distance in metres outside of the frustum up to which voxels of a row are tested one by one."""


class FrustumLimits(NamedTuple):
    """Frustum as the kernel reads it: planes in metres, their distance, and half width and height at one metre."""

    near: np.float32
    far: np.float32
    depth: np.float32
    tan_x: np.float32
    tan_y: np.float32


@compiled(nogil=True, error_model="numpy")
def fill(
    begin: int,
    end: int,
    x_terms: NDArray[np.float32],
    y_terms: NDArray[np.float32],
    z_terms: NDArray[np.float32],
    limits: FrustumLimits,
    tsdf: NDArray[np.float32],
    labels: NDArray[np.uint8],
    confidence: NDArray[np.float32],
    occluded: NDArray[np.bool_],
    instances: NDArray[np.uint16],
    valid: NDArray[np.bool_],
    truncation: np.float32,
    to_tsdf: NDArray[np.float32],
    to_labels: NDArray[np.uint8],
    to_confidence: NDArray[np.float32],
    to_occluded: NDArray[np.bool_],
    to_instances: NDArray[np.uint16],
) -> None:
    """Fill the voxels whose centres lie in a frustum from its volume, in the layers [begin, end) of a grid."""
    layers, rows, columns = tsdf.shape
    size, zero, half, one = len(valid), np.float32(0), np.float32(0.5), np.float32(1)
    positions = np.empty(x_terms.shape, np.float32)
    for layer in range(begin, end):
        for row in range(y_terms.shape[1]):
            base_x = z_terms[0, layer] + y_terms[0, row]
            base_y = z_terms[1, layer] + y_terms[1, row]
            base_z = z_terms[2, layer] + y_terms[2, row]
            first, last = _inside(base_x, base_y, base_z, x_terms, limits)
            _locate(base_x, base_y, base_z, x_terms, limits, first, last, positions)
            start = (layer * y_terms.shape[1] + row) * x_terms.shape[1]
            for column in range(first, last):
                u, v, s = positions[0, column], positions[1, column], positions[2, column]
                if s < zero or not valid[min(int(v * size), size - 1), min(int(u * size), size - 1)]:
                    continue
                # Nearest voxel
                z, y, x = s * np.float32(layers), v * np.float32(rows), u * np.float32(columns)
                k, i, j = min(int(z), layers - 1), min(int(y), rows - 1), min(int(x), columns - 1)
                to_labels[start + column] = labels[k, i, j]
                to_confidence[start + column] = confidence[k, i, j]
                if len(to_occluded):
                    to_occluded[start + column] = occluded[k, i, j]
                if len(to_instances):
                    to_instances[start + column] = instances[k, i, j]
                # Trilinear interpolation between the centres of voxels, constant beyond the outermost
                z, y, x = max(z - half, zero), max(y - half, zero), max(x - half, zero)
                k, i, j = int(z), int(y), int(x)
                c, b, a = z - np.float32(k), y - np.float32(i), x - np.float32(j)
                k1, i1, j1 = min(k + 1, layers - 1), min(i + 1, rows - 1), min(j + 1, columns - 1)
                near = (tsdf[k, i, j] * (one - a) + tsdf[k, i, j1] * a) * (one - b)
                near += (tsdf[k, i1, j] * (one - a) + tsdf[k, i1, j1] * a) * b
                far = (tsdf[k1, i, j] * (one - a) + tsdf[k1, i, j1] * a) * (one - b)
                far += (tsdf[k1, i1, j] * (one - a) + tsdf[k1, i1, j1] * a) * b
                to_tsdf[start + column] = min(max(near * (one - c) + far * c, -truncation), truncation)


@compiled(nogil=True, error_model="numpy")
def _locate(
    base_x: np.float32,
    base_y: np.float32,
    base_z: np.float32,
    x_terms: NDArray[np.float32],
    limits: FrustumLimits,
    first: int,
    last: int,
    positions: NDArray[np.float32],
) -> None:
    """Write the volume coordinates [3, n] of the voxels of a row.

    They are those of `Frustum.to_volume`; the depth coordinate is -1 outside of the frustum, see `Frustum.contains`.
    """
    zero, one, two = np.float32(0), np.float32(1), np.float32(2)
    near, far, depth_range, tan_x, tan_y = limits.near, limits.far, limits.depth, limits.tan_x, limits.tan_y
    for column in range(first, last):
        x, y, z = base_x + x_terms[0, column], base_y + x_terms[1, column], base_z + x_terms[2, column]
        width, height = tan_x * z, tan_y * z
        s = one - np.sqrt(max(near * (far - z) / (depth_range * z), zero))
        inside = (z >= near) & (z < far) & (abs(x) < width) & (abs(y) < height)
        positions[0, column], positions[1, column] = (x / width + one) / two, (y / height + one) / two
        positions[2, column] = min(max(s, zero), one) if inside else -one


@compiled(nogil=True, error_model="numpy")
def _inside(
    base_x: np.float32, base_y: np.float32, base_z: np.float32, x_terms: NDArray[np.float32], limits: FrustumLimits
) -> tuple[int, int]:
    """Return the first column and the one behind the last of a row of voxels that can lie in a frustum.

    Each side of the frustum is a half-space offset + column * slope >= 0, which bounds the columns from one side.
    """
    count = x_terms.shape[1]
    step_x, step_y, step_z = 0.0, 0.0, 0.0
    if count > 1:
        step_x = (float(x_terms[0, count - 1]) - float(x_terms[0, 0])) / (count - 1)
        step_y = (float(x_terms[1, count - 1]) - float(x_terms[1, 0])) / (count - 1)
        step_z = (float(x_terms[2, count - 1]) - float(x_terms[2, 0])) / (count - 1)
    x, y, z = float(base_x) + x_terms[0, 0], float(base_y) + x_terms[1, 0], float(base_z) + x_terms[2, 0]
    low, high = 0.0, count - 1.0
    for offset, slope in (
        (z - limits.near, step_z),
        (limits.far - z, -step_z),
        (limits.tan_x * z - x, limits.tan_x * step_z - step_x),
        (limits.tan_x * z + x, limits.tan_x * step_z + step_x),
        (limits.tan_y * z - y, limits.tan_y * step_z - step_y),
        (limits.tan_y * z + y, limits.tan_y * step_z + step_y),
    ):
        if abs(slope) < 1e-9:
            if offset < -_SLACK:
                return 0, 0
        elif slope > 0:
            low = max(low, (-_SLACK - offset) / slope)
        else:
            high = min(high, (-_SLACK - offset) / slope)
    if low > high:
        return 0, 0
    return int(np.ceil(low)), int(np.floor(high)) + 1
