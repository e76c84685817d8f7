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

"""Tables to eat at and to put things on, whose first solid is the top; `desks` has those to work at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue import table_stands as stands
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cabinets import chest
from svr_ros.synthesis.catalogue.forms import Form, Range, make_piece, of_kind
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, TABLE
from svr_ros.synthesis.catalogue.table_stands import WeightedStands

_STURDY: WeightedStands = (
    (stands.four_legs, 4.0), (stands.thick_legs, 1.2), (stands.u_frames, 0.9), (stands.x_frames, 0.7),
    (stands.trestles, 0.5), (stands.refectory, 0.7), (stands.boards, 0.6), (stands.hairpins, 0.3),
)  # fmt: skip
_LOW: WeightedStands = (
    (stands.four_legs, 4.0), (stands.u_frames, 1.0), (stands.boards, 0.8), (stands.block, 0.9), (stands.hairpins, 0.7),
    (stands.x_frames, 0.3),
)  # fmt: skip
_ROUND: WeightedStands = ((stands.column, 3.0), (stands.circle_of_legs, 3.0), (stands.crossed_boards, 0.6))
_LEGS: WeightedStands = ((stands.four_legs, 1.0),)
_FOLDING: WeightedStands = ((stands.x_frames, 1.0),)


@dataclass(frozen=True)
class Table:
    """A top of one shape and range of sizes (metres) on one of several stands; calling it makes a table.

    The width of a round top is its diameter; an oval one has half round ends. `glass`, `shelf` and `cloth` are the
    fractions of tables with a glass top, a shelf below the top and a cloth that hangs down on all sides.
    """

    height: Range
    width: Range
    depth: Range = (0.0, 0.0)
    stands: WeightedStands = _ROUND
    shape: Literal["oblong", "round", "oval"] = "oblong"
    glass: float = 0.05
    shelf: float = 0.0
    cloth: float = 0.0

    def __call__(self, piece: Builder, draw: MaterialLibrary) -> None:
        """Add a table of this form."""
        clear, cloth = draw.random() < self.glass, draw.random() < self.cloth
        if clear:
            top, leg = draw.glass(), draw.chrome() if draw.random() < 0.6 else draw.wood()
        else:
            top = leg = draw.stone() if draw.random() < 0.1 else draw.wood()
            if draw.random() > 0.55:
                leg = draw.metal() if draw.random() < 0.6 else draw.wood()
        height, half_x, half_y = (
            draw.uniform(*self.height),
            draw.uniform(*self.width) / 2,
            draw.uniform(*self.depth) / 2,
        )
        piece.material = draw.linen() if cloth else top
        thick = 0.01 if clear else draw.uniform(*draw.choice(((0.018, 0.028), (0.028, 0.06))))
        # Top and cloth.
        if self.shape == "round":
            half_y = half_x
            piece.cone((height - thick, height), half_x, rounding=min(0.01, 0.4 * thick))
        elif self.shape == "oval":
            half_x, thick = max(half_x, half_y + 0.12), min(thick, 0.04)
            piece.box(half_x - half_y, half_y, (height - thick, height), 0.003)
            for s in SIDES:
                piece.cone((height - thick, height), half_y, at=(s * (half_x - half_y), 0.0))
        else:
            half_x = max(half_x, half_y)
            piece.box(half_x, half_y, (height - thick, height), draw.choice((0.002, 0.006, 0.45 * thick)))
        if cloth:
            _hang_cloth(piece, self.shape == "round", half_x, half_y, (height - draw.uniform(0.15, 0.38), height))
        # Stand and shelf.
        under = height - thick
        if draw.random() < self.shelf:
            shelf = around(under * draw.uniform(0.25, 0.5), 0.009)
            piece.of(leg if clear else top).box(half_x - 0.022, half_y - 0.022, shelf)
        if self.shape == "oval":
            _stand_oval(piece.of(leg), draw, self.stands, half_x - half_y, half_y, under)
        else:
            _draw(draw, self.stands)(piece.of(leg), draw, half_x, half_y, under)
        piece.top = height

    def form(self, name: str, kind: str, weight: float) -> Form:
        """Return the entry of the catalogue, whose sizes follow from the ranges of the table."""
        margin = 0.07 if self.cloth else 0.02
        (narrow, wide), (flat, deep) = self.width, self.width if self.shape == "round" else self.depth
        if self.shape == "oval":
            narrow, wide = max(narrow, flat + 0.24), max(wide, deep + 0.24)
        size = (narrow - 0.01, max(wide, deep) + margin), (flat - 0.01, deep + margin)
        return Form(name, kind, Label.TABLE, self, weight, *size, (self.height[0] - 0.01, self.height[1] + 0.01))


def _draw(draw: MaterialLibrary, weighted: WeightedStands) -> stands.Stand:
    return draw.choices([stand for stand, _ in weighted], [weight for _, weight in weighted])[0]


def _hang_cloth(piece: Builder, is_round: bool, half_x: float, half_y: float, z: tuple[float, float]) -> None:
    if is_round:
        piece.shell(z, half_x + 0.03, half_x, 0.008)
        return
    z = z[0] - 0.002, z[1] - 0.002
    for s in SIDES:
        piece.box(half_x + 0.004, around(s * half_y, 0.004), z, 0.003, pitch=s * 0.05)
        piece.box(around(s * half_x, 0.004), half_y + 0.004, z, 0.003, roll=-s * 0.05)


def _stand_oval(
    piece: Builder, draw: MaterialLibrary, weighted: WeightedStands, x: float, half_y: float, under: float
) -> None:
    """Add the stand of an oval table whose round ends are at -x and x: a column, two if it is long, or a drawn one."""
    if draw.random() < 0.6:
        _draw(draw, weighted)(piece, draw, x + half_y * 0.55, half_y * 0.85, under)
        return
    column = Builder(piece.label, piece.material)
    stands.column(column, draw, half_y, half_y, under)
    for middle in (-x, x) if x > 0.3 else (0.0,):
        piece.add(column.solids, middle)


def _nested(piece: Builder, draw: MaterialLibrary) -> None:
    height, diameter = draw.sizes((0.4, 0.5), (0.52, 0.72))
    piece.add(make_piece(Table((height,) * 2, (diameter,) * 2, shape="round", glass=0.1), draw, TABLE).solids)
    low = make_piece(
        Table((height * 0.76, height * 0.8), (0.7 * diameter, 0.75 * diameter), shape="round"), draw, TABLE
    )
    piece.add(low.solids, diameter * 0.55, -diameter * 0.25)
    piece.top = height


def _drum(piece: Builder, draw: MaterialLibrary) -> None:
    radius, height = draw.sizes((0.2, 0.4), (0.34, 0.48))
    body = draw.choice((draw.wood, draw.wicker, draw.metal, draw.concrete))()
    piece.material = body if draw.random() < 0.5 else draw.wood()
    piece.cone((height - 0.024, height), radius, rounding=0.006)
    waist = radius * draw.uniform(0.75, 1.0)
    piece.of(body).cone((0, height - 0.024), waist, waist * draw.uniform(0.9, 1.0), rounding=0.008)
    piece.top = height


def table_with_drawers(piece: Builder, draw: MaterialLibrary, width: Range, depth: Range, height: Range) -> None:
    """Add a table on four legs with one to three flat drawers side by side below its top."""
    half_x, half_y, high = draw.uniform(*width) / 2, draw.uniform(*depth) / 2, draw.uniform(*height)
    piece.material, pull, count = draw.wood(), draw.metal(), draw.choice((1, 2, 3))
    piece.box(half_x, half_y, (high - 0.022, high), 0.003)
    piece.box(half_x - 0.015, (0.026 - half_y, half_y - 0.014), (high - 0.16, high - 0.02), 0.002)
    piece.legs(half_x - 0.03, half_y - 0.03, high - 0.022, 0.018, 0.0, 0.7, square=True)
    wide, y = (half_x - 0.025) / count, -half_y
    for k in range(count):
        x = wide * (2 * k + 1 - count)
        piece.box(around(x, wide - 0.006), (y + 0.004, y + 0.019), (high - 0.148, high - 0.032), 0.002)
        piece.of(pull).box(around(x, 0.032), (y - 0.009, y + 0.007), around(high - 0.09, 0.006), 0.003)
    piece.top = high


_EATING, _BAR, _CHILD = (0.72, 0.77), (1.0, 1.1), (0.45, 0.56)
_DRUM = (0.39, 0.81), (0.39, 0.81), (0.33, 0.49)
_COVERED = Table(_EATING, (1.1, 2.2), (0.8, 1.0), _LEGS, glass=0.0, cloth=1.0)
_WITH_SHELF = Table((0.38, 0.5), (0.8, 1.25), (0.45, 0.7), _LOW[:2], glass=0.1, shelf=1.0)
_GLASS = Table((0.34, 0.45), (0.8, 1.3), (0.5, 0.8), _LOW, glass=1.0, shelf=0.3)
_SIDE = Table((0.42, 0.62), (0.35, 0.55), (0.35, 0.5), _LOW, glass=0.08, shelf=0.3)
_ON_LEGS = (*_LOW[:3], (stands.trestles, 0.3))
_CONSOLE = partial(table_with_drawers, width=(0.8, 1.3), depth=(0.3, 0.4), height=(0.74, 0.86))
_CONSOLE_SIZE = (0.79, 1.31), (0.29, 0.42), (0.73, 0.87)

FORMS: tuple[Form, ...] = (
    Table(_EATING, (0.65, 0.9), (0.6, 0.75), _STURDY).form("table for two", "dining table", 1.0),
    Table(_EATING, (1.1, 1.4), (0.7, 0.9), _STURDY).form("table for four", "dining table", 2.0),
    Table(_EATING, (1.5, 1.9), (0.8, 1.0), _STURDY).form("table for six", "dining table", 2.4),
    Table(_EATING, (2.0, 2.4), (0.9, 1.05), _STURDY).form("table for eight", "dining table", 0.9),
    Table(_EATING, (2.4, 2.9), (0.95, 1.1), _STURDY).form("table for ten", "dining table", 0.3),
    Table(_EATING, (0.75, 1.45), shape="round", glass=0.1, cloth=0.08).form("round table", "dining table", 1.8),
    Table(_EATING, (1.3, 2.2), (0.85, 1.05), _LEGS, "oval", 0.0).form("oval table", "dining table", 0.6),
    Table(_EATING, (1.2, 1.9), (0.8, 1.0), _STURDY[:4], glass=1.0).form("glass table", "dining table", 0.5),
    _COVERED.form("covered table", "dining table", 0.7),
    Table((0.7, 0.75), (0.7, 1.8), (0.6, 0.76), _FOLDING, glass=0.0).form("folding table", "dining table", 0.3),
    Table((0.32, 0.48), (0.8, 1.35), (0.45, 0.75), _LOW, glass=0.08).form("oblong coffee table", "coffee table", 2.4),
    Table((0.3, 0.45), (0.6, 0.95), (0.6, 0.95), _LOW, glass=0.08).form("square coffee table", "coffee table", 0.9),
    _WITH_SHELF.form("coffee table with a shelf", "coffee table", 1.3),
    _GLASS.form("glass coffee table", "coffee table", 0.9),
    Table((0.33, 0.48), (0.55, 1.0), shape="round", glass=0.12).form("round coffee table", "coffee table", 1.8),
    Table((0.36, 0.46), (0.95, 1.3), (0.5, 0.65), _LEGS, "oval", 0.0).form("oval coffee table", "coffee table", 0.6),
    Form("nested tables", "coffee table", Label.TABLE, _nested, 0.6, (0.73, 1.05), (0.57, 0.83), (0.39, 0.51)),
    of_kind("coffee table", Label.TABLE)(
        "trunk", chest, 0.35, (0.79, 1.21), (0.47, 0.66), (0.39, 0.49), depth=(0.48, 0.62), vaulted=0.0
    ),
    Form("drum coffee table", "coffee table", Label.TABLE, _drum, 0.4, *_DRUM),
    _SIDE.form("square side table", "side table", 1.6),
    Table((0.42, 0.65), (0.32, 0.55), shape="round", glass=0.08).form("round side table", "side table", 1.8),
    Form("drum side table", "side table", Label.TABLE, _drum, 0.4, *_DRUM),
    Table((0.74, 0.9), (0.8, 1.4), (0.28, 0.42), _LOW[:3], shelf=0.4).form("console on legs", "console table", 1.0),
    Form("console with drawers", "console table", Label.TABLE, _CONSOLE, 0.5, *_CONSOLE_SIZE),
    Table(_BAR, (0.8, 1.6), (0.5, 0.75), _ON_LEGS).form("bar table on legs", "bar table", 1.0),
    Table((1.0, 1.12), (0.6, 0.8), shape="round").form("bar table on a column", "bar table", 1.0),
    Table(_CHILD, (0.6, 0.9), (0.45, 0.65), _LEGS).form("children's table", "children's table", 1.0),
    Table(_CHILD, (0.55, 0.8), shape="round").form("round children's table", "children's table", 0.5),
)
