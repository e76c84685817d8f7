"""Pictures of a solid table with exact depth, normals and classes: tiled ray casting and shading as numba kernels.

Every 8 x 8 tile of pixels gathers the few solids that its rays can meet, first for the rays from the camera, then for those to
the light and for the surroundings that shade it. Pixels whose neighbours look different get more rays.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.materials import EMISSION, SHININESS, SPECULAR, lattice, noise, texture
from svr_ros.synthesis.scene import (
    CEILING_MATERIAL,
    FLOOR_MATERIAL,
    WALL_MATERIAL,
    Decal,
    DecalKind,
    Face,
    Lights,
)
from svr_ros.synthesis.shapes import (
    CENTRE,
    EYE,
    FLOOR,
    HALF,
    LABEL,
    MATERIAL,
    MISS,
    RADIUS,
    WALL,
    SolidTable,
    kernel,
    local_distance,
    local_normal,
    ray_hit,
    ray_room,
    rotate_to_camera,
    rotate_to_local,
    shell_distance,
)

if TYPE_CHECKING:
    from svr_ros.synthesis.cameras import Pose

TILE = 8

# Columns of the decal table: the fields of Decal.
FACE = 0
LEFT = 1
BASE = 2
RIGHT = 3
HEAD = 4
DECAL_KIND = 5
DECAL_MATERIAL = 6
ROUND = 7
D_P0 = 8
D_P1 = 9
GLOW = 10  # 10..12

# Entries of the light vector, in camera coordinates.
KEY = 0  # 0..2
KEY_COLOR = 3  # 3..5
KEY_RADIUS = 6
FILL = 7  # 7..9
FILL_COLOR = 10  # 10..12
SKY = 13  # 13..15
GROUND = 16  # 16..18
VERTICAL = 19  # 19..21: up

FACE_X_PLUS = int(Face.X_PLUS)
FACE_X_MINUS = int(Face.X_MINUS)
FACE_Y_PLUS = int(Face.Y_PLUS)
FACE_Y_MINUS = int(Face.Y_MINUS)
FACE_FLOOR = int(Face.FLOOR)
FACE_CEILING = 5
WINDOW = int(DecalKind.WINDOW)
BORDERED = int(DecalKind.BORDERED)
DOOR = int(DecalKind.DOOR)

_NEAR_REACH = 0.06  # metres from the surface to the two points that look for what shades it
_FAR_REACH = 0.22
_OCCLUSION = 0.4  # what each of them can take away
_DARKEST = 0.15  # share of the ambient light that a crevice keeps
_LIFT = 0.01  # metres off the surface where shadow rays start
_ROUGH = 0.12  # relative difference of neighbouring pixels above which they get more rays


class Rendering(NamedTuple):
    """What a camera sees, [size, size]: linear radiance, depth along the axis (m), unit normals in the camera frame, class ids."""

    radiance: NDArray[np.float32]
    depth: NDArray[np.float32]
    normals: NDArray[np.float32]
    classes: NDArray[np.uint8]


def pack_decals(decals: list[Decal]) -> NDArray[np.float32]:
    """Return decals as a float32 [D, 13] table."""
    return np.array(decals, np.float32).reshape(-1, len(Decal._fields))


def pack_lights(lights: Lights, pose: Pose) -> NDArray[np.float32]:
    """Return the lights as a float32 vector in the camera coordinates of `pose`."""
    rotation, position = np.asarray(pose.rotation, np.float64), np.asarray(pose.position, np.float64)
    packed = np.zeros(VERTICAL + 3, np.float32)
    packed[KEY : KEY + 3] = rotation @ (np.array([lights.key_x, lights.key_y, lights.key_z]) - position)
    packed[KEY_COLOR : KEY_COLOR + 3] = lights.key_r, lights.key_g, lights.key_b
    packed[KEY_RADIUS] = lights.key_radius
    packed[FILL : FILL + 3] = rotation @ (np.array([lights.fill_x, lights.fill_y, lights.fill_z]) - position)
    packed[FILL_COLOR : FILL_COLOR + 3] = lights.fill_r, lights.fill_g, lights.fill_b
    packed[SKY : SKY + 3] = lights.up_r, lights.up_g, lights.up_b
    packed[GROUND : GROUND + 3] = lights.down_r, lights.down_g, lights.down_b
    packed[VERTICAL : VERTICAL + 3] = rotation[:, 2]
    return packed


def render(
    table: SolidTable,
    materials: NDArray[np.float32],
    decals: NDArray[np.float32],
    lights: NDArray[np.float32],
    tan_x: float,
    tan_y: float,
    size: int,
    seed: int = 0,
    samples: int = 1,
) -> Rendering:
    """Render size x size pixels (a multiple of 8) of the view whose half-width and half-height at 1 m are tan_x and tan_y.

    `samples` rays go through pixels that differ from their neighbours, one through the others; depth, normals and classes are
    those of the pixel's centre. `seed` chooses the points of the light that shadows are tested with.
    """
    radiance = np.empty((size, size, 3), np.float32)
    depth = np.empty((size, size), np.float32)
    normals = np.empty((size, size, 3), np.float32)
    classes = np.empty((size, size), np.uint8)
    solids = np.empty((size, size), np.int32)
    lists = np.empty((3, len(table)), np.int32)
    keys = np.empty(len(table))
    # Kernels calculate in double precision: converting once is quicker than at every access.
    view = (*(np.asarray(part, np.float64) for part in (table, materials, decals, lights)), tan_x, tan_y, seed)
    _render(*view, lists, keys, solids, radiance, depth, normals, classes)
    if samples > 1:
        rough = np.empty((size, size), np.bool_)
        _find_rough(radiance, solids, rough)
        _refine(*view, lists, keys, samples, rough, depth, radiance)
    return Rendering(radiance, depth, normals, classes)


@kernel
def _direction(column, row, width, height, tan_x, tan_y):
    """Return the unit ray through a point of the image, in pixels from its upper left corner."""
    u = (2.0 * column / width - 1.0) * tan_x
    v = (2.0 * row / height - 1.0) * tan_y
    shrink = 1.0 / math.sqrt(u * u + v * v + 1.0)
    return u * shrink, v * shrink, shrink


@kernel
def _seen_solids(table, left, top, width, height, tan_x, tan_y, found, key):
    """List the solids that the rays of a tile can meet, nearest first; return their number."""
    ax, ay, az = _direction(left + TILE / 2, top + TILE / 2, width, height, tan_x, tan_y)
    tangent = TILE * math.hypot(tan_x / width, tan_y / height) * az * 1.03  # a little more than the tile's half diagonal
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
        while j > 0 and key[j - 1] > nearest:
            key[j] = key[j - 1]
            found[j] = found[j - 1]
            j -= 1
        key[j] = nearest
        found[j] = i
        count += 1
    return count


@kernel
def _near_solids(table, x, y, z, radius, found):
    """List the solids that can shade a ball of surface points by their vicinity; return their number."""
    count = 0
    for i in range(1, table.shape[0]):
        dx = table[i, CENTRE] - x
        dy = table[i, CENTRE + 1] - y
        dz = table[i, CENTRE + 2] - z
        reach = table[i, RADIUS] + radius + 2.0 * _FAR_REACH
        if dx * dx + dy * dy + dz * dz < reach * reach:
            found[count] = i
            count += 1
    return count


@kernel
def _shadowing_solids(table, materials, lights, x, y, z, radius, found):
    """List the solids that can stand between a ball of surface points and the key light; return their number."""
    lx = lights[KEY] - x
    ly = lights[KEY + 1] - y
    lz = lights[KEY + 2] - z
    length = math.sqrt(lx * lx + ly * ly + lz * lz)
    lx /= length
    ly /= length
    lz /= length
    count = 0
    for i in range(1, table.shape[0]):
        if materials[int(table[i, MATERIAL]), EMISSION] > 0.0:
            continue
        dx = table[i, CENTRE] - x
        dy = table[i, CENTRE + 1] - y
        dz = table[i, CENTRE + 2] - z
        bound = table[i, RADIUS]
        along = dx * lx + dy * ly + dz * lz
        if along < -(bound + radius) or along > length + bound:
            continue
        inside = min(max(along, 0.0), length)
        squared = dx * dx + dy * dy + dz * dz - 2.0 * along * inside + inside * inside
        reach = bound + max(radius + (lights[KEY_RADIUS] * 1.8 - radius) * inside / length, 0.0)
        if squared < reach * reach:
            found[count] = i
            count += 1
    return count


@kernel
def _trace(table, dx, dy, dz, found, key, count):
    """Return the distance along a ray from the camera and the solid it meets (0: the room)."""
    rx, ry, rz = rotate_to_local(table, 0, dx, dy, dz)
    nearest = ray_room(table, rx, ry, rz)
    solid = 0
    for j in range(count):
        if key[j] > nearest:
            break
        i = found[j]
        lx, ly, lz = rotate_to_local(table, i, dx, dy, dz)
        t = ray_hit(table, i, table[i, EYE], table[i, EYE + 1], table[i, EYE + 2], lx, ly, lz, nearest)
        if t < nearest:
            nearest = t
            solid = i
    return nearest, solid


@kernel
def _occluded(table, own, x, y, z, lx, ly, lz, length, found, count):
    """Return whether a solid but its own stands between a point and the light, `length` m away in direction (lx, ly, lz)."""
    for j in range(count):
        i = found[j]
        if i == own:  # convex, and the light is on the outer side
            continue
        dx = table[i, CENTRE] - x
        dy = table[i, CENTRE + 1] - y
        dz = table[i, CENTRE + 2] - z
        along = dx * lx + dy * ly + dz * lz
        radius = table[i, RADIUS]
        if along < -radius or dx * dx + dy * dy + dz * dz - along * along > radius * radius:
            continue
        ox, oy, oz = rotate_to_local(table, i, dx, dy, dz)
        rx, ry, rz = rotate_to_local(table, i, lx, ly, lz)
        if ray_hit(table, i, -ox, -oy, -oz, rx, ry, rz, length) < MISS:
            found[j] = found[0]  # its neighbours are likely in the same shadow
            found[0] = i
            return True
    return False


@kernel
def _openness(table, own, x, y, z, nx, ny, nz, found, count):
    """Return the share of ambient light that reaches a surface point, from the free space at two points above it."""
    blocked = 0.0
    for step in range(2):
        reach = _NEAR_REACH if step == 0 else _FAR_REACH
        px = x + nx * reach
        py = y + ny * reach
        pz = z + nz * reach
        distance, _ = shell_distance(table, px, py, pz)
        distance = min(distance, reach)
        for j in range(count):
            i = found[j]
            if i == own:  # convex: no nearer than `reach`
                continue
            dx = px - table[i, CENTRE]
            dy = py - table[i, CENTRE + 1]
            dz = pz - table[i, CENTRE + 2]
            limit = table[i, RADIUS] + distance
            if dx * dx + dy * dy + dz * dz < limit * limit:
                lx, ly, lz = rotate_to_local(table, i, dx, dy, dz)
                distance = min(distance, local_distance(table, i, lx, ly, lz))
        blocked += max(reach - distance, 0.0) / reach * _OCCLUSION
    return max(1.0 - blocked, _DARKEST)


@kernel
def _decal_color(materials, decals, k, u, v, footprint):
    """Return the colour of decal k at (u, v) metres on its face, its material row and how much it glows."""
    row = int(decals[k, DECAL_MATERIAL])
    kind = int(decals[k, DECAL_KIND])
    width = decals[k, RIGHT] - decals[k, LEFT]
    across = (u - decals[k, LEFT]) / width
    up = (v - decals[k, BASE]) / (decals[k, HEAD] - decals[k, BASE])
    edge = min(min(u - decals[k, LEFT], decals[k, RIGHT] - u), min(v - decals[k, BASE], decals[k, HEAD] - v))
    p0 = decals[k, D_P0]
    p1 = decals[k, D_P1]
    if kind == WINDOW:
        pane = across * p0
        bar = abs(pane - math.floor(pane + 0.5)) / p0 * width
        if edge >= 0.06 and bar >= 0.03:
            view = 0.7 + 0.5 * up
            leaves = noise(u * 3.0 + p1, v * 3.0, 0.0)
            if p1 > 4.0 and up < 0.5 + 0.3 * leaves:
                view *= 0.35 + 0.4 * leaves
            return decals[k, GLOW] * view, decals[k, GLOW + 1] * view, decals[k, GLOW + 2] * view, row, 1.0
    elif kind == BORDERED and edge < p0:
        row += 1
    r, g, b = texture(materials, row, u, v, 0.0, footprint)
    if kind == DOOR:
        shade = 1.0
        if edge < 0.05:
            shade = 0.7
        elif 0.22 < across < 0.78:
            panel = up * p0
            panel -= math.floor(panel)
            if 0.12 < panel < 0.88 and (panel < 0.15 or panel > 0.85 or across < 0.25 or across > 0.75):
                shade = 0.6
        r *= shade
        g *= shade
        b *= shade
    return r, g, b, row, 0.0


@kernel
def _room_surface(table, materials, decals, x, y, z, footprint):
    """Return colour, material, glow, normal (room axes) and class of the room at a point of its shell (room axes)."""
    ax = table[0, HALF] - abs(x)
    ay = table[0, HALF + 1] - abs(y)
    az = table[0, HALF + 2] - abs(z)
    nx, ny, nz = 0.0, 0.0, 0.0
    u, v = x, z
    label = WALL
    if az < ax and az < ay:
        label = FLOOR
        nz = 1.0 if z < 0.0 else -1.0
        face = FACE_FLOOR if z < 0.0 else FACE_CEILING
        row = FLOOR_MATERIAL if z < 0.0 else CEILING_MATERIAL
        v = y
    elif ax < ay:
        nx = -1.0 if x > 0.0 else 1.0
        face = FACE_X_PLUS if x > 0.0 else FACE_X_MINUS
        row = WALL_MATERIAL + face
        u = y
    else:
        ny = -1.0 if y > 0.0 else 1.0
        face = FACE_Y_PLUS if y > 0.0 else FACE_Y_MINUS
        row = WALL_MATERIAL + face
    decal = -1
    for k in range(decals.shape[0]):
        if decals[k, FACE] != face or u <= decals[k, LEFT] or u >= decals[k, RIGHT]:
            continue
        if v <= decals[k, BASE] or v >= decals[k, HEAD]:
            continue
        if decals[k, ROUND] > 0.5:
            du = (u - decals[k, LEFT]) / (decals[k, RIGHT] - decals[k, LEFT]) - 0.5
            dv = (v - decals[k, BASE]) / (decals[k, HEAD] - decals[k, BASE]) - 0.5
            if du * du + dv * dv > 0.25:
                continue
        decal = k
    glow = 0.0
    if decal >= 0:
        r, g, b, row, glow = _decal_color(materials, decals, decal, u, v, footprint)
    else:
        r, g, b = texture(materials, row, u, v, 0.0, footprint)
    return r, g, b, row, glow, nx, ny, nz, label


@kernel
def _solid_surface(table, materials, i, x, y, z, footprint):
    """Return colour, material, glow, normal (local axes) and class of solid i at a point of it (local axes)."""
    nx, ny, nz = local_normal(table, i, x, y, z)
    row = int(table[i, MATERIAL])
    ax, ay, az = abs(nx), abs(ny), abs(nz)
    if az >= ax and az >= ay:
        r, g, b = texture(materials, row, x, y, z, footprint)
    elif ax >= ay:
        r, g, b = texture(materials, row, y, z, x, footprint)
    else:
        r, g, b = texture(materials, row, x, z, y, footprint)
    return r, g, b, row, materials[row, EMISSION], nx, ny, nz, int(table[i, LABEL])


@kernel
def _shade(table, materials, decals, lights, solid, dx, dy, dz, t, pixel, near, near_count, dark, dark_count, random):
    """Return radiance, normal (camera axes) and class at distance t along a ray from the camera that meets `solid`."""
    x, y, z = dx * t, dy * t, dz * t
    lx, ly, lz = rotate_to_local(table, solid, x - table[solid, CENTRE], y - table[solid, CENTRE + 1], z - table[solid, CENTRE + 2])
    if solid == 0:
        r, g, b, row, glow, nx, ny, nz, label = _room_surface(table, materials, decals, lx, ly, lz, pixel * t)
    else:
        r, g, b, row, glow, nx, ny, nz, label = _solid_surface(table, materials, solid, lx, ly, lz, pixel * t)
    nx, ny, nz = rotate_to_camera(table, solid, nx, ny, nz)
    if glow > 0.0:
        glow = 1.0 + 0.8 * glow
        return r * glow, g * glow, b * glow, nx, ny, nz, label
    open_share = _openness(table, solid, x, y, z, nx, ny, nz, near, near_count)

    # Key light: one point of it, with a shadow ray.
    sx = x + nx * _LIFT
    sy = y + ny * _LIFT
    sz = z + nz * _LIFT
    kx = lights[KEY] + (2.0 * lattice(random, 1, 5) - 1.0) * lights[KEY_RADIUS] - sx
    ky = lights[KEY + 1] + (2.0 * lattice(random, 2, 5) - 1.0) * lights[KEY_RADIUS] - sy
    kz = lights[KEY + 2] + (2.0 * lattice(random, 3, 5) - 1.0) * lights[KEY_RADIUS] - sz
    length = math.sqrt(kx * kx + ky * ky + kz * kz)
    kx /= length
    ky /= length
    kz /= length
    key = nx * kx + ny * ky + nz * kz
    if key > 0.0 and not _occluded(table, solid, sx, sy, sz, kx, ky, kz, length, dark, dark_count):
        key *= min(4.0 / (length * length + 0.5), 2.5)
    else:
        key = 0.0

    # Fill light: soft and without shadows of its own.
    fx = lights[FILL] - x
    fy = lights[FILL + 1] - y
    fz = lights[FILL + 2] - z
    squared = fx * fx + fy * fy + fz * fz
    fill = max((nx * fx + ny * fy + nz * fz) / math.sqrt(squared) * 0.7 + 0.3, 0.0) * 4.0 / (squared + 1.0) * open_share

    # Ambient light: between the colours of the sky and of the ground.
    upward = (nx * lights[VERTICAL] + ny * lights[VERTICAL + 1] + nz * lights[VERTICAL + 2]) * 0.5 + 0.5

    # Highlight of the key light and the sheen of grazing views.
    hx, hy, hz = kx - dx, ky - dy, kz - dz
    facing = (nx * hx + ny * hy + nz * hz) / math.sqrt(hx * hx + hy * hy + hz * hz + 1e-12)
    specular = materials[row, SPECULAR]
    highlight = specular * max(facing, 0.0) ** materials[row, SHININESS] * key if key > 0.0 else 0.0
    grazing = 1.0 - max(-(nx * dx + ny * dy + nz * dz), 0.0)
    grazing *= grazing
    sheen = grazing * grazing * specular * open_share * 0.8

    ambient_r = (lights[GROUND] + (lights[SKY] - lights[GROUND]) * upward) * open_share
    ambient_g = (lights[GROUND + 1] + (lights[SKY + 1] - lights[GROUND + 1]) * upward) * open_share
    ambient_b = (lights[GROUND + 2] + (lights[SKY + 2] - lights[GROUND + 2]) * upward) * open_share
    r = r * (ambient_r + key * lights[KEY_COLOR] + fill * lights[FILL_COLOR])
    g = g * (ambient_g + key * lights[KEY_COLOR + 1] + fill * lights[FILL_COLOR + 1])
    b = b * (ambient_b + key * lights[KEY_COLOR + 2] + fill * lights[FILL_COLOR + 2])
    r += highlight * lights[KEY_COLOR] + sheen * ambient_r
    g += highlight * lights[KEY_COLOR + 1] + sheen * ambient_g
    b += highlight * lights[KEY_COLOR + 2] + sheen * ambient_b
    return r, g, b, nx, ny, nz, label


@kernel
def _differs(radiance, solids, row, column, i, j):
    """Return whether two pixels show different solids or clearly different brightness."""
    if solids[row, column] != solids[i, j]:
        return True
    one = radiance[row, column, 0] + radiance[row, column, 1] + radiance[row, column, 2]
    other = radiance[i, j, 0] + radiance[i, j, 1] + radiance[i, j, 2]
    return abs(one - other) > _ROUGH * (one + other)


@kernel
def _find_rough(radiance, solids, rough):
    """Mark the pixels that differ from one of their neighbours."""
    height, width = solids.shape
    for row in range(height):
        for column in range(width):
            rough[row, column] = False
    for row in range(height):
        for column in range(width):
            if row + 1 < height and _differs(radiance, solids, row, column, row + 1, column):
                rough[row, column] = True
                rough[row + 1, column] = True
            if column + 1 < width and _differs(radiance, solids, row, column, row, column + 1):
                rough[row, column] = True
                rough[row, column + 1] = True


@kernel
def _any_rough(rough, top, left):
    for row in range(top, top + TILE):
        for column in range(left, left + TILE):
            if rough[row, column]:
                return True
    return False


@kernel
def _tile_ball(depth, top, left, tan_x, tan_y):
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
def _render(table, materials, decals, lights, tan_x, tan_y, seed, lists, key, solids, radiance, depth, normals, classes):
    """Send one ray through the centre of every pixel."""
    height, width = depth.shape
    pixel = 2.0 * max(tan_x / width, tan_y / height)
    seen, near, dark = lists[0], lists[1], lists[2]
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            seen_count = _seen_solids(table, left, top, width, height, tan_x, tan_y, seen, key)
            for row in range(top, top + TILE):
                for column in range(left, left + TILE):
                    dx, dy, dz = _direction(column + 0.5, row + 0.5, width, height, tan_x, tan_y)
                    t, solids[row, column] = _trace(table, dx, dy, dz, seen, key, seen_count)
                    depth[row, column] = t * dz
            x, y, z, radius = _tile_ball(depth, top, left, tan_x, tan_y)
            near_count = _near_solids(table, x, y, z, radius, near)
            dark_count = _shadowing_solids(table, materials, lights, x, y, z, radius, dark)
            for row in range(top, top + TILE):
                for column in range(left, left + TILE):
                    dx, dy, dz = _direction(column + 0.5, row + 0.5, width, height, tan_x, tan_y)
                    random = (seed * 7919 + row * 104729 + column * 1299709) & 0xFFFFFFF
                    r, g, b, nx, ny, nz, label = _shade(
                        table, materials, decals, lights, solids[row, column], dx, dy, dz, depth[row, column] / dz, pixel,
                        near, near_count, dark, dark_count, random,
                    )  # fmt: skip
                    radiance[row, column, 0], radiance[row, column, 1], radiance[row, column, 2] = r, g, b
                    normals[row, column, 0], normals[row, column, 1], normals[row, column, 2] = nx, ny, nz
                    classes[row, column] = label


@kernel
def _refine(table, materials, decals, lights, tan_x, tan_y, seed, lists, key, samples, rough, depth, radiance):
    """Replace the radiance of rough pixels by the mean over `samples` rays."""
    height, width = depth.shape
    pixel = 2.0 * max(tan_x / width, tan_y / height)
    seen, near, dark = lists[0], lists[1], lists[2]
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            if not _any_rough(rough, top, left):
                continue
            seen_count = _seen_solids(table, left, top, width, height, tan_x, tan_y, seen, key)
            x, y, z, radius = _tile_ball(depth, top, left, tan_x, tan_y)
            near_count = _near_solids(table, x, y, z, radius, near)
            dark_count = _shadowing_solids(table, materials, lights, x, y, z, radius, dark)
            for row in range(top, top + TILE):
                for column in range(left, left + TILE):
                    if not rough[row, column]:
                        continue
                    red, green, blue = 0.0, 0.0, 0.0
                    for sample in range(samples):
                        random = (seed * 7919 + row * 104729 + column * 1299709 + (sample + 1) * 15485863) & 0xFFFFFFF
                        # Evenly spread in the pixel: additive recurrence of the plastic number.
                        right = 0.5 + 0.7548776662 * (sample + 1)
                        down = 0.5 + 0.5698402910 * (sample + 1)
                        right += column - math.floor(right)
                        down += row - math.floor(down)
                        dx, dy, dz = _direction(right, down, width, height, tan_x, tan_y)
                        t, solid = _trace(table, dx, dy, dz, seen, key, seen_count)
                        r, g, b, _, _, _, _ = _shade(
                            table, materials, decals, lights, solid, dx, dy, dz, t, pixel,
                            near, near_count, dark, dark_count, random,
                        )  # fmt: skip
                        red += r
                        green += g
                        blue += b
                    radiance[row, column, 0] = red / samples
                    radiance[row, column, 1] = green / samples
                    radiance[row, column, 2] = blue / samples
