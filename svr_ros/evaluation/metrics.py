"""How far an answer is from the truth: pure functions of arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.labels import UNOBSERVED, Label

Array = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

CLASSES = len(Label)
_DELTA = 1.25


@dataclass(frozen=True)
class DepthErrors:
    """Hold mean |d - t| / t and the share with max(d / t, t / d) < 1.25, over the judged pixels that have an answer.

    `*_scaled`: after the answer is multiplied so that its median is the truth's. `*_constant`: of the one depth that is
    best for this truth, what an answer must beat. `coverage`: share of the judged pixels that have an answer.
    """

    abs_rel: float
    delta: float
    abs_rel_scaled: float
    delta_scaled: float
    abs_rel_constant: float
    delta_constant: float
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
    return DepthErrors(*_relative(a, t), *_relative(scaled, t), *_relative(constant, every), coverage)


def best_constant(truth: Array) -> float:
    """Return the one depth c with the least mean |c - t| / t: the median of t weighted by 1 / t."""
    ordered = np.sort(truth)
    weight = np.cumsum(1 / ordered)
    return float(ordered[np.searchsorted(weight, weight[-1] / 2)])


def _relative(answer: Array, truth: Array) -> tuple[float, float]:
    ratio = np.maximum(answer / truth, truth / answer)
    return float((np.abs(answer - truth) / truth).mean()), float((ratio < _DELTA).mean())


def confusion(answer: NDArray[np.uint8], truth: NDArray[np.uint8], judged: Mask | None = None) -> NDArray[np.int64]:
    """Return how often each true class (row, 10) got each answer (column, 11; last: none); true 255 is not judged."""
    known = (truth != UNOBSERVED) & (True if judged is None else judged)
    answers = np.minimum(answer[known], CLASSES).astype(np.int64)
    pairs = truth[known].astype(np.int64) * (CLASSES + 1) + answers
    return np.bincount(pairs, minlength=CLASSES * (CLASSES + 1)).reshape(CLASSES, CLASSES + 1)


def accuracy(matrix: NDArray[np.int64]) -> float:
    """Return the share of right answers in a confusion matrix; no answer is a wrong one. NaN where none was judged."""
    return float(np.trace(matrix) / matrix.sum()) if matrix.sum() else float("nan")


def class_iou(matrix: NDArray[np.int64]) -> Array:
    """Return each class's intersection over union [10] of a confusion matrix; NaN where neither true nor answered."""
    hits = np.diagonal(matrix)
    union = matrix.sum(1) + matrix[:, :CLASSES].sum(0) - hits
    return np.where(union > 0, hits / np.maximum(union, 1), np.nan)


def mean_known(values: Array) -> float:
    """Return the mean of what is not NaN; NaN where all are."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def iou(answer: Mask, truth: Mask, where: Mask) -> float:
    """Return intersection over union of two sets of voxels within a third; NaN where both are empty there."""
    union = ((answer | truth) & where).sum()
    return float((answer & truth & where).sum() / union) if union else float("nan")


def class_overlap(
    answer: NDArray[np.uint8], truth: NDArray[np.uint8], answer_solid: Mask, truth_solid: Mask, where: Mask
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the voxels of intersection [10] and of union [10] of what is solid and of one class, for every class."""
    both = where & answer_solid & truth_solid & (answer == truth)
    hits = np.bincount(truth[both], minlength=CLASSES)
    answers = np.bincount(answer[where & answer_solid], minlength=CLASSES)
    truths = np.bincount(truth[where & truth_solid], minlength=CLASSES)
    return hits, answers + truths - hits


def angles(normals: Array, truth: Array) -> Array:
    """Return the angles in degrees between two fields of unit vectors [..., 3]."""
    return np.degrees(np.arccos(np.clip((normals * truth).sum(-1), -1, 1)))


def nearest_distances(points: Array, others: Array) -> Array:
    """Return the distance from each of points [N, 3] to the nearest of others [M, 3]; infinite where there are none."""
    from scipy.spatial import cKDTree

    if not len(others):
        return np.full(len(points), np.inf)
    return cKDTree(others).query(points)[0]


def share_within(distances: Array, limit: float) -> float:
    """Return the share of distances up to a limit; NaN where there are none."""
    return float((distances <= limit).mean()) if len(distances) else float("nan")


def thin(points: Array, cell: float) -> Array:
    """Return at most one of points [N, 3] for each cube of `cell` metres: near surfaces count no more than far ones."""
    if not len(points):
        return points
    cube = np.floor(points / cell).astype(np.int64)
    cube -= cube.min(0)
    _, first = np.unique(np.ravel_multi_index(tuple(cube.T), tuple(cube.max(0) + 1)), return_index=True)
    return points[np.sort(first)]
