"""Things kept in and on cases: rows of books, boxes and jars on shelves, lamps and things on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.clutter import ANYWHERE, ON_NIGHTSTANDS, Maker, scatter
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.ornaments import basket, figure, frame, globe, vase
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, Furniture, furniture
from svr_ros.synthesis.catalogue.plants import small_plant
from svr_ros.synthesis.catalogue.table_lamps import table_lamp

_ORNAMENTS = (vase, figure, globe, frame, basket, basket, small_plant)


class Space(NamedTuple):
    """Free space of one compartment: its extents (low, high) along x, y and z, in metres."""

    x: tuple[float, float]
    y: tuple[float, float]
    z: tuple[float, float]


Filling = Callable[[Builder, Random, MaterialLibrary, Space, int], None]
"""Adds what is kept in a compartment to a piece, as at most about so many solids."""


def fill_shelf(
    piece: Builder, rng: Random, materials: MaterialLibrary, space: Space, max_solids: int = 7, books: float = 0.5
) -> None:
    """Stand books, boxes, jars and ornaments side by side on the bottom of a space.

    Args:
        piece: Piece that the things are added to.
        rng: Random generator.
        materials: Materials of the room.
        space: Free space above the shelf, in metres.
        max_solids: Number of solids from which on nothing more is added; the last thing may exceed it by three.
        books: Fraction of rows of books among the things.
    """
    (x, end), (front, back), (low, high) = space
    depth, middle, clear, first = back - front, (front + back) / 2, high - low, len(piece.solids)
    half_book = min(0.42 * depth, rng.uniform(0.09, 0.14))
    x += rng.choice((0.005, rng.uniform(0.0, 0.12)))
    while x < end - 0.06 and (free := max_solids - len(piece.solids) + first) > 0:
        room = end - x
        if rng.random() < books:
            thing = _books(rng, materials, room, half_book, clear)
        elif rng.random() < 0.6:
            thing = _container(rng, materials, room, min(0.42 * depth, 0.17), clear)
        else:
            thing = furniture(VOID, "", rng.choice(_ORNAMENTS)(rng, materials))
        if thing.width > room or thing.height > 0.98 * clear or thing.depth > depth or len(thing.solids) > free + 3:
            thing = _books(rng, materials, room, half_book, clear)
        play = (depth - thing.depth) / 2
        y = middle + max(-play, min(play, rng.uniform(-0.04, 0.06) * depth))
        piece.add(thing.solids, x + thing.width / 2, y, low)
        x += thing.width + rng.choice((0.006, 0.006, rng.uniform(0.02, 0.3)))


def _books(rng: Random, materials: MaterialLibrary, room: float, half_y: float, clear: float) -> Furniture:
    """Return a row of upright books of one or two heights, the last one perhaps leaning, or a pile of lying ones."""
    piece = Builder(VOID)
    half_x = min(rng.uniform(0.05, 0.24), room / 2)
    height = min(0.93 * clear, rng.uniform(0.17, 0.3))
    if rng.random() < 0.16 and room > 0.2:
        z = 0.0
        for _ in range(rng.randint(1, 4)):
            thick = min(rng.uniform(0.02, 0.05), 0.95 * clear - z)
            if thick < 0.016:
                break
            with piece.using(materials.thing()):
                piece.box(0.1, min(half_y, 0.09), (z, z + thick), 0.002, rng.gauss(0, 0.06))
            z += thick
        if piece.solids:
            return piece.furniture()
    with piece.using(materials.spines()):
        piece.box(half_x, half_y, (0, height), 0.004)
    if room > 2 * half_x + 0.1 and rng.random() < 0.35:
        lean, half = rng.uniform(0.15, 0.4), 0.425 * height
        with piece.using(materials.thing()):
            x, z = half_x + 0.012 + half * 0.9 * lean, 0.95 * half + 0.012 * lean
            piece.box(around(x, 0.012), 0.9 * half_y, around(z, half), 0.002, roll=-lean)
    elif room > 2 * half_x + 0.12 and rng.random() < 0.5:
        more = min(rng.uniform(0.06, 0.24), room - 2 * half_x)
        with piece.using(materials.spines()):
            piece.box((half_x, half_x + more), 0.9 * half_y, (0, height * rng.uniform(0.7, 0.95)), 0.004)
    return piece.furniture()


def _container(rng: Random, materials: MaterialLibrary, room: float, half_y: float, clear: float) -> Furniture:
    """Return a storage box, perhaps with a label, or a jar."""
    half_x, height = min(rng.uniform(0.06, 0.18), room / 2), min(clear * 0.95, rng.uniform(0.1, 0.3))
    piece = Builder(VOID, rng.choice((materials.thing, materials.cardboard, materials.plastic))())
    if rng.random() < 0.45:
        radius = min(half_x, half_y, 0.07)
        piece.cone((0, height), radius * rng.uniform(0.6, 1.0), radius, rounding=0.006)
        return piece.furniture()
    piece.box(half_x, half_y, (0, height), 0.006)
    if rng.random() < 0.5:
        with piece.using(materials.page()):
            label = around(height / 2, min(0.025, 0.2 * height))
            piece.box(min(0.04, 0.6 * half_x), around(-half_y, 0.002), label)
    return piece.furniture()


def put_on_top(
    piece: Builder,
    rng: Random,
    materials: MaterialLibrary,
    x: tuple[float, float],
    y: tuple[float, float],
    height: float,
    max_solids: int = 60,
) -> None:
    """Put a lamp, some things or both on a case, as long as the piece has at most `max_solids` solids."""
    width, depth, count = x[1] - x[0], y[1] - y[0], materials.count(max(2, round(4 * (x[1] - x[0]))))
    with piece.placed((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, 0.0):
        if rng.random() < 0.35:
            side, lamp = rng.choice(SIDES), table_lamp(rng, materials)
            if len(piece.solids) + len(lamp) <= max_solids:
                piece.add(lamp, side * width * 0.32, 0.0, height)
            with piece.placed(-side * width * 0.18):
                scatter_things(piece, rng, materials, ANYWHERE, materials.count(2), width * 0.55, depth, height)
        else:
            scatter_things(piece, rng, materials, ANYWHERE, count, width, depth, height, max_solids)


def put_bedside(
    piece: Builder,
    rng: Random,
    materials: MaterialLibrary,
    x: tuple[float, float],
    y: tuple[float, float],
    height: float,
) -> None:
    """Put a lamp, what one wants in bed, or both on a case around x = y = 0."""
    width, depth = x[1] - x[0], y[1] - y[0]
    if rng.random() < 0.6:
        piece.add(table_lamp(rng, materials), 0.0, 0.03, height)
        if width > 0.48 and rng.random() < 0.5:
            with piece.placed(rng.choice(SIDES) * 0.12, -0.05):
                scatter_things(piece, rng, materials, ON_NIGHTSTANDS, 1, 0.24, 0.3, height)
    elif rng.random() < 0.7:
        scatter_things(piece, rng, materials, ON_NIGHTSTANDS, rng.randint(1, 2), width, depth, height)


def scatter_things(
    piece: Builder,
    rng: Random,
    materials: MaterialLibrary,
    makers: Sequence[Maker],
    count: int,
    width: float,
    depth: float,
    height: float,
    max_solids: int = 60,
) -> None:
    """Scatter up to `count` things over a level surface, fewer if the piece had more than `max_solids` solids."""
    while count:
        things = scatter(rng, materials, tuple(makers), count, width, depth, height)
        if len(piece.solids) + len(things) <= max_solids:
            piece.add(things)
            return
        count //= 2
