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
    """Return the runs of adjacent voxels with one key in the rows of a volume; see `group`.

    Returns:
        Index [K + 1] of the first voxel of each run, and a last one without meaning; the run [N] of each voxel, -1 for
        none; and the first run [D * R + 1] of each row of the volume.
    """
    slices, rows, columns = shape
    first, run_of = np.empty(len(voxels) + 1, np.int32), np.empty(len(voxels), np.int32)
    starts = np.zeros(slices * rows + 1, np.int32)
    count, row, end, slice_start = 0, 0, columns, 0
    previous, key = np.int64(-2), 0
    for n in range(len(voxels)):
        voxel = np.int64(voxels[n])
        if voxel >= end:
            while voxel >= end:
                row += 1
                end += columns
                starts[row] = count
            slice_start = row // rows * rows * columns
            previous = -2
        if keys[n] == 0 or not valid[voxel - slice_start]:
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
def _joined(low: Array, length: Array, keys: Array, starts: Array, shape: Any) -> Array:
    """Return the first run [K] of the connected component of each run; see `group`.

    Args:
        low: Flat index [K] of the first voxel of each run.
        length: Number of voxels [K] of each run.
        keys: Key [K] of each run.
        starts: First run [D * R + 1] of each row of the volume.
        shape: Numbers of voxels along depth, rows and columns.
    """
    slices, rows, columns = shape
    parent = np.arange(len(low))
    # Join the runs that touch in the row above, and in the slice before
    for row in range(slices * rows):
        for inside, back in ((row % rows > 0, 1), (row >= rows, rows)):
            if not inside:
                continue
            a, b, step = starts[row], starts[row - back], back * columns
            while a < starts[row + 1] and b < starts[row - back + 1]:
                a_end, b_end = low[a] + length[a], low[b] + step + length[b]
                if low[a] < b_end and low[b] + step < a_end and keys[a] == keys[b]:
                    x, y = _root(parent, a), _root(parent, b)
                    if x != y:
                        parent[max(x, y)] = min(x, y)
                if a_end <= b_end:
                    a += 1
                else:
                    b += 1
    for k in range(len(parent)):
        parent[k] = parent[parent[k]]
    return parent


@_compile
def group(
    voxels: Array,
    keys: Array,
    valid: Array,
    areas: Array,
    shape: Any,
    separate: bool,
    min_component: float,
    min_area: float,
    min_voxels: int,
) -> tuple[Array, int]:
    """Return the instances [N], from 1, of voxels with keys, without small components and small objects; 0 for none.

    Voxels (ascending flat indices [N]) are connected if they share a face and a key [N]. Those with key 0, and those
    outside of the mask `valid` [R * C] of the columns in view, belong to no instance. With the instances comes their
    number.

    Args:
        voxels: Flat indices of the voxels.
        keys: Object [N] of each voxel, 0 for none.
        valid: Mask of the columns in view.
        areas: Surface areas [D] that the voxels of each slice stand for.
        shape: Numbers of voxels along depth, rows and columns.
        separate: Whether each component is an object of its own; otherwise those with one key are one object.
        min_component: Minimum fraction of an object's area in each of its components.
        min_area: Minimum area of an object.
        min_voxels: Minimum number of voxels of an object.
    """
    # Find the runs, their components, and the area of each component and object
    first, run_of, starts = _runs(voxels, keys, valid, shape)
    count, size = len(first) - 1, shape[1] * shape[2]
    low, length, key = voxels[first[:count]].astype(np.int64), np.zeros(count, np.int32), keys[first[:count]]
    for n in range(len(voxels)):
        if run_of[n] >= 0:
            length[run_of[n]] += 1
    parent = _joined(low, length, key, starts, shape)
    own, total = np.zeros(count), np.zeros(key.max() + 1 if count else 1)
    for k in range(count):
        area = length[k] * areas[low[k] // size]
        own[parent[k]] += area
        total[key[k]] += area
    # Drop the small components of each object
    owner, owners = np.full(count, -1, np.int32), max(count, len(total))
    mass, number = np.zeros(owners), np.zeros(owners, np.int32)
    for k in range(count):
        if separate or own[parent[k]] >= min_component * total[key[k]]:
            owner[k] = parent[k] if separate else key[k]
            mass[owner[k]] += length[k] * areas[low[k] // size]
            number[owner[k]] += length[k]
    # Drop small objects, and number the others
    found = 0
    for k in range(owners):
        kept = mass[k] >= min_area and number[k] >= min_voxels
        found += kept
        number[k] = found if kept else 0
    instances = np.zeros(len(voxels), np.int32)
    for n in range(len(voxels)):
        if run_of[n] >= 0 and owner[run_of[n]] >= 0:
            instances[n] = number[owner[run_of[n]]]
    return instances, found


@_compile
def summarize(
    instances: Array, count: int, kinds: Array, area: Array, agreement: Array, votes: Array
) -> tuple[Array, Array, Array, Array]:
    """Return sums over the voxels of each instance [K]; those of 0, which is none, are zero.

    Args:
        instances: Instances [N] of the voxels, below `count`.
        count: Number K of instances, with 0 for none.
        kinds: Class ids [N].
        area: Surface areas [N], the weights of the votes.
        agreement: Agreement [N] of each vote with the centre of its object; [0] for none.
        votes: Votes [N, 3] for centres; [0, 3] for none.

    Returns:
        Numbers of voxels [K], areas by class [K, 256], sums of the agreement [K], and weighted sums [K, 3] of votes.
    """
    voxels, by_class = np.zeros(count, np.int64), np.zeros((count, 256))
    agreements, sums = np.zeros(count), np.zeros((count, 3))
    for n in range(len(instances)):
        k = instances[n]
        if k == 0:
            continue
        voxels[k] += 1
        by_class[k, kinds[n]] += area[n]
        if len(votes):
            agreements[k] += agreement[n]
            sums[k, 0] += area[n] * votes[n, 0]
            sums[k, 1] += area[n] * votes[n, 1]
            sums[k, 2] += area[n] * votes[n, 2]
    return voxels, by_class, agreements, sums


@_compile
def _crossing_codes(tsdf: Array, instances: Array, voxels: Array) -> Array:
    """Return six times the index of a voxel of an instance, plus the number of the neighbour beyond a zero crossing.

    Neighbours are numbered by axis (depth, row, column), and along each from the lower to the higher one.
    """
    slices, rows, columns = tsdf.shape
    values, size = tsdf.ravel(), rows * columns
    codes = np.empty(6 * len(voxels) + 6, np.int32)
    count, end, d, r = 0, 0, 0, 0
    for n in range(len(voxels)):
        v = voxels[n]
        if v >= end:
            d, r = divmod(v // columns, rows)
            end = (v // columns + 1) * columns
        if instances[n] == 0 or values[v] >= 0:
            continue
        c = v - (end - columns)
        # Write each code, and keep it if there is a free neighbour: faster than to branch
        codes[count] = 6 * n
        count += d > 0 and values[v - size] >= 0
        codes[count] = 6 * n + 1
        count += d < slices - 1 and values[v + size] >= 0
        codes[count] = 6 * n + 2
        count += r > 0 and values[v - columns] >= 0
        codes[count] = 6 * n + 3
        count += r < rows - 1 and values[v + columns] >= 0
        codes[count] = 6 * n + 4
        count += c > 0 and values[v - 1] >= 0
        codes[count] = 6 * n + 5
        count += c < columns - 1 and values[v + 1] >= 0
    return codes[:count]


@_compile
def crossings(
    tsdf: Array,
    instances: Array,
    voxels: Array,
    depth: Array,
    tan_x: float,
    tan_y: float,
    ground_from_camera: Array,
    limit: int,
) -> tuple[Array, Array, Array]:
    """Return zero crossings [M, 3] around the voxels of instances, in a frame of the caller, sorted by instance.

    With them come the instance [M] of the solid that they bound and the flat index [M] of the voxel on their free side.

    Args:
        tsdf: Signed distances [D, R, C] in metres.
        instances: Instances [N] of the voxels, 0 for none.
        voxels: Ascending flat indices [N] of the voxels to look at.
        depth: Depths [D] of the voxels' centres in metres.
        tan_x: Half the width of the frustum at one metre.
        tan_y: Half the height of the frustum at one metre.
        ground_from_camera: Transform [4, 4] from the camera's optical frame to that of the points.
        limit: Number of crossings above which only every n-th one is returned.
    """
    _, rows, columns = tsdf.shape
    codes = _crossing_codes(tsdf, instances, voxels)
    step = max(len(codes) // limit, 1)
    # Count the crossings of each instance, to sort them
    place = np.zeros(instances.max() + 2 if len(instances) else 2, np.int64)
    for m in range(0, len(codes), step):
        place[instances[codes[m] // 6] + 1] += 1
    for k in range(1, len(place)):
        place[k] += place[k - 1]
    points = np.empty((place[-1], 3), np.float32)
    owners, free = np.empty(len(points), np.uint16), np.empty(len(points), np.int32)
    matrix = ground_from_camera
    for m in range(0, len(codes), step):
        # Interpolate the zero between the voxel and its free neighbour
        n, neighbour = divmod(codes[m], 6)
        axis, step_to = neighbour // 2, 2 * (neighbour % 2) - 1
        d, rest = divmod(voxels[n], rows * columns)
        r, c = divmod(rest, columns)
        e, s, b = d + step_to * (axis == 0), r + step_to * (axis == 1), c + step_to * (axis == 2)
        part = tsdf[d, r, c] / (tsdf[d, r, c] - tsdf[e, s, b])
        z = depth[d] + part * (depth[e] - depth[d])
        x = ((2 * (c + part * (b - c)) + 1) / columns - 1) * tan_x * z
        y = ((2 * (r + part * (s - r)) + 1) / rows - 1) * tan_y * z
        at = place[instances[n]]
        place[instances[n]] += 1
        for axis in range(3):
            points[at, axis] = matrix[axis, 0] * x + matrix[axis, 1] * y + matrix[axis, 2] * z + matrix[axis, 3]
        owners[at], free[at] = instances[n], (e * rows + s) * columns + b
    return points, owners, free
