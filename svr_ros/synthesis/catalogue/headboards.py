"""Head boards of beds: padded, slatted, panelled, of metal bars, with wings, with shelves.

A head board stands on the floor, its front towards -y.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES


class BoardSize(NamedTuple):
    """Half the width of a head board, its y, the height of the mattress and its own height, in metres."""

    half_x: float
    y: float
    low: float
    height: float


Board = Callable[[Builder, Random, MaterialLibrary, BoardSize], None]
"""Adds a head board of the piece's material."""


def panel(piece: Builder, rng: Random, materials: MaterialLibrary, size: BoardSize) -> None:
    """Add a board, plain or with two raised or caned panels."""
    half_x, y, low, height = size
    wide, thick = half_x + rng.choice((0.0, 0.0, rng.uniform(0.0, 0.3))), rng.uniform(0.015, 0.035)
    piece.box(wide, around(y, thick), (0.0, height), rng.choice((0.004, 0.014)))
    if rng.random() < 0.35:
        with piece.using(materials.wicker() if rng.random() < 0.3 else None):
            for s in SIDES:
                x = around(s * wide / 2, wide / 2 - 0.04)
                piece.box(x, around(y - thick - 0.002, 0.006), (low + 0.06, height - 0.02), 0.003)


def padded(piece: Builder, rng: Random, materials: MaterialLibrary, size: BoardSize) -> None:
    """Add an upholstered board: one soft slab, upright channels, or two rows of tufts."""
    half_x, y, low, height = size
    wide, low = half_x + 0.03, low - 0.12
    kind, rows, columns = rng.choice(("slab", "channels", "tufts")), 1, 1
    if kind == "channels":
        columns = max(4, round(2 * wide / rng.uniform(0.13, 0.25)))
    elif kind == "tufts":
        rows, columns = 2, max(3, round(2 * wide / rng.uniform(0.25, 0.4)))
    piece.box(wide, around(y, 0.03), (0.0, height), 0.025)
    tall = (height - low) / rows
    for row in range(rows):
        z = low + tall * row, low + tall * (row + 1)
        for k in range(columns):
            piece.box(around(wide * ((2 * k + 1) / columns - 1), wide / columns), around(y - 0.03, 0.035), z, 0.033)


def winged(piece: Builder, rng: Random, materials: MaterialLibrary, size: BoardSize) -> None:
    """Add a tall padded board with short wings at its sides."""
    half_x, y, low, height = size
    wide = half_x + 0.05
    piece.box(wide, around(y, 0.045), (0.0, height), 0.04)
    for s in SIDES:
        piece.box(around(s * wide, 0.035), around(y - 0.09, 0.12), (low - 0.15, height), 0.03)


def slatted(piece: Builder, rng: Random, materials: MaterialLibrary, size: BoardSize) -> None:
    """Add two posts with rungs or upright slats between them."""
    half_x, y, low, height = size
    low = low - 0.05
    for s in SIDES:
        piece.box(around(s * half_x, 0.03), around(y, 0.025), (0.0, height), 0.005)
    if rng.random() < 0.5:
        count = rng.randint(2, 4)
        pitch = (height - low) / count
        half = pitch * rng.uniform(0.25, 0.46)
        for k in range(count):
            piece.box(half_x, around(y, 0.012), around(height - 0.02 - half - k * pitch, half))
        return
    count = round(half_x / rng.uniform(0.06, 0.09))
    slat = half_x / count * rng.uniform(0.35, 0.6)
    for z in (height - 0.03, low):
        piece.box(half_x, around(y, 0.016), around(z, 0.03))
    for k in range(count):
        piece.box(around(half_x * ((2 * k + 1) / count - 1), slat), around(y, 0.009), (low, height), 0.002)


def bars(piece: Builder, rng: Random, materials: MaterialLibrary, size: BoardSize) -> None:
    """Add metal tubes: posts, rails and thin bars, sometimes under an arch."""
    half_x, y, low, height = size
    low, rail, tube = low - 0.1, height - 0.1, rng.uniform(0.012, 0.019)
    for s in SIDES:
        piece.rod((s * half_x, y, 0.0), (s * half_x, y, rail + 0.05), tube)
    for z in (low, rail):
        piece.rod((-half_x, y, z), (half_x, y, z), tube * 0.8)
    count = round(half_x / rng.uniform(0.07, 0.12))
    for k in range(count):
        x = half_x * ((2 * k + 1) / count - 1)
        piece.rod((x, y, low), (x, y, rail), tube * 0.45)
    if rng.random() < 0.5:
        rise = rng.uniform(0.1, 0.2)
        radius = (half_x * half_x + rise * rise) / (2 * rise)
        sector = math.asin(half_x / radius)
        piece.arc((0.0, y, rail + rise - radius), (0, 0, 1), (0, 1, 0), radius, 1.6 * tube, sector)


def shelf(piece: Builder, rng: Random, materials: MaterialLibrary, size: BoardSize) -> None:
    """Add a bookcase behind the pillows: a box with an open shelf and a few books."""
    half_x, y, low, height = size
    wide, back, low = half_x + 0.02, y + 0.03, low + 0.08
    deep, top = (y - 0.17, back), max(height * 0.85, low + 0.3)
    piece.box(wide, deep, (0.0, low), 0.004)
    piece.box(wide, deep, (top - 0.024, top), 0.003)
    piece.box(wide, (back - 0.016, back), (0.0, top), 0.002)
    for x in (-half_x - 0.01, 0.0, half_x + 0.01):
        piece.box(around(x, 0.01), deep, (low, top), 0.002)
    for s in SIDES:
        if rng.random() < 0.6:
            books = around(s * half_x * rng.uniform(0.3, 0.7), rng.uniform(0.08, 0.2))
            piece.of(materials.spines()).box(books, around(y - 0.07, 0.07), (low, low + 0.2))
