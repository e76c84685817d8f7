"""Bunk beds and loft beds with a ladder."""

from __future__ import annotations

from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.bedding import Mattress, add_mattress, head_pillows
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.pairs import at_ends, at_sides
from svr_ros.synthesis.catalogue.parts import BED, SIDES, TABLE, corners
from svr_ros.synthesis.catalogue.upholstery import crumple
from svr_ros.synthesis.piece import Furniture


def _start(rng: Random, materials: MaterialLibrary, x: float, y: float, height: float) -> tuple[Builder, float]:
    """Return a piece with four posts of wood or metal, and half the width of a post."""
    wooden = rng.random() < 0.7
    post = rng.uniform(0.03, 0.045) if wooden else 0.02
    piece = Builder(BED, materials.wood() if wooden else materials.metal())
    for a, b in corners(x, y):
        piece.box(around(a, post), around(b, post), (0.0, height), 0.006)
    return piece, post


def _add_berth(
    piece: Builder, rng: Random, materials: MaterialLibrary, x: float, y: float, base: float, wall: float
) -> None:
    """Add a bed at the height `base` with rails up to `wall` metres above it, open at the ladder."""
    size = Mattress(x - 0.03, y - 0.03, base, base + rng.uniform(0.1, 0.15))
    piece.box(x, y, (base - 0.04, base))
    at_sides(piece, x, 0.014, y, (base - 0.07, base + 0.05), 0.003)
    at_ends(piece, x, y, 0.014, (base - 0.07, base + 0.05), 0.003)
    for k in range(2 if wall > 0.25 else 1):
        z = around(base + wall - 0.03 - 0.14 * k, 0.03)
        piece.box(around(-x, 0.012), y, z, 0.003)
        piece.box(around(x, 0.012), (0.4 - y, y), z, 0.003)
        at_ends(piece, x, y, 0.012, z, 0.003)
    piece.box(around(x, 0.014), (0.39 - y, 0.43 - y), (base, base + wall))  # holds the ends of the short rails
    add_mattress(piece, rng, materials, size)
    head_pillows(piece, rng, materials, size, tidy=False)
    with piece.using(materials.fabric()):
        if rng.random() < 0.65:
            length = 2 * y * rng.uniform(0.5, 0.72)
            piece.box(size.half_x + 0.005, (0.04 - y, 0.04 - y + length), around(size.top + 0.02, 0.035), 0.03)
        else:
            crumple(piece, rng, 0.0, -0.3, size.top, x * 0.9)


def _add_ladder(piece: Builder, rng: Random, x: float, y: float, top: float) -> None:
    """Add an upright or slanting ladder at the side at x, around y."""
    slope, count, x = rng.choice((0.0, 0.25)), round(top / 0.27), x + 0.02
    for s in SIDES:
        piece.bar((x + slope, y + s * 0.18, 0.0), (x, y + s * 0.18, top), 0.014, 0.022)
    for k in range(1, count):
        rung = around(x + slope * (1 - k / count), 0.022), around(y, 0.18)
        piece.box(*rung, around(k * top / count, 0.011))


def _bunk_bed(rng: Random, materials: MaterialLibrary) -> Furniture:
    x, y, height = rng.uniform(0.46, 0.52), rng.uniform(0.98, 1.04), rng.uniform(1.5, 1.75)
    piece, post = _start(rng, materials, x, y, height)
    _add_berth(piece, rng, materials, x, y, rng.uniform(0.26, 0.38), rng.uniform(0.15, 0.22))
    _add_berth(piece, rng, materials, x, y, height - 0.4, 0.38)
    _add_ladder(piece, rng, x + post, 0.2 - y, height - 0.25)
    return piece.furniture()


def _loft_bed(rng: Random, materials: MaterialLibrary) -> Furniture:
    x, y, height = rng.uniform(0.46, 0.72), rng.uniform(0.98, 1.04), rng.uniform(1.75, 2.05)
    piece, post = _start(rng, materials, x, y, height)
    _add_berth(piece, rng, materials, x, y, height - 0.38, 0.36)
    _add_ladder(piece, rng, x + post, 0.2 - y, height - 0.28)
    at_ends(piece, x, y, 0.014, (0.25, 0.35))
    if rng.random() < 0.5:
        piece.box(around(-x, 0.014), y, (0.63, 0.73))
        with piece.using(materials.wood(), TABLE):
            piece.box((-x, x - 0.2), y, (0.716, 0.744), 0.004)
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    Form("bunk bed", "bunk bed", Label.BED, _bunk_bed, 1.6, (0.95, 1.6), (1.98, 2.3), (1.45, 1.8)),
    Form("loft bed", "bunk bed", Label.BED, _loft_bed, 1.0, (1, 2), (1.98, 2.3), (1.7, 2.1)),
)
