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

"""Storage of a recording: opens folders and files of `ros2 bag record` by the library rosbags.

The files' own topics and messages are used; metadata.yaml gives the counts and QoS profiles.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PosixPath
from typing import Any, NamedTuple
from urllib.parse import quote

from rosbags.interfaces import Connection
from rosbags.rosbag2 import Reader

from svr_ros import paths
from svr_ros.errors import InputError

SUFFIXES = (".mcap", ".db3")
_COMPRESSED = ".zstd"
_METADATA = "metadata.yaml"
_MCAP = b"\x89MCAP0\r\n"
_SQLITE = b"SQLite format 3\0"
_OTHER_ENCODINGS = "flatbuffer", "jsonschema", "omgidl", "protobuf", "ros1msg"
"""Well-known encodings of definitions in MCAP files that are none of ROS 2, for which rosbags raises a KeyError."""

_NUMBERED = re.compile(r"(.*)_(\d+)\.(?:mcap|db3)(?:\.zstd)?")
_MAX_DECOMPRESSED = 2**30
"""Maximum size of one decompressed message in bytes."""


class Storage(NamedTuple):
    """The open files of a recording.

    Attributes:
        files: Readers of rosbags with `connections` and `messages`, in order of time.
        stated: The topics as metadata.yaml lists them; empty without it.
        compressed: Whether each message is compressed.
        notes: Sentences about messages that are probably missing.
    """

    files: list[Any]
    stated: list[Connection]
    compressed: bool
    notes: list[str]


@contextmanager
def open_storage(path: Path) -> Iterator[Storage]:
    """Open a recording.

    Raises:
        InputError: If there is none, or its files are damaged.
    """
    place = _find(path)
    with ExitStack() as stack:
        if place.suffix == _COMPRESSED:
            place = stack.enter_context(_decompressed(place))
        notes = [note for file in _databases(place) for note in stack.enter_context(_write_ahead(file))]
        with errors_as_input_error(path):
            reader = Reader(_UriPath(place))
            reader.open()
            stack.callback(reader.close)
            opened: Any = reader.storage
            files = list(opened.storages) if place.is_dir() else [opened]
            files.sort(key=lambda file: file.metadata.start_time)
            stated = list(reader.connections) if place.is_dir() else []
            compressed = reader.compression_mode == "message"
        yield Storage(files, stated, compressed, notes)


@contextmanager
def errors_as_input_error(path: Path) -> Iterator[None]:
    """Turn the errors of rosbags' parsers on damaged files, such as ReaderError and KeyError, into InputError."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        reason = paths.describe(error).rstrip(".")
        hint = ""
        if _is_cut_mcap(path):
            hint = "; `mcap recover` restores the messages of a recording that was killed"
        elif "metadata" in reason or "files are missing" in reason:  # such as after a file was renamed
            hint = f"; `ros2 bag reindex {path}` writes a new {_METADATA}, or give one of the files"
        elif isinstance(error, KeyError) and error.args[0] in _OTHER_ENCODINGS:
            raise InputError(
                f"bag {path} has topics with definitions in {error.args[0]}; expected those of ROS 2 alone, which "
                "`mcap filter --include-topic-regex` copies to another file"
            ) from error
        elif suffix := _other_suffix(path):
            hint = f"; its content is that of a file whose name ends in {suffix}"
        raise InputError(f"bag {path} is corrupt, truncated, or no ROS 2 bag: {reason}{hint}") from error


def _other_suffix(path: Path) -> str:
    """Return the suffix that belongs to the content of a file; empty if it is that of its name, or unknown."""
    with suppress(OSError), path.open("rb") as file:
        start = file.read(len(_SQLITE))
        found = ".mcap" if start.startswith(_MCAP) else ".db3" if start == _SQLITE else ""
        return "" if path.suffix == found else found
    return ""


def _is_cut_mcap(path: Path) -> bool:
    """Return whether a path is an MCAP file, or a folder with one, that begins as such and does not end as such."""
    with suppress(OSError):
        for file in sorted(path.glob("*.mcap")) if path.is_dir() else [path]:
            with file.open("rb") as content:
                begins = content.read(len(_MCAP)) == _MCAP
                content.seek(max(0, file.stat().st_size - len(_MCAP)))
                if begins and (file.stat().st_size < 2 * len(_MCAP) or content.read() != _MCAP):
                    return True
    return False


def decompress(data: bytes) -> bytes:
    """Return a decompressed message; raises ValueError if it is damaged or larger than 1 GiB."""
    try:
        from compression import zstd  # Python 3.14
    except ImportError:
        from backports import zstd
    try:
        decompressor = zstd.ZstdDecompressor()
        result = decompressor.decompress(data, _MAX_DECOMPRESSED)
    except zstd.ZstdError as error:
        raise ValueError(str(error)) from error
    if not decompressor.eof:
        raise ValueError(f"it is truncated or larger than {_MAX_DECOMPRESSED >> 20} MiB")
    return bytes(result)


def is_bag(path: Path) -> bool:
    """Return whether a path names a recording rather than a folder with several."""
    if not path.is_dir():
        return _is_bag_file(path)
    if (path / _METADATA).exists():
        return True
    files = [file for file in paths.list_folder(path) if _is_bag_file(file)]
    return len(files) == 1 or (len(files) > 1 and _is_split(files))


def _is_bag_file(path: Path) -> bool:
    return path.suffix in SUFFIXES or (Path(path.stem).suffix in SUFFIXES and path.suffix == _COMPRESSED)


def _is_split(files: list[Path]) -> bool:
    """Return whether files are the parts of one recording, which `ros2 bag record` numbers from 0."""
    matches = [match for file in files if (match := _NUMBERED.fullmatch(file.name))]
    parts = sorted(int(match[2]) for match in matches)
    return len({match[1] for match in matches}) == 1 and parts == list(range(len(files)))


def _find(path: Path) -> Path:
    """Return the folder or file to open; raises InputError if it cannot be a bag."""
    if paths.is_missing(path):
        raise InputError(f"bag {path} does not exist")
    if not paths.is_folder(path):
        if not _is_bag_file(path):
            hint = " (it is a ROS 1 bag: convert it with rosbags-convert)" if path.suffix == ".bag" else ""
            raise InputError(f"{path} is not a ROS 2 bag{hint}; expected a folder, or a file {' or '.join(SUFFIXES)}")
        paths.check_regular(path)
        return path
    files = [file for file in paths.list_folder(path) if _is_bag_file(file)]
    for file in (path / _METADATA, *files):
        paths.check_regular(file)
    if not paths.is_missing(path / _METADATA):
        return path
    if len(files) > 1:
        raise InputError(
            f"folder {path} contains {len(files)} files of a bag and no {_METADATA}; "
            f"run `ros2 bag reindex {path}` to restore it, or give one of the files"
        )
    if not files:
        raise InputError(f"folder {path} contains no {_METADATA}; expected a ROS 2 bag")
    return files[0]  # the recording was killed before it wrote its metadata


@contextmanager
def _decompressed(path: Path) -> Iterator[Path]:
    """Decompress a file of `ros2 bag record --compression-mode file` to a temporary folder."""
    try:
        from compression import zstd  # Python 3.14
    except ImportError:
        from backports import zstd
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"bag{Path(path.stem).suffix}"
        with errors_as_input_error(path), zstd.open(path, "rb") as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)
        yield target


def _databases(place: Path) -> list[Path]:
    """Return the SQLite files of a recording."""
    files = paths.list_folder(place) if place.is_dir() else [place]
    return [file for file in files if file.suffix == ".db3"]


@contextmanager
def _write_ahead(file: Path) -> Iterator[list[str]]:
    """Prepare to read a database that was not closed, and yield sentences about what cannot be read of it.

    Messages in its write-ahead log are read if SQLite can create its index of the log, which is removed afterwards.
    """
    log, index = (file.with_name(file.name + end) for end in ("-wal", "-shm"))
    if _is_empty(log):
        journal = file.with_name(file.name + "-journal")
        yield (
            [] if _is_empty(journal) else [f"{journal} shows that the recording was killed; its last messages are lost"]
        )
        return
    had_index = index.exists()
    if not had_index and not os.access(file.parent, os.W_OK):
        raise InputError(
            f"bag {file} was not closed, and messages are in {log.name}; expected a folder with write permission, "
            "copy both files to one"
        )
    try:
        yield []
    finally:
        if not had_index:
            index.unlink(missing_ok=True)


def _is_empty(path: Path) -> bool:
    return not path.exists() or not path.stat().st_size


class _UriPath(PosixPath):
    """A path that f-strings format for a URI of SQLite, as rosbags puts paths into URIs without quoting them.

    rosbags opens databases as immutable, which ignores write-ahead logs. For a database with one, the path ends in
    query parameters that replace this.
    """

    def __format__(self, _spec: str) -> str:
        quoted = quote(str(self))
        return quoted if _is_empty(self.with_name(self.name + "-wal")) else f"{quoted}?mode=ro&unused="
