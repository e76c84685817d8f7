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

"""Office chairs and stools that turn on castors."""

from __future__ import annotations

import math

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, of_kind
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, circle


def _swivel(piece: Builder, draw: MaterialLibrary, top: float) -> None:
    """Add feet on castors, a gas spring and the plate below a seat whose underside is at the height `top`."""
    wheel, radius, turn, hub = 0.028, draw.uniform(0.27, 0.32), draw.uniform(0.0, math.tau), draw.uniform(0.1, 0.13)
    piece.cone((hub - 0.045, hub + 0.025), 0.045, 0.035, rounding=0.008)
    for x, y in circle(5, radius, turn):
        piece.bar((x, y, 2 * wheel + 0.008), (0.07 * x, 0.07 * y, hub), 0.018, 0.016, 0.01)
        piece.ellipsoid(around(x, 0.024), around(y, 0.03), (wheel - 0.03, wheel + 0.03), draw.uniform(0.0, math.pi))
    piece.cone((0.09, top), 0.03, 0.022)
    piece.box(0.09, 0.11, (top - 0.025, top + 0.015), 0.012)


def _arm_rests(piece: Builder, pad: int, half_x: float, seat: float, height: float, half_y: float) -> None:
    """Add pads on posts, joined by a bar below the seat."""
    x = half_x + 0.035
    piece.box(half_x + 0.045, around(0.02, 0.02), around(seat - 0.045, 0.01), 0.005)
    piece.at_sides(x, 0.012, around(0.02, 0.025), (seat - 0.04, seat + height), 0.01)
    piece.of(pad).at_sides(x, 0.032, half_y, around(seat + height, 0.014), 0.012)


def _task_chair(piece: Builder, draw: MaterialLibrary) -> None:
    metal = draw.metal() if draw.random() < 0.6 else draw.plain("dark", specular=0.15)
    half_x, half_y, seat = draw.sizes((0.22, 0.255), (0.21, 0.245), (0.44, 0.54))
    low, back, mesh = seat + draw.uniform(0.06, 0.16), seat + draw.uniform(0.42, 0.66), draw.random() < 0.45
    padding, wide = 0.008 if mesh else draw.uniform(0.025, 0.04), half_x * draw.uniform(0.8, 0.98)
    y, under = half_y - 0.01, seat - 2 * draw.uniform(0.03, 0.045)
    piece.material = metal
    cover = piece.of(draw.fabric() if draw.random() < 0.6 else draw.plain("dark", specular=0.0))
    _swivel(piece, draw, under)
    piece.box(0.03, (-0.01, half_y + 0.07), (under - 0.024, under + 0.004), 0.006)
    cover.box(half_x, half_y, (under, seat), 0.043)
    with piece.leaned(draw.uniform(0.05, 0.2), half_y, seat):
        piece.box(0.03, around(y + 0.065, 0.012), (seat - 0.08, back - 0.12), 0.01)
        cover.bent_slat(wide, y, (low, back), 2 * padding, draw.uniform(0.03, 0.06))
        if mesh:
            for z in (low, back):
                piece.bent_slat(wide, y, around(z, 0.014), 0.025, 0.045)
            piece.at_sides(wide, 0.012, around(y, 0.014), (low, back), 0.01)
        if draw.random() < 0.3:
            piece.box(0.03, around(y + 0.03, 0.008), around(back + 0.02, 0.06), 0.005)
            cover.bent_slat(wide * 0.55, y, around(back + 0.1, 0.06), 0.05, 0.02)
    if draw.random() < 0.65:
        _arm_rests(piece, draw.plain("dark"), half_x, seat, draw.uniform(0.18, 0.25), draw.uniform(0.11, 0.15))


def _executive_chair(piece: Builder, draw: MaterialLibrary) -> None:
    half_x, half_y, seat, back = draw.uniform(0.24, 0.27), 0.25, draw.uniform(0.46, 0.54), draw.uniform(1.05, 1.22)
    y, count, arm = half_y - 0.02, draw.choice((1, 2, 3)), seat + 0.2
    pitch = (back - seat + 0.02) / count
    piece.material = draw.leather()
    metal = piece.of(draw.chrome() if draw.random() < 0.5 else draw.plain("dark", specular=0.2))
    piece.box(half_x, half_y, (seat - 0.105, seat + 0.005), 0.05)
    with piece.leaned(draw.uniform(0.08, 0.2), half_y, seat):
        piece.box(half_x * 0.9, around(y + 0.035, 0.02), (seat - 0.02, back - 0.02), 0.018)
        for k in range(count):
            z = around(seat - 0.02 + pitch * (k + 0.5), pitch / 2 + 0.012)
            piece.box(half_x * (0.98 - 0.06 * k), around(y - 0.02, 0.055), z, 0.05)
    x = half_x + 0.02
    piece.at_sides(x, 0.032, around(-0.01, half_y * 0.75), around(arm, 0.022), 0.02)
    for s in SIDES:
        metal.bars_at_sides((x, s * 0.1, seat - 0.08), (x, s * 0.14, arm), 0.014, 0.02, 0.01)
    metal.at_sides(x * 0.75, half_x * 0.3, 0.11, around(seat - 0.09, 0.012), 0.008)
    _swivel(metal, draw, seat - 0.1)


def _gaming_chair(piece: Builder, draw: MaterialLibrary) -> None:
    metal, half_y, y = draw.plain("dark", specular=0.2), 0.25, 0.23
    seat, back = draw.sizes((0.46, 0.54), (1.2, 1.32))
    piece.material = draw.plain(("dark", "dark", "white"), specular=0.1)
    accent = piece.of(draw.plain("vivid", specular=0.1))
    piece.box(0.2, half_y, (seat - 0.09, seat + 0.01), 0.04)
    with piece.leaned(draw.uniform(0.1, 0.3), half_y, seat):
        piece.box(0.17, around(y, 0.05), (seat, back), 0.04)
        for s in SIDES:
            wing, bolster = around(back - 0.24, 0.13), around(seat + 0.22, 0.2)
            piece.box(around(s * 0.21, 0.045), around(y - 0.01, 0.055), wing, 0.04, yaw=-s * 0.35)
            accent.box(around(s * 0.2, 0.035), around(y - 0.02, 0.07), bolster, 0.03, yaw=-s * 0.35)
        accent.box(0.13, around(y - 0.045, 0.03), around(seat + 0.2, 0.08), 0.025)
        accent.box(0.11, around(y - 0.045, 0.03), around(back - 0.12, 0.06), 0.025)
    accent.at_sides(0.22, 0.04, half_y, around(seat - 0.025, 0.055), 0.035)
    _swivel(piece.of(metal), draw, seat - 0.08)
    _arm_rests(piece.of(metal), metal, 0.27, seat, 0.2, 0.13)


def _stool(piece: Builder, draw: MaterialLibrary, back: float) -> None:
    """Add a round stool that has a low back with the probability `back`."""
    piece.material = draw.chrome() if draw.random() < 0.5 else draw.metal()
    cover, seat, radius = piece.of(draw.leather()), draw.uniform(0.45, 0.62), draw.uniform(0.17, 0.2)
    y = radius + 0.05
    _swivel(piece, draw, seat - 0.06)
    cover.cone((seat - 0.07, seat), radius, rounding=0.03)
    if draw.random() < back:
        piece.rod((0.0, 0.0, seat - 0.06), (0.0, y, seat - 0.06), 0.011)
        piece.rod((0.0, y, seat - 0.07), (0.0, y + 0.02, seat + 0.25), 0.011)
        cover.bent_slat(0.15, y - 0.02, around(seat + 0.22, 0.06), 0.05, 0.03)


_office, _seat = of_kind("office chair", Label.CHAIR), of_kind("stool", Label.CHAIR)
_STOOL_SIZE = (0.5, 0.7), (0.5, 0.7), (0.42, 0.95)

FORMS: tuple[Form, ...] = (
    _office("task chair", _task_chair, 3.0, (0.5, 0.7), (0.55, 0.8), (0.85, 1.4)),
    _office("executive chair", _executive_chair, 1.0, (0.55, 0.7), (0.55, 0.8), (1.0, 1.3)),
    _office("gaming chair", _gaming_chair, 0.4, (0.6, 0.72), (0.6, 0.9), (1.15, 1.36)),
    _office("draughting stool", _stool, 0.25, *_STOOL_SIZE, back=0.6),
    _seat("swivel stool", _stool, 0.3, *_STOOL_SIZE, back=0.15),
)
