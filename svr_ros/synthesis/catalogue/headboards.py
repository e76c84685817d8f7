"""What stands at the head of a bed: padded, slatted, panelled, of metal bars, with wings, with shelves, or nothing.

A head board stands on the floor at y, its front towards -y, and is as wide as the bed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from random import Random

from svr_ros.synthesis.catalogue.frames import arc
from svr_ros.synthesis.catalogue.palette import Palette
from svr_ros.synthesis.catalogue.parts import BED, SIDES, box, rod
from svr_ros.synthesis.scene import Solid

Board = Callable[[Random, Palette, int, float, float, float, float], list[Solid]]
"""Makes a head board: rng, palette, material, half width, y, height of the mattress, height (m)."""

_box = partial(box, BED)
_rod = partial(rod, BED)


def panel(
    rng: Random, palette: Palette, material: int, half_x: float, y: float, mattress: float, height: float
) -> list[Solid]:
    """A board of wood or cloth, plain or in a frame."""
    wide, thick = half_x + rng.choice((0.0, 0.0, rng.uniform(0.0, 0.3))), rng.uniform(0.015, 0.035)
    solids = [_box(material, 0, y, height / 2, wide, thick, height / 2, rng.choice((0.004, 0.014)))]
    if rng.random() < 0.35:
        inner = palette.wicker() if rng.random() < 0.3 else material
        half = (height - mattress) / 2 - 0.04
        for k in range(2):
            x = wide * (k - 0.5)
            solids.append(
                _box(inner, x, y - thick - 0.002, mattress + half + 0.02, wide / 2 - 0.04, 0.006, half, 0.003)
            )
    return solids


def padded(
    rng: Random, palette: Palette, material: int, half_x: float, y: float, mattress: float, height: float
) -> list[Solid]:
    """An upholstered board: one soft slab, upright channels, or two rows of tufts."""
    wide, low = half_x + 0.03, mattress - 0.12
    solids = [_box(material, 0, y, height / 2, wide, 0.03, height / 2, 0.025)]
    kind = rng.choice(("slab", "channels", "tufts"))
    rows, columns = 1, 1
    if kind == "channels":
        columns = max(4, round(2 * wide / rng.uniform(0.13, 0.25)))
    elif kind == "tufts":
        rows, columns = 2, max(3, round(2 * wide / rng.uniform(0.25, 0.4)))
    half_z = (height - low) / 2 / rows
    for row in range(rows):
        for k in range(columns):
            x = wide * ((2 * k + 1) / columns - 1)
            z = low + half_z * (2 * row + 1)
            solids.append(_box(material, x, y - 0.03, z, wide / columns, 0.035, half_z, 0.033))
    return solids


def winged(
    rng: Random, palette: Palette, material: int, half_x: float, y: float, mattress: float, height: float
) -> list[Solid]:
    """A tall padded board with short wings at its sides."""
    wide, low = half_x + 0.05, mattress - 0.15
    solids = [_box(material, 0, y, height / 2, wide, 0.045, height / 2, 0.04)]
    solids += [
        _box(material, s * wide, y - 0.09, (low + height) / 2, 0.035, 0.12, (height - low) / 2, 0.03) for s in SIDES
    ]
    return solids


def slatted(
    rng: Random, palette: Palette, material: int, half_x: float, y: float, mattress: float, height: float
) -> list[Solid]:
    """Two posts with rails or upright slats between them."""
    solids = [_box(material, s * half_x, y, height / 2, 0.03, 0.025, height / 2, 0.005) for s in SIDES]
    low = mattress - 0.05
    if rng.random() < 0.5:
        count = rng.randint(2, 4)
        pitch = (height - low) / count
        half = pitch * rng.uniform(0.25, 0.46)
        return solids + [
            _box(material, 0, y, height - 0.02 - half - k * pitch, half_x, 0.012, half) for k in range(count)
        ]
    count = round(half_x / rng.uniform(0.05, 0.09))
    slat = half_x / count * rng.uniform(0.35, 0.6)
    solids += [_box(material, 0, y, z, half_x, 0.016, 0.03) for z in (height - 0.03, low)]
    solids += [
        _box(
            material, half_x * ((2 * k + 1) / count - 1), y, (low + height) / 2, slat, 0.009, (height - low) / 2, 0.002
        )
        for k in range(count)
    ]
    return solids


def bars(
    rng: Random, palette: Palette, material: int, half_x: float, y: float, mattress: float, height: float
) -> list[Solid]:
    """Metal tubes: posts with knobs, rails and thin bars, sometimes under an arch."""
    low, tube = mattress - 0.1, rng.uniform(0.012, 0.019)
    rail = height - 0.1
    solids = [_rod(material, (s * half_x, y, 0.0), (s * half_x, y, rail + 0.05), tube) for s in SIDES]
    solids += [_rod(material, (-half_x, y, z), (half_x, y, z), tube * 0.8) for z in (low, rail)]
    count = round(half_x / rng.uniform(0.07, 0.12))
    for k in range(count):
        x = half_x * ((2 * k + 1) / count - 1)
        solids.append(_rod(material, (x, y, low), (x, y, rail), tube * 0.45))
    if rng.random() < 0.5:
        rise = rng.uniform(0.1, 0.2)
        radius = (half_x * half_x + rise * rise) / (2 * rise)
        centre = 0.0, y, rail + rise - radius
        solids.append(arc(BED, material, centre, (0, 0, 1), (0, 1, 0), radius, 1.6 * tube, math.asin(half_x / radius)))
    return solids


def shelf(
    rng: Random, palette: Palette, material: int, half_x: float, y: float, mattress: float, height: float
) -> list[Solid]:
    """A bookcase behind the pillows: a box with an open shelf and a few books."""
    deep, low = 0.1, mattress + 0.08
    y -= deep - 0.03
    top = max(height * 0.85, low + 0.3)
    solids = [
        _box(material, 0, y, low / 2, half_x + 0.02, deep, low / 2, 0.004),
        _box(material, 0, y, top - 0.012, half_x + 0.02, deep, 0.012, 0.003),
        _box(material, 0, y + deep - 0.008, top / 2, half_x + 0.02, 0.008, top / 2, 0.002),
    ]
    solids += [
        _box(material, x, y, (low + top) / 2, 0.01, deep, (top - low) / 2, 0.002)
        for x in (-half_x - 0.01, 0.0, half_x + 0.01)
    ]
    for side in SIDES:
        if rng.random() < 0.6:
            wide = rng.uniform(0.08, 0.2)
            solids.append(
                _box(palette.spines(), side * half_x * rng.uniform(0.3, 0.7), y, low + 0.1, wide, 0.07, 0.1, 0.0)
            )
    return solids
