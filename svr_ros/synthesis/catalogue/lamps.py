"""Lamps that stand on floors and hang on walls."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import LIGHTING, SIDES, box, cone, ellipsoid, hoop, rod, shell
from svr_ros.synthesis.catalogue.table_lamps import bulb_light, closed_shade, open_shade
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid


def floor_lamp(rng: Random, palette: Palette) -> Furniture:
    """Draw a lamp that stands on the floor: on a stick, on three legs, an arc, a torch, a reading lamp, a column."""
    forms = {
        "floor lamp": (_stick, 0.34),
        "tripod lamp": (_tripod, 0.18),
        "arc lamp": (_arc, 0.14),
        "torchiere": (_torch, 0.14),
        "reading lamp": (_reading, 0.1),
        "column lamp": (_column, 0.1),
    }
    name = rng.choices(list(forms), [weight for _, weight in forms.values()])[0]
    return furniture(LIGHTING, name, forms[name][0](rng, palette))


def _stick(rng: Random, palette: Palette) -> list[Solid]:
    metal, height, radius = palette.metal(), rng.uniform(1.25, 1.6), rng.uniform(0.15, 0.25)
    tall = radius * rng.uniform(0.9, 1.5)
    return [
        cone(LIGHTING, metal, 0, 0, 0.014, 0.014, 0.15, 0.14),
        cone(LIGHTING, metal, 0, 0, (height - 0.02) / 2, (height - 0.02) / 2, 0.013, 0.012),
        *open_shade(rng, palette, 0, 0, height - tall, radius, radius * rng.uniform(0.5, 1.0), tall),
    ]


def _tripod(rng: Random, palette: Palette) -> list[Solid]:
    wood, height, radius = (
        rng.choice((palette.wood, palette.wood, palette.metal))(),
        rng.uniform(1.25, 1.6),
        rng.uniform(0.18, 0.26),
    )
    tall, out = radius * rng.uniform(0.9, 1.3), rng.uniform(0.24, 0.34)
    neck = height - tall
    solids = []
    for k in range(3):
        angle = k * math.tau / 3
        foot = (out * math.cos(angle), out * math.sin(angle), 0.006)
        solids.append(rod(LIGHTING, wood, foot, (0.02 * math.cos(angle), 0.02 * math.sin(angle), neck), 0.015))
    solids.append(cone(LIGHTING, wood, 0, 0, neck + 0.5 * tall - 0.02, 0.5 * tall + 0.01, 0.018, 0.008))
    return solids + open_shade(rng, palette, 0, 0, neck, radius, radius * rng.uniform(0.7, 1.0), tall)


def _arc(rng: Random, palette: Palette) -> list[Solid]:
    metal, reach, stem = palette.metal(), rng.uniform(0.4, 0.55), rng.uniform(1.2, 1.45)
    radius, tall = rng.uniform(0.15, 0.2), rng.uniform(0.13, 0.2)
    foot = palette.stone()
    end = -2 * reach
    low = stem - rng.uniform(0.0, 0.2) - tall
    return [
        cone(LIGHTING, foot, 0, 0, 0.03, 0.03, 0.17, 0.16),
        cone(LIGHTING, metal, 0, 0, stem / 2, stem / 2, 0.014, 0.014),
        hoop(LIGHTING, metal, -reach, 0, stem, reach, 0.026, 1.57),
        rod(LIGHTING, metal, (end, 0, stem), (end, 0, low + tall - 0.02), 0.008),
        *closed_shade(rng, palette, end, 0, low, radius, radius * rng.uniform(0.3, 0.8), tall),
    ]


def _torch(rng: Random, palette: Palette) -> list[Solid]:
    metal, height, radius = palette.metal(), rng.uniform(1.6, 1.85), rng.uniform(0.14, 0.2)
    shade, lit = palette.shade_cloth()
    return [
        cone(LIGHTING, metal, 0, 0, 0.014, 0.014, 0.14, 0.13),
        cone(LIGHTING, metal, 0, 0, height / 2, height / 2, 0.014, 0.014),
        shell(LIGHTING, shade, 0, 0, height + 0.05, 0.06, 0.018, radius, 0.01),
        cone(LIGHTING, bulb_light(rng, palette, lit), 0, 0, height + 0.02, 0.03, 0.014, 0.3 * radius),
    ]


def _reading(rng: Random, palette: Palette) -> list[Solid]:
    metal, height = palette.metal(), rng.uniform(1.2, 1.5)
    shade, lit = palette.shade_cloth()
    elbow = (-rng.uniform(0.15, 0.35), 0.0, height + rng.uniform(0.0, 0.2))
    face = (elbow[0] - 0.07, 0.0, elbow[2] - 0.13)
    return [
        cone(LIGHTING, metal, 0, 0, 0.014, 0.014, 0.14, 0.13),
        cone(LIGHTING, metal, 0, 0, height / 2, height / 2, 0.012, 0.012),
        rod(LIGHTING, metal, (0, 0, height - 0.01), elbow, 0.009),
        rod(LIGHTING, shade, (elbow[0] + 0.02, 0, elbow[2] + 0.03), face, 0.05, 0.1),
        ellipsoid(LIGHTING, bulb_light(rng, palette, lit), *face, 0.06, 0.06, 0.05),
    ]


def _column(rng: Random, palette: Palette) -> list[Solid]:
    foot, half, wide = palette.wood(), rng.uniform(0.35, 0.75), rng.uniform(0.09, 0.17)
    glow = bulb_light(rng, palette, rng.random() < 0.6)
    if rng.random() < 0.4:
        radius = rng.uniform(0.16, 0.25)
        return [
            cone(LIGHTING, foot, 0, 0, 0.02, 0.02, 0.09, 0.08),
            ellipsoid(LIGHTING, glow, 0, 0, 0.03 + radius, *(radius,) * 3),
        ]
    body = cone(LIGHTING, glow, 0, 0, half + 0.03, half, wide, wide, 0.01)
    if rng.random() < 0.5:
        body = box(LIGHTING, glow, 0, 0, half + 0.03, wide, wide, half, 0.006)
    frame = [box(LIGHTING, foot, 0, 0, z, wide + 0.008, wide + 0.008, 0.018, 0.004) for z in (0.018, 2 * half + 0.04)]
    return [*frame, body]


def wall_lamp(rng: Random, palette: Palette) -> Furniture:
    """Draw a lamp for a wall, its back at +y: sconces, globes on arms, lamps that shine up and down, bars."""
    forms = (_sconce, _bowl, _up_and_down, _on_arm, _row, _strip)
    solids = rng.choices(forms, (0.22, 0.14, 0.16, 0.16, 0.18, 0.14))[0](rng, palette)
    return furniture(LIGHTING, "wall lamp", solids)


def _sconce(rng: Random, palette: Palette) -> list[Solid]:
    metal, radius = palette.metal(), rng.uniform(0.07, 0.12)
    tall = radius * rng.uniform(1.2, 1.8)
    return [
        box(LIGHTING, metal, 0, 0.01, 0.08, 0.045, 0.01, 0.07, 0.006),
        rod(LIGHTING, metal, (0, 0.01, 0.06), (0, -0.13, 0.06), 0.01),
        rod(LIGHTING, metal, (0, -0.125, 0.055), (0, -0.125, 0.08 + tall), 0.008),
        *open_shade(rng, palette, 0, -0.125, 0.1, radius, radius * rng.uniform(0.6, 0.95), tall),
    ]


def _bowl(rng: Random, palette: Palette) -> list[Solid]:
    """Build half a bowl that is open above."""
    shade, lit = palette.shade_cloth()
    radius, tall = rng.uniform(0.13, 0.19), rng.uniform(0.1, 0.18)
    glow = bulb_light(rng, palette, lit)
    return [
        shell(LIGHTING, shade, 0, 0.01, tall / 2, tall / 2, 0.4 * radius, radius, 0.01, 1.5, -math.pi / 2),
        box(LIGHTING, palette.metal(), 0, 0.006, tall / 2, 0.06, 0.006, tall / 2),
        ellipsoid(LIGHTING, glow, 0, -0.3 * radius, 0.45 * tall, 0.45 * radius, 0.3 * radius + 0.006, 0.3 * tall),
    ]


def _up_and_down(rng: Random, palette: Palette) -> list[Solid]:
    metal, half, wide = palette.metal(), rng.uniform(0.08, 0.15), rng.uniform(0.04, 0.065)
    glow = bulb_light(rng, palette, rng.random() < 0.6)
    y = -wide - 0.03
    return [
        cone(LIGHTING, metal, 0, y, half, half - 0.006, wide, wide),
        cone(LIGHTING, glow, 0, y, half, half, 0.85 * wide, 0.85 * wide),
        box(LIGHTING, metal, 0, -0.02, half, 0.02, 0.03, 0.03),
    ]


def _on_arm(rng: Random, palette: Palette) -> list[Solid]:
    metal, radius, reach = palette.metal(), rng.uniform(0.07, 0.11), rng.uniform(0.12, 0.3)
    glow = bulb_light(rng, palette, rng.random() < 0.6)
    z = 2 * radius + 0.03
    return [
        cone(LIGHTING, metal, 0, 0, z, 0.012, 0.05, 0.05, 0.004, 0.0, math.pi / 2),
        rod(LIGHTING, metal, (0, 0, z), (0, -reach, z), 0.009),
        cone(LIGHTING, metal, 0, -reach, z - 0.012, 0.025, 0.03, 0.02),
        ellipsoid(LIGHTING, glow, 0, -reach, radius, radius, radius, radius + 0.01),
    ]


def _row(rng: Random, palette: Palette) -> list[Solid]:
    metal, half, count = palette.metal(), rng.uniform(0.2, 0.42), rng.randint(2, 5)
    glow, radius = bulb_light(rng, palette, rng.random() < 0.7), min(0.06, 0.8 * half / count)
    solids = [box(LIGHTING, metal, 0, 0, 0.07, half, 0.014, 0.045, 0.006)]
    for k in range(count):
        x = half * (2 * (k + 0.5) / count - 1)
        solids.append(ellipsoid(LIGHTING, glow, x, -0.01 - radius, 0.07, radius, radius, radius))
    return solids


def _strip(rng: Random, palette: Palette) -> list[Solid]:
    metal, half = palette.metal(), rng.uniform(0.22, 0.45)
    glow = bulb_light(rng, palette, rng.random() < 0.7)
    return [
        box(LIGHTING, metal, 0, 0, 0.04, half * 0.3, 0.015, 0.03, 0.004),
        box(LIGHTING, metal, 0, -0.05, 0.05, 0.02, 0.05, 0.012),
        box(LIGHTING, glow, 0, -0.1, 0.045, half, 0.022, 0.022, 0.018),
    ]


def light_strip(rng: Random, palette: Palette, width: float) -> Furniture:
    """Draw a line of light of that width (m) for a ceiling's edge, a shelf or the underside of a cabinet."""
    solids = [
        box(LIGHTING, palette.metal(), 0, 0, 0.02, width / 2, 0.016, 0.012),
        box(
            LIGHTING,
            palette.plain("white", 0.1, rng.uniform(0.8, 1.6)),
            0,
            -0.003,
            0.008,
            width / 2 - 0.005,
            0.015,
            0.008,
        ),
    ]
    return furniture(LIGHTING, "light strip", solids)


def string_lights(rng: Random, palette: Palette, width: float) -> Furniture:
    """Draw a string of bulbs or small lanterns that sags along a wall over that width (m), its back at +y."""
    cord, glow = (
        palette.plain("dark"),
        palette.plain(rng.choice(("white", "beige", "vivid")), 0.1, rng.uniform(0.6, 1.5)),
    )
    sag, count, radius = rng.uniform(0.08, 0.25), rng.randint(7, 11), rng.uniform(0.022, 0.05)
    points = [(width * (t - 0.5), 0.0, sag * (2 * t - 1) ** 2 + 0.12) for t in (k / count for k in range(count + 1))]
    solids = [rod(LIGHTING, cord, a, b, 0.006) for a, b in pairwise(points)]
    solids += [
        ellipsoid(LIGHTING, glow, x, y - radius * 0.4, z - radius, radius, radius, radius * 1.2) for x, y, z in points
    ]
    solids += [
        box(LIGHTING, cord, s * width / 2, 0.4 * radius, points[0][2], 0.012, 0.6 * radius + 0.004, 0.012)
        for s in SIDES
    ]
    return furniture(LIGHTING, "string lights", solids)
