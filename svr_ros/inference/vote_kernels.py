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

"""Compiled loops over the votes of voxels for the centres of their objects: positions and maxima.

Kernels that call each other stay in one file: numba caches a compiled function until its own file changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled

Array = NDArray[Any]

_compile = compiled(nogil=True, error_model="numpy")


@_compile
def cast_votes(voxels: Array, offsets: Array, depth: Array, tan_x: float, tan_y: float, shape: Any) -> Array:
    """Return the votes [N, 3] in metres: the centres of voxels, ascending flat indices [N], plus offsets [N, 3]."""
    _, rows, columns = shape
    votes = np.empty((len(voxels), 3), np.float32)
    row, end, z, y = -1, 0, 0.0, 0.0
    for n in range(len(voxels)):
        if voxels[n] >= end:
            row = voxels[n] // columns
            end = (row + 1) * columns
            z = depth[row // rows]
            y = ((2 * (row % rows) + 1) / rows - 1) * tan_y * z
        c = voxels[n] - end + columns
        votes[n, 0] = ((2 * c + 1) / columns - 1) * tan_x * z + offsets[n, 0]
        votes[n, 1] = y + offsets[n, 1]
        votes[n, 2] = z + offsets[n, 2]
    return votes


@_compile
def _is_peak(mass: Array, x: int, y: int, z: int) -> bool:
    """Return whether a cell has the highest value among its 26 neighbours; of equal ones, the first has."""
    own = mass[x, y, z]
    for i in range(-1, 2):
        for j in range(-1, 2):
            for k in range(-1, 2):
                other = mass[x + i, y + j, z + k]
                if other > own or (other == own and (i, j, k) < (0, 0, 0)):
                    return False
    return True


@_compile
def _smooth(mass: Array, cells: Array) -> Array:
    """Return the values [N] at cells [N, 3] of a grid, smoothed by the binomial kernel (1 2 1) / 4 along each axis."""
    smooth = np.empty(len(cells), np.float32)
    for n in range(len(cells)):
        x, y, z = cells[n, 0], cells[n, 1], cells[n, 2]
        total = 0.0
        for i in range(-1, 2):
            for j in range(-1, 2):
                for k in range(-1, 2):
                    total += mass[x + i, y + j, z + k] * (2 - abs(i)) * (2 - abs(j)) * (2 - abs(k))
        smooth[n] = total / 64
    return smooth


@_compile
def _cells_of(votes: Array, step: int, low: Array, size: float, shape: Any) -> tuple[Array, Array, Array, Array]:
    """Return the cells of every `step`-th vote, [M, 3], the votes' indices [M], and the lowest and highest cell [3]."""
    cells, index = np.empty((len(votes) // step + 1, 3), np.int32), np.empty(len(votes) // step + 1, np.int32)
    first, last = np.full(3, 1 << 30, np.int32), np.full(3, -1, np.int32)
    count = 0
    for n in range(0, len(votes), step):
        x, y, z = (votes[n, 0] - low[0]) / size, (votes[n, 1] - low[1]) / size, (votes[n, 2] - low[2]) / size
        # Comparisons with NaN are false
        if x >= 0 and y >= 0 and z >= 0 and x < shape[0] and y < shape[1] and z < shape[2]:
            cells[count, 0], cells[count, 1], cells[count, 2] = int(x), int(y), int(z)
            index[count] = n
            for axis in range(3):
                first[axis] = min(first[axis], cells[count, axis])
                last[axis] = max(last[axis], cells[count, axis])
            count += 1
    return cells[:count], index[:count], first, last


@_compile
def vote_peaks(
    votes: Array, kinds: Array, weights: Array, step: int, chosen: Array, low: Array, size: float, shape: Any
) -> tuple[Array, Array, Array]:
    """Accumulate every `step`-th vote of each class in a grid, smooth it at the cells that have votes, and find maxima.

    Args:
        votes: Votes [N, 3] in metres; those that are not finite, or outside of the grid, do not count.
        kinds: Class ids [N] of the votes.
        weights: Weights [N] of the votes.
        step: Step between the votes that count.
        chosen: Class ids of objects, in the order of the maxima.
        low: Lowest corner [3] of the grid.
        size: Side of the cells.
        shape: Numbers of cells [3] along x, y and z.

    Returns:
        Cells [K, 3] with the highest value among their 26 neighbours, these values [K], and the classes [K].
    """
    # Sort the votes by class
    cells, index, first, last = _cells_of(votes, step, low, size, shape)
    starts = np.zeros(257, np.int64)
    for n in index:
        starts[kinds[n] + 1] += 1
    for k in range(256):
        starts[k + 1] += starts[k]
    order, place = np.empty(len(index), np.int32), starts.copy()
    for m in range(len(index)):
        kind = kinds[index[m]]
        order[place[kind]] = m
        place[kind] += 1
    # Accumulate those of a class in a grid around all of them, with a border of two cells
    corner = first - 2
    grid = np.maximum(last - first + 5, 1)
    mass = np.zeros((grid[0], grid[1], grid[2]), np.float32)
    touched = np.empty((len(index), 3), np.int32)
    places, values, classes = touched.copy(), np.empty(len(index), np.float32), np.empty(len(index), np.uint8)
    found = 0
    for kind in chosen:
        count = 0
        for m in order[starts[kind] : starts[kind + 1]]:
            x, y, z = cells[m, 0] - corner[0], cells[m, 1] - corner[1], cells[m, 2] - corner[2]
            if mass[x, y, z] == 0:
                touched[count, 0], touched[count, 1], touched[count, 2] = x, y, z
                count += 1
            mass[x, y, z] += weights[index[m]]
        # Smooth, find the maxima, and clear the grid
        smooth = _smooth(mass, touched[:count])
        for n in range(count):
            mass[touched[n, 0], touched[n, 1], touched[n, 2]] = smooth[n]
        for n in range(count):
            if _is_peak(mass, touched[n, 0], touched[n, 1], touched[n, 2]):
                places[found] = touched[n] + corner
                values[found], classes[found] = smooth[n], kind
                found += 1
        for n in range(count):
            mass[touched[n, 0], touched[n, 1], touched[n, 2]] = 0
    return places[:found], values[:found], classes[:found]


@_compile
def suppress(points: Array, values: Array, kinds: Array, radii: Array, other: float) -> Array:
    """Return the indices of points [K, 3] that have no kept point with a higher value [K] nearby (greedily).

    Nearby is within the radius of their class, and between two classes within `other` times the larger radius.

    Args:
        points: Points [K, 3].
        values: Values [K] of the points.
        kinds: Class ids [K] of the points.
        radii: Radii [256] by class.
        other: Factor of the radius between points of two classes.
    """
    order = np.argsort(-values)
    kept = np.empty(len(order), np.int64)
    count = 0
    for n in order:
        free = True
        for m in kept[:count]:
            x, y, z = points[n, 0] - points[m, 0], points[n, 1] - points[m, 1], points[n, 2] - points[m, 2]
            radius = max(radii[kinds[n]], radii[kinds[m]])
            if kinds[n] != kinds[m]:
                radius *= other
            if x * x + y * y + z * z < radius * radius:
                free = False
                break
        if free:
            kept[count] = n
            count += 1
    return kept[:count].copy()
