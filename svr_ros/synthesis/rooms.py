"""Furnished rooms, each a function of a seed."""

from __future__ import annotations

from random import Random

from svr_ros.synthesis.furniture.palette import Palette
from svr_ros.synthesis.furniture.parts import WALL
from svr_ros.synthesis.lighting import light_room
from svr_ros.synthesis.plan import Plan
from svr_ros.synthesis.recipes import RECIPES, Recipe
from svr_ros.synthesis.scene import FLOOR_MATERIAL, RoomSize, Scene, Solid, SolidKind
from svr_ros.synthesis.structure import build_structure
from svr_ros.synthesis.surfaces import add_room_materials
from svr_ros.synthesis.wall_decoration import decorate_walls


def build_room(seed: int) -> Scene:
    """Build the room of a seed: the same in every process."""
    rng = Random(seed)
    palette = Palette(rng)
    recipe = rng.choices(RECIPES, [r.weight for r in RECIPES])[0]
    size = _draw_size(rng, recipe)
    add_room_materials(palette)
    plan = Plan(rng, palette, size)
    if recipe.prepare:
        recipe.prepare(plan)
    build_structure(plan)
    recipe.furnish(plan)
    decorate_walls(plan)
    lights = light_room(plan)
    return Scene(size, [_shell(size), *plan.solids], palette.materials, lights, plan.decals, plan.items)


def _draw_size(rng: Random, recipe: Recipe) -> RoomSize:
    """Draw a room: most are 3 to 6.5 m long, one in six up to 9 m."""
    low, high = recipe.half_length
    long = rng.uniform(low, high) if rng.random() < 0.83 else rng.uniform(high, high * 1.25)
    short = max(low, long * rng.uniform(0.55, 1.0))
    half_x, half_y = (long, short) if rng.random() < 0.5 else (short, long)
    return RoomSize(half_x, half_y, rng.uniform(2.3, 2.7) if rng.random() < 0.7 else rng.uniform(2.7, 3.3))


def _shell(size: RoomSize) -> Solid:
    half_z = size.height / 2
    half = (size.half_x, size.half_y, half_z)
    return Solid(int(SolidKind.ROOM), WALL, FLOOR_MATERIAL, 0.0, 0.0, half_z, 0.0, 0.0, 0.0, *half, 0.0, 0.0, 0.0)
