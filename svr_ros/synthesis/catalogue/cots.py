"""Beds for babies and small children: with bars, of cloth, as a basket, as a low small bed.

Their long side goes to the wall.
"""

from __future__ import annotations

from functools import partial
from random import Random

from svr_ros.synthesis.catalogue.forms import Forms
from svr_ros.synthesis.catalogue.frames import legs
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import BED, SIDES, box, cone, corners, ellipsoid, rod, shell
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

_box = partial(box, BED)


def _bedding(rng: Random, palette: Palette, half_x: float, half_y: float, low: float) -> list[Solid]:
    """Lay a thin mattress at the height `low`, a small blanket and a pillow or toy on it."""
    top = low + rng.uniform(0.08, 0.12)
    solids = [_box(palette.linen(), 0, 0, (low + top) / 2, half_x, half_y, (top - low) / 2, 0.03)]
    if rng.random() < 0.6:
        half = half_x * rng.uniform(0.35, 0.55)
        solids.append(_box(palette.fabric(), half - half_x + 0.03, 0, top + 0.015, half, half_y - 0.02, 0.025, 0.02))
    if rng.random() < 0.5:
        solids.append(
            _box(palette.linen(), half_x * 0.75, 0, top + 0.025, 0.12, half_y * 0.6, 0.035, 0.03, 0.0, 0.0, -0.1)
        )
    if rng.random() < 0.3:
        toy = palette.fabric()
        solids.append(ellipsoid(BED, toy, 0.1, 0.1, top + 0.05, 0.09, 0.07, 0.06))
        solids.append(ellipsoid(BED, toy, 0.2, 0.1, top + 0.06, 0.06, 0.06, 0.06))
    return solids


def _barred(rng: Random, palette: Palette) -> Furniture:
    half_x, half_y, height = rng.uniform(0.61, 0.72), rng.uniform(0.31, 0.37), rng.uniform(0.82, 1.0)
    wood, low, post = palette.wood(), rng.uniform(0.2, 0.45), rng.uniform(0.018, 0.026)
    solids = [_box(wood, x, y, height / 2, post, post, height / 2, 0.006) for x, y in corners(half_x, half_y)]
    solids.append(_box(wood, 0, 0, low, half_x, half_y, 0.02, 0.0))
    for s in SIDES:
        solids += [_box(wood, 0, s * half_y, z, half_x, 0.014, 0.02) for z in (low, height - 0.03)]
        solids += [
            rod(
                BED,
                wood,
                (half_x * ((k + 1) / 5 - 1), s * half_y, low),
                (half_x * ((k + 1) / 5 - 1), s * half_y, height - 0.03),
                0.008,
            )
            for k in range(9)
        ]
    if rng.random() < 0.5:
        for s in SIDES:
            solids.append(_box(wood, s * half_x, 0, (low + height) / 2, 0.012, half_y, (height - low) / 2, 0.005))
    else:
        for s in SIDES:
            solids += [_box(wood, s * half_x, 0, z, 0.014, half_y, 0.02) for z in (low, height - 0.02)]
            solids += [
                rod(BED, wood, (s * half_x, half_y * y, low), (s * half_x, half_y * y, height - 0.02), 0.008)
                for y in (-0.6, -0.2, 0.2, 0.6)
            ]
    return furniture(BED, "cot", solids + _bedding(rng, palette, half_x - 0.015, half_y - 0.015, low + 0.015))


def _of_cloth(rng: Random, palette: Palette) -> Furniture:
    """Make a travel cot: walls of cloth and net between padded rails."""
    half_x, half_y, height, low = rng.uniform(0.58, 0.64), rng.uniform(0.33, 0.37), rng.uniform(0.74, 0.8), 0.12
    rim, wall = palette.fabric(), palette.fabric()
    solids = [_box(rim, x, y, height / 2, 0.035, 0.035, height / 2, 0.02) for x, y in corners(half_x, half_y)]
    solids.append(_box(wall, 0, 0, low / 2 + 0.02, half_x, half_y, low / 2 - 0.01, 0.01))
    for s in SIDES:
        solids.append(_box(wall, 0, s * half_y, (low + height) / 2, half_x, 0.008, (height - low) / 2, 0.002))
        solids.append(_box(wall, s * half_x, 0, (low + height) / 2, 0.008, half_y, (height - low) / 2, 0.002))
        solids.append(_box(rim, 0, s * half_y, height - 0.02, half_x, 0.035, 0.035, 0.03))
        solids.append(_box(rim, s * half_x, 0, height - 0.02, 0.035, half_y, 0.035, 0.03))
    return furniture(BED, "cot", solids + _bedding(rng, palette, half_x - 0.03, half_y - 0.03, low))


def _basket(rng: Random, palette: Palette) -> Furniture:
    """Make a round-ended basket with a lining on a stand."""
    radius, straight = rng.uniform(0.2, 0.24), rng.uniform(0.16, 0.22)
    foot, rise = rng.uniform(0.4, 0.5), rng.uniform(0.24, 0.3)
    weave, cloth, wood = palette.wicker(), palette.linen(), palette.wood()
    half = rise / 2
    solids: list[Solid] = []
    for s in SIDES:
        solids.append(
            shell(
                BED,
                weave,
                s * straight,
                0,
                foot + half,
                half,
                radius - 0.03,
                radius,
                0.025,
                1.5708,
                0.0 if s > 0 else 3.14159,
            )
        )
        solids.append(_box(weave, 0, s * (radius - 0.015), foot + half, straight, 0.0125, half, 0.01, 0.0, -s * 0.1))
        solids.append(cone(BED, cloth, s * straight, 0, foot + 0.05, 0.05, radius - 0.03, radius - 0.03, 0.02))
    solids.append(_box(cloth, 0, 0, foot + 0.05, straight, radius - 0.03, 0.05, 0.01))
    solids.append(_box(palette.fabric(), -straight * 0.5, 0, foot + 0.11, straight * 0.8, radius - 0.06, 0.02, 0.018))
    solids += legs(BED, wood, straight, radius * 0.7, foot + 0.02, 0.014, 0.05, 0.8)
    return furniture(BED, "cot", solids)


def _child_bed(rng: Random, palette: Palette) -> Furniture:
    """Make a low bed for a small child with boards at its ends and a short guard."""
    half_x, half_y, low = rng.uniform(0.7, 0.85), rng.uniform(0.36, 0.4), rng.uniform(0.12, 0.22)
    wood = palette.wood() if rng.random() < 0.7 else palette.plastic()
    high, guard = rng.uniform(0.55, 0.7), rng.uniform(0.3, 0.5)
    solids = [
        _box(wood, half_x, 0, high / 2, 0.015, half_y, high / 2, 0.006),
        _box(wood, -half_x, 0, high * 0.38, 0.015, half_y, high * 0.38, 0.006),
        _box(wood, 0, 0, low, half_x, half_y, 0.03, 0.003),
        _box(wood, half_x - guard, -half_y, low + 0.14, guard, 0.012, 0.12, 0.005),
        _box(wood, 0, half_y, low + 0.14, half_x, 0.012, 0.14, 0.005),
    ]
    return furniture(BED, "cot", solids + _bedding(rng, palette, half_x - 0.02, half_y - 0.02, low + 0.025))


COTS: Forms = {
    "barred cot": (_barred, 2.0),
    "travel cot": (_of_cloth, 0.6),
    "basket": (_basket, 0.5),
    "child's bed": (_child_bed, 0.8),
}
