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

"""Calibration of the distances of surface points, and precision over recall, both as counts that can be summed."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from svr_ros.evaluation.calibration import BINS
from svr_ros.evaluation.surfaces import DISTANCE_THRESHOLDS

Array: TypeAlias = "NDArray[np.floating[Any]]"
Mask = NDArray[np.bool_]

LIMITS = np.array([0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, np.inf])
"""Maximum standard deviations in metres of published surfaces, for the curve of precision over recall."""
LIMITS.flags.writeable = False

_RIGHT = DISTANCE_THRESHOLDS[-1]
"""Distance in metres up to which a surface point counts as right."""

COVERAGE_SHAPE = 2, 3
"""Shape of the counts of `sigma_counts`."""

TRADE_SHAPE = 2, 4, len(LIMITS)
"""Shape of the counts of `trade_counts`."""


def error_reliability(error: Array, std: Array) -> Array:
    """Return a histogram [BINS] of the probability that an error is smaller, under the predicted normal distribution.

    Args:
        error: Absolute errors [N].
        std: Predicted standard deviations [N].
    """
    probability = erf(error / np.maximum(std, 1e-6) / np.sqrt(2))
    return np.histogram(probability, BINS, (0, 1))[0].astype(np.float64)


def sigma_counts(error: Array, std: Array, occluded: Mask) -> Array:
    """Return counts [2, 3] of visible and of occluded points: all, within one and within two standard deviations."""
    inside = np.stack([np.ones(len(error), bool), error <= std, error <= 2 * std])
    return np.stack([inside[:, ~occluded].sum(1), inside[:, occluded].sum(1)]).astype(np.float64)


def sigma_fractions(counts: Array) -> dict[str, Array]:
    """Return the fractions [...] of errors within one and two standard deviations, from counts [..., 2, 3].

    The names are `one` and `two` for all points, with the prefix `visible_` or `hidden_` for a part of them.
    """
    fractions: dict[str, Array] = {}
    for name, part in (("", counts.sum(-2)), ("visible_", counts[..., 0, :]), ("hidden_", counts[..., 1, :])):
        total = np.where(part[..., 0] > 0, part[..., 0], np.nan)
        fractions |= {f"{name}one": part[..., 1] / total, f"{name}two": part[..., 2] / total}
    return fractions


def trade_counts(
    points: Array, error: Array, std: Array, occluded: Mask, true_points: Array, truly_hidden: Mask
) -> Array:
    """Count predicted and found true points by the smallest limit of the standard deviation that publishes them.

    Args:
        points: Predicted surface points [N, 3] in metres.
        error: Absolute errors [N] of their distance in metres.
        std: Predicted standard deviations [N] of the distance.
        occluded: Mask [N] of the occluded ones.
        true_points: Points [M, 3] in metres of the true surface.
        truly_hidden: Mask [M] of those behind the visible surface.

    Returns:
        Counts [2, 4, L] of visible and of hidden surfaces, per interval between LIMITS: predicted points, those of them
        that are right, and true points that are found. The last row holds the number of all true points in its first
        element.
    """
    counts = np.zeros(TRADE_SHAPE)
    interval = np.searchsorted(LIMITS, std)
    first = first_interval(points, interval, true_points)
    for part, (mask, true_mask) in enumerate(((~occluded, ~truly_hidden), (occluded, truly_hidden))):
        counts[part, 0] = np.bincount(interval[mask], minlength=len(LIMITS))
        counts[part, 1] = np.bincount(interval[mask & (error <= _RIGHT)], minlength=len(LIMITS))
        counts[part, 2] = np.bincount(first[true_mask & (first < len(LIMITS))], minlength=len(LIMITS))
        counts[part, 3, 0] = true_mask.sum()
    return counts


def first_interval(points: Array, interval: NDArray[np.integer], true_points: Array) -> NDArray[np.int64]:
    """Return the first interval [M] of LIMITS with a predicted point near each true one; len(LIMITS) for none."""
    from scipy.spatial import cKDTree

    first = np.full(len(true_points), len(LIMITS))
    # Add the predicted points interval by interval, and search for the true points that have not been found yet
    for index in range(len(LIMITS)):
        added, missing = points[interval == index], np.flatnonzero(first == len(LIMITS))
        if len(added) and len(missing):
            distance, _ = cKDTree(added).query(true_points[missing], distance_upper_bound=_RIGHT * (1 + 1e-9))
            first[missing[np.isfinite(distance)]] = index
    return first


def trade_curve(counts: Array) -> dict[str, Any]:
    """Return precision and recall at 10 cm of all, visible and hidden surfaces up to each of LIMITS."""
    curve: dict[str, Any] = {"max_distance_error": [*LIMITS[:-1].tolist(), None]}
    for name, part in (("all", counts.sum(0)), ("visible", counts[0]), ("hidden", counts[1])):
        published, right, found = np.cumsum(part[:3], -1)
        with np.errstate(invalid="ignore", divide="ignore"):
            curve[name] = {"precision": (right / published).tolist(), "recall": (found / part[3, 0]).tolist()}
    return curve
