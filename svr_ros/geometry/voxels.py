"""Metric voxel grids: the frustum's content resampled to cubes in the camera's optical frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import UNOBSERVED

_MOST_VOXELS = 64_000_000


@dataclass(frozen=True)
class VoxelGrid:
    """Hold cubes of voxel_size metres: arrays are [Z, Y, X]; origin [3] is the outer corner of voxel (0, 0, 0).

    labels uint8 (255: outside the view), tsdf float32 in metres, clamped to +-truncation, confidence float32 in 0..1.
    """

    origin: NDArray[np.float64]
    voxel_size: float
    truncation: float
    labels: NDArray[np.uint8]
    tsdf: NDArray[np.float32]
    confidence: NDArray[np.float32]


@dataclass(frozen=True)
class _Lattice:
    origin: NDArray[np.float64]
    shape: tuple[int, int, int]
    inside: NDArray[np.intp]
    """Flat indices of the voxels whose centres lie in the frustum."""

    volume: NDArray[np.float32]
    """Their volume coordinates [N, 3]."""


@lru_cache(maxsize=2)
def _lattice(frustum: Frustum, voxel_size: float) -> _Lattice:
    far_corner = np.array([frustum.tan_x, frustum.tan_y, 1]) * frustum.far
    low = np.floor(np.array([-far_corner[0], -far_corner[1], frustum.near]) / voxel_size)
    high = np.ceil(far_corner / voxel_size)
    columns, rows, layers = (int(n) for n in high - low)
    if columns * rows * layers > _MOST_VOXELS:
        raise InputError(f"voxel size is {voxel_size:g} m; expected one that gives at most {_MOST_VOXELS:,} voxels")
    origin = low * voxel_size
    z, y, x = np.meshgrid(np.arange(layers), np.arange(rows), np.arange(columns), indexing="ij", sparse=True)
    centres = np.stack(np.broadcast_arrays(x, y, z), -1).reshape(-1, 3)
    points = ((centres + 0.5) * voxel_size + origin).astype(np.float32)
    inside = np.nonzero(frustum.contains(points))[0]
    return _Lattice(origin, (layers, rows, columns), inside, frustum.to_volume(points[inside]).astype(np.float32))


def resample(
    frustum: Frustum,
    tsdf: NDArray[np.float32],
    labels: NDArray[np.uint8],
    confidence: NDArray[np.float32],
    seen: NDArray[np.bool_],
    truncation: float,
    voxel_size: float,
) -> VoxelGrid:
    """Resample arrays [D, R, C] of the frustum to cubes: trilinear distance, nearest label and confidence.

    seen [S, S] tells which pixels of the canonical view the camera covers; the rest, and what lies outside the frustum,
    gets the label 255, a distance of +truncation and no confidence. Raises InputError for an unusable voxel size.
    """
    if not (np.isfinite(voxel_size) and voxel_size > 0):
        raise InputError(f"voxel size is {voxel_size:g} m; expected a number above zero")
    lattice = _lattice(frustum, float(voxel_size))
    grid = torch.from_numpy(lattice.volume * 2 - 1).view(1, 1, 1, -1, 3)
    distance = F.grid_sample(
        torch.from_numpy(tsdf)[None, None], grid, mode="bilinear", padding_mode="border", align_corners=False
    )
    depth, row, column = (
        np.minimum((lattice.volume[:, 2 - axis] * side).astype(np.intp), side - 1)
        for axis, side in enumerate(tsdf.shape)
    )
    size = len(seen)
    visible = seen[
        np.minimum((lattice.volume[:, 1] * size).astype(np.intp), size - 1),
        np.minimum((lattice.volume[:, 0] * size).astype(np.intp), size - 1),
    ]
    count = int(np.prod(lattice.shape))
    out_labels = np.full(count, UNOBSERVED, np.uint8)
    out_tsdf = np.full(count, truncation, np.float32)
    out_confidence = np.zeros(count, np.float32)
    kept = lattice.inside[visible]
    out_labels[kept] = labels[depth, row, column][visible]
    out_tsdf[kept] = np.clip(distance.view(-1).numpy()[visible], -truncation, truncation)
    out_confidence[kept] = confidence[depth, row, column][visible]
    return VoxelGrid(
        lattice.origin,
        float(voxel_size),
        truncation,
        out_labels.reshape(lattice.shape),
        out_tsdf.reshape(lattice.shape),
        out_confidence.reshape(lattice.shape),
    )
