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

"""Compilation by numba with a cache on disk that may be missing, read-only, full or damaged."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import FunctionCache


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator like `numba.njit(cache=True, **options)` that works without a usable cache.

    The machine code is cached where numba puts it: in the folder NUMBA_CACHE_DIR, beside the sources, or in the user's
    cache folder. If none of them is writable, it goes to a private folder for temporary files, or is not cached.
    """
    compile_it = numba.njit(**options)

    def decorate(function: Callable[..., Any]) -> Any:
        dispatcher = compile_it(function)
        if dispatcher is function:  # numba does not compile: NUMBA_DISABLE_JIT is set
            return function
        cache = _cache_of(function)
        if cache is not None:
            dispatcher._cache = cache
        return dispatcher

    return decorate


class _TolerantCache(FunctionCache):
    """Cache of a function that recompiles it if a file cannot be read, and keeps it in memory if none can be written.

    Empty and truncated files (after a power loss or on a full disk) make the unpickler raise any kind of error, so that
    all of them are caught.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the cached machine code for a signature, or None."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Write the machine code for a signature if the disk permits it; a damaged index is replaced."""
        for _ in range(2):
            try:
                super().save_overload(sig, data)
                return
            except Exception:
                try:
                    self.flush()
                except Exception:
                    return


def _cache_of(function: Callable[..., Any]) -> _TolerantCache | None:
    """Return the cache of a function, or None if there is no folder for it."""
    try:
        return _TolerantCache(function)
    except (RuntimeError, OSError):  # numba found no writable folder
        folder = _temporary_folder()
    if folder is None:
        return None
    configured = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        return _TolerantCache(function)
    except (RuntimeError, OSError):
        return None
    finally:
        numba.config.CACHE_DIR = configured


def _temporary_folder() -> Path | None:
    """Return a folder for temporary files that only this user can write to, or None.

    Cached machine code is executed, so a folder that another user has made under this name is refused.
    """
    try:
        folder = Path(tempfile.gettempdir()) / f"svr_ros-numba-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022
    return folder if private else None
