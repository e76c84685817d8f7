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

"""Cases: one carcass, its back towards +y, whose face is divided into cells with doors, drawers, glass or fillings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from svr_ros.synthesis.catalogue.builder import Builder, Span, around
from svr_ros.synthesis.catalogue.parts import Point, corners
from svr_ros.synthesis.materials import MaterialLibrary

BOARD = 0.018
"""Thickness of a board, in metres."""

MAX_SOLIDS = 60
"""Maximum number of solids of a piece; fillings beyond are left out."""

_HANDLES = {"knob": 0.28, "bar": 0.35, "long": 0.1, "cup": 0.07, "none": 0.2}


class FrontStyle(NamedTuple):
    """Look of the doors and drawers of one cabinet.

    The handles have the shape "knob", "bar", "long", "cup" or "none"; larger fronts carry a raised panel if `panelled`.
    """

    material: int
    handle_material: int
    handle: str
    panelled: bool


def draw_front_style(draw: MaterialLibrary, body: int) -> FrontStyle:
    """Draw the style of the fronts of a cabinet with that body material."""
    handle = draw.choices(list(_HANDLES), list(_HANDLES.values()))[0]
    return FrontStyle(body if draw.random() < 0.65 else draw.wood(), draw.metal(), handle, draw.random() < 0.35)


def add_fronts(
    piece: Builder, style: FrontStyle, x: Span, z: Span, y: float, columns: int = 1, rows: int = 1, grip: float = 0.0,
    drawers: bool = False,
) -> None:  # fmt: skip
    """Cover a rectangle at y that faces -y with equal doors or drawers, several rows always with drawers.

    Doors have their handles at a height `grip` from -1 (bottom) to 1 (top), drawers in their middle.
    """
    drawers = drawers or rows > 1
    half_x, half_z = (x[1] - x[0]) / columns / 2 - 0.0045, (z[1] - z[0]) / rows / 2 - 0.0045
    boards, handles = piece.of(style.material), piece.of(style.handle_material)
    for i in range(columns):
        middle = x[0] + (x[1] - x[0]) * (i + 0.5) / columns
        # Doors side by side open from the middle of each pair.
        side = 0.0 if drawers else -1.0 if i % 2 else 1.0
        for j in range(rows):
            height = z[0] + (z[1] - z[0]) * (j + 0.5) / rows
            boards.box(around(middle, half_x), (y - 0.014, y + 0.002), around(height, half_z), 0.003)
            if style.panelled and half_x > 0.1 and half_z > 0.07:
                z_panel = around(height, half_z - 0.05)
                boards.box(around(middle, half_x - 0.05), (y - 0.021, y - 0.009), z_panel, 0.003)
            if style.handle != "none":
                _add_handle(handles, style.handle, (middle, y - 0.014, height), half_x, half_z, side, grip)


def _add_handle(piece: Builder, shape: str, at: Point, half_x: float, half_z: float, side: float, grip: float) -> None:
    """Add the handle of a front: in the middle of a drawer (side = 0) or at the left or right edge of a door."""
    x, y, z = at
    inner, lift = side * (half_x - min(0.05, 0.2 * half_x)), grip * max(half_z - 0.12, 0.0)
    bar = (y - 0.026, y + 0.002)
    if shape == "knob":
        piece.ellipsoid(around(x + inner, 0.016), (y - 0.032, y + 0.004), around(z + lift, 0.016))
    elif shape == "cup":
        height = z + lift + (0.0 if side else 0.3 * half_z)
        piece.box(around(x + 0.8 * inner, 0.045), (y - 0.024, y + 0.004), around(height, 0.016), 0.012)
    elif not side:
        half = 0.85 * half_x if shape == "long" else min(0.08, half_x * 0.6)
        piece.box(around(x, half), bar, around(z + 0.25 * half_z, 0.007), 0.004)
    elif shape == "long":
        piece.box(around(x + inner, 0.007), bar, around(z, 0.8 * half_z), 0.004)
    else:
        piece.box(around(x + inner, 0.007), bar, around(z + lift, min(0.09, half_z * 0.5)), 0.004)


class Space(NamedTuple):
    """Free space of one compartment: its extents along x, y and z, in metres."""

    x: Span
    y: Span
    z: Span


class Cell(NamedTuple):
    """A rectangle of a case's face, divided into equal compartments.

    A cell without a front is open; one with a front and no filling is a closed block. `filling` adds the contents of an
    open compartment, which a fraction `used` of them has.
    """

    x: Span
    z: Span
    columns: int = 1
    rows: int = 1
    front: Front | None = None
    filling: Filling | None = None
    used: float = 1.0

    @property
    def is_open(self) -> bool:
        """Return whether the inside of the cell is seen."""
        return self.front is None or self.filling is not None


@dataclass
class Case:
    """A carcass under construction, in the material that its piece has when `build` is called.

    The extents, the thickness `rim` of the outer boards and `board` of the inner ones are in metres; the face is at the
    lower end of y. An open case has a back panel if `back`. Fillings beyond `max_solids` solids are left out.
    """

    piece: Builder
    draw: MaterialLibrary
    style: FrontStyle
    x: Span
    y: Span
    z: Span
    back: bool = True
    rim: float = BOARD
    board: float = BOARD
    max_solids: int = MAX_SOLIDS

    def columns(self, least: float, most: float) -> int:
        """Draw a number of columns whose width is about between two limits, in metres."""
        return max(1, round((self.x[1] - self.x[0]) / self.draw.uniform(least, most)))

    def rows(self, least: float, most: float) -> int:
        """Draw a number of rows whose height is about between two limits, in metres."""
        return max(1, round((self.z[1] - self.z[0]) / self.draw.uniform(least, most)))

    def build(self, cells: Iterable[Cell], rounding: float = 0.003) -> None:
        """Add the carcass, its boards, fronts and fillings; it is one solid block if all of its cells are closed."""
        cells = list(cells)
        opened = [cell for cell in cells if cell.is_open]
        if opened:
            self._add_boards(opened)
        else:
            self.piece.box(self.x, self.y, self.z, rounding)
        for cell in cells if opened else ():
            if not cell.is_open:
                self.piece.box(cell.x, inset(self.y, 0.002), cell.z)
        for cell in cells:
            if cell.front:
                cell.front(self, cell)
        self._fill(opened)

    def _add_boards(self, opened: Sequence[Cell]) -> None:
        piece, rim, half = self.piece, self.rim, self.board / 2
        for x in ((self.x[0], self.x[0] + rim), (self.x[1] - rim, self.x[1])):
            piece.box(x, self.y, self.z)
        for z in ((self.z[0], self.z[0] + rim), (self.z[1] - rim, self.z[1])):
            piece.box(inset(self.x, 0.001), inset(self.y, 0.001), z)
        if self.back:
            piece.box(self.x, (self.y[1] - 0.011, self.y[1] - 0.001), self.z)
        posts = {(round(x, 4), cell.z) for cell in opened for x in _edges(cell.x, cell.columns)}
        shelves = {(cell.x, round(z, 4)) for cell in opened for z in _edges(cell.z, cell.rows)}
        for middle, z in sorted(posts):
            if self.x[0] + rim < middle < self.x[1] - rim:
                piece.box(around(middle, half), inset(self.y, 0.002), z)
        for x, middle in sorted(shelves):
            if self.z[0] + rim < middle < self.z[1] - rim:
                piece.box(x, inset(self.y, 0.003), around(middle, half))

    def _fill(self, opened: Sequence[Cell]) -> None:
        used = [(cell.filling, space) for cell in opened if cell.filling for space in self._spaces(cell)]
        for k, (filling, space) in enumerate(used):
            remaining = (self.max_solids - len(self.piece.solids)) // (len(used) - k)
            if remaining < 1:
                break
            filling(self, space, max(1, remaining - 2))

    def _spaces(self, cell: Cell) -> Iterable[Space]:
        y = self.y[0], self.y[1] - (0.011 if self.back else 0.0)
        for low, high in spans(cell.z, cell.rows):
            z = low + self._margin(low, self.z), high - self._margin(high, self.z)
            for left, right in spans(cell.x, cell.columns):
                if self.draw.random() < cell.used:
                    x = left + self._margin(left, self.x), right - self._margin(right, self.x)
                    yield Space(inset(x, 0.006), y, z)

    def _margin(self, edge: float, case: Span) -> float:
        return max(self.board / 2, self.rim - min(abs(edge - case[0]), abs(edge - case[1])))


Front = Callable[[Case, Cell], None]
"""Adds the front of a cell."""
Filling = Callable[[Case, Space, int], None]
"""Adds the contents of a compartment; the number is the maximum of solids, which the last thing may exceed by three."""
Layout = Callable[[Case], list[Cell]]
"""Divides the face of a case into cells."""


def new_case(piece: Builder, draw: MaterialLibrary, size: tuple[float, float, float], body: int | None = None) -> Case:
    """Return an empty case on the floor around x = y = 0 from its width, depth and height in metres."""
    piece.material, (width, depth, height) = draw.wood() if body is None else body, size
    x, y = (-width / 2, width / 2), (-depth / 2, depth / 2)
    return Case(piece, draw, draw_front_style(draw, piece.material), x, y, (0.0, height))


def add_base(case: Case, tall: bool) -> None:
    """Add a plinth, legs, a sledge or nothing below a case and let it begin above; tall cases have no legs."""
    draw, piece, half_x, half_y = case.draw, case.piece, case.x[1], case.y[1]
    leg = draw.choice((0.0, 0.07)) if tall else draw.choice((0.0, 0.06, *draw.sizes((0.09, 0.2), (0.09, 0.2))))
    case.z = leg, case.z[1]
    if leg < 0.08:
        if leg:
            piece.box(half_x - 0.02, (0.05 - half_y, half_y - 0.01), (0, leg))
        return
    half_x, half_y, shape = half_x - 0.05, half_y - 0.05, draw.choice(("splayed", "sledge", "tapered"))
    with piece.using(piece.material if draw.random() < 0.5 else case.draw.metal()):
        if shape == "sledge":
            piece.at_sides(half_x, 0.012, half_y, (0, 0.018))
        for x, y in corners(half_x, half_y):
            if shape == "splayed":
                piece.rod((x * 1.04, y * 1.1, 0.006), (x * 0.94, y * 0.9, leg + 0.01), 0.012, 0.021)
            elif shape == "sledge":
                piece.box(around(x, 0.012), around(y, 0.012), (0, leg))
            else:
                piece.cone((0, leg + 0.01), 0.012, 0.022, (x, y))


def doors(grip: float = 0.0) -> Front:
    """Return a front of doors with their handles at a height from -1 (bottom) to 1 (top)."""

    def front(case: Case, cell: Cell) -> None:
        for z in spans(cell.z, cell.rows):
            add_fronts(case.piece, case.style, cell.x, z, case.y[0], cell.columns, 1, grip)

    return front


def drawers(case: Case, cell: Cell) -> None:
    """Close a cell with drawers."""
    add_fronts(case.piece, case.style, cell.x, cell.z, case.y[0], cell.columns, cell.rows, drawers=True)


def glass_doors(case: Case, cell: Cell) -> None:
    """Close a cell with framed glass doors, behind which its filling is seen."""
    y, z, piece = case.y[0] - 0.006, cell.z, case.piece
    glass, knobs = piece.of(case.draw.glass()), piece.of(case.style.handle_material)
    for k, x in enumerate(spans(cell.x, cell.columns)):
        glass.box(inset(x, 0.03), around(y, 0.003), inset(z, 0.03))
        for side in ((x[0], x[0] + 0.04), (x[1] - 0.04, x[1])):
            piece.box(side, around(y, 0.009), inset(z, 0.003), 0.002)
        for end in ((z[0] + 0.003, z[0] + 0.043), (z[1] - 0.043, z[1] - 0.003)):
            piece.box(x, around(y, 0.009), end, 0.002)
        knob = x[0] + 0.02 if k % 2 else x[1] - 0.02
        knobs.ellipsoid(around(knob, 0.011), around(y - 0.018, 0.014), around(sum(z) / 2, 0.014))


def inset(extent: Span, by: float) -> Span:
    """Return an extent made shorter at both ends."""
    return extent[0] + by, extent[1] - by


def _edges(extent: Span, count: int) -> list[float]:
    """Return the ends of `count` equal parts of an extent."""
    return [extent[0] + (extent[1] - extent[0]) * k / count for k in range(count + 1)]


def spans(extent: Span, count: int) -> Iterable[Span]:
    """Return `count` equal parts of an extent."""
    return pairwise(_edges(extent, count))
