"""Segmentation of the objects of a volume by votes for their centres (Panoptic-DeepLab, Cheng et al. 2020, in 3D)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.frustum import Frustum
from svr_ros.inference import instance_kernels as kernels
from svr_ros.labels import Label

BAND = 0.1
"""Maximum distance in metres from the surface of voxels that belong to objects; the networks learn offsets there."""

SEPARATION = {
    Label.VOID: 0.3,
    Label.TABLE: 0.6,
    Label.BATH: 0.5,
    Label.SOFA: 0.8,
    Label.CABINET: 0.45,
    Label.BED: 0.9,
    Label.CHAIR: 0.35,
    Label.LIGHTING: 0.3,
}
"""Minimum distance in metres between the centres of two objects of a class; wall and floor have no objects."""

_MAX_VOTE_DISTANCE = 1.5
"""Maximum distance of a vote from the centre of its object, in units of the class's separation."""

_CELL = 0.08
"""Side in metres of the cells in which votes are accumulated."""

_MARGIN = 1.0
"""Distance in metres by which the grid of votes exceeds the frustum."""

_MIN_AREA = 0.02
"""Minimum surface area in square metres of an object."""

_MIN_VOXELS = 12
"""Minimum number of voxels of an object."""

_MIN_COMPONENT = 0.1
"""Minimum fraction of an object's area in each of its connected components."""


@dataclass(frozen=True)
class CentreOffsets:
    """Predicted offsets to the centres of objects, at the voxels near surfaces of things.

    Attributes:
        voxels: Flat indices [N], int32, of the voxels in the volume, ascending.
        offsets: Offsets [N, 3], float16, in metres in the optical frame, from the voxels' centres to the centre of
            their object's box.
    """

    voxels: NDArray[np.int32]
    offsets: NDArray[np.float16]


@dataclass(frozen=True)
class Segmentation:
    """Voxels of the objects of a volume.

    Attributes:
        voxels: Flat indices [N] of the voxels near surfaces of things.
        instances: Instances [N] of the voxels, counted from 1; 0 for none.
        agreement: Agreement [instances + 1] of the votes with the centre of their object, in 0..1; 1 without offsets.
    """

    voxels: NDArray[np.int32]
    instances: NDArray[np.int32]
    agreement: NDArray[np.float64]


def thing_mask(with_void: bool = False) -> NDArray[np.bool_]:
    """Return the mask [256] of the classes of things: all but wall and floor, and void if requested."""
    mask = np.zeros(256, np.bool_)
    mask[[label for label in SEPARATION if with_void or label != Label.VOID]] = True
    return mask


def segment(
    frustum: Frustum,
    tsdf: NDArray[np.float32],
    labels: NDArray[np.uint8],
    valid: NDArray[np.bool_],
    offsets: CentreOffsets | None = None,
    with_void: bool = False,
) -> Segmentation:
    """Segment the objects of a volume.

    With offsets, every voxel votes for the centre of its object, and belongs to the nearest maximum of the votes of
    its class. Without offsets, objects are the connected components of the classes.

    Args:
        frustum: Frustum of the volume.
        tsdf: Signed distances [D, R, C] in metres.
        labels: Class ids [D, R, C].
        valid: Mask [R, C] of the columns in view.
        offsets: Predicted offsets to the centres of objects; None if the model does not predict them.
        with_void: Whether objects of class void are segmented.
    """
    # Select the voxels near surfaces of things
    things = thing_mask(with_void)
    if offsets is None:
        voxels = kernels.surface_voxels(tsdf, labels, things, valid, BAND)
    else:
        kept = things[labels.ravel()[offsets.voxels]] & valid.ravel()[offsets.voxels % valid.size]
        voxels = offsets.voxels[kept]
    kinds = labels.ravel()[voxels]
    area = _areas(frustum, tsdf.shape)[voxels // valid.size]
    # Find centres and assign voxels to them, or take each class for one object
    if offsets is None:
        keys, distance = kinds.astype(np.int32) + 1, np.zeros(len(voxels), np.float32)
    else:
        depth = _depths(frustum, tsdf.shape[0])
        given = offsets.offsets[kept].astype(np.float32)
        votes = kernels.cast_votes(voxels, given, depth, frustum.tan_x, frustum.tan_y, tsdf.shape)
        centres, centre_kinds = find_centres(votes, kinds, area, frustum)
        keys, distance = kernels.assign(votes, kinds, centres, centre_kinds, _radii())
    # Clean up by connected components
    instances = _clean(kernels.components(voxels, keys, tsdf.shape), keys, area, offsets is None)
    near = np.exp(-((distance / _radii()[kinds]) ** 2))
    count = np.bincount(instances)
    agreement = np.bincount(instances, near) / np.maximum(count, 1)
    return Segmentation(voxels, instances, agreement)


def find_centres(
    votes: NDArray[np.float32], kinds: NDArray[np.uint8], weights: NDArray[np.float32], frustum: Frustum
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return the centres [K, 3] of objects in metres and their classes [K]: the maxima of the votes of each class.

    Args:
        votes: Votes [N, 3] for centres, in metres in the optical frame; those that are not finite do not count.
        kinds: Class ids [N] of the votes.
        weights: Weights [N] of the votes: the surface area in square metres that each stands for.
        frustum: Frustum that the centres lie in or near to.
    """
    # Make a grid around the frustum
    half = np.array([frustum.tan_x, frustum.tan_y]) * frustum.far
    low = np.array([*-half, frustum.near]) - _MARGIN
    high = np.array([*half, frustum.far]) + _MARGIN
    shape = np.ceil((high - low) / _CELL).astype(int) + 4
    mass = np.zeros(shape, np.float32)
    # Accumulate and smooth the votes of each class, and suppress maxima next to higher ones
    with np.errstate(invalid="ignore"):
        cells = np.floor((votes - low.astype(np.float32)) / np.float32(_CELL)) + 2
        inside = ((cells >= 2) & (cells < shape.astype(np.float32) - 2)).all(1)
    centres, centre_kinds = [np.zeros((0, 3), np.float32)], [np.zeros(0, np.uint8)]
    for kind in np.flatnonzero(np.bincount(kinds[inside], minlength=1)):
        chosen = inside & (kinds == kind)
        peaks, values = kernels.smooth_votes(cells[chosen].astype(np.int32), weights[chosen], mass)
        points = ((peaks - 1.5) * _CELL + low).astype(np.float32)
        points = points[kernels.suppress(points, values, SEPARATION[Label(int(kind))])]
        centres.append(points)
        centre_kinds.append(np.full(len(points), kind, np.uint8))
    return np.concatenate(centres), np.concatenate(centre_kinds)


def _clean(
    found: NDArray[np.int32], keys: NDArray[np.int32], area: NDArray[np.float32], separate: bool
) -> NDArray[np.int32]:
    """Return instances [N] without small components and small objects, numbered from 1.

    Args:
        found: Component of each voxel, -1 for none.
        keys: Object of each voxel, 0 for none.
        area: Surface area that each voxel stands for, in square metres.
        separate: Whether each component is an object of its own.
    """
    component = found + 1
    if not separate:
        # Drop the small components of each object
        total, own = np.bincount(keys, area), np.bincount(component, area)
        component = np.where(own[component] >= _MIN_COMPONENT * total[keys], keys, 0)
    # Drop small objects, and number the others
    component = component.astype(np.int64)
    large = (np.bincount(component, area) >= _MIN_AREA) & (np.bincount(component) >= _MIN_VOXELS)
    if len(large):
        large[0] = False
    return (np.cumsum(large) * large)[component].astype(np.int32)


def _depths(frustum: Frustum, slices: int) -> NDArray[np.float64]:
    return np.asarray(frustum.depth_of_slice((np.arange(slices) + 0.5) / slices), np.float64)


def _areas(frustum: Frustum, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return the surface area [D] in square metres that a voxel near a surface stands for: its volume over the band."""
    slices, rows, columns = shape
    thickness = np.diff(frustum.depth_of_slice(np.arange(slices + 1) / slices))
    face = 4 * frustum.tan_x * frustum.tan_y * _depths(frustum, slices) ** 2 / (rows * columns)
    return (thickness * face / (2 * BAND)).astype(np.float32)


def _radii() -> NDArray[np.float32]:
    """Return the maximum distance [256] in metres of votes from the centre of their object, by class."""
    radii = np.ones(256, np.float32)
    for label, separation in SEPARATION.items():
        radii[label] = _MAX_VOTE_DISTANCE * separation
    return radii
