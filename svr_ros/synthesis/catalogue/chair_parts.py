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

"""Seats, backs and bases that chairs are composed of, each known by its kind."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Range
from svr_ros.synthesis.catalogue.parts import SIDES, spread
from svr_ros.synthesis.materials import MaterialLibrary

Choice = tuple[Callable[[MaterialLibrary], int], ...]
"""Sorts of material, each as likely as another."""

WOOD: Choice = (MaterialLibrary.wood,)
METAL: Choice = (MaterialLibrary.metal,)
CHROME: Choice = (MaterialLibrary.chrome, MaterialLibrary.metal)
WOOD_OR_METAL: Choice = (*WOOD * 3, MaterialLibrary.metal)
PLASTIC_OR_PLY: Choice = (*(MaterialLibrary.plastic,) * 3, MaterialLibrary.wood)
COVER: Choice = (*(MaterialLibrary.fabric,) * 3, MaterialLibrary.leather)
WICKER: Choice = (MaterialLibrary.wicker,)


class Size(NamedTuple):
    """Half the width and depth of the seat, heights of seat and back, lean, half width of legs, height of the base."""

    half_x: float
    half_y: float
    seat: float
    back: float
    lean: float
    leg: float
    under: float


class Sizes(NamedTuple):
    """Ranges from which the size of a chair is drawn; a seat without a range of its depth is round."""

    half_x: Range
    half_y: Range | None
    seat: float
    rise: Range
    lean: Range = (0.08, 0.22)
    thickness: Range = (0.025, 0.025)
    leg: Range = (0.015, 0.023)

    def draw(self, draw: MaterialLibrary) -> Size:
        """Return the size of one chair."""
        wide, seat = draw.uniform(*self.half_x), draw.gauss(self.seat, 0.012)
        deep, back = draw.uniform(*self.half_y) if self.half_y else wide, seat + draw.uniform(*self.rise)
        under = seat - draw.uniform(*self.thickness)
        return Size(wide, deep, seat, back, draw.uniform(*self.lean), draw.uniform(*self.leg), under)


_ROUND_SEATS = {"basket": ((-0.1, 0.0), 0.96, 0.6), "tulip": ((-0.085, -0.015), 0.38, 1.0)}
"""Lower and upper face relative to the height of the seat (metres), ratio of their radii, probability of a cushion."""


def add_seat(piece: Builder, draw: MaterialLibrary, kind: str, size: Size) -> None:
    """Add a seat, of the piece's material or of materials of its own."""
    x, y, top, under = size.half_x, size.half_y, size.seat, size.under
    match kind:
        case "wooden":
            _add_wooden_seat(piece, draw, size)
        case "solid":  # round or square
            if draw.random() < 0.5:
                piece.cone((top - 0.04, top), x - 0.015, x, rounding=0.012)
            else:
                piece.box(x, y, (top - 0.04, top), 0.019)
        case "padded" | "sunk":  # a sunk one is deeper than its thickness
            z = under - (0.02 if kind == "sunk" else 0.0), top
            piece.box(x, y, z, (z[1] - z[0]) * draw.uniform(0.2, 0.48))
        case "drum":  # with a straight edge at the back
            piece.cone((top - 0.1, top), x, rounding=0.03)
            piece.box(x - 0.01, around(-0.06, x - 0.02), (top - 0.09, top), 0.035)
        case "shell":
            piece.cone((top - 0.028, top), x - 0.01, x, (0.0, y - x), rounding=0.012)
            piece.box(x * 0.95, around(-0.05, y - 0.05), (top - 0.027, top - 0.001), 0.012)
            piece.bar((0.0, 0.3 - y, top - 0.02), (0.0, -y, top - 0.035), x * 0.97, 0.01, 0.009)
            if draw.random() < 0.25:
                piece.of(draw.fabric()).box(x * 0.85, around(-0.01, y * 0.85), (top - 0.01, top + 0.026), 0.016)
        case _:  # round
            (low, high), taper, cushion = _ROUND_SEATS[kind]
            piece.cone((top + low, top + high), x * taper, x, rounding=0.01)
            if draw.random() < cushion:
                soft = top + high - 0.012, top + high + 0.045
                piece.of(draw.fabric()).cone(soft, x * 0.84, at=(0.0, -0.01), rounding=0.026)


def _add_wooden_seat(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add a board, woven, padded or with a cushion."""
    x, y, top = size.half_x, size.half_y, size.seat
    kind = draw.choices(("board", "padded", "woven", "cushion"), (3.0, 3.0, 1.0, 1.5))[0]
    if kind == "woven":
        piece.of(draw.wicker()).box(x, y, (top - 0.044, top), 0.012)
    elif kind == "padded":
        piece.box(x - 0.004, y - 0.004, (top - 0.065, top - 0.015), 0.004)
        piece.of(draw.fabric()).box(x, y, (top - 0.034, top + 0.01), 0.018)
    else:
        piece.box(x, y, (top - 0.03, top), 0.007)
    if kind == "cushion":
        piece.of(draw.fabric()).box(x - 0.015, around(-0.01, y - 0.02), (top - 0.005, top + 0.035), 0.018)


_CURVED_BACKS = {
    "shell": ((0.93, 1.12), (0.014, 0.014), (0.95, 1.25), 0.02),
    "arm shell": ((0.93, 1.12), (0.014, 0.014), (1.75, 1.75), 0.02),
    "tub": ((1.0, 1.06), (0.035, 0.06), (1.35, 1.9), 0.08),
    "basket": ((0.96, 1.12), (0.02, 0.02), (1.6, 1.6), 0.06),
    "tulip": ((0.86, 1.02), (0.016, 0.016), (1.75, 1.75), 0.05),
}
"""Plates around the seat: lower and upper radius as fractions of its own, ranges of thickness (metres) and of the
sector (radians to both sides), and the overlap with the seat in metres."""


def add_back(piece: Builder, draw: MaterialLibrary, kind: str, size: Size) -> None:
    """Add a back before it is leaned, of the piece's material or of materials of its own."""
    rise = size.back - size.seat
    match kind:
        case "ladder":
            count, bow, crest = draw.randint(2, 5), draw.choice((0.008, 0.03)), draw.uniform(0.025, 0.05)
            pitch = (rise - draw.uniform(0.1, 0.18)) / count
            _add_posts(piece, size)
            for k in range(count):
                _add_rail(piece, size, around(size.back - pitch * k - crest, min(crest, pitch * 0.32)), bow)
        case "board":
            tall, bow = 2 * draw.uniform(0.06, rise * 0.32), draw.choice((0.008, 0.03))
            _add_posts(piece, size)
            with piece.using(draw.fabric() if draw.random() < 0.3 else None):
                _add_rail(piece, size, (size.back - tall, size.back), bow)
        case "bow" | "comb":
            _add_spindles(piece, draw, size, kind == "bow")
        case "cushion":  # straight or bent
            half, z = draw.uniform(0.028, 0.045), (size.under - 0.02, size.back)
            y = size.half_y - half
            if draw.random() < 0.4:
                bow = draw.uniform(0.03, 0.07)
                piece.bent_slat(size.half_x - half, y - bow / 2, z, 2 * half, bow)
            else:
                piece.box(size.half_x, around(y, half), z, half * draw.uniform(0.5, 0.95))
        case "hung":  # padded, between the posts of the base
            low, thick = size.seat + draw.uniform(0.08, 0.18), max(0.02, size.seat - size.under)
            piece.bent_slat(size.half_x, size.half_y - 0.045, (low, size.back), thick, draw.choice((0.012, 0.035)))
        case "panel" | "splat" | "cross" | "slats":
            _add_framed_back(piece, draw, size, kind)
        case _:  # a plate around the seat
            (bottom, top), thickness, sector, overlap = _CURVED_BACKS[kind]
            z, radii = (size.seat - overlap, size.back), (bottom * size.half_x, top * size.half_x)
            at = 0.0, size.half_y - size.half_x
            piece.shell(z, *radii, draw.uniform(*thickness), draw.uniform(*sector), at, math.pi / 2)


def _add_posts(piece: Builder, size: Size) -> None:
    y = around(size.half_y - size.leg, size.leg)
    piece.at_sides(size.half_x - size.leg, size.leg, y, (size.seat - 0.04, size.back), 0.005)


def _add_rail(piece: Builder, size: Size, z: Range, bow: float) -> None:
    piece.bent_slat(size.half_x - 0.02, size.half_y - 0.02, z, 0.02, bow)


def _add_framed_back(piece: Builder, draw: MaterialLibrary, size: Size, filling: str) -> None:
    """Add two posts and rails with a filling between them."""
    low, crest, bow = size.seat + draw.uniform(0.1, 0.18), draw.uniform(0.025, 0.05), draw.choice((0.008, 0.03))
    wide, y, high = size.half_x - 0.02, size.half_y - 0.02, size.back - crest
    _add_posts(piece, size)
    _add_rail(piece, size, (size.back - 2 * crest, size.back), bow)
    if filling == "panel":
        with piece.using(draw.wicker() if draw.random() < 0.4 else draw.fabric()):
            piece.box(wide, around(y, 0.014), (low - 0.03, size.back - 0.03), 0.012)
        return
    _add_rail(piece, size, around(low, 0.016), bow)
    if filling == "splat":
        piece.box(draw.uniform(0.04, 0.09), around(y + bow / 2, 0.008), (low, size.back), 0.006)
    elif filling == "cross":
        piece.bars_at_sides((0.01 - wide, y, low), (wide - 0.01, y, high), 0.008, 0.012)
    else:
        count = draw.randint(3, 6)
        half = min(draw.uniform(0.008, 0.022), wide / count * 0.6)
        for x in spread(1.0, count):
            piece.box(around(wide * x, half), around(y + bow * (1 - x * x), 0.006), (low, size.back), 0.003)


def _add_spindles(piece: Builder, draw: MaterialLibrary, size: Size, bow: bool) -> None:
    """Add thin spindles under a bow or a crest rail."""
    wide, y, low, count = size.half_x - 0.03, size.half_y - 0.03, size.seat - 0.02, draw.randint(4, 6)
    shoulder = size.back - wide
    if bow:
        piece.arc((0.0, y, shoulder), (0, 0, 1), (0, 1, 0), wide, 0.022, math.pi / 2)
        piece.rods_at_sides((wide, y, low), (wide, y, shoulder), 0.011)
    else:
        piece.bent_slat(wide + 0.02, y, around(size.back - 0.03, draw.uniform(0.025, 0.05)), 0.022, 0.015)
    for x in (0.96 * middle for middle in spread(wide, count)):
        top = min(shoulder + math.sqrt(wide * wide - x * x), size.back - 0.01) if bow else size.back - 0.03
        piece.rod((x * 0.85, y, low), (x, y, top), 0.006)


def add_base(piece: Builder, draw: MaterialLibrary, kind: str, size: Size) -> None:
    """Add legs, tubes, runners or a stem, of the piece's material or of materials of its own."""
    match kind:
        case "wooden legs":  # often with aprons and stretchers
            x, y, top, half = size.half_x - size.leg, size.half_y - size.leg, size.under, size.leg
            kick, depth, low = draw.sizes((0.0, 0.05), (0.02, 0.03), (0.12, 0.25))
            apron = around(top - depth, 0.028)
            piece.bars_at_sides((x, y + kick, 0.0), (x, y, top), half, half)
            if draw.random() < 0.6:
                piece.bars_at_sides((x, -y, 0.0), (x, -y, top), half, half)
            else:
                piece.rods_at_sides((x, -y, 0.0), (x, -y, top), half * 0.7, half * 1.1)
            if draw.random() < 0.5:
                piece.box(x, around(-y, 0.009), apron)
                piece.at_sides(x, 0.009, y, apron)
            if draw.random() < 0.35:
                piece.at_sides(x, 0.008, around(kick / 3, y + kick / 3), around(low, 0.012))
        case "turned legs":  # splayed, with stretchers
            splay, low = draw.uniform(0.03, 0.07), 0.18
            x, y = (min(half - 0.06, half * 0.68) for half in (size.half_x, size.half_y))  # inside a round seat, too
            piece.legs(x, y, size.under, draw.uniform(0.014, 0.019), splay, 0.65)
            x, y = x + splay * 0.6, y + splay * 0.6
            piece.rods_at_sides((x, -y, low), (x, y, low), 0.009)
            piece.rod((-x, 0.0, low), (x, 0.0, low), 0.009)
        case "plain legs":
            x, y, splay = size.half_x - 0.03, size.half_y - 0.03, draw.choice((0.0, 0.0, 0.03))
            piece.legs(x, y, size.under, size.leg, splay, draw.uniform(0.55, 1.0), square=draw.random() < 0.6)
        case "round legs":  # below a round seat
            piece.legs(size.half_x * 0.66, size.half_x * 0.66, size.under, 0.016, 0.02)
        case "runners":  # of a rocking chair, with four posts
            radius, thick, x, y = draw.uniform(0.85, 1.1), 0.035, size.half_x, size.half_y - 0.02
            foot = radius - math.sqrt(radius * radius - y * y) + thick / 2
            for s in SIDES:
                piece.arc((s * x, 0.03, radius + thick / 2), (0, 0, -1), (1, 0, 0), radius, thick, 0.42)
                piece.rods_at_sides((x, s * y, foot), (x * 0.95, s * y, size.seat - 0.02), 0.016)
        case "stem":  # on a round foot
            piece.cone((0.0, 0.02), 0.25, 0.23, rounding=0.008)
            piece.cone((0.01, 0.13), 0.13, 0.035, rounding=0.004)
            piece.cone((0.1, size.under), 0.035, 0.04, rounding=0.004)
        case "tubes" | "cantilever":
            _add_tubes(piece, draw, size, kind == "tubes")
        case _:
            _add_slender_base(piece, draw, size)


def _add_slender_base(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add dowels, tubes, a sled or a star."""
    kind = draw.choices(("dowels", "tube", "sled", "star"), (4.0, 4.0, 1.5, 0.8))[0]
    x, y, top = size.half_x * 0.6, size.half_y * 0.6, size.under
    with piece.using((MaterialLibrary.wood if kind == "dowels" else draw.choice(CHROME))(draw)):
        if kind == "dowels":
            piece.legs(x, y, top, 0.016, size.half_x * 0.35, 0.6)
            piece.box(x + 0.015, y + 0.015, (top - 0.027, top - 0.003))
        elif kind == "tube":
            piece.legs(x, y, top, 0.011, size.half_x * 0.25)
            piece.box(x + 0.01, y + 0.01, (top - 0.019, top - 0.001))
        elif kind == "sled":
            x, y = size.half_x * 0.85, size.half_y * 0.9
            piece.at_sides(x, 0.01, y, (0.0, 0.02), 0.009)
            for s in SIDES:
                piece.bars_at_sides((x, s * (y - 0.01), 0.0), (x * 0.9, s * y * 0.7, top), 0.01, 0.01, 0.009)
            piece.box(x * 0.92, y * 0.72, (top - 0.02, top), 0.009)
        else:
            piece.star(draw.choice((4, 5)), size.half_x * 1.15, 0.07, 0.016, draw.uniform(0.0, math.pi))
            piece.cone((0.04, top), 0.028, 0.022)


def _add_tubes(piece: Builder, draw: MaterialLibrary, size: Size, legs: bool) -> None:
    """Add four tubes or a sled of tubes, or a cantilever that springs, with posts that carry the back."""
    top, tube = size.under, 0.0115
    if legs:
        x, y, sled = size.half_x - 0.01, size.half_y - 0.02, draw.random() < 0.3
        piece.rods_at_sides((x, -y, top), (x, y, top), tube)
        for s in SIDES:
            piece.rods_at_sides((x, s * (y + 0.03), tube if sled else 0.003), (x, s * y, top), tube)
        if sled:
            piece.rods_at_sides((x, -y - 0.03, tube), (x, y + 0.03, tube), tube)
    else:
        x, front, rear, bend, corner = size.half_x, -size.half_y, size.half_y - 0.03, 0.06, math.sqrt(0.5)
        piece.rod((-x, rear, tube), (x, rear, tube), tube)
        piece.rods_at_sides((x, rear, tube), (x, front + bend, tube), tube)
        piece.rods_at_sides((x, front, tube + bend), (x, front, top - bend), tube)
        piece.rods_at_sides((x, front + bend, top), (x, rear, top), tube)
        for s in SIDES:
            for z, up in ((tube + bend, -corner), (top - bend, corner)):
                piece.arc((s * x, front + bend, z), (0.0, -corner, up), (1, 0, 0), bend, 2 * tube, math.pi / 4)
    y = size.half_y - 0.025
    with piece.leaned(size.lean, y, top):
        piece.rods_at_sides((x, y, top), (x, y, size.back - 0.03), tube)
