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

"""Counts of problems in a report."""

import pytest

from svr_ros.replay.job import MapReport


def test_problems_that_differ_in_numbers_alone_are_one_with_the_first_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = MapReport()
    for size in (10, 20, 30):
        report.fail(f"image holds {size} bytes; expected 99", f"message on /image skipped: image holds {size} bytes")
        report.lack("depth", f"the nearest differs by {size} s")
        report.lack_pose("frame", f"they are known from 0 to {size} s")
    assert report.failed == {"image holds 10 bytes; expected 99": 3}
    assert report.without == {"image reconstructed without depth: the nearest differs by 10 s": 3}
    assert report.without_pose == {"they are known from 0 to 10 s": 3}
    assert len(capsys.readouterr().err.splitlines()) == 3
    report.fail("it is corrupt", "message on /image skipped: it is corrupt")
    assert "it is corrupt" in capsys.readouterr().err and "it is corrupt" in report.problems
