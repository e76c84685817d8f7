"""What one reconstruction is worth against a room of which everything is known, as named figures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation import calibration, metrics, surfaces
from svr_ros.evaluation.figures import FrameFigures
from svr_ros.evaluation.ground_truth import BAND, RoomTruth, on_seen
from svr_ros.evaluation.measure import canonical_pixels, distance_at, measure_frame
from svr_ros.evaluation.seams import seam_ratio
from svr_ros.evaluation.sets import Frame
from svr_ros.evaluation.surfaces import Nearest
from svr_ros.inference.reconstruction import Reconstruction

Mask = NDArray[np.bool_]

NORMAL_LIMITS = 11.25, 22.5, 30.0
"""Degrees within which a normal counts as right."""


def measure_room(reconstruction: Reconstruction, frame: Frame, truth: RoomTruth, grid: int = 16) -> FrameFigures:
    """Compare a reconstruction with a room, of which every point is known at the resolution of the reconstruction.

    Beside the figures of a frame: `scores` of space, surfaces and normals; `surface_labels` of surfaces that are found
    within 5 cm, `labels_at_surface` of what the volume says at true surfaces, found or not; `calibration_surface`.
    `grid`: blocks per side, whose seams are measured.
    """
    figures = measure_frame(reconstruction, frame)
    seen = truth.seen & reconstruction.valid
    figures.values["scores"] = {
        **_normal_scores(reconstruction, truth, seen),
        **_space_scores(reconstruction, truth, seen),
        "seams": seam_ratio(reconstruction.tsdf, reconstruction.truncation, grid),
    }
    _judge_surfaces(reconstruction, truth, seen, figures)
    return figures


def _normal_scores(reconstruction: Reconstruction, truth: RoomTruth, seen: Mask) -> dict[str, float]:
    angles = metrics.angles(reconstruction.normals, truth.normals)[seen]
    scores = {"normals_mean": float(angles.mean()), "normals_median": float(np.median(angles))}
    return scores | {f"normals_{limit:.0f}": metrics.share_within(angles, limit) for limit in NORMAL_LIMITS}


def _space_scores(reconstruction: Reconstruction, truth: RoomTruth, seen: Mask) -> dict[str, float]:
    """Judge voxels in reachable space and columns that were seen: all, in the visible surface's band, and behind it.

    The error of the distance is that of voxels nearer to a surface than both truncations: up to the end of the visible
    band, and behind it.
    """
    resolution = len(reconstruction.tsdf)
    pixel = canonical_pixels(resolution, len(seen))
    at = np.ix_(pixel, pixel)
    slices = truth.frustum.depth_of_slice((np.arange(resolution) + 0.5) / resolution)
    behind = slices[:, None, None] - truth.depth[at]
    judged = truth.reachable & seen[at]
    band, hidden = judged & (np.abs(behind) <= BAND), judged & (behind > BAND)
    solid, truly = reconstruction.tsdf < 0, truth.distance < 0
    limit = min(reconstruction.truncation, truth.truncation)
    near = judged & (np.abs(truth.distance) < limit)
    off = np.abs(reconstruction.tsdf.clip(-limit, limit) - truth.distance.clip(-limit, limit))
    parts = {"room": near, "visible": near & (behind <= BAND), "hidden": near & hidden}
    return {
        "iou_room": metrics.iou(solid, truly, judged),
        "iou_visible": metrics.iou(solid, truly, band),
        "iou_hidden": metrics.iou(solid, truly, hidden),
        **{f"tsdf_{name}": float(off[part].mean()) if part.any() else float("nan") for name, part in parts.items()},
    }


def _judge_surfaces(reconstruction: Reconstruction, truth: RoomTruth, seen: Mask, figures: FrameFigures) -> None:
    """Add what surfaces are worth: where they are, of which class, and how much the confidence of that tells."""
    frustum = truth.frustum
    volume = frustum.to_volume(truth.surface)
    shown = on_seen(volume, reconstruction.valid)
    true, true_labels = truth.surface[shown], truth.surface_labels[shown]
    figures.counts["labels_at_surface"] = metrics.confusion(distance_at(reconstruction, volume[shown])[1], true_labels)
    answers = reconstruction.surface_points()
    kept = np.flatnonzero(on_seen(frustum.to_volume(answers.points), seen))
    kept = kept[surfaces.thin(answers.points[kept])]
    found, labels = answers.points[kept], answers.labels[kept]
    missed = surfaces.nearest(true, found, labels)
    distance, classes = truth.field(found)
    wrong = Nearest(np.abs(distance), classes)
    figures.values["scores"] |= surfaces.surface_scores(missed.distance, wrong.distance)
    matches = surfaces.class_matches(true_labels, missed), surfaces.class_matches(labels, wrong)
    figures.counts["surface_labels"] = np.stack(matches)
    close = wrong.distance <= surfaces.NEAR_DISTANCES[0]
    figures.counts["calibration_surface"] = calibration.class_reliability(
        answers.confidence[kept][close], (classes == labels)[close]
    )
