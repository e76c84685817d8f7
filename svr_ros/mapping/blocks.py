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

"""Sparse blocks of voxels: Open3D's hash map, with one array per attribute of a voxel."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.labels import NAMES
from svr_ros.mapping.layers import Layer
from svr_ros.open3d_loader import load_open3d

SIDE = 8
"""Voxels per side of a block."""

VOXELS = SIDE**3
"""Voxels of a block."""

Keys = NDArray[np.int32]
"""Positions [N, 3] (x, y, z) of blocks, in blocks."""

_INITIAL_BLOCKS = 4096


class Attributes(NamedTuple):
    """Attributes of voxels; the first axis is the slot of a block, the second the voxel in it (x runs fastest).

    Attributes:
        distance: Signed distances [B, V] in metres, positive in free space.
        weight: Weights [B, V]; zero for unknown voxels.
        layer: `Layer` [B, V].
        classes: Log-odds [B, V, 10] of the classes, up to a constant per voxel.
        color: sRGB colours [B, V, 3].
        last_seen: Times [B, V] of the last observation, in seconds since the start of the map.
        objects: Ids [B, V] of the objects that the voxels belong to, 0 for none; see `object_tracking`.
        votes: Votes [B, V] for the object of a voxel, less those for others; 0 for voxels without an object.
    """

    distance: NDArray[np.float32]
    weight: NDArray[np.float32]
    layer: NDArray[np.uint8]
    classes: NDArray[np.float32]
    color: NDArray[np.uint8]
    last_seen: NDArray[np.float32]
    objects: NDArray[np.uint16]
    votes: NDArray[np.uint8]


_SHAPES: dict[str, tuple[str, tuple[int, ...], float]] = {
    "distance": ("float32", (VOXELS,), 0),
    "weight": ("float32", (VOXELS,), 0),
    "layer": ("uint8", (VOXELS,), Layer.UNKNOWN),
    "classes": ("float32", (VOXELS, len(NAMES)), 0),
    "color": ("uint8", (VOXELS, 3), 0),
    "last_seen": ("float32", (VOXELS,), 0),
    "objects": ("uint16", (VOXELS,), 0),
    "votes": ("uint8", (VOXELS,), 0),
}
"""Type, shape per block and initial value of each attribute."""

BLOCK_BYTES = sum(np.dtype(dtype).itemsize * int(np.prod(shape)) for dtype, shape, _ in _SHAPES.values())
"""Memory of a block in bytes."""


class BlockStore:
    """Blocks of voxels by their position.

    Raises:
        InputError: If Open3D cannot be loaded.
    """

    def __init__(self) -> None:
        self._core = load_open3d().core
        self._map = self._make(_INITIAL_BLOCKS)

    def __len__(self) -> int:
        return int(self._map.size())

    @property
    def bytes(self) -> int:
        """Return the memory of the blocks in bytes, with what is reserved for further ones."""
        return int(self._map.capacity()) * BLOCK_BYTES

    def keys(self) -> Keys:
        """Return the positions of all blocks in ascending order, whatever the order in which they were added."""
        keys = self._map.key_tensor()[self._map.active_buf_indices().to(self._core.int64)].numpy()
        return np.ascontiguousarray(keys[np.lexsort(keys.T)])

    def attributes(self) -> Attributes:
        """Return the arrays of the attributes, which share the store's memory until blocks are added or removed."""
        return Attributes(*(self._map.value_tensor(number).numpy() for number in range(len(_SHAPES))))

    def slots(self, keys: Keys) -> NDArray[np.int64]:
        """Return the slots [N] of blocks; -1 for those that do not exist."""
        if not len(keys) or not len(self):
            return np.full(len(keys), -1, np.int64)
        slots, found = self._map.find(self._tensor(keys))
        return np.where(found.numpy(), slots.numpy().astype(np.int64), -1)

    def add(self, keys: Keys) -> NDArray[np.int64]:
        """Return the slots [N] of blocks with different positions; those that do not exist are added, unknown."""
        if not len(keys):
            return np.zeros(0, np.int64)
        needed = len(self) + len(keys)
        if needed > self._map.capacity():
            self._map.reserve(max(needed, int(1.5 * self._map.capacity())))
        _, added = self._map.activate(self._tensor(keys))
        slots = self.slots(keys)
        fresh = slots[added.numpy()]
        arrays: list[NDArray[Any]] = list(self.attributes())
        for values, (_, _, initial) in zip(arrays, _SHAPES.values(), strict=True):
            values[fresh] = initial
        return slots

    def remove(self, keys: Keys) -> None:
        """Remove blocks; positions without a block are ignored."""
        if len(keys) and len(self):
            self._map.erase(self._tensor(keys))

    def clear(self) -> None:
        """Remove all blocks and release their memory."""
        self._map = self._make(_INITIAL_BLOCKS)

    def _make(self, capacity: int) -> Any:
        core = self._core
        types = [getattr(core, dtype) for dtype, _, _ in _SHAPES.values()]
        shapes = [shape for _, shape, _ in _SHAPES.values()]
        return core.HashMap(capacity, core.int32, (3,), types, shapes, core.Device("CPU:0"))

    def _tensor(self, keys: Keys) -> Any:
        return self._core.Tensor(np.ascontiguousarray(keys, np.int32))


class BlockTable(NamedTuple):
    """Dense table of the slots of blocks in a box, which compiled functions read.

    Attributes:
        low: Position [3] (x, y, z) of the first block.
        slots: Slots [X, Y, Z]; -1 for none.
    """

    low: NDArray[np.int64]
    slots: NDArray[np.int32]


def near_keys(keys: Keys, position: NDArray[np.float64], distance: float, side: float) -> Keys:
    """Return the positions of the blocks, of a side in metres, within a distance along each axis of a position [3]."""
    near: Keys = keys[(np.abs((keys + 0.5) * side - position) <= distance + side).all(1)]
    return near


def block_table(store: BlockStore, keys: Keys) -> BlockTable:
    """Return the table of the slots of some blocks of a store, as large as their bounding box."""
    if not len(keys):
        return BlockTable(np.zeros(3, np.int64), np.full((1, 1, 1), -1, np.int32))
    low, high = keys.min(0).astype(np.int64), keys.max(0).astype(np.int64) + 1
    slots = np.full(high - low, -1, np.int32)
    slots[tuple((keys - low).T)] = store.slots(keys)
    return BlockTable(low, slots)
