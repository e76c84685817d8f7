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

"""Seats, backs and bases that chairs are composed of."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, spread

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


Part = Callable[[Builder, MaterialLibrary, Size], None]
"""Adds a seat, a back (before it is leaned) or a base, of the piece's material or of materials of its own."""


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


def wooden_seat(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
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


def solid_seat(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add a round or square seat of one piece."""
    z = size.seat - 0.04, size.seat
    if draw.random() < 0.5:
        piece.cone(z, size.half_x - 0.015, size.half_x, rounding=0.012)
    else:
        piece.box(size.half_x, size.half_y, z, 0.019)


def padded_seat(piece: Builder, draw: MaterialLibrary, size: Size, sunk: float = 0.0) -> None:
    """Add a padded seat, `sunk` metres deeper than its thickness."""
    z = size.under - sunk, size.seat
    piece.box(size.half_x, size.half_y, z, (z[1] - z[0]) * draw.uniform(0.2, 0.48))


def drum_seat(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add a round padded seat with a straight edge at the back."""
    radius = size.half_x
    piece.cone((size.seat - 0.1, size.seat), radius, rounding=0.03)
    piece.box(radius - 0.01, around(-0.06, radius - 0.02), (size.seat - 0.09, size.seat), 0.035)


def round_seat(piece: Builder, draw: MaterialLibrary, size: Size, z: Range, taper: float, cushion: float) -> None:
    """Add a round seat, z relative to its height, often with a cushion; its lower radius is `taper` of the upper."""
    piece.cone((size.seat + z[0], size.seat + z[1]), size.half_x * taper, size.half_x, rounding=0.01)
    if draw.random() < cushion:
        soft = size.seat + z[1] - 0.012, size.seat + z[1] + 0.045
        piece.of(draw.fabric()).cone(soft, size.half_x * 0.84, at=(0.0, -0.01), rounding=0.026)


def shell_seat(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add the seat of a moulded shell, at times with a cushion."""
    x, y, top = size.half_x, size.half_y, size.seat
    piece.cone((top - 0.028, top), x - 0.01, x, (0.0, y - x), rounding=0.012)
    piece.box(x * 0.95, around(-0.05, y - 0.05), (top - 0.027, top - 0.001), 0.012)
    piece.bar((0.0, 0.3 - y, top - 0.02), (0.0, -y, top - 0.035), x * 0.97, 0.01, 0.009)
    if draw.random() < 0.25:
        piece.of(draw.fabric()).box(x * 0.85, around(-0.01, y * 0.85), (top - 0.01, top + 0.026), 0.016)


def _posts(piece: Builder, size: Size) -> None:
    y = around(size.half_y - size.leg, size.leg)
    piece.at_sides(size.half_x - size.leg, size.leg, y, (size.seat - 0.04, size.back), 0.005)


def _rail(piece: Builder, size: Size, z: Range, bow: float) -> None:
    piece.bent_slat(size.half_x - 0.02, size.half_y - 0.02, z, 0.02, bow)


def framed(piece: Builder, draw: MaterialLibrary, size: Size, filling: str) -> None:
    """Add two posts and rails with a `filling`: "panel", "splat", "cross" or "slats"."""
    low, crest, bow = size.seat + draw.uniform(0.1, 0.18), draw.uniform(0.025, 0.05), draw.choice((0.008, 0.03))
    wide, y, high = size.half_x - 0.02, size.half_y - 0.02, size.back - crest
    _posts(piece, size)
    _rail(piece, size, (size.back - 2 * crest, size.back), bow)
    if filling == "panel":
        with piece.using(draw.wicker() if draw.random() < 0.4 else draw.fabric()):
            piece.box(wide, around(y, 0.014), (low - 0.03, size.back - 0.03), 0.012)
        return
    _rail(piece, size, around(low, 0.016), bow)
    if filling == "splat":
        piece.box(draw.uniform(0.04, 0.09), around(y + bow / 2, 0.008), (low, size.back), 0.006)
    elif filling == "cross":
        piece.bars_at_sides((0.01 - wide, y, low), (wide - 0.01, y, high), 0.008, 0.012)
    else:
        count = draw.randint(3, 6)
        half = min(draw.uniform(0.008, 0.022), wide / count * 0.6)
        for x in spread(1.0, count):
            piece.box(around(wide * x, half), around(y + bow * (1 - x * x), 0.006), (low, size.back), 0.003)


def ladder(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add two posts with rungs between them."""
    count, bow, crest = draw.randint(2, 5), draw.choice((0.008, 0.03)), draw.uniform(0.025, 0.05)
    pitch = (size.back - size.seat - draw.uniform(0.1, 0.18)) / count
    _posts(piece, size)
    for k in range(count):
        _rail(piece, size, around(size.back - pitch * k - crest, min(crest, pitch * 0.32)), bow)


def board(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add two posts with one broad board."""
    tall, bow = 2 * draw.uniform(0.06, (size.back - size.seat) * 0.32), draw.choice((0.008, 0.03))
    _posts(piece, size)
    with piece.using(draw.fabric() if draw.random() < 0.3 else None):
        _rail(piece, size, (size.back - tall, size.back), bow)


def spindles(piece: Builder, draw: MaterialLibrary, size: Size, bow: bool) -> None:
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


def cushion_back(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add a padded back, straight or bent."""
    half, z = draw.uniform(0.028, 0.045), (size.under - 0.02, size.back)
    y = size.half_y - half
    if draw.random() < 0.4:
        bow = draw.uniform(0.03, 0.07)
        piece.bent_slat(size.half_x - half, y - bow / 2, z, 2 * half, bow)
    else:
        piece.box(size.half_x, around(y, half), z, half * draw.uniform(0.5, 0.95))


def hanging_back(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add a padded back that hangs between the posts of the base."""
    low, thick = size.seat + draw.uniform(0.08, 0.18), max(0.02, size.seat - size.under)
    piece.bent_slat(size.half_x, size.half_y - 0.045, (low, size.back), thick, draw.choice((0.012, 0.035)))


def curved_back(
    piece: Builder, draw: MaterialLibrary, size: Size,
    radii: Range, thickness: Range, sector: Range, overlap: float,
) -> None:  # fmt: skip
    """Add a plate around the seat: radii as fractions of the seat's, the sector in radians to both sides."""
    bottom, top = (fraction * size.half_x for fraction in radii)
    z, at = (size.seat - overlap, size.back), (0.0, size.half_y - size.half_x)
    piece.shell(z, bottom, top, draw.uniform(*thickness), draw.uniform(*sector), at, math.pi / 2)


def wooden_legs(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add four legs, often with aprons and stretchers."""
    x, y, top, half = size.half_x - size.leg, size.half_y - size.leg, size.under, size.leg
    kick, apron, low = draw.uniform(0.0, 0.05), around(top - draw.uniform(0.02, 0.03), 0.028), draw.uniform(0.12, 0.25)
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


def turned_legs(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add four splayed legs with stretchers."""
    splay, low = draw.uniform(0.03, 0.07), 0.18
    x, y = (min(half - 0.06, half * 0.68) for half in (size.half_x, size.half_y))  # inside a round seat, too
    piece.legs(x, y, size.under, draw.uniform(0.014, 0.019), splay, 0.65)
    x, y = x + splay * 0.6, y + splay * 0.6
    piece.rods_at_sides((x, -y, low), (x, y, low), 0.009)
    piece.rod((-x, 0.0, low), (x, 0.0, low), 0.009)


def plain_legs(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add four legs."""
    x, y, splay, taper = size.half_x - 0.03, size.half_y - 0.03, draw.choice((0.0, 0.0, 0.03)), draw.uniform(0.55, 1.0)
    piece.legs(x, y, size.under, size.leg, splay, taper, square=draw.random() < 0.6)


def round_legs(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add four legs below a round seat."""
    piece.legs(size.half_x * 0.66, size.half_x * 0.66, size.under, 0.016, 0.02)


def slender_base(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
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


def _tube_posts(piece: Builder, size: Size, x: float) -> None:
    """Add posts that carry the back."""
    y = size.half_y - 0.025
    with piece.leaned(size.lean, y, size.under):
        piece.rods_at_sides((x, y, size.under), (x, y, size.back - 0.03), 0.0115)


def tube_legs(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add four tubes or a sled of tubes, with posts that carry the back."""
    x, y, top, tube, sled = size.half_x - 0.01, size.half_y - 0.02, size.under, 0.0115, draw.random() < 0.3
    piece.rods_at_sides((x, -y, top), (x, y, top), tube)
    for s in SIDES:
        piece.rods_at_sides((x, s * (y + 0.03), tube if sled else 0.003), (x, s * y, top), tube)
    if sled:
        piece.rods_at_sides((x, -y - 0.03, tube), (x, y + 0.03, tube), tube)
    _tube_posts(piece, size, x)


def cantilever(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add a tube without rear legs that springs, with posts that carry the back."""
    x, front, rear, top, tube, bend = size.half_x, -size.half_y, size.half_y - 0.03, size.under, 0.0115, 0.06
    corner = math.sqrt(0.5)
    piece.rod((-x, rear, tube), (x, rear, tube), tube)
    piece.rods_at_sides((x, rear, tube), (x, front + bend, tube), tube)
    piece.rods_at_sides((x, front, tube + bend), (x, front, top - bend), tube)
    piece.rods_at_sides((x, front + bend, top), (x, rear, top), tube)
    for s in SIDES:
        for z, up in ((tube + bend, -corner), (top - bend, corner)):
            piece.arc((s * x, front + bend, z), (0.0, -corner, up), (1, 0, 0), bend, 2 * tube, math.pi / 4)
    _tube_posts(piece, size, x)


def runners(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add four posts on the runners of a rocking chair."""
    radius, thick, x, y = draw.uniform(0.85, 1.1), 0.035, size.half_x, size.half_y - 0.02
    foot = radius - math.sqrt(radius * radius - y * y) + thick / 2
    for s in SIDES:
        piece.arc((s * x, 0.03, radius + thick / 2), (0, 0, -1), (1, 0, 0), radius, thick, 0.42)
        piece.rods_at_sides((x, s * y, foot), (x * 0.95, s * y, size.seat - 0.02), 0.016)


def stem(piece: Builder, draw: MaterialLibrary, size: Size) -> None:
    """Add a central stem on a round foot."""
    piece.cone((0.0, 0.02), 0.25, 0.23, rounding=0.008)
    piece.cone((0.01, 0.13), 0.13, 0.035, rounding=0.004)
    piece.cone((0.1, size.under), 0.035, 0.04, rounding=0.004)
