"""Count what the node does, and tell it on /diagnostics."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from rclpy.node import Node

_WINDOW = 10.0


class Statistics:
    """Count images by what became of them; safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._received: deque[float] = deque(maxlen=1000)
        self._processed: deque[tuple[float, float]] = deque(maxlen=1000)
        self.overtaken = 0
        self.failed = 0
        self.unwanted = 0
        self.last_error = ""
        self.failing = False

    def received(self, overtook: bool) -> None:
        """Count an image that came in; overtook: an older one was dropped for it."""
        with self._lock:
            self._received.append(self._clock())
            self.overtaken += overtook

    def skipped(self) -> None:
        """Count an image that nobody wanted the result of."""
        with self._lock:
            self.unwanted += 1
            self.failing = False

    def succeeded(self, latency: float) -> None:
        """Count an image that was published, latency seconds after it came in."""
        with self._lock:
            self._processed.append((self._clock(), latency))
            self.failing = False

    def went_wrong(self, sentence: str) -> None:
        """Count an image, or something else, that failed."""
        with self._lock:
            self.failed += 1
            self.failing = True
            self.last_error = sentence

    def values(self) -> dict[str, str]:
        """Return names and values for people; rates and latency are those of the last ten seconds."""
        with self._lock:
            since = self._clock() - _WINDOW
            came = sum(moment > since for moment in self._received)
            latencies = sorted(latency for moment, latency in self._processed if moment > since)
            return {
                "rate in (Hz)": f"{came / _WINDOW:.1f}",
                "rate out (Hz)": f"{len(latencies) / _WINDOW:.1f}",
                "latency median (s)": f"{latencies[len(latencies) // 2]:.3f}" if latencies else "",
                "latency largest (s)": f"{latencies[-1]:.3f}" if latencies else "",
                "dropped for a newer image": str(self.overtaken),
                "dropped without subscriber": str(self.unwanted),
                "failed": str(self.failed),
                "last error": self.last_error,
            }


class Diagnostics:
    """Publish the node's status on /diagnostics."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._publisher = node.create_publisher(DiagnosticArray, "/diagnostics", 10)

    def publish(self, state: str, silence: list[str], statistics: Statistics, more: dict[str, str]) -> None:
        """Publish one status: ERROR when the last image failed, WARN when an input is silent, else OK.

        state is the lifecycle state, silence a sentence for each silent input, more further names and values.
        """
        if statistics.failing:
            level, text = DiagnosticStatus.ERROR, statistics.last_error
        elif silence:
            level, text = DiagnosticStatus.WARN, "; ".join(silence)
        else:
            level, text = DiagnosticStatus.OK, state
        values = {"state": state, **more, **statistics.values()}
        status = DiagnosticStatus(
            level=level,
            name=f"{self._node.get_fully_qualified_name().lstrip('/')}: reconstruction",
            hardware_id=more.get("device", ""),
            message=text,
            values=[KeyValue(key=key, value=value) for key, value in values.items()],
        )
        message = DiagnosticArray(status=[status])
        message.header.stamp = self._node.get_clock().now().to_msg()
        self._publisher.publish(message)
