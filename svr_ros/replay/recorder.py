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

"""Writer of bags in single .mcap files."""

from __future__ import annotations

import fcntl
import glob
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from rosbags.interfaces import (
    Connection,
    ConnectionExtRosbag2,
    MessageDefinitionFormat,
    Qos,
    QosDurability,
    QosHistory,
    QosLiveliness,
    QosReliability,
    QosTime,
)
from rosbags.rosbag2 import StoragePlugin, Writer
from rosbags.typesys import Stores, get_types_from_idl, get_types_from_msg, get_typestore

from svr_ros.errors import InputError
from svr_ros.paths import describe
from svr_ros.replay import messages

_NEVER = QosTime(0x7FFFFFFF, 0xFFFFFFFF)
LATCHED = Qos(
    QosHistory.KEEP_LAST,
    1,
    QosReliability.RELIABLE,
    QosDurability.TRANSIENT_LOCAL,
    _NEVER,
    _NEVER,
    QosLiveliness.AUTOMATIC,
    _NEVER,
    False,
)
"""QoS profile of latched topics, whose last message late subscribers receive."""


class Recorder:
    """Context manager that writes one .mcap file, which appears when the context ends without an error.

    A symbolic link at its path is kept: the file that it points to is written.
    """

    def __init__(self, path: Path) -> None:
        """Set the path of the file, without opening it."""
        self._path = path
        self._connections: dict[_Key, Connection] = {}
        self._definitions: dict[str, _Definition] = {}

    def __enter__(self) -> Recorder:
        """Open a temporary file, and remove those of the same output that killed processes have left.

        Raises:
            InputError: If the folder is not writable.
        """
        self._target = Path(os.path.realpath(self._path))
        with ExitStack() as stack:
            try:
                remove_abandoned(self._target)
                folder = Path(tempfile.mkdtemp(prefix=_prefix(self._target), dir=self._target.parent))
                stack.callback(shutil.rmtree, folder, ignore_errors=True)
                stack.callback(os.close, _lock(folder))
                self._writer = Writer(folder / "bag", version=9, storage_plugin=StoragePlugin.MCAP)
                self._writer.open()
            except OSError as error:
                raise InputError(f"{self._path} cannot be written: {describe(error)}") from error
            self._stack = stack.pop_all()
        self._folder = folder
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Move the file to its place, or delete it after an error."""
        try:
            if error is None:
                self._writer.close()
                next((self._folder / "bag").glob("*.mcap")).replace(self._target)
            else:
                with suppress(Exception):  # the error that ended the context is the one to report
                    self._writer.abort()
        finally:
            self._stack.close()

    def write(self, topic: str, kind: str, time: int, data: bytes, profiles: tuple[Qos, ...] = ()) -> None:
        """Append a serialized message (CDR).

        Args:
            topic: The topic.
            kind: The type name, such as sensor_msgs/msg/Image.
            time: The bag time in nanoseconds.
            data: The serialized message.
            profiles: The QoS profiles with which players offer the topic.
        """
        key = topic, kind
        if key not in self._connections:
            text, _ = messages.typestore().generate_msgdef(kind, ros_version=2)
            self._add(key, _Definition(text, messages.typestore().hash_rihs01(kind)), profiles)
        self._writer.write(self._connections[key], time, data)

    def write_message(self, topic: str, message: Any, time: int, profiles: tuple[Qos, ...] = ()) -> None:
        """Append a message of a class of the type store."""
        kind = message.__msgtype__
        self.write(topic, kind, time, messages.serialize(message, kind), profiles)

    def copy(self, source: Connection, time: int, data: bytes) -> None:
        """Append a serialized message of another bag unchanged.

        A type whose definition cannot be parsed, or is missing, is copied with the definition as it stands in the bag.

        Raises:
            InputError: If the topic cannot be copied.
        """
        key = source.topic, source.msgtype
        if key not in self._connections:
            profiles = source.ext.offered_qos_profiles if isinstance(source.ext, ConnectionExtRosbag2) else []
            try:
                self._add(key, _definition_of(source), profiles)
            except InputError:
                raise
            except Exception as error:  # of rosbags, on names and definitions that are not valid
                raise InputError(f"{source.topic} is not copied: {describe(error)}") from error
        self._writer.write(self._connections[key], time, data)

    def _add(self, key: _Key, definition: _Definition, profiles: Sequence[Qos]) -> None:
        topic, kind = key
        # An .mcap file of rosbags holds one definition per type
        known = self._definitions.setdefault(kind, definition)
        if known != definition and known.hash != definition.hash:
            raise InputError(f"{topic} is not copied: another topic has a different definition of its type {kind}")
        self._connections[key] = self._writer.add_connection(
            topic, kind, msgdef=known.text, rihs01=known.hash, offered_qos_profiles=list(profiles)
        )


_Key = tuple[str, str]
"""Topic and type."""


class _Definition(NamedTuple):
    """Definition of a message type.

    Attributes:
        text: The definition as bags contain it.
        hash: The hash of the type (REP 2011).
    """

    text: str
    hash: str


_UNKNOWN_HASH = f"RIHS01_{'0' * 64}"


def _definition_of(source: Connection) -> _Definition:
    """Return the definition of a topic's type from its bag, else from ROS, else an empty one."""
    definition = source.msgdef
    store = get_typestore(Stores.EMPTY)
    try:
        if definition.format is MessageDefinitionFormat.MSG:
            store.register(get_types_from_msg(definition.data, source.msgtype))
        elif definition.format is MessageDefinitionFormat.IDL:
            store.register(get_types_from_idl(definition.data))
        elif source.msgtype in messages.typestore().types:
            store = messages.typestore()
        text, _ = store.generate_msgdef(source.msgtype, ros_version=2)
        return _Definition(text, store.hash_rihs01(source.msgtype))
    except Exception:  # of rosbags' parsers: services, actions, definitions without their parts
        digest = source.digest if source.digest.startswith("RIHS01_") else _UNKNOWN_HASH
        return _Definition(definition.data, digest)


def _lock(folder: Path) -> int:
    """Lock a folder until the returned descriptor is closed, also by the death of the process."""
    descriptor = os.open(folder, os.O_RDONLY)
    with suppress(OSError):  # file systems without locks
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def remove_abandoned(output: Path) -> None:
    """Remove the temporary folders of an output whose process was killed, which their locks show."""
    target = Path(os.path.realpath(output))
    for left in target.parent.glob(f"{glob.escape(_prefix(target))}*"):
        if not (left / "bag").is_dir():
            continue
        with suppress(OSError):
            descriptor = os.open(left, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(descriptor)


def _prefix(target: Path) -> str:
    """Return the beginning of the names of the temporary folders of an output."""
    return f".{target.name[:100]}-"
