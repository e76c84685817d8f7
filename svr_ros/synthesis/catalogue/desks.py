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

"""Tables to work at, whose user sits at -y: with drawers, around a corner, on trestles, to stand at."""

from __future__ import annotations

from functools import partial

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue import table_stands as stands
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cases import Case, Cell, FrontStyle, Span, add_fronts, draw_front_style
from svr_ros.synthesis.catalogue.forms import Form, of_kind
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES
from svr_ros.synthesis.catalogue.table_stands import Stand
from svr_ros.synthesis.catalogue.tables import table_with_drawers


def _pedestal(piece: Builder, draw: MaterialLibrary, pull: int, x: Span, half_y: float, z: Span) -> None:
    """Add a stack of drawers whose fronts are at y = -half_y."""
    piece.box(x, (0.016 - half_y, half_y), z, 0.002)
    style = FrontStyle(piece.material, pull, "bar", False)
    rows = max(1, round((z[1] - z[0]) / draw.choice((0.16, 0.24, 0.33))))
    add_fronts(piece, style, x, z, 0.014 - half_y, 1, rows, drawers=True)


def _plain(piece: Builder, draw: MaterialLibrary, stand: Stand, glass: bool = False, high: float = 0.76) -> None:
    """Add a desk with only a stand below its top, at most `high` metres high, and often a chest of drawers."""
    half_x, half_y, height = draw.sizes((0.5, 0.9), (0.28, 0.4), (0.72, high))
    piece.material = draw.glass() if glass else draw.wood()
    leg = draw.metal() if draw.random() < 0.5 or glass else draw.wood()
    under = height - (0.012 if glass else draw.uniform(0.02, 0.04))
    piece.box(half_x, half_y, (under, height), 0.003)
    stand(piece.of(leg), draw, half_x, half_y, under)
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
    _desk("desk on legs", _plain, 2.0, *_PLAIN, stand=stands.four_legs),
    _desk("desk on frames", _plain, 1.0, *_PLAIN, stand=stands.u_frames),
    _desk("desk on boards", _plain, 1.2, *_PLAIN, stand=stands.boards),
    _desk("desk on trestles", _plain, 0.6, *_PLAIN, stand=stands.trestles),
    _desk("glass desk", _plain, 0.35, *_PLAIN, stand=stands.four_legs, glass=True),
    _desk("desk with drawers", _with_drawers, 2.0, (1.09, 1.81), (0.57, 0.84), (0.72, 0.78)),
    _desk("writing table", _writing_table, 1.0, (0.89, 1.51), (0.49, 0.7), (0.72, 0.78)),
    _desk("standing desk", _plain, 0.9, *_PLAIN[:2], (0.69, 1.13), stand=stands.two_columns, high=1.12),
    _desk("corner desk", _corner, 0.7, (1.39, 1.91), (1.09, 1.63), (0.71, 0.77)),
    _desk("desk with pigeonholes", _with_pigeonholes, 0.4, (0.79, 1.11), (0.49, 0.65), (0.97, 1.38)),
)
