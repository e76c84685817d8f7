"""What hangs at windows and frames them: curtains, sheers, blinds, boards and casings. The back is at +y."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, WALL, box, cone
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid, TextureKind


def curtains(rng: Random, palette: Palette, width: float, bottom: float, top: float, front: float) -> Furniture:
    """Draw a pair of curtains in folds on a rod over a window of that width, between two heights (m).

    The rod is held off the wall, so that the cloth hangs before what reaches `front` metres out of it.
    """
    cloth = palette.curtain() if rng.random() < 0.75 else palette.plain("white", 0.0)
    half, tall = width / 2 + 0.18, (top - bottom) / 2
    drawn = rng.choice((0.15, 0.25, rng.uniform(0.2, 1.0)))
    pitch, sides = rng.uniform(0.09, 0.14), rng.choice((SIDES, SIDES, (-1.0,), (1.0,)))
    solids = _rod(palette, half + 0.08, top + 0.02, front + pitch * 0.62 + 0.02)
    folds = max(2, min(8, int(half * drawn / pitch)))
    pleated, swing = rng.random() < 0.5, rng.uniform(0.3, 0.9)
    for side in sides:
        for k in range(folds):
            x = side * (half - pitch * (k + 0.5))
            if pleated:
                reach = pitch / 2 / math.cos(swing) + 0.006
                turn = swing if k % 2 else -swing
                solids.append(box(VOID, cloth, x, 0.0, bottom + tall, reach, 0.008, tall, 0.0, turn))
            else:
                y = 0.015 if k % 2 else -0.01
                solids.append(cone(VOID, cloth, x, y, bottom + tall, tall, pitch * 0.62, pitch * 0.5))
    return furniture(VOID, "curtains", solids)


def sheer(rng: Random, palette: Palette, width: float, bottom: float, top: float, front: float) -> Furniture:
    """Draw a thin white curtain that lets most of the light of a window through."""
    v = rng.uniform(0.6, 0.85)
    cloth = palette.add(
        TextureKind.STRIPES, (v, v, v), (v * 0.88,) * 3, rng.uniform(8.0, 16.0), 0.0, 0.5, 0.0, clear=0.5
    )
    half, tall = width / 2 + 0.12, (top - bottom) / 2
    solids = _rod(palette, half + 0.05, top + 0.012, front + 0.03)
    solids.append(box(VOID, cloth, 0, 0, bottom + tall, half, 0.005, tall))
    return furniture(VOID, "curtains", solids)


def _rod(palette: Palette, half: float, height: float, away: float) -> list[Solid]:
    """Hold a rod on two brackets, its middle `away` metres before the wall."""
    metal = palette.metal()
    solids = [box(VOID, metal, 0, 0, height, half, 0.012, 0.012, 0.01)]
    solids += [box(VOID, metal, s * (half - 0.03), away / 2, height, 0.01, away / 2, 0.01) for s in SIDES]
    return solids


def blind(rng: Random, palette: Palette, width: float, bottom: float, top: float) -> Furniture:
    """Draw a roller blind or slats on two cords that cover the upper part of a window."""
    cloth = palette.plain(rng.choice(("white", "beige", "grey", "vivid")), 0.0)
    low = top - (top - bottom) * rng.uniform(0.2, 1.0)
    if rng.random() < 0.5:
        solids = [box(VOID, cloth, 0, 0, (low + top) / 2, width / 2, 0.006, (top - low) / 2)]
        solids.append(box(VOID, cloth, 0, 0, top - 0.03, width / 2, 0.035, 0.03, 0.02))
    else:
        count = max(2, min(16, int((top - low) / 0.07)))
        tilt = rng.uniform(0.2, 1.1)
        step = (top - low) / count
        solids = [
            box(VOID, cloth, 0, 0, low + step * (k + 0.5), width / 2, 0.03, 0.003, 0.0, 0.0, tilt) for k in range(count)
        ]
        solids += [box(VOID, cloth, s * width * 0.35, 0, (low + top) / 2, 0.003, 0.003, (top - low) / 2) for s in SIDES]
        solids.append(box(VOID, cloth, 0, 0, top - 0.02, width / 2, 0.03, 0.02))
    return furniture(VOID, "blind", solids)


def window_reveal(rng: Random, frame: int, width: float, bottom: float, top: float) -> Furniture:
    """Build a window's board and casing, proud of the wall; the board is shallow or deep."""
    half, mid, tall, deep = width / 2, (bottom + top) / 2, (top - bottom) / 2, rng.uniform(0.02, 0.08)
    solids = [box(WALL, frame, 0, -deep, bottom - 0.02, half + 0.08, deep, 0.015, 0.003)]
    solids += [box(WALL, frame, s * (half + 0.03), -0.014, mid, 0.035, 0.014, tall + 0.06) for s in SIDES]
    solids.append(box(WALL, frame, 0, -0.014, top + 0.03, half + 0.06, 0.014, 0.035))
    return furniture(WALL, "window", solids)
