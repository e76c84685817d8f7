"""Pot plants."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import VOID, Furniture, box, cone, ellipsoid, furniture
from svr_ros.synthesis.scene import Solid


def pot_plant(rng: Random, palette: Palette, height: float) -> list[Solid]:
    """Draw a plant of about that height (m) in its pot: a bush, a small tree or upright blades."""
    radius = min(0.22, height * rng.uniform(0.15, 0.25))
    pot = min(radius * rng.uniform(1.2, 2.0), height * 0.5)
    solids = [cone(VOID, palette.thing(), 0, 0, pot / 2, pot / 2, radius * rng.uniform(0.6, 1.0), radius, 0.008)]
    leaf = palette.leaves()
    if rng.random() < 0.25:
        for k in range(7):
            angle, blade = k * 2.4, (height - pot) / 2 * rng.uniform(0.6, 1.0)
            lean = rng.uniform(0.05, 0.5)
            x, y = (math.cos(angle) * blade * lean, math.sin(angle) * blade * lean)
            solids.append(
                ellipsoid(VOID, leaf, x, y, pot + blade * 0.95, 0.035 * height + 0.01, 0.012, blade, angle, 0.0, lean)
            )
        return solids
    crown = height * rng.uniform(0.15, 0.3) if height > 0.4 else height - pot
    if height > 0.4:
        trunk = (height - crown) / 2
        solids.append(cone(VOID, palette.plain("wood", 0.0), 0, 0, trunk, trunk, 0.015, 0.012))
    flat, size = rng.random() < 0.7, height * (rng.uniform(0.06, 0.13) if height > 0.4 else rng.uniform(0.15, 0.25))
    for _ in range(rng.randint(8, 16) if height > 0.4 else 6):
        angle, up = rng.uniform(0, math.tau), rng.uniform(-0.5, 1.3)
        reach = crown * rng.uniform(0.3, 1.0)
        z = max(height - crown + math.sin(up) * reach, pot)
        x, y = math.cos(angle) * math.cos(up) * reach, math.sin(angle) * math.cos(up) * reach
        thick = size * (0.15 if flat else 0.6)
        solids.append(
            ellipsoid(
                VOID, leaf, x, y, z, size, size * 0.5, thick, angle, rng.uniform(-0.6, 0.6), rng.uniform(-0.8, 0.3)
            )
        )
    return solids


def plant(rng: Random, palette: Palette) -> Furniture:
    """Draw a plant that stands on the floor."""
    return furniture(VOID, "plant", pot_plant(rng, palette, rng.uniform(0.45, 1.7)))


def small_plant(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a plant for a table or a shelf."""
    return pot_plant(rng, palette, rng.uniform(0.15, 0.35))


def planter(rng: Random, palette: Palette) -> Furniture:
    """Draw a long trough with several bushes."""
    half_x = rng.uniform(0.3, 0.5)
    solids = [box(VOID, palette.thing(), 0, 0, 0.18, half_x, 0.14, 0.18, 0.01)]
    leaf = palette.leaves()
    for k in range(6):
        x = half_x * (2 * (k + 0.5) / 6 - 1)
        solids.append(
            ellipsoid(
                VOID, leaf, x, rng.uniform(-0.05, 0.05), rng.uniform(0.42, 0.6), 0.13, 0.13, rng.uniform(0.12, 0.25)
            )
        )
    return furniture(VOID, "planter", solids)
