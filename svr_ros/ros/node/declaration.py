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

"""Declaration of the parameter table on a node, and validation of changes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import TypeVar

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor, SetParametersResult
from rclpy.exceptions import InvalidParameterTypeException, InvalidParameterValueException
from rclpy.node import Node
from rclpy.parameter import Parameter as RosParameter

from svr_ros.errors import InputError
from svr_ros.ros.convert.encodings import quoted
from svr_ros.ros.map_parameters import MapSettings
from svr_ros.ros.parameter_table import Change, Parameter, table_of
from svr_ros.ros.parameters import Settings

_SIMILARITY = 0.85
"""Minimum similarity of two names of which one is a misspelling of the other; see `difflib.get_close_matches`."""

_TYPES = {
    bool: "true or false",
    int: "an integer, such as 5",
    float: "a number with a decimal point, such as 5.0",
    str: "text, such as 'map'",
}
"""Values that YAML reads as each type of a parameter, for messages."""

SettingsT = TypeVar("SettingsT", bound=Settings)


def declare(node: Node, kind: type[SettingsT]) -> SettingsT:
    """Declare every parameter of a class of settings on a node, and warn of overrides whose name is misspelled.

    Returns:
        The settings, with overrides from parameter files and the command line.

    Raises:
        InputError: If an override has the wrong type or a value that is not allowed.
    """
    values = {}
    for parameter in table_of(kind):
        try:
            value = node.declare_parameter(parameter.name, parameter.default, descriptor(parameter)).value
        except InvalidParameterTypeException as error:
            expected = _TYPES[type(parameter.default)]
            raise InputError(f"parameter {parameter.name} has another type; expected {expected} ({error})") from error
        except InvalidParameterValueException as error:
            raise InputError(str(error)) from error
        if reason := parameter.describe_error(value):
            raise InputError(f"parameter {reason}")
        values[parameter.name] = parameter.normalized(value)
    for sentence in describe_misspelled(getattr(node, "_parameter_overrides", {}), kind):
        node.get_logger().warning(sentence)
    return kind(**values)


def describe_misspelled(overrides: Iterable[str], kind: type[Settings]) -> list[str]:
    """Return a sentence for each name of an override that is almost that of a parameter; rclpy ignores it.

    Other unknown names are not mentioned, as a file of parameters may be shared with other nodes.
    """
    known = [parameter.name for parameter in table_of(kind)]
    others = {parameter.name for parameter in table_of(MapSettings)}
    sentences = []
    for name in overrides:
        similar = difflib.get_close_matches(name, known, 1, _SIMILARITY)
        if similar and name not in others and name not in known:
            sentences.append(f"parameter {quoted(name)} is unknown and has no effect; expected {similar[0]}")
    return sentences


def validate(
    changes: Sequence[RosParameter], unconfigured: bool, kind: type[Settings] = Settings
) -> SetParametersResult:
    """Check new values, given whether the node is unconfigured; a rejection has a one-sentence reason."""
    table = {parameter.name: parameter for parameter in table_of(kind)}
    for change in changes:
        parameter = table.get(change.name)
        if parameter is None:
            continue
        reason = parameter.describe_error(change.value)
        if not reason and parameter.change is Change.UNCONFIGURED and not unconfigured:
            reason = f"{change.name} can only be changed while the node is unconfigured; deactivate and clean up first"
        if reason:
            return SetParametersResult(successful=False, reason=reason)
    return SetParametersResult(successful=True)


def descriptor(parameter: Parameter) -> ParameterDescriptor:
    """Return the descriptor that `ros2 param describe` shows and whose ranges rclpy enforces."""
    made = ParameterDescriptor(
        description=parameter.description,
        additional_constraints=_constraints(parameter),
        read_only=parameter.change is Change.START,
        dynamic_typing="true" in parameter.choices,
    )
    if parameter.bounds and isinstance(parameter.default, float):
        # Convert to float: messages without field checks would serialize the bits of an int as a double.
        low, high = (float(bound) for bound in parameter.bounds)
        made.floating_point_range = [FloatingPointRange(from_value=low, to_value=high)]
    elif parameter.bounds:
        low, high = (int(bound) for bound in parameter.bounds)
        made.integer_range = [IntegerRange(from_value=low, to_value=high, step=parameter.step)]
    return made


def _constraints(parameter: Parameter) -> str:
    """Return unit, choices and time of change in words."""
    parts = [f"can be changed {parameter.change.value}"]
    if parameter.choices:
        parts.insert(0, parameter.range if parameter.several else f"one of: {parameter.range}")
    if parameter.unit:
        parts.insert(0, f"unit: {parameter.unit}")
    return "; ".join(parts)
