"""Plants: pot plants of many habits, small and tall, troughs, hanging baskets; all void."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import VOID, box, cone, ellipsoid, rod, shell
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid

Habit = Callable[[Random, Palette, float, float], list[Solid]]
"""Draws what grows out of a pot: (rng, palette, height of the plant (m), radius of the pot's mouth (m))."""


def _leaf(
    look: int,
    start: tuple[float, float, float],
    angle: float,
    up: float,
    long: float,
    wide: float,
    thick: float = 0.006,
) -> Solid:
    """Build a flat leaf that begins at a point and rises at `up` radians in the direction `angle`."""
    half = long / 2
    x, y = start[0] + half * math.cos(up) * math.cos(angle), start[1] + half * math.cos(up) * math.sin(angle)
    return ellipsoid(VOID, look, x, y, start[2] + half * math.sin(up), half, wide / 2, thick, angle, 0.0, -up)


def _foliage(rng: Random, look: int, z: float, radius: float, tall: float, count: int) -> list[Solid]:
    """Build a crown around (0, 0, z): a core that closes the view through it, and leaves that hang all over it."""
    solids = [ellipsoid(VOID, look, 0, 0, z, 0.6 * radius, 0.6 * radius, 0.6 * tall)]
    turn, size = rng.uniform(0, 6.0), rng.uniform(0.36, 0.5)
    for k in range(count):
        height = 1.0 - 1.75 * (k + 0.5) / count
        across, angle = math.sqrt(1.0 - height * height), turn + 2.4 * k + rng.uniform(-0.3, 0.3)
        x, y = 0.63 * radius * across * math.cos(angle), 0.63 * radius * across * math.sin(angle)
        long, lift = size * radius * rng.uniform(0.8, 1.3), rng.uniform(0.2, 1.0)
        solids.append(
            ellipsoid(VOID, look, x, y, z + 0.63 * tall * height, long, 0.55 * long, 0.09 * long,
                      angle + rng.uniform(-0.5, 0.5), rng.uniform(-0.3, 0.3), math.acos(height) - lift)
        )  # fmt: skip
    return solids


def _tree(rng: Random, palette: Palette, height: float, mouth: float) -> list[Solid]:
    """Grow a small tree (ficus, olive, a clipped laurel): one stem or a few, and a crown."""
    leaf, bark = palette.leaves(), palette.plain("wood", 0.0)
    crown = height * rng.uniform(0.22, 0.34)
    stem, wide = max(0.006, 0.013 * height), crown * rng.uniform(0.8, 1.05)
    if rng.random() < 0.2:
        ball = ellipsoid(VOID, leaf, 0, 0, height - wide, wide, wide, wide)
        return [rod(VOID, bark, (0, 0, -0.02), (0, 0, height - 1.9 * wide), stem), ball]
    solids = []
    for k in range(rng.choice((1, 1, 3))):
        foot = (0.35 * mouth * math.cos(2.1 * k), 0.35 * mouth * math.sin(2.1 * k), -0.02) if k else (0, 0, -0.02)
        solids.append(rod(VOID, bark, foot, (0.4 * foot[0], 0.4 * foot[1], height - 1.2 * crown), stem, 0.7 * stem))
    return solids + _foliage(rng, leaf, height - crown, 1.15 * wide, 1.15 * crown, rng.randint(18, 24))


def _large_leaved(rng: Random, palette: Palette, height: float, mouth: float) -> list[Solid]:
    """Grow long stalks with one large leaf each (monstera, rubber plant, calla)."""
    leaf, stalk = palette.leaves(), palette.leaves()
    solids = []
    for k in range(rng.randint(7, 10)):
        angle, lean = k * 2.4, rng.uniform(0.05, 0.55)
        long = height * rng.uniform(0.45, 0.85)
        foot = (0.3 * mouth * math.cos(angle), 0.3 * mouth * math.sin(angle), -0.02)
        end = (long * math.sin(lean) * math.cos(angle), long * math.sin(lean) * math.sin(angle), long * math.cos(lean))
        solids.append(rod(VOID, stalk, foot, end, 0.006 + 0.004 * height))
        size = height * rng.uniform(0.22, 0.34)
        solids.append(
            _leaf(leaf, end, angle + rng.uniform(-0.3, 0.3), rng.uniform(-0.9, 0.3), size, size * 0.65, 0.008)
        )
    return solids


def _swords(rng: Random, palette: Palette, height: float, mouth: float) -> list[Solid]:
    """Grow upright blades (snake plant)."""
    leaf, solids = palette.leaves(), []
    for k in range(rng.randint(7, 11)):
        angle, lean = k * 2.4, rng.uniform(0.0, 0.28)
        half = height * rng.uniform(0.3, 0.52)
        reach = 0.55 * mouth * rng.random()
        x, y = (reach + half * math.sin(lean)) * math.cos(angle), (reach + half * math.sin(lean)) * math.sin(angle)
        wide = 0.025 + 0.022 * height
        solids.append(ellipsoid(VOID, leaf, x, y, half * math.cos(lean) - 0.02, 0.008, wide, half, angle, 0.0, lean))
    return solids


def _palm(rng: Random, palette: Palette, height: float, mouth: float) -> list[Solid]:
    """Grow a palm or dracaena: a stem (or several) with a tuft of long arched leaves."""
    leaf, bark = palette.leaves(), palette.plain("wood", 0.0)
    solids = []
    for j in range(rng.choice((1, 1, 2, 3))):
        top = height * rng.uniform(0.4, 0.65) * (1.0 - 0.2 * j)
        x, y = (0.3 * mouth * math.cos(2.4 * j), 0.3 * mouth * math.sin(2.4 * j)) if j else (0.0, 0.0)
        head = (2 * x, 2 * y, top)
        solids.append(rod(VOID, bark, (x, y, -0.02), head, 0.01 + 0.012 * height, 0.006 + 0.01 * height))
        for k in range(rng.randint(7, 9) if j == 0 else 5):
            angle, up = k * 2.4 + j, rng.uniform(0.1, 1.25)
            long = (height - top) * rng.uniform(0.6, 0.85)
            solids.append(_leaf(leaf, head, angle, up, long, 0.14 * long))
            tip = (
                head[0] + 0.93 * long * math.cos(up) * math.cos(angle),
                head[1] + 0.93 * long * math.cos(up) * math.sin(angle),
                head[2] + 0.93 * long * math.sin(up),
            )
            solids.append(_leaf(leaf, tip, angle, up - 1.1, 0.6 * long, 0.1 * long))
    return solids


def _cactus(rng: Random, palette: Palette, height: float, mouth: float) -> list[Solid]:
    """Grow a cactus: a column with arms, or a ball."""
    green = palette.leaves()
    if rng.random() < 0.4 or height < 0.2:
        size = min(0.8 * mouth, 0.5 * height)
        return [
            ellipsoid(VOID, green, 0, 0, size * 0.8, size, size, size),
            ellipsoid(VOID, palette.plain("vivid", 0.0), 0, 0, size * 1.75, size * 0.25, size * 0.25, size * 0.2),
        ]
    radius = min(0.5 * mouth, 0.1 * height)
    solids = [
        cone(VOID, green, 0, 0, 0.5 * height - 0.02, 0.5 * height, radius * 0.9, radius, radius * 0.7),
    ]
    for k in range(rng.randint(1, 3)):
        angle, z = k * 2.2, height * rng.uniform(0.3, 0.55)
        c, s, r = math.cos(angle), math.sin(angle), radius * 0.65
        reach, tall = radius * 2.3, height * rng.uniform(0.12, 0.2)
        solids.append(rod(VOID, green, (0, 0, z), (reach * c, reach * s, z), r))
        solids.append(cone(VOID, green, reach * c, reach * s, z + tall * 0.8, tall, r, r, r * 0.7))
    return solids


def _bush(rng: Random, palette: Palette, height: float, mouth: float) -> list[Solid]:
    """Grow a bush or herbs, now and then in flower."""
    leaf, wide = palette.leaves(), max(1.3 * mouth, height * rng.uniform(0.45, 0.65))
    solids = _foliage(rng, leaf, 0.4 * height, wide, 0.66 * height, rng.randint(13, 16))
    if rng.random() < 0.4:
        bloom = palette.plain(rng.choice(("vivid", "vivid", "white", "pastel")), 0.0)
        size = max(0.016, 0.08 * height)
        for k in range(rng.randint(3, 6)):
            angle, up = 2.4 * k + 1.0, rng.uniform(0.3, 1.4)
            reach = 0.7 * wide * math.cos(up)
            z = 0.4 * height + 0.48 * height * math.sin(up)
            solids.append(ellipsoid(VOID, bloom, reach * math.cos(angle), reach * math.sin(angle), z, size, size, size))
    return solids


def _trailing(rng: Random, palette: Palette, height: float, mouth: float) -> list[Solid]:
    """Grow a tuft whose leaves arch over the pot's rim (spider plant, fern)."""
    leaf, solids = palette.leaves(), []
    long = max(0.7 * height, 1.3 * mouth)
    for k in range(rng.randint(8, 11)):
        angle, up = k * 2.4, rng.uniform(0.35, 1.3)
        solids.append(_leaf(leaf, (0.0, 0.0, -0.01), angle, up, long, 0.16 * long))
        x, z = 0.92 * long * math.cos(up), 0.92 * long * math.sin(up)
        tip = (x * math.cos(angle), x * math.sin(angle), z)
        solids.append(_leaf(leaf, tip, angle, -rng.uniform(0.2, 1.0), 0.6 * long, 0.12 * long))
    return solids


TALL: tuple[Habit, ...] = (_tree, _tree, _large_leaved, _large_leaved, _palm, _palm, _swords, _cactus, _bush)
LOW: tuple[Habit, ...] = (_bush, _bush, _bush, _swords, _cactus, _cactus, _large_leaved, _trailing, _trailing)


def _pot(rng: Random, palette: Palette, radius: float, tall: float) -> tuple[list[Solid], float]:
    """Build a pot, a basket or a planter on legs; give the height of its earth too."""
    look = rng.choice((palette.thing, palette.concrete, palette.wicker, palette.ceramic, palette.plastic))()
    earth, kind, low = palette.add(1, (0.05, 0.03, 0.02), scale=30.0, specular=0.0), rng.random(), 0.0
    solids: list[Solid] = []
    if kind < 0.15 and tall > 0.15:
        low = rng.uniform(0.1, 0.25)
        wood = palette.wood()
        for k in range(4):
            angle = k * math.tau / 4 + 0.8
            c, s = 0.8 * radius * math.cos(angle), 0.8 * radius * math.sin(angle)
            solids.append(rod(VOID, wood, (1.15 * c, 1.15 * s, 0.01), (c, s, low + 0.5 * tall), 0.012))
    if kind > 0.85:
        half = radius * 0.92
        solids.append(box(VOID, look, 0, 0, tall / 2, half, half, tall / 2, 0.01))
        solids.append(box(VOID, earth, 0, 0, tall, half * 0.88, half * 0.88, 0.004))
        return solids, tall
    solids.append(
        cone(VOID, look, 0, 0, low + tall * 0.47, tall * 0.47, radius * rng.uniform(0.6, 0.95), radius * 0.96, 0.01)
    )
    solids.append(cone(VOID, earth, 0, 0, low + tall * 0.94, 0.012, radius * 0.9, radius * 0.9, 0.002))
    if kind < 0.6:
        solids.append(shell(VOID, look, 0, 0, low + tall * 0.9, 0.1 * tall, radius, radius, 0.018))
    return solids, low + tall * 0.95


def pot_plant(rng: Random, palette: Palette, height: float) -> list[Solid]:
    """Draw a plant of about that height (m) in its pot."""
    radius = min(0.2, height * rng.uniform(0.16, 0.24))
    tall = min(radius * rng.uniform(1.3, 2.0), height * 0.45)
    solids, earth = _pot(rng, palette, radius, tall)
    habit = rng.choice(TALL if height > 0.45 else LOW)
    return solids + place(
        habit(rng, palette, max(height - earth, 0.4 * height), radius), 0.0, 0.0, earth, rng.uniform(0, 6.0)
    )


def plant(rng: Random, palette: Palette) -> Furniture:
    """Draw a plant that stands on the floor."""
    return furniture(VOID, "plant", pot_plant(rng, palette, rng.uniform(0.5, 1.8)))


def small_plant(rng: Random, palette: Palette) -> list[Solid]:
    """Draw a plant for a table, a shelf or a window sill."""
    return pot_plant(rng, palette, rng.uniform(0.15, 0.38))


def planter(rng: Random, palette: Palette) -> Furniture:
    """Draw a long trough with several plants."""
    half_x, tall = rng.uniform(0.3, 0.5), rng.uniform(0.12, 0.3)
    look = rng.choice((palette.concrete, palette.wood, palette.plastic, palette.metal))()
    solids = [box(VOID, look, 0, 0, tall / 2, half_x, 0.13, tall / 2, 0.01)]
    habit, count = rng.choice((_bush, _swords, _swords, _trailing)), 2
    for k in range(count):
        x = half_x * (2 * (k + 0.5) / count - 1)
        grown = habit(rng, palette, rng.uniform(0.25, 0.55), 0.1)
        solids += place(grown, x, 0.0, tall, rng.uniform(0, 6.0))
    return furniture(VOID, "planter", solids)


def hanging_plant(rng: Random, palette: Palette, ceiling: float) -> Furniture:
    """Draw a plant in a pot that hangs from the ceiling (its height, m) by three cords."""
    low, radius = ceiling - rng.uniform(0.6, 1.0), rng.uniform(0.09, 0.14)
    cord = palette.plain("beige", 0.0)
    pot, earth = _pot(rng, palette, radius, radius * 1.3)
    base = -min(solid.z - solid.hz for solid in pot)
    solids = place(pot, 0, 0, low + base, 0)
    for k in range(3):
        angle = k * math.tau / 3
        rim = (0.9 * radius * math.cos(angle), 0.9 * radius * math.sin(angle), low + earth)
        solids.append(rod(VOID, cord, rim, (0, 0, ceiling), 0.004))
    habit = rng.choice((_trailing, _trailing, _bush))
    return furniture(VOID, "hanging plant", solids + place(habit(rng, palette, 0.3, radius), 0, 0, low + earth, 0))
