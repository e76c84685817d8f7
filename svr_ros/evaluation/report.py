"""Sum up an evaluation, and show it as a table, as JSON, as Markdown and as a picture sheet."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from svr_ros.evaluation import runner, tables
from svr_ros.evaluation.figures import Difference, FrameFigures, Summary, differences, summarize, to_entry
from svr_ros.evaluation.runner import CLEAN, Evaluation, Plan
from svr_ros.evaluation.sheets import sheet
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference import files
from svr_ros.inference import weights as weight_files
from svr_ros.inference.weights import Weights

_TITLES = {"frames": "frames", "rooms": "generated rooms", "meshes": "views of meshes"}


def summarize_sets(evaluation: Evaluation) -> Summary:
    """Return every figure by set, group and name.

    Of frames: `each` and `all`; of rooms and meshes those of all stand in the set itself, beside `each` and `count`.
    """
    summary: Summary = {}
    for set_name, changes in evaluation.sets.items():
        figures = changes[CLEAN]
        overall = summarize(list(figures.values()))
        each = {name: to_entry(frame) for name, frame in figures.items()}
        wrapped = {"all": overall} if set_name == "frames" else overall
        summary[set_name] = {"count": len(figures), **wrapped, "each": each}
    return summary


def overall(summary: Summary) -> dict[str, Summary]:
    """Return the figures of all frames of each set, by the set's title."""
    return {
        f"{summary[name]['count']} {title}": summary[name].get("all", summary[name])
        for name, title in _TITLES.items()
        if name in summary
    }


Losses = dict[str, dict[str, dict[str, dict[str, Difference]]]]
"""Differences to the unchanged frames by change, set, group and name."""


def robustness(evaluation: Evaluation) -> Losses:
    """Return what each change of the frames does to the figures, none where nothing was changed."""
    losses: Losses = {}
    for set_name, changes in evaluation.sets.items():
        clean = changes[CLEAN]
        for change, figures in changes.items():
            if change != CLEAN:
                pair = _listed(clean, figures), _listed(figures, clean)
                losses.setdefault(change, {})[set_name] = differences(*pair)
    return losses


def _listed(figures: Mapping[str, FrameFigures], others: Mapping[str, FrameFigures]) -> list[FrameFigures]:
    return [frame for name, frame in figures.items() if name in others]


def table(summary: Summary) -> str:
    """Return the summary as text for a terminal: a block for each set, with intervals."""
    parts = []
    for title, entries in overall(summary).items():
        is_frames = title.endswith(_TITLES["frames"])
        each = summary["frames"]["each"] if is_frames else {}
        rows = dict(each) if len(each) == 1 else {**each, "ALL": entries, **tables.ends(entries)}
        parts.append(tables.text_table(title.upper(), rows))
    return "\n\n\n".join(parts)


def class_lines(summary: Summary) -> str:
    """Return the classes' IoU on surfaces as text, a line for each set that has them."""
    lines = []
    for title, entries in overall(summary).items():
        if "surface_labels" in entries:
            by_class = ", ".join(f"{name} {iou:.2f}" for name, iou in entries["surface_labels"]["iou"].items())
            lines.append(f"IoU of classes on surfaces at 5 cm, {title}: {by_class}")
    return "\n".join(lines)


def robustness_tables(losses: Losses) -> dict[str, str]:
    """Return for each set, by its title, a Markdown table: what each change of the frames does to the figures."""
    result = {}
    for set_name, title in _TITLES.items():
        by_change = {change: sets[set_name] for change, sets in losses.items() if set_name in sets}
        columns = [
            column
            for column in tables.HEADLINES
            if any(column.name in groups.get(column.group, {}) for groups in by_change.values())
        ]
        if columns:
            rows = [
                [change, *(tables.with_difference(c, groups.get(c.group, {}).get(c.name)) for c in columns)]
                for change, groups in by_change.items()
            ]
            result[title] = tables.markdown_table(["difference (95 % interval)", *(c.heading for c in columns)], rows)
    return result


def to_markdown(summary: Summary, losses: Losses, weights: Weights) -> str:
    """Return all that sets show as Markdown, the robustness among it."""
    parts = [f"Weights `{weights.name}`, SHA-256 `{weights.hash[:12]}`.\n", tables.markdown_figures(overall(summary))]
    for title, text in robustness_tables(losses).items():
        parts += [f"What is lost on {title}:\n", text]
    return "\n".join(parts)


def to_json(summary: Summary, losses: Losses, weights: Weights) -> str:
    """Return the summary with the weights' name, hash and view as JSON; figures that do not exist are null.

    `interval` is that of the figures beside it; `counts` is what figures of sets are made of.
    """
    content: Summary = {"weights": {"name": weights.name, "hash": weights.hash}, "view": view(weights.config.frustum)}
    content |= summary
    if losses:
        content["robustness"] = {
            change: {set_name: _difference_entries(groups) for set_name, groups in sets.items()}
            for change, sets in losses.items()
        }
    text = json.dumps(finite(content), indent=1)
    # Lists of numbers, of which there are many, take a line each.
    return re.sub(r"\[[^\[\]{}]*\]", lambda match: re.sub(r"\s+", " ", match[0]), text) + "\n"


def view(frustum: Frustum) -> dict[str, float]:
    """Return the frustum, to which what is judged is confined, for a JSON file."""
    return dict(vars(frustum))


def _difference_entries(groups: dict[str, dict[str, Difference]]) -> Summary:
    return {
        group: {
            **{name: difference.value for name, difference in entries.items()},
            "interval": {name: [difference.low, difference.high] for name, difference in entries.items()},
        }
        for group, entries in groups.items()
    }


def finite(value: Any) -> Any:
    """Return figures as JSON takes them: rounded, and null where they are no number."""
    if isinstance(value, dict):
        return {key: finite(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [finite(entry) for entry in value]
    if isinstance(value, float):
        return round(value, 5) if np.isfinite(value) else None
    return value


def run(plan: Plan, workers: int, json_path: Path | None, markdown_path: Path | None, sheet_path: Path | None) -> bool:
    """Evaluate, print the table and write what is asked for; return whether every frame could be measured."""
    weights = plan.weights if isinstance(plan.weights, Weights) else weight_files.load(plan.weights)
    evaluation = runner.evaluate(plan, workers)
    summary, losses = summarize_sets(evaluation), robustness(evaluation)
    print(table(summary), class_lines(summary), sep="\n\n")
    for title, text in robustness_tables(losses).items():
        print(f"\nWhat is lost on {title}:\n\n{text}", end="")
    if json_path is not None:
        text = to_json(summary, losses, weights)
        files.write_atomically(json_path, lambda partial: partial.write_text(text))
    if markdown_path is not None:
        text_markdown = to_markdown(summary, losses, weights)
        files.write_atomically(markdown_path, lambda partial: partial.write_text(text_markdown))
    if sheet_path is not None and evaluation.rows:
        files.write_image(sheet(evaluation.rows), sheet_path)
    return not evaluation.failures
