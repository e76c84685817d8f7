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

"""Compiled kernel that moves the distances of voxels towards planes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled

Array = NDArray[Any]


class Planes(NamedTuple):
    """Planes as the kernel reads them.

    Attributes:
        terms: Unit normal and height [N, 4] of each plane, in metres in the optical frame.
        labels: Class [N] of the voxels that follow each plane.
    """

    terms: NDArray[np.float32]
    labels: NDArray[np.uint8]


class Limits(NamedTuple):
    """Thresholds as the kernel reads them.

    Attributes:
        truncation: Bound of the distances in metres.
        visible: Depth coordinate behind the first surface up to which a voxel counts as visible.
        blending: Difference of distances in metres for which a hidden voxel keeps its own.
        behind: Distance in metres behind a plane from which hidden voxels follow no other one.
    """

    truncation: np.float32
    visible: float
    blending: np.float32
    behind: np.float32


@compiled(nogil=True, error_model="numpy")
def follow(
    begin: int,
    end: int,
    tsdf: Array,
    labels: Array,
    planes: Planes,
    places: tuple[Array, Array, Array],
    first: Array,
    blending: Array,
    limits: Limits,
) -> None:
    """Blend the distances of voxels with those to the planes of their class, in the slices [begin, end).

    Args:
        begin: The first slice.
        end: The one behind the last slice.
        tsdf: Signed distances [D, R, C] in metres.
        labels: Class ids [D, R, C].
        planes: The planes.
        places: Depths [D] of the slices in metres, and coordinates [R] of the rows and [C] of the columns at one metre.
        first: Depth coordinates [R, C] of the first surface; NaN for none.
        blending: Minimum differences of distances [R, C] in metres for which visible voxels keep their own.
        limits: Thresholds.
    """
    slices, rows, columns = tsdf.shape
    followed = np.zeros(256, np.bool_)
    followed[planes.labels] = True
    for d in range(begin, end):
        z, s = places[0][d], (d + 0.5) / slices
        for r in range(rows):
            for c in range(columns):
                label, own = labels[d, r, c], tsdf[d, r, c]
                if not (followed[label] and abs(own) < limits.truncation):
                    continue
                # Find the plane of its class that it differs least from, and the lowest height above any plane
                x, y = places[2][c] * z, places[1][r] * z
                difference, target, lowest = np.float32(np.inf), own, np.float32(np.inf)
                for n in range(len(planes.labels)):
                    normal_x, normal_y, normal_z = planes.terms[n, 0], planes.terms[n, 1], planes.terms[n, 2]
                    height = x * normal_x + y * normal_y + z * normal_z + planes.terms[n, 3]
                    lowest = min(lowest, height)
                    if planes.labels[n] == label:
                        height = min(max(height, -limits.truncation), limits.truncation)
                        if abs(height - own) < difference:
                            difference, target = abs(height - own), height
                # Hidden voxels behind a plane follow no other one; what is seen to be free stays free
                behind = s - first[r, c]
                hidden = behind > limits.visible
                if (hidden and lowest < -limits.behind) or (not behind >= -limits.visible and target <= 0):
                    continue
                ratio = difference / max(limits.blending if hidden else blending[r, c], np.float32(1e-6))
                weight = max(np.float32(1) - ratio * ratio, np.float32(0))
                tsdf[d, r, c] = own + weight * (target - own)
