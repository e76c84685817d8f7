"""Shades with their bulbs, and the lamps that stand on furniture."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import LIGHTING, SIDES, box, cone, ellipsoid, hoop, rod, shell
from svr_ros.synthesis.scene import Solid


def bulb_light(rng: Random, palette: Palette, lit: bool) -> int:
    """Add the glass of a bulb or globe, glowing where it is lit."""
    return palette.plain("white", 0.2, rng.uniform(0.7, 1.6) if lit else 0.0)


def open_shade(
    rng: Random, palette: Palette, x: float, y: float, low: float, bottom: float, top: float, tall: float
) -> list[Solid]:
    """Build a shade that is open above and below, from its lower edge up: cloth, a bar across it, its bulb."""
    cloth, lit = palette.shade_cloth()
    rim = low + tall - 0.02
    return [
        shell(LIGHTING, cloth, x, y, low + tall / 2, tall / 2, bottom, top, 0.008),
        box(LIGHTING, palette.metal(), x, y, rim, top + 0.004, 0.004, 0.004),
        cone(LIGHTING, bulb_light(rng, palette, lit), x, y, rim - 0.035, 0.04, 0.03, 0.016, 0.01),
    ]


def closed_shade(
    rng: Random, palette: Palette, x: float, y: float, low: float, bottom: float, top: float, tall: float
) -> list[Solid]:
    """Build a shade like a cap of metal, glass or cane, its bulb below it."""
    cloth, lit = palette.shade_cloth()
    cap = rng.choice((palette.metal, palette.wicker, palette.plastic))() if rng.random() < 0.6 else cloth
    return [
        shell(LIGHTING, cap, x, y, low + tall / 2, tall / 2, bottom, top, 0.008),
        cone(LIGHTING, cap, x, y, low + tall - 0.005, 0.008, top + 0.004, max(0.3 * top, 0.02)),
        ellipsoid(
            LIGHTING,
            bulb_light(rng, palette, lit),
            x,
            y,
            low + tall * 0.55,
            *(min(0.6 * top + 0.02, 0.05),) * 2,
            0.46 * tall,
        ),
    ]


def table_lamp(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a lamp that stands on furniture: a shade on a stick, bottle or ball, a globe, a jointed or a bent arm."""
    form = rng.choices(
        (_shaded, _desk_lamp, _gooseneck, _globe, _lava, _mushroom), (0.55, 0.13, 0.09, 0.1, 0.05, 0.08)
    )[0]
    return form(rng, palette)


def _shaded(rng: Random, palette: Palette) -> list[Solid]:
    metal, height, radius = palette.metal(), rng.uniform(0.2, 0.38), rng.uniform(0.1, 0.19)
    kind, solids = rng.random(), []
    if kind < 0.35:
        solids += [
            cone(LIGHTING, metal, 0, 0, 0.012, 0.012, 0.5 * radius + 0.02, 0.5 * radius),
            cone(LIGHTING, metal, 0, 0, height / 2, height / 2, 0.012, 0.01),
        ]
    elif kind < 0.65:
        belly = rng.uniform(0.05, 0.09)
        look = rng.choice((palette.thing, palette.ceramic, palette.wood))()
        solids.append(ellipsoid(LIGHTING, look, 0, 0, height * 0.42, belly, belly, height * 0.42))
        solids.append(cone(LIGHTING, metal, 0, 0, height * 0.85, height * 0.2, 0.012, 0.012))
        solids.append(cone(LIGHTING, look, 0, 0, 0.012, 0.012, 0.8 * belly, 0.7 * belly))
    elif kind < 0.82:
        look = rng.choice((palette.thing, palette.wood, palette.concrete))()
        solids.append(cone(LIGHTING, look, 0, 0, 0.4 * height, 0.4 * height, rng.uniform(0.04, 0.08), 0.03, 0.01))
        solids.append(cone(LIGHTING, metal, 0, 0, height * 0.85, height * 0.2, 0.01, 0.01))
    else:  # three thin legs
        for k in range(3):
            angle = k * math.tau / 3
            solids.append(
                rod(LIGHTING, metal, (0.09 * math.cos(angle), 0.09 * math.sin(angle), 0.005), (0, 0, height), 0.007)
            )
    tall = radius * rng.uniform(1.1, 1.7)
    low = height - 0.35 * tall
    solids.append(
        cone(
            LIGHTING,
            metal,
            0,
            0,
            (height + low + tall - 0.02) / 2,
            (low + tall - 0.02 - height) / 2 + 0.01,
            0.006,
            0.006,
        )
    )
    return solids + open_shade(rng, palette, 0, 0, low, radius, radius * rng.uniform(0.5, 1.0), tall)


def _desk_lamp(rng: Random, palette: Palette) -> list[Solid]:
    metal, lean, reach = palette.metal(), rng.uniform(0.3, 0.7), rng.uniform(0.16, 0.2)
    elbow = (2 * reach * math.sin(lean), 0.0, 2 * reach * math.cos(lean) + 0.02)
    head = (elbow[0] - 1.7 * reach, 0.0, elbow[2] + 0.7 * reach)
    shade, lit = palette.shade_cloth()
    return [
        cone(LIGHTING, metal, 0, 0, 0.012, 0.012, 0.085, 0.08),
        rod(LIGHTING, metal, (0, 0, 0.015), elbow, 0.009),
        rod(LIGHTING, metal, elbow, head, 0.009),
        ellipsoid(LIGHTING, metal, *elbow, 0.018, 0.018, 0.018),
        rod(LIGHTING, shade, head, (head[0] - 0.05, 0.0, head[2] - 0.1), 0.035, 0.08),
        ellipsoid(LIGHTING, bulb_light(rng, palette, lit), head[0] - 0.052, 0, head[2] - 0.1, 0.055, 0.055, 0.03),
    ]


def _gooseneck(rng: Random, palette: Palette) -> list[Solid]:
    metal, radius, stem = palette.metal(), rng.uniform(0.07, 0.11), rng.uniform(0.2, 0.32)
    shade, lit = palette.shade_cloth()
    x = -2 * radius
    return [
        cone(LIGHTING, metal, 0, 0, 0.012, 0.012, 0.08, 0.07),
        cone(LIGHTING, metal, 0, 0, stem / 2, stem / 2, 0.008, 0.008),
        hoop(LIGHTING, metal, -radius, 0, stem, radius, 0.015, 1.57),
        cone(LIGHTING, shade, x, 0, stem - 0.03, 0.04, 0.07, 0.03),
        ellipsoid(LIGHTING, bulb_light(rng, palette, lit), x, 0, stem - 0.07, 0.045, 0.045, 0.03),
    ]


def _globe(rng: Random, palette: Palette) -> list[Solid]:
    radius, foot = rng.uniform(0.08, 0.14), rng.choice((palette.wood, palette.metal, palette.concrete))()
    low = rng.choice((0.02, 0.02, rng.uniform(0.08, 0.2)))
    return [
        cone(LIGHTING, foot, 0, 0, 0.012, 0.012, 0.06, 0.055),
        cone(LIGHTING, foot, 0, 0, 0.5 * low + 0.015, 0.5 * low + 0.015, 0.025, 0.02),
        ellipsoid(LIGHTING, bulb_light(rng, palette, rng.random() < 0.6), 0, 0, low + radius, radius, radius, radius),
    ]


def _lava(rng: Random, palette: Palette) -> list[Solid]:
    metal, half = palette.chrome(), rng.uniform(0.09, 0.13)
    glow = palette.plain("vivid", 0.3, rng.uniform(0.4, 1.2))
    return [
        cone(LIGHTING, metal, 0, 0, 0.06, 0.06, 0.065, 0.045),
        cone(LIGHTING, glow, 0, 0, 0.11 + half, half, 0.062, 0.035),
        cone(LIGHTING, metal, 0, 0, 0.12 + 2 * half, 0.025, 0.036, 0.025),
    ]


def _mushroom(rng: Random, palette: Palette) -> list[Solid]:
    radius, height = rng.uniform(0.11, 0.17), rng.uniform(0.18, 0.28)
    look, (cap, lit) = palette.plastic(), palette.shade_cloth()
    return [
        cone(LIGHTING, look, 0, 0, height / 2, height / 2, 0.35 * radius + 0.02, 0.025, 0.01),
        ellipsoid(LIGHTING, cap, 0, 0, height, radius, radius, 0.45 * radius),
        cone(LIGHTING, bulb_light(rng, palette, lit), 0, 0, height - 0.35 * radius, 0.015, 0.4 * radius, 0.7 * radius),
    ]


def spot_pair(rng: Random, palette: Palette) -> list[Solid]:
    """Draw two lanterns for a shelf, a table or the floor."""
    solids, metal = [], palette.metal()
    glow = bulb_light(rng, palette, rng.random() < 0.6)
    for s in SIDES:
        half, x = rng.uniform(0.07, 0.11), s * 0.1
        solids += [
            box(LIGHTING, metal, x, 0, 0.01, 0.055, 0.055, 0.01),
            cone(LIGHTING, glow, x, 0, half + 0.01, half, 0.042, 0.042),
            cone(LIGHTING, metal, x, 0, 2 * half + 0.03, 0.03, 0.06, 0.02),
        ]
    return solids
