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

"""Exceptions for signals that end a command, so that it leaves no partial file."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_COMPILER: Final = ("numba", "llvmlite")
_DELAY = 0.05
"""Seconds until a signal is sent again that came while it could not be handled."""


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
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Raise the exception of a signal; send the signal again a little later if `frame` must not be interrupted."""
    while frame is not None:
        # An interrupted compiler frees its modules twice, which is a segmentation fault; `__del__` drops exceptions
        library = str(frame.f_globals.get("__name__")).partition(".")[0]
        if library in _COMPILER or frame.f_code.co_name == "__del__":
            later = threading.Timer(_DELAY, os.kill, (os.getpid(), number))
            later.daemon = True
            later.start()
            return
        frame = frame.f_back
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise Terminated(number)
