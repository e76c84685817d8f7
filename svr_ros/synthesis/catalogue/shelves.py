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

"""Open shelves, racks for shoes and wine, room dividers, and wardrobes and lockers."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.arranging import fill_shelf
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cabinets import Cabinet, draw_paint, drawers_above_doors, open_shelves, row_of_doors
from svr_ros.synthesis.catalogue.cases import (
    BOARD,
    MAX_SOLIDS,
    Case,
    Cell,
    Front,
    Space,
    add_fronts,
    doors,
    drawers,
    inset,
    new_case,
    spans,
)
from svr_ros.synthesis.catalogue.forms import Form, Place, Range, make_piece
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, corners
from svr_ros.synthesis.catalogue.props.floor import pair_of_shoes
from svr_ros.synthesis.catalogue.props.household import add_garments
from svr_ros.synthesis.materials import MaterialLibrary


def _grid(case: Case) -> list[Cell]:
    return [Cell(case.x, case.z, case.columns(0.34, 0.42), case.rows(0.34, 0.42), None, fill_shelf, 0.6)]


def _cubes(case: Case) -> list[Cell]:
    x, z = (inset(extent, (case.rim - BOARD) / 2) for extent in (case.x, case.z))
    basket = case.draw.choice((case.draw.fabric, case.draw.wicker, case.draw.plastic))()

    def fill(case: Case, space: Space, max_solids: int) -> None:
        content, (x, y, z) = case.draw.random(), space
        if content < 0.14:
            add_fronts(case.piece, case.style, x, z, y[0] + 0.014)
        elif content < 0.36:
            with case.piece.using(basket, VOID):
                top = z[0] + (z[1] - z[0]) * case.draw.uniform(0.84, 0.94)
                case.piece.box(inset(x, 0.012), (y[0] + 0.02, y[1] - 0.05), (z[0], top), 0.015)
        elif content < 0.86:
            fill_shelf(case, space, max_solids)

    return [Cell(x, z, round((x[1] - x[0]) / 0.35), round((z[1] - z[0]) / 0.35), None, fill)]


def _put_shelves(case: Case, height: Range, depth: Range) -> None:
    """Put open shelves up to a height on the back of a lower case."""
    top, deep = case.draw.sizes(height, depth)
    upper = replace(case, y=(case.y[1] - deep, case.y[1]), z=(case.z[1], top), max_solids=MAX_SOLIDS - 3)
    upper.build(open_shelves(upper, (0.6, 1.0)))


def _flaps(case: Case) -> list[Cell]:
    return [Cell(case.x, case.z, 1, max(2, case.rows(0.38, 0.4)), drawers)]


def _wine(case: Case) -> list[Cell]:
    foil, dark = case.draw.plain("vivid", 0.3), case.draw.plain("dark", 0.4)
    columns, rows = case.columns(0.1, 0.11), case.rows(0.1, 0.11)

    def bottle(case: Case, space: Space, max_solids: int) -> None:
        piece, at = case.piece, (sum(space.x) / 2, 0.0, space.z[0] + 0.039)
        with piece.placed(*at), piece.leaned(-math.pi / 2, 0.0, 0.0), piece.using(dark, VOID):
            piece.cone((-0.14, 0.08), 0.036, 0.038, rounding=0.008)
            piece.of(foil).cone((0.06, 0.18), 0.014, 0.015)

    return [Cell(case.x, case.z, columns, rows, None, bottle, min(0.6, 17 / (columns * rows)))]


def _ladder_shelf(piece: Builder, draw: MaterialLibrary) -> None:
    case = new_case(piece, draw, (draw.uniform(0.5, 0.8), draw.uniform(0.38, 0.5), draw.uniform(1.6, 2.0)))
    half_x, (front, back), (_, height) = case.x[1], inset(case.y, 0.014), case.z
    with piece.using(draw.choice((draw.wood, draw.metal))()):
        piece.rods_at_sides((half_x, front, 0.006), (half_x, back, height), 0.014)
        piece.rods_at_sides((half_x, back, 0.006), (half_x, back, height), 0.014)
    count = draw.randint(4, 5)
    for k in range(count):
        z = 0.12 + (height - 0.3) * k / (count - 1)
        y = min(front + (back - front) * z / height, back - 0.08) - 0.01, back + 0.01
        piece.box(half_x + 0.005, y, around(z, 0.011))
        if draw.random() < 0.85:
            fill_shelf(case, Space(inset(case.x, 0.03), y, (z + 0.011, z + 0.291)), 6, 0.35)


def _frame_shelf(piece: Builder, draw: MaterialLibrary) -> None:
    size = draw.uniform(0.5, 1.2), draw.uniform(0.3, 0.45), draw.uniform(0.8, 2.0)
    post = draw.choice((draw.metal, draw.metal, draw.chrome, draw.wood))()
    case = new_case(piece, draw, size, post if draw.random() < 0.25 else None)
    half_x, half_y, height = case.x[1], case.y[1], case.z[1]
    with piece.using(post):
        piece.at_corners(half_x - 0.013, half_y - 0.013, 0.013, (0, height))
        if draw.random() < 0.4:
            for x in inset(case.x, 0.013):
                piece.rod((x, 0.02 - half_y, 0.2), (x, half_y - 0.02, height - 0.2), 0.006)
    low, books, rows = draw.uniform(0.06, 0.15), draw.choice((0.5, 0.1)), max(2, case.rows(0.33, 0.45))
    step = (height - 0.02 - low) / (rows - (draw.random() < 0.5))
    for k in range(rows):
        z = low + step * k
        piece.box(half_x - 0.003, half_y - 0.003, around(z, 0.011))
        free = (case.max_solids - 3 - len(piece.solids)) // (rows - k) - 1
        if free > 0 and draw.random() < 0.85 and (k < rows - 1 or height < 1.9):
            fill_shelf(case, Space(inset(case.x, 0.03), case.y, (z + 0.011, z + step - 0.019)), min(7, free), books)


def _wall_shelf(piece: Builder, draw: MaterialLibrary) -> None:
    case = new_case(piece, draw, (draw.uniform(0.6, 1.4), draw.uniform(0.18, 0.28), 0.3))
    half_x, half_y, style = case.x[1], case.y[1], draw.random()
    for row in range(draw.randint(1, 3)):
        z = 0.34 * row, 0.34 * row + (draw.choice((BOARD, 0.04)) if row else BOARD)
        piece.box(half_x, half_y, z)
        if style < 0.3 and row:
            bracket = piece.of(case.style.handle_material)
            bracket.at_sides(half_x * 0.8, 0.01, (half_y - 0.016, half_y), (z[0] - 0.1, z[0]))
        if draw.random() < 0.85:
            fill_shelf(case, Space(inset(case.x, 0.02), case.y, (z[1], z[1] + 0.26)), 8)
    if style > 0.75:
        for x in case.x:
            piece.box(around(x, BOARD / 2), half_y, (0, 0.3))
        piece.box(half_x, half_y - 0.001, (0.3 - BOARD, 0.3))


def _shoes(case: Case) -> list[Cell]:
    def fill(case: Case, space: Space, max_solids: int) -> None:
        left, right = space.x
        for x in spans(space.x, int((right - left) / 0.24)):
            if case.draw.random() < 0.45:
                shoes = make_piece(pair_of_shoes, case.draw, boots=0.0)
                case.piece.add(shoes.solids, sum(x) / 2, 0.0, space.z[0])

    return [Cell(case.x, case.z, 1, case.rows(0.26, 0.28), None, fill)]


_CASE, _WALL = ((0.4, 1.7), (0.24, 0.38)), (2.0, 3.8)
_CUBE_DEPTH = (0.33, 0.4)
_FULL = tuple(partial(open_shelves, used=used) for used in ((0.15, 0.5), (0.6, 1.0), (1.0, 1.0)))
_UPPER = partial(_put_shelves, height=(1.95, 2.25), depth=(0.3, 0.4))
_HUTCH = partial(_put_shelves, height=(1.75, 2.1), depth=(0.26, 0.32))
_cube = partial(Cabinet, layouts=(_cubes,), base=None, rims=(BOARD, 0.038, 0.038), crown=0.0, back=0.5, max_solids=54)
_bare = partial(Cabinet, topping=None, base=None, crown=0.0, back=0.0)
_OPEN_WALL = Cabinet(_WALL, (0.3, 0.4), (1.95, 2.25), _FULL[1:], None, back=1.0, max_solids=56)
_HALF_OPEN_WALL = Cabinet(_WALL, (0.36, 0.46), (0.7, 0.8), (row_of_doors,), _UPPER, None)
_DIVIDER = _bare((1.02, 1.68), (0.3, 0.38), (1.02, 2.1), (_grid,), max_solids=58)
_SHOE_RACK = _bare((0.55, 0.95), (0.32, 0.32), (0.56, 0.82), (_shoes,))
_WINE_SIZE = (0.315, 0.63), (0.24, 0.28), (0.315, 0.63)
_WINE_RACK = _bare(*_WINE_SIZE, (_wine,), rims=(0.012,), board=0.012, max_solids=58)


def _mirror_doors(case: Case, cell: Cell) -> None:
    doors()(case, cell)
    mirror, mirrored = case.draw.mirror(), case.draw.choices(range(cell.columns), k=2 if cell.columns > 2 else 1)
    for k, x in enumerate(spans(cell.x, cell.columns)):
        if k in mirrored:
            case.piece.of(mirror).box(inset(x, 0.075), around(case.y[0] - 0.018, 0.006), inset(cell.z, 0.08))


def _sliding_panels(case: Case, cell: Cell) -> None:
    piece, draw, height = case.piece, case.draw, cell.z[1]
    rail = piece.of(draw.metal())
    looks = [draw.choice((draw.mirror, draw.mirror, draw.wood, draw.plastic))() for _ in range(2)]
    if draw.random() < 0.5:
        looks[1] = looks[0]
    for k, panel in enumerate(spans(inset(cell.x, 0.024), cell.columns)):
        x, y, z = inset(panel, -0.012), case.y[0] - 0.014 - 0.024 * (k % 2), inset(cell.z, 0.045)
        piece.of(looks[k % 2]).box(x, around(y, 0.01), z, 0.002)
        for edge in inset(x, 0.012):
            rail.box(around(edge, 0.014), around(y - 0.002, 0.013), z, 0.003)
    frame = case.y[0] - 0.06, case.y[0] + 0.005
    for side in inset(cell.x, 0.012):
        piece.box(around(side, 0.012), frame, cell.z)
    for low in (0.0, height - 0.05):
        rail.box(cell.x, frame, (low, low + 0.05))


def _locker_doors(case: Case, cell: Cell) -> None:
    draw, y, dark, paint = case.draw, case.y[0], case.piece.of(case.draw.plain("dark")), case.piece
    if draw.random() < 0.5:
        paint = case.piece.of(case.draw.plain(("vivid", "grey", "pastel"), 0.15))
    for x in spans(cell.x, cell.columns):
        middle = sum(x) / 2
        for z in spans(cell.z, cell.rows):
            height, tall = sum(z) / 2, z[1] - z[0]
            paint.box(inset(x, 0.008), (y - 0.01, y + 0.002), inset(z, 0.008), 0.002)
            slot = around(height + 0.33 * tall, min(0.05, 0.06 * tall))
            dark.box(around(middle, 0.07), around(y - 0.01, 0.002), slot)


def _clothes(case: Case, space: Space, max_solids: int) -> None:
    piece, draw, (x, (front, back), (low, high)) = case.piece, case.draw, space
    y, rail = (front + back) / 2, high - draw.uniform(0.09, 0.27)
    piece.of(draw.metal()).rod((x[0], y, rail), (x[1], y, rail), 0.013)
    with piece.placed(y=y), piece.using(label=VOID):
        add_garments(piece, draw, x, rail, draw.randint(4, 9), rail - low - 0.14)
    if draw.random() < 0.6:
        half = min(0.2, (x[1] - x[0]) / 2 - 0.03)
        with piece.using(draw.choice((draw.cardboard, draw.thing))(), VOID):
            piece.box(around(sum(x) / 2, half), around(y - 0.05, 0.16), (low, low + draw.uniform(0.08, 0.13)), 0.006)


def _pile(case: Case, space: Space, max_solids: int) -> None:
    draw, (x, y, (low, high)) = case.draw, space
    half, tall = min((x[1] - x[0]) / 2 - 0.01, draw.uniform(0.13, 0.19)), draw.uniform(0.1, 0.3)
    with case.piece.using(draw.choice((draw.fabric, draw.fabric, draw.cardboard))(), VOID):
        deep = y[0] + 0.05, y[0] + 0.05 + 0.72 * (y[1] - y[0])
        case.piece.box(around(sum(x) / 2, half), deep, (low, low + min(tall, 0.85 * (high - low))), 0.02)


def _row(case: Case, front: Front) -> list[Cell]:
    return [Cell(case.x, case.z, case.columns(0.4, 0.52), 1, front)]


def _above_drawers(case: Case) -> list[Cell]:
    columns, rows, (low, high) = case.columns(0.4, 0.52), case.draw.choice((1, 2)), case.z
    split, front = low + 0.02 + 0.2 * rows, _mirror_doors if case.draw.random() < 0.2 else doors()
    lower = Cell(case.x, (low, split), max(1, columns // 2), rows, drawers)
    return [lower, Cell(case.x, (split, high), columns, 1, front)]


def _below_cupboards(case: Case) -> list[Cell]:
    columns, (low, high) = case.columns(0.4, 0.52), case.z
    split = high - 0.42
    return [Cell(case.x, (low, split), columns, 1, doors()), Cell(case.x, (split, high), columns, 1, doors(-0.8))]


def _panels(case: Case) -> list[Cell]:
    """Lay out sliding panels, which stand 6 cm before the carcass."""
    case.y = case.y[0] + 0.06, case.y[1]
    return [Cell(case.x, case.z, max(2, case.columns(0.65, 1.0)), 1, _sliding_panels)]


def _clothes_and_piles(case: Case) -> list[Cell]:
    (x0, x1), width = case.x, case.x[1] - case.x[0]
    if width < 1.05:
        return [Cell(case.x, case.z, filling=_clothes)]
    split = width * case.draw.choice((-0.12, 0.1, 0.16))
    piles = Cell((split, x1), case.z, 1, case.draw.randint(3, 5), None, _pile, 0.85)
    return [Cell((x0, split), case.z, filling=_clothes), piles]


def _lockers(case: Case) -> list[Cell]:
    z = 0.08, case.z[1] - 0.02
    return [Cell(case.x, z, case.columns(0.28, 0.4), case.draw.choice((1, 1, 2, 3)), _locker_doors)]


def _plinth(case: Case) -> None:
    case.z = 0.09, case.z[1]
    case.piece.box(case.x[1] - 0.01, case.y[1] - 0.02, (0, 0.09))


def _boxes_on_top(case: Case) -> None:
    draw, (x0, x1), (_, top) = case.draw, case.x, case.z
    left = x0 + draw.uniform(0.2, 0.5) * (x1 - x0)
    for _ in range(draw.randint(1, 2) if top <= 2.1 and draw.random() < 0.3 else 0):
        right = left + draw.uniform(0.3, 0.52)
        if right < x1:
            with case.piece.using(draw.choice((draw.cardboard, draw.thing, draw.fabric))(), VOID):
                case.piece.box((left, right), inset(case.y, 0.09), (top, top + draw.uniform(0.12, 0.26)), 0.02)
        left = right + 0.05


def _open_door(case: Case) -> None:
    draw, (_, x1), (low, top) = case.draw, case.x, case.z
    if draw.random() < 0.5:
        _boxes_on_top(case)
        return
    side, half, turn = draw.choice(SIDES), min(0.26, x1 / 2), draw.uniform(1.2, 1.9)
    c, s = -side * math.cos(turn), -math.sin(turn)
    x, y = around(side * (x1 - 0.01) + c * half, half), around(case.y[0] - 0.004 + s * half, 0.009)
    case.piece.box(x, y, (low + 0.02, top - 0.01), 0.002, yaw=math.atan2(s, c))


def _ball_feet(case: Case) -> None:
    case.z = 0.1, case.z[1]
    for a, b in corners(case.x[1] - 0.06, case.y[1] - 0.06):
        case.piece.ellipsoid(around(a, 0.055), around(b, 0.055), (0, 0.12))


def _old_doors(case: Case) -> list[Cell]:
    """Lay out panelled doors, often above a drawer, below a cornice."""
    (low, high), x = case.z, (case.x[0] + 0.03, case.x[1] - 0.03)
    split = low + case.draw.choice((0.0, case.draw.uniform(0.18, 0.26)))
    case.style = case.style._replace(material=case.piece.material, handle="knob", panelled=True)
    case.piece.box(case.x[1] + 0.03, (case.y[0] - 0.05, case.y[1]), (high - 0.05, high), 0.01)
    upper = Cell(x, (split, high - 0.05), 2, 1, doors())
    return [upper] if split == low else [Cell(x, (low, split), 1, 1, drawers), upper]


_SIZE, _KIND = ((0.42, 2.15), (0.52, 0.62), (1.8, 2.36)), "wardrobe"
_PLAIN, _MIRRORED = partial(_row, front=doors()), partial(_row, front=_mirror_doors)
_SLIDING = Cabinet((1.3, 3.0), (0.58, 0.68), (1.95, 2.38), (_panels,), _boxes_on_top, None, crown=0.0)
_OPEN = Cabinet((0.9, 1.6), (0.5, 0.6), (1.85, 2.3), (_clothes_and_piles,), _open_door, _plinth, back=1.0, crown=0.0)
_ARMOIRE = Cabinet((1.05, 1.48), (0.54, 0.64), (1.85, 2.25), (_old_doors,), None, _ball_feet, crown=0.0)
_PAINT = partial(draw_paint, tones=("grey", "grey", "beige", "vivid", "dark"))
_LOCKERS = Cabinet((0.56, 2.0), (0.45, 0.52), (1.7, 1.95), (_lockers,), None, None, _PAINT, crown=0.0)

FORMS: tuple[Form, ...] = (
    Cabinet(*_CASE, (1.3, 2.15), _FULL, None, max_solids=58).form("bookcase", "bookshelf", 0.23, 0.0),
    Cabinet(*_CASE, (0.75, 1.3), _FULL, max_solids=46).form("low bookcase", "bookshelf", 0.15),
    _cube((0.36, 0.36), _CUBE_DEPTH, (1.06, 1.45), topping=None).form("cube tower", "bookshelf", 0.04, 0.0),
    _cube((0.7, 1.47), _CUBE_DEPTH, (1.38, 1.47), topping=None).form("cube shelf", "bookshelf", 0.05, 0.0),
    _cube((0.7, 1.47), _CUBE_DEPTH, (0.7, 1.09)).form("low cube shelf", "bookshelf", 0.08),
    Form("ladder shelf", "bookshelf", Label.CABINET, _ladder_shelf, 0.1, (0.5, 0.84), (0.37, 0.52), (1.59, 2.1)),
    Form("frame shelf", "bookshelf", Label.CABINET, _frame_shelf, 0.13, (0.49, 1.21), (0.29, 0.46), (0.79, 2.45)),
    _OPEN_WALL.form("wall of shelves", "bookshelf", 0.06, 0.0),
    _HALF_OPEN_WALL.form("wall of shelves and cupboards", "bookshelf", 0.06, 1.5),
    Cabinet((0.8, 1.5), (0.4, 0.48), (0.8, 0.92), (drawers_above_doors,), _HUTCH).form("hutch", "bookshelf", 0.1, 1.3),
    _DIVIDER.form("room divider", "room divider", 1.0, 0.0),
    Form("wall shelf", "wall shelf", Label.CABINET, _wall_shelf, 1.0, (0.59, 1.45), (0.17, 0.29), (0, 1), Place.WALL),
    replace(
        _SHOE_RACK.form("shoe rack", "shoe rack", 0.6), width=(0.54, 0.96), depth=(0.31, 0.33), height=(0.55, 0.83)
    ),
    Cabinet((0.55, 0.95), (0.18, 0.26), (0.8, 1.6), (_flaps,)).form("shoe cabinet", "shoe rack", 0.4, wider=0.2),
    _WINE_RACK.form("wine rack", "wine rack", 1.0, 0.0),
    Cabinet(*_SIZE, (_PLAIN,), _boxes_on_top).form("wardrobe", _KIND, 0.27, 0.01),
    Cabinet(*_SIZE, (_MIRRORED,), _boxes_on_top).form("mirrored wardrobe", _KIND, 0.1, 0.01),
    Cabinet(*_SIZE, (_above_drawers,), _boxes_on_top).form("wardrobe with drawers", _KIND, 0.11, 0.01),
    Cabinet(*_SIZE[:2], (2.15, 2.36), (_below_cupboards,), None).form("wardrobe with cupboards", _KIND, 0.03, 0.0),
    _SLIDING.form("sliding wardrobe", _KIND, 0.22, 0.01),
    replace(_OPEN.form("open wardrobe", _KIND, 0.15, 0.07, 0.25), depth=(0.49, 1.15)),
    replace(_ARMOIRE.form("armoire", _KIND, 0.13), width=(1.09, 1.56), depth=(0.58, 0.73), height=(1.84, 2.26)),
    _LOCKERS.form("lockers", "lockers", 1.0, 0.0),
)
