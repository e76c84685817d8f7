"""Low cabinets: dressers, sideboards, nightstands, filing cabinets, television boards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import around
from svr_ros.synthesis.catalogue.cases import BOARD, Case, Cell, Layout, Space, add_base, doors, drawers, new_case
from svr_ros.synthesis.catalogue.fillings import books_and_things, fill_shelf, put_bedside, put_on_top
from svr_ros.synthesis.catalogue.forms import Form, Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import corners
from svr_ros.synthesis.piece import Furniture


@dataclass(frozen=True)
class Cabinet:
    """A case of one range of sizes, with a base below and things on it; calling it makes one.

    Attributes:
        width: Range of the width, in metres.
        depth: Range of the depth, in metres.
        height: Range of the height without the things on it, in metres.
        layouts: Layouts of the face to draw from.
        topping: Puts things on the case; nothing may be put on it if there is none.
        base: Adds legs or a plinth.
        body: Draws the material of the case.
        back: Probability that an open case has a back panel.
        rims: Thicknesses of the outer boards to draw from, in metres.
        board: Thickness of the inner boards, in metres.
        crown: Probability of an overhanging board on top.
        max_solids: Number of solids of the case beyond which its fillings are left out.
    """

    width: Range
    depth: Range
    height: Range
    layouts: tuple[Layout, ...]
    topping: Callable[[Case], None] | None = put_on_top
    base: Callable[[Case], None] | None = lambda case: add_base(case, case.z[1] > 1.5)
    body: Callable[[Random, MaterialLibrary], int] = lambda rng, materials: materials.wood()
    back: float = 0.7
    rims: tuple[float, ...] = (BOARD,)
    board: float = BOARD
    crown: float = 0.3
    max_solids: int = 36

    def __call__(self, rng: Random, materials: MaterialLibrary) -> Furniture:
        """Return a cabinet of this form."""
        size = rng.uniform(*self.width), rng.uniform(*self.depth), rng.uniform(*self.height)
        case = new_case(rng, materials, size, self.body(rng, materials))
        case.back, case.rim, case.board = rng.random() < self.back, rng.choice(self.rims), self.board
        case.max_solids, (x, y, (_, top)) = self.max_solids, (case.x[1], case.y, case.z)
        if self.base is not None:
            self.base(case)
        case.build(rng.choice(self.layouts)(case), rng.choice((0.003, 0.01)))
        if rng.random() < self.crown:
            case.piece.box(x + 0.02, (y[0] - 0.03, y[1] + 0.01), (top - 0.026, top), 0.005)
        if self.topping is None:
            return case.piece.furniture()
        self.topping(case)
        return case.piece.furniture(top=top)

    def form(self, name: str, kind: str, weight: float, above: float = 0.7, wider: float = 0.1) -> Form:
        """Return the entry of the catalogue; things on and next to a case add at most `above` and `wider` metres."""
        width, depth = (self.width[0] - 0.01, self.width[1] + wider), (self.depth[0] - 0.01, self.depth[1] + 0.14)
        height = self.height[0] - 0.01, self.height[1] + 0.01 + above
        return Form(name, kind, Label.CABINET, self, weight, width, depth, height)


# Layouts of the face.
def chest_of_drawers(case: Case) -> list[Cell]:
    """Lay out a face of drawers only."""
    return [Cell(case.x, case.z, case.columns(0.45, 0.9), case.rows(0.17, 0.3), drawers)]


def row_of_doors(case: Case) -> list[Cell]:
    """Lay out a face of doors side by side."""
    return [Cell(case.x, case.z, case.columns(0.4, 0.6), 1, doors(case.rng.choice((0.0, 0.8))))]


def drawers_above_doors(case: Case) -> list[Cell]:
    """Lay out a row of drawers above doors."""
    (low, high), columns = case.z, case.columns(0.4, 0.6)
    split = high - case.rng.uniform(0.14, 0.22)
    return [Cell(case.x, (split, high), columns, 1, drawers), Cell(case.x, (low, split), columns, 1, doors(0.7))]


def drawers_between_doors(case: Case) -> list[Cell]:
    """Lay out a stack of drawers between two doors; drawers above doors if the face is narrow."""
    (x0, x1), z = case.x, case.z
    if x1 - x0 < 1.0:
        return drawers_above_doors(case)
    third = (x1 - x0) * case.rng.choice((0.35, 0.32))
    middle = Cell((x0 + third, x1 - third), z, 1, max(2, case.rows(0.17, 0.3)), drawers)
    return [Cell((x0, x0 + third), z, front=doors()), middle, Cell((x1 - third, x1), z, front=doors())]


def open_shelves(least: float, most: float) -> Layout:
    """Return the layout of open compartments, of which a fraction between two limits is in use."""

    def layout(case: Case) -> list[Cell]:
        columns, used = max(1, round((case.x[1] - case.x[0]) / 0.85)), case.rng.uniform(least, most)
        return [Cell(case.x, case.z, columns, case.rows(0.28, 0.4), None, books_and_things, used)]

    return layout


def half_open(case: Case) -> list[Cell]:
    """Lay out open bays next to closed ones."""
    rng, z, count = case.rng, case.z, max(2, case.columns(0.4, 0.65))
    wide, tall = (case.x[1] - case.x[0]) / count, z[1] - z[0]
    opened = rng.choice(([0], [count - 1], [count // 2], list(range(1, count - 1)) or [0]))
    cells = []
    for k in range(count):
        bay = case.x[0] + wide * k, case.x[0] + wide * (k + 1)
        if k in opened:
            rows = rng.randint(1, max(1, round((tall / 2 - BOARD) / 0.1)))
            cells.append(Cell(bay, z, 1, rows, None, books_and_things, 0.6))
        else:
            rows = rng.choice((1, 2, 3)) if tall > 0.3 else rng.choice((1, 2))
            cells.append(Cell(bay, z, 1, rows, drawers if rows > 1 else doors(0.7)))
    return cells


# Nightstands and filing cabinets.
def _on_legs(rng: Random, materials: MaterialLibrary) -> Furniture:
    case = new_case(rng, materials, (rng.uniform(0.35, 0.6), rng.uniform(0.32, 0.45), rng.uniform(0.4, 0.66)))
    piece, half_x, half_y, top = case.piece, case.x[1], case.y[1], case.z[1]
    case.z = low, _ = top - rng.uniform(0.14, 0.24), top
    case.build([Cell(case.x, (low, top - 0.015), front=drawers)])
    with piece.using(piece.material if rng.random() < 0.6 else materials.metal()):
        piece.legs(half_x - 0.03, half_y - 0.03, low + 0.01, 0.02, taper=0.6)
    if rng.random() < 0.5:
        piece.box(half_x - 0.02, half_y - 0.02, around(0.12, BOARD / 2))
        if rng.random() < 0.6:
            space = Space((0.05 - half_x, half_x - 0.05), (-0.7 * half_y, 0.7 * half_y), (0.12 + BOARD / 2, low - 0.02))
            fill_shelf(case, space, 3)
    put_bedside(case)
    return piece.furniture(top=top)


def _drum(rng: Random, materials: MaterialLibrary) -> Furniture:
    width, height = rng.uniform(0.35, 0.6), rng.uniform(0.4, 0.66)
    case = new_case(rng, materials, (width, width, height))
    piece, radius = case.piece, width / 2
    piece.cone((0, height - 0.002), radius, rounding=0.01)
    piece.of(case.style.material).cone((height - 0.026, height), radius + 0.012)
    piece.of(materials.plain("dark")).cone(around(height * 0.5, 0.004), radius + 0.001, rounding=0.001)
    piece.of(case.style.handle_material).ellipsoid(0.016, around(-radius - 0.008, 0.016), around(height * 0.72, 0.016))
    put_bedside(case)
    return piece.furniture(top=height)


def _office_paint(rng: Random, materials: MaterialLibrary) -> int:
    return materials.plain(rng.choice(("grey", "white", "dark", "beige")), 0.15)


def _of_metal(layout: Layout) -> Layout:

    def layout_of_one_material(case: Case) -> list[Cell]:
        handle = case.rng.choice(("bar", "long", "cup"))
        case.style = case.style._replace(material=case.piece.material, handle=handle, panelled=False)
        return layout(case)

    return layout_of_one_material


def _castors(case: Case) -> None:
    case.z = 0.05, case.z[1]
    with case.piece.using(case.materials.plain("dark")):
        for at in corners(case.x[1] - 0.04, case.y[1] - 0.05):
            case.piece.cone((0, 0.056), 0.02, at=at)


BOTH = drawers_above_doors, drawers_between_doors
_DRESSER = (0.6, 1.6), (0.38, 0.52), (0.7, 1.15)
_SIDEBOARD = (0.8, 2.0), (0.36, 0.5), (0.65, 0.95)
_BEDSIDE = (0.35, 0.6), (0.32, 0.45), (0.4, 0.66)
_BEDSIDE_LAYOUTS = chest_of_drawers, chest_of_drawers, row_of_doors, drawers_above_doors
_FILES = "filing cabinet"
_office = partial(Cabinet, base=None, body=_office_paint, crown=0.0)

FORMS: tuple[Form, ...] = (
    Cabinet(*_DRESSER, (chest_of_drawers,)).form("chest of drawers", "dresser", 0.64),
    Cabinet((0.4, 0.6), (0.38, 0.52), (0.95, 1.35), (chest_of_drawers,)).form("tall chest of drawers", "dresser", 0.2),
    Cabinet(*_DRESSER, BOTH).form("dresser with doors", "dresser", 0.16),
    Cabinet(*_SIDEBOARD, (row_of_doors,)).form("sideboard with doors", "sideboard", 0.16),
    Cabinet(*_SIDEBOARD, BOTH).form("sideboard with doors and drawers", "sideboard", 0.33),
    Cabinet(*_SIDEBOARD, (chest_of_drawers,)).form("sideboard with drawers", "sideboard", 0.16),
    Cabinet(*_SIDEBOARD, (half_open,)).form("half open sideboard", "sideboard", 0.2),
    Cabinet(*_SIDEBOARD, (open_shelves(0.6, 0.8),)).form("open sideboard", "sideboard", 0.15),
    Cabinet(*_BEDSIDE, _BEDSIDE_LAYOUTS, put_bedside).form("nightstand", "nightstand", 0.45),
    Cabinet(*_BEDSIDE, (open_shelves(0.4, 0.6),), put_bedside, max_solids=20).form(
        "open nightstand", "nightstand", 0.2
    ),
    Form("nightstand on legs", "nightstand", Label.CABINET, _on_legs, 0.23, (0.34, 0.61), (0.31, 0.5), (0.39, 1.28)),
    Form("drum nightstand", "nightstand", Label.CABINET, _drum, 0.12, (0.36, 0.64), (0.36, 0.66), (0.39, 1.28)),
    _office((0.38, 0.5), (0.45, 0.6), (0.65, 1.35), (_of_metal(chest_of_drawers),)).form(
        "drawer cabinet", _FILES, 0.55
    ),
    _office((0.42, 0.42), (0.5, 0.58), (0.52, 0.62), (_of_metal(chest_of_drawers),), base=_castors).form(
        "cabinet on castors", _FILES, 0.25
    ),
    _office((0.8, 1.2), (0.4, 0.45), (0.75, 1.4), (_of_metal(row_of_doors),)).form("office cupboard", _FILES, 0.14),
    _office((0.8, 1.2), (0.4, 0.45), (1.9, 1.98), (_of_metal(row_of_doors),), None).form(
        "tall office cupboard", _FILES, 0.06, 0.0
    ),
)
