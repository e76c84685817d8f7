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

"""Metric voxel grids: the frustum's volume resampled to cubes along the axes of any rigid frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial.transform import Rotation

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.voxel_kernel import FrustumLimits, fill
from svr_ros.labels import UNOBSERVED
from svr_ros.threads import run_on_ranges

_ORIENTATIONS = 4000
"""Number of orientations among which the largest bounding box is sought."""

_MARGIN = 1.02
"""Factor for larger boxes than the one found, and for the partial voxels at the faces."""

MAX_VOXELS = 100_000_000
"""Maximum number of voxels of a grid."""

IDENTITY = np.eye(4)
"""Transform of a grid along the axes of the camera's optical frame."""


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
        instances: Ids of the objects of voxels near surfaces, uint16 [Z, Y, X], 0 for none; None if not requested.
    """

    origin: NDArray[np.float64]
    voxel_size: float
    truncation: float
    labels: NDArray[np.uint8]
    tsdf: NDArray[np.float32]
    confidence: NDArray[np.float32]
    occluded: NDArray[np.bool_] | None = None
    instances: NDArray[np.uint16] | None = None

    @cached_property
    def surface(self) -> NDArray[np.int64]:
        """Return the flat indices of the voxels at most half a voxel from a surface."""
        import cv2

        half = self.voxel_size / 2
        near = np.asarray(cv2.inRange(self.tsdf.reshape(1, -1), -half, half))
        return np.flatnonzero(near.view(np.bool_))

    def centres(self, voxels: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the centres [N, 3] in metres of voxels with the flat indices [N]."""
        return voxel_centres(voxels, self.labels.shape, self.origin, self.voxel_size)


@dataclass(frozen=True)
class QuantizedGrid:
    """Voxel grid in the 8-bit steps of a message; see `VoxelGrid` for the attributes.

    Attributes:
        origin: Outer corner [3] of voxel (0, 0, 0) in metres.
        voxel_size: Side of the voxels in metres.
        truncation: Bound of the signed distances in metres.
        labels: Class ids, uint8 [Z, Y, X].
        tsdf: Signed distances in steps, int8 [Z, Y, X].
        confidence: Probabilities in steps, uint8 [Z, Y, X].
    """

    origin: NDArray[np.float64]
    voxel_size: float
    truncation: float
    labels: NDArray[np.uint8]
    tsdf: NDArray[np.int8]
    confidence: NDArray[np.uint8]


def voxel_centres(
    voxels: NDArray[np.int64], shape: tuple[int, ...], origin: NDArray[np.float64], voxel_size: float
) -> NDArray[np.float64]:
    """Return the centres [N, 3] in metres of voxels with the flat indices [N] in a grid of a shape [Z, Y, X]."""
    centres = np.empty((len(voxels), 3))
    for axis, index in enumerate(reversed(np.unravel_index(voxels, shape))):
        centres[:, axis] = origin[axis] + (index + 0.5) * voxel_size
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
    instances: NDArray[np.uint16] | None = None,
) -> VoxelGrid:
    """Resample a volume of the frustum to cubic voxels.

    Distances are interpolated trilinearly; everything else is that of the nearest voxel. Positions are computed row by
    row and not kept, so that a moving camera costs as much as a fixed one.

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
        instances: Ids [D, R, C] of the objects of voxels near surfaces, 0 for none.

    Raises:
        InputError: If the voxel size is not positive or gives too many voxels, or the transform is not rigid.
    """
    layout = grid_layout(frustum, voxel_size, camera_from_grid)
    shape = layout.shape
    grid = VoxelGrid(
        layout.origin,
        float(voxel_size),
        truncation,
        np.full(shape, UNOBSERVED, np.uint8),
        np.full(shape, truncation, np.float32),
        np.zeros(shape, np.float32),
        None if occluded is None else np.zeros(shape, np.bool_),
        None if instances is None else np.zeros(shape, np.uint16),
    )
    none, nothing = np.zeros((0, 0, 0), np.bool_), np.zeros((0, 0, 0), np.uint16)
    limits = frustum.near, frustum.far, frustum.far - frustum.near, frustum.tan_x, frustum.tan_y
    arrays = (
        *layout.terms, FrustumLimits(*map(np.float32, limits)),
        tsdf, labels, confidence, none if occluded is None else occluded, nothing if instances is None else instances,
        valid, np.float32(truncation),
        grid.tsdf.reshape(-1), grid.labels.reshape(-1), grid.confidence.reshape(-1),
        (none if grid.occluded is None else grid.occluded).reshape(-1),
        (nothing if grid.instances is None else grid.instances).reshape(-1),
    )  # fmt: skip
    run_on_ranges(lambda begin, end: fill(begin, end, *arrays), shape[0])
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


class GridLayout(NamedTuple):
    """Places of the voxels of a grid around a frustum.

    Attributes:
        origin: Outer corner [3] of voxel (0, 0, 0) in metres, in the grid's frame.
        shape: Number of layers, rows and columns.
        terms: One term per column, row and layer, each float32 [3, n] in metres, whose sum is the centre of a voxel in
            the camera's optical frame.
    """

    origin: NDArray[np.float64]
    shape: tuple[int, int, int]
    terms: tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


def grid_layout(frustum: Frustum, voxel_size: float, camera_from_grid: ArrayLike = IDENTITY) -> GridLayout:
    """Return the places of the voxels of the grid that `resample` makes.

    Raises:
        InputError: If the voxel size is not positive or gives too many voxels, or the transform is not rigid.
    """
    if not (np.isfinite(voxel_size) and voxel_size > 0):
        raise InputError(f"voxel size is {voxel_size:g} m; expected a number above zero")
    pose = rigid.checked(camera_from_grid, "camera_from_grid")
    low, shape = _bounds(frustum, float(voxel_size), pose)
    return GridLayout(low * voxel_size, shape, _axes(low, shape, float(voxel_size), pose))


def _bounds(
    frustum: Frustum, voxel_size: float, pose: NDArray[np.float64]
) -> tuple[NDArray[np.float64], tuple[int, int, int]]:
    """Return the outer corner [3] of the grid around a frustum, in voxels, and its layers, rows and columns.

    Raises InputError if there are too many voxels.
    """
    # The margin keeps rounding errors from adding a layer of voxels
    corners = frustum.to_camera(np.array(list(product((0.0, 1.0), repeat=3))))
    bounds = (corners - pose[:3, 3]) @ pose[:3, :3] / voxel_size
    low, high = np.floor(bounds.min(0) + 1e-6), np.ceil(bounds.max(0) - 1e-6)
    columns, rows, layers = (int(side) for side in high - low)
    if layers * rows * columns > MAX_VOXELS:
        raise InputError(f"voxel size is {voxel_size:g} m; expected one that gives at most {MAX_VOXELS:,} voxels")
    return low, (layers, rows, columns)


def _axes(
    low: NDArray[np.float64], shape: tuple[int, int, int], voxel_size: float, pose: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return one term per column, row and layer, each [3, n] in metres, whose sum is the centre of a voxel."""
    rotation, corner = pose[:3, :3], pose[:3, :3] @ (low * voxel_size) + pose[:3, 3]
    x, y, z = (np.outer(rotation[:, axis], (np.arange(shape[2 - axis]) + 0.5) * voxel_size) for axis in range(3))
    return (x + corner[:, None]).astype(np.float32), y.astype(np.float32), z.astype(np.float32)
