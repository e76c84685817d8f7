"""Stand-in for `arranging` and `props`: their functions that cases and kitchens call, made from the older modules."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from svr_ros.synthesis.catalogue import clutter, desk_things, floor_things, housework, table_lamps, tableware
from svr_ros.synthesis.catalogue import worktop_things as worktop
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, Furniture, furniture
from svr_ros.synthesis.scene import Solid

_KINDS = {
    "shelf thing": clutter.ANYWHERE,
    "low board thing": clutter.ON_LOW_BOARDS,
    "nightstand thing": clutter.ON_NIGHTSTANDS,
    "kitchen thing": clutter.ON_WORKTOPS,
    "table lamp": (table_lamps.table_lamp,),
}


def thing(rng: Random, materials: MaterialLibrary, kind: str) -> Furniture:
    """Return a small thing of a kind."""
    return furniture(VOID, "", rng.choice(_KINDS[kind])(rng, materials))


def scatter(
    rng: Random, materials: MaterialLibrary, kind: str, count: int, width: float, depth: float, z: float
) -> list[Solid]:
    """Return at most `count` things of a kind that stand apart from each other."""
    return clutter.scatter(rng, materials, _KINDS[kind], count, width, depth, z)


def line_up(
    rng: Random,
    things: Sequence[Furniture],
    x: tuple[float, float],
    y: float,
    z: float,
    max_depth: float,
    max_height: float = math.inf,
) -> list[Solid]:
    """Return things that stand in a row, without those that do not fit."""
    solids: list[Solid] = []
    left = x[0] + rng.uniform(0.0, 0.1)
    for piece in things:
        if left + piece.width > x[1] or piece.depth > max_depth or piece.height > max_height:
            continue
        back = y - rng.uniform(0.0, 0.3) * (max_depth - piece.depth)
        solids += piece.placed(left + piece.width / 2, back - piece.depth / 2, z, 0.0)
        left += piece.width + rng.choice((0.015, rng.uniform(0.02, 0.12), rng.uniform(0.05, 0.3)))
    return solids


def _prop(maker: clutter.Maker):  # type: ignore[no-untyped-def]
    def make(rng: Random, materials: MaterialLibrary) -> Furniture:
        return furniture(VOID, "", maker(rng, materials))

    return make


kettle, pot, dish_rack, detergent = map(_prop, (worktop.kettle, worktop.pot, worktop.dish_rack, worktop.detergent))
bottles, papers = _prop(tableware.bottles), _prop(desk_things.papers)


def pair_of_shoes(rng: Random, materials: MaterialLibrary, boots: float = 0.2) -> Furniture:
    """Return two shoes side by side."""
    shoes = floor_things.pair_of_shoes(rng, materials)
    return furniture(VOID, "", [s for s in shoes if boots or s.z + s.hz < 0.18])


def add_speaker(piece: Builder, materials: MaterialLibrary, x: float, half: float, height: float) -> None:
    """Add a loudspeaker at x from half its width and its height (metres)."""
    piece.add(desk_things.speaker(materials, x, half, height / 2))


def add_garments(
    piece: Builder,
    rng: Random,
    materials: MaterialLibrary,
    x: tuple[float, float],
    rail: float,
    max_count: int,
    max_length: float,
    hooks: bool = True,
) -> None:
    """Add clothes that hang from a rail along x at y = 0."""
    piece.add(housework.garments(rng, materials, *x, 0.0, rail, max_count, max_length, hooks))


def television(rng: Random, materials: MaterialLibrary, max_width: float = 1.44) -> Furniture:
    """Return a television on its foot or feet."""
    piece, half = Builder(VOID, materials.plain("dark", 0.2)), min(max_width / 2, rng.uniform(0.35, 0.72))
    low = rng.uniform(0.04, 0.08)
    high = low + 2 * half * rng.uniform(0.56, 0.62)
    piece.box(half, 0.022, (low, high), 0.005)
    piece.of(materials.screen()).box(half - 0.012, (-0.024, -0.018), (low + 0.014, high - 0.014))
    for s in SIDES:
        piece.box(around(s * 0.75 * half, 0.014), 0.11, (0, 0.016), 0.004)
        piece.box(around(s * 0.75 * half, 0.01), 0.014, (0, low + 0.02))
    return piece.furniture()
