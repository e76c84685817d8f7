"""Low cabinets: dressers, sideboards, nightstands, television boards, bureaus, vitrines; tall ones are passed on."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.furniture.cases import BOARD, Fronts, base, closed_case, frame, fronts
from svr_ros.synthesis.furniture.cases import draw_fronts as draw_fronts
from svr_ros.synthesis.furniture.clutter import ANYWHERE, ON_LOW_BOARDS, ON_NIGHTSTANDS, scatter
from svr_ros.synthesis.furniture.desk_things import papers, speaker
from svr_ros.synthesis.furniture.lamps import table_lamp
from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import (
    CABINET,
    SIDES,
    VOID,
    Furniture,
    box,
    cone,
    corners,
    ellipsoid,
    furniture,
    place,
    rod,
)
from svr_ros.synthesis.furniture.shelves import bookshelf as bookshelf
from svr_ros.synthesis.furniture.shelves import open_case
from svr_ros.synthesis.furniture.shelves import room_divider as room_divider
from svr_ros.synthesis.furniture.shelves import shoe_rack as shoe_rack
from svr_ros.synthesis.furniture.shelves import wall_shelf as wall_shelf
from svr_ros.synthesis.furniture.shelves import wine_rack as wine_rack
from svr_ros.synthesis.furniture.storage import on_top, shelf_filling
from svr_ros.synthesis.furniture.tableware import bottles
from svr_ros.synthesis.furniture.wardrobes import lockers as lockers
from svr_ros.synthesis.furniture.wardrobes import wardrobe as wardrobe
from svr_ros.synthesis.scene import Solid


def dresser(rng: Random, palette: Palette) -> Furniture:
    """Draw a chest of drawers, wide or tall."""
    width, depth, height = rng.uniform(0.6, 1.6), rng.uniform(0.38, 0.52), rng.uniform(0.7, 1.15)
    if rng.random() < 0.2:
        width, height = rng.uniform(0.4, 0.6), rng.uniform(0.95, 1.35)
    solids = closed_case(rng, palette, width, depth, height, "drawers" if rng.random() < 0.8 else "both")
    return furniture(CABINET, "dresser", solids + on_top(rng, palette, width, depth, height), top=height)


def sideboard(rng: Random, palette: Palette) -> Furniture:
    """Draw a sideboard with doors, drawers, both, or open shelves."""
    width, depth, height = rng.uniform(0.8, 2.0), rng.uniform(0.36, 0.5), rng.uniform(0.65, 0.95)
    if rng.random() < 0.2:
        solids = open_case(rng, palette, width, depth, height, 0.7, 36)
    else:
        solids = closed_case(rng, palette, width, depth, height, rng.choice(("doors", "both", "both", "drawers")))
    return furniture(CABINET, "sideboard", solids + on_top(rng, palette, width, depth, height), top=height)


def nightstand(rng: Random, palette: Palette) -> Furniture:
    """Draw a bedside cabinet: drawers, an open box, a little table with a drawer, a drum; often with a lamp."""
    width, depth, height = rng.uniform(0.35, 0.6), rng.uniform(0.32, 0.45), rng.uniform(0.4, 0.66)
    kind = rng.random()
    if kind < 0.45:
        solids = closed_case(rng, palette, width, depth, height, rng.choice(("drawers", "drawers", "doors", "both")))
    elif kind < 0.65:
        solids = open_case(rng, palette, width, depth, height, 0.5, 20)
    elif kind < 0.88:
        solids = _leggy(rng, palette, width, depth, height)
    else:
        body, radius = palette.wood(), width / 2
        style = draw_fronts(rng, palette, body)
        solids = [
            cone(CABINET, body, 0, 0, height / 2, height / 2, radius, radius, 0.01),
            cone(CABINET, style.material, 0, 0, height - 0.012, 0.014, radius + 0.012, radius + 0.012),
            cone(CABINET, palette.plain("dark"), 0, 0, height * 0.5, 0.004, radius + 0.001, radius + 0.001, 0.001),
            ellipsoid(CABINET, style.handle_material, 0, -radius - 0.008, height * 0.72, 0.016, 0.016, 0.016),
        ]
        depth = width
    if rng.random() < 0.6:
        solids += place(table_lamp(rng, palette), 0.0, 0.03, height, 0.0)
        if width > 0.48 and rng.random() < 0.5:
            solids += place(
                scatter(rng, palette, ON_NIGHTSTANDS, 1, 0.24, 0.3, height), rng.choice(SIDES) * 0.12, -0.05, 0, 0
            )
    elif rng.random() < 0.7:
        solids += scatter(rng, palette, ON_NIGHTSTANDS, rng.randint(1, 2), width, depth, height)
    return furniture(CABINET, "nightstand", solids, top=height)


def _leggy(rng: Random, palette: Palette, width: float, depth: float, height: float) -> list[Solid]:
    """Build a body with one drawer on four long legs, often with a board near the floor."""
    body = palette.wood()
    style, low = draw_fronts(rng, palette, body), height - rng.uniform(0.14, 0.24)
    leg = body if rng.random() < 0.6 else palette.metal()
    solids = [box(CABINET, body, 0, 0, (low + height) / 2, width / 2, depth / 2, (height - low) / 2, 0.004)]
    solids += fronts(style, -width / 2, width / 2, low, height - 0.015, -depth / 2, 1, 1, drawers=True)
    solids += [
        cone(CABINET, leg, x, y, (low + 0.01) / 2, (low + 0.01) / 2, 0.012, 0.02)
        for x, y in corners(width / 2 - 0.03, depth / 2 - 0.03)
    ]
    if rng.random() < 0.5:
        solids.append(box(CABINET, body, 0, 0, 0.12, width / 2 - 0.02, depth / 2 - 0.02, BOARD))
        if rng.random() < 0.6:
            solids += shelf_filling(
                rng, palette, -width / 2 + 0.05, width / 2 - 0.05, depth * 0.7, 0.12 + BOARD, low - 0.15, 3
            )
    return solids


def television_board(rng: Random, palette: Palette) -> Furniture:
    """Draw a low board, mostly with a television on it, now and then within a wall unit."""
    width, depth, height = rng.uniform(0.9, 2.2), rng.uniform(0.35, 0.5), rng.uniform(0.3, 0.62)
    if rng.random() < 0.4:
        solids = open_case(rng, palette, width, depth, height, 0.6, 30)
    else:
        solids = closed_case(rng, palette, width, depth, height, rng.choice(("doors", "drawers", "both")))
    name, free = "television board", width
    if rng.random() < 0.78:
        screen = television(rng, palette, width * 0.92)
        solids += place(screen, 0.0, 0.05, height, 0.0)
        reach = max(s.x + s.hx for s in screen)
        free = width / 2 - reach
        if free > 0.14:
            for s in SIDES:
                things = scatter(rng, palette, ANYWHERE, palette.count(1), free * 0.95, depth, height)
                solids += place(things, s * (reach + free / 2), 0, 0, 0)
        if rng.random() < 0.3 and depth > 0.38:
            bar = min(reach, 0.45)
            solids.append(
                box(VOID, palette.plain("dark"), 0, -depth / 2 + 0.07, height + 0.032, bar, 0.04, 0.032, 0.015)
            )
    else:
        solids += scatter(rng, palette, ON_LOW_BOARDS, palette.count(5), width, depth, height)
    if rng.random() < 0.16:
        solids += _towers(rng, palette, width, depth)
        name = "wall unit"
    return furniture(CABINET, name, solids, top=height)


def television(rng: Random, palette: Palette, most: float) -> list[Solid]:
    """Draw a television on its foot or feet, at most that wide (m), facing -y; now and then a tube."""
    dark, half = palette.plain("dark", 0.2), min(most / 2, rng.uniform(0.35, 0.72))
    if rng.random() < 0.07:
        half = min(half, 0.33)
        return [
            box(VOID, dark, 0, -0.1, 0.78 * half, half, 0.08, 0.78 * half, 0.015),
            box(VOID, dark, 0, 0.04, 0.72 * half, half * 0.7, 0.08, 0.55 * half, 0.04),
            box(VOID, palette.screen(), 0, -0.181, 0.82 * half, half * 0.85, 0.006, 0.65 * half, 0.005),
        ]
    tall, low = half * rng.uniform(0.56, 0.62), rng.uniform(0.04, 0.08)
    solids = [
        box(VOID, dark, 0, 0, low + tall, half, 0.022, tall, 0.005),
        box(VOID, palette.screen(), 0, -0.021, low + tall, half - 0.012, 0.003, tall - 0.014),
    ]
    if rng.random() < 0.5:
        solids.append(box(VOID, dark, 0, 0, 0.008, 0.3 * half, 0.1, 0.008, 0.004))
        solids.append(box(VOID, dark, 0, 0.005, low / 2 + 0.01, 0.1 * half, 0.014, low / 2 + 0.01))
    else:
        solids += [box(VOID, dark, s * 0.75 * half, 0, 0.008, 0.014, 0.11, 0.008, 0.004) for s in SIDES]
        solids += [box(VOID, dark, s * 0.75 * half, 0, low / 2 + 0.01, 0.01, 0.014, low / 2 + 0.01) for s in SIDES]
    return solids


def _towers(rng: Random, palette: Palette, width: float, depth: float) -> list[Solid]:
    """Build a tall cupboard on each side of a television board, or loudspeakers."""
    if rng.random() < 0.5:
        tall = rng.uniform(0.35, 0.55)
        return [s for side in SIDES for s in speaker(palette, side * (width / 2 + 0.15), 0.11, tall)]
    body, height, half = palette.wood(), rng.uniform(1.4, 2.0), rng.uniform(0.2, 0.3)
    style, solids = draw_fronts(rng, palette, body), []
    for s in SIDES:
        x = s * (width / 2 + half + 0.004)
        solids.append(box(CABINET, body, x, 0, height / 2, half, depth / 2, height / 2, 0.003))
        solids += fronts(style, x - half, x + half, 0.05, height - 0.02, -depth / 2, 1, 1)
    return solids


def filing_cabinet(rng: Random, palette: Palette) -> Furniture:
    """Draw an office cabinet of metal: drawers above each other, sliding doors, or a low one on castors."""
    body = palette.plain(rng.choice(("grey", "white", "dark", "beige")), 0.15)
    style, kind = Fronts(body, palette.metal(), rng.choice(("bar", "long", "cup")), False), rng.random()
    if kind < 0.25:
        width, depth, low = 0.42, rng.uniform(0.5, 0.58), 0.05
        height = rng.uniform(0.52, 0.62)
        solids = [
            cone(CABINET, palette.plain("dark"), x, y, 0.028, 0.028, 0.02, 0.02)
            for x, y in corners(0.17, depth / 2 - 0.05)
        ]
        solids.append(box(CABINET, body, 0, 0, (low + height) / 2, width / 2, depth / 2, (height - low) / 2, 0.005))
        solids += fronts(style, -width / 2, width / 2, low, height - 0.01, -depth / 2, 1, 3)
    elif kind < 0.45:
        width, depth, height = rng.uniform(0.8, 1.2), rng.uniform(0.4, 0.45), rng.choice((0.75, 1.2, 1.95))
        solids = [box(CABINET, body, 0, 0, height / 2, width / 2, depth / 2, height / 2, 0.004)]
        solids += fronts(style, -width / 2, width / 2, 0.06, height - 0.02, -depth / 2, 2, 1)
    else:
        width, depth, drawers = rng.uniform(0.38, 0.5), rng.uniform(0.45, 0.6), rng.randint(2, 4)
        height = 0.1 + 0.3 * drawers
        solids = [box(CABINET, body, 0, 0, height / 2, width / 2, depth / 2, height / 2, 0.004)]
        solids += fronts(style, -width / 2, width / 2, 0.04, height - 0.01, -depth / 2, 1, drawers)
    if height < 1.5:
        solids += on_top(rng, palette, width, depth, height)
    return furniture(CABINET, "filing cabinet", solids, top=height if height < 1.5 else 0.0)


def vitrine(rng: Random, palette: Palette) -> Furniture:
    """Draw a cabinet with glass doors through which one sees dishes and things."""
    width, depth, height = rng.uniform(0.6, 1.2), rng.uniform(0.35, 0.45), rng.uniform(1.4, 2.05)
    body, glass = palette.wood(), palette.glass()
    solids, low = base(rng, palette, body, width, depth, False)
    style = draw_fronts(rng, palette, body)
    if rng.random() < 0.5:
        split = low + rng.uniform(0.45, 0.75)
        solids.append(box(CABINET, body, 0, 0, (low + split) / 2, width / 2, depth / 2, (split - low) / 2))
        solids += fronts(style, -width / 2, width / 2, low, split, -depth / 2, 2, 1, 0.7)
        low = split
    solids += frame(body, width, depth, low, height, True)
    rows, y = max(2, round((height - low) / 0.36)), -depth / 2 - 0.006
    step = (height - low) / rows
    for row in range(rows):
        z = low + step * row + (2 * BOARD if row == 0 else BOARD)
        if row:
            solids.append(
                box(
                    CABINET,
                    body if rng.random() < 0.5 else glass,
                    0,
                    0,
                    z - BOARD,
                    width / 2 - 0.02,
                    depth / 2 - 0.012,
                    BOARD,
                )
            )
        solids += shelf_filling(rng, palette, 0.03 - width / 2, width / 2 - 0.03, depth - 0.06, z, step - 0.05, 5, 0.2)
    middle, half, wide = (low + height) / 2, (height - low) / 2, width / 4
    for s in SIDES:
        solids.append(box(CABINET, glass, s * wide, y, middle, wide - 0.03, 0.003, half - 0.03))
        solids += [
            box(CABINET, body, s * wide + e * (wide - 0.02), y, middle, 0.02, 0.009, half - 0.003, 0.002) for e in SIDES
        ]
        solids += [
            box(CABINET, body, s * wide, y, middle + e * (half - 0.023), wide, 0.009, 0.02, 0.002) for e in SIDES
        ]
        solids.append(ellipsoid(CABINET, style.handle_material, s * 0.02, y - 0.018, middle, 0.011, 0.014, 0.014))
    return furniture(CABINET, "vitrine", solids)


def secretary(rng: Random, palette: Palette) -> Furniture:
    """Draw a bureau: drawers below, a flap above that is closed (sloping) or let down as a desk."""
    width, depth, desk, height = (
        rng.uniform(0.75, 1.0),
        rng.uniform(0.4, 0.48),
        rng.uniform(0.72, 0.78),
        rng.uniform(1.0, 1.15),
    )
    body = palette.wood()
    style, dark = draw_fronts(rng, palette, body), palette.plain("dark")
    solids, low = base(rng, palette, body, width, depth, False)
    solids.append(box(CABINET, body, 0, 0, (low + desk) / 2, width / 2, depth / 2, (desk - low) / 2, 0.003))
    solids += fronts(style, -width / 2, width / 2, low, desk - 0.03, -depth / 2, 1, rng.randint(2, 3), drawers=True)
    back, rise = depth * 0.22, height - desk
    solids.append(box(CABINET, body, 0, depth / 2 - back / 2, desk + rise / 2, width / 2, back / 2, rise / 2, 0.003))
    run = depth - back
    if rng.random() < 0.5:
        lean = math.atan2(run, rise)
        middle = -depth / 2 + run / 2, desk + rise / 2
        solids.append(
            box(CABINET, body, 0, middle[0], middle[1], width / 2, 0.011, math.hypot(run, rise) / 2, 0.003, 0, -lean)
        )
        solids += [
            rod(
                CABINET,
                body,
                (s * (width / 2 - 0.012), -depth / 2 + run, desk),
                (s * (width / 2 - 0.012), middle[0], middle[1]),
                0.011,
            )
            for s in SIDES
        ]
        solids += [
            box(
                CABINET,
                body,
                s * (width / 2 - 0.01),
                depth / 2 - back - run * 0.25,
                desk + rise * 0.3,
                0.01,
                run * 0.25,
                rise * 0.3,
            )
            for s in SIDES
        ]
        solids.append(ellipsoid(CABINET, style.handle_material, 0, middle[0] - 0.018, middle[1], 0.014, 0.018, 0.014))
    else:
        reach = rng.uniform(0.3, 0.38)
        solids.append(
            box(CABINET, body, 0, -depth / 2 - reach / 2 + 0.02, desk + 0.01, width / 2 - 0.01, reach / 2, 0.011, 0.003)
        )
        solids.append(
            box(CABINET, dark, 0, depth / 2 - back - 0.002, desk + rise / 2, width / 2 - 0.03, 0.004, rise / 2 - 0.02)
        )
        for k in range(4):
            x = width * (0.2 * k - 0.3)
            solids.append(
                box(
                    VOID,
                    rng.choice((palette.spines, palette.page, palette.thing))(),
                    x,
                    depth / 2 - back - 0.05,
                    desk + 0.09,
                    0.05,
                    0.045,
                    0.09,
                )
            )
        solids += place(papers(rng, palette)[:2], 0.0, -depth / 2 - 0.1, desk + 0.021, math.pi / 2)
    return furniture(
        CABINET, "secretary", solids + place(on_top(rng, palette, width, back, height), 0, (depth - back) / 2, 0, 0)
    )


def bar_cabinet(rng: Random, palette: Palette) -> Furniture:
    """Draw a cabinet whose open upper half shows bottles and glasses."""
    width, depth, height = rng.uniform(0.6, 1.0), rng.uniform(0.36, 0.44), rng.uniform(1.05, 1.5)
    body = palette.wood()
    solids, low = base(rng, palette, body, width, depth, False)
    style, split = draw_fronts(rng, palette, body), height * rng.uniform(0.45, 0.55)
    solids.append(box(CABINET, body, 0, 0, (low + split) / 2, width / 2, depth / 2, (split - low) / 2))
    solids += fronts(style, -width / 2, width / 2, low, split, -depth / 2, 2, 1, 0.7)
    solids += frame(body, width, depth, split, height, False)
    back = palette.mirror() if rng.random() < 0.6 else body
    solids.append(
        box(CABINET, back, 0, depth / 2 - 0.006, (split + height) / 2, width / 2, 0.005, (height - split) / 2)
    )
    for x in (-0.26, 0.0, 0.26):
        rack = [s for s in bottles(rng, palette) if s.z + s.hz < height - split - 0.04 and abs(s.x) < 0.12]
        solids += place(rack, x * width, -0.02, split + 2 * BOARD, 0.0)
    solids += scatter(rng, palette, ANYWHERE, palette.count(2), width, depth, height)
    return furniture(CABINET, "bar cabinet", solids, top=height)


def chest(rng: Random, palette: Palette) -> Furniture:
    """Draw a trunk or a blanket box, its lid flat or vaulted, with bands and a lock."""
    width, depth, height = rng.uniform(0.7, 1.25), rng.uniform(0.38, 0.52), rng.uniform(0.38, 0.52)
    body, band = rng.choice((palette.wood, palette.wood, palette.wicker, palette.leather))(), palette.metal()
    low = height * 0.72
    solids = [
        box(CABINET, body, 0, 0, low / 2, width / 2, depth / 2, low / 2, 0.004),
        box(CABINET, band, 0, -depth / 2, low, 0.04, 0.012, 0.05, 0.004),
        *(box(CABINET, band, s * 0.3 * width, 0, low / 2, 0.025, depth / 2 + 0.004, low / 2) for s in SIDES),
    ]
    if rng.random() < 0.4:
        radius = depth / 2 + 0.006
        z = max(low - 0.3 * radius, radius + 0.01)
        solids.append(cone(CABINET, body, 0, 0, z, width / 2 + 0.01, radius, radius, 0.01, 0.0, 0.0, math.pi / 2))
        return furniture(CABINET, "chest", solids)
    solids.append(
        box(
            CABINET,
            body,
            0,
            0,
            (low + height) / 2,
            width / 2 + 0.012,
            depth / 2 + 0.012,
            (height - low) / 2,
            0.01,
        )
    )
    return furniture(CABINET, "chest", solids, top=height)
