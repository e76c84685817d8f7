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

"""Signed distances in the frustum of a camera, as kernels that list the few solids relevant to each part of it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.frustum import Frustum
from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.shapes import (
    INSTANCE,
    LABEL,
    RADIUS,
    SolidTable,
    from_centre,
    list_all_solids,
    local_distance,
    nearest_surface,
    room_shell_distance,
    to_local,
)
from svr_ros.synthesis.render.surfaces import Surfaces, empty_surfaces
from svr_ros.synthesis.render.vectors import Array, Vector, dot, length, minus

CELLS = 8
"""Cells per side into which points are sorted."""

_PARENTS = 2
"""Cells per side that preselect the solids for the cells."""

_LEAF = 4
"""Voxels per side of the smallest parts for which solids are listed."""


class KernelFrustum(NamedTuple):
    """A frustum for kernels: its depth range in metres, half its width and height at depth one metre."""

    near: float
    far: float
    tan_x: float
    tan_y: float


def kernel_frustum(frustum: Frustum) -> KernelFrustum:
    """Return a frustum for kernels."""
    return KernelFrustum(frustum.near, frustum.far, frustum.tan_x, frustum.tan_y)


def truncated_volume(
    table: SolidTable, frustum: Frustum, resolution: int, truncation: float
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return truncated signed distances (m) and classes at the centres of resolution^3 voxels [depth, row, column].

    Distances are clamped to +-truncation (m). Where all surfaces are farther than that, the class is the one nearest to
    the centre of a larger cube around the voxel.
    """
    shape = (resolution,) * 3
    distance, labels = np.empty(shape, np.float32), np.empty(shape, np.uint8)
    side = resolution & -resolution
    levels = side.bit_length()
    lists, apart = np.empty((levels, len(table)), np.int32), np.empty(len(table))
    solids, every, space = table.astype(np.float64), list_all_solids(len(table)), kernel_frustum(frustum)
    corners = range(0, resolution, side)
    for z, y, x in ((z, y, x) for z in corners for y in corners for x in corners):
        _fill(solids, space, (z, y, x), side, truncation, every, lists, apart, 0, distance, labels)
    return distance, labels


def surfaces_in_frustum(table: SolidTable, frustum: Frustum, volume: NDArray[np.float32]) -> Surfaces:
    """Return the surfaces nearest to volume coordinates [N, 3] within 0..1."""
    surfaces = empty_surfaces(len(volume))
    cells = np.full((CELLS**3 + _PARENTS**3, len(table)), -1, np.int16)
    every = list_all_solids(len(table)).astype(np.int16)
    volume = np.ascontiguousarray(volume, np.float32)
    _distances(table.astype(np.float64), kernel_frustum(frustum), volume, every, cells, np.empty(len(table)), *surfaces)
    return surfaces


@inlined
def volume_point(space: KernelFrustum, column: float, row: float, s: float) -> Vector:
    """Return volume coordinates in 0..1 in camera coordinates; see `Frustum.to_camera`."""
    u = 1.0 - s
    z = space.near * space.far / (space.near + (space.far - space.near) * u * u)
    return (2.0 * column - 1.0) * space.tan_x * z, (2.0 * row - 1.0) * space.tan_y * z, z


@kernel
def cell_ball(space: KernelFrustum, column: float, row: float, s: float, side: float) -> tuple[Vector, float]:
    """Return the centre of a cube in volume coordinates, given by a corner, and the maximum distance of its corners."""
    half = 0.5 * side
    centre = volume_point(space, column + half, row + half, s + half)
    radius = 0.0
    for k in range(8):
        corner = volume_point(space, column + k // 4 * side, row + k // 2 % 2 * side, s + k % 2 * side)
        radius = max(radius, length(minus(corner, centre)))
    return centre, radius


@kernel
def list_nearest(
    solids: Array, centre: Vector, radius: float, among: Array, found: Array, apart: Array
) -> tuple[float, int]:
    """List the solids of a list that can be nearest in a ball, and return distance and class at its centre.

    Distances change at most as fast as the point moves: a solid that is nearest somewhere in the ball is, at the
    centre, at most twice the radius farther than the nearest one. `apart` is scratch memory.
    """
    nearest, label = room_shell_distance(solids, centre)
    count = 0
    for k in range(1, among[0] + 1):
        i = among[k]
        away = from_centre(solids, i, centre)
        bound = nearest + 2.0 * radius + solids[i, RADIUS]
        if bound <= 0.0 or dot(away, away) > bound * bound:
            continue
        distance = local_distance(solids, i, to_local(solids, i, away))
        if distance > nearest + 2.0 * radius:
            continue
        count += 1
        found[count], apart[count] = i, distance
        if distance < nearest:
            nearest, label = distance, int(solids[i, LABEL])
    kept = 0
    for k in range(1, count + 1):
        if apart[k] <= nearest + 2.0 * radius:
            kept += 1
            found[kept] = found[k]
    found[0] = kept
    return nearest, label


@kernel
def _fill(
    solids: Array,
    space: KernelFrustum,
    corner: tuple[int, int, int],
    side: int,
    truncation: float,
    among: Array,
    lists: Array,
    apart: Array,
    level: int,
    distance: Array,
    labels: Array,
) -> None:
    """Fill a cube of voxels: at once if no surface is near, else by its eighths or by its voxels."""
    # List the solids that can be nearest in the cube.
    z, y, x = corner
    voxel = 1.0 / distance.shape[0]
    found = lists[level]
    centre, radius = cell_ball(space, x * voxel, y * voxel, z * voxel, side * voxel)
    nearest, label = list_nearest(solids, centre, radius, among, found, apart)
    is_far = abs(nearest) >= truncation + radius
    # Split a large cube near a surface.
    if side > _LEAF and not is_far:
        half = side // 2
        for k in range(8):
            part = z + k // 4 * half, y + k // 2 % 2 * half, x + k % 2 * half
            _fill(solids, space, part, half, truncation, found, lists, apart, level + 1, distance, labels)
        return
    # Fill the voxels.
    for i in range(z, z + side):
        for j in range(y, y + side):
            for k in range(x, x + side):
                if not is_far:
                    point = volume_point(space, (k + 0.5) * voxel, (j + 0.5) * voxel, (i + 0.5) * voxel)
                    nearest, label, _ = nearest_surface(solids, found, point)
                distance[i, j, k] = min(max(nearest, -truncation), truncation)
                labels[i, j, k] = label


@kernel
def _distances(
    solids: Array,
    space: KernelFrustum,
    volume: Array,
    every: Array,
    cells: Array,
    apart: Array,
    distance: Array,
    labels: Array,
    instances: Array,
) -> None:
    """Compute the nearest surfaces of points, each from the solids of its cell, which its first point lists."""
    for p in range(volume.shape[0]):
        column, row, s = volume[p, 0], volume[p, 1], volume[p, 2]
        parent = cells[CELLS**3 + _cell(_PARENTS, column, row, s)]
        found = cells[_cell(CELLS, column, row, s)]
        if parent[0] < 0:
            _list_cell(solids, space, _PARENTS, column, row, s, every, parent, apart)
        if found[0] < 0:
            _list_cell(solids, space, CELLS, column, row, s, parent, found, apart)
        distance[p], labels[p], solid = nearest_surface(solids, found, volume_point(space, column, row, s))
        instances[p] = int(solids[solid, INSTANCE])


@inlined
def _step(cells: int, coordinate: float) -> int:
    return min(max(int(math.floor(coordinate * cells)), 0), cells - 1)


@inlined
def _cell(cells: int, column: float, row: float, s: float) -> int:
    """Return the number of the cell that contains volume coordinates."""
    return (_step(cells, s) * cells + _step(cells, row)) * cells + _step(cells, column)


@kernel
def _list_cell(
    solids: Array,
    space: KernelFrustum,
    cells: int,
    column: float,
    row: float,
    s: float,
    among: Array,
    found: Array,
    apart: Array,
) -> None:
    """List the solids that can be nearest in the cell that contains volume coordinates."""
    side = 1.0 / cells
    centre, radius = cell_ball(
        space, _step(cells, column) * side, _step(cells, row) * side, _step(cells, s) * side, side
    )
    list_nearest(solids, centre, radius, among, found, apart)
