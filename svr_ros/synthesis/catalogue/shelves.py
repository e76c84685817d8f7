"""Open shelves: bookcases, cubes, ladders, frames of metal, whole walls, hutches."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.catalogue.cases import BOARD, base, draw_fronts, frame, fronts
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CABINET, SIDES, VOID, box, corners, rod
from svr_ros.synthesis.catalogue.storage import on_top, shelf_filling
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid

MOST_SOLIDS = 60


def open_case(
    rng: Random, palette: Palette, width: float, depth: float, height: float, filling: float, most: int = MOST_SOLIDS
) -> list[Solid]:
    """Build open shelves, `filling` (0..1) of their compartments in use, of at most about `most` solids."""
    body = palette.wood()
    solids, low = base(rng, palette, body, width, depth, height > 1.5)
    solids += frame(body, width, depth, low, height, rng.random() < 0.7)
    bays, rows = max(1, round(width / 0.85)), max(1, round((height - low) / rng.uniform(0.28, 0.4)))
    middle = (low + height) / 2
    for k in range(1, bays):
        solids.append(
            box(CABINET, body, width * (k / bays - 0.5), 0, middle, BOARD, depth / 2 - 0.002, (height - low) / 2)
        )
    step = (height - low) / rows
    solids += [
        box(CABINET, body, 0, 0, low + step * row, width / 2, depth / 2 - 0.003, BOARD) for row in range(1, rows)
    ]
    return solids + fill_grid(rng, palette, solids, width, depth, low, step, bays, rows, filling, most)


def mixed_case(rng: Random, palette: Palette, width: float, depth: float, height: float, most: int) -> list[Solid]:
    """Build a low case with open compartments beside closed ones, of at most about `most` solids."""
    body = palette.wood()
    style = draw_fronts(rng, palette, body)
    solids, low = base(rng, palette, body, width, depth, False)
    solids += frame(body, width, depth, low, height, rng.random() < 0.8)
    bays = max(2, round(width / rng.uniform(0.4, 0.65)))
    bay, middle, half = width / bays, (low + height) / 2, (height - low) / 2 - BOARD
    opened = rng.choice(([0], [bays - 1], [bays // 2], list(range(1, bays - 1)) or [0]))
    for k in range(bays):
        x, half_x = bay * (k + 0.5) - width / 2, bay / 2
        if k not in opened:
            solids.append(box(CABINET, body, x, 0.006, middle, half_x - BOARD, depth / 2 - 0.008, half))
            rows = rng.choice((1, 2, 3)) if height - low > 0.3 else rng.choice((1, 2))
            solids += fronts(style, x - half_x, x + half_x, low, height, -depth / 2, 1, rows, 0.7)
            continue
        solids += [
            box(CABINET, body, x + s * (half_x - BOARD), 0, middle, BOARD, depth / 2 - 0.002, half) for s in SIDES
        ]
        boards = rng.randint(0, max(0, round((half - BOARD) / 0.1) - 1))
        step = 2 * half / (boards + 1)
        for row in range(boards + 1):
            z = low + BOARD + step * row
            if row:
                solids.append(box(CABINET, body, x, 0, z, half_x - BOARD, depth / 2 - 0.003, BOARD))
            if rng.random() < 0.6 and len(solids) < most:
                edge, left = half_x - 3 * BOARD, max(1, min(4, most - len(solids)))
                solids += shelf_filling(rng, palette, x - edge, x + edge, depth, z + BOARD, step - 2 * BOARD, left)
    return solids


def fill_grid(
    rng: Random,
    palette: Palette,
    solids: list[Solid],
    width: float,
    depth: float,
    low: float,
    step: float,
    bays: int,
    rows: int,
    filling: float,
    most: int,
) -> list[Solid]:
    """Fill the compartments of a grid, sharing what is left of the solids between them."""  # fmt: skip
    things: list[Solid] = []
    bay, cells = width / bays, [(row, k) for row in range(rows) for k in range(bays)]
    used = [cell for cell in cells if rng.random() < filling]
    for i, (row, k) in enumerate(used):
        share = (most - len(solids) - len(things)) // (len(used) - i)
        if share < 1:
            break
        x0, z = bay * k - width / 2 + 2 * BOARD, low + step * row + (2 * BOARD if row == 0 else BOARD)
        clear = low + step * (row + 1) - (2 * BOARD if row == rows - 1 else BOARD) - z
        things += shelf_filling(rng, palette, x0, x0 + bay - 4 * BOARD, depth, z, clear, max(1, min(7, share - 2)))
    return things


def bookshelf(rng: Random, palette: Palette) -> Furniture:
    """Draw open shelves full of books and things, of any form."""
    forms = (bookcase, cube_shelf, ladder_shelf, frame_shelf, wall_of_shelves, hutch)
    return rng.choices(forms, (0.38, 0.17, 0.1, 0.13, 0.12, 0.1))[0](rng, palette)


def bookcase(rng: Random, palette: Palette) -> Furniture:
    """Draw a bookcase with sides, from one that reaches the hip to one twice as high as wide."""
    width, depth, height = rng.uniform(0.4, 1.7), rng.uniform(0.24, 0.38), rng.uniform(0.75, 2.15)
    filling = rng.choice((rng.uniform(0.15, 0.5), rng.uniform(0.6, 1.0), 1.0))
    solids = open_case(rng, palette, width, depth, height, filling, 46 if height < 1.3 else MOST_SOLIDS)
    if height < 1.3:
        solids += on_top(rng, palette, width, depth, height)[: MOST_SOLIDS - len(solids)]
    return furniture(CABINET, "bookshelf", solids, top=height if height < 1.3 else 0.0)


def cube_shelf(rng: Random, palette: Palette) -> Furniture:
    """Draw a shelf of equal squares with thick boards; some hold a basket or have a door."""
    columns, rows = rng.choice(((1, 2), (1, 4), (2, 2), (2, 3), (2, 4), (3, 3), (4, 2), (4, 4)))
    cell, depth, thick = rng.uniform(0.33, 0.37), rng.uniform(0.33, 0.4), rng.choice((0.009, 0.019, 0.019))
    width, height, body = columns * cell + 2 * thick, rows * cell + 2 * thick, palette.wood()
    solids = [
        box(
            CABINET,
            body,
            cell * (k - columns / 2),
            0,
            height / 2,
            thick if k in (0, columns) else BOARD,
            depth / 2,
            height / 2,
        )
        for k in range(columns + 1)
    ]
    solids += [
        box(
            CABINET,
            body,
            0,
            0,
            thick + cell * k,
            width / 2 - thick / 2,
            depth / 2 - 0.001,
            thick if k in (0, rows) else BOARD,
        )
        for k in range(rows + 1)
    ]
    if rng.random() < 0.5:
        solids.append(box(CABINET, body, 0, depth / 2 - 0.006, height / 2, width / 2 - thick, 0.005, height / 2))
    style, bin_look = draw_fronts(rng, palette, body), rng.choice((palette.fabric, palette.wicker, palette.plastic))()
    cells = [(i, j) for j in range(rows) for i in range(columns)]
    for n, (i, j) in enumerate(cells):
        x, z = cell * (i + 0.5 - columns / 2), thick + cell * j + (BOARD if j else thick)
        clear, half, kind = cell * (j + 1) - z, cell / 2 - thick, rng.random()
        left = (MOST_SOLIDS - 2 - len(solids)) // (len(cells) - n)
        if left < 1:
            break
        if kind < 0.14:
            solids += fronts(style, x - half, x + half, z, z + clear, -depth / 2 + 0.014, 1, 1)
        elif kind < 0.36:
            tall = clear * rng.uniform(0.42, 0.47)
            solids.append(box(VOID, bin_look, x, -0.02, z + tall, half * 0.93, depth / 2 - 0.04, tall, 0.015))
        elif kind < 0.86:
            solids += shelf_filling(rng, palette, x - half, x + half, depth, z, clear, max(1, min(5, left - 1)))
    solids = solids[:MOST_SOLIDS]
    if height < 1.3:
        solids += on_top(rng, palette, width, depth, height)[: max(0, MOST_SOLIDS - len(solids))]
    return furniture(CABINET, "cube shelf", solids, top=height if height < 1.3 else 0.0)


def ladder_shelf(rng: Random, palette: Palette) -> Furniture:
    """Draw a shelf like a ladder that leans back: boards that grow shallower upwards."""
    width, depth, height, boards = (
        rng.uniform(0.5, 0.8),
        rng.uniform(0.38, 0.5),
        rng.uniform(1.6, 2.0),
        rng.randint(4, 5),
    )
    body, rail, solids = palette.wood(), rng.choice((palette.wood, palette.metal))(), []
    back = depth / 2 - 0.014
    for s in SIDES:
        solids.append(
            rod(CABINET, rail, (s * width / 2, -depth / 2 + 0.02, 0.006), (s * width / 2, back, height), 0.014)
        )
        solids.append(rod(CABINET, rail, (s * width / 2, back, 0.006), (s * width / 2, back, height), 0.014))
    for k in range(boards):
        z = 0.12 + (height - 0.3) * k / (boards - 1)
        front = -depth / 2 + 0.02 + (depth - 0.034) * z / height
        deep = back - front + 0.02
        if deep < 0.1:
            front, deep = back - 0.08, 0.1
        y = (front + back) / 2
        solids.append(box(CABINET, body, 0, y, z, width / 2 + 0.005, deep / 2, 0.011))
        things = shelf_filling(rng, palette, -width / 2 + 0.03, width / 2 - 0.03, deep, z + 0.011, 0.28, 6, 0.35)
        if rng.random() < 0.85:
            solids += place(things, 0.0, y, 0.0, 0.0)
    return furniture(CABINET, "ladder shelf", solids)


def frame_shelf(rng: Random, palette: Palette) -> Furniture:
    """Draw boards between four posts: an étagère, a rack of metal or wire in a cellar."""
    width, depth, height = rng.uniform(0.5, 1.2), rng.uniform(0.3, 0.45), rng.uniform(0.8, 2.0)
    post, rows = (
        rng.choice((palette.metal, palette.metal, palette.chrome, palette.wood))(),
        max(2, round(height / rng.uniform(0.33, 0.45))),
    )
    board = post if rng.random() < 0.25 else palette.wood()
    solids = [
        box(CABINET, post, x, y, height / 2, 0.013, 0.013, height / 2)
        for x, y in corners(width / 2 - 0.013, depth / 2 - 0.013)
    ]
    if rng.random() < 0.4:
        for s in SIDES:
            solids.append(
                rod(
                    CABINET,
                    post,
                    (s * (width / 2 - 0.013), -depth / 2 + 0.02, 0.2),
                    (s * (width / 2 - 0.013), depth / 2 - 0.02, height - 0.2),
                    0.006,
                )
            )
    low, step, goods = rng.uniform(0.06, 0.15), 0.0, rng.choice((0.5, 0.1))
    step = (height - 0.02 - low) / (rows - (rng.random() < 0.5))
    for k in range(rows):
        z = low + step * k
        solids.append(box(CABINET, board, 0, 0, z, width / 2 - 0.003, depth / 2 - 0.003, 0.011))
        if rng.random() < 0.85 and (k < rows - 1 or height < 1.9):
            solids += shelf_filling(
                rng, palette, -width / 2 + 0.03, width / 2 - 0.03, depth, z + 0.011, step - 0.03, 7, goods
            )
    return furniture(CABINET, "frame shelf", solids[:MOST_SOLIDS])


def wall_of_shelves(rng: Random, palette: Palette) -> Furniture:
    """Draw shelves that fill a wall, often with closed cupboards below."""
    bays, bay, depth, height = (
        rng.randint(3, 4),
        rng.uniform(0.65, 0.95),
        rng.uniform(0.3, 0.4),
        rng.uniform(1.95, 2.25),
    )
    width, body = bays * bay, palette.wood()
    low = rng.choice((0.0, 0.0, 0.7, 0.8))
    rows = round((height - low) / rng.uniform(0.32, 0.4))
    solids = frame(body, width, depth, low, height, True)
    solids += [
        box(CABINET, body, bay * (k - bays / 2), 0, (low + height) / 2, BOARD, depth / 2 - 0.002, (height - low) / 2)
        for k in range(1, bays)
    ]
    step = (height - low) / rows
    solids += [
        box(CABINET, body, 0, 0, low + step * row, width / 2, depth / 2 - 0.003, BOARD) for row in range(1, rows)
    ]
    if low:
        style = draw_fronts(rng, palette, body)
        solids.append(box(CABINET, body, 0, -0.03, low / 2, width / 2, depth / 2 + 0.03, low / 2))
        solids += fronts(style, -width / 2, width / 2, 0.06, low - 0.02, -depth / 2 - 0.06, bays, 1, 0.8)
    solids += fill_grid(rng, palette, solids, width, depth, low, step, bays, rows, rng.uniform(0.6, 1.0), MOST_SOLIDS)
    return furniture(CABINET, "wall of shelves", solids)


def hutch(rng: Random, palette: Palette) -> Furniture:
    """Draw a dresser: cupboards or drawers below, open shelves above that stand back."""
    width, depth, height, low = (
        rng.uniform(0.8, 1.5),
        rng.uniform(0.4, 0.48),
        rng.uniform(1.75, 2.1),
        rng.uniform(0.8, 0.92),
    )
    body, upper = palette.wood(), rng.uniform(0.26, 0.32)
    style, columns = draw_fronts(rng, palette, body), max(2, round(width / 0.5))
    back = (depth - upper) / 2
    solids = [
        box(CABINET, body, 0, 0, low / 2, width / 2, depth / 2, low / 2, 0.003),
        box(CABINET, body, 0, -0.01, low, width / 2 + 0.015, depth / 2 + 0.01, 0.015, 0.005),
        *fronts(style, -width / 2, width / 2, low - 0.2, low - 0.015, -depth / 2, columns, 1, drawers=True),
        *fronts(style, -width / 2, width / 2, 0.06, low - 0.2, -depth / 2, columns, 1, 0.7),
        *place(frame(body, width, upper, low, height, True), 0, back, 0, 0),
    ]
    rows = rng.randint(2, 3)
    step = (height - low) / rows
    solids += [
        box(CABINET, body, 0, back, low + step * row, width / 2, upper / 2 - 0.003, BOARD) for row in range(1, rows)
    ]
    things = fill_grid(rng, palette, solids, width, upper, low, step, 1, rows, 1.0, MOST_SOLIDS)
    return furniture(CABINET, "hutch", solids + place(things, 0, back, 0, 0))
