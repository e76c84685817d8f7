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

"""Floor plan of a room with its materials and the furniture that suits it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from svr_ros.synthesis.catalogue import table
from svr_ros.synthesis.layout.plan import FloorPlan
from svr_ros.synthesis.materials import MaterialLibrary
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
        return table.draw(self.materials, kind, **sizes)

    def draw_any(self, kinds: Mapping[str, float], **sizes: Any) -> Furniture:
        """Return a piece of one of several kinds, drawn by their weights."""
        return table.draw_any(self.materials, kinds, **sizes)
