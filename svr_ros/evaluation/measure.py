"""What one reconstruction is worth against what is known of its frame, as named figures."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from svr_ros.evaluation import calibration, metrics, surfaces
from svr_ros.evaluation.figures import FrameFigures
from svr_ros.evaluation.ground_truth import on_seen
from svr_ros.evaluation.sets import Frame, TrueVolume
from svr_ros.geometry.surface import nearest_voxel
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import UNOBSERVED

Array = NDArray[np.floating[Any]]


def measure_frame(reconstruction: Reconstruction, frame: Frame) -> FrameFigures:
    """Compare a reconstruction with what is known of its frame, in the pixels that the camera and the model see.

    Groups: `depth`, `labels` and `calibration_*` of the images that a reconstruction answers with; `volume_depth`,
    `volume_labels` and `calibration_volume` of the first surface that its volume shows in each pixel; `scores`.
    """
    view, frustum = reconstruction.view, reconstruction.frustum
    inside = view.unwarp(reconstruction.valid, False)
    figures = FrameFigures()
    surface_depth, surface_labels, confidence = visible_surface(reconstruction)
    if frame.depth is not None:
        judged = inside & (frame.depth >= frustum.near) & (frame.depth <= frustum.far)
        answers = {"depth": reconstruction.depth_image(), "volume_depth": view.unwarp(surface_depth, np.nan)}
        for name, answer in answers.items():
            errors = metrics.depth_errors(answer, frame.depth, judged)
            if errors is not None:
                figures.values[name] = asdict(errors)
        if reconstruction.log_depth_std is not None:
            spread = view.unwarp(reconstruction.log_depth_std, np.nan)[judged]
            figures.counts["calibration_depth"] = calibration.depth_reliability(
                answers["depth"][judged], spread, frame.depth[judged]
            )
    if frame.labels is not None:
        images = {
            "labels": (reconstruction.pixel_labels, reconstruction.pixel_confidence, "calibration_labels"),
            "volume_labels": (surface_labels, confidence, "calibration_volume"),
        }
        for name, (classes, sureness, reliability) in images.items():
            answer = view.unwarp(classes, UNOBSERVED)
            figures.counts[name] = metrics.confusion(answer, frame.labels, inside)
            if sureness is not None:
                judged = inside & (frame.labels != UNOBSERVED) & (answer != UNOBSERVED)
                right = answer[judged] == frame.labels[judged]
                figures.counts[reliability] = calibration.class_reliability(view.unwarp(sureness, 0)[judged], right)
    if frame.volume is not None:
        figures.values["scores"] = _volume_scores(reconstruction, frame.volume)
    return figures


def visible_surface(
    reconstruction: Reconstruction,
) -> tuple[NDArray[np.float32], NDArray[np.uint8], NDArray[np.float32]]:
    """Return depth (m; NaN: none), class (255: none) and its confidence of the volume's first surface for canonical
    pixels [S, S]."""
    first = reconstruction.first_surface_depth
    found = np.isfinite(first)
    slices = len(reconstruction.tsdf)
    index = np.clip(np.nan_to_num(first) * slices, 0, slices - 1).astype(np.intp)
    labels, confidence = (
        np.take_along_axis(values, index[None], 0)[0] for values in (reconstruction.labels, reconstruction.confidence)
    )
    depth = np.where(found, reconstruction.frustum.depth_of_slice(np.nan_to_num(first)), np.nan).astype(np.float32)
    pixel = canonical_pixels(len(reconstruction.valid), len(first))
    at = np.ix_(pixel, pixel)
    return depth[at], np.where(found, labels, UNOBSERVED).astype(np.uint8)[at], confidence[at]


def canonical_pixels(size: int, side: int) -> NDArray[np.int64]:
    """Return for each of `size` places along an axis which of `side` places holds its centre [size]."""
    return (2 * np.arange(size) + 1) * side // (2 * size)


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
    answers = reconstruction.surface_points()
    kept = surfaces.thin(answers.points)
    found = answers.points[kept].astype(np.float64)
    position = ((found - truth.origin) / truth.voxel_size).T
    # Beyond the grid nothing is known of the truth: what is found there is not judged.
    known = ((position >= 0) & (position <= np.array(truth.distance.shape)[:, None] - 1)).all(0)
    wrong = map_coordinates(np.abs(truth.distance), position[:, known], order=1)
    missed = surfaces.nearest(surface, found, answers.labels[kept]).distance
    return scores | surfaces.surface_scores(missed, wrong)


def _is_visible(reconstruction: Reconstruction, points: Array) -> NDArray[np.bool_]:
    """Return which points [N, 3] lie in the frustum where the camera sees."""
    inside = reconstruction.frustum.contains(points)
    inside[inside] = on_seen(reconstruction.frustum.to_volume(points[inside]), reconstruction.valid)
    return inside
