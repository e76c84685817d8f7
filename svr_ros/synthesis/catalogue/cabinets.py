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

"""Cabinets of living rooms, bedrooms and offices, from nightstands to display cabinets, and chests."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.arranging import fill_shelf, line_up, put_bedside, put_on_top, scatter_on, thing
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cases import (
    BOARD,
    Case,
    Cell,
    Layout,
    Space,
    add_base,
    add_fronts,
    doors,
    draw_front_style,
    drawers,
    glass_doors,
    new_case,
)
from svr_ros.synthesis.catalogue.forms import Form, Range, make_piece, of_kind
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, corners
from svr_ros.synthesis.catalogue.props.small import add_speaker, bottles, papers
from svr_ros.synthesis.materials import MaterialLibrary


def draw_paint(draw: MaterialLibrary, tones: tuple[str, ...]) -> int:
    """Draw the paint of a metal cabinet from kinds of colours."""
    return draw.plain(draw.choice(tones), 0.15)


@dataclass(frozen=True)
class Cabinet:
    """A case of one range of sizes (metres), with a base below and things on it; calling it makes one.

    One of `layouts` divides its face; `topping` puts things on it, none may be put on it without. `body` draws its
    material, `rims` are thicknesses of the outer boards to draw from, `board` is that of the inner ones. `back` and
    `crown` are the probabilities of a back panel of an open case and of an overhanging board on top. Fillings beyond
    `max_solids` solids of the case are left out.
    """

    width: Range
    depth: Range
    height: Range
    layouts: tuple[Layout, ...]
    topping: Callable[[Case], None] | None = put_on_top
    base: Callable[[Case], None] | None = lambda case: add_base(case, case.z[1] > 1.5)
    body: Callable[[MaterialLibrary], int] = MaterialLibrary.wood
    back: float = 0.7
    rims: tuple[float, ...] = (BOARD,)
    board: float = BOARD
    crown: float = 0.3
    max_solids: int = 36

    def __call__(self, piece: Builder, draw: MaterialLibrary) -> None:
        """Add a cabinet of this form."""
        size = draw.uniform(*self.width), draw.uniform(*self.depth), draw.uniform(*self.height)
        case = new_case(piece, draw, size, self.body(draw))
        case.back, case.rim, case.board = draw.random() < self.back, draw.choice(self.rims), self.board
        case.max_solids, (x, y, (_, top)) = self.max_solids, (case.x[1], case.y, case.z)
        if self.base is not None:
            self.base(case)
        case.build(draw.choice(self.layouts)(case), draw.choice((0.003, 0.01)))
        if draw.random() < self.crown:
            case.piece.box(x + 0.02, (y[0] - 0.03, y[1] + 0.01), (top - 0.026, top), 0.005)
        if self.topping is None:
            return
        self.topping(case)
        piece.top = top

    def form(self, name: str, kind: str, weight: float, above: float = 0.7, wider: float = 0.1) -> Form:
        """Return the entry of the catalogue; things on and next to a case add at most `above` and `wider` metres."""
        width, depth = (self.width[0] - 0.01, self.width[1] + wider), (self.depth[0] - 0.01, self.depth[1] + 0.14)
        height = self.height[0] - 0.01, self.height[1] + 0.01 + above
        return Form(name, kind, Label.CABINET, self, weight, width, depth, height)


def _chest_of_drawers(case: Case) -> list[Cell]:
    return [Cell(case.x, case.z, case.columns(0.45, 0.9), case.rows(0.17, 0.3), drawers)]


def row_of_doors(case: Case) -> list[Cell]:
    """Lay out a face of doors side by side."""
    return [Cell(case.x, case.z, case.columns(0.4, 0.6), 1, doors(case.draw.choice((0.0, 0.8))))]


def drawers_above_doors(case: Case) -> list[Cell]:
    """Lay out a row of drawers above doors."""
    (low, high), columns = case.z, case.columns(0.4, 0.6)
    split = high - case.draw.uniform(0.14, 0.22)
    return [Cell(case.x, (split, high), columns, 1, drawers), Cell(case.x, (low, split), columns, 1, doors(0.7))]


def _drawers_between_doors(case: Case) -> list[Cell]:
    (x0, x1), z = case.x, case.z
    if x1 - x0 < 1.0:
        return drawers_above_doors(case)
    third = (x1 - x0) * case.draw.choice((0.35, 0.32))
    middle = Cell((x0 + third, x1 - third), z, 1, max(2, case.rows(0.17, 0.3)), drawers)
    return [Cell((x0, x0 + third), z, front=doors()), middle, Cell((x1 - third, x1), z, front=doors())]


def open_shelves(case: Case, used: Range = (0.6, 0.8)) -> list[Cell]:
    """Lay out open compartments, of which a fraction between two limits is in use."""
    columns = max(1, round((case.x[1] - case.x[0]) / 0.85))
    return [Cell(case.x, case.z, columns, case.rows(0.28, 0.4), None, fill_shelf, case.draw.uniform(*used))]


def half_open(case: Case) -> list[Cell]:
    """Lay out open bays next to closed ones."""
    draw, z, count = case.draw, case.z, max(2, case.columns(0.4, 0.65))
    wide, tall = (case.x[1] - case.x[0]) / count, z[1] - z[0]
    opened = draw.choice(([0], [count - 1], [count // 2], list(range(1, count - 1)) or [0]))
    cells = []
    for k in range(count):
        bay = case.x[0] + wide * k, case.x[0] + wide * (k + 1)
        if k in opened:
            rows = draw.randint(1, max(1, round((tall / 2 - BOARD) / 0.1)))
            cells.append(Cell(bay, z, 1, rows, None, fill_shelf, 0.6))
        else:
            rows = draw.choice((1, 2, 3)) if tall > 0.3 else draw.choice((1, 2))
            cells.append(Cell(bay, z, 1, rows, drawers if rows > 1 else doors(0.7)))
    return cells


def _on_legs(piece: Builder, draw: MaterialLibrary) -> None:
    case = new_case(piece, draw, (draw.uniform(0.35, 0.6), draw.uniform(0.32, 0.45), draw.uniform(0.4, 0.66)))
    half_x, half_y, top = case.x[1], case.y[1], case.z[1]
    case.z = low, _ = top - draw.uniform(0.14, 0.24), top
    case.build([Cell(case.x, (low, top - 0.015), front=drawers)])
    with piece.using(piece.material if draw.random() < 0.6 else draw.metal()):
        piece.legs(half_x - 0.03, half_y - 0.03, low + 0.01, 0.02, taper=0.6)
    if draw.random() < 0.5:
        piece.box(half_x - 0.02, half_y - 0.02, around(0.12, BOARD / 2))
        if draw.random() < 0.6:
            space = Space((0.05 - half_x, half_x - 0.05), (-0.7 * half_y, 0.7 * half_y), (0.12 + BOARD / 2, low - 0.02))
            fill_shelf(case, space, 3)
    put_bedside(case)
    piece.top = top


def _drum(piece: Builder, draw: MaterialLibrary) -> None:
    width, height = draw.sizes((0.35, 0.6), (0.4, 0.66))
    case = new_case(piece, draw, (width, width, height))
    radius = width / 2
    piece.cone((0, height - 0.002), radius, rounding=0.01)
    piece.of(case.style.material).cone((height - 0.026, height), radius + 0.012)
    piece.of(draw.plain("dark")).cone(around(height * 0.5, 0.004), radius + 0.001, rounding=0.001)
    piece.of(case.style.handle_material).ellipsoid(0.016, around(-radius - 0.008, 0.016), around(height * 0.72, 0.016))
    put_bedside(case)
    piece.top = height


def _of_metal(case: Case, layout: Layout) -> list[Cell]:
    """Return a layout whose fronts have handles and the material of the body."""
    handle = case.draw.choice(("bar", "long", "cup"))
    case.style = case.style._replace(material=case.piece.material, handle=handle, panelled=False)
    return layout(case)


def _castors(case: Case) -> None:
    case.z = 0.05, case.z[1]
    with case.piece.using(case.draw.plain("dark")):
        for at in corners(case.x[1] - 0.04, case.y[1] - 0.05):
            case.piece.cone((0, 0.056), 0.02, at=at)


def _put_television(case: Case) -> None:
    piece, draw, half, top = case.piece, case.draw, case.x[1], case.z[1]
    if draw.random() > 0.78:
        scatter_on(case, "low board thing", draw.count(5), 2 * half)
        return
    screen = thing(draw, "television", max_width=1.84 * half)
    piece.add(screen.solids, 0.0, 0.05, top)
    if draw.random() < 0.3 and case.y[1] > 0.19:
        with piece.using(draw.plain("dark"), VOID):
            piece.box(min(screen.width / 2, 0.45), around(case.y[0] + 0.07, 0.04), (top, top + 0.064), 0.015)
    free = half - screen.width / 2
    for s in SIDES if free > 0.14 else ():
        scatter_on(case, "shelf thing", draw.count(1), free * 0.95, s * (screen.width + free) / 2)


def _between_cupboards(case: Case) -> None:
    draw, (x0, x1), style = case.draw, case.x, draw_front_style(case.draw, case.draw.wood())
    top, wide = draw.sizes((1.4, 2.0), (0.4, 0.6))
    piece = case.piece.of(style.material)
    for side in ((x0 - wide - 0.004, x0 - 0.004), (x1 + 0.004, x1 + wide + 0.004)):
        piece.box(side, case.y, (0, top), 0.003)
        add_fronts(piece, style, side, (0.05, top - 0.02), case.y[0])
    _put_television(case)


def _between_speakers(case: Case) -> None:
    height = case.draw.uniform(0.7, 1.1)
    with case.piece.using(label=VOID):
        for s in SIDES:
            add_speaker(case.piece, case.draw, s * (case.x[1] + 0.15), 0.11, height)
    _put_television(case)


def _glazed(case: Case) -> list[Cell]:
    x, (low, high) = case.x, case.z
    split = low + case.draw.choice((0.0, case.draw.uniform(0.45, 0.75)))
    rows = max(2, round((high - split) / 0.36))
    shown = Cell(x, (split, high), 2, rows, glass_doors, partial(fill_shelf, books=0.2))
    return [shown] if split == low else [Cell(x, (low, split), 2, 1, doors(0.7)), shown]


def _bottles(case: Case, space: Space, max_solids: int) -> None:
    draw, (x, y, (low, high)) = case.draw, space
    if draw.random() < 0.6:
        case.piece.of(case.draw.mirror()).box(x, (y[1] - 0.004, y[1]), (low, high))
    row = [make_piece(bottles, draw) for _ in range(2)]
    case.piece.add(line_up(draw, row, x, y[1] - 0.01, low, y[1] - y[0] - 0.02, high - low - 0.02))


def _bar(case: Case) -> list[Cell]:
    low, high = case.z
    split = high * case.draw.uniform(0.45, 0.55)
    open_cell = Cell(case.x, (split, high), case.draw.choice((1, 2)), 1, None, _bottles)
    return [Cell(case.x, (low, split), 2, 1, doors(0.7)), open_cell]


def _bureau(piece: Builder, draw: MaterialLibrary) -> None:
    height, desk = draw.sizes((1.0, 1.15), (0.72, 0.78))
    case = new_case(piece, draw, (draw.uniform(0.75, 1.0), draw.uniform(0.4, 0.48), desk))
    half_x, (front, back) = case.x[1], case.y
    add_base(case, tall=False)
    case.build([Cell(case.x, (case.z[0], desk - 0.03), 1, draw.randint(2, 3), drawers)])
    rear, rise = back - 0.22 * (back - front), height - desk
    piece.box(half_x, (rear, back), (desk, height), 0.003)
    if draw.random() < 0.5:
        # A flap that leans from the front edge to the top.
        y, z, run = (front + rear) / 2, desk + rise / 2, rear - front
        flap = around(z, math.hypot(run, rise) / 2)
        piece.box(half_x, around(y, 0.011), flap, 0.003, pitch=-math.atan2(run, rise))
        piece.at_sides(half_x - 0.01, 0.01, (y, rear), (desk, desk + rise * 0.6))
        piece.of(case.style.handle_material).ellipsoid(0.014, around(y - 0.018, 0.018), around(z, 0.014))
    else:
        # A flap that lies before the interior, with papers on it.
        deep = draw.uniform(0.3, 0.38)
        piece.box(half_x - 0.01, (front - deep + 0.02, front + 0.02), around(desk + 0.01, 0.011), 0.003)
        piece.of(draw.spines()).box(half_x - 0.03, around(rear - 0.002, 0.004), (desk + 0.02, height - 0.02))
        piece.add(make_piece(papers, draw).solids, 0.0, front - deep / 2, desk + 0.021)
    case.y, case.z = (rear, back), (desk, height)
    with piece.placed(y=(rear + back) / 2):
        put_on_top(case)


def chest(piece: Builder, draw: MaterialLibrary, depth: Range, vaulted: float) -> None:
    """Add a chest with bands of metal from a range of depths; `vaulted` is the probability of a round lid."""
    half_x, half_y, height = draw.uniform(0.4, 0.6), draw.uniform(*depth) / 2, draw.uniform(0.4, 0.48)
    piece.material = draw.choice((draw.wood, draw.wood, draw.wicker, draw.leather))()
    band, low, radius = piece.of(draw.metal()), height * 0.72, half_y + 0.006
    piece.box(half_x, half_y, (0, low), 0.004)
    band.box(0.04, around(-half_y, 0.012), around(low, 0.05), 0.004)
    band.at_sides(0.6 * half_x, 0.025, half_y + 0.004, (0, low))
    if draw.random() < vaulted:
        lid = around(max(low - 0.3 * radius, radius + 0.01), half_x + 0.01)
        piece.cone(lid, radius, rounding=0.01, roll=math.pi / 2)
    else:
        piece.box(half_x + 0.012, half_y + 0.012, (low, height), 0.01)
        piece.top = height


_DRESSER = (0.6, 1.6), (0.38, 0.52), (0.7, 1.15)
_SIDEBOARD = (0.8, 2.0), (0.36, 0.5), (0.65, 0.95)
_BEDSIDE = (0.35, 0.6), (0.32, 0.45), (0.4, 0.66)
_BOARD = (0.9, 2.2), (0.35, 0.5), (0.3, 0.62)
_CUPBOARD = (0.8, 1.2), (0.4, 0.45)

_BOTH = drawers_above_doors, _drawers_between_doors
_BEDSIDE_LAYOUTS = _chest_of_drawers, _chest_of_drawers, row_of_doors, drawers_above_doors
_HALF_USED = (partial(open_shelves, used=(0.4, 0.6)),)
_OPEN = (partial(open_shelves, used=(0.5, 0.7)),)
_CLOSED = row_of_doors, _chest_of_drawers, *_BOTH
_ANY = *_OPEN, half_open, *_CLOSED
_METAL_DRAWERS = (partial(_of_metal, layout=_chest_of_drawers),)
_METAL_DOORS = (partial(_of_metal, layout=row_of_doors),)

_FILES, _TELEVISION = "filing cabinet", "television board"
_bedside = partial(Cabinet, *_BEDSIDE, topping=put_bedside)
_office = partial(Cabinet, base=None, body=partial(draw_paint, tones=("grey", "white", "dark", "beige")), crown=0.0)
_board = partial(Cabinet, *_BOARD, max_solids=30)
_GLASS = Cabinet((0.6, 1.2), (0.35, 0.45), (1.4, 2.05), (_glazed,), None, partial(add_base, tall=False), max_solids=60)
_SPEAKERS = _board(layouts=_ANY, topping=_between_speakers)
_ON_CASTORS = _office((0.42, 0.42), (0.5, 0.58), (0.52, 0.62), _METAL_DRAWERS, base=_castors)

FORMS: tuple[Form, ...] = (
    Cabinet(*_DRESSER, (_chest_of_drawers,)).form("chest of drawers", "dresser", 0.64),
    Cabinet((0.4, 0.6), (0.38, 0.52), (0.95, 1.35), (_chest_of_drawers,)).form("tall chest of drawers", "dresser", 0.2),
    Cabinet(*_DRESSER, _BOTH).form("dresser with doors", "dresser", 0.16),
    Cabinet(*_SIDEBOARD, (row_of_doors,)).form("sideboard with doors", "sideboard", 0.16),
    Cabinet(*_SIDEBOARD, _BOTH).form("sideboard with doors and drawers", "sideboard", 0.33),
    Cabinet(*_SIDEBOARD, (_chest_of_drawers,)).form("sideboard with drawers", "sideboard", 0.16),
    Cabinet(*_SIDEBOARD, (half_open,)).form("half open sideboard", "sideboard", 0.2),
    Cabinet(*_SIDEBOARD, (open_shelves,)).form("open sideboard", "sideboard", 0.15),
    _bedside(layouts=_BEDSIDE_LAYOUTS).form("nightstand", "nightstand", 0.45),
    _bedside(layouts=_HALF_USED, max_solids=20).form("open nightstand", "nightstand", 0.2),
    Form("nightstand on legs", "nightstand", Label.CABINET, _on_legs, 0.23, (0.34, 0.61), (0.31, 0.5), (0.39, 1.28)),
    Form("drum nightstand", "nightstand", Label.CABINET, _drum, 0.12, (0.36, 0.64), (0.36, 0.66), (0.39, 1.28)),
    _office((0.38, 0.5), (0.45, 0.6), (0.65, 1.35), _METAL_DRAWERS).form("drawer cabinet", _FILES, 0.55),
    _ON_CASTORS.form("cabinet on castors", _FILES, 0.25),
    _office(*_CUPBOARD, (0.75, 1.4), _METAL_DOORS).form("office cupboard", _FILES, 0.14),
    _office(*_CUPBOARD, (1.9, 1.98), _METAL_DOORS, None).form("tall office cupboard", _FILES, 0.06, 0.0),
    _board(layouts=_OPEN, topping=_put_television).form("open television board", _TELEVISION, 0.25, 1.0),
    _board(layouts=(half_open,), topping=_put_television).form("half open television board", _TELEVISION, 0.3, 1.0),
    Cabinet(*_BOARD, _CLOSED, _put_television).form("closed television board", _TELEVISION, 0.29, 1.0),
    _board(layouts=_ANY, topping=_between_cupboards).form("wall unit", _TELEVISION, 0.08, 1.4, 1.26),
    _SPEAKERS.form("television board with speakers", _TELEVISION, 0.08, 1.0, 0.55),
    _GLASS.form("display cabinet", "display cabinet", 1.0, 0.0),
    Cabinet((0.6, 1.0), (0.36, 0.44), (1.05, 1.5), (_bar,), max_solids=50).form("bar cabinet", "display cabinet", 0.5),
    Form("bureau", "bureau", Label.CABINET, _bureau, 1.0, (0.74, 1.1), (0.4, 1.02), (0.99, 1.85)),
    of_kind("", Label.CABINET)(
        "chest", chest, 1.0, (0.69, 1.31), (0.38, 0.58), (0.36, 0.65), depth=(0.38, 0.52), vaulted=0.4
    ),
)
