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

"""Message classes and serialization without ROS, based on the library rosbags."""

from __future__ import annotations

import array
import importlib
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from rosbags.interfaces import Nodetype
from rosbags.typesys import Stores, get_types_from_msg, get_typestore
from rosbags.typesys.store import Typestore

from svr_ros.errors import InputError
from svr_ros.paths import describe
from svr_ros.replay import foxglove

OWN_PACKAGE = "svr_ros"

_NUMBER_TYPES = {"bool", "byte", "char", "float32", "float64"} | {
    f"{s}int{b}" for s in ("", "u") for b in (8, 16, 32, 64)
}
_BYTES = {"byte": np.uint8, "char": np.uint8, "bool": np.bool_}
_KINDS = {"bool": "boolean", "byte": "octet", "char": "uint8", "float32": "float", "float64": "double"}
_DEFAULTS = {"geometry_msgs/msg/Quaternion": {"w": 1.0}}
"""Non-zero default values of message fields, which rosbags does not keep."""


def own_definitions() -> list[Path]:
    """Return the .msg files of this package, from the checkout or from share/ of an installation.

    Raises:
        InputError: If they are not installed.
    """
    for folder in Path(__file__).resolve().parents:
        for place in (folder / "msg", folder / "share" / OWN_PACKAGE / "msg"):
            if (place / "SemanticVoxelGrid.msg").exists():
                return sorted(place.glob("*.msg"))
    raise InputError(f"the message definitions of {OWN_PACKAGE} are not installed; expected share/{OWN_PACKAGE}/msg")


@cache
def typestore() -> Typestore:
    """Return the type store with the message types of ROS 2, of this package, and Foxglove's voxel grid."""
    store = get_typestore(Stores.ROS2_KILTED)
    for name, definition in foxglove.DEFINITIONS.items():
        store.register(get_types_from_msg(definition, name))
    for path in own_definitions():
        store.register(get_types_from_msg(path.read_text(), f"{OWN_PACKAGE}/msg/{path.stem}"))
    return store


def install_stand_ins() -> None:
    """Make imports such as `from sensor_msgs.msg import Image` work without ROS.

    Each message package that cannot be imported gets stand-in classes with the constructors and defaults of the ROS
    classes. Must be called before a module that imports message classes, such as those in `svr_ros.ros.convert`.
    """
    store = typestore()
    for package in sorted({name.partition("/")[0] for name in store.types}):
        try:
            importlib.import_module(f"{package}.msg")
        except ImportError:
            if package not in sys.modules:
                sys.modules[package] = ModuleType(package)
            module = sys.modules[f"{package}.msg"] = ModuleType(f"{package}.msg")
            for name in store.types:
                if name.startswith(f"{package}/msg/"):
                    setattr(module, name.rpartition("/")[2], _stand_in(name))


@cache
def _stand_in(name: str) -> type:
    store = typestore()
    fields = store.fielddefs[name][1]
    special = _DEFAULTS.get(name, {})

    def initialize(self: object, **given: Any) -> None:
        unknown = given.keys() - {field for field, _ in fields}
        if unknown:
            raise TypeError(f"{name} has no field {', '.join(sorted(unknown))}")
        for field, (node, argument) in fields:
            value = given[field] if field in given else special.get(field)
            setattr(self, field, _default(node, argument) if value is None else value)

    kinds = {field: _kind(*kind) for field, kind in fields}
    members = {"__init__": initialize, "get_fields_and_field_types": classmethod(lambda kind: kinds)}
    return type(name.rpartition("/")[2], (store.types[name],), members)


def _kind(node: Nodetype, argument: Any) -> str:
    """Return the type of a field as ROS classes name it, such as sequence<geometry_msgs/Point>."""
    if node is Nodetype.NAME:
        return str(argument).replace("/msg/", "/")
    if node is Nodetype.BASE:
        return _KINDS.get(argument[0], argument[0])
    item, count = argument
    return f"sequence<{_kind(*item)}>" if node is Nodetype.SEQUENCE else f"{_kind(*item)}[{count}]"


def _default(node: Nodetype, argument: Any) -> Any:
    if node is Nodetype.NAME:
        return _stand_in(argument)()
    if node is Nodetype.SEQUENCE:
        item, (kind, *_) = argument[0]
        is_number = item is Nodetype.BASE and kind.startswith(("int", "uint", "float"))
        return array.array(np.dtype(kind).char) if is_number else []
    if node is Nodetype.ARRAY:
        item, count = argument
        return [_default(*item) for _ in range(count)]
    kind = argument[0]
    return "" if kind.endswith("string") else False if kind == "bool" else 0.0 if kind.startswith("float") else 0


def name_of(kind: type) -> str:
    """Return the type name in bags, such as sensor_msgs/msg/Image, of a ROS class or a stand-in."""
    package = kind.__module__.partition(".")[0]
    return getattr(kind, "__msgtype__", f"{package}/msg/{kind.__name__}")


def serialize(message: Any, name: str) -> bytes:
    """Return a message as bytes (CDR).

    Args:
        message: A message of a ROS class or a stand-in, or bytes, which are returned as they are.
        name: The type name, such as sensor_msgs/msg/Image.
    """
    if isinstance(message, bytes):
        return message
    return bytes(typestore().serialize_cdr(_with_arrays(name)(message), name))


def deserialize(data: bytes, name: str) -> Any:
    """Return the message of bytes (CDR), as an instance of the ROS class or its stand-in.

    Raises:
        InputError: If the bytes are not a message of the named type.
    """
    return _as_in_ros(read_fields(data, name), name)


def read_fields(data: bytes, name: str) -> Any:
    """Return the message of bytes (CDR) as an instance of the type store's class, which is quicker for small messages.

    Raises:
        InputError: If the bytes are not a message of the named type.
    """
    try:
        return typestore().deserialize_cdr(data, name)
    except Exception as error:  # rosbags raises SerdeError, and errors of struct, NumPy and str for damaged bytes
        raise InputError(f"{len(data)} bytes are no {name} ({describe(error)})") from error


def _as_in_ros(message: Any, name: str) -> Any:
    package, _, short = name.partition("/msg/")
    values = {field: _value_as_in_ros(getattr(message, field), *kind) for field, kind in typestore().fielddefs[name][1]}
    return getattr(importlib.import_module(f"{package}.msg"), short)(**values)


def _value_as_in_ros(value: Any, node: Nodetype, argument: Any) -> Any:
    if node is Nodetype.NAME:
        return _as_in_ros(value, argument)
    if node in (Nodetype.ARRAY, Nodetype.SEQUENCE):
        (item, item_argument), _ = argument
        if item is Nodetype.NAME:
            return [_as_in_ros(one, item_argument) for one in value]
        if node is Nodetype.SEQUENCE and isinstance(value, np.ndarray) and value.dtype != np.bool_:
            return array.array(value.dtype.char, value.tobytes())
    return value


@cache
def _with_arrays(name: str) -> Callable[[Any], Any]:
    """Return a function that converts a message's lists of numbers to NumPy arrays, as rosbags needs them.

    Messages without such lists are returned unchanged, which is fast for the many small ones.
    """
    converters = {field: convert for field, kind in typestore().fielddefs[name][1] if (convert := _converter(*kind))}
    if not converters:
        return _same
    made, fields = typestore().types[name], [field for field, _ in typestore().fielddefs[name][1]]

    def convert_message(message: Any) -> Any:
        return made(**{field: converters.get(field, _same)(getattr(message, field)) for field in fields})

    return convert_message


def _converter(node: Nodetype, argument: Any) -> Callable[[Any], Any] | None:
    if node is Nodetype.NAME:
        convert = _with_arrays(argument)
        return None if convert is _same else convert
    if node in (Nodetype.ARRAY, Nodetype.SEQUENCE):
        (item, item_argument), _ = argument
        if item is Nodetype.BASE and item_argument[0] in _NUMBER_TYPES:
            kind = np.dtype(_BYTES.get(item_argument[0], item_argument[0]))
            return lambda values: np.asarray(values, kind)
        convert_item = _converter(item, item_argument)
        return (lambda values: [convert_item(value) for value in values]) if convert_item else None
    return None


def _same(value: Any) -> Any:
    return value
