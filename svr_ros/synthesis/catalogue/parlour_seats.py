"""Parlour furniture to sit on: oval backs and padded seats in frames of turned wood, for one to three persons."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.chair_backs import medallion
from svr_ros.synthesis.catalogue.chair_parts import chair_size
from svr_ros.synthesis.catalogue.forms import Form, Maker
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES
from svr_ros.synthesis.piece import Furniture


def parlour_seat(label: Label, seats: tuple[int, ...], armed: bool) -> Maker:
    """Return the maker of a chair or settee with an oval back for each person.

    Args:
        label: Class of the piece.
        seats: Equally likely numbers of persons.
        armed: Whether it has padded arm rests; such seats are lower and wider.
    """

    def make(rng: Random, materials: MaterialLibrary) -> Furniture:
        size = (_LOW if armed else _UPRIGHT)(rng)
        count, cloth, arm = rng.choice(seats), materials.fabric(), size.seat + rng.uniform(0.2, 0.24)
        x, y, low = count * size.half_x, size.half_y, size.under
        piece = Builder(label, materials.wood())
        # Frame, legs and backs
        piece.box(x, y, (low - 0.03, low + 0.03), 0.01)
        for k in range(count):
            with piece.placed(size.half_x * (2 * k + 1 - count)):
                medallion(piece, size, cloth)
        piece.legs(x - 0.03, y - 0.03, low, size.leg, 0.0, 0.55)
        if count > 1:
            for s in SIDES:
                piece.rod((0.0, s * (y - 0.03), 0.0), (0.0, s * (y - 0.03), low), size.leg * 0.55, size.leg)
        # Arm rests that end at the outer rims of the backs
        rear = y - 0.03 + (size.back - size.seat) / 2 * math.tan(size.lean)
        for s in SIDES if armed else ():
            piece.bar((s * (x - 0.01), 0.08 - y, low), (s * (x + 0.01), 0.12 - y, arm), 0.016, 0.016)
            piece.bar((s * (x + 0.01), 0.08 - y, arm), (s * (x - 0.03), rear, arm + 0.04), 0.018, 0.012)
            with piece.using(cloth):
                piece.box(around(s * (x + 0.005), 0.022), around(-0.4 * y, y / 4), around(arm + 0.02, 0.014), 0.012)
        # Seat cushions
        piece.of(cloth).box(x - 0.008, y - 0.008, (low + 0.02, size.seat), (size.seat - low - 0.02) * 0.45)
        return piece.furniture()

    return make


_UPRIGHT = chair_size((0.21, 0.25), (0.2, 0.23), 0.455, (0.42, 0.56), (0.1, 0.2), (0.07, 0.07), (0.018, 0.025))
_LOW = chair_size((0.27, 0.31), (0.26, 0.3), 0.43, (0.46, 0.58), (0.1, 0.24), (0.1, 0.1), (0.02, 0.026))

_CHAIR = parlour_seat(Label.CHAIR, (1,), armed=False)
_ARMCHAIR = parlour_seat(Label.CHAIR, (1,), armed=True)
_SOFA = parlour_seat(Label.SOFA, (2, 2, 3), armed=True)

FORMS: tuple[Form, ...] = (
    Form("parlour chair", "dining chair", Label.CHAIR, _CHAIR, 0.3, (0.4, 0.55), (0.4, 0.62), (0.84, 1.06)),
    Form("parlour armchair", "lounge chair", Label.CHAIR, _ARMCHAIR, 0.3, (0.55, 0.72), (0.52, 0.8), (0.84, 1.06)),
    Form("parlour sofa", "sofa", Label.SOFA, _SOFA, 0.2, (1.05, 1.95), (0.52, 0.8), (0.84, 1.06)),
)
