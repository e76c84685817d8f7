"""Low cabinets: dressers, sideboards, nightstands, filing cabinets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cases import (
    BOARD,
    BOOKS,
    Case,
    Cell,
    FrontStyle,
    Layout,
    Span,
    add_case,
    add_fronts,
    doors,
    draw_front_style,
    drawers,
)
from svr_ros.synthesis.catalogue.fillings import Space, fill_shelf, put_bedside, put_on_top
from svr_ros.synthesis.catalogue.forms import Form, Maker, Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import CABINET, Furniture, corners

Topping = Callable[[Builder, Random, MaterialLibrary, Span, Span, float], None]
"""Puts things on a case of the extents x and y at a height: piece, rng, materials, x, y, height."""


# Layouts of the face.
def chest_of_drawers(rng: Random, x: Span, z: Span) -> list[Cell]:
    """Lay out a face of drawers only."""
    columns = max(1, round((x[1] - x[0]) / rng.uniform(0.45, 0.9)))
    return [Cell(x, z, columns, max(1, round((z[1] - z[0]) / rng.uniform(0.17, 0.3))), drawers)]


def row_of_doors(rng: Random, x: Span, z: Span) -> list[Cell]:
    """Lay out a face of doors side by side."""
    return [Cell(x, z, _door_count(rng, x), 1, doors(rng.choice((0.0, 0.8))))]


def drawers_above_doors(rng: Random, x: Span, z: Span) -> list[Cell]:
    """Lay out a row of drawers above doors."""
    columns, split = _door_count(rng, x), z[1] - rng.uniform(0.14, 0.22)
    return [Cell(x, (split, z[1]), columns, 1, drawers), Cell(x, (z[0], split), columns, 1, doors(0.7))]


def drawers_between_doors(rng: Random, x: Span, z: Span) -> list[Cell]:
    """Lay out a stack of drawers between two doors; drawers above doors if the face is narrow."""
    if x[1] - x[0] < 1.0:
        return drawers_above_doors(rng, x, z)
    third = (x[1] - x[0]) * rng.choice((0.35, 0.32))
    left, right, rows = x[0] + third, x[1] - third, max(2, round((z[1] - z[0]) / rng.uniform(0.17, 0.3)))
    return [
        Cell((x[0], left), z, front=doors()),
        Cell((left, right), z, 1, rows, drawers),
        Cell((right, x[1]), z, front=doors()),
    ]


def open_shelves(least: float, most: float) -> Layout:
    """Return the layout of open compartments, of which a fraction between two limits is in use."""

    def layout(rng: Random, x: Span, z: Span) -> list[Cell]:
        rows = max(1, round((z[1] - z[0]) / rng.uniform(0.28, 0.4)))
        return [Cell(x, z, max(1, round((x[1] - x[0]) / 0.85)), rows, None, BOOKS, rng.uniform(least, most))]

    return layout


def mixed(rng: Random, x: Span, z: Span) -> list[Cell]:
    """Lay out open bays beside closed ones."""
    count = max(2, round((x[1] - x[0]) / rng.uniform(0.4, 0.65)))
    wide, tall = (x[1] - x[0]) / count, z[1] - z[0]
    opened = rng.choice(([0], [count - 1], [count // 2], list(range(1, count - 1)) or [0]))
    cells = []
    for k in range(count):
        bay = x[0] + wide * k, x[0] + wide * (k + 1)
        if k in opened:
            cells.append(Cell(bay, z, 1, rng.randint(1, max(1, round((tall / 2 - BOARD) / 0.1))), None, BOOKS, 0.6))
        else:
            rows = rng.choice((1, 2, 3)) if tall > 0.3 else rng.choice((1, 2))
            cells.append(Cell(bay, z, 1, rows, drawers if rows > 1 else doors(0.7)))
    return cells


def _door_count(rng: Random, x: Span) -> int:
    """Draw how many doors a face has."""
    return max(1, round((x[1] - x[0]) / rng.uniform(0.4, 0.6)))


@dataclass(frozen=True)
class Cabinet:
    """A case of one layout and range of sizes with things on it; calling it makes a cabinet.

    Attributes:
        width: Range of the width, in metres.
        depth: Range of the depth, in metres.
        height: Range of the height without the things on it, in metres.
        layouts: Layouts of the face to draw from.
        topping: Puts things on the cabinet; nothing may be put on it if there is none.
        max_solids: Number of solids of the case beyond which its fillings are left out.
    """

    width: Range
    depth: Range
    height: Range
    layouts: tuple[Layout, ...]
    topping: Topping | None = put_on_top
    max_solids: int = 36

    def __call__(self, rng: Random, materials: MaterialLibrary) -> Furniture:
        """Return a cabinet of this form."""
        width, depth, height = rng.uniform(*self.width), rng.uniform(*self.depth), rng.uniform(*self.height)
        piece, layout = Builder(CABINET, materials.wood()), rng.choice(self.layouts)
        case = add_case(piece, rng, materials, (width, depth, height), layout, max_solids=self.max_solids)
        if rng.random() < 0.3:
            piece.box(width / 2 + 0.02, (-depth / 2 - 0.03, depth / 2 + 0.01), (height - 0.026, height), 0.005)
        if self.topping is None:
            return piece.furniture()
        self.topping(piece, rng, materials, case.x, case.y, height)
        return piece.furniture(top=height)

    def form(self, name: str, kind: str, weight: float, above: float = 0.7, beside: float = 0.05) -> Form:
        """Return the entry of the catalogue; what is put on or next to a cabinet adds at most `above` and `beside`."""
        width, depth = (self.width[0] - 0.01, self.width[1] + beside), (self.depth[0] - 0.01, self.depth[1] + 0.09)
        return Form(
            name, kind, Label.CABINET, self, weight, width, depth, (self.height[0] - 0.01, self.height[1] + above)
        )


def _on_legs(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a bedside table: a body with one drawer on four long legs, often with a board near the floor."""
    half_x, half_y, height = rng.uniform(0.175, 0.3), rng.uniform(0.16, 0.225), rng.uniform(0.4, 0.66)
    piece = Builder(CABINET, materials.wood())
    style, low = draw_front_style(rng, materials, piece.material), height - rng.uniform(0.14, 0.24)
    x, y = (-half_x, half_x), (-half_y, half_y)
    Case(piece, rng, materials, style, x, y, (low, height)).build([Cell(x, (low, height - 0.015), front=drawers)])
    with piece.using(piece.material if rng.random() < 0.6 else materials.metal()):
        piece.legs(half_x - 0.03, half_y - 0.03, low + 0.01, 0.02, taper=0.6)
    if rng.random() < 0.5:
        piece.box(half_x - 0.02, half_y - 0.02, around(0.12, BOARD / 2))
        if rng.random() < 0.6:
            space = Space((0.05 - half_x, half_x - 0.05), (-0.7 * half_y, 0.7 * half_y), (0.12 + BOARD / 2, low - 0.02))
            fill_shelf(piece, rng, materials, space, 3)
    put_bedside(piece, rng, materials, x, y, height)
    return piece.furniture(top=height)


def _drum(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a round bedside cabinet."""
    radius, height = rng.uniform(0.175, 0.3), rng.uniform(0.4, 0.66)
    piece = Builder(CABINET, materials.wood())
    style = draw_front_style(rng, materials, piece.material)
    piece.cone((0, height), radius, rounding=0.01)
    with piece.using(style.material):
        piece.cone((height - 0.026, height + 0.002), radius + 0.012)
    with piece.using(materials.plain("dark")):
        piece.cone(around(height * 0.5, 0.004), radius + 0.001, rounding=0.001)
    with piece.using(style.handle_material):
        piece.ellipsoid(0.016, around(-radius - 0.008, 0.016), around(height * 0.72, 0.016))
    x = y = (-radius, radius)
    put_bedside(piece, rng, materials, x, y, height + 0.002)
    return piece.furniture(top=height + 0.002)


def _filing(width: Range, depth: Range, heights: tuple[float, ...], low: float, columns: int, row: float) -> Maker:
    """Return the maker of an office cabinet of metal.

    Args:
        width: Range of the width, in metres.
        depth: Range of the depth, in metres.
        heights: Heights to draw from, in metres.
        low: Height of the lower edge of the fronts, in metres.
        columns: Number of fronts side by side.
        row: Height of one front, in metres; 0 for doors of the whole height.
    """

    def make(rng: Random, materials: MaterialLibrary) -> Furniture:
        half_x, half_y, height = rng.uniform(*width) / 2, rng.uniform(*depth) / 2, rng.choice(heights)
        piece = Builder(CABINET, materials.plain(rng.choice(("grey", "white", "dark", "beige")), 0.15))
        style = FrontStyle(piece.material, materials.metal(), rng.choice(("bar", "long", "cup")), False)
        castors = height < 0.65 and low > 0.04
        piece.box(half_x, half_y, (low if castors else 0.0, height), 0.005)
        if castors:
            with piece.using(materials.plain("dark")):
                for at in corners(half_x - 0.04, half_y - 0.05):
                    piece.cone((0, low + 0.006), 0.02, at=at)
        rows = max(1, round((height - low) / row)) if row else 1
        add_fronts(piece, style, (-half_x, half_x), (low, height - 0.01), -half_y, columns, rows, drawers=row > 0)
        if height < 1.5:
            put_on_top(piece, rng, materials, (-half_x, half_x), (-half_y, half_y), height)
        return piece.furniture(top=height if height < 1.5 else 0.0)

    return make


_SIDEBOARD = (0.8, 2.0), (0.36, 0.5), (0.65, 0.95)
_BOTH = drawers_above_doors, drawers_between_doors
_BEDSIDE = (0.35, 0.6), (0.32, 0.45), (0.4, 0.66)

FORMS: tuple[Form, ...] = (
    Cabinet((0.6, 1.6), (0.38, 0.52), (0.7, 1.15), (chest_of_drawers,)).form("chest of drawers", "dresser", 0.64),
    Cabinet((0.4, 0.6), (0.38, 0.52), (0.95, 1.35), (chest_of_drawers,)).form("tall chest of drawers", "dresser", 0.2),
    Cabinet((0.6, 1.6), (0.38, 0.52), (0.7, 1.15), _BOTH).form("dresser with doors", "dresser", 0.16),
    Cabinet(*_SIDEBOARD, (row_of_doors,)).form("sideboard with doors", "sideboard", 0.16),
    Cabinet(*_SIDEBOARD, _BOTH).form("sideboard with doors and drawers", "sideboard", 0.33),
    Cabinet(*_SIDEBOARD, (chest_of_drawers,)).form("sideboard with drawers", "sideboard", 0.16),
    Cabinet(*_SIDEBOARD, (mixed,)).form("half open sideboard", "sideboard", 0.2),
    Cabinet(*_SIDEBOARD, (open_shelves(0.6, 0.8),)).form("open sideboard", "sideboard", 0.15),
    Cabinet(*_BEDSIDE, (chest_of_drawers, chest_of_drawers, row_of_doors, drawers_above_doors), put_bedside).form(
        "nightstand", "nightstand", 0.45, 0.62
    ),
    Cabinet(*_BEDSIDE, (open_shelves(0.4, 0.6),), put_bedside, 20).form("open nightstand", "nightstand", 0.2, 0.62),
    Form("nightstand on legs", "nightstand", Label.CABINET, _on_legs, 0.23, (0.34, 0.61), (0.31, 0.5), (0.39, 1.28)),
    Form("drum nightstand", "nightstand", Label.CABINET, _drum, 0.12, (0.36, 0.64), (0.36, 0.66), (0.39, 1.28)),
    Form("drawer cabinet", "filing cabinet", Label.CABINET, _filing((0.38, 0.5), (0.45, 0.6), (0.7, 1.0, 1.3), 0.04, 1, 0.3),
         0.55, (0.37, 0.6), (0.44, 0.65), (0.69, 1.9)),
    Form("cabinet on castors", "filing cabinet", Label.CABINET, _filing((0.42, 0.42), (0.5, 0.58), (0.52, 0.56, 0.6), 0.05, 1, 0.17),
         0.25, (0.41, 0.62), (0.5, 0.63), (0.51, 1.2)),
    Form("office cupboard", "filing cabinet", Label.CABINET, _filing((0.8, 1.2), (0.4, 0.45), (0.75, 1.2, 1.95), 0.06, 2, 0.0),
         0.2, (0.79, 1.21), (0.41, 0.5), (0.74, 1.96)),
)  # fmt: skip
