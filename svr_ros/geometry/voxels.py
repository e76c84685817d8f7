"""Metric voxel grids: the frustum's content resampled to cubes, along the axes of any rigid frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

import numpy as np
import torch
from numba import njit
from numpy.typing import ArrayLike, NDArray

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import UNOBSERVED

_MOST_VOXELS = 64_000_000
IDENTITY = np.eye(4)
"""The transform of a grid along the axes of the camera's optical frame."""

_SLAB = 1 << 22
"""As many voxels at a time as keep a fine grid from needing gigabytes."""

_RIGID = 1e-4
"""How far a rotation may be from orthonormal: quaternions of messages are rounded."""


@dataclass(frozen=True)
class VoxelGrid:
    """Hold cubes of voxel_size metres: arrays are [Z, Y, X]; origin [3] is the outer corner of voxel (0, 0, 0).

    Axes and origin are those of the frame that was asked for; corners lie at multiples of the voxel size in it.
    labels uint8 (255: outside the view), tsdf float32 in metres, clamped to +-truncation, confidence float32 in 0..1;
    outside the view they are +truncation and 0.
    hidden bool, where it was asked for: in the view, but behind the first surface.
    """

    origin: NDArray[np.float64]
    voxel_size: float
    truncation: float
    labels: NDArray[np.uint8]
    tsdf: NDArray[np.float32]
    confidence: NDArray[np.float32]
    hidden: NDArray[np.bool_] | None = None

    @cached_property
    def surface(self) -> NDArray[np.int64]:
        """Return the flat indices of the voxels on surfaces: at most half a voxel from one."""
        import cv2

        half = self.voxel_size / 2
        near = np.asarray(cv2.inRange(self.tsdf.reshape(1, -1), -half, half))
        return np.flatnonzero(near.view(np.bool_))

    def centres(self, voxels: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the centres [N, 3] of voxels, given as flat indices [N]."""
        centres = np.empty((len(voxels), 3))
        for axis, index in enumerate(reversed(np.unravel_index(voxels, self.labels.shape))):
            centres[:, axis] = self.origin[axis] + (index + 0.5) * self.voxel_size
        return centres


def resample(
    frustum: Frustum,
    tsdf: NDArray[np.float32],
    labels: NDArray[np.uint8],
    confidence: NDArray[np.float32],
    seen: NDArray[np.bool_],
    truncation: float,
    voxel_size: float,
    camera_from_grid: ArrayLike = IDENTITY,
    hidden: NDArray[np.bool_] | None = None,
) -> VoxelGrid:
    """Resample arrays [D, R, C] of the frustum to cubes: trilinear distance, nearest label, confidence and hidden.

    seen [S, S] tells which pixels of the canonical view the camera covers; the rest, and what lies outside the frustum,
    gets the label 255, a distance of +truncation and no confidence. camera_from_grid [4, 4] is the rigid transform
    from the grid's frame to the camera's optical frame. The places of the last two frames and sizes are remembered.
    Raises InputError for an unusable voxel size or transform.
    """
    if not (np.isfinite(voxel_size) and voxel_size > 0):
        raise InputError(f"voxel size is {voxel_size:g} m; expected a number above zero")
    lattice = _lattice(frustum, float(voxel_size), _rigid(camera_from_grid).tobytes())
    grid = VoxelGrid(
        lattice.origin,
        float(voxel_size),
        truncation,
        np.full(lattice.shape, UNOBSERVED, np.uint8),
        np.full(lattice.shape, truncation, np.float32),
        np.zeros(lattice.shape, np.float32),
        None if hidden is None else np.zeros(lattice.shape, np.bool_),
    )
    none = np.zeros((0, 0, 0), np.bool_)
    _fill(
        lattice.inside, lattice.places, tsdf, labels, confidence, none if hidden is None else hidden, seen,
        np.float32(truncation), grid.tsdf.reshape(-1), grid.labels.reshape(-1), grid.confidence.reshape(-1),
        (none if grid.hidden is None else grid.hidden).reshape(-1),
    )  # fmt: skip
    return grid


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(
    inside: NDArray[np.int32],
    places: NDArray[np.float32],
    tsdf: NDArray[np.float32],
    labels: NDArray[np.uint8],
    confidence: NDArray[np.float32],
    hidden: NDArray[np.bool_],
    seen: NDArray[np.bool_],
    truncation: np.float32,
    to_tsdf: NDArray[np.float32],
    to_labels: NDArray[np.uint8],
    to_confidence: NDArray[np.float32],
    to_hidden: NDArray[np.bool_],
) -> None:
    """Fill the voxels `inside` a frustum, of flat arrays, from those at their places [N, 3] in its volume."""
    layers, rows, columns = tsdf.shape
    size, zero, half, one = len(seen), np.float32(0), np.float32(0.5), np.float32(1)
    for n in range(len(inside)):
        u, v, s = places[n, 0], places[n, 1], places[n, 2]
        if not seen[min(int(v * size), size - 1), min(int(u * size), size - 1)]:
            continue
        voxel = inside[n]
        z, y, x = s * np.float32(layers), v * np.float32(rows), u * np.float32(columns)
        k, i, j = min(int(z), layers - 1), min(int(y), rows - 1), min(int(x), columns - 1)
        to_labels[voxel] = labels[k, i, j]
        to_confidence[voxel] = confidence[k, i, j]
        if len(to_hidden):
            to_hidden[voxel] = hidden[k, i, j]
        # Trilinear between the centres of voxels, constant beyond the outermost.
        z, y, x = max(z - half, zero), max(y - half, zero), max(x - half, zero)
        k, i, j = int(z), int(y), int(x)
        c, b, a = z - np.float32(k), y - np.float32(i), x - np.float32(j)
        k1, i1, j1 = min(k + 1, layers - 1), min(i + 1, rows - 1), min(j + 1, columns - 1)
        near = (tsdf[k, i, j] * (one - a) + tsdf[k, i, j1] * a) * (one - b)
        near += (tsdf[k, i1, j] * (one - a) + tsdf[k, i1, j1] * a) * b
        far = (tsdf[k1, i, j] * (one - a) + tsdf[k1, i, j1] * a) * (one - b)
        far += (tsdf[k1, i1, j] * (one - a) + tsdf[k1, i1, j1] * a) * b
        to_tsdf[voxel] = min(max(near * (one - c) + far * c, -truncation), truncation)


@dataclass(frozen=True)
class _Lattice:
    origin: NDArray[np.float64]
    shape: tuple[int, int, int]
    inside: NDArray[np.int32]
    """Flat indices of the voxels whose centres lie in the frustum."""

    places: NDArray[np.float32]
    """Where they lie in the volume, [N, 3] in [0, 1]."""


@lru_cache(maxsize=2)
def _lattice(frustum: Frustum, voxel_size: float, camera_from_grid: bytes) -> _Lattice:
    pose = np.frombuffer(camera_from_grid).reshape(4, 4)
    rotation, position = pose[:3, :3], pose[:3, 3]
    corners = frustum.to_camera(np.array(list(product((0.0, 1.0), repeat=3))))
    # What rounding adds to a bound shall not add a layer of voxels.
    bounds = (corners - position) @ rotation / voxel_size
    low, high = np.floor(bounds.min(0) + 1e-6), np.ceil(bounds.max(0) - 1e-6)
    columns, rows, layers = (int(side) for side in high - low)
    shape = layers, rows, columns
    if math.prod(shape) > _MOST_VOXELS:
        raise InputError(f"voxel size is {voxel_size:g} m; expected one that gives at most {_MOST_VOXELS:,} voxels")
    x, y, z = (
        torch.from_numpy(np.outer((low[axis] + 0.5 + np.arange(shape[2 - axis])) * voxel_size, rotation[:, axis]))
        for axis in range(3)
    )
    x, y, z = (x + torch.tensor(position)).float(), y.float(), z.float()
    thickness = max(1, _SLAB // (rows * columns))
    found = []
    for first in range(0, layers, thickness):
        points = (z[first : first + thickness, None, None] + y[:, None] + x).view(-1, 3)
        inside = frustum.contains(points).nonzero()[:, 0]
        found.append(((inside + first * rows * columns).int(), frustum.to_volume(points[inside])))
    indices, places = (torch.cat(part).numpy() for part in zip(*found, strict=True))
    return _Lattice(low * voxel_size, shape, indices, places)


def _rigid(matrix: ArrayLike) -> NDArray[np.float64]:
    """Return a rigid transform [4, 4]; raises InputError where it is none."""
    pose = np.asarray(matrix, np.float64)
    if pose.shape != (4, 4) or not np.isfinite(pose).all():
        raise InputError(f"camera_from_grid is {pose.tolist()}; expected 4 x 4 finite numbers")
    rotation = pose[:3, :3]
    if (
        np.abs(rotation @ rotation.T - np.eye(3)).max() > _RIGID
        or np.linalg.det(rotation) < 0
        or (pose[3] != (0, 0, 0, 1)).any()
    ):
        raise InputError(
            f"camera_from_grid is {pose.round(6).tolist()}; expected a rigid transform: a rotation and a translation "
            "above the row 0 0 0 1"
        )
    return pose
