"""Kitchens, bathrooms, laundries."""

from __future__ import annotations

import math

from svr_ros.synthesis.catalogue.appliances import small_fridge, washing_machine
from svr_ros.synthesis.catalogue.bathroom import basin, bath_mat, bidet, mirror_cabinet, toilet, towels
from svr_ros.synthesis.catalogue.cabinets import nightstand
from svr_ros.synthesis.catalogue.chairs import bar_stool, stool
from svr_ros.synthesis.catalogue.floor_things import bin_, carton_stack, heap, laundry_basket
from svr_ros.synthesis.catalogue.housework import broom, clothes_rail, drying_rack, ironing_board, vacuum_cleaner
from svr_ros.synthesis.catalogue.kitchen import KitchenStyle, island, kitchen_run
from svr_ros.synthesis.catalogue.kitchen_units import draw_kitchen_style
from svr_ros.synthesis.catalogue.lamps import wall_lamp
from svr_ros.synthesis.catalogue.shelves import bookshelf
from svr_ros.synthesis.catalogue.showers import shower
from svr_ros.synthesis.catalogue.tubs import bath_curtain, bathtub, built_in_bathtub, corner_bathtub, oval_bathtub
from svr_ros.synthesis.catalogue.wardrobes import wardrobe
from svr_ros.synthesis.furnishing.eating import eating_place
from svr_ros.synthesis.furnishing.filling import line_walls
from svr_ros.synthesis.furnishing.tabletops import with_things
from svr_ros.synthesis.layout.plan import Placement
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.surfaces import add_rug
from svr_ros.synthesis.shell.wall_decoration import mirror

_BESIDE_THE_BATH = (nightstand, nightstand, bookshelf, wardrobe, stool, bin_, laundry_basket)
_STORED = (bookshelf, bookshelf, carton_stack, carton_stack, wardrobe, bin_, broom, vacuum_cleaner, laundry_basket)


def bathroom(plan: Plan) -> None:
    """Furnish a bathroom: tub or shower, basin with a mirror, toilet, towels, what is washed and stored there."""
    rng, palette, ceiling = plan.rng, plan.palette, plan.size.height
    if rng.random() < 0.95:
        _tub(plan)
    if rng.random() < 0.35:
        plan.against_wall(shower(rng, palette, ceiling), gap=0.003, corner=rng.choice((1, -1)))
    for _ in range(rng.choice((1, 1, 1, 2))):
        _wash_place(plan)
    seat = plan.against_wall(toilet(rng, palette), gap=0.003)
    if seat:
        plan.keep_clear(seat, 0.4)
    if rng.random() < 0.08:
        plan.against_wall(bidet(rng, palette), gap=0.003)
    if rng.random() < 0.3:
        plan.against_wall(with_things(plan, washing_machine(rng, palette), palette.count(3)), gap=0.01)
    line_walls(plan, _BESIDE_THE_BATH, rng.uniform(0.3, 0.55), 3)
    for _ in range(rng.randint(0, 3)):
        plan.against_wall(towels(rng, palette), gap=0.0, z=rng.uniform(0.6, 0.9))
    if rng.random() < 0.5:
        rx, ry, _ = plan.size
        add_rug(plan, rng.uniform(-0.5, 0.5) * rx, rng.uniform(-0.5, 0.5) * ry, 0.4, 0.3)
    else:
        plan.anywhere(bath_mat(rng, palette), rng.choice((0.0, math.pi / 2)))


def _tub(plan: Plan) -> None:
    rng, palette = plan.rng, plan.palette
    corner, straight = rng.choice((1, -1)), rng.random() < 0.78
    if straight:
        piece = (bathtub if rng.random() < 0.6 else built_in_bathtub)(rng, palette)
    else:
        piece = oval_bathtub(rng, palette) if rng.random() < 0.65 else corner_bathtub(rng, palette, corner)
    tub = plan.against_wall(piece, gap=0.003, corner=corner) or plan.find_place(bathtub(rng, palette))
    if tub is None:
        return
    plan.keep_clear(tub, 0.4)
    if straight and rng.random() < 0.35:
        rod = bath_curtain(rng, palette, tub.furniture.width, 0.2, min(2.0, plan.size.height - 0.1))
        x, y = tub.at(0.0, -tub.furniture.depth / 2 - rod.depth / 2)
        plan.put(rod, x, y, tub.yaw + rng.choice((0.0, math.pi)), under=True)


def _wash_place(plan: Plan) -> None:
    rng, palette, ceiling = plan.rng, plan.palette, plan.size.height
    wash = plan.against_wall(basin(rng, palette), gap=0.002)
    if wash is None:
        return
    plan.keep_clear(wash, 0.45)
    glass = mirror_cabinet(rng, palette) if rng.random() < 0.25 else mirror(plan)[0]
    x, y = wash.at(0.0, (wash.furniture.depth - glass.depth) / 2)
    plan.put(glass, x, y, wash.yaw, z=rng.uniform(1.05, 1.2))
    if rng.random() < 0.6:
        lamp = wall_lamp(rng, palette)
        x, y = wash.at(0.0, (wash.furniture.depth - lamp.depth) / 2)
        plan.put(lamp, x, y, wash.yaw, z=min(1.22 + glass.height, ceiling - 0.3))


def kitchen(plan: Plan) -> None:
    """Furnish a kitchen: cabinet runs along one wall, two or three, an island or a table, stools."""
    rng, palette = plan.rng, plan.palette
    style = draw_kitchen_style(rng, palette, plan.size.height)
    narrow = 2 * min(plan.size.half_x, plan.size.half_y) < 2.0
    wanted = 1 if narrow else rng.choice((1, 2, 2, 2, 3))
    for face in sorted(range(len(plan.walls)), key=lambda face: -_length(_longest(plan, face)) * rng.uniform(0.5, 1.0)):
        run = add_kitchen_run(plan, style, face) if wanted else None
        if run:
            plan.keep_clear(run, 0.6)
            wanted -= 1
    in_the_middle = not narrow and rng.random() < 0.5 and _island(plan, style)
    if not in_the_middle and rng.random() < 0.85:
        eating_place(plan)
    line_walls(plan, (small_fridge, bookshelf, bin_, carton_stack, stool), rng.uniform(0.35, 0.6), 5)


def _island(plan: Plan, style: KitchenStyle) -> bool:
    """Put an island into the room with stools behind it; say whether there is room for it."""
    rng, palette = plan.rng, plan.palette
    main = plan.anywhere(island(rng, palette, style), rng.choice((0.0, 0.5, 1.0, 1.5)) * math.pi, tries=40, margin=0.5)
    if main:
        seat = bar_stool(rng, palette)
        for dx in (-0.5, 0.0, 0.5)[: rng.randint(0, 3)]:
            dy = (main.furniture.depth + seat.depth) / 2 + rng.uniform(0.0, 0.2)
            plan.beside(main, seat, dx, dy, rng.gauss(0.0, 0.2), under=True)
    return main is not None


def add_kitchen_run(plan: Plan, style: KitchenStyle, face: int) -> Placement | None:
    """Put a run of cabinets on a wall, as long as it is free, with wall cabinets where no window is."""
    rng = plan.rng
    start, end = _longest(plan, face)
    length = min(end - start - 0.01, rng.uniform(2.6, 4.6))
    if length < 0.9:
        return None
    above = plan.stretches(face, 0.0, 0.36, 1.3, min(2.2, plan.size.height - 0.02))
    uppers = any(a <= start + 0.05 and b >= end - 0.05 for a, b in above) and rng.random() < 0.85
    run = kitchen_run(rng, plan.palette, style, length, uppers)
    corner = rng.choice((-1, 1))
    return plan.against_wall(run, gap=0.001, face=face, corner=corner)


def _longest(plan: Plan, face: int) -> tuple[float, float]:
    """Give the longest stretch of a wall that is free for cabinets."""
    return max(plan.stretches(face, 0.0, 0.66, 0.05, 0.95), key=_length, default=(0.0, 0.0))


def _length(stretch: tuple[float, float]) -> float:
    return stretch[1] - stretch[0]


def laundry(plan: Plan) -> None:
    """Furnish a laundry or a store room: machines, shelves, boxes, things hung up to dry."""
    rng, palette = plan.rng, plan.palette
    for _ in range(rng.randint(0, 2)):
        plan.against_wall(with_things(plan, washing_machine(rng, palette), palette.count(4)), gap=0.03)
    if rng.random() < 0.5:
        _wash_place(plan)
    if rng.random() < 0.6:
        plan.find_place(rng.choice((clothes_rail, drying_rack, ironing_board))(rng, palette))
    line_walls(plan, _STORED, rng.uniform(0.35, 0.6), 7)
    for _ in range(palette.count(4)):
        piece = rng.choice((heap, carton_stack, laundry_basket, drying_rack))(rng, palette)
        plan.anywhere(piece, rng.uniform(0.0, math.tau))
