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

"""Calibration of probabilities and of predicted depth distributions, as counts that can be summed over frames."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.floating[Any]]"

BINS = 15
"""Number of bins of confidence, and of central intervals of depth distributions."""

LEVELS = np.arange(1, BINS + 1) / BINS
"""Probabilities of the central intervals of a depth distribution."""
LEVELS.flags.writeable = False


def class_reliability(confidence: Array, correct: NDArray[np.bool_], bins: int = BINS) -> Array:
    """Return counts [3, bins] per bin of confidence: predictions, their summed confidence, correct predictions.

    Args:
        confidence: Confidence of N predictions in 0..1 [N].
        correct: Mask [N] of the correct predictions.
        bins: Number of bins, equally wide.
    """
    confidence = confidence.astype(np.float64)
    bin_index = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    weights = np.ones(len(bin_index)), confidence, correct
    return np.stack([np.bincount(bin_index, weight, bins) for weight in weights])


def class_calibration_error(counts: Array) -> Array:
    """Return the expected calibration error [...] of reliability counts [..., 3, bins] (Guo et al. 2017).

    It is the mean over all predictions of |mean confidence - accuracy| of their bin; NaN without predictions.
    """
    number, confidence, correct = (counts[..., k, :] for k in range(3))
    total = number.sum(-1)
    return np.where(total > 0, np.abs(confidence - correct).sum(-1) / np.maximum(total, 1), np.nan)


def class_curve(counts: Array) -> dict[str, list[float]]:
    """Return the reliability curve of counts [3, bins]: mean confidence, accuracy and fraction of all per bin."""
    number, confidence, correct = counts
    filled = np.where(number > 0, number, np.nan)
    fraction = number / max(number.sum(), 1)
    return {"confidence": list(confidence / filled), "accuracy": list(correct / filled), "fraction": list(fraction)}


def depth_coverage(counts: Array) -> Array:
    """Return the fraction of pixels [..., BINS] with true depth in the central intervals of probability LEVELS."""
    total = counts.sum(-1, keepdims=True)
    return np.where(total > 0, np.cumsum(counts, -1) / np.maximum(total, 1), np.nan)


def depth_calibration_error(counts: Array) -> Array:
    """Return the mean over the central intervals of |fraction of pixels inside - probability| [...]."""
    return np.abs(depth_coverage(counts) - LEVELS).mean(-1)
