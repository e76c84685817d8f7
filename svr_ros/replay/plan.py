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

"""Search for bags in folders, and the outputs of many bags."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.replay.storage import is_bag

_log = logging.getLogger(__name__)


def find_bags(
    given: Sequence[Path], output: Path, is_input: Callable[[Path], bool] = is_bag, kind: str = "ROS 2 bags"
) -> dict[Path, str]:
    """Return the bags at paths, each with the name of its output without suffix.

    Args:
        given: Bags, and folders that contain bags, also in subfolders.
        output: Folder of the outputs, which is not searched.
        is_input: Test of a path, which also accepts bags where other inputs are looked for.
        kind: Name of the inputs in messages.

    Raises:
        InputError: If a folder contains no bags, or two bags have the same name.
    """
    found: dict[Path, str] = {}
    for path in map(paths.expanded, given):
        if not paths.is_folder(path) or is_input(path):
            # Files that are not bags, or do not exist, fail on their own
            found[path] = path.resolve().stem if path.suffix and not path.is_dir() else path.resolve().name
            continue
        below = _bags_below(path, output.resolve(), is_input)
        if not below:
            raise InputError(f"folder {path} contains no {kind}; expected folders of `ros2 bag record` or files")
        for bag in below:
            relative = bag.relative_to(path)
            found[bag] = "_".join((*relative.parts[:-1], relative.name if bag.is_dir() else relative.stem))
    [(name, times)] = Counter(found.values()).most_common(1)
    if times > 1:
        raise InputError(
            f"{times} {kind} are called {name!r} and would overwrite each other; give them in separate runs"
        )
    return found


def output_files(bags: dict[Path, str], folder: Path, suffixes: Sequence[str]) -> dict[Path, tuple[Path, ...]]:
    """Return the outputs of each bag in a folder, one per suffix.

    Raises:
        InputError: If an output would be a bag itself, or lie in one.
    """
    if folder.resolve() in {bag.resolve() for bag in bags}:
        raise InputError(f"output folder {folder} is a bag of the input; expected another folder")
    outputs = {bag: tuple(folder / f"{name}{suffix}" for suffix in suffixes) for bag, name in bags.items()}
    written = [path for each in outputs.values() for path in each]
    paths.refuse_overwriting(written, [file for bag in bags for file in bag_files(bag)])
    return outputs


def bag_files(bag: Path) -> list[Path]:
    """Return the files of a bag."""
    return list(bag.iterdir()) if bag.is_dir() else [bag]


def _report_unreadable(error: OSError) -> None:
    _log.warning("folder %s cannot be read: %s: it is left out", error.filename, paths.describe(error))


def _bags_below(folder: Path, excluded: Path, is_input: Callable[[Path], bool]) -> list[Path]:
    """Return the bags below a folder in order of their names."""
    bags = []
    for name, subfolders, files in os.walk(folder, onerror=_report_unreadable):
        place = Path(name)
        subfolders[:] = sorted(
            sub for sub in subfolders if not sub.startswith(".") and (place / sub).resolve() != excluded
        )
        for sub in list(subfolders):
            if is_input(place / sub):
                bags.append(place / sub)
                subfolders.remove(sub)
        if place.resolve() != excluded:
            bags += [place / file for file in sorted(files) if is_bag(place / file) and not file.startswith(".")]
    return sorted(bags)
