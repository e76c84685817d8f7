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

"""Bedding on a mattress, all of the class bed; the mattress lies around x = y = 0 with its head towards +y."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, top_at
from svr_ros.synthesis.catalogue.upholstery import bolster, crumple, lean_cushions, left_behind, pillow


class Mattress(NamedTuple):
    """Half the width and length of a mattress and the heights of its two faces, in metres."""

    half_x: float
    half_y: float
    bottom: float
    top: float


Way = Callable[[Builder, MaterialLibrary, Mattress, float], None]
"""Adds blankets of the piece's material that hang down to a height at most."""


def add_mattress(piece: Builder, draw: MaterialLibrary, size: Mattress) -> None:
    """Add the bare mattress in its sheet."""
    soft = min(draw.uniform(0.03, 0.07), 0.45 * (size.top - size.bottom))
    piece.of(draw.linen()).box(size.half_x, size.half_y, (size.bottom, size.top), soft)


def dress(piece: Builder, draw: MaterialLibrary, size: Mattress, low: float, clear: bool = False) -> None:
    """Add a mattress and its bedding; blankets hang down to `low` (m) at most, bedspreads lower if `clear`."""
    first = len(piece.solids)
    add_mattress(piece, draw, size)
    ways, weights = [_made, _spread, _thrown_back, _heaped, _bare], [3.5, 2.5, 1.6, 1.4, 0.4]
    if clear:
        ways, weights = [*ways, _fallen], [*weights, 4.0]
    way: Way = draw.choices(ways, weights)[0]
    way(piece.of(draw.linen() if draw.random() < 0.5 else draw.fabric()), draw, size, low)
    tidy = way in (_made, _spread, _fallen)
    head_pillows(piece, draw, size, tidy)
    if tidy and draw.random() < 0.45:
        _add_scatter_cushions(piece, draw, size)
    if draw.random() < 0.12:
        x, y = draw.uniform(-0.5, 0.5) * size.half_x, draw.uniform(-0.6, 0.1) * size.half_y
        left_behind(piece, draw, x, y, top_at(piece.solids[first:], x, y) - 0.005)


def _drape(piece: Builder, draw: MaterialLibrary, size: Mattress, y: Range, drop: float, thick: float) -> None:
    """Lay a blanket along y that hangs down `drop` metres at both sides, and at the foot if y reaches beyond."""
    top, x, upper = size.top, size.half_x + 0.012, size.top + thick
    piece.box(x, y, (top - 0.012, upper + 0.012), thick * 0.5 + 0.01)
    if drop < 0.05:
        return
    for side in SIDES:
        fall = min(drop * draw.uniform(0.85, 1.1), top - 0.004)
        piece.box(around(side * x, 0.016), y, (top - fall, upper), 0.014, roll=side * -0.03)
    if y[0] < -size.half_y:
        piece.box(size.half_x + 0.02, around(y[0] + 0.008, 0.016), (top - drop, upper), 0.014, pitch=0.03)


def _made(piece: Builder, draw: MaterialLibrary, size: Mattress, low: float) -> None:
    thick, head = draw.uniform(0.02, 0.05), size.half_y - draw.uniform(0.35, 0.6)
    drop = draw.choice((draw.uniform(0.06, 0.16), size.top - low - 0.02, draw.uniform(0.15, 0.3)))
    drop = min(drop, size.top - low)
    _drape(piece, draw, size, (-size.half_y - 0.015, head), drop, thick)
    if draw.random() < 0.45:  # the edge turned back shows the other side
        y, z = (head - draw.uniform(0.24, 0.44), head), around(size.top + thick + 0.018, 0.02)
        piece.of(draw.linen()).box(size.half_x + 0.014, y, z, 0.018)
    if draw.random() < 0.4:
        y = around(-size.half_y + draw.uniform(0.3, 0.5), draw.uniform(0.15, 0.3))
        _drape(piece.of(draw.fabric()), draw, size._replace(top=size.top + thick), y, drop * 0.9 + thick, 0.018)


def _fallen(piece: Builder, draw: MaterialLibrary, size: Mattress, low: float) -> None:
    thick, hem, flare = draw.sizes((0.02, 0.05), (0.02, 0.2), (0.04, 0.2))
    x, foot, head = size.half_x + 0.06, -size.half_y - 0.06, size.half_y - draw.uniform(0.3, 0.6)
    top = size.top + thick
    z, wide, tilt = (hem, top), flare * (top - hem), math.atan(flare)
    piece.box(x, (foot, head), (size.top - 0.012, top + 0.012), 0.03)
    piece.box(x, around(foot - wide / 2, 0.014), z, 0.012, pitch=-tilt)
    for s in SIDES:
        piece.box(around(s * (x + wide / 2), 0.014), (foot, head), z, 0.012, roll=-s * tilt)
        piece.cone(z, 0.014 + wide, 0.014, at=(s * x, foot))
        for _ in range(draw.randint(1, 4)):
            y = draw.uniform(foot + 0.1, head - 0.1)
            piece.rod((s * (x + wide), y, hem), (s * x, y, top - 0.02), draw.uniform(0.02, 0.05), 0.01)


def _spread(piece: Builder, draw: MaterialLibrary, size: Mattress, low: float) -> None:
    thick = draw.uniform(0.05, 0.09)
    y = -size.half_y - draw.uniform(-0.05, 0.02), size.half_y - draw.uniform(0.35, 0.65)
    _drape(piece, draw, size, y, min(draw.uniform(0.06, 0.2), size.top - low), thick)
    for _ in range(draw.randint(1, 4)):
        at_x, at_y = draw.uniform(-0.7, 0.7) * size.half_x, draw.uniform(y[0] + 0.3, y[1] - 0.15)
        fold = around(at_x, draw.uniform(0.15, 0.4)), around(at_y, draw.uniform(0.06, 0.14))
        piece.ellipsoid(*fold, around(size.top + thick, draw.uniform(0.03, 0.06)), draw.gauss(0.0, 0.7))


def _thrown_back(piece: Builder, draw: MaterialLibrary, size: Mattress, low: float) -> None:
    thick, edge, turn = draw.uniform(0.04, 0.07), draw.uniform(-0.3, 0.35) * size.half_y, draw.gauss(0.0, 0.12)
    drop = min(draw.uniform(0.05, 0.25), size.top - low)
    _drape(piece, draw, size, (-size.half_y - 0.01, edge), drop, thick)
    with piece.using(None if draw.random() < 0.5 else draw.linen()):
        for k in range(draw.randint(2, 3)):
            x = around(draw.gauss(0.0, 0.08), size.half_x * draw.uniform(0.75, 1.0))
            y = around(edge - 0.05 - 0.16 * k, draw.uniform(0.12, 0.2))
            z = around(size.top + thick + 0.01, draw.uniform(0.06, 0.1))
            piece.ellipsoid(x, y, z, turn + draw.gauss(0.0, 0.08))


def _heaped(piece: Builder, draw: MaterialLibrary, size: Mattress, low: float) -> None:
    side, extent, top = draw.choice(SIDES), min(0.45, size.half_x * 0.8), size.top
    x, y = side * draw.uniform(0.0, 0.3) * size.half_x, draw.uniform(-0.45, 0.05) * size.half_y
    crumple(piece, draw, x, y, top + 0.07, extent)
    for _ in range(3):
        fold = around(x + draw.gauss(0.0, 0.08), extent * draw.uniform(0.6, 0.95))
        along = around(y + draw.gauss(0.0, 0.15), draw.uniform(0.25, 0.5))
        turn = draw.gauss(0.0, 0.5), draw.gauss(0.0, 0.06), draw.gauss(0.0, 0.06)
        piece.box(fold, along, (top - 0.02, top + 0.08), 0.048, *turn)
    if draw.random() < 0.6:
        drop, edge = min(draw.uniform(0.12, 0.4), top - low), side * (size.half_x + 0.012)
        along = around(y, draw.uniform(0.2, 0.45))
        piece.box(around(edge, 0.02), along, (top + 0.02 - drop, top + 0.02), 0.018, pitch=draw.gauss(0.0, 0.05))
        piece.box(around(edge - side * 0.2, 0.2), along, (top - 0.015, top + 0.045), 0.025)


def _bare(piece: Builder, draw: MaterialLibrary, size: Mattress, low: float) -> None:
    if draw.random() < 0.5:
        half_x = min(0.35, size.half_x * 0.8)
        piece.box(half_x, around(0.3 - size.half_y, 0.24), (size.top - 0.005, size.top + 0.095), 0.04)


def head_pillows(piece: Builder, draw: MaterialLibrary, size: Mattress, tidy: bool = True) -> None:
    """Add the pillows to sleep on: flat, stacked or leaning; on made beds often a second pair behind them."""
    across = (0.0,) if size.half_x < 0.6 else (-0.5 * size.half_x, 0.5 * size.half_x)
    half_x, half_y = min(0.38, size.half_x * (0.82 if len(across) == 1 else 0.46)), draw.uniform(0.2, 0.27)
    leaning, covers = tidy and draw.random() < 0.5, (draw.linen(), draw.linen())
    rows, thick = draw.choice((1, 2)) if tidy else 1, draw.uniform(0.06, 0.085)
    for row in range(rows):
        for middle in across:
            x, turn = middle + draw.gauss(0.0, 0.02 if tidy else 0.06), draw.gauss(0.0, 0.04 if tidy else 0.25)
            if leaning:
                slope = draw.uniform(0.9, 1.2) - 0.15 * row
                y, lift = size.half_y - 0.1 - 0.14 * row - half_y * math.cos(slope), 0.0
            else:
                slope = draw.uniform(0.02, 0.2)
                y, lift = size.half_y - 0.03 - half_y, row * 1.7 * thick
            z = size.top + lift + (half_y - thick) * math.sin(slope) + thick - 0.01
            pillow(piece.of(covers[row]), (x, y, z), half_x, half_y, thick, turn, slope)


def _add_scatter_cushions(piece: Builder, draw: MaterialLibrary, size: Mattress) -> None:
    """Lean square cushions, now and then a roll, against the pillows of a made bed."""
    count, y = draw.randint(1, 2 if size.half_x < 0.6 else 4), size.half_y - draw.uniform(0.42, 0.5)
    lean_cushions(piece, draw, count, size.half_x * 0.8, y, size.top)
    if draw.random() < 0.25:
        bolster(piece.of(draw.fabric()), y - 0.38, size.top, size.half_x * 0.5, draw.uniform(0.06, 0.09))
