"""Bathroom pieces: the tub is bath; toilet, basin and shower are void; the cabinet under a basin is a cabinet."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.furniture.clutter import bottles
from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import (
    BATH,
    CABINET,
    SIDES,
    VOID,
    Furniture,
    box,
    cone,
    ellipsoid,
    furniture,
    place,
)
from svr_ros.synthesis.scene import Solid


def _trough(
    material: int, half_x: float, half_y: float, height: float, wall: float, floor: float, soft: float
) -> list[Solid]:
    """Build an open vessel of boxes: a floor of that thickness and four walls."""
    solids = [box(BATH, material, 0, 0, floor / 2, half_x, half_y, floor / 2, 0.01)]
    soft = min(soft, wall * 0.45)
    solids += [
        box(BATH, material, 0, s * (half_y - wall / 2), height / 2, half_x, wall / 2, height / 2, soft) for s in SIDES
    ]
    solids += [
        box(BATH, material, s * (half_x - wall / 2), 0, height / 2, wall / 2, half_y, height / 2, soft) for s in SIDES
    ]
    return solids


def bathtub(rng: Random, palette: Palette) -> Furniture:
    """Draw a tub with its long side to the wall: free-standing, panelled, or with curved ends."""
    tub = palette.ceramic()
    half_x, half_y, height = rng.uniform(0.75, 0.9), rng.uniform(0.33, 0.43), rng.uniform(0.48, 0.64)
    wall = rng.uniform(0.04, 0.1)
    solids = _trough(tub, half_x, half_y, height, wall, rng.uniform(0.1, 0.18), rng.choice((0.01, 0.04)))
    # Sloping ends inside make the hollow look like a tub and not like a crate.
    for side, slope in ((-1.0, rng.uniform(0.3, 0.6)), (1.0, rng.uniform(0.1, 0.3))):
        solids.append(
            box(
                BATH,
                tub,
                side * (half_x - wall - 0.06),
                0,
                height / 2,
                0.04,
                half_y - wall,
                height / 2 - 0.03,
                0.03,
                0.0,
                0.0,
                side * slope,
            )
        )
    if rng.random() < 0.35:
        panel = (
            palette.add(5, (0.6, 0.6, 0.58), (0.35, 0.35, 0.35), rng.uniform(3, 8), 0.03, 1.0, 0.2)
            if rng.random() < 0.6
            else palette.wood()
        )
        solids.append(box(BATH, panel, 0, -half_y - 0.012, height / 2 - 0.03, half_x, 0.012, height / 2 - 0.03))
    metal = palette.metal()
    solids.append(box(BATH, metal, half_x - 0.05, 0, height + 0.06, 0.02, 0.02, 0.06, 0.005))
    solids.append(box(BATH, metal, half_x - 0.12, 0, height + 0.1, 0.08, 0.012, 0.012, 0.005))
    if rng.random() < 0.4:
        solids += place(bottles(rng, palette)[:4], rng.uniform(-0.3, 0.3), half_y - wall / 2, height, 0.0)
    if rng.random() < 0.3:
        solids.append(
            box(
                VOID,
                palette.fabric(),
                rng.uniform(-0.4, 0.4),
                -half_y + wall / 2,
                height - 0.1,
                rng.uniform(0.15, 0.3),
                wall / 2 + 0.03,
                0.13,
                0.02,
            )
        )
    return furniture(BATH, "bathtub", solids)


def built_in_bathtub(rng: Random, palette: Palette) -> Furniture:
    """Draw a tub set into a tiled bench."""
    tub, tiles = (
        palette.ceramic(),
        palette.add(5, (0.65, 0.63, 0.6), (0.3, 0.3, 0.3), rng.uniform(3, 9), 0.03, rng.choice((1.0, 2.0)), 0.2),
    )
    half_x, half_y, height = rng.uniform(0.78, 0.88), rng.uniform(0.34, 0.4), rng.uniform(0.46, 0.6)
    rim = rng.uniform(0.06, 0.2)
    solids = _trough(tub, half_x, half_y, height, 0.06, 0.14, 0.03)
    solids.append(
        box(BATH, tub, -half_x + 0.13, 0, height / 2, 0.04, half_y - 0.05, height / 2 - 0.03, 0.03, 0.0, 0.0, -0.45)
    )
    ledge = height - 0.015
    solids += [box(BATH, tiles, 0, s * (half_y + rim / 2), ledge / 2, half_x + rim, rim / 2, ledge / 2) for s in SIDES]
    solids += [box(BATH, tiles, s * (half_x + rim / 2), 0, ledge / 2, rim / 2, half_y, ledge / 2) for s in SIDES]
    solids += place(bottles(rng, palette)[:5], rng.uniform(-0.4, 0.4), half_y + rim / 2, ledge, 0.0)
    solids.append(box(BATH, palette.metal(), half_x - 0.1, 0, height + 0.06, 0.08, 0.014, 0.05, 0.01))
    return furniture(BATH, "built-in bathtub", solids)


def oval_bathtub(rng: Random, palette: Palette) -> Furniture:
    """Draw a free-standing oval tub: a ring of staves that leans outwards around a floor."""
    tub = palette.ceramic()
    half_x, half_y, height = rng.uniform(0.75, 0.88), rng.uniform(0.36, 0.42), rng.uniform(0.52, 0.64)
    lean, staves = rng.uniform(0.05, 0.2), 14
    ring = [(half_x * math.cos(k * math.tau / staves), half_y * math.sin(k * math.tau / staves)) for k in range(staves)]
    solids = []
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        x, y, half = (x0 + x1) / 2, (y0 + y1) / 2, math.hypot(x1 - x0, y1 - y0) / 2
        turn = math.atan2(y1 - y0, x1 - x0)
        solids.append(
            box(
                BATH, tub, x * 0.92, y * 0.9, height / 2 + 0.02, half + 0.02, 0.025, height / 2 - 0.03, 0.02, turn, lean
            )
        )
        solids.append(box(BATH, tub, x, y, height, half + 0.025, 0.035, 0.02, 0.015, turn))
    solids.append(ellipsoid(BATH, tub, 0, 0, 0.1, half_x * 0.9, half_y * 0.85, 0.06))
    solids.append(box(BATH, tub, 0, 0, 0.04, half_x * 0.6, half_y * 0.5, 0.04, 0.01))
    tap = palette.metal()
    solids.append(cone(BATH, tap, 0, half_y + 0.09, (height + 0.2) / 2, (height + 0.2) / 2, 0.015, 0.015))
    solids.append(box(BATH, tap, 0, half_y, height + 0.19, 0.012, 0.1, 0.012, 0.006))
    return furniture(BATH, "oval bathtub", solids)


def toilet(rng: Random, palette: Palette) -> Furniture:
    """Draw a toilet with its cistern at the wall."""
    white = palette.ceramic()
    seat, lid = rng.uniform(0.38, 0.44), rng.random() < 0.3
    solids = [
        cone(VOID, white, 0, -0.05, seat / 2 - 0.02, seat / 2 - 0.02, 0.12, 0.17, 0.02),
        box(VOID, white, 0, 0.12, seat / 2 - 0.02, 0.1, 0.16, seat / 2 - 0.02, 0.05),
        ellipsoid(VOID, white, 0, -0.06, seat - 0.05, 0.19, 0.25, 0.09),
        box(VOID, white, 0, 0.22, seat + 0.17, 0.2, 0.09, 0.19, 0.03),
        box(VOID, white, 0, 0.22, seat + 0.37, 0.21, 0.1, 0.02, 0.01),
    ]
    cover = palette.wood() if rng.random() < 0.2 else white
    if lid:
        solids.append(box(VOID, cover, 0, 0.1, seat + 0.22, 0.18, 0.015, 0.2, 0.012, 0.0, -0.15))
    else:
        solids.append(cone(VOID, cover, 0, -0.07, seat + 0.03, 0.015, 0.2, 0.19, 0.012))
    return furniture(VOID, "toilet", solids)


def basin(rng: Random, palette: Palette) -> Furniture:
    """Draw a wash basin on a cabinet or a column, with its tap."""
    white, half_x, half_y, height = (
        palette.ceramic(),
        rng.uniform(0.25, 0.6),
        rng.uniform(0.2, 0.27),
        rng.uniform(0.78, 0.9),
    )
    solids: list[Solid] = []
    if rng.random() < 0.7:
        body, low = palette.wood(), rng.choice((0.0, 0.0, 0.1, 0.25))
        mid, half = (low + height - 0.06) / 2, (height - 0.06 - low) / 2
        label = CABINET
        solids.append(box(CABINET, body, 0, 0.01, mid, half_x, half_y - 0.02, half, 0.004))
        handle, doors = palette.metal(), max(1, round(half_x / 0.2))
        for k in range(doors):
            x = half_x * (2 * (k + 0.5) / doors - 1)
            solids.append(box(CABINET, body, x, -half_y + 0.02, mid, half_x / doors - 0.006, 0.008, half - 0.02, 0.003))
            solids.append(box(CABINET, handle, x, -half_y, mid + half * 0.6, 0.05, 0.01, 0.008))
        if low == 0.25:
            solids += [box(CABINET, body, s * (half_x - 0.03), 0.01, 0.13, 0.02, half_y - 0.06, 0.13) for s in SIDES]
    else:
        label, half_x = VOID, min(half_x, 0.34)
        solids.append(cone(VOID, white, 0, 0.08, height / 2 - 0.05, height / 2 - 0.05, 0.1, 0.07, 0.01))
    top = palette.stone() if label == CABINET and rng.random() < 0.5 else white
    solids.append(box(VOID, top, 0, 0, height - 0.06, half_x + 0.01, half_y + 0.01, 0.025, 0.01))
    rim = min(half_x - 0.04, 0.26)
    solids += [box(VOID, white, 0, s * (half_y - 0.03), height - 0.01, rim, 0.02, 0.035, 0.015) for s in SIDES]
    solids += [box(VOID, white, s * (rim - 0.02), 0, height - 0.01, 0.02, half_y - 0.02, 0.035, 0.015) for s in SIDES]
    tap = palette.metal()
    solids.append(box(VOID, tap, 0, half_y - 0.03, height + 0.08, 0.014, 0.014, 0.09, 0.008))
    solids.append(box(VOID, tap, 0, half_y - 0.1, height + 0.15, 0.012, 0.07, 0.012, 0.006))
    if half_x > 0.36:
        solids += place(bottles(rng, palette)[:4], half_x - 0.1, 0.05, height - 0.035, 1.3)
    return furniture(label, "basin", solids)


def shower(rng: Random, palette: Palette, ceiling: float) -> Furniture:
    """Draw a shower tray with a glass frame, or with a curtain."""
    size, metal = rng.uniform(0.4, 0.5), palette.metal()
    top = min(rng.uniform(1.9, 2.1), ceiling - 0.05)
    solids = [box(VOID, palette.ceramic(), 0, 0, 0.06, size, size, 0.06, 0.02)]
    solids += [box(VOID, metal, x, -size, top / 2 + 0.05, 0.015, 0.015, top / 2 - 0.05) for x in (-size, size)]
    solids.append(box(VOID, metal, 0, -size, top, size, 0.015, 0.02))
    solids.append(box(VOID, metal, 0, size - 0.03, 1.3, 0.012, 0.012, 0.6))
    solids.append(cone(VOID, metal, 0, size - 0.14, 1.9, 0.02, 0.09, 0.05, 0.003, 0.0, -0.4))
    if rng.random() < 0.6:
        cloth = palette.fabric() if rng.random() < 0.5 else palette.plain("white", 0.0)
        folds, reach = rng.randint(5, 9), rng.uniform(0.5, 1.0)
        for k in range(folds):
            x = size - 2 * size * reach * (k + 0.5) / folds
            solids.append(
                cone(
                    VOID,
                    cloth,
                    x,
                    -size,
                    (top + 0.15) / 2,
                    (top - 0.15) / 2,
                    1.3 * size * reach / folds,
                    1.1 * size * reach / folds,
                )
            )
    return furniture(VOID, "shower", solids)


def bath_curtain(rng: Random, palette: Palette, width: float, bottom: float, top: float) -> Furniture:
    """Draw a shower curtain on its rod that covers one end of a tub."""
    cloth = palette.fabric() if rng.random() < 0.6 else palette.plain("white", 0.0)
    reach, folds = width * rng.uniform(0.2, 0.6), rng.randint(4, 8)
    half = (top - bottom) / 2
    solids = [box(VOID, palette.metal(), 0, 0, top, width / 2, 0.01, 0.01)]
    solids += [
        cone(
            VOID,
            cloth,
            -width / 2 + reach * (k + 0.5) / folds,
            0,
            bottom + half,
            half,
            0.65 * reach / folds,
            0.55 * reach / folds,
        )
        for k in range(folds)
    ]
    return furniture(VOID, "bath curtain", solids)


def towels(rng: Random, palette: Palette) -> Furniture:
    """Draw towels on a rail for a wall."""
    half = rng.uniform(0.2, 0.35)
    solids = [box(VOID, palette.metal(), 0, 0, 0.72, half, 0.012, 0.012)]
    cloth = palette.fabric()
    for side in rng.choice(((-1.0,), (1.0,), SIDES)):
        drop = rng.uniform(0.2, 0.36)
        solids.append(box(VOID, cloth, side * half * 0.45, 0, 0.74 - drop, half * 0.4, 0.025, drop, 0.02))
    return furniture(VOID, "towels", solids)
