"""Limiter for repeated log messages."""

from __future__ import annotations

import time
from collections.abc import Callable

_MAX_SENTENCES = 100


class Throttle:
    """Allow each sentence at most once per interval.

    rclpy's own throttle works per line of code, so one message would suppress a different one from the same line.
    """

    def __init__(self, interval: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Create a throttle.

        Args:
            interval: The minimum number of seconds between two identical sentences.
            clock: Returns the time in seconds.
        """
        self._interval = interval
        self._clock = clock
        self._last: dict[str, float] = {}

    def due(self, sentence: str) -> bool:
        """Return whether to log the sentence now; if so, its interval begins."""
        now = self._clock()
        if now - self._last.get(sentence, -self._interval) < self._interval:
            return False
        if len(self._last) >= _MAX_SENTENCES:
            self._last.clear()
        self._last[sentence] = now
        return True
