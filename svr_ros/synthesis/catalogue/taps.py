"""Mixer taps of sinks, basins and bathtubs."""

from __future__ import annotations

import math
from random import Random

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.frames import Point
from svr_ros.synthesis.catalogue.materials import MaterialLibrary


def add_tap(piece: Builder, rng: Random, materials: MaterialLibrary, at: Point) -> None:
    """Add a mixer tap of the piece's class, whose foot stands at a point and whose spout points towards -y."""
    (x, y, z), foot = at, at[:2]
    with piece.using(materials.chrome()):
        if rng.random() < 0.5:  # a swan's neck
            top, bend = z + rng.uniform(0.16, 0.26), rng.uniform(0.06, 0.09)
            piece.cone((z, z + 0.05), 0.025, 0.02, foot)
            piece.cone((z, top), 0.012, at=foot)
            piece.hoop((x, y - bend, top), bend, 0.024, math.pi / 2, math.pi / 2)
            piece.cone((top - 0.051, top + 0.001), 0.013, 0.012, (x, y - 2 * bend))
            piece.rod((x, y, z + 0.04), (x + 0.07, y, z + 0.07), 0.008)
            return
        top = z + rng.uniform(0.08, 0.2)
        piece.cone((z, top), 0.022, 0.018, foot)
        piece.rod((x, y, top - 0.015), (x, y - 0.16, top - 0.005), 0.013)
        piece.cone((top - 0.042, top - 0.002), 0.011, at=(x, y - 0.15))
        piece.box(around(x, 0.009), (y - 0.03, y + 0.04), around(top + 0.015, 0.006), 0.004, pitch=0.3)
        piece.ellipsoid(around(x, 0.02), around(y, 0.02), around(top, 0.02))
