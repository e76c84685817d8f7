"""What a camera can tell of each voxel: the kinds on which loss shaping rests (Denninger & Triebel 2023)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from svr_ros.errors import InputError


class Kind(IntEnum):
    """Name the kinds of voxels."""

    VISIBLE_FREE = 0
    VISIBLE_SURFACE = 1
    HIDDEN_FREE = 2
    HIDDEN_SURFACE = 3
    UNREACHABLE = 4


@dataclass(frozen=True)
class KindConfig:
    """Describe how far kinds reach, in shares of the grid's side, so that they mean the same at every resolution.

    The defaults are the published 32, 16, 16 and 150 voxels of 256.
    """

    before: float = 32 / 256
    """The band of a surface begins so far before it, towards the camera,"""

    behind: float = 16 / 256
    """and ends so far behind it, away from the camera."""

    radius: float = 16 / 256
    """Radius of the ball around each voxel of a surface that belongs to its band too."""

    reach: float = 150 / 256
    """The flood fill goes so far around corners, one voxel at least."""

    def __post_init__(self) -> None:
        lengths = self.before, self.behind, self.radius, self.reach
        if not (all(0 <= length < math.inf for length in lengths) and self.reach > 0):
            raise InputError(
                f"before, behind, radius and reach of voxel kinds are {', '.join(f'{length:g}' for length in lengths)};"
                " expected finite shares of the grid's side, none below zero, reach above zero"
            )


class Kinds(NamedTuple):
    """Hold the `kind` of each voxel, uint8 [D, R, C], and how far the flood fill went to it, float32 [D, R, C].

    `distance` is 0 at visible space and 1 as far as the fill goes; 0 too where it did not come.
    """

    kind: NDArray[np.uint8]
    distance: NDArray[np.float32]


def voxel_kinds(tsdf: NDArray[np.float32], config: KindConfig | None = None) -> Kinds:
    """Return the kinds of the voxels of tsdf [D, R, C], a cube that is free where above zero.

    The camera looks along D. Free voxels before the first solid one of their column are visible; a flood fill from them
    through the other free voxels, across faces, finds the hidden ones; the first solid voxels are the visible surface,
    other solid ones that the fill meets the hidden surface. Both have a band around them that takes voxels from free
    and unreachable space, the visible surface also from the hidden one. Raises InputError where tsdf is not a cube.
    """
    if tsdf.ndim != 3 or not tsdf.shape[0] == tsdf.shape[1] == tsdf.shape[2] > 0:
        raise InputError(f"signed distances have the shape {tsdf.shape}; expected a cube [D, R, C]")
    config = config or KindConfig()
    side = len(tsdf)
    solid = ~(np.ascontiguousarray(tsdf) > 0)  # NaN counts as solid; the kernels take rows in memory's order
    depth = np.arange(side, dtype=np.int16)[:, None, None]
    hit = _first_solid(solid)
    seen, first = depth < hit, depth == hit
    reach = max(config.reach * side, 1.0)
    steps, met = _flood(~(solid | seen), _beside(seen), solid, reach)
    lengths = config.before * side, config.behind * side, config.radius * side
    kind = np.where(steps > 0, np.uint8(Kind.HIDDEN_FREE), np.uint8(Kind.UNREACHABLE))
    kind[seen] = Kind.VISIBLE_FREE
    kind[_band(met & ~first, *lengths)] = Kind.HIDDEN_SURFACE
    kind[_band(first, *lengths)] = Kind.VISIBLE_SURFACE
    return Kinds(kind, steps * np.float32(1 / reach))


@njit(cache=True, nogil=True)
def _first_solid(solid: NDArray[np.bool_]) -> NDArray[np.int16]:
    """Return the depth of the first solid voxel of each column [R, C], the number of depths where there is none."""
    depths, rows, columns = solid.shape
    hit = np.full((rows, columns), depths, np.int16)
    for depth in range(depths - 1, -1, -1):
        for row in range(rows):
            for column in range(columns):
                hit[row, column] = depth if solid[depth, row, column] else hit[row, column]
    return hit


def _beside(seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the voxels [D, R, C] next to seen ones of the same depth."""
    beside = np.zeros_like(seen)
    beside[:, 1:] |= seen[:, :-1]
    beside[:, :-1] |= seen[:, 1:]
    beside[:, :, 1:] |= seen[:, :, :-1]
    beside[:, :, :-1] |= seen[:, :, 1:]
    return beside


def _flood(
    hidden: NDArray[np.bool_], beside: NDArray[np.bool_], solid: NDArray[np.bool_], reach: float
) -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
    """Return the steps to the hidden voxels, 1 at those beside seen ones, 0 beyond reach; and the solid ones met."""
    # A layer around the grid that is neither hidden nor solid spares the fill to ask where the grid ends.
    steps = np.pad((hidden & beside).astype(np.uint16), 1)
    met = np.pad(solid & beside, 1)
    _advance(np.pad(hidden, 1), np.pad(solid, 1), reach, steps, met)
    return steps[1:-1, 1:-1, 1:-1], met[1:-1, 1:-1, 1:-1]


@njit(cache=True, nogil=True)
def _advance(
    hidden: NDArray[np.bool_],
    solid: NDArray[np.bool_],
    reach: float,
    steps: NDArray[np.uint16],
    met: NDArray[np.bool_],
) -> None:
    """Fill steps and met breadth first from where steps are 1; a library's dilation needs one pass a step."""
    _, rows, columns = hidden.shape
    offsets = np.array([-rows * columns, -columns, -1, 1, columns, rows * columns])
    is_hidden, is_solid, step_of, is_met = hidden.ravel(), solid.ravel(), steps.ravel(), met.ravel()
    queue = np.empty(hidden.size, np.int64)
    end = 0
    for voxel in range(hidden.size):
        if step_of[voxel] > 0:
            queue[end] = voxel
            end += 1
    position = 0
    while position < end:
        voxel = queue[position]
        position += 1
        step = step_of[voxel] + 1
        for offset in offsets:
            neighbour = voxel + offset
            if is_solid[neighbour]:
                is_met[neighbour] = True
            elif is_hidden[neighbour] and step_of[neighbour] == 0 and step <= reach:
                step_of[neighbour] = step
                queue[end] = neighbour
                end += 1


@njit(cache=True, nogil=True)
def _band(core: NDArray[np.bool_], before: float, behind: float, radius: float) -> NDArray[np.bool_]:
    """Return the voxels of the balls and, along depth, the lines around the voxels of `core`; lengths in voxels.

    Squared distances are the smallest sums over the axes (Felzenszwalb & Huttenlocher 2012), here no farther than the
    radius: many times faster than a library's transform, which looks at all distances.
    """
    depths, rows, columns = core.shape
    ball = int(radius)
    far = np.int32(1 << 14)  # voxels; squared and added to, it still fits
    along = np.empty((rows, columns), np.int32)
    across = np.full(core.shape, far * far, np.int32)
    for depth in range(depths):
        for row in range(rows):
            gap = far
            for column in range(columns):
                gap = np.int32(0) if core[depth, row, column] else min(gap + np.int32(1), far)
                along[row, column] = gap
            for column in range(columns - 1, -1, -1):
                gap = np.int32(0) if core[depth, row, column] else min(gap + np.int32(1), far)
                least = min(along[row, column], gap)
                along[row, column] = least * least
        for row in range(rows):
            target = across[depth, row]
            for other in range(max(row - ball, 0), min(row + ball + 1, rows)):
                source, added = along[other], np.int32((row - other) ** 2)
                for column in range(columns):
                    target[column] = min(target[column], source[column] + added)
    near = np.zeros(core.shape, np.bool_)
    for depth in range(depths):
        for other in range(max(depth - int(max(behind, radius)), 0), min(depth + int(max(before, radius)) + 1, depths)):
            left = radius**2 - (depth - other) ** 2
            if left < 0:
                if not -before <= depth - other <= behind:
                    continue
                left = 0.0  # beyond the ball only the line is left
            limit = np.int32(left)
            for row in range(rows):
                target_near, source = near[depth, row], across[other, row]
                for column in range(columns):
                    target_near[column] |= source[column] <= limit
    return near
