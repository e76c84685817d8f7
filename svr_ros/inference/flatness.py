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

"""Flattening of walls and floors: fit large planes to the visible surface, and move distances near them to these."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.floor import Plane
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.flatness_kernel import Limits, Planes, follow
from svr_ros.inference.scene_volume import VISIBLE_TOLERANCE
from svr_ros.labels import Label
from svr_ros.threads import run_on_ranges

_FLAT = Label.WALL, Label.FLOOR
_MAX_PLANES = 4
"""Maximum number of planes per class."""

_MIN_SUPPORT = 0.02
"""Minimum fraction of the columns of the volume that show a plane."""

_FEWEST = 3
"""Minimum number of these columns, of which there are few in narrow views: fewer do not determine a plane."""

_HYPOTHESES = 96
_MIN_COSINE = 0.91
"""Minimum cosine between the normal of a point and that of its plane (25 degrees)."""

_TOLERANCE = 0.025
"""Maximum distance of a point from its plane as a fraction of its depth."""

_REFINEMENTS = 3
BLENDING = 0.08
"""Minimum difference in metres between a voxel's distance and that to the plane for which it keeps its own."""

_REACH = {Label.WALL: 0.0, Label.FLOOR: 0.5}
"""Distances in metres from planes up to which hidden voxels follow them.

Floors continue behind what hides them, which walls often do not: they end at openings and corners.
"""

_BEHIND = 0.1
"""Distance in metres behind a plane from which hidden voxels do not follow another plane."""


class View(NamedTuple):
    """The visible surface in the columns of a volume.

    Attributes:
        first: Depth coordinates [R, C] of the first surface; NaN for none.
        normals: Predicted unit normals [R, C, 3] of the visible surface.
        blending: Minimum differences of distances [R, C] in metres for which visible voxels keep their own.
        valid: Mask [R, C] of the columns in view.
    """

    first: NDArray[np.float32]
    normals: NDArray[np.float32]
    blending: NDArray[np.float32]
    valid: NDArray[np.bool_]


class _Points(NamedTuple):
    """Visible surface of a class: points [N, 3] in metres, unit normals [N, 3] towards the camera."""

    points: NDArray[np.float64]
    normals: NDArray[np.float64]


def flatten(
    tsdf: NDArray[np.float32],
    labels: NDArray[np.uint8],
    view: View,
    frustum: Frustum,
    truncation: float,
    ground: Plane | None = None,
    error: NDArray[np.float32] | None = None,
) -> None:
    """Move the distances of walls and floors towards those to large planes, in place.

    A voxel of the class whose distance differs little from that to a plane takes the latter, one whose distance differs
    by BLENDING, or less where depth was measured, keeps its own; in between they are blended. Hidden voxels of floors
    within half a metre of the plane take the distance to it, and become nearly as certain as its visible part. If the
    ground is known, floors are parallel to it and walls are perpendicular to it.

    Args:
        tsdf: Signed distances [D, R, C] in metres.
        labels: Class ids [D, R, C].
        view: The visible surface.
        frustum: Frustum of the volume.
        truncation: Bound of the distances in metres.
        ground: Known plane of the floor.
        error: Expected absolute errors [D, R, C] of the distances in metres, lowered in place; None if they are not
            predicted.
    """
    # Gather the visible surface
    slices, rows, columns = tsdf.shape
    row, column = np.nonzero(np.isfinite(view.first) & view.valid)
    s = view.first[row, column]
    volume = np.stack([(column + 0.5) / columns, (row + 0.5) / rows, s], -1).astype(np.float32)
    points = frustum.to_camera(volume).astype(np.float64)
    normals = view.normals[row, column].astype(np.float64)
    voxel = np.minimum((s * slices).astype(np.intp), slices - 1), row, column
    seen = labels[voxel]
    # Fit the planes of each class
    min_support = max(_FEWEST, int(_MIN_SUPPORT * view.valid.sum()))
    planes = {
        label: _fit_planes(_Points(points[seen == label], normals[seen == label]), min_support, label, ground)
        for label in _FLAT
    }
    every = [(label, plane) for label, fitted in planes.items() for plane in fitted]
    if not every:
        return
    # Average the errors of their visible surface
    errors = np.zeros(len(every), np.float32)
    if error is not None:
        seen_error = error[voxel]
        for n, (label, plane) in enumerate(every):
            on_plane = (seen == label) & (np.abs(plane.heights(points)) < _TOLERANCE * points[:, 2])
            errors[n] = seen_error[on_plane].mean() if on_plane.any() else seen_error.mean()
    # Let the voxels near them follow
    terms = np.array([[*plane.normal, plane.height] for _, plane in every], np.float32)
    owners = [label for label, _ in every]
    reach = np.array([_REACH[label] for label in owners], np.float32)
    fitted = Planes(terms, np.array(owners, np.uint8), reach, errors)
    _follow(tsdf, labels, error, fitted, view, frustum, truncation)


def _fit_planes(surface: _Points, min_support: int, label: Label, ground: Plane | None) -> list[Plane]:
    """Return the planes with most support, one after the other, each fitted to what the previous ones left."""
    points, normals = surface
    if ground is not None:
        up = ground.normal
        if label == Label.WALL:
            normals = normals - np.outer(normals @ up, up)
        else:
            normals = np.outer(np.sign(normals @ up), up)
        length = np.linalg.norm(normals, axis=1)
        points, normals = points[length > 0.5], normals[length > 0.5] / length[length > 0.5, None]
    planes: list[Plane] = []
    while len(planes) < _MAX_PLANES and len(points) >= min_support:
        # Let evenly spread points propose planes
        proposals = np.linspace(0, len(points) - 1, _HYPOTHESES).astype(int)
        offsets = -(points[proposals] * normals[proposals]).sum(1)
        near = np.abs(points @ normals[proposals].T + offsets) < _TOLERANCE * points[:, 2:]
        near &= normals @ normals[proposals].T > _MIN_COSINE
        best = int(near.sum(0).argmax())
        plane = Plane(normals[proposals[best]], float(offsets[best]))
        # Refine the best one
        inliers = near[:, best]
        for _ in range(_REFINEMENTS):
            if inliers.sum() < min_support:
                return planes
            plane = _least_squares(points[inliers], plane, label, ground)
            inliers = (np.abs(plane.heights(points)) < _TOLERANCE * points[:, 2]) & (
                normals @ plane.normal > _MIN_COSINE
            )
        if inliers.sum() < min_support:
            return planes
        planes.append(plane)
        points, normals = points[~inliers], normals[~inliers]
    return planes


def _least_squares(points: NDArray[np.float64], before: Plane, label: Label, ground: Plane | None) -> Plane:
    """Return the plane of points [N, 3] that keeps its angle to a known ground, weighted by the inverse depth."""
    weight = 1 / points[:, 2]
    centre = (weight[:, None] * points).sum(0) / weight.sum()
    off = (points - centre) * weight[:, None]
    if ground is not None and label == Label.FLOOR:
        return Plane(before.normal, float(-before.normal @ centre))
    if ground is not None:
        off -= np.outer(off @ ground.normal, ground.normal)
        off = np.concatenate([off, [ground.normal * 1e6]])
    _, axes = np.linalg.eigh(off.T @ off)
    normal = axes[:, 0] * np.sign(axes[:, 0] @ before.normal)
    return Plane(normal, float(-normal @ centre))


def _follow(
    tsdf: NDArray[np.float32],
    labels: NDArray[np.uint8],
    error: NDArray[np.float32] | None,
    planes: Planes,
    view: View,
    frustum: Frustum,
    truncation: float,
) -> None:
    """Move the distances of voxels towards those to planes of their class; see `flatness_kernel.follow`."""
    slices, rows, columns = tsdf.shape
    z = frustum.depth_of_slice((np.arange(slices, dtype=np.float32) + 0.5) / slices)
    y, x = (
        ((2 * np.arange(side) + 1) / side - 1).astype(np.float32) * np.float32(tan)
        for side, tan in ((rows, frustum.tan_y), (columns, frustum.tan_x))
    )
    arrays = (
        tsdf, labels, np.zeros((0, 0, 0), np.float32) if error is None else error, planes,
        (z, y, x), view.first, view.blending,
        Limits(np.float32(truncation), VISIBLE_TOLERANCE, np.float32(BLENDING), np.float32(_BEHIND)),
    )  # fmt: skip
    run_on_ranges(lambda begin, end: follow(begin, end, *arrays), slices)
