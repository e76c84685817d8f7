"""Soft seats for one: club, wing, tub and easy chairs, recliners, bentwood and lounge chairs, bean bags."""

from __future__ import annotations

import math
from functools import partial
from random import Random

from svr_ros.synthesis.furniture.cushions import crumple, cushions
from svr_ros.synthesis.furniture.forms import Forms
from svr_ros.synthesis.furniture.frames import arc, bar, leaned, legs, star
from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import SIDES, SOFA, Furniture, box, cone, ellipsoid, furniture, rod, shell
from svr_ros.synthesis.furniture.upholstery import arm, cover, draw_style, feet, run
from svr_ros.synthesis.scene import Solid

_box = partial(box, SOFA)
_rod = partial(rod, SOFA)
_BACK = math.pi / 2


def _dressed(rng: Random, palette: Palette, solids: list[Solid], half_x: float, y: float, seat: float) -> Furniture:
    """Put a cushion or a blanket on a seat, now and then, and make it a piece."""
    kind = rng.random()
    if kind < 0.3:
        solids = solids + cushions(rng, palette, SOFA, 1, half_x, y, seat)
    elif kind < 0.36:
        solids = solids + crumple(rng, SOFA, palette.fabric(), 0.0, y - 0.25, seat, min(0.2, half_x))
    return furniture(SOFA, "armchair", solids)


def club_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a sofa for one, in any of the styles that sofas have."""
    style = draw_style(rng, palette, single=True)
    width, half_y = style.seat_width, style.depth / 2
    solids = run(rng, style, width) + feet(style, width / 2 + 0.02, half_y)
    for side in SIDES:
        solids += arm(style, side * width / 2, side, -half_y, half_y)
    return _dressed(rng, palette, solids, width * 0.45, style.seat_y, style.seat)


def wing_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a high-backed chair with wings at head height and rolled arms."""
    cloth, wood = cover(rng, palette), palette.wood()
    half_x, half_y, seat, back, foot = (
        rng.uniform(0.26, 0.31),
        rng.uniform(0.34, 0.4),
        0.44,
        rng.uniform(1.0, 1.15),
        0.16,
    )
    y, rise = half_y - 0.07, (back - foot) / 2
    upright = [_box(cloth, 0, y, foot + rise, half_x + 0.03, 0.06, rise, 0.05)]
    for s in SIDES:
        upright.append(
            _box(
                cloth,
                s * (half_x + 0.05),
                y - 0.12,
                (back + 0.62) / 2 - 0.02,
                0.035,
                0.14,
                (back - 0.62) / 2,
                0.033,
                s * 0.12,
            )
        )
    solids = [
        _box(cloth, 0, 0, (foot + seat - 0.1) / 2, half_x + 0.06, half_y - 0.03, (seat - 0.1 - foot) / 2, 0.02),
        _box(cloth, 0, -0.05, seat - 0.05, half_x, half_y - 0.04, 0.07, 0.05),
        *leaned(upright, rng.uniform(0.1, 0.2), y, seat - 0.2),
        *legs(SOFA, wood, half_x, half_y - 0.08, foot + 0.01, 0.022, 0.02, 0.6),
    ]
    for s in SIDES:
        x = s * (half_x + 0.05)
        solids.append(_box(cloth, x, -0.02, (foot + 0.58) / 2, 0.045, half_y - 0.05, (0.58 - foot) / 2, 0.03))
        solids.append(_rod(cloth, (x + s * 0.01, -half_y + 0.02, 0.58), (x + s * 0.01, half_y - 0.05, 0.6), 0.06))
    return _dressed(rng, palette, solids, half_x * 0.8, y - 0.06, seat)


def tub_armchair(rng: Random, palette: Palette) -> Furniture:
    """Make a round chair whose padded back runs around it, on legs, a swivel or the floor."""
    cloth, radius, seat = cover(rng, palette), rng.uniform(0.32, 0.4), rng.uniform(0.4, 0.45)
    back, padding = rng.uniform(0.66, 0.82), rng.uniform(0.08, 0.12)
    sector, foot = rng.uniform(1.6, 2.15), rng.choice((0.0, 0.02, 0.14, 0.14))
    low = max(foot, 0.001)
    wall = shell(
        SOFA,
        cloth,
        0,
        0,
        (low + back) / 2,
        (back - low) / 2,
        radius - padding / 2,
        radius + rng.uniform(-0.04, 0.03),
        padding,
        sector,
        _BACK,
    )
    solids = [
        cone(SOFA, cloth, 0, 0, (low + seat - 0.12) / 2, (seat - 0.12 - low) / 2, radius - 0.03, radius - 0.01, 0.01),
        cone(SOFA, cloth, 0, -0.01, seat - 0.07, 0.075, radius - padding * 0.4, radius - padding * 0.4, 0.045),
        wall,
    ]
    if foot > 0.1:
        material = palette.wood() if rng.random() < 0.6 else palette.metal()
        solids += legs(SOFA, material, radius * 0.6, radius * 0.6, foot + 0.01, 0.018, 0.02, 0.6)
    elif foot:
        solids.append(cone(SOFA, palette.metal(), 0, 0, 0.012, 0.012, radius * 0.7, radius * 0.7))
    return _dressed(rng, palette, solids, radius * 0.5, radius - padding - 0.03, seat)


def easy_chair(rng: Random, palette: Palette) -> Furniture:
    """Make two cushions in an open wooden frame with flat arms."""
    wood, cloth = palette.wood(), cover(rng, palette)
    half_x, half_y, seat, back = (
        rng.uniform(0.27, 0.31),
        rng.uniform(0.33, 0.4),
        rng.uniform(0.39, 0.43),
        rng.uniform(0.76, 0.9),
    )
    thick, lean, slope = rng.uniform(0.045, 0.07), rng.uniform(0.25, 0.42), rng.uniform(0.04, 0.1)
    y, arm_z = half_y - 0.16, rng.uniform(0.54, 0.6)
    upright = [
        _box(cloth, 0, y - thick, (seat + back) / 2, half_x - 0.01, thick, (back - seat) / 2 + 0.02, thick * 0.7),
        *(_box(wood, 0, y + 0.01, seat + z, half_x + 0.01, 0.012, 0.022) for z in (0.12, 0.3)),
        *(_box(wood, s * (half_x - 0.01), y + 0.012, seat + 0.14, 0.015, 0.014, 0.26) for s in SIDES),
    ]
    cushion = _box(cloth, 0, -0.05, seat - thick, half_x - 0.01, half_y - 0.08, thick, thick * 0.7, 0.0, -slope)
    frame = _box(wood, 0, -0.05, seat - 2 * thick - 0.012, half_x + 0.01, half_y - 0.09, 0.018, 0.004, 0.0, -slope)
    solids = [cushion, frame, *leaned(upright, lean, y, seat - thick)]
    for s in SIDES:
        x = s * (half_x + 0.025)
        solids.append(_box(wood, x, 0.0, arm_z, 0.035, half_y, 0.012, 0.01, 0.0, -0.05))
        solids.append(bar(SOFA, wood, (x, -half_y + 0.06, 0.0), (x, -half_y + 0.08, arm_z + 0.01), 0.02, 0.02))
        solids.append(bar(SOFA, wood, (x, half_y + 0.02, 0.004), (x, half_y - 0.12, arm_z - 0.01), 0.018, 0.022))
        solids.append(_box(wood, x - s * 0.01, -0.03, seat - 2 * thick - 0.02, 0.016, half_y - 0.05, 0.025, 0.004))
    return _dressed(rng, palette, solids, half_x * 0.8, y - 2 * thick, seat)


def bentwood_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a springy chair on two bent runners of wood or tube: a long padded sling for seat and back."""
    frame, cloth = palette.wood() if rng.random() < 0.7 else palette.chrome(), cover(rng, palette)
    half_x, thick, width = rng.uniform(0.28, 0.31), 0.028, 0.05
    front, rear, bend, arm_z = -0.36, 0.34, 0.15, rng.uniform(0.5, 0.56)
    h = math.sqrt(0.5)
    solids: list[Solid] = []
    for s in SIDES:
        x = s * (half_x + 0.03)
        low = thick / 2
        solids.append(
            _box(frame, x, (front + bend + rear) / 2, low, width / 2, (rear - front - bend) / 2, thick / 2, 0.01)
        )
        for z, up in ((low + bend, -1.0), (arm_z - bend, 1.0)):
            solids.append(
                arc(SOFA, frame, (x, front + bend, z), (0, -h, up * h), (1, 0, 0), bend, thick, math.pi / 4, width)
            )
        if arm_z - bend > low + bend:
            solids.append(_box(frame, x, front, (low + arm_z) / 2, width / 2, thick / 2, arm_z / 2 - bend + 0.01, 0.01))
        solids.append(
            bar(
                SOFA, frame, (x, front + bend - 0.01, arm_z), (x, rear - 0.02, arm_z - 0.06), width / 2, thick / 2, 0.01
            )
        )
        solids.append(bar(SOFA, frame, (x - s * 0.03, front + 0.03, 0.36), (x - s * 0.03, 0.16, 0.27), 0.012, 0.02))
        solids.append(bar(SOFA, frame, (x - s * 0.03, 0.13, 0.25), (x - s * 0.03, rear + 0.06, 0.92), 0.012, 0.02))
    pad = rng.uniform(0.03, 0.05)
    solids += [
        _box(frame, 0, 0.1, low, half_x + 0.04, 0.03, thick / 2),
        _box(frame, 0, -0.1, 0.31, half_x + 0.02, 0.03, 0.012, 0.004, 0.0, -0.18),
        bar(SOFA, cloth, (0, front - 0.03, 0.42), (0, 0.17, 0.32), half_x - 0.02, pad, pad * 0.8),
        bar(SOFA, cloth, (0, 0.1, 0.3), (0, rear + 0.06, 0.98), half_x - 0.02, pad, pad * 0.8),
    ]
    if rng.random() < 0.5:
        solids.append(bar(SOFA, cloth, (0, rear - 0.03, 0.85), (0, rear + 0.03, 0.98), half_x * 0.7, pad * 1.4, pad))
    return furniture(SOFA, "bentwood chair", solids)


def recliner(rng: Random, palette: Palette) -> Furniture:
    """Make a bulky chair with a reclined back of soft bolsters, its foot rest in or out."""
    cloth = palette.leather() if rng.random() < 0.6 else palette.fabric()
    half_x, half_y, seat, back = rng.uniform(0.26, 0.3), rng.uniform(0.4, 0.46), 0.46, rng.uniform(0.98, 1.1)
    y, count, wide = half_y - 0.14, rng.choice((2, 3)), rng.uniform(0.08, 0.11)
    pitch = (back - seat) / count
    bolsters = [
        _box(cloth, 0, y, seat + pitch * (k + 0.5), half_x - 0.01 * k, 0.1, pitch / 2 + 0.015, 0.08)
        for k in range(count)
    ]
    bolsters.append(_box(cloth, 0, y + 0.06, (seat + back) / 2 - 0.06, half_x, 0.06, (back - seat) / 2, 0.05))
    out = rng.random() < 0.35
    solids = [
        _box(cloth, 0, 0, 0.17, half_x + 0.02, half_y - 0.06, 0.16, 0.03),
        _box(cloth, 0, -0.06, seat - 0.08, half_x, half_y - 0.1, 0.1, 0.07),
        *leaned(bolsters, 0.5 if out else rng.uniform(0.12, 0.25), y, seat - 0.1),
    ]
    for s in SIDES:
        solids.append(_box(cloth, s * (half_x + wide), -0.02, 0.29, wide, half_y - 0.06, 0.285, 0.05))
        solids.append(_box(cloth, s * (half_x + wide), -0.02, 0.58, wide + 0.01, half_y - 0.06, 0.06, 0.055))
    if out:
        solids.append(_box(cloth, 0, -half_y - 0.2, seat - 0.06, half_x, 0.2, 0.05, 0.045, 0.0, -0.1))
        solids.append(_box(palette.metal(), 0, -half_y - 0.05, seat - 0.13, half_x * 0.6, 0.2, 0.015))
    else:
        solids.append(_box(cloth, 0, -half_y + 0.03, 0.22, half_x - 0.01, 0.03, 0.15, 0.028))
    return furniture(SOFA, "recliner", solids)


def lounge_chair(rng: Random, palette: Palette) -> Furniture:
    """Make leather cushions in curved shells of plywood on a low star foot."""
    wood, leather, metal = palette.wood(), palette.leather(), palette.metal()
    half_x, seat = 0.28, rng.uniform(0.36, 0.4)
    upright = [
        _box(wood, 0, 0.3, seat + 0.11, half_x + 0.02, 0.012, 0.15, 0.01),
        _box(leather, 0, 0.25, seat + 0.11, half_x, 0.05, 0.15, 0.045),
        _box(wood, 0, 0.3, seat + 0.41, half_x, 0.012, 0.13, 0.01),
        _box(leather, 0, 0.25, seat + 0.41, half_x - 0.02, 0.05, 0.13, 0.045),
        _box(metal, 0, 0.315, seat + 0.26, 0.14, 0.008, 0.12),
    ]
    solids = [
        _box(wood, 0, 0, seat - 0.1, half_x + 0.03, 0.3, 0.014, 0.012, 0.0, -0.15),
        _box(leather, 0, -0.02, seat - 0.04, half_x, 0.29, 0.06, 0.05, 0.0, -0.15),
        *leaned(upright, rng.uniform(0.35, 0.5), 0.28, seat),
        *star(SOFA, metal, 5, 0.32, 0.1, 0.018, rng.uniform(0.0, 1.0)),
        cone(SOFA, metal, 0, 0, (seat - 0.02) / 2, (seat - 0.1) / 2 - 0.02, 0.03, 0.03),
    ]
    for s in SIDES:
        solids.append(_box(leather, s * (half_x + 0.04), 0.05, seat + 0.13, 0.04, 0.17, 0.025, 0.022, 0.0, -0.1))
        solids.append(_box(wood, s * (half_x + 0.035), 0.08, seat + 0.01, 0.01, 0.1, 0.12, 0.006, 0.0, -0.15))
    return furniture(SOFA, "lounge chair", solids)


def slipper_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a low padded chair without arms."""
    cloth, wood = cover(rng, palette), palette.wood()
    half_x, half_y, seat, back = (
        rng.uniform(0.27, 0.33),
        rng.uniform(0.3, 0.36),
        rng.uniform(0.39, 0.44),
        rng.uniform(0.72, 0.86),
    )
    y, foot = half_y - 0.07, rng.uniform(0.12, 0.2)
    half = (back - foot) / 2
    solids = [
        _box(cloth, 0, 0, (foot + seat) / 2, half_x, half_y, (seat - foot) / 2, 0.05),
        *leaned(
            [_box(cloth, 0, y, foot + half + 0.02, half_x, 0.065, half, 0.055)], rng.uniform(0.1, 0.25), y, seat - 0.1
        ),
        *legs(SOFA, wood, half_x - 0.06, half_y - 0.06, foot + 0.02, 0.02, 0.02, 0.6),
    ]
    return _dressed(rng, palette, solids, half_x * 0.7, y - 0.07, seat)


def bean_bag(rng: Random, palette: Palette) -> Furniture:
    """Drop a bag that a person has sat in."""
    cloth, size = cover(rng, palette), rng.uniform(0.38, 0.48)
    solids = [
        ellipsoid(SOFA, cloth, 0, 0, size * 0.5, size, size, size * 0.5),
        ellipsoid(SOFA, cloth, 0, size * 0.45, size * 0.95, size * 0.62, size * 0.4, size * 0.72, 0.0, -0.35),
        ellipsoid(SOFA, cloth, 0, -size * 0.45, size * 0.4, size * 0.9, size * 0.6, size * 0.38, 0.0, 0.1),
    ]
    return furniture(SOFA, "bean bag", solids)


ARMCHAIRS: Forms = {
    "club chair": (club_chair, 3.0),
    "wing chair": (wing_chair, 0.9),
    "tub armchair": (tub_armchair, 1.3),
    "easy chair": (easy_chair, 1.4),
    "bentwood chair": (bentwood_chair, 0.7),
    "recliner": (recliner, 0.8),
    "lounge chair": (lounge_chair, 0.4),
    "slipper chair": (slipper_chair, 0.7),
    "bean bag": (bean_bag, 0.3),
}
