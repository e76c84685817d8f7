"""What hangs on walls: radiators, televisions, pictures, boards, clocks, coats. The back is at +y."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import LIGHTING, SIDES, VOID, WALL, box, cone, ellipsoid
from svr_ros.synthesis.piece import Furniture, furniture
from svr_ros.synthesis.scene import Solid


def radiator(rng: Random, palette: Palette, half: float = 0.8, height: float = 0.75) -> Furniture:
    """Draw a radiator at most 2 x half wide and `height` tall: ribs between two pipes, or a flat panel."""
    half, tall = rng.uniform(0.5, 1.0) * half, rng.uniform(0.6, 1.0) * (height - 0.12) / 2
    low, white = 0.12, palette.plain("white", 0.1)
    if rng.random() < 0.5:
        solids = [box(VOID, white, 0, 0, low + tall, half, 0.04, tall, 0.01)]
        solids.append(box(VOID, palette.plain("grey"), 0, 0, low + 2 * tall, half - 0.02, 0.03, 0.006))
    else:
        count = max(4, min(14, int(half / 0.05)))
        solids = [
            box(VOID, white, half * (2 * (k + 0.5) / count - 1), 0, low + tall, half / count * 0.75, 0.06, tall, 0.02)
            for k in range(count)
        ]
        solids += [box(VOID, white, 0, 0, z, half, 0.02, 0.02, 0.015) for z in (low + 0.05, low + 2 * tall - 0.05)]
    solids.append(cone(VOID, white, half - 0.03, 0, low / 2 + 0.02, low / 2 + 0.02, 0.012, 0.012))
    return furniture(VOID, "radiator", solids)


def wall_television(rng: Random, palette: Palette) -> Furniture:
    """Draw a flat screen for a wall; its lower edge is at z = 0."""
    half = rng.uniform(0.4, 0.75)
    tall = half * 0.58
    return furniture(
        VOID,
        "wall television",
        [
            box(VOID, palette.plain("dark"), 0, 0, tall, half, 0.035, tall, 0.005),
            box(VOID, palette.screen(), 0, -0.034, tall, half - 0.015, 0.004, tall - 0.015),
        ],
    )


def framed(rng: Random, picture: int, frame: int, half_x: float, half_z: float, mat: int | None = None) -> Furniture:
    """Build a picture, mirror or board in its frame, by chance sunk into it; its lower edge is at z = 0.

    A `mat` is the material of the paper that surrounds a picture.
    """
    rim, depth = rng.uniform(0.01, 0.04), rng.uniform(0.008, 0.02)
    inner_x, inner_z = half_x - rim, half_z - rim
    sunk = rng.random() < 0.3
    if sunk:
        level = depth * 0.4  # how far the sheet comes out of the wall, beside a frame of 2 x depth
        solids = [
            box(WALL, frame, s * (half_x - rim / 2), -depth, half_z, rim / 2, depth, half_z, 0.002) for s in SIDES
        ]
        solids += [
            box(WALL, frame, 0, -depth, half_z + s * (half_z - rim / 2), half_x, depth, rim / 2, 0.002) for s in SIDES
        ]
    else:
        level = depth + 0.001
        solids = [box(WALL, frame, 0, -depth, half_z, half_x, depth, half_z, 0.002)]
    if mat is not None:
        solids.append(box(WALL, mat, 0, -level, half_z, inner_x, level, inner_z))
        level += 0.001
        inner_x, inner_z = inner_x * 0.72, inner_z * 0.72
    solids.append(box(WALL, picture, 0, -level, half_z, inner_x, level, inner_z))
    return furniture(WALL, "picture", solids)


def sheet(row: int, half_x: float, half_z: float) -> Furniture:
    """Make a poster or a wall hanging without a frame; its lower edge is at z = 0."""
    return furniture(WALL, "picture", [box(WALL, row, 0, 0, half_z, half_x, 0.003, half_z)])


def garland(rng: Random, palette: Palette) -> Furniture:
    """Draw a string of small lamps that hangs in an arc between two nails."""
    half, sag, count = rng.uniform(0.5, 0.9), rng.uniform(0.1, 0.3), rng.randint(6, 9)
    lamp, cord = palette.plain("white", 0.0, emission=1.0), palette.plain("dark", 0.0)
    ends = [(half * (2 * k / count - 1), sag * (2 * k / count - 1) ** 2 + 0.04) for k in range(count + 1)]
    solids = []
    for (x0, z0), (x1, z1) in pairwise(ends):
        long, tilt = math.hypot(x1 - x0, z1 - z0) / 2, -math.atan2(z1 - z0, x1 - x0)
        solids.append(
            box(LIGHTING, cord, (x0 + x1) / 2, -0.015, (z0 + z1) / 2, long, 0.003, 0.003, 0.0, 0.0, 0.0, tilt)
        )
        solids.append(ellipsoid(LIGHTING, lamp, x0, -0.015, z0 - 0.012, 0.016, 0.015, 0.02))
    return furniture(LIGHTING, "garland", solids)


def wall_clock(rng: Random, palette: Palette) -> Furniture:
    """Draw a round clock; its lower edge is at z = 0."""
    radius = rng.uniform(0.1, 0.2)
    lay = math.pi / 2
    return furniture(
        VOID,
        "clock",
        [
            cone(VOID, palette.metal(), 0, 0, radius, 0.02, radius, radius, 0.003, 0.0, lay),
            cone(VOID, palette.plain("white"), 0, -0.014, radius, 0.012, radius * 0.9, radius * 0.9, 0.003, 0.0, lay),
        ],
    )


def coats(rng: Random, palette: Palette) -> Furniture:
    """Draw coats and bags on a row of hooks; they hang down to z = 0."""
    count = rng.randint(2, 5)
    solids: list[Solid] = [box(VOID, palette.wood(), 0, 0.09, 1.0, 0.11 * count, 0.012, 0.05)]
    for k in range(count):
        drop, x, thick = rng.uniform(0.25, 0.5), 0.22 * (k - (count - 1) / 2), rng.uniform(0.04, 0.08)
        # The back of each coat touches the board, which is 0.078 m behind the middle.
        wide, turn = rng.uniform(0.08, 0.15), rng.uniform(-0.1, 0.1)
        solids.append(box(VOID, palette.fabric(), x, 0.08 - thick, 1.0 - drop, wide, thick, drop, 0.03, turn))
    return furniture(VOID, "coats", solids)


def fireplace(rng: Random, palette: Palette) -> Furniture:
    """Draw a fireplace: a mantelpiece around a dark opening."""
    half, tall, deep = rng.uniform(0.55, 0.85), rng.uniform(0.5, 0.62), rng.uniform(0.1, 0.22)
    stone = palette.stone() if rng.random() < 0.5 else palette.plain("white")
    hole = half * 0.55
    solids = [box(WALL, stone, s * (half + hole) / 2, 0, tall, (half - hole) / 2, deep, tall, 0.004) for s in SIDES]
    solids.append(box(WALL, stone, 0, 0, 2 * tall - 0.15, hole, deep, 0.15, 0.004))
    solids.append(box(WALL, palette.plain("dark", 0.0), 0, deep * 0.7, tall, hole, deep * 0.2, tall))
    solids.append(box(WALL, stone, 0, -0.04, 2 * tall + 0.02, half + 0.07, deep + 0.05, 0.03, 0.004))
    return furniture(WALL, "fireplace", solids, top=2 * tall + 0.05)
