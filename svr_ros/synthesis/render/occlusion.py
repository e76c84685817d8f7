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

"""Occlusion as kernels: of ambient light near a surface, and of the key light on its way to it.

A list of solids holds their number, then their rows.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from svr_ros.synthesis.render.appearance import decal_at, face_ahead, is_glass, room_face
from svr_ros.synthesis.render.compiling import inlined
from svr_ros.synthesis.render.materials import CLEAR, EMISSION
from svr_ros.synthesis.render.rays import MISS, crosses_box, is_plain, ray_box, ray_hit
from svr_ros.synthesis.render.shapes import HALF, KIND, MATERIAL, RADIUS, SHELL, distance_below, from_centre, to_local
from svr_ros.synthesis.render.vectors import Array, Vector, ahead, dot, length, minus, plus, scaled, vector
from svr_ros.synthesis.render.world import KEY, KEY_POINTS, KEY_RADIUS, OCCLUSION, World, light_at

FAR_RADIUS: Any = np.float32(0.4)
"""Distance in metres within which surfaces occlude ambient light."""

LIFT: Any = np.float32(0.01)
"""Distance in metres to the surface at which rays to the key light start."""
CLOSE_RADIUS: Any = np.float32(0.06)
"""Distance in metres within which the nearest surface occludes ambient light once more."""

_MAX_OCCLUSION = 0.46
"""Fraction of ambient light that a surface in contact occludes, within each of the two radii."""


class Occlusion(NamedTuple):
    """Occlusion of a point of a surface."""

    fraction: float
    """Fraction of the ambient light that is occluded."""
    material: int
    """Material of the occluder, -1 for none."""
    lit: float
    """Whether the key light arrives, if the surface faces it; else 1."""


@inlined
def ambient_occlusion(
    world: World, own: int, point: Vector, normal: Vector, radius: float, near: Array
) -> tuple[float, int]:
    """Return the fraction of ambient light that is occluded at a point of solid `own`, and the occluder's material.

    Both are estimated from the free space around the point `radius` metres above the surface; the material is -1 if
    there is no occluder. `near` lists all solids that can be nearer to that point than the surface.
    """
    solids = world.solids
    above = ahead(point, normal, radius)
    distance, nearest = min(shell_below(solids, above), radius), 0
    for k in range(1, near[0] + 1):
        i = near[k]
        if not can_occlude(solids, i, own):
            continue
        candidate = distance_below(solids, i, above, distance)
        if candidate < distance:
            distance, nearest = candidate, i
    return occluded_fraction_at(world, distance, radius), occluder_at(world, nearest, above, distance, radius)


@inlined
def shell_below(solids: Array, point: Vector) -> float:
    """Return the distance of a point in the room to the nearest of the room's faces."""
    x, y, z = to_local(solids, 0, from_centre(solids, 0, point))
    return min(solids[0, HALF] - abs(x), solids[0, HALF + 1] - abs(y), solids[0, HALF + 2] - abs(z))


@inlined
def occluded_fraction_at(world: World, distance: float, radius: float) -> float:
    """Return the fraction of ambient light that is occluded if the nearest surface is at a distance from the point."""
    return max(radius - distance, 0.0) / radius * (_MAX_OCCLUSION * world.lights[OCCLUSION])


@inlined
def occluder_at(world: World, nearest: int, above: Vector, distance: float, radius: float) -> int:
    """Return the material of the solid (0: the room) nearest to the point above a surface, -1 if it is the surface."""
    if nearest > 0:
        return int(world.solids[nearest, MATERIAL])
    if distance > radius - 1e-6:
        return -1
    _, row, _, _ = room_face(world, to_local(world.solids, 0, from_centre(world.solids, 0, above)))
    return row


@inlined
def can_occlude(solids: Array, i: int, own: int) -> bool:
    """Return whether solid i can lie above the surface of solid `own`: a convex solid does not occlude itself."""
    return i != own or solids[i, KIND] == SHELL


@inlined
def comes_near(world: World, i: int, centre: Vector, radius: float) -> bool:
    """Return whether the box around solid i comes within `radius` metres of a point."""
    away = from_centre(world.solids, i, centre)
    bound = radius + world.solids[i, RADIUS]
    if dot(away, away) >= bound * bound:
        return False
    x, y, z = to_local(world.solids, i, away)
    x = max(abs(x) - world.solids[i, HALF], 0.0)
    y = max(abs(y) - world.solids[i, HALF + 1], 0.0)
    z = max(abs(z) - world.solids[i, HALF + 2], 0.0)
    return x * x + y * y + z * z < radius * radius


@inlined
def is_occluded(world: World, own: int, point: Vector, way: Vector, shadow_casters: Array) -> bool:
    """Return whether a solid of a list blocks the way from a point of solid `own`."""
    solids = world.solids
    squared = dot(way, way)
    for k in range(1, shadow_casters[0] + 1):
        i = shadow_casters[k]
        away = from_centre(solids, i, point)
        along = -dot(away, way)
        radius = solids[i, RADIUS]
        if (along < 0.0 and dot(away, away) > radius * radius) or not can_occlude(solids, i, own):
            continue
        if (dot(away, away) - radius * radius) * squared > along * along:
            continue
        start, local = to_local(solids, i, away), to_local(solids, i, way)
        if crosses_box(start, local, vector(solids, i, HALF)) and crosses(solids, i, start, local):
            return True
    return False


@inlined
def crosses(solids: Array, i: int, start: Vector, way: Vector) -> bool:
    """Return whether a way that crosses the box around solid i, in its coordinates, hits the solid."""
    if is_plain(solids, i):
        return True
    far = length(way)
    return ray_hit(solids, i, start, scaled(way, 1.0 / far), far) < MISS


@inlined
def key_ray(world: World, hit: Vector, normal: Vector, point: int) -> tuple[Vector, Vector, bool]:
    """Return start and vector of a ray from a surface to a point of the key light, and whether the surface faces it."""
    start = ahead(hit, normal, LIFT)
    way = minus(light_at(world, KEY), start)
    return start, plus(way, light_at(world, KEY_POINTS + 3 * point)), dot(normal, way) > 0.0


@inlined
def key_arrives(world: World, own: int, hit: Vector, normal: Vector, point: int, shadow_casters: Array) -> float:
    """Return 0 if a solid blocks the way from a point of solid `own` to a point of the key light, else 1.

    Surfaces that face away from the light return 1.
    """
    start, way, faces = key_ray(world, hit, normal, point)
    if not faces:
        return 1.0
    if is_sun(world) and not leaves_through_glass(world, start, way):
        return 0.0
    return 0.0 if is_occluded(world, own, start, way, shadow_casters) else 1.0


@inlined
def beam_from(world: World, centre: Vector) -> tuple[Vector, float]:
    """Return the direction to the key light and its distance."""
    way = minus(light_at(world, KEY), centre)
    far = length(way)
    return scaled(way, 1.0 / far), far


@inlined
def may_cast_shadow(world: World, i: int, centre: Vector, radius: float, beam: Vector, far: float) -> bool:
    """Return whether solid i can lie between points of a ball and the key light, along the beam from the ball's centre.

    Solids that glow or are clear cast no shadows.
    """
    material = int(world.solids[i, MATERIAL])
    if world.materials[material, EMISSION] > 0.0 or world.materials[material, CLEAR] > 0.0:
        return False
    away = from_centre(world.solids, i, centre)
    # The beam between the two balls is at most as wide as the larger one.
    width = max(radius, world.lights[KEY_RADIUS])
    bound = world.solids[i, RADIUS] + width
    along = -dot(away, beam)
    if along < -bound or along > far + bound or dot(away, away) - along * along > bound * bound:
        return False
    h = vector(world.solids, i, HALF)
    start, ray = to_local(world.solids, i, away), to_local(world.solids, i, beam)
    enter, leave = ray_box(start, ray, (h[0] + width, h[1] + width, h[2] + width), far)
    if enter > leave:
        return False
    # Past the solid, it is at most as wide as where it enters or leaves it.
    wider = (world.lights[KEY_RADIUS] - radius) / far
    width = radius + max(wider * enter, wider * leave)
    enter, leave = ray_box(start, ray, (h[0] + width, h[1] + width, h[2] + width), far)
    return enter <= leave


@inlined
def is_sun(world: World) -> bool:
    """Return whether the key light lies outside of the room, so that it shines in through the windows."""
    x, y, z = to_local(world.solids, 0, from_centre(world.solids, 0, light_at(world, KEY)))
    half = vector(world.solids, 0, HALF)
    return abs(x) > half[0] or abs(y) > half[1] or abs(z) > half[2]


@inlined
def leaves_through_glass(world: World, point: Vector, direction: Vector) -> bool:
    """Return whether a ray leaves the room through the glass of a window."""
    start = to_local(world.solids, 0, from_centre(world.solids, 0, point))
    ray = to_local(world.solids, 0, direction)
    face, _, u, v = face_ahead(world, start, ray)
    decal = decal_at(world, face, u, v)
    return decal >= 0 and is_glass(world, decal, u, v)
