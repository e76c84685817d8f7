"""Arrange small things on surfaces: apart from each other on a table or shelf, or in a row on a worktop."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from svr_ros.synthesis.catalogue import lamps, props
from svr_ros.synthesis.catalogue.forms import Kinds
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import Solid

_TRIES = 4
_KINDS = Kinds((*props.FORMS, *lamps.FORMS))

_Rectangle = tuple[float, float, float, float]


def thing(rng: Random, materials: MaterialLibrary, kind: str, **sizes: float) -> Furniture:
    """Draw a form of a kind of small thing, such as "shelf thing" or "table lamp", and return one.

    Furniture that holds small things calls this instead of `table.draw`, whose table contains that furniture.
    """
    return _KINDS.draw(rng, materials, kind, **sizes)


def scatter(
    rng: Random, materials: MaterialLibrary, kind: str, count: int, width: float, depth: float, z: float
) -> list[Solid]:
    """Return at most `count` things of a kind that stand apart from each other on a surface at height z.

    They keep to the ellipse inside a surface of width x depth metres around the origin, so that it may be round;
    things that find no place are left out.
    """
    solids: list[Solid] = []
    taken: list[_Rectangle] = []
    for k in range(count):
        piece, yaw = thing(rng, materials, kind), rng.gauss(0.0, 0.5)
        half_x, half_y = piece.turned_extents(yaw)
        for _ in range(_TRIES):
            x = width * (rng.uniform(0.0, 1.0) + k) / count - width / 2
            y = rng.uniform(-0.4, 0.4) * depth
            own = x - half_x, y - half_y, x + half_x, y + half_y
            if _is_inside(own, width, depth) and not any(_overlap(own, other) for other in taken):
                solids += piece.placed(x, y, z, yaw)
                taken.append(own)
                break
    return solids


def line_up(
    rng: Random,
    things: Sequence[Furniture],
    x: tuple[float, float],
    y: float,
    z: float,
    max_depth: float,
    max_height: float = math.inf,
) -> list[Solid]:
    """Return things that stand from left to right along the extent x with their backs near y, on a surface at height z.

    Things that are deeper than `max_depth` or higher than `max_height`, or find no place, are left out (metres).
    """
    solids: list[Solid] = []
    left = x[0] + rng.uniform(0.0, 0.1)
    for piece in things:
        if left + piece.width > x[1] or piece.depth > max_depth or piece.height > max_height:
            continue
        back = y - rng.uniform(0.0, 0.3) * (max_depth - piece.depth)
        solids += piece.placed(left + piece.width / 2, back - piece.depth / 2, z, 0.0)
        left += piece.width + rng.choice((0.015, rng.uniform(0.02, 0.12), rng.uniform(0.05, 0.3)))
    return solids


def _is_inside(rectangle: _Rectangle, width: float, depth: float) -> bool:
    """Return whether all corners of a rectangle lie within the ellipse of a width and depth around the origin."""
    x, y = max(-rectangle[0], rectangle[2]) * 2 / width, max(-rectangle[1], rectangle[3]) * 2 / depth
    return math.hypot(x, y) <= 1.0


def _overlap(a: _Rectangle, b: _Rectangle) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]
