"""How well two surfaces agree, each given as points with classes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation.metrics import CLASSES, share_within
from svr_ros.labels import UNOBSERVED

Array = NDArray[np.floating[Any]]
Labels = NDArray[np.uint8]

NEAR_DISTANCES = 0.05, 0.10
"""Metres within which a surface counts as found."""

THINNING = 0.02
"""Metres a side of the cubes of which each gives one point to a comparison."""


class Nearest(NamedTuple):
    """What of another surface is nearest to each of N points: distance in metres (infinite: farther than the largest of
    NEAR_DISTANCES) and class [N]."""

    distance: Array
    labels: Labels


def thin(points: Array, cell: float = THINNING) -> NDArray[np.int64]:
    """Return the indices of at most one of points [N, 3] for each cube of `cell` metres: near surfaces, of which there
    are many points, count no more than far ones."""
    if not len(points):
        return np.zeros(0, np.int64)
    cube = np.floor(points / cell).astype(np.int64)
    cube -= cube.min(0)
    _, first = np.unique(np.ravel_multi_index(tuple(cube.T), tuple(cube.max(0) + 1)), return_index=True)
    return np.sort(first)


def nearest(points: Array, others: Array, labels: Labels) -> Nearest:
    """Return what of the surface with points `others` [M, 3] and classes `labels` [M] is nearest to points [N, 3]."""
    from scipy.spatial import cKDTree

    if not len(others):
        return Nearest(np.full(len(points), np.inf), np.full(len(points), UNOBSERVED, np.uint8))
    # A hair more, as the bound itself is excluded.
    distance, index = cKDTree(others).query(points, distance_upper_bound=NEAR_DISTANCES[-1] * (1 + 1e-9))
    return Nearest(distance, np.append(labels, np.uint8(UNOBSERVED))[index])


def surface_scores(missed: Array, wrong: Array) -> dict[str, float]:
    """Return recall, precision and their harmonic mean F1 at each of NEAR_DISTANCES.

    missed: distances of the points of the true surface to the answer; wrong: of those of the answer to the truth.
    """
    scores: dict[str, float] = {}
    for limit in NEAR_DISTANCES:
        recall, precision = share_within(missed, limit), share_within(wrong, limit)
        both = recall + precision
        at = f"{limit * 100:.0f}cm"
        scores |= {f"recall_{at}": recall, f"precision_{at}": precision}
        scores[f"f1_{at}"] = 2 * recall * precision / both if both else both
    return scores


def class_matches(labels: Labels, across: Nearest) -> NDArray[np.int64]:
    """Return [2, 10]: how many points of a surface, of each class [N], have their class on the other surface within the
    smallest of NEAR_DISTANCES, and how many there are."""
    right = (across.distance <= NEAR_DISTANCES[0]) & (across.labels == labels)
    return np.stack([np.bincount(labels[part], minlength=CLASSES) for part in (right, slice(None))])


def surface_iou(matches: Array | NDArray[np.int64]) -> Array:
    """Return each class's intersection over union [..., 10] on surfaces from their matches [..., 2, 2, 10].

    First those of the true surface's points with the answer, then those of the answer's points with the truth:
    hits / (hits + missed + wrong), where hits are the mean of both, missed the points of the truth without a match and
    wrong those of the answer. The same when truth and answer change places; NaN where neither has the class.
    """
    hits = matches[..., 0, :].mean(-2)
    union = hits + (matches[..., 1, :] - matches[..., 0, :]).sum(-2)
    return np.where(union > 0, hits / np.where(union > 0, union, 1), np.nan)
