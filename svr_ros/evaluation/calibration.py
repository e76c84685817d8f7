"""Whether confidence is worth its number: reliability of classes and of depth, as counts that can be summed up."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

Array = NDArray[np.floating[Any]]

BINS = 15


def class_reliability(confidence: Array, right: NDArray[np.bool_]) -> Array:
    """Return of answers with confidence 0..1 [N], by BINS equal bins of it: how many there are, the sum of their
    confidences, and how many are right [3, BINS]."""
    confidence = confidence.astype(np.float64)
    own = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    return np.stack([np.bincount(own, weight, BINS) for weight in (np.ones(len(own)), confidence, right)])


def class_calibration_error(counts: Array) -> Array:
    """Return the expected calibration error [...] of reliabilities [..., 3, BINS] (Guo et al. 2017).

    The mean over all answers of |mean confidence - share of right ones| in their bin; NaN without answers.
    """
    number, confidence, right = (counts[..., k, :] for k in range(3))
    total = number.sum(-1)
    return np.where(total > 0, np.abs(confidence - right).sum(-1) / np.maximum(total, 1), np.nan)


def class_curve(counts: Array) -> dict[str, list[float]]:
    """Return the reliability curve of [3, BINS]: in each bin mean confidence, share of right answers and of all."""
    number, confidence, right = counts
    filled = np.where(number > 0, number, np.nan)
    share = number / max(number.sum(), 1)
    return {"confidence": list(confidence / filled), "accuracy": list(right / filled), "share": list(share)}


def depth_reliability(depth: Array, spread: Array, truth: Array) -> Array:
    """Return how many pixels [N] have their true depth on the border of a central interval of their distribution whose
    probability is in each of BINS equal bins [BINS].

    The distribution is the normal one of log depth around the answer (m), with the standard deviation `spread`.
    """
    off = np.abs(np.log(depth.astype(np.float64)) - np.log(truth.astype(np.float64)))
    probability = erf(off / np.maximum(spread, 1e-6) / np.sqrt(2))
    return np.histogram(probability, BINS, (0, 1))[0].astype(np.float64)


def depth_coverage(counts: Array) -> Array:
    """Return the share of pixels [..., BINS] whose truth the central intervals of 1/15, 2/15 ... 1 hold."""
    total = counts.sum(-1, keepdims=True)
    return np.where(total > 0, np.cumsum(counts, -1) / np.maximum(total, 1), np.nan)


def depth_calibration_error(counts: Array) -> Array:
    """Return the mean over the intervals of |share of pixels that they hold - their probability| [...]."""
    return np.abs(depth_coverage(counts) - LEVELS).mean(-1)


LEVELS = np.arange(1, BINS + 1) / BINS
"""Probabilities of the central intervals."""
LEVELS.flags.writeable = False
