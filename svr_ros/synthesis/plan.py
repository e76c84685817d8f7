"""Where furniture goes: a room under construction that knows which of its space is taken."""

from __future__ import annotations

import math
from random import Random
from typing import NamedTuple

from svr_ros.synthesis.contact import Obstacles
from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import Bounds, Furniture
from svr_ros.synthesis.scene import Decal, Face, Item, RoomSize, Solid

_TOUCH = 0.008
"""How far (m) two pieces may reach into each other and still count as side by side."""

MOST_SOLIDS = 480
"""Pieces that would exceed this many solids are left out: the renderer's tile lists hold 512."""


class Wall(NamedTuple):
    """A face that pieces may stand against: its middle, the yaw of a piece that has its back to it, its half length."""

    x: float
    y: float
    yaw: float
    half: float


class Placement(NamedTuple):
    """A piece that stands in the room."""

    furniture: Furniture
    x: float
    y: float
    yaw: float

    def at(self, dx: float, dy: float) -> tuple[float, float]:
        """Give the room position of a point in the piece's own frame."""
        c, s = math.cos(self.yaw), math.sin(self.yaw)
        return self.x + c * dx - s * dy, self.y + s * dx + c * dy


def turned(bounds: Bounds, x: float, y: float, z: float, yaw: float) -> Bounds:
    """Enclose a box that was turned by yaw and then moved."""
    x0, y0, z0, x1, y1, z1 = bounds
    c, s = math.cos(yaw), math.sin(yaw)
    cx, cy, hx, hy = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2
    mx, my = x + c * cx - s * cy, y + s * cx + c * cy
    ex, ey = abs(c) * hx + abs(s) * hy, abs(s) * hx + abs(c) * hy
    return mx - ex, my - ey, z + z0, mx + ex, my + ey, z + z1


def overlaps(a: Bounds, b: Bounds, touch: float = _TOUCH) -> bool:
    """Say whether two boxes share more than `touch` metres along every axis."""
    return (
        a[0] < b[3] - touch
        and a[3] > b[0] + touch
        and a[1] < b[4] - touch
        and a[4] > b[1] + touch
        and a[2] < b[5] - touch
        and a[5] > b[2] + touch
    )


class Plan:
    """The room so far: its surfaces' decals, the solids of its furniture, and the boxes of space they take.

    `walls` are the four of the room, in the order of `Face`, then those that `add_wall` made.
    """

    def __init__(self, rng: Random, palette: Palette, size: RoomSize) -> None:
        self.rng = rng
        self.palette = palette
        self.size = size
        self.solids: list[Solid] = []
        self.items: list[Item] = []
        self.decals: list[Decal] = []
        self.taken: list[Bounds] = []
        self.walls = [
            Wall(size.half_x, 0.0, -math.pi / 2, size.half_y),
            Wall(-size.half_x, 0.0, math.pi / 2, size.half_y),
            Wall(0.0, size.half_y, 0.0, size.half_x),
            Wall(0.0, -size.half_y, math.pi, size.half_x),
        ]
        self._obstacles = Obstacles(size, _TOUCH)

    def add_wall(self, x0: float, y0: float, x1: float, y1: float) -> int:
        """Let pieces stand against one more wall, which looks to the left of its direction; return its face number."""
        yaw = math.atan2(y0 - y1, x0 - x1)
        self.walls.append(Wall((x0 + x1) / 2, (y0 + y1) / 2, yaw, math.hypot(x1 - x0, y1 - y0) / 2))
        return len(self.walls) - 1

    def reserve(self, bounds: Bounds) -> None:
        """Keep a box of space free of furniture."""
        self.taken.append(bounds)

    def is_free(self, bounds: Bounds) -> bool:
        """Say whether a box lies inside the room and overlaps nothing that is taken."""
        rx, ry, height = self.size
        if bounds[0] < -rx - 0.005 or bounds[3] > rx + 0.005 or bounds[1] < -ry - 0.005 or bounds[4] > ry + 0.005:
            return False
        return bounds[5] <= height + 0.005 and not any(overlaps(bounds, other) for other in self.taken)

    def put(
        self, piece: Furniture, x: float, y: float, yaw: float, z: float = 0.0, under: bool = False
    ) -> Placement | None:
        """Put a piece there if it fits: it keeps clear of the boxes of space that others take or, with `under`, only of
        their solids (a chair under a table)."""
        boxes = [turned(bounds, x, y, z, yaw) for bounds in piece.filled()]
        if not under and not all(self.is_free(b) for b in boxes):
            return None
        if len(self.solids) + len(piece.solids) > MOST_SOLIDS:
            return None
        solids = piece.placed(x, y, z, yaw)
        if self._obstacles.meet(solids):
            return None
        self._obstacles.add()
        self.taken += boxes
        first = 1 + len(self.solids)  # solid 0 of the scene is the room
        self.solids += solids
        box = (piece.width, piece.depth, z, z + piece.height)
        self.items.append(Item(piece.label, piece.name, x, y, yaw, *box, first, first + len(solids)))
        return Placement(piece, x, y, yaw)

    def against_wall(
        self,
        piece: Furniture,
        tries: int = 12,
        gap: float | None = None,
        z: float = 0.0,
        face: int | None = None,
        corner: int = 0,
    ) -> Placement | None:
        """Put a piece with its back to a wall (`face`, else any), `gap` metres off; corner +-1 prefers that end (its
        own +-x)."""
        rng, (rx, ry, _) = self.rng, self.size
        lengths = [wall.half for wall in self.walls]
        for _ in range(tries):
            wall = rng.choices(range(len(self.walls)), lengths)[0] if face is None else face
            reach = self.walls[wall].half - piece.width / 2
            if reach < 0.0 or piece.depth > 2 * max(rx, ry) - 0.3:
                continue
            away = gap if gap is not None else rng.choice((0.005, 0.02, rng.uniform(0.02, 0.15)))
            along = rng.uniform(-reach, reach)
            if corner and rng.random() < 0.85:
                along = corner * (reach - rng.uniform(0.0, 0.08))
            elif rng.random() < 0.25:
                along = rng.choice((-1.0, 1.0)) * (reach - 0.01)
            placement = self.put(piece, *self.on_wall(wall, along, away + piece.depth / 2), z)
            if placement:
                return placement
        return None

    def on_wall(self, face: int, along: float, away: float) -> tuple[float, float, float]:
        """Give (x, y, yaw) of a piece `away` metres from a wall; `along` counts along the piece's own +x axis."""
        wall = self.walls[face]
        c, s = math.cos(wall.yaw), math.sin(wall.yaw)
        return wall.x + c * along + s * away, wall.y + s * along - c * away, wall.yaw

    def anywhere(self, piece: Furniture, yaw: float, tries: int = 6) -> Placement | None:
        """Put a piece anywhere in the room with that yaw (rad)."""
        rx, ry, _ = self.size
        for _ in range(tries):
            placement = self.put(piece, self.rng.uniform(-rx, rx) * 0.9, self.rng.uniform(-ry, ry) * 0.9, yaw)
            if placement:
                return placement
        return None

    def beside(
        self, other: Placement, piece: Furniture, dx: float, dy: float, turn: float = 0.0, under: bool = False
    ) -> Placement | None:
        """Put a piece at (dx, dy) in the frame of another, turned by `turn` against it."""
        x, y = other.at(dx, dy)
        return self.put(piece, x, y, other.yaw + turn, under=under)

    def wall_box(self, face: int, u0: float, u1: float, z0: float, z1: float, depth: float) -> Bounds:
        """Give the box of space before a stretch of wall; u as in `Decal`."""
        rx, ry, _ = self.size
        if face == Face.X_PLUS:
            return rx - depth, u0, z0, rx, u1, z1
        if face == Face.X_MINUS:
            return -rx, u0, z0, -rx + depth, u1, z1
        if face == Face.Y_PLUS:
            return u0, ry - depth, z0, u1, ry, z1
        return u0, -ry, z0, u1, -ry + depth, z1

    def along(self, face: int, u: float) -> float:
        """Turn a decal's u on a wall into the `along` of `on_wall`."""
        return -u if face in (Face.X_PLUS, Face.Y_MINUS) else u
