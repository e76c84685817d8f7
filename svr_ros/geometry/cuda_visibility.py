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

"""Visibility of the voxels of many volumes on a CUDA device, by the rules of `visibility`, with one thread per voxel.

Requires numba-cuda (`pip install svr_ros[cuda]`); all arrays stay on the device.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import cuda

from svr_ros.geometry.visibility import Visibility, VisibilityConfig

_THREADS = 64
_FIRST, _MET = 1, 2  # cores of the bands: first solid voxels of columns, other solid voxels that the flood fill meets
_FAR = 1 << 24  # voxels, squared

_FREE = int(Visibility.VISIBLE_FREE)
_SURFACE = int(Visibility.VISIBLE_SURFACE)
_OCCLUDED_FREE = int(Visibility.OCCLUDED_FREE)
_OCCLUDED_SURFACE = int(Visibility.OCCLUDED_SURFACE)
_UNREACHABLE = int(Visibility.UNREACHABLE)


def classify_volumes(tsdf: Any, config: VisibilityConfig | None = None) -> tuple[Any, Any]:
    """Return categories, uint8, and distances, float32, of cubes tsdf [B, D, R, C]; see `classify_visibility`."""
    config = config or VisibilityConfig()
    count, side = tsdf.shape[:2]
    max_steps = max(config.max_distance * side, 1.0)
    before, behind, radius = (length * side for length in (config.before, config.behind, config.radius))
    each = (count * side**3 + _THREADS - 1) // _THREADS, _THREADS
    # Find the visible surface, and fill the occluded free voxels
    hit = cuda.device_array((count, side, side), np.int16)
    steps, core = cuda.device_array(tsdf.shape, np.uint16), cuda.device_array(tsdf.shape, np.uint8)
    _find_first_solid[(count * side**2 + _THREADS - 1) // _THREADS, _THREADS](tsdf, hit)
    _start_fill[each](tsdf, hit, steps)
    for step in range(1, int(max_steps)):
        _advance_fill[each](tsdf, hit, steps, step)
    # Measure the distances to the surfaces' voxels, axis by axis
    _find_cores[each](tsdf, hit, steps, core)
    along, across = (cuda.device_array((2, *tsdf.shape), np.int32) for _ in range(2))
    _along_rows[each](core, int(radius), along)
    _across_rows[each](along, int(radius), across)
    # Assign the categories
    category, distance = cuda.device_array(tsdf.shape, np.uint8), cuda.device_array(tsdf.shape, np.float32)
    _classify[each](hit, steps, across, before, behind, radius, 1 / max_steps, category, distance)
    return category, distance


@cuda.jit(device=True)
def _voxel_of(thread: int, side: int) -> tuple[int, int, int, int]:
    """Return the volume, depth, row and column of a thread's voxel."""
    rest = thread // side
    return rest // (side * side), rest // side % side, rest % side, thread % side


@cuda.jit(device=True)
def _is_visible(hit: Any, b: int, z: int, y: int, x: int) -> bool:
    """Return whether a voxel is visible free space; voxels outside of the volume are not."""
    side = hit.shape[1]
    return 0 <= y < side and 0 <= x < side and z < hit[b, y, x]


@cuda.jit(device=True)
def _is_adjacent(hit: Any, b: int, z: int, y: int, x: int) -> bool:
    """Return whether a neighbour of the same depth is visible free space."""
    return (
        _is_visible(hit, b, z, y - 1, x)
        or _is_visible(hit, b, z, y + 1, x)
        or _is_visible(hit, b, z, y, x - 1)
        or _is_visible(hit, b, z, y, x + 1)
    )


@cuda.jit(device=True)
def _steps_at(steps: Any, b: int, z: int, y: int, x: int) -> int:
    side = steps.shape[1]
    return steps[b, z, y, x] if 0 <= z < side and 0 <= y < side and 0 <= x < side else 0


@cuda.jit
def _find_first_solid(tsdf: Any, hit: Any) -> None:
    """Find the depth of the first solid voxel of each column."""
    side = tsdf.shape[1]
    thread = cuda.grid(1)
    b, y, x = thread // (side * side), thread // side % side, thread % side
    if b < tsdf.shape[0]:
        z = 0
        while z < side and tsdf[b, z, y, x] > 0:
            z += 1
        hit[b, y, x] = z


@cuda.jit
def _start_fill(tsdf: Any, hit: Any, steps: Any) -> None:
    """Start the fill at the occluded free voxels next to visible ones."""
    b, z, y, x = _voxel_of(cuda.grid(1), tsdf.shape[1])
    if b < tsdf.shape[0]:
        occluded = tsdf[b, z, y, x] > 0 and z >= hit[b, y, x]
        steps[b, z, y, x] = 1 if occluded and _is_adjacent(hit, b, z, y, x) else 0


@cuda.jit
def _advance_fill(tsdf: Any, hit: Any, steps: Any, step: int) -> None:
    """Advance the fill by one step."""
    b, z, y, x = _voxel_of(cuda.grid(1), tsdf.shape[1])
    if b < tsdf.shape[0] and steps[b, z, y, x] == 0 and tsdf[b, z, y, x] > 0 and z >= hit[b, y, x]:
        for k in range(3):
            for sign in range(-1, 2, 2):
                dz, dy, dx = (sign if k == 0 else 0), (sign if k == 1 else 0), (sign if k == 2 else 0)
                if _steps_at(steps, b, z + dz, y + dy, x + dx) == step:
                    steps[b, z, y, x] = step + 1


@cuda.jit
def _find_cores(tsdf: Any, hit: Any, steps: Any, core: Any) -> None:
    """Mark the solid voxels that have a band."""
    b, z, y, x = _voxel_of(cuda.grid(1), tsdf.shape[1])
    if b < tsdf.shape[0]:
        value = 0
        if z == hit[b, y, x]:
            value = _FIRST
        elif not tsdf[b, z, y, x] > 0:
            met = _is_adjacent(hit, b, z, y, x)
            for k in range(3):
                for sign in range(-1, 2, 2):
                    dz, dy, dx = (sign if k == 0 else 0), (sign if k == 1 else 0), (sign if k == 2 else 0)
                    met = met or _steps_at(steps, b, z + dz, y + dy, x + dx) > 0
            value = _MET if met else 0
        core[b, z, y, x] = value


@cuda.jit
def _along_rows(core: Any, ball: int, along: Any) -> None:
    """Write the squared distance to the nearest core of each sort in the same row, within the ball."""
    side = core.shape[1]
    b, z, y, x = _voxel_of(cuda.grid(1), side)
    if b < core.shape[0]:
        for sort in range(2):
            nearest = _FAR
            for other in range(max(x - ball, 0), min(x + ball + 1, side)):
                if core[b, z, y, other] == sort + 1:
                    nearest = min(nearest, (x - other) * (x - other))
            along[sort, b, z, y, x] = nearest


@cuda.jit
def _across_rows(along: Any, ball: int, across: Any) -> None:
    """Write the squared distance to the nearest core of each sort at the same depth, within the ball."""
    side = along.shape[2]
    b, z, y, x = _voxel_of(cuda.grid(1), side)
    if b < along.shape[1]:
        for sort in range(2):
            nearest = _FAR
            for other in range(max(y - ball, 0), min(y + ball + 1, side)):
                nearest = min(nearest, along[sort, b, z, other, x] + (y - other) * (y - other))
            across[sort, b, z, y, x] = nearest


@cuda.jit(device=True)
def _in_band(across: Any, b: int, z: int, y: int, x: int, before: float, behind: float, radius: float) -> bool:
    """Return whether a voxel is in the ball of a core, or on the line through one along depth."""
    longest_before, longest_behind = int(max(before, radius)), int(max(behind, radius))
    for other in range(max(z - longest_behind, 0), min(z + longest_before + 1, across.shape[1])):
        left = radius * radius - (z - other) * (z - other)
        if left < 0.0 and -before <= z - other <= behind:
            left = 0.0  # beyond the ball only the line remains
        if across[b, other, y, x] <= left:
            return True
    return False


@cuda.jit
def _classify(
    hit: Any,
    steps: Any,
    across: Any,
    before: float,
    behind: float,
    radius: float,
    scale: float,
    category: Any,
    distance: Any,
) -> None:
    b, z, y, x = _voxel_of(cuda.grid(1), steps.shape[1])
    if b < steps.shape[0]:
        value = _OCCLUDED_FREE if steps[b, z, y, x] > 0 else _UNREACHABLE
        if z < hit[b, y, x]:
            value = _FREE
        if _in_band(across[_FIRST - 1], b, z, y, x, before, behind, radius):
            value = _SURFACE
        elif _in_band(across[_MET - 1], b, z, y, x, before, behind, radius):
            value = _OCCLUDED_SURFACE
        category[b, z, y, x] = value
        distance[b, z, y, x] = steps[b, z, y, x] * scale
