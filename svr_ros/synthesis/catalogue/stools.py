"""Seats without a full back: stools of three and four legs, bar stools, steps, benches; a child's high chair and a
rocking chair beside them."""

from __future__ import annotations

import math
from functools import partial
from random import Random

from svr_ros.synthesis.catalogue.frames import arc, bar, bent_slat, leaned, legs
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES, box, cone, rod, shell
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

_box = partial(box, CHAIR)
_rod = partial(rod, CHAIR)
_bar = partial(bar, CHAIR)


def _round_legs(rng: Random, material: int, count: int, reach: float, height: float, slim: float) -> list[Solid]:
    """Stand `count` slanting legs in a circle."""
    turn, splay = rng.uniform(0.0, math.tau), rng.uniform(0.03, 0.07)
    solids = []
    for k in range(count):
        c, s = math.cos(turn + k * math.tau / count), math.sin(turn + k * math.tau / count)
        foot = (reach + splay) * c, (reach + splay) * s, slim * splay / height
        solids.append(_rod(material, foot, (reach * c, reach * s, height), slim * 0.75, slim))
    return solids


def round_stool(rng: Random, palette: Palette) -> Furniture:
    """Make a round seat on three or four legs."""
    wood, seat, radius = palette.wood(), rng.uniform(0.42, 0.5), rng.uniform(0.15, 0.19)
    leg = wood if rng.random() < 0.6 else palette.metal()
    cover = wood if rng.random() < 0.6 else palette.fabric()
    thick = rng.uniform(0.012, 0.03)
    solids = [cone(CHAIR, cover, 0, 0, seat - thick, thick, radius, radius, thick * 0.8)]
    solids += _round_legs(rng, leg, rng.choice((3, 3, 4)), radius * 0.72, seat - thick, rng.uniform(0.011, 0.018))
    if rng.random() < 0.3:
        solids.append(arc(CHAIR, leg, (0, 0, seat * 0.45), (1, 0, 0), (0, 0, 1), radius * 0.72 + 0.03, 0.016, math.pi))
    return furniture(CHAIR, "round stool", solids)


def square_stool(rng: Random, palette: Palette) -> Furniture:
    """Make an oblong seat of wood or cloth on four straight legs with rails."""
    wood, seat = palette.wood(), rng.uniform(0.42, 0.48)
    half_x = rng.uniform(0.16, 0.21)
    half_y, slim = half_x * rng.uniform(0.7, 1.0), rng.uniform(0.014, 0.02)
    cover = wood if rng.random() < 0.5 else rng.choice((palette.fabric, palette.wicker, palette.leather))()
    thick = 0.014 if cover == wood else rng.uniform(0.025, 0.05)
    solids = [_box(cover, 0, 0, seat - thick, half_x, half_y, thick, thick * 0.9)]
    solids += legs(CHAIR, wood, half_x - 0.025, half_y - 0.025, seat - thick, slim, 0.0, 1.0, square=True)
    z = rng.choice((seat - 2 * thick - 0.03, 0.15))
    solids += [_box(wood, 0, s * (half_y - 0.025), z, half_x - 0.02, 0.009, 0.02) for s in SIDES]
    solids += [_box(wood, s * (half_x - 0.025), 0, z, 0.009, half_y - 0.02, 0.02) for s in SIDES]
    return furniture(CHAIR, "square stool", solids)


def step_stool(rng: Random, palette: Palette) -> Furniture:
    """Make two or three treads between side boards, to climb on."""
    wood = palette.wood() if rng.random() < 0.7 else palette.plastic()
    half_x, steps, tread = rng.uniform(0.17, 0.22), rng.choice((2, 2, 3)), rng.uniform(0.1, 0.12)
    height = rng.uniform(0.2, 0.24)
    solids = []
    for k in range(steps):
        y, z = (2 * k - steps + 1) * tread, height * (k + 1)
        solids.append(_box(wood, 0, y, z - 0.012, half_x, tread, 0.012, 0.004))
        solids += [_box(wood, s * (half_x - 0.012), y, z / 2 - 0.01, 0.011, tread, z / 2 - 0.01, 0.003) for s in SIDES]
    return furniture(CHAIR, "step stool", solids)


def bar_stool_of_legs(rng: Random, palette: Palette) -> Furniture:
    """Make a high stool on four slanting legs with a foot rest, with or without a low back."""
    leg = palette.wood() if rng.random() < 0.5 else palette.metal()
    cover = rng.choice((leg, palette.leather(), palette.fabric(), palette.plastic()))
    seat, half, slim = rng.uniform(0.61, 0.78), rng.uniform(0.16, 0.2), rng.uniform(0.011, 0.017)
    thick, inset, splay = rng.choice((0.013, 0.03)), 0.04, rng.uniform(0.02, 0.07)
    if rng.random() < 0.4:
        top = cone(CHAIR, cover, 0, 0, seat - thick, thick, half, half, thick * 0.9)
        inset = half * 0.4
    else:
        top = _box(cover, 0, 0, seat - thick, half, half * 0.92, thick, thick * 0.95)
    solids = [top, *legs(CHAIR, leg, half - inset, half - inset, seat - thick, slim, splay, 0.8, rng.random() < 0.5)]
    low = rng.uniform(0.2, 0.3)
    reach = half - inset + splay * (1 - low / seat)
    solids += [_rod(leg, (-reach, s * reach, low), (reach, s * reach, low), 0.009) for s in SIDES]
    solids += [_rod(leg, (s * reach, -reach, low + 0.04), (s * reach, reach, low + 0.04), 0.009) for s in SIDES]
    if rng.random() < 0.5:
        rise = rng.uniform(0.18, 0.38)
        y = half * 0.8
        upright = [bent_slat(CHAIR, cover, half, y - 0.02, seat + rise - 0.07, 0.07, 2 * thick, 0.05)]
        upright += [
            _rod(leg, (s * half * 0.5, y, seat - 0.02), (s * half * 0.5, y, seat + rise - 0.05), slim) for s in SIDES
        ]
        solids += leaned(upright, 0.1, y, seat)
    return furniture(CHAIR, "bar stool", solids)


def bar_stool_on_a_column(rng: Random, palette: Palette) -> Furniture:
    """Make a high seat that turns on a column with a round foot and a foot ring."""
    metal = palette.chrome() if rng.random() < 0.6 else palette.metal()
    cover = palette.leather() if rng.random() < 0.6 else palette.plastic()
    seat, radius = rng.uniform(0.6, 0.8), rng.uniform(0.175, 0.21)
    solids = [
        cone(CHAIR, cover, 0, 0, seat - 0.03, 0.03, radius, radius, 0.025),
        cone(CHAIR, metal, 0, 0, 0.012, 0.012, 0.21, 0.2, 0.006),
        cone(CHAIR, metal, 0, 0, 0.04, 0.03, 0.08, 0.03, 0.004),
        cone(CHAIR, metal, 0, 0, seat / 2, seat / 2 - 0.03, 0.028, 0.022),
        arc(CHAIR, metal, (0, -0.1, 0.25), (0, -1, 0), (0, 0, 1), 0.12, 0.018, math.pi),
    ]
    if rng.random() < 0.6:
        rise = rng.uniform(0.12, 0.28)
        back = shell(
            CHAIR, cover, 0, 0, seat + rise / 2 - 0.03, rise / 2 + 0.02, radius - 0.015, radius + 0.01, 0.03,
            rng.uniform(1.2, 1.8), math.pi / 2,
        )  # fmt: skip
        solids += leaned([back], 0.1, 0.0, seat)
    return furniture(CHAIR, "bar stool", solids)


def plank_bench(rng: Random, palette: Palette) -> Furniture:
    """Make a wooden bench: a plank or slats on legs or side boards, with or without a back of rails."""
    wood, seat = palette.wood(), rng.uniform(0.42, 0.48)
    leg = wood if rng.random() < 0.7 else palette.metal()
    half_x, half_y = rng.uniform(0.45, 0.85), rng.uniform(0.16, 0.21)
    solids: list[Solid] = []
    count = rng.choice((1, 1, 3))
    for k in range(count):
        y = half_y * (2 * (k + 0.5) / count - 1)
        solids.append(
            _box(wood, 0, y, seat - 0.017, half_x, half_y / count - (0.006 if count > 1 else 0), 0.017, 0.005)
        )
    kind, under = rng.choice(("boards", "legs", "frames")), seat - 0.03
    if kind == "boards":
        at = half_x - rng.uniform(0.02, 0.15)
        solids += [_box(leg, s * at, 0, under / 2, 0.018, half_y - 0.015, under / 2, 0.003) for s in SIDES]
        solids.append(_box(leg, 0, 0, under - 0.07, at, 0.012, 0.05, 0.003))
    elif kind == "legs":
        solids += legs(
            CHAIR, leg, half_x - 0.07, half_y - 0.035, under, 0.022, rng.choice((0.0, 0.04)), 0.8, rng.random() < 0.6
        )
        solids.append(_box(leg, 0, 0, under - 0.02, half_x - 0.06, half_y - 0.03, 0.018))
    else:
        for s in SIDES:
            x = s * (half_x - 0.1)
            solids += [_box(leg, x, t * (half_y - 0.02), under / 2, 0.018, 0.015, under / 2) for t in SIDES]
            solids += [_box(leg, x, 0, z, 0.018, half_y - 0.02, 0.012) for z in (0.012, under - 0.008)]
    if rng.random() < 0.35:
        y, rise = half_y - 0.015, rng.uniform(0.32, 0.46)
        upright = [
            _box(leg, s * (half_x - 0.08), y, seat + rise / 2 - 0.02, 0.02, 0.015, rise / 2 + 0.01) for s in SIDES
        ]
        rails = rng.choice((1, 2, 3))
        half = (rise - 0.12) / rails / 2
        upright += [
            _box(wood, 0, y - 0.02, seat + rise - half * (2 * k + 1), half_x, 0.012, half * 0.86, 0.005)
            for k in range(rails)
        ]
        solids += leaned(upright, 0.15, y, seat)
    elif rng.random() < 0.4:
        solids.append(_box(palette.fabric(), 0, 0, seat + 0.022, half_x - 0.01, half_y - 0.01, 0.027, 0.02))
    return furniture(CHAIR, "plank bench", solids)


def padded_bench(rng: Random, palette: Palette) -> Furniture:
    """Make an upholstered bench on slender legs, as stands at the foot of a bed or along a table."""
    cover = palette.leather() if rng.random() < 0.25 else palette.fabric()
    seat, half_x, half_y = rng.uniform(0.42, 0.5), rng.uniform(0.45, 0.75), rng.uniform(0.18, 0.25)
    thick = rng.uniform(0.035, 0.06)
    solids = [_box(cover, 0, 0, seat - thick, half_x, half_y, thick, thick * 0.85)]
    material = palette.wood() if rng.random() < 0.6 else palette.chrome()
    splay = rng.choice((0.0, 0.03))
    solids += legs(CHAIR, material, half_x - 0.06, half_y - 0.045, seat - 2 * thick + 0.01, 0.017, splay, 0.7)
    if rng.random() < 0.25:
        y, rise = half_y - 0.035, rng.uniform(0.3, 0.42)
        solids += leaned(
            [_box(cover, 0, y, seat + rise / 2 - 0.03, half_x, 0.035, rise / 2 + 0.03, 0.03)], 0.12, y, seat
        )
    return furniture(CHAIR, "padded bench", solids)


def high_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a small child's chair: a seat at the height of a table on long legs, with a foot rest and a tray."""
    frame = palette.wood() if rng.random() < 0.6 else palette.metal()
    seat_cover = palette.plastic() if rng.random() < 0.6 else palette.wood()
    seat, half, back = rng.uniform(0.52, 0.6), rng.uniform(0.15, 0.18), rng.uniform(0.85, 1.0)
    splay, y = rng.uniform(0.05, 0.09), half - 0.015
    mid, rise = (seat + back) / 2, (back - seat) / 2
    solids = [
        _box(seat_cover, 0, 0, seat - 0.015, half, half, 0.018, 0.015),
        *leaned([bent_slat(CHAIR, seat_cover, half, y, mid, rise, 0.025, 0.03)], 0.1, y, seat),
        *legs(CHAIR, frame, half - 0.02, half - 0.02, seat - 0.01, 0.016, splay, 0.8),
        _box(frame, 0, -half - 0.02, seat * 0.5, half + splay * 0.5, 0.05, 0.01, 0.006),
    ]
    solids += [_box(seat_cover, s * half, 0.0, seat + 0.09, 0.012, half, 0.1, 0.01) for s in SIDES]
    if rng.random() < 0.7:
        solids.append(_box(palette.plastic(), 0, -half - 0.06, seat + 0.19, half + 0.05, 0.13, 0.012, 0.011))
    return furniture(CHAIR, "high chair", solids)


def rocking_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a chair with arms on two curved runners."""
    wood = palette.wood()
    half_x, half_y, seat, back = (
        rng.uniform(0.23, 0.26),
        rng.uniform(0.22, 0.25),
        rng.uniform(0.42, 0.46),
        rng.uniform(1.0, 1.12),
    )
    radius, thick, y = rng.uniform(0.85, 1.1), 0.035, half_y - 0.02
    sector, reach = 0.42, half_y - 0.02
    foot = radius - math.sqrt(radius * radius - reach * reach) + thick / 2
    solids = [
        arc(CHAIR, wood, (s * half_x, 0.03, radius + thick / 2), (0, 0, -1), (1, 0, 0), radius, thick, sector)
        for s in SIDES
    ]
    solids += [
        _rod(wood, (s * half_x, t * reach, foot), (s * half_x * 0.95, t * reach, seat - 0.02), 0.016)
        for s in SIDES
        for t in SIDES
    ]
    solids.append(
        _box(wood if rng.random() < 0.6 else palette.wicker(), 0, 0, seat - 0.018, half_x, half_y, 0.018, 0.012)
    )
    if rng.random() < 0.4:
        solids.append(_box(palette.fabric(), 0, -0.01, seat + 0.02, half_x - 0.03, half_y - 0.03, 0.03, 0.028))
    upright = [_rod(wood, (s * (half_x - 0.02), y, seat - 0.02), (s * (half_x - 0.02), y, back), 0.016) for s in SIDES]
    upright.append(bent_slat(CHAIR, wood, half_x, y, back - 0.06, 0.06, 0.022, 0.03))
    if rng.random() < 0.5:
        upright += [
            _rod(wood, (dx, y + 0.015, seat - 0.02), (dx, y + 0.02, back - 0.08), 0.009)
            for dx in (-0.12, -0.06, 0.0, 0.06, 0.12)
        ]
    else:
        upright += [
            bent_slat(CHAIR, wood, half_x - 0.02, y, back - 0.06 - k * 0.13, 0.035, 0.018, 0.03) for k in range(1, 4)
        ]
    solids += leaned(upright, rng.uniform(0.2, 0.3), y, seat)
    for s in SIDES:
        x, z = s * (half_x + 0.005), seat + 0.21
        solids.append(_box(wood, x, 0.03, z, 0.026, half_y + 0.05, 0.011, 0.009))
        solids.append(_rod(wood, (x * 0.95, -half_y + 0.03, seat - 0.02), (x, -half_y + 0.03, z), 0.012))
    return furniture(CHAIR, "rocking chair", solids)
