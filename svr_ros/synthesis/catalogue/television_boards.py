"""Low boards for televisions, alone, between tall cupboards or between loudspeakers."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.cabinets import (
    Cabinet,
    chest_of_drawers,
    drawers_above_doors,
    drawers_between_doors,
    mixed,
    open_shelves,
    row_of_doors,
)
from svr_ros.synthesis.catalogue.cases import Span, add_fronts, draw_front_style
from svr_ros.synthesis.catalogue.clutter import ANYWHERE, ON_LOW_BOARDS
from svr_ros.synthesis.catalogue.desk_things import speaker
from svr_ros.synthesis.catalogue.fillings import scatter_things
from svr_ros.synthesis.catalogue.forms import Form
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID


def put_television(piece: Builder, rng: Random, materials: MaterialLibrary, x: Span, y: Span, height: float) -> None:
    """Put a television on a board, with things at its sides or a sound bar before it; on some boards only things."""
    half, depth = x[1], y[1] - y[0]
    if rng.random() > 0.78:
        scatter_things(piece, rng, materials, ON_LOW_BOARDS, materials.count(5), 2 * half, depth, height)
        return
    with piece.placed(y=0.05, z=height), piece.using(label=VOID):
        screen = add_television(piece, rng, materials, min(0.92 * half, rng.uniform(0.35, 0.72)))
    free = half - screen
    if free > 0.14:
        for s in SIDES:
            with piece.placed(s * (screen + free / 2)):
                scatter_things(piece, rng, materials, ANYWHERE, materials.count(1), free * 0.95, depth, height)
    if rng.random() < 0.3 and depth > 0.38:
        with piece.using(materials.plain("dark"), VOID):
            piece.box(min(screen, 0.45), around(y[0] + 0.07, 0.04), (height, height + 0.064), 0.015)


def add_television(piece: Builder, rng: Random, materials: MaterialLibrary, half: float) -> float:
    """Add a television of at most that half width on its foot or feet, seldom a tube, and return its half width."""
    dark, screen = materials.plain("dark", 0.2), materials.screen()
    with piece.using(dark):
        if rng.random() < 0.07:
            half = min(half, 0.33)
            piece.box(half, (-0.18, -0.02), (0, 1.56 * half), 0.015)
            piece.box(half * 0.7, (-0.04, 0.12), (0.17 * half, 1.27 * half), 0.04)
            with piece.using(screen):
                piece.box(half * 0.85, (-0.187, -0.175), around(0.82 * half, 0.65 * half), 0.005)
            return half
        low = rng.uniform(0.04, 0.08)
        z = low, low + 2 * half * rng.uniform(0.56, 0.62)
        piece.box(half, 0.022, z, 0.005)
        with piece.using(screen):
            piece.box(half - 0.012, (-0.024, -0.018), (z[0] + 0.014, z[1] - 0.014))
        if rng.random() < 0.5:
            piece.box(0.3 * half, 0.1, (0, 0.016), 0.004)
            piece.box(0.1 * half, around(0.005, 0.014), (0, low + 0.02))
        else:
            for s in SIDES:
                piece.box(around(s * 0.75 * half, 0.014), 0.11, (0, 0.016), 0.004)
                piece.box(around(s * 0.75 * half, 0.01), 0.014, (0, low + 0.02))
    return half


def _between_cupboards(
    piece: Builder, rng: Random, materials: MaterialLibrary, x: Span, y: Span, height: float
) -> None:
    """Put a television on a board and a tall cupboard at each of its sides."""
    put_television(piece, rng, materials, x, y, height)
    top, wide = rng.uniform(1.4, 2.0), rng.uniform(0.4, 0.6)
    style = draw_front_style(rng, materials, materials.wood())
    with piece.using(style.material):
        for side in ((x[0] - wide - 0.004, x[0] - 0.004), (x[1] + 0.004, x[1] + wide + 0.004)):
            piece.box(side, y, (0, top), 0.003)
            add_fronts(piece, style, side, (0.05, top - 0.02), y[0])


def _between_speakers(piece: Builder, rng: Random, materials: MaterialLibrary, x: Span, y: Span, height: float) -> None:
    """Put a television on a board and a loudspeaker on the floor at each of its sides."""
    put_television(piece, rng, materials, x, y, height)
    tall = rng.uniform(0.35, 0.55)
    for s in SIDES:
        piece.add(speaker(materials, s * (x[1] + 0.15), 0.11, tall))


_SIZE = (0.9, 2.2), (0.35, 0.5), (0.3, 0.62)
_CLOSED = (row_of_doors, chest_of_drawers, drawers_above_doors, drawers_between_doors)
_ANY = (open_shelves(0.5, 0.7), mixed, *_CLOSED)
_KIND = "television board"

FORMS: tuple[Form, ...] = (
    Cabinet(*_SIZE, (open_shelves(0.5, 0.7),), put_television, 30).form("open television board", _KIND, 0.25, 1.0),
    Cabinet(*_SIZE, (mixed,), put_television, 30).form("half open television board", _KIND, 0.3, 1.0),
    Cabinet(*_SIZE, _CLOSED, put_television).form("closed television board", _KIND, 0.29, 1.0),
    Cabinet(*_SIZE, _ANY, _between_cupboards, 30).form("wall unit", _KIND, 0.08, 1.4, 1.26),
    Cabinet(*_SIZE, _ANY, _between_speakers, 30).form("television board with speakers", _KIND, 0.08, 1.0, 0.55),
)
