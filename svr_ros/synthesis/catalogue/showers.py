"""Showers: trays (bath) with glass, curved glass or curtains, and walk-in ones; the back is at +y."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import BATH, SIDES, VOID, box, cone, rod, shell
from svr_ros.synthesis.catalogue.tableware import bottles
from svr_ros.synthesis.piece import Furniture, furniture, place
from svr_ros.synthesis.scene import Solid


def shower(rng: Random, palette: Palette, ceiling: float) -> Furniture:
    """Draw a shower under a ceiling (its height, m): with a curtain, glass on two sides, curved glass, or one sheet."""
    form = rng.choice((_curtained, _framed, _framed, _curved, _walk_in))
    top = min(rng.uniform(1.9, 2.1), ceiling - 0.05)
    return furniture(BATH, "shower", form(rng, palette, top))


def _tray(palette: Palette, half_x: float, half_y: float, tall: float) -> list[Solid]:
    """Build a tray with a raised rim and its drain."""
    white = palette.ceramic()
    return [
        box(BATH, white, 0, 0, tall * 0.35, half_x, half_y, tall * 0.35, 0.008),
        *(box(BATH, white, 0, s * (half_y - 0.025), tall / 2, half_x, 0.025, tall / 2, 0.01) for s in SIDES),
        *(box(BATH, white, s * (half_x - 0.025), 0, tall / 2, 0.025, half_y, tall / 2, 0.01) for s in SIDES),
        cone(BATH, palette.chrome(), 0, 0, tall * 0.7 + 0.002, 0.004, 0.05, 0.05),
    ]


def _water(rng: Random, palette: Palette, x: float, back: float, top: float) -> list[Solid]:
    """Build the rail, the head and the mixer on the wall at y = back, and a shelf of bottles."""
    metal, head = palette.chrome(), rng.random()
    solids = [
        rod(VOID, metal, (x, back - 0.04, 0.95), (x, back - 0.04, top - 0.1), 0.011),
        *(rod(VOID, metal, (x, back, z), (x, back - 0.045, z), 0.014) for z in (0.98, top - 0.14)),
        rod(VOID, metal, (x - 0.09, back - 0.05, 1.02), (x + 0.09, back - 0.05, 1.02), 0.022),
    ]
    if head < 0.5:
        solids += [
            rod(VOID, metal, (x, back - 0.04, top - 0.1), (x, back - 0.32, top - 0.08), 0.011),
            cone(VOID, metal, x, back - 0.32, top - 0.1, 0.015, 0.11, 0.03),
        ]
    else:
        solids.append(rod(VOID, metal, (x, back - 0.04, top - 0.25), (x, back - 0.16, top - 0.2), 0.012, 0.02))
        solids.append(cone(VOID, metal, x, back - 0.17, top - 0.21, 0.018, 0.055, 0.03, 0.003, 0.0, -0.5))
    if rng.random() < 0.6:
        solids.append(box(VOID, metal, x + 0.24, back - 0.05, 1.15, 0.11, 0.05, 0.008))
        flasks = [solid for solid in bottles(rng, palette) if abs(solid.x) < 0.09 and abs(solid.y) < 0.018]
        solids += place(flasks, x + 0.24, back - 0.055, 1.158, 0.0)
    return solids


def _sheet(
    metal: int, glass: int, a: tuple[float, float], b: tuple[float, float], low: float, top: float
) -> list[Solid]:
    """Build a sheet of glass between two points of the floor with its metal edges."""
    x, y, half = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, math.hypot(b[0] - a[0], b[1] - a[1]) / 2
    turn, middle = math.atan2(b[1] - a[1], b[0] - a[0]), (low + top) / 2
    return [
        box(VOID, glass, x, y, middle, half, 0.004, (top - low) / 2, 0.0, turn),
        *(box(VOID, metal, *p, middle, 0.012, 0.012, (top - low) / 2) for p in (a, b)),
        *(box(VOID, metal, x, y, z, half, 0.01, 0.01, 0.0, turn) for z in (low + 0.01, top - 0.01)),
    ]


def _framed(rng: Random, palette: Palette, top: float) -> list[Solid]:
    half_x, half_y, tall = rng.uniform(0.4, 0.6), rng.uniform(0.38, 0.48), rng.choice((0.05, 0.14))
    metal, glass = palette.chrome(), palette.glass()
    y, side = -half_y + 0.02, rng.choice(SIDES)
    solids = _tray(palette, half_x, half_y, tall)
    left, right = (-half_x + 0.015, y), (half_x - 0.015, y)
    solids += _sheet(metal, glass, left, (0.02, y), tall, top)
    if rng.random() < 0.6:
        solids += _sheet(metal, glass, (0.02, y), right, tall, top)
    else:
        solids.append(box(VOID, metal, half_x - 0.012, y, (tall + top) / 2, 0.012, 0.012, (top - tall) / 2))
        solids.append(box(VOID, metal, half_x / 2, y, top - 0.01, half_x / 2, 0.01, 0.01))
    solids += _sheet(metal, glass, (side * (half_x - 0.015), y), (side * (half_x - 0.015), half_y - 0.015), tall, top)
    solids.append(rod(VOID, metal, (0.07, y - 0.04, 0.95), (0.07, y - 0.04, 1.2), 0.01))
    solids += [rod(VOID, metal, (0.07, y - 0.04, z), (0.025, y, z), 0.008) for z in (0.97, 1.18)]
    return solids + _water(rng, palette, rng.uniform(-0.1, 0.1), half_y, top)


def _curved(rng: Random, palette: Palette, top: float) -> list[Solid]:
    """Build a quarter round tray in the corner at -x, closed by bent glass."""
    size, tall = rng.uniform(0.8, 0.95), rng.choice((0.06, 0.14))
    white, metal, glass = palette.ceramic(), palette.chrome(), palette.glass()
    radius, mid = 0.5 * size - 0.001, (tall + top) / 2
    edge = size - radius
    bend = (edge, -edge, radius - 0.02)
    solids = [
        box(BATH, white, size / 2, -edge / 2, tall / 2, size / 2, edge / 2, tall / 2, 0.01),
        box(BATH, white, edge / 2, -size / 2, tall / 2, edge / 2, size / 2, tall / 2, 0.01),
        cone(BATH, white, edge, -edge, tall / 2, tall / 2, radius, radius, 0.01),
        shell(VOID, glass, bend[0], bend[1], mid, (top - tall) / 2, bend[2], bend[2], 0.01, math.pi / 4, -math.pi / 4),
    ]
    solids += [
        shell(VOID, metal, edge, -edge, z, 0.012, bend[2], bend[2], 0.022, math.pi / 4, -math.pi / 4)
        for z in (tall + 0.012, top - 0.012)
    ]
    solids += _sheet(metal, glass, (size - 0.02, -0.015), (size - 0.02, -edge), tall, top)
    solids += _sheet(metal, glass, (0.015, -size + 0.02), (edge, -size + 0.02), tall, top)
    return solids + _water(rng, palette, 0.3, 0.0, top)


def _walk_in(rng: Random, palette: Palette, top: float) -> list[Solid]:
    half_x, half_y = rng.uniform(0.45, 0.65), rng.uniform(0.4, 0.5)
    floor = palette.tiles() if rng.random() < 0.5 else palette.ceramic()
    metal, side = palette.chrome(), rng.choice(SIDES)
    solids = [
        box(BATH, floor, 0, 0, 0.015, half_x, half_y, 0.015, 0.003),
        box(BATH, palette.chrome(), 0, half_y - 0.1, 0.031, 0.3, 0.03, 0.003),
    ]
    x = side * (half_x - 0.015)
    solids += _sheet(metal, palette.glass(), (x, -half_y + 0.02), (x, half_y - 0.015), 0.03, top)
    return solids + _water(rng, palette, 0.0, half_y, top)


def _curtained(rng: Random, palette: Palette, top: float) -> list[Solid]:
    half, tall, metal = rng.uniform(0.38, 0.48), rng.choice((0.06, 0.14)), palette.chrome()
    solids = _tray(palette, half, half, tall)
    y = -half + 0.04
    cloth = palette.curtain() if rng.random() < 0.5 else palette.plain("white", 0.0)
    solids += [rod(VOID, metal, (x, y, tall - 0.01), (x, y, top), 0.012) for x in (-half + 0.02, half - 0.02)]
    solids.append(rod(VOID, metal, (-half + 0.02, y, top), (half - 0.02, y, top), 0.012))
    folds, reach = rng.randint(6, 10), rng.uniform(0.5, 0.98)
    for k in range(folds):
        x = half - 0.03 - 2 * (half - 0.03) * reach * (k + 0.5) / folds
        low, wide = tall + 0.03, half * reach / folds
        solids.append(
            cone(VOID, cloth, x, y + 0.012 * (-1) ** k, (top + low) / 2, (top - low) / 2, 1.25 * wide, 1.05 * wide)
        )
    return solids + _water(rng, palette, rng.uniform(-0.1, 0.1), half, top)
