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

"""Floor plan of a room under construction: placement of pieces in its free space."""

from __future__ import annotations

import math
from random import Random
from typing import NamedTuple

from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.layout.contact import Obstacles
from svr_ros.synthesis.layout.space import Space, Wall
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import Decal, Face, Item, RoomSize, Solid

_TOUCH = 0.003
"""Maximum overlap in metres of the boxes of two pieces that stand side by side."""

_SINK = 0.008
"""Maximum penetration in metres of solids, as of feet into a rug."""

_THIN = 0.01
"""Height in metres up to which a piece occupies no space, so that things can stand on it."""

MAX_SOLIDS = 480
"""Maximum number of solids in a room: the renderer's tile lists hold 512."""


class Placement(NamedTuple):
    """A piece that stands in the room.

    Attributes:
        furniture: The piece.
        x: x of its middle in metres.
        y: y of its middle in metres.
        yaw: Yaw in radians.
    """

    furniture: Furniture
    x: float
    y: float
    yaw: float

    def at(self, dx: float, dy: float) -> tuple[float, float]:
        """Return the room position of a point in the piece's own frame."""
        c, s = math.cos(self.yaw), math.sin(self.yaw)
        return self.x + c * dx - s * dy, self.y + s * dx + c * dy


def turned(bounds: Bounds, x: float, y: float, z: float, yaw: float) -> Bounds:
    """Return the bounding box of a box that is turned by yaw and then moved."""
    x0, y0, z0, x1, y1, z1 = bounds
    c, s = math.cos(yaw), math.sin(yaw)
    cx, cy, hx, hy = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2
    mx, my = x + c * cx - s * cy, y + s * cx + c * cy
    ex, ey = abs(c) * hx + abs(s) * hy, abs(s) * hx + abs(c) * hy
    return mx - ex, my - ey, z + z0, mx + ex, my + ey, z + z1


class FloorPlan:
    """The decals, solids and items of a room under construction, and the space that they occupy.

    Attributes:
        rng: Generator of the room.
        size: Inner size of the room.
        solids: Solids of the room.
        items: Placed pieces of furniture and parts of the building.
        decals: Decals on the faces of the room.
        walls: The four walls of the room, in the order of `Face`, then those that `add_wall` added.
        covered: Area of floor under furniture in square metres.
    """

    def __init__(self, rng: Random, size: RoomSize) -> None:
        self.rng = rng
        self.size = size
        self.solids: list[Solid] = []
        self.items: list[Item] = []
        self.decals: list[Decal] = []
        self.walls = [
            Wall(size.half_x, 0.0, -math.pi / 2, size.half_y),
            Wall(-size.half_x, 0.0, math.pi / 2, size.half_y),
            Wall(0.0, size.half_y, 0.0, size.half_x),
            Wall(0.0, -size.half_y, math.pi, size.half_x),
        ]
        self.covered = 0.0
        self._space = Space(size, _TOUCH)
        self._obstacles = Obstacles(size, _SINK)

    def add_wall(self, x0: float, y0: float, x1: float, y1: float) -> int:
        """Add a wall that pieces may stand against, on the left of its direction, and return its face number."""
        yaw = math.atan2(y0 - y1, x0 - x1)
        self.walls.append(Wall((x0 + x1) / 2, (y0 + y1) / 2, yaw, math.hypot(x1 - x0, y1 - y0) / 2))
        return len(self.walls) - 1

    def reserve(self, bounds: Bounds) -> None:
        """Keep a box of space free of furniture."""
        self._space.take(bounds)

    def keep_clear(self, placement: Placement, depth: float) -> None:
        """Keep the floor before a piece free for people, to a depth in metres."""
        piece = placement.furniture
        front = (-piece.width / 2, -piece.depth / 2 - depth, 0.05, piece.width / 2, -piece.depth / 2, 1.0)
        self._space.take(turned(front, placement.x, placement.y, 0.0, placement.yaw), to_walk=True)

    def is_free(self, bounds: Bounds) -> bool:
        """Return whether a box lies inside the room and overlaps no occupied space."""
        return self._space.is_free(bounds)

    def put(
        self,
        piece: Furniture,
        x: float,
        y: float,
        yaw: float,
        z: float = 0.0,
        under: bool = False,
        built: bool = False,
    ) -> Placement | None:
        """Put a piece at a pose if it fits and is supported, and return its placement, else None.

        It keeps clear of the boxes that others occupy or, with `under`, only of their solids (a chair under a table).
        Parts of the building (`built`) are put there in any case.
        """
        # Test for free space, for the number of solids and for penetration and support.
        boxes = [turned(bounds, x, y, z, yaw) for bounds in piece.filled()]
        if not (under or built) and not all(self.is_free(b) for b in boxes):
            return None
        if len(self.solids) + len(piece.solids) > MAX_SOLIDS:
            return None
        solids = piece.placed(x, y, z, yaw)
        if (self._obstacles.intersects(solids) or not self._obstacles.touches()) and not built:
            return None
        # Occupy the space and add solids and item.
        self._obstacles.add()
        if piece.height > _THIN:
            for bounds in boxes:
                self._space.take(bounds)
        if z < 0.3 and not (under or built):
            self.covered += piece.width * piece.depth
        first = 1 + len(self.solids)  # solid 0 of the scene is the room
        self.solids += solids
        box = (piece.width, piece.depth, z, z + piece.height)
        self.items.append(Item(piece.label, piece.name, x, y, yaw, *box, first, first + len(solids), built))
        return Placement(piece, x, y, yaw)

    def against_wall(
        self,
        piece: Furniture,
        tries: int = 4,
        gap: float | None = None,
        z: float = 0.0,
        face: int | None = None,
        corner: int = 0,
    ) -> Placement | None:
        """Put a piece with its back to a wall (number `face`, else any), at a distance `gap` in metres.

        A `corner` of +-1 prefers that end of the wall (its own +-x), 0 now and then the side of a neighbour.
        """
        rng = self.rng
        away = gap if gap is not None else rng.choice((0.005, 0.02, rng.uniform(0.02, 0.1)))
        walls = [face] if face is not None else self._shuffled_walls()
        for wall in walls:
            # Try positions on a free stretch: in the corner, next to a neighbour or anywhere.
            start, end = self._longest(wall, piece, away, z, corner)
            if end - start < piece.width:
                continue
            slack = end - start - piece.width
            for _ in range(tries):
                fraction = rng.random()
                if corner or rng.random() < 0.6:
                    fraction = (1 + corner) / 2 if corner else rng.choice((0.0, 1.0))
                    fraction += rng.uniform(0.0, min(0.08 / max(slack, 0.08), 1.0)) * (0.5 - fraction) * 2
                placement = self.put(
                    piece, *self.on_wall(wall, start + piece.width / 2 + fraction * slack, away + piece.depth / 2), z
                )
                if placement:
                    return placement
        return None

    def _shuffled_walls(self) -> list[int]:
        """Return all walls in a random order that favours the longer ones."""
        return sorted(range(len(self.walls)), key=lambda k: self.rng.random() / self.walls[k].half)

    def _longest(self, wall: int, piece: Furniture, away: float, z: float, corner: int) -> tuple[float, float]:
        """Return a free stretch of wall that fits a piece, the one nearest to the `corner` if there is one."""
        free = self.stretches(wall, away, away + piece.depth, z, z + piece.height)
        fitting = [(a, b) for a, b in free if b - a >= piece.width]
        if not fitting:
            return 0.0, 0.0
        if corner:
            return fitting[-1 if corner > 0 else 0]
        return self.rng.choices(fitting, [b - a for a, b in fitting])[0]

    def stretches(self, face: int, near: float, far: float, z0: float, z1: float) -> list[tuple[float, float]]:
        """Return the stretches (start, end) of a wall that are free from `near` to `far` before it and from z0 to z1.

        They are in metres along the +x axis of a piece that stands against the wall.
        """
        return self._space.stretches(self.walls[face], near, far, z0, z1)

    def widest_gap(self, depth: float, height: float) -> float:
        """Return the widest stretch (m) of any wall that is free from the floor up to a height."""
        gaps = (gap for face in range(len(self.walls)) for gap in self.stretches(face, 0.03, depth, 0.02, height))
        return max((end - start for start, end in gaps), default=0.0)

    def on_wall(self, face: int, along: float, away: float) -> tuple[float, float, float]:
        """Return (x, y, yaw) of a piece `away` metres from a wall and at `along` on the piece's own +x axis."""
        wall = self.walls[face]
        c, s = math.cos(wall.yaw), math.sin(wall.yaw)
        return wall.x + c * along + s * away, wall.y + s * along - c * away, wall.yaw

    def find_place(self, piece: Furniture, corner: int = 0, margin: float = 0.3) -> Placement | None:
        """Put a large piece against a wall or, if none is free, into the room."""
        placement = self.against_wall(piece, corner=corner)
        if placement:
            return placement
        yaws = [k * math.pi / 2 for k in self.rng.sample(range(4), 4)]
        return next((place for yaw in yaws if (place := self.anywhere(piece, yaw, margin=margin))), None)

    def anywhere(self, piece: Furniture, yaw: float, tries: int = 6, margin: float = 0.0) -> Placement | None:
        """Put a piece anywhere in the room with a yaw (rad) and `margin` metres of free floor around it.

        The first of at most `tries` attempts favour the middle of the room.
        """
        (rx, ry, _), rng = self.size, self.rng
        x0, y0, x1, y1 = -piece.width / 2, -piece.depth / 2, piece.width / 2, piece.depth / 2
        wide = (x0 - margin, y0 - margin, 0.05, x1 + margin, y1 + margin, 1.0)
        for k in range(tries):
            spread = 0.9 * (k + 1) / tries if margin else 0.9
            x, y = rng.uniform(-rx, rx) * spread, rng.uniform(-ry, ry) * spread
            if margin and not self._space.is_free(turned(wide, x, y, 0.0, yaw), to_walk=True):
                continue
            placement = self.put(piece, x, y, yaw)
            if placement:
                return placement
        return None

    def beside(
        self, other: Placement, piece: Furniture, dx: float, dy: float, turn: float = 0.0, under: bool = False
    ) -> Placement | None:
        """Put a piece at (dx, dy) in the frame of another, turned by `turn` relative to it."""
        x, y = other.at(dx, dy)
        return self.put(piece, x, y, other.yaw + turn, under=under)

    def wall_box(self, face: int, u0: float, u1: float, z0: float, z1: float, depth: float) -> Bounds:
        """Return the box of space before a stretch of wall; u as in `Decal`."""
        rx, ry, _ = self.size
        if face == Face.X_PLUS:
            return rx - depth, u0, z0, rx, u1, z1
        if face == Face.X_MINUS:
            return -rx, u0, z0, -rx + depth, u1, z1
        if face == Face.Y_PLUS:
            return u0, ry - depth, z0, u1, ry, z1
        return u0, -ry, z0, u1, -ry + depth, z1

    def along(self, face: int, u: float) -> float:
        """Return the `along` of `on_wall` for a decal's u on a wall."""
        return -u if face in (Face.X_PLUS, Face.Y_MINUS) else u
