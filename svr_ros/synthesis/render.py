"""Pictures of a solid table with exact depth, normals and classes: tiled ray casting as numba kernels.

Every 8 x 8 tile of pixels gathers the few solids that its rays can meet, first for the rays from the camera, then for
those to the light and for the surroundings that shade it. Shadows are soft: each pixel of a 4 x 4 pattern tests another
point of the light, and a filter that keeps to the surface joins them. Pixels that stand out get more rays.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.kernels import kernel
from svr_ros.synthesis.materials import EMISSION
from svr_ros.synthesis.shading import FAR_REACH, is_sun, shade
from svr_ros.synthesis.shapes import (
    CENTRE,
    EYE,
    MATERIAL,
    MISS,
    RADIUS,
    Array,
    ray_hit,
    ray_room,
    rotate_to_local,
)
from svr_ros.synthesis.world import KEY, KEY_RADIUS, World

TILE = 8

_PATTERN = 4  # pixels a side that test the points of the key light in turn
_SHARP_LIGHT = 0.03  # metres; the shadows of smaller lights are not filtered
_SAME_SURFACE = 0.95  # least cosine between normals that the filter joins
_CONTRAST = 0.1  # of neighbouring pixels, (a - b) / (a + b), above which they get more rays

# Rows of the lists that a tile gathers.
_SEEN = 0
_NEAR = 1
_DARK = 2
_LAMPS = 3


class Rendering(NamedTuple):
    """What a camera sees [size, size]: linear radiance, depth along the axis (m), normals (camera axes), classes."""

    radiance: NDArray[np.float32]
    depth: NDArray[np.float32]
    normals: NDArray[np.float32]
    classes: NDArray[np.uint8]


def render(
    world: World,
    tan_x: float,
    tan_y: float,
    size: int,
    rays: int = 1,
) -> Rendering:
    """Render size x size pixels (a multiple of 8) of the view whose half-width and -height at 1 m are tan_x and tan_y.

    `rays` go through pixels that differ from their neighbours, one through the others; depth, normals and classes are
    those of the pixel's centre.
    """
    radiance = np.empty((size, size, 3), np.float32)
    key_light = np.empty((size, size, 3), np.float32)
    lit = np.empty((size, size), np.float32)
    depth = np.empty((size, size), np.float32)
    normals = np.empty((size, size, 3), np.float32)
    classes = np.empty((size, size), np.uint8)
    solids = np.empty((size, size), np.int32)
    lists = np.empty((4, len(world.solids)), np.int32)
    nearness = np.empty(len(world.solids))
    _render(
        world, tan_x, tan_y, lists, nearness,
        solids, radiance, key_light, lit, depth, normals, classes,
    )  # fmt: skip
    share = np.empty((size, size), np.float32) if world.lights[KEY_RADIUS] > _SHARP_LIGHT else lit
    if share is not lit:
        _soften(lit, solids, normals, share)
    radiance += share[..., None] * key_light
    if rays > 1:
        rough = np.zeros((size, size), np.bool_)
        _find_rough(radiance, rough)
        _refine(
            world, tan_x, tan_y, lists, nearness,
            rays, rough, share is not lit, share, solids, depth, radiance,
        )  # fmt: skip
    return Rendering(radiance, depth, normals, classes)


@kernel
def _direction(
    column: float, row: float, width: int, height: int, tan_x: float, tan_y: float
) -> tuple[float, float, float]:
    """Return the unit ray through a point of the image, in pixels from its upper left corner."""
    u = (2.0 * column / width - 1.0) * tan_x
    v = (2.0 * row / height - 1.0) * tan_y
    shrink = 1.0 / math.sqrt(u * u + v * v + 1.0)
    return u * shrink, v * shrink, shrink


@kernel
def _seen_solids(
    table: Array,
    left: int,
    top: int,
    width: int,
    height: int,
    tan_x: float,
    tan_y: float,
    found: Array,
    nearness: Array,
) -> int:
    """List the solids that the rays of a tile can meet, nearest first; return their number."""
    ax, ay, az = _direction(left + TILE / 2, top + TILE / 2, width, height, tan_x, tan_y)
    tangent = TILE * math.hypot(tan_x / width, tan_y / height) * az * 1.03  # a little more than half the diagonal
    count = 0
    for i in range(1, table.shape[0]):
        x, y, z = table[i, CENTRE], table[i, CENTRE + 1], table[i, CENTRE + 2]
        radius = table[i, RADIUS]
        along = x * ax + y * ay + z * az
        if along < -radius:
            continue
        squared = x * x + y * y + z * z
        reach = max(along, 0.0) * tangent + radius * 1.02
        if squared - along * along > reach * reach:
            continue
        nearest = math.sqrt(squared) - radius
        j = count
        while j > 0 and nearness[j - 1] > nearest:
            nearness[j] = nearness[j - 1]
            found[j] = found[j - 1]
            j -= 1
        nearness[j] = nearest
        found[j] = i
        count += 1
    return count


@kernel
def _near_solids(table: Array, x: float, y: float, z: float, radius: float, found: Array) -> int:
    """List the solids that can shade a ball of surface points by their vicinity; return their number."""
    count = 0
    for i in range(1, table.shape[0]):
        dx = table[i, CENTRE] - x
        dy = table[i, CENTRE + 1] - y
        dz = table[i, CENTRE + 2] - z
        reach = table[i, RADIUS] + radius + 2.0 * FAR_REACH
        if dx * dx + dy * dy + dz * dz < reach * reach:
            found[count] = i
            count += 1
    return count


@kernel
def _shadowing_solids(world: World, x: float, y: float, z: float, radius: float, found: Array) -> int:
    """List the solids that can stand between a ball of surface points and the key light; return their number."""
    lx = world.lights[KEY] - x
    ly = world.lights[KEY + 1] - y
    lz = world.lights[KEY + 2] - z
    length = math.sqrt(lx * lx + ly * ly + lz * lz)
    lx /= length
    ly /= length
    lz /= length
    count = 0
    for i in range(1, world.solids.shape[0]):
        if world.materials[int(world.solids[i, MATERIAL]), EMISSION] > 0.0:
            continue
        dx = world.solids[i, CENTRE] - x
        dy = world.solids[i, CENTRE + 1] - y
        dz = world.solids[i, CENTRE + 2] - z
        bound = world.solids[i, RADIUS]
        along = dx * lx + dy * ly + dz * lz
        if along < -(bound + radius) or along > length + bound:
            continue
        inside = min(max(along, 0.0), length)
        squared = dx * dx + dy * dy + dz * dz - 2.0 * along * inside + inside * inside
        reach = bound + max(radius + (world.lights[KEY_RADIUS] - radius) * inside / length, 0.0)
        if squared < reach * reach:
            found[count] = i
            count += 1
    return count


@kernel
def _glowing_solids(world: World, found: Array) -> int:
    """List the solids that glow; return their number."""
    count = 0
    for i in range(1, world.solids.shape[0]):
        if world.materials[int(world.solids[i, MATERIAL]), EMISSION] > 0.0:
            found[count] = i
            count += 1
    return count


@kernel
def _trace(
    table: Array, dx: float, dy: float, dz: float, found: Array, nearness: Array, count: int
) -> tuple[float, int]:
    """Return the distance along a ray from the camera and the solid it meets (0: the room)."""
    rx, ry, rz = rotate_to_local(table, 0, dx, dy, dz)
    nearest = ray_room(table, rx, ry, rz)
    solid = 0
    for j in range(count):
        if nearness[j] > nearest:
            break
        i = found[j]
        lx, ly, lz = rotate_to_local(table, i, dx, dy, dz)
        t = ray_hit(table, i, table[i, EYE], table[i, EYE + 1], table[i, EYE + 2], lx, ly, lz, nearest)
        if t < nearest:
            nearest = t
            solid = i
    return nearest, solid


@kernel
def _tile_ball(depth: Array, top: int, left: int, tan_x: float, tan_y: float) -> tuple[float, float, float, float]:
    """Return centre and radius of a ball around the surface points of a tile."""
    height, width = depth.shape
    x0, y0, z0 = MISS, MISS, MISS
    x1, y1, z1 = -MISS, -MISS, -MISS
    for row in range(top, top + TILE):
        for column in range(left, left + TILE):
            z = depth[row, column]
            x = (2.0 * (column + 0.5) / width - 1.0) * tan_x * z
            y = (2.0 * (row + 0.5) / height - 1.0) * tan_y * z
            x0, x1 = min(x0, x), max(x1, x)
            y0, y1 = min(y0, y), max(y1, y)
            z0, z1 = min(z0, z), max(z1, z)
    radius = 0.5 * math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2 + (z1 - z0) ** 2)
    return 0.5 * (x0 + x1), 0.5 * (y0 + y1), 0.5 * (z0 + z1), radius


@kernel
def _render(
    world: World,
    tan_x: float,
    tan_y: float,
    lists: Array,
    nearness: Array,
    solids: Array,
    radiance: Array,
    key_light: Array,
    lit: Array,
    depth: Array,
    normals: Array,
    classes: Array,
) -> None:
    """Send one ray through the centre of every pixel; keep the key light and whether it arrives apart."""
    height, width = depth.shape
    pixel = 2.0 * max(tan_x / width, tan_y / height)
    seen, near, dark, lamps = lists[_SEEN], lists[_NEAR], lists[_DARK], lists[_LAMPS]
    lamp_count = _glowing_solids(world, lamps)
    sunny = is_sun(world)
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            seen_count = _seen_solids(world.solids, left, top, width, height, tan_x, tan_y, seen, nearness)
            for row in range(top, top + TILE):
                for column in range(left, left + TILE):
                    dx, dy, dz = _direction(column + 0.5, row + 0.5, width, height, tan_x, tan_y)
                    t, solids[row, column] = _trace(world.solids, dx, dy, dz, seen, nearness, seen_count)
                    depth[row, column] = t * dz
            x, y, z, radius = _tile_ball(depth, top, left, tan_x, tan_y)
            near_count = _near_solids(world.solids, x, y, z, radius, near)
            dark_count = _shadowing_solids(world, x, y, z, radius, dark)
            for row in range(top, top + TILE):
                for column in range(left, left + TILE):
                    dx, dy, dz = _direction(column + 0.5, row + 0.5, width, height, tan_x, tan_y)
                    point = row % _PATTERN * _PATTERN + column % _PATTERN
                    t = depth[row, column] / dz
                    r, g, b, kr, kg, kb, shining, nx, ny, nz, label = shade(
                        world, solids[row, column], dx, dy, dz, t, pixel,
                        near, near_count, dark, dark_count, lamps, lamp_count, point, sunny,
                    )  # fmt: skip
                    radiance[row, column, 0], radiance[row, column, 1], radiance[row, column, 2] = r, g, b
                    key_light[row, column, 0], key_light[row, column, 1], key_light[row, column, 2] = kr, kg, kb
                    normals[row, column, 0], normals[row, column, 1], normals[row, column, 2] = nx, ny, nz
                    lit[row, column] = shining
                    classes[row, column] = label


@kernel
def _soften(lit: Array, solids: Array, normals: Array, share: Array) -> None:
    """Average whether the key light arrives over the pixels of the same surface around, every point of it once."""
    height, width = lit.shape
    reach = _PATTERN // 2
    for row in range(height):
        for column in range(width):
            total, count = 0.0, 0
            for i in range(max(row - reach, 0), min(row + reach, height)):
                for j in range(max(column - reach, 0), min(column + reach, width)):
                    if solids[i, j] != solids[row, column]:
                        continue
                    cosine = normals[row, column, 0] * normals[i, j, 0] + normals[row, column, 1] * normals[i, j, 1]
                    cosine += normals[row, column, 2] * normals[i, j, 2]
                    if cosine > _SAME_SURFACE:
                        total += lit[i, j]
                        count += 1
            share[row, column] = total / count


@kernel
def _find_rough(radiance: Array, rough: Array) -> None:
    """Mark the pixels that stand out from one of their neighbours."""
    height, width = rough.shape
    for row in range(height):
        for column in range(width):
            if row + 1 < height and _stands_out(radiance, row, column, row + 1, column):
                rough[row, column] = True
                rough[row + 1, column] = True
            if column + 1 < width and _stands_out(radiance, row, column, row, column + 1):
                rough[row, column] = True
                rough[row, column + 1] = True


@kernel
def _stands_out(radiance: Array, row: int, column: int, i: int, j: int) -> bool:
    for channel in range(3):
        one, other = radiance[row, column, channel], radiance[i, j, channel]
        if abs(one - other) > _CONTRAST * (one + other):
            return True
    return False


@kernel
def _any_rough(rough: Array, top: int, left: int) -> bool:
    for row in range(top, top + TILE):
        for column in range(left, left + TILE):
            if rough[row, column]:
                return True
    return False


@kernel
def _refine(
    world: World,
    tan_x: float,
    tan_y: float,
    lists: Array,
    nearness: Array,
    rays: int,
    rough: Array,
    is_soft: bool,
    share: Array,
    solids: Array,
    depth: Array,
    radiance: Array,
) -> None:
    """Replace the radiance of rough pixels by the mean of `rays` rays, the one through the centre among them.

    Where shadows are soft, rays that meet the pixel's own solid take its `share` of the key light.
    """
    height, width = depth.shape
    pixel = 2.0 * max(tan_x / width, tan_y / height)
    seen, near, dark, lamps = lists[_SEEN], lists[_NEAR], lists[_DARK], lists[_LAMPS]
    lamp_count = _glowing_solids(world, lamps)
    sunny = is_sun(world)
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            if not _any_rough(rough, top, left):
                continue
            seen_count = _seen_solids(world.solids, left, top, width, height, tan_x, tan_y, seen, nearness)
            x, y, z, radius = _tile_ball(depth, top, left, tan_x, tan_y)
            near_count = _near_solids(world.solids, x, y, z, radius, near)
            dark_count = _shadowing_solids(world, x, y, z, radius, dark)
            for row in range(top, top + TILE):
                for column in range(left, left + TILE):
                    if not rough[row, column]:
                        continue
                    red, green, blue = radiance[row, column, 0], radiance[row, column, 1], radiance[row, column, 2]
                    for extra in range(1, rays):
                        # Evenly spread in the pixel: the additive recurrence of the plastic number.
                        right = 0.5 + 0.7548776662 * extra
                        down = 0.5 + 0.5698402910 * extra
                        right += column - math.floor(right)
                        down += row - math.floor(down)
                        dx, dy, dz = _direction(right, down, width, height, tan_x, tan_y)
                        t, solid = _trace(world.solids, dx, dy, dz, seen, nearness, seen_count)
                        point = (row % _PATTERN * _PATTERN + column % _PATTERN + 5 * extra) % _PATTERN**2
                        r, g, b, kr, kg, kb, shining, _, _, _, _ = shade(
                            world, solid, dx, dy, dz, t, pixel,
                            near, near_count, dark, dark_count, lamps, lamp_count, point, sunny,
                        )  # fmt: skip
                        if is_soft and solid == solids[row, column]:
                            shining = share[row, column]
                        red += r + shining * kr
                        green += g + shining * kg
                        blue += b + shining * kb
                    radiance[row, column, 0] = red / rays
                    radiance[row, column, 1] = green / rays
                    radiance[row, column, 2] = blue / rays
