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

"""Metrics of one reconstruction against the ground truth of its frame."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from svr_ros.evaluation import calibration, distance_calibration, metrics, surfaces
from svr_ros.evaluation.frame_metrics import FrameMetrics
from svr_ros.evaluation.frames import Frame, TrueVolume
from svr_ros.evaluation.ground_truth import in_valid_pixels
from svr_ros.geometry.cells import containing_cells
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.point_set import PointSet
from svr_ros.geometry.surface import nearest_voxel
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.scene_volume import VISIBLE_TOLERANCE
from svr_ros.inference.selection import EVERYTHING, PUBLISHED, Selection
from svr_ros.labels import UNOBSERVED

Array: TypeAlias = "NDArray[np.floating[Any]]"
Mask = NDArray[np.bool_]
FirstSurface = tuple[NDArray[np.float32], NDArray[np.uint8], NDArray[np.float32]]
"""Depth in metres, class id and confidence of the volume's first surface per canonical pixel, each [S, S]."""


def evaluate_frame(reconstruction: Reconstruction, frame: Frame, selection: Selection = PUBLISHED) -> FrameMetrics:
    """Compare a reconstruction with the available ground truth of its frame, in the pixels of camera and model.

    Args:
        reconstruction: Reconstruction of the frame.
        frame: The frame.
        selection: Filter of the predicted surfaces.

    Returns:
        Groups `depth`, `labels`, `calibration_depth`, `depth_sigmas` and `calibration_labels` of the predicted images;
        `volume_depth`, `volume_labels` and `calibration_volume` of the volume's first surface in each pixel; `scores`
        of the volume, and for weights that predict errors of distance `calibration_distance`, `distance_sigmas` and
        `surface_trade`.
    """
    inside = reconstruction.view.unwarp(reconstruction.valid, False)
    result = FrameMetrics()
    surface = first_surface(reconstruction)
    if frame.depth is not None:
        _add_depth(result, reconstruction, surface, frame.depth, inside)
    if frame.labels is not None:
        _add_classes(result, reconstruction, surface, frame.labels, inside)
    if frame.volume is not None:
        result.values["scores"] = _volume_scores(reconstruction, frame, frame.volume, selection, result)
    return result


def _add_depth(
    result: FrameMetrics, reconstruction: Reconstruction, surface: FirstSurface, truth: Array, inside: Mask
) -> None:
    """Add the metrics of depth in the pixels [H, W] of `inside`, and the calibration of its standard deviation."""
    view, frustum = reconstruction.view, reconstruction.frustum
    mask = inside & (truth >= frustum.near) & (truth <= frustum.far)
    predictions = {"depth": reconstruction.depth_image(), "volume_depth": view.unwarp(surface[0], np.nan)}
    for name, prediction in predictions.items():
        depth = metrics.depth_metrics(prediction, truth, mask)
        if depth is not None:
            result.values[name] = asdict(depth)
    if reconstruction.log_depth_std is not None:
        log_depth_std = view.unwarp(reconstruction.log_depth_std, np.nan)[mask]
        error = np.abs(np.log(predictions["depth"][mask].astype(np.float64)) - np.log(truth[mask]))
        result.counts["calibration_depth"] = distance_calibration.error_reliability(error, log_depth_std)
        visible = np.zeros(len(error), bool)
        result.counts["depth_sigmas"] = distance_calibration.sigma_counts(error, log_depth_std, visible)


def _add_classes(
    result: FrameMetrics,
    reconstruction: Reconstruction,
    surface: FirstSurface,
    truth: NDArray[np.uint8],
    inside: Mask,
) -> None:
    """Add the confusion of classes in the pixels [H, W] of `inside`, and the calibration of their confidence."""
    view = reconstruction.view
    predictions = {
        "labels": (reconstruction.pixel_labels, reconstruction.pixel_confidence, "calibration_labels"),
        "volume_labels": (surface[1], surface[2], "calibration_volume"),
    }
    for name, (classes, confidence, reliability) in predictions.items():
        prediction = view.unwarp(classes, UNOBSERVED)
        result.counts[name] = metrics.confusion(prediction, truth, inside)
        if confidence is not None:
            mask = inside & (truth != UNOBSERVED) & (prediction != UNOBSERVED)
            correct = prediction[mask] == truth[mask]
            result.counts[reliability] = calibration.class_reliability(view.unwarp(confidence, 0)[mask], correct)


def first_surface(reconstruction: Reconstruction) -> FirstSurface:
    """Return depth (m), class and confidence [S, S] of the volume's first surface; NaN and 255 if there is none."""
    first = reconstruction.first_surface_depth
    found = np.isfinite(first)
    slices = len(reconstruction.tsdf)
    index = np.clip(np.nan_to_num(first) * slices, 0, slices - 1).astype(np.intp)
    labels, confidence = (
        np.take_along_axis(values, index[None], 0)[0] for values in (reconstruction.labels, reconstruction.confidence)
    )
    depth = np.where(found, reconstruction.frustum.depth_of_slice(np.nan_to_num(first)), np.nan).astype(np.float32)
    cell = containing_cells(len(reconstruction.valid), len(first)).numpy()
    at = np.ix_(cell, cell)
    return depth[at], np.where(found, labels, UNOBSERVED).astype(np.uint8)[at], confidence[at]


def sample_volume(reconstruction: Reconstruction, volume: Array) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return signed distance in metres (trilinear) and class id (nearest) at volume coordinates [N, 3]."""
    sides = reconstruction.tsdf.shape
    position = (volume[:, ::-1] * sides - 0.5).T
    distance = map_coordinates(reconstruction.tsdf, position, order=1, mode="nearest")
    depth, row, column = (index.numpy() for index in nearest_voxel(torch.from_numpy(volume), sides))
    return distance, reconstruction.labels[depth, row, column]


def is_hidden(volume: Array, depth: NDArray[np.float32], frustum: Frustum) -> Mask:
    """Return the mask [N] of volume coordinates [N, 3] that lie behind the true depth [S, S] of their pixel."""
    column, row = np.clip((volume[:, :2] * len(depth)).astype(np.intp), 0, len(depth) - 1).T
    return np.asarray(volume[:, 2] > frustum.slice_of_depth(depth[row, column]) + VISIBLE_TOLERANCE)


def add_distance_calibration(
    result: FrameMetrics, cloud: PointSet, error: Array, true_points: Array, truly_hidden: Mask
) -> None:
    """Add the calibration of the errors of distance, and counts of precision over recall, if errors are predicted.

    Args:
        result: Metrics to add to.
        cloud: All predicted surface points [N], subsampled.
        error: Absolute errors [N] of their distance in metres.
        true_points: Points [M, 3] of the true surface.
        truly_hidden: Mask [M] of those behind the visible surface.
    """
    std, occluded = cloud.distance_error, cloud.occluded
    if std is None:
        return
    assert occluded is not None
    result.counts["surface_trade"] = distance_calibration.trade_counts(
        cloud.points, error, std, occluded, true_points, truly_hidden
    )
    result.counts["calibration_distance"] = distance_calibration.error_reliability(error, std)
    result.counts["distance_sigmas"] = distance_calibration.sigma_counts(error, std, occluded)


def _volume_scores(
    reconstruction: Reconstruction, frame: Frame, truth: TrueVolume, selection: Selection, result: FrameMetrics
) -> dict[str, float]:
    """Evaluate occupied space and surfaces on a metric grid within the valid part of the frustum."""
    # Crop the grid to the frustum
    frustum = reconstruction.frustum
    extent = np.array([frustum.tan_x, frustum.tan_y, 1]) * frustum.far
    truth = truth.crop(extent * (-1, -1, 0), extent)
    points = truth.centres().reshape(-1, 3)
    distance = truth.distance.ravel()
    visible = _in_view(reconstruction, points)

    # Compare occupied space
    scores = {}
    if truth.signed:
        prediction, _ = sample_volume(reconstruction, frustum.to_volume(points[visible]))
        scores["iou"] = metrics.iou(prediction < 0, distance[visible] < 0, np.ones(len(prediction), bool))

    # Compare surfaces; predicted points outside of the grid have no ground truth and are skipped
    true_points = points[visible & (np.abs(distance) <= truth.voxel_size / 2)]
    cloud = reconstruction.surface_points(EVERYTHING)
    cloud = cloud.select(surfaces.subsample(cloud.points))
    position = ((cloud.points.astype(np.float64) - truth.origin) / truth.voxel_size).T
    in_grid = ((position >= 0) & (position <= np.array(truth.distance.shape)[:, None] - 1)).all(0)
    error = np.zeros(len(cloud.points))
    error[in_grid] = map_coordinates(np.abs(truth.distance), position[:, in_grid], order=1)
    truly_hidden = np.zeros(len(true_points), bool)
    if frame.depth is not None:
        depth = reconstruction.view.warp_depth(np.where(frame.depth > 0, frame.depth, np.float32(np.nan)))
        truly_hidden = is_hidden(frustum.to_volume(true_points), depth, frustum)
    add_distance_calibration(result, cloud.select(in_grid), error[in_grid], true_points, truly_hidden)
    assert cloud.occluded is not None
    published = selection.keeps_certain(cloud.distance_error, cloud.occluded)
    nearest = surfaces.nearest_points(true_points, cloud.points[published], cloud.labels[published])
    judged = published & in_grid
    scores |= surfaces.surface_scores(nearest.distance, error[judged])
    return scores | surfaces.visibility_scores(nearest.distance, truly_hidden, error[judged], cloud.occluded[judged])


def _in_view(reconstruction: Reconstruction, points: Array) -> Mask:
    """Return the mask [N] of the points [N, 3] in metres that lie in the frustum and in valid pixels."""
    inside = reconstruction.frustum.contains(points)
    inside[inside] = in_valid_pixels(reconstruction.frustum.to_volume(points[inside]), reconstruction.valid)
    return inside
