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
