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

"""Comparison of two surfaces, each given as points with classes."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation.metrics import CLASSES, fraction_within
from svr_ros.labels import UNOBSERVED

Array: TypeAlias = "NDArray[np.floating[Any]]"
Labels = NDArray[np.uint8]

DISTANCE_THRESHOLDS = 0.05, 0.10
"""Distances in metres up to which a surface point counts as found."""

SUBSAMPLING_CELL = 0.02
"""Edge in metres of the cubes of which each contributes at most one point to a comparison."""


class NearestPoints(NamedTuple):
    """Nearest points on another surface for N points.

    Attributes:
        distance: Distance [N] in metres, infinite if it exceeds the largest of DISTANCE_THRESHOLDS.
        labels: Class id [N] of the nearest point, 255 if there is none in range.
    """

    distance: Array
    labels: Labels


def subsample(points: Array, cell: float = SUBSAMPLING_CELL) -> NDArray[np.int64]:
    """Return the indices of at most one of points [N, 3] per cube with edges of `cell` metres.

    It gives near surfaces, which are sampled densely, the weight of far ones.
    """
    if not len(points):
        return np.zeros(0, np.int64)
    cube = np.floor(points / cell).astype(np.int64)
    cube -= cube.min(0)
    _, first = np.unique(np.ravel_multi_index(tuple(cube.T), tuple(cube.max(0) + 1)), return_index=True)
    return np.sort(first)


def nearest_points(points: Array, others: Array, labels: Labels) -> NearestPoints:
    """Return the nearest of the points `others` [M, 3] with classes `labels` [M] for points [N, 3] in metres."""
    from scipy.spatial import cKDTree

    if not len(others):
        return NearestPoints(np.full(len(points), np.inf), np.full(len(points), UNOBSERVED, np.uint8))
    # The upper bound of the query is exclusive, the threshold inclusive.
    distance, index = cKDTree(others).query(points, distance_upper_bound=DISTANCE_THRESHOLDS[-1] * (1 + 1e-9))
    return NearestPoints(distance, np.append(labels, np.uint8(UNOBSERVED))[index])


def surface_scores(truth_to_prediction: Array, prediction_to_truth: Array) -> dict[str, float]:
    """Return recall, precision and their harmonic mean F1 at each of DISTANCE_THRESHOLDS.

    Args:
        truth_to_prediction: Distances [N] in metres from points of the true surface to the predicted one.
        prediction_to_truth: Distances [M] in metres from points of the predicted surface to the true one.

    Returns:
        Scores such as `recall_5cm`, `precision_5cm` and `f1_5cm`; NaN for a surface without points.
    """
    scores: dict[str, float] = {}
    for limit in DISTANCE_THRESHOLDS:
        recall = fraction_within(truth_to_prediction, limit)
        precision = fraction_within(prediction_to_truth, limit)
        total = recall + precision
        suffix = f"{limit * 100:.0f}cm"
        scores |= {f"recall_{suffix}": recall, f"precision_{suffix}": precision}
        scores[f"f1_{suffix}"] = 2 * recall * precision / total if total else total
    return scores


def visibility_scores(
    truth_to_prediction: Array, truly_hidden: NDArray[np.bool_], prediction_to_truth: Array, occluded: NDArray[np.bool_]
) -> dict[str, float]:
    """Return recall and precision at each of DISTANCE_THRESHOLDS of visible and of hidden surfaces.

    Args:
        truth_to_prediction: Distances [N] in metres from points of the true surface to the predicted one.
        truly_hidden: Mask [N] of the points behind the visible surface.
        prediction_to_truth: Distances [M] in metres from points of the predicted surface to the true one.
        occluded: Mask [M] of the points behind the first predicted surface.
    """
    scores = {}
    for name, missed, wrong in (("visible", ~truly_hidden, ~occluded), ("hidden", truly_hidden, occluded)):
        for limit in DISTANCE_THRESHOLDS:
            suffix = f"{limit * 100:.0f}cm"
            scores[f"{name}_recall_{suffix}"] = fraction_within(truth_to_prediction[missed], limit)
            scores[f"{name}_precision_{suffix}"] = fraction_within(prediction_to_truth[wrong], limit)
    return scores


def class_matches(labels: Labels, nearest: NearestPoints) -> NDArray[np.int64]:
    """Count matched points and all points of a surface per class [2, 10].

    Args:
        labels: Class ids [N] of the points of the surface.
        nearest: Their nearest points on the other surface. A point is matched if its nearest point has its class and
            is within the smallest of DISTANCE_THRESHOLDS.
    """
    matched = (nearest.distance <= DISTANCE_THRESHOLDS[0]) & (nearest.labels == labels)
    return np.stack([np.bincount(labels[part], minlength=CLASSES) for part in (matched, slice(None))])


def surface_iou(matches: Array | NDArray[np.int64]) -> Array:
    """Return the intersection over union of each class [..., 10] on two surfaces.

    It is hits / (hits + missed + wrong): missed are the unmatched points of the true surface, wrong those of the
    predicted surface, and hits the mean of the matched points of both. It is symmetric in the two surfaces.

    Args:
        matches: Results of `class_matches` [..., 2, 2, 10], of the true surface first, then of the predicted one.

    Returns:
        The IoU, NaN for classes that neither surface has.
    """
    hits = matches[..., 0, :].mean(-2)
    union = hits + (matches[..., 1, :] - matches[..., 0, :]).sum(-2)
    return np.where(union > 0, hits / np.where(union > 0, union, 1), np.nan)
