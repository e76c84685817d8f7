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

"""Build a piece of furniture from parts, each given by the space it fills.

Furniture coordinates: metres and radians, z up from the floor, the back (the side that faces a wall) towards +y.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from svr_ros.synthesis.bounds import Bounds
from svr_ros.synthesis.catalogue import parts
from svr_ros.synthesis.catalogue.parts import Point, angles, cross, difference, leaned
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid, SolidKind

_BOX = int(SolidKind.BOX)
_new = tuple.__new__

Span = tuple[float, float]
"""Two numbers in metres, such as the ends of an extent."""

Extent = float | Span
"""The space along one axis in metres: (low, high), or half the extent of a part that is centred on 0."""


def around(centre: float, half: float) -> tuple[float, float]:
    """Return the extent from `centre - half` to `centre + half`, in metres."""
    return centre - half, centre + half


class Builder:
    """Collects the solids of one piece of furniture.

    Label and material are context: they are given once and apply to every part that follows; `using` changes them for
    the parts made inside its block.

    Attributes:
        label: Class of the parts that follow.
        material: Row in the room's materials of the parts that follow.
        solids: Solids made so far.
        top: Height of the free, level surface on which things may stand, in metres; 0 if there is none.
        blocks: Boxes of space that the piece fills, if it is not one box (corner sofas).
    """

    def __init__(self, label: int, material: int = 0) -> None:
        self.label = int(label)
        self.material = material
        self.solids: list[Solid] = []
        self.top = 0.0
        self.blocks: Sequence[Bounds] = ()

    @contextmanager
    def using(self, material: int | None = None, label: int | None = None) -> Iterator[Builder]:
        """Make the parts inside the block of another material or class."""
        before = self.material, self.label
        if material is not None:
            self.material = material
        if label is not None:
            self.label = int(label)
        yield self
        self.material, self.label = before

    def of(self, material: int, label: int | None = None) -> Builder:
        """Return a builder of another material or class for the same piece, as in `piece.of(steel).rod(...)`."""
        other = Builder(self.label if label is None else label, material)
        other.solids = self.solids
        return other

    @contextmanager
    def placed(self, x: float = 0.0, y: float = 0.0, z: float = 0.0, yaw: float = 0.0) -> Iterator[Builder]:
        """Turn the parts made inside the block by yaw about the vertical axis, then move them by (x, y, z)."""
        first = len(self.solids)
        yield self
        self.solids[first:] = place(self.solids[first:], x, y, z, yaw)

    @contextmanager
    def leaned(self, angle: float, y: float, z: float) -> Iterator[Builder]:
        """Lean the parts made inside the block back (towards +y) by an angle about the line along x at (y, z)."""
        first = len(self.solids)
        yield self
        self.solids[first:] = leaned(self.solids[first:], angle, y, z)

    def add(self, solids: Sequence[Solid], x: float = 0.0, y: float = 0.0, z: float = 0.0, yaw: float = 0.0) -> None:
        """Add finished solids, turned by yaw and then moved by (x, y, z); they keep their class and material."""
        self.solids += place(solids, x, y, z, yaw)

    def box(
        self, x: Extent, y: Extent, z: Extent, rounding: float = 0.0, yaw: float = 0.0, pitch: float = 0.0,
        roll: float = 0.0,
    ) -> None:  # fmt: skip
        """Add a box that fills three extents, turned about its own centre; its rounding is cut to what fits."""
        # Written out without `parts.box` and `_split`: a room makes hundreds of boxes, and calls take half the time.
        x0, x1 = x if isinstance(x, tuple) else (-x, x)
        y0, y1 = y if isinstance(y, tuple) else (-y, y)
        z0, z1 = z if isinstance(z, tuple) else (-z, z)
        hx, hy, hz = (x1 - x0) / 2, (y1 - y0) / 2, (z1 - z0) / 2
        if rounding:
            rounding = min(rounding, 0.98 * hx, 0.98 * hy, 0.98 * hz)
        middle = (x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2
        extent = hx, hy, hz, rounding, 0.0, 0.0, parts.FULL_TURN
        self.solids.append(_new(Solid, (_BOX, self.label, self.material, *middle, yaw, pitch, roll, *extent)))

    def ellipsoid(
        self, x: Extent, y: Extent, z: Extent, yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0
    ) -> None:
        """Add an ellipsoid that touches the sides of three extents."""
        (cx, hx), (cy, hy), (cz, hz) = _split(x), _split(y), _split(z)
        self.solids.append(parts.ellipsoid(self.label, self.material, cx, cy, cz, hx, hy, hz, yaw, pitch, roll))

    def cone(
        self, z: Extent, bottom: float, top: float | None = None, at: tuple[float, float] = (0.0, 0.0),
        rounding: float = 0.003, yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0,
    ) -> None:  # fmt: skip
        """Add an upright capped cone around `at` from its radii; a cylinder if only one radius is given."""
        z0, z1 = z if isinstance(z, tuple) else (-z, z)
        cz, hz = (z0 + z1) / 2, (z1 - z0) / 2
        top = bottom if top is None else top
        self.solids.append(parts.cone(self.label, self.material, *at, cz, hz, bottom, top, rounding, yaw, pitch, roll))

    def shell(
        self, z: Extent, bottom: float, top: float, thickness: float, sector: float = parts.FULL_TURN,
        at: tuple[float, float] = (0.0, 0.0), yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0,
    ) -> None:  # fmt: skip
        """Add a plate bent around the vertical axis at `at`: a tube, bowl, ring or curved back; see `parts.shell`."""
        turned = bottom, top, thickness, sector, yaw, pitch, roll
        self.solids.append(parts.shell(self.label, self.material, *at, *_split(z), *turned))

    def hoop(
        self, at: Point, radius: float, thickness: float, sector: float = parts.FULL_TURN, yaw: float = 0.0,
        lean: float = 0.0, width: float = 0.0,
    ) -> None:  # fmt: skip
        """Add a ring that stands upright along `yaw`: a wheel, or a handle of `sector` to both sides of its top.

        Its section is `thickness` metres across the ring around `radius`, and `width` (or as much) along its axis;
        `lean` turns the middle of the sector from the top towards `yaw`.
        """
        half, (x, y, z) = max(width, thickness) / 2, at
        turn = yaw + math.pi / 2, lean, -math.pi / 2
        self.shell(around(z, half), radius, radius, thickness, sector, (x, y), *turn)

    def rod(self, start: Point, end: Point, radius: float, end_radius: float | None = None) -> None:
        """Add a round rod between two points, `end_radius` thick at its end if that differs."""
        (dx, dy, dz), (x, y, z), length = difference(start, end)
        turn = math.atan2(dy, dx) if dx or dy else 0.0, 0.0, math.acos(max(-1.0, min(1.0, dz / length)))
        self.cone(around(z, length / 2), radius, end_radius, (x, y), 0.002, *turn)

    def bar(self, start: Point, end: Point, half_x: float, half_y: float, rounding: float = 0.004) -> None:
        """Add a square bar between two points from half its widths."""
        (dx, dy, dz), (x, y, z), length = difference(start, end)
        turn = 0.0, math.atan2(-dy, dz), math.asin(max(-1.0, min(1.0, dx / length)))
        self.box(around(x, half_x), around(y, half_y), around(z, length / 2), rounding, *turn)

    def arc(
        self, centre: Point, middle: Point, axis: Point, radius: float, thickness: float, sector: float,
        width: float = 0.0,
    ) -> None:  # fmt: skip
        """Bend a tube around an axis: `sector` radians to both sides of the direction `middle`.

        `middle` and `axis` are unit vectors at right angles; `width` (metres) makes a band along the axis of the tube.
        """
        half, (x, y, z) = max(thickness, width) / 2, centre
        turn = angles((middle, cross(axis, middle), axis))
        self.shell(around(z, half), radius, radius, thickness, sector, (x, y), *turn)

    def legs(
        self, half_x: float, half_y: float, height: float, half_width: float, splay: float = 0.0, taper: float = 1.0,
        square: bool = False,
    ) -> None:  # fmt: skip
        """Add four legs under the corners of a rectangle.

        `taper` is the ratio of the half width of the foot to that at the top, `splay` the distance in metres by which
        the feet stand out along both axes.
        """
        lift = half_width * taper * splay / height  # a slanting foot would extend into the floor by as much
        for x, y in parts.corners(half_x, half_y):
            foot = x + math.copysign(splay, x), y + math.copysign(splay, y), lift
            if square:
                self.bar(foot, (x, y, height), half_width, half_width)
            else:
                self.rod(foot, (x, y, height), half_width * taper, half_width)

    def star(self, count: int, radius: float, height: float, half_width: float, yaw: float = 0.0) -> None:
        """Add `count` sloping feet from a central column at a height to the floor, `radius` metres away."""
        self.rods_around(count, (radius, half_width * 0.7), (0.0, height), half_width * 0.7, half_width, yaw)

    def rods_around(
        self, count: int, start: Span, end: Span, radius: float, end_radius: float | None = None, yaw: float = 0.0
    ) -> None:
        """Add rods evenly spread around the axis, from and to points given by their distance from it and height."""
        for c, s in parts.circle(count, 1.0, yaw):
            self.rod((start[0] * c, start[0] * s, start[1]), (end[0] * c, end[0] * s, end[1]), radius, end_radius)

    def bent_slat(self, half_x: float, y: float, z: Extent, thickness: float, bow: float) -> None:
        """Add an upright slat whose ends are at y and whose middle is bent back by `bow` metres."""
        radius = (half_x * half_x + bow * bow) / (2 * bow)
        sector = math.asin(min(1.0, half_x / radius))
        self.shell(z, radius, radius, thickness, sector, (0.0, y + bow - radius), math.pi / 2)

    def at_sides(self, x: float, half: float, y: Extent, z: Extent, rounding: float = 0.0, pitch: float = 0.0) -> None:
        """Add two boxes whose half width is `half`, around -x and x."""
        for side in parts.SIDES:
            self.box(around(side * x, half), y, z, rounding, 0.0, pitch)

    def at_ends(self, x: Extent, y: float, half: float, z: Extent, rounding: float = 0.0) -> None:
        """Add two boxes whose half depth is `half`, around -y and y."""
        for side in parts.SIDES:
            self.box(x, around(side * y, half), z, rounding)

    def at_corners(self, x: float, y: float, half: float, z: Extent, rounding: float = 0.0) -> None:
        """Add four upright square posts around the corners of a rectangle."""
        for a, b in parts.corners(x, y):
            self.box(around(a, half), around(b, half), z, rounding)

    def border(self, x: float, y: float, half: float, z: Extent, rounding: float = 0.0) -> None:
        """Add four boxes around the sides of a rectangle, each `half` metres wide to both of its sides."""
        self.at_sides(x, half, y + half, z, rounding)
        self.at_ends(x + half, y, half, z, rounding)

    def row(self, x: float, count: int, half: float, y: Extent, z: Extent, rounding: float = 0.0) -> None:
        """Add `count` boxes whose half width is `half`, evenly spaced from -x to x."""
        for middle in parts.spread(x, count):
            self.box(around(middle, half), y, z, rounding)

    def rods_at_sides(self, start: Point, end: Point, radius: float, end_radius: float | None = None) -> None:
        """Add a round rod between two points and its mirror image."""
        for side in parts.SIDES:
            self.rod((side * start[0], *start[1:]), (side * end[0], *end[1:]), radius, end_radius)

    def bars_at_sides(self, start: Point, end: Point, x: float, y: float, rounding: float = 0.004) -> None:
        """Add a square bar between two points, from half its widths, and its mirror image."""
        for side in parts.SIDES:
            self.bar((side * start[0], *start[1:]), (side * end[0], *end[1:]), x, y, rounding)

    def furniture(self, name: str = "") -> Furniture:
        """Return the finished piece, measured and moved so that its middle is at x = y = 0."""
        return furniture(self.label, name, self.solids, self.blocks, self.top)


def _split(extent: Extent) -> tuple[float, float]:
    """Return the centre and half the length of an extent."""
    if isinstance(extent, tuple):
        return (extent[0] + extent[1]) / 2, (extent[1] - extent[0]) / 2
    return 0.0, extent
