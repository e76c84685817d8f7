"""Backs of chairs: posts with slats, rungs or panels between them, spindles, cushions, bent plates.

A back stands at the rear edge of the seat, which is centred at x = y = 0, and leans towards +y.
"""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.chair_parts import ChairSize, Part
from svr_ros.synthesis.catalogue.forms import Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES

BACK = math.pi / 2
"""Yaw of a bent plate whose middle is at the back."""


def _posts(piece: Builder, size: ChairSize) -> None:
    y = around(size.half_y - size.leg, size.leg)
    for s in SIDES:
        piece.box(around(s * (size.half_x - size.leg), size.leg), y, (size.seat - 0.04, size.back), 0.005)


def _rail(piece: Builder, size: ChairSize, z: Range, bow: float) -> None:
    piece.bent_slat(size.half_x - 0.02, size.half_y - 0.02, z, 0.02, bow)


def _frame(piece: Builder, rng: Random, size: ChairSize, rail: float = 0.015) -> tuple[Range, float]:
    """Add posts, a crest rail and a low rail; return the heights of the low rail and the crest, and their bow."""
    low, crest, bow = size.seat + rng.uniform(0.1, 0.18), rng.uniform(0.025, 0.05), rng.choice((0.008, 0.03))
    _posts(piece, size)
    _rail(piece, size, (size.back - 2 * crest, size.back), bow)
    _rail(piece, size, around(low, rail), bow)
    return (low, size.back - crest), bow


def slats(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add upright slats between two rails."""
    with piece.leaned(size.lean, size.half_y - size.leg, size.seat):
        (low, _), bow = _frame(piece, rng, size)
        wide, y, count = size.half_x - 0.02, size.half_y - 0.02, rng.randint(3, 6)
        half = min(rng.uniform(0.008, 0.022), wide / count * 0.6)
        for k in range(count):
            x = (2 * k + 1) / count - 1
            piece.box(around(wide * x, half), around(y + bow * (1 - x * x), 0.006), (low, size.back), 0.003)


def splat(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add one broad upright board between two rails."""
    with piece.leaned(size.lean, size.half_y - size.leg, size.seat):
        (low, _), bow = _frame(piece, rng, size, 0.018)
        piece.box(rng.uniform(0.04, 0.09), around(size.half_y - 0.02 + bow / 2, 0.008), (low, size.back), 0.006)


def cross(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add two crossed slats between two rails."""
    with piece.leaned(size.lean, size.half_y - size.leg, size.seat):
        (low, high), _ = _frame(piece, rng, size)
        x, y = size.half_x - 0.03, size.half_y - 0.02
        for s in SIDES:
            piece.bar((-s * x, y, low), (s * x, y, high), 0.008, 0.012)


def ladder(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add two to five bent rungs one above the other."""
    count, bow, crest = rng.randint(2, 5), rng.choice((0.008, 0.03)), rng.uniform(0.025, 0.05)
    pitch = (size.back - size.seat - rng.uniform(0.1, 0.18)) / count
    with piece.leaned(size.lean, size.half_y - size.leg, size.seat):
        _posts(piece, size)
        for k in range(count):
            _rail(piece, size, around(size.back - pitch * k - crest, min(crest, pitch * 0.32)), bow)


def board(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add one broad bent board, of wood or covered with cloth."""
    tall, bow = 2 * rng.uniform(0.06, (size.back - size.seat) * 0.32), rng.choice((0.008, 0.03))
    with piece.leaned(size.lean, size.half_y - size.leg, size.seat):
        _posts(piece, size)
        with piece.using(materials.fabric() if rng.random() < 0.3 else None):
            _rail(piece, size, (size.back - tall, size.back), bow)


def panel(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add a padded or caned panel under a rail."""
    low, y = size.seat + rng.uniform(0.1, 0.18), size.half_y - 0.02
    with piece.leaned(size.lean, size.half_y - size.leg, size.seat):
        _posts(piece, size)
        _rail(piece, size, (size.back - 0.04, size.back), rng.choice((0.008, 0.03)))
        with piece.using(materials.wicker() if rng.random() < 0.4 else materials.fabric()):
            piece.box(size.half_x - 0.02, around(y, 0.014), (low - 0.03, size.back - 0.03), 0.012)


def hoop(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add thin spindles under a bow."""
    wide, y, low = size.half_x - 0.03, size.half_y - 0.03, size.seat - 0.02
    shoulder, count = size.back - wide, rng.randint(4, 6)
    with piece.leaned(size.lean, y, low):
        piece.arc((0.0, y, shoulder), (0, 0, 1), (0, 1, 0), wide, 0.022, math.pi / 2)
        for s in SIDES:
            piece.rod((s * wide, y, low), (s * wide, y, shoulder), 0.011)
        for k in range(count):
            x = wide * ((2 * k + 1) / count - 1) * 0.96
            top = shoulder + math.sqrt(wide * wide - x * x)
            piece.rod((x * 0.85, y, low), (x, y, min(top, size.back - 0.01)), 0.006)


def comb(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add thin spindles under a crest rail."""
    wide, y, low, count = size.half_x - 0.03, size.half_y - 0.03, size.seat - 0.02, rng.randint(5, 7)
    with piece.leaned(size.lean, y, low):
        piece.bent_slat(wide + 0.02, y, around(size.back - 0.03, rng.uniform(0.025, 0.05)), 0.022, 0.015)
        for k in range(count):
            x = wide * ((2 * k + 1) / count - 1) * 0.96
            piece.rod((x * 0.85, y, low), (x, y, size.back - 0.03), 0.006)


def cushion_back(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add a thick upholstered back, straight or bent around the sitter."""
    half, thick = rng.uniform(0.028, 0.045), (size.seat - size.under + 0.02) / 2
    y, z = size.half_y - half, (size.under - 0.02, size.back)
    with piece.leaned(size.lean, y, size.seat - thick):
        if rng.random() < 0.4:
            bow = rng.uniform(0.03, 0.07)
            piece.bent_slat(size.half_x - half, y - bow / 2, z, 2 * half, bow)
        else:
            piece.box(size.half_x, around(y, half), z, half * rng.uniform(0.5, 0.95))


def pad_back(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
    """Add a thin bent pad or board that hangs between posts of the base."""
    low, thick = size.seat + rng.uniform(0.08, 0.18), max(0.02, size.seat - size.under)
    with piece.leaned(size.lean, size.half_y - 0.025, size.under):
        piece.bent_slat(size.half_x, size.half_y - 0.045, (low, size.back), thick, rng.choice((0.012, 0.035)))


def medallion(piece: Builder, size: ChairSize, cloth: int) -> None:
    """Add an oval cushion of cloth in a wooden rim, held by two short posts."""
    radius, y = min(size.half_x - 0.01, (size.back - size.seat - 0.08) / 2), size.half_y - 0.03
    z = size.back - radius
    with piece.leaned(size.lean, y, size.seat):
        piece.hoop((0.0, y, z), radius - 0.014, 0.03, width=0.04)
        for s in SIDES:
            piece.rod((s * radius * 0.75, y, size.seat - 0.04), (s * radius * 0.75, y, z - radius * 0.55), 0.014)
        piece.of(cloth).ellipsoid(radius - 0.015, around(y, 0.04), around(z, radius - 0.015))


def curved_back(radii: Range, thickness: Range, sector: Range, overlap: float) -> Part:
    """Return a back that curves around the seat.

    Args:
        radii: Lower and upper radius as fractions of half the width of the seat.
        thickness: Range of its thickness in metres.
        sector: Range of the angle that it covers to either side, in radians.
        overlap: Extent below the height of the seat in metres.
    """

    def back(piece: Builder, rng: Random, materials: MaterialLibrary, size: ChairSize) -> None:
        bottom, top = (fraction * size.half_x for fraction in radii)
        with piece.leaned(size.lean, size.half_y, size.seat):
            piece.shell(
                (size.seat - overlap, size.back), bottom, top, rng.uniform(*thickness), rng.uniform(*sector),
                (0.0, size.half_y - size.half_x), BACK,
            )  # fmt: skip

    return back
