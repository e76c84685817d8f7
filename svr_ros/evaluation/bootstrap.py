"""Bootstrap intervals: how much figures would change with other frames of the same kind (Efron 1979)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

RESAMPLES = 2000
LEVEL = 0.95
_SEED = 0


def whole(count: int) -> Array:
    """Return the weights [1, count] of the set as it is."""
    return np.ones((1, count))


def resamples(count: int, number: int = RESAMPLES) -> Array:
    """Return how often each of `count` frames was drawn in each of `number` draws with replacement [number, count].

    The same for the same count, so that differences of two answers on one set are paired.
    """
    return np.random.default_rng(_SEED).multinomial(count, np.full(count, 1 / count), number).astype(np.float64)


def weighted_mean(values: Array, weights: Array) -> Array:
    """Return the means [B] of values [N], NaN left out, for weights [B, N]; NaN where none is left."""
    known = np.isfinite(values)
    total = weights @ known
    return np.where(total > 0, weights @ np.where(known, values, 0) / np.maximum(total, 1), np.nan)


def interval(drawn: Array) -> tuple[float, float]:
    """Return the percentile interval of LEVEL of a figure's values in resamples [B]; NaN are left out."""
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return float(low), float(high)
