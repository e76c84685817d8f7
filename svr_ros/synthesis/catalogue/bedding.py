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

"""Bedding on a mattress around x = y = 0 with its head towards +y, and beds that have no frame and head board."""

from __future__ import annotations

import math
from typing import NamedTuple

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Range, of_kind
from svr_ros.synthesis.catalogue.parts import SIDES, TABLE, top_at
from svr_ros.synthesis.catalogue.upholstery import bolster, crumple, lean_cushions, left_behind, pillow, throw
from svr_ros.synthesis.materials import MaterialLibrary


class Mattress(NamedTuple):
    """Half the width and length of a mattress and the heights of its two faces, in metres."""

    half_x: float
    half_y: float
    bottom: float
    top: float


def add_mattress(piece: Builder, draw: MaterialLibrary, size: Mattress) -> None:
    """Add the bare mattress in its sheet."""
    soft = min(draw.uniform(0.03, 0.07), 0.45 * (size.top - size.bottom))
    piece.of(draw.linen()).box(size.half_x, size.half_y, (size.bottom, size.top), soft)


def dress(piece: Builder, draw: MaterialLibrary, size: Mattress, low: float, clear: bool = False) -> None:
    """Add a mattress and its bedding; blankets hang down to `low` (m) at most, bedspreads lower if `clear`."""
    first = len(piece.solids)
    add_mattress(piece, draw, size)
    weights = {"made": 3.5, "spread": 2.5, "thrown back": 1.6, "heaped": 1.4, "bare": 0.4}
    way = draw.choose(weights | {"fallen": 4.0} if clear else weights)
    _cover(piece.of(draw.linen() if draw.random() < 0.5 else draw.fabric()), draw, way, size, low)
    tidy = way in ("made", "spread", "fallen")
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


def _cover(piece: Builder, draw: MaterialLibrary, way: str, size: Mattress, low: float) -> None:
    """Add blankets of the piece's material that hang down to the height `low` at most."""
    match way:
        case "made":
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
        case "fallen":  # to the floor, in folds
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
                    at = draw.uniform(foot + 0.1, head - 0.1)
                    piece.rod((s * (x + wide), at, hem), (s * x, at, top - 0.02), draw.uniform(0.02, 0.05), 0.01)
        case "spread":
            thick = draw.uniform(0.05, 0.09)
            y = -size.half_y - draw.uniform(-0.05, 0.02), size.half_y - draw.uniform(0.35, 0.65)
            _drape(piece, draw, size, y, min(draw.uniform(0.06, 0.2), size.top - low), thick)
            for _ in range(draw.randint(1, 4)):
                at_x, at_y = draw.uniform(-0.7, 0.7) * size.half_x, draw.uniform(y[0] + 0.3, y[1] - 0.15)
                fold = around(at_x, draw.uniform(0.15, 0.4)), around(at_y, draw.uniform(0.06, 0.14))
                piece.ellipsoid(*fold, around(size.top + thick, draw.uniform(0.03, 0.06)), draw.gauss(0.0, 0.7))
        case "thrown back":
            thick, edge, turn = draw.uniform(0.04, 0.07), draw.uniform(-0.3, 0.35) * size.half_y, draw.gauss(0.0, 0.12)
            drop = min(draw.uniform(0.05, 0.25), size.top - low)
            _drape(piece, draw, size, (-size.half_y - 0.01, edge), drop, thick)
            with piece.using(None if draw.random() < 0.5 else draw.linen()):
                for k in range(draw.randint(2, 3)):
                    across = around(draw.gauss(0.0, 0.08), size.half_x * draw.uniform(0.75, 1.0))
                    y = around(edge - 0.05 - 0.16 * k, draw.uniform(0.12, 0.2))
                    z = around(size.top + thick + 0.01, draw.uniform(0.06, 0.1))
                    piece.ellipsoid(across, y, z, turn + draw.gauss(0.0, 0.08))
        case "heaped":
            _heap_up(piece, draw, size, low)
        case _:
            if draw.random() < 0.5:
                half_x = min(0.35, size.half_x * 0.8)
                piece.box(half_x, around(0.3 - size.half_y, 0.24), (size.top - 0.005, size.top + 0.095), 0.04)


def _heap_up(piece: Builder, draw: MaterialLibrary, size: Mattress, low: float) -> None:
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


def _daybed(piece: Builder, draw: MaterialLibrary, padded: bool) -> None:
    """Add a bed whose long side, with a back, goes to the wall."""
    x, y, top, back = draw.sizes((1.0, 1.05), (0.45, 0.51), (0.4, 0.5), (0.72, 0.9))
    arm, metal = back - draw.choice((0.0, 0.15)), draw.random() < 0.5
    piece.material = draw.fabric() if padded else draw.metal() if metal else draw.wood()
    if padded:
        piece.box(x, y, (0.0, top - 0.15), 0.02)
        piece.box(x + 0.06, around(y, 0.05), (0.0, back), 0.045)
        piece.at_sides(x + 0.01, 0.05, y, (0.0, arm), 0.045)
    else:
        post, bar = (0.014, 0.008) if metal else (0.03, 0.016)
        piece.box(x, y, (top - 0.23, top - 0.13), 0.01)
        piece.box(x, around(y, post * 0.7), around(back - 0.03, 0.025))
        piece.row(x, draw.randint(5, 9), bar, around(y, 0.008), (top - 0.18, back - 0.02), 0.003)
        piece.at_sides(x, post, around(y, post), (0.0, back), 0.01)
        piece.at_sides(x, post, around(-y, post), (0.0, arm), 0.01)
        piece.at_sides(x, post * 0.7, y, around(arm - 0.03, 0.025))
        for at in (-0.2, 0.0, 0.2):
            piece.at_sides(x, 0.008, around(at, bar), (top - 0.18, arm - 0.02), 0.003)
    x, y = x - 0.03, y - 0.03
    piece.of(draw.linen()).box(x, y, (top - 0.17, top + 0.01), 0.04)
    lean_cushions(piece, draw, draw.randint(2, 5), x * 0.95, y - 0.01, top)
    if draw.random() < 0.4:
        with piece.using(draw.fabric()):
            throw(piece, draw.uniform(-0.5, 0.5), (-y - 0.03, y - 0.17), top, draw.uniform(0.2, 0.4), 0.2)


def _add_berth(piece: Builder, draw: MaterialLibrary, x: float, y: float, base: float, wall: float) -> None:
    """Add a bed at the height `base` with rails up to `wall` metres above it, open at the ladder."""
    size, frame = Mattress(x - 0.03, y - 0.03, base, base + draw.uniform(0.1, 0.15)), (base - 0.07, base + 0.05)
    piece.box(x, y, (base - 0.04, base))
    piece.border(x, y, 0.014, frame, 0.003)
    for k in range(2 if wall > 0.25 else 1):
        z = around(base + wall - 0.03 - 0.14 * k, 0.03)
        piece.box(around(-x, 0.012), y, z, 0.003)
        piece.box(around(x, 0.012), (0.4 - y, y), z, 0.003)
        piece.at_ends(x, y, 0.012, z, 0.003)
    piece.box(around(x, 0.014), (0.39 - y, 0.43 - y), (base, base + wall))  # holds the ends of the short rails
    add_mattress(piece, draw, size)
    head_pillows(piece, draw, size, tidy=False)
    cloth = piece.of(draw.fabric())
    if draw.random() < 0.65:
        length = 2 * y * draw.uniform(0.5, 0.72)
        cloth.box(size.half_x + 0.005, (0.04 - y, 0.04 - y + length), around(size.top + 0.02, 0.035), 0.03)
    else:
        crumple(cloth, draw, 0.0, -0.3, size.top, x * 0.9)


def _raised_bed(piece: Builder, draw: MaterialLibrary, half_x: Range, lower: bool) -> None:
    """Add four posts with a berth at their top, its ladder, and a second berth or, at times, a desk below it."""
    x, y, wooden = draw.uniform(*half_x), draw.uniform(0.98, 1.04), draw.random() < 0.7
    height = draw.uniform(1.5, 1.75) + (0.0 if lower else 0.27)
    post, slope, top = draw.uniform(0.03, 0.045) if wooden else 0.02, draw.choice((0.0, 0.25)), height - 0.26
    count, foot, middle = round(top / 0.3), x + post + 0.02, 0.2 - y
    piece.material = draw.wood() if wooden else draw.metal()
    piece.at_corners(x, y, post, (0.0, height), 0.006)
    _add_berth(piece, draw, x, y, height - 0.4, 0.38)
    for s in SIDES:
        piece.bar((foot + slope, middle + s * 0.18, 0.0), (foot, middle + s * 0.18, top), 0.014, 0.022)
    for k in range(1, count):
        rung = around(foot + slope * (1 - k / count), 0.022), around(middle, 0.18)
        piece.box(*rung, around(k * top / count, 0.011))
    if lower:
        _add_berth(piece, draw, x, y, draw.uniform(0.26, 0.38), draw.uniform(0.15, 0.22))
        return
    piece.at_ends(x, y, 0.014, (0.25, 0.35))
    if draw.random() < 0.5:
        piece.box(around(-x, 0.014), y, (0.63, 0.73))
        piece.of(draw.wood(), TABLE).box((-x, x - 0.2), y, (0.716, 0.744), 0.004)


def _add_bedding(piece: Builder, draw: MaterialLibrary, x: float, y: float, low: float) -> None:
    """Add a thin mattress at the height `low`, and perhaps a small blanket and a pillow."""
    top, sheet, cloth = low + draw.uniform(0.08, 0.12), piece.of(draw.linen()), piece.of(draw.fabric())
    sheet.box(x, y, (low, top), 0.03)
    if draw.random() < 0.5:
        sheet.box(around(x * 0.75, 0.12), y * 0.6, around(top + 0.025, 0.035), 0.03, roll=-0.1)
    if draw.random() < 0.6:
        length = 2 * x * draw.uniform(0.35, 0.55)
        cloth.box((0.03 - x, 0.03 - x + length), y - 0.02, around(top + 0.015, 0.025), 0.02)


def _cot(piece: Builder, draw: MaterialLibrary, kind: str) -> None:
    """Add a bed for a small child: with bars, with nets, as a basket on legs, or with a low rail."""
    match kind:
        case "bars":
            x, y, height, low, post = draw.sizes((0.61, 0.72), (0.31, 0.37), (0.82, 1.0), (0.2, 0.45), (0.018, 0.026))
            piece.material = draw.wood()
            piece.at_corners(x, y, post, (0.0, height), 0.006)
            piece.box(x, y, around(low, 0.02))
            piece.border(x, y, 0.014, around(height - 0.03, 0.02))
            for s in SIDES:
                piece.row(0.9 * x, 9, 0.008, around(s * y, 0.008), (low, height - 0.03), 0.007)
            if draw.random() < 0.5:
                piece.at_sides(x, 0.012, y, (low, height), 0.005)
            else:
                for b in (-0.6, -0.2, 0.2, 0.6):
                    piece.at_sides(x, 0.008, around(y * b, 0.008), (low, height - 0.03), 0.007)
            _add_bedding(piece, draw, x - 0.015, y - 0.015, low + 0.015)
        case "nets":
            x, y, height, low = draw.uniform(0.58, 0.64), draw.uniform(0.33, 0.37), draw.uniform(0.74, 0.8), 0.12
            piece.material = draw.fabric()
            net, rim = piece.of(draw.fabric()), around(height - 0.02, 0.035)
            piece.at_corners(x, y, 0.035, (0.0, height), 0.02)
            piece.border(x, y, 0.035, rim, 0.03)
            net.box(x, y, (0.03, low + 0.01), 0.01)
            net.border(x, y, 0.008, (low, height), 0.002)
            _add_bedding(piece, draw, x - 0.03, y - 0.03, low)
        case "basket":
            radius, straight, low = draw.sizes((0.2, 0.24), (0.16, 0.22), (0.4, 0.5))
            z, inner = (low, low + draw.uniform(0.24, 0.3)), radius - 0.03
            piece.material = draw.wicker()
            lining = piece.of(draw.linen())
            lining.box(straight, inner, (low, low + 0.1), 0.01)
            for s in SIDES:
                piece.shell(z, inner, radius, 0.025, math.pi / 2, (s * straight, 0.0), 0.0 if s > 0 else math.pi)
                piece.box(straight, around(s * (radius - 0.015), 0.0125), z, 0.01, pitch=-s * 0.1)
                lining.cone((low, low + 0.1), inner, at=(s * straight, 0.0), rounding=0.02)
            blanket = around(-straight * 0.5, straight * 0.8), radius - 0.06, around(low + 0.11, 0.02)
            piece.of(draw.fabric()).box(*blanket, 0.018)
            piece.of(draw.wood()).legs(straight, radius * 0.7, low + 0.02, 0.014, 0.05, 0.8)
        case _:
            x, y, low, high = draw.sizes((0.7, 0.85), (0.36, 0.4), (0.12, 0.22), (0.55, 0.7))
            piece.material = draw.wood() if draw.random() < 0.7 else draw.plastic()
            piece.box(around(x, 0.015), y, (0.0, high), 0.006)
            piece.box(around(-x, 0.015), y, (0.0, high * 0.76), 0.006)
            piece.box(x, y, around(low, 0.03), 0.003)
            piece.box((x - 2 * draw.uniform(0.3, 0.5), x), around(-y, 0.012), (low + 0.02, low + 0.26), 0.005)
            piece.box(x, around(y, 0.012), (low, low + 0.28), 0.005)
            _add_bedding(piece, draw, x - 0.02, y - 0.02, low + 0.025)


_child, _bunk, _day = (of_kind(kind, Label.BED) for kind in ("cot", "bunk bed", "daybed"))
_DAYBED_SIZE = (1.95, 2.3), (0.85, 1.3), (0.7, 1.05)

FORMS: tuple[Form, ...] = (
    _day("daybed", _daybed, 0.67, *_DAYBED_SIZE, padded=False),
    _day("padded daybed", _daybed, 0.33, *_DAYBED_SIZE, padded=True),
    _bunk("bunk bed", _raised_bed, 1.6, (0.95, 1.6), (1.98, 2.3), (1.45, 1.8), half_x=(0.46, 0.52), lower=True),
    _bunk("loft bed", _raised_bed, 1.0, (1, 2), (1.98, 2.3), (1.7, 2.1), half_x=(0.46, 0.72), lower=False),
    _child("barred cot", _cot, 2.0, (1.22, 1.52), (0.64, 0.82), (0.8, 1.02), kind="bars"),
    _child("travel cot", _cot, 0.6, (1.2, 1.38), (0.7, 0.84), (0.74, 0.84), kind="nets"),
    _child("moses basket", _cot, 0.5, (0.72, 0.98), (0.4, 0.54), (0.62, 0.82), kind="basket"),
    _child("toddler bed", _cot, 0.8, (1.4, 1.76), (0.72, 0.84), (0.54, 0.72), kind="rail"),
)
