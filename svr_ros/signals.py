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

"""Exceptions for signals that end a command or a worker process, so that it leaves no partial file."""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_COMPILER: Final = ("numba", "llvmlite")
_IMPORT: Final = "<frozen importlib._bootstrap>"

_DELAY, _LONGEST_DELAY = 0.05, 10.0
"""Seconds until a signal is sent again that came while it could not be handled, and the longest time for that."""

_delayed_since: dict[int, float] = {}
"""Times of the first signals, by number, that could not be handled yet."""

_waiting: list[threading.Timer] = []
"""Timers that send a signal again."""


class Terminated(BaseException):
    """SIGTERM or SIGHUP; like KeyboardInterrupt, it passes handlers of errors and lets contexts clean up."""

    def __init__(self, number: int) -> None:
        """Keep the number of the signal."""
        super().__init__(f"terminated by {signal.Signals(number).name}")
        self.number = number


@contextmanager
def signals_as_exceptions() -> Iterator[None]:
    """Raise Terminated at SIGTERM and SIGHUP, and KeyboardInterrupt at Ctrl-C, so that no partial file is left."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    for number, handler in before.items():
        # Signals that the parent ignores, as nohup and shells for background jobs do, stay ignored
        if handler is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
    try:
        yield
        for late in _delayed_since:  # the work ended in the meantime
            raise _exception(late)
    finally:
        _forget_delayed()
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Raise the exception of a signal, or send the signal again a little later while it would be lost in `frame`."""
    frames = []
    while frame is not None:
        frames.append(frame)
        frame = frame.f_back
    if any(_drops_exceptions(one) for one in frames):
        first = _delayed_since.setdefault(number, time.monotonic())
        _send_later(number)
        if time.monotonic() - first < _LONGEST_DELAY:
            return
        # The exception may be lost: the signal is sent again, too
        raise _exception(number)
    # What an interrupted compiler has made would be freed twice, a segmentation fault: it is never freed
    for one in frames:
        if _library(one) in _COMPILER:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(one))
    _forget_delayed()  # nothing interrupts the cleanup
    raise _exception(number)


def _drops_exceptions(frame: FrameType) -> bool:
    """Return whether exceptions of a frame may be lost: of finalizers, imports by libraries, and callbacks of LLVM."""
    name = frame.f_code.co_name
    is_callback = _library(frame) == "llvmlite" and name.startswith("_raw_")
    return name == "__del__" or frame.f_code.co_filename == _IMPORT or is_callback


def _library(frame: FrameType) -> str:
    """Return the name of the package whose code a frame runs."""
    return str(frame.f_globals.get("__name__")).partition(".")[0]


def _exception(number: int) -> BaseException:
    return KeyboardInterrupt() if number == signal.SIGINT else Terminated(number)


def _forget_delayed() -> None:
    for later in _waiting:
        later.cancel()
    _waiting.clear()
    _delayed_since.clear()


def _send_later(number: int) -> None:
    """Send this process a signal a little later."""
    later = threading.Timer(_DELAY, os.kill, (os.getpid(), number))
    later.daemon = True
    later.start()
    _waiting[:] = [*(one for one in _waiting if one.is_alive()), later]
