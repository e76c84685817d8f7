"""Showers: trays of class bath with glass, bent glass or curtains, and walk-in ones; the back is at +y."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.bath_parts import add_bottles
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import BATH, SIDES, VOID
from svr_ros.synthesis.piece import Furniture

_TOP = (1.9, 2.1)
"""Range of the height of glass and rails, in metres."""

Point2 = tuple[float, float]


def framed_shower(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a tray with framed glass in front and on one side; half of the front may be an open door."""
    piece, top = Builder(BATH), rng.uniform(*_TOP)
    half_x, half_y, tray = rng.uniform(0.4, 0.6), rng.uniform(0.38, 0.48), rng.choice((0.05, 0.14))
    metal, glass = materials.chrome(), materials.glass()
    _add_tray(piece, materials, half_x, half_y, tray)
    # Front and one side of glass
    y, z, x = -half_y + 0.02, (tray, top), half_x - 0.015
    _add_sheet(piece, metal, glass, (-x, y), (0.02, y), z)
    with piece.using(metal, VOID):
        if rng.random() < 0.6:
            _add_sheet(piece, metal, glass, (0.02, y), (x, y), z)
        else:  # a doorway
            piece.box((half_x - 0.024, half_x), around(y, 0.012), z)
            piece.box((0.0, half_x), around(y, 0.01), (top - 0.02, top))
        end = rng.choice(SIDES) * x
        _add_sheet(piece, metal, glass, (end, y), (end, half_y - 0.015), z)
        # Handle
        piece.rod((0.07, y - 0.04, 0.95), (0.07, y - 0.04, 1.2), 0.01)
        for height in (0.97, 1.18):
            piece.rod((0.07, y - 0.04, height), (0.025, y, height), 0.008)
    _add_fittings(piece, rng, materials, rng.uniform(-0.1, 0.1), half_y, top)
    return piece.furniture()


def curved_shower(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a quarter-round tray in the corner at -x, closed by bent glass."""
    piece, top = Builder(BATH, materials.ceramic()), rng.uniform(*_TOP)
    size, tray = rng.uniform(0.8, 0.95), rng.choice((0.06, 0.14))
    metal, glass = materials.chrome(), materials.glass()
    radius = 0.5 * size - 0.001
    edge, bend, z = size - radius, radius - 0.02, (tray, top)
    # Tray: two boxes and a disc
    piece.box((0.0, size), (-edge, 0.0), (0.0, tray), 0.01)
    piece.box((0.0, edge), (-size, 0.0), (0.0, tray), 0.01)
    piece.cone((0.0, tray), radius, at=(edge, -edge), rounding=0.01)
    # Bent glass between two rails, and a sheet at either end
    with piece.using(glass, VOID):
        piece.shell(z, bend, bend, 0.01, math.pi / 4, (edge, -edge), -math.pi / 4)
    with piece.using(metal, VOID):
        for height in ((tray, tray + 0.024), (top - 0.024, top)):
            piece.shell(height, bend, bend, 0.022, math.pi / 4, (edge, -edge), -math.pi / 4)
    _add_sheet(piece, metal, glass, (size - 0.02, -0.015), (size - 0.02, -edge), z)
    _add_sheet(piece, metal, glass, (0.015, -size + 0.02), (edge, -size + 0.02), z)
    _add_fittings(piece, rng, materials, 0.3, 0.0, top)
    return piece.furniture()


def walk_in_shower(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a flat floor with a drain and one sheet of glass at its side."""
    piece, top = Builder(BATH, materials.tiles() if rng.random() < 0.5 else materials.ceramic()), rng.uniform(*_TOP)
    half_x, half_y = rng.uniform(0.45, 0.65), rng.uniform(0.4, 0.5)
    piece.box(half_x, half_y, (0.0, 0.03), 0.003)
    metal, x = materials.chrome(), rng.choice(SIDES) * (half_x - 0.015)
    with piece.using(metal):
        piece.box(0.3, around(half_y - 0.1, 0.03), (0.028, 0.034))
    _add_sheet(piece, metal, materials.glass(), (x, -half_y + 0.02), (x, half_y - 0.015), (0.03, top))
    _add_fittings(piece, rng, materials, 0.0, half_y, top)
    return piece.furniture()


def curtained_shower(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a tray with a curtain on a rail."""
    piece, top = Builder(BATH), rng.uniform(*_TOP)
    half, tray = rng.uniform(0.38, 0.48), rng.choice((0.06, 0.14))
    _add_tray(piece, materials, half, half, tray)
    x, y = half - 0.02, -half + 0.04
    with piece.using(materials.chrome(), VOID):
        for side in SIDES:
            piece.rod((side * x, y, tray - 0.01), (side * x, y, top), 0.012)
        piece.rod((-x, y, top), (x, y, top), 0.012)
    folds, drawn = rng.randint(6, 10), rng.uniform(0.5, 0.98)
    wide = half * drawn / folds
    with piece.using(materials.curtain() if rng.random() < 0.5 else materials.plain("white", 0.0), VOID):
        for k in range(folds):
            at = half - 0.03 - 2 * (half - 0.03) * drawn * (k + 0.5) / folds, y + 0.012 * (-1) ** k
            piece.cone((tray + 0.03, top), 1.25 * wide, 1.05 * wide, at)
    _add_fittings(piece, rng, materials, rng.uniform(-0.1, 0.1), half, top)
    return piece.furniture()


def _add_tray(piece: Builder, materials: MaterialLibrary, half_x: float, half_y: float, height: float) -> None:
    """Add a ceramic tray with a raised rim and its drain."""
    with piece.using(materials.ceramic()):
        piece.box(half_x, half_y, (0.0, 0.7 * height), 0.008)
        for side in SIDES:
            piece.box(half_x, around(side * (half_y - 0.025), 0.025), (0.0, height), 0.01)
            piece.box(around(side * (half_x - 0.025), 0.025), half_y, (0.0, height), 0.01)
    with piece.using(materials.chrome()):
        piece.cone(around(0.7 * height + 0.002, 0.004), 0.05)


def _add_sheet(piece: Builder, metal: int, glass: int, a: Point2, b: Point2, z: tuple[float, float]) -> None:
    """Add a sheet of glass with metal edges between two points of the floor."""
    low, top = z
    half, yaw = math.hypot(b[0] - a[0], b[1] - a[1]) / 2, math.atan2(b[1] - a[1], b[0] - a[0])
    x, y = around((a[0] + b[0]) / 2, half), (a[1] + b[1]) / 2
    with piece.using(glass, VOID):
        piece.box(x, around(y, 0.004), z, yaw=yaw)
    with piece.using(metal, VOID):
        for point in (a, b):
            piece.box(around(point[0], 0.012), around(point[1], 0.012), z)
        for rail in ((low, low + 0.02), (top - 0.02, top)):
            piece.box(x, around(y, 0.01), rail, yaw=yaw)


def _add_fittings(piece: Builder, rng: Random, materials: MaterialLibrary, x: float, back: float, top: float) -> None:
    """Add the rail, the shower head and the mixer on the wall at y = `back`, and often a shelf of bottles."""
    y = back - 0.04
    with piece.using(materials.chrome(), VOID):
        piece.rod((x, y, 0.95), (x, y, top - 0.1), 0.011)
        for z in (0.98, top - 0.14):
            piece.rod((x, back, z), (x, back - 0.045, z), 0.014)
        piece.rod((x - 0.09, back - 0.05, 1.02), (x + 0.09, back - 0.05, 1.02), 0.022)
        if rng.random() < 0.5:  # overhead
            piece.rod((x, y, top - 0.1), (x, back - 0.32, top - 0.08), 0.011)
            piece.cone(around(top - 0.1, 0.015), 0.11, 0.03, (x, back - 0.32))
        else:  # on a holder
            piece.rod((x, y, top - 0.25), (x, back - 0.16, top - 0.2), 0.012, 0.02)
            piece.cone(around(top - 0.21, 0.018), 0.055, 0.03, (x, back - 0.17), pitch=-0.5)
        if rng.random() < 0.6:
            piece.box(around(x + 0.24, 0.11), (back - 0.1, back), (1.142, 1.158))
            add_bottles(piece, rng, materials, (x + 0.17, back - 0.055, 1.158))


FORMS: tuple[Form, ...] = (
    Form("framed shower", "shower", Label.BATH, framed_shower, 2.0, (0.79, 1.21), (0.76, 1.02), (1.89, 2.12)),
    Form("curved shower", "shower", Label.BATH, curved_shower, 1.0, (0.79, 0.96), (0.79, 0.96), (1.89, 2.12)),
    Form("walk-in shower", "shower", Label.BATH, walk_in_shower, 1.0, (0.89, 1.31), (0.79, 1.01), (1.89, 2.12)),
    Form("curtained shower", "shower", Label.BATH, curtained_shower, 1.0, (0.74, 1.02), (0.74, 1.04), (1.89, 2.12)),
)
