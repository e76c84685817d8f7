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

"""Evaluation of the objects of a reconstruction against those of a generated room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.evaluation import object_metrics
from svr_ros.evaluation.ground_truth import GroundTruth
from svr_ros.geometry import rigid
from svr_ros.geometry.cells import containing_cells
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference.box_fitting import WITH_BACK
from svr_ros.inference.instances import BAND, CentreOffsets, thing_mask
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.table import FORMS
from svr_ros.synthesis.instances import ObjectBox
from svr_ros.synthesis.render.volumes import surfaces_in_frustum
from svr_ros.synthesis.samples import Sample

_DINING_CHAIRS = {form.name for form in FORMS if form.kind == "dining chair"}

VOXEL = 0.03
"""Side in metres of the voxels by which segments are compared."""

_SHELL = 2.0
"""Half thickness in voxels of segments: those of BUOL (Chu et al. 2023) have one voxel to both sides, and one more."""

_MIN_CELLS = 100
"""Minimum number of voxels of a true segment that counts."""

_MIN_PIXEL_FRACTION = 0.002
"""Minimum fraction of the pixels in view that show an object whose box counts."""

_STUFF = Label.WALL, Label.FLOOR
_WITH_FRONT = (*WITH_BACK, Label.CABINET)

_compile = compiled(nogil=True, error_model="numpy")


@dataclass(frozen=True)
class TrueObjects:
    """Objects of a room in a frustum.

    Attributes:
        instances: Instances [R, R, R] of the voxels nearer to a surface than `BAND`, 0 for none.
        pixels: Instances [S, S] of the pixels.
        objects: Boxes of the instances 1, 2, ...
        room_from_camera: Transform [4, 4] from the camera's optical frame to one with z up.
    """

    instances: NDArray[np.int32]
    pixels: NDArray[np.uint16]
    objects: tuple[ObjectBox, ...]
    room_from_camera: NDArray[np.float64]


def true_objects(sample: Sample, truth: GroundTruth) -> TrueObjects:
    """Return the objects of a room at the resolution of its ground truth."""
    near = (np.abs(truth.distance) < BAND) & truth.reachable
    instances = np.zeros(near.shape, np.int32)
    centres = truth.frustum.centres(len(near))[near]
    instances[near] = surfaces_in_frustum(sample.table, truth.frustum, centres).instances
    rotation = np.asarray(sample.pose.rotation)
    return TrueObjects(instances, sample.instances, sample.objects, rigid.pose(rotation.T, sample.pose.position))


def perfect_reconstruction(sample: Sample, truth: GroundTruth, true: TrueObjects) -> Reconstruction:
    """Return the ground truth of a room as a reconstruction, with exact offsets to the centres of its objects."""
    frustum, resolution = truth.frustum, len(truth.distance)
    points = frustum.to_camera(frustum.centres(resolution)).reshape(-1, 3)
    voxels = np.flatnonzero((np.abs(truth.distance) < BAND) & thing_mask()[truth.labels]).astype(np.int32)
    offsets = sample.instance_centres[true.instances.ravel()[voxels]] - points[voxels]
    camera = frustum.camera(len(sample.image))
    return Reconstruction(
        camera=camera,
        frustum=frustum,
        truncation=truth.truncation,
        view=CanonicalView(camera, frustum, len(sample.image)),
        image=sample.image,
        normals=sample.normals,
        depth=sample.depth,
        pixel_labels=sample.labels,
        tsdf=truth.distance,
        labels=truth.labels,
        confidence=np.ones(truth.labels.shape, np.float32),
        offsets=CentreOffsets(voxels, offsets.astype(np.float16)),
    )


def evaluate_objects(reconstruction: Reconstruction, truth: GroundTruth, true: TrueObjects) -> dict[str, NDArray[Any]]:
    """Return the counts of the groups `panoptic`, `boxes` and `objects`; see `object_metrics`.

    Void objects are left out. Objects of which little is in the view do not count, whether they are found or not.
    """
    found = reconstruction.objects()
    predicted_labels, true_labels = ([int(one.label) for one in objects] for objects in (found, true.objects))
    void = np.array(true_labels, int) == Label.VOID
    # Compare segments in metric voxels, walls and floors included
    shared = _shared_cells(reconstruction, truth, true)
    small = shared.sum(1)[1:] < _MIN_CELLS
    panoptic = object_metrics.panoptic_counts(
        object_metrics.iou_of_overlaps(shared),
        [*predicted_labels, *_STUFF],
        [*true_labels, *_STUFF],
        (small | np.append(void, [False] * len(_STUFF))).tolist(),
    )
    # Compare boxes in the room's frame
    boxes, true_boxes = ([one.box.transformed(true.room_from_camera) for one in objs] for objs in (found, true.objects))
    ignored = _barely_visible(true, truth) | void
    scores = [one.score for one in found]
    counts, hits = object_metrics.box_counts(boxes, scores, predicted_labels, true_boxes, true_labels, ignored.tolist())
    # Measure the errors of the hits
    errors = np.zeros((len(object_metrics.ERRORS), 2))
    for index, predicted in hits:
        errors += object_metrics.hit_errors(boxes[predicted], true_boxes[index], true_labels[index] in _WITH_FRONT)
    errors[-1] = object_metrics.apart_counts(shared, _dining_chairs(true, small))
    return {"panoptic": panoptic, "boxes": counts, "objects": errors}


def _shared_cells(reconstruction: Reconstruction, truth: GroundTruth, true: TrueObjects) -> NDArray[np.int64]:
    """Return the numbers of cubic voxels [T + 3, P + 3] that true and predicted segments share.

    Rows and columns are: none, the instances, wall, floor.
    """
    cell = containing_cells(len(reconstruction.tsdf), len(truth.valid)).numpy()
    valid = (truth.valid & reconstruction.valid)[np.ix_(cell, cell)]
    count = len(reconstruction.objects()), len(true.objects)
    predicted = _with_stuff(reconstruction.instances, reconstruction.labels, count[0]) * truth.reachable
    expected = _with_stuff(true.instances, truth.labels, count[1]) * truth.reachable
    cells = (
        _cells(tsdf, segments, truth.frustum, valid)
        for tsdf, segments in ((reconstruction.tsdf, predicted), (truth.distance, expected))
    )
    shared = object_metrics.overlaps(*cells)
    sides = count[1] + 1 + len(_STUFF), count[0] + 1 + len(_STUFF)
    return np.pad(shared, [(0, total - side) for total, side in zip(sides, shared.shape, strict=True)])


def _with_stuff(instances: NDArray[Any], labels: NDArray[np.uint8], count: int) -> NDArray[np.int32]:
    """Return segments: the instances 1..count, then wall, then floor; 0 for things without an instance."""
    segments = instances.astype(np.int32)
    for index, label in enumerate(_STUFF):
        segments[(labels == label) & (segments == 0)] = count + 1 + index
    return segments


def _barely_visible(true: TrueObjects, truth: GroundTruth) -> NDArray[np.bool_]:
    """Return the mask [T] of the objects that show in few pixels or have their centre outside of the frustum."""
    pixels = np.bincount(true.pixels[truth.valid], minlength=len(true.objects) + 1)[1 : len(true.objects) + 1]
    centres = np.array([one.box.centre for one in true.objects]).reshape(-1, 3)
    return (pixels < _MIN_PIXEL_FRACTION * truth.valid.sum()) | ~truth.frustum.contains(centres)


def _dining_chairs(true: TrueObjects, small: NDArray[np.bool_]) -> list[int]:
    """Return the dining chairs, from 1, that are in view with at least one other."""
    chairs = [
        index + 1
        for index, one in enumerate(true.objects)
        if one.label == Label.CHAIR and one.name in _DINING_CHAIRS and not small[index]
    ]
    return chairs if len(chairs) > 1 else []


def _cells(
    tsdf: NDArray[np.float32], segments: NDArray[np.int32], frustum: Frustum, valid: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """Return the segments of the cubic voxels [X, Y, Z] of the frustum near surfaces, 0 for none.

    Args:
        tsdf: Signed distances [D, R, C] in metres.
        segments: Segments [D, R, C], at the voxels near surfaces.
        frustum: Frustum of the volume.
        valid: Mask [R, C] of the columns in view.
    """
    half = np.array([frustum.tan_x, frustum.tan_y]) * frustum.far
    low = np.array([*-half, frustum.near])
    shape = np.ceil((np.array([*half, frustum.far]) - low) / VOXEL).astype(int)
    space = frustum.near, frustum.far, frustum.tan_x, frustum.tan_y
    return np.asarray(_resample(tsdf, segments.astype(np.int32), valid, space, low, shape, VOXEL, _SHELL * VOXEL))


@_compile
def _resample(tsdf, segments, valid, space, low, shape, side, shell):  # type: ignore[no-untyped-def]
    """Return the nearest segment of each cubic voxel whose distance, interpolated linearly, is below `shell`.

    Voxels of the volume are (s, v, u) along depth, row and column; `Frustum` has the formula of s.
    """
    near, far, tan_x, tan_y = space
    slices, rows, columns = tsdf.shape
    cells = np.zeros((shape[0], shape[1], shape[2]), np.int32)
    for k in range(shape[2]):
        z = low[2] + (k + 0.5) * side
        if z >= far:
            continue
        # Project the centre of the voxel into the volume
        s = (1.0 - np.sqrt(near * (far - z) / ((far - near) * z))) * slices - 0.5
        for i in range(shape[0]):
            u = ((low[0] + (i + 0.5) * side) / (tan_x * z) + 1) / 2 * columns - 0.5
            if u < 0 or u > columns - 1:
                continue
            for j in range(shape[1]):
                v = ((low[1] + (j + 0.5) * side) / (tan_y * z) + 1) / 2 * rows - 0.5
                if v < 0 or v > rows - 1:
                    continue
                # Take the segment of the nearest voxel
                d, r, c = min(max(int(s + 0.5), 0), slices - 1), int(v + 0.5), int(u + 0.5)
                segment = segments[d, r, c]
                if segment == 0 or not valid[r, c]:
                    continue
                # Interpolate the distance
                d0, r0, c0 = min(max(int(s), 0), slices - 2), min(int(v), rows - 2), min(int(u), columns - 2)
                a, b, e = min(max(s - d0, 0.0), 1.0), v - r0, u - c0
                value = 0.0
                for x in range(2):
                    for y in range(2):
                        for w in range(2):
                            weight = (a if x else 1 - a) * (b if y else 1 - b) * (e if w else 1 - e)
                            value += weight * tsdf[d0 + x, r0 + y, c0 + w]
                if abs(value) < shell:
                    cells[i, j, k] = segment
    return cells
