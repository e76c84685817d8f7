"""Cushions, throws, blankets and forgotten things; cushions and cloths take the class of the piece that they lie on."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.arranging import thing
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.frames import Point
from svr_ros.synthesis.catalogue.materials import MaterialLibrary


def pillow(
    piece: Builder, at: Point, half_x: float, half_y: float, half_z: float,
    yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0,
) -> None:  # fmt: skip
    """Add a cushion with round edges around a point, lying flat before it is turned."""
    x, y, z = at
    piece.box(around(x, half_x), around(y, half_y), around(z, half_z), 0.97 * half_z, yaw, pitch, roll)


def lean_cushions(
    piece: Builder, rng: Random, materials: MaterialLibrary, count: int, half_width: float, y: float, z: float
) -> None:
    """Lean scatter cushions against a back whose front is at y, within half_width of x = 0, on a seat of height z."""
    covers = [materials.fabric() for _ in range(rng.choice((1, 2, 2, 3)))] if count else []
    in_pairs = rng.random() < 0.5
    for k in range(count):
        half, thick, pair = rng.uniform(0.19, 0.25), rng.uniform(0.05, 0.085), k // 2 if in_pairs else 0
        wide = min(half * rng.choice((1.0, 1.0, 1.0, 1.5)), max(half_width, 0.18))
        limit = max(0.0, half_width - wide)
        x = rng.uniform(-limit, limit)
        if in_pairs:  # from the ends inwards
            x = (1 if k % 2 else -1) * max(0.0, limit - pair * 0.3 - rng.uniform(0.0, 0.08))
        lean = rng.uniform(0.15, 0.55)
        rise = (half - thick) * math.cos(lean) + thick
        at = x, y - half * math.sin(lean) - 0.4 * thick - 0.12 * pair, z + rise - 0.015
        turn = rng.gauss(0.0, 0.25), math.pi / 2 - lean, rng.gauss(0.0, 0.12)
        with piece.using(covers[(pair if in_pairs else k) % len(covers)]):
            pillow(piece, at, wide, half, thick, *turn)


def bolster(piece: Builder, y: float, z: float, half: float, radius: float) -> None:
    """Add a roll along x on a surface of height z."""
    piece.cone(around(z + radius - 0.01, half), radius, at=(0.0, y), rounding=0.03, roll=math.pi / 2)


def throw(piece: Builder, x: float, y: tuple[float, float], z: float, half: float, drop: float) -> None:
    """Add a throw on a seat or mattress of height z that hangs `drop` metres over its front edge, y[0]."""
    piece.box(around(x, half), y, around(z + 0.004, 0.012), 0.01)
    if drop > 0.03:
        piece.box(around(x, half * 0.99), around(y[0] - 0.004, 0.012), (z + 0.01 - drop, z + 0.01), 0.01)


def crumple(piece: Builder, rng: Random, x: float, y: float, z: float, size: float) -> None:
    """Add a blanket in a heap: soft folds in several directions, at most `size` metres long, on a surface at z."""
    for _ in range(rng.randint(2, 4)):
        long, wide, tall = size * rng.uniform(0.6, 1.0), size * rng.uniform(0.2, 0.45), rng.uniform(0.03, 0.07)
        at = around(x + rng.gauss(0.0, 0.25) * size, long), around(y + rng.gauss(0.0, 0.25) * size, wide)
        turn = rng.uniform(0.0, math.pi), 0.0, rng.gauss(0.0, 0.08)
        piece.ellipsoid(*at, around(z + 0.3 * tall, tall), *turn)


def left_behind(piece: Builder, rng: Random, materials: MaterialLibrary, x: float, y: float, z: float) -> None:
    """Add a thing that somebody left on a seat or a bed, on a surface of height z."""
    piece.add(thing(rng, materials, "seat thing").solids, x, y, z, rng.uniform(0.0, math.tau))
