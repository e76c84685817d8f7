"""Bathtubs: panelled, built in, oval, on claws, round and for corners, with their curtains and glass screens."""

from __future__ import annotations

import math
from functools import partial
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.bath_parts import add_bottles
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Place
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import BATH, SIDES, VOID, corners
from svr_ros.synthesis.catalogue.taps import add_tap
from svr_ros.synthesis.piece import Furniture


def _add_trough(
    piece: Builder,
    rng: Random,
    half_x: float,
    half_y: float,
    height: float,
    wall: float,
    floor: float,
    rounding: float,
) -> None:
    """Add an open vessel with sloping ends and rounded feet inside, without which it would look like a crate.

    Args:
        piece: Piece that the vessel is added to.
        rng: Random generator.
        half_x: Half its width, in metres.
        half_y: Half its depth, in metres.
        height: Height of its rim, in metres.
        wall: Thickness of its walls, in metres.
        floor: Thickness of its floor, in metres.
        rounding: Radius of its edges, in metres.
    """
    rounding = min(rounding, wall * 0.45)
    # Floor and walls
    piece.box(half_x, half_y, (0.0, floor), 0.01)
    for side in SIDES:
        piece.box(half_x, around(side * (half_y - wall / 2), wall / 2), (0.0, height), rounding)
        piece.box(around(side * (half_x - wall / 2), wall / 2), half_y, (0.0, height), rounding)
    # Sloping ends, the one to lean on flatter than the other
    tall = height / 2 - 0.03
    for side, slope in ((-1.0, rng.uniform(0.35, 0.6)), (1.0, rng.uniform(0.1, 0.25))):
        x = side * (half_x - wall - 0.045 - math.sin(slope) * tall)
        piece.box(around(x, 0.045), half_y - wall + 0.01, around(height / 2 - 0.01, tall), 0.012, roll=side * slope)
    # Slopes along the foot of the long walls
    for side in SIDES:
        y = side * (half_y - wall - 0.03)
        piece.box(half_x - wall, around(y, 0.02), around(floor + 0.05, 0.1), 0.008, pitch=-side * 0.5)


def panelled_bathtub(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a tub with its long side to the wall, bare or with a panel of tiles or boards."""
    piece = Builder(BATH, materials.ceramic())
    half_x, half_y = rng.uniform(0.75, 0.9), rng.uniform(0.34, 0.42)
    height, wall = rng.uniform(0.48, 0.62), rng.uniform(0.05, 0.09)
    _add_trough(piece, rng, half_x, half_y, height, wall, rng.uniform(0.1, 0.18), rng.choice((0.012, 0.035)))
    # Panel
    if rng.random() < 0.55:
        with piece.using(materials.tiles() if rng.random() < 0.6 else materials.wood()):
            panel = (0.0, height - 0.05)
            piece.box(half_x, around(-half_y - 0.01, 0.012), panel)
            for side in SIDES:
                piece.box(around(side * (half_x + 0.01), 0.012), half_y + 0.02, panel)
    # Tap at one end or at the back
    if rng.random() < 0.5:
        with piece.placed(half_x - 0.04, 0.0, height, -math.pi / 2):
            add_tap(piece, rng, materials, (0.0, 0.0, 0.0))
    else:
        add_tap(piece, rng, materials, (rng.uniform(-0.3, 0.5), half_y - 0.035, height))
    # Bottles on the rim, a towel over it, a rack across it
    with piece.using(label=VOID):
        if rng.random() < 0.55:
            add_bottles(piece, rng, materials, (rng.uniform(-0.7, -0.5), half_y - wall / 2, height))
        if rng.random() < 0.3:
            length = rng.uniform(0.24, 0.4)
            with piece.using(materials.towel()):
                cloth = around(-half_y + wall / 2 - 0.012, wall / 2 + 0.025)
                piece.box(around(rng.uniform(-0.4, 0.4), 0.2), cloth, (height - length + 0.02, height + 0.02), 0.018)
        if rng.random() < 0.2:
            with piece.using(materials.wood()):
                x = rng.uniform(-0.3, 0.3)
                piece.box(around(x, 0.08), half_y - 0.01, (height, height + 0.024), 0.004)
            add_bottles(piece, rng, materials, (x - 0.03, -0.1, height + 0.024), 2)
    return piece.furniture(top=height)


def built_in_bathtub(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a tub set into a tiled bench, now and then with a step before it."""
    piece, tiles = Builder(BATH, materials.ceramic()), materials.tiles()
    half_x, half_y, height = rng.uniform(0.78, 0.88), rng.uniform(0.35, 0.4), rng.uniform(0.46, 0.58)
    rim, bench = rng.uniform(0.06, 0.2), height - 0.012
    _add_trough(piece, rng, half_x, half_y, height, 0.06, 0.14, 0.025)
    with piece.using(tiles):
        for side in SIDES:
            piece.box(half_x + rim, around(side * (half_y + rim / 2), rim / 2), (0.0, bench))
            piece.box(around(side * (half_x + rim / 2), rim / 2), half_y, (0.0, bench))
        if rng.random() < 0.35:
            piece.box(half_x + rim, (-half_y - rim - 0.28, -half_y - rim), (0.0, 0.18))
    add_tap(piece, rng, materials, (rng.choice(SIDES) * (half_x - 0.03), 0.0, height))
    if rng.random() < 0.55:
        with piece.using(label=VOID):
            add_bottles(piece, rng, materials, (rng.uniform(-0.5, 0.4), half_y + rim / 2, bench))
    return piece.furniture(top=bench)


def oval_bathtub(rng: Random, materials: MaterialLibrary, claws: bool = False) -> Furniture:
    """Return an oval tub that stands free, on the floor or on four claws."""
    look = materials.ceramic()
    piece = Builder(BATH, _outside(rng, materials, look))
    half_x, half_y, height = rng.uniform(0.75, 0.9), rng.uniform(0.36, 0.42), rng.uniform(0.52, 0.64)
    low = rng.uniform(0.12, 0.16) if claws else 0.0
    _add_stadium(piece, half_x, half_y * rng.uniform(0.72, 0.92), half_y, (low, height))
    if claws:
        with piece.using(materials.chrome()):
            for x, y in corners(half_x - half_y, 0.2):
                piece.rod((x, y, low + 0.06), (x * 1.12, y * 1.2, 0.035), 0.035, 0.02)
                piece.ellipsoid(around(x * 1.13, 0.04), around(y * 1.21, 0.035), (0.0, 0.06))
    _add_floor_tap(piece, rng, materials, half_y + 0.1, height)
    return piece.furniture()


def _add_stadium(piece: Builder, half_x: float, bottom: float, top: float, z: tuple[float, float]) -> None:
    """Add an oval vessel: two half tubes that widen from a radius at the bottom to one at the top, and two plates."""
    wall, (low, high) = 0.045, z
    x, run, rise = half_x - top, top - bottom, high - low
    slant = math.hypot(run, rise) / 2
    for side in SIDES:
        yaw = 0.0 if side > 0 else math.pi
        end = (side * x, 0.0)
        piece.shell(z, bottom, top, wall, math.pi / 2 + 0.01, end, yaw)
        piece.shell(around(high, 0.02), top, top, 0.04, math.pi / 2, end, yaw)
        middle, plate = around(side * (bottom + top) / 2, wall / 2), around((low + high) / 2, slant)
        piece.box(x, middle, plate, wall / 2.2, pitch=-side * math.atan2(run, rise))
        piece.rod((-x, side * top, high), (x, side * top, high), 0.02)
        piece.cone((low, low + 0.1), bottom, bottom + 0.02, end, 0.01)
    piece.box(x, bottom + 0.01, (low, low + 0.1))


def round_bathtub(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a round tub that stands free."""
    look = materials.ceramic()
    piece = Builder(BATH, look)
    radius, height = rng.uniform(0.6, 0.8), rng.uniform(0.52, 0.64)
    with piece.using(_outside(rng, materials, look)):
        piece.shell((0.0, height), radius * rng.uniform(0.82, 1.0), radius, 0.05)
    piece.shell(around(height, 0.025), radius, radius, 0.05)
    piece.cone((0.0, 0.16), 0.84 * radius, 0.88 * radius)
    _add_floor_tap(piece, rng, materials, radius + 0.09, height)
    return piece.furniture()


def _outside(rng: Random, materials: MaterialLibrary, inside: int) -> int:
    """Return the material of the outside of a free-standing tub."""
    return inside if rng.random() < 0.75 else materials.plain(rng.choice(("dark", "vivid", "grey")), 0.3)


def _add_floor_tap(piece: Builder, rng: Random, materials: MaterialLibrary, y: float, height: float) -> None:
    """Add a tap on a post behind a tub, or a mixer on its rim."""
    if rng.random() < 0.5:
        add_tap(piece, rng, materials, (0.0, y - 0.1, height + 0.012))
        return
    top = height + rng.uniform(0.12, 0.22)
    with piece.using(materials.chrome()):
        piece.cone((0.0, 0.016), 0.05, 0.045, (0.0, y))
        piece.rod((0.0, y, 0.0), (0.0, y, top), 0.016)
        piece.rod((0.0, y, top - 0.01), (0.0, y - 0.24, top - 0.01), 0.014)
        piece.rod((-0.09, y, top - 0.09), (0.09, y, top - 0.09), 0.012)
        piece.rod((0.09, y, top - 0.1), (0.09, y - 0.02, top + 0.12), 0.012, 0.022)


def corner_bathtub(rng: Random, materials: MaterialLibrary, side: int = -1) -> Furniture:
    """Return a tub like a quarter of a disc for the corner at its own -x (side = -1) or +x (side = 1) end."""
    piece, size, height = Builder(BATH, materials.ceramic()), rng.uniform(1.2, 1.45), rng.uniform(0.5, 0.6)
    deck, inner = rng.uniform(0.16, 0.22), size - rng.uniform(0.13, 0.18)
    along = math.sqrt(size * size - deck * deck) - 0.02
    sign = -side

    def span(low: float, high: float) -> tuple[float, float]:
        return (low, high) if sign > 0 else (-high, -low)

    # Apron, rim and the slope inside, all bent around the corner
    sector, middle = math.pi / 4, -0.25 * math.pi if sign > 0 else -0.75 * math.pi
    with piece.using(piece.material if rng.random() < 0.5 else materials.tiles()):
        piece.shell((0.0, height - 0.02), size - 0.015, size - 0.015, 0.03, sector, yaw=middle)
    piece.shell(around(height - 0.012, 0.018), inner, size - 0.016, 0.028, sector, yaw=middle)
    piece.shell((0.11, height - 0.01), inner - 0.2, inner, 0.04, sector, yaw=middle)
    # Decks along both walls and across the corner
    piece.box(span(0.0, along), (-deck, 0.0), (0.0, height), 0.01)
    piece.box(span(0.0, deck), (-along, 0.0), (0.0, height), 0.01)
    seat, shift = (0.0, height - 0.04), 1.13 * deck
    piece.box(around(sign * shift, deck), around(-shift, 0.6 * deck), seat, 0.02, sign * math.pi / 4)
    # Floor of three boxes inside the quarter disc
    for a, b in ((0.62, 0.62), (0.86, 0.38), (0.38, 0.86)):
        piece.box(span(0.0, a * size), (-b * size, 0.0), (0.0, 0.12))
    add_tap(piece, rng, materials, (sign * 0.5 * size, -0.06, height))
    if rng.random() < 0.55:
        with piece.using(label=VOID):
            add_bottles(piece, rng, materials, (sign * 0.72 * size - 0.05, -deck / 2, height))
    return piece.furniture()


def bath_curtain(
    rng: Random, materials: MaterialLibrary, width: float = 1.7, bottom: float = 0.2, top: float = 2.0
) -> Furniture:
    """Return a shower curtain on its rod, drawn to one end.

    Args:
        rng: Random generator.
        materials: Materials of the room.
        width: Length of the rod, in metres.
        bottom: Height of the lower edge of the cloth, in metres.
        top: Height of the rod, in metres.
    """
    piece = Builder(VOID, materials.curtain() if rng.random() < 0.6 else materials.plain("white", 0.0))
    drawn, folds = width * rng.uniform(0.2, 0.6), rng.randint(5, 9)
    with piece.using(materials.chrome()):
        piece.rod((-width / 2, 0.0, top), (width / 2, 0.0, top), 0.012)
    for k in range(folds):
        at = drawn * (k + 0.5) / folds - width / 2, 0.012 * (-1) ** k
        piece.cone((bottom, top), 0.62 * drawn / folds, 0.52 * drawn / folds, at)
    return piece.furniture()


def bath_screen(rng: Random, materials: MaterialLibrary, height: float = 1.4) -> Furniture:
    """Return one or two sheets of glass of a height (metres) for the rim of a tub, the wall at their -x end."""
    piece, half = Builder(VOID, materials.glass()), rng.uniform(0.35, 0.475)
    piece.box(half, 0.004, (0.0, height))
    with piece.using(materials.chrome()):
        piece.box((-half, 0.024 - half), 0.012, (0.0, height))
        piece.box(half, 0.009, (0.0, 0.016))
        if rng.random() < 0.5:  # a hinge between two sheets
            piece.box(around(rng.uniform(-0.1, 0.1), 0.008), 0.009, (0.0, height))
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    Form("panelled bathtub", "bathtub", Label.BATH, panelled_bathtub, 0.6, (1.48, 1.9), (0.66, 0.98), (0.5, 1.05)),
    Form("built-in bathtub", "bathtub", Label.BATH, built_in_bathtub, 0.4, (1.65, 2.2), (0.8, 1.5), (0.5, 1.0)),
    Form("oval bathtub", "freestanding bathtub", Label.BATH, oval_bathtub, 0.5, (1.48, 1.9), (0.7, 1.05), (0.54, 1.05)),
    Form(
        "clawfoot bathtub",
        "freestanding bathtub",
        Label.BATH,
        partial(oval_bathtub, claws=True),
        0.3,
        (1.48, 1.9),
        (0.7, 1.05),
        (0.54, 1.05),
    ),
    Form("round bathtub", "freestanding bathtub", Label.BATH, round_bathtub, 0.2, (1.2, 1.7), (1.2, 1.8), (0.54, 1.0)),
    Form("corner bathtub", "corner bathtub", Label.BATH, corner_bathtub, 1.0, (1.15, 1.5), (1.15, 1.5), (0.5, 1.0)),
    Form("bath curtain", "bath curtain", Label.VOID, bath_curtain, place=Place.FITTED),
    Form("bath screen", "bath screen", Label.VOID, bath_screen, 1.0, (0.69, 0.96), (0.02, 0.03), place=Place.FITTED),
)
