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


OWN_ERROR = np.float32(0.25)
"""Weight of the own error of a hidden voxel that takes the distance to a plane, next to that of the plane.

Hidden floors are less certain than visible ones: there may be no floor surface under furniture that stands on it. With
this weight, the stated errors are near those on generated rooms.
"""


class Planes(NamedTuple):
    """Planes as the kernel reads them.

    Attributes:
        terms: Unit normal and height [N, 4] of each plane, in metres in the optical frame.
        labels: Class [N] of the voxels that follow each plane.
        reach: Distances [N] in metres from the planes up to which hidden voxels follow them; zero to blend them.
        errors: Expected absolute errors [N] in metres of the visible surfaces of the planes.
    """

    terms: NDArray[np.float32]
    labels: NDArray[np.uint8]
    reach: NDArray[np.float32]
    errors: NDArray[np.float32]


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
    error: Array,
    planes: Planes,
    places: tuple[Array, Array, Array],
    first: Array,
    blending: Array,
    limits: Limits,
) -> None:
    """Move the distances of voxels towards those to the planes of their class, in the slices [begin, end).

    Args:
        begin: The first slice.
        end: The one behind the last slice.
        tsdf: Signed distances [D, R, C] in metres.
        labels: Class ids [D, R, C].
        error: Expected absolute errors [D, R, C] of the distances in metres; [0, 0, 0] if they are not predicted.
        planes: The planes.
        places: Depths [D] of the slices in metres, and coordinates [R] of the rows and [C] of the columns at one metre.
        first: Depth coordinates [R, C] of the first surface; NaN for none.
        blending: Minimum differences of distances [R, C] in metres for which visible voxels keep their own.
        limits: Thresholds.
    """
    slices, rows, columns = tsdf.shape
    followed, continued = np.zeros(256, np.bool_), np.zeros(256, np.bool_)
    followed[planes.labels] = True
    continued[planes.labels[planes.reach > 0]] = True
    for d in range(begin, end):
        z, s = places[0][d], (d + 0.5) / slices
        for r in range(rows):
            y = places[1][r] * z
            for c in range(columns):
                label, own = labels[d, r, c], tsdf[d, r, c]
                if not followed[label]:
                    continue
                x = places[2][c] * z
                behind = s - first[r, c]
                hidden = behind > limits.visible
                # Let hidden voxels follow planes that continue
                if hidden and continued[label]:
                    n, height = _plane_in_reach(x, y, z, label, planes)
                    if n >= 0 and not _is_behind(x, y, z, n, planes, limits):
                        tsdf[d, r, c] = min(max(height, -limits.truncation), limits.truncation)
                        if len(error):
                            more = error[d, r, c] - planes.errors[n]
                            error[d, r, c] -= max((np.float32(1) - OWN_ERROR) * more, np.float32(0))
                    continue
                if not abs(own) < limits.truncation:
                    continue
                # Find the plane of its class that it differs least from
                difference, target = np.float32(np.inf), own
                for n in range(len(planes.labels)):
                    if planes.labels[n] == label:
                        height = min(max(_height(x, y, z, planes, n), -limits.truncation), limits.truncation)
                        if abs(height - own) < difference:
                            difference, target = abs(height - own), height
                # Hidden voxels behind a plane follow no other one; what is seen to be free stays free
                if hidden:
                    if _is_behind(x, y, z, -1, planes, limits):
                        continue
                elif not behind >= -limits.visible and target <= 0:
                    continue
                ratio = difference / max(limits.blending if hidden else blending[r, c], np.float32(1e-6))
                weight = max(np.float32(1) - ratio * ratio, np.float32(0))
                tsdf[d, r, c] = own + weight * (target - own)


@compiled(nogil=True, error_model="numpy")
def _plane_in_reach(x: np.float32, y: np.float32, z: np.float32, label: np.uint8, planes: Planes) -> tuple[int, float]:
    """Return the nearest plane of a class with a point within reach, and the point's height; -1 if there is none."""
    nearest, lowest = -1, np.float32(np.inf)
    for n in range(len(planes.labels)):
        height = _height(x, y, z, planes, n)
        if planes.labels[n] == label and abs(height) < min(planes.reach[n], abs(lowest)):
            nearest, lowest = n, height
    return nearest, lowest


@compiled(nogil=True, error_model="numpy")
def _is_behind(x: np.float32, y: np.float32, z: np.float32, other: int, planes: Planes, limits: Limits) -> bool:
    """Return whether a point is behind a plane, apart from one."""
    behind = False
    for n in range(len(planes.labels)):
        behind |= n != other and _height(x, y, z, planes, n) < -limits.behind
    return behind


@compiled(nogil=True, error_model="numpy")
def _height(x: np.float32, y: np.float32, z: np.float32, planes: Planes, n: int) -> np.float32:
    terms = planes.terms
    return x * terms[n, 0] + y * terms[n, 1] + z * terms[n, 2] + terms[n, 3]
