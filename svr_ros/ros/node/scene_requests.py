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

"""Requests of the services for scenes, shared with the processing thread."""

from __future__ import annotations

import math
import threading
import time
from concurrent.futures import Future

from svr_ros.errors import InputError
from svr_ros.inference.reconstruction import Reconstruction


class SceneRequests:
    """Pass requests from the services, in the executor's thread, to the processing thread.

    Attributes:
        enabled: Whether images are reconstructed without a request.
        latest: The latest reconstruction; None before the first one.
    """

    def __init__(self) -> None:
        """Start enabled and without requests."""
        self.enabled = True
        self.latest: Reconstruction | None = None
        self._lock = threading.Lock()
        self._waiting: list[tuple[float, Future[str]]] = []

    @property
    def next_image_needed(self) -> bool:
        """Return whether the next image is to be reconstructed."""
        with self._lock:
            return self.enabled or any(not outcome.cancelled() for _, outcome in self._waiting)

    def request(self) -> Future[str]:
        """Request the scene of the next image; the result is one sentence, or InputError with the reason of failure."""
        outcome: Future[str] = Future()
        with self._lock:
            # Forget the requests that have timed out: without images, nothing else removes them
            self._waiting = [(moment, other) for moment, other in self._waiting if not other.cancelled()]
            self._waiting.append((time.monotonic(), outcome))
        return outcome

    def take(self, arrival: float = math.inf) -> list[Future[str]]:
        """Remove and return the requests made before an image arrived; the caller must answer them.

        Requests that were cancelled are removed without being returned.

        Args:
            arrival: The arrival time of the image in seconds of the monotonic clock.
        """
        with self._lock:
            due = [outcome for moment, outcome in self._waiting if moment <= arrival]
            self._waiting = [(moment, outcome) for moment, outcome in self._waiting if moment > arrival]
        return [outcome for outcome in due if outcome.set_running_or_notify_cancel()]

    def reject(self, reason: str) -> None:
        """Answer all waiting requests with an InputError."""
        for outcome in self.take():
            outcome.set_exception(InputError(reason))
