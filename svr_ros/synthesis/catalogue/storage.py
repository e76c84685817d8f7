"""What is kept in and on cabinets: rows of books, boxes, jars on shelves, lamps and things on top."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue.clutter import ANYWHERE, scatter
from svr_ros.synthesis.catalogue.ornaments import basket, figure, frame, globe, vase
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, box, cone
from svr_ros.synthesis.catalogue.plants import small_plant
from svr_ros.synthesis.catalogue.table_lamps import table_lamp
from svr_ros.synthesis.piece import place
from svr_ros.synthesis.scene import Solid

_ORNAMENTS = (vase, figure, globe, frame, basket, basket, small_plant)


def shelf_filling(
    rng: Random,
    palette: Palette,
    x0: float,
    x1: float,
    depth: float,
    z: float,
    clear: float,
    most: int = 7,
    books: float = 0.5,
) -> list[Solid]:
    """Fill a shelf of that depth around y = 0 from x0 to x1 (m) with things no taller than `clear`.

    `most` solids at most, `books` is the share of books among what stands there.
    """
    solids: list[Solid] = []
    deep = min(0.42 * depth, rng.uniform(0.09, 0.14))
    x = x0 + rng.choice((0.005, rng.uniform(0.0, 0.12)))
    while x < x1 - 0.06 and len(solids) < most:
        room, y = x1 - x, rng.uniform(-0.04, 0.06) * depth
        if rng.random() < books:
            part = _books(rng, palette, room, deep, clear)
        elif rng.random() < 0.6:
            part = _container(rng, palette, room, min(0.42 * depth, 0.17), clear)
        else:
            part = rng.choice(_ORNAMENTS)(rng, palette)
        left, front, _, right, back, top = enclose(part)
        if right - left > room or top > 0.98 * clear or back - front > depth or len(solids) + len(part) > most + 3:
            part = _books(rng, palette, room, deep, clear)
            left, front, _, right, back, top = enclose(part)
        y = max(-depth / 2 - front, min(depth / 2 - back, y - (front + back) / 2))
        solids += place(part, x - left, y, z, 0.0)
        x += right - left + rng.choice((0.006, 0.006, rng.uniform(0.02, 0.3)))
    return solids


def _books(rng: Random, palette: Palette, room: float, deep: float, clear: float) -> list[Solid]:
    """Draw a row of upright books, one or two heights, the last one leaning, or a pile of lying ones."""
    half = min(rng.uniform(0.05, 0.24), room / 2)
    tall = min(0.93 * clear, rng.uniform(0.17, 0.3)) / 2
    if rng.random() < 0.16 and room > 0.2:
        solids, z = [], 0.0
        for _ in range(rng.randint(1, 4)):
            thick = min(rng.uniform(0.01, 0.025), (0.95 * clear - z) / 2)
            if thick < 0.008:
                break
            solids.append(
                box(VOID, palette.thing(), 0, 0, z + thick, 0.1, min(deep, 0.09), thick, 0.002, rng.gauss(0, 0.06))
            )
            z += 2 * thick
        return solids
    solids = [box(VOID, palette.spines(), 0, 0, tall, half, deep, tall, 0.004)]
    if room > 2 * half + 0.1 and rng.random() < 0.35:
        lean, high = rng.uniform(0.15, 0.4), 0.85 * tall
        x = half + 0.012 + high * 0.9 * lean
        solids.append(
            box(VOID, palette.thing(), x, 0, 0.95 * high + 0.012 * lean, 0.012, 0.9 * deep, high, 0.002, 0, 0, -lean)
        )
    elif room > 2 * half + 0.12 and rng.random() < 0.5:
        more, high = min(rng.uniform(0.03, 0.12), room / 2 - half), tall * rng.uniform(0.7, 0.95)
        solids.append(box(VOID, palette.spines(), half + more, 0, high, more, 0.9 * deep, high, 0.004))
    return solids


def _container(rng: Random, palette: Palette, room: float, deep: float, clear: float) -> list[Solid]:
    """Draw a storage box with a label, or a jar."""
    half = min(rng.uniform(0.06, 0.18), room / 2)
    look = rng.choice((palette.thing, palette.cardboard, palette.plastic))()
    if rng.random() < 0.55:
        tall = min(clear * 0.95, rng.uniform(0.1, 0.3)) / 2
        solids = [box(VOID, look, 0, 0, tall, half, deep, tall, 0.006)]
        if rng.random() < 0.5:
            solids.append(
                box(VOID, palette.page(), 0, -deep, tall, min(0.04, 0.6 * half), 0.002, min(0.025, 0.4 * tall))
            )
        return solids
    half, tall = min(half, deep, 0.07), min(clear * 0.95, rng.uniform(0.1, 0.3)) / 2
    return [cone(VOID, look, 0, 0, tall, tall, half * rng.uniform(0.6, 1.0), half, 0.006)]


def on_top(rng: Random, palette: Palette, width: float, depth: float, height: float) -> list[Solid]:
    """Put a lamp or some things on a cabinet of that height (m)."""
    if rng.random() < 0.35:
        side = rng.choice(SIDES)
        solids = place(table_lamp(rng, palette), side * width * 0.32, 0.0, height, 0.0)
        others = scatter(rng, palette, ANYWHERE, palette.count(2), width * 0.55, depth, height)
        return solids + place(others, -side * width * 0.18, 0.0, 0.0, 0.0)
    return scatter(rng, palette, ANYWHERE, palette.count(max(2, round(4 * width))), width, depth, height)
