"""What stands about for its looks: vases, photographs, figures, clocks, baskets; all void, standing on z = 0."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box, cone, ellipsoid, rod, shell
from svr_ros.synthesis.scene import Solid


def vase(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a vase: straight, flared, bellied or a bottle, often with flowers or twigs."""
    height, look, kind = rng.uniform(0.12, 0.32), palette.thing(), rng.random()
    wide = height * rng.uniform(0.2, 0.35)
    mouth = wide * rng.uniform(0.5, 1.1)
    if kind < 0.5:
        solids = [cone(VOID, look, 0, 0, height / 2, height / 2, wide * rng.uniform(0.6, 1.0), mouth, 0.01)]
    else:
        mouth = wide * 0.45
        solids = [
            ellipsoid(VOID, look, 0, 0, height * 0.38, wide, wide, height * 0.39),
            shell(VOID, look, 0, 0, height * 0.84, height * 0.16, mouth * 0.8, mouth, 0.008),
        ]
    if rng.random() < 0.65:
        solids += bouquet(rng, palette, height * 0.95, mouth)
    return solids


def bouquet(rng: Random, palette: Palette, z: float, mouth: float) -> list[Solid]:
    """Draw flowers whose stems stand in a mouth of that radius at height z (m)."""
    stem, bloom, solids = palette.leaves(), palette.plain(rng.choice(("vivid", "vivid", "white", "pastel"))), []
    tall, twigs = rng.uniform(0.1, 0.28), rng.random() < 0.25
    count = rng.randint(4, 7)
    for k in range(count):
        angle, lean = k * 2.4, rng.uniform(0.1, 0.5)
        reach = mouth * 0.5 + tall * lean
        end = (reach * math.cos(angle), reach * math.sin(angle), z + tall * rng.uniform(0.75, 1.1))
        foot = (0.3 * mouth * math.cos(angle), 0.3 * mouth * math.sin(angle), z - 0.07)
        solids.append(rod(VOID, stem, foot, end, 0.004))
        size = rng.uniform(0.022, 0.045)
        look = stem if twigs or k % 4 == 3 else bloom
        solids.append(ellipsoid(VOID, look, *end, size, size, size * (0.7 if look == bloom else 1.6)))
    return solids


def frame(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a standing photograph that leans back."""
    half, tall, lean = rng.uniform(0.05, 0.12), rng.uniform(0.06, 0.14), 0.2
    wood, z = palette.wood(), tall * math.cos(lean)
    return [
        box(VOID, wood, 0, 0, z, half, 0.008, tall, 0.002, 0.0, -lean),
        box(VOID, palette.thing(), 0, -0.0075, z, half * 0.82, 0.003, tall * 0.82, 0.0, 0.0, -lean),
        rod(VOID, wood, (0, 0.02, z), (0, tall * 0.75, 0.004), 0.006),
    ]


def clock(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a mantel or alarm clock."""
    size, look, lay = rng.uniform(0.05, 0.11), palette.thing(), math.pi / 2
    if rng.random() < 0.5:
        solids = [cone(VOID, look, 0, 0, size * 1.1, 0.025, size, size, 0.006, 0.0, lay)]
        solids += [cone(VOID, look, s * size * 0.6, 0, size * 0.2, size * 0.2, 0.01, 0.014) for s in SIDES]
    else:
        solids = [box(VOID, look, 0, 0, size * 1.1, size * 0.95, 0.03, size * 1.1, 0.008)]
    solids.append(
        cone(VOID, palette.plain("white", 0.2), 0, -0.027, size * 1.1, 0.006, *(size * 0.8,) * 2, 0.002, 0, lay)
    )
    return solids


def figure(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a statuette, bust, bird or abstract ornament."""
    look, size, kind = palette.thing(), rng.uniform(0.07, 0.16), rng.random()
    if kind < 0.35:  # a bust on its plinth
        return [
            box(VOID, look, 0, 0, size * 0.25, size * 0.4, size * 0.35, size * 0.25, 0.004),
            ellipsoid(VOID, look, 0, 0, size * 0.8, size * 0.6, size * 0.3, size * 0.38),
            ellipsoid(VOID, look, 0, -size * 0.05, size * 1.5, size * 0.3, size * 0.34, size * 0.42),
        ]
    if kind < 0.65:  # a ring or a disc on a foot
        return [
            box(VOID, palette.wood(), 0, 0, 0.015, size * 0.6, size * 0.35, 0.015, 0.003),
            shell(
                VOID, look, 0, 0, size + 0.02, size * 0.12, size * 0.8, size * 0.8, size * 0.24, math.pi, 0, math.pi / 2
            ),
        ]
    return [  # an animal
        ellipsoid(VOID, look, 0, 0, size * 0.75, size * 0.9, size * 0.38, size * 0.42),
        ellipsoid(VOID, look, -size * 0.85, 0, size * 1.25, size * 0.34, size * 0.28, size * 0.3),
        *(cone(VOID, look, sx * size * 0.55, sy * size * 0.2, size * 0.25, size * 0.25, *(size * 0.1,) * 2)
          for sx in SIDES for sy in SIDES),
        cone(VOID, look, size * 0.95, 0, size * 0.95, size * 0.3, 0.012, 0.008, 0.003, 0.0, 0.0, 0.7),
    ]  # fmt: skip


def globe(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a globe on its foot."""
    radius = rng.uniform(0.09, 0.16)
    sea = palette.add(8, (0.06, 0.16, 0.4), (0.25, 0.32, 0.12), 1.2 / radius, 0.0, 0.55, 0.2)
    foot = palette.wood()
    return [
        cone(VOID, foot, 0, 0, 0.015, 0.015, radius * 0.65, radius * 0.55),
        cone(VOID, foot, 0, 0, 0.04, 0.04, 0.012, 0.012),
        ellipsoid(VOID, sea, 0, 0, 0.07 + radius, radius, radius, radius),
        shell(VOID, foot, 0, 0, 0.07 + radius, 0.006, radius + 0.008, radius + 0.008, 0.012, 1.7, 0.0, math.pi / 2),
    ]


def basket(rng: Random, palette: Palette) -> list[Solid]:
    """Draw an open storage basket or box of cloth, wicker or plastic, mostly with something in it."""
    half_x, half_y, tall = rng.uniform(0.11, 0.19), rng.uniform(0.1, 0.15), rng.uniform(0.07, 0.12)
    look, wall = rng.choice((palette.wicker, palette.fabric, palette.plastic))(), 0.007
    solids = [box(VOID, look, 0, 0, 0.008, half_x, half_y, 0.008)]
    solids += [box(VOID, look, s * (half_x - wall), 0, tall, wall, half_y, tall, 0.004) for s in SIDES]
    solids += [box(VOID, look, 0, s * (half_y - wall), tall, half_x, wall, tall, 0.004) for s in SIDES]
    if rng.random() < 0.7:
        stuff = palette.fabric()
        solids.append(ellipsoid(VOID, stuff, 0, 0, tall, half_x * 0.92, half_y * 0.92, tall * rng.uniform(0.9, 1.3)))
        solids[-1] = solids[-1]._replace(z=max(tall, solids[-1].hz + 0.01))
    return solids


def carton(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a small box with its lid, or a few packets."""
    half = rng.uniform(0.05, 0.14)
    tall, deep, look = half * rng.uniform(0.4, 1.1), half * rng.uniform(0.6, 1.0), palette.thing()
    solids = [box(VOID, look, 0, 0, tall, half, deep, tall, 0.003)]
    if rng.random() < 0.4:
        solids.append(box(VOID, look, 0, 0, 1.75 * tall, half + 0.006, deep + 0.006, 0.25 * tall + 0.004, 0.003))
    elif rng.random() < 0.4:
        up = tall * rng.uniform(0.4, 0.8)
        turn = rng.uniform(-0.3, 0.3)
        solids.append(box(VOID, palette.thing(), 0, 0, 2 * tall + up, half * 0.7, deep * 0.7, up, 0.003, turn))
    return solids
