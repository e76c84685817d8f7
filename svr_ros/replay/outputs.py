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

"""Parameters and output messages of the node, without a node."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from svr_ros.errors import InputError
from svr_ros.replay import foxglove, messages
from svr_ros.replay.topics import FOXGLOVE_VOXELS
from svr_ros.ros.convert.legends import LEGENDS
from svr_ros.ros.convert.results import Results
from svr_ros.ros.convert.topics import OUTPUTS
from svr_ros.ros.parameter_table import Scope
from svr_ros.ros.parameters import BY_NAME, Settings


def parse_settings(pairs: Sequence[str], scopes: Collection[Scope] = (Scope.INPUT, Scope.OUTPUT)) -> Settings:
    """Return the node's settings with parameters given as name=value.

    Args:
        pairs: The parameters.
        scopes: Scopes of the parameters that are allowed; by default, those with an effect on a replay.

    Raises:
        InputError: If a parameter is unknown or its value is not allowed.
    """
    known = {name: parameter for name, parameter in BY_NAME.items() if parameter.scope in scopes}
    values = {}
    for pair in pairs:
        name, equals, text = pair.replace(":=", "=").partition("=")
        if not equals or name not in known:
            reason = "has no effect here" if equals and name in BY_NAME else "is unknown"
            raise InputError(f"parameter {pair!r} {reason}; expected NAME=VALUE of {', '.join(known)}")
        kind = type(known[name].default)
        try:
            value = {"true": True, "false": False}[text.lower()] if kind is bool else kind(text)
        except (KeyError, ValueError) as error:
            raise InputError(f"parameter {name} is {text!r}; expected {kind.__name__}") from error
        if reason := known[name].describe_error(value):
            raise InputError(f"parameter {reason}")
        values[name] = value
    return Settings().changed(values)


def check_names(names: Collection[str]) -> None:
    """Raise InputError if a name is not an output topic of the node."""
    for name in names:
        if name not in (*OUTPUTS, FOXGLOVE_VOXELS):
            known = ", ".join((*OUTPUTS, FOXGLOVE_VOXELS))
            raise InputError(f"output {name!r} is unknown; expected a list of {known}")


def serialize_outputs(names: Collection[str], results: Results) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, type and bytes (CDR) of the named outputs."""
    for name in names:
        if name == FOXGLOVE_VOXELS:
            store = messages.typestore()
            message = foxglove.voxel_grid_message(results.grid, results.header, results.selection, store)
            yield name, foxglove.VOXEL_GRID, bytes(store.serialize_cdr(message, foxglove.VOXEL_GRID))
            continue
        kind = messages.name_of(OUTPUTS[name].kind)
        yield name, kind, messages.serialize(OUTPUTS[name].make(results), kind)


def serialize_legends(header: Any) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, type and bytes (CDR) of the class legends."""
    for name, legend in LEGENDS.items():
        kind = messages.name_of(legend.kind)
        yield name, kind, messages.serialize(legend.make(header), kind)
