"""What a run tells of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from svr_ros.training.logger import Logger


def test_figures_are_means_of_the_steps_that_were_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run that goes on at step 4 has taken two steps when it tells of step 5."""
    journal = Logger(tmp_path, steps=5)
    for step in range(4, 11):
        journal.lap("forward")
        journal.tell(step, step / 10, 60.0 * step, {"depth": float(step)}, 16)
    journal.close()
    first, second = (line for line in capsys.readouterr().out.splitlines() if "step" in line)
    assert "step 5" in first and "depth 4.5000" in first
    assert "step 10" in second and "depth 8.0000" in second
