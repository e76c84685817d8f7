"""Tall cupboards for clothes: with hinged or sliding doors, open ones, old ones, lockers."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cases import (
    Case,
    Cell,
    FrontStyle,
    Span,
    add_base,
    doors,
    draw_front_style,
    drawers,
    inset,
    spans,
)
from svr_ros.synthesis.catalogue.fillings import Space
from svr_ros.synthesis.catalogue.forms import Form, Maker
from svr_ros.synthesis.catalogue.housework import garments
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import CABINET, SIDES, VOID, Furniture, corners


def _finish(piece: Builder, rng: Random, materials: MaterialLibrary, x: Span, y: Span, height: float) -> Furniture:
    """Return a wardrobe, the lower ones sometimes with boxes on top."""
    if height < 2.1 and rng.random() < 0.3:
        left = x[0] + rng.uniform(0.2, 0.5) * (x[1] - x[0])
        for _ in range(rng.randint(1, 2)):
            right = left + rng.uniform(0.3, 0.52)
            if right > x[1]:
                break
            with piece.using(rng.choice((materials.cardboard, materials.thing, materials.fabric))(), VOID):
                piece.box(
                    (left, right), inset(y, 0.15 * (y[1] - y[0])), (height, height + rng.uniform(0.12, 0.26)), 0.02
                )
            left = right + 0.05
    return piece.furniture()


def _hinged(layout: str, mirrors: float = 0.0) -> Maker:
    """Return the maker of a wardrobe with one to five doors.

    Args:
        layout: "doors", "drawers" (below the doors) or "cupboards" (above the doors).
        mirrors: Fraction of wardrobes with a mirror on one or two doors.
    """

    def make(rng: Random, materials: MaterialLibrary) -> Furniture:
        count = rng.choice((1, 2, 2, 2, 3, 3, 4, 5))
        half_x, half_y = count * rng.uniform(0.2, 0.26), rng.uniform(0.26, 0.31)
        height = rng.uniform(2.15, 2.36) if layout == "cupboards" else rng.uniform(1.8, 2.36)
        piece, x, y = Builder(CABINET, materials.wood()), (-half_x, half_x), (-half_y, half_y)
        style = draw_front_style(rng, materials, piece.material)
        low, high, cells = add_base(piece, rng, materials, half_x, half_y, True), height - 0.01, []
        if rng.random() < 0.3:
            piece.box(half_x + 0.02, (-half_y - 0.037, half_y + 0.013), (height - 0.04, height), 0.008)

        # Cells of the face, from below.
        case = Case(piece, rng, materials, style, x, y, (low, height))
        if layout == "drawers":
            rows = rng.choice((1, 2))
            cells.append(Cell(x, (low, low + 0.02 + 0.2 * rows), max(1, count // 2), rows, drawers))
            low += 0.02 + 0.2 * rows
        elif layout == "cupboards":
            cells.append(Cell(x, (high - 0.41, high), count, 1, doors(-0.8)))
            high -= 0.41
        case.build([*cells, Cell(x, (low, high), count, 1, doors())])

        # Mirrors.
        if rng.random() < mirrors:
            for k in {rng.randrange(count) for _ in range(2 if count > 2 else 1)}:
                left, right = x[0] + 2 * half_x * k / count, x[0] + 2 * half_x * (k + 1) / count
                with piece.using(materials.mirror()):
                    piece.box((left + 0.075, right - 0.075), around(y[0] - 0.018, 0.006), (low + 0.08, high - 0.08))
        return _finish(piece, rng, materials, x, y, height)

    return make


def _sliding_panels(case: Case, cell: Cell) -> None:
    """Close a cell with panels that slide behind each other: boards, mirrors, coloured glass, slats."""
    piece, rng, materials, rail, height = case.piece, case.rng, case.materials, case.materials.metal(), cell.z[1]
    looks = [rng.choice((materials.mirror, materials.mirror, materials.wood, materials.plastic))() for _ in range(2)]
    if rng.random() < 0.5:
        looks[1] = looks[0]
    for k, x in enumerate(spans(cell.x, cell.columns)):
        y, x, z = case.y[0] - 0.014 - 0.024 * (k % 2), inset(x, -0.012), inset(cell.z, 0.045)
        with piece.using(looks[k % 2]):
            piece.box(x, around(y, 0.01), z, 0.002)
        with piece.using(rail):
            for edge in (x[0] + 0.012, x[1] - 0.012):
                piece.box(around(edge, 0.014), around(y - 0.002, 0.013), z, 0.003)
            if looks[0] == looks[1] and rng.random() < 0.3:
                piece.box(x, around(y - 0.002, 0.011), around(height * rng.choice((0.35, 0.62)), 0.01))
    with piece.using(rail):
        for low in (0.0, height - 0.05):
            piece.box((case.x[0], case.x[1]), (case.y[0] - 0.058, case.y[0] + 0.008), (low, low + 0.05))


def _sliding(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a wardrobe with two or three sliding panels."""
    panels, half_y, height = rng.choice((2, 2, 3)), rng.uniform(0.29, 0.34), rng.uniform(1.95, 2.38)
    half_x = panels * rng.uniform(0.325, 0.5)
    piece, x, z = Builder(CABINET, materials.wood()), (-half_x, half_x), (0.0, height)
    for s in SIDES:
        piece.box(around(s * (half_x - 0.012), 0.012), (-half_y, 0.08 - half_y), z)
    style = draw_front_style(rng, materials, piece.material)
    case = Case(piece, rng, materials, style, x, (0.06 - half_y, half_y), z)
    case.build([Cell(inset(x, 0.024), z, panels, 1, _sliding_panels)])
    return _finish(piece, rng, materials, x, case.y, height)


def _clothes(piece: Builder, rng: Random, materials: MaterialLibrary, space: Space, max_solids: int) -> None:
    """Hang clothes on a rail in a compartment, often above a box."""
    x, y, rail = space.x, sum(space.y) / 2, space.z[1] - rng.uniform(0.09, 0.27)
    with piece.using(materials.metal()):
        piece.rod((x[0], y, rail), (x[1], y, rail), 0.013)
    drop = rail - space.z[0] - 0.14
    piece.add(garments(rng, materials, *x, y, rail, rng.randint(4, 9), drop, hooks=False))
    if rng.random() < 0.6:
        half = min(0.2, (x[1] - x[0]) / 2 - 0.03)
        with piece.using(rng.choice((materials.cardboard, materials.thing))(), VOID):
            box = around(sum(x) / 2, half), around(y - 0.05, 0.16), (space.z[0], space.z[0] + rng.uniform(0.08, 0.13))
            piece.box(*box, 0.006)


def _pile(piece: Builder, rng: Random, materials: MaterialLibrary, space: Space, max_solids: int) -> None:
    """Put a pile of folded clothes or a box into a compartment."""
    (left, right), (front, back), (low, high) = space
    half, height = (
        min((right - left) / 2 - 0.01, rng.uniform(0.13, 0.19)),
        min(0.85 * (high - low), rng.uniform(0.1, 0.3)),
    )
    with piece.using(rng.choice((materials.fabric, materials.fabric, materials.cardboard))(), VOID):
        y = front + 0.08 * (back - front), back - 0.2 * (back - front)
        piece.box(around((left + right) / 2, half), y, (low, low + height), 0.02)


def _open(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a wardrobe that one looks into: clothes on a rail, shelves with piles; often with one door, open."""
    half_x, half_y, height = rng.uniform(0.45, 0.8), rng.uniform(0.25, 0.3), rng.uniform(1.85, 2.3)
    piece, x, y, z = Builder(CABINET, materials.wood()), (-half_x, half_x), (-half_y, half_y), (0.09, height)
    style = draw_front_style(rng, materials, piece.material)
    piece.box(half_x - 0.01, half_y - 0.02, (0, z[0]))

    # Clothes on the left, piles on the right if there is room for both.
    split = 2 * half_x * rng.choice((-0.12, 0.1, 0.16)) if half_x > 0.525 else half_x
    cells = [Cell((x[0], split), z, filling=_clothes)]
    if split < half_x:
        cells.append(Cell((split, x[1]), z, 1, rng.randint(3, 5), None, _pile, 0.85))
    Case(piece, rng, materials, style, x, y, z).build(cells)

    # An open door, hinged at one side.
    if rng.random() < 0.5:
        side, half, turn = rng.choice(SIDES), min(0.26, half_x / 2), rng.uniform(1.2, 1.9)
        c, s = -side * math.cos(turn), -math.sin(turn)
        at = side * (half_x - 0.01) + c * half, -half_y - 0.004 + s * half
        piece.box(around(at[0], half), around(at[1], 0.009), (0.11, height - 0.01), 0.002, yaw=math.atan2(s, c))
        return piece.furniture()
    return _finish(piece, rng, materials, x, y, height)


def _armoire(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return an old wardrobe: two panelled doors between pilasters, a cornice, ball feet, often a drawer below."""
    half_x, half_y, height = rng.uniform(0.5, 0.725), rng.uniform(0.25, 0.31), rng.uniform(1.85, 2.25)
    piece, brass = Builder(CABINET, materials.wood()), materials.chrome()
    low, high, y = rng.uniform(0.08, 0.12), height - 0.1, -half_y

    # Body, feet, plinth and cornice.
    for a, b in corners(half_x - 0.06, half_y - 0.06):
        piece.ellipsoid(around(a, 0.055), around(b, 0.055), (0, low + 0.02))
    piece.box(half_x, half_y, (low, high), 0.004)
    for by, z in ((0.02, (low, low + 0.08)), (0.022, (high - 0.005, high + 0.045)), (0.05, (height - 0.06, height))):
        piece.box(half_x + by, (y - by - 0.02, half_y + by - 0.02), z, 0.01)

    # Drawer.
    sill = low + 0.08
    if rng.random() < 0.6:
        top = sill + rng.uniform(0.18, 0.26)
        piece.box(half_x - 0.06, around(y - 0.01, 0.012), (sill + 0.012, top - 0.012), 0.005)
        with piece.using(brass):
            for s in SIDES:
                piece.ellipsoid(around(s * half_x / 2, 0.02), around(y - 0.035, 0.02), around((sill + top) / 2, 0.02))
        sill = top

    # Doors with two panels each, pilasters and knobs.
    half, middle, tall = half_x / 2 - 0.035, (sill + high) / 2, (high - sill) / 2 - 0.015
    for s in SIDES:
        x = s * (half + 0.004)
        piece.box(around(x, half), around(y - 0.008, 0.012), around(middle, tall), 0.004)
        for centre, size in ((0.46, 0.44), (-0.52, 0.38)):
            panel = around(middle + centre * tall, size * tall)
            piece.box(around(x, half - 0.06), around(y - 0.02, 0.01), panel, 0.008)
        piece.box(around(s * (half_x - 0.03), 0.022), around(y - 0.012, 0.014), around(middle, tall), 0.01)
        with piece.using(brass):
            piece.ellipsoid(around(s * 0.045, 0.014), around(y - 0.03, 0.018), around(middle, 0.03))
    return piece.furniture()


def _locker_doors(case: Case, cell: Cell) -> None:
    """Close a cell with metal doors that have air slots and, if they are few, locks."""
    piece, y, dark = case.piece, case.y[0], case.materials.plain("dark")
    for x in spans(cell.x, cell.columns):
        middle, half = (x[0] + x[1]) / 2, (x[1] - x[0]) / 2
        for z in spans(cell.z, cell.rows):
            height, tall = (z[0] + z[1]) / 2, z[1] - z[0]
            with piece.using(case.style.material):
                piece.box(inset(x, 0.008), (y - 0.01, y + 0.002), inset(z, 0.008), 0.002)
            with piece.using(dark):
                slot = around(height + 0.33 * tall, min(0.05, 0.06 * tall))
                piece.box(around(middle, 0.07), around(y - 0.01, 0.002), slot)
                if cell.columns * cell.rows < 7:
                    lock = around(height, 0.03)
                    piece.box(around(middle + 0.72 * half, 0.012), around(y - 0.012, 0.008), lock, 0.004)


def _lockers(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return two to five metal lockers side by side, up to three above each other."""
    columns, rows = rng.randint(2, 5), rng.choice((1, 1, 2, 3))
    half_x, half_y, height = columns * rng.uniform(0.14, 0.2), rng.uniform(0.225, 0.26), rng.uniform(1.7, 1.95)
    piece = Builder(CABINET, materials.plain(rng.choice(("grey", "grey", "beige", "vivid", "dark")), 0.15))
    front = piece.material
    if rng.random() < 0.5:
        front = materials.plain(rng.choice(("vivid", "grey", "pastel")), 0.15)
    x, y, style = (-half_x, half_x), (-half_y, half_y), FrontStyle(front, front, "none", False)
    case = Case(piece, rng, materials, style, x, y, (0.0, height))
    case.build([Cell(x, (0.08, height - 0.02), columns, rows, _locker_doors)])
    return piece.furniture()


_HINGED = (0.39, 2.65), (0.53, 0.69), (1.79, 2.37)

FORMS: tuple[Form, ...] = (
    Form("wardrobe", "wardrobe", Label.CABINET, _hinged("doors", 0.1), 0.27, *_HINGED),
    Form("mirrored wardrobe", "wardrobe", Label.CABINET, _hinged("doors", 1.0), 0.1, *_HINGED),
    Form("wardrobe with drawers", "wardrobe", Label.CABINET, _hinged("drawers", 0.2), 0.11, *_HINGED),
    Form("wardrobe with cupboards", "wardrobe", Label.CABINET, _hinged("cupboards", 0.2), 0.03, *_HINGED),
    Form("sliding wardrobe", "wardrobe", Label.CABINET, _sliding, 0.22, (1.29, 3.01), (0.57, 0.69), (1.94, 2.39)),
    Form("open wardrobe", "wardrobe", Label.CABINET, _open, 0.15, (0.89, 1.85), (0.49, 1.15), (1.84, 2.37)),
    Form("armoire", "wardrobe", Label.CABINET, _armoire, 0.13, (1.09, 1.56), (0.58, 0.73), (1.84, 2.26)),
    Form("lockers", "lockers", Label.CABINET, _lockers, 1.0, (0.55, 2.01), (0.45, 0.55), (1.69, 1.96)),
)
