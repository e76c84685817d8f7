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

"""Stands of tables, which carry a top of half extents half_x and half_y from the floor to `under` (metres)."""

from __future__ import annotations

import math

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.parts import SIDES, corners
from svr_ros.synthesis.materials import MaterialLibrary

Stands = tuple[tuple[str, float], ...]
"""Kinds of stands, each with its relative frequency."""


def add_stand(piece: Builder, draw: MaterialLibrary, kind: str, half_x: float, half_y: float, under: float) -> None:
    """Add a stand of a kind: legs, a frame or board at each end, or a column or body in the middle."""
    match kind:
        case "four legs":  # straight or splayed, round or square, often with an apron
            half_width = draw.uniform(0.014, 0.035)
            splay = draw.choice((0.0, 0.0, draw.uniform(0.02, 0.06)))
            inset = half_width + 0.01 + splay + draw.choice((0.0, draw.uniform(0.0, 0.06)))
            x, y = half_x - inset, half_y - inset
            taper = draw.choice((1.0, draw.uniform(0.5, 0.8)))
            piece.legs(x, y, under, half_width, splay, taper, square=draw.random() < 0.55)
            if draw.random() < 0.55:
                piece.border(x, y, 0.01, (under - 0.08, under), 0.002)
        case "thick legs":  # those of a farmhouse table, turned or square, with a deep apron
            half_width = draw.uniform(0.038, 0.055)
            x, y = half_x - half_width - 0.02, half_y - half_width - 0.02
            piece.border(x, y, 0.01, (under - 0.1, under), 0.002)
            if draw.random() < 0.5:
                piece.legs(x, y, under, half_width, square=True)
                return
            for at in corners(x, y):
                piece.box(around(at[0], half_width), around(at[1], half_width), (under - 0.14, under), 0.004)
                piece.cone(around(under * 0.62, under * 0.2), half_width * 0.7, half_width, at)
                piece.cone((0, under * 0.43), half_width * 0.55, half_width * 0.85, at)
        case "hairpins":  # two thin rods at each corner that meet at the floor
            x, y = half_x * 0.84, half_y * 0.8
            for a, b in corners(1.0, 1.0):
                for dx, dy in ((0.0, 0.08), (0.08, 0.0)):
                    piece.rod((a * (x + 0.02), b * (y + 0.02), 0.002), (a * (x - dx), b * (y - dy), under), 0.006)
        case "circle of legs":  # three or four, straight, splayed or leaning in
            count, half_width = draw.choice((3, 4, 4)), draw.uniform(0.012, 0.028)
            foot = min(half_x, half_y) * draw.uniform(0.62, 0.85)
            head = foot * draw.choice((1.0, 0.75, 0.4))
            first, lift = draw.uniform(0.0, math.tau), half_width * (foot - head) / under
            taper = draw.uniform(0.6, 1.0)
            piece.rods_around(count, (foot, lift), (head, under), half_width * taper, half_width, first)
        case "block":  # a closed body, a little or much smaller than the top
            ratio = draw.uniform(0.6, 0.97)
            piece.box(half_x * ratio, half_y * ratio, (0, under), 0.004)
        case "crossed boards":
            half = min(half_x, half_y) * draw.uniform(0.6, 0.8)
            for yaw in (math.pi / 4, 3 * math.pi / 4):
                piece.box(half, 0.014, (0, under), 0.003, yaw=yaw)
        case "column":
            _add_column(piece, draw, min(half_x, half_y), under)
        case _:
            _add_ends(piece, draw, kind, half_x, half_y, under)


def _add_ends(piece: Builder, draw: MaterialLibrary, kind: str, half_x: float, half_y: float, under: float) -> None:
    """Add a stand of two equal parts, one at each end of the table."""
    match kind:
        case "u frames":  # of flat or square tube
            wide, thick = draw.choice(((0.012, 0.03), (0.02, 0.02), (0.03, 0.045)))
            x, y = half_x - draw.uniform(0.04, 0.2) * half_x - thick, half_y - draw.uniform(0.02, 0.08)
            for s in SIDES:
                side = around(s * x, thick)
                piece.at_ends(side, y - wide, wide, (0, under), 0.003)
                for z in (wide, under - wide):
                    piece.box(side, y, around(z, wide), 0.003)
        case "x frames":  # crossed beams, joined by a bar
            half_width, x, y = draw.uniform(0.018, 0.04), half_x * draw.uniform(0.65, 0.85), half_y * 0.85
            lift = half_width * 2 * y / math.hypot(2 * y, under)  # keeps the ends of the beams above the floor
            for s in SIDES:
                for t in SIDES:
                    piece.bar((s * x, -t * y, lift), (s * x, t * y, under - lift), half_width, half_width)
                piece.box(around(s * x, half_width), y, (under - 0.04, under), 0.003)
            piece.box(x, half_width * 0.7, around(under / 2, half_width * 0.7), 0.003)
        case "trestles":
            half_width, spread, y = draw.uniform(0.014, 0.026), min(0.16, 0.4 * half_x), half_y * 0.85
            x = min(half_x * draw.uniform(0.62, 0.82), half_x - spread - half_width)
            for s in SIDES:
                piece.box(around(s * x, 0.03), y, (under - 0.05, under), 0.004)
                for dx in SIDES:
                    for t in SIDES:
                        head = s * x + dx * 0.015, t * y * 0.9, under - 0.03
                        piece.bar((s * x + dx * spread, t * y, 0.004), head, half_width, half_width)
                    piece.box(around(s * x + dx * 0.6 * spread, 0.011), y * 0.95, around(under * 0.4, 0.015))
        case "boards":  # closed ones, often with a narrower one between them at the back
            thick = draw.uniform(0.01, 0.03)
            x, y = half_x - thick - draw.choice((0.0, draw.uniform(0.0, 0.12))), half_y - draw.choice((0.0, 0.03))
            piece.at_sides(x, thick, y, (0, under), 0.002)
            if draw.random() < 0.6:
                piece.box(x, around(y - 0.03, 0.009), around(under * 0.68, under * 0.3), 0.002)
        case _:  # "columns" of desks that change their height, or "posts" joined by a beam low down
            is_post = kind == "posts"
            x = half_x * (draw.uniform(0.6, 0.75) if is_post else 0.72)
            broad, foot = draw.uniform(0.04, 0.12) if is_post else draw.uniform(0.03, 0.045), 0.06 if is_post else 0.03
            wide, deep = (0.035, broad) if is_post else (broad, broad * 0.7)
            piece.at_sides(x, wide, deep, (0.01, under - 0.01), 0.005)
            piece.at_sides(x, 0.04, half_y * 0.8, (0, foot), 0.2 * foot)
            piece.at_sides(x, 0.03, half_y * 0.75, (under - 0.04, under), 0.006)
            if is_post:
                piece.box(x, 0.02, around(under * 0.3, 0.045), 0.004)
            else:
                piece.box(x, 0.03, (under - 0.05, under - 0.01), 0.003)


def _add_column(piece: Builder, draw: MaterialLibrary, half: float, under: float) -> None:
    """Add one column: on a round plate, widening like a trumpet, a cone, or turned with three or four feet."""
    radius, shaft = half * draw.uniform(0.55, 0.75), draw.uniform(0.03, 0.055)
    foot = draw.choice(("plate", "trumpet", "feet", "cone"))
    if foot == "cone":
        piece.cone((0, under), radius * 0.8, radius * draw.uniform(0.3, 0.5), rounding=0.006)
        return
    piece.cone((0.02, under), shaft, shaft * draw.uniform(0.7, 1.3))
    piece.cone((under - 0.04, under), shaft * 1.2, radius * 0.5)
    if foot == "feet":
        piece.cone(around(under * 0.45, under * 0.12), shaft * 1.5, shaft * 1.2, rounding=0.02)
        piece.star(draw.choice((3, 4)), radius, under * 0.35, 0.026, draw.uniform(0.0, math.tau))
        return
    piece.cone((0, 0.028), radius, radius * 0.95, rounding=0.008)
    if foot == "trumpet":
        piece.cone(around(under * 0.14, under * 0.12), radius * 0.5, shaft, rounding=0.004)
