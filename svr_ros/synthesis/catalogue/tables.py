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

"""Tables to eat at, to put things on and to work at (desks, whose user sits at -y); their first solid is the top."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, Span, around
from svr_ros.synthesis.catalogue.cabinets import chest
from svr_ros.synthesis.catalogue.cases import Case, Cell, FrontStyle, add_fronts, draw_front_style
from svr_ros.synthesis.catalogue.forms import Form, Range, make_piece, of_kind
from svr_ros.synthesis.catalogue.parts import SIDES, TABLE
from svr_ros.synthesis.catalogue.table_stands import Stands, add_stand
from svr_ros.synthesis.materials import MaterialLibrary

_STURDY: Stands = (
    ("four legs", 4.0), ("thick legs", 1.2), ("u frames", 0.9), ("x frames", 0.7), ("trestles", 0.5), ("posts", 0.7),
    ("boards", 0.6), ("hairpins", 0.3),
)  # fmt: skip
_LOW: Stands = (
    ("four legs", 4.0), ("u frames", 1.0), ("boards", 0.8), ("block", 0.9), ("hairpins", 0.7), ("x frames", 0.3),
)  # fmt: skip
_ROUND: Stands = (("column", 3.0), ("circle of legs", 3.0), ("crossed boards", 0.6))
_LEGS: Stands = (("four legs", 1.0),)
_FOLDING: Stands = (("x frames", 1.0),)


@dataclass(frozen=True)
class Table:
    """A top of one shape and range of sizes (metres) on one of several stands; calling it makes a table.

    The width of a round top is its diameter; an oval one has half round ends. `glass`, `shelf` and `cloth` are the
    fractions of tables with a glass top, a shelf below the top and a cloth that hangs down on all sides.
    """

    height: Range
    width: Range
    depth: Range = (0.0, 0.0)
    stands: Stands = _ROUND
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
        height, width, depth = draw.sizes(self.height, self.width, self.depth)
        half_x, half_y = width / 2, depth / 2
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
            add_stand(piece.of(leg), draw, draw.choose(dict(self.stands)), half_x, half_y, under)
        piece.top = height

    def form(self, name: str, kind: str, weight: float) -> Form:
        """Return the entry of the catalogue, whose sizes follow from the ranges of the table."""
        margin = 0.07 if self.cloth else 0.02
        (narrow, wide), (flat, deep) = self.width, self.width if self.shape == "round" else self.depth
        if self.shape == "oval":
            narrow, wide = max(narrow, flat + 0.24), max(wide, deep + 0.24)
        size = (narrow - 0.01, max(wide, deep) + margin), (flat - 0.01, deep + margin)
        return Form(name, kind, Label.TABLE, self, weight, *size, (self.height[0] - 0.01, self.height[1] + 0.01))


def _hang_cloth(piece: Builder, is_round: bool, half_x: float, half_y: float, z: tuple[float, float]) -> None:
    if is_round:
        piece.shell(z, half_x + 0.03, half_x, 0.008)
        return
    z = z[0] - 0.002, z[1] - 0.002
    for s in SIDES:
        piece.box(half_x + 0.004, around(s * half_y, 0.004), z, 0.003, pitch=s * 0.05)
        piece.box(around(s * half_x, 0.004), half_y + 0.004, z, 0.003, roll=-s * 0.05)


def _stand_oval(piece: Builder, draw: MaterialLibrary, stands: Stands, x: float, half_y: float, under: float) -> None:
    """Add the stand of an oval table whose round ends are at -x and x: a column, two if it is long, or a drawn one."""
    if draw.random() < 0.6:
        add_stand(piece, draw, draw.choose(dict(stands)), x + half_y * 0.55, half_y * 0.85, under)
        return
    column = Builder(piece.label, piece.material)
    add_stand(column, draw, "column", half_y, half_y, under)
    for middle in (-x, x) if x > 0.3 else (0.0,):
        piece.add(column.solids, middle)


def _nested(piece: Builder, draw: MaterialLibrary) -> None:
    height, diameter = draw.sizes((0.4, 0.5), (0.52, 0.72))
    piece.add(make_piece(Table((height,) * 2, (diameter,) * 2, shape="round", glass=0.1), draw, TABLE).solids)
    low = Table((height * 0.76, height * 0.8), (0.7 * diameter, 0.75 * diameter), shape="round")
    piece.add(make_piece(low, draw, TABLE).solids, diameter * 0.55, -diameter * 0.25)
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
_ON_LEGS = (*_LOW[:3], ("trestles", 0.3))
_CONSOLE = partial(table_with_drawers, width=(0.8, 1.3), depth=(0.3, 0.4), height=(0.74, 0.86))
_CONSOLE_SIZE = (0.79, 1.31), (0.29, 0.42), (0.73, 0.87)


def _pedestal(piece: Builder, draw: MaterialLibrary, pull: int, x: Span, half_y: float, z: Span) -> None:
    """Add a stack of drawers whose fronts are at y = -half_y."""
    piece.box(x, (0.016 - half_y, half_y), z, 0.002)
    style = FrontStyle(piece.material, pull, "bar", False)
    rows = max(1, round((z[1] - z[0]) / draw.choice((0.16, 0.24, 0.33))))
    add_fronts(piece, style, x, z, 0.014 - half_y, 1, rows, drawers=True)


def _plain(piece: Builder, draw: MaterialLibrary, stand: str, glass: bool = False, high: float = 0.76) -> None:
    """Add a desk with only a stand below its top, at most `high` metres high, and often a chest of drawers."""
    half_x, half_y, height = draw.sizes((0.5, 0.9), (0.28, 0.4), (0.72, high))
    piece.material = draw.glass() if glass else draw.wood()
    leg = draw.metal() if draw.random() < 0.5 or glass else draw.wood()
    under = height - (0.012 if glass else draw.uniform(0.02, 0.04))
    piece.box(half_x, half_y, (under, height), 0.003)
    add_stand(piece.of(leg), draw, stand, half_x, half_y, under)
    if not glass and draw.random() < 0.35:
        top = draw.choice((min(under, 0.74), draw.uniform(0.5, 0.6)))
        chest = piece.of(draw.metal() if draw.random() < 0.5 else piece.material)
        _pedestal(chest, draw, leg, around(draw.choice(SIDES) * half_x * 0.4, 0.2), half_y - 0.06, (0.0, top))
    piece.top = height


def _with_drawers(piece: Builder, draw: MaterialLibrary) -> None:
    half_x, half_y, height = draw.sizes((0.55, 0.9), (0.29, 0.4), (0.73, 0.77))
    piece.material, pull = draw.wood(), draw.metal()
    under, half = height - draw.uniform(0.02, 0.036), draw.uniform(0.17, 0.22)
    piece.box(half_x, half_y, (under, height), 0.003)
    both, first = draw.random() < 0.4, draw.choice(SIDES)
    with piece.using(piece.material if draw.random() < 0.7 else draw.plain("white")):
        for side in SIDES:
            x = side * (half_x - half - 0.01)
            if both or side == first:
                _pedestal(piece, draw, pull, around(x, half), half_y - 0.015, (0.03, under))
                piece.box(around(x, half - 0.02), (0.07 - half_y, half_y - 0.03), (0, 0.04))
            else:
                piece.box(around(side * (half_x - 0.02), 0.012), half_y - 0.015, (0, under), 0.002)
        piece.box(half_x - 0.03, around(half_y - 0.04, 0.009), around(under * 0.65, under * 0.34))
    piece.top = height


def _corner(piece: Builder, draw: MaterialLibrary) -> None:
    side, height = draw.choice(SIDES), draw.uniform(0.72, 0.76)
    half_x, half_y = draw.sizes((0.7, 0.95), (0.3, 0.36))
    front, half = -half_y - draw.uniform(0.5, 0.9), draw.uniform(0.25, 0.33)
    piece.material, under, x = draw.wood(), height - draw.uniform(0.022, 0.036), side * (half_x - half)
    # Boards.
    piece.box(half_x, half_y, (under, height), 0.003)
    piece.box(around(x, half), (front, -half_y), (under, height), 0.003)
    # Panels or legs.
    with piece.using(draw.metal() if draw.random() < 0.6 else piece.material):
        if draw.random() < 0.5:
            piece.box(around(-side * (half_x - 0.02), 0.013), half_y - 0.02, (0, under))
            piece.box(around(x, half - 0.02), around(front + 0.02, 0.013), (0, under))
            piece.box(half_x - 0.02, around(half_y - 0.03, 0.009), around(under * 0.65, under * 0.34))
        else:
            feet = [(-side * (half_x - 0.05), s * (half_y - 0.05)) for s in SIDES]
            feet += [(x + s * (half - 0.05), front + 0.05) for s in SIDES]
            for foot in (*feet, (side * (half_x - 0.05), half_y - 0.05)):
                piece.box(around(foot[0], 0.022), around(foot[1], 0.022), (0, under), 0.004)
            piece.box(half_x - 0.05, around(half_y - 0.05, 0.012), (under - 0.04, under))
    if draw.random() < 0.4:
        _pedestal(piece, draw, draw.metal(), around(x, half - 0.04), 0.2, (0, under))
    near, far = sorted((side * half_x, side * (half_x - 2 * half)))
    piece.top = height
    piece.blocks = (-half_x, -half_y, 0.0, half_x, half_y, height), (near, front, 0.0, far, half_y, height)


def _with_pigeonholes(piece: Builder, draw: MaterialLibrary) -> None:
    half_x, half_y, height = draw.sizes((0.4, 0.55), (0.25, 0.3), (0.73, 0.77))
    piece.material, rise, under = draw.wood(), draw.uniform(0.25, 0.6), height - 0.024
    rear, above = (half_y - 0.22, half_y), (height, height + rise)
    # Desk. Its board ends before the pigeonholes so that things are put before these.
    piece.box(half_x, (-half_y, rear[0]), (under, height), 0.003)
    piece.box(half_x, rear, (under, height), 0.003)
    piece.legs(half_x - 0.035, half_y - 0.035, under, 0.02, 0.0, 0.7, square=True)
    _pedestal(piece, draw, draw.metal(), around(0, half_x - 0.03), half_y - 0.02, (under - 0.12, under))
    # Pigeonholes.
    holes, rows = draw.randint(2, 4), 2 if rise > 0.4 else 1
    case = Case(piece, draw, draw_front_style(draw, piece.material), around(0, half_x), rear, above)
    case.build([Cell(case.x, case.z, holes, rows)])
    x, tall = around(half_x * (1 / holes - 1), half_x / holes * 0.7), min(0.2, rise / rows - 0.04)
    piece.of(draw.spines()).box(x, around(half_y - 0.11, 0.07), (height + 0.016, height + tall))
    piece.top = height


_writing_table = partial(table_with_drawers, width=(0.9, 1.5), depth=(0.5, 0.68), height=(0.73, 0.77))
_desk = of_kind("desk", Label.TABLE)
_PLAIN = (0.99, 1.81), (0.55, 0.82), (0.71, 0.77)

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
    _desk("desk on legs", _plain, 2.0, *_PLAIN, stand="four legs"),
    _desk("desk on frames", _plain, 1.0, *_PLAIN, stand="u frames"),
    _desk("desk on boards", _plain, 1.2, *_PLAIN, stand="boards"),
    _desk("desk on trestles", _plain, 0.6, *_PLAIN, stand="trestles"),
    _desk("glass desk", _plain, 0.35, *_PLAIN, stand="four legs", glass=True),
    _desk("desk with drawers", _with_drawers, 2.0, (1.09, 1.81), (0.57, 0.84), (0.72, 0.78)),
    _desk("writing table", _writing_table, 1.0, (0.89, 1.51), (0.49, 0.7), (0.72, 0.78)),
    _desk("standing desk", _plain, 0.9, *_PLAIN[:2], (0.69, 1.13), stand="columns", high=1.12),
    _desk("corner desk", _corner, 0.7, (1.39, 1.91), (1.09, 1.63), (0.71, 0.77)),
    _desk("desk with pigeonholes", _with_pigeonholes, 0.4, (0.79, 1.11), (0.49, 0.65), (0.97, 1.38)),
)
