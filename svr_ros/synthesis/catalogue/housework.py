"""For the house's work: rails and racks of clothes, ironing boards, vacuum cleaners, ladders, prams; all void."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box, cone, ellipsoid, hoop, rod, shell
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid

_LAID = math.pi / 2


def garments(
    rng: Random,
    palette: Palette,
    x0: float,
    x1: float,
    y: float,
    rail: float,
    most: int,
    drop: float,
    hooks: bool = True,
) -> list[Solid]:
    """Hang up to `most` clothes from a rail at that height, between x0 and x1 (m), at most `drop` long.

    Where no one sees their `hooks`, they hang from the rail itself.
    """  # fmt: skip
    solids: list[Solid] = []
    x, low = x0 + rng.uniform(0.02, 0.1), 0.035 if hooks else 0.0
    for _ in range(most):
        half = rng.uniform(0.016, 0.035)
        if x + 2 * half > x1:
            break
        long = min(drop, rng.choice((rng.uniform(0.6, 0.8), rng.uniform(0.6, 0.8), rng.uniform(0.9, 1.3)))) / 2
        wide, turn = rng.uniform(0.17, 0.23), rng.uniform(-0.12, 0.12)
        solids.append(box(VOID, palette.fabric(), x + half, y, rail - low - long, half, wide, long, half * 0.9, turn))
        if hooks:
            solids.append(rod(VOID, palette.metal(), (x + half, y, rail + 0.004), (x + half, y, rail - 0.05), 0.004))
        x += 2 * half + rng.choice((0.004, 0.01, rng.uniform(0.01, 0.1)))
    return solids


def clothes_rail(rng: Random, palette: Palette) -> Furniture:
    """Draw a clothes rail with clothes on hangers, or a drying rack."""
    if rng.random() < 0.4:
        return drying_rack(rng, palette)
    metal, half, height = palette.metal(), rng.uniform(0.4, 0.75), rng.uniform(1.35, 1.75)
    solids = [rod(VOID, metal, (s * half, 0, 0.03), (s * half, 0, height), 0.014) for s in SIDES]
    solids += [rod(VOID, metal, (s * half, -0.23, 0.03), (s * half, 0.23, 0.03), 0.016) for s in SIDES]
    solids += [cone(VOID, metal, sx * half, sy * 0.2, 0.015, 0.015, 0.02, 0.02) for sx in SIDES for sy in SIDES]
    solids.append(rod(VOID, metal, (-half - 0.06, 0, height), (half + 0.06, 0, height), 0.013))
    solids.append(rod(VOID, metal, (-half, 0, 0.2), (half, 0, 0.2), 0.01))
    solids += garments(rng, palette, -half * 0.92, half * 0.92, 0.0, height, rng.randint(4, 10), height - 0.3)
    return furniture(VOID, "clothes rail", solids)


def drying_rack(rng: Random, palette: Palette) -> Furniture:
    """Draw a folding rack with laundry over its bars."""
    metal, half, wing, height = palette.metal(), rng.uniform(0.28, 0.35), rng.uniform(0.35, 0.6), rng.uniform(0.85, 1.0)
    solids: list[Solid] = []
    for y in (-half, half):
        for s in SIDES:
            solids.append(rod(VOID, metal, (s * 0.4, y, 0.01), (-s * 0.3, y, height), 0.011))
    solids += [rod(VOID, metal, (s * 0.4, -half, 0.012), (s * 0.4, half, 0.012), 0.011) for s in SIDES]
    reach = 0.3 + wing
    solids += [rod(VOID, metal, (-reach, y, height + 0.012), (reach, y, height + 0.012), 0.009) for y in (-half, half)]
    bars = [reach * (2 * k / 7 - 1) for k in range(8)]
    solids += [rod(VOID, metal, (x, -half, height + 0.015), (x, half, height + 0.015), 0.006) for x in bars]
    for x in rng.sample(bars, rng.randint(2, 6)):
        drop, wide = rng.uniform(0.12, 0.3), rng.uniform(0.1, half - 0.03)
        y = rng.uniform(-1, 1) * (half - wide)
        solids.append(box(VOID, palette.fabric(), x, y, height + 0.028 - drop, 0.018, wide, drop, 0.016))
    return furniture(VOID, "drying rack", solids)


def ironing_board(rng: Random, palette: Palette) -> Furniture:
    """Draw an ironing board with its iron, its nose towards -x."""
    cloth, metal, height = palette.fabric(), palette.metal(), rng.uniform(0.8, 0.95)
    solids = [
        box(VOID, cloth, 0.12, 0, height, 0.5, 0.18, 0.02, 0.015),
        ellipsoid(VOID, cloth, -0.38, 0, height, 0.32, 0.175, 0.02),
    ]
    for y, s in ((-0.1, 1.0), (0.1, -1.0)):
        solids.append(rod(VOID, metal, (s * 0.42, y, 0.014), (-s * 0.3, y, height), 0.012))
    solids += [rod(VOID, metal, (s * 0.42, -0.2, 0.014), (s * 0.42, 0.2, 0.014), 0.012) for s in SIDES]
    solids.append(rod(VOID, metal, (0.06, -0.1, 0.5 * height), (0.06, 0.1, 0.5 * height), 0.01))
    if rng.random() < 0.6:
        x = rng.uniform(0.2, 0.45)
        z = height + 0.02
        solids += [
            box(VOID, palette.plastic(), x, 0, z + 0.025, 0.1, 0.05, 0.025, 0.02),
            box(VOID, palette.plain("dark"), x + 0.01, 0, z + 0.085, 0.075, 0.018, 0.014, 0.012),
            box(VOID, palette.plain("dark"), x + 0.07, 0, z + 0.06, 0.014, 0.016, 0.03, 0.008),
        ]
    if rng.random() < 0.5:
        solids.append(box(VOID, cloth, -0.3, 0, height - 0.1, 0.16, 0.185, 0.13, 0.015))
    return furniture(VOID, "ironing board", solids)


def vacuum_cleaner(rng: Random, palette: Palette) -> Furniture:
    """Draw a vacuum cleaner: on wheels with its hose, an upright one, or a disc that drives by itself."""
    look, dark, kind = palette.plastic(), palette.plain("dark"), rng.random()
    if kind < 0.25:
        radius = rng.uniform(0.16, 0.18)
        solids = [
            cone(VOID, look, 0, 0, 0.045, 0.04, radius, radius, 0.012),
            cone(VOID, dark, 0, 0.03, 0.09, 0.012, 0.05, 0.045),
            cone(VOID, dark, 0, 0, 0.01, 0.01, 0.1, 0.1),
        ]
        return furniture(VOID, "robot vacuum", solids)
    if kind < 0.55:
        lean = 0.25
        top = (0.0, 0.32, 1.1)
        solids = [
            box(VOID, dark, 0, -0.05, 0.04, 0.14, 0.1, 0.04, 0.02),
            rod(VOID, look, (0, 0, 0.06), (0, 0.12, 0.55), 0.075, 0.09),
            rod(VOID, palette.metal(), (0, 0.1, 0.5), top, 0.014),
            box(VOID, dark, 0, 0.33, 1.1, 0.02, 0.03, 0.08, 0.015, 0, -lean),
        ]
        return furniture(VOID, "vacuum cleaner", solids)
    hose = palette.plain("grey")
    solids = [
        ellipsoid(VOID, look, 0.15, 0, 0.15, 0.22, 0.14, 0.12),
        *(cone(VOID, dark, 0.27, s * 0.13, 0.09, 0.025, 0.088, 0.088, 0.005, 0, _LAID) for s in SIDES),
        cone(VOID, dark, -0.03, 0, 0.04, 0.04, 0.035, 0.045),
        hoop(VOID, hose, -0.1, 0, 0.24, 0.15, 0.036, 1.7),
        rod(VOID, palette.metal(), (-0.25, 0, 0.24), (-0.52, 0, 0.05), 0.016),
        rod(VOID, hose, (-0.26, 0, 0.22), (-0.2, 0, 0.9), 0.016),
        box(VOID, dark, -0.55, 0, 0.025, 0.06, 0.15, 0.025, 0.015),
    ]
    return furniture(VOID, "vacuum cleaner", solids)


def step_ladder(rng: Random, palette: Palette) -> Furniture:
    """Draw a folding ladder that stands open, its steps towards -y."""
    metal, steps = rng.choice((palette.metal, palette.wood))(), rng.randint(3, 6)
    height, half = 0.25 * steps + 0.12, rng.uniform(0.2, 0.25)
    foot, wide = 0.22 * height + 0.08, half + 0.05
    solids: list[Solid] = []
    for s in SIDES:
        solids.append(rod(VOID, metal, (s * wide, -foot, 0.012), (s * half, 0, height), 0.018))
        solids.append(rod(VOID, metal, (s * wide, foot, 0.012), (s * half, 0.03, height), 0.014))
    for k in range(1, steps + 1):
        share = 0.25 * k / height
        y = -foot * (1 - share)
        solids.append(box(VOID, metal, 0, y, 0.25 * k, wide - (wide - half) * share + 0.005, 0.04, 0.012, 0.004))
    solids.append(box(VOID, palette.plastic(), 0, 0.01, height, half + 0.02, 0.09, 0.016, 0.008))
    solids.append(
        rod(VOID, metal, (-wide + 0.01, foot * 0.6, height * 0.4), (wide - 0.01, foot * 0.6, height * 0.4), 0.01)
    )
    return furniture(VOID, "step ladder", solids)


def pram(rng: Random, palette: Palette) -> Furniture:
    """Draw a pram or a push chair, its handle towards +x."""
    cloth, metal, dark = palette.fabric(), palette.metal(), palette.plain("dark")
    wheel = rng.uniform(0.1, 0.15)
    solids = [hoop(VOID, dark, sx * 0.32, sy * 0.25, wheel, wheel - 0.02, 0.04) for sx in SIDES for sy in SIDES]
    solids += [rod(VOID, metal, (s * 0.32, -0.25, wheel), (s * 0.32, 0.25, wheel), 0.012) for s in SIDES]
    for y in (-0.22, 0.22):
        for s in SIDES:  # spokes of each wheel: its axle is held by two rods
            solids.append(rod(VOID, metal, (s * 0.32, y, wheel), (-s * 0.2, y * 0.9, 0.62), 0.012))
            solids.append(rod(VOID, dark, (s * 0.32, y * 1.13, 0.02), (s * 0.32, y * 1.13, 2 * wheel - 0.02), 0.008))
        solids.append(rod(VOID, metal, (0.2, y * 0.9, 0.62), (0.58, y * 0.9, 1.02), 0.012))
    solids.append(rod(VOID, dark, (0.58, -0.2, 1.02), (0.58, 0.2, 1.02), 0.017))
    solids += [
        box(VOID, cloth, 0, 0, 0.66, 0.36, 0.19, 0.1, 0.08),
        hoop(VOID, cloth, -0.1, 0, 0.72, 0.26, 0.014, 0.85, 0.0, -0.75, 0.36),
        ellipsoid(VOID, palette.fabric(), 0.08, 0, 0.74, 0.24, 0.16, 0.06),
        box(VOID, dark, 0, 0, 0.3, 0.2, 0.19, 0.012),
    ]
    solids += [
        rod(VOID, metal, (sx * 0.19, sy * 0.19, 0.3), (sx * 0.19, sy * 0.2, 0.6), 0.008) for sx in SIDES for sy in SIDES
    ]
    return furniture(VOID, "pram", solids)


def broom(rng: Random, palette: Palette) -> Furniture:
    """Draw a broom or mop that leans back against the wall, with a bucket."""
    wood, look = palette.wood(), palette.plastic()
    height, x = rng.uniform(1.2, 1.45), 0.28
    lean = 0.2
    solids = [
        box(VOID, look, x, -lean, 0.03, 0.15, 0.035, 0.03, 0.01),
        rod(VOID, wood, (x, -lean, 0.05), (x, -0.015, height), 0.012),
    ]
    radius = rng.uniform(0.12, 0.15)
    solids += [
        shell(VOID, look, -0.1, -0.16, 0.14, 0.14, radius * 0.75, radius, 0.008),
        cone(VOID, look, -0.1, -0.16, 0.01, 0.01, radius * 0.75, radius * 0.75, 0.002),
        hoop(VOID, palette.metal(), -0.1, -0.16, 0.27, radius, 0.008, 1.57),
    ]
    return furniture(VOID, "broom", solids)
