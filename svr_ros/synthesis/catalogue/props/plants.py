"""Plants: a pot or trough with what grows in it, from herbs on a sill to small trees; all void."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Place, Range
from svr_ros.synthesis.catalogue.frames import Point
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import VOID
from svr_ros.synthesis.catalogue.props.entries import small_thing, standing
from svr_ros.synthesis.piece import Furniture

Habit = Callable[[Builder, Random, MaterialLibrary, float, float], None]
"""Adds what grows from the earth at z = 0, from its height and the radius of the pot's mouth (metres)."""


def _ball(piece: Builder, x: float, y: float, z: float, radius: float) -> None:
    piece.ellipsoid(around(x, radius), around(y, radius), around(z, radius))


def _add_leaf(
    piece: Builder, start: Point, angle: float, rise: float, length: float, width: float, half: float = 0.006
) -> None:
    """Add a flat leaf that starts at a point and rises by `rise` radians in the direction `angle`."""
    out = length / 2 * math.cos(rise)
    x, y = start[0] + out * math.cos(angle), start[1] + out * math.sin(angle)
    z = around(start[2] + length / 2 * math.sin(rise), half)
    piece.ellipsoid(around(x, length / 2), around(y, width / 2), z, angle, 0.0, -rise)


def _add_arched_leaf(piece: Builder, start: Point, angle: float, rise: float, length: float, bend: float) -> None:
    """Add a long leaf that bends down by `bend` radians at its middle."""
    _add_leaf(piece, start, angle, rise, length, 0.15 * length)
    out, up = 0.93 * length * math.cos(rise), 0.93 * length * math.sin(rise)
    middle = (start[0] + out * math.cos(angle), start[1] + out * math.sin(angle), start[2] + up)
    _add_leaf(piece, middle, angle, rise - bend, 0.6 * length, 0.11 * length)


def _add_foliage(piece: Builder, rng: Random, z: float, radius: float, height: float, count: int) -> None:
    """Add a crown around (0, 0, z) from half its width and height: a core and leaves that hang all over it."""
    piece.ellipsoid(0.6 * radius, 0.6 * radius, around(z, 0.6 * height))
    start, size = rng.uniform(0, 6.0), rng.uniform(0.36, 0.5)
    for k in range(count):
        up = 1.0 - 1.75 * (k + 0.5) / count
        out, angle = 0.63 * radius * math.sqrt(1.0 - up * up), start + 2.4 * k + rng.uniform(-0.3, 0.3)
        half, lift = size * radius * rng.uniform(0.8, 1.3), rng.uniform(0.2, 1.0)
        piece.ellipsoid(
            around(out * math.cos(angle), half),
            around(out * math.sin(angle), 0.55 * half),
            around(z + 0.63 * height * up, 0.09 * half),
            angle + rng.uniform(-0.5, 0.5),
            rng.uniform(-0.3, 0.3),
            math.acos(up) - lift,
        )


# What grows.


def tree(piece: Builder, rng: Random, materials: MaterialLibrary, height: float, mouth: float) -> None:
    """Add one stem or a few with a crown of leaves, or a clipped ball."""
    leaf, bark = piece.of(materials.leaves()), piece.of(materials.plain("wood", 0.0))
    crown, stem = height * rng.uniform(0.22, 0.34), max(0.006, 0.013 * height)
    radius = crown * rng.uniform(0.8, 1.05)
    if rng.random() < 0.2:
        bark.rod((0, 0, -0.02), (0, 0, height - 1.9 * radius), stem)
        _ball(leaf, 0, 0, height - radius, radius)
        return
    for k in range(rng.choice((1, 1, 3))):
        x, y = (0.35 * mouth * math.cos(2.1 * k), 0.35 * mouth * math.sin(2.1 * k)) if k else (0.0, 0.0)
        bark.rod((x, y, -0.02), (0.4 * x, 0.4 * y, height - 1.2 * crown), stem, 0.7 * stem)
    _add_foliage(leaf, rng, height - crown, 1.15 * radius, 1.15 * crown, rng.randint(18, 24))


def large_leaves(piece: Builder, rng: Random, materials: MaterialLibrary, height: float, mouth: float) -> None:
    """Add long stalks with one large leaf each (monstera, rubber plant, calla)."""
    leaf, stalk = piece.of(materials.leaves()), piece.of(materials.leaves())
    for k in range(rng.randint(7, 10)):
        c, s, lean = math.cos(2.4 * k), math.sin(2.4 * k), rng.uniform(0.05, 0.55)
        length, size = height * rng.uniform(0.45, 0.85), height * rng.uniform(0.22, 0.34)
        out = length * math.sin(lean)
        end = (out * c, out * s, length * math.cos(lean))
        stalk.rod((0.3 * mouth * c, 0.3 * mouth * s, -0.02), end, 0.006 + 0.004 * height)
        _add_leaf(leaf, end, 2.4 * k + rng.uniform(-0.3, 0.3), rng.uniform(-0.9, 0.3), size, size * 0.65, 0.008)


def blades(piece: Builder, rng: Random, materials: MaterialLibrary, height: float, mouth: float) -> None:
    """Add upright blades (snake plant)."""
    leaf, half_width = piece.of(materials.leaves()), 0.025 + 0.022 * height
    for k in range(rng.randint(7, 11)):
        lean, half = rng.uniform(0.0, 0.28), height * rng.uniform(0.3, 0.52)
        out = 0.55 * mouth * rng.random() + half * math.sin(lean)
        x, y, z = out * math.cos(2.4 * k), out * math.sin(2.4 * k), half * math.cos(lean) - 0.02
        leaf.ellipsoid(around(x, 0.008), around(y, half_width), around(z, half), 2.4 * k, 0.0, lean)


def palm(piece: Builder, rng: Random, materials: MaterialLibrary, height: float, mouth: float) -> None:
    """Add one stem or more with a tuft of arched leaves (palm, dracaena)."""
    leaf, bark = piece.of(materials.leaves()), piece.of(materials.plain("wood", 0.0))
    for j in range(rng.choice((1, 1, 2, 3))):
        top = height * rng.uniform(0.4, 0.65) * (1.0 - 0.2 * j)
        x, y = (0.3 * mouth * math.cos(2.4 * j), 0.3 * mouth * math.sin(2.4 * j)) if j else (0.0, 0.0)
        head = (2 * x, 2 * y, top)
        bark.rod((x, y, -0.02), head, 0.01 + 0.012 * height, 0.006 + 0.01 * height)
        for k in range(5 if j else rng.randint(7, 9)):
            length = (height - top) * rng.uniform(0.6, 0.85)
            _add_arched_leaf(leaf, head, k * 2.4 + j, rng.uniform(0.1, 1.25), length, 1.1)


def fern(piece: Builder, rng: Random, materials: MaterialLibrary, height: float, mouth: float) -> None:
    """Add a tuft whose leaves arch over the rim of the pot (fern, spider plant)."""
    leaf, length = piece.of(materials.leaves()), max(0.7 * height, 1.3 * mouth)
    for k in range(rng.randint(8, 11)):
        rise = rng.uniform(0.35, 1.3)
        _add_arched_leaf(leaf, (0.0, 0.0, -0.01), k * 2.4, rise, length, rise + rng.uniform(0.2, 1.0))


def cactus(piece: Builder, rng: Random, materials: MaterialLibrary, height: float, mouth: float) -> None:
    """Add a column with arms, or a ball with a flower."""
    green = piece.of(materials.leaves())
    if rng.random() < 0.4 or height < 0.2:
        size = min(0.8 * mouth, 0.5 * height)
        _ball(green, 0, 0, size * 0.8, size)
        _ball(piece.of(materials.plain("vivid", 0.0)), 0, 0, size * 1.75, size * 0.24)
        return
    radius = min(0.5 * mouth, 0.1 * height)
    green.cone((-0.02, height - 0.02), radius * 0.9, radius, rounding=radius * 0.7)
    for k in range(rng.randint(1, 3)):
        z, up = height * rng.uniform(0.3, 0.55), height * rng.uniform(0.24, 0.4)
        x, y = 2.3 * radius * math.cos(2.2 * k), 2.3 * radius * math.sin(2.2 * k)
        green.rod((0, 0, z), (x, y, z), 0.65 * radius)
        green.cone((z - 0.1 * up, z + 0.9 * up), 0.65 * radius, at=(x, y), rounding=radius * 0.45)


def bush(piece: Builder, rng: Random, materials: MaterialLibrary, height: float, mouth: float) -> None:
    """Add a bush or herbs, in some cases with flowers."""
    leaf, radius = piece.of(materials.leaves()), max(1.3 * mouth, height * rng.uniform(0.45, 0.65))
    leaf.rod((0, 0, -0.02), (0, 0, 0.4 * height), 0.004 + 0.012 * height)
    _add_foliage(leaf, rng, 0.5 * height, radius, 0.6 * height, rng.randint(13, 16))
    if rng.random() < 0.4:
        bloom = piece.of(materials.plain(rng.choice(("vivid", "vivid", "white", "pastel")), 0.0))
        for k in range(rng.randint(3, 6)):
            angle, up = 2.4 * k + 1.0, rng.uniform(0.3, 1.4)
            out, z = 0.7 * radius * math.cos(up), 0.5 * height + 0.44 * height * math.sin(up)
            _ball(bloom, out * math.cos(angle), out * math.sin(angle), z, max(0.016, 0.08 * height))


_LOW = (bush, bush, bush, blades, cactus, cactus, large_leaves, fern, fern)


# What it grows in.


def _add_pot(piece: Builder, rng: Random, materials: MaterialLibrary, radius: float, height: float) -> float:
    """Add a round or square pot, or one on legs, and return the height of its earth."""
    body = rng.choice((materials.thing, materials.concrete, materials.wicker, materials.ceramic, materials.plastic))()
    pot, earth, kind, low = piece.of(body), piece.of(materials.plain("dark", 0.0)), rng.random(), 0.0
    if kind > 0.85:
        pot.box(0.92 * radius, 0.92 * radius, (0, height), 0.01)
        earth.box(0.81 * radius, 0.81 * radius, around(height, 0.004))
        return height
    if kind < 0.15 and height > 0.15:
        low = rng.uniform(0.1, 0.25)
        wood = piece.of(materials.wood())
        for k in range(4):
            x, y = 0.8 * radius * math.cos(k * math.pi / 2 + 0.8), 0.8 * radius * math.sin(k * math.pi / 2 + 0.8)
            wood.rod((1.15 * x, 1.15 * y, 0.01), (x, y, low + 0.5 * height), 0.012)
    pot.cone((low, low + 0.94 * height), radius * rng.uniform(0.6, 0.95), radius * 0.96, rounding=0.01)
    earth.cone(around(low + 0.94 * height, 0.012), 0.9 * radius, rounding=0.002)
    if kind < 0.6:
        pot.shell((low + 0.8 * height, low + height), radius, radius, 0.018)
    return low + 0.95 * height


def plant(rng: Random, materials: MaterialLibrary, habit: Habit) -> Furniture:
    """Return a plant that stands on the floor."""
    return _potted(rng, materials, rng.uniform(0.5, 1.8), habit)


def small_plant(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a plant for a table, a shelf or a window sill."""
    return _potted(rng, materials, rng.uniform(0.15, 0.38), rng.choice(_LOW))


def _potted(rng: Random, materials: MaterialLibrary, height: float, habit: Habit) -> Furniture:
    piece, radius = Builder(VOID), min(0.2, height * rng.uniform(0.16, 0.24))
    earth = _add_pot(piece, rng, materials, radius, min(radius * rng.uniform(1.3, 2.0), height * 0.45))
    with piece.placed(z=earth, yaw=rng.uniform(0, math.tau)):
        habit(piece, rng, materials, max(height - earth, 0.4 * height), radius)
    return piece.furniture()


def planter(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a long trough with two plants."""
    half, height = rng.uniform(0.3, 0.5), rng.uniform(0.12, 0.3)
    piece = Builder(VOID, rng.choice((materials.concrete, materials.wood, materials.plastic, materials.metal))())
    piece.box(half, 0.13, (0, height), 0.01)
    habit = rng.choice((bush, blades, blades, fern))
    for x in (-half / 2, half / 2):
        with piece.placed(x, 0.0, height, rng.uniform(0, math.tau)):
            habit(piece, rng, materials, rng.uniform(0.25, 0.55), 0.1)
    return piece.furniture()


def hanging_plant(rng: Random, materials: MaterialLibrary, ceiling: float, low: float | None = None) -> Furniture:
    """Return a plant in a pot on three cords; its pot hangs at `low`, or 0.6 to 1 m below the ceiling."""
    low = ceiling - rng.uniform(0.6, 1.0) if low is None else low
    piece, radius = Builder(VOID, materials.plain("beige", 0.0)), rng.uniform(0.09, 0.14)
    with piece.placed(z=low):
        earth = _add_pot(piece, rng, materials, radius, radius * 1.05)
        with piece.placed(z=earth):
            rng.choice((fern, fern, bush))(piece, rng, materials, 0.3, radius)
    for k in range(3):
        x, y = 0.9 * radius * math.cos(k * math.tau / 3), 0.9 * radius * math.sin(k * math.tau / 3)
        piece.rod((x, y, low + earth), (0, 0, ceiling), 0.004)
    return piece.furniture()


def _plant(name: str, habit: Habit, weight: float, width: Range, depth: Range, height: Range) -> Form:
    return Form(name, "plant", Label.VOID, partial(plant, habit=habit), weight, width, depth, height)


FORMS: tuple[Form, ...] = (
    _plant("small tree", tree, 2.0, (0.1, 1.2), (0.1, 1.15), (0.4, 1.85)),
    _plant("large-leaved plant", large_leaves, 2.0, (0.15, 2), (0.15, 2.05), (0.35, 1.7)),
    _plant("palm", palm, 2.0, (0.15, 2.1), (0.15, 2.25), (0.4, 1.7)),
    _plant("snake plant", blades, 1.0, (0.1, 0.85), (0.14, 0.85), (0.4, 1.9)),
    _plant("cactus", cactus, 1.0, (0.15, 0.6), (0.15, 0.6), (0.25, 1.85)),
    _plant("bush", bush, 1.0, (0.2, 1.9), (0.2, 2.05), (0.45, 1.95)),
    standing("planter", planter, 1.0, (0.55, 1.35), (0.2, 1.05), (0.25, 0.9)),
    Form("hanging plant", "hanging plant", Label.VOID, hanging_plant, 1.0, (0.2, 0.6), (0.2, 0.6), place=Place.CEILING),
    *small_thing("small plant", small_plant, (0.04, 0.54), (0.04, 0.5), (0.07, 0.54),
                 shelf=2, table=1, desk=1, kitchen=1, nightstand=1, bath=1),
)  # fmt: skip
