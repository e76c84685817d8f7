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

"""Arrange things: apart from each other on a table, in a row on a worktop, in and on cases."""

from __future__ import annotations

import math
from collections.abc import Sequence

from svr_ros.synthesis.catalogue import lamps, props
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cases import MAX_SOLIDS, Case, Space
from svr_ros.synthesis.catalogue.forms import Kinds
from svr_ros.synthesis.catalogue.parts import SIDES, VOID
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import Solid

_TRIES = 4
_KINDS = Kinds((*props.FORMS, *lamps.FORMS))


def thing(draw: MaterialLibrary, kind: str, **sizes: float) -> Furniture:
    """Draw a form of a kind of small thing, such as "shelf thing" or "table lamp", and return one.

    Furniture that holds small things calls this instead of `table.draw`, whose table contains that furniture.
    """
    return _KINDS.draw(draw, kind, **sizes)


def scatter(draw: MaterialLibrary, kind: str, count: int, width: float, depth: float, z: float) -> list[Solid]:
    """Return at most `count` things of a kind that stand apart from each other on a surface at height z.

    They keep to the ellipse inside a surface of width x depth metres around the origin, so that it may be round;
    things that find no place are left out.
    """
    solids: list[Solid] = []
    taken: list[tuple[float, float, float, float]] = []
    for k in range(count):
        piece, yaw = thing(draw, kind), draw.gauss(0.0, 0.5)
        half_x, half_y = piece.turned_extents(yaw)
        for _ in range(_TRIES):
            x = width * (draw.uniform(0.0, 1.0) + k) / count - width / 2
            y = draw.uniform(-0.4, 0.4) * depth
            own = x - half_x, y - half_y, x + half_x, y + half_y
            # All corners lie within the ellipse.
            inside = math.hypot(max(-own[0], own[2]) * 2 / width, max(-own[1], own[3]) * 2 / depth) <= 1.0
            if inside and all(own[0] >= b[2] or own[2] <= b[0] or own[1] >= b[3] or own[3] <= b[1] for b in taken):
                solids += piece.placed(x, y, z, yaw)
                taken.append(own)
                break
    return solids


def line_up(
    draw: MaterialLibrary, things: Sequence[Furniture], x: tuple[float, float], y: float, z: float, max_depth: float,
    max_height: float = math.inf,
) -> list[Solid]:  # fmt: skip
    """Return things that stand from left to right along the extent x with their backs near y, on a surface at height z.

    Things that are deeper than `max_depth` or higher than `max_height`, or find no place, are left out (metres).
    """
    solids: list[Solid] = []
    left = x[0] + draw.uniform(0.0, 0.1)
    for piece in things:
        if left + piece.width > x[1] or piece.depth > max_depth or piece.height > max_height:
            continue
        back = y - draw.uniform(0.0, 0.3) * (max_depth - piece.depth)
        solids += piece.placed(left + piece.width / 2, back - piece.depth / 2, z, 0.0)
        left += piece.width + draw.choice((0.015, draw.uniform(0.02, 0.12), draw.uniform(0.05, 0.3)))
    return solids


def fill_shelf(case: Case, space: Space, max_solids: int = 7, books: float = 0.5) -> None:
    """Stand things side by side on the bottom of a space: a fraction of rows of books, else boxes, jars, ornaments.

    At most seven solids, and at most `max_solids`, are added; the last thing may exceed them by three.
    """
    piece, draw = case.piece, case.draw
    (x, end), (front, back), (low, high) = space
    depth, middle, clear, most = back - front, (front + back) / 2, high - low, len(piece.solids) + min(7, max_solids)
    half_book = min(0.42 * depth, draw.uniform(0.09, 0.14))
    x += draw.choice((0.005, draw.uniform(0.0, 0.12)))
    while x < end - 0.06 and (free := most - len(piece.solids)) > 0:
        room = end - x
        if draw.random() < books:
            new = _books(draw, room, half_book, clear)
        elif draw.random() < 0.6:
            new = _container(draw, room, min(0.42 * depth, 0.17), clear)
        else:
            new = thing(draw, "shelf thing")
        if new.width > room or new.height > 0.98 * clear or new.depth > depth or len(new.solids) > free + 3:
            new = _books(draw, room, half_book, clear)
        play = (depth - new.depth) / 2
        y = middle + max(-play, min(play, draw.uniform(-0.04, 0.06) * depth))
        piece.add(new.solids, x + new.width / 2, y, low)
        x += new.width + draw.choice((0.006, 0.006, draw.uniform(0.02, 0.3)))


def _books(draw: MaterialLibrary, room: float, half_y: float, clear: float) -> Furniture:
    half_x, height = min(draw.uniform(0.05, 0.24), room / 2), min(0.93 * clear, draw.uniform(0.17, 0.3))
    piece, z = Builder(VOID, draw.spines()), 0.0
    if draw.random() < 0.16 and room > 0.2:
        for k in range(draw.randint(1, 4)):
            thick = min(draw.uniform(0.02, 0.05), 0.95 * clear - z)
            if k and thick < 0.016:
                break
            piece.of(draw.thing()).box(0.1, min(half_y, 0.09), (z, z + thick), 0.002, draw.gauss(0, 0.06))
            z += thick
        return piece.furniture()
    piece.box(half_x, half_y, (0, height), 0.004)
    if room > 2 * half_x + 0.1 and draw.random() < 0.35:
        lean, half = draw.uniform(0.15, 0.4), 0.425 * height
        x, z = half_x + 0.012 + half * 0.9 * lean, 0.95 * half + 0.012 * lean
        piece.of(draw.thing()).box(around(x, 0.012), 0.9 * half_y, around(z, half), 0.002, roll=-lean)
    elif room > 2 * half_x + 0.12 and draw.random() < 0.5:
        more = half_x, half_x + min(draw.uniform(0.06, 0.24), room - 2 * half_x)
        piece.of(draw.spines()).box(more, 0.9 * half_y, (0, height * draw.uniform(0.7, 0.95)), 0.004)
    return piece.furniture()


def _container(draw: MaterialLibrary, room: float, half_y: float, clear: float) -> Furniture:
    half_x, height = min(draw.uniform(0.06, 0.18), room / 2), min(clear * 0.95, draw.uniform(0.1, 0.3))
    piece = Builder(VOID, draw.choice((draw.thing, draw.cardboard, draw.plastic))())
    if draw.random() < 0.45:
        radius = min(half_x, half_y, 0.07)
        piece.cone((0, height), radius * draw.uniform(0.6, 1.0), radius, rounding=0.006)
        return piece.furniture()
    piece.box(half_x, half_y, (0, height), 0.006)
    if draw.random() < 0.5:
        label = around(height / 2, min(0.025, 0.2 * height))
        piece.of(draw.page()).box(min(0.04, 0.6 * half_x), around(-half_y, 0.002), label)
    return piece.furniture()


def put_on_top(case: Case) -> None:
    """Put a lamp, some things or both on a case."""
    draw, width = case.draw, case.x[1] - case.x[0]
    if draw.random() < 0.35:
        side, lamp = draw.choice(SIDES), thing(draw, "table lamp")
        if len(case.piece.solids) + len(lamp.solids) <= MAX_SOLIDS:
            case.piece.add(lamp.solids, side * max(0.0, min(0.32 * width, width / 2 - 0.17)), 0.0, case.z[1])
        scatter_on(case, "shelf thing", case.draw.count(2), width * 0.55, -side * width * 0.18)
    else:
        scatter_on(case, "shelf thing", case.draw.count(max(2, round(4 * width))), width)


def put_bedside(case: Case) -> None:
    """Put a lamp, things of people in bed, or both on a case."""
    draw, width = case.draw, case.x[1] - case.x[0]
    if draw.random() < 0.6:
        case.piece.add(thing(draw, "table lamp").solids, 0.0, 0.03, case.z[1])
        if width > 0.48 and draw.random() < 0.5:
            scatter_on(case, "nightstand thing", 1, 0.24, draw.choice(SIDES) * 0.12)
    elif draw.random() < 0.7:
        scatter_on(case, "nightstand thing", draw.randint(1, 2), width)


def scatter_on(case: Case, kind: str, count: int, width: float, x: float = 0.0) -> None:
    """Scatter up to `count` things over a stretch of a case's top, fewer if the piece has many solids already."""
    while count:
        things = scatter(case.draw, kind, count, width, case.y[1] - case.y[0], case.z[1])
        if len(case.piece.solids) + len(things) <= MAX_SOLIDS:
            case.piece.add(things, x)
            return
        count //= 2
