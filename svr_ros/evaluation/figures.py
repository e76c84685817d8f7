"""The figures of frames, and of sets of them with their intervals: means of some, sums of counts behind the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation import bootstrap, calibration, metrics, surfaces
from svr_ros.labels import NAMES

Array = NDArray[np.floating[Any]]
Summary = dict[str, Any]
Groups = dict[str, dict[str, Array]]
"""Figures by group and name."""


@dataclass(frozen=True)
class FrameFigures:
    """Hold what one frame is worth; what could not be judged is missing.

    `values`: figures that a set has the mean of, by group and name. `counts`: arrays by group that a set has the sum
    of, from which its figures are made: those of POOLED.
    """

    values: dict[str, dict[str, float]] = field(default_factory=dict)
    counts: dict[str, NDArray[Any]] = field(default_factory=dict)


class Pooled(NamedTuple):
    """How figures are made of summed counts of a shape: those with intervals, by name, from [..., *shape], and, of one
    array, details for readers of the JSON file."""

    shape: tuple[int, ...]
    figures: Callable[[Array], dict[str, Array]]
    details: Callable[[Array], Summary]


def _confusion_figures(counts: Array) -> dict[str, Array]:
    iou = metrics.class_iou(counts)
    return {
        "accuracy": metrics.accuracy(counts),
        "mean_iou": metrics.mean_known(iou),
        "mean_iou_true": metrics.mean_known(np.where(counts.sum(-1) > 0, iou, np.nan)),
    }


def _by_class(iou: Callable[[Array], Array]) -> Callable[[Array], Summary]:
    return lambda counts: {"iou": dict(zip(NAMES, iou(counts).tolist(), strict=True))}


_CONFUSION = Pooled((metrics.CLASSES, metrics.CLASSES + 1), _confusion_figures, _by_class(metrics.class_iou))
_MATCHES = Pooled(
    (2, 2, metrics.CLASSES),
    lambda counts: {"mean_iou": metrics.mean_known(surfaces.surface_iou(counts))},
    _by_class(surfaces.surface_iou),
)
_RELIABILITY = Pooled(
    (3, calibration.BINS),
    lambda counts: {"error": calibration.class_calibration_error(counts)},
    lambda counts: {"curve": calibration.class_curve(counts)},
)
_COVERAGE = Pooled(
    (calibration.BINS,),
    lambda counts: {"error": calibration.depth_calibration_error(counts)},
    lambda counts: {
        "curve": {"level": calibration.LEVELS.tolist(), "coverage": calibration.depth_coverage(counts).tolist()}
    },
)

POOLED: dict[str, Pooled] = {
    "labels": _CONFUSION,
    "volume_labels": _CONFUSION,
    "labels_at_surface": _CONFUSION,
    "surface_labels": _MATCHES,
    "calibration_labels": _RELIABILITY,
    "calibration_volume": _RELIABILITY,
    "calibration_surface": _RELIABILITY,
    "calibration_depth": _COVERAGE,
}
"""Groups of figures that are made of counts."""


def weighted(figures: Sequence[FrameFigures], weights: Array) -> Groups:
    """Return every figure of N frames for weights [B, N] of the frames, each as an array [B]."""
    groups: Groups = {}
    for group in dict.fromkeys(name for frame in figures for name in frame.values):
        entries = [frame.values.get(group, {}) for frame in figures]
        groups[group] = {
            name: bootstrap.weighted_mean(np.array([entry.get(name, np.nan) for entry in entries], float), weights)
            for name in dict.fromkeys(name for entry in entries for name in entry)
        }
    for group, pooled in POOLED.items():
        if any(group in frame.counts for frame in figures):
            groups[group] = pooled.figures(np.tensordot(weights, _stacked(figures, group), 1))
    return groups


def _stacked(figures: Sequence[FrameFigures], group: str) -> Array:
    nothing = np.zeros(POOLED[group].shape)
    return np.stack([frame.counts.get(group, nothing) for frame in figures]).astype(np.float64)


def summarize(figures: Sequence[FrameFigures]) -> Summary:
    """Return each figure of a set by group and name; beside them, of two frames or more, its `interval`."""
    summary: Summary = {
        group: {name: float(value[0]) for name, value in entries.items()}
        for group, entries in weighted(figures, bootstrap.whole(len(figures))).items()
    }
    if len(figures) > 1:
        for group, entries in weighted(figures, bootstrap.resamples(len(figures))).items():
            summary[group]["interval"] = {name: list(bootstrap.interval(drawn)) for name, drawn in entries.items()}
    for group in summary:
        if group in POOLED:
            summary[group] |= POOLED[group].details(_stacked(figures, group).sum(0))
    return summary


class Difference(NamedTuple):
    """How a figure differs from another's on the same frames, and the interval of that."""

    value: float
    low: float
    high: float


def differences(before: Sequence[FrameFigures], after: Sequence[FrameFigures]) -> dict[str, dict[str, Difference]]:
    """Return after - before for every figure that two sets of the same frames, in the same order, both have.

    The resamples are the same for both, so that what the frames have in common cancels.
    """
    count = len(before)
    pair = [[weighted(f, w) for f in (before, after)] for w in (bootstrap.whole(count), bootstrap.resamples(count))]
    (one, other), (drawn_one, drawn_other) = pair
    return {
        group: {
            name: Difference(
                float(other[group][name][0] - value[0]),
                *bootstrap.interval(drawn_other[group][name] - drawn_one[group][name]),
            )
            for name, value in entries.items()
            if name in other[group]
        }
        for group, entries in one.items()
        if group in other
    }


def to_entry(figures: FrameFigures) -> Summary:
    """Return one frame's figures for a JSON file, the counts among them."""
    counts = {group: array.tolist() for group, array in figures.counts.items()}
    return summarize([figures]) | ({"counts": counts} if counts else {})


def from_entry(entry: Summary) -> FrameFigures:
    """Return one frame's figures as a JSON file has them."""
    values = {
        group: {name: float("nan") if value is None else float(value) for name, value in figures.items()}
        for group, figures in entry.items()
        if group not in POOLED and group != "counts"
    }
    return FrameFigures(values, {group: np.array(array) for group, array in entry.get("counts", {}).items()})
