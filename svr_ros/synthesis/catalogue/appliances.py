"""Machines and large things that stand on the floor: washing machines, fridges, fans, coolers, trainers, homes of pets;
all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.kitchen_machines import draw_fridge, fridge_solids
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box, cone, corners, ellipsoid, hoop, rod, shell
from svr_ros.synthesis.catalogue.worktop_things import detergent
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid

_LAID = math.pi / 2


def _washer(rng: Random, palette: Palette, white: int, height: float) -> list[Solid]:
    half, front, dark = 0.298, -0.29, palette.plain("dark", 0.5)
    door = height * rng.uniform(0.44, 0.5)
    return [
        box(VOID, white, 0, 0, height / 2, half, 0.29, height / 2, 0.015),
        cone(
            VOID,
            palette.plain(rng.choice(("grey", "white", "dark")), 0.4),
            0,
            front,
            door,
            0.022,
            0.185,
            0.175,
            0.01,
            0.0,
            _LAID,
        ),
        ellipsoid(VOID, dark, 0, front - 0.012, door, 0.135, 0.025, 0.135),
        box(VOID, palette.plain("grey"), 0, front, height - 0.07, half - 0.015, 0.006, 0.042, 0.003),
        box(VOID, white, -half * 0.62, front - 0.006, height - 0.07, 0.09, 0.006, 0.032, 0.003),
        cone(VOID, white, 0.05, front - 0.012, height - 0.07, 0.012, 0.028, 0.025, 0.003, 0.0, _LAID),
        box(VOID, dark, half * 0.62, front - 0.006, height - 0.07, 0.05, 0.003, 0.02),
    ]


def washing_machine(rng: Random, palette: Palette) -> Furniture:
    """Draw a washing machine or dryer, now and then two on top of each other, with washing powder on it."""
    white, height = palette.plain(rng.choice(("white", "white", "white", "grey")), 0.2), rng.uniform(0.82, 0.87)
    solids = _washer(rng, palette, white, height)
    if rng.random() < 0.12:
        solids += place(_washer(rng, palette, white, 0.85), 0.0, 0.0, height, 0.0)
        return furniture(VOID, "washing machine", solids)
    if rng.random() < 0.4:
        solids += place(detergent(rng, palette), rng.uniform(-0.15, 0.1), 0.1, height, 0.0)
    return furniture(VOID, "washing machine", solids, top=height)


def small_fridge(rng: Random, palette: Palette) -> Furniture:
    """Draw a fridge that stands by itself: low, tall, or with two wings."""
    width, depth, height = draw_fridge(rng)
    return furniture(VOID, "fridge", fridge_solids(rng, palette, width, depth, height), top=height)


def fan(rng: Random, palette: Palette) -> Furniture:
    """Draw a fan on a pole, a heater of ribs, or a tower."""
    body, kind = palette.plain(rng.choice(("white", "dark", "grey"))), rng.random()
    if kind < 0.45:
        height, radius = rng.uniform(0.9, 1.25), rng.uniform(0.17, 0.22)
        solids = [
            cone(VOID, body, 0, 0, 0.02, 0.02, 0.2, 0.18),
            cone(VOID, body, 0, 0, height / 2, height / 2, 0.018, 0.015),
            ellipsoid(VOID, body, 0, 0.03, height, 0.06, 0.1, 0.06),
            *(hoop(VOID, body, 0, y, height, radius, 0.012) for y in (-0.04, -0.12)),
            *(rod(VOID, body, (s * radius, -0.12, height), (s * radius, -0.04, height), 0.006) for s in SIDES),
        ]
        for k in range(4):
            c, s = radius * math.cos(k * math.pi / 4), radius * math.sin(k * math.pi / 4)
            solids.append(rod(VOID, body, (-c, -0.12, height - s), (c, -0.12, height + s), 0.004))
        for k in range(3):
            a = k * math.tau / 3 + 0.4
            x, z = 0.5 * radius * math.cos(a), height + 0.5 * radius * math.sin(a)
            solids.append(
                box(VOID, palette.plain("grey"), x, -0.08, z, 0.42 * radius, 0.004, 0.3 * radius, 0.0, 0.0, 0.0, -a)
            )
        solids.append(rod(VOID, body, (0, -0.125, height), (0, 0, height), 0.022))
        return furniture(VOID, "fan", solids)
    if kind < 0.65:
        height, radius = rng.uniform(0.75, 1.1), rng.uniform(0.07, 0.1)
        solids = [
            cone(VOID, body, 0, 0, 0.015, 0.015, 0.14, 0.13),
            cone(VOID, body, 0, 0, height / 2, height / 2, radius, radius, 0.01),
            box(VOID, palette.plain("dark", 0.0), 0, -radius, height * 0.55, radius * 0.5, 0.012, height * 0.36, 0.004),
        ]
        return furniture(VOID, "tower fan", solids)
    count = rng.randint(5, 9)
    solids = [box(VOID, body, 0.075 * (k - (count - 1) / 2), 0, 0.36, 0.022, 0.1, 0.27, 0.02) for k in range(count)]
    solids += [box(VOID, body, 0, 0, z, 0.0375 * count, 0.02, 0.02) for z in (0.13, 0.58)]
    solids += [box(VOID, body, s * 0.03 * count, 0, 0.05, 0.02, 0.13, 0.05, 0.01) for s in SIDES]
    return furniture(VOID, "heater", solids)


def water_cooler(rng: Random, palette: Palette) -> Furniture:
    """Draw a water dispenser with its bottle."""
    body, dark = palette.plain(rng.choice(("white", "grey", "beige"))), palette.plain("dark")
    bottle = palette.add(0, (0.15, 0.3, 0.55), specular=0.5, shininess=80.0)
    solids = [
        box(VOID, body, 0, 0, 0.48, 0.16, 0.16, 0.48, 0.02),
        box(VOID, dark, 0, -0.155, 0.72, 0.11, 0.012, 0.12),
        *(
            box(VOID, palette.plain(tone), x, -0.175, 0.79, 0.016, 0.02, 0.022, 0.006)
            for x, tone in ((-0.05, "vivid"), (0.05, "grey"))
        ),
        box(VOID, dark, 0, -0.18, 0.6, 0.1, 0.035, 0.012, 0.004),
        cone(VOID, bottle, 0, 0, 1.0, 0.04, 0.06, 0.12, 0.01),
        cone(VOID, bottle, 0, 0, 1.2, 0.17, 0.135, 0.135, 0.03),
    ]
    return furniture(VOID, "water cooler", solids)


def exercise_bike(rng: Random, palette: Palette) -> Furniture:
    """Draw a trainer to cycle on, facing -x."""
    look, dark, metal = (
        palette.plain(rng.choice(("dark", "grey", "vivid")), 0.2),
        palette.plain("dark"),
        palette.metal(),
    )
    solids = [
        *(rod(VOID, metal, (x, -0.25, 0.035), (x, 0.25, 0.035), 0.034) for x in (-0.45, 0.45)),
        rod(VOID, look, (-0.45, 0, 0.05), (0.45, 0, 0.05), 0.04),
        cone(VOID, look, -0.25, 0, 0.33, 0.045, 0.26, 0.26, 0.02, 0.0, _LAID),
        rod(VOID, look, (-0.2, 0, 0.1), (-0.3, 0, 1.12), 0.035),
        rod(VOID, look, (0.1, 0, 0.06), (0.24, 0, 0.84), 0.035),
        rod(VOID, look, (-0.1, 0, 0.32), (0.16, 0, 0.4), 0.035),
        box(VOID, dark, 0.25, 0, 0.86, 0.13, 0.1, 0.035, 0.03),
        rod(VOID, dark, (-0.3, -0.25, 1.12), (-0.3, 0.25, 1.12), 0.017),
        *(rod(VOID, dark, (-0.3, s * 0.24, 1.12), (-0.46, s * 0.2, 1.18), 0.017) for s in SIDES),
        box(VOID, dark, -0.33, 0, 1.17, 0.02, 0.11, 0.075, 0.01, 0.0, 0.0, -0.5),
        box(VOID, palette.screen(), -0.312, 0, 1.175, 0.004, 0.09, 0.055, 0.0, 0.0, 0.0, -0.5),
        rod(VOID, metal, (-0.05, -0.13, 0.3), (-0.05, 0.13, 0.3), 0.016),
        *(
            rod(VOID, metal, (-0.05, s * 0.12, 0.3), (-0.05 - s * 0.11, s * 0.13, 0.22 if s > 0 else 0.4), 0.012)
            for s in SIDES
        ),
        *(
            box(VOID, dark, -0.05 - s * 0.12, s * 0.17, 0.22 if s > 0 else 0.4, 0.05, 0.045, 0.012, 0.006)
            for s in SIDES
        ),
    ]
    return furniture(VOID, "exercise bike", solids)


def aquarium(rng: Random, palette: Palette) -> Furniture:
    """Draw an aquarium on its stand: gravel, plants, a stone, fish behind glass."""
    half, deep, tall, low = (
        rng.uniform(0.3, 0.6),
        rng.uniform(0.15, 0.22),
        rng.uniform(0.17, 0.25),
        rng.uniform(0.6, 0.8),
    )
    wood, glass, dark = palette.wood(), palette.glass(), palette.plain("dark")
    solids = [
        box(VOID, wood, 0, 0, low / 2, half + 0.02, deep + 0.02, low / 2, 0.004),
        box(
            VOID,
            palette.add(1, (0.45, 0.36, 0.24), (0.2, 0.15, 0.1), 60.0, specular=0.0),
            0,
            0,
            low + 0.025,
            half - 0.006,
            deep - 0.006,
            0.025,
        ),
        # Its front is left out: what one sees are the fish behind it.
        box(VOID, palette.add(0, (0.02, 0.12, 0.25), emission=0.25), 0, deep - 0.004, low + tall, half, 0.004, tall),
        *(box(VOID, glass, s * (half - 0.003), 0, low + tall, 0.003, deep, tall) for s in SIDES),
        box(VOID, dark, 0, 0, low + 2 * tall + 0.02, half + 0.005, deep + 0.005, 0.025, 0.006),
        ellipsoid(VOID, palette.concrete(), rng.uniform(-0.5, 0.5) * half, 0.02, low + 0.06, 0.09, 0.06, 0.07),
    ]
    leaf, fish = palette.leaves(), palette.plain("vivid", 0.3)
    for k in range(4):
        x, up = half * (0.45 * k - 0.7), rng.uniform(0.5, 0.85) * tall
        solids.append(
            ellipsoid(VOID, leaf, x, 0.3 * deep, low + 0.04 + up, 0.025, 0.02, up, 0.0, 0.0, rng.uniform(-0.2, 0.2))
        )
        x += rng.uniform(0.0, 0.05)
        solids.append(ellipsoid(VOID, fish, x, 0.3 * deep, low + 0.05 + up, 0.04, 0.012, 0.02))
    return furniture(VOID, "aquarium", solids)


def cat_tree(rng: Random, palette: Palette) -> Furniture:
    """Draw a tree for cats: posts wound with rope, boards of plush, a house with a round door."""
    plush, rope = (
        palette.plain(rng.choice(("beige", "grey", "wood")), 0.0),
        palette.add(7, (0.5, 0.38, 0.22), (0.3, 0.2, 0.1), 3.0),
    )
    solids = [box(VOID, plush, 0, 0, 0.02, 0.28, 0.24, 0.02, 0.01)]
    house = 0.32 + 0.04
    solids += [
        box(VOID, plush, -0.06, 0.0, 0.2, 0.2, 0.18, 0.16, 0.01),
        cone(VOID, palette.plain("dark", 0.0), -0.06, -0.18, 0.2, 0.003, 0.09, 0.09, 0.001, 0.0, _LAID),
        box(VOID, plush, -0.02, 0.0, house + 0.015, 0.27, 0.2, 0.015, 0.01),
    ]
    z = house + 0.03
    for k in range(rng.randint(1, 3)):
        up, x = rng.uniform(0.3, 0.45), 0.14 * (-1) ** k
        solids.append(cone(VOID, rope, x, 0.02, z + up / 2, up / 2, 0.045, 0.045))
        z += up
        if rng.random() < 0.4:
            solids.append(shell(VOID, plush, 0.6 * x, 0.0, z + 0.05, 0.05, 0.17, 0.18, 0.03))
            solids.append(cone(VOID, plush, 0.6 * x, 0.0, z + 0.012, 0.014, 0.17, 0.17))
        else:
            solids.append(box(VOID, plush, 0.5 * x, 0, z + 0.014, 0.2, 0.16, 0.016, 0.01))
        z += 0.028
    x = solids[-1].x
    if rng.random() < 0.4:
        fur = palette.plain(rng.choice(("dark", "grey", "wood", "white")), 0.0)
        solids += [
            ellipsoid(VOID, fur, x, 0, z + 0.07, 0.15, 0.085, 0.075),
            ellipsoid(VOID, fur, x - 0.14, -0.03, z + 0.14, 0.058, 0.055, 0.055),
            *(cone(VOID, fur, x - 0.14 + s * 0.032, -0.03, z + 0.195, 0.022, 0.018, 0.004, 0.001) for s in SIDES),
            rod(VOID, fur, (x + 0.12, 0, z + 0.06), (x + 0.24, -0.05, z - 0.1), 0.018, 0.012),
        ]
    return furniture(VOID, "cat tree", solids)


def floor_speakers(rng: Random, palette: Palette) -> Furniture:
    """Draw one tall loudspeaker."""
    body, dark, half, tall = (
        palette.wood(),
        palette.plain("dark", 0.05),
        rng.uniform(0.09, 0.14),
        rng.uniform(0.4, 0.58),
    )
    solids = [box(VOID, body, 0, 0, tall, half, half * 1.3, tall, 0.006)]
    for k, size in enumerate((0.78, 0.78, 0.4)):
        z = tall * (0.6 + 0.45 * k)
        solids.append(cone(VOID, dark, 0, -1.3 * half, z, 0.008, size * half, size * half, 0.003, 0.0, _LAID))
    solids += [cone(VOID, dark, x, y, 0.01, 0.012, 0.02, 0.02) for x, y in corners(half - 0.025, half)]
    return furniture(VOID, "loudspeaker", solids)
