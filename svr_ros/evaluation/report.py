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

"""Reports of an evaluation: text table, JSON, Markdown and picture sheet."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from svr_ros.errors import InputError
from svr_ros.evaluation import runner, tables
from svr_ros.evaluation.calibration_plot import plot_calibration
from svr_ros.evaluation.frame_metrics import Difference, FrameMetrics, Summary, differences, summarize, to_entry
from svr_ros.evaluation.known import NOTHING
from svr_ros.evaluation.result_sheet import result_sheet
from svr_ros.evaluation.runner import CLEAN, Evaluation, EvaluationPlan
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference import files
from svr_ros.inference import weights as weight_files
from svr_ros.inference.weights import Weights

_TITLES = {"frames": "frames", "rooms": "generated rooms", "meshes": "views of meshes"}
"""Titles of the sets by name."""

Differences = dict[str, dict[str, dict[str, dict[str, Difference]]]]
"""Differences from the clean frames by corruption, set, group and name."""


def summarize_sets(evaluation: Evaluation) -> Summary:
    """Return all metrics by set, group and name.

    A set has its `count` of frames and the metrics of `each` frame. The metrics over all frames are the entry `all` in
    the set of frames, and direct entries of the sets of rooms and meshes.
    """
    summary: Summary = {}
    for set_name, by_corruption in evaluation.sets.items():
        frames = by_corruption[CLEAN]
        total = summarize(list(frames.values()))
        each = {name: to_entry(frame) for name, frame in frames.items()}
        wrapped = {"all": total} if set_name == "frames" else total
        summary[set_name] = {"count": len(frames), **wrapped, "each": each}
    return summary


def set_totals(summary: Summary) -> dict[str, Summary]:
    """Return the metrics of all frames of each set by the title of the set, such as "40 generated rooms"."""
    return {
        f"{summary[name]['count']} {title}": summary[name].get("all", summary[name])
        for name, title in _TITLES.items()
        if name in summary
    }


def robustness(evaluation: Evaluation) -> Differences:
    """Return the differences that each corruption makes, empty if there are no corruptions."""
    result: Differences = {}
    for set_name, by_corruption in evaluation.sets.items():
        clean = by_corruption[CLEAN]
        for corruption, frames in by_corruption.items():
            if corruption != CLEAN:
                pair = _in_both(clean, frames), _in_both(frames, clean)
                result.setdefault(corruption, {})[set_name] = differences(*pair)
    return result


def _in_both(frames: Mapping[str, FrameMetrics], others: Mapping[str, FrameMetrics]) -> list[FrameMetrics]:
    """Return the metrics of the frames that others have too, in the order of `frames`."""
    return [frame for name, frame in frames.items() if name in others]


def text_tables(summary: Summary) -> str:
    """Return the summary as text for a terminal: one table per set, with intervals."""
    parts = []
    for title, entries in set_totals(summary).items():
        is_frames = title.endswith(_TITLES["frames"])
        each = summary["frames"]["each"] if is_frames else {}
        rows = dict(each) if len(each) == 1 else {**each, "ALL": entries, **tables.interval_rows(entries)}
        parts.append(tables.text_table(title.upper(), rows))
    return "\n\n\n".join(parts)


def class_lines(summary: Summary) -> str:
    """Return the surface IoU of the classes as text, one line per set that has it."""
    lines = []
    for title, entries in set_totals(summary).items():
        if "surface_labels" in entries:
            by_class = ", ".join(
                f"{name} {tables.format_number(iou, 2)}" for name, iou in entries["surface_labels"]["iou"].items()
            )
            lines.append(f"IoU of classes on surfaces at 5 cm, {title}: {by_class}")
    return "\n".join(lines)


def robustness_tables(changes: Differences) -> dict[str, str]:
    """Return a Markdown table per set, by its title, of the differences that each corruption makes."""
    result = {}
    for set_name, title in _TITLES.items():
        by_corruption = {name: sets[set_name] for name, sets in changes.items() if set_name in sets}
        columns = [
            column
            for column in tables.ROBUSTNESS_COLUMNS
            if any(column.name in groups.get(column.group, {}) for groups in by_corruption.values())
        ]
        if columns:
            rows = [
                [name, *(tables.format_difference(c, groups.get(c.group, {}).get(c.name)) for c in columns)]
                for name, groups in by_corruption.items()
            ]
            result[title] = tables.markdown_table(["difference (95 % interval)", *(c.heading for c in columns)], rows)
    return result


def known_table(evaluation: Evaluation) -> str:
    """Return the metrics with known geometry as one Markdown table; empty if none was evaluated.

    A row has a set, a kind of known geometry, and the number of frames that provide it.
    """
    summaries = {
        (f"{title}: {name}", len(frames)): summarize(list(frames.values()))
        for set_name, title in _TITLES.items()
        for name, frames in evaluation.known.get(set_name, {}).items()
    }
    columns = [c for c in tables.KNOWN_COLUMNS if any(np.isfinite(c.value(entries)) for entries in summaries.values())]
    rows = [
        [name, str(count), *(tables.format_number(c.value(entries), c.digits) for c in columns)]
        for (name, count), entries in summaries.items()
    ]
    return tables.markdown_table(["known", "frames", *(c.heading for c in columns)], rows) if rows else ""


def _with_known(evaluation: Evaluation) -> dict[str, Summary]:
    """Return the metrics with each kind of known geometry but NOTHING, by the title of set and kind."""
    return {
        f"{len(frames)} {_TITLES[set_name]}, {kind}": summarize(list(frames.values()))
        for set_name, by_kind in evaluation.known.items()
        for kind, frames in by_kind.items()
        if kind != NOTHING
    }


def known_summary(evaluation: Evaluation) -> Summary:
    """Return all metrics by set and kind of known geometry, with the `count` of frames."""
    return {
        set_name: {name: {"count": len(frames), **summarize(list(frames.values()))} for name, frames in by_kind.items()}
        for set_name, by_kind in evaluation.known.items()
    }


def to_markdown(summary: Summary, changes: Differences, weights: Weights, known: str = "") -> str:
    """Return the metrics and the robustness of all sets, and the table of known geometry, as Markdown."""
    parts = [
        f"Weights `{weights.name}`, SHA-256 `{weights.hash[:12]}`.\n",
        tables.markdown_metrics(set_totals(summary)),
    ]
    for title, text in robustness_tables(changes).items():
        parts += [f"Robustness on {title}:\n", text]
    if known:
        parts += ["With known geometry:\n", known]
    return "\n".join(parts)


def to_json(summary: Summary, changes: Differences, weights: Weights, known: Summary | None = None) -> str:
    """Return the summary with name, hash and view of the weights as JSON; undefined metrics are null.

    `interval` holds the bootstrap intervals of the metrics in its group, `counts` the arrays that pooled metrics are
    computed from.
    """
    content: Summary = {"weights": {"name": weights.name, "hash": weights.hash}, "view": view(weights.config.frustum)}
    content |= summary
    if changes:
        content["robustness"] = {
            corruption: {set_name: _difference_entries(groups) for set_name, groups in sets.items()}
            for corruption, sets in changes.items()
        }
    if known:
        content["known"] = known
    text = json.dumps(finite(content), indent=1)
    # Put lists of numbers on one line
    return re.sub(r"\[[^\[\]{}]*\]", lambda match: re.sub(r"\s+", " ", match[0]), text) + "\n"


def view(frustum: Frustum) -> dict[str, float]:
    """Return the frustum in which the metrics are computed as an entry of the JSON file."""
    return dict(vars(frustum))


def _difference_entries(groups: dict[str, dict[str, Difference]]) -> Summary:
    """Return differences by group and name as entries of the JSON file."""
    return {
        group: {
            **{name: difference.value for name, difference in entries.items()},
            "interval": {name: [difference.low, difference.high] for name, difference in entries.items()},
        }
        for group, entries in groups.items()
    }


def finite(value: Any) -> Any:
    """Return metrics in the form of the JSON file: rounded to five digits, null if they are not finite."""
    if isinstance(value, dict):
        return {key: finite(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [finite(entry) for entry in value]
    if isinstance(value, float):
        return round(value, 5) if np.isfinite(value) else None
    return value


def run(
    plan: EvaluationPlan,
    workers: int,
    json_path: Path | None,
    markdown_path: Path | None,
    sheet_path: Path | None,
    curves_path: Path | None = None,
) -> bool:
    """Evaluate, print the tables and write the requested files.

    Args:
        plan: Weights and sets.
        workers: Maximum number of processes.
        json_path: File of all metrics; None for none.
        markdown_path: File of the tables; None for none.
        sheet_path: File of the picture sheet; None for none.
        curves_path: File of the plot of calibration and of precision over recall; None for none.

    Returns:
        Whether every frame was evaluated.

    Raises:
        InputError: If the ground is to be evaluated with weights that do not use it.
    """
    # Evaluate
    weights = plan.weights if isinstance(plan.weights, Weights) else weight_files.load(plan.weights)
    if "ground" in plan.known and not weights.config.pixels.known:
        raise InputError(
            f"weights {weights.name} do not use the ground; expected weights trained with known geometry, or --known "
            "without ground"
        )
    evaluation = runner.evaluate(plan, workers)
    summary, changes = summarize_sets(evaluation), robustness(evaluation)

    # Print tables
    print(text_tables(summary), class_lines(summary), sep="\n\n")
    for title, text in robustness_tables(changes).items():
        print(f"\nRobustness on {title}:\n\n{text}", end="")
    known = known_table(evaluation)
    if known:
        print(f"\nWith known geometry:\n\n{known}", end="")

    # Write files
    if json_path is not None:
        text = to_json(summary, changes, weights, known_summary(evaluation))
        files.write_atomically(json_path, lambda partial: partial.write_text(text))
    if markdown_path is not None:
        text_markdown = to_markdown(summary, changes, weights, known)
        files.write_atomically(markdown_path, lambda partial: partial.write_text(text_markdown))
    if sheet_path is not None and evaluation.rows:
        files.write_image(result_sheet(evaluation.rows), sheet_path)
    if curves_path is not None:
        plot_calibration(set_totals(summary) | _with_known(evaluation), curves_path)
    return not evaluation.failures
