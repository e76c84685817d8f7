"""What stands in the way of light: ambient light near a surface, the key light on its way to it, as kernels.

A list of solids holds their number, then their rows.
"""

from __future__ import annotations

from svr_ros.synthesis.kernels.appearance import decal_at, is_glass, room_face
from svr_ros.synthesis.kernels.compiling import inlined
from svr_ros.synthesis.kernels.materials import CLEAR, EMISSION
from svr_ros.synthesis.kernels.rays import MISS, ray_box, ray_hit, ray_room
from svr_ros.synthesis.kernels.shapes import (
    HALF,
    KIND,
    MATERIAL,
    RADIUS,
    SHELL,
    distance_below,
    from_centre,
    to_local,
)
from svr_ros.synthesis.kernels.vectors import Array, Vector, ahead, dot, length, minus, scaled, vector
from svr_ros.synthesis.kernels.world import KEY, KEY_RADIUS, World, light_at

FAR_REACH = 0.4
"""Metres within which a surface is shaded by what is near it."""

LIFT = 0.01
"""Metres off the surface where rays to the key light start."""
CLOSE_REACH = 0.06
"""And within which what is nearest shades it once more."""

_OCCLUSION = 0.46  # what is at the surface takes away, near and once more if close


@inlined
def taken_away(world: World, own: int, point: Vector, normal: Vector, reach: float, near: Array) -> tuple[float, int]:
    """Return the share of the ambient light that is taken away from a point of solid `own`, and the material of what is
    nearest (-1: nothing), as judged from the free space around the point `reach` metres above.

    `near` lists all solids that may be nearer to that than the surface.
    """
    solids = world.solids
    blocker = -1
    above = ahead(point, normal, reach)
    distance = reach
    p = to_local(solids, 0, from_centre(solids, 0, above))
    shell = min(solids[0, HALF] - abs(p[0]), solids[0, HALF + 1] - abs(p[1]), solids[0, HALF + 2] - abs(p[2]))
    if shell < distance - 1e-6:
        distance = shell
        _, blocker, _, _ = room_face(world, p)
    for k in range(1, near[0] + 1):
        i = near[k]
        if i == own and solids[i, KIND] != SHELL:  # convex: no nearer than `reach`
            continue
        candidate = distance_below(solids, i, above, distance)
        if candidate < distance:
            distance = candidate
            blocker = int(solids[i, MATERIAL])
    return max(reach - distance, 0.0) / reach * _OCCLUSION, blocker


@inlined
def comes_near(world: World, i: int, centre: Vector, reach: float) -> bool:
    """Return whether the box around solid i comes within `reach` metres of a point."""
    away = from_centre(world.solids, i, centre)
    bound = reach + world.solids[i, RADIUS]
    if dot(away, away) >= bound * bound:
        return False
    x, y, z = to_local(world.solids, i, away)
    x = max(abs(x) - world.solids[i, HALF], 0.0)
    y = max(abs(y) - world.solids[i, HALF + 1], 0.0)
    z = max(abs(z) - world.solids[i, HALF + 2], 0.0)
    return x * x + y * y + z * z < reach * reach


@inlined
def is_hidden(world: World, own: int, point: Vector, direction: Vector, limit: float, dark: Array) -> bool:
    """Return whether a solid of a list stands within `limit` metres of a point of solid `own` along a direction."""
    for k in range(1, dark[0] + 1):
        i = dark[k]
        if i == own and world.solids[i, KIND] != SHELL:  # convex, and the light is on the outer side
            continue
        away = from_centre(world.solids, i, point)
        along = -dot(away, direction)
        radius = world.solids[i, RADIUS]
        if along < -radius or dot(away, away) - along * along > radius * radius:
            continue
        start, ray = to_local(world.solids, i, away), to_local(world.solids, i, direction)
        if ray_hit(world.solids, i, start, ray, limit) < MISS:
            return True
    return False


@inlined
def may_cast_shadow(world: World, i: int, centre: Vector, radius: float) -> bool:
    """Return whether solid i may stand between points of a ball and the key light; what glows or is clear does not."""
    material = int(world.solids[i, MATERIAL])
    if world.materials[material, EMISSION] > 0.0 or world.materials[material, CLEAR] > 0.0:
        return False
    beam = minus(light_at(world, KEY), centre)
    far = length(beam)
    beam = scaled(beam, 1.0 / far)
    away = from_centre(world.solids, i, centre)
    # The beam between the two balls is nowhere wider than the larger one.
    width = max(radius, world.lights[KEY_RADIUS])
    bound = world.solids[i, RADIUS] + width
    along = -dot(away, beam)
    if along < -bound or along > far + bound or dot(away, away) - along * along > bound * bound:
        return False
    h = vector(world.solids, i, HALF)
    start, ray = to_local(world.solids, i, away), to_local(world.solids, i, beam)
    enter, leave = ray_box(start, ray, (h[0] + width, h[1] + width, h[2] + width), far)
    return enter <= leave


@inlined
def is_sun(world: World) -> bool:
    """Return whether the key light stands outside of the room, so that it shines in through the windows."""
    x, y, z = to_local(world.solids, 0, from_centre(world.solids, 0, light_at(world, KEY)))
    half = vector(world.solids, 0, HALF)
    return abs(x) > half[0] or abs(y) > half[1] or abs(z) > half[2]


@inlined
def leaves_through_glass(world: World, point: Vector, direction: Vector) -> bool:
    """Return whether a ray leaves the room through the glass of a window."""
    start = to_local(world.solids, 0, from_centre(world.solids, 0, point))
    ray = to_local(world.solids, 0, direction)
    face, _, u, v = room_face(world, ahead(start, ray, ray_room(world.solids, start, ray)))
    decal = decal_at(world, face, u, v)
    return decal >= 0 and is_glass(world, decal, u, v)
