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

"""Dense boxes of voxels, copied from the blocks of a map."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from svr_ros.compiled import compiled
from svr_ros.errors import InputError
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.labels import UNOBSERVED
from svr_ros.mapping.blocks import SIDE, Attributes, BlockStore, Keys
from svr_ros.mapping.layers import Layer

MAX_VOXELS = 64_000_000
"""Maximum number of voxels of a box."""

TILE_BLOCKS = 24
"""Blocks per side of the tiles in which a large map is processed."""


@dataclass(frozen=True)
class Region:
    """Box of voxels along the axes of the map.

    Attributes:
        low: Index [3] (x, y, z) of the first voxel, whose outer corner lies at this multiple of the voxel size.
        voxel_size: Side of the voxels in metres.
        distance: Signed distances [Z, Y, X] in metres; the truncation if unknown.
        weight: Weights [Z, Y, X]; 0 if unknown.
        layer: `Layer` [Z, Y, X].
        labels: Class ids [Z, Y, X]; 255 if unknown.
        confidence: Probabilities [Z, Y, X] of the classes; 0 if unknown.
        color: sRGB colours [Z, Y, X, 3].
        objects: Ids [Z, Y, X] of the objects; 0 for none.
        votes: Votes [Z, Y, X] for these objects.
    """

    low: NDArray[np.int64]
    voxel_size: float
    distance: NDArray[np.float32]
    weight: NDArray[np.float32]
    layer: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    confidence: NDArray[np.float32]
    color: NDArray[np.uint8]
    objects: NDArray[np.uint16]
    votes: NDArray[np.uint8]

    @property
    def origin(self) -> NDArray[np.float64]:
        """Return the outer corner [3] of the first voxel in metres."""
        return self.low.astype(np.float64) * self.voxel_size

    def voxel_grid(self, truncation: float) -> VoxelGrid:
        """Return the voxels as a grid with distances up to the truncation; guessed ones are its occluded ones."""
        guessed = self.layer == Layer.GUESSED
        return VoxelGrid(self.origin, self.voxel_size, truncation, self.labels, self.distance, self.confidence, guessed)


def copy_region(
    store: BlockStore, low: NDArray[np.int64], high: NDArray[np.int64], voxel_size: float, truncation: float
) -> Region:
    """Return the voxels from index `low` [3] to before index `high` [3] (x, y, z), without enclosed guesses."""
    shape = tuple(int(side) for side in (high - low)[::-1])
    region = Region(
        low,
        voxel_size,
        np.full(shape, truncation, np.float32),
        np.zeros(shape, np.float32),
        np.full(shape, Layer.UNKNOWN, np.uint8),
        np.full(shape, UNOBSERVED, np.uint8),
        np.zeros(shape, np.float32),
        np.zeros((*shape, 3), np.uint8),
        np.zeros(shape, np.uint16),
        np.zeros(shape, np.uint8),
    )
    keys = store.keys()
    keys = keys[((keys + 1) * SIDE > low).all(1) & (keys * SIDE < high).all(1)]
    _copy(
        keys, store.slots(keys), store.attributes(), low,
        region.distance, region.weight, region.layer, region.labels, region.confidence, region.color, region.objects,
        region.votes,
    )  # fmt: skip
    forget_enclosed(region)
    return region


def box_region(
    store: BlockStore, low: ArrayLike | None, high: ArrayLike | None, voxel_size: float, truncation: float
) -> Region:
    """Return the voxels of a box between two corners [3] in metres; None stands for those of all blocks.

    Raises:
        InputError: If the box has too many voxels.
    """
    keys = store.keys()
    if not len(keys):
        keys = np.zeros((1, 3), np.int32)
    first = keys.min(0).astype(np.int64) * SIDE
    last = (keys.max(0).astype(np.int64) + 1) * SIDE
    if low is not None:
        first = np.floor(np.asarray(low, np.float64) / voxel_size + 1e-6).astype(np.int64)
    if high is not None:
        last = np.maximum(np.ceil(np.asarray(high, np.float64) / voxel_size - 1e-6).astype(np.int64), first + 1)
    count = math.prod(int(side) for side in last - first)
    if count > MAX_VOXELS:
        raise InputError(f"the region has {count:,} voxels; expected at most {MAX_VOXELS:,}, so a smaller one")
    return copy_region(store, first, last, voxel_size, truncation)


def forget_enclosed(region: Region) -> None:
    """Make guessed free space unknown, in place, if it is not connected to free space in sight.

    Such space is mostly a pocket behind a wall. Surfaces that only bound such pockets vanish with them.
    """
    from scipy.ndimage import label

    free = (region.layer != Layer.UNKNOWN) & (region.distance > 0)
    components, count = label(free)
    in_sight = np.zeros(count + 1, np.bool_)
    in_sight[components[free & (region.layer == Layer.MEASURED)]] = True
    enclosed = free & ~in_sight[components]
    region.layer[enclosed], region.labels[enclosed] = Layer.UNKNOWN, UNOBSERVED
    region.weight[enclosed] = region.confidence[enclosed] = 0


def tiles(keys: Keys) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield the voxels (first, behind the last) of tiles that cover blocks; each overlaps the next ones by a voxel."""
    if not len(keys):
        return
    for tile in np.unique(np.floor_divide(keys, TILE_BLOCKS), axis=0).astype(np.int64):
        inside = keys[(np.floor_divide(keys, TILE_BLOCKS) == tile).all(1)].astype(np.int64)
        low = inside.min(0) * SIDE
        # The voxel of the overlap pairs the last voxels of this tile with the first ones of the next
        yield low, (inside.max(0) + 1) * SIDE + 1


@compiled(nogil=True, error_model="numpy")
def _copy(
    keys: Keys,
    slots: NDArray[np.int64],
    attributes: Attributes,
    low: NDArray[np.int64],
    distance: NDArray[np.float32],
    weight: NDArray[np.float32],
    layer: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    confidence: NDArray[np.float32],
    color: NDArray[np.uint8],
    objects: NDArray[np.uint16],
    votes: NDArray[np.uint8],
) -> None:
    """Copy the known voxels of blocks to dense arrays [Z, Y, X], with the most probable class."""
    depth, rows, columns = distance.shape
    classes = attributes.classes.shape[2]
    for block in range(len(keys)):
        slot = slots[block]
        for voxel in range(SIDE * SIDE * SIDE):
            kind = attributes.layer[slot, voxel]
            if kind == np.uint8(255):
                continue
            x = keys[block, 0] * SIDE + voxel % SIDE - low[0]
            y = keys[block, 1] * SIDE + voxel // SIDE % SIDE - low[1]
            z = keys[block, 2] * SIDE + voxel // (SIDE * SIDE) - low[2]
            if not (0 <= x < columns and 0 <= y < rows and 0 <= z < depth):
                continue
            distance[z, y, x], layer[z, y, x] = attributes.distance[slot, voxel], kind
            weight[z, y, x] = attributes.weight[slot, voxel]
            objects[z, y, x], votes[z, y, x] = attributes.objects[slot, voxel], attributes.votes[slot, voxel]
            best, highest = 0, attributes.classes[slot, voxel, 0]
            for label in range(1, classes):
                if attributes.classes[slot, voxel, label] > highest:
                    best, highest = label, attributes.classes[slot, voxel, label]
            total = np.float32(0)
            for label in range(classes):
                total += np.exp(attributes.classes[slot, voxel, label] - highest)
            labels[z, y, x], confidence[z, y, x] = best, np.float32(1) / total
            for channel in range(3):
                color[z, y, x, channel] = attributes.color[slot, voxel, channel]
