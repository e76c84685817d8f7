"""What services ask of the stream of scenes: to pause, one scene now, the newest scene. Knows no ROS."""

from __future__ import annotations

import math
import threading
import time
from concurrent.futures import Future

from svr_ros.errors import InputError
from svr_ros.inference.reconstruction import Reconstruction


class Demand:
    """Stand between the services, which ask in the executor's thread, and the thread that computes.

    enabled tells whether scenes are wanted without being asked for; newest is the last scene that was made.
    """

    def __init__(self) -> None:
        self.enabled = True
        self.newest: Reconstruction | None = None
        self._lock = threading.Lock()
        self._asked: list[tuple[float, Future[str]]] = []

    @property
    def any(self) -> bool:
        """Return whether the next image is wanted."""
        return self.enabled or bool(self._asked)

    def ask(self) -> Future[str]:
        """Ask for the scene of the next image; the answer is a sentence, or InputError with one that says why not."""
        outcome: Future[str] = Future()
        with self._lock:
            self._asked.append((time.monotonic(), outcome))
        return outcome

    def take(self, arrival: float = math.inf) -> list[Future[str]]:
        """Return what was asked before an image came, and not withdrawn; whoever takes it owes each an answer.

        arrival is in seconds of the monotonic clock.
        """
        with self._lock:
            due = [outcome for moment, outcome in self._asked if moment <= arrival]
            self._asked = [(moment, outcome) for moment, outcome in self._asked if moment > arrival]
        return [outcome for outcome in due if outcome.set_running_or_notify_cancel()]

    def refuse(self, sentence: str) -> None:
        """Answer all that was asked and not taken with why there will be no scene."""
        for outcome in self.take():
            outcome.set_exception(InputError(sentence))
