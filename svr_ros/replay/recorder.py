"""Writer of bags in single .mcap files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

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
from rosbags.typesys.store import Typestore

from svr_ros.errors import InputError
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
    """Context manager that writes one .mcap file, which appears when the context ends without an error."""

    def __init__(self, path: Path) -> None:
        """Set the path of the file, without opening it."""
        self._path = path
        self._connections: dict[str, Connection] = {}

    def __enter__(self) -> Recorder:
        """Open a temporary file.

        Raises:
            InputError: If the folder is not writable.
        """
        try:
            self._folder = Path(tempfile.mkdtemp(prefix=f".{self._path.name}-", dir=self._path.parent))
        except OSError as error:
            raise InputError(f"{self._path} cannot be written: {error.strerror}") from error
        self._writer = Writer(self._folder / "bag", version=9, storage_plugin=StoragePlugin.MCAP)
        self._writer.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Move the file to its place, or delete it after an error."""
        try:
            self._writer.close()
            if error is None:
                next((self._folder / "bag").glob("*.mcap")).replace(self._path)
        finally:
            shutil.rmtree(self._folder)

    def write(self, topic: str, kind: str, time: int, data: bytes, profiles: tuple[Qos, ...] = ()) -> None:
        """Append a serialized message (CDR).

        Args:
            topic: The topic.
            kind: The type name, such as sensor_msgs/msg/Image.
            time: The bag time in nanoseconds.
            data: The serialized message.
            profiles: The QoS profiles with which players offer the topic.
        """
        if topic not in self._connections:
            self._connections[topic] = self._writer.add_connection(
                topic, kind, typestore=messages.typestore(), offered_qos_profiles=profiles
            )
        self._writer.write(self._connections[topic], time, data)

    def write_message(self, topic: str, message: Any, time: int, profiles: tuple[Qos, ...] = ()) -> None:
        """Append a message of a class of the type store."""
        kind = message.__msgtype__
        self.write(topic, kind, time, messages.serialize(message, kind), profiles)

    def copy(self, source: Connection, time: int, data: bytes) -> None:
        """Append a serialized message of another bag unchanged.

        Raises:
            InputError: If neither the bag nor ROS defines its type.
        """
        if source.topic not in self._connections:
            assert isinstance(source.ext, ConnectionExtRosbag2)
            self._connections[source.topic] = self._writer.add_connection(
                source.topic,
                source.msgtype,
                typestore=_types_of(source),
                offered_qos_profiles=source.ext.offered_qos_profiles,
            )
        self._writer.write(self._connections[source.topic], time, data)


def _types_of(source: Connection) -> Typestore:
    """Return a type store with a topic's type, as defined in its bag or else in ROS."""
    definition = source.msgdef
    if definition.format is not MessageDefinitionFormat.NONE:
        store = get_typestore(Stores.EMPTY)
        if definition.format is MessageDefinitionFormat.MSG:
            store.register(get_types_from_msg(definition.data, source.msgtype))
        else:
            store.register(get_types_from_idl(definition.data))
        return store
    if source.msgtype not in messages.typestore().types:
        raise InputError(f"{source.topic} cannot be copied: the bag does not define its type {source.msgtype}")
    return messages.typestore()
