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

"""Layers of the decoder on a CPU: kernel of the first one, and whether oneDNN computes the hidden one."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from svr_ros.compiled import compiled

Array = NDArray[Any]

_compile = compiled(nogil=True, error_model="numpy", fastmath={"contract"})


@_compile
def add_terms(
    out: Array,
    point: Array,
    context: Array,
    columns: Array,
    offsets: Array,
    offset_rows: Array,
    latents: Array,
    around: Array,
    weights: Array,
) -> None:
    """Compute the first layer after ReLU into `out` [B, Q, width], at Q positions in each of B blocks.

    Zero weights cost nothing: of 27 blocks around, at most eight contribute to a position.

    Args:
        out: The result, contiguous float32.
        point: Terms [Q, width] of the positions.
        context: Terms [g^2, P, width] of the rays at the P positions of a slice in each column of blocks.
        columns: Index [B] of each block's column.
        offsets: Features [B, Q, 4] of the positions along their rays, or none [B, Q, 0].
        offset_rows: Terms [4, width] of these features.
        latents: Terms [g^3, width] of the latents.
        around: Indices [B, K] of the latents that contribute to a block.
        weights: Weights [Q, K] of these latents.
    """
    blocks, positions, width = out.shape
    neighbours, features, zero = weights.shape[1], offsets.shape[2], np.float32(0)
    chosen, factor = np.zeros(neighbours + 4, np.int64), np.zeros(neighbours + 4, np.float32)
    # No row is made a view, whose references would be counted, which takes longer than its sum
    for block in range(blocks):
        column = columns[block]
        for position in range(positions):
            place = position % context.shape[1]
            if features == 4:
                p, q = offsets[block, position, 0], offsets[block, position, 1]
                r, s = offsets[block, position, 2], offsets[block, position, 3]
                for i in range(width):
                    along = p * offset_rows[0, i] + q * offset_rows[1, i]
                    along += r * offset_rows[2, i] + s * offset_rows[3, i]
                    out[block, position, i] = point[position, i] + context[column, place, i] + along
            else:
                for i in range(width):
                    out[block, position, i] = point[position, i] + context[column, place, i]
            # Add the latents whose weights are not zero, four at a time; the last are padded with weights of zero
            count = 0
            for k in range(neighbours):
                if weights[position, k] != 0:
                    chosen[count], factor[count] = around[block, k], weights[position, k]
                    count += 1
            chosen[count : count + 3], factor[count : count + 3] = chosen[0], zero
            for k in range(0, count, 4):
                a, b, c, d = chosen[k], chosen[k + 1], chosen[k + 2], chosen[k + 3]
                p, q, r, s = factor[k], factor[k + 1], factor[k + 2], factor[k + 3]
                for i in range(width):
                    near = p * latents[a, i] + q * latents[b, i] + r * latents[c, i] + s * latents[d, i]
                    out[block, position, i] += near
            for i in range(width):
                value = out[block, position, i]
                out[block, position, i] = zero if value < zero else value


@_compile
def write_blocks(target: Array, blocks: Array, values: Array) -> None:
    """Write values [B, d, r, c] into the blocks with flat indices [B] of a volume [g, g, g, d, r, c]."""
    grid = target.shape[0]
    for n in range(len(blocks)):
        i, j, k = blocks[n] // (grid * grid), blocks[n] // grid % grid, blocks[n] % grid
        for d in range(values.shape[1]):
            for r in range(values.shape[2]):
                for c in range(values.shape[3]):
                    target[i, j, k, d, r, c] = values[n, d, r, c]


def has_fused_layer() -> bool:
    """Return whether this build of PyTorch has oneDNN's product with bias, with and without ReLU.

    It uses all vector instructions of any processor; the MKL behind `torch.mm` is half as fast on those of AMD. The
    operation is private, so that it is tried: another version may have another signature.
    """
    one = torch.ones(1, 1)
    try:
        return all(torch.ops.mkldnn._linear_pointwise(one, one, one[0], end, [], "") == 2 for end in ("relu", "none"))
    except (AttributeError, RuntimeError, TypeError):
        return False
