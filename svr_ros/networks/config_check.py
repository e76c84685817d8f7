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

"""Check of the values in a config from a file, so that no value leads to errors or endless work later."""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from typing import Any, Literal, TypeVar, Union

ConfigT = TypeVar("ConfigT")

_LARGEST_COUNT = 4096
"""Maximum of widths and other integers."""

_LARGEST = {"grid": 64, "resolution": 512, "image_size": 2048, "depth_bins": 512, "voxels": 64, "overlap": 16}
_DEEPEST = 64
"""Maximum number of layers, blocks and levels."""

_LEVELS = {"tree_levels": 8}
_MAX_ITEMS = 64
_SHOWN = 40
"""Maximum number of characters of a value in a message."""


def build(kind: type[ConfigT], content: Any, path: str = "") -> ConfigT:
    """Return a dataclass with the values of a JSON object, each of its field's type and of a sensible size.

    Args:
        kind: The dataclass.
        content: The JSON object; dataclasses in it are taken as they are.
        path: Name of the object in messages.

    Raises:
        ValueError: If a field is unknown or its value is not allowed; the message names it.
    """
    if not isinstance(content, dict):
        raise ValueError(f"{path or 'it'} is {_shown(content)}; expected an object")
    hints = typing.get_type_hints(kind)
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for name, value in content.items():
        full = f"{path}.{name}" if path else str(name)
        if name not in known:
            raise ValueError(f"{_shown(full)} is unknown")
        if not _fits(value, hints[name]):
            raise ValueError(f"{full} is {_shown(value)}; expected {_described(hints[name])}")
        _check_size(name, full, value)
    return kind(**content)


def _fits(value: Any, hint: Any) -> bool:
    """Return whether a value is of the type of an annotation."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return isinstance(value, str | int) and value in arguments
    if origin in (Union, types.UnionType):
        return any(_fits(value, argument) for argument in arguments)
    if origin is tuple:
        if not isinstance(value, tuple) or len(value) > _MAX_ITEMS:
            return False
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return all(_fits(item, arguments[0]) for item in value)
        return len(value) == len(arguments) and all(map(_fits, value, arguments))
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)


def _check_size(name: str, full: str, value: Any) -> None:
    """Raise ValueError if an integer, or one within tuples, is negative or too large."""
    if isinstance(value, tuple):
        for item in value:
            _check_size(name, full, item)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{full} is {value}; expected a finite number")
    elif isinstance(value, int) and not isinstance(value, bool):
        deep = name.endswith(("_layers", "_blocks"))
        limit = _LEVELS.get(name) or _LARGEST.get(name) or (_DEEPEST if deep else _LARGEST_COUNT)
        if not 0 <= value <= limit:
            raise ValueError(f"{full} is {_shown(value)}; expected 0 to {limit}")


def _described(hint: Any) -> str:
    names = {int: "an integer", float: "a finite number", bool: "true or false", str: "text"}
    if typing.get_origin(hint) is Literal:
        return " or ".join(map(repr, typing.get_args(hint)))
    return names.get(hint, str(hint).replace("typing.", "").removeprefix("<class '").removesuffix("'>"))


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except ValueError:  # integers of thousands of digits
        text = "a huge integer"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
