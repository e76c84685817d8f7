"""What a run tells: a line every few steps, the same as TensorBoard scalars, and pictures."""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_STEPS = 25


class Journal:
    """Average figures and times over some steps and report them; TensorBoard's files lie in folder/journal.

    A `silent` one (of all processes but the first) reports nothing.
    """

    def __init__(self, folder: Path, silent: bool = False, steps: int = _STEPS) -> None:
        self._writer = None if silent else _writer(folder / "journal")
        self._silent = silent
        self._steps = steps
        self._figures: dict[str, float] = defaultdict(float)
        self._times: dict[str, float] = defaultdict(float)
        self._taken = 0
        self._mark = time.perf_counter()

    def lap(self, part: str) -> None:
        """Book the time since the last lap under the name of a part of the step."""
        now = time.perf_counter()
        self._times[part] += now - self._mark
        self._mark = now

    def tell(self, step: int, progress: float, seconds: float, figures: dict[str, float], examples: int) -> None:
        """Take the figures of a step; every few steps print their means, examples per second and each part's time."""
        self._taken += 1  # a run that was resumed begins between two lines
        for name, value in figures.items():
            self._figures[name] += value
        if step % self._steps:
            return
        spent, means = sum(self._times.values()), {name: sum_ / self._taken for name, sum_ in self._figures.items()}
        speed = self._taken * examples / spent
        shares = {part: share / spent for part, share in self._times.items()}
        if not self._silent:
            losses = "  ".join(f"{name} {value:.4f}" for name, value in means.items())
            times = " ".join(f"{part} {share:.0%}" for part, share in shares.items())
            print(
                f"{progress:6.1%}  {seconds / 60:.1f} min  step {step}  {speed:.1f}/s ({times})  {losses}", flush=True
            )
        if self._writer is not None:
            for name, value in means.items():
                self._writer.add_scalar(f"loss/{name}", value, step)
            for part, share in shares.items():
                self._writer.add_scalar(f"time/{part}", share, step)
            self._writer.add_scalar("time/examples_per_second", speed, step)
        self._figures.clear()
        self._times.clear()
        self._taken = 0

    def show(self, step: int, name: str, picture: NDArray[np.uint8]) -> None:
        """Add a picture, uint8 [H, W, 3]."""
        if self._writer is not None:
            self._writer.add_image(name, picture, step, dataformats="HWC")

    def close(self) -> None:
        """Finish the files."""
        if self._writer is not None:
            self._writer.close()


def _writer(folder: Path):  # type: ignore[no-untyped-def]
    """Return TensorBoard's writer, None where TensorBoard is not installed."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        print("TensorBoard is not installed: the run tells its figures here alone (pip install tensorboard)")
        return None
    return SummaryWriter(str(folder))
