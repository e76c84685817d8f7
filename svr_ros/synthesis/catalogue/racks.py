"""Racks for shoes and wine, cabinets for shoes."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cabinets import Cabinet
from svr_ros.synthesis.catalogue.cases import Case, Cell, Span, draw_front_style, drawers
from svr_ros.synthesis.catalogue.fillings import Space
from svr_ros.synthesis.catalogue.floor_things import pair_of_shoes
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import CABINET, SIDES, VOID, Furniture


def _flaps(rng: Random, x: Span, z: Span) -> list[Cell]:
    """Lay out the flaps of a shoe cabinet above each other."""
    return [Cell(x, z, 1, max(2, round((z[1] - z[0]) / 0.39)), drawers)]


def _shoe_rack(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a rack with shoes on two or three shelves."""
    half_x, rows = rng.uniform(0.275, 0.475), rng.randint(2, 3)
    piece = Builder(CABINET, rng.choice((materials.metal, materials.wood))())
    for s in SIDES:
        piece.box(around(s * (half_x - 0.01), 0.01), 0.16, (0, 0.26 * rows + 0.04), 0.004)
    count = max(2, int((2 * half_x - 0.04) / 0.24))
    for row in range(rows):
        z = 0.08 + 0.26 * row
        piece.box(half_x - 0.012, 0.15, around(z, 0.009))
        for k in range(count):
            if rng.random() < 0.72 - 0.1 * rows:
                shoes = [s for s in pair_of_shoes(rng, materials) if s.z + s.hz < 0.18]
                piece.add(shoes, (2 * half_x - 0.06) * ((k + 0.5) / count - 0.5), 0.0, z + 0.01)
    return piece.furniture()


def _wine_rack(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a rack of square holes with the necks of bottles towards the room."""
    columns, rows, cell = rng.randint(3, 6), rng.randint(3, 6), 0.105
    piece = Builder(CABINET, materials.wood())
    dark, foil = materials.plain("dark", 0.4), materials.plain("vivid", 0.3)

    def bottle(piece: Builder, rng: Random, materials: MaterialLibrary, space: Space, max_solids: int) -> None:
        """Lay a bottle into a hole."""
        with piece.placed(sum(space.x) / 2, 0.0, space.z[0] + 0.039), piece.using(dark, VOID):
            with piece.leaned(-math.pi / 2, 0.0, 0.0):
                piece.cone((-0.14, 0.08), 0.036, 0.038, rounding=0.008)
                with piece.using(foil):
                    piece.cone((0.06, 0.18), 0.014, 0.015)

    half_x, half_y, z = columns * cell / 2, rng.uniform(0.12, 0.14), (0.0, rows * cell)
    x, style = (-half_x, half_x), draw_front_style(rng, materials, piece.material)
    case = Case(piece, rng, materials, style, x, (-half_y, half_y), z, False, 0.012, 0.012, max_solids=90)
    case.build([Cell(x, z, columns, rows, None, bottle, min(0.6, 20 / (columns * rows)))])
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    Form("shoe rack", "shoe rack", Label.CABINET, _shoe_rack, 0.6, (0.54, 0.96), (0.31, 0.33), (0.55, 0.83)),
    Cabinet((0.55, 0.95), (0.18, 0.26), (0.8, 1.6), (_flaps,)).form("shoe cabinet", "shoe rack", 0.4),
    Form("wine rack", "wine rack", Label.CABINET, _wine_rack, 1.0, (0.31, 0.64), (0.24, 0.34), (0.31, 0.64)),
)
