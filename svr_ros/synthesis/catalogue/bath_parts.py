# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Parts that bathrooms and kitchens share: taps, bowls, walls of vessels, hollow tops and bottles."""

from __future__ import annotations

import math

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.materials import MaterialLibrary
from svr_ros.synthesis.catalogue.parts import SIDES, Point


def add_tap(piece: Builder, draw: MaterialLibrary, at: Point) -> None:
    """Add a mixer tap of the piece's class, whose foot stands at a point and whose spout points towards -y."""
    (x, y, z), foot = at, at[:2]
    with piece.using(draw.chrome()):
        if draw.random() < 0.5:  # a swan's neck
            top, bend = z + draw.uniform(0.16, 0.26), draw.uniform(0.06, 0.09)
            piece.cone((z, z + 0.05), 0.025, 0.02, foot)
            piece.cone((z, top), 0.012, at=foot)
            piece.hoop((x, y - bend, top), bend, 0.024, math.pi / 2, math.pi / 2)
            piece.cone((top - 0.051, top + 0.001), 0.013, 0.012, (x, y - 2 * bend))
            piece.rod((x, y, z + 0.04), (x + 0.07, y, z + 0.07), 0.008)
            return
        top = z + draw.uniform(0.08, 0.2)
        piece.cone((z, top), 0.022, 0.018, foot)
        piece.rod((x, y, top - 0.015), (x, y - 0.16, top - 0.005), 0.013)
        piece.cone((top - 0.042, top - 0.002), 0.011, at=(x, y - 0.15))
        piece.box(around(x, 0.009), (y - 0.03, y + 0.04), around(top + 0.015, 0.006), 0.004, pitch=0.3)
        piece.ellipsoid(around(x, 0.02), around(y, 0.02), around(top, 0.02))


def add_toilet_bowl(piece: Builder, seat: float, low: float = 0.0) -> None:
    """Add the bowl of a toilet or bidet between the heights of its foot and its seat: hollow in front, solid behind."""
    rise = seat - low
    piece.cone((low, low + 0.6 * rise), 0.12, 0.15, (0.0, -0.08), 0.02)
    piece.shell((seat - 0.5 * rise, seat), 0.125, 0.165, 0.035, at=(0.0, -0.1))
    piece.box(0.12, (-0.06, 0.3), (low, low + 0.96 * rise), 0.04)
    piece.cone(around(seat - 0.45 * rise, 0.02), 0.13, at=(0.0, -0.1))


def add_hollow_top(piece: Builder, x: float, half_x: float, half_y: float, top: float, thickness: float) -> None:
    """Add a top around (x, 0) that is hollow but for its rim and a ledge at its back, as of a moulded washbasin."""
    rim, ledge, low = 0.044, 0.11, top - thickness
    piece.box(around(x, half_x), half_y, (low, low + 0.04), 0.012)
    for side in SIDES:
        piece.box(around(x + side * (half_x - rim / 2), rim / 2), half_y, (low, top), 0.014)
    for y in ((-half_y, rim - half_y), (half_y - ledge, half_y)):
        piece.box(around(x, half_x), y, (low, top), 0.014)


def add_bottles(piece: Builder, draw: MaterialLibrary, at: Point, most: int = 3) -> None:
    """Add one to `most` bottles of shampoo in a row along x, the first of which stands at a point."""
    x, y, z = at
    for _ in range(draw.randint(1, most)):
        height, radius = draw.sizes((0.1, 0.2), (0.018, 0.026))
        with piece.using(draw.plastic()):
            piece.cone((z, z + height), radius, 0.9 * radius, (x, y), 0.006)
            piece.cone((z + height - 0.002, z + height + 0.025), 0.45 * radius, at=(x, y))
        x += 0.055
