"""What one reconstruction is worth against the truth of its frame, as named figures."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from svr_ros.evaluation import metrics
from svr_ros.evaluation.metrics import DepthErrors
from svr_ros.evaluation.seams import seam_ratio
from svr_ros.evaluation.sets import Frame, TrueVolume
from svr_ros.geometry.surface import nearest_voxel
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import UNOBSERVED
from svr_ros.synthesis.kernels.shapes import room_distance, signed_distance
from svr_ros.synthesis.samples import Sample

Array = NDArray[np.floating[Any]]
Counts = NDArray[np.int64]

NEAR_DISTANCES = 0.05, 0.10
"""Metres within which a surface counts as found."""

_THINNING = 0.02  # metres between the surface points that are compared
_ROOM_RESOLUTION = 64
_BAND = 0.12  # metres around the visible surface that count as its band, and beyond the walls as in the room


@dataclass(frozen=True)
class FrameFigures:
    """Hold the figures of one frame; what could not be judged is None.

    `depth`, `labels`: of the images that a reconstruction answers with. `volume_depth`, `volume_labels`: of the first
    surface that its volume shows in each pixel. The labels are confusion matrices. `scores`: other figures by name.
    """

    depth: DepthErrors | None = None
    volume_depth: DepthErrors | None = None
    labels: Counts | None = None
    volume_labels: Counts | None = None
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class RoomFigures:
    """Hold the figures of a generated room: those of a frame, and each class's voxels of intersection and union."""

    frame: FrameFigures
    hits: Counts
    union: Counts


def measure_frame(reconstruction: Reconstruction, frame: Frame) -> FrameFigures:
    """Compare a reconstruction with what is known of its frame."""
    view, frustum = reconstruction.view, reconstruction.frustum
    inside = view.unwarp(reconstruction.seen, False)
    depth = volume_depth = labels = volume_labels = None
    surface_depth, surface_labels = visible_surface(reconstruction)
    if frame.depth is not None:
        judged = inside & (frame.depth >= frustum.near) & (frame.depth <= frustum.far)
        depth = metrics.depth_errors(reconstruction.depth_image(), frame.depth, judged)
        volume_depth = metrics.depth_errors(view.unwarp(surface_depth, np.nan), frame.depth, judged)
    if frame.labels is not None:
        labels = metrics.confusion(reconstruction.label_image(), frame.labels, inside)
        volume_labels = metrics.confusion(view.unwarp(surface_labels, UNOBSERVED), frame.labels, inside)
    scores = _volume_scores(reconstruction, frame.volume) if frame.volume is not None else {}
    return FrameFigures(depth, volume_depth, labels, volume_labels, scores)


def visible_surface(reconstruction: Reconstruction) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return depth (m; NaN: none) and class (255: none) of the volume's first surface for canonical pixels [S, S]."""
    first = reconstruction.first
    found = np.isfinite(first)
    slices = len(reconstruction.tsdf)
    index = np.clip(np.nan_to_num(first) * slices, 0, slices - 1).astype(np.intp)
    labels = np.take_along_axis(reconstruction.labels, index[None], 0)[0]
    depth = np.where(found, reconstruction.frustum.depth_of_slice(np.nan_to_num(first)), np.nan).astype(np.float32)
    pixel = (2 * np.arange(len(reconstruction.seen)) + 1) * len(first) // (2 * len(reconstruction.seen))
    at = np.ix_(pixel, pixel)
    return depth[at], np.where(found, labels, UNOBSERVED).astype(np.uint8)[at]


def measure_room(reconstruction: Reconstruction, frame: Frame, sample: Sample, grid: int = 16) -> RoomFigures:
    """Compare a reconstruction with a generated room, of which every point is known.

    Occupied space is judged at the centres of 64^3 voxels of the frustum, in columns of pixels that the camera saw: in
    the whole room, in the band around the visible surface, and hidden behind it. `grid`: blocks per side, whose seams
    are measured.
    """
    frustum = reconstruction.frustum
    volume = frustum.centres(_ROOM_RESOLUTION).reshape(-1, 3)
    points = frustum.to_camera(volume).astype(np.float32)
    true_distance, true_labels = signed_distance(sample.table, points)
    size = len(sample.depth)
    column, row = np.minimum((volume[:, :2] * size).astype(np.intp), size - 1).T
    seen = _on_seen(volume, sample.seen)
    in_room = (room_distance(sample.table, points) > -_BAND) & seen
    behind = points[:, 2] - sample.depth[row, column]

    distance, labels = distance_at(reconstruction, volume)
    solid, truly_solid = distance < 0, true_distance < 0
    angles = metrics.angles(reconstruction.normals, sample.normals)[sample.seen]
    scores = {
        "normals_mean": float(angles.mean()),
        "normals_median": float(np.median(angles)),
        "iou_room": metrics.iou(solid, truly_solid, in_room),
        "iou_visible": metrics.iou(solid, truly_solid, (np.abs(behind) < _BAND) & seen),
        "iou_hidden": metrics.iou(solid, truly_solid, (behind > _BAND) & in_room),
        "seams": seam_ratio(reconstruction.tsdf, reconstruction.truncation, grid),
    }
    scores |= _room_surface_scores(reconstruction, sample)
    hits, union = metrics.class_overlap(labels, true_labels, solid, truly_solid, in_room)
    return RoomFigures(replace(measure_frame(reconstruction, frame), scores=scores), hits, union)


def distance_at(reconstruction: Reconstruction, volume: Array) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return signed distance in metres (trilinear) and class (nearest) at volume coordinates [N, 3]."""
    sides = reconstruction.tsdf.shape
    position = (volume[:, ::-1] * sides - 0.5).T
    distance = map_coordinates(reconstruction.tsdf, position, order=1, mode="nearest")
    depth, row, column = (index.numpy() for index in nearest_voxel(torch.from_numpy(volume), sides))
    return distance, reconstruction.labels[depth, row, column]


def _volume_scores(reconstruction: Reconstruction, truth: TrueVolume) -> dict[str, float]:
    """Judge occupied space and surfaces on a metric grid, where the camera and the frustum see."""
    frustum = reconstruction.frustum
    reach = np.array([frustum.tan_x, frustum.tan_y, 1]) * frustum.far
    truth = truth.crop(reach * (-1, -1, 0), reach)
    points = truth.centres().reshape(-1, 3)
    distance = truth.distance.ravel()
    visible = _is_visible(reconstruction, points)
    scores = {}
    if truth.signed:
        answer, _ = distance_at(reconstruction, frustum.to_volume(points[visible]))
        everywhere = np.ones(len(answer), bool)
        scores["iou"] = metrics.iou(answer < 0, distance[visible] < 0, everywhere)
    surface = points[visible & (np.abs(distance) <= truth.voxel_size / 2)]
    found = metrics.thin(reconstruction.surface_points().points.astype(np.float64), _THINNING)
    position = ((found - truth.origin) / truth.voxel_size).T
    # Beyond the grid nothing is known of the truth: what is found there is not judged.
    known = ((position >= 0) & (position <= np.array(truth.distance.shape)[:, None] - 1)).all(0)
    wrong = map_coordinates(np.abs(truth.distance), position[:, known], order=1)
    return scores | _surface_scores(metrics.nearest_distances(surface, found), wrong)


def _room_surface_scores(reconstruction: Reconstruction, sample: Sample) -> dict[str, float]:
    from svr_ros.geometry.surface import zero_crossings
    from svr_ros.synthesis.samples import volume

    resolution = len(reconstruction.tsdf)
    frustum = reconstruction.frustum
    distance, _ = volume(sample, frustum, resolution)
    true, found = zero_crossings(torch.from_numpy(distance)).numpy(), reconstruction.surface_points().points
    found = found[_on_seen(frustum.to_volume(found), sample.seen)]
    surface = metrics.thin(frustum.to_camera(true[_on_seen(true, sample.seen)]), _THINNING)
    found = metrics.thin(found, _THINNING)
    wrong = np.abs(signed_distance(sample.table, found)[0])
    return _surface_scores(metrics.nearest_distances(surface, found), wrong)


def _surface_scores(missed: Array, wrong: Array) -> dict[str, float]:
    """Return recall and precision from the distances of true surfaces to answers, and of answers to the truth."""
    scores = {}
    for limit in NEAR_DISTANCES:
        scores[f"recall_{limit * 100:.0f}cm"] = metrics.share_within(missed, limit)
        scores[f"precision_{limit * 100:.0f}cm"] = metrics.share_within(wrong, limit)
    return scores


def _is_visible(reconstruction: Reconstruction, points: Array) -> NDArray[np.bool_]:
    """Return which points [N, 3] lie in the frustum where the camera sees."""
    inside = reconstruction.frustum.contains(points)
    inside[inside] = _on_seen(reconstruction.frustum.to_volume(points[inside]), reconstruction.seen)
    return inside


def _on_seen(volume: Array, seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which points [N, 3] of the volume lie in columns of pixels that were seen [S, S]."""
    column, row = np.clip((volume[:, :2] * len(seen)).astype(np.intp), 0, len(seen) - 1).T
    return seen[row, column]
