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

"""Positions of blocks in dense tables of tiles, which compiled functions search.

One table of all blocks would have the size of their bounding box, which one frame with a wrong pose makes arbitrarily
large; tiles without blocks take no memory.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.mapping.blocks import Keys

_TILE = 128
"""Blocks per side of a tile: 51 m with voxels of 5 cm, so that one tile around the origin holds most maps."""


class BlockTiles(NamedTuple):
    """One number per block, in a table per tile with the size of the bounding box of its blocks.

    Attributes:
        low: Positions [T, 3] (x, y, z) of the lower corners of the boxes, in blocks.
        high: Positions [T, 3] behind the upper corners.
        starts: Index [T] in `values` of the first entry of each box.
        values: Numbers of the blocks; -1 for none. In each box, z runs fastest.
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    starts: NDArray[np.int64]
    values: NDArray[np.int32]


def block_tiles(keys: Keys, values: NDArray[np.integer]) -> BlockTiles:
    """Return the tiles of blocks at different positions [N, 3], given the number [N] of each."""
    if not len(keys):
        none = np.zeros((0, 3), np.int64)
        return BlockTiles(none, none.copy(), np.zeros(0, np.int64), np.zeros(0, np.int32))
    # Order the blocks by tile
    tile = np.floor_divide(keys + _TILE // 2, _TILE)
    order = np.lexsort(tile.T)
    tile, positions = tile[order], keys[order].astype(np.int64)
    first = np.append(True, (np.diff(tile, axis=0) != 0).any(1))
    begins = np.flatnonzero(first)
    # Make the table of each tile
    low, high = np.minimum.reduceat(positions, begins), np.maximum.reduceat(positions, begins) + 1
    sizes = high - low
    ends = np.cumsum(sizes.prod(1))
    starts = ends - sizes.prod(1)
    owner = np.cumsum(first) - 1
    x, y, z = (positions - low[owner]).T
    table = np.full(ends[-1], -1, np.int32)
    table[starts[owner] + (x * sizes[owner, 1] + y) * sizes[owner, 2] + z] = values[order]
    return BlockTiles(low, high, starts, table)


@compiled(nogil=True, error_model="numpy")
def value_at(tiles: BlockTiles, x: int, y: int, z: int) -> int:
    """Return the number of the block at a position; -1 if there is none."""
    for tile in range(len(tiles.low)):
        low, high = tiles.low[tile], tiles.high[tile]
        if low[0] <= x < high[0] and low[1] <= y < high[1] and low[2] <= z < high[2]:
            offset = ((x - low[0]) * (high[1] - low[1]) + y - low[1]) * (high[2] - low[2]) + z - low[2]
            return int(tiles.values[tiles.starts[tile] + offset])
    return -1
