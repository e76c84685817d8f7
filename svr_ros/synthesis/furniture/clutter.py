"""Small things that lie on furniture and floors; all of them are void."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import SIDES, VOID, Furniture, box, cone, ellipsoid, furniture, place
from svr_ros.synthesis.scene import Solid

Maker = Callable[[Random, Palette], list[Solid]]


def vase(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a vase, often with flowers."""
    height, wide = rng.uniform(0.1, 0.3), rng.uniform(0.03, 0.09)
    solids = [cone(VOID, palette.thing(), 0, 0, height / 2, height / 2, wide, rng.uniform(0.02, 0.06), 0.01)]
    if rng.random() < 0.6:
        bloom = palette.thing()
        for _ in range(rng.randint(2, 5)):
            x, y = rng.uniform(-0.08, 0.08), rng.uniform(-0.08, 0.08)
            solids.append(ellipsoid(VOID, bloom, x, y, height + rng.uniform(0.0, 0.05), 0.05, 0.05, 0.05))
    return solids


def books(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a small pile of books or magazines."""
    z, solids = 0.0, []
    for _ in range(rng.randint(1, 5)):
        half = rng.uniform(0.006, 0.022)
        solids.append(
            box(
                VOID,
                palette.thing(),
                0,
                0,
                z + half,
                rng.uniform(0.08, 0.14),
                rng.uniform(0.07, 0.11),
                half,
                0.002,
                rng.uniform(-0.4, 0.4),
            )
        )
        z += 2 * half
    return solids


def bowl(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a bowl or plate, sometimes with fruit."""
    radius, half = rng.uniform(0.06, 0.16), rng.uniform(0.008, 0.045)
    solids = [cone(VOID, palette.thing(), 0, 0, half, half, radius * 0.55, radius, 0.005)]
    if half > 0.03 and rng.random() < 0.5:
        fruit = palette.plain("vivid")
        solids += [
            ellipsoid(
                VOID,
                fruit,
                0.5 * radius * math.cos(k * 2.1),
                0.5 * radius * math.sin(k * 2.1),
                2 * half,
                0.036,
                0.036,
                0.036,
            )
            for k in range(3)
        ]
    return solids


def carton(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a small box."""
    half = rng.uniform(0.03, 0.14)
    tall = half * rng.uniform(0.4, 1.2)
    return [box(VOID, palette.thing(), 0, 0, tall, half, half * rng.uniform(0.5, 1.0), tall, 0.004)]


def cup(rng: Random, palette: Palette) -> list[Solid]:
    """Draw one to three cups or glasses."""
    return [
        cone(VOID, palette.thing(), 0.1 * k, rng.uniform(-0.05, 0.05), 0.045, 0.045, 0.03, 0.04, 0.004)
        for k in range(rng.randint(1, 3))
    ]


def bottles(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a few bottles, tins and jars side by side."""
    solids, count = [], rng.randint(1, 3)
    for k in range(count):
        radius, half = rng.uniform(0.022, 0.045), rng.uniform(0.05, 0.13)
        x, y = 0.1 * (k - (count - 1) / 2) + rng.uniform(-0.02, 0.02), rng.uniform(-0.06, 0.06)
        look = palette.thing()
        solids.append(cone(VOID, look, x, y, half, half, radius, radius * 0.95, 0.008))
        if rng.random() < 0.5:
            solids.append(cone(VOID, look, x, y, 2 * half + 0.03, 0.035, radius * 0.5, radius * 0.35, 0.004))
    return solids


def papers(rng: Random, palette: Palette) -> list[Solid]:
    """Scatter sheets of paper."""
    sheet = palette.page()
    return [
        box(
            VOID,
            sheet,
            rng.uniform(-0.15, 0.15),
            rng.uniform(-0.1, 0.1),
            0.003 + 0.001 * k,
            0.105,
            0.148,
            0.003,
            0.0,
            rng.uniform(-0.8, 0.8),
        )
        for k in range(rng.randint(1, 4))
    ]


def laptop(rng: Random, palette: Palette) -> list[Solid]:
    """Draw an open laptop that faces -y."""
    lean = rng.uniform(0.1, 0.4)
    return [
        box(VOID, palette.plain(rng.choice(("grey", "dark", "white"))), 0, 0, 0.01, 0.17, 0.12, 0.01, 0.004),
        box(VOID, palette.screen(), 0, 0.12 + 0.1 * math.sin(lean), 0.115, 0.17, 0.005, 0.105, 0.002, 0.0, -lean),
    ]


def monitor(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a screen on its foot, facing -y, with a keyboard and a mouse before it."""
    half, thick = rng.uniform(0.2, 0.36), rng.choice((0.015, 0.025, 0.15))
    tall, dark = half * rng.uniform(0.55, 0.78), palette.plain(rng.choice(("dark", "dark", "grey", "beige")))
    low = rng.uniform(0.06, 0.14)
    solids = [
        box(VOID, dark, 0, 0.1 + thick, low + tall, half, thick, tall, 0.006),
        box(VOID, palette.screen(), 0, 0.098, low + tall, half - 0.02, 0.004, tall - 0.02),
        box(VOID, dark, 0, 0.1 + thick, low / 2 + 0.01, 0.04, 0.02, low / 2 + 0.02),
        box(VOID, dark, 0, 0.1, 0.008, 0.12, 0.09, 0.008, 0.004),
    ]
    if rng.random() < 0.8:
        key = palette.plain(rng.choice(("dark", "dark", "white", "grey")))
        x = rng.uniform(-0.08, 0.08)
        solids.append(
            box(VOID, key, x, -0.14, 0.012, rng.uniform(0.15, 0.22), 0.07, 0.01, 0.004, rng.uniform(-0.1, 0.1))
        )
        solids.append(ellipsoid(VOID, key, x + 0.29, -0.13, 0.01, 0.03, 0.05, 0.018))
    return solids


def frame(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a standing photograph that leans back."""
    half, tall = rng.uniform(0.05, 0.12), rng.uniform(0.06, 0.14)
    return [
        box(VOID, palette.wood(), 0, 0, tall, half, 0.008, tall, 0.002, 0.0, -0.2),
        box(VOID, palette.thing(), 0, -0.007, tall, half * 0.82, 0.005, tall * 0.82, 0.0, 0.0, -0.2),
    ]


def telephone(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a desk telephone, radio or alarm clock: a low wedge with a bar on it."""
    body = palette.plain(rng.choice(("dark", "grey", "white")))
    return [
        box(VOID, body, 0, 0, 0.03, 0.1, 0.08, 0.025, 0.01, 0.0, 0.15),
        box(VOID, body, -0.06, 0, 0.065, 0.025, 0.09, 0.015, 0.012),
    ]


def printer(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a printer or hi-fi set."""
    half_x, half_y, tall = rng.uniform(0.18, 0.25), rng.uniform(0.14, 0.2), rng.uniform(0.06, 0.16)
    body = palette.plain(rng.choice(("dark", "grey", "white", "beige")))
    return [
        box(VOID, body, 0, 0, tall, half_x, half_y, tall, 0.02),
        box(VOID, palette.plain("dark"), 0, -half_y, tall * 0.8, half_x * 0.75, 0.01, tall * 0.3, 0.003),
    ]


def toy(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a soft toy: a body, a head, limbs."""
    size, fur = rng.uniform(0.06, 0.16), palette.fabric()
    solids = [
        ellipsoid(VOID, fur, 0, 0, size, size * 0.8, size * 0.7, size),
        ellipsoid(VOID, fur, 0, -0.1 * size, size * 2.3, size * 0.65, size * 0.6, size * 0.6),
    ]
    for side in SIDES:
        solids.append(
            ellipsoid(VOID, fur, side * size * 0.5, -size * 0.8, size * 0.3, size * 0.3, size * 0.7, size * 0.3)
        )
        solids.append(ellipsoid(VOID, fur, side * size * 0.55, 0, size * 2.85, size * 0.25, size * 0.15, size * 0.25))
    return solids


def clothes(rng: Random, palette: Palette) -> list[Solid]:
    """Drop a heap of clothes or towels."""
    solids = []
    for _ in range(rng.randint(1, 4)):
        x, y, half_z = rng.uniform(-0.12, 0.12), rng.uniform(-0.1, 0.1), rng.uniform(0.03, 0.08)
        half_x, half_y = rng.uniform(0.12, 0.28), rng.uniform(0.08, 0.2)
        solids.append(
            ellipsoid(VOID, palette.fabric(), x, y, 0.75 * half_z, half_x, half_y, half_z, rng.uniform(0.0, math.pi))
        )
    return solids


ANYWHERE: tuple[Maker, ...] = (vase, books, books, bowl, carton, carton, cup, bottles, frame)
ON_TABLES: tuple[Maker, ...] = (bowl, bowl, cup, cup, vase, bottles, books, papers, laptop, carton)
ON_DESKS: tuple[Maker, ...] = (books, papers, papers, cup, laptop, telephone, carton, printer, frame, bottles)
ON_WORKTOPS: tuple[Maker, ...] = (bottles, bottles, bowl, cup, cup, carton, carton, printer, vase)
ON_SEATS: tuple[Maker, ...] = (clothes, clothes, laptop, books, toy, papers)
ON_NIGHTSTANDS: tuple[Maker, ...] = (books, cup, telephone, frame, vase, bottles)


def scatter(
    rng: Random, palette: Palette, makers: tuple[Maker, ...], count: int, width: float, depth: float, z: float
) -> list[Solid]:
    """Put `count` things, well inside a surface of width x depth (m) at height z, in columns so that they keep
    apart."""
    solids: list[Solid] = []
    if count == 0:
        return solids
    column = 0.86 * width / count
    for k in range(count):
        x = -0.43 * width + column * (k + 0.5) + rng.uniform(-0.2, 0.2) * column
        y = rng.uniform(-0.25, 0.25) * depth
        solids += place(rng.choice(makers)(rng, palette), x, y, z, rng.gauss(0.0, 0.5))
    return solids


def carton_stack(rng: Random, palette: Palette) -> Furniture:
    """Draw one to three removal boxes on top of each other."""
    card = (
        palette.plain(rng.choice(("wood", "beige", "white")), specular=0.0) if rng.random() < 0.6 else palette.thing()
    )
    z, half_x, half_y, solids = 0.0, rng.uniform(0.15, 0.3), rng.uniform(0.12, 0.25), []
    for _ in range(rng.choice((1, 1, 2, 3))):
        half = rng.uniform(0.09, 0.2)
        solids.append(box(VOID, card, 0, 0, z + half, half_x, half_y, half, 0.005, rng.uniform(-0.2, 0.2)))
        z += 2 * half
        half_x, half_y = half_x * rng.uniform(0.75, 0.98), half_y * rng.uniform(0.75, 0.98)
    return furniture(VOID, "boxes", solids)


def bag(rng: Random, palette: Palette) -> Furniture:
    """Draw a rucksack, handbag or case on the floor."""
    cover = palette.fabric()
    half_x, half_y, half_z = rng.uniform(0.12, 0.24), rng.uniform(0.07, 0.14), rng.uniform(0.14, 0.28)
    solids = [box(VOID, cover, 0, 0, half_z, half_x, half_y, half_z, half_y * 0.9, 0.0, rng.uniform(-0.1, 0.0))]
    solids.append(box(VOID, cover, 0, -half_y, half_z * 0.7, half_x * 0.75, 0.05, half_z * 0.5, 0.045))
    solids.append(box(VOID, palette.plain("dark"), 0, 0, 2 * half_z + 0.02, half_x * 0.4, 0.012, 0.04, 0.01))
    return furniture(VOID, "bag", solids)


def bin_(rng: Random, palette: Palette) -> Furniture:
    """Draw a waste-paper bin or laundry basket."""
    half, radius = rng.uniform(0.13, 0.3), rng.uniform(0.12, 0.2)
    material = palette.add(7, (0.4, 0.28, 0.14), scale=3.0) if rng.random() < 0.3 else palette.plain()
    if rng.random() < 0.5:
        return furniture(VOID, "bin", [cone(VOID, material, 0, 0, half, half, radius * 0.8, radius, 0.01)])
    return furniture(VOID, "bin", [box(VOID, material, 0, 0, half, radius, radius * 0.8, half, 0.02)])


def shoes(rng: Random, palette: Palette) -> Furniture:
    """Draw one to three pairs of shoes."""
    solids = []
    for k in range(rng.randint(1, 3)):
        look = palette.thing()
        for side in SIDES:
            x, turn = 0.3 * k + side * 0.06, rng.uniform(-0.3, 0.3)
            solids.append(box(VOID, look, x, 0, 0.03, 0.045, 0.13, 0.03, 0.028, turn))
            solids.append(ellipsoid(VOID, look, x, 0.06, 0.06, 0.042, 0.065, 0.045, turn))
    return furniture(VOID, "shoes", solids)


def heap(rng: Random, palette: Palette) -> Furniture:
    """Draw things dropped on the floor: toys, clothes, books."""
    solids: list[Solid] = []
    for _ in range(rng.randint(1, 3)):
        maker = rng.choice((toy, clothes, clothes, books, papers))
        solids += place(
            maker(rng, palette), rng.uniform(-0.25, 0.25), rng.uniform(-0.25, 0.25), 0.0, rng.uniform(0, math.tau)
        )
    return furniture(VOID, "heap", solids)


def clothes_rail(rng: Random, palette: Palette) -> Furniture:
    """Draw a drying rack or clothes rail with things hanging from it."""
    rail, half_x, height = palette.metal(), rng.uniform(0.4, 0.7), rng.uniform(1.3, 1.7)
    solids = [box(VOID, rail, s * half_x, 0, height / 2, 0.012, 0.012, height / 2) for s in SIDES]
    solids += [box(VOID, rail, s * half_x, 0, 0.02, 0.015, 0.22, 0.015) for s in SIDES]
    solids.append(box(VOID, rail, 0, 0, height, half_x, 0.012, 0.012))
    for _ in range(rng.randint(3, 8)):
        drop = rng.uniform(0.3, min(0.5, height / 2 - 0.1))
        solids.append(
            box(
                VOID,
                palette.fabric(),
                rng.uniform(-0.85, 0.85) * half_x,
                0,
                height - drop,
                rng.uniform(0.02, 0.05),
                rng.uniform(0.16, 0.22),
                drop,
                0.02,
            )
        )
    return furniture(VOID, "clothes rail", solids)
