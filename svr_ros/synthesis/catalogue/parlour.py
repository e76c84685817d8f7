"""Parlour furniture: chairs, armchairs and settees whose wooden frames carry a medallion for each person."""

from __future__ import annotations

import math
from functools import partial
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.chair_parts import Size, Sizes
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES


def _medallion(piece: Builder, size: Size, cloth: int) -> None:
    """Add an oval cushion of cloth in a wooden rim, held by two short posts."""
    radius, y = min(size.half_x - 0.01, (size.back - size.seat - 0.08) / 2), size.half_y - 0.03
    z, post = size.back - radius, radius * 0.75
    with piece.leaned(size.lean, y, size.seat):
        piece.hoop((0.0, y, z), radius - 0.014, 0.03, width=0.04)
        piece.rods_at_sides((post, y, size.seat - 0.04), (post, y, z - radius * 0.55), 0.014)
        piece.of(cloth).ellipsoid(radius - 0.015, around(y, 0.04), around(z, radius - 0.015))


def _parlour_seat(
    piece: Builder, rng: Random, materials: MaterialLibrary, sizes: Sizes, seats: tuple[int, ...], armed: bool = True
) -> None:
    """Add a chair or settee with an oval back for each of its persons, whose numbers are equally likely."""
    size, count, cloth = sizes.draw(rng), rng.choice(seats), materials.fabric()
    x, y, low, arm = count * size.half_x, size.half_y, size.under, size.seat + rng.uniform(0.2, 0.24)
    piece.material = materials.wood()
    piece.box(x, y, (low - 0.03, low + 0.03), 0.01)
    for k in range(count):
        with piece.placed(size.half_x * (2 * k + 1 - count)):
            _medallion(piece, size, cloth)
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
_LOW = Sizes((0.27, 0.31), (0.26, 0.3), 0.43, (0.46, 0.58), (0.1, 0.24), (0.1, 0.1), (0.02, 0.026))
_chair = partial(_parlour_seat, sizes=_UPRIGHT, seats=(1,), armed=False)
_armchair, _settee = partial(_parlour_seat, sizes=_LOW, seats=(1,)), partial(_parlour_seat, sizes=_LOW, seats=(2, 2, 3))

FORMS: tuple[Form, ...] = (
    Form("parlour chair", "dining chair", Label.CHAIR, _chair, 0.3, (0.4, 0.55), (0.4, 0.62), (0.84, 1.06)),
    Form("parlour armchair", "lounge chair", Label.CHAIR, _armchair, 0.3, (0.55, 0.72), (0.52, 0.8), (0.84, 1.06)),
    Form("parlour sofa", "sofa", Label.SOFA, _settee, 0.2, (1.05, 1.95), (0.52, 0.8), (0.84, 1.06)),
)
