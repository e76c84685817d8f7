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

"""Blocks of a volume filled from a few points of each: distances linearly, labels and confidence by nearest point."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from svr_ros.compiled import compiled
from svr_ros.inference.first_layer import block_position
from svr_ros.inference.lattice import BlockPredictions
from svr_ros.threads import run_on_ranges


class Line(NamedTuple):
    """Interpolation along each axis of a block.

    Attributes:
        position: Positions [side] of the voxels, in points from the first one.
        nearest: Index [side] of the point whose label each voxel takes.
    """

    position: Tensor
    nearest: Tensor


def fill_blocks(volume: BlockPredictions, blocks: Tensor, points: BlockPredictions, line: Line) -> None:
    """Fill blocks of a volume from a x a x a points of each.

    Args:
        volume: Views [g, g, g, side, side, side] of the blocks of the volume.
        blocks: Flat indices [B] of the blocks to fill.
        points: Predictions [B, a, a, a] at the points; extra outputs are ignored.
        line: Interpolation along each axis.
    """
    fill = fill_by_kernel if blocks.device.type == "cpu" else fill_by_torch
    fill(volume, blocks, points, line)


def fill_by_kernel(volume: BlockPredictions, blocks: Tensor, points: BlockPredictions, line: Line) -> None:
    """Fill blocks on a CPU in several threads; see `fill_blocks`."""
    last = points.distance.shape[1] - 2
    lower = line.position.floor().long().clamp(max=last)
    tables = (table.numpy() for table in (lower, (line.position - lower).float(), line.nearest))
    arrays = (
        *(values.contiguous().numpy() for values in points[:3]), blocks.numpy(), *tables,
        *(view.numpy() for view in volume[:3]),
    )  # fmt: skip
    run_on_ranges(lambda begin, end: _fill(begin, end, *arrays), len(blocks))


def fill_by_torch(volume: BlockPredictions, blocks: Tensor, points: BlockPredictions, line: Line) -> None:
    """Fill blocks on any device; see `fill_blocks`."""
    between = torch.arange(points.distance.shape[1], device=blocks.device)
    weights = (1 - (line.position[:, None] - between).abs()).clamp(min=0)
    distance = torch.einsum("nabc,xa,yb,zc->nxyz", points.distance, weights, weights, weights)
    index = slice(None), line.nearest[:, None, None], line.nearest[:, None], line.nearest
    position = block_position(blocks, volume.distance.shape[:3])
    for view, values in zip(volume[:3], (distance, points.labels[index], points.confidence[index]), strict=True):
        view[position] = values


@compiled(nogil=True, error_model="numpy")
def _fill(
    begin: int,
    end: int,
    distance: NDArray[np.float32],
    labels: NDArray[np.uint8],
    confidence: NDArray[np.float32],
    blocks: NDArray[np.int64],
    lower: NDArray[np.int64],
    fraction: NDArray[np.float32],
    nearest: NDArray[np.int64],
    to_distance: NDArray[np.float32],
    to_labels: NDArray[np.uint8],
    to_confidence: NDArray[np.float32],
) -> None:
    """Fill the blocks [begin, end) of a list."""
    grid, side, points = to_distance.shape[0], len(lower), distance.shape[1]
    one, line = np.float32(1), np.empty(points, np.float32)
    for n in range(begin, end):
        i, j, k = blocks[n] // (grid * grid), blocks[n] // grid % grid, blocks[n] % grid
        for d in range(side):
            a, q = lower[d], fraction[d]
            for r in range(side):
                b, t = lower[r], fraction[r]
                for x in range(points):
                    near = distance[n, a, b, x] * (one - t) + distance[n, a, b + 1, x] * t
                    far = distance[n, a + 1, b, x] * (one - t) + distance[n, a + 1, b + 1, x] * t
                    line[x] = near * (one - q) + far * q
                u, v = nearest[d], nearest[r]
                for c in range(side):
                    x, w = lower[c], fraction[c]
                    to_distance[i, j, k, d, r, c] = line[x] * (one - w) + line[x + 1] * w
                    to_labels[i, j, k, d, r, c] = labels[n, u, v, nearest[c]]
                    to_confidence[i, j, k, d, r, c] = confidence[n, u, v, nearest[c]]
