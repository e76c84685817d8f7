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

"""Plot of the calibration of an evaluation: reliability curves, and precision over recall of surfaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from svr_ros.evaluation.fit_calibration import NORMAL_FRACTIONS
from svr_ros.evaluation.frame_metrics import Summary
from svr_ros.inference.files import write_atomically
from svr_ros.inference.selection import MAX_DISTANCE_ERROR

_MIN_FRACTION = 0.002
"""Minimum fraction of all predictions in a bin of confidence that is drawn."""

_RELIABILITY = (
    ("calibration_labels", "classes of pixels", "confidence", "fraction that is correct"),
    ("calibration_surface", "classes of surfaces within 5 cm of a true one", "confidence", "fraction that is correct"),
    ("calibration_occupancy", "occupancy near surfaces", "probability of being occupied", "fraction that is occupied"),
)
_COVERAGE = (
    ("calibration_depth", "depth of pixels", "probability of a central interval", "fraction of true depths inside"),
    ("calibration_distance", "distance of surfaces", "probability of an interval", "fraction of errors inside"),
)

Draw = Callable[[Any, Summary, str], None]
"""Function that draws a curve of a summary into axes of Matplotlib, in a colour."""


def plot_calibration(summaries: Mapping[str, Summary], path: Path) -> None:
    """Write a plot with a line per set in each of six panels, and one legend of all.

    Args:
        summaries: Metrics of sets as of `frame_metrics.summarize`, by the title of the set.
        path: PNG file to write.
    """
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    # The legend has a subfigure of its own below all panels, where it covers nothing
    figure = Figure((15, 9), layout="constrained")
    parts: Any = figure.subfigures(2, 1, height_ratios=(12, 1))
    panels = iter(parts[0].subplots(2, 3).ravel())
    # Draw the reliability curves
    for (group, *texts), draw in (
        *((entry, _draw_reliability) for entry in _RELIABILITY),
        *((entry, _draw_coverage) for entry in _COVERAGE),
    ):
        axes = next(panels)
        axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=1)
        _draw_all(axes, summaries, group, draw)
        axes.set(title=texts[0], xlabel=texts[1], ylabel=texts[2], xlim=(0, 1), ylim=(0, 1))
    # Draw precision over recall
    axes = next(panels)
    _draw_all(axes, summaries, "surface_trade", _draw_trade)
    axes.set(
        title=f"surfaces at 10 cm (mark: {MAX_DISTANCE_ERROR:g} m)",
        xlabel="recall, by max_distance_error",
        ylabel="precision",
        xlim=(0, 1),
        ylim=(0, 1),
    )
    # Name the lines
    lines = [Line2D([], [], color=color, marker="o", markersize=3) for color in _colors(summaries).values()]
    lines += [Line2D([], [], color="0.3", linestyle=style) for style in ("-", ":")]
    titles = [*summaries, "visible surfaces", "hidden surfaces"]
    parts[1].legend(lines, titles, loc="center", ncol=6, fontsize=9)
    write_atomically(path, lambda partial: figure.savefig(partial, dpi=80, format="png"))


def _draw_all(axes: Any, summaries: Mapping[str, Summary], group: str, draw: Draw) -> None:
    """Draw the curves of a group of every summary that has one."""
    colors = _colors(summaries)
    for title, summary in summaries.items():
        if group in summary:
            draw(axes, summary[group]["curve"], colors[title])


def _colors(summaries: Mapping[str, Summary]) -> dict[str, str]:
    """Return a colour of Matplotlib's cycle for each summary, the same in all panels."""
    return {title: f"C{number}" for number, title in enumerate(summaries)}


def _draw_reliability(axes: Any, curve: Summary, color: str) -> None:
    confidence, accuracy, fraction = (np.array(curve[name], float) for name in ("confidence", "accuracy", "fraction"))
    shown = np.isfinite(confidence) & (fraction >= _MIN_FRACTION)
    axes.plot(confidence[shown], accuracy[shown], marker="o", markersize=3, color=color)


def _draw_coverage(axes: Any, curve: Summary, color: str) -> None:
    axes.plot([0, *curve["level"]], [0, *curve["coverage"]], marker="o", markersize=3, color=color)
    for level in NORMAL_FRACTIONS:
        axes.axvline(level, color="0.85", linewidth=1)


def _draw_trade(axes: Any, curve: Summary, color: str) -> None:
    limits = [np.inf if limit is None else limit for limit in curve["max_distance_error"]]
    above = int(np.searchsorted(limits, MAX_DISTANCE_ERROR))
    fraction = (MAX_DISTANCE_ERROR - limits[above - 1]) / (limits[above] - limits[above - 1])
    for part, style in (("visible", "-"), ("hidden", ":")):
        recall, precision = (np.array(curve[part][name], float) for name in ("recall", "precision"))
        axes.plot(recall, precision, style, marker=".", markersize=4, color=color)
        mark = [values[above - 1] + fraction * (values[above] - values[above - 1]) for values in (recall, precision)]
        axes.plot(*mark, "s", markersize=7, color=color)
