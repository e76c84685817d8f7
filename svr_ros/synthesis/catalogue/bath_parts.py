"""Parts that bathroom pieces share: taps, bowls, hollow tops and bottles."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.frames import Point
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES


def add_tap(piece: Builder, rng: Random, materials: MaterialLibrary, at: Point, yaw: float = 0.0) -> None:
    """Add a mixer tap of the piece's class: a swan neck or a lever tap.

    Args:
        piece: Piece that the tap is added to.
        rng: Random generator.
        materials: Materials of the room.
        at: Foot of the tap, in metres.
        yaw: Angle in radians by which the spout is turned from -y.
    """
    with piece.using(materials.chrome()), piece.placed(*at, yaw):
        if rng.random() < 0.5:
            rise, bend = rng.uniform(0.16, 0.26), rng.uniform(0.06, 0.09)
            piece.cone((0.0, 0.05), 0.025, 0.02)
            piece.cone((0.0, rise), 0.012)
            piece.hoop((0.0, -bend, rise), bend, 0.024, math.pi / 2, math.pi / 2)
            piece.cone((rise - 0.051, rise + 0.001), 0.013, 0.012, (0.0, -2 * bend))
            piece.rod((0.0, 0.0, 0.04), (0.07, 0.0, 0.07), 0.008)
        else:
            rise = rng.uniform(0.08, 0.2)
            piece.cone((0.0, rise), 0.022, 0.018)
            piece.rod((0.0, 0.0, rise - 0.015), (0.0, -0.16, rise - 0.005), 0.013)
            piece.cone((rise - 0.042, rise - 0.002), 0.011, at=(0.0, -0.15))
            piece.box(0.009, around(0.005, 0.035), around(rise + 0.015, 0.006), 0.004, pitch=0.3)
            piece.ellipsoid(0.02, 0.02, around(rise, 0.02))


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
