"""Solids to build furniture from, and the piece of furniture they make up.

Furniture coordinates: metres and radians, z up from the floor, the back (the side that goes to a wall) towards +y.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from svr_ros.labels import Label
from svr_ros.synthesis.scene import Solid, SolidKind

# Plain integers: enum members are slow to look up, and a room makes hundreds of solids.
VOID = int(Label.VOID)
TABLE = int(Label.TABLE)
WALL = int(Label.WALL)
BATH = int(Label.BATH)
SOFA = int(Label.SOFA)
CABINET = int(Label.CABINET)
BED = int(Label.BED)
CHAIR = int(Label.CHAIR)
FLOOR = int(Label.FLOOR)
LIGHTING = int(Label.LIGHTING)

_BOX = int(SolidKind.BOX)
_CONE = int(SolidKind.CONE)
_ELLIPSOID = int(SolidKind.ELLIPSOID)
_SHELL = int(SolidKind.SHELL)

_new = tuple.__new__  # a room makes and moves hundreds of solids: this takes half the time of Solid(...)

SIDES = (-1.0, 1.0)
FULL_TURN = math.pi
"""Sector of a shell that closes around its axis (radians to both sides)."""


def box(
    label: int,
    material: int,
    x: float,
    y: float,
    z: float,
    hx: float,
    hy: float,
    hz: float,
    rounding: float = 0.0,
    yaw: float = 0.0,
    pitch: float = 0.0,
    roll: float = 0.0,
) -> Solid:
    """Make a box from its centre and half extents (m); its rounding is cut to what fits."""
    rounding = min(rounding, 0.98 * hx, 0.98 * hy, 0.98 * hz)
    return _new(Solid, (_BOX, label, material, x, y, z, yaw, pitch, roll, hx, hy, hz, rounding, 0.0, 0.0, math.pi))


def cone(
    label: int,
    material: int,
    x: float,
    y: float,
    z: float,
    hz: float,
    bottom: float,
    top: float,
    rounding: float = 0.003,
    yaw: float = 0.0,
    pitch: float = 0.0,
    roll: float = 0.0,
) -> Solid:
    """Make a capped cone (a cylinder where both radii are equal) from its centre, half height and radii (m)."""
    wide = max(bottom, top)
    rounding = min(rounding, 0.9 * hz, 0.9 * min(bottom, top))
    row = _CONE, label, material, x, y, z, yaw, pitch, roll, wide, wide, hz, rounding, bottom, top, math.pi
    return _new(Solid, row)


def ellipsoid(
    label: int,
    material: int,
    x: float,
    y: float,
    z: float,
    hx: float,
    hy: float,
    hz: float,
    yaw: float = 0.0,
    pitch: float = 0.0,
    roll: float = 0.0,
) -> Solid:
    """Make an ellipsoid from its centre and semi-axes (m)."""
    return _new(Solid, (_ELLIPSOID, label, material, x, y, z, yaw, pitch, roll, hx, hy, hz, 0.0, 0.0, 0.0, math.pi))


def shell(
    label: int,
    material: int,
    x: float,
    y: float,
    z: float,
    hz: float,
    bottom: float,
    top: float,
    wall: float,
    sector: float = math.pi,
    yaw: float = 0.0,
    pitch: float = 0.0,
    roll: float = 0.0,
) -> Solid:
    """Make a plate `wall` metres thick bent around a vertical axis: its middle has the radii `bottom` and `top` (m).

    (x, y, z) is the middle of the axis, hz the half height over all. It covers `sector` radians to both sides of +x
    (turned by yaw): pi for tubes and bowls, less for curved backs. Where hz is wall / 2 it is a ring of round section.
    """
    half = min(wall / 2, hz)
    outer = max(bottom, top) + half
    row = _SHELL, label, material, x, y, z, yaw, pitch, roll, outer, outer, hz, half, bottom, top, sector
    return _new(Solid, row)


def corners(half_x: float, half_y: float) -> Iterator[tuple[float, float]]:
    """Yield the four corners of a rectangle around the origin."""
    for sx in SIDES:
        for sy in SIDES:
            yield sx * half_x, sy * half_y


def place(solids: Sequence[Solid], x: float, y: float, z: float, yaw: float) -> list[Solid]:
    """Turn solids by yaw about the vertical axis, then move them by (x, y, z)."""
    if yaw == 0.0:
        return [_new(Solid, (p[0], p[1], p[2], x + p[3], y + p[4], z + p[5], *p[6:])) for p in solids]
    c, s = math.cos(yaw), math.sin(yaw)
    return [
        _new(
            Solid,
            (p[0], p[1], p[2], x + c * p[3] - s * p[4], y + s * p[3] + c * p[4], z + p[5], yaw + p[6], *p[7:]),
        )
        for p in solids
    ]


def hoop(
    label: int,
    material: int,
    x: float,
    y: float,
    z: float,
    radius: float,
    thick: float,
    sector: float = math.pi,
    yaw: float = 0.0,
    lean: float = 0.0,
    wide: float = 0.0,
) -> Solid:
    """Make a ring that stands upright along `yaw`: a wheel, or a handle that covers `sector` to both sides of its top.

    `radius` is that of the middle of its section, which is `thick` metres across the ring and `wide` (or as much) along
    its axis; `lean` turns the middle of the sector from the top towards `yaw`.
    """
    half = max(wide, thick) / 2
    return shell(label, material, x, y, z, half, radius, radius, thick, sector, yaw + math.pi / 2, lean, -math.pi / 2)


def rod(
    label: int,
    material: int,
    start: tuple[float, float, float],
    end: tuple[float, float, float],
    radius: float,
    end_radius: float | None = None,
) -> Solid:
    """Make a round rod between two points (m), `end_radius` thick at its end where that differs."""
    dx, dy, dz = end[0] - start[0], end[1] - start[1], end[2] - start[2]
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2, (start[2] + end[2]) / 2
    yaw, tilt = math.atan2(dy, dx) if dx or dy else 0.0, math.acos(max(-1.0, min(1.0, dz / length)))
    return cone(
        label, material, *middle, length / 2, radius, radius if end_radius is None else end_radius,
        0.002, yaw, 0.0, tilt,
    )  # fmt: skip


def top_at(solids: Sequence[Solid], x: float, y: float) -> float:
    """Give the height of the highest level box under or over the point (x, y), 0 where there is none."""
    level = (s for s in solids if s.kind == _BOX and s.yaw == s.pitch == s.roll == 0.0)
    return max((s.z + s.hz for s in level if abs(x - s.x) <= s.hx and abs(y - s.y) <= s.hy), default=0.0)


class Furniture(NamedTuple):
    """A piece of furniture whose upright box is centred at x = y = 0 and stands on z = 0 (hangs, where bottom > 0).

    `label` is its class, though single solids may have another one (a vase on a table). `blocks` are the boxes of floor
    and air that it fills, for pieces that are not one box (corner sofas); empty means the whole box. `top` is where
    things may be put down: the height of a free, level surface, or 0 where there is none.
    """

    label: int
    name: str
    solids: list[Solid]
    width: float
    depth: float
    height: float
    blocks: tuple[Bounds, ...] = ()
    top: float = 0.0

    def placed(self, x: float, y: float, z: float, yaw: float) -> list[Solid]:
        """Place its solids in the room."""
        return place(self.solids, x, y, z, yaw)

    def filled(self) -> tuple[Bounds, ...]:
        """Give the boxes it fills, in its own coordinates."""
        if self.blocks:
            return self.blocks
        return ((-self.width / 2, -self.depth / 2, 0.0, self.width / 2, self.depth / 2, self.height),)


def furniture(label: int, name: str, solids: list[Solid], blocks: Sequence[Bounds] = (), top: float = 0.0) -> Furniture:
    """Make a piece of furniture from solids that stand on z = 0: measure it and move its middle to x = y = 0."""
    x0, y0, _, x1, y1, z1 = enclose(solids)
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    moved = place(solids, -cx, -cy, 0.0, 0.0) if cx or cy else solids
    own = tuple((a - cx, b - cy, c, d - cx, e - cy, f) for a, b, c, d, e, f in blocks)
    return Furniture(label, name, moved, x1 - x0, y1 - y0, z1, own, top)
