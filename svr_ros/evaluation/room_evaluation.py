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

"""Metrics of one reconstruction against a room with complete ground truth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation import calibration, edges, metrics, surfaces
from svr_ros.evaluation.frame_evaluation import (
    add_distance_calibration,
    evaluate_frame,
    is_hidden,
    sample_volume,
)
from svr_ros.evaluation.frame_metrics import FrameMetrics
from svr_ros.evaluation.frames import Frame
from svr_ros.evaluation.ground_truth import BAND, GroundTruth, in_valid_pixels
from svr_ros.evaluation.object_evaluation import TrueObjects, evaluate_objects
from svr_ros.evaluation.seams import seam_ratio
from svr_ros.evaluation.surfaces import NearestPoints
from svr_ros.evaluation.thin import thin_pixels
from svr_ros.geometry.cells import containing_cells
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.selection import EVERYTHING, PUBLISHED, Selection

Mask = NDArray[np.bool_]

NORMAL_THRESHOLDS = 11.25, 22.5, 30.0
"""Angles in degrees up to which a predicted normal counts as correct."""


def evaluate_room(
    reconstruction: Reconstruction,
    frame: Frame,
    truth: GroundTruth,
    grid: int = 16,
    objects: TrueObjects | None = None,
    selection: Selection = PUBLISHED,
) -> FrameMetrics:
    """Compare a reconstruction with complete ground truth.

    Args:
        reconstruction: Reconstruction of the frame.
        frame: View of the room.
        truth: Ground truth of the room at the resolution of the reconstruction.
        grid: Number of blocks per side, for the seams between them.
        objects: Objects of the room; None to leave objects out.
        selection: Filter of the predicted surfaces.

    Returns:
        The groups of `evaluate_frame`, and `scores` of normals, occupied space, surfaces, depth edges and seams;
        `surface_labels`, the matches of surface points with their class; `labels_at_surface`, the classes that the
        volume has at true surfaces; `calibration_surface`, the calibration of the classes of predicted surface points
        within 5 cm of a true one; `calibration_occupancy`; and the groups of `evaluate_objects` if there are objects.
    """
    result = evaluate_frame(reconstruction, frame, selection)
    valid = truth.valid & reconstruction.valid
    result.values["scores"] = {
        **_normal_scores(reconstruction, truth, valid),
        **_space_scores(reconstruction, truth, valid),
        **_edge_scores(reconstruction, truth, valid),
        "seams": seam_ratio(reconstruction.tsdf, reconstruction.truncation, grid),
    }
    _add_occupancy(reconstruction, truth, valid, result)
    _add_surfaces(reconstruction, truth, valid, result, selection)
    if objects is not None:
        result.counts.update(evaluate_objects(reconstruction, truth, objects))
    return result


def _normal_scores(reconstruction: Reconstruction, truth: GroundTruth, valid: Mask) -> dict[str, float]:
    """Evaluate the normals of valid pixels: mean and median angle in degrees, fractions within NORMAL_THRESHOLDS."""
    angles = metrics.angles_between(reconstruction.normals, truth.normals)[valid]
    scores = {"normals_mean": float(angles.mean()), "normals_median": float(np.median(angles))}
    return scores | {f"normals_{limit:.0f}": metrics.fraction_within(angles, limit) for limit in NORMAL_THRESHOLDS}


def _edge_scores(reconstruction: Reconstruction, truth: GroundTruth, valid: Mask) -> dict[str, float]:
    """Evaluate the edges of the depth of pixels; pixels without depth count as the far plane."""
    depth = np.nan_to_num(reconstruction.depth, nan=truth.frustum.far)
    return edges.edge_scores(edges.depth_edges(depth, valid), edges.depth_edges(truth.depth, valid))


def _space_scores(reconstruction: Reconstruction, truth: GroundTruth, valid: Mask) -> dict[str, float]:
    """Evaluate reachable voxels behind valid pixels: all, those in the visible band, and those behind it.

    Distance errors are those of voxels nearer to a surface than both truncations.
    """
    # Select reachable voxels, split by their depth behind the visible surface
    resolution = len(reconstruction.tsdf)
    cell = containing_cells(resolution, len(valid)).numpy()
    at = np.ix_(cell, cell)
    slices = truth.frustum.depth_of_slice((np.arange(resolution) + 0.5) / resolution)
    behind = slices[:, None, None] - truth.depth[at]
    mask = truth.reachable & valid[at]
    band, hidden = mask & (np.abs(behind) <= BAND), mask & (behind > BAND)

    # Compare occupancy and truncated distances
    solid, truly_solid = reconstruction.tsdf < 0, truth.distance < 0
    limit = min(reconstruction.truncation, truth.truncation)
    near = mask & (np.abs(truth.distance) < limit)
    error = np.abs(reconstruction.tsdf.clip(-limit, limit) - truth.distance.clip(-limit, limit))
    parts = {"room": near, "visible": near & (behind <= BAND), "hidden": near & hidden}
    return {
        "iou_room": metrics.iou(solid, truly_solid, mask),
        "iou_visible": metrics.iou(solid, truly_solid, band),
        "iou_hidden": metrics.iou(solid, truly_solid, hidden),
        **{f"tsdf_{name}": float(error[part].mean()) if part.any() else float("nan") for name, part in parts.items()},
    }


def _add_occupancy(reconstruction: Reconstruction, truth: GroundTruth, valid: Mask, result: FrameMetrics) -> None:
    """Add the calibration of occupancy: of voxels of reachable space that are predicted near a surface."""
    cell = containing_cells(len(reconstruction.tsdf), len(valid)).numpy()
    near = truth.reachable & valid[np.ix_(cell, cell)] & (np.abs(reconstruction.tsdf) < reconstruction.truncation)
    probability = reconstruction.occupied_probability[near]
    result.counts["calibration_occupancy"] = calibration.class_reliability(probability, truth.distance[near] < 0)


def _add_surfaces(
    reconstruction: Reconstruction, truth: GroundTruth, valid: Mask, result: FrameMetrics, selection: Selection
) -> None:
    """Add the metrics of surface points: position, class, and calibration of confidence and errors of distance."""
    # Classes of the volume at true surfaces
    frustum = truth.frustum
    volume = frustum.to_volume(truth.surface)
    in_view = in_valid_pixels(volume, reconstruction.valid)
    true_points, true_labels = truth.surface[in_view], truth.surface_labels[in_view]
    predicted_classes = sample_volume(reconstruction, volume[in_view])[1]
    result.counts["labels_at_surface"] = metrics.confusion(predicted_classes, true_labels)

    # Nearest points from the true surface to the predicted one and back
    cloud = reconstruction.surface_points(EVERYTHING)
    cloud = cloud.select(in_valid_pixels(frustum.to_volume(cloud.points), valid))
    cloud = cloud.select(surfaces.subsample(cloud.points))
    distance, classes = truth.field(cloud.points)
    truly_hidden = is_hidden(volume[in_view], truth.depth, frustum)
    add_distance_calibration(result, cloud, np.abs(distance), true_points, truly_hidden)
    assert cloud.occluded is not None
    kept = selection.keeps_certain(cloud.distance_error, cloud.occluded)
    cloud, classes = cloud.select(kept), classes[kept]
    labels = cloud.labels
    to_prediction = surfaces.nearest_points(true_points, cloud.points, labels)
    to_truth = NearestPoints(np.abs(distance[kept]), classes)
    assert cloud.occluded is not None
    result.values["scores"] |= surfaces.surface_scores(to_prediction.distance, to_truth.distance)
    result.values["scores"] |= surfaces.visibility_scores(
        to_prediction.distance, truly_hidden, to_truth.distance, cloud.occluded
    )
    result.values["scores"] |= _thin_scores(truth, valid, cloud.points, labels)
    matches = surfaces.class_matches(true_labels, to_prediction), surfaces.class_matches(labels, to_truth)
    result.counts["surface_labels"] = np.stack(matches)

    # Calibration of the confidence at points that are near a true surface
    near = to_truth.distance <= surfaces.DISTANCE_THRESHOLDS[0]
    result.counts["calibration_surface"] = calibration.class_reliability(
        cloud.confidence[near], (classes == labels)[near]
    )


def _thin_scores(
    truth: GroundTruth, valid: Mask, points: NDArray[np.floating], labels: NDArray[np.uint8]
) -> dict[str, float]:
    """Return the recall at each of DISTANCE_THRESHOLDS of visible thin structures by predicted points [N, 3]."""
    frustum, size = truth.frustum, len(valid)
    row, column = np.nonzero(thin_pixels(truth.depth, valid, 2 * frustum.tan_x / size))
    depth = truth.depth[row, column]
    volume = np.stack([(column + 0.5) / size, (row + 0.5) / size, frustum.slice_of_depth(depth)], -1)
    true_points = frustum.to_camera(volume[(volume[:, 2] >= 0) & (volume[:, 2] <= 1)])
    distance = surfaces.nearest_points(true_points, points, labels).distance
    return {
        f"thin_recall_{limit * 100:.0f}cm": metrics.fraction_within(distance, limit)
        for limit in surfaces.DISTANCE_THRESHOLDS
    }
