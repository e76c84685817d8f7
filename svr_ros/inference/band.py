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

"""Voxels near surfaces, found by compiled kernels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.geometry.point_set import HASH_FACTOR, highest_rank, subsample_indices
from svr_ros.threads import run_on_ranges

_ALL_RANKS = 1 << 32
"""End of the ranks of all voxels, which are hashes of 32 bits."""


class Band(NamedTuple):
    """Voxels near surfaces.

    Attributes:
        tsdf: Signed distances [D, R, C] in metres.
        bound: Distance in metres that those of the voxels are smaller than.
        labels: Class ids [D, R, C].
        selected: Mask [256] of the selected class ids.
        columns: Mask [R, C] of the selected columns.
        confidence: Probabilities [D, R, C] of the classes.
        min_confidence: Minimum of these.
    """

    tsdf: NDArray[np.float32]
    bound: np.float32
    labels: NDArray[np.uint8]
    selected: NDArray[np.bool_]
    columns: NDArray[np.bool_]
    confidence: NDArray[np.float32]
    min_confidence: np.float32


def band_voxels(band: Band, max_count: int | None = None) -> NDArray[np.int32]:
    """Return the flat indices [N] of the voxels in ascending order; at most `max_count`, as by `subsample_indices`."""
    if max_count is None:
        return _gathered(band, _ALL_RANKS)
    # Count the voxels, so that only those are gathered that can be among the lowest ranks
    counts = np.zeros(len(band.tsdf), np.int64)
    run_on_ranges(lambda begin, end: _count(begin, end, band, counts), len(counts))
    count = int(counts.sum())
    if count > max_count:
        low = _gathered(band, highest_rank(count, max_count))
        if len(low) >= max_count:
            return subsample_indices(low, max_count)
    return subsample_indices(_gathered(band, _ALL_RANKS), max_count)


def _gathered(band: Band, end_rank: int) -> NDArray[np.int32]:
    """Return the flat indices [N] of the voxels whose hash is smaller than `end_rank`."""
    found, counts = np.empty((len(band.tsdf), band.tsdf[0].size), np.int32), np.zeros(len(band.tsdf), np.int64)
    run_on_ranges(lambda begin, end: _gather(begin, end, band, np.uint64(end_rank), found, counts), len(counts))
    return np.concatenate([row[:count] for row, count in zip(found, counts, strict=True)])


@compiled(nogil=True, error_model="numpy")
def _is_near(band: Band, d: int, r: int, c: int) -> bool:
    near = (abs(band.tsdf[d, r, c]) < band.bound) & band.columns[r, c] & band.selected[band.labels[d, r, c]]
    # Without branches, so that vector instructions compute it
    return near & (band.confidence[d, r, c] >= band.min_confidence)


@compiled(nogil=True, error_model="numpy")
def _count(begin: int, end: int, band: Band, counts: NDArray[np.int64]) -> None:
    """Count the voxels of the slices [begin, end)."""
    _, rows, columns = band.tsdf.shape
    for d in range(begin, end):
        count = 0
        for r in range(rows):
            for c in range(columns):
                count += _is_near(band, d, r, c)
        counts[d] = count


@compiled(nogil=True, error_model="numpy")
def _gather(
    begin: int, end: int, band: Band, end_rank: np.uint64, found: NDArray[np.int32], counts: NDArray[np.int64]
) -> None:
    """Write the flat indices of the voxels of the slices [begin, end) to their rows of `found`, and count them."""
    _, rows, columns = band.tsdf.shape
    factor, low_bits = np.uint64(HASH_FACTOR), np.uint64(0xFFFFFFFF)
    for d in range(begin, end):
        count = 0
        for r in range(rows):
            for c in range(columns):
                index = (d * rows + r) * columns + c
                if ((np.uint64(index) * factor) & low_bits) < end_rank and _is_near(band, d, r, c):
                    found[d, count] = index
                    count += 1
        counts[d] = count
