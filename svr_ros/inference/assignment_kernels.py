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

"""Compiled loops that assign the votes of voxels for the centres of their objects to the nearest centre.

Kernels that call each other stay in one file: numba caches a compiled function until its own file changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled

Array = NDArray[Any]

_CELL = 0.2
"""Side in metres of the cells in which the centres that votes may belong to are looked up."""

_ROUNDING = 1e-3
"""Bound of the error of distances in single precision, in metres and in units of the separation."""

_compile = compiled(nogil=True, error_model="numpy")


@_compile
def _append_candidates(
    listed: Array, end: int, middle: tuple[float, float, float], centres: Array, per_radius: Array, limits: Array
) -> tuple[Array, int]:
    """Append the number of centres that may be nearest to votes of one class in a cell, and their indices, to a list.

    Left out are centres that are farther from all of the cell than another one, or than their limit.

    Args:
        listed: List, which is replaced by a longer one if it is full.
        end: Number of entries in it.
        middle: Middle of the cell.
        centres: Centres [K, 3].
        per_radius: Reciprocals [K] of the units of the distances of such votes.
        limits: Maximum distances [K] in these units.

    Returns:
        The list and the number of entries.
    """
    if end + len(centres) + 1 > len(listed):
        listed = np.concatenate((listed, np.empty(len(listed) + len(centres), np.int32)))
    # Take centres that are not beyond their limit, nor beyond the farthest point of the cell from one before
    nearest, half = np.empty(len(centres)), _CELL * np.sqrt(3) / 2 + _ROUNDING
    bound, last = np.inf, end + 1
    for k in range(len(centres)):
        x, y, z = centres[k, 0] - middle[0], centres[k, 1] - middle[1], centres[k, 2] - middle[2]
        distance = np.sqrt(x * x + y * y + z * z)
        nearest[k] = (distance - half) * per_radius[k]
        if nearest[k] <= limits[k] and nearest[k] <= bound:
            listed[last] = k
            last += 1
            farthest = (distance + half) * per_radius[k]
            if farthest < limits[k]:
                bound = min(bound, farthest)
    # Drop those beyond the farthest point from a later one
    kept = end + 1
    for at in range(end + 1, last):
        if nearest[listed[at]] <= bound:
            listed[kept] = listed[at]
            kept += 1
    listed[end] = kept - end - 1
    return listed, kept


@_compile
def _safe_distances(centres: Array, radii: Array, limits: Array) -> Array:
    """Return the distance [K] in units of each centre up to which votes of one class cannot be nearer to another.

    By the triangle inequality, it is d / (r + q) for another centre at the distance d, with the units r and q of both.

    Args:
        centres: Centres [K, 3].
        radii: Units [K] of the distances of such votes.
        limits: Maximum distances [K] in these units.
    """
    safe = limits.copy()
    for k in range(len(centres)):
        for other in range(k):
            x, y, z = (
                centres[k, 0] - centres[other, 0],
                centres[k, 1] - centres[other, 1],
                centres[k, 2] - centres[other, 2],
            )
            distance = np.sqrt(x * x + y * y + z * z) / (radii[k] + radii[other])
            safe[k], safe[other] = min(safe[k], distance), min(safe[other], distance)
    return safe


@_compile
def _units(
    centres: Array, classes: Array, radii: Array, limits: tuple[float, float]
) -> tuple[Array, Array, Array, Array]:
    """Return the distances of centres [K] for votes of each class; see `assign`.

    Returns:
        Column [256] of each class in the other arrays, 0 for those without a centre; units [C, K] of the distances,
        half of the radius for votes of other classes; limits [C, K] in these units; and scaled squared distances
        [C, K] within which votes have this centre.
    """
    column, columns = np.zeros(256, np.int64), 1
    for kind in classes:
        if column[kind] == 0:
            column[kind] = columns
            columns += 1
    units, farthest = np.empty((columns, len(centres))), np.empty((columns, len(centres)))
    safe = np.empty((columns, len(centres)), np.float32)
    for at in range(columns):
        for k in range(len(centres)):
            factor, limit = (1.0, limits[0]) if column[classes[k]] == at else (2.0, limits[1])
            units[at, k], farthest[at, k] = radii[classes[k]] / factor, limit * factor
        distance = np.maximum(_safe_distances(centres, units[at], farthest[at]) - _ROUNDING, 0)
        for k in range(len(centres)):
            safe[at, k] = (distance[k] * units[at, k] / radii[classes[k]]) ** 2
    return column, units, farthest, safe


@_compile
def _grid_around(centres: Array, reaches: Array) -> tuple[Array, Array]:
    """Return the lowest corner [3] and the numbers of cells [3] of a grid around spheres: centres [K, 3], radii [K]."""
    low, shape = np.empty(3, np.float32), np.empty(3, np.int64)
    for axis in range(3):
        low[axis] = (centres[:, axis] - reaches).min()
        shape[axis] = int(((centres[:, axis] + reaches).max() - low[axis]) / _CELL) + 1
    return low, shape


@_compile
def assign(
    votes: Array, kinds: Array, centres: Array, classes: Array, radii: Array, limits: tuple[float, float]
) -> tuple[Array, Array]:
    """Return the nearest centre for each vote [N], counted from 1, and their agreement [N].

    Distances are in units of the radius of the centre's class. A vote belongs to a centre of its own class up to the
    first limit, and to one of another class up to the second one, where the distance counts twice. The agreement falls
    with its square, from 1 to 0 at the first limit. Votes farther from all centres or not finite have 0 for both.

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
    column, units, farthest, safe = _units(centres, classes, radii, limits)
    # Lay a grid around the centres; each cell has a list of candidates for each class, which is filled when first used
    low, shape = _grid_around(centres, radii[classes] * max(limits[0], limits[1]))
    x0, y0, z0, rows, columns = low[0], low[1], low[2], shape[1], shape[2]
    table = np.zeros(shape[0] * rows * columns * len(units), np.int32)
    listed, end = np.empty(1 << 14, np.int32), 1
    per_unit, per_metre = 1 / units, np.float32(1 / _CELL)
    own, other = np.float32(limits[0] * limits[0]), np.float32(limits[1] * limits[1])
    scale, chosen = 1 / (radii[classes] * radii[classes]), 0
    for n in range(len(votes)):
        # Keep the centre of the voxel before if no other can be nearer
        x, y, z, at = votes[n, 0], votes[n, 1], votes[n, 2], column[kinds[n]]
        dx, dy, dz = x - centres[chosen, 0], y - centres[chosen, 1], z - centres[chosen, 2]
        square = (dx * dx + dy * dy + dz * dz) * scale[chosen]
        if square < safe[at, chosen]:
            keys[n] = chosen + 1
            agreement[n] = np.float32(1) - square / own
            continue
        # Look up the candidates of the cell; comparisons with NaN are false
        u, v, w = (x - x0) * per_metre, (y - y0) * per_metre, (z - z0) * per_metre
        if not (0 <= u < shape[0] and 0 <= v < rows and 0 <= w < columns):
            continue
        cell = ((int(u) * rows + int(v)) * columns + int(w)) * len(units) + at
        start = table[cell]
        if start == 0:
            table[cell] = start = end
            middle = x0 + _CELL * (int(u) + 0.5), y0 + _CELL * (int(v) + 0.5), z0 + _CELL * (int(w) + 0.5)
            listed, end = _append_candidates(listed, end, middle, centres, per_unit[at], farthest[at])
        # Find the nearest one
        best, nearest, found = np.float32(np.inf), np.float32(0), -1
        for place in range(start + 1, start + 1 + listed[start]):
            k = listed[place]
            dx, dy, dz = x - centres[k, 0], y - centres[k, 1], z - centres[k, 2]
            square = (dx * dx + dy * dy + dz * dz) * scale[k]
            same = classes[k] == kinds[n]
            cost = square if same else np.float32(4) * square
            if cost < best and square < (own if same else other):
                best, nearest, found = cost, square, k
        if found >= 0:
            keys[n] = found + 1
            agreement[n] = np.float32(1) - nearest / own
            chosen = found
    return keys, agreement
