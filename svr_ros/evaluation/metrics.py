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

"""Metrics of depth, classes, voxels and normals as pure functions of arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from svr_ros.labels import UNOBSERVED, Label

Array: TypeAlias = "NDArray[np.floating[Any]]"
Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]

CLASSES = len(Label)
_DELTA = 1.25


@dataclass(frozen=True)
class DepthMetrics:
    """Depth metrics over the evaluated pixels that have a prediction (Eigen et al. 2014).

    Attributes:
        abs_rel: Mean of |d - t| / t for predicted depth d and true depth t.
        delta: Fraction of pixels with max(d / t, t / d) < 1.25.
        rmse: Root mean square of d - t in metres.
        abs_rel_scaled: `abs_rel` after scaling the prediction to the median of the ground truth.
        delta_scaled: `delta` after scaling the prediction to the median of the ground truth.
        rmse_scaled: `rmse` in metres after scaling the prediction to the median of the ground truth.
        abs_rel_constant: `abs_rel` of the best constant depth, the baseline of any prediction.
        delta_constant: `delta` of the best constant depth.
        rmse_constant: `rmse` in metres of the best constant depth.
        coverage: Fraction of the evaluated pixels that have a prediction.
    """

    abs_rel: float
    delta: float
    rmse: float
    abs_rel_scaled: float
    delta_scaled: float
    rmse_scaled: float
    abs_rel_constant: float
    delta_constant: float
    rmse_constant: float
    coverage: float


def depth_metrics(prediction: Array, truth: Array, mask: Mask) -> DepthMetrics | None:
    """Compute depth metrics in the pixels of `mask`.

    Args:
        prediction: Predicted depth in metres, of any shape. NaN and values of zero or less count as missing.
        truth: True depth in metres, of the same shape, positive in `mask`.
        mask: Evaluated pixels, of the same shape.

    Returns:
        The metrics, or None if no evaluated pixel has a prediction.
    """
    predicted = mask & (np.nan_to_num(prediction) > 0)
    if not predicted.any():
        return None
    d, t = prediction[predicted].astype(np.float64), truth[predicted].astype(np.float64)
    all_true = truth[mask].astype(np.float64)
    scaled = d * np.median(t) / np.median(d)
    constant = np.full_like(all_true, best_constant(all_true))
    coverage = float(predicted.sum() / mask.sum())
    return DepthMetrics(*_depth_errors(d, t), *_depth_errors(scaled, t), *_depth_errors(constant, all_true), coverage)


def best_constant(truth: Array) -> float:
    """Return the constant c that minimizes the mean of |c - t| / t: the median of t [N] with weights 1 / t."""
    ordered = np.sort(truth)
    weight = np.cumsum(1 / ordered)
    return float(ordered[np.searchsorted(weight, weight[-1] / 2)])


def _depth_errors(prediction: Array, truth: Array) -> tuple[float, float, float]:
    error = np.abs(prediction - truth)
    ratio = np.maximum(prediction / truth, truth / prediction)
    return float((error / truth).mean()), float((ratio < _DELTA).mean()), float(np.sqrt((error**2).mean()))


def confusion(prediction: NDArray[np.uint8], truth: NDArray[np.uint8], mask: Mask | None = None) -> Counts:
    """Return the confusion matrix [10, 11]: rows are true classes, columns predicted ones; the last column is none.

    Labels have any common shape; elements with a true label of 255 or outside of `mask` are skipped.
    """
    known = (truth != UNOBSERVED) & (True if mask is None else mask)
    predicted = np.minimum(prediction[known], CLASSES).astype(np.int64)
    pairs = truth[known].astype(np.int64) * (CLASSES + 1) + predicted
    return np.bincount(pairs, minlength=CLASSES * (CLASSES + 1)).reshape(CLASSES, CLASSES + 1)


def accuracy(matrix: Array | Counts) -> Array:
    """Return the accuracy of confusion matrices [..., 10, 11]; a missing prediction is an error.

    NaN if a matrix is empty.
    """
    return _ratio(np.trace(matrix, axis1=-2, axis2=-1), matrix.sum((-2, -1)))


def class_iou(matrix: Array | Counts) -> Array:
    """Return the intersection over union of each class [..., 10] from confusion matrices [..., 10, 11].

    NaN if a class is neither true nor predicted.
    """
    hits = np.diagonal(matrix, axis1=-2, axis2=-1)
    return _ratio(hits, matrix.sum(-1) + matrix[..., :CLASSES].sum(-2) - hits)


def finite_mean(values: Array) -> Array:
    """Return the mean of the finite values along the last axis; NaN if there are none."""
    finite = np.isfinite(values)
    return _ratio(np.where(finite, values, 0).sum(-1), finite.sum(-1))


def iou(prediction: Mask, truth: Mask, mask: Mask) -> float:
    """Return the intersection over union of two sets of voxels within `mask`; NaN if both are empty there."""
    return float(_ratio((prediction & truth & mask).sum(), ((prediction | truth) & mask).sum()))


def angles_between(normals: Array, truth: Array) -> Array:
    """Return the angles [...] in degrees between two fields of unit vectors [..., 3]."""
    return np.degrees(np.arccos(np.clip((normals * truth).sum(-1), -1, 1)))


def fraction_within(values: Array, limit: float) -> float:
    """Return the fraction of values that are at most `limit`; NaN if there are none."""
    return float((values <= limit).mean()) if len(values) else float("nan")


def _ratio(part: Any, whole: Any) -> Array:
    """Return part / whole; NaN if whole is zero."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)
