"""Parts that bathroom pieces share: bowls, hollow tops and bottles."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.frames import Point
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES


def add_toilet_bowl(piece: Builder, seat: float, low: float = 0.0) -> None:
    """Add the bowl of a toilet or bidet: hollow in front, solid behind.

    Args:
        piece: Piece that the bowl is added to.
        seat: Height of its rim, in metres.
        low: Height of its foot, in metres.
    """
    rise = seat - low
    piece.cone((low, low + 0.6 * rise), 0.12, 0.15, (0.0, -0.08), 0.02)
    piece.shell((seat - 0.5 * rise, seat), 0.125, 0.165, 0.035, at=(0.0, -0.1))
    piece.box(0.12, (-0.06, 0.3), (low, low + 0.96 * rise), 0.04)
    piece.cone(around(seat - 0.45 * rise, 0.02), 0.13, at=(0.0, -0.1))


def add_hollow_top(piece: Builder, x: float, half_x: float, half_y: float, top: float, thickness: float) -> None:
    """Add a top that is hollow but for its rim and a ledge at its back, as of a moulded washbasin.

    Args:
        piece: Piece that the top is added to.
        x: Centre along x, in metres.
        half_x: Half its width, in metres.
        half_y: Half its depth, in metres.
        top: Height of its upper edge, in metres.
        thickness: Thickness, in metres.
    """
    rim, ledge, low = 0.044, 0.11, top - thickness
    piece.box(around(x, half_x), half_y, (low, low + 0.04), 0.012)
    for side in SIDES:
        piece.box(around(x + side * (half_x - rim / 2), rim / 2), half_y, (low, top), 0.014)
    piece.box(around(x, half_x), (-half_y, rim - half_y), (low, top), 0.014)
    piece.box(around(x, half_x), (half_y - ledge, half_y), (low, top), 0.014)


def add_bottles(piece: Builder, rng: Random, materials: MaterialLibrary, at: Point, most: int = 3) -> None:
    """Add one to `most` bottles of shampoo in a row along x, the first of which stands at a point."""
    x, y, z = at
    for _ in range(rng.randint(1, most)):
        height, radius = rng.uniform(0.1, 0.2), rng.uniform(0.018, 0.026)
        with piece.using(materials.plastic()):
            piece.cone((z, z + height), radius, 0.9 * radius, (x, y), 0.006)
            piece.cone((z + height - 0.002, z + height + 0.025), 0.45 * radius, at=(x, y))
        x += 0.055
