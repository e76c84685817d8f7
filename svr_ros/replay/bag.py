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

"""Reader of ROS 2 bags: folders of `ros2 bag record`, and single .mcap and .db3 files, also compressed (.zstd)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from rosbags.interfaces import Connection

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.replay.storage import Storage, decompress, errors_as_input_error, open_storage

_ZSTD = b"\x28\xb5\x2f\xfd"
"""First bytes of compressed data; messages begin with 00 00 or 00 01."""

_LAST_TIME = 2**63 - 1

Key = tuple[str, str]
"""Topic and type."""


class Message(NamedTuple):
    """A message of a bag.

    Attributes:
        connection: The topic and type of the message.
        time: The bag time in nanoseconds.
        data: The serialized message (CDR).
    """

    connection: Connection
    time: int
    data: bytes

    @property
    def topic(self) -> str:
        """Return the topic's name."""
        return self.connection.topic


class Bag:
    """Context manager that keeps a bag open.

    Attributes:
        path: The path of the bag.
        notes: Sentences about messages that are probably missing from the bag's files.
    """

    def __init__(self, path: Path) -> None:
        """Set the path of the bag, without opening it."""
        self.path = paths.expanded(path)
        self.notes: list[str] = []
        self._stack = ExitStack()

    def __enter__(self) -> Bag:
        """Open the bag.

        Raises:
            InputError: If there is no bag, or it is corrupt or empty.
        """
        with ExitStack() as stack:
            self._storage = stack.enter_context(open_storage(self.path))
            self.notes = self._storage.notes
            with errors_as_input_error(self.path):
                self._connections = _merged(self._storage)
            if not any(connection.msgcount for connection in self._connections.values()):
                raise InputError(f"bag {self.path} contains no messages")
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the bag."""
        self._stack.close()

    @property
    def connections(self) -> list[Connection]:
        """Return the topics with type and number of messages, once per type of a topic."""
        return list(self._connections.values())

    @property
    def types(self) -> dict[str, str]:
        """Return the types of the topics that have messages."""
        return {connection.topic: connection.msgtype for connection in self.connections if connection.msgcount}

    def require(
        self, topic: str, types: Collection[str], content: str, offered: Callable[[str], bool] = lambda _: True
    ) -> None:
        """Check that a topic has messages of one of some types.

        Args:
            topic: The topic.
            types: The allowed types.
            content: Plural noun for the contents of such topics, for the error message.
            offered: Returns whether the error message offers a topic of these types.

        Raises:
            InputError: If it has none; the message lists the topics that have.
        """
        present = self.types
        if present.get(topic) in types:
            return
        found = f"{topic} is {present[topic]}" if topic in present else f"there is no {topic}"
        others = list(filter(offered, topics_of(present, types)))
        raise InputError(f"{found} in bag {self.path}; expected {one_of(others, content)}")

    def messages(self, topics: Iterable[str] | None = None, problems: list[str] | None = None) -> Iterator[Message]:
        """Yield the messages of the given topics, or of all topics, in order of time.

        Args:
            topics: The topics; None for all.
            problems: List to which a sentence is appended for each topic of which messages could not be read.

        Raises:
            InputError: If a file of the bag is corrupt.
        """
        wanted = None if topics is None else set(topics)
        read: Counter[Key] = Counter()
        broken: dict[Key, list[str]] = {}
        with errors_as_input_error(self.path):
            for file in self._storage.files:
                chosen = [c for c in file.connections if wanted is None or c.topic in wanted]
                for source, time, data in file.messages(chosen) if chosen else ():
                    key = source.topic, source.msgtype
                    try:
                        content = self._checked(time, data)
                    except ValueError as error:
                        broken.setdefault(key, []).append(str(error))
                        continue
                    read[key] += 1
                    yield Message(self._connections[key], time, content)
        if problems is not None:
            problems += self._problems(wanted, read, broken)

    def _checked(self, time: Any, data: Any) -> bytes:
        """Return the bytes of a message; raises ValueError if a database holds something else."""
        if not isinstance(time, int) or not 0 <= time <= _LAST_TIME:
            raise ValueError(f"the time is {str(time)[:40]}; expected nanoseconds")
        if not isinstance(data, bytes):
            raise ValueError(f"the data are {type(data).__name__}; expected bytes")
        # A single file does not state that its messages are compressed
        return decompress(data) if self._storage.compressed or data.startswith(_ZSTD) else data

    def _problems(self, wanted: set[str] | None, read: Counter[Key], broken: dict[Key, list[str]]) -> list[str]:
        """Return sentences about messages that are broken, or that the bag states and does not contain."""
        problems = [
            f"{len(reasons)} messages on {topic} in bag {self.path} cannot be read: {reasons[0]}"
            for (topic, _), reasons in broken.items()
        ]
        for (topic, kind), stated in _stated(self._storage, self._connections).items():
            if wanted is not None and topic not in wanted:
                continue
            found = read[topic, kind] + len(broken.get((topic, kind), []))
            if found < stated:
                problems.append(
                    f"bag {self.path} states {stated} messages on {topic}, of which {found} are in its files; "
                    f"{stated - found} are lost"
                )
        return problems


def topics_of(types: dict[str, str], allowed: Collection[str]) -> list[str]:
    """Return the topics of some types in order of their names, given the types of all topics."""
    return sorted(topic for topic, kind in types.items() if kind in allowed)


def one_of(topics: list[str], content: str) -> str:
    """Return the topics to choose from as text for an error message about a bag."""
    return f"one of {', '.join(topics)}" if topics else f"{content}, of which it contains none"


def _merged(storage: Storage) -> dict[Key, Connection]:
    """Return one connection per topic and type, with the sum of its messages and the QoS profiles of metadata.yaml."""
    merged: dict[Key, Connection] = {}
    for file in storage.files:
        for connection in file.connections:
            key = connection.topic, connection.msgtype
            if not all(isinstance(name, str) for name in key):
                raise ValueError(f"a topic is {key[0]!r} of type {key[1]!r}; expected texts")
            before = merged.get(key, connection._replace(msgcount=0))
            merged[key] = before._replace(msgcount=before.msgcount + connection.msgcount)
    for connection in storage.stated:
        key = connection.topic, connection.msgtype
        if key in merged:
            merged[key] = merged[key]._replace(ext=connection.ext, digest=connection.digest or merged[key].digest)
    return merged


def _stated(storage: Storage, connections: dict[Key, Connection]) -> Counter[Key]:
    """Return the number of messages per topic and type that the metadata or the files' own indices state."""
    stated = Counter({key: connection.msgcount for key, connection in connections.items()})
    listed: Counter[Key] = Counter()
    for connection in storage.stated:
        listed[connection.topic, connection.msgtype] += connection.msgcount
    return stated | listed
