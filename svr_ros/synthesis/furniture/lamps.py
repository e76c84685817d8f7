"""Lamps for tables, floors, ceilings and walls."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import LIGHTING, SIDES, Furniture, box, cone, ellipsoid, furniture
from svr_ros.synthesis.scene import Solid


def table_lamp(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a lamp that stands on furniture."""
    metal, height, radius = palette.metal(), rng.uniform(0.2, 0.42), rng.uniform(0.09, 0.2)
    shade, _ = palette.shade_cloth()
    if rng.random() < 0.2:
        return _desk_lamp(rng, metal, shade)
    solids = [cone(LIGHTING, metal, 0, 0, 0.012, 0.012, 0.07, 0.065)]
    if rng.random() < 0.5:
        solids.append(cone(LIGHTING, metal, 0, 0, height / 2, height / 2, 0.013, 0.013))
    else:
        belly = rng.uniform(0.05, 0.09)
        solids.append(ellipsoid(LIGHTING, palette.thing(), 0, 0, height / 2, belly, belly, height / 2))
    tall = radius * rng.uniform(0.6, 1.0)
    solids.append(
        cone(LIGHTING, shade, 0, 0, height + tall * 0.7, tall, radius, radius * rng.uniform(0.45, 1.0), 0.003)
    )
    return solids


def _desk_lamp(rng: Random, metal: int, shade: int) -> list[Solid]:
    lean = rng.uniform(0.2, 0.6)
    reach = 0.18
    x1, z1 = -2 * reach * math.sin(lean), 2 * reach * math.cos(lean) + 0.02
    return [
        cone(LIGHTING, metal, 0, 0, 0.012, 0.012, 0.08, 0.075),
        cone(LIGHTING, metal, x1 / 2, 0, z1 / 2 + 0.01, reach, 0.01, 0.01, 0.003, 0.0, 0.0, -lean),
        cone(LIGHTING, metal, x1 + 0.1, 0, z1 + 0.06, 0.13, 0.01, 0.01, 0.003, 0.0, 0.0, 1.1),
        cone(LIGHTING, shade, x1 + 0.22, 0, z1 + 0.08, 0.06, 0.08, 0.035, 0.003, 0.0, 0.0, -0.3),
    ]


def floor_lamp(rng: Random, palette: Palette) -> Furniture:
    """Draw a standard lamp on a foot or a tripod, upright or arched."""
    metal, height, radius = palette.metal(), rng.uniform(1.15, 1.75), rng.uniform(0.1, 0.25)
    shade, _ = palette.shade_cloth()
    solids: list[Solid] = []
    if rng.random() < 0.7:
        solids.append(cone(LIGHTING, metal, 0, 0, 0.015, 0.015, 0.15, 0.14))
        solids.append(cone(LIGHTING, metal, 0, 0, height / 2, height / 2, 0.014, 0.014))
    else:
        for k in range(3):
            angle = k * math.tau / 3
            solids.append(
                cone(
                    LIGHTING,
                    metal,
                    0.16 * math.cos(angle),
                    0.16 * math.sin(angle),
                    height / 2,
                    height / 2,
                    0.014,
                    0.014,
                    0.002,
                    angle,
                    0.0,
                    -0.2,
                )
            )
    if rng.random() < 0.2:
        solids.append(cone(LIGHTING, shade, 0, 0, height + 0.05, 0.07, 0.07, 0.2, 0.003))
    else:
        tall = radius * rng.uniform(0.6, 1.1)
        solids.append(
            cone(LIGHTING, shade, 0, 0, height + tall * 0.5, tall, radius, radius * rng.uniform(0.45, 1.0), 0.003)
        )
    return furniture(LIGHTING, "floor lamp", solids)


def pendant(rng: Random, palette: Palette, ceiling: float, low: float) -> Furniture:
    """Draw lamps that hang from the ceiling (its height, m) down to about `low`: one, or several on a bar."""
    metal = palette.metal()
    shade, _ = palette.shade_cloth()
    count = rng.choice((1, 1, 1, 2, 3))
    radius = rng.uniform(0.08, 0.2) if count > 1 else rng.uniform(0.1, 0.32)
    tall = radius * rng.uniform(0.3, 1.0)
    style = rng.random()
    solids = []
    for k in range(count):
        x = (k - (count - 1) / 2) * 2.6 * radius
        cord = (ceiling - low - tall) / 2
        solids.append(cone(LIGHTING, metal, x, 0, ceiling - cord, cord, 0.006, 0.006, 0.001))
        if style < 0.3:
            solids.append(ellipsoid(LIGHTING, shade, x, 0, low + tall, radius, radius, tall))
        else:
            solids.append(
                cone(LIGHTING, shade, x, 0, low + tall, tall, radius, radius * (0.35 if style < 0.65 else 0.95), 0.003)
            )
    solids.append(
        box(LIGHTING, metal, 0, 0, ceiling - 0.015, max(0.05, (count - 1) * 1.3 * radius + 0.05), 0.05, 0.015)
    )
    return furniture(LIGHTING, "pendant", solids)


def chandelier(rng: Random, palette: Palette, ceiling: float, low: float) -> Furniture:
    """Draw a hanging lamp with arms."""
    metal = palette.metal()
    shade, _ = palette.shade_cloth()
    arms, reach = rng.randint(3, 6), rng.uniform(0.2, 0.38)
    stem = (ceiling - low) / 2
    solids = [
        cone(LIGHTING, metal, 0, 0, ceiling - stem, stem, 0.01, 0.01, 0.001),
        ellipsoid(LIGHTING, metal, 0, 0, low + 0.03, 0.05, 0.05, 0.06),
    ]
    for k in range(arms):
        angle = k * math.tau / arms
        c, s = math.cos(angle), math.sin(angle)
        solids.append(
            box(LIGHTING, metal, c * reach / 2, s * reach / 2, low + 0.03, reach / 2, 0.008, 0.008, 0.0, angle)
        )
        solids.append(cone(LIGHTING, shade, c * reach, s * reach, low + 0.09, 0.06, 0.045, 0.06, 0.003))
    return furniture(LIGHTING, "chandelier", solids)


def ceiling_lamp(rng: Random, palette: Palette, ceiling: float) -> Furniture:
    """Draw a lamp on the ceiling: a bowl, a drum, a panel, a track of spots or a fan with a lamp."""
    shade = palette.plain("white", emission=rng.choice((0.0, rng.uniform(0.6, 1.5))))
    style = rng.random()
    if style < 0.35:
        radius = rng.uniform(0.13, 0.25)
        solids = [ellipsoid(LIGHTING, shade, 0, 0, ceiling - 0.02, radius, radius, radius * 0.5)]
    elif style < 0.6:
        radius, half = rng.uniform(0.12, 0.28), rng.uniform(0.03, 0.07)
        solids = [cone(LIGHTING, shade, 0, 0, ceiling - half, half, radius * 0.9, radius)]
    elif style < 0.75:
        solids = [box(LIGHTING, shade, 0, 0, ceiling - 0.03, rng.uniform(0.3, 0.62), rng.uniform(0.08, 0.3), 0.03)]
    elif style < 0.87:
        metal, half = palette.metal(), rng.uniform(0.4, 0.7)
        solids = [box(LIGHTING, metal, 0, 0, ceiling - 0.02, half, 0.025, 0.02)]
        for k in range(4):
            x = half * (2 * (k + 0.5) / 4 - 1)
            solids.append(
                cone(LIGHTING, shade, x, 0, ceiling - 0.1, 0.06, 0.05, 0.035, 0.003, 0.0, rng.uniform(-0.5, 0.5))
            )
    else:
        metal, blade = palette.metal(), palette.wood()
        solids = [
            cone(LIGHTING, metal, 0, 0, ceiling - 0.13, 0.13, 0.05, 0.03),
            ellipsoid(LIGHTING, shade, 0, 0, ceiling - 0.3, 0.12, 0.12, 0.08),
        ]
        turn = rng.uniform(0, math.tau)
        for k in range(5):
            angle = turn + k * math.tau / 5
            solids.append(
                box(
                    LIGHTING,
                    blade,
                    0.36 * math.cos(angle),
                    0.36 * math.sin(angle),
                    ceiling - 0.2,
                    0.28,
                    0.07,
                    0.008,
                    0.0,
                    angle,
                    0.15,
                )
            )
    return furniture(LIGHTING, "ceiling lamp", solids)


def wall_lamp(rng: Random, palette: Palette) -> Furniture:
    """Draw a lamp for a wall, its back at +y; a bar of spots suits the place above a mirror."""
    metal = palette.metal()
    shade, _ = palette.shade_cloth()
    if rng.random() < 0.5:
        radius = rng.uniform(0.05, 0.1)
        solids = [
            box(LIGHTING, metal, 0, 0.09, 0.1, 0.04, 0.012, 0.07),
            box(LIGHTING, metal, 0, 0.04, 0.06, 0.012, 0.05, 0.012),
            cone(LIGHTING, shade, 0, 0, 0.12, 0.09, radius, radius * 0.7, 0.003),
        ]
    else:
        half = rng.uniform(0.18, 0.4)
        solids = [box(LIGHTING, metal, 0, 0.09, 0.06, half, 0.015, 0.04)]
        count = rng.randint(2, 4)
        solids += [
            ellipsoid(LIGHTING, shade, half * (2 * (k + 0.5) / count - 1), 0.03, 0.06, 0.055, 0.055, 0.055)
            for k in range(count)
        ]
    return furniture(LIGHTING, "wall lamp", solids)


def spot_pair(rng: Random, palette: Palette) -> list[Solid]:
    """Draw two candle sticks or lanterns for a shelf or table."""
    shade, _ = palette.shade_cloth()
    return [cone(LIGHTING, shade, s * 0.08, 0, 0.09, 0.09, 0.03, 0.025) for s in SIDES]
