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

"""Declaration of parameters as fields of a dataclass of settings."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from enum import Enum
from typing import Any

Value = bool | int | float | str

_MAX_QUOTED = 100
"""Maximum number of characters of a value in a sentence."""


class Change(Enum):
    """The lifecycle states in which a parameter can be changed."""

    START = "at start"
    UNCONFIGURED = "while unconfigured"
    LIVE = "any time"


class Scope(Enum):
    """The programs in which a parameter has an effect."""

    NODE = "the node alone"
    OUTPUT = "the node and the replay of bags"
    INPUT = "the node, the replay of bags, and maps of bags"


@dataclass(frozen=True)
class Parameter:
    """Declaration of one parameter.

    Attributes:
        name: The name of the parameter.
        default: The default value, whose type is the parameter's type.
        description: One sentence for users.
        change: When the parameter can be changed.
        unit: The unit of the value; empty for plain numbers and text.
        bounds: The least and the largest allowed value, both inclusive, in the parameter's unit.
        step: The allowed values are the lower bound plus multiples of this; 0 allows any value within the bounds.
        choices: The allowed values of a text parameter; empty allows any text.
        several: Whether the value is a comma-separated list of choices.
        scope: Where the parameter has an effect.
    """

    name: str
    default: Value
    description: str
    change: Change
    unit: str = ""
    bounds: tuple[float, float] | None = None
    step: int = 0
    choices: tuple[str, ...] = ()
    several: bool = False
    scope: Scope = Scope.NODE

    @property
    def range(self) -> str:
        """Return the allowed values as text for users; empty if every value of the type is allowed."""
        if self.bounds:
            low, high = (int(bound) if float(bound).is_integer() else bound for bound in self.bounds)
            return f"{low} to {high}" + (f" in steps of {self.step}" if self.step else "")
        return ("some of " if self.several else "") + ", ".join(self.choices)

    def describe_error(self, value: Value) -> str:
        """Return one sentence that explains why a value is not allowed; an empty text if it is allowed."""
        expected = f"{self.range} {self.unit}".strip()
        if isinstance(value, str) and any(character < " " for character in value):  # names of frames and files
            return f"{self.name} is {quoted(value)}; expected {expected or 'text without control characters'}"
        if self.bounds and not self._within(value):
            return f"{self.name} is {value:g}; expected {expected}"
        if self.several:
            names = split_names(str(value))
            fits = names and set(names) <= set(self.choices)
            return "" if fits else f"{self.name} is {quoted(value)}; expected {expected}"
        if self.choices and self.normalized(value) not in self.choices:
            return f"{self.name} is {quoted(value)}; expected one of {expected}"
        return ""

    def normalized(self, value: Value) -> Value:
        """Return a value as `Settings` stores it: booleans become text if the choices are "true" and "false".

        YAML and `ros2 param set` parse the words true and false as booleans.
        """
        return str(value).lower() if self.choices and isinstance(value, bool) else value

    def _within(self, value: float) -> bool:
        low, high = self.bounds
        return math.isfinite(value) and low <= value <= high and not (self.step and (value - low) % self.step)


def quoted(value: Value) -> str:
    """Return a value as in Python, cut to a length that fits a log."""
    text = repr(value)
    return text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}..."


def split_names(text: str) -> list[str]:
    """Return the names in a comma-separated list."""
    return [name.strip() for name in text.split(",") if name.strip()]


def parameter(default: Value, description: str, change: Change, **more: Any) -> Any:
    """Return the field of a dataclass that declares a parameter; `more` are further attributes of `Parameter`."""
    return dataclasses.field(default=default, metadata={"description": description, "change": change, **more})


def table_of(kind: type[Any]) -> tuple[Parameter, ...]:
    """Return the parameters that a class of settings declares, in their order."""
    return tuple(Parameter(name=each.name, default=each.default, **each.metadata) for each in dataclasses.fields(kind))
