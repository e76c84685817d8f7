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

"""File system access that reports every error in one sentence."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from svr_ros.errors import InputError

MAX_BYTES = 2**31
"""Maximum size of a file that is read as a whole, in bytes."""


def expanded(path: str | Path) -> Path:
    """Return a path with a leading `~` replaced by the home directory, unless a file with this name exists."""
    text = os.fspath(path)
    return Path(text if not text.startswith("~") or os.path.lexists(text) else os.path.expanduser(text))


def is_folder(path: str | Path) -> bool:
    """Return whether there is a folder; raises InputError if this cannot be determined, as without permission."""
    return stat.S_ISDIR(_mode(path))


def is_readable_file(path: str | Path) -> bool:
    """Return whether there is something other than a folder, such as a file or a pipe; raises as `is_folder` does."""
    mode = _mode(path)
    return bool(mode) and not stat.S_ISDIR(mode)


def is_missing(path: str | Path) -> bool:
    """Return whether nothing exists at a path; raises as `is_folder` does."""
    return not _mode(path)


def _mode(path: str | Path) -> int:
    """Return the mode of a file, 0 if there is none."""
    try:
        return os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be accessed: {describe(error)}") from error


def check_regular(path: str | Path) -> None:
    """Raise InputError if there is a pipe or a device, which may be endless; raises as `is_folder` does."""
    mode = _mode(path)
    if mode and not stat.S_ISREG(mode):
        raise InputError(f"{path} is not a regular file; expected one")


def list_folder(folder: Path) -> list[Path]:
    """Return the entries of a folder by name; raises InputError if it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise InputError(f"folder {folder} cannot be read: {describe(error)}") from error


def make_folder(path: str | Path) -> Path:
    """Create a folder for results, with the folders above it, and return it; raises InputError if it cannot be."""
    folder = expanded(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise InputError(f"output folder {folder} cannot be made: {describe(error)}") from error
    return folder


def read_bytes(path: str | Path, limit: int = MAX_BYTES) -> bytes:
    """Return the content of a file or pipe, read once.

    Args:
        path: The file.
        limit: Maximum number of bytes.

    Raises:
        InputError: If it cannot be read or is larger than the limit.
    """
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > limit:
                raise InputError(_too_large(path, limit))
            parts, size = [], 0
            while part := file.read(min(2**24, limit + 1 - size)):
                parts.append(part)
                size += len(part)
                if size > limit:
                    raise InputError(_too_large(path, limit))
    except InputError:
        raise
    except (OSError, ValueError, MemoryError) as error:  # ValueError: a NUL in the name
        raise InputError(f"{path} cannot be read: {describe(error)}") from error
    return b"".join(parts)


def read_text(path: str | Path, limit: int = 2**28) -> str:
    """Return the content of a text file (UTF-8, with or without BOM); raises InputError if it cannot be read."""
    try:
        return read_bytes(path, limit).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not a text file ({error}); expected UTF-8") from error


def describe(error: BaseException) -> str:
    """Return the reason of an error in one line: the system's text, or the error's own.

    A single word, such as the key of a KeyError, is preceded by the error's type. Errors without a text get one.
    """
    if not str(error) and isinstance(error, (AssertionError, MemoryError)):
        return (
            "not enough memory"
            if isinstance(error, MemoryError)
            else "its parts contradict each other (AssertionError)"
        )
    line = " ".join(str(getattr(error, "strerror", None) or error).split())
    if " " not in line:
        line = f"{type(error).__name__}: {line}" if line else type(error).__name__
    return line if len(line) <= 300 else f"{line[:300]}..."


def refuse_overwriting(outputs: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Raise InputError if an output is the same file as an input or as another output, also by way of links."""
    used = {identity: path for path in inputs if (identity := _identity(path)) is not None}
    written: dict[str, Path] = {}
    for output in outputs:
        other = written.setdefault(os.path.realpath(output), output)
        if other is not output:
            raise InputError(f"outputs {other} and {output} are the same file; expected different ones")
        source = used.get(_identity(output) or ())
        if source is not None:
            same = "an input" if output == source else f"the input {source}"
            raise InputError(f"output {output} is {same} and would overwrite it; expected another name")


def refuse_replacing_in(folder: Path, outputs: Iterable[Path]) -> None:
    """Raise InputError if an output is a file in a folder of inputs, such as a texture of a mesh."""
    inside = os.path.realpath(expanded(folder))
    for output in outputs:
        if _identity(output) is not None and Path(os.path.realpath(output)).is_relative_to(inside):
            raise InputError(f"output {output} is a file in the folder of inputs {folder}; expected another path")


def _identity(path: Path) -> tuple[int, ...] | None:
    """Return device and inode of a regular file; None if there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def _too_large(path: str | Path, limit: int) -> str:
    """Return the message about a file of more than `limit` bytes."""
    return f"{path} is larger than {limit / 2**20:g} MiB; expected a file of at most that"
