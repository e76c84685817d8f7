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

"""Worker thread that processes the latest frame and keeps no queue, and a thread for the next stage."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from typing import Generic, TypeVar

FrameT = TypeVar("FrameT")


class LatestFrameWorker(Generic[FrameT]):
    """Process frames in one thread; a waiting frame is dropped when a newer one is offered."""

    def __init__(
        self, process: Callable[[FrameT], None], failed: Callable[[Exception], None], max_rate: float = 0.0
    ) -> None:
        """Create the worker; start() starts its thread.

        Args:
            process: Called with each frame in the worker's thread.
            failed: Called with each exception that `process` raises.
            max_rate: The maximum number of frames per second; 0 sets no limit.
        """
        self._process = process
        self._failed = failed
        self._period = _period(max_rate)
        self._frame: FrameT | None = None
        self._began = -math.inf
        self._skip_rate_limit = False
        self._stopping = False
        self._changed = threading.Condition()
        self._prepare: Callable[[], None] = lambda: None
        self._prepared: Future[None] = Future()
        # A daemon thread: a running computation cannot be interrupted and must not keep the process alive.
        self._thread = threading.Thread(target=self._run, name="reconstruct", daemon=True)

    def start(self, prepare: Callable[[], None] = lambda: None) -> None:
        """Start the thread, once, and wait until it has run `prepare`; raise the exception of `prepare`.

        PyTorch keeps the plans of cuDNN and the handles of CUDA's libraries per thread: only the thread that processes
        the frames can warm up for them.
        """
        self._prepare = prepare
        self._thread.start()
        self._prepared.result()

    def offer(self, frame: FrameT) -> bool:
        """Store a frame to be processed next; return whether it replaced a waiting frame."""
        with self._changed:
            replaced = self._frame is not None
            self._frame = frame
            self._changed.notify()
        return replaced

    def set_rate(self, max_rate: float) -> None:
        """Set the maximum number of frames per second, also for a waiting frame; 0 sets no limit."""
        with self._changed:
            self._period = _period(max_rate)
            self._changed.notify()

    def skip_rate_limit(self) -> bool:
        """Exempt the next offered frame from the rate limit; drop a waiting frame and return whether there was one."""
        with self._changed:
            dropped = self._frame is not None
            self._frame = None
            self._skip_rate_limit = True
            self._changed.notify()
        return dropped

    def stop(self, timeout: float | None = None) -> bool:
        """Drop the waiting frame and wait for the current one; return whether it ended within `timeout` seconds."""
        with self._changed:
            self._stopping = True
            self._frame = None
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        """Return whether stop() was called, after which the result of the current frame is not needed."""
        return self._stopping

    def _run(self) -> None:
        try:
            self._prepare()
        except Exception as error:
            self._prepared.set_exception(error)
            return
        self._prepared.set_result(None)
        while (frame := self._take()) is not None:
            try:
                self._process(frame)
            except Exception as error:
                self._failed(error)

    def _take(self) -> FrameT | None:
        """Wait until a frame may be processed and return it; return None after stop()."""
        with self._changed:
            while not self._stopping:
                pause = 0.0 if self._skip_rate_limit else self._began + self._period - time.monotonic()
                if pause > 0:
                    self._changed.wait(pause)
                elif self._frame is None:
                    self._changed.wait()
                else:
                    self._began = time.monotonic()
                    self._skip_rate_limit = False
                    frame, self._frame = self._frame, None
                    return frame
            return None


class NextStage:
    """Run tasks one at a time in a thread of their own, in the order in which they are given.

    run() waits for the previous task, so that the stage before is at most one frame ahead.
    """

    def __init__(self, name: str, failed: Callable[[Exception], None]) -> None:
        """Create the stage.

        Args:
            name: The name of the thread.
            failed: Called in the thread with each exception that a task raises.
        """
        self._failed = failed
        self._pool = ThreadPoolExecutor(1, name)
        self._running: Future[None] = Future()
        self._running.set_result(None)

    def run(self, task: Callable[[], None]) -> None:
        """Wait for the previous task and start this one; must be called from one thread only."""
        self.wait()
        self._running = self._pool.submit(self._guard, task)

    def wait(self, timeout: float | None = None) -> bool:
        """Return whether the latest task has ended within `timeout` seconds."""
        return not wait_for([self._running], timeout).not_done

    def close(self) -> None:
        """End the thread after the latest task, without waiting for it."""
        self._pool.shutdown(wait=False)

    def _guard(self, task: Callable[[], None]) -> None:
        try:
            task()
        except Exception as error:
            self._failed(error)


def _period(rate: float) -> float:
    """Return the period in seconds of a rate in Hz; 0 if the rate is 0."""
    return 1 / rate if rate else 0.0
