"""What any room may have: more furniture along its walls, lamps, and what people leave lying about."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random

from svr_ros.synthesis.catalogue.appliances import aquarium, cat_tree, exercise_bike, fan, floor_speakers, water_cooler
from svr_ros.synthesis.catalogue.ceiling_lamps import ceiling_lamp
from svr_ros.synthesis.catalogue.chairs import chair, stool
from svr_ros.synthesis.catalogue.floor_things import (
    bag,
    bin_,
    carton_stack,
    floor_cushion,
    heap,
    laundry_basket,
    shoes,
    suitcase,
)
from svr_ros.synthesis.catalogue.housework import (
    broom,
    clothes_rail,
    drying_rack,
    ironing_board,
    pram,
    step_ladder,
    vacuum_cleaner,
)
from svr_ros.synthesis.catalogue.instruments import drum_kit, guitar, piano
from svr_ros.synthesis.catalogue.lamps import floor_lamp
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.people import coat_stand, mannequin, standing_person
from svr_ros.synthesis.catalogue.plants import hanging_plant, plant, planter
from svr_ros.synthesis.catalogue.sofas import ottoman
from svr_ros.synthesis.catalogue.toys import ball, bicycle, scattered_toys, toy_box
from svr_ros.synthesis.furnishing.groups import hang_lamp
from svr_ros.synthesis.furnishing.leaning import lean_something
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.shell.plan import Plan

Maker = Callable[[Random, Palette], Furniture]

_WALKWAY = 0.55
"""Metres of floor that stay free before a piece along a wall."""

_SHALLOW, _NARROW = 0.3, 0.6
"""Depth and width (m) of what is hardly less than a piece of furniture needs."""

_LYING_ABOUT: tuple[tuple[Maker, float], ...] = (
    (plant, 3.0),
    (planter, 1.0),
    (carton_stack, 2.0),
    (bag, 2.5),
    (bin_, 2.0),
    (shoes, 1.5),
    (heap, 2.5),
    (laundry_basket, 0.8),
    (suitcase, 0.5),
    (floor_cushion, 0.4),
    (clothes_rail, 0.5),
    (drying_rack, 0.5),
    (ironing_board, 0.3),
    (vacuum_cleaner, 0.4),
    (broom, 0.4),
    (step_ladder, 0.3),
    (pram, 0.2),
    (coat_stand, 0.4),
    (standing_person, 0.5),
    (mannequin, 0.1),
    (scattered_toys, 0.5),
    (toy_box, 0.3),
    (ball, 0.3),
    (bicycle, 0.2),
    (chair, 1.2),
    (stool, 1.2),
    (ottoman, 0.5),
    (fan, 0.4),
    (guitar, 0.4),
    (piano, 0.2),
    (drum_kit, 0.05),
    (aquarium, 0.2),
    (cat_tree, 0.2),
    (exercise_bike, 0.1),
    (floor_speakers, 0.2),
    (water_cooler, 0.2),
)


def line_walls(plan: Plan, makers: Sequence[Maker], share: float, most: int = 8) -> None:
    """Put up to `most` pieces along the walls until a share of the floor is covered; one can walk before each."""
    rng, palette, (rx, ry, _) = plan.rng, plan.palette, plan.size
    widest = 2 * min(rx, ry) - _WALKWAY
    for _ in range(most):
        if plan.covered > share * 4 * rx * ry or plan.widest_gap(_SHALLOW, 1.2) < _NARROW:
            break
        piece = rng.choice(makers)(rng, palette)
        if piece.depth > widest:
            continue
        placement = plan.against_wall(piece, gap=rng.choice((0.002, 0.01, 0.03)), corner=rng.choice((-1, 0, 0, 1)))
        if placement is None:
            break
        if rng.random() < 0.7:
            plan.keep_clear(placement, _WALKWAY)


def add_lamps(plan: Plan) -> None:
    """Light a room: lamps on the ceiling, in rows where it is large, and a floor lamp."""
    rng, palette, (rx, ry, ceiling) = plan.rng, plan.palette, plan.size
    if rng.random() < 0.7:
        piece, yaw = ceiling_lamp(rng, palette, ceiling), rng.choice((0.0, math.pi / 2))
        along = 1 if max(rx, ry) < 2.0 or rng.random() < 0.5 else int(max(rx, ry))
        for k in range(along):
            at = 2 * (k + 0.5) / along - 1 if along > 1 else rng.uniform(-0.4, 0.4)
            x, y = (at * rx, 0.0) if rx > ry else (0.0, at * ry)
            plan.put(piece, x, y, yaw, under=True)
    elif rng.random() < 0.5:
        hang_lamp(plan, rng.uniform(-0.5, 0.5) * rx, rng.uniform(-0.5, 0.5) * ry, rng.uniform(1.8, 2.1), 0.0)
    if rng.random() < 0.3:
        plan.against_wall(floor_lamp(rng, palette), corner=rng.choice((-1, 1)))
    if rng.random() < 0.06:
        plan.put(hanging_plant(rng, palette, ceiling), rng.uniform(-0.8, 0.8) * rx, rng.uniform(-0.8, 0.8) * ry, 0.0)


def leave_about(plan: Plan, mess: float) -> None:
    """Leave things on the floor, along the walls and leaning against them; `mess` from 0 (none) to 1 (cluttered)."""
    rng, palette, (rx, ry, _) = plan.rng, plan.palette, plan.size
    makers, weights = [maker for maker, _ in _LYING_ABOUT], [weight for _, weight in _LYING_ABOUT]
    for _ in range(min(round(mess * (3.0 + 1.6 * rx * ry)), 14)):
        kind = rng.random()
        if kind < 0.12:
            lean_something(plan)
            continue
        piece = rng.choices(makers, weights)[0](rng, palette)
        if kind < 0.65:
            plan.against_wall(piece, corner=rng.choice((-1, 0, 1)))
        else:
            plan.anywhere(piece, rng.uniform(0.0, math.tau), tries=4)


def finish(plan: Plan) -> None:
    """Add lamps and what people leave about: little in most rooms, much in some."""
    add_lamps(plan)
    leave_about(plan, plan.rng.random() ** 1.3)
