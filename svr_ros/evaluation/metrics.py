"""How far an answer is from the truth: pure functions of arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.labels import UNOBSERVED, Label

Array = NDArray[np.floating[Any]]
Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]

CLASSES = len(Label)
_DELTA = 1.25


@dataclass(frozen=True)
class DepthErrors:
    """Hold mean |d - t| / t, the share with max(d / t, t / d) < 1.25 and the root of the mean (d - t)^2 in metres, over
    the judged pixels that have an answer.

    `*_scaled`: after the answer is multiplied so that its median is the truth's. `*_constant`: of the one depth that is
    best for this truth, what an answer must beat. `coverage`: share of the judged pixels that have an answer.
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


def depth_errors(answer: Array, truth: Array, judged: Mask) -> DepthErrors | None:
    """Compare depths of one shape in metres; an answer of NaN or below zero is none. None without any."""
    answered = judged & (np.nan_to_num(answer) > 0)
    if not answered.any():
        return None
    a, t = answer[answered].astype(np.float64), truth[answered].astype(np.float64)
    every = truth[judged].astype(np.float64)
    scaled = a * np.median(t) / np.median(a)
    constant = np.full_like(every, best_constant(every))
    coverage = float(answered.sum() / judged.sum())
    return DepthErrors(*_errors(a, t), *_errors(scaled, t), *_errors(constant, every), coverage)


def best_constant(truth: Array) -> float:
    """Return the one depth c with the least mean |c - t| / t: the median of t weighted by 1 / t."""
    ordered = np.sort(truth)
    weight = np.cumsum(1 / ordered)
    return float(ordered[np.searchsorted(weight, weight[-1] / 2)])


def _errors(answer: Array, truth: Array) -> tuple[float, float, float]:
    off = np.abs(answer - truth)
    ratio = np.maximum(answer / truth, truth / answer)
    return float((off / truth).mean()), float((ratio < _DELTA).mean()), float(np.sqrt((off**2).mean()))


def confusion(answer: NDArray[np.uint8], truth: NDArray[np.uint8], judged: Mask | None = None) -> Counts:
    """Return how often each true class (row, 10) got each answer (column, 11; last: none); true 255 is not judged."""
    known = (truth != UNOBSERVED) & (True if judged is None else judged)
    answers = np.minimum(answer[known], CLASSES).astype(np.int64)
    pairs = truth[known].astype(np.int64) * (CLASSES + 1) + answers
    return np.bincount(pairs, minlength=CLASSES * (CLASSES + 1)).reshape(CLASSES, CLASSES + 1)


def accuracy(matrix: Array | Counts) -> Array:
    """Return the share of right answers in confusion matrices [..., 10, 11]; no answer is a wrong one.

    NaN where none was judged.
    """
    return _share(np.trace(matrix, axis1=-2, axis2=-1), matrix.sum((-2, -1)))


def class_iou(matrix: Array | Counts) -> Array:
    """Return each class's intersection over union [..., 10] of confusion matrices [..., 10, 11].

    NaN where the class is neither true nor answered.
    """
    hits = np.diagonal(matrix, axis1=-2, axis2=-1)
    return _share(hits, matrix.sum(-1) + matrix[..., :CLASSES].sum(-2) - hits)


def mean_known(values: Array) -> Array:
    """Return the mean over the last axis of what is not NaN; NaN where all are."""
    known = np.isfinite(values)
    return _share(np.where(known, values, 0).sum(-1), known.sum(-1))


def iou(answer: Mask, truth: Mask, where: Mask) -> float:
    """Return intersection over union of two sets of voxels within a third; NaN where both are empty there."""
    return float(_share((answer & truth & where).sum(), ((answer | truth) & where).sum()))


def angles(normals: Array, truth: Array) -> Array:
    """Return the angles in degrees between two fields of unit vectors [..., 3]."""
    return np.degrees(np.arccos(np.clip((normals * truth).sum(-1), -1, 1)))


def share_within(distances: Array, limit: float) -> float:
    """Return the share of distances up to a limit; NaN where there are none."""
    return float((distances <= limit).mean()) if len(distances) else float("nan")


def _share(part: Any, whole: Any) -> Array:
    """Return part / whole, NaN where whole is nothing."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)
