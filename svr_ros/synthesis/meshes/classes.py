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

"""Class maps from the names of categories to the ten classes, read from YAML."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.labels import NAMES, Label
from svr_ros.paths import describe

Category = int
"""A class id of `Label`, or `BED_OR_SOFA`."""

BED_OR_SOFA = 100
"""Category of pillows and blankets: the class of the bed or the sofa that they lie on, void if there is none."""

MAPS = Path(__file__).parent / "class_maps"
"""Folder of the shipped class maps."""


_LARGEST_FILE = 2**24
_MOST_ALIASES = 8
_VALUES = {**{name: label for label, name in enumerate(NAMES)}, "bed or sofa": BED_OR_SOFA}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z0-9])")
_log = logging.getLogger(__name__)


class ClassMap:
    """A map from names to categories; unknown names are void, with one warning each."""

    def __init__(self, names: Mapping[str, Category]) -> None:
        self._names = {_plain(name): category for name, category in names.items()}
        self._unknown: set[str] = set()

    def find(self, name: str) -> Category | None:
        """Return the category of a name, or None.

        The longest known end of the name counts ("wooden side table.001" is a side table). Digits at its end, case,
        hyphens, underscores and CamelCase are ignored.
        """
        for words in (_plain(name).split(" "), _plain(_CAMEL.sub(" ", name)).split(" ")):
            while words:
                category = self._names.get(" ".join(words))
                if category is not None:
                    return category
                words = words[:-1] if words[-1].isdigit() else words[1:]
        return None

    def __getitem__(self, name: str) -> Category:
        """Return the category of a name; an unknown one is void, with a warning the first time."""
        category = self.find(name)
        if category is not None:
            return category
        if name not in self._unknown:
            self._unknown.add(name)
            _log.warning("category %r is in no class map: it counts as void", name)
        return int(Label.VOID)

    def with_names(self, names: Mapping[str, Category]) -> ClassMap:
        """Return a map in which these names take precedence."""
        return ClassMap({**self._names, **{_plain(name): category for name, category in names.items()}})


def read_class_map(path: Path) -> dict[str, Category]:
    """Return the categories by name of a YAML file of `category: class` lines; raises InputError if it is not one."""
    return parse_classes(read_yaml(path), path)


def parse_classes(content: Any, path: Path) -> dict[str, Category]:
    """Return categories by name; raises InputError if `content`, as read from `path`, is not names and classes."""
    if not isinstance(content, dict) or not content:
        raise InputError(f"class map {path} holds no names; expected lines such as `dining table: table`")
    for name, value in content.items():
        if not isinstance(value, str) or value not in _VALUES:
            raise InputError(
                f"class map {path} maps {shown(name)} to {shown(value)}; expected one of {', '.join(_VALUES)}"
            )
    return {str(name): _VALUES[value] for name, value in content.items()}


def load_class_map(layout: str, own: Path | None = None) -> ClassMap:
    """Return the shipped map of a layout (front3d, replica or common), with the entries of one's own file on top."""
    shipped = ClassMap(read_class_map(MAPS / f"{layout}.yaml"))
    return shipped.with_names(read_class_map(own)) if own else shipped


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML (or JSON) file; raises InputError if it cannot be read."""
    try:
        import yaml
    except ImportError as error:
        raise InputError("PyYAML is missing, which reads class maps; expected `pip install pyyaml`") from error
    text = paths.read_text(path, _LARGEST_FILE)
    try:
        # Aliases of aliases expand exponentially
        if "*" in text and sum(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)) > _MOST_ALIASES:
            raise ValueError(f"it has more than {_MOST_ALIASES} aliases")
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        reason = str(getattr(error, "problem", None) or describe(error))
        raise InputError(f"{path} cannot be read: {reason}") from error


def shown(value: Any) -> str:
    """Return a value for a message; of lists and mappings, which may be huge, only the type."""
    if isinstance(value, str | float | bool) or value is None:
        return repr(value)[:60]
    if isinstance(value, int):
        return str(value) if abs(value) < 10**20 else "a huge number"
    return f"a {type(value).__name__}"


def _plain(name: str) -> str:
    """Return a name in lower case, its words separated by one space: "Side_Table.001" is "side table 001"."""
    spaced = re.sub(r"[\s_.\-]+", " ", name).lower()
    return re.sub(r"\s*/\s*", "/", spaced).strip()
