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

_ASSIGN_CELL = 0.2
"""Side in metres of the cells in which the centres that votes may belong to are looked up."""

_ROUNDING = 1e-3
"""Bound of the relative and of the absolute error of scaled squared distances in single precision."""

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


@_compile
def _candidates(
    corner: Array, size: float, centres: Array, scale: Array, same: Array, own: float, other: float, found: Array
) -> int:
    """Write the centres that a vote of one class in a cell may belong to into `found`, and return their number.

    A centre is left out if another one is nearer to all votes in the cell, or if all of them are beyond its limit.

    Args:
        corner: Lowest corner [3] of the cell.
        size: Side of the cell.
        centres: Centres [K, 3].
        scale: Factors [K] of the squared distances.
        same: Mask [K] of the centres of the class of the votes; the distances to others count twice.
        own: Limit of the scaled squared distance from centres of this class.
        other: That of centres of another class.
        found: Indices [K].
    """
    # Find the bound of the nearest centre for all votes in the cell
    bound, count = np.inf, 0
    for fill in (False, True):
        for k in range(len(centres)):
            nearest, farthest = 0.0, 0.0
            for axis in range(3):
                gap = corner[axis] - centres[k, axis]
                below, above = max(gap, -gap - size, 0.0), max(-gap, gap + size)
                nearest += below * below
                farthest += above * above
            limit, factor = (own, 1.0) if same[k] else (other, 4.0)
            # Tolerances cover the rounding of single precision
            if nearest * scale[k] * (1 - _ROUNDING) - _ROUNDING > min(limit, bound / factor):
                continue
            if fill:
                found[count] = k
                count += 1
            elif farthest * scale[k] * (1 + _ROUNDING) + _ROUNDING < limit:
                bound = min(bound, factor * (farthest * scale[k] * (1 + _ROUNDING) + _ROUNDING))
    return count


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
    keys, agreement = np.zeros(len(votes), np.int32), np.zeros(len(votes), np.float32)
    if not len(centres):
        return keys, agreement
    # Lay a grid around the centres; each cell has a list of candidates for each class, which is filled when first used
    own, other = np.float32(limits[0] * limits[0]), np.float32(limits[1] * limits[1])
    reaches, scale = radii[classes] * max(limits[0], limits[1]), 1 / (radii[classes] * radii[classes])
    low, shape = np.empty(3, np.float32), np.empty(3, np.int64)
    for axis in range(3):
        low[axis] = (centres[:, axis] - reaches).min()
        shape[axis] = int(((centres[:, axis] + reaches).max() - low[axis]) / _ASSIGN_CELL) + 1
    column, columns = np.zeros(256, np.int64), 1  # 0: no centre has this class
    for k in range(len(classes)):
        if column[classes[k]] == 0:
            column[classes[k]] = columns
            columns += 1
    table = np.zeros((shape[0] * shape[1] * shape[2], columns), np.int32)
    listed, end = np.empty(4096, np.int32), 1
    corner, per_metre = np.empty(3), np.float32(1 / _ASSIGN_CELL)
    for n in range(len(votes)):
        x, y, z = votes[n, 0], votes[n, 1], votes[n, 2]
        u, v, w = (x - low[0]) * per_metre, (y - low[1]) * per_metre, (z - low[2]) * per_metre
        # Comparisons with NaN are false
        if not (0 <= u < shape[0] and 0 <= v < shape[1] and 0 <= w < shape[2]):
            continue
        cell, kind = (int(u) * shape[1] + int(v)) * shape[2] + int(w), column[kinds[n]]
        start = table[cell, kind]
        if start == 0:
            if end + len(centres) + 1 > len(listed):
                longer = np.empty(2 * len(listed) + len(centres), np.int32)
                longer[:end] = listed[:end]
                listed = longer
            for axis, index in enumerate((int(u), int(v), int(w))):
                corner[axis] = low[axis] + index * _ASSIGN_CELL
            start = table[cell, kind] = end
            same = classes == kinds[n]
            listed[end] = _candidates(corner, _ASSIGN_CELL, centres, scale, same, own, other, listed[end + 1 :])
            end += listed[end] + 1
        # Compare the candidates
        best, chosen, nearest = np.float32(np.inf), -1, np.float32(0)
        for at in range(start + 1, start + 1 + listed[start]):
            k = listed[at]
            dx, dy, dz = x - centres[k, 0], y - centres[k, 1], z - centres[k, 2]
            square = (dx * dx + dy * dy + dz * dz) * scale[k]
            same_class = classes[k] == kinds[n]
            cost = square if same_class else np.float32(4) * square
            if cost < best and square < (own if same_class else other):
                best, chosen, nearest = cost, k, square
        if chosen >= 0:
            keys[n] = chosen + 1
            agreement[n] = np.float32(1) - nearest / own
    return keys, agreement
