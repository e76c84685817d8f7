"""Window coverings and casings, their backs at +y: curtains, blinds, boards and casings."""

from __future__ import annotations

import math
from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.forms import Form, Place
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, WALL
from svr_ros.synthesis.piece import Furniture

_BLINDS = "white", "beige", "grey", "vivid"


def _curtain_rod(piece: Builder, materials: MaterialLibrary, half: float, height: float, depth: float) -> None:
    """Add a rod on two brackets, `depth` metres in front of the wall."""
    with piece.using(materials.metal()):
        piece.box(half, 0.012, around(height, 0.012), 0.01)
        piece.at_sides(half - 0.03, 0.01, (0, depth), around(height, 0.01))


def curtains(
    piece: Builder, rng: Random, materials: MaterialLibrary, width: float, bottom: float, top: float, front: float = 0.0
) -> None:
    """Add a pair of curtains, or one, in round or pleated folds on a rod.

    The cloth hangs from `bottom` to `top` in front of a window of a `width`, so far off the wall that what stands out
    of the wall by `front` is behind it; all in metres.
    """
    piece.material = materials.curtain() if rng.random() < 0.75 else materials.plain("white", 0.0)
    half, drawn = width / 2 + 0.18, rng.choice((0.15, 0.25, rng.uniform(0.2, 1.0)))
    pitch, sides = rng.uniform(0.09, 0.14), rng.choice((SIDES, SIDES, (-1.0,), (1.0,)))
    folds, pleated, swing = max(2, min(8, int(half * drawn / pitch))), rng.random() < 0.5, rng.uniform(0.3, 0.9)
    _curtain_rod(piece, materials, half + 0.08, top + 0.02, front + pitch * 0.62 + 0.02)
    for side in sides:
        for k in range(folds):
            x = side * (half - pitch * (k + 0.5))
            if pleated:
                wide = pitch / 2 / math.cos(swing) + 0.006
                piece.box(around(x, wide), 0.008, (bottom, top), yaw=swing if k % 2 else -swing)
            else:
                piece.cone((bottom, top), pitch * 0.62, pitch * 0.5, (x, 0.015 if k % 2 else -0.01))


def sheer(
    piece: Builder, rng: Random, materials: MaterialLibrary, width: float, bottom: float, top: float, front: float = 0.0
) -> None:
    """Add a thin white curtain that lets most of the light through; the sizes are those of `curtains`."""
    piece.material, half = materials.sheer(), width / 2 + 0.12
    piece.box(half, 0.005, (bottom, top))
    _curtain_rod(piece, materials, half + 0.05, top + 0.012, front + 0.03)


def _roller_blind(
    piece: Builder, rng: Random, materials: MaterialLibrary, width: float, bottom: float, top: float
) -> None:
    piece.material = materials.plain(rng.choice(_BLINDS), 0.0)
    piece.box(width / 2, 0.006, (top - (top - bottom) * rng.uniform(0.2, 1.0), top))
    piece.box(width / 2, 0.035, (top - 0.06, top), 0.02)


def _slatted_blind(
    piece: Builder, rng: Random, materials: MaterialLibrary, width: float, bottom: float, top: float
) -> None:
    piece.material = materials.plain(rng.choice(_BLINDS), 0.0)
    low, tilt = top - (top - bottom) * rng.uniform(0.2, 1.0), rng.uniform(0.2, 1.1)
    count = max(2, min(16, int((top - low) / 0.07)))
    for k in range(count):
        piece.box(width / 2, 0.03, around(low + (top - low) * (k + 0.5) / count, 0.003), pitch=tilt)
    piece.at_sides(width * 0.35, 0.003, 0.003, (low, top))
    piece.box(width / 2, 0.03, (top - 0.04, top))


def window_reveal(rng: Random, frame: int, width: float, bottom: float, top: float) -> Furniture:
    """Return the board and the casing of a window that stand out of the wall."""
    piece, half, depth = Builder(WALL, frame), width / 2, rng.uniform(0.04, 0.16)
    piece.box(half + 0.08, (-depth, 0), (bottom - 0.035, bottom - 0.005), 0.003)
    piece.at_sides(half + 0.03, 0.035, (-0.028, 0), (bottom - 0.06, top + 0.06))
    piece.box(half + 0.06, (-0.028, 0), (top - 0.005, top + 0.065))
    return piece.furniture()


FORMS: tuple[Form, ...] = (
    Form("curtains", "curtains", Label.VOID, curtains, place=Place.WINDOW),
    Form("sheer", "sheer", Label.VOID, sheer, place=Place.WINDOW),
    Form("roller blind", "blind", Label.VOID, _roller_blind, place=Place.WINDOW),
    Form("slatted blind", "blind", Label.VOID, _slatted_blind, place=Place.WINDOW),
)
