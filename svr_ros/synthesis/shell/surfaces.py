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

"""Coverings of floors and walls: the materials of the room, tiles, rugs."""

from __future__ import annotations

import math

from svr_ros.synthesis.catalogue.parts import FLOOR, box, cone
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.piece import furniture
from svr_ros.synthesis.scene import Decal, DecalKind
from svr_ros.synthesis.shell.plan import Plan


def add_room_materials(materials: MaterialLibrary, bare: bool = False) -> None:
    """Add rows 0 to 5: floor, ceiling and the four walls, now and then one unlike the others.

    A bare room is plain and of one colour all around, as a model without textures.
    """
    if bare:
        row = materials.plain(materials.rng.choice(("white", "white", "grey", "beige")), 0.0)
        for _ in range(5):
            materials.copy(row)
        return
    materials.surfaces.floor()
    materials.surfaces.ceiling()
    usual = materials.surfaces.wallpaper()
    for _ in range(3):
        if materials.rng.random() < 0.87:
            materials.copy(usual)
        else:
            materials.surfaces.wallpaper()


def tile_walls(plan: Plan) -> None:
    """Tile all walls of a bathroom or kitchen to the ceiling or to shoulder height."""
    rng, (rx, ry, height) = plan.rng, plan.size
    row = plan.materials.tiles()
    top = height / 2 if rng.random() < 0.4 else rng.uniform(1.1, 1.6) - height / 2
    for face in range(4):
        half = ry if face < 2 else rx
        plan.decals.append(Decal(face, -half, -height / 2, half, top, DecalKind.PLAIN, row))


def add_rug(plan: Plan, x: float, y: float, half_x: float, half_y: float) -> None:
    """Lay a rug around (x, y) on the floor, rectangular or round, straight or turned, smaller if it does not fit."""
    rng, materials, (rx, ry, _) = plan.rng, plan.materials, plan.size
    thick = rng.uniform(0.002, 0.0035)
    is_round = rng.random() < 0.15
    turn = rng.choices((0.0, rng.gauss(0.0, 0.12), rng.uniform(0.0, math.pi)), (6.0, 2.5, 1.0))[0]
    if is_round:
        half_x = half_y = min(half_x, half_y)
    half_x, half_y = min(half_x, rx - 0.1), min(half_y, ry - 0.1)
    for shrink in (1.0, 0.8, 0.6):
        a, b = half_x * shrink, half_y * shrink
        row = materials.surfaces.rug(a, b)
        reach_x = abs(math.cos(turn)) * a + abs(math.sin(turn)) * b
        reach_y = abs(math.sin(turn)) * a + abs(math.cos(turn)) * b
        if is_round:
            solid = cone(FLOOR, row, 0, 0, thick, thick, a, a, 0.001)
        else:
            solid = box(FLOOR, row, 0, 0, thick, a, b, thick, 0.001)
        cx = min(max(x, reach_x - rx + 0.02), rx - reach_x - 0.02)
        cy = min(max(y, reach_y - ry + 0.02), ry - reach_y - 0.02)
        if plan.put(furniture(FLOOR, "rug", [solid]), cx, cy, turn, under=True):
            return
