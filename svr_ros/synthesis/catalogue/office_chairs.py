"""Chairs that turn and roll: task chairs with mesh or padded backs, executive and gaming chairs, drafting stools."""

from __future__ import annotations

import math
from functools import partial
from random import Random

from svr_ros.synthesis.catalogue.frames import bar, bent_slat, leaned
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CHAIR, SIDES, box, cone, ellipsoid, rod
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

_box = partial(box, CHAIR)


def castors(rng: Random, metal: int, reach: float, count: int = 5) -> list[Solid]:
    """Make the star of feet on castors that stands under a column."""
    wheel, turn, hub = 0.028, rng.uniform(0.0, math.tau), rng.uniform(0.1, 0.13)
    solids = [cone(CHAIR, metal, 0, 0, hub - 0.01, 0.035, 0.045, 0.035, 0.008)]
    for k in range(count):
        c, s = math.cos(turn + k * math.tau / count), math.sin(turn + k * math.tau / count)
        solids.append(
            bar(CHAIR, metal, (reach * c, reach * s, 2 * wheel + 0.008), (0.02 * c, 0.02 * s, hub), 0.018, 0.016, 0.01)
        )
        solids.append(ellipsoid(CHAIR, metal, reach * c, reach * s, wheel, 0.024, 0.03, 0.03, rng.uniform(0, math.pi)))
    return solids


def _swivel(rng: Random, metal: int, seat: float, under: float) -> list[Solid]:
    """Make what is below the seat: castors, gas spring, the plate under the seat `under` metres thick."""
    low, high = 0.09, seat - under
    return [
        *castors(rng, metal, rng.uniform(0.27, 0.32)),
        cone(CHAIR, metal, 0, 0, (low + high) / 2, (high - low) / 2, 0.03, 0.022),
        _box(metal, 0, 0, high - 0.005, 0.09, 0.11, 0.02, 0.012),
    ]


def _arms(metal: int, pad: int, half_x: float, seat: float, height: float, reach: float) -> list[Solid]:
    wide = half_x + 0.045
    solids = [_box(metal, 0, 0.02, seat - 0.045, wide, 0.02, 0.01, 0.005)]
    for x in (-half_x - 0.035, half_x + 0.035):
        solids.append(_box(pad, x, 0.0, seat + height, 0.032, reach, 0.014, 0.012))
        solids.append(_box(metal, x, 0.02, seat + height / 2 - 0.02, 0.012, 0.025, height / 2 + 0.02, 0.01))
    return solids


def task_chair(rng: Random, palette: Palette) -> Furniture:
    """Make the common office chair: a padded seat, a curved back of cloth or mesh on a stalk, often arms."""
    metal = palette.metal() if rng.random() < 0.6 else palette.plain("dark", specular=0.15)
    cover = palette.fabric() if rng.random() < 0.6 else palette.plain("dark", specular=0.0)
    half_x, half_y, seat = rng.uniform(0.22, 0.255), rng.uniform(0.21, 0.245), rng.uniform(0.44, 0.54)
    low, back = seat + rng.uniform(0.06, 0.16), seat + rng.uniform(0.42, 0.66)
    mesh = rng.random() < 0.45
    padding, wide = (0.008 if mesh else rng.uniform(0.025, 0.04)), half_x * rng.uniform(0.8, 0.98)
    y, half = half_y - 0.01, (back - low) / 2
    upright = [
        bent_slat(CHAIR, cover, wide, y, low + half, half, 2 * padding, rng.uniform(0.03, 0.06)),
        _box(metal, 0, y + 0.065, (seat + back) / 2 - 0.1, 0.03, 0.012, (back - seat) / 2 - 0.02, 0.01),
    ]
    if mesh:
        upright += [bent_slat(CHAIR, metal, wide, y, z, 0.014, 0.025, 0.045) for z in (low, back)]
        upright += [_box(metal, s * wide, y, low + half, 0.012, 0.014, half, 0.01) for s in SIDES]
    if rng.random() < 0.3:
        upright.append(bent_slat(CHAIR, cover, wide * 0.55, y, back + 0.1, 0.06, 0.05, 0.02))
        upright.append(_box(metal, 0, y + 0.03, back + 0.02, 0.03, 0.008, 0.06, 0.005))
    thick = rng.uniform(0.03, 0.045)
    solids = [
        _box(cover, 0, 0, seat - thick, half_x, half_y, thick, thick * 0.95),
        _box(metal, 0, (half_y + 0.06) / 2, seat - 2 * thick - 0.01, 0.03, (half_y + 0.08) / 2, 0.014, 0.006),
        *leaned(upright, rng.uniform(0.05, 0.2), half_y, seat),
        *_swivel(rng, metal, seat, 2 * thick),
    ]
    if rng.random() < 0.65:
        solids += _arms(metal, palette.plain("dark"), half_x, seat, rng.uniform(0.18, 0.25), rng.uniform(0.11, 0.15))
    return furniture(CHAIR, "task chair", solids)


def executive_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a large padded office chair with a high back of two or three bolsters."""
    metal = palette.chrome() if rng.random() < 0.5 else palette.plain("dark", specular=0.2)
    cover = palette.leather()
    half_x, half_y, seat, back = rng.uniform(0.24, 0.27), 0.25, rng.uniform(0.46, 0.54), rng.uniform(1.05, 1.22)
    y, count = half_y - 0.02, rng.choice((1, 2, 3))
    pitch = (back - seat + 0.02) / count
    upright = [_box(cover, 0, y + 0.035, (seat + back) / 2 - 0.02, half_x * 0.9, 0.02, (back - seat) / 2, 0.018)]
    for k in range(count):
        wide = half_x * (0.98 - 0.06 * k)
        z = seat - 0.02 + pitch * (k + 0.5)
        upright.append(_box(cover, 0, y - 0.02, z, wide, 0.055, pitch / 2 + 0.012, 0.05))
    solids = [
        _box(cover, 0, 0, seat - 0.05, half_x, half_y, 0.055, 0.05),
        *leaned(upright, rng.uniform(0.08, 0.2), half_y, seat),
        *_swivel(rng, metal, seat, 0.1),
    ]
    for side in SIDES:
        x, height = side * (half_x + 0.02), seat + 0.2
        solids.append(_box(cover, x, -0.01, height, 0.032, half_y * 0.75, 0.022, 0.02))
        solids.append(bar(CHAIR, metal, (x, -0.1, seat - 0.08), (x, -0.14, height), 0.014, 0.02, 0.01))
        solids.append(bar(CHAIR, metal, (x, 0.1, seat - 0.08), (x, 0.14, height), 0.014, 0.02, 0.01))
        solids.append(_box(metal, x * 0.75, 0, seat - 0.09, half_x * 0.3, 0.11, 0.012, 0.008))
    return furniture(CHAIR, "executive chair", solids)


def gaming_chair(rng: Random, palette: Palette) -> Furniture:
    """Make a bucket seat on castors: side bolsters, shoulder wings and stripes of a second colour."""
    black = palette.plain(rng.choice(("dark", "dark", "white")), specular=0.1)
    accent, metal = palette.plain("vivid", specular=0.1), palette.plain("dark", specular=0.2)
    half_x, half_y, seat, back = 0.25, 0.25, rng.uniform(0.46, 0.54), rng.uniform(1.2, 1.32)
    y = half_y - 0.02
    upright = [
        _box(black, 0, y, (seat + back) / 2, 0.17, 0.05, (back - seat) / 2, 0.04),
        _box(accent, 0, y - 0.045, seat + 0.2, 0.13, 0.03, 0.08, 0.025),
        _box(accent, 0, y - 0.045, back - 0.12, 0.11, 0.03, 0.06, 0.025),
    ]
    for s in SIDES:
        upright.append(_box(accent, s * 0.2, y - 0.02, seat + 0.22, 0.035, 0.07, 0.2, 0.03, -s * 0.35))
        upright.append(_box(black, s * 0.21, y - 0.01, back - 0.24, 0.045, 0.055, 0.13, 0.04, -s * 0.35))
    solids = [
        _box(black, 0, 0, seat - 0.04, 0.2, half_y, 0.05, 0.04),
        *(_box(accent, s * 0.22, 0, seat - 0.025, 0.04, half_y, 0.055, 0.035) for s in SIDES),
        *leaned(upright, rng.uniform(0.1, 0.3), half_y, seat),
        *_swivel(rng, metal, seat, 0.08),
        *_arms(metal, metal, half_x + 0.02, seat, 0.2, 0.13),
    ]
    return furniture(CHAIR, "gaming chair", solids)


def swivel_stool(rng: Random, palette: Palette) -> Furniture:
    """Make a round or saddle seat without a back on castors."""
    metal, cover = palette.chrome() if rng.random() < 0.5 else palette.metal(), palette.leather()
    seat, radius = rng.uniform(0.45, 0.62), rng.uniform(0.17, 0.2)
    solids = [cone(CHAIR, cover, 0, 0, seat - 0.035, 0.035, radius, radius, 0.03), *_swivel(rng, metal, seat, 0.06)]
    if rng.random() < 0.3:
        solids.append(rod(CHAIR, metal, (0, 0, seat - 0.06), (0, radius + 0.05, seat - 0.06), 0.011))
        solids.append(rod(CHAIR, metal, (0, radius + 0.05, seat - 0.07), (0, radius + 0.07, seat + 0.25), 0.011))
        solids.append(bent_slat(CHAIR, cover, 0.15, radius + 0.03, seat + 0.22, 0.06, 0.05, 0.03))
    return furniture(CHAIR, "swivel stool", solids)
