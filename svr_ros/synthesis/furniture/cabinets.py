"""Cabinets: wardrobes, dressers, sideboards, nightstands, television boards, shelves."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from svr_ros.synthesis.furniture.clutter import ANYWHERE, ON_NIGHTSTANDS, scatter
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
)
from svr_ros.synthesis.scene import Solid

BOARD = 0.009
"""Half the thickness of a board (m)."""


@dataclass(frozen=True)
class Fronts:
    """How the doors and drawers of one cabinet look."""

    material: int
    handle_material: int
    handle: str
    panelled: bool


def draw_fronts(rng: Random, palette: Palette, body: int) -> Fronts:
    """Draw the style of a cabinet's doors."""
    handle = rng.choices(("knob", "bar", "none"), (0.35, 0.45, 0.2))[0]
    return Fronts(body if rng.random() < 0.65 else palette.wood(), palette.metal(), handle, rng.random() < 0.35)


def fronts(style: Fronts, x0: float, x1: float, z0: float, z1: float, y: float, columns: int, rows: int) -> list[Solid]:
    """Cover a face (from x0 to x1 and z0 to z1, at y, facing -y) with doors (one row) or drawers."""
    solids = []
    half_x, half_z = (x1 - x0) / columns / 2 - 0.005, (z1 - z0) / rows / 2 - 0.005
    for i in range(columns):
        x = x0 + (x1 - x0) * (i + 0.5) / columns
        inner = half_x * 0.84 * (1 if i % 2 == 0 else -1)
        for j in range(rows):
            z = z0 + (z1 - z0) * (j + 0.5) / rows
            solids.append(box(CABINET, style.material, x, y - 0.006, z, half_x, 0.008, half_z, 0.003))
            if style.panelled and half_x > 0.1 and half_z > 0.07:
                solids.append(box(CABINET, style.material, x, y - 0.015, z, half_x - 0.05, 0.006, half_z - 0.05, 0.003))
            if style.handle == "knob":
                solids.append(
                    ellipsoid(
                        CABINET,
                        style.handle_material,
                        x + (inner if rows == 1 else 0.0),
                        y - 0.03,
                        z,
                        0.015,
                        0.015,
                        0.015,
                    )
                )
            elif style.handle == "bar" and rows == 1:
                solids.append(
                    box(CABINET, style.handle_material, x + inner, y - 0.03, z, 0.008, 0.01, min(0.1, half_z * 0.5))
                )
            elif style.handle == "bar":
                solids.append(
                    box(
                        CABINET,
                        style.handle_material,
                        x,
                        y - 0.03,
                        z + half_z * 0.2,
                        min(0.08, half_x * 0.6),
                        0.01,
                        0.008,
                    )
                )
    return solids


def _base(
    rng: Random, palette: Palette, body: int, width: float, depth: float, tall: bool
) -> tuple[list[Solid], float]:
    """Give the plinth or the legs and the height at which the body begins."""
    leg = rng.choice((0.0, 0.06)) if tall else rng.choice((0.0, 0.05, rng.uniform(0.08, 0.2)))
    if leg > 0.06:
        material = body if rng.random() < 0.5 else palette.metal()
        half = (leg + 0.01) / 2
        return [
            cone(CABINET, material, x, y, half, half, 0.012, 0.022)
            for x, y in corners(width / 2 - 0.05, depth / 2 - 0.05)
        ], leg
    if leg > 0.0:
        return [box(CABINET, body, 0, 0.02, leg / 2, width / 2 - 0.02, depth / 2 - 0.03, leg / 2)], leg
    return [], 0.0


def _closed(rng: Random, palette: Palette, width: float, depth: float, height: float, doors: bool) -> list[Solid]:
    """Build a cabinet with doors, or with drawers."""
    body = palette.wood()
    style = draw_fronts(rng, palette, body)
    solids, low = _base(rng, palette, body, width, depth, height > 1.5)
    tall = height - low
    solids.append(box(CABINET, body, 0, 0, low + tall / 2, width / 2, depth / 2, tall / 2, rng.choice((0.003, 0.01))))
    if rng.random() < 0.4:
        solids.append(box(CABINET, body, 0, -0.01, height - 0.013, width / 2 + 0.02, depth / 2 + 0.02, 0.015, 0.005))
    columns = max(1, round(width / (rng.uniform(0.4, 0.6) if doors else rng.uniform(0.45, 0.9))))
    rows = 1 if doors else max(1, round(tall / rng.uniform(0.17, 0.32)))
    return solids + fronts(style, -width / 2, width / 2, low, height, -depth / 2, columns, rows)


def _open(rng: Random, palette: Palette, width: float, depth: float, height: float, filling: float) -> list[Solid]:
    """Build open shelves, `filling` (0..1) of their length full of books and things."""
    body = palette.wood()
    solids, low = _base(rng, palette, body, width, depth, height > 1.5)
    tall = height - low
    solids += [
        box(CABINET, body, s * (width / 2 - BOARD), 0, low + tall / 2, BOARD, depth / 2, tall / 2) for s in SIDES
    ]
    if rng.random() < 0.7:
        solids.append(box(CABINET, body, 0, depth / 2 - 0.006, low + tall / 2, width / 2, 0.006, tall / 2))
    bays = max(1, round(width / 0.9))
    for k in range(1, bays):
        solids.append(
            box(CABINET, body, width * (k / bays - 0.5), 0, low + tall / 2, BOARD, depth / 2 - 0.004, tall / 2)
        )
    rows = max(1, round(tall / rng.uniform(0.28, 0.42)))
    bay, clear = width / bays, (tall - 2 * BOARD) / rows
    for row in range(rows + 1):
        z = low + BOARD + clear * row
        solids.append(box(CABINET, body, 0, 0, z, width / 2, depth / 2 - 0.002, BOARD))
        if row == rows:
            break
        for k in range(bays):
            if rng.random() < filling:
                x0 = bay * k - width / 2 + 2 * BOARD
                solids += shelf_filling(rng, palette, x0, x0 + bay - 4 * BOARD, depth, z + BOARD, clear - 2 * BOARD)
    return solids


def shelf_filling(
    rng: Random, palette: Palette, x0: float, x1: float, depth: float, z: float, clear: float
) -> list[Solid]:
    """Fill a shelf from x0 to x1 (m) with rows of books and objects no taller than `clear`."""
    solids = []
    x = x0 + rng.uniform(0.0, 0.1)
    while x < x1 - 0.08:
        kind = rng.random()
        half = min(rng.uniform(0.04, 0.22), (x1 - x) / 2)
        deep = depth * rng.uniform(0.28, 0.42)
        y = rng.uniform(-0.02, 0.04) * depth
        if kind < 0.5:
            tall = clear * rng.uniform(0.5, 0.92)
            solids.append(box(VOID, palette.spines(), x + half, y, z + tall / 2, half, deep, tall / 2, 0.004))
        elif kind < 0.7:
            tall = min(clear * 0.9, half * rng.uniform(0.6, 2.0))
            solids.append(box(VOID, palette.thing(), x + half, y, z + tall / 2, half, deep, tall / 2, 0.006))
        else:
            half = min(half, deep, 0.09)
            tall = min(clear * 0.9, rng.uniform(0.06, 0.3))
            solids.append(
                cone(
                    VOID,
                    palette.thing(),
                    x + half,
                    y,
                    z + tall / 2,
                    tall / 2,
                    half * rng.uniform(0.5, 1.0),
                    half,
                    0.005,
                )
            )
        x += 2 * half + rng.choice((0.01, rng.uniform(0.02, 0.25)))
    return solids


def wardrobe(rng: Random, palette: Palette) -> Furniture:
    """Draw a tall cupboard for clothes, sometimes with things on top."""
    width, depth, height = rng.uniform(0.8, 2.4), rng.uniform(0.5, 0.65), rng.uniform(1.8, 2.25)
    solids = _closed(rng, palette, width, depth, height, doors=True)
    if height < 2.1 and rng.random() < 0.3:
        tall = rng.uniform(0.05, 0.1)
        solids.append(
            box(
                VOID,
                palette.thing(),
                rng.uniform(-0.25, 0.25) * width,
                0,
                height + tall,
                0.25,
                depth * 0.35,
                tall,
                0.02,
            )
        )
    return furniture(CABINET, "wardrobe", solids)


def dresser(rng: Random, palette: Palette) -> Furniture:
    """Draw a chest of drawers."""
    width, depth, height = rng.uniform(0.6, 1.6), rng.uniform(0.38, 0.52), rng.uniform(0.7, 1.2)
    solids = _closed(rng, palette, width, depth, height, doors=False)
    return furniture(CABINET, "dresser", solids + _on_top(rng, palette, width, depth, height), top=height)


def sideboard(rng: Random, palette: Palette) -> Furniture:
    """Draw a sideboard with doors, drawers or open shelves."""
    width, depth, height = rng.uniform(0.8, 1.9), rng.uniform(0.36, 0.5), rng.uniform(0.7, 1.0)
    if rng.random() < 0.25:
        solids = _open(rng, palette, width, depth, height, 0.7)
    else:
        solids = _closed(rng, palette, width, depth, height, doors=rng.random() < 0.6)
    return furniture(CABINET, "sideboard", solids + _on_top(rng, palette, width, depth, height), top=height)


def nightstand(rng: Random, palette: Palette) -> Furniture:
    """Draw a bedside cabinet, often with a lamp."""
    width, depth, height = rng.uniform(0.35, 0.6), rng.uniform(0.32, 0.45), rng.uniform(0.4, 0.68)
    if rng.random() < 0.3:
        solids = _open(rng, palette, width, depth, height, 0.5)
    else:
        solids = _closed(rng, palette, width, depth, height, doors=False)
    if rng.random() < 0.6:
        solids += place(table_lamp(rng, palette), 0.0, 0.05, height, 0.0)
    elif rng.random() < 0.7:
        solids += scatter(rng, palette, ON_NIGHTSTANDS, 1, width, depth, height)
    return furniture(CABINET, "nightstand", solids, top=height)


def television_board(rng: Random, palette: Palette) -> Furniture:
    """Draw a low board, mostly with a television on it."""
    width, depth, height = rng.uniform(0.9, 2.2), rng.uniform(0.35, 0.5), rng.uniform(0.3, 0.65)
    if rng.random() < 0.4:
        solids = _open(rng, palette, width, depth, height, 0.6)
    else:
        solids = _closed(rng, palette, width, depth, height, doors=rng.random() < 0.5)
    if rng.random() < 0.75:
        half = min(width * 0.45, rng.uniform(0.35, 0.75))
        tall, thick = half * rng.uniform(0.55, 0.75), rng.choice((0.02, 0.03, 0.16))
        solids.append(box(VOID, palette.plain("dark"), 0, 0.04, height + 0.05 + tall, half, thick, tall, 0.006))
        solids.append(
            box(VOID, palette.screen(), 0, 0.04 - thick, height + 0.05 + tall, half - 0.02, 0.004, tall - 0.02)
        )
        solids.append(box(VOID, palette.plain("dark"), 0, 0.04, height + 0.03, 0.15, 0.08, 0.03))
    else:
        solids += scatter(rng, palette, ANYWHERE, palette.count(5), width, depth, height)
    return furniture(CABINET, "television board", solids, top=height)


def bookshelf(rng: Random, palette: Palette) -> Furniture:
    """Draw open shelves full of books and things."""
    width, depth, height = rng.uniform(0.4, 2.0), rng.uniform(0.24, 0.4), rng.uniform(0.75, 2.15)
    solids = _open(rng, palette, width, depth, height, rng.uniform(0.55, 1.0))
    if height < 1.3:
        solids += _on_top(rng, palette, width, depth, height)
    return furniture(CABINET, "bookshelf", solids, top=height if height < 1.3 else 0.0)


def filing_cabinet(rng: Random, palette: Palette) -> Furniture:
    """Draw a narrow office cabinet of drawers."""
    width, depth, drawers = rng.uniform(0.38, 0.5), rng.uniform(0.45, 0.6), rng.randint(2, 4)
    height = 0.1 + 0.3 * drawers
    body = palette.plain(rng.choice(("grey", "white", "dark", "beige")))
    style = Fronts(body, palette.metal(), "bar", False)
    solids = [box(CABINET, body, 0, 0, height / 2, width / 2, depth / 2, height / 2, 0.004)]
    solids += fronts(style, -width / 2, width / 2, 0.04, height - 0.01, -depth / 2, 1, drawers)
    solids += _on_top(rng, palette, width, depth, height)
    return furniture(CABINET, "filing cabinet", solids, top=height)


def wall_shelf(rng: Random, palette: Palette) -> Furniture:
    """Draw one to three boards for a wall with things on them; its lowest board is at z = 0."""
    half, depth, body = rng.uniform(0.3, 0.7), rng.uniform(0.18, 0.28), palette.wood()
    solids = []
    for row in range(rng.randint(1, 3)):
        z = 0.34 * row + BOARD
        solids.append(box(CABINET, body, 0, 0, z, half, depth / 2, BOARD))
        if rng.random() < 0.85:
            solids += shelf_filling(rng, palette, 0.02 - half, half - 0.02, depth, z + BOARD, 0.3)
    return furniture(CABINET, "wall shelf", solids)


def _on_top(rng: Random, palette: Palette, width: float, depth: float, height: float) -> list[Solid]:
    """Put a lamp or some things on a cabinet."""
    if rng.random() < 0.35:
        solids = place(table_lamp(rng, palette), rng.choice(SIDES) * width * 0.3, 0.0, height, 0.0)
        return solids + scatter(rng, palette, ANYWHERE, palette.count(1), width * 0.4, depth, height)
    return scatter(rng, palette, ANYWHERE, palette.count(4), width, depth, height)
