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

"""Parts of doors and windows: leaves that stand open, casings, handles; parts on a wall have their back at +y."""

from __future__ import annotations

import math

from svr_ros.synthesis.catalogue.builder import Builder, around
from svr_ros.synthesis.catalogue.parts import SIDES, WALL
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import Furniture
from svr_ros.synthesis.scene import Solid


def door_casing(frame: int, width: float, height: float) -> Furniture:
    """Return the frame around a door, proud of the wall."""
    piece = Builder(WALL, frame)
    piece.at_sides(width / 2 + 0.03, 0.04, 0.015, (0, height))
    piece.box(width / 2 + 0.07, 0.015, around(height + 0.03, 0.04))
    return piece.furniture()._replace(name="door")


def door_handle(materials: MaterialLibrary, metal: int) -> Furniture:
    """Return the handle of a closed door: a lever on a plate, a bar or a knob; its middle is at z = 0.1."""
    piece, shape = Builder(WALL, metal), materials.random()
    if shape < 0.6:
        piece.box(0.02, (0.012, 0.024), (0, 0.2), 0.004)
        piece.box(around(materials.choice(SIDES) * 0.05, 0.065), (-0.024, 0), around(0.14, 0.012), 0.01)
        piece.box(0.01, 0.02, around(0.14, 0.01))
    elif shape < 0.8:
        piece.box(0.012, (-0.032, -0.008), (-0.1, 0.3), 0.01)
        for s in SIDES:
            piece.box(0.008, (-0.02, 0.024), around(0.1 + s * 0.15, 0.008))
    else:
        piece.cone((0.075, 0.125), 0.03, 0.025, rounding=0.01, pitch=math.pi / 2)
    return piece.furniture()._replace(name="door")


def door_leaf(materials: MaterialLibrary, material: int, width: float, height: float) -> list[Solid]:
    """Return the leaf of an open door: flush, with raised panels or with a pane of glass.

    Its hinges are at x = y = 0, it extends along +x and has handles on both sides.
    """
    piece = Builder(WALL, material)
    x, z, style = (0.004, width - 0.004), (0.0, height - 0.008), materials.random()
    if style < 0.2:
        rim = materials.uniform(0.14, 0.24)
        piece.of(materials.glass()).box((x[0] + rim / 4, x[1] - rim / 4), 0.006, (rim / 4, z[1] - rim / 4))
        for side in ((x[0], x[0] + rim), (x[1] - rim, x[1])):
            piece.box(side, 0.02, z, 0.003)
        for side in ((0.0, rim), (z[1] - rim, z[1])):
            piece.box(x, 0.019, side)
    else:
        piece.box(x, 0.02, z, 0.003)
        count = materials.choice((1, 2, 2, 3)) if style < 0.6 else 0
        for k in range(count):
            panel = z[1] * k / count + 0.1, z[1] * (k + 1) / count - 0.1
            piece.box((x[0] + 0.12, x[1] - 0.12), 0.028, panel, 0.008)
    with piece.using(materials.metal()):
        piece.at_ends((width - 0.17, width - 0.05), 0.06, 0.01, around(1.03, 0.012), 0.008)
        piece.box(around(width - 0.07, 0.01), 0.065, around(1.03, 0.01))
    return piece.solids


def window_reveal(materials: MaterialLibrary, frame: int, width: float, bottom: float, top: float) -> Furniture:
    """Return the board and the casing of a window that stand out of the wall."""
    piece, half, depth = Builder(WALL, frame), width / 2, materials.uniform(0.04, 0.16)
    piece.box(half + 0.08, (-depth, 0), (bottom - 0.035, bottom - 0.005), 0.003)
    piece.at_sides(half + 0.03, 0.035, (-0.028, 0), (bottom - 0.06, top + 0.06))
    piece.box(half + 0.06, (-0.028, 0), (top - 0.005, top + 0.065))
    return piece.furniture()
