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

"""Tables of metrics as text for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from svr_ros.evaluation.frame_metrics import Difference, Summary

MISSING = "-"
"""Text of a metric that a set does not have."""

_NAME_WIDTH = 28
"""Characters of the column of names in text tables."""

_CELL = 9
"""Characters of a column of numbers in text tables."""

_LINE = 132
"""Maximum number of characters per line of text tables."""


class Column(NamedTuple):
    """Column of a table.

    Attributes:
        heading: Short heading for text tables.
        text: Full name of the metric.
        group: Group of the metric in a summary.
        name: Name of the metric in its group.
        digits: Number of decimal places.
    """

    heading: str
    text: str
    group: str
    name: str
    digits: int = 3

    def value(self, summary: Summary) -> float:
        """Return the metric; NaN if the summary does not have it."""
        value = summary.get(self.group, {}).get(self.name)
        return float("nan") if value is None else float(value)

    def interval(self, summary: Summary) -> tuple[float, float]:
        """Return the ends of the interval of the metric; NaN if the summary does not have it."""
        ends = summary.get(self.group, {}).get("interval", {}).get(self.name) or (None, None)
        low, high = (float("nan") if end is None else float(end) for end in ends)
        return low, high


def _depth_columns(group: str) -> tuple[Column, ...]:
    return (
        Column("AbsRel", "AbsRel", group, "abs_rel"),
        Column("scaled", "AbsRel, median-scaled", group, "abs_rel_scaled"),
        Column("const", "AbsRel of the best constant", group, "abs_rel_constant"),
        Column("d<1.25", "delta < 1.25", group, "delta"),
        Column("scaled", "delta < 1.25, median-scaled", group, "delta_scaled"),
        Column("RMSE", "RMSE, m", group, "rmse"),
        Column("scaled", "RMSE, m, median-scaled", group, "rmse_scaled"),
    )


def _class_columns(group: str) -> tuple[Column, ...]:
    return (
        Column("acc", "pixel accuracy", group, "accuracy"),
        Column("mIoU", "pixel mIoU", group, "mean_iou"),
        Column("true", "pixel mIoU, true classes", group, "mean_iou_true"),
    )


COLUMN_GROUPS: tuple[tuple[str, tuple[Column, ...]], ...] = (
    ("depth of pixels", _depth_columns("depth")),
    (
        "depth of the volume's first surface",
        (*_depth_columns("volume_depth"), Column("cover", "pixels with a surface", "volume_depth", "coverage")),
    ),
    ("classes of pixels", _class_columns("labels")),
    ("classes of first surface", _class_columns("volume_labels")),
    (
        "occupied space, IoU",
        (
            Column("grid", "IoU, metric grid", "scores", "iou"),
            Column("room", "IoU, reachable space", "scores", "iou_room"),
            Column("visible", "IoU, visible band", "scores", "iou_visible"),
            Column("hidden", "IoU, hidden reachable space", "scores", "iou_hidden"),
        ),
    ),
    (
        "TSDF error, m",
        (
            Column("room", "TSDF error, m", "scores", "tsdf_room"),
            Column("visible", "TSDF error, m, visible", "scores", "tsdf_visible"),
            Column("hidden", "TSDF error, m, hidden", "scores", "tsdf_hidden"),
        ),
    ),
    (
        "surfaces",
        (
            Column("rec5", "recall at 5 cm", "scores", "recall_5cm"),
            Column("prec5", "precision at 5 cm", "scores", "precision_5cm"),
            Column("F1 5", "F1 at 5 cm", "scores", "f1_5cm"),
            Column("rec10", "recall at 10 cm", "scores", "recall_10cm"),
            Column("prec10", "precision at 10 cm", "scores", "precision_10cm"),
            Column("F1 10", "F1 at 10 cm", "scores", "f1_10cm"),
        ),
    ),
    (
        "visible, hidden and thin surfaces at 10 cm",
        (
            Column("vis rec", "recall at 10 cm, visible surfaces", "scores", "visible_recall_10cm"),
            Column("prec", "precision at 10 cm, visible surfaces", "scores", "visible_precision_10cm"),
            Column("hid rec", "recall at 10 cm, hidden surfaces", "scores", "hidden_recall_10cm"),
            Column("prec", "precision at 10 cm, hidden surfaces", "scores", "hidden_precision_10cm"),
            Column("thin rec", "recall at 10 cm, thin structures", "scores", "thin_recall_10cm"),
        ),
    ),
    (
        "depth edges, pixels",
        (
            Column("acc", "depth edges, accuracy, pixels", "scores", "edge_accuracy", 2),
            Column("compl", "depth edges, completeness, pixels", "scores", "edge_completeness", 2),
        ),
    ),
    (
        "classes of surfaces, mIoU",
        (
            Column("at 5 cm", "surface mIoU at 5 cm", "surface_labels", "mean_iou"),
            Column("at true", "mIoU of the volume's classes at true surfaces", "labels_at_surface", "mean_iou"),
        ),
    ),
    (
        "normals: degrees, fractions",
        (
            Column("mean", "normals, mean, degrees", "scores", "normals_mean", 1),
            Column("median", "normals, median, degrees", "scores", "normals_median", 1),
            Column("<11.25", "normals under 11.25 degrees", "scores", "normals_11"),
            Column("<22.5", "normals under 22.5 degrees", "scores", "normals_22"),
            Column("<30", "normals under 30 degrees", "scores", "normals_30"),
        ),
    ),
    (
        "calibration error",
        (
            Column("pixels", "calibration error, classes of pixels", "calibration_labels", "error"),
            Column("first", "calibration error, classes of the first surface", "calibration_volume", "error"),
            Column("surface", "calibration error, classes of all surfaces", "calibration_surface", "error"),
            Column("depth", "calibration error, depth", "calibration_depth", "error"),
            Column("occup", "calibration error, occupancy", "calibration_occupancy", "error"),
            Column("dist", "calibration error, distance of surfaces", "calibration_distance", "error"),
        ),
    ),
    (
        "errors within one, two sigma",
        (
            Column("depth 1", "errors of log depth within one standard deviation", "depth_sigmas", "one"),
            Column("two", "errors of log depth within two", "depth_sigmas", "two"),
            Column("dist 1", "errors of distance within one standard deviation", "distance_sigmas", "one"),
            Column("two", "errors of distance within two", "distance_sigmas", "two"),
            Column("vis 1", "errors of distance within one, visible surfaces", "distance_sigmas", "visible_one"),
            Column("two", "errors of distance within two, visible surfaces", "distance_sigmas", "visible_two"),
            Column("hid 1", "errors of distance within one, hidden surfaces", "distance_sigmas", "hidden_one"),
            Column("two", "errors of distance within two, hidden surfaces", "distance_sigmas", "hidden_two"),
        ),
    ),
    (
        "panoptic quality",
        (
            Column("PRQ", "panoptic reconstruction quality (PRQ)", "panoptic", "prq"),
            Column("RSQ", "reconstructed segmentation quality (RSQ)", "panoptic", "rsq"),
            Column("RRQ", "reconstructed recognition quality (RRQ)", "panoptic", "rrq"),
            Column("things", "PRQ of things", "panoptic", "prq_things"),
        ),
    ),
    (
        "boxes of objects",
        (
            Column("mAP 25", "box mAP at IoU 0.25", "boxes", "map_25"),
            Column("mAP 50", "box mAP at IoU 0.5", "boxes", "map_50"),
            Column("centre", "error of box centres, m", "objects", "centre_error"),
            Column("axes", "error of box axes, degrees", "objects", "axes_error", 1),
            Column("heading", "error of headings, degrees", "objects", "heading_error", 1),
            Column("chairs", "dining chairs that come apart", "objects", "chairs_apart"),
        ),
    ),
    ("seams", (Column("seams", "jumps across block faces / inside blocks", "scores", "seams", 2),)),
)
"""Titles and columns of the groups of every table."""


def _selected(*metrics: tuple[str, str, str]) -> tuple[Column, ...]:
    """Return columns of COLUMN_GROUPS by group and name under other headings, each given as (heading, group, name)."""
    by_metric = {(column.group, column.name): column for _, columns in COLUMN_GROUPS for column in columns}
    return tuple(by_metric[group, name]._replace(heading=heading) for heading, group, name in metrics)


ROBUSTNESS_COLUMNS = _selected(
    ("AbsRel", "depth", "abs_rel"),
    ("AbsRel scaled", "depth", "abs_rel_scaled"),
    ("delta scaled", "depth", "delta_scaled"),
    ("pixel accuracy", "labels", "accuracy"),
    ("pixel mIoU", "labels", "mean_iou"),
    ("IoU visible", "scores", "iou_visible"),
    ("IoU hidden", "scores", "iou_hidden"),
    ("F1 at 10 cm", "scores", "f1_10cm"),
    ("surface mIoU", "surface_labels", "mean_iou"),
    ("mIoU at surfaces", "labels_at_surface", "mean_iou"),
    ("normals", "scores", "normals_mean"),
)
"""Columns of the robustness table."""

KNOWN_COLUMNS = _selected(
    ("AbsRel", "depth", "abs_rel"),
    ("AbsRel scaled", "depth", "abs_rel_scaled"),
    ("first surface", "volume_depth", "abs_rel"),
    ("F1 5 cm", "scores", "f1_5cm"),
    ("F1 10 cm", "scores", "f1_10cm"),
    ("visible precision", "scores", "visible_precision_10cm"),
    ("visible recall", "scores", "visible_recall_10cm"),
    ("thin recall", "scores", "thin_recall_10cm"),
    ("hidden precision", "scores", "hidden_precision_10cm"),
    ("hidden recall", "scores", "hidden_recall_10cm"),
    ("within 1 sigma", "distance_sigmas", "one"),
    ("2 sigma", "distance_sigmas", "two"),
    ("IoU visible", "scores", "iou_visible"),
    ("IoU hidden", "scores", "iou_hidden"),
    ("edges accuracy", "scores", "edge_accuracy"),
    ("edges completeness", "scores", "edge_completeness"),
    ("pixel accuracy", "labels", "accuracy"),
)
"""Columns of the table of known geometry."""


def text_table(title: str, rows: Mapping[str, Summary]) -> str:
    """Return rows of metrics as text: groups of columns under their titles, in blocks that limit the line length.

    Columns without any value are left out.
    """
    groups = [(name, [c for c in columns if _has_value(c, rows.values())]) for name, columns in COLUMN_GROUPS]
    blocks: list[list[tuple[str, list[Column]]]] = [[]]
    used = _NAME_WIDTH
    for name, columns in groups:
        width = max(len(columns) * _CELL, len(name) + 1) + 2
        if not columns:
            continue
        if used + width > _LINE and blocks[-1]:
            blocks.append([])
            used = _NAME_WIDTH
        blocks[-1].append((name, columns))
        used += width
    return "\n\n".join(_block(title, block, rows) for block in blocks)


def _block(title: str, groups: Sequence[tuple[str, Sequence[Column]]], rows: Mapping[str, Summary]) -> str:
    """Return groups of columns side by side: a line of their titles, a line of headings, and a line per row."""
    widths = [max(len(columns) * _CELL, len(name) + 1) for name, columns in groups]
    lines = [
        f"{title[:_NAME_WIDTH]:{_NAME_WIDTH}}"
        + "".join(f"  {name:>{width}}" for (name, _), width in zip(groups, widths, strict=True)),
        " " * _NAME_WIDTH
        + "".join(
            "  " + "".join(f"{c.heading:>{_CELL}}" for c in columns).rjust(width)
            for (_, columns), width in zip(groups, widths, strict=True)
        ),
    ]
    for name, summary in rows.items():
        cells = (
            "  " + "".join(f"{format_number(c.value(summary), c.digits):>{_CELL}}" for c in columns).rjust(width)
            for (_, columns), width in zip(groups, widths, strict=True)
        )
        lines.append(f"{name[:_NAME_WIDTH]:{_NAME_WIDTH}}" + "".join(cells))
    return "\n".join(line.rstrip() for line in lines)


def interval_rows(summary: Summary) -> dict[str, Summary]:
    """Return the lower and upper ends of the intervals of a summary as table rows, empty if it has no intervals."""
    rows: dict[str, Summary] = {"95 % from": {}, "to": {}}
    for group, entries in summary.items():
        intervals = entries.get("interval", {}) if isinstance(entries, dict) else {}
        for row, end in zip(rows.values(), (0, 1), strict=True):
            row[group] = {name: both[end] for name, both in intervals.items()}
    return rows if any(rows["to"].values()) else {}


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table with its first column aligned left and the others aligned right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def markdown_metrics(summaries: Mapping[str, Summary]) -> str:
    """Return the metrics of sets as a Markdown table with a row per metric and a column per set."""
    rows = [
        [_full_name(title, column), *(_with_interval(column, summary) for summary in summaries.values())]
        for title, columns in COLUMN_GROUPS
        for column in columns
        if _has_value(column, summaries.values())
    ]
    return markdown_table(["mean (95 % interval)", *summaries], rows)


def format_difference(column: Column, difference: Difference | None) -> str:
    """Return a difference with its interval as text; MISSING if there is none."""
    if difference is None or not np.isfinite(difference.value):
        return MISSING
    low, high = (format_number(end, column.digits, signed=True) for end in (difference.low, difference.high))
    return f"{format_number(difference.value, column.digits, signed=True)} ({low} to {high})"


def format_number(value: float, digits: int = 3, signed: bool = False) -> str:
    """Return a metric as text, with its sign if requested; MISSING if it is not finite."""
    return f"{value:{'+' if signed else ''}.{digits}f}" if np.isfinite(value) else MISSING


def columns_with_full_names() -> list[tuple[Column, str]]:
    """Return every column with a unique name."""
    return [(column, _full_name(title, column)) for title, columns in COLUMN_GROUPS for column in columns]


def _full_name(title: str, column: Column) -> str:
    """Return the name of a metric, with the title of its group if other groups use the same name."""
    return f"{title}: {column.text}" if column.group in ("depth", "volume_depth", "volume_labels") else column.text


def _with_interval(column: Column, summary: Summary) -> str:
    """Return a metric and, if it has one, its interval as text."""
    value = format_number(column.value(summary), column.digits)
    low, high = (format_number(end, column.digits) for end in column.interval(summary))
    return value if MISSING in (value, low) else f"{value} ({low} to {high})"


def _has_value(column: Column, summaries: Any) -> bool:
    return any(np.isfinite(column.value(summary)) for summary in summaries)
