"""What stands on a laid or used table: dishes, glasses, bottles, candles; all void, standing on z = 0."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box, cone, ellipsoid, shell
from svr_ros.synthesis.scene import Solid


def crockery(rng: Random, palette: Palette) -> int:
    """Choose the glaze of dishes: mostly white."""
    return palette.ceramic() if rng.random() < 0.6 else palette.thing()


def plate(look: int, radius: float, z: float = 0.0) -> list[Solid]:
    """Build a plate: a foot and a shallow rim."""
    return [
        cone(VOID, look, 0, 0, z + 0.006, 0.006, 0.6 * radius, 0.66 * radius, 0.002),
        shell(VOID, look, 0, 0, z + 0.013, 0.011, 0.62 * radius, radius - 0.004, 0.008),
    ]


def cup(rng: Random, palette: Palette) -> list[Solid]:
    """Draw one to three cups, mugs with handles, beakers or stemmed glasses."""
    solids: list[Solid] = []
    kind, count = rng.choice(("mug", "mug", "beaker", "glass")), rng.randint(1, 3)
    look = palette.glass() if kind == "glass" else crockery(rng, palette)
    radius, half = rng.uniform(0.032, 0.045), rng.uniform(0.04, 0.055)
    for k in range(count):
        x, y = 0.115 * (k - (count - 1) / 2), rng.uniform(-0.05, 0.05)
        if kind == "glass":
            stem = rng.uniform(0.07, 0.1)
            solids += [
                cone(VOID, look, x, y, 0.004, 0.004, 0.034, 0.03),
                cone(VOID, look, x, y, stem / 2, stem / 2, 0.005, 0.005),
                ellipsoid(VOID, look, x, y, stem + half * 0.8, radius, radius, half),
            ]
            continue
        solids.append(shell(VOID, look, x, y, half, half, radius * rng.uniform(0.75, 0.95), radius, 0.007))
        solids.append(cone(VOID, look, x, y, 0.5 * half, 0.5 * half, radius * 0.8, radius * 0.85, 0.002))
        if kind == "mug":
            turn = rng.uniform(0, math.tau)
            cx, cy = x + math.cos(turn) * radius, y + math.sin(turn) * radius
            solids.append(
                shell(VOID, look, cx, cy, half, 0.005, 0.022, 0.022, 0.01, 1.7, turn, math.pi / 2)
                if abs(math.sin(turn)) < 0.2
                else box(VOID, look, cx, cy, half, 0.02, 0.006, 0.022, 0.005, turn)
            )
    return solids


def bowl(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a bowl or dish, often with fruit."""
    radius, half, look = rng.uniform(0.08, 0.16), rng.uniform(0.03, 0.05), palette.thing()
    solids = [
        shell(VOID, look, 0, 0, half, half, radius * rng.uniform(0.5, 0.7), radius, 0.008),
        cone(VOID, look, 0, 0, 0.5 * half, 0.5 * half, 0.45 * radius, 0.6 * radius, 0.003),
    ]
    if rng.random() < 0.65:
        fruits, size = [palette.plain("vivid") for _ in range(2)], rng.uniform(0.034, 0.042)
        ring = max(3, int(4.2 * radius / (2 * size)))
        for k in range(min(ring, 5)):
            angle, reach = k * math.tau / min(ring, 5), 0.55 * radius
            x, y = reach * math.cos(angle), reach * math.sin(angle)
            solids.append(ellipsoid(VOID, fruits[k % 2], x, y, half + size * 0.7, size, size, size * 0.95))
        solids.append(ellipsoid(VOID, fruits[0], 0, 0, half + size * 1.05, size, size, size * 0.95))
    return solids


def plates(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a plate with cutlery beside it, or a pile of plates."""
    look, radius = crockery(rng, palette), rng.uniform(0.1, 0.14)
    if rng.random() < 0.35:
        count = rng.randint(3, 7)
        solids = [cone(VOID, look, 0, 0, 0.008 * count, 0.008 * count, 0.65 * radius, 0.75 * radius, 0.004)]
        return solids + plate(look, radius, 0.016 * count - 0.006)
    solids = plate(look, radius)
    if rng.random() < 0.5:
        food = palette.plain(rng.choice(("vivid", "wood", "beige")))
        solids.append(ellipsoid(VOID, food, 0, 0, 0.016, 0.5 * radius, 0.45 * radius, 0.018))
    steel = palette.metal()
    for side in SIDES:
        solids.append(box(VOID, steel, side * (radius + 0.025), 0, 0.004, 0.009, 0.1, 0.004, 0.002))
    return solids


def bottles(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a few bottles, tins and jars side by side."""
    solids, count = [], rng.randint(1, 4)
    for k in range(count):
        x, y = 0.095 * (k - (count - 1) / 2) + rng.uniform(-0.008, 0.008), rng.uniform(-0.05, 0.05)
        look, kind = palette.thing(), rng.random()
        if kind < 0.4:  # a bottle: body, shoulder, neck
            radius, half = rng.uniform(0.032, 0.042), rng.uniform(0.08, 0.11)
            glass = palette.add(0, (0.02, rng.uniform(0.02, 0.16), 0.02), specular=0.5, shininess=80.0)
            body = glass if rng.random() < 0.6 else look
            solids += [
                cone(VOID, body, x, y, half, half, radius, radius, 0.008),
                cone(VOID, body, x, y, 2 * half + 0.018, 0.026, radius * 0.95, 0.016, 0.004),
                cone(VOID, body, x, y, 2 * half + 0.065, 0.03, 0.014, 0.013, 0.002),
            ]
            if rng.random() < 0.6:
                solids.append(cone(VOID, look, x, y, half, 0.5 * half, radius + 0.001, radius + 0.001, 0.002))
        elif kind < 0.7:  # a jar or tin with its lid
            radius, half = rng.uniform(0.03, 0.046), rng.uniform(0.045, 0.08)
            solids += [
                cone(VOID, look, x, y, half, half, radius, radius, 0.006),
                cone(VOID, palette.metal(), x, y, 2 * half + 0.004, 0.008, radius * 0.9, radius * 0.9, 0.002),
            ]
        else:  # a flask with a cap or pump
            half_x, half = rng.uniform(0.025, 0.04), rng.uniform(0.06, 0.1)
            solids += [
                box(VOID, look, x, y, half, half_x, 0.022, half, 0.014),
                cone(VOID, palette.plain("white"), x, y, 2 * half + 0.014, 0.018, 0.014, 0.011, 0.003),
            ]
    return solids


def jug(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a jug or a tea pot with its handle."""
    look, radius, half = crockery(rng, palette), rng.uniform(0.05, 0.08), rng.uniform(0.06, 0.1)
    if rng.random() < 0.5:
        return [
            ellipsoid(VOID, look, 0, 0, half * 0.8, radius, radius, half * 0.82),
            shell(VOID, look, 0, 0, 1.45 * half, 0.3 * half, radius * 0.6, radius * 0.75, 0.008),
            shell(VOID, look, radius * 0.85, 0, half, 0.006, half * 0.5, half * 0.5, 0.012, 1.6, 0.0, math.pi / 2),
        ]
    return [
        ellipsoid(VOID, look, 0, 0, radius * 0.85, radius, radius, radius * 0.87),
        ellipsoid(VOID, look, 0, 0, radius * 1.75, 0.014, 0.014, 0.014),
        cone(VOID, look, -radius * 1.1, 0, radius * 1.1, radius * 0.5, 0.02, 0.01, 0.003, 0.0, 0.0, -0.9),
        shell(VOID, look, radius * 0.9, 0, radius, 0.006, radius * 0.5, radius * 0.5, 0.012, 1.6, 0.0, math.pi / 2),
    ]


def candles(rng: Random, palette: Palette) -> list[Solid]:
    """Draw one to three candles: thick ones on a dish, or thin ones in sticks."""
    wax, holder = palette.plain(rng.choice(("white", "beige", "vivid")), 0.05), palette.metal()
    solids: list[Solid] = []
    count, thin = rng.randint(1, 3), rng.random() < 0.5
    for k in range(count):
        x, half = 0.09 * (k - (count - 1) / 2), rng.uniform(0.04, 0.08)
        if thin:
            stick = rng.uniform(0.06, 0.16)
            solids += [
                cone(VOID, holder, x, 0, 0.008, 0.008, 0.04, 0.03),
                cone(VOID, holder, x, 0, stick / 2, stick / 2, 0.01, 0.012),
                cone(VOID, wax, x, 0, stick + half * 1.4, half * 1.5, 0.011, 0.01, 0.002),
            ]
        else:
            solids += [
                cone(VOID, wax, x, 0, half, half, 0.035, 0.035, 0.004),
                cone(VOID, palette.plain("dark", 0.0), x, 0, 2 * half + 0.006, 0.008, 0.003, 0.002, 0.001),
            ]
    return solids
