"""What stands about in kitchens: kettles, toasters, jars, boards, racks; all void, standing on z = 0, facing -y."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box, cone, ellipsoid, rod, shell
from svr_ros.synthesis.scene import Solid

_LAID = math.pi / 2


def _machine_look(rng: Random, palette: Palette) -> int:
    return palette.plain(rng.choice(("grey", "dark", "dark", "white", "vivid")), rng.choice((0.2, 0.4)))


def kettle(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a kettle on its base."""
    look, dark = _machine_look(rng, palette), palette.plain("dark")
    half, radius = rng.uniform(0.09, 0.11), rng.uniform(0.07, 0.085)
    return [
        cone(VOID, dark, 0, 0, 0.012, 0.012, radius + 0.01, radius),
        cone(VOID, look, 0, 0, half + 0.02, half, radius, radius * 0.72, 0.008),
        ellipsoid(VOID, dark, 0, 0, 2 * half + 0.02, radius * 0.6, radius * 0.6, 0.02),
        cone(VOID, look, -radius * 0.85, 0, 1.75 * half, 0.03, 0.03, 0.012, 0.003, 0.0, 0.0, -0.7),
        shell(VOID, dark, radius * 0.8, 0, half + 0.03, 0.012, half * 0.7, half * 0.7, 0.02, 1.6, 0.0, _LAID),
    ]


def toaster(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a toaster with two slots."""
    look, dark = _machine_look(rng, palette), palette.plain("dark", 0.1)
    half, deep, tall = rng.uniform(0.12, 0.17), rng.uniform(0.075, 0.12), rng.uniform(0.085, 0.1)
    solids = [box(VOID, look, 0, 0, tall + 0.008, half, deep, tall, 0.035)]
    solids += [box(VOID, dark, 0, s * deep * 0.4, 2 * tall + 0.007, half * 0.72, 0.014, 0.003) for s in SIDES]
    solids += [
        box(VOID, dark, 0, 0, 0.006, half - 0.02, deep - 0.02, 0.006),
        box(VOID, dark, half + 0.008, 0, 1.3 * tall, 0.014, 0.022, 0.01, 0.004),
    ]
    return solids


def microwave(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a microwave oven: a dark window, its buttons beside it."""
    look, dark = palette.plain(rng.choice(("white", "grey", "dark")), 0.3), palette.plain("dark", 0.5)
    half, deep, tall = rng.uniform(0.22, 0.26), rng.uniform(0.16, 0.2), rng.uniform(0.13, 0.155)
    return [
        box(VOID, look, 0, 0, tall + 0.008, half, deep, tall, 0.006),
        box(VOID, dark, -half * 0.22, -deep, tall + 0.008, half * 0.7, 0.004, tall * 0.78),
        box(VOID, palette.plain("grey"), half * 0.76, -deep, tall + 0.008, half * 0.18, 0.003, tall * 0.78),
        box(VOID, palette.metal(), half * 0.5, -deep - 0.018, tall + 0.008, 0.008, 0.016, tall * 0.6, 0.004),
        box(VOID, dark, 0, 0, 0.006, half - 0.03, deep - 0.03, 0.006),
    ]


def coffee_machine(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a coffee machine: a tower, a head over its tray, a can or a cup."""
    look, dark = _machine_look(rng, palette), palette.plain("dark", 0.2)
    half, tall = rng.uniform(0.08, 0.13), rng.uniform(0.13, 0.18)
    solids = [
        box(VOID, look, 0, 0.09, tall, half, 0.07, tall, 0.012),
        box(VOID, look, 0, -0.03, 1.72 * tall, half, 0.12, 0.28 * tall, 0.012),
        box(VOID, dark, 0, -0.03, 0.016, half, 0.12, 0.016, 0.004),
    ]
    if rng.random() < 0.6:
        solids.append(cone(VOID, palette.glass(), 0, -0.05, 0.03 + 0.4 * tall, 0.4 * tall, 0.058, 0.05, 0.01))
    else:
        solids.append(cone(VOID, palette.ceramic(), 0, -0.06, 0.07, 0.04, 0.03, 0.035, 0.004))
        solids.append(cone(VOID, palette.chrome(), 0, -0.06, 1.35 * tall, 0.12 * tall, 0.02, 0.03, 0.004))
    return solids


def knife_block(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a leaning block with knives in it."""
    lean, dark = rng.uniform(0.25, 0.45), palette.plain("dark")
    c, s, tall = math.cos(lean), math.sin(lean), 0.11
    y, z = 0.03, tall * c + 0.05 * s
    solids = [box(VOID, palette.wood(), 0, y, z, 0.05, 0.05, tall, 0.004, 0.0, lean)]
    for k in range(5):
        dx, dy = 0.03 * (k % 3 - 1), -0.02 + 0.04 * (k // 3)
        up = tall + 0.045
        solids.append(
            box(VOID, dark, dx, y + dy * c - up * s, z + dy * s + up * c, 0.008, 0.011, 0.05, 0.003, 0.0, lean)
        )
    return solids


def canisters(rng: Random, palette: Palette) -> list[Solid]:
    """Draw two to four storage jars of falling size."""
    look, lid, solids, x = palette.thing(), palette.wood(), [], 0.0
    look = palette.glass() if rng.random() < 0.3 else look
    count, radius, half = rng.randint(2, 4), rng.uniform(0.05, 0.065), rng.uniform(0.07, 0.11)
    for _ in range(count):
        solids.append(cone(VOID, look, x, 0, half, half, radius, radius, 0.006))
        solids.append(cone(VOID, lid, x, 0, 2 * half + 0.008, 0.011, radius * 0.95, radius * 0.95, 0.003))
        radius, half, last = radius * 0.9, half * 0.85, radius
        x += last + radius + 0.012
    return [solid._replace(x=solid.x - x / 2 + radius) for solid in solids]


def chopping_boards(rng: Random, palette: Palette) -> list[Solid]:
    """Draw boards or trays that lean against the wall behind them, or one that lies with food on it."""
    if rng.random() < 0.4:
        half = rng.uniform(0.14, 0.2)
        solids = [box(VOID, palette.wood(), 0, 0, 0.011, half, half * 0.65, 0.011, 0.006)]
        for k in range(rng.randint(1, 3)):
            size = rng.uniform(0.025, 0.05)
            x = half * 0.55 * (k - 1)
            food = palette.plain(rng.choice(("vivid", "wood", "beige")))
            solids.append(ellipsoid(VOID, food, x, 0, 0.02 + size * 0.7, size * 1.3, size, size * 0.75))
        return solids
    solids, y = [], 0.02
    for _ in range(rng.randint(1, 3)):
        half, tall, lean = rng.uniform(0.1, 0.17), rng.uniform(0.13, 0.2), rng.uniform(0.12, 0.2)
        z = tall * math.cos(lean) + 0.011 * math.sin(lean)
        solids.append(
            box(VOID, palette.wood(), rng.uniform(-0.06, 0.06), y, z, half, 0.011, tall, 0.009, 0.0, -lean)
            if rng.random() < 0.75
            else cone(
                VOID, palette.wood(), 0.0, y, half * math.cos(lean) + 0.005, 0.011, half, half, 0.004, 0, _LAID - lean
            )
        )
        y -= 0.035
    return solids


def dish_rack(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a draining rack with plates and cups."""
    wire, half, white = palette.metal(), rng.uniform(0.17, 0.23), palette.ceramic()
    solids = [
        box(VOID, wire, 0, 0, 0.01, half, 0.15, 0.01, 0.004),
        *(box(VOID, wire, 0, s * 0.15, 0.09, half, 0.005, 0.005) for s in SIDES),
        *(box(VOID, wire, sx * half, sy * 0.145, 0.045, 0.005, 0.005, 0.045) for sx in SIDES for sy in SIDES),
    ]
    for k in range(rng.randint(3, 6)):
        radius, x = rng.uniform(0.09, 0.125), -half + 0.06 + 0.05 * k
        solids.append(
            cone(VOID, white, x, 0.02, radius + 0.01, 0.006, radius, radius * 0.8, 0.003, 0.0, 0.0, _LAID - 0.15)
        )
    solids.append(cone(VOID, palette.thing(), half - 0.05, -0.07, 0.06, 0.045, 0.04, 0.033, 0.005))
    return solids


def paper_roll(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a roll of kitchen paper on its stand."""
    stand = palette.metal()
    return [
        cone(VOID, stand, 0, 0, 0.007, 0.007, 0.08, 0.075),
        cone(VOID, palette.plain("white", 0.0), 0, 0, 0.134, 0.12, 0.06, 0.06, 0.004),
        cone(VOID, stand, 0, 0, 0.26, 0.03, 0.008, 0.008),
    ]


def utensils(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a crock of spoons and whisks."""
    half, solids = rng.uniform(0.06, 0.08), []
    wood = palette.wood()
    for k in range(5):
        angle = k * math.tau / 5 + rng.uniform(-0.3, 0.3)
        reach, up = rng.uniform(0.04, 0.07), 2 * half + rng.uniform(0.08, 0.16)
        tip = (reach * math.cos(angle), reach * math.sin(angle), up)
        look = wood if rng.random() < 0.6 else palette.metal()
        solids.append(rod(VOID, look, (0.0, 0.0, 0.006), tip, 0.006))
        solids.append(ellipsoid(VOID, look, *tip, 0.024, 0.012, 0.034, angle))
    return [shell(VOID, palette.thing(), 0, 0, half, half, 0.05, 0.056, 0.008), *solids]


def pot(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a pot with its lid or an open pan."""
    look, dark = rng.choice((palette.chrome, palette.metal, palette.thing))(), palette.plain("dark")
    radius = rng.uniform(0.08, 0.13)
    if rng.random() < 0.35:
        turn = rng.uniform(-2.4, -0.7)
        c, s = math.cos(turn), math.sin(turn)
        return [
            cone(VOID, dark, 0, 0, 0.005, 0.005, radius * 0.85, radius * 0.88, 0.002),
            shell(VOID, dark, 0, 0, 0.026, 0.026, radius * 0.86, radius, 0.007),
            rod(VOID, dark, (c * radius, s * radius, 0.04), (c * (radius + 0.17), s * (radius + 0.17), 0.065), 0.011),
        ]
    half = radius * rng.uniform(0.45, 0.75)
    solids = [
        cone(VOID, look, 0, 0, half, half, radius, radius, 0.008),
        *(box(VOID, dark, s * (radius + 0.015), 0, 1.5 * half, 0.02, 0.03, 0.008, 0.006) for s in SIDES),
    ]
    if rng.random() < 0.75:
        solids += [
            ellipsoid(VOID, look, 0, 0, 2 * half, radius, radius, 0.022),
            cone(VOID, dark, 0, 0, 2 * half + 0.03, 0.015, 0.012, 0.018, 0.004),
        ]
    return solids


def mixer(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a stand mixer over its bowl, or a blender."""
    look, steel = _machine_look(rng, palette), palette.chrome()
    if rng.random() < 0.5:
        return [
            box(VOID, look, 0, 0, 0.02, 0.09, 0.16, 0.02, 0.015),
            box(VOID, look, 0, 0.11, 0.14, 0.05, 0.05, 0.13, 0.03),
            ellipsoid(VOID, look, 0, -0.02, 0.29, 0.065, 0.18, 0.065),
            shell(VOID, steel, 0, -0.06, 0.11, 0.075, 0.06, 0.1, 0.008),
            cone(VOID, steel, 0, -0.06, 0.2, 0.07, 0.015, 0.02),
        ]
    return [
        cone(VOID, look, 0, 0, 0.07, 0.07, 0.085, 0.065, 0.01),
        cone(VOID, palette.glass(), 0, 0, 0.24, 0.105, 0.05, 0.075, 0.006),
        cone(VOID, palette.plain("dark"), 0, 0, 0.355, 0.018, 0.075, 0.06, 0.006),
    ]


def bread_bin(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a bread bin with a rolling lid, or a loaf on a board."""
    if rng.random() < 0.5:
        look, half = rng.choice((palette.wood, palette.chrome))(), rng.uniform(0.17, 0.22)
        return [
            box(VOID, look, 0, 0.03, 0.09, half, 0.1, 0.09, 0.02),
            cone(VOID, look, 0, -0.03, 0.085, half - 0.01, 0.085, 0.085, 0.01, 0.0, 0.0, _LAID),
            box(VOID, palette.plain("dark"), 0, -0.12, 0.085, 0.05, 0.012, 0.008, 0.004),
        ]
    return [
        box(VOID, palette.wood(), 0, 0, 0.01, 0.19, 0.11, 0.01, 0.005),
        ellipsoid(
            VOID,
            palette.add(1, (0.42, 0.22, 0.07), (0.55, 0.36, 0.16), 12.0, specular=0.0),
            0,
            0,
            0.065,
            0.15,
            0.07,
            0.055,
        ),
    ]


def detergent(rng: Random, palette: Palette) -> list[Solid]:
    """Draw washing-up liquid and a sponge."""
    look = palette.plain("vivid", 0.2)
    return [
        box(VOID, look, 0, 0, 0.09, 0.035, 0.02, 0.09, 0.015),
        cone(VOID, palette.plain("white"), 0, 0, 0.195, 0.018, 0.014, 0.008, 0.002),
        box(VOID, palette.plain("vivid", 0.0), 0.09, 0, 0.016, 0.045, 0.03, 0.016, 0.008),
    ]


def towel_heap(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a crumpled or folded tea towel."""
    cloth = palette.towel()
    if rng.random() < 0.5:
        return [box(VOID, cloth, 0, 0, 0.012, 0.12, 0.08, 0.012, 0.01, rng.uniform(-0.4, 0.4))]
    return [
        ellipsoid(VOID, cloth, 0, 0, 0.022, 0.13, 0.08, 0.024, 0.4),
        ellipsoid(VOID, cloth, 0.03, 0.02, 0.036, 0.07, 0.06, 0.03, 1.2),
    ]
