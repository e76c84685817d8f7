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

"""Compiled loops over the votes of voxels for the centres of their objects: maxima, and the centre of each vote.

Kernels that call each other stay in one file: numba caches a compiled function until its own file changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled

Array = NDArray[Any]

_ASSIGN_CELL = 0.25
"""Side in metres of the cells in which the centres that votes may belong to are looked up."""

_compile = compiled(nogil=True, error_model="numpy")


@_compile
def cast_votes(voxels: Array, offsets: Array, depth: Array, tan_x: float, tan_y: float, shape: Any) -> Array:
    """Return the votes [N, 3] in metres: the centres of voxels, given as flat indices [N], plus offsets [N, 3]."""
    _, rows, columns = shape
    votes = np.empty((len(voxels), 3), np.float32)
    for n in range(len(voxels)):
        d, rest = divmod(voxels[n], rows * columns)
        r, c = divmod(rest, columns)
        z = depth[d]
        votes[n, 0] = ((2 * c + 1) / columns - 1) * tan_x * z + offsets[n, 0]
        votes[n, 1] = ((2 * r + 1) / rows - 1) * tan_y * z + offsets[n, 1]
        votes[n, 2] = z + offsets[n, 2]
    return votes


@_compile
def vote_cells(votes: Array, low: Array, size: float, shape: Any) -> tuple[Array, Array]:
    """Return the cells [N, 3] of votes [N, 3] in a grid with a border of two cells, and the mask [N] of those inside.

    Args:
        votes: Votes in metres; those that are not finite are outside.
        low: Lowest corner [3] of the grid without its border.
        size: Side of the cells.
        shape: Numbers of cells along x, y and z, with the border.
    """
    cells = np.zeros(votes.shape, np.int32)
    inside = np.zeros(len(votes), np.bool_)
    for n in range(len(votes)):
        x, y, z = (votes[n, 0] - low[0]) / size, (votes[n, 1] - low[1]) / size, (votes[n, 2] - low[2]) / size
        # Comparisons with NaN are false
        if x >= 0 and y >= 0 and z >= 0 and x < shape[0] - 4 and y < shape[1] - 4 and z < shape[2] - 4:
            cells[n] = int(x) + 2, int(y) + 2, int(z) + 2
            inside[n] = True
    return cells, inside


@_compile
def smooth_votes(cells: Array, weights: Array, mass: Array) -> tuple[Array, Array]:
    """Accumulate votes in a grid, and smooth it at the cells that have votes.

    Args:
        cells: Indices [N, 3] of the votes' cells, at least two cells inside of the grid.
        weights: Weights [N] of the votes.
        mass: Grid [X, Y, Z] of zeros, which it is again afterwards.

    Returns:
        Local maxima [K, 3] of the smoothed grid among their 26 neighbours, and their values [K].
    """
    # Accumulate
    touched = np.empty((len(cells), 3), np.int32)
    count = 0
    for n in range(len(cells)):
        x, y, z = cells[n, 0], cells[n, 1], cells[n, 2]
        if mass[x, y, z] == 0:
            touched[count] = cells[n]
            count += 1
        mass[x, y, z] += weights[n]
    # Smooth by the binomial kernel (1 2 1) / 4 along each axis
    smooth = np.empty(count, np.float32)
    for n in range(count):
        x, y, z = touched[n, 0], touched[n, 1], touched[n, 2]
        total = 0.0
        for i in range(-1, 2):
            for j in range(-1, 2):
                for k in range(-1, 2):
                    total += mass[x + i, y + j, z + k] * (2 - abs(i)) * (2 - abs(j)) * (2 - abs(k))
        smooth[n] = total / 64
    for n in range(count):
        mass[touched[n, 0], touched[n, 1], touched[n, 2]] = smooth[n]
    # Find the local maxima; of equal neighbours, the first
    peaks = np.empty((count, 3), np.int32)
    values = np.empty(count, np.float32)
    found = 0
    for n in range(count):
        x, y, z = touched[n, 0], touched[n, 1], touched[n, 2]
        highest = True
        for i in range(-1, 2):
            for j in range(-1, 2):
                for k in range(-1, 2):
                    other = mass[x + i, y + j, z + k]
                    if other > smooth[n] or (other == smooth[n] and (i, j, k) < (0, 0, 0)):
                        highest = False
        if highest:
            peaks[found] = touched[n]
            values[found] = smooth[n]
            found += 1
    for n in range(count):
        mass[touched[n, 0], touched[n, 1], touched[n, 2]] = 0
    return peaks[:found], values[:found]


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


@_compile
def _centres_of_cells(centres: Array, reaches: Array, low: Array, size: float, shape: Any) -> tuple[Array, Array]:
    """Return for each cell of a grid the centres whose reach touches it, as ranges of a list.

    Args:
        centres: Centres [K, 3].
        reaches: Distances [K] from the centres.
        low: Lowest corner [3] of the grid.
        size: Side of the cells.
        shape: Numbers of cells along x, y and z.

    Returns:
        Starts [X * Y * Z + 1] of the ranges, and the list of indices of centres, ascending in each range.
    """
    starts = np.zeros(shape[0] * shape[1] * shape[2] + 1, np.int32)
    found = np.empty(0, np.int32)
    first, end, gap = np.empty(3, np.int64), np.empty(3, np.int64), np.empty(3)
    # Count the centres of each cell, then list them
    for fill in (False, True):
        if fill:
            found = np.empty(np.sum(starts), np.int32)
            starts = np.cumsum(starts).astype(np.int32)
            starts[1:] = starts[:-1].copy()
            starts[0] = 0
        for n in range(len(centres)):
            for axis in range(3):
                first[axis] = max(int((centres[n, axis] - reaches[n] - low[axis]) / size) - 1, 0)
                end[axis] = min(int((centres[n, axis] + reaches[n] - low[axis]) / size) + 2, shape[axis])
            for i in range(first[0], end[0]):
                for j in range(first[1], end[1]):
                    for k in range(first[2], end[2]):
                        for axis, index in enumerate((i, j, k)):
                            side = low[axis] + index * size
                            gap[axis] = max(side - centres[n, axis], centres[n, axis] - side - size, 0.0)
                        if gap[0] * gap[0] + gap[1] * gap[1] + gap[2] * gap[2] <= reaches[n] * reaches[n]:
                            cell = (i * shape[1] + j) * shape[2] + k
                            if fill:
                                found[starts[cell + 1]] = n
                            starts[cell + 1] += 1
    return starts, found


@_compile
def assign(
    votes: Array, kinds: Array, centres: Array, classes: Array, radii: Array, limits: tuple[float, float]
) -> tuple[Array, Array]:
    """Return the nearest centre for each vote [N], counted from 1, and their agreement [N].

    Distances are in units of the radius of the centre's class. A vote belongs to a centre of its own class up to the
    first limit, and to one of another class up to the second one, where the distance counts twice. The agreement falls
    with the square of the distance, from 1 to 0 at the first limit. Votes farther from all centres, and votes that are
    not finite, have centre 0 and agreement 0.

    Args:
        votes: Votes [N, 3].
        kinds: Class ids [N] of the votes.
        centres: Centres [K, 3].
        classes: Class ids [K] of the centres.
        radii: Radii [256] by class.
        limits: Maximum distances from centres of the same class and of another one, in radii.
    """
    keys = np.zeros(len(votes), np.int32)
    agreement = np.zeros(len(votes), np.float32)
    if not len(centres):
        return keys, agreement
    # Look up the centres within reach of each cell of a grid around them
    own, other = np.float32(limits[0] * limits[0]), np.float32(limits[1] * limits[1])
    reaches = radii[classes] * max(limits[0], limits[1])
    low, shape = np.empty(3, np.float32), np.empty(3, np.int64)
    for axis in range(3):
        low[axis] = (centres[:, axis] - reaches).min()
        shape[axis] = int(((centres[:, axis] + reaches).max() - low[axis]) / _ASSIGN_CELL) + 1
    starts, near = _centres_of_cells(centres, reaches, low, _ASSIGN_CELL, shape)
    scale, per_metre = 1 / (radii[classes] * radii[classes]), np.float32(1 / _ASSIGN_CELL)
    for n in range(len(votes)):
        x, y, z = votes[n, 0], votes[n, 1], votes[n, 2]
        u, v, w = (x - low[0]) * per_metre, (y - low[1]) * per_metre, (z - low[2]) * per_metre
        # Comparisons with NaN are false
        if not (0 <= u < shape[0] and 0 <= v < shape[1] and 0 <= w < shape[2]):
            continue
        cell = (int(u) * shape[1] + int(v)) * shape[2] + int(w)
        best, chosen, nearest = np.float32(np.inf), -1, np.float32(0)
        for at in range(starts[cell], starts[cell + 1]):
            k = near[at]
            dx, dy, dz = x - centres[k, 0], y - centres[k, 1], z - centres[k, 2]
            square = (dx * dx + dy * dy + dz * dz) * scale[k]
            same = classes[k] == kinds[n]
            cost = square if same else np.float32(4) * square
            if cost < best and square < (own if same else other):
                best, chosen, nearest = cost, k, square
        if chosen >= 0:
            keys[n] = chosen + 1
            agreement[n] = np.float32(1) - nearest / own
    return keys, agreement
