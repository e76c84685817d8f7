"""Small things that lie on furniture: which makers suit which surface, and how they are spread on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random

from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue.desk_things import (
    binders,
    books,
    keyboard,
    laptop,
    papers,
    pen_pot,
    printer,
    telephone,
)
from svr_ros.synthesis.catalogue.floor_things import clothes, handbag
from svr_ros.synthesis.catalogue.ornaments import basket, carton, clock, figure, frame, globe, vase
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.plants import small_plant
from svr_ros.synthesis.catalogue.tableware import bottles, bowl, candles, cup, jug, plates
from svr_ros.synthesis.catalogue.toys import blocks, soft_toy, toy_car
from svr_ros.synthesis.catalogue.worktop_things import (
    bread_bin,
    canisters,
    chopping_boards,
    coffee_machine,
    kettle,
    knife_block,
    microwave,
    mixer,
    paper_roll,
    pot,
    toaster,
    towel_heap,
    utensils,
)
from svr_ros.synthesis.piece import place
from svr_ros.synthesis.scene import Solid

Maker = Callable[[Random, Palette], list[Solid]]

ANYWHERE: tuple[Maker, ...] = (
    vase, vase, books, books, bowl, carton, carton, cup, bottles, frame, frame, clock, figure, globe, basket, candles,
    small_plant, small_plant,
)  # fmt: skip
ON_TABLES: tuple[Maker, ...] = (
    plates, plates, bowl, bowl, cup, cup, jug, vase, bottles, books, papers, laptop, carton, candles, small_plant,
)  # fmt: skip
ON_DESKS: tuple[Maker, ...] = (
    books, books, papers, papers, papers, cup, laptop, telephone, carton, printer, frame, bottles, pen_pot, pen_pot,
    binders, binders, keyboard, handbag, small_plant,
)  # fmt: skip
ON_WORKTOPS: tuple[Maker, ...] = (
    bottles, bottles, bowl, cup, carton, kettle, kettle, toaster, microwave, coffee_machine, knife_block, canisters,
    canisters, chopping_boards, paper_roll, utensils, utensils, mixer, bread_bin, pot, plates, small_plant, jug,
    towel_heap,
)  # fmt: skip
ON_SEATS: tuple[Maker, ...] = (clothes, clothes, laptop, books, soft_toy, papers, handbag)
ON_NIGHTSTANDS: tuple[Maker, ...] = (books, books, cup, telephone, clock, frame, vase, bottles, candles, small_plant)
ON_LOW_BOARDS: tuple[Maker, ...] = (*ANYWHERE, toy_car, blocks, soft_toy)

_TRIES = 4


def scatter(
    rng: Random, palette: Palette, makers: tuple[Maker, ...], count: int, width: float, depth: float, z: float
) -> list[Solid]:
    """Put up to `count` things on a surface of width x depth (m) at height z, apart from each other and well inside.

    They keep to the ellipse inside of the surface, so that it may as well be round; what finds no place is left out.
    """
    solids: list[Solid] = []
    taken: list[tuple[float, float, float, float]] = []
    for k in range(count):
        thing = place(rng.choice(makers)(rng, palette), 0.0, 0.0, 0.0, rng.gauss(0.0, 0.5))
        x0, y0, _, x1, y1, _ = enclose(thing)
        for _ in range(_TRIES):
            x = width * (rng.uniform(0.0, 1.0) + k) / count - width / 2 - (x0 + x1) / 2
            y = rng.uniform(-0.4, 0.4) * depth - (y0 + y1) / 2
            here = x + x0, y + y0, x + x1, y + y1
            if _fits(here, width, depth) and not any(_meet(here, other) for other in taken):
                solids += place(thing, x, y, z, 0.0)
                taken.append(here)
                break
    return solids


def line_up(
    rng: Random,
    palette: Palette,
    makers: Sequence[Maker],
    x0: float,
    x1: float,
    y: float,
    z: float,
    depth: float,
    clear: float = 9.0,
) -> list[Solid]:
    """Stand things in a row from x0 to x1 (m) with their backs near y, on a surface at height z; only what is at most
    `depth` deep and `clear` high."""  # fmt: skip
    solids: list[Solid] = []
    x = x0 + rng.uniform(0.0, 0.1)
    for maker in makers:
        thing = maker(rng, palette)
        left, front, _, right, back, top = enclose(thing)
        if x + right - left > x1 or back - front > depth or top > clear:
            continue
        away = y - back - rng.uniform(0.0, 0.3) * (depth - back + front)
        solids += place(thing, x - left, away, z, 0.0)
        x += right - left + rng.choice((0.015, rng.uniform(0.02, 0.12), rng.uniform(0.05, 0.3)))
    return solids


def _fits(box: tuple[float, float, float, float], width: float, depth: float) -> bool:
    """Say whether all corners of a rectangle lie within the ellipse of that width and depth around the origin."""
    x, y = max(-box[0], box[2]) * 2 / width, max(-box[1], box[3]) * 2 / depth
    return math.hypot(x, y) <= 1.0


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]
