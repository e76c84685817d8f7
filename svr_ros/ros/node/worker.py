"""One thread that processes the newest frame and never a queue. Knows no ROS."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Frame = TypeVar("Frame")


class LatestFrameWorker(Generic[Frame]):
    """Process frames in one thread; a frame that is overtaken while it waits is dropped.

    `process` is called with each frame in that thread, `failed` with what it raises. `period` is the least time in
    seconds from the start of one frame to the start of the next.
    """

    def __init__(
        self, process: Callable[[Frame], None], failed: Callable[[Exception], None], period: float = 0.0
    ) -> None:
        self._period = period
        self._process = process
        self._failed = failed
        self._frame: Frame | None = None
        self._began = -math.inf
        self._hurried = False
        self._stopping = False
        self._changed = threading.Condition()
        # A computation cannot be interrupted: a daemon does not keep a process alive that has been told to end.
        self._thread = threading.Thread(target=self._run, name="reconstruct", daemon=True)

    def start(self) -> None:
        """Start the thread; a worker starts once."""
        self._thread.start()

    def offer(self, frame: Frame) -> bool:
        """Leave a frame to be processed next; return whether it overtook one that had not been taken up."""
        with self._changed:
            overtook = self._frame is not None
            self._frame = frame
            self._changed.notify()
        return overtook

    def pace(self, period: float) -> None:
        """Change the least time from frame to frame, in seconds, for the frame that waits as well."""
        with self._changed:
            self._period = period
            self._changed.notify()

    def hurry(self) -> bool:
        """Let the next frame that is offered not wait for its time; drop one that waits, and return whether one did."""
        with self._changed:
            waited = self._frame is not None
            self._frame = None
            self._hurried = True
            self._changed.notify()
        return waited

    def stop(self, timeout: float | None = None) -> bool:
        """Forget the waiting frame and wait for the current one; return whether it ended within timeout seconds."""
        with self._changed:
            self._stopping = True
            self._frame = None
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        """Return whether stop() was called: what a frame yields now is no longer wanted."""
        return self._stopping

    def _run(self) -> None:
        while (frame := self._take()) is not None:
            try:
                self._process(frame)
            except Exception as error:
                self._failed(error)

    def _take(self) -> Frame | None:
        """Wait until a frame is there and the time has come, then return the newest; None when stopped."""
        with self._changed:
            while not self._stopping:
                pause = 0.0 if self._hurried else self._began + self._period - time.monotonic()
                if pause > 0:
                    self._changed.wait(pause)
                elif self._frame is None:
                    self._changed.wait()
                else:
                    self._began = time.monotonic()
                    self._hurried = False
                    frame, self._frame = self._frame, None
                    return frame
            return None
