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

"""Euclidean distances from points to the nearest surface of the map, as planners need them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.labels import UNOBSERVED
from svr_ros.mapping.block_tiles import BlockTiles, block_tiles, value_at
from svr_ros.mapping.blocks import SIDE, BlockStore, Keys
from svr_ros.mapping.config import MapConfig
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.region import copy_region, tiles
from svr_ros.mapping.surfaces import surface_points

_MARGIN = SIDE
"""Voxels around changed blocks that decide which guesses in them are enclosed; see `forget_enclosed`."""

_ON_SURFACE = 1e-6
"""Distance in metres below which a point lies on the surface."""


@dataclass(frozen=True)
class Distances:
    """Distances from points to the nearest surface.

    Attributes:
        distance: Euclidean distances [N] in metres, negative inside of objects; NaN if the map has no surface.
        gradient: Unit vectors [N, 3] along which the distance grows fastest; zero if there is no surface.
        labels: Class ids [N] of the nearest surface; 255 if there is none.
        layer: `Layer` [N] of the voxel at each point.
    """

    distance: NDArray[np.float32]
    gradient: NDArray[np.float32]
    labels: NDArray[np.uint8]
    layer: NDArray[np.uint8]


class _Surface(NamedTuple):
    """Surface points of one block: coordinates [N, 3], normals [N, 3] and class ids [N]."""

    points: NDArray[np.float32]
    normals: NDArray[np.float32]
    labels: NDArray[np.uint8]

    def select(self, index: NDArray[np.int64]) -> _Surface:
        """Return the points at some indices."""
        return _Surface(self.points[index], self.normals[index], self.labels[index])


class _Snapshot(NamedTuple):
    """Surface points and voxels of a map at one time, which nothing changes any more.

    Attributes:
        surfaces: Numbers of the blocks with a surface, which index `starts`, by position.
        starts: Number [B + 1] of the first point of each of these blocks.
        surface: All points, in the order of these blocks.
        blocks: Slots of all blocks, by position.
        layer: `Layer` [S, V] of the voxels of each slot.
        solid: Whether the voxels [S, V] of each slot are solid.
    """

    surfaces: BlockTiles
    starts: NDArray[np.int64]
    surface: _Surface
    blocks: BlockTiles
    layer: NDArray[np.uint8]
    solid: NDArray[np.bool_]


class DistanceField:
    """Exact distances to the surface points of a map, which are updated where the map changes.

    `query` may be called in another thread while `update` is at work; it answers for the map before.

    Args:
        store: Blocks of the map.
        config: Settings of the map.
    """

    def __init__(self, store: BlockStore, config: MapConfig) -> None:
        self._store, self._config = store, config
        self._surfaces: dict[tuple[int, ...], _Surface] = {}
        self.reset()

    def reset(self) -> None:
        """Follow any change of the map."""
        self._surfaces = {}
        for low, high in tiles(self._store.keys()):
            self._extract(low, high)
        self._snapshot = self._make_snapshot()

    def update(self, keys: Keys) -> None:
        """Follow a change of the voxels in some blocks [N, 3], and the removal of any blocks."""
        if len(keys):
            # Surfaces between two blocks belong to the lower one
            low, high = (keys.min(0).astype(np.int64) - 1) * SIDE, (keys.max(0).astype(np.int64) + 1) * SIDE + 1
            below = [keys - step for step in np.eye(3, dtype=np.int32)]
            changed = set(map(tuple, np.concatenate([keys, *below]).tolist()))
            self._extract(low, high, changed)
        self._snapshot = self._make_snapshot()

    def query(self, points: NDArray[np.float64]) -> Distances:
        """Return the distances of finite points [N, 3] in metres."""
        snapshot, size, count = self._snapshot, self._config.voxel_size, len(points)
        layer, solid = np.full(count, Layer.UNKNOWN, np.uint8), np.zeros(count, np.bool_)
        index = np.floor(np.clip(points / size, -(2.0**40), 2.0**40)).astype(np.int64)
        _look_up(index, snapshot.blocks, snapshot.layer, snapshot.solid, layer, solid)
        # Find the nearest surface points
        nearest = np.full(count, -1, np.int64)
        side = SIDE * size
        _search(points, snapshot.surfaces, snapshot.starts, snapshot.surface.points, side, size / 2, nearest)
        if not len(snapshot.surface.points):
            return Distances(
                np.full(count, np.nan, np.float32),
                np.zeros((count, 3), np.float32),
                np.full(count, UNOBSERVED, np.uint8),
                layer,
            )
        # Compute distance and gradient
        away = points - snapshot.surface.points[nearest]
        distance = np.linalg.norm(away, axis=1)
        sign = np.where(solid, -1.0, 1.0)
        gradient = away / np.maximum(distance, _ON_SURFACE)[:, None] * sign[:, None]
        on_surface = distance < _ON_SURFACE  # there the direction is that of the normal
        gradient[on_surface] = snapshot.surface.normals[nearest[on_surface]]
        labels = snapshot.surface.labels[nearest]
        return Distances((distance * sign).astype(np.float32), gradient.astype(np.float32), labels, layer)

    def _extract(
        self, low: NDArray[np.int64], high: NDArray[np.int64], changed: set[tuple[int, ...]] | None = None
    ) -> None:
        """Compute the surfaces of the blocks in a box of voxels; only those of `changed` blocks, if it is given."""
        margin = 0 if changed is None else _MARGIN
        region = copy_region(self._store, low - margin, high + margin, self._config.voxel_size, self._config.band)
        found = surface_points(region)
        owner = np.floor_divide(found.first[:, ::-1] + region.low, SIDE)
        surface = _Surface(found.points, found.normals, region.labels[tuple(found.voxels.T)])
        # Split the points by block
        order = np.lexsort(owner.T)
        owner = owner[order]
        begins = np.flatnonzero(np.append(True, (np.diff(owner, axis=0) != 0).any(1))) if len(owner) else order
        for key in changed or ():
            self._surfaces.pop(key, None)
        for begin, part in zip(begins, np.split(order, begins[1:]), strict=False):
            key = tuple(owner[begin].tolist())
            if changed is None or key in changed:
                self._surfaces[key] = surface.select(part)

    def _make_snapshot(self) -> _Snapshot:
        """Return the present state of the map."""
        keys, attributes = self._store.keys(), self._store.attributes()
        present = set(map(tuple, keys.tolist()))
        self._surfaces = {key: part for key, part in self._surfaces.items() if key in present}
        none = np.zeros((0, 3), np.float32)
        parts = [_Surface(none, none, np.zeros(0, np.uint8)), *self._surfaces.values()]
        starts = np.cumsum([len(part.points) for part in parts], dtype=np.int64)
        owners = np.array(list(self._surfaces), np.int32).reshape(-1, 3)
        return _Snapshot(
            block_tiles(owners, np.arange(len(owners))),
            starts,
            _Surface(
                np.concatenate([part.points for part in parts]),
                np.concatenate([part.normals for part in parts]),
                np.concatenate([part.labels for part in parts]),
            ),
            block_tiles(keys, self._store.slots(keys)),
            attributes.layer.copy(),
            attributes.distance < 0,
        )


@compiled(nogil=True, error_model="numpy")
def _look_up(
    index: NDArray[np.int64],
    blocks: BlockTiles,
    layers: NDArray[np.uint8],
    solids: NDArray[np.bool_],
    layer: NDArray[np.uint8],
    solid: NDArray[np.bool_],
) -> None:
    """Write the `Layer` [N] of voxels [N, 3], and whether they are known and solid; unknown ones are left out."""
    for number in range(len(index)):
        x, y, z = index[number]
        slot = value_at(blocks, x // SIDE, y // SIDE, z // SIDE)
        if slot >= 0:
            voxel = ((z % SIDE) * SIDE + y % SIDE) * SIDE + x % SIDE
            layer[number] = layers[slot, voxel]
            solid[number] = layer[number] != np.uint8(255) and solids[slot, voxel]


@compiled(nogil=True, error_model="numpy")
def _search(
    points: NDArray[np.float64],
    blocks: BlockTiles,
    starts: NDArray[np.int64],
    surface: NDArray[np.float32],
    side: float,
    overhang: float,
    nearest: NDArray[np.int64],
) -> None:
    """Write the number [N] of the nearest surface point of each point [N, 3]; -1 if there is none.

    Tiles are searched from the nearest one on, until the next one is farther away than the nearest point found. Points
    of a block lie in its box, or at most `overhang` above its upper faces.
    """
    count = len(blocks.low)
    bounds = np.empty(count, np.float64)
    for number in range(len(points)):
        point = points[number]
        for tile in range(count):
            bounds[tile] = 0.0
            for axis in range(3):
                low, high = blocks.low[tile, axis] * side, blocks.high[tile, axis] * side
                bounds[tile] += _outside(point[axis], low, high - low + overhang) ** 2
        best, best_at = np.inf, -1
        for _ in range(count):
            tile = int(np.argmin(bounds))
            if bounds[tile] >= best:
                break
            bounds[tile] = np.inf
            best, best_at = _search_tile(point, blocks, tile, starts, surface, side, overhang, best, best_at)
        nearest[number] = best_at


@compiled(nogil=True, error_model="numpy")
def _outside(value: float, low: float, length: float) -> float:
    """Return the distance from a number to the interval of a length from `low` on."""
    return max(low - value, value - low - length, 0.0)


@compiled(nogil=True, error_model="numpy")
def _search_tile(
    point: NDArray[np.float64],
    blocks: BlockTiles,
    tile: int,
    starts: NDArray[np.int64],
    surface: NDArray[np.float32],
    side: float,
    overhang: float,
    best: float,
    best_at: int,
) -> tuple[float, int]:
    """Return the squared distance and the number of the nearest surface point, that of a tile or the best one so far.

    Shells of blocks around the point are searched from the inside, until the next shell is farther away than the
    nearest point found.
    """
    x, y, z = point
    begin, values = blocks.starts[tile], blocks.values
    low_x, low_y, low_z = blocks.low[tile]
    high_x, high_y, high_z = blocks.high[tile]
    width, rows, columns = high_x - low_x, high_y - low_y, high_z - low_z
    # Find the block of the point, and the first and the last shell that meet the tile
    p = int(np.floor(x / side)) - low_x
    q = int(np.floor(y / side)) - low_y
    r = int(np.floor(z / side)) - low_z
    first = max(-p, p - width + 1, -q, q - rows + 1, -r, r - columns + 1, 0)
    last = max(p, width - 1 - p, q, rows - 1 - q, r, columns - 1 - r)
    for shell in range(first, last + 1):
        if shell > 0:
            bound = (shell - 1) * side - overhang
            if bound > 0 and bound * bound >= best:
                break
        for i in range(max(p - shell, 0), min(p + shell, width - 1) + 1):
            for j in range(max(q - shell, 0), min(q + shell, rows - 1) + 1):
                row = begin + (i * rows + j) * columns
                inner = abs(i - p) < shell and abs(j - q) < shell
                step = max(2 * shell, 1) if inner else 1
                k = r - shell
                if not inner and k < 0:
                    k = 0
                while k <= min(r + shell, columns - 1):
                    block = values[row + k] if k >= 0 else -1
                    if block >= 0:
                        # Compare with the box of the block
                        dx = _outside(x, (i + low_x) * side, side + overhang)
                        dy = _outside(y, (j + low_y) * side, side + overhang)
                        dz = _outside(z, (k + low_z) * side, side + overhang)
                        if dx * dx + dy * dy + dz * dz < best:
                            for at in range(starts[block], starts[block + 1]):
                                dx, dy, dz = surface[at, 0] - x, surface[at, 1] - y, surface[at, 2] - z
                                squared = dx * dx + dy * dy + dz * dz
                                if squared < best:
                                    best, best_at = squared, at
                    k += step
    return best, best_at
