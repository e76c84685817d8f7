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

"""Buffer of the newest messages of a topic, in which the one that belongs to an image is found."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from threading import Condition
from typing import Any, NamedTuple

_KEPT = 10
"""Number of messages that are kept: a camera at 90 Hz sends as many in 0.1 s. For images that wait see `expect`."""

_EXPECTED = 2
"""Number of images whose messages are kept: one that is being decoded, and one that waits."""


class Stamped(NamedTuple):
    """A message and its stamp.

    Attributes:
        stamp: The stamp in nanoseconds.
        message: The message.
    """

    stamp: int
    message: Any


def nanoseconds(stamp: Any) -> int:
    """Return a stamp of a message in nanoseconds."""
    return int(stamp.sec) * 10**9 + int(stamp.nanosec)


class RecentMessages:
    """Keep the newest messages of a topic; one thread may add messages while another one looks for them."""

    def __init__(self, topic: str, changed: Condition | None = None) -> None:
        """Create an empty collection.

        Args:
            topic: The name of the topic, for users.
            changed: The condition that is notified of each message; by default, one of its own.
        """
        self._topic = topic
        self._changed = changed or Condition()
        self._messages: list[Stamped] = []
        self._expected: deque[int] = deque(maxlen=_EXPECTED)

    def add(self, stamp: int, message: Any) -> None:
        """Add a message with a stamp in nanoseconds; the oldest one that is not expected is dropped."""
        with self._changed:
            self._messages.append(Stamped(stamp, message))
            if len(self._messages) > _KEPT:
                kept = {id(self._nearest(stamp)) for stamp in self._expected}
                del self._messages[next(at for at, one in enumerate(self._messages) if id(one) not in kept)]
            self._changed.notify_all()

    def expect(self, stamp: int) -> None:
        """Keep the message nearest to a stamp in nanoseconds, that of the newest image, until two further calls."""
        with self._changed:
            self._expected.append(stamp)

    def match(self, stamp: int, tolerance: float) -> Any:
        """Return the message whose stamp is nearest to one in nanoseconds; None if none is within tolerance seconds."""
        nearest = self._nearest(stamp)
        return nearest.message if nearest and abs(nearest.stamp - stamp) <= tolerance * 1e9 else None

    def describe_missing(self, stamp: int, tolerance: float, timeout: float) -> str:
        """Return one sentence about a stamp in nanoseconds that no message matched in timeout seconds."""
        nearest = self._nearest(stamp)
        found = f"the nearest differs by {abs(nearest.stamp - stamp) / 1e9:.3g} s" if nearest else "none has arrived"
        return (
            f"no message on {self._topic} within depth_tolerance, {tolerance:g} s, of the image's stamp arrived within "
            f"depth_timeout, {timeout:g} s: {found}"
        )

    def _nearest(self, stamp: int) -> Stamped | None:
        with self._changed:
            # Of equal stamps, as of drivers that set none, the newest message
            return min(reversed(self._messages), key=lambda one: abs(one.stamp - stamp), default=None)

    def nearer_is_due(self, stamp: int) -> bool:
        """Return whether a message nearer than the newest is expected next, if the topic keeps its last period."""
        with self._changed:
            if len(self._messages) < 2:
                return False
            before, newest = (one.stamp for one in self._messages[-2:])
        return newest > before and abs(2 * newest - before - stamp) < abs(newest - stamp)


def collect(
    topics: Mapping[str, RecentMessages], stamp: int, tolerance: float, found: dict[str, Any], last: bool = False
) -> bool:
    """Add the messages that match a stamp and have not been found before; return whether all have been found.

    A message that was found belongs to the image, even if its topic drops it while the image waits for others.

    Args:
        topics: The recent messages by the names of their parts.
        stamp: The stamp in nanoseconds.
        tolerance: The largest difference of stamps in seconds.
        found: The messages found so far by the names of their parts; changed in place.
        last: Whether this is the last call, so that nearer messages that are due do not matter.
    """
    for part, recent in topics.items():
        if part in found or (not last and recent.nearer_is_due(stamp)):
            continue
        if (message := recent.match(stamp, tolerance)) is not None:
            found[part] = message
    return len(found) == len(topics)
