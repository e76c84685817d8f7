"""The newest messages of a topic, to find the one that belongs to an image."""

from __future__ import annotations

from collections import deque
from threading import Condition
from typing import Any

_KEPT = 10
"""Number of messages that are kept: a camera at 90 Hz sends as many in 0.1 s."""


def nanoseconds(stamp: Any) -> int:
    """Return a stamp of a message in nanoseconds."""
    return int(stamp.sec) * 10**9 + int(stamp.nanosec)


class RecentMessages:
    """Keep the newest messages of a topic; one thread may add messages while another one looks for them."""

    def __init__(self, name: str, changed: Condition) -> None:
        """Create an empty collection.

        Args:
            name: The name of the topic, for users.
            changed: The condition that is notified of each message.
        """
        self.name = name
        self._changed = changed
        self._messages: deque[Any] = deque(maxlen=_KEPT)

    def add(self, message: Any) -> None:
        """Add a message."""
        with self._changed:
            self._messages.append(message)
            self._changed.notify_all()

    def match(self, stamp: int, tolerance: float) -> Any:
        """Return the message whose stamp is nearest to a stamp in nanoseconds; None if none is within the tolerance."""
        nearest = self._nearest(stamp)
        return nearest if nearest is not None and self._difference(nearest, stamp) <= tolerance * 1e9 else None

    def describe_missing(self, stamp: int, tolerance: float, timeout: float) -> str:
        """Return one sentence about a stamp in nanoseconds that no message matched."""
        nearest = self._nearest(stamp)
        found = (
            "none has arrived yet"
            if nearest is None
            else f"the nearest differs by {self._difference(nearest, stamp) / 1e9:.3g} s"
        )
        return (
            f"no message on {self.name} within depth_tolerance, {tolerance:g} s, of the image's stamp arrived within "
            f"depth_timeout, {timeout:g} s: {found}"
        )

    def _nearest(self, stamp: int) -> Any:
        with self._changed:
            return min(self._messages, key=lambda message: self._difference(message, stamp), default=None)

    @staticmethod
    def _difference(message: Any, stamp: int) -> int:
        return abs(nanoseconds(message.header.stamp) - stamp)
