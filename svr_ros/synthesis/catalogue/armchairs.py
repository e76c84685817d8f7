"""Soft seats for one, closed below their arms: club, wing and tub chairs, recliners, bean bags."""

from __future__ import annotations

import math
from functools import partial
from random import Random

from svr_ros.synthesis.catalogue.forms import Forms
from svr_ros.synthesis.catalogue.frames import leaned, legs
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, SOFA, box, cone, ellipsoid, rod, shell
from svr_ros.synthesis.catalogue.upholstery import CLOSED_ARMS, arm, cover, draw_style, dressed, feet, run
from svr_ros.synthesis.piece import Furniture, furniture

_box = partial(box, SOFA)
_rod = partial(rod, SOFA)
_BACK = math.pi / 2


def club_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a sofa for one, in any of the styles that sofas have."""
    style = draw_style(rng, palette, single=True, arms=rng.choice(CLOSED_ARMS))
    width, half_y = style.seat_width, style.depth / 2
    solids = run(rng, style, width) + feet(style, width / 2 + 0.02, half_y)
    for side in SIDES:
        solids += arm(style, side * width / 2, side, -half_y, half_y)
    return dressed(rng, palette, SOFA, "armchair", solids, width * 0.45, style.seat_y, style.seat)


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
    return dressed(rng, palette, SOFA, "armchair", solids, half_x * 0.8, y - 0.06, seat)


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
    return dressed(rng, palette, SOFA, "armchair", solids, radius * 0.5, radius - padding - 0.03, seat)


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
    "recliner": (recliner, 0.8),
    "bean bag": (bean_bag, 0.3),
}
