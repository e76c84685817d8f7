"""How a surface point looks: its own colour, what decals paint on it and the light that reaches it, as numba kernels.

Light comes from a key light with a shadow ray (a lamp, or the sun that shines in through the windows), a soft fill
light, glowing solids nearby and an ambient light that whatever is near the surface takes away and tints.
"""

from __future__ import annotations

import math

from svr_ros.synthesis.kernels import kernel
from svr_ros.synthesis.materials import EMISSION, SHININESS, SPECULAR, mean_color, texture
from svr_ros.synthesis.noise import noise
from svr_ros.synthesis.scene import CEILING_MATERIAL, FLOOR_MATERIAL, WALL_MATERIAL, DecalKind, Face
from svr_ros.synthesis.shapes import (
    CENTRE,
    FLOOR,
    HALF,
    KIND,
    LABEL,
    MATERIAL,
    MISS,
    RADIUS,
    SHELL,
    WALL,
    Array,
    local_distance,
    local_normal,
    ray_hit,
    rotate_to_camera,
    rotate_to_local,
)
from svr_ros.synthesis.world import (
    BASE,
    DECAL_KIND,
    DECAL_MATERIAL,
    DECAL_P0,
    DECAL_P1,
    FACE,
    FILL,
    FILL_COLOR,
    GLOW,
    GROUND,
    HEAD,
    KEY,
    KEY_COLOR,
    KEY_POINTS,
    LEFT,
    RIGHT,
    ROUND,
    SKY,
    VERTICAL,
    World,
)

Color = tuple[float, float, float]

FAR_REACH = 0.4
"""Metres within which a surface is shaded by what is near it."""
LIFT = 0.01
"""Metres off the surface where shadow rays start."""

_X_PLUS = int(Face.X_PLUS)
_X_MINUS = int(Face.X_MINUS)
_Y_PLUS = int(Face.Y_PLUS)
_Y_MINUS = int(Face.Y_MINUS)
_ON_FLOOR = int(Face.FLOOR)
_ON_CEILING = 5
_WINDOW = int(DecalKind.WINDOW)
_BORDERED = int(DecalKind.BORDERED)
_DOOR = int(DecalKind.DOOR)

_FRAME = 0.06  # metres that a window's frame is wide
_BAR = 0.03  # half the width of the bars between its panes
_NEAR_REACH = 0.06  # metres to the nearer one of the two points that look for what shades a surface
_OCCLUSION = 0.46  # what each of them can take away
_DARKEST = 0.08  # share of the ambient light that a crevice keeps
_BLEEDING = 0.5  # share of the light taken away that comes back in the colour of what shades
_LAMP = 0.12  # strength of a glowing solid as a light, relative to its emission
_MIRROR = 0.25  # share of the highlight's strength that a surface mirrors when seen head-on


@kernel
def _room_face(table: Array, x: float, y: float, z: float) -> tuple[int, int, float, float]:
    """Return the face of the room nearest to a point in room axes, its material row and the point's (u, v) on it."""
    ax = table[0, HALF] - abs(x)
    ay = table[0, HALF + 1] - abs(y)
    az = table[0, HALF + 2] - abs(z)
    if az < ax and az < ay:
        if z < 0.0:
            return _ON_FLOOR, FLOOR_MATERIAL, x, y
        return _ON_CEILING, CEILING_MATERIAL, x, y
    if ax < ay:
        face = _X_PLUS if x > 0.0 else _X_MINUS
        return face, WALL_MATERIAL + face, y, z
    face = _Y_PLUS if y > 0.0 else _Y_MINUS
    return face, WALL_MATERIAL + face, x, z


@kernel
def _decal_at(world: World, face: int, u: float, v: float) -> int:
    """Return the uppermost decal at a point of a face, -1 where there is none."""
    found = -1
    for k in range(world.decals.shape[0]):
        if world.decals[k, FACE] != face or u <= world.decals[k, LEFT] or u >= world.decals[k, RIGHT]:
            continue
        if v <= world.decals[k, BASE] or v >= world.decals[k, HEAD]:
            continue
        if world.decals[k, ROUND] > 0.5:
            du = (u - world.decals[k, LEFT]) / (world.decals[k, RIGHT] - world.decals[k, LEFT]) - 0.5
            dv = (v - world.decals[k, BASE]) / (world.decals[k, HEAD] - world.decals[k, BASE]) - 0.5
            if du * du + dv * dv > 0.25:
                continue
        found = k
    return found


@kernel
def _is_glass(world: World, k: int, u: float, v: float) -> bool:
    """Return whether a point of decal k is the glass of a window."""
    if world.decals[k, DECAL_KIND] != _WINDOW:
        return False
    edge = min(
        min(u - world.decals[k, LEFT], world.decals[k, RIGHT] - u),
        min(v - world.decals[k, BASE], world.decals[k, HEAD] - v),
    )
    pane = (u - world.decals[k, LEFT]) / (world.decals[k, RIGHT] - world.decals[k, LEFT]) * world.decals[k, DECAL_P0]
    bar = (
        abs(pane - math.floor(pane + 0.5))
        / world.decals[k, DECAL_P0]
        * (world.decals[k, RIGHT] - world.decals[k, LEFT])
    )
    return edge >= _FRAME and bar >= _BAR


@kernel
def _view_through(world: World, k: int, u: float, v: float) -> Color:
    """Return what is seen through the glass of window k: the sky, paler above, or trees below it."""
    up = (v - world.decals[k, BASE]) / (world.decals[k, HEAD] - world.decals[k, BASE])
    seed = world.decals[k, DECAL_P1]
    bright = 0.7 + 0.5 * up
    r, g, b = world.decals[k, GLOW] * bright, world.decals[k, GLOW + 1] * bright, world.decals[k, GLOW + 2] * bright
    if seed > 4.0:
        outline = noise(u * 2.0 + seed, 0.0, 0.0) * 0.4 + noise(u * 9.0, v * 9.0 + seed, 0.0) * 0.12
        if up < 0.25 + outline:
            leaves = 0.2 + 0.5 * noise(u * 7.0 + seed, v * 7.0, 0.0)
            green = 1.0 if seed < 7.0 else 0.75
            return r * leaves * 0.8 * green, g * leaves, b * leaves * 0.65 * green
    return r, g, b


@kernel
def _decal_color(world: World, k: int, u: float, v: float, footprint: float) -> tuple[float, float, float, int]:
    """Return the colour of decal k at (u, v) metres on its face, and its material row; not for glass."""
    row = int(world.decals[k, DECAL_MATERIAL])
    kind = world.decals[k, DECAL_KIND]
    width = world.decals[k, RIGHT] - world.decals[k, LEFT]
    height = world.decals[k, HEAD] - world.decals[k, BASE]
    edge = min(
        min(u - world.decals[k, LEFT], world.decals[k, RIGHT] - u),
        min(v - world.decals[k, BASE], world.decals[k, HEAD] - v),
    )
    p0 = world.decals[k, DECAL_P0]
    if kind == _BORDERED and edge < p0:
        row += 1
    shade = 1.0
    if kind == _DOOR:
        across = (u - world.decals[k, LEFT]) / width
        panel = (v - world.decals[k, BASE]) / height * p0
        panel -= math.floor(panel)
        if edge < 0.05:
            shade = 0.7
        elif 0.22 < across < 0.78 and 0.12 < panel < 0.88:
            if panel > 0.85 or across < 0.25:  # light from above leaves one side of a groove dark and one bright
                shade = 0.6
            elif panel < 0.15 or across > 0.75:
                shade = 1.15
    r, g, b = texture(world, row, u, v, 0.0, footprint)
    return r * shade, g * shade, b * shade, row


@kernel
def _room_surface(
    world: World, x: float, y: float, z: float, footprint: float
) -> tuple[float, float, float, int, float, float, float, float, int]:
    """Return colour, material, glow, normal (room axes) and class of the room at a point of its shell (room axes)."""
    face, row, u, v = _room_face(world.solids, x, y, z)
    nx, ny, nz = 0.0, 0.0, 0.0
    label = WALL
    if face in (_ON_FLOOR, _ON_CEILING):
        nz = 1.0 if face == _ON_FLOOR else -1.0
        label = FLOOR
    elif face in (_X_PLUS, _X_MINUS):
        nx = 1.0 if face == _X_MINUS else -1.0
    else:
        ny = 1.0 if face == _Y_MINUS else -1.0
    glow = 0.0
    decal = _decal_at(world, face, u, v)
    if decal < 0:
        r, g, b = texture(world, row, u, v, 0.0, footprint)
    elif _is_glass(world, decal, u, v):
        row = int(world.decals[decal, DECAL_MATERIAL])
        r, g, b = _view_through(world, decal, u, v)
        glow = 1.0
    else:
        r, g, b, row = _decal_color(world, decal, u, v, footprint)
    return r, g, b, row, glow, nx, ny, nz, label


@kernel
def _solid_surface(
    world: World, i: int, x: float, y: float, z: float, footprint: float
) -> tuple[float, float, float, int, float, float, float, float, int]:
    """Return colour, material, glow, normal (local axes) and class of solid i at a point of it (local axes)."""
    nx, ny, nz = local_normal(world.solids, i, x, y, z)
    row = int(world.solids[i, MATERIAL])
    ax, ay, az = abs(nx), abs(ny), abs(nz)
    if az >= ax and az >= ay:
        r, g, b = texture(world, row, x, y, z, footprint)
    elif ax >= ay:
        r, g, b = texture(world, row, y, z, x, footprint)
    else:
        r, g, b = texture(world, row, x, z, y, footprint)
    return r, g, b, row, world.materials[row, EMISSION], nx, ny, nz, int(world.solids[i, LABEL])


@kernel
def _openness(
    table: Array, own: int, x: float, y: float, z: float, nx: float, ny: float, nz: float, near: Array, count: int
) -> tuple[float, int]:
    """Return the share of ambient light that reaches a point, and the material of what takes away most (-1: nothing).

    The light taken away is judged from the free space at two points above the surface.
    """
    blocked = 0.0
    blocker = -1
    for step in range(2):
        reach = _NEAR_REACH if step == 0 else FAR_REACH
        px = x + nx * reach
        py = y + ny * reach
        pz = z + nz * reach
        distance = reach
        rx, ry, rz = rotate_to_local(
            table, 0, px - table[0, CENTRE], py - table[0, CENTRE + 1], pz - table[0, CENTRE + 2]
        )
        shell = min(table[0, HALF] - abs(rx), table[0, HALF + 1] - abs(ry), table[0, HALF + 2] - abs(rz))
        if shell < distance - 1e-6:
            distance = shell
            _, blocker, _, _ = _room_face(table, rx, ry, rz)
        for j in range(count):
            i = near[j]
            if i == own and table[i, KIND] != SHELL:  # convex: no nearer than `reach`
                continue
            dx = px - table[i, CENTRE]
            dy = py - table[i, CENTRE + 1]
            dz = pz - table[i, CENTRE + 2]
            limit = table[i, RADIUS] + distance
            if dx * dx + dy * dy + dz * dz < limit * limit:
                lx, ly, lz = rotate_to_local(table, i, dx, dy, dz)
                candidate = local_distance(table, i, lx, ly, lz)
                if candidate < distance:
                    distance = candidate
                    blocker = int(table[i, MATERIAL])
        blocked += max(reach - distance, 0.0) / reach * _OCCLUSION
    return max(1.0 - blocked, _DARKEST), blocker


@kernel
def _occluded(
    table: Array,
    own: int,
    x: float,
    y: float,
    z: float,
    lx: float,
    ly: float,
    lz: float,
    length: float,
    dark: Array,
    count: int,
) -> bool:
    """Return whether a solid but its own stands between a point and a light `length` m away along (lx, ly, lz)."""
    for j in range(count):
        i = dark[j]
        if i == own and table[i, KIND] != SHELL:  # convex, and the light is on the outer side
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
            dark[j] = dark[0]  # its neighbours are likely in the same shadow
            dark[0] = i
            return True
    return False


@kernel
def _leave_room(
    table: Array, x: float, y: float, z: float, dx: float, dy: float, dz: float
) -> tuple[float, float, float]:
    """Return where a ray from a point inside leaves the room, all in room axes."""
    nearest = MISS
    for axis in range(3):
        o = x if axis == 0 else (y if axis == 1 else z)
        d = dx if axis == 0 else (dy if axis == 1 else dz)
        if abs(d) > 1e-7:
            half = table[0, HALF + axis]
            nearest = min(nearest, ((half if d > 0.0 else -half) - o) / d)
    nearest = max(nearest, 0.0)
    return x + dx * nearest, y + dy * nearest, z + dz * nearest


@kernel
def is_sun(world: World) -> bool:
    """Return whether the key light stands outside of the room, so that it shines in through the windows."""
    x, y, z = (
        world.lights[KEY] - world.solids[0, CENTRE],
        world.lights[KEY + 1] - world.solids[0, CENTRE + 1],
        world.lights[KEY + 2] - world.solids[0, CENTRE + 2],
    )
    x, y, z = rotate_to_local(world.solids, 0, x, y, z)
    return abs(x) > world.solids[0, HALF] or abs(y) > world.solids[0, HALF + 1] or abs(z) > world.solids[0, HALF + 2]


@kernel
def _through_glass(world: World, x: float, y: float, z: float, dx: float, dy: float, dz: float) -> bool:
    """Return whether a ray (camera axes) leaves the room through the glass of a window."""
    ox, oy, oz = rotate_to_local(
        world.solids, 0, x - world.solids[0, CENTRE], y - world.solids[0, CENTRE + 1], z - world.solids[0, CENTRE + 2]
    )
    rx, ry, rz = rotate_to_local(world.solids, 0, dx, dy, dz)
    face, _, u, v = _room_face(world.solids, *_leave_room(world.solids, ox, oy, oz, rx, ry, rz))
    decal = _decal_at(world, face, u, v)
    return decal >= 0 and _is_glass(world, decal, u, v)


@kernel
def _mirrored(world: World, x: float, y: float, z: float, dx: float, dy: float, dz: float) -> Color:
    """Return what the empty room shows to a ray (camera axes): bright windows, walls in ambient light."""
    ox, oy, oz = rotate_to_local(
        world.solids, 0, x - world.solids[0, CENTRE], y - world.solids[0, CENTRE + 1], z - world.solids[0, CENTRE + 2]
    )
    rx, ry, rz = rotate_to_local(world.solids, 0, dx, dy, dz)
    face, row, u, v = _room_face(world.solids, *_leave_room(world.solids, ox, oy, oz, rx, ry, rz))
    decal = _decal_at(world, face, u, v)
    if decal >= 0:
        if _is_glass(world, decal, u, v):
            return world.decals[decal, GLOW], world.decals[decal, GLOW + 1], world.decals[decal, GLOW + 2]
        row = int(world.decals[decal, DECAL_MATERIAL])
    r, g, b = mean_color(world, row)
    return (
        r * 0.5 * (world.lights[SKY] + world.lights[GROUND]),
        g * 0.5 * (world.lights[SKY + 1] + world.lights[GROUND + 1]),
        b * 0.5 * (world.lights[SKY + 2] + world.lights[GROUND + 2]),
    )


@kernel
def shade(
    world: World,
    solid: int,
    dx: float,
    dy: float,
    dz: float,
    t: float,
    pixel: float,
    near: Array,
    near_count: int,
    dark: Array,
    dark_count: int,
    lamps: Array,
    lamp_count: int,
    point: int,
    sunny: bool,
) -> tuple[float, float, float, float, float, float, float, float, float, float, int]:
    """Light the point at distance t along a ray from the camera that meets `solid` (0: the room).

    `near`, `dark` and `lamps` list the solids that can shade the point by their vicinity, cast a shadow on it, glow on
    it; `point` chooses the point of the key light; `sunny` says that it shines in through the windows. Return the
    radiance (3) without the key light, the key light's share (3) where nothing stands in its way, whether (1) nothing
    does, the normal in camera axes (3) and the class.
    """
    x, y, z = dx * t, dy * t, dz * t
    cx, cy, cz = world.solids[solid, CENTRE], world.solids[solid, CENTRE + 1], world.solids[solid, CENTRE + 2]
    lx, ly, lz = rotate_to_local(world.solids, solid, x - cx, y - cy, z - cz)
    if solid == 0:
        r, g, b, row, glow, nx, ny, nz, label = _room_surface(world, lx, ly, lz, pixel * t)
    else:
        r, g, b, row, glow, nx, ny, nz, label = _solid_surface(world, solid, lx, ly, lz, pixel * t)
    nx, ny, nz = rotate_to_camera(world.solids, solid, nx, ny, nz)
    facing = max(-(nx * dx + ny * dy + nz * dz), 0.0)
    if glow > 0.0:
        glow = 1.0 + 0.8 * glow * (1.0 if solid == 0 else 0.5 + 0.7 * facing)
        return r * glow, g * glow, b * glow, 0.0, 0.0, 0.0, 0.0, nx, ny, nz, label
    open_share, blocker = _openness(world.solids, solid, x, y, z, nx, ny, nz, near, near_count)
    specular = world.materials[row, SPECULAR]

    # Ambient light, between the colours of sky and ground; what is taken away comes back tinted.
    upward = (
        nx * world.lights[VERTICAL] + ny * world.lights[VERTICAL + 1] + nz * world.lights[VERTICAL + 2]
    ) * 0.5 + 0.5
    bounce_r, bounce_g, bounce_b = open_share, open_share, open_share
    if blocker >= 0:
        taken = (1.0 - open_share) * _BLEEDING
        mr, mg, mb = mean_color(world, blocker)
        bounce_r += taken * mr
        bounce_g += taken * mg
        bounce_b += taken * mb
    light_r = (world.lights[GROUND] + (world.lights[SKY] - world.lights[GROUND]) * upward) * bounce_r
    light_g = (world.lights[GROUND + 1] + (world.lights[SKY + 1] - world.lights[GROUND + 1]) * upward) * bounce_g
    light_b = (world.lights[GROUND + 2] + (world.lights[SKY + 2] - world.lights[GROUND + 2]) * upward) * bounce_b

    # Fill light, soft and without shadows of its own, and whatever glows nearby.
    fx = world.lights[FILL] - x
    fy = world.lights[FILL + 1] - y
    fz = world.lights[FILL + 2] - z
    squared = fx * fx + fy * fy + fz * fz
    fill = max((nx * fx + ny * fy + nz * fz) / math.sqrt(squared) * 0.7 + 0.3, 0.0) * 4.0 / (squared + 1.0) * open_share
    light_r += fill * world.lights[FILL_COLOR]
    light_g += fill * world.lights[FILL_COLOR + 1]
    light_b += fill * world.lights[FILL_COLOR + 2]
    for j in range(lamp_count):
        i = lamps[j]
        fx = world.solids[i, CENTRE] - x
        fy = world.solids[i, CENTRE + 1] - y
        fz = world.solids[i, CENTRE + 2] - z
        squared = fx * fx + fy * fy + fz * fz + 0.02
        lamp = int(world.solids[i, MATERIAL])
        fill = max((nx * fx + ny * fy + nz * fz) / math.sqrt(squared) * 0.8 + 0.2, 0.0) / squared
        fill *= _LAMP * world.materials[lamp, EMISSION] * open_share
        mr, mg, mb = mean_color(world, lamp)
        light_r += fill * mr
        light_g += fill * mg
        light_b += fill * mb
    base_r, base_g, base_b = r * light_r, g * light_g, b * light_b

    # What a shiny surface mirrors, most of all at grazing angles.
    if specular > 0.0:
        grazing = (1.0 - facing) * (1.0 - facing)
        share = specular * (_MIRROR + (1.0 - _MIRROR) * grazing * grazing) * open_share
        mr, mg, mb = _mirrored(
            world,
            x,
            y,
            z,
            dx + 2.0 * facing * nx,
            dy + 2.0 * facing * ny,
            dz + 2.0 * facing * nz,
        )
        base_r += share * mr
        base_g += share * mg
        base_b += share * mb

    # Key light: lit as if from its centre, hidden or not for one of its points.
    sx = x + nx * LIFT
    sy = y + ny * LIFT
    sz = z + nz * LIFT
    kx = world.lights[KEY] - sx
    ky = world.lights[KEY + 1] - sy
    kz = world.lights[KEY + 2] - sz
    squared = kx * kx + ky * ky + kz * kz
    point = KEY_POINTS + 3 * point
    px = kx + world.lights[point]
    py = ky + world.lights[point + 1]
    pz = kz + world.lights[point + 2]
    length = math.sqrt(squared)
    kx /= length
    ky /= length
    kz /= length
    length = math.sqrt(px * px + py * py + pz * pz)
    px /= length
    py /= length
    pz /= length
    key = nx * kx + ny * ky + nz * kz
    lit = 1.0
    if key <= 0.0:
        key = 0.0
    elif sunny:
        if not _through_glass(world, sx, sy, sz, px, py, pz):
            lit = 0.0
    else:
        key *= min(4.0 / (squared + 0.5), 2.5)
    if key > 0.0 and lit > 0.0 and _occluded(world.solids, solid, sx, sy, sz, px, py, pz, length, dark, dark_count):
        lit = 0.0
    highlight = 0.0
    if specular > 0.0 and key > 0.0:
        hx, hy, hz = kx - dx, ky - dy, kz - dz
        cosine = (nx * hx + ny * hy + nz * hz) / math.sqrt(hx * hx + hy * hy + hz * hz + 1e-12)
        highlight = specular * max(cosine, 0.0) ** world.materials[row, SHININESS] * key
    key_r = (r * key + highlight) * world.lights[KEY_COLOR]
    key_g = (g * key + highlight) * world.lights[KEY_COLOR + 1]
    key_b = (b * key + highlight) * world.lights[KEY_COLOR + 2]
    return base_r, base_g, base_b, key_r, key_g, key_b, lit, nx, ny, nz, label
