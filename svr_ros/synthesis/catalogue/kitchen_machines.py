"""Machines of kitchens: fridges, stoves, ovens, hobs, dishwashers, hoods; all void, facing -y, their backs at y = 0."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, Extent, around
from svr_ros.synthesis.catalogue.cases import Span
from svr_ros.synthesis.catalogue.forms import Form, Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, corners
from svr_ros.synthesis.catalogue.props.kitchen import kettle, pot
from svr_ros.synthesis.piece import Furniture


def add_fridge(
    piece: Builder, rng: Random, materials: MaterialLibrary, half: float, depth: float, height: float
) -> None:
    """Add a fridge of a half width: one or two doors above each other or side by side, at times with magnets."""
    tone = rng.choice(("white", "white", "grey", "grey", "dark", "pastel"))
    skin = materials.chrome() if tone == "grey" and rng.random() < 0.4 else materials.plain(tone, 0.25)
    metal, y, rounding = materials.metal(), 0.05 - depth, 0.04 if tone == "pastel" else 0.012

    # Body and doors: the extents of each door, and the side of its handle.
    with piece.using(skin, VOID):
        piece.box(half, (y, 0), (0.03, height), rounding)
        piece.of(materials.plain("dark")).box(half - 0.02, (y + 0.02, -0.02), (0, 0.04))
        split = 0.05 + (height - 0.05) * rng.choice((0.34, 0.4, 0.7))
        leaves = [((-half, half), z, 1.0) for z in ((0.05, split), (split, height))]
        if half > 0.39:
            leaves = [((-half, 0.0), (0.05, height), 1.0), ((0.0, half), (0.05, height), -1.0)]
        elif height < 1.1:
            leaves = [((-half, half), (0.05, height), 1.0)]
        has_bars = rng.random() < 0.67
        for x, (low, high), side in leaves:
            piece.box((x[0] + 0.002, x[1] - 0.002), (y - 0.047, y + 0.003), (low + 0.004, high - 0.004), rounding)
            edge, grip = max(side * x[0], side * x[1]) * side, around((low + high) / 2, min(0.22, 0.3 * (high - low)))
            with piece.using(metal):
                if has_bars:
                    piece.box(around(edge - side * 0.045, 0.012), around(y - 0.06, 0.016), grip, 0.008)
                else:
                    piece.box(around(edge - side * 0.015, 0.012), around(y - 0.045, 0.006), grip)

        # Magnets and notes.
        if height > 1.2 and rng.random() < 0.4:
            for _ in range(rng.randint(1, 5)):
                x_middle, z_middle = rng.uniform(-0.65, 0.5) * half, rng.uniform(0.95, min(height - 0.1, 1.6))
                with piece.using(rng.choice((materials.page, materials.thing))()):
                    size = around(x_middle, rng.uniform(0.025, 0.07)), around(z_middle, rng.uniform(0.03, 0.09))
                    piece.box(size[0], around(y - 0.048, 0.002), size[1])


def _fridge_form(name: str, weight: float, width: Range, depth: Range, height: Range) -> Form:

    def make(rng: Random, materials: MaterialLibrary) -> Furniture:
        piece, high = Builder(VOID), rng.uniform(*height)
        add_fridge(piece, rng, materials, rng.uniform(*width) / 2, rng.uniform(*depth), high)
        return piece.furniture(top=high)

    size = (width[0] - 0.01, width[1] + 0.01), (depth[0], depth[1] + 0.05), (height[0] - 0.01, height[1] + 0.01)
    return Form(name, "fridge", Label.VOID, make, weight, *size)


def add_oven(piece: Builder, rng: Random, materials: MaterialLibrary, steel: int, x: Span, z: Span, y: float) -> None:
    """Cover a face at y with an oven: a panel of knobs or a display above a window and a bar, at times with a towel."""
    dark, bar, middle, half = materials.plain("dark", 0.4), z[1] - 0.14, (x[0] + x[1]) / 2, (x[1] - x[0]) / 2
    with piece.using(steel, VOID):
        piece.box(x, (y - 0.018, y + 0.006), z, 0.003)
        piece.box(around(middle, half - 0.05), (y - 0.05, y - 0.03), around(bar, 0.009), 0.006)
        for s in SIDES:
            piece.box(around(middle + s * (half - 0.08), 0.01), (y - 0.042, y - 0.014), around(bar, 0.008))
    with piece.using(dark, VOID):
        piece.box(around(middle, half - 0.05), (y - 0.022, y - 0.014), (z[0] + 0.03, bar - 0.05))
        if rng.random() < 0.6:
            count = rng.randint(4, 6)
            for k in range(count):
                knob = middle + half * (1.5 * (k + 0.5) / count - 0.75)
                at = (knob, y - 0.028)
                piece.cone(around(z[1] - 0.055, 0.014), 0.018, 0.016, at, 0.002, pitch=math.pi / 2)
        else:
            piece.box(around(middle, 0.6 * half), around(y - 0.019, 0.003), around(z[1] - 0.055, 0.025))
    if rng.random() < 0.4:
        drop, towel = rng.uniform(0.28, 0.44), around(middle + rng.uniform(-0.4, 0.4) * half, 0.1)
        with piece.using(materials.towel(), VOID):
            piece.box(towel, around(y - 0.052, 0.012), (bar + 0.012 - drop, bar + 0.012), 0.008)


def add_hob(
    piece: Builder,
    rng: Random,
    materials: MaterialLibrary,
    steel: int,
    at: tuple[float, float, float],
    half: float,
    max_pots: int = 2,
) -> None:
    """Add a hob of a half width on a surface at a point: glass, plates or gas rings, with up to `max_pots` pots."""
    (x, y, z), half, dark = at, min(half, 0.3), materials.plain("dark", 0.5)
    heating, top = rng.choice((("glass", 0.011), ("plates", 0.022), ("gas", 0.041)))
    with piece.using(dark if heating == "glass" else steel, VOID):
        piece.box(around(x, half - 0.02), around(y, 0.245), (z - 0.002, z + 0.01), 0.002)
    places = [(x + u, y + v) for u, v in corners(half * 0.48, 0.115)]
    with piece.using(materials.plain("grey") if heating == "glass" else dark, VOID):
        for place, radius in zip(places, (0.075, 0.09, 0.095, 0.07), strict=True):
            if heating == "glass":
                piece.cone((z + 0.0093, z + 0.0117), radius, at=place, rounding=0.0)
            elif heating == "plates":
                piece.cone((z + 0.008, z + 0.022), radius, at=place, rounding=0.002)
            else:
                piece.cone((z + 0.006, z + 0.026), 0.4 * radius, 0.3 * radius, place, 0.002)
                for width, depth, rise in ((radius + 0.015, 0.008, 0.006), (0.008, radius + 0.015, 0.01)):
                    bar = around(place[0], width), around(place[1], depth), around(z + 0.033, rise)
                    piece.box(*bar, 0.002, yaw=math.pi / 4)
    for place in rng.sample(places, rng.randint(0, max_pots)):
        vessel = (kettle if rng.random() < 0.15 else pot)(rng, materials)
        back = min(place[1], y + 0.23 - vessel.depth / 2)
        piece.add(vessel.solids, place[0], back, z + top, rng.uniform(-0.4, 0.4))


def add_stove(piece: Builder, rng: Random, materials: MaterialLibrary, half: float, height: float) -> None:
    """Add a free-standing stove of a half width: an oven with a hob, often with a raised back."""
    skin, half = materials.plain(rng.choice(("white", "white", "grey", "dark")), 0.3), half - 0.004
    x: Extent = half - 0.004
    with piece.using(skin, VOID):
        piece.box(half, (-0.58, 0), (0.04, height), 0.004)
        piece.box(x, (-0.6, -0.576), (0.06, 0.24), 0.003)
        if rng.random() < 0.6:
            piece.box(half, (-0.04, 0), (height - 0.005, height + 0.125), 0.004)
        piece.of(materials.plain("dark")).box(half - 0.02, (-0.52, -0.02), (0, 0.06))
    add_oven(piece, rng, materials, skin, (0.004 - half, half - 0.004), (0.25, height - 0.005), -0.58)
    add_hob(piece, rng, materials, skin, (0.0, -0.31, height), half)


def _stove(rng: Random, materials: MaterialLibrary) -> Furniture:
    piece = Builder(VOID)
    add_stove(piece, rng, materials, rng.choice((0.25, 0.3, 0.3, 0.38)), rng.uniform(0.85, 0.92))
    return piece.furniture()


def add_hood(
    piece: Builder, rng: Random, materials: MaterialLibrary, steel: int, half: float, low: float, top: float
) -> None:
    """Add a hood of a half width between two heights: below a chimney, a slanted glass or a flat box."""
    shape, half = rng.random(), half - 0.005
    chimney = min(0.16, 0.55 * half)
    with piece.using(steel, VOID):
        if shape < 0.5:
            piece.box(half, (-0.495, -0.005), (low, low + 0.05), 0.004)
            piece.box(0.65 * half, (-0.38, -0.02), (low + 0.045, low + 0.155), 0.01)
            piece.box(chimney, (-0.275, -0.005), (low + 0.1, top))
        elif shape < 0.75:
            piece.box(chimney, (-0.255, -0.005), (low + 0.14, top))
            with piece.using(materials.plain("dark", 0.5)):
                piece.box(half, around(-0.2, 0.012), around(low + 0.22, 0.27), 0.003, pitch=0.75)
        else:
            piece.box(half, (-0.475, -0.005), (low, low + 0.08), 0.004)
            piece.box(half, (-0.315, -0.005), (low + 0.08, top), 0.002)
            piece.of(materials.plain("dark")).box(0.8 * half, (-0.43, -0.05), (low - 0.003, low + 0.005))


FORMS: tuple[Form, ...] = (
    _fridge_form("small fridge", 0.2, (0.5, 0.6), (0.55, 0.62), (0.84, 0.86)),
    _fridge_form("fridge", 0.65, (0.54, 0.62), (0.58, 0.66), (1.45, 2.0)),
    _fridge_form("double-door fridge", 0.15, (0.86, 0.93), (0.65, 0.72), (1.72, 1.82)),
    Form("stove", "stove", Label.VOID, _stove, 1.0, (0.48, 0.8), (0.62, 0.74), (0.84, 1.25)),
)
