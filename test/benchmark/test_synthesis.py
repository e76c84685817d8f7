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

from __future__ import annotations

import pytest

from svr_ros.benchmark import synthesis
from svr_ros.cli.main import main


def test_every_step_of_a_sample_is_timed() -> None:
    clock = synthesis.Clock()
    world = synthesis.make_one(0, clock)
    assert len(world.solids) > 10
    assert all(clock.times[part] for part in synthesis.PARTS)
    assert 0 < clock.rate() < clock.rate(synthesis.FOR_VISIBILITY)
    assert clock.rate() == pytest.approx(1e3 / sum(sum(times) / len(times) for times in clock.times.values()))


def test_number_of_rooms_is_positive() -> None:
    with pytest.raises(SystemExit):
        main(["benchmark", "synthesis", "--rooms", "0"])
