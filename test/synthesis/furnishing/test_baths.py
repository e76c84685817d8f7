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

"""Tubs in bathrooms: their screens stand on the rim and their curtains hang before it."""

from __future__ import annotations

from random import Random

import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.furnishing.wet_rooms import _bathe
from svr_ros.synthesis.layout.contact import inspect
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.scene import Lights, RoomSize, Scene, Solid, SolidKind
from svr_ros.synthesis.shell.plan import Plan

SIZE = RoomSize(1.6, 1.5, 2.5)
SHELL = Solid(SolidKind.ROOM, Label.WALL, 0, 0, 0, SIZE.height / 2, 0, 0, 0, *SIZE[:2], SIZE.height / 2, 0, 0, 0)


def _bath(seed: int) -> Plan:
    rng = Random(seed)
    plan = Plan(rng, MaterialLibrary(rng), SIZE, "bathroom")
    _bathe(plan)
    return plan


def test_screens_and_curtains_are_held_by_their_tubs() -> None:
    guards = 0
    for seed in range(80):
        plan = _bath(seed)
        report = inspect(Scene(SIZE, [SHELL, *plan.solids], [], Lights(), [], plan.items))
        assert not (report.collisions or report.floating or report.loose), f"seed {seed}: {report}"
        tub = plan.items[0]
        for item in plan.items[1:]:
            guards += 1
            if item.name == "bath screen":
                assert item.bottom < tub.top and item.bottom == pytest.approx(tub.top, abs=0.35)
                assert 1.75 < item.top < 2.2
            else:
                assert item.name == "bath curtain" and item.width == pytest.approx(max(tub.width, tub.depth), abs=0.2)
    assert guards > 15
