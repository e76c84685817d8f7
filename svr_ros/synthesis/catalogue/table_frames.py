"""What carries a table top: legs, frames, trestles, columns, boards.

Each maker stands its parts on the floor and ends at the height `under`, below a top of half extents half_x, half_y (m).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from random import Random

from svr_ros.synthesis.catalogue.frames import bar, legs, star
from svr_ros.synthesis.catalogue.parts import SIDES, TABLE, box, cone, rod
from svr_ros.synthesis.scene import Solid

Stand = Callable[[Random, int, float, float, float], list[Solid]]
"""Makes what carries a top: rng, material, half_x, half_y, under."""

_box = partial(box, TABLE)
_rod = partial(rod, TABLE)
_bar = partial(bar, TABLE)


def four_legs(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """Four straight or splayed legs at the corners, round or square, often with an apron."""
    slim = rng.uniform(0.014, 0.035)
    splay = rng.choice((0.0, 0.0, rng.uniform(0.02, 0.06)))
    inset = slim + 0.01 + splay + rng.choice((0.0, rng.uniform(0.0, 0.06)))
    x, y = half_x - inset, half_y - inset
    taper = rng.choice((1.0, rng.uniform(0.5, 0.8)))
    solids = legs(TABLE, material, x, y, under, slim, splay, taper, square=rng.random() < 0.55)
    return solids + (_apron(material, x, y, under) if rng.random() < 0.55 else [])


def _apron(material: int, x: float, y: float, under: float, half: float = 0.04) -> list[Solid]:
    solids = [_box(material, 0, s * y, under - half, x, 0.01, half, 0.002) for s in SIDES]
    return solids + [_box(material, s * x, 0, under - half, 0.01, y, half, 0.002) for s in SIDES]


def thick_legs(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """The heavy legs and deep apron of a farmhouse table, turned or square."""
    slim = rng.uniform(0.038, 0.055)
    x, y = half_x - slim - 0.02, half_y - slim - 0.02
    solids = _apron(material, x, y, under, 0.05)
    if rng.random() < 0.5:
        return solids + legs(TABLE, material, x, y, under, slim, 0.0, 1.0, square=True)
    for a, b in ((x, y), (x, -y), (-x, y), (-x, -y)):
        solids.append(_box(material, a, b, under - 0.07, slim, slim, 0.07, 0.004))
        solids.append(cone(TABLE, material, a, b, under * 0.62, under * 0.2, slim * 0.7, slim * 1.0))
        solids.append(cone(TABLE, material, a, b, under * 0.21, under * 0.22, slim * 0.55, slim * 0.85))
    return solids


def u_frames(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """A closed frame of flat or square tube at each end."""
    wide, thick = rng.choice(((0.012, 0.03), (0.02, 0.02), (0.03, 0.045)))
    x, y = half_x - rng.uniform(0.04, 0.2) * half_x - thick, half_y - rng.uniform(0.02, 0.08)
    solids: list[Solid] = []
    for s in SIDES:
        solids += [_box(material, s * x, t * (y - wide), under / 2, thick, wide, under / 2, 0.003) for t in SIDES]
        solids += [_box(material, s * x, 0, z, thick, y, wide, 0.003) for z in (wide, under - wide)]
    return solids


def x_frames(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """Crossed beams at each end, joined by a bar."""
    slim, x, y = rng.uniform(0.018, 0.04), half_x * rng.uniform(0.65, 0.85), half_y * 0.85
    lift = slim * 2 * y / math.hypot(2 * y, under)  # what the ends of a slanting beam would reach into the floor
    solids = [
        _bar(material, (s * x, -t * y, lift), (s * x, t * y, under - lift), slim, slim) for s in SIDES for t in SIDES
    ]
    solids.append(_box(material, 0, 0, under / 2, x, slim * 0.7, slim * 0.7, 0.003))
    return solids + [_box(material, s * x, 0, under - 0.02, slim, y, 0.02, 0.003) for s in SIDES]


def trestles(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """An A-shaped trestle at each end, loose or joined by a beam."""
    slim, x, y = rng.uniform(0.014, 0.026), half_x * rng.uniform(0.62, 0.82), half_y * 0.85
    solids = [_box(material, s * x, 0, under - 0.025, 0.03, y, 0.025, 0.004) for s in SIDES]
    for s in SIDES:
        for t in SIDES:
            for dx in SIDES:
                foot, head = (s * x + dx * 0.16, t * y, 0.004), (s * x + dx * 0.015, t * y * 0.9, under - 0.03)
                solids.append(_bar(material, foot, head, slim, slim))
        solids += [_box(material, s * x + dx * 0.1, 0, under * 0.4, 0.011, y * 0.95, 0.015) for dx in SIDES]
    return solids


def refectory(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """A broad post on a foot at each end, joined by a beam low down."""
    x, wide = half_x * rng.uniform(0.6, 0.75), rng.uniform(0.04, 0.12)
    solids: list[Solid] = []
    for s in SIDES:
        solids.append(_box(material, s * x, 0, under / 2, 0.035, wide, under / 2 - 0.01, 0.006))
        solids.append(_box(material, s * x, 0, 0.03, 0.04, half_y * 0.75, 0.03, 0.012))
        solids.append(_box(material, s * x, 0, under - 0.025, 0.04, half_y * 0.7, 0.025, 0.008))
    return [*solids, _box(material, 0, 0, under * 0.3, x, 0.02, 0.045, 0.004)]


def boards(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """A closed board at each end, a narrower one between them at the back."""
    thick = rng.uniform(0.01, 0.03)
    x, y = half_x - thick - rng.choice((0.0, rng.uniform(0.0, 0.12))), half_y - rng.choice((0.0, 0.03))
    solids = [_box(material, s * x, 0, under / 2, thick, y, under / 2, 0.002) for s in SIDES]
    if rng.random() < 0.6:
        solids.append(_box(material, 0, y - 0.03, under * 0.68, x, 0.009, under * 0.3, 0.002))
    return solids


def hairpins(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """Two thin rods at each corner that meet at the floor."""
    x, y = half_x * 0.84, half_y * 0.8
    return [
        _rod(material, (a * (x + 0.02), b * (y + 0.02), 0.002), (a * (x - dx), b * (y - dy), under), 0.006)
        for a in SIDES
        for b in SIDES
        for dx, dy in ((0.0, 0.08), (0.08, 0.0))
    ]


def two_columns(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """A column on a broad foot at each end, as of desks that change their height."""
    x, wide = half_x * 0.72, rng.uniform(0.03, 0.045)
    solids: list[Solid] = []
    for s in SIDES:
        solids.append(_box(material, s * x, 0, under / 2, wide, wide * 0.7, under / 2, 0.003))
        solids.append(_box(material, s * x, 0, 0.015, wide, half_y * 0.85, 0.015, 0.006))
        solids.append(_box(material, s * x, 0, under - 0.015, 0.02, half_y * 0.8, 0.015, 0.003))
    return [*solids, _box(material, 0, 0, under - 0.03, x, 0.03, 0.02, 0.003)]


def block(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """A closed body, a little or much smaller than the top."""
    share = rng.uniform(0.6, 0.97)
    return [_box(material, 0, 0, under / 2, half_x * share, half_y * share, under / 2, 0.004)]


def column(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """One column: on a round plate, widening like a trumpet, or turned with three or four curved feet."""
    reach, shaft = min(half_x, half_y) * rng.uniform(0.55, 0.75), rng.uniform(0.03, 0.055)
    kind = rng.choice(("plate", "trumpet", "feet", "cone"))
    if kind == "cone":
        return [cone(TABLE, material, 0, 0, under / 2, under / 2, reach * 0.8, reach * rng.uniform(0.3, 0.5), 0.006)]
    solids = [cone(TABLE, material, 0, 0, under / 2 + 0.01, under / 2 - 0.01, shaft, shaft * rng.uniform(0.7, 1.3))]
    solids.append(cone(TABLE, material, 0, 0, under - 0.02, 0.02, shaft * 1.2, reach * 0.5))
    if kind == "feet":
        solids.append(cone(TABLE, material, 0, 0, under * 0.45, under * 0.12, shaft * 1.5, shaft * 1.2, 0.02))
        return solids + star(
            TABLE, material, rng.choice((3, 4)), reach, under * 0.35, 0.026, rng.uniform(0.0, math.tau)
        )
    solids.append(cone(TABLE, material, 0, 0, 0.014, 0.014, reach, reach * 0.95, 0.008))
    if kind == "trumpet":
        solids.append(cone(TABLE, material, 0, 0, under * 0.14, under * 0.12, reach * 0.5, shaft, 0.004))
    return solids


def circle_of_legs(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """Three or four legs in a circle, straight, splayed or leaning in."""
    count, slim, reach = rng.choice((3, 4, 4)), rng.uniform(0.012, 0.028), min(half_x, half_y) * rng.uniform(0.62, 0.85)
    head = reach * rng.choice((1.0, 0.75, 0.4))
    turn, solids = rng.uniform(0.0, math.tau), []
    for k in range(count):
        c, s = math.cos(turn + k * math.tau / count), math.sin(turn + k * math.tau / count)
        lift = slim * (reach - head) / under
        solids.append(
            _rod(
                material, (reach * c, reach * s, lift), (head * c, head * s, under), slim * rng.uniform(0.6, 1.0), slim
            )
        )
    return solids


def crossed_boards(rng: Random, material: int, half_x: float, half_y: float, under: float) -> list[Solid]:
    """Two boards that cross in the middle."""
    reach = min(half_x, half_y) * rng.uniform(0.6, 0.8)
    turn = math.pi / 4
    return [_box(material, 0, 0, under / 2, reach, 0.014, under / 2, 0.003, turn + k * math.pi / 2) for k in range(2)]
