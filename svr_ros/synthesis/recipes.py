"""What stands where in each type of room."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from svr_ros.synthesis.furniture.appliances import fan, guitar, piano, small_fridge, washing_machine, water_cooler
from svr_ros.synthesis.furniture.bathroom import (
    basin,
    bath_curtain,
    bathtub,
    built_in_bathtub,
    oval_bathtub,
    shower,
    toilet,
    towels,
)
from svr_ros.synthesis.furniture.beds import bed, bunk_bed, cot
from svr_ros.synthesis.furniture.cabinets import (
    bookshelf,
    dresser,
    filing_cabinet,
    nightstand,
    sideboard,
    television_board,
    wardrobe,
)
from svr_ros.synthesis.furniture.chairs import bar_stool, chair, stool
from svr_ros.synthesis.furniture.clutter import (
    ON_DESKS,
    bag,
    bin_,
    carton_stack,
    clothes_rail,
    heap,
    shoes,
)
from svr_ros.synthesis.furniture.kitchen import draw_kitchen_style, island
from svr_ros.synthesis.furniture.lamps import ceiling_lamp, floor_lamp, wall_lamp
from svr_ros.synthesis.furniture.plants import plant, planter
from svr_ros.synthesis.furniture.sofas import armchair, corner_sofa, sofa
from svr_ros.synthesis.furniture.tables import desk
from svr_ros.synthesis.furniture.wall_pieces import fireplace
from svr_ros.synthesis.groups import (
    add_kitchen_run,
    eating_place,
    hang_lamp,
    surround_bed,
    surround_sofa,
    wing_side,
    with_things,
    work_place,
)
from svr_ros.synthesis.plan import Plan
from svr_ros.synthesis.surfaces import add_rug, tile_walls
from svr_ros.synthesis.wall_decoration import mirror

Furnish = Callable[[Plan], None]


class Recipe(NamedTuple):
    """A type of room: how often it is built, its half length (m), what to do to its walls and how to furnish it."""

    name: str
    weight: float
    half_length: tuple[float, float]
    furnish: Furnish
    prepare: Furnish | None = None


def bedroom(plan: Plan) -> None:
    """Furnish a bedroom: bed, nightstands, wardrobe or dresser, a chair."""
    rng, palette = plan.rng, plan.palette
    kind = rng.random()
    maker = bunk_bed if kind < 0.07 else cot if kind < 0.14 else bed
    main = plan.against_wall(maker(rng, palette), tries=25, corner=rng.choice((0, 0, 1, -1)))
    if main and maker is bed:
        surround_bed(plan, main)
    if maker is not bed or rng.random() < 0.1:
        plan.against_wall(bed(rng, palette))
    for _ in range(rng.randint(0, 2)):
        plan.against_wall(rng.choice((wardrobe, dresser, dresser, bookshelf))(rng, palette))
    if rng.random() < 0.3:
        plan.against_wall(armchair(rng, palette))
    if rng.random() < 0.3:
        work_place(plan)


def living_room(plan: Plan) -> None:
    """Furnish a living room: sofas around a coffee table, a television, shelves."""
    rng, palette = plan.rng, plan.palette
    if rng.random() < 0.12:
        plan.against_wall(with_things(plan, fireplace(rng, palette), 3), gap=0.0)
    piece = corner_sofa(rng, palette) if rng.random() < 0.3 else sofa(rng, palette)
    if rng.random() < 0.75:
        main = plan.against_wall(piece, tries=25, corner=wing_side(piece))
    else:
        main = plan.anywhere(piece, rng.choice((0.0, 0.5, 1.0, 1.5)) * math.pi, tries=12)
    if main:
        surround_sofa(plan, main)
    if rng.random() < 0.6:
        plan.against_wall(television_board(rng, palette))
    if rng.random() < 0.45:
        plan.against_wall(rng.choice((bookshelf, bookshelf, sideboard))(rng, palette))
    if rng.random() < 0.25:
        plan.against_wall(sofa(rng, palette))
    if rng.random() < 0.2:
        eating_place(plan)


def dining_room(plan: Plan) -> None:
    """Furnish a dining room: one or two tables with chairs, sideboards."""
    rng, palette = plan.rng, plan.palette
    eating_place(plan)
    if rng.random() < 0.2:
        eating_place(plan)
    for _ in range(rng.randint(0, 2)):
        plan.against_wall(rng.choice((sideboard, bookshelf, dresser))(rng, palette))


def office(plan: Plan) -> None:
    """Furnish an office: desks, shelves, filing cabinets."""
    rng, palette = plan.rng, plan.palette
    for _ in range(rng.randint(1, 3)):
        work_place(plan)
    for _ in range(rng.randint(1, 3)):
        plan.against_wall(rng.choice((bookshelf, bookshelf, filing_cabinet, sideboard))(rng, palette))
    if rng.random() < 0.3:
        eating_place(plan)


def bathroom(plan: Plan) -> None:
    """Furnish a bathroom: tub, basin with a mirror, toilet, shower, towels."""
    rng, palette, ceiling = plan.rng, plan.palette, plan.size.height
    if rng.random() < 0.88:
        maker = rng.choices((bathtub, built_in_bathtub, oval_bathtub), (0.5, 0.35, 0.15))[0]
        tub = plan.against_wall(maker(rng, palette), tries=25, gap=0.003, corner=rng.choice((1, -1, 0)))
        if tub and maker is not oval_bathtub and rng.random() < 0.3:
            rod = bath_curtain(rng, palette, tub.furniture.width, 0.2, min(2.0, ceiling - 0.1))
            x, y = tub.at(0.0, -tub.furniture.depth / 2 + 0.03)
            plan.put(rod, x, y, tub.yaw + rng.choice((0.0, math.pi)), under=True)
    wash = plan.against_wall(basin(rng, palette), gap=0.002)
    if wash:
        glass, _ = mirror(plan)
        x, y = wash.at(0.0, (wash.furniture.depth - glass.depth) / 2)
        plan.put(glass, x, y, wash.yaw, z=1.1)
        if rng.random() < 0.6:
            lamp = wall_lamp(rng, palette)
            x, y = wash.at(0.0, (wash.furniture.depth - lamp.depth) / 2)
            plan.put(lamp, x, y, wash.yaw, z=min(1.15 + glass.height, ceiling - 0.3))
    plan.against_wall(toilet(rng, palette), gap=0.003)
    if rng.random() < 0.25:
        plan.against_wall(washing_machine(rng, palette), gap=0.01)
    if rng.random() < 0.35:
        plan.against_wall(shower(rng, palette, ceiling), gap=0.003, corner=rng.choice((1, -1)))
    for _ in range(rng.randint(0, 2)):
        plan.against_wall(towels(rng, palette), gap=0.03, z=rng.uniform(0.6, 0.9))
    if rng.random() < 0.5:
        plan.against_wall(rng.choice((nightstand, wardrobe, bookshelf))(rng, palette))
    if rng.random() < 0.4:
        rx, ry, _ = plan.size
        add_rug(plan, rng.uniform(-0.5, 0.5) * rx, rng.uniform(-0.5, 0.5) * ry, 0.4, 0.3)


def kitchen(plan: Plan) -> None:
    """Furnish a kitchen: cabinet runs along one to three walls, an island or a table, stools."""
    rng, palette, (rx, ry, ceiling) = plan.rng, plan.palette, plan.size
    style = draw_kitchen_style(rng, palette, ceiling)
    faces = rng.sample(range(4), 4)
    wanted = rng.choice((1, 1, 2, 2, 3))
    for face in faces:
        if wanted == 0:
            break
        wall = 2 * (ry if face < 2 else rx)
        length = min(wall - rng.choice((0.02, 0.02, rng.uniform(0.6, 1.2))), 4.2)
        wanted -= add_kitchen_run(plan, style, face, length)
    if rng.random() < 0.3:
        main = plan.anywhere(island(rng, palette, style), rng.choice((0.0, 0.5, 1.0, 1.5)) * math.pi)
        if main:
            seat = bar_stool(rng, palette)
            for dx in (-0.5, 0.0, 0.5)[: rng.randint(0, 3)]:
                plan.beside(main, seat, dx, main.furniture.depth / 2 + 0.12, rng.gauss(0.0, 0.2), under=True)
    elif rng.random() < 0.7:
        eating_place(plan)


def classroom(plan: Plan) -> None:
    """Furnish a class or meeting room: rows of equal desks with equal chairs."""
    rng, palette, (rx, ry, _) = plan.rng, plan.palette, plan.size
    table, seat = desk(rng, palette), chair(rng, palette)
    yaw = rng.choice((0.0, 0.5, 1.0, 1.5)) * math.pi
    pitch_x, pitch_y = table.width + rng.choice((0.02, rng.uniform(0.3, 0.7))), table.depth + rng.uniform(0.75, 1.1)
    along, across = (ry, rx) if abs(math.sin(yaw)) > 0.5 else (rx, ry)
    columns, rows = max(1, int((2 * along - 0.6) / pitch_x)), max(1, int((2 * across - 0.8) / pitch_y))
    c, s = math.cos(yaw), math.sin(yaw)
    for i in range(columns):
        for j in range(rows):
            dx, dy = pitch_x * (i - (columns - 1) / 2), pitch_y * (j - (rows - 1) / 2)
            here = with_things(plan, table, palette.count(2), ON_DESKS)
            main = plan.put(here, c * dx - s * dy, s * dx + c * dy, yaw + rng.gauss(0.0, 0.04))
            if main and rng.random() < 0.85:
                out = table.depth / 2 + rng.uniform(-0.1, 0.25)
                plan.beside(main, seat, rng.uniform(-0.15, 0.15), -out, math.pi + rng.gauss(0.0, 0.2), under=True)
    for _ in range(rng.randint(0, 3)):
        plan.against_wall(rng.choice((bookshelf, sideboard, filing_cabinet))(rng, palette))


def mixed_room(plan: Plan) -> None:
    """Furnish one room for several purposes."""
    makers = (bedroom, living_room, dining_room, office, kitchen)
    for maker in plan.rng.sample(makers, 2):
        maker(plan)


def finish(plan: Plan) -> None:
    """Add what any room may have: ceiling lamps, plants, bags, bins, boxes, a pier at a wall."""
    rng, palette, (rx, ry, ceiling) = plan.rng, plan.palette, plan.size
    if rng.random() < 0.55:
        piece = ceiling_lamp(rng, palette, ceiling)
        plan.put(
            piece, rng.uniform(-0.4, 0.4) * rx, rng.uniform(-0.4, 0.4) * ry, rng.choice((0.0, math.pi / 2)), under=True
        )
    elif rng.random() < 0.4:
        hang_lamp(plan, rng.uniform(-0.5, 0.5) * rx, rng.uniform(-0.5, 0.5) * ry, rng.uniform(1.7, 2.0), 0.0)
    if rng.random() < 0.35:
        plan.against_wall(floor_lamp(rng, palette))
    if rng.random() < 0.15:
        plan.against_wall(rng.choice((small_fridge, piano, fan, fan, water_cooler, guitar))(rng, palette), tries=5)
    for _ in range(palette.count(6)):
        maker = rng.choice(
            (
                plant,
                plant,
                planter,
                carton_stack,
                carton_stack,
                bag,
                bag,
                bin_,
                bin_,
                shoes,
                heap,
                heap,
                clothes_rail,
                chair,
                stool,
            )
        )
        piece = maker(rng, palette)
        if rng.random() < 0.6:
            plan.against_wall(piece, tries=6)
        else:
            plan.anywhere(piece, rng.uniform(0.0, math.tau), tries=4)


def _complete(furnish: Furnish) -> Furnish:
    def furnish_and_finish(plan: Plan) -> None:
        furnish(plan)
        finish(plan)

    return furnish_and_finish


RECIPES = (
    Recipe("bedroom", 2.8, (1.8, 3.7), _complete(bedroom)),
    Recipe("living room", 3.0, (2.1, 4.2), _complete(living_room)),
    Recipe("dining room", 1.4, (2.0, 4.0), _complete(dining_room)),
    Recipe("kitchen", 1.5, (1.6, 3.5), _complete(kitchen)),
    Recipe("office", 1.2, (1.8, 3.9), _complete(office)),
    Recipe("classroom", 0.4, (2.5, 4.1), _complete(classroom)),
    Recipe("bathroom", 2.4, (1.2, 2.2), _complete(bathroom), tile_walls),
    Recipe("mixed", 1.4, (2.4, 4.2), _complete(mixed_room)),
)
