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
