"""Dining chairs, composed of a seat, a back and a base, and parlour furniture with oval backs."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from random import Random
from typing import NamedTuple

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Maker, Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.pairs import at_sides, bars_at_sides, rods_at_sides, row
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES
from svr_ros.synthesis.piece import Furniture

Choice = tuple[Callable[[MaterialLibrary], int], ...]
"""Sorts of material, each as likely as another."""

_WOOD: Choice = (MaterialLibrary.wood,)
_METAL: Choice = (MaterialLibrary.metal,)
_CHROME: Choice = (MaterialLibrary.chrome, MaterialLibrary.metal)
_WOOD_OR_METAL: Choice = (*_WOOD * 3, MaterialLibrary.metal)
_PLASTIC_OR_PLY: Choice = (*(MaterialLibrary.plastic,) * 3, MaterialLibrary.wood)
_COVER: Choice = (*(MaterialLibrary.fabric,) * 3, MaterialLibrary.leather)
_WICKER: Choice = (MaterialLibrary.wicker,)


class _Size(NamedTuple):
    """Half the width and depth of the seat, heights of seat and back, lean, half width of legs, height of the base."""

    half_x: float
    half_y: float
    seat: float
    back: float
    lean: float
    leg: float
    under: float


_Part = Callable[[Builder, Random, MaterialLibrary, _Size], None]
"""Adds a seat, a back (before it is leaned) or a base, of the piece's material or of materials of its own."""


class _Sizes(NamedTuple):
    """Ranges from which the size of a chair is drawn; a seat without a range of its depth is round."""

    half_x: Range
    half_y: Range | None
    seat: float
    rise: Range
    lean: Range = (0.08, 0.22)
    thickness: Range = (0.025, 0.025)
    leg: Range = (0.015, 0.023)

    def draw(self, rng: Random) -> _Size:
        wide, seat = rng.uniform(*self.half_x), rng.gauss(self.seat, 0.012)
        deep, back = rng.uniform(*self.half_y) if self.half_y else wide, seat + rng.uniform(*self.rise)
        under = seat - rng.uniform(*self.thickness)
        return _Size(wide, deep, seat, back, rng.uniform(*self.lean), rng.uniform(*self.leg), under)


def _wooden_seat(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    x, y, top = size.half_x, size.half_y, size.seat
    kind = rng.choices(("board", "padded", "woven", "cushion"), (3.0, 3.0, 1.0, 1.5))[0]
    if kind == "woven":
        piece.of(materials.wicker()).box(x, y, (top - 0.044, top), 0.012)
    elif kind == "padded":
        piece.box(x - 0.004, y - 0.004, (top - 0.065, top - 0.015), 0.004)
        piece.of(materials.fabric()).box(x, y, (top - 0.034, top + 0.01), 0.018)
    else:
        piece.box(x, y, (top - 0.03, top), 0.007)
    if kind == "cushion":
        piece.of(materials.fabric()).box(x - 0.015, around(-0.01, y - 0.02), (top - 0.005, top + 0.035), 0.018)


def _solid_seat(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    z = size.seat - 0.04, size.seat
    if rng.random() < 0.5:
        piece.cone(z, size.half_x - 0.015, size.half_x, rounding=0.012)
    else:
        piece.box(size.half_x, size.half_y, z, 0.019)


def _padded_seat(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size, sunk: float = 0.0) -> None:
    z = size.under - sunk, size.seat
    piece.box(size.half_x, size.half_y, z, (z[1] - z[0]) * rng.uniform(0.2, 0.48))


def _drum_seat(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    radius = size.half_x
    piece.cone((size.seat - 0.1, size.seat), radius, rounding=0.03)
    piece.box(radius - 0.01, around(-0.06, radius - 0.02), (size.seat - 0.09, size.seat), 0.035)


def _round_seat(
    piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size, z: Range, taper: float, cushion: float
) -> None:
    """Add a round seat, z relative to its height, often with a cushion; its lower radius is `taper` of the upper."""
    piece.cone((size.seat + z[0], size.seat + z[1]), size.half_x * taper, size.half_x, rounding=0.01)
    if rng.random() < cushion:
        soft = size.seat + z[1] - 0.012, size.seat + z[1] + 0.045
        piece.of(materials.fabric()).cone(soft, size.half_x * 0.84, at=(0.0, -0.01), rounding=0.026)


def _shell_seat(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    x, y, top = size.half_x, size.half_y, size.seat
    piece.cone((top - 0.028, top), x - 0.01, x, (0.0, y - x), rounding=0.012)
    piece.box(x * 0.95, around(-0.05, y - 0.05), (top - 0.027, top - 0.001), 0.012)
    piece.bar((0.0, 0.3 - y, top - 0.02), (0.0, -y, top - 0.035), x * 0.97, 0.01, 0.009)
    if rng.random() < 0.25:
        piece.of(materials.fabric()).box(x * 0.85, around(-0.01, y * 0.85), (top - 0.01, top + 0.026), 0.016)


def _posts(piece: Builder, size: _Size) -> None:
    y = around(size.half_y - size.leg, size.leg)
    at_sides(piece, size.half_x - size.leg, size.leg, y, (size.seat - 0.04, size.back), 0.005)


def _rail(piece: Builder, size: _Size, z: Range, bow: float) -> None:
    piece.bent_slat(size.half_x - 0.02, size.half_y - 0.02, z, 0.02, bow)


def _framed(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size, filling: str) -> None:
    low, crest, bow = size.seat + rng.uniform(0.1, 0.18), rng.uniform(0.025, 0.05), rng.choice((0.008, 0.03))
    wide, y, high = size.half_x - 0.02, size.half_y - 0.02, size.back - crest
    _posts(piece, size)
    _rail(piece, size, (size.back - 2 * crest, size.back), bow)
    if filling == "panel":
        with piece.using(materials.wicker() if rng.random() < 0.4 else materials.fabric()):
            piece.box(wide, around(y, 0.014), (low - 0.03, size.back - 0.03), 0.012)
        return
    _rail(piece, size, around(low, 0.016), bow)
    if filling == "splat":
        piece.box(rng.uniform(0.04, 0.09), around(y + bow / 2, 0.008), (low, size.back), 0.006)
    elif filling == "cross":
        bars_at_sides(piece, (0.01 - wide, y, low), (wide - 0.01, y, high), 0.008, 0.012)
    else:
        count = rng.randint(3, 6)
        half = min(rng.uniform(0.008, 0.022), wide / count * 0.6)
        for k in range(count):
            x = (2 * k + 1) / count - 1
            piece.box(around(wide * x, half), around(y + bow * (1 - x * x), 0.006), (low, size.back), 0.003)


def _ladder(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    count, bow, crest = rng.randint(2, 5), rng.choice((0.008, 0.03)), rng.uniform(0.025, 0.05)
    pitch = (size.back - size.seat - rng.uniform(0.1, 0.18)) / count
    _posts(piece, size)
    for k in range(count):
        _rail(piece, size, around(size.back - pitch * k - crest, min(crest, pitch * 0.32)), bow)


def _board(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    tall, bow = 2 * rng.uniform(0.06, (size.back - size.seat) * 0.32), rng.choice((0.008, 0.03))
    _posts(piece, size)
    with piece.using(materials.fabric() if rng.random() < 0.3 else None):
        _rail(piece, size, (size.back - tall, size.back), bow)


def _spindles(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size, bow: bool) -> None:
    """Add thin spindles under a bow or a crest rail."""
    wide, y, low, count = size.half_x - 0.03, size.half_y - 0.03, size.seat - 0.02, rng.randint(4, 6)
    shoulder = size.back - wide
    if bow:
        piece.arc((0.0, y, shoulder), (0, 0, 1), (0, 1, 0), wide, 0.022, math.pi / 2)
        rods_at_sides(piece, (wide, y, low), (wide, y, shoulder), 0.011)
    else:
        piece.bent_slat(wide + 0.02, y, around(size.back - 0.03, rng.uniform(0.025, 0.05)), 0.022, 0.015)
    for k in range(count):
        x = wide * ((2 * k + 1) / count - 1) * 0.96
        top = min(shoulder + math.sqrt(wide * wide - x * x), size.back - 0.01) if bow else size.back - 0.03
        piece.rod((x * 0.85, y, low), (x, y, top), 0.006)


def _cushion_back(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    half, z = rng.uniform(0.028, 0.045), (size.under - 0.02, size.back)
    y = size.half_y - half
    if rng.random() < 0.4:
        bow = rng.uniform(0.03, 0.07)
        piece.bent_slat(size.half_x - half, y - bow / 2, z, 2 * half, bow)
    else:
        piece.box(size.half_x, around(y, half), z, half * rng.uniform(0.5, 0.95))


def _hanging_back(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    low, thick = size.seat + rng.uniform(0.08, 0.18), max(0.02, size.seat - size.under)
    piece.bent_slat(size.half_x, size.half_y - 0.045, (low, size.back), thick, rng.choice((0.012, 0.035)))


def _curved_back(
    piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size,
    radii: Range, thickness: Range, sector: Range, overlap: float,
) -> None:  # fmt: skip
    """Add a plate around the seat: radii as fractions of the seat's, the sector in radians to both sides."""
    bottom, top = (fraction * size.half_x for fraction in radii)
    z, at = (size.seat - overlap, size.back), (0.0, size.half_y - size.half_x)
    piece.shell(z, bottom, top, rng.uniform(*thickness), rng.uniform(*sector), at, math.pi / 2)


def _wooden_legs(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    x, y, top, half = size.half_x - size.leg, size.half_y - size.leg, size.under, size.leg
    kick, apron, low = rng.uniform(0.0, 0.05), around(top - rng.uniform(0.02, 0.03), 0.028), rng.uniform(0.12, 0.25)
    bars_at_sides(piece, (x, y + kick, 0.0), (x, y, top), half, half)
    if rng.random() < 0.6:
        bars_at_sides(piece, (x, -y, 0.0), (x, -y, top), half, half)
    else:
        rods_at_sides(piece, (x, -y, 0.0), (x, -y, top), half * 0.7, half * 1.1)
    if rng.random() < 0.5:
        piece.box(x, around(-y, 0.009), apron)
        at_sides(piece, x, 0.009, y, apron)
    if rng.random() < 0.35:
        at_sides(piece, x, 0.008, around(kick / 3, y + kick / 3), around(low, 0.012))


def _turned_legs(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    splay, low = rng.uniform(0.03, 0.07), 0.18
    x, y = (min(half - 0.06, half * 0.68) for half in (size.half_x, size.half_y))  # inside a round seat, too
    piece.legs(x, y, size.under, rng.uniform(0.014, 0.019), splay, 0.65)
    x, y = x + splay * 0.6, y + splay * 0.6
    rods_at_sides(piece, (x, -y, low), (x, y, low), 0.009)
    piece.rod((-x, 0.0, low), (x, 0.0, low), 0.009)


def _plain_legs(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    x, y, splay, taper = size.half_x - 0.03, size.half_y - 0.03, rng.choice((0.0, 0.0, 0.03)), rng.uniform(0.55, 1.0)
    piece.legs(x, y, size.under, size.leg, splay, taper, square=rng.random() < 0.6)


def _round_legs(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    piece.legs(size.half_x * 0.66, size.half_x * 0.66, size.under, 0.016, 0.02)


def _slender_base(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    kind = rng.choices(("dowels", "tube", "wire", "sled", "star"), (4.0, 2.5, 1.5, 1.5, 0.8))[0]
    x, y, top = size.half_x * 0.6, size.half_y * 0.6, size.under
    with piece.using((MaterialLibrary.wood if kind == "dowels" else rng.choice(_CHROME))(materials)):
        if kind == "dowels":
            piece.legs(x, y, top, 0.016, size.half_x * 0.35, 0.6)
            piece.box(x + 0.015, y + 0.015, (top - 0.027, top - 0.003))
        elif kind == "tube":
            piece.legs(x, y, top, 0.011, size.half_x * 0.25)
            piece.box(x + 0.01, y + 0.01, (top - 0.019, top - 0.001))
        elif kind == "wire":
            piece.legs(x * 0.7, y * 0.7, top, 0.006, size.half_x * 0.5)
            low, wide = top * 0.25, x * 0.7 + size.half_x * 0.375
            for s in SIDES:
                rods_at_sides(piece, (wide, s * y * 1.3, low), (0.0, s * y * 0.3, top), 0.005)
            piece.box(x, y, (top - 0.016, top))
        elif kind == "sled":
            x, y = size.half_x * 0.85, size.half_y * 0.9
            at_sides(piece, x, 0.01, y, (0.0, 0.02), 0.009)
            for s in SIDES:
                bars_at_sides(piece, (x, s * (y - 0.01), 0.0), (x * 0.9, s * y * 0.7, top), 0.01, 0.01, 0.009)
            piece.box(x * 0.92, y * 0.72, (top - 0.02, top), 0.009)
        else:
            piece.star(rng.choice((4, 5)), size.half_x * 1.15, 0.07, 0.016, rng.uniform(0.0, math.pi))
            piece.cone((0.04, top), 0.028, 0.022)


def _tube_posts(piece: Builder, size: _Size, x: float) -> None:
    """Add posts that carry the back."""
    y = size.half_y - 0.025
    with piece.leaned(size.lean, y, size.under):
        rods_at_sides(piece, (x, y, size.under), (x, y, size.back - 0.03), 0.0115)


def _tube_legs(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    x, y, top, tube, sled = size.half_x - 0.01, size.half_y - 0.02, size.under, 0.0115, rng.random() < 0.3
    rods_at_sides(piece, (x, -y, top), (x, y, top), tube)
    for s in SIDES:
        foot = x, s * (y + 0.03), tube if sled else 0.003
        rods_at_sides(piece, foot, (x, s * y * (0.8 if sled else 1.0), top), tube)
    if sled:
        rods_at_sides(piece, (x, -y - 0.03, tube), (x, y + 0.03, tube), tube)
    _tube_posts(piece, size, x)


def _cantilever(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    x, front, rear, top, tube, bend = size.half_x, -size.half_y, size.half_y - 0.03, size.under, 0.0115, 0.06
    corner = math.sqrt(0.5)
    piece.rod((-x, rear, tube), (x, rear, tube), tube)
    rods_at_sides(piece, (x, rear, tube), (x, front + bend, tube), tube)
    rods_at_sides(piece, (x, front, tube + bend), (x, front, top - bend), tube)
    rods_at_sides(piece, (x, front + bend, top), (x, rear, top), tube)
    for s in SIDES:
        for z, up in ((tube + bend, -corner), (top - bend, corner)):
            piece.arc((s * x, front + bend, z), (0.0, -corner, up), (1, 0, 0), bend, 2 * tube, math.pi / 4)
    _tube_posts(piece, size, x)


def _runners(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    radius, thick, x, y = rng.uniform(0.85, 1.1), 0.035, size.half_x, size.half_y - 0.02
    foot = radius - math.sqrt(radius * radius - y * y) + thick / 2
    for s in SIDES:
        piece.arc((s * x, 0.03, radius + thick / 2), (0, 0, -1), (1, 0, 0), radius, thick, 0.42)
        rods_at_sides(piece, (x, s * y, foot), (x * 0.95, s * y, size.seat - 0.02), 0.016)


def _stem(piece: Builder, rng: Random, materials: MaterialLibrary, size: _Size) -> None:
    piece.cone((0.0, 0.02), 0.25, 0.23, rounding=0.008)
    piece.cone((0.01, 0.13), 0.13, 0.035, rounding=0.004)
    piece.cone((0.1, size.under), 0.035, 0.04, rounding=0.004)


def _chair(
    sizes: _Sizes, seat: _Part, back: _Part, base: _Part,
    material: Choice = _WOOD, frame: Choice | None = None, arms: float = 0.0,
) -> Maker:  # fmt: skip
    """Return a maker; `frame` is the material of base and arm rests if another one, `arms` the probability of these."""

    def make(rng: Random, materials: MaterialLibrary) -> Furniture:
        size = sizes.draw(rng)
        piece = Builder(CHAIR, rng.choice(material)(materials))
        seat(piece, rng, materials, size)
        with piece.leaned(size.lean, size.half_y - 0.025, size.under):
            back(piece, rng, materials, size)
        with piece.using(rng.choice(frame)(materials) if frame else None):
            base(piece, rng, materials, size)
            if rng.random() < arms:
                z, front, x = size.seat + 0.2, 0.04 - size.half_y, size.half_x - 0.005
                y = -size.half_y, size.half_y - 0.02 + 0.2 * math.tan(size.lean)
                at_sides(piece, x, 0.02, y, around(z, 0.011), 0.008)
                bars_at_sides(piece, (x, front, size.seat - 0.02), (x, front - 0.01, z), 0.012, 0.012)
        return piece.furniture()

    return make


def _bistro_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    radius, seat, back = rng.uniform(0.19, 0.215), rng.gauss(0.46, 0.01), rng.uniform(0.82, 0.92)
    y, wide, low = radius * 0.75, radius * 0.85, seat - 0.02
    shoulder, up, forward, axis = back - wide, (0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)
    piece = Builder(CHAIR, materials.wood())
    with piece.using(materials.wicker() if rng.random() < 0.5 else None):
        piece.cone((seat - 0.032, seat - 0.004), radius - 0.02, rounding=0.01)
    piece.arc((0.0, 0.0, low), axis, up, radius - 0.015, 0.03, math.pi, 0.04)
    piece.legs(radius * 0.62, radius * 0.62, low, 0.016, 0.03, 0.8)
    piece.arc((0.0, 0.0, seat * 0.45), axis, up, radius * 0.62 * math.sqrt(2) + 0.02, 0.018, math.pi)
    with piece.leaned(rng.uniform(0.1, 0.2), y, low):
        piece.arc((0.0, y, shoulder), up, forward, wide, 0.026, math.pi / 2)
        rods_at_sides(piece, (wide * 0.9, y, seat - 0.03), (wide, y, shoulder), 0.013)
        if rng.random() < 0.5:
            bars_at_sides(piece, (-wide * 0.9, y, seat), (wide * 0.75, y, shoulder + wide * 0.66), 0.012, 0.006)
        else:
            inner, top = wide * 0.6, shoulder - 0.04
            piece.arc((0.0, y, top), up, forward, inner, 0.018, math.pi / 2)
            rods_at_sides(piece, (inner, y, low), (inner, y, top), 0.009)
    return piece.furniture()


def _folding_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    frame = materials.wood() if rng.random() < 0.5 else materials.metal()
    seat_cover = rng.choice((frame, frame, materials.fabric(), materials.plastic()))
    x, seat, back, y = rng.uniform(0.19, 0.22), rng.gauss(0.45, 0.01), rng.uniform(0.76, 0.86), 0.2
    piece = Builder(CHAIR, frame)
    # The long legs run from the floor in front to the top of the back, the short ones from behind to the seat's front.
    front, top = -y - 0.03, y - 0.06 + (back - seat) * 0.45
    bars_at_sides(piece, (x, front, 0.007), (x, top, back), 0.011, 0.015)
    bars_at_sides(piece, (x - 0.024, y + 0.03, 0.009), (x - 0.024, -y, seat), 0.011, 0.015)
    at_sides(piece, x - 0.012, 0.01, 0.19, (seat - 0.036, seat - 0.012))
    piece.rod((-x, y - 0.03, 0.07), (x, y - 0.03, 0.07), 0.009)
    count, slope = rng.choice((1, 4)), (top - front) / back
    half = 0.19 / count
    with piece.using(seat_cover):
        for k in range(count):
            slat = around(half * (2 * k + 1) - 0.19, half * (0.84 if count > 1 else 1.0))
            piece.box(x + 0.005, slat, around(seat - 0.005, 0.011), 0.006)
        for z, half in ((back - 0.05, 0.045), (back - 0.2, 0.03)):
            piece.box(x, around(front + slope * z, 0.01), around(z, half), 0.008, pitch=-math.atan(slope))
    return piece.furniture()


def _garden_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    x, seat, high = rng.uniform(0.22, 0.25), rng.gauss(0.43, 0.015), rng.uniform(0.8, 0.95)
    y, arm = x - 0.02, seat + 0.205
    piece = Builder(CHAIR, materials.plastic())
    piece.box(x - 0.01, x, (seat - 0.03, seat), 0.012)
    with piece.leaned(0.25, y, seat):
        piece.box(x - 0.03, around(y, 0.012), (high - 0.065, high + 0.005), 0.01)
        row(piece, x - 0.02, 5, 0.025, around(y, 0.011), (seat, high), 0.008)
    bars_at_sides(piece, (x + 0.04, -x, 0.0), (x, 0.04 - x, arm), 0.022, 0.018, 0.012)
    bars_at_sides(piece, (x + 0.03, x + 0.08, 0.0), (x, y + 0.05, arm), 0.022, 0.018, 0.012)
    at_sides(piece, x, 0.028, around(0.03, x + 0.01), around(arm, 0.012), 0.01)
    return piece.furniture()


def _medallion(piece: Builder, size: _Size, cloth: int) -> None:
    """Add an oval cushion of cloth in a wooden rim, held by two short posts."""
    radius, y = min(size.half_x - 0.01, (size.back - size.seat - 0.08) / 2), size.half_y - 0.03
    z, post = size.back - radius, radius * 0.75
    with piece.leaned(size.lean, y, size.seat):
        piece.hoop((0.0, y, z), radius - 0.014, 0.03, width=0.04)
        rods_at_sides(piece, (post, y, size.seat - 0.04), (post, y, z - radius * 0.55), 0.014)
        piece.of(cloth).ellipsoid(radius - 0.015, around(y, 0.04), around(z, radius - 0.015))


def _parlour_seat(
    rng: Random, materials: MaterialLibrary, label: Label, sizes: _Sizes, seats: tuple[int, ...], armed: bool
) -> Furniture:
    """Return a chair or settee with an oval back for each of its persons, whose numbers are equally likely."""
    size, count, cloth = sizes.draw(rng), rng.choice(seats), materials.fabric()
    x, y, low, arm = count * size.half_x, size.half_y, size.under, size.seat + rng.uniform(0.2, 0.24)
    piece = Builder(label, materials.wood())
    piece.box(x, y, (low - 0.03, low + 0.03), 0.01)
    for k in range(count):
        with piece.placed(size.half_x * (2 * k + 1 - count)):
            _medallion(piece, size, cloth)
    piece.legs(x - 0.03, y - 0.03, low, size.leg, 0.0, 0.55)
    for s in SIDES if count > 1 else ():
        piece.rod((0.0, s * (y - 0.03), 0.0), (0.0, s * (y - 0.03), low), size.leg * 0.55, size.leg)
    if armed:
        rear = y - 0.03 + (size.back - size.seat) / 2 * math.tan(size.lean)
        bars_at_sides(piece, (x - 0.01, 0.08 - y, low), (x + 0.01, 0.12 - y, arm), 0.016, 0.016)
        bars_at_sides(piece, (x + 0.01, 0.08 - y, arm), (x - 0.03, rear, arm + 0.04), 0.018, 0.012)
        at_sides(piece.of(cloth), x + 0.005, 0.022, around(-0.4 * y, y / 4), around(arm + 0.02, 0.014), 0.012)
    piece.of(cloth).box(x - 0.008, y - 0.008, (low + 0.02, size.seat), (size.seat - low - 0.02) * 0.45)
    return piece.furniture()


_ORDINARY = _Sizes((0.2, 0.25), (0.19, 0.23), 0.455, (0.325, 0.595))
_PADDED = _ORDINARY._replace(thickness=(0.05, 0.1), leg=(0.014, 0.022))
_THIN = _ORDINARY._replace(thickness=(0.02, 0.05))
_LOW = _THIN._replace(rise=(0.35, 0.43))
_ROCKING = _Sizes((0.23, 0.26), (0.22, 0.25), 0.44, (0.56, 0.68), (0.2, 0.3))
_TUB = _Sizes((0.21, 0.25), None, 0.46, (0.26, 0.38), (0.0, 0.12), (0.08, 0.08))
_TULIP = _Sizes((0.22, 0.25), None, 0.46, (0.28, 0.36), (0.1, 0.1), (0.04, 0.04))
_BASKET = _Sizes((0.23, 0.28), None, 0.43, (0.28, 0.42), (0.15, 0.15), (0.05, 0.05))
_SHELL = _Sizes((0.205, 0.235), None, 0.45, (0.34, 0.42), (0.08, 0.2))
_PARLOUR = _Sizes((0.21, 0.25), (0.2, 0.23), 0.455, (0.42, 0.56), (0.1, 0.2), (0.07, 0.07), (0.018, 0.025))
_PARLOUR_LOW = _Sizes((0.27, 0.31), (0.26, 0.3), 0.43, (0.46, 0.58), (0.1, 0.24), (0.1, 0.1), (0.02, 0.026))


_WOODEN_SIZE = (0.38, 0.56), (0.38, 0.64), (0.74, 1.12)
_ROCKING_SIZE = (0.48, 0.6), (0.68, 1.0), (0.92, 1.2)


def _dining(name: str, make: Maker, weight: float, width: Range, depth: Range, height: Range) -> Form:
    return Form(name, "dining chair", Label.CHAIR, make, weight, width, depth, height)


def _wooden(name: str, back: _Part, weight: float) -> Form:
    return _dining(name, _chair(_ORDINARY, _wooden_seat, back, _wooden_legs, arms=0.2), weight, *_WOODEN_SIZE)


def _curved(radii: Range, thickness: Range, sector: Range, overlap: float) -> _Part:
    return partial(_curved_back, radii=radii, thickness=thickness, sector=sector, overlap=overlap)


def _moulded(rise: Range, sector: Range) -> Maker:
    back = _curved((0.93, 1.12), (0.014, 0.014), sector, 0.02)
    return _chair(_SHELL._replace(rise=rise), _shell_seat, back, _slender_base, _PLASTIC_OR_PLY)


_SLATS = partial(_framed, filling="slats")
_BOW = partial(_spindles, bow=True)
_COMB = partial(_spindles, bow=False)
_SLAT_ROCKER = _chair(_ROCKING, _wooden_seat, _SLATS, _runners, arms=1.0)
_LADDER_ROCKER = _chair(_ROCKING, _wooden_seat, _ladder, _runners, arms=1.0)
_UPHOLSTERED = _chair(
    _PADDED, partial(_padded_seat, sunk=0.02), _cushion_back, _plain_legs, _COVER, _WOOD_OR_METAL, 0.15
)
_TUB_CHAIR = _chair(_TUB, _drum_seat, _curved((1.0, 1.06), (0.035, 0.06), (1.35, 1.9), 0.08), _slender_base, _COVER)
_WICKER_SEAT = partial(_round_seat, z=(-0.1, 0.0), taper=0.96, cushion=0.6)
_WICKER_CHAIR = _chair(
    _BASKET, _WICKER_SEAT, _curved((0.96, 1.12), (0.02, 0.02), (1.6, 1.6), 0.06), _round_legs, _WICKER, _WOOD
)
_TULIP_SEAT = partial(_round_seat, z=(-0.085, -0.015), taper=0.38, cushion=1.0)
_TULIP_CHAIR = _chair(
    _TULIP, _TULIP_SEAT, _curved((0.86, 1.02), (0.016, 0.016), (1.75, 1.75), 0.05), _stem, _PLASTIC_OR_PLY
)
_CANTILEVER = _chair(_THIN, _padded_seat, _hanging_back, _cantilever, (*_COVER, *_WICKER), _CHROME, 0.35)
_STACKING = _chair(_LOW, _padded_seat, _hanging_back, _tube_legs, (*_PLASTIC_OR_PLY, *_COVER), _METAL, 0.2)
_PARLOUR_CHAIR = partial(_parlour_seat, label=Label.CHAIR, sizes=_PARLOUR, seats=(1,), armed=False)
_ARMCHAIR = partial(_parlour_seat, label=Label.CHAIR, sizes=_PARLOUR_LOW, seats=(1,), armed=True)
_PARLOUR_SOFA = partial(_parlour_seat, label=Label.SOFA, sizes=_PARLOUR_LOW, seats=(2, 2, 3), armed=True)

FORMS: tuple[Form, ...] = (
    _wooden("slat-back chair", _SLATS, 1.2),
    _wooden("ladder-back chair", _ladder, 1.2),
    _wooden("board-back chair", _board, 1.0),
    _wooden("splat-back chair", partial(_framed, filling="splat"), 0.6),
    _wooden("cross-back chair", partial(_framed, filling="cross"), 0.6),
    _wooden("panel-back chair", partial(_framed, filling="panel"), 0.7),
    _dining("bow-back windsor chair", _chair(_ORDINARY, _solid_seat, _BOW, _turned_legs), 0.45, *_WOODEN_SIZE),
    _dining("comb-back windsor chair", _chair(_ORDINARY, _solid_seat, _COMB, _turned_legs), 0.35, *_WOODEN_SIZE),
    Form("slat-back rocking chair", "rocking chair", Label.CHAIR, _SLAT_ROCKER, 0.5, *_ROCKING_SIZE),
    Form("ladder-back rocking chair", "rocking chair", Label.CHAIR, _LADDER_ROCKER, 0.5, *_ROCKING_SIZE),
    _dining("bistro chair", _bistro_chair, 0.6, (0.38, 0.45), (0.38, 0.5), (0.8, 0.95)),
    _dining("upholstered chair", _UPHOLSTERED, 2.0, *_WOODEN_SIZE),
    _dining("tub chair", _TUB_CHAIR, 0.9, (0.44, 0.62), (0.46, 0.64), (0.66, 0.9)),
    _dining("moulded chair", _moulded((0.34, 0.42), (0.95, 1.25)), 1.0, (0.4, 0.56), (0.44, 0.62), (0.7, 0.92)),
    _dining("moulded armchair", _moulded((0.255, 0.315), (1.75, 1.75)), 0.4, (0.44, 0.58), (0.44, 0.62), (0.68, 0.86)),
    _dining("tulip chair", _TULIP_CHAIR, 0.2, (0.46, 0.58), (0.46, 0.58), (0.7, 0.88)),
    _dining("cantilever chair", _CANTILEVER, 0.7, *_WOODEN_SIZE),
    _dining("stacking chair", _STACKING, 1.0, (0.4, 0.58), (0.4, 0.62), (0.76, 0.96)),
    _dining("folding chair", _folding_chair, 0.6, (0.38, 0.48), (0.5, 0.62), (0.74, 0.9)),
    _dining("wicker chair", _WICKER_CHAIR, 0.3, (0.5, 0.68), (0.48, 0.7), (0.64, 0.92)),
    _dining("garden chair", _garden_chair, 0.2, (0.48, 0.68), (0.5, 0.7), (0.76, 0.98)),
    _dining("parlour chair", _PARLOUR_CHAIR, 0.3, (0.4, 0.55), (0.4, 0.62), (0.84, 1.06)),
    Form("parlour armchair", "lounge chair", Label.CHAIR, _ARMCHAIR, 0.3, (0.55, 0.72), (0.52, 0.8), (0.84, 1.06)),
    Form("parlour sofa", "sofa", Label.SOFA, _PARLOUR_SOFA, 0.2, (1.05, 1.95), (0.52, 0.8), (0.84, 1.06)),
)
