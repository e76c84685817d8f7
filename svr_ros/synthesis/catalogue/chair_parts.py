"""Parts of chairs: sizes, seats, bases and arm rests, which `chairs` combines with the backs of `chair_backs`.

The seat is centred at x = y = 0, the back towards +y. Seats end at the height `size.seat`, bases at `size.under`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES


class ChairSize(NamedTuple):
    """Measures of a chair, in metres and radians.

    Attributes:
        half_x: Half the width of the seat.
        half_y: Half the depth of the seat.
        seat: Height of the seat.
        back: Height of the upper edge of the back before it is leaned.
        lean: Angle between the back and the vertical.
        leg: Half the width of legs and posts.
        under: Height at which the seat rests on its base.
    """

    half_x: float
    half_y: float
    seat: float
    back: float
    lean: float
    leg: float
    under: float


Part = Callable[[Builder, Random, MaterialLibrary, ChairSize], None]
"""Adds a seat, a back or a base of the piece's material, or of materials of its own."""

DrawSize = Callable[[Random], ChairSize]


def chair_size(
    half_x: Range,
    half_y: Range | None,
    seat: float,
    rise: Range,
    lean: Range = (0.08, 0.22),
    thickness: Range = (0.025, 0.025),
    leg: Range = (0.015, 0.023),
) -> DrawSize:
    """Return a function that draws the measures of a chair.

    Args:
        half_x: Range of half the width of the seat.
        half_y: Range of half its depth; none for a round seat.
        seat: Mean height of the seat.
        rise: Range of the height of the back above the seat.
        lean: Range of the angle of the back.
        thickness: Range of the thickness of the seat above its base.
        leg: Range of half the width of legs and posts.
    """

    def draw(rng: Random) -> ChairSize:
        wide, height = rng.uniform(*half_x), rng.gauss(seat, 0.012)
        deep, back = rng.uniform(*half_y) if half_y else wide, height + rng.uniform(*rise)
        under = height - rng.uniform(*thickness)
        return ChairSize(wide, deep, height, back, rng.uniform(*lean), rng.uniform(*leg), under)

    return draw


# Seats


def wooden_seat(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add a seat of wood, bare or with a cushion, padded, or woven."""
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


def solid_seat(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add a thick round or saddle-shaped board."""
    z = size.seat - 0.04, size.seat
    if rng.random() < 0.5:
        piece.cone(z, size.half_x - 0.015, size.half_x, rounding=0.012)
    else:
        piece.box(size.half_x, size.half_y, z, 0.019)


def cushion_seat(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add a thick upholstered seat."""
    z = size.under - 0.02, size.seat
    piece.box(size.half_x, size.half_y, z, (z[1] - z[0]) * rng.uniform(0.2, 0.45))


def drum_seat(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add a round upholstered seat that is straighter in front."""
    radius = size.half_x
    piece.cone((size.seat - 0.1, size.seat), radius, rounding=0.03)
    piece.box(radius - 0.01, around(-0.06, radius - 0.02), (size.seat - 0.09, size.seat), 0.035)


def pad_seat(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add a thin pad or board."""
    piece.box(size.half_x, size.half_y, (size.under, size.seat), (size.seat - size.under) * 0.48)


def round_seat(below: float, above: float, taper: float, rounding: float, cushion: float) -> Part:
    """Return a round seat.

    Args:
        below: Extent of the seat below its height in metres.
        above: Extent above it, negative if it ends lower.
        taper: Lower radius as a fraction of the upper one.
        rounding: Radius of its edges in metres.
        cushion: Probability of a round cushion.
    """

    def seat(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
        piece.cone((size.seat - below, size.seat + above), size.half_x * taper, size.half_x, rounding=rounding)
        if rng.random() < cushion:
            z = size.seat + above - 0.012, size.seat + above + 0.045
            piece.of(materials.fabric()).cone(z, size.half_x * 0.84, at=(0.0, -0.01), rounding=0.026)

    return seat


def shell_seat(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add a thin moulded seat that curves down in front, now and then with a cushion."""
    x, y, top = size.half_x, size.half_y, size.seat
    piece.cone((top - 0.028, top), x - 0.01, x, (0.0, y - x), rounding=0.012)
    piece.box(x * 0.95, around(-0.05, y - 0.05), (top - 0.027, top - 0.001), 0.012)
    piece.bar((0.0, 0.3 - y, top - 0.02), (0.0, -y, top - 0.035), x * 0.97, 0.01, 0.009)
    if rng.random() < 0.25:
        piece.of(materials.fabric()).box(x * 0.85, around(-0.01, y * 0.85), (top - 0.01, top + 0.026), 0.016)


# Bases


def wooden_legs(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add front legs, rear legs that slant back, and often an apron and stretchers."""
    x, y, top, half = size.half_x - size.leg, size.half_y - size.leg, size.under, size.leg
    kick, square = rng.uniform(0.0, 0.05), rng.random() < 0.6
    for s in SIDES:
        piece.bar((s * x, y + kick, 0.0), (s * x, y, top), half, half)
    for s in SIDES:
        if square:
            piece.bar((s * x, -y, 0.0), (s * x, -y, top), half, half)
        else:
            piece.rod((s * x, -y, 0.0), (s * x, -y, top), half * 0.7, half * 1.1)
    if rng.random() < 0.5:
        z = around(top - rng.uniform(0.02, 0.03), 0.028)
        piece.box(x, around(-y, 0.009), z)
        for s in SIDES:
            piece.box(around(s * x, 0.009), y, z)
    if rng.random() < 0.35:
        z = around(rng.uniform(0.12, 0.25), 0.012)
        for s in SIDES:
            piece.box(around(s * x, 0.008), around(kick / 3, y + kick / 3), z)


def turned_legs(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add splayed turned legs with stretchers in the shape of an H."""
    splay, low = rng.uniform(0.03, 0.07), 0.18
    x, y = (min(half - 0.06, half * 0.68) for half in (size.half_x, size.half_y))  # inside a round seat, too
    piece.legs(x, y, size.under, rng.uniform(0.014, 0.019), splay, 0.65)
    x, y = x + splay * 0.6, y + splay * 0.6
    for s in SIDES:
        piece.rod((s * x, -y, low), (s * x, y, low), 0.009)
    piece.rod((-x, 0.0, low), (x, 0.0, low), 0.009)


def plain_legs(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add four legs, round or square, straight or splayed."""
    x, y, splay, taper = size.half_x - 0.03, size.half_y - 0.03, rng.choice((0.0, 0.0, 0.03)), rng.uniform(0.55, 1.0)
    piece.legs(x, y, size.under, size.leg, splay, taper, square=rng.random() < 0.6)


def round_legs(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add four round legs under a round seat."""
    piece.legs(size.half_x * 0.66, size.half_x * 0.66, size.under, 0.016, 0.02)


def slender_base(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add slanting legs of wood, tube or wire, a sled of tube or a star on a column."""
    kind = rng.choices(("dowels", "tube", "wire", "sled", "star"), (4.0, 2.5, 1.5, 1.5, 0.8))[0]
    x, y, top = size.half_x * 0.6, size.half_y * 0.6, size.under
    metal = materials.chrome if rng.random() < 0.5 else materials.metal
    with piece.using(materials.wood() if kind == "dowels" else metal()):
        if kind == "dowels":
            piece.legs(x, y, top, 0.016, size.half_x * 0.35, 0.6)
            piece.box(x + 0.015, y + 0.015, (top - 0.027, top - 0.003))
        elif kind == "tube":
            piece.legs(x, y, top, 0.011, size.half_x * 0.25)
            piece.box(x + 0.01, y + 0.01, (top - 0.019, top - 0.001))
        elif kind == "wire":
            piece.legs(x * 0.7, y * 0.7, top, 0.006, size.half_x * 0.5)
            low, wide = top * 0.25, x * 0.7 + size.half_x * 0.375
            for t in SIDES:
                for s in SIDES:
                    piece.rod((s * wide, t * y * 1.3, low), (0.0, s * y * 0.3, top), 0.005)
            piece.box(x, y, (top - 0.016, top))
        elif kind == "sled":
            x, y = size.half_x * 0.85, size.half_y * 0.9
            for s in SIDES:
                piece.box(around(s * x, 0.01), y, (0.0, 0.02), 0.009)
                for t in SIDES:
                    piece.bar((s * x, t * (y - 0.01), 0.0), (s * x * 0.9, t * y * 0.7, top), 0.01, 0.01, 0.009)
            piece.box(x * 0.92, y * 0.72, (top - 0.02, top), 0.009)
        else:
            piece.star(rng.choice((4, 5)), size.half_x * 1.15, 0.07, 0.016, rng.uniform(0.0, math.pi))
            piece.cone((0.04, top), 0.028, 0.022)


def _add_tube_posts(piece: Builder, size: ChairSize, x: float, y: float, tube: float) -> None:
    with piece.leaned(size.lean, y, size.under):
        for s in SIDES:
            piece.rod((s * x, y, size.under), (s * x, y, size.back - 0.03), tube)


def tube_legs(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add four legs or two sleds of tube, and posts that carry the back."""
    x, y, top, tube, sled = size.half_x - 0.01, size.half_y - 0.02, size.under, 0.0115, rng.random() < 0.3
    for s in SIDES:
        piece.rod((s * x, -y, top), (s * x, y, top), tube)
        for t in SIDES:
            foot = t * (y + 0.03), tube if sled else 0.003
            piece.rod((s * x, *foot), (s * x, t * y * (0.8 if sled else 1.0), top), tube)
        if sled:
            piece.rod((s * x, -y - 0.03, tube), (s * x, y + 0.03, tube), tube)
    _add_tube_posts(piece, size, x, y, tube)


def cantilever(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add bent tubes that run along the floor, up in front and back below the seat, and posts that carry the back."""
    x, front, rear, top, tube, bend = size.half_x, -size.half_y, size.half_y - 0.03, size.under, 0.0115, 0.06
    corner = math.sqrt(0.5)
    piece.rod((-x, rear, tube), (x, rear, tube), tube)
    for s in SIDES:
        piece.rod((s * x, rear, tube), (s * x, front + bend, tube), tube)
        piece.rod((s * x, front, tube + bend), (s * x, front, top - bend), tube)
        piece.rod((s * x, front + bend, top), (s * x, rear, top), tube)
        for z, up in ((tube + bend, -corner), (top - bend, corner)):
            piece.arc((s * x, front + bend, z), (0.0, -corner, up), (1, 0, 0), bend, 2 * tube, math.pi / 4)
    _add_tube_posts(piece, size, x, rear, tube)


def runners(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add legs on two curved runners to rock on."""
    radius, thick, x, y = rng.uniform(0.85, 1.1), 0.035, size.half_x, size.half_y - 0.02
    foot = radius - math.sqrt(radius * radius - y * y) + thick / 2
    for s in SIDES:
        piece.arc((s * x, 0.03, radius + thick / 2), (0, 0, -1), (1, 0, 0), radius, thick, 0.42)
        for t in SIDES:
            piece.rod((s * x, t * y, foot), (s * x * 0.95, t * y, size.seat - 0.02), 0.016)


def stem(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add one column that widens to a round foot."""
    piece.cone((0.0, 0.02), 0.25, 0.23, rounding=0.008)
    piece.cone((0.01, 0.13), 0.13, 0.035, rounding=0.004)
    piece.cone((0.1, size.under), 0.035, 0.04, rounding=0.004)


def arm_rests(piece: Builder, size: ChairSize) -> None:
    """Add arm rests from the back to posts near the front of the seat."""
    z, front = size.seat + 0.2, 0.04 - size.half_y
    y = -size.half_y, size.half_y - 0.02 + 0.2 * math.tan(size.lean)
    for s in SIDES:
        x = s * (size.half_x - 0.005)
        piece.box(around(x, 0.02), y, around(z, 0.011), 0.008)
        piece.bar((x, front, size.seat - 0.02), (x, front - 0.01, z), 0.012, 0.012)
