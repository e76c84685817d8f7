"""Washbasins in cabinets, and cabinets with mirrors for the wall above them."""

from __future__ import annotations

from functools import partial
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.bath_parts import add_bottles, add_hollow_top
from svr_ros.synthesis.catalogue.builder import Builder, Extent, around
from svr_ros.synthesis.catalogue.cases import add_fronts, draw_front_style
from svr_ros.synthesis.catalogue.forms import Form, Place
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import CABINET, VOID, corners
from svr_ros.synthesis.catalogue.taps import add_tap
from svr_ros.synthesis.piece import Furniture

_PLINTH = 0.08
_FEET = 0.3
"""Heights of the carcass above the floor, in metres."""


def vanity(rng: Random, materials: MaterialLibrary, basin: str) -> Furniture:
    """Return a cabinet with one washbasin or two.

    Args:
        rng: Random generator.
        materials: Materials of the room.
        basin: "moulded" in one piece with the top, "sunk" into it, or "vessel" for bowls that stand on it.
    """
    half_x, half_y, height = rng.uniform(0.28, 0.65), rng.uniform(0.22, 0.27), rng.uniform(0.78, 0.88)
    piece, white = Builder(CABINET, materials.wood()), materials.ceramic()
    vessel = basin == "vessel"
    counter = height - 0.11 if vessel else height
    _add_carcass(piece, rng, materials, half_x, half_y, counter - (0.03 if vessel else 0.13))
    bowls = 2 if half_x > 0.52 and rng.random() < 0.6 else 1
    centres = [half_x * (2 * (k + 0.5) / bowls - 1) for k in range(bowls)]
    wide, deep = half_x / bowls, half_y + 0.01
    if vessel:
        with piece.using(materials.stone() if rng.random() < 0.6 else materials.wood()):
            piece.box(half_x + 0.01, deep, (counter - 0.03, counter), 0.003)
        radius = min(rng.uniform(0.15, 0.2), half_y - 0.04, wide - 0.03)
    elif basin == "sunk":
        top = rng.choice((white, materials.stone(), materials.stone()))
    for x in centres:
        if vessel:
            with piece.using(white, VOID):
                piece.shell((counter, counter + 0.11), 0.5 * radius, radius, 0.014, at=(x, -0.03))
                piece.cone((counter, counter + 0.03), 0.48 * radius, 0.52 * radius, (x, -0.03))
        elif basin == "sunk":
            with piece.using(top):
                _add_sunk_bowl(piece, white, x, wide + 0.005, deep, counter)
        else:
            with piece.using(white, VOID):
                add_hollow_top(piece, x, wide + 0.005, deep, counter, 0.135)
        with piece.using(label=VOID):
            add_tap(piece, rng, materials, (x, half_y - 0.035, counter))
    if rng.random() < 0.6:
        with piece.using(label=VOID):
            add_bottles(piece, rng, materials, (half_x - 0.1, half_y - 0.04, counter), 2)
    return piece.furniture(top=counter if vessel else 0.0)


def _add_carcass(
    piece: Builder, rng: Random, materials: MaterialLibrary, half_x: float, half_y: float, top: float
) -> None:
    """Add the cabinet below a counter: on the floor, a plinth or legs, with doors or drawers."""
    low = rng.choice((0.0, _PLINTH, _FEET))
    piece.box(half_x, (0.022 - half_y, half_y - 0.002), (low, top), 0.003)
    style = draw_front_style(rng, materials, piece.material)
    columns, rows = max(1, round(half_x / 0.22)), rng.choice((1, 1, 2))
    add_fronts(piece, style, (-half_x, half_x), (low, top), 0.022 - half_y, columns, rows, 0.7)
    if low == _PLINTH:
        piece.box(half_x - 0.03, around(0.02, half_y - 0.05), (0.0, low))
    elif low == _FEET:
        with piece.using(materials.metal()):
            for x, y in corners(half_x - 0.02, half_y - 0.05):
                piece.box(around(x, 0.014), around(y, 0.014), (0.0, low + 0.01))
        if rng.random() < 0.6:  # an open board
            piece.box(half_x - 0.02, half_y - 0.04, (0.09, 0.11))


def _add_sunk_bowl(piece: Builder, white: int, x: float, half_x: float, half_y: float, top: float) -> None:
    """Add a counter with a round bowl let into it, whose rim covers the corners of its hole."""
    add_hollow_top(piece, x, half_x, half_y, top, 0.135)
    y, radius = -0.02, min(0.2, half_y - 0.06, half_x - 0.04)
    hole, slab = 0.7 * radius, (top - 0.03, top)
    strips: tuple[tuple[Extent, Extent], ...] = (
        ((x - half_x, x - hole), half_y),
        ((x + hole, x + half_x), half_y),
        (around(x, half_x), (-half_y, y - hole)),
        (around(x, half_x), (y + hole, half_y)),
    )
    for strip in strips:
        piece.box(*strip, slab, 0.003)
    with piece.using(white, VOID):
        piece.shell((top - 0.12, top + 0.008), 0.6 * radius, radius, 0.32 * radius, at=(x, y))
        piece.cone(around(top - 0.1, 0.018), 0.4 * radius, 0.5 * radius, (x, y))


def mirror_cabinet(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a cabinet with mirror doors for a wall."""
    half, height, half_y = rng.uniform(0.25, 0.55), rng.uniform(0.6, 0.8), rng.uniform(0.06, 0.08)
    body = materials.plain(rng.choice(("white", "grey")), 0.2) if rng.random() < 0.6 else materials.wood()
    piece = Builder(CABINET, body)
    piece.box(half, half_y, (0.0, height), 0.003)
    doors = max(1, round(half / 0.2))
    with piece.using(materials.mirror()):
        for k in range(doors):
            middle = half * (2 * (k + 0.5) / doors - 1)
            piece.box(around(middle, half / doors - 0.003), around(-half_y - 0.004, 0.006), (0.003, height - 0.003))
    return piece.furniture()


def _vanity(name: str, basin: str, weight: float) -> Form:
    make = partial(vanity, basin=basin)
    return Form(name, "vanity", Label.CABINET, make, weight, (0.55, 1.35), (0.42, 0.6), (0.76, 1.3))


FORMS: tuple[Form, ...] = (
    _vanity("vanity", "moulded", 0.22),
    _vanity("vanity with a sunk basin", "sunk", 0.33),
    _vanity("vanity with vessel basins", "vessel", 0.45),
    Form(
        "mirror cabinet",
        "mirror cabinet",
        Label.CABINET,
        mirror_cabinet,
        1.0,
        (0.49, 1.11),
        (0.12, 0.18),
        (0.59, 0.81),
        Place.WALL,
    ),
)
