"""Floor plan of a room with the materials of its parts."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.layout.plan import FloorPlan
from svr_ros.synthesis.scene import RoomSize


class Plan(FloorPlan):
    """A floor plan with the palette from which its parts draw their materials."""

    def __init__(self, rng: Random, palette: Palette, size: RoomSize) -> None:
        super().__init__(rng, size)
        self.palette = palette
