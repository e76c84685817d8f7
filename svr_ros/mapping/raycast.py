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

"""Depth images of a map: rays that march through its blocks to the first surface."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.geometry.camera import Camera
from svr_ros.mapping.blocks import SIDE, Attributes, BlockStore, BlockTable, block_table, near_keys
from svr_ros.mapping.layers import Layer

_MIN_STEP = np.float32(0.5)
"""Minimum step along a ray in voxels."""

_MEASURED, _GUESSED = np.uint8(Layer.MEASURED), np.uint8(Layer.GUESSED)


class Rays(NamedTuple):
    """Rays from one point.

    Attributes:
        origin: Starting point [3] in metres, in the map.
        directions: Directions [H, W, 3] in the map, per metre along the optical axis.
        near: Depth in metres at which the rays start.
        far: Depth in metres at which they end.
    """

    origin: NDArray[np.float32]
    directions: NDArray[np.float32]
    near: np.float32
    far: np.float32


def directions_of(camera: Camera) -> NDArray[np.floating[Any]]:
    """Return the directions [H, W, 3] of a camera's pixels in its optical frame, with a depth of one."""
    column, row = np.meshgrid(np.arange(camera.width), np.arange(camera.height))
    rays = camera.unproject(np.stack([column, row], -1).reshape(-1, 2)).reshape(camera.height, camera.width, -1)
    return np.concatenate([rays[..., :2], np.ones_like(rays[..., :1])], -1)


def map_depth(
    store: BlockStore,
    directions: NDArray[np.floating[Any]],
    map_from_camera: NDArray[np.float64],
    far: float,
    voxel_size: float,
    with_guesses: bool,
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return what `depth_along` does, of the blocks of a map."""
    # Only blocks that the rays can hit: a table of all is as large as the bounding box of the map
    reach = far * float(np.nanmax(np.linalg.norm(directions, axis=-1), initial=0))
    keys = near_keys(store.keys(), map_from_camera[:3, 3], reach, SIDE * voxel_size)
    table, attributes = block_table(store, keys), store.attributes()
    return depth_along(directions, map_from_camera, far, table, attributes, voxel_size, with_guesses)


def depth_along(
    directions: NDArray[np.floating[Any]],
    map_from_camera: NDArray[np.float64],
    far: float,
    table: BlockTable,
    attributes: Attributes,
    voxel_size: float,
    with_guesses: bool,
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return the depths [H, W] in metres of a map's surfaces along directions of a camera, and their `Layer`.

    Args:
        directions: Directions [H, W, 3] in the optical frame, with a depth of one.
        map_from_camera: Rigid transform [4, 4] from the optical frame to the map.
        far: Maximum depth in metres.
        table: Slots of the blocks.
        attributes: Attributes of the voxels.
        voxel_size: Side of the voxels in metres.
        with_guesses: Whether guessed surfaces are seen.
    """
    turned = np.ascontiguousarray(directions @ map_from_camera[:3, :3].T, np.float32)
    shape = turned.shape[:2]
    depth, layer = np.empty(shape, np.float32), np.empty(shape, np.uint8)
    size = np.float32(voxel_size)
    rays = Rays(map_from_camera[:3, 3].astype(np.float32), turned, size, np.float32(far))
    cast(rays, table, attributes, size, with_guesses, depth, layer)
    return depth, layer


@compiled(nogil=True, error_model="numpy")
def cast(
    rays: Rays,
    table: BlockTable,
    attributes: Attributes,
    voxel_size: np.float32,
    with_guesses: bool,
    depth: NDArray[np.float32],
    layer: NDArray[np.uint8],
) -> None:
    """Write the depths [H, W] along the optical axis at which rays enter a surface, and its `Layer`; NaN for none.

    Rays pass unknown voxels as if they were free. The zero is interpolated linearly between two steps.
    """
    height, width = depth.shape
    for row in range(height):
        for column in range(width):
            depth[row, column], layer[row, column] = np.nan, np.uint8(255)
            x, y, z = rays.directions[row, column]
            length = np.sqrt(x * x + y * y + z * z)
            at, previous, last_at = rays.near, np.float32(-1), rays.near
            while at < rays.far:
                px, py, pz = rays.origin[0] + at * x, rays.origin[1] + at * y, rays.origin[2] + at * z
                distance, kind = _look_up(px, py, pz, table, attributes, voxel_size, with_guesses)
                step = voxel_size
                if kind != np.uint8(255):
                    if distance <= 0:
                        if previous > 0:
                            depth[row, column] = last_at + (at - last_at) * previous / (previous - distance)
                            layer[row, column] = kind
                        break
                    step = max(_MIN_STEP * voxel_size, distance * np.float32(0.8))
                    previous = distance
                else:
                    previous = np.float32(-1)
                last_at = at
                at += step / length


@compiled(nogil=True, error_model="numpy")
def _look_up(
    x: np.float32,
    y: np.float32,
    z: np.float32,
    table: BlockTable,
    attributes: Attributes,
    voxel_size: np.float32,
    with_guesses: bool,
) -> tuple[np.float32, np.uint8]:
    """Return distance and `Layer` of the voxel at a point; UNKNOWN, also for guesses if they are not wanted."""
    i, j, k = int(np.floor(x / voxel_size)), int(np.floor(y / voxel_size)), int(np.floor(z / voxel_size))
    bx, by, bz = i // SIDE - table.low[0], j // SIDE - table.low[1], k // SIDE - table.low[2]
    shape = table.slots.shape
    if not (0 <= bx < shape[0] and 0 <= by < shape[1] and 0 <= bz < shape[2]):
        return np.float32(0), np.uint8(255)
    slot = table.slots[bx, by, bz]
    if slot < 0:
        return np.float32(0), np.uint8(255)
    voxel = ((k % SIDE) * SIDE + j % SIDE) * SIDE + i % SIDE
    layer = attributes.layer[slot, voxel]
    if layer == _MEASURED or (with_guesses and layer == _GUESSED):
        return attributes.distance[slot, voxel], layer
    return np.float32(0), np.uint8(255)
