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

"""Training blocks of the codec, generated from sample indices; nothing is stored."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from svr_ros.codec.network import CodecConfig
from svr_ros.synthesis.render.shapes import pack, signed_distance
from svr_ros.synthesis.samples import pose_room

_MARGIN = 0.08
"""Distance in metres beyond the truncation within which the centre of an octant marks its block as near a surface."""


class RoomBlocks(Dataset[dict[str, NDArray]]):
    """Blocks near surfaces of generated rooms, each item a pure function of its index.

    Items are dictionaries of `distance`, float16 [count, W, W, W] in truncations, and `labels`, uint8 of that shape.

    Args:
        codec: Config of the codec.
        count: Number of blocks per room.
    """

    def __init__(self, codec: CodecConfig, count: int) -> None:
        self._codec = codec
        self._count = count

    def __getitem__(self, sample_index: int) -> dict[str, NDArray]:
        codec, model = self._codec, self._codec.model
        rng = np.random.default_rng([sample_index, 2])
        table = pack(*pose_room(rng, model.frustum))
        # Find the blocks that may be near a surface
        grid = model.scene.grid
        coarse, _ = signed_distance(table, _camera_points(codec, model.frustum.centres(2 * grid)))
        near = np.abs(coarse.reshape(grid, 2, grid, 2, grid, 2)).min((1, 3, 5)) < model.truncation + _MARGIN
        blocks = np.argwhere(near) if near.any() else np.zeros((1, 3), np.intp)
        # Draw some of them, and compute their voxels
        chosen = blocks[rng.integers(len(blocks), size=self._count)]
        positions = window_positions(codec, chosen)
        distance, labels = signed_distance(table, _camera_points(codec, positions))
        shape = positions.shape[:-1]
        return {
            "distance": np.clip(distance / model.truncation, -1, 1).astype(np.float16).reshape(shape),
            "labels": labels.reshape(shape),
        }


def window_positions(codec: CodecConfig, blocks: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return the volume coordinates [B, W, W, W, 3] of the voxel centres around blocks [B, 3] (depth, row, column)."""
    axis = (np.arange(codec.window) - codec.overlap + 0.5) / codec.voxels
    depth, row, column = np.meshgrid(axis, axis, axis, indexing="ij")
    inside = np.stack([column, row, depth], -1)
    return ((blocks[:, None, None, None, ::-1] + inside) / codec.model.scene.grid).astype(np.float32)


def _camera_points(codec: CodecConfig, volume: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return camera coordinates [N, 3] in metres; windows beyond the volume repeat its outermost voxels."""
    edge = 0.5 / (codec.model.scene.grid * codec.voxels)
    return codec.model.frustum.to_camera(np.clip(volume.reshape(-1, 3), edge, 1 - edge)).astype(np.float32)


def block_batches(
    codec: CodecConfig, rooms: int, blocks: int, seed: int, start: int, workers: int
) -> DataLoader[dict[str, NDArray]]:
    """Return an endless loader of batches of blocks from `rooms` rooms, starting at sample index seed + start."""
    return DataLoader(
        RoomBlocks(codec, blocks // rooms),
        rooms,
        sampler=range(seed + start, 1 << 40),
        num_workers=workers,
        collate_fn=_collate,
        worker_init_fn=_one_thread,
        prefetch_factor=3 if workers else None,
    )


def _one_thread(_: int) -> None:
    torch.set_num_threads(1)


def _collate(rooms: list[dict[str, NDArray]]) -> dict[str, Tensor]:
    """Concatenate the blocks of rooms; every other room is mirrored, as augmentation."""
    joined = {}
    for name in rooms[0]:
        arrays = [room[name][..., ::-1] if index % 2 else room[name] for index, room in enumerate(rooms)]
        joined[name] = torch.from_numpy(np.concatenate(arrays))
    return joined
