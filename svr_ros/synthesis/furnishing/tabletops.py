# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Small things on tables, desks and boards, side by side within their edges."""

from __future__ import annotations

from collections.abc import Sequence

from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.furnishing.kinds import ON_SHELVES, Kinds
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import Solid, SolidKind
from svr_ros.synthesis.shell.plan import Plan

_BOX, _CONE = int(SolidKind.BOX), int(SolidKind.CONE)

_EDGE = 0.02
"""Distance of things from the edge, in metres."""

_LEVEL = 0.003
"""Maximum difference in height of boards that make up one top, in metres."""

_RAISED = 0.01
"""Height in metres above the top beyond which a part of the piece itself is in the way."""

_INSCRIBED = 0.7
"""Side of the square inside a disc, as a fraction of its diameter."""

Rectangle = tuple[float, float, float, float]
"""x0, y0, x1, y1 in a piece's own frame, in metres."""


def surface(piece: Furniture) -> Rectangle:
    """Return the rectangle that things may stand on: the largest of a piece's boards and discs at its top."""
    largest = (0.0, 0.0, 0.0, 0.0, 0.0)
    for s in piece.solids:
        if _is_at_top(piece, s):
            fraction = _INSCRIBED if s.kind == _CONE else 1.0
            half_x, half_y = fraction * s.hx - _EDGE, fraction * s.hy - _EDGE
            if min(half_x, half_y) > 0.0:
                largest = max(largest, (half_x * half_y, s.x - half_x, s.y - half_y, s.x + half_x, s.y + half_y))
    return largest[1:]


def is_round(piece: Furniture) -> bool:
    """Return whether a piece's top is one disc."""
    return any(s.kind == _CONE and s.hx > 0.45 * piece.width and _is_at_top(piece, s) for s in piece.solids)


def _is_at_top(piece: Furniture, solid: Solid) -> bool:
    """Return whether a solid is a level board or disc at the height of a piece's top."""
    level = solid.kind in (_BOX, _CONE) and solid.yaw == solid.pitch == solid.roll == 0.0
    return level and abs(solid.z + solid.hz - piece.top) < _LEVEL


def lay_out(
    plan: Plan, kinds: Kinds, count: int, area: Rectangle, z: float, taken: Sequence[Rectangle] = ()
) -> list[Solid]:
    """Return at most `count` things on a rectangle at height z, clear of each other.

    Args:
        plan: Floor plan of the room, which draws the things.
        kinds: Kinds of small things with their weights.
        count: Number of things to try.
        area: Rectangle that they stand on.
        z: Height of the rectangle, in metres.
        taken: Rectangles that are not free.
    """
    rng, (x0, y0, x1, y1) = plan.rng, area
    covered = list(taken)
    solids: list[Solid] = []
    for _ in range(count):
        thing, yaw = plan.draw_any(kinds), rng.gauss(0.0, 0.4)
        half_x, half_y = thing.turned_extents(yaw)
        if 2 * half_x > x1 - x0 or 2 * half_y > y1 - y0:
            continue
        for _ in range(4):
            x, y = rng.uniform(x0 + half_x, x1 - half_x), rng.uniform(y0 + half_y, y1 - half_y)
            own = (x - half_x, y - half_y, x + half_x, y + half_y)
            if all(own[0] >= c[2] or own[2] <= c[0] or own[1] >= c[3] or own[3] <= c[1] for c in covered):
                covered.append(own)
                solids += thing.placed(x, y, z, yaw)
                break
    return solids


def footprint(solids: Sequence[Solid]) -> Rectangle:
    """Return the rectangle under solids."""
    x0, y0, _, x1, y1, _ = enclose(solids)
    return x0, y0, x1, y1


def raised_parts(piece: Furniture) -> list[Rectangle]:
    """Return the rectangles under a piece's own parts that rise above its top."""
    return [footprint([s]) for s in piece.solids if s.z + s.hz > piece.top + _RAISED]


def topped(piece: Furniture, solids: Sequence[Solid]) -> Furniture:
    """Return a piece with solids on it, high enough for them."""
    if not solids:
        return piece
    return piece._replace(solids=[*piece.solids, *solids], height=max(piece.height, enclose(solids)[5]))


def with_things(plan: Plan, piece: Furniture, count: int, kinds: Kinds = ON_SHELVES) -> Furniture:
    """Return a piece with at most `count` things on its top, clear of its own parts that rise above it."""
    if count == 0 or piece.top == 0.0:
        return piece
    return topped(piece, lay_out(plan, kinds, count, surface(piece), piece.top, raised_parts(piece)))
