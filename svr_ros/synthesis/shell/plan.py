"""Floor plan of a room with its materials and the furniture that suits it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from svr_ros.synthesis.catalogue import table
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.layout.plan import FloorPlan
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import RoomSize


class Plan(FloorPlan):
    """A floor plan whose builders draw materials from one library and furniture from the catalogue.

    Attributes:
        materials: Materials of the room.
        room: Name of the recipe that furnishes it.
    """

    def __init__(self, rng: Random, materials: MaterialLibrary, size: RoomSize, room: str = "") -> None:
        super().__init__(rng, size)
        self.materials = materials
        self.room = room

    def draw(self, kind: str, **sizes: Any) -> Furniture:
        """Return a piece of a kind, see `table.draw`."""
        return table.draw(self.rng, self.materials, kind, **sizes)

    def draw_any(self, kinds: Mapping[str, float], **sizes: Any) -> Furniture:
        """Return a piece of one of several kinds, drawn by their weights."""
        return table.draw_any(self.rng, self.materials, kinds, **sizes)
