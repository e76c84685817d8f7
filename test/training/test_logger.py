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

"""Progress reports of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from svr_ros.training.logger import Logger


def test_metrics_are_averaged_over_the_steps_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run that is resumed at step 4 has done two steps when it reports step 5."""
    logger = Logger(tmp_path, steps=5)
    for step in range(4, 11):
        logger.time("forward")
        logger.log(step, step / 10, 60.0 * step, {"depth": float(step)}, 16)
    logger.close()
    first, second = (line for line in capsys.readouterr().out.splitlines() if "step" in line)
    assert "step 5" in first and "depth 4.5000" in first
    assert "step 10" in second and "depth 8.0000" in second
