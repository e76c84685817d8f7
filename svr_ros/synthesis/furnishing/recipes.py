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

"""Recipes of the rooms of a home, and the list of all recipes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from svr_ros.synthesis.furnishing.eating import bar_place, eating_place, play_table
from svr_ros.synthesis.furnishing.filling import add_lamps, finish, line_walls
from svr_ros.synthesis.furnishing.groups import surround_bed, surround_sofa, wing_side, work_place
from svr_ros.synthesis.furnishing.kinds import CHILDRENS_BEDS, COMFORTABLE, SINGLE_PIECES, SOFAS, TOYS
from svr_ros.synthesis.furnishing.public_rooms import (
    classroom,
    corridor,
    empty_room,
    lounge,
    meeting_room,
    office,
    workshop,
)
from svr_ros.synthesis.furnishing.tabletops import with_things
from svr_ros.synthesis.furnishing.wet_rooms import add_kitchen, bathroom, kitchen, laundry
from svr_ros.synthesis.layout.plan import Placement
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.surfaces import add_rug, tile_walls

Furnish = Callable[[Plan], None]
Range = tuple[float, float]


class Recipe(NamedTuple):
    """A type of room.

    A blank room has one colour on all sides, mostly even light, and neither windows, doors nor trim.

    Attributes:
        name: Name of the type.
        weight: Relative frequency.
        short: Range of the shorter side, in metres.
        long: Range of the longer side, in metres.
        furnish: Function that puts furniture into the room.
        prepare: Function that changes its walls before it is furnished; None for none.
        blank: Whether the room is blank.
    """

    name: str
    weight: float
    short: Range
    long: Range
    furnish: Furnish
    prepare: Furnish | None = None
    blank: bool = False


def bedroom(plan: Plan) -> None:
    """Furnish a bedroom: bed, nightstands, wardrobe, chests, a chair, a desk."""
    rng = plan.rng
    _sleep(plan)
    if rng.random() < 0.1:
        _sleep(plan)
    for kind, probability in (("wardrobe", 0.6), ("dresser", 0.5), ("", 0.3), ("bookshelf", 0.25)):
        if rng.random() < probability:
            piece = plan.draw(kind) if kind else plan.draw_any(COMFORTABLE)
            placement = plan.against_wall(piece, corner=rng.choice((-1, 0, 1)))
            if placement:
                plan.keep_clear(placement, 0.5)
    if rng.random() < 0.35:
        work_place(plan)
    line_walls(plan, rng.uniform(0.35, 0.6), 5)


def _sleep(plan: Plan) -> Placement | None:
    """Put a bed and the pieces around it; return None if there is no place."""
    main = plan.find_place(plan.draw("bed"), corner=plan.rng.choice((0, 0, 0, 1, -1)))
    if main:
        surround_bed(plan, main)
    return main


def childs_room(plan: Plan) -> None:
    """Furnish a child's room: bunk bed, cot or bed, a desk, a low table, shelves, toys on the floor."""
    rng = plan.rng
    main = plan.find_place(plan.draw_any(CHILDRENS_BEDS), corner=rng.choice((1, -1)))
    if main:
        plan.keep_clear(main, 0.5)
    if rng.random() < 0.4:
        plan.against_wall(plan.draw_any(CHILDRENS_BEDS), corner=rng.choice((1, -1)))
    if rng.random() < 0.6:
        work_place(plan)
    if rng.random() < 0.3:
        play_table(plan)
    if rng.random() < 0.6:
        (rx, ry, _) = plan.size
        add_rug(plan, rng.uniform(-0.3, 0.3) * rx, rng.uniform(-0.3, 0.3) * ry, *rng.sample((0.6, 0.8, 1.0, 1.2), 2))
    line_walls(plan, rng.uniform(0.35, 0.55), 6)
    for _ in range(rng.randint(1, 6)):
        plan.anywhere(plan.draw_any(TOYS), rng.uniform(0.0, math.tau))


def living_room(plan: Plan) -> None:
    """Furnish a living room: sofas around a coffee table, a television, shelves."""
    rng = plan.rng
    if rng.random() < 0.12:
        plan.against_wall(with_things(plan, plan.draw("fireplace"), 3), gap=0.0)
    _sit(plan)
    large = plan.size.half_x * plan.size.half_y > 5.0
    if rng.random() < (0.7 if large else 0.2):
        rng.choice((eating_place, eating_place, _sit))(plan)
    if rng.random() < (0.3 if large else 0.12):
        work_place(plan)
    if rng.random() < (0.15 if large else 0.03):
        _divide(plan)
    line_walls(plan, rng.uniform(0.3, 0.5), 7)


def _divide(plan: Plan) -> None:
    """Put open shelves that divide the room."""
    rng = plan.rng
    plan.anywhere(plan.draw("room divider"), rng.choice((0.0, 0.5)) * math.pi, tries=12, margin=0.3)


def _sit(plan: Plan) -> Placement | None:
    """Put a sofa and the pieces around it, against a wall or in the room; return None if there is no place."""
    rng = plan.rng
    piece = plan.draw_any(SOFAS)
    main = None
    if rng.random() < 0.3:
        main = plan.anywhere(piece, rng.choice((0.0, 0.5, 1.0, 1.5)) * math.pi, margin=0.4)
    main = main or plan.find_place(piece, corner=wing_side(piece))
    if main:
        surround_sofa(plan, main)
    return main


def dining_room(plan: Plan) -> None:
    """Furnish a dining room: one or two tables with chairs, sideboards."""
    rng = plan.rng
    eating_place(plan)
    if rng.random() < 0.2:
        rng.choice((eating_place, eating_place, bar_place))(plan)
    line_walls(plan, rng.uniform(0.3, 0.5), 7)


def studio_flat(plan: Plan) -> None:
    """Furnish one room for all purposes: a bed, a sofa, a kitchen, a table."""
    rng = plan.rng
    parts: list[Callable[[Plan], object]] = [_sleep, _sit, add_kitchen, eating_place, work_place]
    for part in rng.sample(parts, rng.randint(3, 5)):
        part(plan)
    if rng.random() < 0.2:
        _divide(plan)
    line_walls(plan, rng.uniform(0.4, 0.6), 6)


def few_pieces(plan: Plan) -> None:
    """Furnish a room with one to four pieces and nothing else, before blank walls."""
    rng = plan.rng
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
        piece = plan.draw_any(SINGLE_PIECES)
        if rng.random() < 0.7:
            plan.against_wall(piece, gap=rng.choice((0.005, 0.02, rng.uniform(0.02, 0.4))))
        else:
            plan.anywhere(piece, rng.uniform(0.0, math.tau))
    if rng.random() < 0.2:
        add_lamps(plan)


def _finished(furnish: Furnish) -> Furnish:
    """Return a recipe that also adds lamps and things that lie about."""

    def furnish_and_finish(plan: Plan) -> None:
        furnish(plan)
        finish(plan)

    return furnish_and_finish


RECIPES = (
    Recipe("bedroom", 2.9, (2.3, 4.2), (2.8, 5.5), _finished(bedroom)),
    Recipe("child's room", 1.0, (2.1, 3.8), (2.6, 4.6), _finished(childs_room)),
    Recipe("living room", 2.4, (2.8, 5.5), (3.4, 7.5), _finished(living_room)),
    Recipe("dining room", 0.9, (2.3, 4.5), (2.8, 6.0), _finished(dining_room)),
    Recipe("studio flat", 1.1, (3.0, 5.0), (4.0, 7.5), _finished(studio_flat)),
    Recipe("kitchen", 1.6, (1.8, 4.8), (2.4, 6.5), _finished(kitchen)),
    Recipe("bathroom", 3.6, (1.25, 3.0), (1.8, 4.2), _finished(bathroom), tile_walls),
    Recipe("laundry", 0.4, (1.4, 3.0), (1.8, 4.0), _finished(laundry)),
    Recipe("office", 0.9, (2.2, 5.0), (2.8, 7.5), _finished(office)),
    Recipe("meeting room", 0.4, (2.8, 4.8), (3.4, 8.0), _finished(meeting_room)),
    Recipe("classroom", 0.3, (4.0, 6.5), (5.0, 9.0), _finished(classroom)),
    Recipe("lounge", 0.7, (3.0, 6.5), (4.0, 9.0), _finished(lounge)),
    Recipe("corridor", 0.6, (1.2, 2.2), (2.5, 9.0), _finished(corridor)),
    Recipe("workshop", 0.4, (2.2, 5.0), (2.8, 7.0), _finished(workshop)),
    Recipe("empty room", 0.15, (2.2, 5.0), (2.6, 6.0), _finished(empty_room)),
    Recipe("blank room", 3.2, (2.6, 6.0), (3.2, 8.0), few_pieces, blank=True),
)
