"""Reader of ROS 2 bags: folders of `ros2 bag record`, and single .mcap and .db3 files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from rosbags.interfaces import Connection
from rosbags.rosbag2 import Reader

from svr_ros.errors import InputError

_SUFFIXES = (".mcap", ".db3")


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
    """Context manager that keeps a bag open; raises InputError if the bag cannot be read."""

    def __init__(self, path: Path) -> None:
        """Set the path of the bag, without opening it."""
        self.path = path

    def __enter__(self) -> Bag:
        """Open the bag.

        Raises:
            InputError: If there is no bag, or it is corrupt or empty.
        """
        place = _find_storage(self.path)
        with self._errors_as_input_error():
            self._reader = Reader(place)
            self._reader.open()
        if not self._reader.connections or not self._reader.message_count:
            self._reader.close()
            raise InputError(f"bag {self.path} contains no messages")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the bag."""
        self._reader.close()

    @property
    def connections(self) -> list[Connection]:
        """Return the topics with type and number of messages, once per type and QoS profile of a topic."""
        return self._reader.connections

    def messages(self, topics: Iterable[str] | None = None) -> Iterator[Message]:
        """Yield the messages of the given topics, or of all topics, in order of time."""
        wanted = None if topics is None else set(topics)
        chosen = [c for c in self.connections if wanted is None or c.topic in wanted]
        with self._errors_as_input_error():
            for connection, time, data in self._reader.messages(chosen) if chosen else ():
                yield Message(connection, time, data)

    @contextmanager
    def _errors_as_input_error(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # corrupt files raise the errors of rosbags' parsers: ReaderError, apsw.Error, ...
            reason = str(error).rstrip(".") or type(error).__name__
            raise InputError(f"bag {self.path} is corrupt, truncated, or no ROS 2 bag: {reason}") from error


def _find_storage(path: Path) -> Path:
    """Return the folder or file to open; raises InputError if it cannot be a bag."""
    if not path.exists():
        raise InputError(f"bag {path} does not exist")
    if path.is_file() and path.suffix not in _SUFFIXES:
        hint = " (it is a ROS 1 bag: convert it with rosbags-convert)" if path.suffix == ".bag" else ""
        raise InputError(f"{path} is no ROS 2 bag{hint}; expected a folder, or a file {' or '.join(_SUFFIXES)}")
    if path.is_file() or (path / "metadata.yaml").exists():
        return path
    files = sorted(file for file in path.iterdir() if file.suffix in _SUFFIXES)
    if len(files) != 1:
        raise InputError(f"folder {path} contains no metadata.yaml; expected a ROS 2 bag")
    return files[0]  # the recording was killed before it wrote its metadata
