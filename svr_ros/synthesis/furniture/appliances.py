"""Machines and instruments that stand on the floor; all of them are void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import SIDES, VOID, Furniture, box, cone, ellipsoid, furniture


def washing_machine(rng: Random, palette: Palette) -> Furniture:
    """Draw a washing machine or dryer with its round door."""
    half, height = 0.3, rng.uniform(0.82, 0.9)
    white = palette.plain(rng.choice(("white", "white", "grey")), 0.2)
    lay = math.pi / 2
    solids = [
        box(VOID, white, 0, 0, height / 2, half, half, height / 2, 0.015),
        cone(VOID, palette.metal(), 0, -half, height * 0.48, 0.025, 0.18, 0.17, 0.01, 0.0, lay),
        cone(VOID, palette.plain("dark", 0.4), 0, -half - 0.02, height * 0.48, 0.012, 0.13, 0.12, 0.005, 0.0, lay),
        box(VOID, palette.plain("grey"), 0, -half, height - 0.07, half - 0.03, 0.01, 0.035, 0.004),
    ]
    return furniture(VOID, "washing machine", solids, top=height)


def small_fridge(rng: Random, palette: Palette) -> Furniture:
    """Draw a refrigerator that stands by itself, low or tall."""
    half_x, half_y, height = rng.uniform(0.24, 0.38), rng.uniform(0.25, 0.34), rng.choice((0.85, 1.45, 1.75))
    skin, metal = palette.plain(rng.choice(("white", "grey", "dark")), 0.2), palette.metal()
    solids = [box(VOID, skin, 0, 0.02, height / 2, half_x, half_y - 0.02, height / 2, 0.01)]
    solids.append(box(VOID, skin, 0, -half_y + 0.01, height / 2 + 0.02, half_x, 0.025, height / 2 - 0.03, 0.015))
    solids.append(box(VOID, metal, half_x - 0.05, -half_y - 0.03, height * 0.6, 0.012, 0.02, 0.14, 0.008))
    return furniture(VOID, "fridge", solids, top=height)


def piano(rng: Random, palette: Palette) -> Furniture:
    """Draw an upright piano."""
    body, half_x, height = palette.wood(), rng.uniform(0.68, 0.76), rng.uniform(1.05, 1.25)
    solids = [
        box(VOID, body, 0, 0.12, height / 2, half_x, 0.17, height / 2, 0.006),
        box(VOID, body, 0, -0.12, 0.66, half_x, 0.16, 0.05, 0.006),
        box(VOID, palette.plain("white"), 0, -0.17, 0.715, half_x - 0.06, 0.08, 0.008),
        box(VOID, palette.plain("dark"), 0, -0.13, 0.73, half_x - 0.07, 0.04, 0.01),
    ]
    solids += [box(VOID, body, s * (half_x - 0.04), -0.2, 0.31, 0.03, 0.04, 0.31) for s in SIDES]
    return furniture(VOID, "piano", solids, top=height)


def fan(rng: Random, palette: Palette) -> Furniture:
    """Draw a fan on a pole, or a heater of ribs."""
    body = palette.plain(rng.choice(("white", "dark", "grey")))
    if rng.random() < 0.5:
        height, radius = rng.uniform(0.9, 1.25), rng.uniform(0.17, 0.22)
        solids = [
            cone(VOID, body, 0, 0, 0.02, 0.02, 0.2, 0.18),
            cone(VOID, body, 0, 0, height / 2, height / 2, 0.018, 0.015),
            cone(VOID, body, 0, -0.06, height, 0.06, radius, radius, 0.02, 0.0, math.pi / 2),
            ellipsoid(VOID, body, 0, 0.03, height, 0.07, 0.1, 0.07),
        ]
        return furniture(VOID, "fan", solids)
    count = rng.randint(5, 9)
    solids = [box(VOID, body, 0.075 * (k - (count - 1) / 2), 0, 0.36, 0.022, 0.1, 0.27, 0.02) for k in range(count)]
    solids += [box(VOID, body, 0, 0, z, 0.0375 * count, 0.02, 0.02) for z in (0.13, 0.58)]
    solids += [box(VOID, body, s * 0.03 * count, 0, 0.05, 0.02, 0.13, 0.05, 0.01) for s in SIDES]
    return furniture(VOID, "heater", solids)


def water_cooler(rng: Random, palette: Palette) -> Furniture:
    """Draw a water dispenser with its bottle."""
    body = palette.plain(rng.choice(("white", "grey", "beige")))
    bottle = palette.add(0, (0.15, 0.3, 0.55), specular=0.5, shininess=80.0)
    solids = [
        box(VOID, body, 0, 0, 0.48, 0.16, 0.16, 0.48, 0.02),
        box(VOID, palette.plain("dark"), 0, -0.155, 0.72, 0.11, 0.012, 0.12),
        cone(VOID, bottle, 0, 0, 1.0, 0.04, 0.06, 0.12, 0.01),
        cone(VOID, bottle, 0, 0, 1.2, 0.17, 0.135, 0.135, 0.03),
    ]
    return furniture(VOID, "water cooler", solids)


def guitar(rng: Random, palette: Palette) -> Furniture:
    """Draw a guitar on a stand."""
    wood, neck = palette.add(2, (0.5, 0.25, 0.08), specular=0.3), palette.plain("dark")
    lean = rng.uniform(0.1, 0.25)
    solids = [
        ellipsoid(VOID, wood, 0, 0.0, 0.3, 0.2, 0.05, 0.19, 0.0, -lean),
        ellipsoid(VOID, wood, 0, 0.05, 0.55, 0.145, 0.05, 0.15, 0.0, -lean),
        box(VOID, neck, 0, 0.11, 0.85, 0.025, 0.012, 0.3, 0.005, 0.0, -lean),
        box(VOID, neck, 0, 0.17, 1.13, 0.04, 0.012, 0.07, 0.005, 0.0, -lean),
        box(VOID, palette.metal(), 0, 0.12, 0.2, 0.012, 0.012, 0.2, 0.0, 0.0, 0.3),
        box(VOID, palette.metal(), 0, -0.02, 0.08, 0.12, 0.07, 0.02, 0.01),
        box(VOID, palette.metal(), 0, 0.0, 0.03, 0.14, 0.14, 0.03, 0.01),
    ]
    return furniture(VOID, "guitar", solids)
