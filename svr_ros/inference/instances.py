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

"""Segmentation of the objects of a volume by votes for their centres (Panoptic-DeepLab, Cheng et al. 2020, in 3D)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from svr_ros.geometry.frustum import Frustum
from svr_ros.inference import assignment_kernels, vote_kernels
from svr_ros.inference import instance_kernels as kernels
from svr_ros.inference.band import Band, band_voxels
from svr_ros.labels import Label

BAND = 0.08
"""Maximum distance in metres from the surface of voxels that belong to objects; offsets are learned up to 0.1 m."""

SEPARATION = {
    Label.TABLE: 0.65,
    Label.BATH: 0.65,
    Label.SOFA: 1.05,
    Label.CABINET: 0.5,
    Label.BED: 1.2,
    Label.CHAIR: 0.28,
    Label.LIGHTING: 0.25,
}
"""Minimum distance in metres between the centres of two objects of a class; wall, floor and void have no objects."""

_MAX_VOTE_DISTANCE = 1.5, 1.0
"""Maximum distances of a vote from the centre of its object, in units of the separation of the centre's class: of a
vote of this class, and of another class."""

_OTHER_CLASS = 0.5
"""Minimum distance between the centres of objects of two classes, in units of the larger separation."""

_CELL = 0.08
"""Side in metres of the cells in which votes are accumulated."""

_MARGIN = 1.0
"""Distance in metres by which the grid of votes exceeds the frustum."""

_MAX_VOTES = 50_000
"""Number of votes from which centres are found; of more, every n-th is taken."""

_MIN_AREA = 0.02
"""Minimum surface area in square metres of an object."""

_MIN_VOXELS = 12
"""Minimum number of voxels of an object."""

_MIN_COMPONENT = 0.1
"""Minimum fraction of an object's area in each of its connected components."""

_NONE = np.zeros((0, 3), np.float32)
_THINGS = np.array(list(SEPARATION), np.uint8)


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
        count: Numbers of voxels [instances + 1].
        agreement: Agreement [instances + 1] of the votes with the centre of their object, in 0..1; 1 without offsets.
        labels: Class ids [instances + 1] of the instances: the class of most of their surface.
        areas: Surface areas [instances + 1] in square metres.
        centres: Means [instances + 1, 3] of the votes in metres in the optical frame; NaN without offsets.
    """

    voxels: NDArray[np.int32]
    instances: NDArray[np.int32]
    count: NDArray[np.int64]
    agreement: NDArray[np.float64]
    labels: NDArray[np.uint8]
    areas: NDArray[np.float64]
    centres: NDArray[np.float64]


def thing_mask() -> NDArray[np.bool_]:
    """Return the mask [256] of the classes of objects: all but wall, floor and void."""
    mask = np.zeros(256, np.bool_)
    mask[list(SEPARATION)] = True
    return mask


def near_things(
    tsdf: NDArray[np.float32],
    labels: NDArray[np.uint8],
    confidence: NDArray[np.float32],
    offsets: NDArray[np.float16],
) -> CentreOffsets:
    """Return the offsets [D, R, C, 3] at the voxels near surfaces of things, however sure their classes are."""
    every, lowest = np.ones(tsdf.shape[1:], np.bool_), np.float32(-np.inf)
    voxels = band_voxels(Band(tsdf, np.float32(BAND), labels, thing_mask(), every, confidence, lowest))
    return CentreOffsets(voxels, offsets.reshape(-1, 3)[voxels])


def segment(
    frustum: Frustum,
    tsdf: NDArray[np.float32],
    labels: NDArray[np.uint8],
    valid: NDArray[np.bool_],
    offsets: CentreOffsets | None = None,
) -> Segmentation:
    """Segment the objects of a volume.

    With offsets, every voxel votes for the centre of its object, and belongs to the nearest maximum of the votes.
    Maxima of two classes that are close are one object, which has the class of most of its surface. Without offsets,
    objects are the connected components of the classes.

    Args:
        frustum: Frustum of the volume.
        tsdf: Signed distances [D, R, C] in metres.
        labels: Class ids [D, R, C].
        valid: Mask [R, C] of the columns in view.
        offsets: Predicted offsets to the centres of objects; None if the model does not predict them.
    """
    # Select the voxels near surfaces of things, and the surface area that each stands for
    voxels = kernels.surface_voxels(tsdf, labels, thing_mask(), valid, BAND) if offsets is None else offsets.voxels
    areas = _areas(frustum, tsdf.shape)
    kinds, area = kernels.look_up(voxels, labels.ravel(), areas)
    # Find centres and assign voxels to them, or take each class for one object
    votes, keys, agreement = _NONE, kinds.astype(np.int32) + 1, np.zeros(0, np.float32)
    if offsets is not None:
        given = torch.from_numpy(offsets.offsets).float().numpy()  # faster than by NumPy
        depth = _depths(frustum, tsdf.shape[0])
        votes = vote_kernels.cast_votes(voxels, given, depth, frustum.tan_x, frustum.tan_y, tsdf.shape)
        centres, classes = find_centres(votes, kinds, area, frustum)
        keys, agreement = assignment_kernels.assign(votes, kinds, centres, classes, _separations(), _MAX_VOTE_DISTANCE)
    # Clean up by connected components, and describe the instances
    instances, found = kernels.group(
        voxels, keys, valid.ravel(), areas, tsdf.shape, offsets is None, _MIN_COMPONENT, _MIN_AREA, _MIN_VOXELS
    )
    count, by_class, agreements, sums = kernels.summarize(instances, found + 1, kinds, area, agreement, votes)
    whole = by_class.sum(1)
    return Segmentation(
        voxels,
        instances,
        count,
        np.ones(found + 1) if offsets is None else agreements / np.maximum(count, 1),
        by_class.argmax(1).astype(np.uint8),
        whole,
        np.full((found + 1, 3), np.nan) if offsets is None else sums / np.maximum(whole, 1e-9)[:, None],
    )


def find_centres(
    votes: NDArray[np.float32], kinds: NDArray[np.uint8], weights: NDArray[np.float32], frustum: Frustum
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return the centres [K, 3] of objects in metres and their classes [K]: the maxima of the votes of each class.

    Of two that are close, the one with more votes is kept.

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
    shape = np.ceil((high - low) / _CELL).astype(int)
    # Find the maxima of the smoothed votes of each class, and suppress those next to higher ones
    step = max(len(votes) // _MAX_VOTES, 1)
    places, values, classes = vote_kernels.vote_peaks(
        votes, kinds, weights, step, _THINGS, low.astype(np.float32), np.float32(_CELL), shape
    )
    points = ((places + 0.5) * _CELL + low).astype(np.float32)
    kept = vote_kernels.suppress(points, values, classes, _separations(), _OTHER_CLASS)
    return points[kept], classes[kept]


def _depths(frustum: Frustum, slices: int) -> NDArray[np.float64]:
    return np.asarray(frustum.depth_of_slice((np.arange(slices) + 0.5) / slices), np.float64)


def _areas(frustum: Frustum, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return the surface area [D] in square metres that a voxel near a surface stands for: its volume over the band."""
    slices, rows, columns = shape
    thickness = np.diff(frustum.depth_of_slice(np.arange(slices + 1) / slices))
    face = 4 * frustum.tan_x * frustum.tan_y * _depths(frustum, slices) ** 2 / (rows * columns)
    return (thickness * face / (2 * BAND)).astype(np.float32)


def _separations() -> NDArray[np.float32]:
    """Return the minimum distance [256] in metres between the centres of two objects, by class."""
    separations = np.ones(256, np.float32)
    for label, separation in SEPARATION.items():
        separations[label] = separation
    return separations
