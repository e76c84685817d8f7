"""Dining chairs, most of them composed of a seat, a back and a base."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue import chair_backs as backs
from svr_ros.synthesis.catalogue import chair_parts as parts
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.chair_parts import DrawSize, Part, draw_padded_size, draw_size, round_size
from svr_ros.synthesis.catalogue.forms import Form, Maker
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES, Furniture

Choice = tuple[Callable[[MaterialLibrary], int], ...]
"""Equally likely sorts of material."""

WOOD: Choice = (MaterialLibrary.wood,)
COVER: Choice = (MaterialLibrary.fabric, MaterialLibrary.fabric, MaterialLibrary.leather)
PLASTIC: Choice = (MaterialLibrary.plastic, MaterialLibrary.plastic, MaterialLibrary.plastic, MaterialLibrary.wood)
WICKER: Choice = (MaterialLibrary.wicker,)
LEGS: Choice = (MaterialLibrary.wood, MaterialLibrary.wood, MaterialLibrary.wood, MaterialLibrary.metal)


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
        piece = Builder(CHAIR, rng.choice(material)(materials))
        seat(piece, rng, materials, measures)
        back(piece, rng, materials, measures)
        with piece.using(rng.choice(frame)(materials) if frame else None):
            base(piece, rng, materials, measures)
            if rng.random() < arms:
                parts.arm_rests(piece, measures)
        return piece.furniture()

    return make


def wooden(back: Part) -> Maker:
    """Return the maker of a wooden chair with posts at its back."""
    return chair(draw_size, parts.wooden_seat, back, parts.wooden_legs, arms=0.2)


def moulded(rise: tuple[float, float], sector: tuple[float, float]) -> Maker:
    """Return the maker of a chair with a thin shell on slender legs, from the ranges of the height and angle of it."""
    size = round_size((0.205, 0.235), 0.45, rise, (0.08, 0.2), 0.025)
    back = backs.curved_back((0.93, 1.12), (0.014, 0.014), sector, 0.02)
    return chair(size, parts.shell_seat, back, parts.slender_base, PLASTIC)


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


def cantilever_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a chair of bent tube without rear legs: runners, uprights in front, seat and back between the tubes."""
    size, tube, bend, corner = draw_size(rng), 0.0115, 0.06, math.sqrt(0.5)
    front, rear, top, x = -size.half_y, size.half_y - 0.03, size.seat - 0.02, size.half_x
    piece = Builder(CHAIR, materials.chrome() if rng.random() < 0.7 else materials.metal())
    seat_cover, padding = rng.choice((rng.choice(COVER)(materials), materials.wicker())), rng.choice((0.01, 0.025))
    # Runners, uprights and the tubes below the seat
    piece.rod((-x, rear, tube), (x, rear, tube), tube)
    for s in SIDES:
        piece.rod((s * x, rear, tube), (s * x, front + bend, tube), tube)
        piece.rod((s * x, front, tube + bend), (s * x, front, top - bend), tube)
        piece.rod((s * x, front + bend, top), (s * x, rear, top), tube)
        for z, up in ((tube + bend, -corner), (top - bend, corner)):
            piece.arc((s * x, front + bend, z), (0.0, -corner, up), (1, 0, 0), bend, 2 * tube, math.pi / 4)
    piece.of(seat_cover).box(x, (front, rear), (top - 0.008, top + 2 * padding + 0.008), padding)
    # Back and arm rests
    with piece.leaned(size.lean, rear, top):
        for s in SIDES:
            piece.rod((s * x, rear, top), (s * x, rear, size.back), tube)
        with piece.using(seat_cover):
            low = size.seat + rng.uniform(0.08, 0.16)
            piece.box(x, (rear - 2 * padding, rear), (low, size.back), padding * 0.9)
    if rng.random() < 0.35:
        z, y = top + 0.2, rear + 0.2 * math.tan(size.lean)
        for s in SIDES:
            piece.rod((s * x, y, z), (s * x, front + 0.08, z), tube)
            piece.rod((s * x, front + 0.08, top), (s * x, front + 0.08, z + tube), tube)
    return piece.furniture()


def stacking_chair(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a chair of schools and meeting rooms: tube legs, a seat and a separate back of cloth, plastic or ply."""
    size, padding, tube = draw_size(rng), rng.choice((0.01, 0.025)), 0.0115
    x, rear, top, back = size.half_x - 0.01, size.half_y - 0.02, size.seat - 0.03, min(size.back, 0.88)
    seat_cover = rng.choice((materials.plastic, materials.fabric, materials.wood))()
    piece = Builder(CHAIR, materials.metal())
    # Back and seat
    with piece.leaned(size.lean, rear, top):
        for s in SIDES:
            piece.rod((s * x, rear, top), (s * x, rear, back - 0.05), tube)
        with piece.using(seat_cover):
            low = size.seat + rng.uniform(0.12, 0.2)
            piece.bent_slat(size.half_x, rear - 0.02, (low, back), 2 * padding, 0.035)
    piece.of(seat_cover).box(size.half_x, size.half_y, (size.seat - 2 * padding, size.seat), padding * 0.95)
    # Four legs, or two sleds
    sled = rng.random() < 0.3
    for s in SIDES:
        piece.rod((s * x, -rear, top), (s * x, rear, top), tube)
        for t in SIDES:
            foot = t * (rear + (0.025 if sled else 0.03)), tube if sled else 0.003
            piece.rod((s * x, *foot), (s * x, t * rear * (0.8 if sled else 1.0), top), tube)
        if sled:
            piece.rod((s * x, -rear - 0.03, tube), (s * x, rear + 0.03, tube), tube)
    if rng.random() < 0.2:
        pad, front = materials.plastic(), 0.04 - rear
        for s in SIDES:
            piece.rod((s * x, front, top), (s * x, front, size.seat + 0.2), tube)
            piece.of(pad).box(around(s * x, 0.022), around(0.03, rear + 0.02), around(size.seat + 0.21, 0.012), 0.01)
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


_BOWED = chair(draw_size, parts.solid_seat, backs.hoop, parts.turned_legs)
_COMBED = chair(draw_size, parts.solid_seat, backs.comb, parts.turned_legs)
_UPHOLSTERED = chair(draw_padded_size, parts.cushion_seat, backs.cushion_back, parts.plain_legs, COVER, LEGS, 0.15)
_TUB = chair(
    round_size((0.21, 0.25), 0.46, (0.26, 0.38), (0.0, 0.12), 0.08), parts.drum_seat,
    backs.curved_back((1.0, 1.06), (0.035, 0.06), (1.35, 1.9), 0.08), parts.slender_base, COVER,
)  # fmt: skip
_WICKER = chair(
    round_size((0.23, 0.28), 0.43, (0.28, 0.42), (0.15, 0.15), 0.05), parts.basket_seat,
    backs.curved_back((0.96, 1.12), (0.02, 0.02), (1.6, 1.6), 0.06), parts.round_legs, WICKER, WOOD,
)  # fmt: skip
_TULIP = chair(
    round_size((0.22, 0.25), 0.46, (0.28, 0.36), (0.1, 0.1), 0.04), parts.cup_seat,
    backs.curved_back((0.86, 1.02), (0.016, 0.016), (1.75, 1.75), 0.05), parts.stem, PLASTIC,
)  # fmt: skip


def _form(name: str, make: Maker, weight: float, *size: tuple[float, float]) -> Form:
    return Form(name, "dining chair", Label.CHAIR, make, weight, *size)


_WOODEN = (0.38, 0.55), (0.38, 0.62), (0.74, 1.08)

FORMS: tuple[Form, ...] = (
    _form("slat-back chair", wooden(backs.slats), 1.2, *_WOODEN),
    _form("ladder-back chair", wooden(backs.ladder), 1.2, *_WOODEN),
    _form("board-back chair", wooden(backs.board), 1.0, *_WOODEN),
    _form("splat-back chair", wooden(backs.splat), 0.6, *_WOODEN),
    _form("cross-back chair", wooden(backs.cross), 0.6, *_WOODEN),
    _form("panel-back chair", wooden(backs.panel), 0.7, *_WOODEN),
    _form("bow-back windsor chair", _BOWED, 0.45, *_WOODEN),
    _form("comb-back windsor chair", _COMBED, 0.35, *_WOODEN),
    _form("bistro chair", bistro_chair, 0.6, (0.38, 0.45), (0.38, 0.5), (0.8, 0.95)),
    _form("upholstered chair", _UPHOLSTERED, 2.0, *_WOODEN),
    _form("tub chair", _TUB, 0.9, (0.44, 0.62), (0.46, 0.64), (0.66, 0.9)),
    _form("moulded chair", moulded((0.34, 0.42), (0.95, 1.25)), 1.0, (0.4, 0.56), (0.44, 0.62), (0.7, 0.92)),
    _form("moulded armchair", moulded((0.255, 0.315), (1.75, 1.75)), 0.4, (0.4, 0.58), (0.44, 0.62), (0.66, 0.82)),
    _form("tulip chair", _TULIP, 0.2, (0.46, 0.58), (0.46, 0.58), (0.7, 0.88)),
    _form("cantilever chair", cantilever_chair, 0.7, (0.4, 0.55), (0.4, 0.6), (0.75, 1.08)),
    _form("stacking chair", stacking_chair, 1.0, (0.4, 0.58), (0.42, 0.62), (0.74, 0.92)),
    _form("folding chair", folding_chair, 0.6, (0.38, 0.48), (0.5, 0.62), (0.74, 0.9)),
    _form("wicker chair", _WICKER, 0.3, (0.5, 0.68), (0.48, 0.7), (0.64, 0.9)),
    _form("garden chair", garden_chair, 0.2, (0.48, 0.68), (0.5, 0.7), (0.76, 0.98)),
)
