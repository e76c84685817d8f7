"""Musical instruments; all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box, cone, ellipsoid, rod, shell
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

_LAID = math.pi / 2


def piano(rng: Random, palette: Palette) -> Furniture:
    """Draw an upright piano, or an electric one on its stand."""
    black = palette.add(0, (0.015, 0.015, 0.015), specular=0.5, shininess=80.0)
    body = black if rng.random() < 0.4 else palette.wood()
    keys = palette.add(3, (0.75, 0.74, 0.7), (0.02, 0.02, 0.02), 40.0, 0.0, 0.62, 0.2)
    if rng.random() < 0.3:
        half, height = rng.uniform(0.55, 0.68), 0.74
        solids = [
            box(VOID, black, 0, 0, height, half, 0.15, 0.05, 0.01),
            box(VOID, keys, 0, -0.06, height + 0.05, half - 0.06, 0.075, 0.006),
            box(VOID, palette.plain("dark"), 0, 0.1, height + 0.15, 0.22, 0.008, 0.11, 0.003, 0, -0.25),
        ]
        for s in SIDES:
            solids.append(rod(VOID, palette.metal(), (s * 0.35, -0.14, 0.015), (-s * 0.35, 0.0, height - 0.04), 0.016))
            solids.append(rod(VOID, palette.metal(), (s * 0.35, -0.16, 0.015), (s * 0.35, 0.16, 0.015), 0.014))
        return furniture(VOID, "keyboard", solids, top=0.0)
    half, height = rng.uniform(0.7, 0.76), rng.uniform(1.05, 1.28)
    solids = [
        box(VOID, body, 0, 0.12, height / 2, half, 0.17, height / 2, 0.006),
        box(VOID, body, 0, -0.14, 0.65, half, 0.17, 0.05, 0.006),
        box(VOID, keys, 0, -0.19, 0.705, half - 0.08, 0.08, 0.01),
        box(VOID, body, 0, -0.07, 0.78, half - 0.04, 0.03, 0.09, 0.004, 0, -0.3),
        box(VOID, body, 0, -0.08, 0.95, 0.3, 0.008, 0.11, 0.003, 0, -0.25),
        box(VOID, body, 0, 0.12, height - 0.012, half + 0.015, 0.185, 0.014, 0.004),
        *(box(VOID, body, s * (half - 0.03), -0.14, 0.73, 0.03, 0.17, 0.05, 0.01) for s in SIDES),
        *(box(VOID, body, s * (half - 0.04), -0.26, 0.31, 0.03, 0.035, 0.31, 0.01) for s in SIDES),
        *(box(VOID, palette.chrome(), 0.09 * k, -0.1, 0.06, 0.02, 0.07, 0.008, 0.004) for k in (-1, 0, 1)),
    ]
    if rng.random() < 0.5:
        solids.append(box(VOID, palette.page(), 0.02, -0.095, 0.97, 0.16, 0.004, 0.11, 0.0, 0, -0.25))
    return furniture(VOID, "piano", solids, top=height + 0.002)


def guitar(rng: Random, palette: Palette) -> Furniture:
    """Draw a guitar on its stand, or a case that leans on the wall."""
    wood = palette.add(2, rng.choice(((0.5, 0.25, 0.08), (0.3, 0.08, 0.04), (0.03, 0.03, 0.03))), specular=0.3)
    neck, metal, lean = palette.plain("dark"), palette.metal(), rng.uniform(0.14, 0.22)
    c, s = math.cos(lean), math.sin(lean)

    def at(z: float, front: float = 0.0) -> tuple[float, float]:
        return s * z - c * front, 0.12 + c * z + s * front

    solids = []
    for z, wide, tall in ((0.19, 0.19, 0.18), (0.44, 0.14, 0.14)):
        y, up = at(z)
        solids.append(ellipsoid(VOID, wood, 0, y, up, wide, 0.05, tall, 0.0, -lean))
    for z, front, half in ((0.72, 0.035, 0.26), (1.02, 0.025, 0.07)):
        y, up = at(z, front)
        solids.append(box(VOID, neck, 0, y, up, 0.025 if half > 0.1 else 0.035, 0.012, half, 0.005, 0.0, -lean))
    y, up = at(0.36, 0.048)
    solids.append(cone(VOID, neck, 0, y, up, 0.003, 0.045, 0.045, 0.001, 0.0, _LAID - lean))
    foot = 0.12
    solids += [
        rod(VOID, metal, (0, *at(0.62, -0.03)), (0, 0.22, 0.012), 0.01),
        rod(VOID, metal, (0, *at(0.35, -0.045)), (-0.16, -0.08, 0.012), 0.01),
        rod(VOID, metal, (0, *at(0.35, -0.045)), (0.16, -0.08, 0.012), 0.01),
        box(VOID, metal, 0, at(0.0)[0] - 0.02, foot, 0.13, 0.07, 0.012, 0.008),
        rod(VOID, metal, (0, 0.05, foot), (0, 0.17, 0.2), 0.01),
    ]
    return furniture(VOID, "guitar", solids)


def drum_kit(rng: Random, palette: Palette) -> Furniture:
    """Draw a drum kit: bass drum, two toms, snare, floor tom, two or three cymbals."""
    shell_look, skin = palette.plastic(), palette.plain("white", 0.05)
    chrome, brass = palette.chrome(), palette.add(0, (0.55, 0.38, 0.12), specular=0.6, shininess=60.0)
    radius = rng.uniform(0.25, 0.28)
    solids: list[Solid] = [
        cone(VOID, shell_look, 0, -0.05, radius, 0.2, radius, radius, 0.004, 0.0, _LAID),
        cone(VOID, skin, 0, -0.25, radius, 0.006, radius * 0.94, radius * 0.94, 0.002, 0.0, _LAID),
        shell(VOID, chrome, 0, -0.25, radius, 0.012, radius - 0.008, radius - 0.008, 0.02, math.pi, 0.0, _LAID),
    ]
    for s in SIDES:
        solids.append(rod(VOID, chrome, (0, 0.0, 2 * radius - 0.02), (s * 0.16, 0.02, 2 * radius + 0.12), 0.012))
        solids.append(cone(VOID, shell_look, s * 0.18, 0.02, 2 * radius + 0.16, 0.1, 0.14, 0.14, 0.003, 0.0, 0.3))
        solids.append(cone(VOID, skin, s * 0.18, 0.052, 2 * radius + 0.257, 0.004, 0.13, 0.13, 0.001, 0.0, 0.3))
    for x, y, low, tall, r in ((-0.42, 0.32, 0.5, 0.07, 0.17), (0.48, 0.3, 0.22, 0.2, 0.2)):
        solids.append(cone(VOID, shell_look, x, y, low + tall, tall, r, r))
        solids.append(cone(VOID, skin, x, y, low + 2 * tall, 0.004, r * 0.95, r * 0.95, 0.001))
        for k in range(3):
            angle = k * math.tau / 3
            solids.append(
                rod(
                    VOID,
                    chrome,
                    (x + 0.95 * r * math.cos(angle), y + 0.95 * r * math.sin(angle), 0.01),
                    (x + 0.9 * r * math.cos(angle), y + 0.9 * r * math.sin(angle), low + 0.05),
                    0.008,
                )
            )
    for x, y, z, r in ((-0.55, -0.02, 1.0, 0.2), (0.55, -0.08, 1.1, 0.22), (-0.66, 0.34, 0.86, 0.17))[
        : rng.randint(2, 3)
    ]:
        solids.append(rod(VOID, chrome, (x, y, 0.0), (x, y, z), 0.01))
        solids.append(cone(VOID, brass, x, y, z - 0.01, 0.012, r, 0.05, 0.003, 0.0, 0.12))
        solids += [
            rod(VOID, chrome, (x, y, 0.25), (x + 0.18 * math.cos(a), y + 0.18 * math.sin(a), 0.012), 0.009)
            for a in (0.4, 2.5, 4.6)
        ]
    return furniture(VOID, "drum kit", solids)
