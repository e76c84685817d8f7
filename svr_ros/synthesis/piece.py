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

"""Pieces of furniture: solids in their own coordinates that can be placed in a room.

Furniture coordinates: metres and radians, z up from the floor, the back (the side at a wall) towards +y.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from svr_ros.synthesis.bounds import Bounds, enclose
from svr_ros.synthesis.scene import Solid


def place(solids: Sequence[Solid], x: float, y: float, z: float, yaw: float) -> list[Solid]:
    """Return solids turned by yaw about the vertical axis and then moved by (x, y, z)."""
    # A room moves hundreds of solids: creating the tuples directly takes half the time of Solid(...).
    new = tuple.__new__
    if yaw == 0.0:
        return [new(Solid, (p[0], p[1], p[2], x + p[3], y + p[4], z + p[5], *p[6:])) for p in solids]
    c, s = math.cos(yaw), math.sin(yaw)
    return [
        new(
            Solid,
            (p[0], p[1], p[2], x + c * p[3] - s * p[4], y + s * p[3] + c * p[4], z + p[5], yaw + p[6], *p[7:]),
        )
        for p in solids
    ]


class Furniture(NamedTuple):
    """A piece of furniture whose bounding box is centred at x = y = 0 and stands on z = 0, or hangs above it."""

    label: int
    """Class id of the piece; single solids may have another one, as a vase on a table has."""

    name: str
    """Name of the piece."""

    solids: list[Solid]
    """Solids in furniture coordinates."""

    width: float
    """Extent along x in metres."""

    depth: float
    """Extent along y in metres."""

    height: float
    """Height above the floor in metres."""

    blocks: tuple[Bounds, ...] = ()
    """Boxes of space that the piece occupies if it is not one box, as a corner sofa; empty for the whole box."""

    top: float = 0.0
    """Height in metres of a free, level surface for other things, 0 if there is none."""

    def placed(self, x: float, y: float, z: float, yaw: float) -> list[Solid]:
        """Return its solids placed in the room."""
        return place(self.solids, x, y, z, yaw)

    def turned_extents(self, yaw: float) -> tuple[float, float]:
        """Return half the extents along x and y, in metres, of the rectangle around it after a turn by yaw."""
        c, s = abs(math.cos(yaw)) / 2, abs(math.sin(yaw)) / 2
        return c * self.width + s * self.depth, s * self.width + c * self.depth

    def filled(self) -> tuple[Bounds, ...]:
        """Return the boxes that it occupies, in its own coordinates."""
        if self.blocks:
            return self.blocks
        return ((-self.width / 2, -self.depth / 2, 0.0, self.width / 2, self.depth / 2, self.height),)


def furniture(label: int, name: str, solids: list[Solid], blocks: Sequence[Bounds] = (), top: float = 0.0) -> Furniture:
    """Return a piece of furniture from solids that stand on z = 0, measured and moved to x = y = 0."""
    x0, y0, _, x1, y1, z1 = enclose(solids)
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    moved = place(solids, -cx, -cy, 0.0, 0.0) if cx or cy else solids
    own = tuple((a - cx, b - cy, c, d - cx, e - cy, f) for a, b, c, d, e, f in blocks)
    return Furniture(label, name, moved, x1 - x0, y1 - y0, z1, own, top)
