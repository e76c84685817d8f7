"""Write bags, one mcap file each."""

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
"""How a player must offer a topic that who comes late needs, too."""


class Recorder:
    """Write messages to one mcap file; it appears under its name when the recorder is closed without an error."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connections: dict[str, Connection] = {}

    def __enter__(self) -> Recorder:
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
        try:
            self._writer.close()
            if error is None:
                next((self._folder / "bag").glob("*.mcap")).replace(self._path)
        finally:
            shutil.rmtree(self._folder)

    def write(self, topic: str, kind: str, time: int, data: bytes, profiles: tuple[Qos, ...] = ()) -> None:
        """Append a message given as bytes (CDR) at a time in nanoseconds; profiles say how to publish its topic."""
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
        """Append a message of another bag as it is; raises InputError where neither bag nor ROS defines its type."""
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
    """Return a store that knows a topic's type: as its bag defines it, else as ROS does."""
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
