"""Cushions and throws; they take the class of what they lie on."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import box, cone, ellipsoid
from svr_ros.synthesis.scene import Solid


def pillow(
    label: int,
    cover: int,
    x: float,
    y: float,
    z: float,
    half_x: float,
    half_y: float,
    thick: float,
    yaw: float = 0.0,
    pitch: float = 0.0,
    roll: float = 0.0,
) -> Solid:
    """Make a cushion with round edges, lying flat before it is turned, from its half extents (m) and angles (rad)."""
    return box(label, cover, x, y, z, half_x, half_y, thick, 0.97 * thick, yaw, pitch, roll)


def cushions(
    rng: Random, palette: Palette, label: int, count: int, half_width: float, y: float, z: float
) -> list[Solid]:
    """Lean scatter cushions against a back whose front is at y, within x = +-half_width, on a seat of height z."""
    covers = [palette.fabric() for _ in range(rng.choice((1, 2, 2, 3)))]
    at_ends = rng.random() < 0.5
    solids: list[Solid] = []
    for k in range(count):
        half, thick = rng.uniform(0.19, 0.25), rng.uniform(0.05, 0.085)
        wide = min(half * rng.choice((1.0, 1.0, 1.0, 1.5)), max(half_width, 0.18))
        reach = max(0.0, half_width - wide)
        x = rng.uniform(-reach, reach)
        if at_ends:  # in pairs from the ends inwards, as they are put when somebody tidies up
            x = (1 if k % 2 else -1) * max(0.0, reach - (k // 2) * 0.3 - rng.uniform(0.0, 0.08))
        lean, turn, tip = rng.uniform(0.15, 0.55), rng.gauss(0.0, 0.25), rng.gauss(0.0, 0.12)
        # Upright is a flat one pitched by a quarter turn; its upper edge falls back against what it leans on.
        tall = (half - thick) * math.cos(lean) + thick
        y_middle = y - half * math.sin(lean) - 0.4 * thick - 0.12 * (k // 2 if at_ends else 0)
        cover = covers[(k // 2 if at_ends else k) % len(covers)]
        solids.append(
            pillow(
                label, cover, x, y_middle, z + tall - 0.015, wide, half, thick,
                turn, math.pi / 2 - lean, tip,
            )
        )  # fmt: skip
    return solids


def bolster(palette: Palette, label: int, x: float, y: float, z: float, half: float, radius: float) -> Solid:
    """Lay a roll along x."""
    return cone(label, palette.fabric(), x, y, z + radius - 0.01, half, radius, radius, 0.03, math.pi / 2, math.pi / 2)


def throw(label: int, cover: int, x: float, y0: float, y1: float, z: float, half: float, drop: float) -> list[Solid]:
    """Spread a throw over a seat or mattress of height z, from y1 to its front edge y0 and `drop` metres down there."""
    solids = [box(label, cover, x, (y0 + y1) / 2, z + 0.004, half, (y1 - y0) / 2, 0.012, 0.01)]
    if drop > 0.03:
        solids.append(box(label, cover, x, y0 - 0.004, z + 0.01 - drop / 2, half * 0.99, 0.012, drop / 2, 0.01))
    return solids


def crumple(rng: Random, label: int, cover: int, x: float, y: float, z: float, size: float) -> list[Solid]:
    """Drop a blanket in a heap: soft folds in several directions, on a surface of height z."""
    solids = []
    for _ in range(rng.randint(2, 4)):
        long, wide, tall = size * rng.uniform(0.6, 1.0), size * rng.uniform(0.2, 0.45), rng.uniform(0.03, 0.07)
        dx, dy = rng.gauss(0.0, 0.25) * size, rng.gauss(0.0, 0.25) * size
        solids.append(
            ellipsoid(
                label,
                cover,
                x + dx,
                y + dy,
                z + 0.3 * tall,
                long,
                wide,
                tall,
                rng.uniform(0.0, math.pi),
                0.0,
                rng.gauss(0.0, 0.08),
            )
        )
    return solids
