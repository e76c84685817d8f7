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

"""Signed distances of many worlds at once on a CUDA device; see `volumes` and `cuda_render`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import cuda

from svr_ros.geometry.frustum import Frustum
from svr_ros.synthesis.render.cuda_render import THREADS, blocks
from svr_ros.synthesis.render.shapes import INSTANCE, nearest_surface
from svr_ros.synthesis.render.surfaces import Surfaces
from svr_ros.synthesis.render.volumes import CELLS, KernelFrustum, cell_ball, kernel_frustum, list_nearest, volume_point
from svr_ros.synthesis.render.worlds import Worlds


def nearest_surfaces(worlds: Worlds, points: Any) -> Surfaces:
    """Return the surfaces nearest to camera-frame device points [B, P, 3], in device arrays [B, P]."""
    count, number = points.shape[:2]
    surfaces = Surfaces(*(cuda.device_array((count, number), kind) for kind in (np.float32, np.uint8, np.int32)))
    _nearest_surfaces[blocks(count * number), THREADS](worlds, points, *surfaces)
    return surfaces


def truncated_volumes(worlds: Worlds, frustum: Frustum, resolution: int, truncation: float) -> tuple[Any, Any]:
    """Return signed distance (m) clamped to +-truncation, float32, and class, uint8, both [B, depth, row, column].

    The resolution is a multiple of 8.
    """
    count, rows = worlds.all_solids.shape
    shape = count, CELLS**3
    lists, apart = cuda.device_array((*shape, rows), np.int16), cuda.device_array((*shape, rows), np.float64)
    nearest, label, radii = (cuda.device_array(shape, kind) for kind in (np.float64, np.uint8, np.float64))
    _list_cells[blocks(count * CELLS**3), THREADS](worlds, kernel_frustum(frustum), lists, apart, nearest, label, radii)
    volume = count, resolution, resolution, resolution
    distance, labels = cuda.device_array(volume, np.float32), cuda.device_array(volume, np.uint8)
    _fill[blocks(count * resolution**3), THREADS](
        worlds, kernel_frustum(frustum), lists, nearest, label, radii, truncation, distance, labels
    )
    return distance, labels


@cuda.jit
def _nearest_surfaces(worlds: Worlds, points: Any, distance: Any, labels: Any, instances: Any) -> None:
    b, p = divmod(cuda.grid(1), points.shape[1])
    if b < points.shape[0]:
        point = points[b, p, 0], points[b, p, 1], points[b, p, 2]
        distance[b, p], labels[b, p], solid = nearest_surface(worlds.solids[b], worlds.all_solids[b], point)
        instances[b, p] = int(worlds.solids[b, solid, INSTANCE])


@cuda.jit
def _list_cells(
    worlds: Worlds, space: KernelFrustum, lists: Any, apart: Any, nearest: Any, label: Any, radii: Any
) -> None:
    """List the solids that can be nearest in each cell."""
    b, cell = divmod(cuda.grid(1), CELLS**3)
    if b < lists.shape[0]:
        side = 1.0 / CELLS
        column, row, s = cell % CELLS * side, cell // CELLS % CELLS * side, cell // CELLS**2 * side
        centre, radius = cell_ball(space, column, row, s, side)
        radii[b, cell] = radius
        nearest[b, cell], label[b, cell] = list_nearest(
            worlds.solids[b], centre, radius, worlds.all_solids[b], lists[b, cell], apart[b, cell]
        )


@cuda.jit
def _fill(
    worlds: Worlds,
    space: KernelFrustum,
    lists: Any,
    nearest: Any,
    label: Any,
    radii: Any,
    truncation: float,
    distance: Any,
    labels: Any,
) -> None:
    side = distance.shape[1]
    b, voxel = divmod(cuda.grid(1), side * side * side)
    if b < distance.shape[0]:
        z, y, x = voxel // (side * side), voxel // side % side, voxel % side
        cell = (z * CELLS // side * CELLS + y * CELLS // side) * CELLS + x * CELLS // side
        value, kind = nearest[b, cell], label[b, cell]
        if abs(value) < truncation + radii[b, cell]:
            point = volume_point(space, (x + 0.5) / side, (y + 0.5) / side, (z + 0.5) / side)
            value, kind, _ = nearest_surface(worlds.solids[b], lists[b, cell], point)
        distance[b, z, y, x] = min(max(value, -truncation), truncation)
        labels[b, z, y, x] = kind
