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

"""Comparison of evaluations of different weights on the same frames."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from svr_ros.errors import InputError
from svr_ros.evaluation import tables
from svr_ros.evaluation.bootstrap import unit_weights
from svr_ros.evaluation.frame_metrics import FrameMetrics, Summary, differences, from_entry, weighted_metrics
from svr_ros.paths import describe, read_text

_SETS = {"frames": "Frames", "rooms": "Generated rooms", "meshes": "Views of meshes"}


def compare(paths: Sequence[Path]) -> str:
    """Return Markdown tables of the metrics of the first JSON file and of the differences of the others from it.

    Differences are taken on the same frames and have paired bootstrap intervals.

    Args:
        paths: Files of `svr evaluate --json`.

    Raises:
        InputError: If a file was not written by `svr evaluate`, or the files have no set in common.
    """
    contents = [_read(path) for path in paths]
    names = _short_names(paths)
    views_differ = any(content["view"] != contents[0]["view"] for content in contents)
    parts = []
    for set_name, title in _SETS.items():
        # Skip sets that differ; rooms and meshes depend on the view of the weights, frames do not
        if not all(set_name in content for content in contents):
            continue
        sets = [content[set_name] for content in contents]
        frames = list(sets[0]["each"])
        if (views_differ and set_name != "frames") or any(set(entry["each"]) != set(frames) for entry in sets):
            continue
        parts += [f"{title}, {len(frames)}:\n", _table(names, sets, frames)]
        if views_differ:
            parts.append("The weights have different views: each is evaluated in its own.\n")
    if not parts:
        raise InputError(
            f"{', '.join(map(str, paths))} have no set in common; expected evaluations of the same frames, or of the "
            "same rooms by weights with one view"
        )
    return "\n".join(parts)


def _table(names: Sequence[str], sets: Sequence[Summary], frames: Sequence[str]) -> str:
    """Return a Markdown table with a row per metric: its value in the first set, and the differences of the others.

    Args:
        names: Names of the columns.
        sets: Entries of one set in the JSON file of each column.
        frames: Names of the frames, which all sets have.
    """
    metrics: list[list[FrameMetrics]] = [[from_entry(entry["each"][name]) for name in frames] for entry in sets]
    first = sets[0].get("all", sets[0])
    changes = [differences(metrics[0], others) for others in metrics[1:]]
    rows = []
    for column, name in tables.columns_with_full_names():
        found = [change.get(column.group, {}).get(column.name) for change in changes]
        cells = [tables.format_difference(column, difference) for difference in found]
        value = tables.format_number(column.value(first), column.digits)
        if value != tables.MISSING and any(found):
            rows.append([name, value, *cells])
    headings = [f"{name}, difference (95 % interval)" for name in names[1:]]
    return tables.markdown_table(["metric", names[0], *headings], rows)


def _short_names(paths: Sequence[Path]) -> list[str]:
    """Return the stems of the files if they differ, else their paths without suffix."""
    stems = [path.stem for path in paths]
    return stems if len(set(stems)) == len(stems) else [str(path.with_suffix("")) for path in paths]


def _read(path: Path) -> Summary:
    """Return the content of a file of `svr evaluate --json`; raises InputError if it is something else."""
    text = read_text(path)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = describe(error)
        raise InputError(f"{path} cannot be read ({reason}); expected a file of svr evaluate --json") from error
    try:
        sets = [content[name] for name in _SETS if name in content]
        for entry in sets:
            frames = [from_entry(frame) for frame in entry["each"].values()]
            weighted_metrics(frames, unit_weights(len(frames)))
            for column, _ in tables.columns_with_full_names():
                column.value(entry.get("all", entry))
        if not all(entry["each"] for entry in sets) or not sets or not isinstance(content["view"], dict):
            raise ValueError("there are no frames, or no view")
    except (TypeError, AttributeError, KeyError, ValueError, IndexError) as error:
        raise InputError(f"{path} holds no metrics of single frames; expected a file of svr evaluate --json") from error
    return dict(content)
