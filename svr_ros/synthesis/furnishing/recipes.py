"""What stands where in each type of room: those of a home, and the list of all."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from svr_ros.synthesis.catalogue.beds import bed, bunk_bed, cot, daybed
from svr_ros.synthesis.catalogue.cabinets import dresser, filing_cabinet, nightstand, sideboard
from svr_ros.synthesis.catalogue.chairs import chair, rocking_chair, stool
from svr_ros.synthesis.catalogue.floor_things import bin_, carton_stack, heap
from svr_ros.synthesis.catalogue.housework import clothes_rail
from svr_ros.synthesis.catalogue.kitchen_units import draw_kitchen_style
from svr_ros.synthesis.catalogue.lamps import floor_lamp
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.plants import plant, planter
from svr_ros.synthesis.catalogue.shelves import bookshelf
from svr_ros.synthesis.catalogue.sofas import armchair, chaise_longue, corner_sofa, sofa, u_sofa
from svr_ros.synthesis.catalogue.tables import coffee_table, console, desk, dining_table, side_table
from svr_ros.synthesis.catalogue.television_boards import television_board
from svr_ros.synthesis.catalogue.toys import ball, bicycle, doll_house, scattered_toys, toy_box, tricycle
from svr_ros.synthesis.catalogue.wall_pieces import fireplace
from svr_ros.synthesis.catalogue.wardrobes import wardrobe
from svr_ros.synthesis.furnishing.eating import eating_place
from svr_ros.synthesis.furnishing.filling import add_lamps, finish, line_walls
from svr_ros.synthesis.furnishing.groups import surround_bed, surround_sofa, wing_side, work_place
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
from svr_ros.synthesis.furnishing.wet_rooms import add_kitchen_run, bathroom, kitchen, laundry
from svr_ros.synthesis.layout.plan import Placement
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.surfaces import add_rug, tile_walls

_TOYS = (scattered_toys, scattered_toys, toy_box, doll_house, tricycle, bicycle, ball, heap, heap, carton_stack, bin_)

_FEW = (
    armchair, armchair, chair, chair, stool, sofa, corner_sofa, bed, daybed, dresser, dresser, sideboard, sideboard,
    bookshelf, wardrobe, nightstand, coffee_table, side_table, console, dining_table, desk, floor_lamp, plant,
    television_board,
)  # fmt: skip

Furnish = Callable[[Plan], None]
Range = tuple[float, float]


class Recipe(NamedTuple):
    """A type of room: how often it is built, its shorter and its longer side (m), how to furnish it and what to do to
    its walls before.

    A `blank` one is as models of rooms are: of one colour all around, in even light, without windows, doors and trim.
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
    rng, palette = plan.rng, plan.palette
    _sleep(plan)
    if rng.random() < 0.1:
        _sleep(plan)
    for maker, share in ((wardrobe, 0.6), (dresser, 0.5), (_easy_seat, 0.3), (bookshelf, 0.25)):
        if rng.random() < share:
            placement = plan.against_wall(maker(rng, palette), corner=rng.choice((-1, 0, 1)))
            if placement:
                plan.keep_clear(placement, 0.5)
    if rng.random() < 0.35:
        work_place(plan)
    line_walls(plan, (dresser, wardrobe, bookshelf, plant, bin_, clothes_rail), rng.uniform(0.35, 0.6), 5)


def _easy_seat(rng: Random, palette: Palette) -> Furniture:
    return rng.choice((armchair, armchair, rocking_chair, chaise_longue, daybed))(rng, palette)


def _sleep(plan: Plan) -> Placement | None:
    main = plan.find_place(bed(plan.rng, plan.palette), corner=plan.rng.choice((0, 0, 0, 1, -1)))
    if main:
        surround_bed(plan, main)
    return main


def childs_room(plan: Plan) -> None:
    """Furnish a child's room: bunk bed, cot or bed, a desk, low shelves, toys on the floor."""
    rng, palette = plan.rng, plan.palette
    maker = rng.choice((bunk_bed, bunk_bed, cot, bed))
    main = plan.find_place(maker(rng, palette), corner=rng.choice((1, -1)))
    if main:
        plan.keep_clear(main, 0.5)
    if rng.random() < 0.4:
        plan.against_wall(rng.choice((cot, bed, bunk_bed))(rng, palette), corner=rng.choice((1, -1)))
    if rng.random() < 0.6:
        work_place(plan)
    if rng.random() < 0.6:
        (rx, ry, _) = plan.size
        add_rug(plan, rng.uniform(-0.3, 0.3) * rx, rng.uniform(-0.3, 0.3) * ry, *rng.sample((0.6, 0.8, 1.0, 1.2), 2))
    line_walls(plan, (bookshelf, dresser, wardrobe, sideboard, carton_stack), rng.uniform(0.35, 0.55), 6)
    for _ in range(rng.randint(1, 6)):
        plan.anywhere(rng.choice(_TOYS)(rng, palette), rng.uniform(0.0, math.tau))


def living_room(plan: Plan) -> None:
    """Furnish a living room: sofas around a coffee table, a television, shelves."""
    rng, palette = plan.rng, plan.palette
    if rng.random() < 0.12:
        plan.against_wall(with_things(plan, fireplace(rng, palette), 3), gap=0.0)
    _sit(plan)
    large = plan.size.half_x * plan.size.half_y > 5.0
    if rng.random() < (0.7 if large else 0.2):
        rng.choice((eating_place, eating_place, _sit))(plan)
    if rng.random() < (0.3 if large else 0.12):
        work_place(plan)
    makers = (bookshelf, bookshelf, sideboard, dresser, _easy_seat, plant, planter, floor_lamp)
    line_walls(plan, makers, rng.uniform(0.3, 0.5), 7)


def _sit(plan: Plan) -> Placement | None:
    rng, palette = plan.rng, plan.palette
    piece = rng.choices((sofa, corner_sofa, u_sofa, daybed), (6.0, 3.0, 0.6, 0.4))[0](rng, palette)
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
        eating_place(plan)
    line_walls(plan, (sideboard, bookshelf, dresser, sideboard, plant, armchair), rng.uniform(0.3, 0.5), 7)


def studio_flat(plan: Plan) -> None:
    """Furnish one room for all purposes: a bed, a sofa, a kitchen, a table."""
    rng = plan.rng
    parts: list[Callable[[Plan], object]] = [_sleep, _sit, _cook, eating_place, work_place]
    for part in rng.sample(parts, rng.randint(3, 5)):
        part(plan)
    line_walls(plan, (wardrobe, dresser, bookshelf, clothes_rail, filing_cabinet), rng.uniform(0.4, 0.6), 6)


def _cook(plan: Plan) -> None:
    style = draw_kitchen_style(plan.rng, plan.palette, plan.size.height)
    run = add_kitchen_run(plan, style, plan.rng.randrange(4))
    if run:
        plan.keep_clear(run, 0.6)


def few_pieces(plan: Plan) -> None:
    """Furnish a room with one to four pieces and nothing else, before blank walls."""
    rng, palette = plan.rng, plan.palette
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
        piece = rng.choice(_FEW)(rng, palette)
        if rng.random() < 0.7:
            plan.against_wall(piece, gap=rng.choice((0.005, 0.02, rng.uniform(0.02, 0.4))))
        else:
            plan.anywhere(piece, rng.uniform(0.0, math.tau))
    if rng.random() < 0.2:
        add_lamps(plan)


def _finished(furnish: Furnish) -> Furnish:
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
