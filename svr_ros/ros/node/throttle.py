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

"""Limiter for repeated log messages."""

from __future__ import annotations

import time
from collections.abc import Callable

from svr_ros.errors import kind_of_problem

_MAX_KINDS = 100


class Throttle:
    """Allow each kind of sentence at most once per interval; sentences of a kind differ in numbers and names only.

    rclpy's own throttle works per line of code, so one message would suppress a different one from the same line.
    """

    def __init__(self, interval: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Create a throttle.

        Args:
            interval: The minimum number of seconds between two sentences of a kind.
            clock: Returns the time in seconds.
        """
        self._interval = interval
        self._clock = clock
        self._last: dict[str, float] = {}

    def due(self, sentence: str) -> bool:
        """Return whether to log the sentence now; if so, the interval of its kind begins."""
        kind = kind_of_problem(sentence)
        now = self._clock()
        if now - self._last.get(kind, -self._interval) < self._interval:
            return False
        if len(self._last) >= _MAX_KINDS:
            self._last.clear()
        self._last[kind] = now
        return True
