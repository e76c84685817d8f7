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

"""Statistics of the node and their publication on /diagnostics."""

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
"""Seconds between two messages on /diagnostics."""

_WINDOW = 10.0
"""Seconds over which rates and latency are computed."""

_DEPTH = {"with": True, "without": False}
"""Words for images with and without known depth."""

_PERCENTILES = (50, 90, 99)
"""Percentiles of the latency."""


class Drop(Enum):
    """Reasons for dropping an image, each with a label for users and its level on /diagnostics."""

    OVERTAKEN = "overtaken by a newer image", DiagnosticStatus.OK
    NO_SUBSCRIBER = "no subscriber", DiagnosticStatus.OK
    DISABLED = "disabled", DiagnosticStatus.OK
    TOO_OLD = "too old", DiagnosticStatus.WARN
    NO_CAMERA_INFO = "no camera_info", DiagnosticStatus.ERROR
    NO_TRANSFORM = "no transform", DiagnosticStatus.ERROR
    OUT_OF_MEMORY = "out of memory", DiagnosticStatus.ERROR
    FAILED = "failed", DiagnosticStatus.ERROR

    def __init__(self, label: str, level: bytes) -> None:
        """Set label and level of a member."""
        self.label = label
        self.level = level


class DropError(InputError):
    """An image was dropped for a known cause; the message is one sentence."""

    def __init__(self, cause: Drop, sentence: str) -> None:
        """Create an error with the cause to count and the sentence to log."""
        super().__init__(sentence)
        self.cause = cause


class Status(NamedTuple):
    """Content of a DiagnosticStatus message.

    Attributes:
        level: The level, a constant of DiagnosticStatus.
        message: The summary, one sentence or word.
        values: The values by name.
    """

    level: bytes
    message: str
    values: dict[str, str]


class Statistics:
    """Count received, published and dropped images; safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with zero counts; `clock` returns the time in seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._received: deque[float] = deque(maxlen=1000)
        self._processed: deque[tuple[float, float]] = deque(maxlen=1000)
        self._drops: Counter[Drop] = Counter()
        self._depth: Counter[bool] = Counter()
        self._missing_geometry = ""
        self._level, self._sentence = DiagnosticStatus.OK, ""
        self._last_error = ""
        self._transition_error = ""

    def received(self) -> None:
        """Count a received image."""
        with self._lock:
            self._received.append(self._clock())

    def succeeded(self, latency: float) -> None:
        """Count an image published `latency` seconds after its arrival, which clears the current problem."""
        with self._lock:
            self._processed.append((self._clock(), latency))
            self._level, self._sentence = DiagnosticStatus.OK, ""

    def dropped(self, cause: Drop, sentence: str = "") -> None:
        """Count a dropped image; `sentence` explains causes that are problems.

        A missing subscriber clears the current problem, because nothing else prevented publication.
        """
        with self._lock:
            self._drops[cause] += 1
            if cause.level != DiagnosticStatus.OK or cause is Drop.NO_SUBSCRIBER:
                self._level, self._sentence = cause.level, sentence
                self._missing_geometry = ""
            if cause.level == DiagnosticStatus.ERROR:
                self._last_error = sentence

    def depth_known(self, known: bool) -> None:
        """Count an image with or without depth or points, of a node that uses them."""
        with self._lock:
            self._depth[known] += 1

    def geometry_missing(self, sentence: str) -> None:
        """Record why the newest image is reconstructed without a part of known geometry; empty if it has all."""
        with self._lock:
            self._missing_geometry = sentence

    def transition_failed(self, sentence: str) -> None:
        """Record why a lifecycle transition failed, which is the current problem until a transition succeeds."""
        with self._lock:
            self._transition_error = self._last_error = sentence

    def transition_succeeded(self) -> None:
        """Clear the problem of a failed transition."""
        with self._lock:
            self._transition_error = ""

    def problem(self) -> tuple[bytes, str]:
        """Return level and description of the current problem; OK and an empty string if there is none."""
        with self._lock:
            if self._transition_error:
                return DiagnosticStatus.ERROR, self._transition_error
            if self._level == DiagnosticStatus.OK and self._missing_geometry:
                return DiagnosticStatus.WARN, self._missing_geometry
            return self._level, self._sentence

    def status(self, state: str, stale_inputs: list[str], more: dict[str, str]) -> Status:
        """Return the status of the node.

        The level is ERROR if the last transition or image failed, WARN if an input is stale or the last image lacks a
        part of its known geometry, else OK.

        Args:
            state: The lifecycle state.
            stale_inputs: One sentence for each stale input.
            more: Further values by name.
        """
        level, text = self.problem()
        if level != DiagnosticStatus.ERROR and stale_inputs:
            level, text = DiagnosticStatus.WARN, "; ".join(stale_inputs)
        return Status(level, text or state, {"state": state, **more, **self.values()})

    def values(self) -> dict[str, str]:
        """Return counts, rates and latency as text; rates and latency cover the last ten seconds."""
        with self._lock:
            since = self._clock() - _WINDOW
            received = sum(moment > since for moment in self._received)
            latencies = sorted(latency for moment, latency in self._processed if moment > since)
            return {
                "rate in (Hz)": f"{received / _WINDOW:.1f}",
                "rate out (Hz)": f"{len(latencies) / _WINDOW:.1f}",
                **{f"latency {percent} % (s)": _percentile(latencies, percent) for percent in _PERCENTILES},
                **{f"{word} depth": str(self._depth[known]) for word, known in _DEPTH.items() if self._depth},
                **{f"dropped: {cause.label}": str(self._drops[cause]) for cause in Drop},
                "last error": self._last_error,
            }


def _percentile(ordered: list[float], percent: int) -> str:
    """Return a percentile of sorted values (nearest rank) as text; empty if there are no values."""
    return f"{ordered[max(0, -(-len(ordered) * percent // 100) - 1)]:.3f}" if ordered else ""


class Diagnostics:
    """Publish the node's status on /diagnostics once per second.

    Uses diagnostic_updater if it is installed, and publishes the same message directly otherwise.
    """

    def __init__(self, node: Node, describe: Callable[[], Status]) -> None:
        """Start publishing; `describe` returns the current status."""
        self._node = node
        self._describe = describe
        namespace = node.get_namespace().strip("/")
        # diagnostic_updater prefixes the node's name, which is the same for all cameras: add the namespace.
        self._task = f"reconstruction of {namespace}" if namespace else "reconstruction"
        # Use the steady clock, which also runs while simulated time is paused.
        steady = Clock(clock_type=ClockType.STEADY_TIME)
        node.create_timer(_PERIOD, self._updater() or self._publisher(), clock=steady)

    def _updater(self) -> Callable[[], None] | None:
        try:
            from diagnostic_updater import Updater
        except ImportError:
            return None
        updater = Updater(self._node)
        updater.timer.cancel()  # it uses the node's clock
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
        described = self._describe()
        status.level, status.message = described.level, described.message
        status.values = [KeyValue(key=key, value=value) for key, value in described.values.items()]
        return status


def resident_memory() -> int | None:
    """Return the resident memory of this process in bytes; None if the system does not report it."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def mebibytes(size: int | None) -> str:
    """Return a size in bytes as text in MiB; empty if it is None."""
    return "" if size is None else f"{size / 2**20:.0f}"
