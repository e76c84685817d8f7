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

"""What tests of furniture share: a piece in an empty room, checked by the package's own test of contact."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.layout.contact import Report, inspect
from svr_ros.synthesis.scene import Item, Lights, RoomSize, Scene, Solid, SolidKind

Check = Callable[..., Report]


def _alone(solids: Sequence[Solid], wall: float = 20.0, ceiling: float = 40.0) -> Report:
    """Say what is physically wrong with one piece in a room whose back wall is at y = wall (m)."""
    size = RoomSize(20.0, wall, ceiling)
    shell = Solid(SolidKind.ROOM, Label.WALL, 0, 0, 0, ceiling / 2, 0, 0, 0, 20.0, wall, ceiling / 2, 0, 0, 0)
    item = Item(Label.VOID, "piece", 0, 0, 0, 1, 1, 0, 1, 1, 1 + len(solids))
    return inspect(Scene(size, [shell, *solids], [], Lights(), [], [item]))


@pytest.fixture(scope="session")
def alone() -> Check:
    """Give the function that checks a piece that stands, hangs or leans alone in a room."""
    return _alone
