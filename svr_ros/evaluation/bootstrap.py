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

"""Percentile bootstrap intervals of metrics over resampled frames (Efron 1979)."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.floating[Any]]"

RESAMPLES = 2000
CONFIDENCE_LEVEL = 0.95
_SEED = 0


def unit_weights(count: int) -> Array:
    """Return weights [1, count] that count every frame once."""
    return np.ones((1, count))


def resample_weights(count: int, number: int = RESAMPLES) -> Array:
    """Return how often each of `count` frames is drawn in each of `number` resamples [number, count].

    Frames are drawn with replacement. Equal arguments give equal resamples, so that differences are paired.
    """
    return np.random.default_rng(_SEED).multinomial(count, np.full(count, 1 / count), number).astype(np.float64)


def weighted_mean(values: Array, weights: Array) -> Array:
    """Return the means [B] of the finite values among [N] for weights [B, N]; NaN if no weight is left."""
    finite = np.isfinite(values)
    total = weights @ finite
    return np.where(total > 0, weights @ np.where(finite, values, 0) / np.maximum(total, 1), np.nan)


def interval(drawn: Array) -> tuple[float, float]:
    """Return the percentile interval of CONFIDENCE_LEVEL of a metric in resamples [B], ignoring NaN."""
    finite = drawn[np.isfinite(drawn)]
    if not len(finite):
        return float("nan"), float("nan")
    low, high = np.quantile(finite, ((1 - CONFIDENCE_LEVEL) / 2, (1 + CONFIDENCE_LEVEL) / 2))
    return float(low), float(high)
