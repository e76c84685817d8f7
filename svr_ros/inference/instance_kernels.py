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

"""Compiled loops over the voxels of a view frustum that segment instances and sample their surfaces.

All numba kernels stay in one file: numba caches a compiled function until its own file changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled

Array = NDArray[Any]

_compile = compiled(nogil=True, error_model="numpy")


@_compile
def surface_voxels(tsdf: Array, labels: Array, things: Array, valid: Array, band: float) -> Array:
    """Return the flat indices, int32, of the voxels of selected classes nearer to a surface than `band`.

    Args:
        tsdf: Signed distances [D, R, C].
        labels: Class ids [D, R, C].
        things: Mask [256] of the selected classes.
        valid: Mask [R, C] of the columns in view.
        band: Maximum absolute distance, in the unit of `tsdf`.
    """
    slices, rows, columns = tsdf.shape
    found = np.empty(tsdf.size, np.int32)
    count = 0
    for d in range(slices):
        for r in range(rows):
            for c in range(columns):
                if abs(tsdf[d, r, c]) < band and valid[r, c] and things[labels[d, r, c]]:
                    found[count] = (d * rows + r) * columns + c
                    count += 1
    return found[:count].copy()


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
    own, other = limits[0] * limits[0], limits[1] * limits[1]
    for n in range(len(votes)):
        best = np.inf
        for k in range(len(centres)):
            x, y, z = votes[n, 0] - centres[k, 0], votes[n, 1] - centres[k, 1], votes[n, 2] - centres[k, 2]
            radius = radii[classes[k]]
            square = (x * x + y * y + z * z) / (radius * radius)
            same = classes[k] == kinds[n]
            cost = square if same else 4 * square
            if square < (own if same else other) and cost < best:
                best = cost
                keys[n] = k + 1
                agreement[n] = 1 - square / own
    return keys, agreement


@_compile
def _root(parent: Array, n: int) -> int:
    while parent[n] != n:
        parent[n] = parent[parent[n]]
        n = parent[n]
    return n


@_compile
def components(voxels: Array, keys: Array, valid: Array, shape: Any) -> Array:
    """Return the connected component [N] of each voxel: the index of its first voxel; -1 for none.

    Voxels (ascending flat indices [N]) are connected if they share a face and a key [N]. Those with key 0, and those
    outside of the mask `valid` [R * C] of the columns in view, are in no component.
    """
    slices, rows, columns = shape
    place = np.zeros(slices * rows * columns, np.int32)
    for n in range(len(voxels)):
        if keys[n] and valid[voxels[n] % (rows * columns)]:
            place[voxels[n]] = n + 1
    parent = np.arange(len(voxels))
    for n in range(len(voxels)):
        if place[voxels[n]] == 0:
            continue
        d, rest = divmod(voxels[n], rows * columns)
        r, c = divmod(rest, columns)
        for inside, step in ((d > 0, rows * columns), (r > 0, columns), (c > 0, 1)):
            other = place[voxels[n] - step] - 1 if inside else -1
            if other >= 0 and keys[other] == keys[n]:
                a, b = _root(parent, n), _root(parent, other)
                if a != b:
                    parent[max(a, b)] = min(a, b)
    found = np.empty(len(voxels), np.int32)
    for n in range(len(voxels)):
        found[n] = _root(parent, n) if place[voxels[n]] else -1
    return found


@_compile
def clean(
    component: Array,
    keys: Array,
    area: Array,
    agreement: Array,
    separate: bool,
    min_component: float,
    min_area: float,
    min_voxels: int,
) -> tuple[Array, Array]:
    """Return instances [N], numbered from 1, without small components and small objects, and their mean agreement.

    Args:
        component: Component [N] of each voxel, -1 for none.
        keys: Object [N] of each voxel, 0 for none.
        area: Surface area [N] that each voxel stands for.
        agreement: Agreement [N] of each vote with the centre of its object.
        separate: Whether each component is an object of its own; otherwise those with one key are one object.
        min_component: Minimum fraction of an object's area in each of its components.
        min_area: Minimum area of an object.
        min_voxels: Minimum number of voxels of an object.
    """
    count = len(keys)
    # Drop the small components of each object
    own = np.zeros(count, np.float32)
    total = np.zeros(keys.max() + 1 if count else 1, np.float32)
    for n in range(count):
        if component[n] >= 0:
            own[component[n]] += area[n]
            total[keys[n]] += area[n]
    owner = np.full(count, -1, np.int32)
    size = max(count, len(total))
    mass, voxels = np.zeros(size, np.float32), np.zeros(size, np.int32)
    for n in range(count):
        if component[n] >= 0 and (separate or own[component[n]] >= min_component * total[keys[n]]):
            owner[n] = component[n] if separate else keys[n]
            mass[owner[n]] += area[n]
            voxels[owner[n]] += 1
    # Drop small objects, and number the others
    numbers = np.zeros(size, np.int32)
    found = 0
    for k in range(size):
        if mass[k] >= min_area and voxels[k] >= min_voxels:
            found += 1
            numbers[k] = found
    instances = np.zeros(count, np.int32)
    mean = np.zeros(found + 1)
    for n in range(count):
        if owner[n] >= 0:
            instances[n] = numbers[owner[n]]
            mean[instances[n]] += agreement[n]
    for k in range(size):
        if numbers[k]:
            mean[numbers[k]] /= voxels[k]
    return instances, mean


@_compile
def crossings(
    tsdf: Array, instances: Array, voxels: Array, depth: Array, tan_x: float, tan_y: float
) -> tuple[Array, Array, Array]:
    """Return the zero crossings [M, 3] in camera coordinates around the voxels of instances.

    With them come the instance [M] of the solid that they bound and the flat index [M] of the voxel on their free side.

    Args:
        tsdf: Signed distances [D, R, C] in metres.
        instances: Instances [D, R, C], 0 for none.
        voxels: Flat indices [N] of the voxels to look at.
        depth: Depths [D] of the voxels' centres in metres.
        tan_x: Half the width of the frustum at one metre.
        tan_y: Half the height of the frustum at one metre.
    """
    slices, rows, columns = tsdf.shape
    points = np.empty((6 * len(voxels), 3), np.float32)
    owners = np.empty(6 * len(voxels), np.uint16)
    free = np.empty(6 * len(voxels), np.int32)
    count = 0
    for n in range(len(voxels)):
        d, rest = divmod(voxels[n], rows * columns)
        r, c = divmod(rest, columns)
        owner, value = instances[d, r, c], tsdf[d, r, c]
        if owner == 0 or value >= 0:
            continue
        for axis in range(3):
            for step in (-1, 1):
                e, s, b = d + step * (axis == 0), r + step * (axis == 1), c + step * (axis == 2)
                if not (0 <= e < slices and 0 <= s < rows and 0 <= b < columns):
                    continue
                other = tsdf[e, s, b]
                if other < 0:
                    continue
                part = value / (value - other)
                z = depth[d] + part * (depth[e] - depth[d])
                points[count, 0] = ((2 * (c + part * (b - c)) + 1) / columns - 1) * tan_x * z
                points[count, 1] = ((2 * (r + part * (s - r)) + 1) / rows - 1) * tan_y * z
                points[count, 2] = z
                owners[count] = owner
                free[count] = (e * rows + s) * columns + b
                count += 1
    return points[:count].copy(), owners[:count].copy(), free[:count].copy()
