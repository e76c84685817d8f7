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

"""Fitting of the parts of a calibration to predictions and their ground truth."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, logit

from svr_ros.inference.calibration import ErrorModel, LogisticMap

Array: TypeAlias = "NDArray[np.floating[Any]]"

NORMAL_FRACTIONS = 0.6827, 0.9545
"""Probabilities of a normally distributed value within one and two standard deviations."""

_DEGREES = 4.0
"""Degrees of freedom of Student's t distribution, whose heavy tails keep outliers from dominating a fit."""

_SMALLEST = 1e-6
_MIN_COUNT = 200
"""Minimum number of values to fit to; with fewer, nothing is changed."""


def fit_logistic_map(logits: Array, true: NDArray[np.bool_]) -> LogisticMap:
    """Return the logistic map with the highest likelihood (Platt 1999).

    Args:
        logits: Logits [N] of the predicted probabilities.
        true: Mask [N] of the predictions that are true.
    """
    if len(logits) < _MIN_COUNT or true.all() or not true.any():
        return LogisticMap()
    sign = np.where(true, 1.0, -1.0)

    def loss(parameters: Array) -> tuple[float, Array]:
        margin = sign * (parameters[0] * logits + parameters[1])
        slope = -sign * expit(-margin) / len(sign)
        return float(np.logaddexp(0, -margin).mean()), np.array([(slope * logits).sum(), slope.sum()])

    fitted = minimize(loss, np.array([1.0, 0.0]), jac=True, bounds=[(0.01, 10.0), (-10.0, 10.0)]).x
    return LogisticMap(float(fitted[0]), float(fitted[1]))


def fit_confidence(confidence: Array, correct: NDArray[np.bool_]) -> LogisticMap:
    """Return the logistic map of confidences [N], given the mask [N] of the correct classes."""
    return fit_logistic_map(logit(confidence.astype(np.float64).clip(_SMALLEST, 1 - _SMALLEST)), correct)


def fit_scale(normalized: Array) -> float:
    """Return the factor on standard deviations that makes the fractions of errors within one and two of them normal.

    The larger of both deviations from NORMAL_FRACTIONS is as small as possible.

    Args:
        normalized: Absolute errors [N] in standard deviations.
    """
    if len(normalized) < _MIN_COUNT:
        return 1.0
    ordered = np.sort(normalized)

    def deviation(log_scale: float) -> float:
        inside = np.searchsorted(ordered, np.exp(log_scale) * np.array([1.0, 2.0]), side="right") / len(ordered)
        return float(np.abs(inside - NORMAL_FRACTIONS).max())

    # Both fractions increase with the scale, so that the optimum lies between the scales that are right for one of them
    quantiles = np.quantile(ordered, NORMAL_FRACTIONS) / [1.0, 2.0]
    low, high = np.log(np.maximum(np.sort(quantiles), 1e-9))
    if high - low < 1e-9:
        return float(np.exp(low))
    return float(np.exp(minimize_scalar(deviation, bounds=(low, high), method="bounded").x))


def fit_error_model(distance: Array, depth: Array, error: Array) -> ErrorModel:
    """Return the model of the standard deviations of the distances of surface points.

    Its form has the highest likelihood under Student's t distribution; `fit_scale` sets its size.

    Args:
        distance: Expected absolute errors [N] that the decoder predicts, in metres.
        depth: Shifts [N] along the normal by one standard deviation of the depth, in metres.
        error: Absolute errors [N] in metres.
    """
    if len(error) < _MIN_COUNT:
        return ErrorModel()
    squares = np.stack([distance, depth, np.full_like(distance, 0.01)]).astype(np.float64) ** 2

    def loss(logarithms: Array) -> float:
        variance = np.exp(2 * logarithms) @ squares
        return float((0.5 * np.log(variance) + (_DEGREES + 1) / 2 * np.log1p(error**2 / variance / _DEGREES)).mean())

    bounds = [(-4.0, 2.5), (-4.0, 1.0), (-4.0, 3.0)]
    fitted = np.exp(minimize(loss, np.zeros(3), bounds=bounds).x)
    scale = fit_scale(error / np.sqrt(fitted**2 @ squares))
    factor, depth_factor, floor = fitted * scale
    return ErrorModel(float(factor), float(depth_factor), float(floor) * 0.01)
