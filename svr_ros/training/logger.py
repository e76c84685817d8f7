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

"""Progress reports of a run: a line every few steps, and TensorBoard scalars and images."""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LOG_FOLDER = "journal"
"""Folder of TensorBoard's files, within that of the run."""

_STEPS = 25


class Logger:
    """Averages metrics and times over some steps and reports them.

    Args:
        folder: Folder of the run; TensorBoard's files are in its subfolder LOG_FOLDER.
        silent: Whether nothing is reported, as in all processes except for the first.
        steps: Number of steps per report.
    """

    def __init__(self, folder: Path, silent: bool = False, steps: int = _STEPS) -> None:
        self._writer = None if silent else _writer(folder / LOG_FOLDER)
        self._silent = silent
        self._steps = steps
        self._sums: dict[str, float] = defaultdict(float)
        self._times: dict[str, float] = defaultdict(float)
        self._count = 0
        self._last = time.perf_counter()

    def time(self, part: str) -> None:
        """Add the time since the previous call to a part of the step."""
        now = time.perf_counter()
        self._times[part] += now - self._last
        self._last = now

    def log(self, step: int, progress: float, seconds: float, metrics: dict[str, float], examples: int) -> None:
        """Add the metrics of a step; every few steps, report their means, the speed and the time of each part.

        Args:
            step: Number of the step.
            progress: Fraction of the run that is done.
            seconds: Duration of the run.
            metrics: Metrics by name.
            examples: Number of examples per step.
        """
        # Accumulate
        self._count += 1  # not always _steps: a resumed run starts between two reports
        for name, value in metrics.items():
            self._sums[name] += value
        if step % self._steps:
            return
        # Average
        total = sum(self._times.values())
        means = {name: value / self._count for name, value in self._sums.items()}
        speed = self._count * examples / total
        fractions = {part: spent / total for part, spent in self._times.items()}
        # Report
        if not self._silent:
            losses = "  ".join(f"{name} {value:.4f}" for name, value in means.items())
            times = " ".join(f"{part} {fraction:.0%}" for part, fraction in fractions.items())
            print(
                f"{progress:6.1%}  {seconds / 60:.1f} min  step {step}  {speed:.1f}/s ({times})  {losses}", flush=True
            )
        if self._writer is not None:
            for name, value in means.items():
                self._writer.add_scalar(f"loss/{name}", value, step)
            for part, fraction in fractions.items():
                self._writer.add_scalar(f"time/{part}", fraction, step)
            self._writer.add_scalar("time/examples_per_second", speed, step)
        self._sums.clear()
        self._times.clear()
        self._count = 0

    def image(self, step: int, name: str, image: NDArray[np.uint8]) -> None:
        """Add an image, uint8 [H, W, 3]."""
        if self._writer is not None:
            self._writer.add_image(name, image, step, dataformats="HWC")

    def close(self) -> None:
        """Close TensorBoard's files."""
        if self._writer is not None:
            self._writer.close()


def _writer(folder: Path):  # type: ignore[no-untyped-def]
    """Return TensorBoard's writer; None if TensorBoard is not installed."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        print("TensorBoard is not installed: metrics are reported here only (pip install tensorboard)")
        return None
    return SummaryWriter(str(folder))
