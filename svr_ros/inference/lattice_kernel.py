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

"""Layers of the decoder on a CPU: kernels around the products of matrices, and whether oneDNN computes these."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.labels import NAMES

Array = NDArray[Any]

_CLASSES = len(NAMES)

_TILE = 64
"""Points that are classified at a time."""

_LOWEST = np.float32(-80)
"""Difference of a logit from the highest one below which exponentials are not computed, as they do not count."""

_LOG2_E, _LN2_HIGH, _LN2_LOW = np.float32(1.44269504), np.float32(0.693359375), np.float32(-2.12194440e-4)
_EXP_0, _EXP_1, _EXP_2 = np.float32(1.9875691500e-4), np.float32(1.3981999507e-3), np.float32(8.3334519073e-3)
_EXP_3, _EXP_4, _EXP_5 = np.float32(4.1665795894e-2), np.float32(1.6666665459e-1), np.float32(5.0000001201e-1)
"""Parts of the logarithm of 2 and coefficients of the exponential function in single precision, as in Cephes (expf)."""

_compile = compiled(nogil=True, error_model="numpy", fastmath={"contract"})


@_compile
def first_layer(
    out: Array,
    blocks: Array,
    point: Array,
    latents: Array,
    lower: tuple[Array, Array, Array],
    fraction: tuple[Array, Array, Array],
    context: Array,
    offsets: Array,
    offset_rows: Array,
    lines: Array,
    planes: Array,
) -> None:
    """Compute the first layer after ReLU into `out` [B, D, P, width], at D slices of P positions in each of B blocks.

    Latents are interpolated along columns, rows and depth, one axis after the other.

    Args:
        out: The result, contiguous float32.
        blocks: Flat indices [B] of the blocks.
        point: Terms [D, P, width] of the positions.
        latents: Terms [g, g, g, width] of the latents.
        lower: Steps along depth, rows and columns, of at least -1, from a block to the first of the two blocks that
            each position is interpolated between; the outermost blocks are repeated.
        fraction: Weights of the second of the two blocks.
        context: Terms [g^2, P, width] of the rays in each column of blocks.
        offsets: Features [B, D, P, 4] of the positions along their rays.
        offset_rows: Terms [4, width] of these features.
        lines: Room [3, 3, columns, width] for latents that are interpolated along columns.
        planes: Room [3, P, width] for latents that are interpolated along rows too.
    """
    grid, width = latents.shape[0], latents.shape[3]
    count, depth, area = out.shape[0], out.shape[1], out.shape[2]
    # No row is made a view, whose references would be counted, which takes longer than its sum
    for n in range(count):
        _interpolate(blocks[n], latents, lower, fraction, lines, planes)
        # Along depth, with the other terms: two slices at a time if they lie between the same blocks
        column = blocks[n] % (grid * grid)
        d = 0
        while d < depth:
            e = d + 1 if d + 1 < depth and lower[0][d + 1] == lower[0][d] else d
            a = lower[0][d] + 1
            q, w = fraction[0][d], fraction[0][e]
            p, v = np.float32(1) - q, np.float32(1) - w
            for place in range(area):
                s0, s1, s2, s3 = (offsets[n, d, place, 0], offsets[n, d, place, 1],
                                  offsets[n, d, place, 2], offsets[n, d, place, 3])  # fmt: skip
                t0, t1, t2, t3 = (offsets[n, e, place, 0], offsets[n, e, place, 1],
                                  offsets[n, e, place, 2], offsets[n, e, place, 3])  # fmt: skip
                for x in range(width):
                    same, low, high = context[column, place, x], planes[a, place, x], planes[a + 1, place, x]
                    r0, r1, r2, r3 = offset_rows[0, x], offset_rows[1, x], offset_rows[2, x], offset_rows[3, x]
                    one = point[d, place, x] + same + (p * low + q * high) + (s0 * r0 + s1 * r1) + (s2 * r2 + s3 * r3)
                    two = point[e, place, x] + same + (v * low + w * high) + (t0 * r0 + t1 * r1) + (t2 * r2 + t3 * r3)
                    out[n, d, place, x] = max(one, np.float32(0))
                    out[n, e, place, x] = max(two, np.float32(0))
            d = e + 1


@_compile
def _interpolate(
    block: int,
    latents: Array,
    lower: tuple[Array, Array, Array],
    fraction: tuple[Array, Array, Array],
    lines: Array,
    planes: Array,
) -> None:
    """Interpolate the latents around a block along columns into `lines` and then along rows into `planes`."""
    grid, width = latents.shape[0], latents.shape[3]
    rows, columns = len(lower[1]), len(lower[2])
    depth_of_block, row_of_block, column_of_block = block // (grid * grid), block // grid % grid, block % grid
    for a in range(lower[0].min(), lower[0].max() + 2):
        i = min(max(depth_of_block + a, 0), grid - 1)
        # Along columns
        for b in range(lower[1].min(), lower[1].max() + 2):
            j = min(max(row_of_block + b, 0), grid - 1)
            for c in range(columns):
                k = min(max(column_of_block + lower[2][c], 0), grid - 1)
                k1 = min(max(column_of_block + lower[2][c] + 1, 0), grid - 1)
                q = fraction[2][c]
                p = np.float32(1) - q
                for x in range(width):
                    lines[a + 1, b + 1, c, x] = p * latents[i, j, k, x] + q * latents[i, j, k1, x]
        # Along rows
        for r in range(rows):
            b, q = lower[1][r] + 1, fraction[1][r]
            p = np.float32(1) - q
            for c in range(columns):
                for x in range(width):
                    planes[a + 1, r * columns + c, x] = p * lines[a + 1, b, c, x] + q * lines[a + 1, b + 1, c, x]


@_compile
def ray_offsets(
    out: Array, blocks: Array, log_slice: Array, log_depth: Array, log_std: Array, sharpness: np.float32
) -> None:
    """Compute the features of `ImplicitDecoder.offsets` into `out` [B, D, P, 4], for D slices of P rays in B blocks.

    The scales of the hyperbolic tangents are 4, 16 and 64: one exponential gives all three.

    Args:
        out: The result.
        blocks: Flat indices [B] of the blocks.
        log_slice: Logarithms [g, D] of the depths of the slices.
        log_depth: Expected logarithms [g^2, P] of the depths of the rays.
        log_std: Standard deviations [g^2, P] of these.
        sharpness: Factor of the logistic function by which it is the normal distribution function.
    """
    grid, one = len(log_slice), np.float32(1)
    for n in range(len(blocks)):
        slices, column = blocks[n] // (grid * grid), blocks[n] % (grid * grid)
        for d in range(out.shape[1]):
            for place in range(out.shape[2]):
                offset = log_slice[slices, d] - log_depth[column, place]
                sign = -one if offset < 0 else one
                power = np.exp(np.float32(-8) * abs(offset))
                for scale in range(3):
                    out[n, d, place, scale] = sign * (one - power) / (one + power)
                    power *= power
                    power *= power
                out[n, d, place, 3] = one / (one + np.exp(-sharpness * offset / log_std[column, place]))


@_compile
def write_predictions(
    outputs: Array,
    logits: Array,
    first_class: int,
    extra: Array,
    blocks: Array,
    distance: Array,
    labels: Array,
    confidence: Array,
    to_extra: Array,
) -> None:
    """Write the predictions at points [B, d, r, c] into the blocks with flat indices [B] of volumes.

    Args:
        outputs: Outputs [P, outputs] of the last layer at all points, of which the first one is the distance.
        logits: Array [P, logits] of which the columns from `first_class` on are the logits of the classes, of which
            there are ten.
        first_class: The first of these columns.
        extra: Further outputs [P, E], the bits of float16 as int16.
        blocks: Flat indices [B] of the blocks.
        distance: Distances [g, g, g, d, r, c], which are clamped to +-1.
        labels: Classes [g, g, g, d, r, c] with the highest logits.
        confidence: Their probabilities [g, g, g, d, r, c].
        to_extra: Further outputs [g, g, g, d, r, c, E].
    """
    _, rows, columns, slices, height, width = distance.shape
    best, probability = np.empty(len(outputs), np.uint8), np.empty(len(outputs), np.float32)
    _classify(logits, first_class, best, probability)
    one, point = np.float32(1), 0
    for n in range(len(blocks)):
        i, j, k = blocks[n] // (rows * columns), blocks[n] // columns % rows, blocks[n] % columns
        for d in range(slices):
            for r in range(height):
                for c in range(width):
                    distance[i, j, k, d, r, c] = min(max(outputs[point, 0], -one), one)
                    labels[i, j, k, d, r, c] = best[point]
                    confidence[i, j, k, d, r, c] = probability[point]
                    for x in range(to_extra.shape[6]):
                        to_extra[i, j, k, d, r, c, x] = extra[point, x]
                    point += 1


@_compile
def _classify(logits: Array, first_class: int, labels: Array, confidence: Array) -> None:
    """Compute the class with the highest logit and its softmax, of points in tiles that fill vector registers."""
    tile, bits = np.empty((_CLASSES, _TILE), np.float32), np.empty(_TILE, np.int32)
    powers, highest, total = bits.view(np.float32), np.empty(_TILE, np.float32), np.empty(_TILE, np.float32)
    best, mantissa = np.empty(_TILE, np.int32), np.empty(_TILE, np.float32)
    for start in range(0, len(labels), _TILE):
        count = min(_TILE, len(labels) - start)
        for t in range(count):
            for x in range(_CLASSES):
                tile[x, t] = logits[start + t, first_class + x]
        # Find the highest logit, the first of equal ones
        for t in range(_TILE):
            highest[t], best[t], total[t] = tile[0, t], 0, 0
        for x in range(1, _CLASSES):
            for t in range(_TILE):
                higher = tile[x, t] > highest[t]
                highest[t], best[t] = tile[x, t] if higher else highest[t], x if higher else best[t]
        # Sum the exponentials: 2^k as the exponent of a float32, times that of the rest by Cephes' polynomial
        for x in range(_CLASSES):
            for t in range(_TILE):
                below = max(tile[x, t] - highest[t], _LOWEST)
                k = np.floor(below * _LOG2_E + np.float32(0.5))
                rest = below - k * _LN2_HIGH - k * _LN2_LOW
                power = _EXP_0
                power = power * rest + _EXP_1
                power = power * rest + _EXP_2
                power = power * rest + _EXP_3
                power = power * rest + _EXP_4
                power = power * rest + _EXP_5
                mantissa[t] = power * rest * rest + rest + np.float32(1)
                bits[t] = (np.int32(k) + np.int32(127)) << np.int32(23)
            for t in range(_TILE):
                total[t] += mantissa[t] * powers[t]
        for t in range(count):
            labels[start + t], confidence[start + t] = best[t], np.float32(1) / total[t]


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
