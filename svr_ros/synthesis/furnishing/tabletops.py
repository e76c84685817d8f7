"""Things on tables, desks and boards: side by side, within the edges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue.clutter import ANYWHERE, Maker
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.piece import Furniture, place
from svr_ros.synthesis.scene import Solid, SolidKind
from svr_ros.synthesis.shell.plan import Plan

_BOX, _CONE = int(SolidKind.BOX), int(SolidKind.CONE)

_EDGE = 0.02
"""Metres that things keep from the edge and from each other."""
_LEVEL = 0.003
"""Metres by which boards may differ in height and still make up one top."""
_ROUND = 0.7
"""Share of a round table's width that the square inside it has."""

Rectangle = tuple[float, float, float, float]
"""x0, y0, x1, y1 in a piece's own frame (m)."""


def surface(piece: Furniture) -> Rectangle:
    """Give the rectangle that things may stand on: the largest one of a piece's boards and discs at its top."""
    largest = (0.0, 0.0, 0.0, 0.0, 0.0)
    for s in piece.solids:
        if _is_at_top(piece, s):
            share = _ROUND if s.kind == _CONE else 1.0
            half_x, half_y = share * s.hx - _EDGE, share * s.hy - _EDGE
            if min(half_x, half_y) > 0.0:
                largest = max(largest, (half_x * half_y, s.x - half_x, s.y - half_y, s.x + half_x, s.y + half_y))
    return largest[1:]


def is_round(piece: Furniture) -> bool:
    """Say whether a piece's top is one disc."""
    return any(s.kind == _CONE and s.hx > 0.45 * piece.width and _is_at_top(piece, s) for s in piece.solids)


def _is_at_top(piece: Furniture, solid: Solid) -> bool:
    level = solid.kind in (_BOX, _CONE) and solid.yaw == solid.pitch == solid.roll == 0.0
    return level and abs(solid.z + solid.hz - piece.top) < _LEVEL


def lay_out(
    rng: Random,
    palette: Palette,
    makers: Sequence[Maker],
    count: int,
    area: Rectangle,
    z: float,
    taken: Sequence[Rectangle] = (),
) -> list[Solid]:
    """Put up to `count` things on a rectangle at height z, clear of what is `taken` and of each other."""
    x0, y0, x1, y1 = area
    covered = list(taken)
    solids: list[Solid] = []
    for _ in range(count):
        thing = place(rng.choice(makers)(rng, palette), 0.0, 0.0, 0.0, rng.gauss(0.0, 0.4))
        a0, b0, _, a1, b1, _ = enclose(thing)
        if a1 - a0 > x1 - x0 or b1 - b0 > y1 - y0:
            continue
        for _ in range(4):
            x, y = rng.uniform(x0 - a0, x1 - a1), rng.uniform(y0 - b0, y1 - b1)
            own = (x + a0, y + b0, x + a1, y + b1)
            if all(own[0] >= c[2] or own[2] <= c[0] or own[1] >= c[3] or own[3] <= c[1] for c in covered):
                covered.append(own)
                solids += place(thing, x, y, z, 0.0)
                break
    return solids


def footprint(solids: Sequence[Solid]) -> Rectangle:
    """Give the rectangle under solids."""
    x0, y0, _, x1, y1, _ = enclose(solids)
    return x0, y0, x1, y1


def topped(piece: Furniture, solids: Sequence[Solid]) -> Furniture:
    """Give a piece with solids on it, as high as they reach."""
    if not solids:
        return piece
    high = max(s.z + math.sqrt(s.hx * s.hx + s.hz * s.hz) for s in solids)
    return piece._replace(solids=[*piece.solids, *solids], height=max(piece.height, high))


def with_things(plan: Plan, piece: Furniture, count: int, makers: Sequence[Maker] = ANYWHERE) -> Furniture:
    """Give a piece with things on its top."""
    return topped(piece, lay_out(plan.rng, plan.palette, makers, count, surface(piece), piece.top))
