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

"""Beds for one that are no composition of a frame and a head board: daybeds, bunk beds, loft beds and cots."""

from __future__ import annotations

import math

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.bedding import Mattress, add_mattress, head_pillows
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Range, of_kind
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, TABLE
from svr_ros.synthesis.catalogue.upholstery import crumple, lean_cushions, throw


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


def _barred_cot(piece: Builder, draw: MaterialLibrary) -> None:
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


def _travel_cot(piece: Builder, draw: MaterialLibrary) -> None:
    x, y, height, low = draw.uniform(0.58, 0.64), draw.uniform(0.33, 0.37), draw.uniform(0.74, 0.8), 0.12
    piece.material = draw.fabric()
    net, rim = piece.of(draw.fabric()), around(height - 0.02, 0.035)
    piece.at_corners(x, y, 0.035, (0.0, height), 0.02)
    piece.border(x, y, 0.035, rim, 0.03)
    net.box(x, y, (0.03, low + 0.01), 0.01)
    net.border(x, y, 0.008, (low, height), 0.002)
    _add_bedding(piece, draw, x - 0.03, y - 0.03, low)


def _moses_basket(piece: Builder, draw: MaterialLibrary) -> None:
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


def _toddler_bed(piece: Builder, draw: MaterialLibrary) -> None:
    x, y, low, high = (
        draw.uniform(0.7, 0.85),
        draw.uniform(0.36, 0.4),
        draw.uniform(0.12, 0.22),
        draw.uniform(0.55, 0.7),
    )
    piece.material = draw.wood() if draw.random() < 0.7 else draw.plastic()
    piece.box(around(x, 0.015), y, (0.0, high), 0.006)
    piece.box(around(-x, 0.015), y, (0.0, high * 0.76), 0.006)
    piece.box(x, y, around(low, 0.03), 0.003)
    piece.box((x - 2 * draw.uniform(0.3, 0.5), x), around(-y, 0.012), (low + 0.02, low + 0.26), 0.005)
    piece.box(x, around(y, 0.012), (low, low + 0.28), 0.005)
    _add_bedding(piece, draw, x - 0.02, y - 0.02, low + 0.025)


_cot, _bunk, _day = (of_kind(kind, Label.BED) for kind in ("cot", "bunk bed", "daybed"))
_DAYBED_SIZE = (1.95, 2.3), (0.85, 1.3), (0.7, 1.05)

FORMS: tuple[Form, ...] = (
    _day("daybed", _daybed, 0.67, *_DAYBED_SIZE, padded=False),
    _day("padded daybed", _daybed, 0.33, *_DAYBED_SIZE, padded=True),
    _bunk("bunk bed", _raised_bed, 1.6, (0.95, 1.6), (1.98, 2.3), (1.45, 1.8), half_x=(0.46, 0.52), lower=True),
    _bunk("loft bed", _raised_bed, 1.0, (1, 2), (1.98, 2.3), (1.7, 2.1), half_x=(0.46, 0.72), lower=False),
    _cot("barred cot", _barred_cot, 2.0, (1.22, 1.52), (0.64, 0.82), (0.8, 1.02)),
    _cot("travel cot", _travel_cot, 0.6, (1.2, 1.38), (0.7, 0.84), (0.74, 0.84)),
    _cot("moses basket", _moses_basket, 0.5, (0.72, 0.98), (0.4, 0.54), (0.62, 0.82)),
    _cot("toddler bed", _toddler_bed, 0.8, (1.4, 1.76), (0.72, 0.84), (0.54, 0.72)),
)
