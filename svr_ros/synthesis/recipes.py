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
from svr_ros.synthesis.furniture.chairs import STYLES, bar_stool, bench, chair, office_chair, stool
from svr_ros.synthesis.furniture.clutter import (
    ANYWHERE,
    ON_DESKS,
    ON_TABLES,
    Maker,
    bag,
    bin_,
    carton_stack,
    clothes_rail,
    heap,
    monitor,
    scatter,
    shoes,
)
from svr_ros.synthesis.furniture.kitchen import KitchenStyle, draw_kitchen_style, island, kitchen_run
from svr_ros.synthesis.furniture.lamps import ceiling_lamp, chandelier, floor_lamp, pendant, table_lamp, wall_lamp
from svr_ros.synthesis.furniture.parts import SIDES, VOID, Furniture, box, place
from svr_ros.synthesis.furniture.plants import plant, planter
from svr_ros.synthesis.furniture.sofas import armchair, corner_sofa, sofa
from svr_ros.synthesis.furniture.tables import coffee_table, desk, dining_table, side_table
from svr_ros.synthesis.furniture.wall_pieces import fireplace
from svr_ros.synthesis.plan import Placement, Plan
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


def with_things(plan: Plan, table: Furniture, count: int, makers: tuple[Maker, ...] = ANYWHERE) -> Furniture:
    """Give a table with things on it."""
    solids = scatter(plan.rng, plan.palette, makers, count, table.width, table.depth, table.top)
    return table._replace(solids=table.solids + solids)


def bedroom(plan: Plan) -> None:
    """Furnish a bedroom: bed, nightstands, wardrobe or dresser, a chair."""
    rng, palette = plan.rng, plan.palette
    kind = rng.random()
    maker = bunk_bed if kind < 0.07 else cot if kind < 0.14 else bed
    main = plan.against_wall(maker(rng, palette), tries=25, corner=rng.choice((0, 0, 1, -1)))
    if main and maker is bed:
        _around_bed(plan, main)
    if maker is not bed or rng.random() < 0.1:
        plan.against_wall(bed(rng, palette))
    for _ in range(rng.randint(0, 2)):
        plan.against_wall(rng.choice((wardrobe, dresser, dresser, bookshelf))(rng, palette))
    if rng.random() < 0.3:
        plan.against_wall(armchair(rng, palette))
    if rng.random() < 0.3:
        work_place(plan)


def _around_bed(plan: Plan, main: Placement) -> None:
    rng, palette = plan.rng, plan.palette
    width, depth = main.furniture.width, main.furniture.depth
    if rng.random() < 0.35:
        x, y = main.at(0.0, -0.3)
        add_rug(plan, x, y, rng.uniform(0.8, 1.5), rng.uniform(0.8, 1.5))
    for side in SIDES:
        if rng.random() < 0.65:
            piece = nightstand(rng, palette)
            dx = side * ((width + piece.width) / 2 + rng.uniform(0.02, 0.15))
            plan.beside(main, piece, dx, (depth - piece.depth) / 2 - 0.02)
    if rng.random() < 0.25:
        piece = rng.choice((stool, bench, armchair))(rng, palette)
        plan.beside(main, piece, rng.uniform(-0.2, 0.2), -(depth + piece.depth) / 2 - 0.05, math.pi)


def living_room(plan: Plan) -> None:
    """Furnish a living room: sofas around a coffee table, a television, shelves."""
    rng, palette = plan.rng, plan.palette
    if rng.random() < 0.12:
        plan.against_wall(with_things(plan, fireplace(rng, palette), 3), gap=0.0)
    piece = corner_sofa(rng, palette) if rng.random() < 0.3 else sofa(rng, palette)
    if rng.random() < 0.75:
        main = plan.against_wall(piece, tries=25, corner=_wing(piece))
    else:
        main = plan.anywhere(piece, rng.choice((0.0, 0.5, 1.0, 1.5)) * math.pi, tries=12)
    if main:
        _around_sofa(plan, main)
    if rng.random() < 0.6:
        plan.against_wall(television_board(rng, palette))
    if rng.random() < 0.45:
        plan.against_wall(rng.choice((bookshelf, bookshelf, sideboard))(rng, palette))
    if rng.random() < 0.25:
        plan.against_wall(sofa(rng, palette))
    if rng.random() < 0.2:
        eating_place(plan)


def _wing(piece: Furniture) -> int:
    """Say at which end a corner sofa's wing is: -1, +1, or 0 for a straight one."""
    if not piece.blocks:
        return 0
    long, wing = piece.blocks
    return 1 if wing[0] + wing[3] > long[0] + long[3] else -1


def _around_sofa(plan: Plan, main: Placement) -> None:
    rng, palette = plan.rng, plan.palette
    width, depth, wing = main.furniture.width, main.furniture.depth, _wing(main.furniture)
    front = -depth / 2
    if wing:
        front = main.furniture.blocks[0][1]
    if rng.random() < 0.4:
        x, y = main.at(0.0, front - 0.5)
        add_rug(plan, x, y, rng.uniform(0.7, 1.6), rng.uniform(0.7, 1.6))
    if rng.random() < 0.85:
        table = coffee_table(rng, palette)
        table = with_things(plan, table, palette.count(4))
        turn = rng.choice((0.0, 0.0, 0.0, math.pi / 2, rng.uniform(-0.3, 0.3)))
        gap = rng.uniform(0.15, 0.5) + (table.width if abs(turn) > 1 else table.depth) / 2
        plan.beside(main, table, rng.uniform(-0.3, 0.3) - wing * width * 0.2, front - gap, turn)
    for side in SIDES:
        kind = rng.random()
        if kind < 0.35:
            piece = armchair(rng, palette)
            dx = side * (width / 2 + rng.uniform(-0.1, 0.5))
            plan.beside(
                main, piece, dx, -depth / 2 - piece.depth - rng.uniform(0.0, 0.5), side * rng.uniform(-2.2, -1.0)
            )
        elif kind < 0.65:
            piece = side_table(rng, palette)
            solids = place(table_lamp(rng, palette), 0.0, 0.0, piece.top, 0.0) if rng.random() < 0.6 else []
            piece = piece._replace(solids=piece.solids + solids)
            plan.beside(main, piece, side * ((width + piece.width) / 2 + 0.04), (depth - piece.depth) / 2)


def eating_place(plan: Plan) -> None:
    """Put a dining table with its chairs, and often a lamp above it."""
    rng, palette = plan.rng, plan.palette
    table = with_things(plan, dining_table(rng, palette), palette.count(5), ON_TABLES)
    yaw = rng.choice((0.0, math.pi / 2)) + rng.choice((0.0, 0.0, rng.uniform(-0.3, 0.3)))
    main = plan.anywhere(table, yaw, tries=12)
    if main is None:
        return
    if rng.random() < 0.25:
        add_rug(plan, main.x, main.y, rng.uniform(1.0, 1.6), rng.uniform(1.0, 1.6))
    if rng.random() < 0.45:
        _hang_lamp(plan, main.x, main.y, rng.uniform(1.35, 1.8), yaw)
    _seats(plan, main)


def _seats(plan: Plan, main: Placement) -> None:
    rng, palette = plan.rng, plan.palette
    width, depth = main.furniture.width, main.furniture.depth
    style = rng.choice(STYLES)
    seat = chair(rng, palette, style)
    slots = []
    per_side = max(1, int(width / 0.62))
    for side in SIDES:
        slots += [
            (width * ((k + 0.5) / per_side - 0.5), side * depth / 2, 0.0 if side > 0 else math.pi)
            for k in range(per_side)
        ]
        slots.append((side * width / 2, 0.0, -side * math.pi / 2))
    if rng.random() < 0.08:
        seat = bench(rng, palette)
        slots = [(0.0, side * depth / 2, 0.0 if side > 0 else math.pi) for side in SIDES]
    for x, y, turn in slots:
        if rng.random() < (0.15 if y else 0.4):
            continue
        if rng.random() < 0.06:
            seat = chair(rng, palette)
        # Chairs stand half under the table, or are pulled out.
        out = rng.uniform(-0.1, 0.22) if rng.random() < 0.85 else rng.uniform(0.2, 0.5)
        dx, dy = -math.sin(turn) * out, math.cos(turn) * out
        plan.beside(main, seat, x + dx, y + dy, turn + rng.gauss(0.0, 0.13), under=True)


def dining_room(plan: Plan) -> None:
    """Furnish a dining room: one or two tables with chairs, sideboards."""
    rng, palette = plan.rng, plan.palette
    eating_place(plan)
    if rng.random() < 0.2:
        eating_place(plan)
    for _ in range(rng.randint(0, 2)):
        plan.against_wall(rng.choice((sideboard, bookshelf, dresser))(rng, palette))


def work_place(plan: Plan) -> None:
    """Put a desk at a wall, things on it and a chair before it."""
    rng, palette = plan.rng, plan.palette
    table = desk(rng, palette)
    solids = list(table.solids)
    free = table.width
    if rng.random() < 0.6:
        x = rng.uniform(-0.25, 0.25) * table.width
        solids += place(monitor(rng, palette), x, table.depth / 2 - 0.25, table.top, rng.gauss(0.0, 0.15))
        side = -1.0 if x > 0 else 1.0
        free = table.width * 0.35
        solids += place(
            scatter(rng, palette, ON_DESKS, 1 + palette.count(2), free, table.depth, table.top),
            side * table.width * 0.3,
            0,
            0,
            0,
        )
    else:
        solids += scatter(rng, palette, ON_DESKS, 1 + palette.count(5), table.width, table.depth, table.top)
    if rng.random() < 0.35:
        solids += place(
            table_lamp(rng, palette), rng.choice(SIDES) * (table.width / 2 - 0.15), table.depth * 0.25, table.top, 0.0
        )
    if rng.random() < 0.12:
        rise = rng.uniform(0.18, 0.3)
        solids.append(
            box(
                VOID, palette.fabric(), 0, table.depth / 2 - 0.02, table.top + rise, table.width / 2, 0.015, rise, 0.005
            )
        )
    main = plan.against_wall(table._replace(solids=solids), tries=15, gap=0.01)
    if main and rng.random() < 0.85:
        seat = office_chair(rng, palette) if rng.random() < 0.6 else chair(rng, palette)
        dx, dy = rng.uniform(-0.2, 0.2) * table.width, -table.depth / 2 - rng.uniform(-0.05, 0.4)
        plan.beside(main, seat, dx, dy, math.pi + rng.gauss(0.0, 0.5), under=True)


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
        wanted -= _add_run(plan, style, face, length)
    if rng.random() < 0.3:
        main = plan.anywhere(island(rng, palette, style), rng.choice((0.0, 0.5, 1.0, 1.5)) * math.pi)
        if main:
            seat = bar_stool(rng, palette)
            for dx in (-0.5, 0.0, 0.5)[: rng.randint(0, 3)]:
                plan.beside(main, seat, dx, main.furniture.depth / 2 + 0.12, rng.gauss(0.0, 0.2), under=True)
    elif rng.random() < 0.7:
        eating_place(plan)


def _add_run(plan: Plan, style: KitchenStyle, face: int, length: float) -> bool:
    """Put a run of cabinets on a wall: the longest that fits beside doors and windows."""
    rng, palette = plan.rng, plan.palette
    for share, uppers in ((1.0, True), (1.0, False), (0.6, True), (0.6, False), (0.35, rng.random() < 0.5)):
        if length * share < 0.9:
            break
        run = kitchen_run(rng, palette, style, length * share, uppers)
        if plan.against_wall(run, tries=3, gap=0.0, face=face, corner=rng.choice((-1, 1))):
            return True
    return False


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


def _hang_lamp(plan: Plan, x: float, y: float, low: float, yaw: float) -> None:
    rng, ceiling = plan.rng, plan.size.height
    maker = chandelier if rng.random() < 0.2 else pendant
    piece = maker(rng, plan.palette, ceiling, min(low, ceiling - 0.6))
    plan.put(piece, x, y, yaw, under=True)


def finish(plan: Plan) -> None:
    """Add what any room may have: ceiling lamps, plants, bags, bins, boxes, a pier at a wall."""
    rng, palette, (rx, ry, ceiling) = plan.rng, plan.palette, plan.size
    if rng.random() < 0.55:
        piece = ceiling_lamp(rng, palette, ceiling)
        plan.put(
            piece, rng.uniform(-0.4, 0.4) * rx, rng.uniform(-0.4, 0.4) * ry, rng.choice((0.0, math.pi / 2)), under=True
        )
    elif rng.random() < 0.4:
        _hang_lamp(plan, rng.uniform(-0.5, 0.5) * rx, rng.uniform(-0.5, 0.5) * ry, rng.uniform(1.7, 2.0), 0.0)
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
