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

"""Metrics of objects as pure functions: panoptic reconstruction quality, average precision of boxes, errors of hits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation.metrics import CLASSES, finite_mean
from svr_ros.geometry.boxes import OrientedBox, box_iou, yaw_of
from svr_ros.inference.instances import thing_mask
from svr_ros.labels import NAMES

Array: TypeAlias = "NDArray[np.floating[Any]]"
Counts = NDArray[np.int64]

MATCH_IOU = 0.25
"""IoU of voxels above which two segments match (Dahnert et al. 2021, Chu et al. 2023)."""

IOU_THRESHOLDS = 0.25, 0.5
"""Minimum IoU with which a predicted box is a hit, for each of two kinds of average precision."""

SCORE_BINS = 50
"""Bins of the scores by which predicted boxes are ordered."""

ERRORS = "centre_error", "axes_error", "heading_error", "chairs_apart"
"""Names of the mean errors, in the order of their rows."""

_SUM, _HITS, _EXTRA, _MISSED = range(4)
"""Columns of the counts of panoptic quality."""


def segment_iou(prediction: NDArray[Any], truth: NDArray[Any]) -> Array:
    """Return the IoU [T + 1, P + 1] of true and predicted segments of voxels.

    Args:
        prediction: Segments 1..P of voxels of any shape, 0 for none.
        truth: Segments 1..T of the same voxels, 0 for none.
    """
    return iou_of_overlaps(overlaps(prediction, truth))


def iou_of_overlaps(shared: Counts) -> Array:
    """Return the IoU [T + 1, P + 1] of segments from the numbers of voxels that they share, 0 for empty ones."""
    union = shared.sum(1, keepdims=True) + shared.sum(0, keepdims=True) - shared
    return np.asarray(shared / np.maximum(union, 1))


def overlaps(prediction: NDArray[Any], truth: NDArray[Any]) -> Counts:
    """Return the number of voxels [T + 1, P + 1] that true and predicted segments share; see `segment_iou`."""
    columns = int(prediction.max(initial=0)) + 1
    rows = int(truth.max(initial=0)) + 1
    pairs = truth.ravel().astype(np.int64) * columns + prediction.ravel()
    return np.bincount(pairs, minlength=rows * columns).reshape(rows, columns)


def panoptic_counts(
    iou: Array, prediction_labels: Sequence[int], truth_labels: Sequence[int], ignored: Sequence[bool] | None = None
) -> Array:
    """Return the counts [10, 4] of panoptic quality: sum of the IoU of hits, hits, extra and missed segments.

    Segments match if they have one class and an IoU above `MATCH_IOU`; pairs with a larger IoU match first, each
    segment once.

    Args:
        iou: IoU [T + 1, P + 1] of segments; see `segment_iou`.
        prediction_labels: Class ids of the predicted segments 1..P.
        truth_labels: Class ids of the true segments 1..T.
        ignored: Whether each true segment counts neither as missed nor, with its match, as a hit; by default, none.
    """
    counts = np.zeros((CLASSES, 4))
    skipped = [False] * len(truth_labels) if ignored is None else list(ignored)
    pairs = match(iou[1 : len(truth_labels) + 1, 1 : len(prediction_labels) + 1], prediction_labels, truth_labels)
    for true, predicted in pairs:
        if not skipped[true]:
            counts[truth_labels[true], [_SUM, _HITS]] += iou[true + 1, predicted + 1], 1
    matched_truth, matched = {true for true, _ in pairs}, {predicted for _, predicted in pairs}
    for true, label in enumerate(truth_labels):
        counts[label, _MISSED] += true not in matched_truth and not skipped[true]
    for predicted, label in enumerate(prediction_labels):
        counts[label, _EXTRA] += predicted not in matched
    return counts


def match(iou: Array, prediction_labels: Sequence[int], truth_labels: Sequence[int]) -> list[tuple[int, int]]:
    """Return the pairs (true, predicted) of segments with one class and an IoU [T, P] above `MATCH_IOU`."""
    same = np.equal.outer(np.asarray(truth_labels, int), np.asarray(prediction_labels, int))
    candidates = np.argwhere(same & (iou > MATCH_IOU))
    order = np.argsort([-iou[true, predicted] for true, predicted in candidates], kind="stable")
    pairs: list[tuple[int, int]] = []
    for true, predicted in candidates[order].tolist():
        if all(true != t and predicted != p for t, p in pairs):
            pairs.append((true, predicted))
    return pairs


def panoptic_quality(counts: Array) -> dict[str, Array]:
    """Return PRQ, RSQ and RRQ [...] from counts [..., 10, 4], as means over the classes that are true in the set.

    PRQ = sum of IoU / (hits + extra / 2 + missed / 2), RSQ = sum of IoU / hits, RRQ = PRQ / RSQ (Dahnert et al. 2021).
    A class without hits has RSQ 0.
    """
    prq, rsq, rrq = _qualities(counts)
    things = np.where(thing_mask()[:CLASSES], prq, np.nan)
    return {
        "prq": finite_mean(prq),
        "rsq": finite_mean(rsq),
        "rrq": finite_mean(rrq),
        "prq_things": finite_mean(things),
    }


def panoptic_quality_by_class(counts: Array) -> dict[str, float]:
    """Return the PRQ of each class by name from counts [10, 4]; NaN if it is not true in the set."""
    return dict(zip(NAMES, _qualities(counts)[0].tolist(), strict=True))


def _qualities(counts: Array) -> tuple[Array, Array, Array]:
    """Return PRQ, RSQ and RRQ of each class [..., 10] from counts [..., 10, 4]; NaN if it is not true in the set."""
    total, hits, extra, missed = np.moveaxis(counts, -1, 0)
    present = hits + missed > 0
    whole = np.maximum(hits + (extra + missed) / 2, 1e-9)
    prq, rrq = (np.where(present, part / whole, np.nan) for part in (total, hits))
    return prq, np.where(present, total / np.maximum(hits, 1e-9), np.nan), rrq


def box_counts(
    prediction: Sequence[OrientedBox],
    scores: Sequence[float],
    prediction_labels: Sequence[int],
    truth: Sequence[OrientedBox],
    truth_labels: Sequence[int],
    ignored: Sequence[bool],
) -> tuple[Counts, list[tuple[int, int]]]:
    """Return the counts of hits and extra boxes for average precision, and the hits at the lowest threshold.

    In the order of their scores, each predicted box matches the free true box of its class with the largest IoU.
    Predictions that match an ignored box do not count.

    Args:
        prediction: Predicted boxes.
        scores: Scores of the predicted boxes in 0..1.
        prediction_labels: Class ids of the predicted boxes.
        truth: True boxes, in the same frame.
        truth_labels: Class ids of the true boxes.
        ignored: Whether each true box does not count.

    Returns:
        Counts [thresholds, 10, bins + 1, 2] of hits and extra boxes by class and bin of the score, with the number of
        true boxes in the row after the bins; and the pairs (true, predicted) with an IoU of at least the lowest
        threshold.
    """
    # Compute the IoU of boxes of one class, and count the true boxes
    counts = np.zeros((len(IOU_THRESHOLDS), CLASSES, SCORE_BINS + 1, 2), np.int64)
    iou = np.array(
        [
            [box_iou(a, b) if la == lb else 0.0 for b, lb in zip(truth, truth_labels, strict=True)]
            for a, la in zip(prediction, prediction_labels, strict=True)
        ]
    ).reshape(len(prediction), len(truth))
    for label, skipped in zip(truth_labels, ignored, strict=True):
        counts[:, label, SCORE_BINS, 0] += not skipped
    # Match the predicted boxes in the order of their scores
    pairs: list[tuple[int, int]] = []
    for row, threshold in enumerate(IOU_THRESHOLDS):
        free = np.ones(len(truth), np.bool_)
        for index in np.argsort(-np.asarray(scores, float), kind="stable"):
            label, score_bin = prediction_labels[index], min(int(scores[index] * SCORE_BINS), SCORE_BINS - 1)
            best = int(np.where(free, iou[index], -1).argmax()) if len(truth) else -1
            if best < 0 or not free[best] or iou[index, best] < threshold:
                counts[row, label, score_bin, 1] += 1
                continue
            free[best] = False
            if not ignored[best]:
                counts[row, label, score_bin, 0] += 1
                if row == 0:
                    pairs.append((best, int(index)))
    return counts, pairs


def mean_average_precision(counts: Array) -> dict[str, Array]:
    """Return the mean average precision [...] at each threshold from counts [..., thresholds, 10, bins + 1, 2].

    It is a mean over the classes that are true in the set.
    """
    precision = average_precision(counts)
    return {
        f"map_{round(100 * threshold)}": finite_mean(precision[..., row, :])
        for row, threshold in enumerate(IOU_THRESHOLDS)
    }


def average_precision_by_class(counts: Array) -> dict[str, dict[str, float]]:
    """Return the average precision of each class by name and threshold; NaN if it is not true in the set."""
    precision = average_precision(counts)
    return {
        name: {str(threshold): float(precision[row, label]) for row, threshold in enumerate(IOU_THRESHOLDS)}
        for label, name in enumerate(NAMES)
    }


def average_precision(counts: Array) -> Array:
    """Return the area [...] under the curve of precision over recall from counts [..., bins + 1, 2].

    Precision is made monotonic, as is usual (Everingham et al. 2010). NaN if there are no true boxes.
    """
    true = counts[..., SCORE_BINS, 0]
    hits, extra = (counts[..., SCORE_BINS - 1 :: -1, column].cumsum(-1) for column in (0, 1))
    precision = hits / np.maximum(hits + extra, 1e-9)
    precision = np.maximum.accumulate(precision[..., ::-1], -1)[..., ::-1]
    recall = hits / np.maximum(true, 1e-9)[..., None]
    area = (np.diff(recall, prepend=0.0, axis=-1) * precision).sum(-1)
    return np.where(true > 0, area, np.nan)


def hit_errors(prediction: OrientedBox, truth: OrientedBox, with_front: bool) -> Array:
    """Return sums and counts [4, 2] of the errors of one hit, in the order of `ERRORS`; see `mean_errors`.

    Args:
        prediction: Predicted box in a frame with z up.
        truth: True box in the same frame.
        with_front: Whether the class has a front, so that the heading counts.
    """
    turn = math.degrees(yaw_of(prediction.rotation) - yaw_of(truth.rotation))
    errors = np.zeros((len(ERRORS), 2))
    errors[0] = np.linalg.norm(prediction.centre - truth.centre), 1
    errors[1] = abs(math.remainder(turn, 90.0)), 1
    if with_front:
        errors[2] = abs(math.remainder(turn, 360.0)), 1
    return errors


def apart_counts(shared: Counts, chosen: Sequence[int]) -> Array:
    """Return how many of the chosen true segments come apart, and their number [2].

    A segment comes apart if the predicted segment that shares most voxels with it shares more with it than with any
    other true segment.

    Args:
        shared: Numbers of voxels [T + 1, P + 1] that segments share; see `overlaps`.
        chosen: True segments, from 1.
    """
    apart = 0
    for true in chosen:
        if shared.shape[1] > 1:
            best = int(shared[true, 1:].argmax()) + 1
            apart += shared[true, best] > 0 and int(shared[1:, best].argmax()) + 1 == true
    return np.array([apart, len(chosen)], np.float64)


def mean_errors(counts: Array) -> dict[str, Array]:
    """Return the mean errors [...] by name from sums and counts [..., 4, 2]; NaN for none.

    `centre_error` is in metres; `axes_error` in degrees is the angle between the axes of the boxes, at most 45;
    `heading_error` in degrees is that between the fronts, at most 180; `chairs_apart` is a fraction.
    """
    mean = np.where(counts[..., 1] > 0, counts[..., 0] / np.maximum(counts[..., 1], 1e-9), np.nan)
    return {name: mean[..., row] for row, name in enumerate(ERRORS)}
