"""Dining chairs, most of them composed of a seat, a back and a base."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue import chair_backs as backs
from svr_ros.synthesis.catalogue import chair_parts as parts
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.chair_parts import DrawSize, Part, chair_size
from svr_ros.synthesis.catalogue.forms import Form, Maker, Range
from svr_ros.synthesis.catalogue.material_choices import (
    CHROME,
    COVER,
    METAL,
    PLASTIC_OR_PLY,
    WICKER,
    WOOD,
    WOOD_OR_METAL,
    Choice,
    choose,
)
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES
from svr_ros.synthesis.piece import Furniture

_DINING = chair_size((0.2, 0.25), (0.19, 0.23), 0.455, (0.325, 0.595))
_PADDED = chair_size((0.2, 0.25), (0.19, 0.23), 0.455, (0.325, 0.595), thickness=(0.05, 0.1), leg=(0.014, 0.022))
_THIN = chair_size((0.2, 0.25), (0.19, 0.23), 0.455, (0.325, 0.595), thickness=(0.02, 0.05))
_LOW = chair_size((0.2, 0.25), (0.19, 0.23), 0.455, (0.35, 0.43), thickness=(0.02, 0.05))


def chair(
    size: DrawSize,
    seat: Part,
    back: Part,
    base: Part,
    material: Choice = WOOD,
    frame: Choice | None = None,
    arms: float = 0.0,
) -> Maker:
    """Return the maker of a chair composed of a seat, a back and a base.

    Args:
        size: Function that draws the measures of the chair.
        seat: Part to sit on.
        back: Part behind the seat.
        base: Part below the seat.
        material: Material of the seat and the back.
        frame: Material of the base and the arm rests if it is another one.
        arms: Probability of arm rests.
    """

    def make(rng: Random, materials: MaterialLibrary) -> Furniture:
        measures = size(rng)
        piece = Builder(CHAIR, choose(rng, materials, material))
        seat(piece, rng, materials, measures)
        back(piece, rng, materials, measures)
        with piece.using(choose(rng, materials, frame) if frame else None):
            base(piece, rng, materials, measures)
            if rng.random() < arms:
                parts.arm_rests(piece, measures)
        return piece.furniture()

    return make


def wooden(back: Part) -> Maker:
    """Return the maker of a wooden dining chair with posts at its back."""
    return chair(_DINING, parts.wooden_seat, back, parts.wooden_legs, arms=0.2)


def windsor(back: Part) -> Maker:
    """Return the maker of a wooden dining chair with spindles at its back."""
    return chair(_DINING, parts.solid_seat, back, parts.turned_legs)


def rocking(back: Part) -> Maker:
    """Return the maker of a wooden rocking chair."""
    size = chair_size((0.23, 0.26), (0.22, 0.25), 0.44, (0.56, 0.68), (0.2, 0.3))
    return chair(size, parts.wooden_seat, back, parts.runners, arms=1.0)


def moulded(rise: Range, sector: Range) -> Maker:
    """Return the maker of a chair with a thin shell of plastic or plywood on a slender base.

    Args:
        rise: Range of the height of the shell above the seat in metres.
        sector: Range of the angle that it covers to either side in radians.
    """
    size = chair_size((0.205, 0.235), None, 0.45, rise, (0.08, 0.2))
    back = backs.curved_back((0.93, 1.12), (0.014, 0.014), sector, 0.02)
    return chair(size, parts.shell_seat, back, parts.slender_base, PLASTIC_OR_PLY)


def bistro_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a bentwood chair: a round seat, a bow for a back with a second bow or crossed slats inside."""
    radius, seat, back = rng.uniform(0.19, 0.215), rng.gauss(0.46, 0.01), rng.uniform(0.82, 0.92)
    y, wide, low = radius * 0.75, radius * 0.85, seat - 0.02
    shoulder, up, forward, axis = back - wide, (0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)
    piece = Builder(CHAIR, materials.wood())
    # Seat in a hoop, legs and the hoop that joins them
    with piece.using(materials.wicker() if rng.random() < 0.5 else None):
        piece.cone((seat - 0.032, seat - 0.004), radius - 0.02, rounding=0.01)
    piece.arc((0.0, 0.0, low), axis, up, radius - 0.015, 0.03, math.pi, 0.04)
    piece.legs(radius * 0.62, radius * 0.62, low, 0.016, 0.03, 0.8)
    piece.arc((0.0, 0.0, seat * 0.45), axis, up, radius * 0.62 * math.sqrt(2) + 0.02, 0.018, math.pi)
    # Back
    with piece.leaned(rng.uniform(0.1, 0.2), y, low):
        piece.arc((0.0, y, shoulder), up, forward, wide, 0.026, math.pi / 2)
        for s in SIDES:
            piece.rod((s * wide * 0.9, y, seat - 0.03), (s * wide, y, shoulder), 0.013)
        if rng.random() < 0.5:
            for s in SIDES:
                head = s * wide * 0.75, y, shoulder + wide * 0.66
                piece.bar((-s * wide * 0.9, y, seat), head, 0.012, 0.006)
        else:
            inner, top = wide * 0.6, shoulder - 0.04
            piece.arc((0.0, y, top), up, forward, inner, 0.018, math.pi / 2)
            for s in SIDES:
                piece.rod((s * inner, y, low), (s * inner, y, top), 0.009)
    return piece.furniture()


def folding_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a chair that folds: crossed legs at both sides, slats or a panel for seat and back."""
    frame = materials.wood() if rng.random() < 0.5 else materials.metal()
    seat_cover = rng.choice((frame, frame, materials.fabric(), materials.plastic()))
    x, seat, back, y = rng.uniform(0.19, 0.22), rng.gauss(0.45, 0.01), rng.uniform(0.76, 0.86), 0.2
    piece = Builder(CHAIR, frame)
    # The long legs run from the floor in front to the top of the back, the short ones from behind to the seat's front.
    front, top = -y - 0.03, y - 0.06 + (back - seat) * 0.45
    for s in SIDES:
        piece.bar((s * x, front, 0.007), (s * x, top, back), 0.011, 0.015)
        piece.bar((s * (x - 0.024), y + 0.03, 0.009), (s * (x - 0.024), -y, seat), 0.011, 0.015)
        piece.box(around(s * (x - 0.012), 0.01), 0.19, (seat - 0.036, seat - 0.012))
    piece.rod((0.0 - x, y - 0.03, 0.07), (x, y - 0.03, 0.07), 0.009)
    count, slope = rng.choice((1, 4)), (top - front) / back
    with piece.using(seat_cover):
        half = 0.19 / count
        for k in range(count):
            wide = half * (0.84 if count > 1 else 1.0)
            piece.box(x + 0.005, around(half * (2 * k + 1) - 0.19, wide), around(seat - 0.005, 0.011), 0.006)
        for z, half in ((back - 0.05, 0.045), (back - 0.2, 0.03)):
            piece.box(x, around(front + slope * z, 0.01), around(z, half), 0.008, pitch=-math.atan(slope))
    return piece.furniture()


def garden_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a plastic chair with slats between broad arms."""
    x, seat, high = rng.uniform(0.22, 0.25), rng.gauss(0.43, 0.015), rng.uniform(0.8, 0.95)
    y, arm = x - 0.02, seat + 0.205
    piece = Builder(CHAIR, materials.plastic())
    piece.box(x - 0.01, x, (seat - 0.03, seat), 0.012)
    with piece.leaned(0.25, y, seat):
        piece.box(x - 0.03, around(y, 0.012), (high - 0.065, high + 0.005), 0.01)
        for at, half in ((0.05 - x, 0.03), (-0.07, 0.022), (0.0, 0.022), (0.07, 0.022), (x - 0.05, 0.03)):
            piece.box(around(at, half), around(y, 0.011), (seat, high), 0.008)
    for s in SIDES:
        piece.bar((s * (x + 0.04), -x, 0.0), (s * x, 0.04 - x, arm), 0.022, 0.018, 0.012)
        piece.bar((s * (x + 0.03), x + 0.08, 0.0), (s * x, y + 0.05, arm), 0.022, 0.018, 0.012)
        piece.box(around(s * x, 0.028), around(0.03, x + 0.01), around(arm, 0.012), 0.01)
    return piece.furniture()


_UPHOLSTERED = chair(_PADDED, parts.cushion_seat, backs.cushion_back, parts.plain_legs, COVER, WOOD_OR_METAL, 0.15)
_TUB = chair(
    chair_size((0.21, 0.25), None, 0.46, (0.26, 0.38), (0.0, 0.12), (0.08, 0.08)),
    parts.drum_seat,
    backs.curved_back((1.0, 1.06), (0.035, 0.06), (1.35, 1.9), 0.08),
    parts.slender_base,
    COVER,
)
_WICKER = chair(
    chair_size((0.23, 0.28), None, 0.43, (0.28, 0.42), (0.15, 0.15), (0.05, 0.05)),
    parts.round_seat(0.1, 0.0, 0.96, 0.01, 0.6),
    backs.curved_back((0.96, 1.12), (0.02, 0.02), (1.6, 1.6), 0.06),
    parts.round_legs,
    WICKER,
    WOOD,
)
_TULIP = chair(
    chair_size((0.22, 0.25), None, 0.46, (0.28, 0.36), (0.1, 0.1), (0.04, 0.04)),
    parts.round_seat(0.085, -0.015, 0.38, 0.01, 1.0),
    backs.curved_back((0.86, 1.02), (0.016, 0.016), (1.75, 1.75), 0.05),
    parts.stem,
    PLASTIC_OR_PLY,
)
_CANTILEVER = chair(_THIN, parts.pad_seat, backs.pad_back, parts.cantilever, (*COVER, *WICKER), CHROME, 0.35)
_STACKING = chair(_LOW, parts.pad_seat, backs.pad_back, parts.tube_legs, (*PLASTIC_OR_PLY, *COVER), METAL, 0.2)


def _form(
    name: str, make: Maker, weight: float, width: Range, depth: Range, height: Range, kind: str = "dining chair"
) -> Form:
    return Form(name, kind, Label.CHAIR, make, weight, width, depth, height)


_ROCKING = (0.48, 0.6), (0.68, 1.0), (0.92, 1.2)
_WOODEN = (0.38, 0.56), (0.38, 0.64), (0.74, 1.12)

FORMS: tuple[Form, ...] = (
    _form("slat-back chair", wooden(backs.slats), 1.2, *_WOODEN),
    _form("ladder-back chair", wooden(backs.ladder), 1.2, *_WOODEN),
    _form("board-back chair", wooden(backs.board), 1.0, *_WOODEN),
    _form("splat-back chair", wooden(backs.splat), 0.6, *_WOODEN),
    _form("cross-back chair", wooden(backs.cross), 0.6, *_WOODEN),
    _form("panel-back chair", wooden(backs.panel), 0.7, *_WOODEN),
    _form("bow-back windsor chair", windsor(backs.hoop), 0.45, *_WOODEN),
    _form("comb-back windsor chair", windsor(backs.comb), 0.35, *_WOODEN),
    _form("bistro chair", bistro_chair, 0.6, (0.38, 0.45), (0.38, 0.5), (0.8, 0.95)),
    _form("upholstered chair", _UPHOLSTERED, 2.0, *_WOODEN),
    _form("tub chair", _TUB, 0.9, (0.44, 0.62), (0.46, 0.64), (0.66, 0.9)),
    _form("moulded chair", moulded((0.34, 0.42), (0.95, 1.25)), 1.0, (0.4, 0.56), (0.44, 0.62), (0.7, 0.92)),
    _form("moulded armchair", moulded((0.255, 0.315), (1.75, 1.75)), 0.4, (0.44, 0.58), (0.44, 0.62), (0.68, 0.86)),
    _form("tulip chair", _TULIP, 0.2, (0.46, 0.58), (0.46, 0.58), (0.7, 0.88)),
    _form("cantilever chair", _CANTILEVER, 0.7, *_WOODEN),
    _form("stacking chair", _STACKING, 1.0, (0.4, 0.58), (0.4, 0.62), (0.76, 0.96)),
    _form("folding chair", folding_chair, 0.6, (0.38, 0.48), (0.5, 0.62), (0.74, 0.9)),
    _form("wicker chair", _WICKER, 0.3, (0.5, 0.68), (0.48, 0.7), (0.64, 0.92)),
    _form("garden chair", garden_chair, 0.2, (0.48, 0.68), (0.5, 0.7), (0.76, 0.98)),
    _form("slat-back rocking chair", rocking(backs.slats), 0.5, *_ROCKING, kind="rocking chair"),
    _form("ladder-back rocking chair", rocking(backs.ladder), 0.5, *_ROCKING, kind="rocking chair"),
)
