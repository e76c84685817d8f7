"""Open shelves: bookcases, cubes, ladders, frames of metal, whole walls, hutches, room dividers, boards on walls."""

from __future__ import annotations

from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cabinets import Cabinet, open_shelves
from svr_ros.synthesis.catalogue.cases import (
    BOARD,
    BOOKS,
    MAX_SOLIDS,
    Case,
    Cell,
    add_fronts,
    doors,
    draw_front_style,
    drawers,
    inset,
)
from svr_ros.synthesis.catalogue.fillings import Space, fill_shelf, put_on_top
from svr_ros.synthesis.catalogue.forms import Form, Place
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import CABINET, SIDES, VOID, Furniture, corners


def _cube_shelf(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a shelf of equal squares with thick boards; some hold a basket or have a door."""
    columns, rows = rng.choice(((1, 2), (1, 4), (2, 2), (2, 3), (2, 4), (3, 3), (4, 2), (4, 4)))
    cell, half_y, rim = rng.uniform(0.33, 0.37), rng.uniform(0.165, 0.2), rng.choice((BOARD, 0.038, 0.038))
    half_x, height = (columns * cell + rim) / 2, rows * cell + rim
    piece = Builder(CABINET, materials.wood())
    style = draw_front_style(rng, materials, piece.material)
    box = rng.choice((materials.fabric, materials.wicker, materials.plastic))()

    def fill(piece: Builder, rng: Random, materials: MaterialLibrary, space: Space, max_solids: int) -> None:
        content, (x, y, z) = rng.random(), space
        if content < 0.14:
            add_fronts(piece, style, x, z, y[0] + 0.014)
        elif content < 0.36:
            with piece.using(box, VOID):
                width, top = inset(x, 0.012), z[0] + (z[1] - z[0]) * rng.uniform(0.84, 0.94)
                piece.box(width, (y[0] + 0.02, y[1] - 0.05), (z[0], top), 0.015)
        elif content < 0.86:
            fill_shelf(piece, rng, materials, space, min(5, max_solids))

    x, z = (-half_x, half_x), (0.0, height)
    case = Case(piece, rng, materials, style, x, (-half_y, half_y), z, rng.random() < 0.5, rim, max_solids=54)
    case.build([Cell(inset(x, (rim - BOARD) / 2), inset(z, (rim - BOARD) / 2), columns, rows, None, fill)])
    if height > 1.3:
        return piece.furniture()
    put_on_top(piece, rng, materials, x, case.y, height)
    return piece.furniture(top=height)


def _ladder_shelf(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a shelf like a ladder that leans back: boards that grow shallower upwards."""
    half_x, depth, height = rng.uniform(0.25, 0.4), rng.uniform(0.38, 0.5), rng.uniform(1.6, 2.0)
    piece, boards, back = Builder(CABINET, materials.wood()), rng.randint(4, 5), depth / 2 - 0.014
    with piece.using(rng.choice((materials.wood, materials.metal))()):
        for s in SIDES:
            piece.rod((s * half_x, 0.02 - depth / 2, 0.006), (s * half_x, back, height), 0.014)
            piece.rod((s * half_x, back, 0.006), (s * half_x, back, height), 0.014)
    for k in range(boards):
        z = 0.12 + (height - 0.3) * k / (boards - 1)
        front = min(0.02 - depth / 2 + (depth - 0.034) * z / height, back - 0.08)
        y = front - 0.01, back + 0.01
        piece.box(half_x + 0.005, y, around(z, 0.011))
        if rng.random() < 0.85:
            fill_shelf(piece, rng, materials, Space((0.03 - half_x, half_x - 0.03), y, (z + 0.011, z + 0.291)), 6, 0.35)
    return piece.furniture()


def _frame_shelf(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return boards between four posts: an étagère, or a rack of metal in a cellar."""
    half_x, half_y, height = rng.uniform(0.25, 0.6), rng.uniform(0.15, 0.225), rng.uniform(0.8, 2.0)
    rows = max(2, round(height / rng.uniform(0.33, 0.45)))
    post = rng.choice((materials.metal, materials.metal, materials.chrome, materials.wood))()
    piece = Builder(CABINET, post)

    # Posts and braces.
    for x, y in corners(half_x - 0.013, half_y - 0.013):
        piece.box(around(x, 0.013), around(y, 0.013), (0, height))
    if rng.random() < 0.4:
        for s in SIDES:
            x = s * (half_x - 0.013)
            piece.rod((x, 0.02 - half_y, 0.2), (x, half_y - 0.02, height - 0.2), 0.006)

    # Boards and the things on them.
    piece.material = post if rng.random() < 0.25 else materials.wood()
    low, books = rng.uniform(0.06, 0.15), rng.choice((0.5, 0.1))
    step = (height - 0.02 - low) / (rows - (rng.random() < 0.5))
    for k in range(rows):
        z = low + step * k
        piece.box(half_x - 0.003, half_y - 0.003, around(z, 0.011))
        free = (MAX_SOLIDS - 3 - len(piece.solids)) // (rows - k) - 1
        if free > 0 and rng.random() < 0.85 and (k < rows - 1 or height < 1.9):
            space = Space((0.03 - half_x, half_x - 0.03), (-half_y, half_y), (z + 0.011, z + step - 0.019))
            fill_shelf(piece, rng, materials, space, min(7, free), books)
    return piece.furniture()


def _wall_of_shelves(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return shelves that fill a wall, often with closed cupboards below."""
    bays, half_y, height = rng.randint(3, 4), rng.uniform(0.15, 0.2), rng.uniform(1.95, 2.25)
    half_x = bays * rng.uniform(0.65, 0.95) / 2
    low = rng.choice((0.0, 0.0, 0.7, 0.8))
    return _stacked(rng, materials, half_x, half_y, half_y + 0.03, low, height, bays, 0.06, rng.uniform(0.6, 1.0))


def _hutch(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a dresser with open shelves above that stand back from its cupboards and drawers."""
    half_x, upper, lower = rng.uniform(0.4, 0.75), rng.uniform(0.13, 0.16), rng.uniform(0.2, 0.24)
    low, height = rng.uniform(0.8, 0.92), rng.uniform(1.75, 2.1)
    return _stacked(rng, materials, half_x, upper, lower, low, height, max(2, round(half_x / 0.25)), 0.2, 1.0)


def _stacked(
    rng: Random,
    materials: MaterialLibrary,
    half_x: float,
    upper: float,
    lower: float,
    low: float,
    height: float,
    columns: int,
    drawer: float,
    used: float,
) -> Furniture:
    """Return open shelves on a deeper closed case.

    Args:
        rng: Random generator.
        materials: Materials of the room.
        half_x: Half the width, in metres.
        upper: Half the depth of the shelves, in metres.
        lower: Half the depth of the closed case, in metres.
        low: Height of the closed case, in metres; 0 for shelves down to the floor.
        height: Height over all, in metres.
        columns: Number of doors side by side.
        drawer: Height of the drawers above the doors, in metres; below 0.1 there are none.
        used: Fraction of the compartments in use.
    """
    piece = Builder(CABINET, materials.wood())
    style, x = draw_front_style(rng, materials, piece.material), (-half_x, half_x)
    if low:
        cells = [Cell(x, (0.06, low - max(drawer, 0.02)), columns, 1, doors(0.7))]
        if drawer > 0.1:
            cells.append(Cell(x, (low - drawer, low - 0.015), columns, 1, drawers))
            piece.box(half_x + 0.015, (-lower - 0.02, lower), around(low, 0.015), 0.005)
        Case(piece, rng, materials, style, x, (-lower, lower), (0.0, low)).build(cells)
    bays, rows = max(1, round(half_x / 0.4)), max(2, round((height - low) / rng.uniform(0.32, 0.4)))
    y, z = (lower - 2 * upper, lower), (low, height)
    Case(piece, rng, materials, style, x, y, z).build([Cell(x, z, bays, rows, None, BOOKS, used)])
    return piece.furniture()


def _room_divider(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return shelves without a back that stand free in the room, things seen from both sides."""
    columns, rows, cell = rng.randint(3, 4), rng.randint(3, 5), rng.uniform(0.34, 0.42)
    half_x, half_y, z = columns * cell / 2, rng.uniform(0.15, 0.19), (0.0, rows * cell)
    piece, x = Builder(CABINET, materials.wood()), (-half_x, half_x)
    style = draw_front_style(rng, materials, piece.material)
    case = Case(piece, rng, materials, style, x, (-half_y, half_y), z, back=False)
    case.build([Cell(x, z, columns, rows, None, BOOKS, rng.uniform(0.4, 0.8))])
    return piece.furniture()


def _wall_shelf(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return one to three boards for a wall, the lowest at times in a box, with things on them."""
    half_x, half_y, style = rng.uniform(0.3, 0.7), rng.uniform(0.09, 0.14), rng.random()
    piece, bracket = Builder(CABINET, materials.wood()), materials.metal()
    for row in range(rng.randint(1, 3)):
        z = 0.34 * row, 0.34 * row + (rng.choice((BOARD, 0.04)) if row else BOARD)
        piece.box(half_x, half_y, z)
        if style < 0.3 and row:
            with piece.using(bracket):
                for s in SIDES:
                    piece.box(around(s * half_x * 0.8, 0.01), (half_y - 0.016, half_y), (z[0] - 0.1, z[0]))
        if rng.random() < 0.85:
            space = Space((0.02 - half_x, half_x - 0.02), (-half_y, half_y), (z[1], z[1] + 0.26))
            fill_shelf(piece, rng, materials, space, 8)
    if style > 0.75:
        for s in SIDES:
            piece.box(around(s * half_x, BOARD / 2), half_y, (0, 0.3))
        piece.box(half_x, half_y - 0.001, (0.3 - BOARD, 0.3))
    return piece.furniture()


_BOOKCASE = (0.4, 1.7), (0.24, 0.38)
_FULL = open_shelves(0.15, 0.5), open_shelves(0.6, 1.0), open_shelves(1.0, 1.0)

FORMS: tuple[Form, ...] = (
    Cabinet(*_BOOKCASE, (1.3, 2.15), _FULL, None, 60).form("bookcase", "bookshelf", 0.23, 0.01),
    Cabinet(*_BOOKCASE, (0.75, 1.3), _FULL, max_solids=46).form("low bookcase", "bookshelf", 0.15, 0.7),
    Form("cube shelf", "bookshelf", Label.CABINET, _cube_shelf, 0.17, (0.34, 1.55), (0.32, 0.45), (0.66, 2.1)),
    Form("ladder shelf", "bookshelf", Label.CABINET, _ladder_shelf, 0.1, (0.5, 0.84), (0.37, 0.52), (1.59, 2.1)),
    Form("frame shelf", "bookshelf", Label.CABINET, _frame_shelf, 0.13, (0.49, 1.21), (0.29, 0.46), (0.79, 2.4)),
    Form("wall of shelves", "bookshelf", Label.CABINET, _wall_of_shelves, 0.12, (1.94, 3.82), (0.29, 0.53), (1.94, 2.26)),
    Form("hutch", "bookshelf", Label.CABINET, _hutch, 0.1, (0.79, 1.54), (0.39, 0.56), (1.74, 2.11)),
    Form("room divider", "room divider", Label.CABINET, _room_divider, 1.0, (1.01, 1.7), (0.29, 0.39), (1.01, 2.11)),
    Form("wall shelf", "wall shelf", Label.CABINET, _wall_shelf, 1.0, (0.59, 1.45), (0.17, 0.29), (0.01, 1.0), Place.WALL),
)  # fmt: skip
