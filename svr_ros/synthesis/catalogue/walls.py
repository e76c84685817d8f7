"""What hangs on walls or stands against them: radiators, televisions, pictures, clocks, coats, fireplaces."""

from __future__ import annotations

from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Maker, Place, Range
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, VOID, WALL
from svr_ros.synthesis.piece import Furniture


def panel_radiator(
    rng: Random, materials: MaterialLibrary, max_width: float = 1.6, max_height: float = 0.75
) -> Furniture:
    """Return a flat radiator with its pipe."""
    piece, half, top = _radiator(rng, materials, max_width, max_height)
    piece.box(half, 0.04, (0.12, top), 0.01)
    piece.of(materials.plain("grey")).box(half - 0.02, 0.03, around(top, 0.006))
    return piece.furniture()


def ribbed_radiator(
    rng: Random, materials: MaterialLibrary, max_width: float = 1.6, max_height: float = 0.75
) -> Furniture:
    """Return a radiator of ribs between two pipes."""
    piece, half, top = _radiator(rng, materials, max_width, max_height)
    count = max(4, min(14, int(half / 0.05)))
    for k in range(count):
        piece.box(around(half * (2 * (k + 0.5) / count - 1), half / count * 0.75), 0.06, (0.12, top), 0.02)
    for z in (0.17, top - 0.05):
        piece.box(half, 0.02, around(z, 0.02), 0.015)
    return piece.furniture()


def _radiator(
    rng: Random, materials: MaterialLibrary, max_width: float, max_height: float
) -> tuple[Builder, float, float]:
    """Return the pipe of a radiator with half the radiator's width and the height of its upper edge."""
    piece, half = Builder(VOID, materials.plain("white", 0.1)), rng.uniform(0.25, 0.5) * max_width
    piece.cone((0, 0.16), 0.012, at=(half - 0.03, 0))
    return piece, half, 0.12 + rng.uniform(0.6, 1.0) * (max_height - 0.12)


def wall_television(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a flat screen."""
    piece, half = Builder(VOID, materials.plain("dark")), rng.uniform(0.4, 0.75)
    height = 1.16 * half
    piece.box(half, 0.035, (0, height), 0.005)
    piece.of(materials.screen()).box(half - 0.015, around(-0.034, 0.004), (0.015, height - 0.015))
    return piece.furniture()


def framed(rng: Random, image: int, frame: int, width: float, height: float, mat: int | None = None) -> Furniture:
    """Return a picture, mirror or board in its frame, in some cases sunk into it.

    `image`, `frame` and `mat`, the paper around a picture, are materials; width and height are those over all (metres).
    """
    piece, half = Builder(WALL, frame), width / 2
    rim, depth, sunk = rng.uniform(0.01, 0.04), rng.uniform(0.016, 0.04), rng.random() < 0.3
    front = 0.4 * depth if sunk else depth + 0.002  # distance of the picture's face from the wall
    if sunk:
        for side in SIDES:
            piece.box(around(side * (half - rim / 2), rim / 2), (-depth, 0), (0, height), 0.002)
        for z in (rim / 2, height - rim / 2):
            piece.box(half, (-depth, 0), around(z, rim / 2), 0.002)
    else:
        piece.box(half, (-depth, 0), (0, height), 0.002)
    half_x, half_z = half - rim, height / 2 - rim
    if mat is not None:
        piece.of(mat).box(half_x, (-front, 0), around(height / 2, half_z))
        front, half_x, half_z = front + 0.002, half_x * 0.72, half_z * 0.72
    piece.of(image).box(half_x, (-front, 0), around(height / 2, half_z))
    return piece.furniture()


def sheet(image: int, width: float, height: float) -> Furniture:
    """Return a poster or a wall hanging without a frame."""
    piece = Builder(WALL, image)
    piece.box(width / 2, 0.003, (0, height))
    return piece.furniture()


def clock(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a round clock."""
    piece, radius = Builder(VOID, materials.metal()), rng.uniform(0.1, 0.2)
    piece.rod((0, 0.02, radius), (0, -0.02, radius), radius)
    piece.of(materials.plain("white")).rod((0, 0, radius), (0, -0.026, radius), radius * 0.9)
    return piece.furniture()


def coats(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return coats and bags on a row of hooks."""
    piece, count = Builder(VOID, materials.wood()), rng.randint(2, 5)
    drops = [rng.uniform(0.5, 1.0) for _ in range(count)]
    hook = max(drops)
    piece.box(0.11 * count, (0.078, 0.102), (hook - 0.05, hook + 0.05))
    for k, drop in enumerate(drops):
        x, half, thick = 0.22 * (k - (count - 1) / 2), rng.uniform(0.08, 0.15), rng.uniform(0.08, 0.16)
        coat, turn = piece.of(materials.fabric()), rng.uniform(-0.1, 0.1)
        coat.box(around(x, half), (0.08 - thick, 0.08), (hook - drop, hook), 0.03, turn)
    return piece.furniture()


def fireplace(rng: Random, materials: MaterialLibrary) -> Furniture:
    """Return a mantelpiece around a dark opening, which stands on the floor."""
    piece = Builder(WALL, materials.stone() if rng.random() < 0.5 else materials.plain("white"))
    half, height, half_y = rng.uniform(0.55, 0.85), rng.uniform(1.0, 1.24), rng.uniform(0.1, 0.22)
    hole = half * 0.55
    for side in SIDES:
        piece.box(around(side * (half + hole) / 2, (half - hole) / 2), half_y, (0, height), 0.004)
    piece.box(hole, half_y, (height - 0.3, height), 0.004)
    piece.box(half + 0.07, (-half_y - 0.09, half_y + 0.01), (height - 0.01, height + 0.05), 0.004)
    piece.of(materials.plain("dark", 0.0)).box(hole, (0.5 * half_y, 0.9 * half_y), (0, height))
    return piece.furniture(top=height + 0.05)


def _on_wall(name: str, kind: str, make: Maker, width: Range, depth: Range, height: Range) -> Form:
    return Form(name, kind, Label.VOID, make, 1.0, width, depth, height, Place.WALL)


FORMS: tuple[Form, ...] = (
    Form("panel radiator", "radiator", Label.VOID, panel_radiator, 1.0, (0.75, 1.65), (0.07, 0.09), (0.48, 0.78)),
    Form("ribbed radiator", "radiator", Label.VOID, ribbed_radiator, 1.0, (0.75, 1.65), (0.11, 0.13), (0.48, 0.78)),
    Form("fireplace", "fireplace", Label.WALL, fireplace, 1.0, (1.2, 1.9), (0.28, 0.56), (1, 1.35)),
    _on_wall("wall television", "wall television", wall_television, (0.75, 1.55), (0.07, 0.08), (0.4, 0.9)),
    _on_wall("wall clock", "clock", clock, (0.18, 0.42), (0.04, 0.05), (0.18, 0.42)),
    _on_wall("coats", "coats", coats, (0.4, 1.25), (0.1, 0.2), (0.55, 1.1)),
)
