"""Compare evaluations of the same sets by different weights, figure by figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from svr_ros.errors import InputError
from svr_ros.evaluation import tables
from svr_ros.evaluation.figures import FrameFigures, Summary, differences, from_entry

_SETS = {"frames": "Frames", "rooms": "Generated rooms", "meshes": "Views of meshes"}


def compare(paths: Sequence[Path]) -> str:
    """Return Markdown tables of the JSON files of `svr evaluate`: the first one's figures, and how the others differ.

    Differences are of the same frames, with paired bootstrap intervals. Raises InputError where a file is none of
    `svr evaluate`, or no set is the same in all.
    """
    contents = [_read(path) for path in paths]
    names = _names(paths)
    parts = []
    for set_name, title in _SETS.items():
        if not all(set_name in content for content in contents):
            continue
        sets = [content[set_name] for content in contents]
        frames = list(sets[0]["each"])
        same_view = set_name == "frames" or all(content["view"] == contents[0]["view"] for content in contents)
        if not same_view or any(set(entry["each"]) != set(frames) for entry in sets):
            continue
        parts += [f"{title}, {len(frames)}:\n", _table(names, sets, frames)]
        if any(content["view"] != contents[0]["view"] for content in contents):
            parts.append("The weights have different views: each is judged in its own.\n")
    if not parts:
        raise InputError(
            f"{', '.join(map(str, paths))} have no set in common; expected evaluations of the same frames, or of the "
            "same rooms by weights with one view"
        )
    return "\n".join(parts)


def _table(names: Sequence[str], sets: Sequence[Summary], frames: Sequence[str]) -> str:
    figures: list[list[FrameFigures]] = [[from_entry(entry["each"][name]) for name in frames] for entry in sets]
    first = sets[0].get("all", sets[0])
    changes = [differences(figures[0], others) for others in figures[1:]]
    rows = []
    for column, name in tables.full_names():
        found = [change.get(column.group, {}).get(column.name) for change in changes]
        cells = [tables.with_difference(column, difference) for difference in found]
        value = tables.number(column.value(first), column.digits)
        if value != "-" and any(found):
            rows.append([name, value, *cells])
    headings = [f"{name}, difference (95 % interval)" for name in names[1:]]
    return tables.markdown_table(["figure", names[0], *headings], rows)


def _names(paths: Sequence[Path]) -> list[str]:
    """Return what tells the files apart: their names, or with the folder where names are the same."""
    stems = [path.stem for path in paths]
    return stems if len(set(stems)) == len(stems) else [str(path.with_suffix("")) for path in paths]


def _read(path: Path) -> Summary:
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read ({error}); expected a file of svr evaluate --json") from error
    sets = [content[name] for name in _SETS if name in content] if isinstance(content, dict) else []
    if not sets or "view" not in content or any("each" not in entry for entry in sets):
        raise InputError(f"{path} holds no figures of single frames; expected a file of svr evaluate --json")
    return dict(content)
