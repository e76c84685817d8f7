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

"""Stools, benches, high chairs, and lounge chairs: low seats that are open below their arms.

Seats that are closed all around are sofas; 3D-FUTURE and NYU draw the same line.
"""

from __future__ import annotations

import math

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, of_kind
from svr_ros.synthesis.catalogue.parts import SIDES, spread
from svr_ros.synthesis.catalogue.table_stands import add_stand
from svr_ros.synthesis.catalogue.upholstery import add_cushion_or_blanket, draw_cover
from svr_ros.synthesis.materials import MaterialLibrary


def _round_stool(piece: Builder, draw: MaterialLibrary) -> None:
    seat, radius, thick = draw.sizes((0.42, 0.5), (0.15, 0.19), (0.024, 0.06))
    wood, under, inner = draw.wood(), seat - thick / 2, radius * 1.1
    piece.material = wood if draw.random() < 0.6 else draw.metal()
    cover = piece.of(wood if draw.random() < 0.6 else draw.fabric())
    cover.cone((seat - thick, seat), radius, rounding=thick * 0.4)
    add_stand(piece, draw, "circle of legs", inner, inner, under)


def _square_stool(piece: Builder, draw: MaterialLibrary) -> None:
    seat, x = draw.sizes((0.42, 0.48), (0.16, 0.21))
    y, bare = x * draw.uniform(0.7, 1.0), draw.random() < 0.5
    thick = 0.028 if bare else draw.uniform(0.05, 0.1)
    piece.material = draw.wood()
    with piece.using(None if bare else draw.choice((draw.fabric, draw.wicker, draw.leather))()):
        piece.box(x, y, (seat - thick, seat), thick * 0.45)
    piece.legs(x - 0.025, y - 0.025, seat - thick / 2, draw.uniform(0.014, 0.02), square=True)
    piece.border(x - 0.025, y - 0.025, 0.009, around(draw.choice((seat - thick - 0.03, 0.15)), 0.02))


def _step_stool(piece: Builder, draw: MaterialLibrary) -> None:
    half_x, steps, tread = draw.uniform(0.17, 0.22), draw.choice((2, 2, 3)), draw.uniform(0.1, 0.12)
    height = draw.uniform(0.2, 0.24)
    piece.material = draw.wood() if draw.random() < 0.7 else draw.plastic()
    for k in range(steps):
        y, z = around((2 * k - steps + 1) * tread, tread), height * (k + 1)
        piece.box(half_x, y, (z - 0.024, z), 0.004)
        piece.at_sides(half_x - 0.012, 0.011, y, (0.0, z - 0.02), 0.003)


def _bar_stool(piece: Builder, draw: MaterialLibrary) -> None:
    leg = draw.wood() if draw.random() < 0.5 else draw.metal()
    cover = draw.choice((leg, draw.leather(), draw.fabric(), draw.plastic()))
    seat, half, slim = draw.sizes((0.61, 0.78), (0.16, 0.2), (0.011, 0.017))
    thick, low, splay = draw.choice((0.026, 0.06)), draw.uniform(0.2, 0.3), draw.uniform(0.02, 0.07)
    round_seat, under = draw.random() < 0.4, seat - thick / 2
    head = half * 0.6 if round_seat else half - 0.04
    piece.material = leg
    piece.legs(head, head, under, slim, splay, 0.8, draw.random() < 0.5)
    wide = head + splay * (1 - low / seat)
    piece.border(wide, wide, 0.009, around(low, 0.009), 0.008)
    with piece.using(cover):
        if round_seat:
            piece.cone((seat - thick, seat), half, rounding=thick * 0.45)
        else:
            piece.box(half, half * 0.92, (seat - thick, seat), thick * 0.48)
    if draw.random() < 0.5:
        top, y = seat + draw.uniform(0.18, 0.38), half * 0.8
        with piece.leaned(0.1, y, seat):
            piece.rods_at_sides((half * 0.5, y, seat - 0.02), (half * 0.5, y, top - 0.05), slim)
            piece.of(cover).bent_slat(half, y - 0.02, (top - 0.14, top), thick, 0.05)


def _pub_stool(piece: Builder, draw: MaterialLibrary) -> None:
    cover = draw.leather() if draw.random() < 0.6 else draw.plastic()
    seat, radius = draw.sizes((0.6, 0.8), (0.175, 0.21))
    piece.material = draw.chrome() if draw.random() < 0.6 else draw.metal()
    piece.cone((0.0, 0.024), 0.21, 0.2, rounding=0.006)
    piece.cone((0.01, 0.07), 0.08, 0.03, rounding=0.004)
    piece.cone((0.03, seat - 0.03), 0.028, 0.022)
    piece.shell(around(0.25, 0.009), 0.12, 0.12, 0.018, at=(0.0, -0.1))
    with piece.using(cover):
        piece.cone((seat - 0.06, seat), radius, rounding=0.025)
        if draw.random() < 0.6:
            z = seat - 0.05, seat + draw.uniform(0.11, 0.27)
            with piece.leaned(0.1, 0.0, seat):
                piece.shell(z, radius - 0.015, radius + 0.01, 0.03, draw.uniform(1.2, 1.8), yaw=math.pi / 2)


def _plank_bench(piece: Builder, draw: MaterialLibrary, back: bool) -> None:
    wood, seat, x, y = draw.wood(), draw.uniform(0.42, 0.48), draw.uniform(0.45, 0.85), draw.uniform(0.16, 0.21)
    piece.material, under = wood if draw.random() < 0.7 else draw.metal(), seat - 0.03
    count = draw.choice((1, 1, 3))
    for middle in spread(y, count):
        slat = around(middle, y / count - (0.006 if count > 1 else 0.0))
        piece.of(wood).box(x, slat, (seat - 0.034, seat), 0.005)
    piece.at_sides(0.6 * x, 0.02, y - 0.02, (under - 0.02, under + 0.002))
    add_stand(piece, draw, draw.choice(("boards", "four legs", "u frames")), x, y, under)
    if back:
        rise, rails, rear = draw.uniform(0.32, 0.46), draw.choice((1, 2, 3)), y - 0.015
        half = (rise - 0.12) / rails / 2
        with piece.leaned(0.15, rear, seat):
            piece.at_sides(x - 0.08, 0.02, around(rear, 0.015), (seat - 0.03, seat + rise - 0.01))
            for k in range(rails):
                rail = around(seat + rise - half * (2 * k + 1), half * 0.86)
                piece.of(wood).box(x, around(rear - 0.02, 0.012), rail, 0.005)
    elif draw.random() < 0.4:
        piece.of(draw.fabric()).box(x - 0.01, y - 0.01, (seat - 0.005, seat + 0.049), 0.02)


def _padded_bench(piece: Builder, draw: MaterialLibrary) -> None:
    cover = draw.leather() if draw.random() < 0.25 else draw.fabric()
    seat, x, y = draw.sizes((0.42, 0.5), (0.45, 0.75), (0.18, 0.25))
    thick, rear = draw.uniform(0.07, 0.12), y - 0.035
    piece.material = cover
    piece.box(x, y, (seat - thick, seat), thick * 0.42)
    legs = piece.of(draw.wood() if draw.random() < 0.6 else draw.chrome())
    legs.legs(x - 0.06, y - 0.045, seat - thick + 0.01, 0.017, draw.choice((0.0, 0.03)), 0.7)
    if draw.random() < 0.25:
        with piece.leaned(0.12, rear, seat):
            piece.box(x, around(rear, 0.035), (seat - 0.06, seat + draw.uniform(0.3, 0.42)), 0.03)


def _high_chair(piece: Builder, draw: MaterialLibrary) -> None:
    cover = draw.plastic() if draw.random() < 0.6 else draw.wood()
    seat, half, back = draw.sizes((0.52, 0.6), (0.15, 0.18), (0.85, 1.0))
    splay, y = draw.uniform(0.05, 0.09), half - 0.015
    piece.material = draw.wood() if draw.random() < 0.6 else draw.metal()
    piece.legs(half - 0.02, half - 0.02, seat - 0.01, 0.016, splay, 0.8)
    piece.box(half + splay * 0.5, around(-half - 0.02, 0.05), around(seat * 0.5, 0.01), 0.006)
    with piece.using(cover):
        piece.box(half, half, (seat - 0.033, seat + 0.003), 0.015)
        with piece.leaned(0.1, y, seat):
            piece.bent_slat(half, y, (seat, back), 0.025, 0.03)
        piece.at_sides(half, 0.012, half, (seat - 0.01, seat + 0.19), 0.01)
    if draw.random() < 0.7:
        piece.of(draw.plastic()).box(half + 0.05, around(-half - 0.06, 0.13), around(seat + 0.19, 0.012), 0.011)


def _framed_chair(piece: Builder, draw: MaterialLibrary) -> None:
    half_x, half_y, seat = draw.sizes((0.25, 0.33), (0.31, 0.38), (0.39, 0.46))
    back, low, padding = draw.uniform(0.74, 0.94), seat - 2 * draw.uniform(0.04, 0.08), draw.uniform(0.035, 0.075)
    half, soft, middle = draw.uniform(0.012, 0.022), draw.uniform(0.3, 0.9), (seat + low) / 2
    plank = draw.choice((half, half, 0.03, 0.04))  # half the width of arms and posts, seen from the front
    arm, drop = draw.uniform(0.55, 0.66), draw.choice((0.0, 0.0, draw.uniform(0.02, 0.06)))
    closed, rear, cloth = draw.random() < 0.35, half_y - draw.uniform(0.0, 0.08), draw_cover(draw)
    piece.material = draw.wood() if draw.random() < 0.85 else draw.metal()
    y, wide = rear - 0.1, half_x - 0.005
    piece.of(cloth).box(wide, around(-0.02, half_y - 0.03), (low, seat), (seat - low) / 2 * soft)
    with piece.leaned(draw.uniform(0.08, 0.28), y, middle):
        piece.of(cloth).box(wide, around(y, padding), (low, back), padding * soft)
        if draw.random() < 0.5:
            for z in (0.3, 1.1):
                piece.box(half_x, around(y + padding + 0.008, 0.01), around(seat + z * (back - low) / 2, 0.03))
    rail, x = (low - 0.04, low + 0.004), half_x + plank
    for s in SIDES:
        piece.box(half_x + half, around(s * (half_y - 0.06) - 0.02, half), rail)
    piece.bars_at_sides((x, -half_y, arm), (x, rear, arm - drop), plank, half)
    piece.at_sides(x, plank, (-half_y, 2 * half - half_y), (0.0, arm), 0.004)
    piece.at_sides(x, plank, (rear - 2 * half, rear), (0.0, arm - drop), 0.004)
    piece.at_sides(half_x + half, half, (2 * half - half_y, rear - 2 * half), rail)
    if closed:
        piece.at_sides(x, plank, (-half_y, rear), (0.0, 2 * half), 0.004)
    add_cushion_or_blanket(piece, draw, half_x * 0.8, y - 2 * padding, seat)


def _easy_chair(piece: Builder, draw: MaterialLibrary) -> None:
    half_x, half_y, seat = draw.sizes((0.27, 0.31), (0.33, 0.4), (0.39, 0.43))
    back, thick, slope = draw.uniform(0.76, 0.9), draw.uniform(0.045, 0.07), -draw.uniform(0.04, 0.1)
    y, low, arm, cloth = half_y - 0.16, seat - 2 * thick, draw.uniform(0.54, 0.6), draw_cover(draw)
    piece.material = draw.wood()
    piece.box(half_x + 0.01, around(-0.05, half_y - 0.09), (low - 0.03, low + 0.006), 0.004, pitch=slope)
    piece.of(cloth).box(half_x - 0.01, around(-0.05, half_y - 0.08), (low, seat), thick * 0.7, pitch=slope)
    with piece.leaned(draw.uniform(0.25, 0.42), y, seat - thick):
        for z in (0.12, 0.3):
            piece.box(half_x + 0.01, around(y + 0.01, 0.012), around(seat + z, 0.022))
        piece.at_sides(half_x - 0.01, 0.015, around(y + 0.012, 0.014), (seat - 0.12, seat + 0.4))
        piece.of(cloth).box(half_x - 0.01, (y - 2 * thick, y), (seat - 0.02, back + 0.02), thick * 0.7)
    x = half_x + 0.025
    piece.at_sides(x, 0.035, half_y, around(arm, 0.012), 0.01, pitch=-0.05)
    piece.bars_at_sides((x, 0.06 - half_y, 0.0), (x, 0.08 - half_y, arm + 0.01), 0.02, 0.02)
    piece.bars_at_sides((x, half_y + 0.02, 0.004), (x, half_y - 0.12, arm - 0.01), 0.018, 0.022)
    piece.at_sides(x - 0.01, 0.016, around(-0.03, half_y - 0.05), around(low - 0.02, 0.025), 0.004)
    add_cushion_or_blanket(piece, draw, half_x * 0.8, y - 2 * thick, seat)


def _bentwood_chair(piece: Builder, draw: MaterialLibrary) -> None:
    half_x, thick, width, pad = draw.uniform(0.28, 0.31), 0.028, 0.05, draw.uniform(0.03, 0.05)
    front, rear, bend, arm, corner = -0.36, 0.34, 0.15, draw.uniform(0.5, 0.56), math.sqrt(0.5)
    low, cloth = thick / 2, draw_cover(draw)
    piece.material = draw.wood() if draw.random() < 0.7 else draw.chrome()
    for s in SIDES:
        x, inner = s * (half_x + 0.03), s * half_x
        band = around(x, width / 2)
        piece.box(band, (front + bend, rear), (0.0, thick), 0.01)
        for z, up in ((low + bend, -corner), (arm - bend, corner)):
            piece.arc((x, front + bend, z), (0.0, -corner, up), (1, 0, 0), bend, thick, math.pi / 4, width)
        if arm - bend > low + bend:
            piece.box(band, around(front, low), (low + bend - 0.01, arm - bend + 0.01), 0.01)
        piece.bar((x, front + bend - 0.01, arm), (x, rear - 0.02, arm - 0.06), width / 2, low, 0.01)
        piece.bar((inner, front + 0.03, 0.36), (inner, 0.16, 0.27), 0.012, 0.02)
        piece.bar((inner, 0.13, 0.25), (inner, rear + 0.06, 0.92), 0.012, 0.02)
    piece.box(half_x + 0.04, around(0.1, 0.03), (0.0, thick))
    piece.box(half_x + 0.02, around(-0.1, 0.03), around(0.31, 0.012), 0.004, pitch=-0.18)
    wide = half_x - 0.02
    with piece.using(cloth):
        piece.bar((0.0, front - 0.03, 0.42), (0.0, 0.17, 0.32), wide, pad, pad * 0.8)
        piece.bar((0.0, 0.1, 0.3), (0.0, rear + 0.06, 0.98), wide, pad, pad * 0.8)
        if draw.random() < 0.5:
            piece.bar((0.0, rear - 0.03, 0.85), (0.0, rear + 0.03, 0.98), half_x * 0.7, pad * 1.4, pad)


def _shell_chair(piece: Builder, draw: MaterialLibrary) -> None:
    leather, metal, half_x, seat = draw.leather(), draw.metal(), 0.28, draw.uniform(0.36, 0.4)
    piece.material = draw.wood()
    piece.box(half_x + 0.03, 0.3, around(seat - 0.1, 0.014), 0.012, pitch=-0.15)
    with piece.using(metal):
        piece.star(5, 0.32, 0.1, 0.018, draw.random())
        piece.cone((0.03, seat - 0.07), 0.03)
    with piece.leaned(draw.uniform(0.35, 0.5), 0.28, seat):
        piece.of(metal).box(0.14, around(0.315, 0.008), around(seat + 0.26, 0.12))
        for z, half, inset in ((seat + 0.11, 0.15, 0.0), (seat + 0.41, 0.13, 0.02)):
            piece.box(half_x + 0.02 - inset, around(0.3, 0.012), around(z, half), 0.01)
            piece.of(leather).box(half_x - inset, around(0.25, 0.05), around(z, half), 0.045)
    piece.at_sides(half_x + 0.035, 0.01, around(0.08, 0.1), around(seat + 0.01, 0.12), 0.006, pitch=-0.15)
    with piece.using(leather):
        piece.box(half_x, around(-0.02, 0.29), around(seat - 0.04, 0.06), 0.05, pitch=-0.15)
        piece.at_sides(half_x + 0.04, 0.04, around(0.05, 0.17), around(seat + 0.13, 0.025), 0.022, pitch=-0.1)


def _slipper_chair(piece: Builder, draw: MaterialLibrary) -> None:
    half_x, half_y, seat = draw.sizes((0.27, 0.33), (0.3, 0.36), (0.39, 0.44))
    back, y, foot = draw.uniform(0.72, 0.86), half_y - 0.07, draw.uniform(0.12, 0.2)
    piece.material = draw_cover(draw)
    piece.box(half_x, half_y, (foot, seat), 0.05)
    with piece.leaned(draw.uniform(0.1, 0.25), y, seat - 0.1):
        piece.box(half_x, around(y, 0.065), (foot + 0.02, back + 0.02), 0.055)
    piece.of(draw.wood()).legs(half_x - 0.06, half_y - 0.06, foot + 0.02, 0.02, 0.02, 0.6)
    add_cushion_or_blanket(piece, draw, half_x * 0.7, y - 0.07, seat)


_stool, _bar = of_kind("stool", Label.CHAIR), of_kind("bar stool", Label.CHAIR)
_bench, _lounge = of_kind("bench", Label.CHAIR), of_kind("lounge chair", Label.CHAIR)

FORMS: tuple[Form, ...] = (
    _stool("round stool", _round_stool, 1.5, (0.28, 0.45), (0.28, 0.45), (0.4, 0.52)),
    _stool("square stool", _square_stool, 1.5, (0.3, 0.44), (0.2, 0.44), (0.4, 0.5)),
    _stool("step stool", _step_stool, 0.5, (0.32, 0.46), (0.38, 0.75), (0.38, 0.75)),
    _bar("bar stool on legs", _bar_stool, 1.5, (0.3, 0.5), (0.3, 0.5), (0.6, 1.15)),
    _bar("bar stool on a column", _pub_stool, 1.0, (0.4, 0.48), (0.42, 0.5), (0.58, 1.1)),
    _bench("plank bench", _plank_bench, 0.85, (0.85, 1.75), (0.3, 0.5), (0.4, 0.56), back=False),
    _bench("plank bench with a back", _plank_bench, 0.45, (0.85, 1.75), (0.34, 0.55), (0.7, 0.96), back=True),
    _bench("padded bench", _padded_bench, 1.0, (0.85, 1.55), (0.34, 0.6), (0.4, 0.95)),
    Form("high chair", "high chair", Label.CHAIR, _high_chair, 1.0, (0.38, 0.6), (0.4, 0.7), (0.8, 1.1)),
    _lounge("framed chair", _framed_chair, 2.4, (0.5, 0.86), (0.55, 0.9), (0.7, 1.0)),
    _lounge("easy chair", _easy_chair, 2.4, (0.62, 0.78), (0.66, 0.9), (0.74, 1.0)),
    _lounge("bentwood chair", _bentwood_chair, 0.7, (0.64, 0.76), (0.8, 0.88), (0.95, 1.05)),
    _lounge("shell lounge chair", _shell_chair, 0.4, (0.68, 0.76), (0.78, 0.92), (0.84, 0.96)),
    _lounge("slipper chair", _slipper_chair, 0.8, (0.5, 0.7), (0.6, 0.88), (0.7, 0.96)),
)
