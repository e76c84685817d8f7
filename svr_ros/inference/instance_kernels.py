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
def _root(parent: Array, n: int) -> int:
    while parent[n] != n:
        parent[n] = parent[parent[n]]
        n = parent[n]
    return n


@_compile
def look_up(voxels: Array, labels: Array, area: Array) -> tuple[Array, Array]:
    """Return the class ids [N] of voxels (ascending flat indices [N]) and the surface areas [N] that they stand for.

    Args:
        voxels: Flat indices of the voxels.
        labels: Class ids [D * R * C].
        area: Surface areas [D] that the voxels of each slice stand for.
    """
    kinds, areas = np.empty(len(voxels), np.uint8), np.empty(len(voxels), np.float32)
    size = len(labels) // len(area)
    d, end = 0, size
    for n in range(len(voxels)):
        while voxels[n] >= end:
            d += 1
            end += size
        kinds[n] = labels[voxels[n]]
        areas[n] = area[d]
    return kinds, areas


@_compile
def _runs(voxels: Array, keys: Array, valid: Array, shape: Any) -> tuple[Array, Array, Array]:
    """Return the runs of adjacent voxels with one key in the rows of a volume; see `components`.

    Returns:
        Index [K + 1] of the first voxel of each run, and a last one without meaning; the run [N] of each voxel, -1 for
        none; and the first run [D * R + 1] of each row of the volume.
    """
    slices, rows, columns = shape
    first, run_of = np.empty(len(voxels) + 1, np.int32), np.empty(len(voxels), np.int32)
    starts = np.zeros(slices * rows + 1, np.int32)
    count, row, end = 0, 0, columns
    previous, key = np.int64(-2), 0
    for n in range(len(voxels)):
        voxel = np.int64(voxels[n])
        while voxel >= end:
            row += 1
            end += columns
            starts[row] = count
            previous = -2
        if keys[n] == 0 or not valid[(row % rows) * columns + voxel - (end - columns)]:
            run_of[n] = -1
            previous = -2
            continue
        if voxel != previous + 1 or keys[n] != key:
            first[count] = n
            count += 1
            key = keys[n]
        run_of[n] = count - 1
        previous = voxel
    starts[row + 1 :] = count
    return first[: count + 1], run_of, starts


@_compile
def components(voxels: Array, keys: Array, valid: Array, shape: Any) -> Array:
    """Return the connected component [N] of each voxel: the index of its first voxel; -1 for none.

    Voxels (ascending flat indices [N]) are connected if they share a face and a key [N]. Those with key 0, and those
    outside of the mask `valid` [R * C] of the columns in view, are in no component.
    """
    slices, rows, columns = shape
    first, run_of, starts = _runs(voxels, keys, valid, shape)
    count = len(first) - 1
    # Find the first column and the length of each run
    low, length = np.empty(count, np.int64), np.zeros(count, np.int32)
    for k in range(count):
        low[k] = voxels[first[k]]
    for n in range(len(voxels)):
        if run_of[n] >= 0:
            length[run_of[n]] += 1
    # Join the runs that touch in the row above, and in the slice before
    parent = np.arange(count)
    for row in range(slices * rows):
        for inside, back in ((row % rows > 0, 1), (row >= rows, rows)):
            if not inside:
                continue
            a, b, step = starts[row], starts[row - back], back * columns
            while a < starts[row + 1] and b < starts[row - back + 1]:
                a_end, b_end = low[a] + length[a], low[b] + step + length[b]
                if low[a] < b_end and low[b] + step < a_end and keys[first[a]] == keys[first[b]]:
                    x, y = _root(parent, a), _root(parent, b)
                    if x != y:
                        parent[max(x, y)] = min(x, y)
                if a_end <= b_end:
                    a += 1
                else:
                    b += 1
    for k in range(count):
        parent[k] = parent[parent[k]]
    found = np.empty(len(voxels), np.int32)
    for n in range(len(voxels)):
        found[n] = first[parent[run_of[n]]] if run_of[n] >= 0 else -1
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
def summarize(instances: Array, count: int, kinds: Array, area: Array, votes: Array) -> tuple[Array, Array, Array]:
    """Return the sums over the voxels of each instance: voxels [K], areas by class [K, 256], and weighted votes [K, 3].

    Args:
        instances: Instances [N] of the voxels, below `count`.
        count: Number K of instances, with 0 for none.
        kinds: Class ids [N].
        area: Surface areas [N], the weights of the votes.
        votes: Votes [N, 3] for centres; [0, 3] for none.
    """
    voxels, by_class, sums = np.zeros(count, np.int64), np.zeros((count, 256)), np.zeros((count, 3))
    for n in range(len(instances)):
        voxels[instances[n]] += 1
        by_class[instances[n], kinds[n]] += area[n]
        if len(votes):
            for axis in range(3):
                sums[instances[n], axis] += area[n] * votes[n, axis]
    return voxels, by_class, sums


@_compile
def _crossing_codes(tsdf: Array, instances: Array, voxels: Array) -> Array:
    """Return six times the index of a voxel of an instance, plus the number of the neighbour beyond a zero crossing.

    Neighbours are numbered by axis (depth, row, column), and along each from the lower to the higher one.
    """
    slices, rows, columns = tsdf.shape
    codes = np.empty(6 * len(voxels), np.int32)
    count, row, end = 0, 0, columns
    for n in range(len(voxels)):
        while voxels[n] >= end:
            row += 1
            end += columns
        if instances[n] == 0:
            continue
        d, r = divmod(row, rows)
        c = voxels[n] - (end - columns)
        if tsdf[d, r, c] >= 0:
            continue
        for neighbour, other in enumerate(
            (
                tsdf[d - 1, r, c] if d > 0 else np.float32(-1),
                tsdf[d + 1, r, c] if d < slices - 1 else np.float32(-1),
                tsdf[d, r - 1, c] if r > 0 else np.float32(-1),
                tsdf[d, r + 1, c] if r < rows - 1 else np.float32(-1),
                tsdf[d, r, c - 1] if c > 0 else np.float32(-1),
                tsdf[d, r, c + 1] if c < columns - 1 else np.float32(-1),
            )
        ):
            if other >= 0:
                codes[count] = 6 * n + neighbour
                count += 1
    return codes[:count]


@_compile
def crossings(
    tsdf: Array, instances: Array, voxels: Array, depth: Array, tan_x: float, tan_y: float, limit: int
) -> tuple[Array, Array, Array]:
    """Return zero crossings [M, 3] in camera coordinates around the voxels of instances.

    With them come the instance [M] of the solid that they bound and the flat index [M] of the voxel on their free side.

    Args:
        tsdf: Signed distances [D, R, C] in metres.
        instances: Instances [N] of the voxels, 0 for none.
        voxels: Ascending flat indices [N] of the voxels to look at.
        depth: Depths [D] of the voxels' centres in metres.
        tan_x: Half the width of the frustum at one metre.
        tan_y: Half the height of the frustum at one metre.
        limit: Number of crossings above which only every n-th one is returned.
    """
    _, rows, columns = tsdf.shape
    codes = _crossing_codes(tsdf, instances, voxels)
    codes = codes[:: max(len(codes) // limit, 1)]
    points = np.empty((len(codes), 3), np.float32)
    owners, free = np.empty(len(codes), np.uint16), np.empty(len(codes), np.int32)
    for m in range(len(codes)):
        n, neighbour = divmod(codes[m], 6)
        axis, step = neighbour // 2, 2 * (neighbour % 2) - 1
        d, rest = divmod(voxels[n], rows * columns)
        r, c = divmod(rest, columns)
        e, s, b = d + step * (axis == 0), r + step * (axis == 1), c + step * (axis == 2)
        part = tsdf[d, r, c] / (tsdf[d, r, c] - tsdf[e, s, b])
        z = depth[d] + part * (depth[e] - depth[d])
        points[m, 0] = ((2 * (c + part * (b - c)) + 1) / columns - 1) * tan_x * z
        points[m, 1] = ((2 * (r + part * (s - r)) + 1) / rows - 1) * tan_y * z
        points[m, 2] = z
        owners[m] = instances[n]
        free[m] = (e * rows + s) * columns + b
    return points, owners, free
