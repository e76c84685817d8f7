"""What stands or lies on floors: boxes, bags, bins, shoes, heaps; all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.desk_things import books, papers
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box, cone, corners, ellipsoid, hoop, rod, shell
from svr_ros.synthesis.catalogue.toys import soft_toy
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid

_LAID = math.pi / 2


def clothes(rng: Random, palette: Palette) -> list[Solid]:
    """Drop a heap of clothes or towels, or lay a folded pile."""
    solids: list[Solid] = []
    if rng.random() < 0.3:
        z, half_x, half_y = 0.0, rng.uniform(0.12, 0.17), rng.uniform(0.1, 0.14)
        for _ in range(rng.randint(2, 5)):
            half = rng.uniform(0.012, 0.03)
            size, turn = rng.uniform(0.9, 1.0), rng.uniform(-0.15, 0.15)
            solids.append(box(VOID, palette.fabric(), 0, 0, z + half, size * half_x, size * half_y, half, 0.012, turn))
            z += 2 * half
        return solids
    for k in range(rng.randint(2, 4)):
        half_z, half_x, half_y = rng.uniform(0.03, 0.07), rng.uniform(0.14, 0.26), rng.uniform(0.07, 0.13)
        x, y = rng.uniform(-0.08, 0.08), rng.uniform(-0.07, 0.07)
        tilt, z = (rng.uniform(-0.2, 0.2), 0.07) if k else (0.0, half_z - 0.002)
        cloth, turn = palette.fabric(), rng.uniform(0.0, math.pi)
        solids.append(
            ellipsoid(VOID, cloth, x, y, max(z, half_z + 0.05 * abs(tilt)), half_x, half_y, half_z, turn, tilt)
        )
    return solids


def handbag(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a handbag with its handles up."""
    half, deep, tall, skin = rng.uniform(0.1, 0.17), rng.uniform(0.04, 0.07), rng.uniform(0.07, 0.13), palette.leather()
    return [
        box(VOID, skin, 0, 0, tall, half, deep, tall, 0.03),
        *(hoop(VOID, skin, 0, s * deep * 0.5, 1.9 * tall, half * 0.55, 0.014, 1.6) for s in SIDES),
        box(VOID, palette.chrome(), 0, -deep, 1.5 * tall, 0.02, 0.006, 0.012, 0.003),
    ]  # fmt: skip


def bag(rng: Random, palette: Palette) -> Furniture:
    """Draw a rucksack, a handbag, a shopping bag or a holdall on the floor."""
    kind = rng.random()
    if kind < 0.4:
        return furniture(VOID, "rucksack", _rucksack(rng, palette))
    if kind < 0.55:
        return furniture(VOID, "handbag", handbag(rng, palette))
    half_x, half_y, half_z = rng.uniform(0.12, 0.2), rng.uniform(0.06, 0.1), rng.uniform(0.14, 0.21)
    if kind < 0.75:  # a paper or cloth bag with its loops
        look = rng.choice((palette.cardboard, palette.fabric, palette.plastic))()
        solids = [box(VOID, look, 0, 0, half_z, half_x, half_y, half_z, 0.01)]
        solids += [hoop(VOID, look, 0, s * half_y * 0.8, 2 * half_z - 0.01, 0.06, 0.01, 1.6) for s in SIDES]
        return furniture(VOID, "shopping bag", solids)
    cover, half = palette.fabric(), rng.uniform(0.22, 0.32)
    radius = half * 0.45
    solids = [
        cone(VOID, cover, 0, 0, radius, half, radius, radius, 0.05, 0, 0, _LAID),
        box(VOID, palette.plain("dark"), 0, 0, radius, 0.035, radius * 1.01, radius * 1.01, 0.03),
        hoop(VOID, palette.plain("dark"), 0, 0, 1.9 * radius, 0.1, 0.024, 1.6),
        box(VOID, cover, 0, 0, 0.02, half * 0.9, radius * 0.6, 0.02, 0.015),
    ]
    return furniture(VOID, "holdall", solids)


def _rucksack(rng: Random, palette: Palette) -> list[Solid]:
    cover, trim = palette.fabric(), palette.plain("dark")
    half_x, half_y, half_z = rng.uniform(0.14, 0.18), rng.uniform(0.08, 0.12), rng.uniform(0.19, 0.26)
    return [
        box(VOID, cover, 0, 0, half_z, half_x, half_y, half_z, half_y * 0.9),
        box(VOID, cover, 0, -half_y, half_z * 0.62, half_x * 0.72, 0.05, half_z * 0.5, 0.045),
        box(VOID, trim, 0, -half_y - 0.048, half_z * 0.95, half_x * 0.6, 0.006, 0.006, 0.003),
        *(box(VOID, trim, s * half_x * 0.55, half_y + 0.012, half_z, 0.028, 0.016, half_z * 0.7, 0.012) for s in SIDES),
        hoop(VOID, trim, 0, half_y * 0.5, 2 * half_z - 0.01, 0.04, 0.016, 1.6),
    ]


def suitcase(rng: Random, palette: Palette) -> Furniture:
    """Draw a suitcase: upright on castors with its handle, or lying."""
    half_x, half_y, half_z = rng.uniform(0.18, 0.25), rng.uniform(0.1, 0.15), rng.uniform(0.25, 0.37)
    skin, dark = rng.choice((palette.plastic, palette.leather, palette.fabric))(), palette.plain("dark")
    if rng.random() < 0.25:
        solids = [
            box(VOID, skin, 0, 0, half_y, half_z, half_x, half_y, 0.03),
            box(VOID, dark, 0, 0, half_y, half_z + 0.002, half_x + 0.002, 0.012, 0.01),
            box(VOID, dark, 0, -half_x - 0.015, half_y, 0.07, 0.015, 0.015, 0.01),
        ]
        return furniture(VOID, "suitcase", solids)
    low = 0.045
    solids = [
        box(VOID, skin, 0, 0, low + half_z, half_x, half_y, half_z, 0.04),
        *(cone(VOID, dark, x, y, 0.03, 0.03, 0.022, 0.022) for x, y in corners(half_x - 0.04, half_y - 0.04)),
        *(box(VOID, skin, s * half_x * 0.5, -half_y, low + half_z, 0.03, 0.008, half_z * 0.85, 0.006) for s in SIDES),
        box(VOID, dark, 0, 0, low + 2 * half_z + 0.012, 0.06, 0.015, 0.018, 0.01),
    ]
    if rng.random() < 0.6:
        up, y = rng.uniform(0.25, 0.42), half_y - 0.03
        top = low + 2 * half_z + up
        solids += [
            rod(VOID, palette.chrome(), (s * 0.09, y, top - up - 0.03), (s * 0.09, y, top), 0.007) for s in SIDES
        ]
        solids.append(box(VOID, dark, 0, y, top, 0.105, 0.016, 0.014, 0.01))
    return furniture(VOID, "suitcase", solids)


def carton_stack(rng: Random, palette: Palette) -> Furniture:
    """Draw removal boxes: up to three on each other, open or taped shut."""
    card = palette.cardboard() if rng.random() < 0.7 else palette.thing()
    tape = palette.plain(rng.choice(("beige", "grey")), 0.2)
    z, half_x, half_y, solids = 0.0, rng.uniform(0.15, 0.3), rng.uniform(0.12, 0.25), []
    count = rng.choice((1, 1, 2, 3))
    for k in range(count):
        half, turn = rng.uniform(0.09, 0.2), rng.uniform(-0.2, 0.2)
        if k == count - 1 and rng.random() < 0.4:
            solids += place(_open_box(rng, palette, card, half_x, half_y, half), 0, 0, z, turn)
            break
        solids.append(box(VOID, card, 0, 0, z + half, half_x, half_y, half, 0.004, turn))
        solids.append(box(VOID, tape, 0, 0, z + half, half_x + 0.001, 0.025, half + 0.001, 0.0, turn))
        z += 2 * half
        half_x, half_y = half_x * rng.uniform(0.75, 0.98), half_y * rng.uniform(0.75, 0.98)
    return furniture(VOID, "boxes", solids)


def _open_box(rng: Random, palette: Palette, card: int, half_x: float, half_y: float, half: float) -> list[Solid]:
    """Build a box with its flaps up and something in it."""
    thin, flap = 0.005, half_y * 0.45
    solids = [box(VOID, card, 0, 0, thin, half_x, half_y, thin)]
    solids += [box(VOID, card, s * (half_x - thin), 0, half, thin, half_y, half) for s in SIDES]
    solids += [box(VOID, card, 0, s * (half_y - thin), half, half_x, thin, half) for s in SIDES]
    for s in SIDES:
        lean = rng.uniform(0.3, 1.3)
        y, z = s * (half_y + flap * math.sin(lean)), 2 * half + flap * math.cos(lean)
        solids.append(box(VOID, card, 0, y, z, half_x, 0.004, flap, 0.0, 0.0, -s * lean))
    stuff = rng.choice((palette.fabric, palette.spines, palette.thing))()
    solids.append(box(VOID, stuff, 0, 0, half * 0.7, half_x - 0.012, half_y - 0.012, half * 0.7, 0.01))
    return solids


def bin_(rng: Random, palette: Palette) -> Furniture:
    """Draw a waste-paper bin (open), a pedal bin or a laundry basket."""
    kind, half, radius = rng.random(), rng.uniform(0.13, 0.2), rng.uniform(0.11, 0.16)
    if kind < 0.45:
        look = rng.choice((palette.plastic, palette.wicker, palette.metal))()
        solids = [
            shell(VOID, look, 0, 0, half, half, radius * 0.8, radius, 0.01),
            cone(VOID, look, 0, 0, 0.01, 0.01, radius * 0.8, radius * 0.8, 0.002),
        ]
        if rng.random() < 0.6:
            paper = palette.page()
            for k in range(3):
                x, y = 0.4 * radius * math.cos(2.1 * k), 0.4 * radius * math.sin(2.1 * k)
                solids.append(ellipsoid(VOID, paper, x, y, half, radius * 0.55, radius * 0.5, half * 0.95))
        return furniture(VOID, "waste bin", solids)
    if kind < 0.7:
        body, half = rng.choice((palette.chrome, palette.plastic))(), rng.uniform(0.15, 0.32)
        solids = [
            cone(VOID, palette.plain("dark"), 0, 0, 0.02, 0.02, radius, radius),
            cone(VOID, body, 0, 0, half, half - 0.01, radius * 0.98, radius * 0.98, 0.005),
            ellipsoid(VOID, body, 0, 0, 2 * half - 0.01, radius, radius, 0.045),
            box(VOID, palette.plain("dark"), 0, -radius - 0.01, 0.02, 0.03, 0.03, 0.008, 0.004),
        ]
        return furniture(VOID, "pedal bin", solids)
    return laundry_basket(rng, palette)


def laundry_basket(rng: Random, palette: Palette) -> Furniture:
    """Draw a laundry basket: tall with a lid, or low, open and full."""
    look = rng.choice((palette.wicker, palette.wicker, palette.fabric, palette.plastic))()
    if rng.random() < 0.5:
        half, half_x, half_y = rng.uniform(0.24, 0.32), rng.uniform(0.17, 0.24), rng.uniform(0.14, 0.2)
        solids = [
            box(VOID, look, 0, 0, half, half_x, half_y, half, 0.03),
            box(VOID, look, 0, 0, 2 * half + 0.005, half_x + 0.01, half_y + 0.01, 0.022, 0.015),
        ]
        return furniture(VOID, "laundry basket", solids)
    radius, half = rng.uniform(0.2, 0.27), rng.uniform(0.11, 0.2)
    solids = [
        shell(VOID, look, 0, 0, half, half, radius * 0.82, radius, 0.016),
        cone(VOID, look, 0, 0, 0.012, 0.012, radius * 0.8, radius * 0.8, 0.003),
    ]
    for _ in range(rng.randint(2, 4)):
        x, y, turn = rng.uniform(-0.3, 0.3) * radius, rng.uniform(-0.3, 0.3) * radius, rng.uniform(0, math.pi)
        cloth = palette.fabric()
        solids.append(
            ellipsoid(VOID, cloth, x, y, 1.5 * half, radius * 0.62, radius * 0.45, half * rng.uniform(0.5, 0.9), turn)
        )
    solids.append(ellipsoid(VOID, palette.fabric(), 0, 0, half, radius * 0.85, radius * 0.85, half * 0.95))
    return furniture(VOID, "laundry basket", solids)


def shoes(rng: Random, palette: Palette) -> Furniture:
    """Draw one to three pairs of shoes, slippers or boots, now and then one tipped over."""
    solids: list[Solid] = []
    for k in range(rng.randint(1, 3)):
        solids += place(pair_of_shoes(rng, palette), 0.3 * k, rng.uniform(-0.04, 0.04), 0.0, rng.uniform(-0.3, 0.3))
    return furniture(VOID, "shoes", solids)


def pair_of_shoes(rng: Random, palette: Palette) -> list[Solid]:
    """Draw two shoes side by side, their toes towards -y."""
    look, sole, solids = rng.choice((palette.leather, palette.fabric, palette.plastic))(), palette.plain(), []
    boot, size = rng.random() < 0.2, rng.uniform(0.8, 1.0)
    for side in SIDES:
        x, turn = side * 0.065, rng.uniform(-0.12, 0.12)
        one = [
            ellipsoid(VOID, sole, 0, 0, 0.018, 0.046 * size, 0.14 * size, 0.019),
            ellipsoid(VOID, look, 0, -0.045 * size, 0.036, 0.044 * size, 0.092 * size, 0.036),
            ellipsoid(VOID, look, 0, 0.055 * size, 0.05, 0.041 * size, 0.082 * size, 0.046),
        ]
        if boot:
            one.append(cone(VOID, look, 0, 0.08 * size, 0.17, 0.13, 0.045 * size, 0.055 * size, 0.006))
        solids += place(one, x, 0.0, 0.0, turn)
    return solids


def heap(rng: Random, palette: Palette) -> Furniture:
    """Draw things dropped on the floor: toys, clothes, books."""
    solids: list[Solid] = []
    for _ in range(rng.randint(1, 3)):
        maker = rng.choice((soft_toy, clothes, clothes, books, papers))
        x, y = rng.uniform(-0.25, 0.25), rng.uniform(-0.25, 0.25)
        solids += place(maker(rng, palette), x, y, 0.0, rng.uniform(0, math.tau))
    return furniture(VOID, "heap", solids)


def floor_cushion(rng: Random, palette: Palette) -> Furniture:
    """Draw a bean bag, a pet's bed or a yoga mat rolled up."""
    cloth, kind = palette.fabric(), rng.random()
    if kind < 0.4:
        radius = rng.uniform(0.35, 0.48)
        solids = [
            ellipsoid(VOID, cloth, 0, 0, 0.2, radius, radius, 0.2),
            ellipsoid(VOID, cloth, 0, 0.14, 0.36, radius * 0.68, radius * 0.5, 0.3),
        ]
        return furniture(VOID, "bean bag", solids)
    if kind < 0.8:
        radius = rng.uniform(0.22, 0.36)
        solids = [
            shell(VOID, cloth, 0, 0, 0.07, 0.07, radius, radius, 0.13),
            ellipsoid(VOID, palette.fabric(), 0, 0, 0.05, radius, radius, 0.05),
        ]
        if rng.random() < 0.35:  # its owner, curled up
            fur = palette.fabric()
            solids.append(
                shell(VOID, fur, 0, 0, 0.13, 0.065, radius * 0.45, radius * 0.45, 0.13, 2.3, rng.uniform(0, 6))
            )
            solids.append(ellipsoid(VOID, fur, -radius * 0.42, 0.03, 0.17, 0.065, 0.06, 0.055))
        return furniture(VOID, "pet bed", solids)
    radius = rng.uniform(0.06, 0.08)
    return furniture(VOID, "mat", [cone(VOID, cloth, 0, 0, radius, 0.32, radius, radius, 0.004, 0, 0, _LAID)])
