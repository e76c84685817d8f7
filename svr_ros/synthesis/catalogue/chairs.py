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

"""Dining chairs and rocking chairs, composed of a seat, a back and a base, parlour furniture, and office chairs."""

from __future__ import annotations

import math
from functools import partial

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.chair_parts import (
    CHROME,
    COVER,
    METAL,
    PLASTIC_OR_PLY,
    WICKER,
    WOOD,
    WOOD_OR_METAL,
    Choice,
    Sizes,
    add_back,
    add_base,
    add_seat,
)
from svr_ros.synthesis.catalogue.forms import Form, Maker, of_kind
from svr_ros.synthesis.catalogue.parts import SIDES, circle
from svr_ros.synthesis.materials import MaterialLibrary


def _chair(
    sizes: Sizes, seat: str, back: str, base: str,
    material: Choice = WOOD, frame: Choice | None = None, arms: float = 0.0,
) -> Maker:  # fmt: skip
    """Return a maker; `frame` is the material of base and arm rests if another one, `arms` the probability of these."""

    def make(piece: Builder, draw: MaterialLibrary) -> None:
        size = sizes.draw(draw)
        piece.material = draw.choice(material)(draw)
        add_seat(piece, draw, seat, size)
        with piece.leaned(size.lean, size.half_y - 0.025, size.under):
            add_back(piece, draw, back, size)
        with piece.using(draw.choice(frame)(draw) if frame else None):
            add_base(piece, draw, base, size)
            if draw.random() < arms:
                z, front, x = size.seat + 0.2, 0.04 - size.half_y, size.half_x - 0.005
                y = -size.half_y, size.half_y - 0.02 + 0.2 * math.tan(size.lean)
                piece.at_sides(x, 0.02, y, around(z, 0.011), 0.008)
                piece.bars_at_sides((x, front, size.seat - 0.02), (x, front - 0.01, z), 0.012, 0.012)

    return make


def _bistro_chair(piece: Builder, draw: MaterialLibrary) -> None:
    radius, seat, back = draw.uniform(0.19, 0.215), draw.gauss(0.46, 0.01), draw.uniform(0.82, 0.92)
    y, wide, low = radius * 0.75, radius * 0.85, seat - 0.02
    shoulder, up, forward, axis = back - wide, (0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)
    piece.material = draw.wood()
    with piece.using(draw.wicker() if draw.random() < 0.5 else None):
        piece.cone((seat - 0.032, seat - 0.004), radius - 0.02, rounding=0.01)
    piece.arc((0.0, 0.0, low), axis, up, radius - 0.015, 0.03, math.pi, 0.04)
    piece.legs(radius * 0.62, radius * 0.62, low, 0.016, 0.03, 0.8)
    piece.arc((0.0, 0.0, seat * 0.45), axis, up, radius * 0.62 * math.sqrt(2) + 0.02, 0.018, math.pi)
    with piece.leaned(draw.uniform(0.1, 0.2), y, low):
        piece.arc((0.0, y, shoulder), up, forward, wide, 0.026, math.pi / 2)
        piece.rods_at_sides((wide * 0.9, y, seat - 0.03), (wide, y, shoulder), 0.013)
        if draw.random() < 0.5:
            piece.bars_at_sides((-wide * 0.9, y, seat), (wide * 0.75, y, shoulder + wide * 0.66), 0.012, 0.006)
        else:
            inner, top = wide * 0.6, shoulder - 0.04
            piece.arc((0.0, y, top), up, forward, inner, 0.018, math.pi / 2)
            piece.rods_at_sides((inner, y, low), (inner, y, top), 0.009)


def _folding_chair(piece: Builder, draw: MaterialLibrary) -> None:
    frame = draw.wood() if draw.random() < 0.5 else draw.metal()
    seat_cover = draw.choice((frame, frame, draw.fabric(), draw.plastic()))
    x, seat, back, y = draw.uniform(0.19, 0.22), draw.gauss(0.45, 0.01), draw.uniform(0.76, 0.86), 0.2
    piece.material = frame
    # The long legs run from the floor in front to the top of the back, the short ones from behind to the seat's front.
    front, top = -y - 0.03, y - 0.06 + (back - seat) * 0.45
    piece.bars_at_sides((x, front, 0.007), (x, top, back), 0.011, 0.015)
    piece.bars_at_sides((x - 0.024, y + 0.03, 0.009), (x - 0.024, -y, seat), 0.011, 0.015)
    piece.at_sides(x - 0.012, 0.01, 0.19, (seat - 0.036, seat - 0.012))
    piece.rod((-x, y - 0.03, 0.07), (x, y - 0.03, 0.07), 0.009)
    count, slope = draw.choice((1, 4)), (top - front) / back
    half = 0.19 / count
    with piece.using(seat_cover):
        for k in range(count):
            slat = around(half * (2 * k + 1) - 0.19, half * (0.84 if count > 1 else 1.0))
            piece.box(x + 0.005, slat, around(seat - 0.005, 0.011), 0.006)
        for z, half in ((back - 0.05, 0.045), (back - 0.2, 0.03)):
            piece.box(x, around(front + slope * z, 0.01), around(z, half), 0.008, pitch=-math.atan(slope))


def _garden_chair(piece: Builder, draw: MaterialLibrary) -> None:
    x, seat, high = draw.uniform(0.22, 0.25), draw.gauss(0.43, 0.015), draw.uniform(0.8, 0.95)
    y, arm = x - 0.02, seat + 0.205
    piece.material = draw.plastic()
    piece.box(x - 0.01, x, (seat - 0.03, seat), 0.012)
    with piece.leaned(0.25, y, seat):
        piece.box(x - 0.03, around(y, 0.012), (high - 0.065, high + 0.005), 0.01)
        piece.row(x - 0.02, 5, 0.025, around(y, 0.011), (seat, high), 0.008)
    piece.bars_at_sides((x + 0.04, -x, 0.0), (x, 0.04 - x, arm), 0.022, 0.018, 0.012)
    piece.bars_at_sides((x + 0.03, x + 0.08, 0.0), (x, y + 0.05, arm), 0.022, 0.018, 0.012)
    piece.at_sides(x, 0.028, around(0.03, x + 0.01), around(arm, 0.012), 0.01)


_ORDINARY = Sizes((0.2, 0.25), (0.19, 0.23), 0.455, (0.325, 0.595))
_PADDED = _ORDINARY._replace(thickness=(0.05, 0.1), leg=(0.014, 0.022))
_THIN = _ORDINARY._replace(thickness=(0.02, 0.05))
_LOW = _THIN._replace(rise=(0.35, 0.43))
_ROCKING = Sizes((0.23, 0.26), (0.22, 0.25), 0.44, (0.56, 0.68), (0.2, 0.3))
_TUB = Sizes((0.21, 0.25), None, 0.46, (0.26, 0.38), (0.0, 0.12), (0.08, 0.08))
_TULIP = Sizes((0.22, 0.25), None, 0.46, (0.28, 0.36), (0.1, 0.1), (0.04, 0.04))
_BASKET = Sizes((0.23, 0.28), None, 0.43, (0.28, 0.42), (0.15, 0.15), (0.05, 0.05))
_SHELL = Sizes((0.205, 0.235), None, 0.45, (0.34, 0.42), (0.08, 0.2))
_WOODEN_SIZE = (0.38, 0.56), (0.38, 0.64), (0.74, 1.12)
_ROCKING_SIZE = (0.48, 0.6), (0.68, 1.0), (0.92, 1.2)
_dining, _rocking = of_kind("dining chair", Label.CHAIR), of_kind("rocking chair", Label.CHAIR)


def _wooden(name: str, back: str, weight: float) -> Form:
    return _dining(name, _chair(_ORDINARY, "wooden", back, "wooden legs", arms=0.2), weight, *_WOODEN_SIZE)


_SLAT_ROCKER = _chair(_ROCKING, "wooden", "slats", "runners", arms=1.0)
_LADDER_ROCKER = _chair(_ROCKING, "wooden", "ladder", "runners", arms=1.0)
_UPHOLSTERED = _chair(_PADDED, "sunk", "cushion", "plain legs", COVER, WOOD_OR_METAL, 0.15)
_TUB_CHAIR = _chair(_TUB, "drum", "tub", "slender", COVER)
_MOULDED = _chair(_SHELL, "shell", "shell", "slender", PLASTIC_OR_PLY)
_MOULDED_ARMCHAIR = _chair(_SHELL._replace(rise=(0.255, 0.315)), "shell", "arm shell", "slender", PLASTIC_OR_PLY)
_WICKER_CHAIR = _chair(_BASKET, "basket", "basket", "round legs", WICKER, WOOD)
_TULIP_CHAIR = _chair(_TULIP, "tulip", "tulip", "stem", PLASTIC_OR_PLY)
_CANTILEVER = _chair(_THIN, "padded", "hung", "cantilever", (*COVER, *WICKER), CHROME, 0.35)
_STACKING = _chair(_LOW, "padded", "hung", "tubes", (*PLASTIC_OR_PLY, *COVER), METAL, 0.2)
_BOW_BACK, _COMB_BACK = (_chair(_ORDINARY, "solid", back, "turned legs") for back in ("bow", "comb"))


def _parlour_seat(
    piece: Builder, draw: MaterialLibrary, sizes: Sizes, seats: tuple[int, ...], armed: bool = True
) -> None:
    """Add a chair or settee with an oval back for each of its persons, whose numbers are equally likely."""
    size, count, cloth = sizes.draw(draw), draw.choice(seats), draw.fabric()
    x, y, low, arm = count * size.half_x, size.half_y, size.under, size.seat + draw.uniform(0.2, 0.24)
    radius = min(size.half_x - 0.01, (size.back - size.seat - 0.08) / 2)
    z, post = size.back - radius, radius * 0.75
    piece.material = draw.wood()
    piece.box(x, y, (low - 0.03, low + 0.03), 0.01)
    for k in range(count):
        # An oval cushion in a wooden rim, held by two short posts.
        with piece.placed(size.half_x * (2 * k + 1 - count)), piece.leaned(size.lean, y - 0.03, size.seat):
            piece.hoop((0.0, y - 0.03, z), radius - 0.014, 0.03, width=0.04)
            piece.rods_at_sides((post, y - 0.03, size.seat - 0.04), (post, y - 0.03, z - radius * 0.55), 0.014)
            piece.of(cloth).ellipsoid(radius - 0.015, around(y - 0.03, 0.04), around(z, radius - 0.015))
    piece.legs(x - 0.03, y - 0.03, low, size.leg, 0.0, 0.55)
    for s in SIDES if count > 1 else ():
        piece.rod((0.0, s * (y - 0.03), 0.0), (0.0, s * (y - 0.03), low), size.leg * 0.55, size.leg)
    if armed:
        rear = y - 0.03 + (size.back - size.seat) / 2 * math.tan(size.lean)
        piece.bars_at_sides((x - 0.01, 0.08 - y, low), (x + 0.01, 0.12 - y, arm), 0.016, 0.016)
        piece.bars_at_sides((x + 0.01, 0.08 - y, arm), (x - 0.03, rear, arm + 0.04), 0.018, 0.012)
        piece.of(cloth).at_sides(x + 0.005, 0.022, around(-0.4 * y, y / 4), around(arm + 0.02, 0.014), 0.012)
    piece.of(cloth).box(x - 0.008, y - 0.008, (low + 0.02, size.seat), (size.seat - low - 0.02) * 0.45)


_UPRIGHT = Sizes((0.21, 0.25), (0.2, 0.23), 0.455, (0.42, 0.56), (0.1, 0.2), (0.07, 0.07), (0.018, 0.025))
_DEEP = Sizes((0.27, 0.31), (0.26, 0.3), 0.43, (0.46, 0.58), (0.1, 0.24), (0.1, 0.1), (0.02, 0.026))
_parlour_chair = partial(_parlour_seat, sizes=_UPRIGHT, seats=(1,), armed=False)
_armchair = partial(_parlour_seat, sizes=_DEEP, seats=(1,))
_settee = partial(_parlour_seat, sizes=_DEEP, seats=(2, 2, 3))


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
    _wooden("slat-back chair", "slats", 1.2),
    _wooden("ladder-back chair", "ladder", 1.2),
    _wooden("board-back chair", "board", 1.0),
    _wooden("splat-back chair", "splat", 0.6),
    _wooden("cross-back chair", "cross", 0.6),
    _wooden("panel-back chair", "panel", 0.7),
    _dining("bow-back windsor chair", _BOW_BACK, 0.45, *_WOODEN_SIZE),
    _dining("comb-back windsor chair", _COMB_BACK, 0.35, *_WOODEN_SIZE),
    _rocking("slat-back rocking chair", _SLAT_ROCKER, 0.5, *_ROCKING_SIZE),
    _rocking("ladder-back rocking chair", _LADDER_ROCKER, 0.5, *_ROCKING_SIZE),
    _dining("bistro chair", _bistro_chair, 0.6, (0.38, 0.45), (0.38, 0.5), (0.8, 0.95)),
    _dining("upholstered chair", _UPHOLSTERED, 2.0, *_WOODEN_SIZE),
    _dining("tub chair", _TUB_CHAIR, 0.9, (0.44, 0.62), (0.46, 0.64), (0.66, 0.9)),
    _dining("moulded chair", _MOULDED, 1.0, (0.4, 0.56), (0.44, 0.62), (0.7, 0.92)),
    _dining("moulded armchair", _MOULDED_ARMCHAIR, 0.4, (0.44, 0.58), (0.44, 0.62), (0.68, 0.86)),
    _dining("tulip chair", _TULIP_CHAIR, 0.2, (0.46, 0.58), (0.46, 0.58), (0.7, 0.88)),
    _dining("cantilever chair", _CANTILEVER, 0.7, *_WOODEN_SIZE),
    _dining("stacking chair", _STACKING, 1.0, (0.4, 0.58), (0.4, 0.62), (0.76, 0.96)),
    _dining("folding chair", _folding_chair, 0.6, (0.38, 0.48), (0.5, 0.62), (0.74, 0.9)),
    _dining("wicker chair", _WICKER_CHAIR, 0.3, (0.5, 0.68), (0.48, 0.7), (0.64, 0.92)),
    _dining("garden chair", _garden_chair, 0.2, (0.48, 0.68), (0.5, 0.7), (0.76, 0.98)),
    Form("parlour chair", "dining chair", Label.CHAIR, _parlour_chair, 0.3, (0.4, 0.55), (0.4, 0.62), (0.84, 1.06)),
    Form("parlour armchair", "lounge chair", Label.CHAIR, _armchair, 0.3, (0.55, 0.72), (0.52, 0.8), (0.84, 1.06)),
    Form("parlour sofa", "sofa", Label.SOFA, _settee, 0.2, (1.05, 1.95), (0.52, 0.8), (0.84, 1.06)),
    _office("task chair", _task_chair, 3.0, (0.5, 0.7), (0.55, 0.8), (0.85, 1.4)),
    _office("executive chair", _executive_chair, 1.0, (0.55, 0.7), (0.55, 0.8), (1.0, 1.3)),
    _office("gaming chair", _gaming_chair, 0.4, (0.6, 0.72), (0.6, 0.9), (1.15, 1.36)),
    _office("draughting stool", _stool, 0.25, *_STOOL_SIZE, back=0.6),
    _seat("swivel stool", _stool, 0.3, *_STOOL_SIZE, back=0.15),
)
