"""Low cabinets: dressers, sideboards, nightstands, filing cabinets."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.catalogue.cases import BOARD, Fronts, closed_case, draw_fronts, fronts
from svr_ros.synthesis.catalogue.clutter import ON_NIGHTSTANDS, scatter
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import CABINET, SIDES, box, cone, corners, ellipsoid
from svr_ros.synthesis.catalogue.shelves import mixed_case, open_case
from svr_ros.synthesis.catalogue.storage import on_top, shelf_filling
from svr_ros.synthesis.catalogue.table_lamps import table_lamp
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid


def dresser(rng: Random, palette: Palette) -> Furniture:
    """Draw a chest of drawers, wide or tall."""
    width, depth, height = rng.uniform(0.6, 1.6), rng.uniform(0.38, 0.52), rng.uniform(0.7, 1.15)
    if rng.random() < 0.2:
        width, height = rng.uniform(0.4, 0.6), rng.uniform(0.95, 1.35)
    solids = closed_case(rng, palette, width, depth, height, "drawers" if rng.random() < 0.8 else "both")
    return furniture(CABINET, "dresser", solids + on_top(rng, palette, width, depth, height), top=height)


def sideboard(rng: Random, palette: Palette) -> Furniture:
    """Draw a sideboard with doors, drawers, both, open shelves, or some of each."""
    width, depth, height = rng.uniform(0.8, 2.0), rng.uniform(0.36, 0.5), rng.uniform(0.65, 0.95)
    kind = rng.random()
    if kind < 0.15:
        solids = open_case(rng, palette, width, depth, height, 0.7, 36)
    elif kind < 0.35:
        solids = mixed_case(rng, palette, width, depth, height, 36)
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
