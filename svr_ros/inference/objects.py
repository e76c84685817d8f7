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

"""Objects of a scene: class, oriented box, evidence and mesh of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from svr_ros.geometry import rigid, surface
from svr_ros.geometry.boxes import OrientedBox, yaw_of
from svr_ros.geometry.cells import containing_cells
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.mesh import Mesh
from svr_ros.inference import instance_kernels as kernels
from svr_ros.inference.box_fitting import facing, fit_box, thinned
from svr_ros.inference.instances import Segmentation
from svr_ros.inference.object_scores import VisibleClasses, score_objects
from svr_ros.inference.source import Source
from svr_ros.labels import COLORS, NAMES, UNOBSERVED, Label

_MAX_POINTS = 40_000
"""Number of surface points by which objects are measured; of more, every n-th is taken."""

_MIN_SCORE = 0.3
"""Minimum score of an object."""

_MAX_INSIDE = 0.35
"""Maximum fraction of an object's surface inside of a larger box of its class; above, it is a part of that object."""

_MAX_FOOTPRINT = 0.5
"""Maximum footprint of an object in that of the visible scene, if it is larger than `_LARGE_FOOTPRINT`."""

_LARGE_FOOTPRINT = 5.0
"""Footprint in square metres up to which an object may fill the view."""

_FOOTPRINT_STEP = 4
"""Step between the columns of a volume by which its visible footprint is measured."""


@dataclass(frozen=True, eq=False)
class SceneObject:
    """One object of a scene; coordinates are in the camera's optical frame.

    Attributes:
        id: Number of the object in its scene, from 1, in the order of falling scores.
        label: Class id.
        score: Confidence in 0..1: mean probability of the class in the volume and the image, times the agreement of the
            votes for the centre, less for an object that is small for its class.
        box: Box with its third axis up; its first axis points to the front, see docs/objects.md.
        yaw: Angle in radians of the front around up from the direction that the camera looks in, positive to its left.
        voxels: Number of voxels near its surface.
        seen: Fraction of its surface that is visible in the image, without measured depth.
        measured: Fraction of its surface that is visible at a measured depth.
        guessed: Fraction of its surface that is occluded, or at the edge of the view.
    """

    id: int
    label: Label
    score: float
    box: OrientedBox
    yaw: float
    voxels: int
    seen: float
    measured: float
    guessed: float
    _make_mesh: Callable[[int], Mesh] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Return the name of the class."""
        return NAMES[self.label]

    @property
    def centre(self) -> NDArray[np.float64]:
        """Return the centre [3] of the box in metres."""
        return self.box.centre

    @property
    def size(self) -> NDArray[np.float64]:
        """Return the lengths [3] of the box in metres: from back to front, across, and upwards."""
        return self.box.size

    @cached_property
    def mesh(self) -> Mesh:
        """Return the surface of the object, coloured by class."""
        assert self._make_mesh is not None
        return self._make_mesh(self.id)


def locate_objects(
    frustum: Frustum,
    tsdf: NDArray[np.float32],
    labels: NDArray[np.uint8],
    confidence: NDArray[np.float32],
    segmentation: Segmentation,
    camera_from_ground: NDArray[np.float64],
    source: Callable[[NDArray[Any]], NDArray[np.uint8]],
    footprint: float,
    walls: complex = 0j,
    visible: VisibleClasses | None = None,
) -> tuple[list[SceneObject], NDArray[np.int32]]:
    """Describe the objects of a volume.

    Args:
        frustum: Frustum of the volume.
        tsdf: Signed distances [D, R, C] in metres.
        labels: Class ids [D, R, C].
        confidence: Probabilities [D, R, C] of the classes.
        segmentation: Voxels of the objects.
        camera_from_ground: Transform [4, 4] from a frame with z up and x ahead.
        source: Function that returns the `Source` of voxels, given as flat indices [N].
        footprint: Horizontal area of the visible scene in square metres; an object over half of it is none.
        walls: Mean of exp(4 i yaw) of the walls' normals; see `wall_heading`.
        visible: Classes that the image shows; None if the model does not classify pixels.

    Returns:
        The objects without meshes, and the id of each instance of the segmentation [instances + 1], 0 for none.
    """
    # Score the instances; only those with a sufficient score are measured
    depth = frustum.depth_of_slice((np.arange(len(tsdf)) + 0.5) / len(tsdf))
    score = score_objects(labels, confidence, segmentation, depth, visible)
    score[0] = 0.0
    chosen = score >= _MIN_SCORE
    ground_from_camera = rigid.inverse(camera_from_ground)
    surfaces = _surfaces(frustum, tsdf, segmentation, chosen, ground_from_camera, source)
    # Fit their boxes, and merge instances that lie in the box of another one
    centres = rigid.transform(ground_from_camera, segmentation.centres)
    boxes: dict[int, OrientedBox] = {}
    for instance in np.flatnonzero(chosen).tolist():
        points = thinned(surfaces.points[instance], surfaces.evidence[instance] == Source.GUESSED)
        label, sides = Label(segmentation.labels[instance]), surfaces.sides[instance]
        box = fit_box(points, label, ground_from_camera[:3, 3], sides, walls, centres[instance], floor=0.0)
        if box is not None and not fills_room(box, footprint):
            boxes[instance] = box
    whole = _merged(boxes, segmentation.labels, surfaces.points)
    # Describe the objects, the most certain one first
    found: list[SceneObject] = []
    ids = np.zeros(len(score), np.int32)
    for instance in sorted(set(whole.values()), key=lambda instance: (-score[instance], instance)):
        members = [part for part, owner in whole.items() if owner == instance]
        ids[members] = len(found) + 1
        box, kinds = boxes[instance], np.concatenate([surfaces.evidence[part] for part in members])
        seen, measured = (float((kinds == kind).mean()) for kind in (Source.SEEN, Source.MEASURED))
        found.append(
            SceneObject(
                len(found) + 1,
                Label(segmentation.labels[instance]),
                float(score[instance]),
                box.transformed(camera_from_ground),
                yaw_of(box.rotation),
                int(segmentation.count[members].sum()),
                seen=seen,
                measured=measured,
                guessed=1.0 - seen - measured,  # at the edge of the view, free space may lie outside of it
            )
        )
    return found, ids


@dataclass(frozen=True)
class _Surfaces:
    """Surfaces of the instances of a volume, by instance.

    Attributes:
        points: Surface points [N, 3] of each instance in the ground frame.
        evidence: The `Source` [N] of the points of each instance.
        sides: Mean of exp(4 i yaw) of the normals of the vertical surfaces of each instance; see `facing`.
    """

    points: list[NDArray[np.float32]]
    evidence: list[NDArray[np.uint8]]
    sides: NDArray[np.complex128]


def _surfaces(
    frustum: Frustum,
    tsdf: NDArray[np.float32],
    segmentation: Segmentation,
    chosen: NDArray[np.bool_],
    ground_from_camera: NDArray[np.float64],
    source: Callable[[NDArray[Any]], NDArray[np.uint8]],
) -> _Surfaces:
    """Return the surfaces of the instances of a mask [instances + 1]; see `locate_objects`."""
    count = len(chosen)
    numbers = np.where(chosen, np.arange(count, dtype=np.int32), np.int32(0))
    space = frustum.depth_of_slice((np.arange(len(tsdf)) + 0.5) / len(tsdf)), frustum.tan_x, frustum.tan_y
    points, owners, free = kernels.crossings(
        tsdf, numbers[segmentation.instances], segmentation.voxels, *space, ground_from_camera, _MAX_POINTS
    )
    sides = facing(tsdf, owners, free, *space, ground_from_camera[:3, :3].copy(), count)
    evidence = source(free)
    ends = np.searchsorted(owners, np.arange(count), "right")
    parts = [slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    return _Surfaces([points[part] for part in parts], [evidence[part] for part in parts], sides)


def _merged(
    boxes: dict[int, OrientedBox], labels: NDArray[np.uint8], surfaces: Sequence[NDArray[np.float32]]
) -> dict[int, int]:
    """Return the instance that each instance is a part of: itself, or one whose larger box contains it.

    A larger box contains an instance if more than `_MAX_INSIDE` of its surface lies inside. Chairs stay apart, as they
    are often pushed together.

    Args:
        boxes: Boxes of the instances.
        labels: Class ids of all instances; only those of one class are merged.
        surfaces: Surface points [N, 3] of all instances, in the frame of the boxes.
    """
    whole: dict[int, int] = {}
    for instance in sorted(boxes, key=lambda instance: -boxes[instance].volume):
        holders = [
            other
            for other, owner in whole.items()
            if other == owner
            and labels[instance] != Label.CHAIR
            and labels[other] == labels[instance]
            and boxes[other].contains(surfaces[instance]).mean() > _MAX_INSIDE
        ]
        whole[instance] = holders[0] if holders else instance
    return whole


def visible_footprint(
    first_surface_depth: NDArray[np.float32], frustum: Frustum, camera_from_ground: NDArray[np.float64]
) -> float:
    """Return the area in square metres of the rectangle of the ground that the visible surfaces lie above.

    Args:
        first_surface_depth: Depth coordinate [R, C] of the first surface in each column of a volume; NaN for none.
        frustum: Frustum of the volume.
        camera_from_ground: Transform [4, 4] from a frame with z up.
    """
    s = first_surface_depth[::_FOOTPRINT_STEP, ::_FOOTPRINT_STEP]
    row, column = np.nonzero(np.isfinite(s))
    if not len(row):
        return 0.0
    volume = np.stack([(column + 0.5) / s.shape[1], (row + 0.5) / s.shape[0], s[row, column]], -1)
    ground = rigid.transform(rigid.inverse(camera_from_ground), frustum.to_camera(volume))
    return float(np.prod(np.ptp(ground[:, :2], 0)))


def pixel_instances(
    instances: NDArray[np.uint16],
    first_surface_depth: NDArray[np.float32],
    valid: NDArray[np.bool_],
    pixel_labels: NDArray[np.uint8],
    objects: Sequence[SceneObject],
) -> NDArray[np.uint16]:
    """Return the id of the object in each pixel [S, S] that shows one and has its class; 0 for none.

    Args:
        instances: Ids [D, R, C] of the objects of voxels, 0 for none.
        first_surface_depth: Depth coordinate [R, C] of the first surface in each column of the volume; NaN for none.
        valid: Mask [S, S] of the pixels in view.
        pixel_labels: Class ids [S, S] of the pixels.
        objects: The objects with the ids 1, 2, ...
    """
    # Look up the first surface of each column of the volume
    slices, rows, columns = instances.shape
    depth = (np.nan_to_num(first_surface_depth) * slices).astype(np.intp).clip(0, slices - 1)
    row, column = (containing_cells(len(valid), side).numpy() for side in (rows, columns))
    row = row[:, None]
    found = instances[depth[row, column], row, column]
    # Keep the pixels that have the class of their object
    labels = np.array([UNOBSERVED, *(one.label for one in objects)], np.uint8)
    return np.where(valid & (labels[found] == pixel_labels), found, np.uint16(0))


def object_mesh(
    frustum: Frustum, tsdf: NDArray[np.float32], instances: NDArray[np.uint16], number: int, label: Label
) -> Mesh:
    """Return the surface of one object of a volume, coloured by class.

    Args:
        frustum: Frustum of the volume.
        tsdf: Signed distances [D, R, C] in metres.
        instances: Ids [D, R, C] of the objects, 0 for none.
        number: Id of the object.
        label: Class id of the object.
    """
    # Crop the volume to the object and one voxel around it
    found = np.nonzero(instances == number)
    low = [max(int(index.min()) - 1, 0) for index in found]
    high = [min(int(index.max()) + 2, side) for index, side in zip(found, tsdf.shape, strict=True)]
    crop = torch.from_numpy(tsdf[tuple(slice(*ends) for ends in zip(low, high, strict=True))])
    # Triangulate it, and drop the faces of other objects
    vertices, faces = surface.triangulate(crop)
    volume = (vertices * torch.tensor(crop.shape[::-1]) + torch.tensor(low[::-1])) / torch.tensor(tsdf.shape[::-1])
    own = instances[tuple(index.numpy() for index in surface.nearest_voxel(volume, tsdf.shape))] == number
    faces = faces[torch.from_numpy(own)[faces.long()].sum(1) >= 2].long()
    used = torch.zeros(len(volume), dtype=torch.bool)
    used[faces.flatten()] = True
    volume, faces = volume[used], (used.cumsum(0) - 1)[faces]
    labels = np.full(len(volume), label, np.uint8)
    return Mesh(
        frustum.to_camera(volume).numpy(),
        faces.int().numpy(),
        surface.normals_at(torch.from_numpy(tsdf), frustum, volume).numpy(),
        COLORS[labels],
        labels,
    )


def fills_room(box: OrientedBox, footprint: float) -> bool:
    """Return whether a box is too large for an object of a scene with the given footprint in square metres."""
    area = box.size[0] * box.size[1]
    return bool(area > _LARGE_FOOTPRINT and area > _MAX_FOOTPRINT * footprint)
