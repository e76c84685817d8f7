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

"""Kernels on masks of a volume with one bit per voxel: words [D, R, W] of 64 columns, the first in the lowest bit."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled

Array = NDArray[Any]

_ONE, _ZERO, _LAST = np.uint64(1), np.uint64(0), np.uint64(63)

_compile = compiled(nogil=True, error_model="numpy")


@_compile
def spread(candidates: Array, reached: Array) -> None:
    """Mark the candidates that are connected across faces with marked ones; `reached` holds some of `candidates`.

    A row of voxels is filled at once, and visited again when a row beside it has changed.
    """
    slices, rows, words = candidates.shape
    size = slices * rows
    queue, waiting = np.empty(size, np.int32), np.zeros(size, np.bool_)
    count = 0
    for row in range(size):
        for w in range(words):
            waiting[row] |= reached[row // rows, row % rows, w] != _ZERO
        if waiting[row]:
            queue[count] = row
            count += 1
    # A ring of rows that wait, each at most once
    head = 0
    while count > 0:
        row = queue[head]
        head, count = (head + 1) % size, count - 1
        waiting[row] = False
        d, r = row // rows, row % rows
        _fill_row(candidates[d, r], reached[d, r])
        for side in range(4):
            i, j = d + (side == 0) - (side == 1), r + (side == 2) - (side == 3)
            if i < 0 or j < 0 or i >= slices or j >= rows:
                continue
            changed = False
            for w in range(words):
                new = reached[d, r, w] & candidates[i, j, w] & ~reached[i, j, w]
                if new != _ZERO:
                    reached[i, j, w] |= new
                    changed = True
            if changed and not waiting[i * rows + j]:
                waiting[i * rows + j] = True
                queue[(head + count) % size] = i * rows + j
                count += 1


@_compile
def _fill_row(candidates: Array, reached: Array) -> None:
    """Mark the candidates of a row [W] that runs of candidates connect with marked ones."""
    carry = _ZERO
    for w in range(len(candidates)):
        free, bits = candidates[w], reached[w] | (carry & candidates[w])
        # Runs of 1, 2, 4, ... bits towards higher ones
        step = _ONE
        while step < np.uint64(64):
            bits |= free & (bits << step)
            free &= free << step
            step <<= _ONE
        reached[w], carry = bits, bits >> _LAST
    carry = _ZERO
    for w in range(len(candidates) - 1, -1, -1):
        free, bits = candidates[w], reached[w] | (carry & candidates[w])
        step = _ONE
        while step < np.uint64(64):
            bits |= free & (bits >> step)
            free &= free >> step
            step <<= _ONE
        reached[w], carry = bits, bits << _LAST


@_compile
def shrink_to_bubbles(mask: Array, distance: Array, most: int) -> None:
    """Unmark the components of positive distances [D, R, C] of more than `most` voxels, and zeros."""
    slices, rows, words = mask.shape
    columns = distance.shape[2]
    left, stack = mask.copy(), np.empty(distance.size, np.int32)
    mask[:] = _ZERO
    for row in range(slices * rows):
        for w in range(words):
            for c in range(64 * w, min(64 * (w + 1), columns)):
                if left[row // rows, row % rows, w] == _ZERO:
                    break
                if not _take(left, distance, row // rows, row % rows, c):
                    continue
                # Gather the component; its voxels stay on the stack
                stack[0], top, next_one = row * columns + c, 1, 0
                while next_one < top:
                    voxel = stack[next_one]
                    next_one += 1
                    i, j, k = voxel // (rows * columns), voxel // columns % rows, voxel % columns
                    for side in range(6):
                        a = i + (side == 0) - (side == 1)
                        b = j + (side == 2) - (side == 3)
                        e = k + (side == 4) - (side == 5)
                        if 0 <= a < slices and 0 <= b < rows and 0 <= e < columns and _take(left, distance, a, b, e):
                            stack[top] = (a * rows + b) * columns + e
                            top += 1
                if top <= most:
                    for n in range(top):
                        i, j, k = stack[n] // (rows * columns), stack[n] // columns % rows, stack[n] % columns
                        mask[i, j, k // 64] |= _ONE << np.uint64(k % 64)


@_compile
def _take(mask: Array, distance: Array, depth: int, row: int, column: int) -> bool:
    """Unmark a voxel and return whether it was marked and its distance is positive."""
    bit = _ONE << np.uint64(column % 64)
    if mask[depth, row, column // 64] & bit == _ZERO:
        return False
    mask[depth, row, column // 64] &= ~bit
    return distance[depth, row, column] > 0


@_compile
def flip(distance: Array, mask: Array) -> None:
    """Change the sign of the marked distances [D, R, C]."""
    slices, rows, words = mask.shape
    for d in range(slices):
        for r in range(rows):
            for w in range(words):
                if mask[d, r, w] == _ZERO:
                    continue
                for c in range(64 * w, min(64 * (w + 1), distance.shape[2])):
                    if mask[d, r, w] >> np.uint64(c % 64) & _ONE:
                        distance[d, r, c] = -distance[d, r, c]
