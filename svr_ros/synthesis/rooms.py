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

"""Furnished rooms as functions of a seed."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.catalogue.parts import WALL
from svr_ros.synthesis.furnishing.recipes import RECIPES, Recipe
from svr_ros.synthesis.furnishing.walls import decorate_walls
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.photographs import NO_LIBRARY, Library
from svr_ros.synthesis.scene import FLOOR_MATERIAL, RoomSize, Scene, Solid, SolidKind
from svr_ros.synthesis.shell.lighting import light_room
from svr_ros.synthesis.shell.plan import Plan
from svr_ros.synthesis.shell.structure import build_structure
from svr_ros.synthesis.shell.surfaces import add_room_materials

BARE = 0.12
"""Probability that a room has no textures and no wall decoration, in addition to blank rooms."""


def draw_recipe(room_seed: int) -> Recipe:
    """Return the type of room of a seed."""
    return Random(room_seed).choices(RECIPES, [recipe.weight for recipe in RECIPES])[0]


def build_room(room_seed: int, recipe: Recipe | None = None, library: Library = NO_LIBRARY) -> Scene:
    """Build the room of a seed, the same in every process, of the type of `recipe` if it is given.

    Photographs of the library may be among its materials: pass its pixels to `pack_world` too.
    """
    # Draw the type, the size and the materials of the room.
    recipe = recipe or draw_recipe(room_seed)
    rng = Random(room_seed)
    materials = MaterialLibrary(rng, library)
    size = _draw_size(rng, recipe)
    bare = rng.random() < BARE or recipe.blank
    add_room_materials(materials, bare)
    # Build, furnish, decorate and light it.
    plan = Plan(rng, materials, size, recipe.name)
    if recipe.prepare:
        recipe.prepare(plan)
    build_structure(plan, recipe.blank)
    recipe.furnish(plan)
    if not bare:
        decorate_walls(plan)
    lights = light_room(plan, recipe.blank)
    return Scene(size, [_shell(size), *plan.solids], materials.rows, lights, plan.decals, plan.items)


def _draw_size(rng: Random, recipe: Recipe) -> RoomSize:
    """Return a random size, favouring the smaller sizes of the room's type, with ceilings from 2.2 to 4 m."""
    short = rng.triangular(*recipe.short, recipe.short[0] + 0.3 * (recipe.short[1] - recipe.short[0]))
    long = max(rng.triangular(*recipe.long, recipe.long[0] + 0.3 * (recipe.long[1] - recipe.long[0])), short)
    half_x, half_y = (long / 2, short / 2) if rng.random() < 0.5 else (short / 2, long / 2)
    kind = rng.random()
    height = rng.uniform(2.35, 2.7) if kind < 0.7 else rng.uniform(2.7, 3.3) if kind < 0.94 else rng.uniform(2.2, 4.0)
    return RoomSize(half_x, half_y, height)


def _shell(size: RoomSize) -> Solid:
    half_z = size.height / 2
    half = (size.half_x, size.half_y, half_z)
    return Solid(int(SolidKind.ROOM), WALL, FLOOR_MATERIAL, 0.0, 0.0, half_z, 0.0, 0.0, 0.0, *half, 0.0, 0.0, 0.0)
