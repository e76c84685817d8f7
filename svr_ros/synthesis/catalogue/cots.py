"""Beds for babies and small children; their long side goes to the wall."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Maker, Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.pairs import at_ends, at_sides
from svr_ros.synthesis.catalogue.parts import BED, SIDES, corners
from svr_ros.synthesis.piece import Furniture


def _add_bedding(piece: Builder, rng: Random, materials: MaterialLibrary, x: float, y: float, low: float) -> None:
    """Add a thin mattress at the height `low`, and perhaps a small blanket, a pillow and a toy."""
    top = low + rng.uniform(0.08, 0.12)
    with piece.using(materials.linen()):
        piece.box(x, y, (low, top), 0.03)
        if rng.random() < 0.5:
            piece.box(around(x * 0.75, 0.12), y * 0.6, around(top + 0.025, 0.035), 0.03, roll=-0.1)
    if rng.random() < 0.6:
        with piece.using(materials.fabric()):
            piece.box(
                (0.03 - x, 0.03 - x + 2 * x * rng.uniform(0.35, 0.55)), y - 0.02, around(top + 0.015, 0.025), 0.02
            )
    if rng.random() < 0.3:
        with piece.using(materials.fabric()):
            piece.ellipsoid(around(0.1, 0.09), around(0.1, 0.07), (top - 0.01, top + 0.11))
            piece.ellipsoid(around(0.2, 0.06), around(0.1, 0.06), (top, top + 0.12))


def _barred_cot(rng: Random, materials: MaterialLibrary) -> Furniture:
    x, y, height = rng.uniform(0.61, 0.72), rng.uniform(0.31, 0.37), rng.uniform(0.82, 1.0)
    low, post, boards = rng.uniform(0.2, 0.45), rng.uniform(0.018, 0.026), rng.random() < 0.5
    piece = Builder(BED, materials.wood())
    for a, b in corners(x, y):
        piece.box(around(a, post), around(b, post), (0.0, height), 0.006)
    piece.box(x, y, around(low, 0.02))
    for s in SIDES:
        for z in (low, height - 0.03):
            piece.box(x, around(s * y, 0.014), around(z, 0.02))
        for k in range(9):
            at = x * ((k + 1) / 5 - 1), s * y
            piece.rod((*at, low), (*at, height - 0.03), 0.008)
        if boards:
            piece.box(around(s * x, 0.012), y, (low, height), 0.005)
            continue
        for z in (low, height - 0.02):
            piece.box(around(s * x, 0.014), y, around(z, 0.02))
        for b in (-0.6, -0.2, 0.2, 0.6):
            piece.rod((s * x, y * b, low), (s * x, y * b, height - 0.02), 0.008)
    _add_bedding(piece, rng, materials, x - 0.015, y - 0.015, low + 0.015)
    return piece.furniture()


def _travel_cot(rng: Random, materials: MaterialLibrary) -> Furniture:
    x, y, height, low = rng.uniform(0.58, 0.64), rng.uniform(0.33, 0.37), rng.uniform(0.74, 0.8), 0.12
    piece = Builder(BED, materials.fabric())
    for a, b in corners(x, y):
        piece.box(around(a, 0.035), around(b, 0.035), (0.0, height), 0.02)
    rim = around(height - 0.02, 0.035)
    at_ends(piece, x, y, 0.035, rim, 0.03)
    at_sides(piece, x, 0.035, y, rim, 0.03)
    with piece.using(materials.fabric()):
        piece.box(x, y, (0.03, low + 0.01), 0.01)
        at_ends(piece, x, y, 0.008, (low, height), 0.002)
        at_sides(piece, x, 0.008, y, (low, height), 0.002)
    _add_bedding(piece, rng, materials, x - 0.03, y - 0.03, low)
    return piece.furniture()


def _moses_basket(rng: Random, materials: MaterialLibrary) -> Furniture:
    radius, straight, low, rise = (
        rng.uniform(0.2, 0.24),
        rng.uniform(0.16, 0.22),
        rng.uniform(0.4, 0.5),
        rng.uniform(0.24, 0.3),
    )
    z, inner = (low, low + rise), radius - 0.03
    piece = Builder(BED, materials.wicker())
    for s in SIDES:
        piece.shell(z, inner, radius, 0.025, math.pi / 2, (s * straight, 0.0), 0.0 if s > 0 else math.pi)
        piece.box(straight, around(s * (radius - 0.015), 0.0125), z, 0.01, pitch=-s * 0.1)
    with piece.using(materials.linen()):
        piece.box(straight, inner, (low, low + 0.1), 0.01)
        for s in SIDES:
            piece.cone((low, low + 0.1), inner, at=(s * straight, 0.0), rounding=0.02)
    with piece.using(materials.fabric()):
        piece.box(around(-straight * 0.5, straight * 0.8), radius - 0.06, around(low + 0.11, 0.02), 0.018)
    piece.of(materials.wood()).legs(straight, radius * 0.7, low + 0.02, 0.014, 0.05, 0.8)
    return piece.furniture()


def _toddler_bed(rng: Random, materials: MaterialLibrary) -> Furniture:
    x, y, low, high = rng.uniform(0.7, 0.85), rng.uniform(0.36, 0.4), rng.uniform(0.12, 0.22), rng.uniform(0.55, 0.7)
    piece = Builder(BED, materials.wood() if rng.random() < 0.7 else materials.plastic())
    piece.box(around(x, 0.015), y, (0.0, high), 0.006)
    piece.box(around(-x, 0.015), y, (0.0, high * 0.76), 0.006)
    piece.box(x, y, around(low, 0.03), 0.003)
    piece.box((x - 2 * rng.uniform(0.3, 0.5), x), around(-y, 0.012), (low + 0.02, low + 0.26), 0.005)
    piece.box(x, around(y, 0.012), (low, low + 0.28), 0.005)
    _add_bedding(piece, rng, materials, x - 0.02, y - 0.02, low + 0.025)
    return piece.furniture()


def _form(name: str, make: Maker, weight: float, width: Range, depth: Range, height: Range) -> Form:
    return Form(name, "cot", Label.BED, make, weight, width, depth, height)


FORMS: tuple[Form, ...] = (
    _form("barred cot", _barred_cot, 2.0, (1.22, 1.52), (0.64, 0.82), (0.8, 1.02)),
    _form("travel cot", _travel_cot, 0.6, (1.2, 1.38), (0.7, 0.84), (0.74, 0.84)),
    _form("moses basket", _moses_basket, 0.5, (0.72, 0.98), (0.4, 0.54), (0.62, 0.82)),
    _form("toddler bed", _toddler_bed, 0.8, (1.4, 1.76), (0.72, 0.84), (0.54, 0.72)),
)
