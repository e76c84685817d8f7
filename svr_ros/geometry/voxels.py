"""Metric voxel grids: the frustum's volume resampled to cubes along the axes of any rigid frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy.spatial.transform import Rotation

from svr_ros.compiled import compiled
from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.labels import UNOBSERVED

_ORIENTATIONS = 4000
"""Number of orientations among which the largest bounding box is sought."""

_MARGIN = 1.02
"""Factor for larger boxes than the one found, and for the partial voxels at the faces."""

MAX_VOXELS = 100_000_000
"""Maximum number of voxels of a grid."""

IDENTITY = np.eye(4)
"""Transform of a grid along the axes of the camera's optical frame."""

_SLAB = 1 << 22
"""Number of voxels that are located at a time, which bounds the memory for fine grids."""

_RIGID_TOLERANCE = 1e-4
"""Maximum deviation of a rotation from orthonormal, as quaternions in messages are rounded."""


@dataclass(frozen=True)
class VoxelGrid:
    """Cubic voxels along the axes of a frame; corners of voxels lie at multiples of the voxel size.

    Attributes:
        origin: Outer corner [3] of voxel (0, 0, 0) in metres.
        voxel_size: Side of the voxels in metres.
        truncation: Bound of the signed distances in metres.
        labels: Class ids, uint8 [Z, Y, X]; 255 outside of the view.
        tsdf: Signed distances in metres, float32 [Z, Y, X], clamped to +-truncation; +truncation outside of the view.
        confidence: Probabilities of the classes, float32 [Z, Y, X] in 0..1; 0 outside of the view.
        occluded: Voxels in the view behind the first surface, bool [Z, Y, X]; None if not requested.
    """

    origin: NDArray[np.float64]
    voxel_size: float
    truncation: float
    labels: NDArray[np.uint8]
    tsdf: NDArray[np.float32]
    confidence: NDArray[np.float32]
    occluded: NDArray[np.bool_] | None = None

    @cached_property
    def surface(self) -> NDArray[np.int64]:
        """Return the flat indices of the voxels at most half a voxel from a surface."""
        import cv2

        half = self.voxel_size / 2
        near = np.asarray(cv2.inRange(self.tsdf.reshape(1, -1), -half, half))
        return np.flatnonzero(near.view(np.bool_))

    def centres(self, voxels: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the centres [N, 3] in metres of voxels with the flat indices [N]."""
        centres = np.empty((len(voxels), 3))
        for axis, index in enumerate(reversed(np.unravel_index(voxels, self.labels.shape))):
            centres[:, axis] = self.origin[axis] + (index + 0.5) * self.voxel_size
        return centres


def resample(
    frustum: Frustum,
    tsdf: NDArray[np.float32],
    labels: NDArray[np.uint8],
    confidence: NDArray[np.float32],
    valid: NDArray[np.bool_],
    truncation: float,
    voxel_size: float,
    camera_from_grid: ArrayLike = IDENTITY,
    occluded: NDArray[np.bool_] | None = None,
) -> VoxelGrid:
    """Resample a volume of the frustum to cubic voxels.

    Distances are interpolated trilinearly; labels, confidence and occlusion are those of the nearest voxel. Voxel
    positions are cached for the last two pairs of transform and voxel size.

    Args:
        frustum: Frustum of the volume.
        tsdf: Signed distances [D, R, C] in metres.
        labels: Class ids [D, R, C].
        confidence: Probabilities [D, R, C] of the classes.
        valid: Mask [S, S] of the canonical pixels that the camera covers; the others are outside of the view.
        truncation: Bound of the signed distances in metres.
        voxel_size: Side of the voxels in metres.
        camera_from_grid: Rigid transform [4, 4] from the grid's frame to the camera's optical frame.
        occluded: Voxels [D, R, C] behind the first surface.

    Raises:
        InputError: If the voxel size is not positive or gives too many voxels, or the transform is not rigid.
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
        None if occluded is None else np.zeros(lattice.shape, np.bool_),
    )
    none = np.zeros((0, 0, 0), np.bool_)
    _fill(
        lattice.inside, lattice.positions, tsdf, labels, confidence, none if occluded is None else occluded, valid,
        np.float32(truncation), grid.tsdf.reshape(-1), grid.labels.reshape(-1), grid.confidence.reshape(-1),
        (none if grid.occluded is None else grid.occluded).reshape(-1),
    )  # fmt: skip
    return grid


@lru_cache(maxsize=4)
def min_voxel_size(frustum: Frustum) -> float:
    """Return the smallest voxel size in metres, in whole millimetres, for which a grid along any axes can be made.

    The largest bounding box of the frustum is found among fixed random orientations.
    """
    corners = frustum.to_camera(np.array(list(product((0.0, 1.0), repeat=3))))
    rotations = Rotation.random(_ORIENTATIONS, random_state=0).as_matrix()
    largest = np.ptp(corners @ rotations, axis=1).prod(1).max()
    return math.ceil(1000 * _MARGIN * (largest / MAX_VOXELS) ** (1 / 3)) / 1000


@compiled(nogil=True, error_model="numpy")
def _fill(
    inside: NDArray[np.int32],
    positions: NDArray[np.float32],
    tsdf: NDArray[np.float32],
    labels: NDArray[np.uint8],
    confidence: NDArray[np.float32],
    occluded: NDArray[np.bool_],
    valid: NDArray[np.bool_],
    truncation: np.float32,
    to_tsdf: NDArray[np.float32],
    to_labels: NDArray[np.uint8],
    to_confidence: NDArray[np.float32],
    to_occluded: NDArray[np.bool_],
) -> None:
    """Fill the voxels `inside` a frustum, of flat arrays, from the volume at their positions [N, 3] in it."""
    layers, rows, columns = tsdf.shape
    size, zero, half, one = len(valid), np.float32(0), np.float32(0.5), np.float32(1)
    for n in range(len(inside)):
        u, v, s = positions[n, 0], positions[n, 1], positions[n, 2]
        if not valid[min(int(v * size), size - 1), min(int(u * size), size - 1)]:
            continue
        # Nearest voxel
        voxel = inside[n]
        z, y, x = s * np.float32(layers), v * np.float32(rows), u * np.float32(columns)
        k, i, j = min(int(z), layers - 1), min(int(y), rows - 1), min(int(x), columns - 1)
        to_labels[voxel] = labels[k, i, j]
        to_confidence[voxel] = confidence[k, i, j]
        if len(to_occluded):
            to_occluded[voxel] = occluded[k, i, j]
        # Trilinear interpolation between the centres of voxels, constant beyond the outermost
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
    """Positions of a grid's voxels in the frustum.

    Attributes:
        origin: Outer corner [3] of voxel (0, 0, 0) in metres.
        shape: Number of layers, rows and columns.
        inside: Flat indices [N] of the voxels whose centres lie in the frustum.
        positions: Volume coordinates [N, 3] of their centres, in [0, 1].
    """

    origin: NDArray[np.float64]
    shape: tuple[int, int, int]
    inside: NDArray[np.int32]
    positions: NDArray[np.float32]


@lru_cache(maxsize=2)
def _lattice(frustum: Frustum, voxel_size: float, camera_from_grid: bytes) -> _Lattice:
    pose = np.frombuffer(camera_from_grid).reshape(4, 4)
    rotation, position = pose[:3, :3], pose[:3, 3]
    # Bound the frustum in the grid's frame; the margin keeps rounding errors from adding a layer of voxels
    corners = frustum.to_camera(np.array(list(product((0.0, 1.0), repeat=3))))
    bounds = (corners - position) @ rotation / voxel_size
    low, high = np.floor(bounds.min(0) + 1e-6), np.ceil(bounds.max(0) - 1e-6)
    columns, rows, layers = (int(side) for side in high - low)
    shape = layers, rows, columns
    if math.prod(shape) > MAX_VOXELS:
        raise InputError(f"voxel size is {voxel_size:g} m; expected one that gives at most {MAX_VOXELS:,} voxels")
    # Locate the centres of the voxels, slab by slab
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
    indices, positions = (torch.cat(part).numpy() for part in zip(*found, strict=True))
    return _Lattice(low * voxel_size, shape, indices, positions)


def _rigid(matrix: ArrayLike) -> NDArray[np.float64]:
    """Return the matrix as float64 [4, 4]; raises InputError if it is no rigid transform."""
    pose = np.asarray(matrix, np.float64)
    if pose.shape != (4, 4) or not np.isfinite(pose).all():
        raise InputError(f"camera_from_grid is {pose.tolist()}; expected 4 x 4 finite numbers")
    rotation = pose[:3, :3]
    if (
        np.abs(rotation @ rotation.T - np.eye(3)).max() > _RIGID_TOLERANCE
        or np.linalg.det(rotation) < 0
        or (pose[3] != (0, 0, 0, 1)).any()
    ):
        raise InputError(
            f"camera_from_grid is {pose.round(6).tolist()}; expected a rigid transform: a rotation and a translation "
            "above the row 0 0 0 1"
        )
    return pose
