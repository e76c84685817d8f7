"""Racks for shoes and wine, dividers between parts of a room, boards for walls."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.cases import BOARD, draw_fronts, frame, fronts
from svr_ros.synthesis.catalogue.floor_things import pair_of_shoes
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CABINET, SIDES, VOID, box, cone
from svr_ros.synthesis.catalogue.shelves import MOST_SOLIDS, fill_grid
from svr_ros.synthesis.catalogue.storage import shelf_filling
from svr_ros.synthesis.piece import Furniture, furniture, place


def shoe_rack(rng: Random, palette: Palette) -> Furniture:
    """Draw a rack with shoes on two or three sloping shelves, or a narrow cabinet with flaps."""
    width = rng.uniform(0.55, 0.95)
    if rng.random() < 0.4:
        rows, depth, body = rng.randint(2, 4), rng.uniform(0.18, 0.26), palette.wood()
        height = 0.38 * rows + 0.06
        solids = [box(CABINET, body, 0, 0, height / 2, width / 2, depth / 2, height / 2, 0.003)]
        style = draw_fronts(rng, palette, body)
        solids += fronts(style, -width / 2, width / 2, 0.05, height - 0.02, -depth / 2, 1, rows, drawers=True)
        return furniture(CABINET, "shoe cabinet", solids, top=height)
    rows, depth, metal = rng.randint(2, 3), 0.32, rng.choice((palette.metal, palette.wood))()
    height = 0.26 * rows + 0.04
    solids = [
        box(CABINET, metal, s * (width / 2 - 0.01), 0, height / 2, 0.01, depth / 2, height / 2, 0.004) for s in SIDES
    ]
    count = max(2, int((width - 0.04) / 0.24))
    for row in range(rows):
        z = 0.08 + 0.26 * row
        solids.append(box(CABINET, metal, 0, 0, z, width / 2 - 0.012, depth / 2 - 0.01, 0.009))
        for k in range(count):
            if rng.random() < 0.72 - 0.1 * rows:
                x = (width - 0.06) * ((k + 0.5) / count - 0.5)
                shoes = [s for s in pair_of_shoes(rng, palette) if s.z + s.hz < 0.18]
                solids += place(shoes, x, 0.0, z + 0.01, 0.0)
    return furniture(CABINET, "shoe rack", solids)


def wine_rack(rng: Random, palette: Palette) -> Furniture:
    """Draw a rack of round holes with the necks of bottles towards the room."""
    columns, rows, cell, depth = rng.randint(3, 6), rng.randint(3, 6), 0.105, rng.uniform(0.24, 0.28)
    width, height, wood = columns * cell, rows * cell + 0.02, palette.wood()
    dark, foil = palette.add(0, (0.015, 0.03, 0.015), specular=0.4, shininess=80.0), palette.plain("vivid", 0.3)
    solids = [
        box(CABINET, wood, cell * (k - columns / 2), 0, height / 2, 0.006, depth / 2, height / 2)
        for k in range(columns + 1)
    ]
    solids += [box(CABINET, wood, 0, 0, 0.008 + cell * k, width / 2, depth / 2 - 0.002, 0.006) for k in range(rows + 1)]
    lay = math.pi / 2
    for j in range(rows):
        for i in range(columns):
            if rng.random() < 0.6:
                x, z = cell * (i + 0.5 - columns / 2), 0.014 + cell * j + 0.039
                solids.append(cone(VOID, dark, x, 0.03, z, 0.11, 0.038, 0.036, 0.008, 0.0, lay))
                if len(solids) < 48:
                    solids.append(cone(VOID, foil, x, -0.125, z, 0.06, 0.015, 0.014, 0.003, 0.0, lay))
    return furniture(CABINET, "wine rack", solids)


def room_divider(rng: Random, palette: Palette) -> Furniture:
    """Draw shelves without a back that stand free in the room, things seen from both sides."""
    columns, rows, cell, depth, body = (
        rng.randint(3, 4),
        rng.randint(3, 5),
        rng.uniform(0.34, 0.42),
        rng.uniform(0.3, 0.38),
        palette.wood(),
    )
    width, height = columns * cell, rows * cell
    solids = frame(body, width, depth, 0.0, height, False)
    solids += [
        box(CABINET, body, cell * (k - columns / 2), 0, height / 2, BOARD, depth / 2 - 0.002, height / 2)
        for k in range(1, columns)
    ]
    solids += [box(CABINET, body, 0, 0, cell * k, width / 2, depth / 2 - 0.003, BOARD) for k in range(1, rows)]
    solids += fill_grid(
        rng, palette, solids, width, depth, 0.0, cell, columns, rows, rng.uniform(0.4, 0.8), MOST_SOLIDS
    )
    return furniture(CABINET, "room divider", solids)


def wall_shelf(rng: Random, palette: Palette) -> Furniture:
    """Draw one to three boards or boxes for a wall with things on them; its lowest board is at z = 0."""
    half, depth, body = rng.uniform(0.3, 0.7), rng.uniform(0.18, 0.28), palette.wood()
    bracket, solids, kind = palette.metal(), [], rng.random()
    for row in range(rng.randint(1, 3)):
        z = 0.34 * row + BOARD
        solids.append(box(CABINET, body, 0, 0, z, half, depth / 2, rng.choice((BOARD, 0.02)) if row else BOARD))
        if kind < 0.3:
            solids += [
                box(CABINET, bracket, s * half * 0.8, depth / 2 - 0.008, z - 0.05, 0.01, 0.008, 0.06)
                for s in SIDES
                if row
            ]
        top = solids[-1] if solids[-1].hx == half else next(s for s in reversed(solids) if s.hx == half)
        if rng.random() < 0.85:
            solids += shelf_filling(rng, palette, 0.02 - half, half - 0.02, depth, top.z + top.hz, 0.28, 8)
    if kind > 0.75 and len(solids) < 30:  # a box around the lowest
        solids += [box(CABINET, body, s * half, 0, 0.15, BOARD, depth / 2, 0.15) for s in SIDES]
        solids.append(box(CABINET, body, 0, 0, 0.3 - BOARD, half, depth / 2 - 0.001, BOARD))
    return furniture(CABINET, "wall shelf", solids)
