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

"""Metrics of single frames, their summary over sets with bootstrap intervals, and paired differences of sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation import bootstrap, calibration, distance_calibration, metrics, object_metrics, surfaces
from svr_ros.labels import NAMES

Array: TypeAlias = "NDArray[np.floating[Any]]"
Summary = dict[str, Any]
Groups = dict[str, dict[str, Array]]
"""Metrics by group and name."""


@dataclass(frozen=True)
class FrameMetrics:
    """Metrics of one frame; groups without ground truth are missing.

    Attributes:
        values: Metrics by group and name that a set averages over its frames.
        counts: Arrays by group that a set sums over its frames before POOLED computes metrics from them.
    """

    values: dict[str, dict[str, float]] = field(default_factory=dict)
    counts: dict[str, NDArray[Any]] = field(default_factory=dict)


class PooledMetrics(NamedTuple):
    """Definition of a group of metrics that are computed from summed counts.

    Attributes:
        shape: Shape of the counts of one frame.
        metrics: Function that returns metrics by name [...] from counts [..., *shape].
        details: Function that returns further entries of the JSON file from counts [*shape].
    """

    shape: tuple[int, ...]
    metrics: Callable[[Array], dict[str, Array]]
    details: Callable[[Array], Summary]


def _confusion_metrics(counts: Array) -> dict[str, Array]:
    """Return accuracy and mean IoU, over all classes and over the true ones, of confusion matrices [..., 10, 11]."""
    iou = metrics.class_iou(counts)
    return {
        "accuracy": metrics.accuracy(counts),
        "mean_iou": metrics.finite_mean(iou),
        "mean_iou_true": metrics.finite_mean(np.where(counts.sum(-1) > 0, iou, np.nan)),
    }


def _by_class(iou: Callable[[Array], Array]) -> Callable[[Array], Summary]:
    """Return the function that gives the IoU of each class by its name."""
    return lambda counts: {"iou": dict(zip(NAMES, iou(counts).tolist(), strict=True))}


_CONFUSION = PooledMetrics((metrics.CLASSES, metrics.CLASSES + 1), _confusion_metrics, _by_class(metrics.class_iou))
_MATCHES = PooledMetrics(
    (2, 2, metrics.CLASSES),
    lambda counts: {"mean_iou": metrics.finite_mean(surfaces.surface_iou(counts))},
    _by_class(surfaces.surface_iou),
)
_RELIABILITY = PooledMetrics(
    (3, calibration.BINS),
    lambda counts: {"error": calibration.class_calibration_error(counts)},
    lambda counts: {"curve": calibration.class_curve(counts)},
)
_COVERAGE = PooledMetrics(
    (calibration.BINS,),
    lambda counts: {"error": calibration.depth_calibration_error(counts)},
    lambda counts: {
        "curve": {"level": calibration.LEVELS.tolist(), "coverage": calibration.depth_coverage(counts).tolist()}
    },
)

_SIGMAS = PooledMetrics(distance_calibration.COVERAGE_SHAPE, distance_calibration.sigma_fractions, lambda counts: {})
_TRADE = PooledMetrics(
    distance_calibration.TRADE_SHAPE,
    lambda counts: {},
    lambda counts: {"curve": distance_calibration.trade_curve(counts)},
)
_PANOPTIC = PooledMetrics(
    (metrics.CLASSES, 4),
    object_metrics.panoptic_quality,
    lambda counts: {"by_class": object_metrics.panoptic_quality_by_class(counts)},
)
_BOXES = PooledMetrics(
    (len(object_metrics.IOU_THRESHOLDS), metrics.CLASSES, object_metrics.SCORE_BINS + 1, 2),
    object_metrics.mean_average_precision,
    lambda counts: {"by_class": object_metrics.average_precision_by_class(counts)},
)
_OBJECT_ERRORS = PooledMetrics((len(object_metrics.ERRORS), 2), object_metrics.mean_errors, lambda counts: {})

POOLED: dict[str, PooledMetrics] = {
    "labels": _CONFUSION,
    "volume_labels": _CONFUSION,
    "labels_at_surface": _CONFUSION,
    "surface_labels": _MATCHES,
    "calibration_labels": _RELIABILITY,
    "calibration_volume": _RELIABILITY,
    "calibration_surface": _RELIABILITY,
    "calibration_depth": _COVERAGE,
    "calibration_occupancy": _RELIABILITY,
    "calibration_distance": _COVERAGE,
    "depth_sigmas": _SIGMAS,
    "distance_sigmas": _SIGMAS,
    "surface_trade": _TRADE,
    "panoptic": _PANOPTIC,
    "boxes": _BOXES,
    "objects": _OBJECT_ERRORS,
}
"""Groups of metrics that are computed from summed counts."""


def weighted_metrics(frames: Sequence[FrameMetrics], weights: Array) -> Groups:
    """Return every metric of N frames for B rows of frame weights [B, N], each as an array [B]."""
    groups: Groups = {}
    for group in dict.fromkeys(name for frame in frames for name in frame.values):
        entries = [frame.values.get(group, {}) for frame in frames]
        groups[group] = {
            name: bootstrap.weighted_mean(np.array([entry.get(name, np.nan) for entry in entries], float), weights)
            for name in dict.fromkeys(name for entry in entries for name in entry)
        }
    for group, pooled in POOLED.items():
        if any(group in frame.counts for frame in frames):
            groups[group] = pooled.metrics(np.tensordot(weights, _stacked_counts(frames, group), 1))
    return groups


def _stacked_counts(frames: Sequence[FrameMetrics], group: str) -> Array:
    """Return the counts of a group in N frames [N, ...], zero for frames without them."""
    zeros = np.zeros(POOLED[group].shape)
    return np.stack([frame.counts.get(group, zeros) for frame in frames]).astype(np.float64)


def summarize(frames: Sequence[FrameMetrics]) -> Summary:
    """Return the metrics of a set by group and name, with an `interval` per group if there are two frames or more."""
    summary: Summary = {
        group: {name: float(value[0]) for name, value in entries.items()}
        for group, entries in weighted_metrics(frames, bootstrap.unit_weights(len(frames))).items()
    }
    if len(frames) > 1:
        for group, entries in weighted_metrics(frames, bootstrap.resample_weights(len(frames))).items():
            summary[group]["interval"] = {name: list(bootstrap.interval(drawn)) for name, drawn in entries.items()}
    for group in summary:
        if group in POOLED:
            summary[group] |= POOLED[group].details(_stacked_counts(frames, group).sum(0))
    return summary


class Difference(NamedTuple):
    """Difference of one metric between two evaluations of the same frames.

    Attributes:
        value: Difference of the metric on all frames.
        low: Lower end of its bootstrap interval.
        high: Upper end of its bootstrap interval.
    """

    value: float
    low: float
    high: float


def differences(before: Sequence[FrameMetrics], after: Sequence[FrameMetrics]) -> dict[str, dict[str, Difference]]:
    """Return after - before for every metric that both evaluations of the same frames, in the same order, have.

    Both use the same resamples, so that variation common to both cancels (a paired bootstrap).
    """
    unit, drawn = bootstrap.unit_weights(len(before)), bootstrap.resample_weights(len(before))
    first, second = weighted_metrics(before, unit), weighted_metrics(after, unit)
    drawn_first, drawn_second = weighted_metrics(before, drawn), weighted_metrics(after, drawn)
    return {
        group: {
            name: Difference(
                float(second[group][name][0] - value[0]),
                *bootstrap.interval(drawn_second[group][name] - drawn_first[group][name]),
            )
            for name, value in entries.items()
            if name in second[group]
        }
        for group, entries in first.items()
        if group in second
    }


def to_entry(frame: FrameMetrics) -> Summary:
    """Return the metrics of one frame as an entry of the JSON file, counts included."""
    counts = {group: array.tolist() for group, array in frame.counts.items()}
    return summarize([frame]) | ({"counts": counts} if counts else {})


def from_entry(entry: Summary) -> FrameMetrics:
    """Return the metrics of one frame from its entry of the JSON file.

    Raises TypeError, ValueError, KeyError or AttributeError if the entry has another form.
    """
    values = {
        group: {name: float("nan") if value is None else float(value) for name, value in named.items()}
        for group, named in entry.items()
        if group not in POOLED and group != "counts"
    }
    counts = {group: np.array(array, np.float64) for group, array in entry.get("counts", {}).items()}
    for group, array in counts.items():
        if array.shape != POOLED[group].shape:
            raise ValueError(f"counts {group} are {list(array.shape)}; expected {list(POOLED[group].shape)}")
    return FrameMetrics(values, counts)
