"""Say each thing once in a while. Knows no ROS."""

from __future__ import annotations

import time
from collections.abc import Callable

_MOST_SENTENCES = 100


class Throttle:
    """Tell whether a sentence is due: never said, or not within the last interval seconds.

    rclpy's own throttle goes by the line of code, so that one kind of trouble would hide the next.
    """

    def __init__(self, interval: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = interval
        self._clock = clock
        self._said: dict[str, float] = {}

    def due(self, sentence: str) -> bool:
        """Return whether to say the sentence now, and take it as said if so."""
        now = self._clock()
        if now - self._said.get(sentence, -self._interval) < self._interval:
            return False
        if len(self._said) >= _MOST_SENTENCES:
            self._said.clear()
        self._said[sentence] = now
        return True
