"""Read bags of ROS 2: folders of `ros2 bag record`, and single .mcap and .db3 files."""

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
    """One message of a bag: where it comes from, bag time in nanoseconds, and its bytes as they go over the wire."""

    connection: Connection
    time: int
    data: bytes

    @property
    def topic(self) -> str:
        """Return the topic's name."""
        return self.connection.topic


class Bag:
    """Hold a bag open while the context lasts. Raises InputError with one sentence where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Bag:
        place = _place(self.path)
        with self._explained():
            self._reader = Reader(place)
            self._reader.open()
        if not self._reader.connections or not self._reader.message_count:
            self._reader.close()
            raise InputError(f"bag {self.path} holds no messages")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()

    @property
    def connections(self) -> list[Connection]:
        """Return topics with type and number of messages; a topic that was published in two ways comes twice."""
        return self._reader.connections

    def messages(self, topics: Iterable[str] | None = None) -> Iterator[Message]:
        """Yield messages in the order of their time, of some topics or of all."""
        wanted = None if topics is None else set(topics)
        chosen = [c for c in self.connections if wanted is None or c.topic in wanted]
        with self._explained():
            for connection, time, data in self._reader.messages(chosen) if chosen else ():
                yield Message(connection, time, data)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # of a broken file rosbags raises what its parsers do: ReaderError, apsw.Error, ...
            reason = str(error).rstrip(".") or type(error).__name__
            raise InputError(f"bag {self.path} is broken, cut off, or no bag of ROS 2: {reason}") from error


def _place(path: Path) -> Path:
    """Return the folder or file to open; raises InputError where it cannot be a bag."""
    if not path.exists():
        raise InputError(f"bag {path} does not exist")
    if path.is_file() and path.suffix not in _SUFFIXES:
        hint = " (a bag of ROS 1: rosbags-convert makes one of ROS 2)" if path.suffix == ".bag" else ""
        raise InputError(f"{path} is no bag of ROS 2{hint}; expected a folder, or a file {' or '.join(_SUFFIXES)}")
    if path.is_file() or (path / "metadata.yaml").exists():
        return path
    files = sorted(file for file in path.iterdir() if file.suffix in _SUFFIXES)
    if len(files) != 1:
        raise InputError(f"folder {path} holds no metadata.yaml; expected a bag of ROS 2")
    return files[0]  # a recording that was killed before it wrote its metadata
