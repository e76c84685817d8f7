"""Count what the node does, and tell it on /diagnostics."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from rclpy.clock import Clock, ClockType
from rclpy.node import Node

from svr_ros.errors import InputError

_PERIOD = 1.0
_WINDOW = 10.0
_PERCENTILES = (50, 90, 99)


class Drop(Enum):
    """Name each cause of an image that is not published: for people, and how bad it is on /diagnostics."""

    OVERTAKEN = "overtaken by a newer image", DiagnosticStatus.OK
    NO_SUBSCRIBER = "no subscriber", DiagnosticStatus.OK
    DISABLED = "disabled", DiagnosticStatus.OK
    TOO_OLD = "too old", DiagnosticStatus.WARN
    NO_CAMERA_INFO = "no camera_info", DiagnosticStatus.ERROR
    NO_TRANSFORM = "no transform", DiagnosticStatus.ERROR
    OUT_OF_MEMORY = "out of memory", DiagnosticStatus.ERROR
    FAILED = "failed", DiagnosticStatus.ERROR

    def __init__(self, label: str, level: bytes) -> None:
        self.label = label
        self.level = level


class DropError(InputError):
    """Say in one sentence why an image is not published, with the cause that is counted."""

    def __init__(self, cause: Drop, sentence: str) -> None:
        super().__init__(sentence)
        self.cause = cause


class Status(NamedTuple):
    """Tell how the node is: a level of DiagnosticStatus, one sentence or word, and names with values."""

    level: bytes
    message: str
    values: dict[str, str]


class Statistics:
    """Count images by what became of them; safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._received: deque[float] = deque(maxlen=1000)
        self._processed: deque[tuple[float, float]] = deque(maxlen=1000)
        self._drops: Counter[Drop] = Counter()
        self._level, self._sentence = DiagnosticStatus.OK, ""
        self._last_error = ""

    def received(self) -> None:
        """Count an image that came in."""
        with self._lock:
            self._received.append(self._clock())

    def succeeded(self, latency: float) -> None:
        """Count an image that was published, latency seconds after it came in; it ends a trouble."""
        with self._lock:
            self._processed.append((self._clock(), latency))
            self._level, self._sentence = DiagnosticStatus.OK, ""

    def dropped(self, cause: Drop, sentence: str = "") -> None:
        """Count an image that is not published; sentence says why, where the cause is a trouble.

        An image that nobody wanted could have been published as far as is known: it ends a trouble.
        """
        with self._lock:
            self._drops[cause] += 1
            if cause.level != DiagnosticStatus.OK or cause is Drop.NO_SUBSCRIBER:
                self._level, self._sentence = cause.level, sentence
            if cause.level == DiagnosticStatus.ERROR:
                self._last_error = sentence

    def trouble(self) -> tuple[bytes, str]:
        """Return what the last image met: a level of DiagnosticStatus and a sentence, empty where all is well."""
        with self._lock:
            return self._level, self._sentence

    def status(self, state: str, silence: list[str], more: dict[str, str]) -> Status:
        """Return how the node is: ERROR when the last image failed, WARN when an input is silent or stale, else OK.

        state is the lifecycle state, silence a sentence for each silent input, more further names and values.
        """
        level, text = self.trouble()
        if level != DiagnosticStatus.ERROR and silence:
            level, text = DiagnosticStatus.WARN, "; ".join(silence)
        return Status(level, text or state, {"state": state, **more, **self.values()})

    def values(self) -> dict[str, str]:
        """Return names and values for people; rates and latency are those of the last ten seconds."""
        with self._lock:
            since = self._clock() - _WINDOW
            came = sum(moment > since for moment in self._received)
            latencies = sorted(latency for moment, latency in self._processed if moment > since)
            return {
                "rate in (Hz)": f"{came / _WINDOW:.1f}",
                "rate out (Hz)": f"{len(latencies) / _WINDOW:.1f}",
                **{f"latency {share} % (s)": _percentile(latencies, share) for share in _PERCENTILES},
                **{f"dropped: {cause.label}": str(self._drops[cause]) for cause in Drop},
                "last error": self._last_error,
            }


def _percentile(ordered: list[float], share: int) -> str:
    """Return the value that share percent do not exceed (nearest rank), in text; empty where there is none."""
    return f"{ordered[max(0, -(-len(ordered) * share // 100) - 1)]:.3f}" if ordered else ""


class Diagnostics:
    """Publish what `describe` tells as the node's status on /diagnostics, once a second.

    By diagnostic_updater where ROS has it, by the message itself where not: the content is the same.
    """

    def __init__(self, node: Node, describe: Callable[[], Status]) -> None:
        self._node = node
        self._describe = describe
        namespace = node.get_namespace().strip("/")
        # diagnostic_updater puts the node's name before it, which several cameras share.
        self._task = f"reconstruction of {namespace}" if namespace else "reconstruction"
        # Timers of the steady clock run while simulated time stands still.
        steady = Clock(clock_type=ClockType.STEADY_TIME)
        node.create_timer(_PERIOD, self._updater() or self._publisher(), clock=steady)

    def _updater(self) -> Callable[[], None] | None:
        try:
            from diagnostic_updater import Updater
        except ImportError:
            return None
        updater = Updater(self._node)
        updater.timer.cancel()  # it goes by the node's clock
        updater.setHardwareID(self._node.get_fully_qualified_name())
        updater.add(self._task, self._fill)
        return updater.force_update

    def _publisher(self) -> Callable[[], None]:
        publisher = self._node.create_publisher(DiagnosticArray, "/diagnostics", 1)
        hardware_id = self._node.get_fully_qualified_name()

        def publish() -> None:
            status = self._fill(DiagnosticStatus(name=f"{self._node.get_name()}: {self._task}"))
            status.hardware_id = hardware_id
            message = DiagnosticArray(status=[status])
            message.header.stamp = self._node.get_clock().now().to_msg()
            publisher.publish(message)

        return publish

    def _fill(self, status: DiagnosticStatus) -> DiagnosticStatus:
        told = self._describe()
        status.level, status.message = told.level, told.message
        status.values = [KeyValue(key=key, value=value) for key, value in told.values.items()]
        return status


def resident_memory() -> int | None:
    """Return how many bytes of memory this process holds; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def mebibytes(size: int | None) -> str:
    """Return a size in bytes as text, in MiB; empty where it is not known."""
    return "" if size is None else f"{size / 2**20:.0f}"
