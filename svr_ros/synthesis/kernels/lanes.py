"""What a CPU does for all pixels of a tile at once, solid by solid, as kernels: the compiler makes vector instructions.

Every loop over lanes calculates with few arrays, by the functions that a device calls for a single pixel. These loops
take the world in single precision (`narrow`), which is twice as fast and exact to some micrometres; what is done lane
by lane takes it in double precision.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.kernels.compiling import inlined, kernel
from svr_ros.synthesis.kernels.film import Film, View, pixel_point, pixel_ray, vector_at
from svr_ros.synthesis.kernels.materials import mean_color
from svr_ros.synthesis.kernels.occlusion import (
    CLOSE_REACH,
    FAR_REACH,
    LIFT,
    blocking_material,
    crosses,
    is_sun,
    leaves_through_glass,
    may_meet,
    share_taken,
    shell_below,
)
from svr_ros.synthesis.kernels.pixels import PATTERN, same_light
from svr_ros.synthesis.kernels.rays import (
    HIT_DISTANCE,
    MISS,
    crosses_box,
    is_plain,
    ray_box,
    ray_hit,
    ray_room,
    surface_normal,
)
from svr_ros.synthesis.kernels.shading import open_share
from svr_ros.synthesis.kernels.shapes import (
    BOX,
    EYE,
    HALF,
    KIND,
    ROUNDING,
    box_distance,
    distance_below,
    from_centre,
    to_local,
)
from svr_ros.synthesis.kernels.tiles import TILE
from svr_ros.synthesis.kernels.vectors import ONE, ZERO, Array, Vector, ahead, dot, put, scaled, vector
from svr_ros.synthesis.kernels.world import KEY, KEY_COUNT, KEY_POINTS, World, light_at

LANES = TILE * TILE

_KINDS: dict[str, type] = {"free": np.bool_} | dict.fromkeys(("ray_x", "ray_y", "ray_z"), np.float64)
_KINDS |= dict.fromkeys(("solid", "own", "other", "far_blocker", "lane"), np.int32)

_MISS: Any = np.float32(MISS)


class Lanes(NamedTuple):
    """Arrays with an entry for each pixel of a tile."""

    ray_x: NDArray[Any]
    ray_y: NDArray[Any]
    ray_z: NDArray[Any]
    """Rays through pixels, in double precision."""
    hit_x: NDArray[Any]
    hit_y: NDArray[Any]
    hit_z: NDArray[Any]
    """What pixels show,"""
    normal_x: NDArray[Any]
    normal_y: NDArray[Any]
    normal_z: NDArray[Any]
    """and which way that faces."""
    x: NDArray[Any]
    y: NDArray[Any]
    z: NDArray[Any]
    """Points."""
    u: NDArray[Any]
    v: NDArray[Any]
    w: NDArray[Any]
    """Ways from there."""
    point_x: NDArray[Any]
    point_y: NDArray[Any]
    point_z: NDArray[Any]
    """Points of the key light, from its centre."""
    value: NDArray[Any]
    """Distances."""
    guess: NDArray[Any]
    """What may have to be looked at more closely."""
    far: NDArray[Any]
    """What `taken_away` says of the far reach."""
    share: NDArray[Any]
    """What is left of the ambient light,"""
    tint_r: NDArray[Any]
    tint_g: NDArray[Any]
    tint_b: NDArray[Any]
    """and the colour of what takes it."""
    light_r: NDArray[Any]
    light_g: NDArray[Any]
    light_b: NDArray[Any]
    key: NDArray[Any]
    """`Falling`."""
    solid: NDArray[Any]
    """Solids that pixels show."""
    own: NDArray[Any]
    """Solids that the points belong to."""
    other: NDArray[Any]
    """Solids that are nearest."""
    far_blocker: NDArray[Any]
    lane: NDArray[Any]
    """Where the points of fewer pixels come from."""
    free: NDArray[Any]
    """Whether nothing has been met."""


def new_lanes(world: World) -> Lanes:
    """Return lanes with the points of the key light that their pixels look for, else without values."""
    lanes = Lanes(*(np.empty(LANES, _KINDS.get(name, np.float32)) for name in Lanes._fields))
    points = world.lights[KEY_POINTS : KEY_POINTS + 3 * KEY_COUNT].reshape(PATTERN, PATTERN, 3)
    repeats = TILE // PATTERN
    for axis, lane in enumerate((lanes.point_x, lanes.point_y, lanes.point_z)):
        lane[:] = np.tile(points[..., axis], (repeats, repeats)).ravel()
    return lanes


def narrowed(world: World) -> World:
    """Return a world in single precision."""
    tables = {name: getattr(world, name).astype(np.float32) for name in ("solids", "lights")}
    return world._replace(**tables)


@kernel
def trace_tile(
    world: World,
    narrow: World,
    view: View,
    film: Film,
    top: int,
    left: int,
    seen: Array,
    nearness: Array,
    lanes: Lanes,
) -> None:
    """Find what the rays through the centres of a tile's pixels meet; see `pixels.trace_pixel`."""
    solids = narrow.solids
    eye = vector(solids, 0, EYE)
    for p in range(LANES):
        ray = pixel_ray(view, left + p % TILE + 0.5, top + p // TILE + 0.5)
        lanes.ray_x[p], lanes.ray_y[p], lanes.ray_z[p] = ray
    for p in range(LANES):
        lanes.u[p] = lanes.ray_x[p]
    for p in range(LANES):
        lanes.v[p] = lanes.ray_y[p]
    for p in range(LANES):
        lanes.w[p] = lanes.ray_z[p]
    for p in range(LANES):
        lanes.value[p] = ray_room(solids, eye, to_local(solids, 0, (lanes.u[p], lanes.v[p], lanes.w[p])))
    for p in range(LANES):
        lanes.other[p] = 0
    for k in range(seen[0]):
        farthest = ZERO
        for p in range(LANES):
            farthest = max(farthest, lanes.value[p])
        if nearness[k] > farthest:
            break
        _meet(world.solids, solids, seen[k + 1], lanes)
    depth, found = film.depth[top : top + TILE, left : left + TILE], film.solids[top : top + TILE, left : left + TILE]
    normals = film.normals[top : top + TILE, left : left + TILE]
    for row in range(TILE):
        for column in range(TILE):
            p = row * TILE + column
            ray, solid = _ray(lanes, p), lanes.other[p]
            depth[row, column] = lanes.value[p] * ray[2]
            found[row, column] = solid
            put(normals, row, column, 0, surface_normal(world.solids, solid, scaled(ray, lanes.value[p])))


@inlined
def _ray(lanes: Lanes, p: int) -> Vector:
    return lanes.ray_x[p], lanes.ray_y[p], lanes.ray_z[p]


@inlined
def _meet(exact: Array, solids: Array, i: int, lanes: Lanes) -> None:
    """Shorten the rays that meet solid i."""
    eye, half = vector(solids, i, EYE), vector(solids, i, HALF)
    rounding, flat, plain = solids[i, ROUNDING], solids[i, KIND] == BOX, is_plain(solids, i)
    # Where a ray enters the box around the solid: there it meets it, or MISS metres on if that is to be looked at.
    if flat and not plain:
        for p in range(LANES):
            ray = to_local(solids, i, (lanes.u[p], lanes.v[p], lanes.w[p]))
            enter, leave = ray_box(eye, ray, half, lanes.value[p])
            off = box_distance(ahead(eye, ray, enter), half[0], half[1], half[2], rounding)
            guess = enter if off < HIT_DISTANCE else enter - _MISS
            lanes.guess[p] = guess if enter < leave else _MISS
    else:
        behind = ZERO if plain else _MISS
        for p in range(LANES):
            ray = to_local(solids, i, (lanes.u[p], lanes.v[p], lanes.w[p]))
            enter, leave = ray_box(eye, ray, half, lanes.value[p])
            lanes.guess[p] = enter - behind if enter < leave else _MISS
    if flat:
        for p in range(LANES):
            is_met = (lanes.guess[p] >= ZERO) & (lanes.guess[p] < lanes.value[p])
            lanes.value[p] = lanes.guess[p] if is_met else lanes.value[p]
            lanes.other[p] = i if is_met else lanes.other[p]
    if not plain:
        for p in range(LANES):
            if lanes.guess[p] < ZERO:
                start, ray = vector(exact, i, EYE), to_local(exact, i, _ray(lanes, p))
                t = ray_hit(exact, i, start, ray, np.float64(lanes.value[p]))
                if t < lanes.value[p]:
                    lanes.value[p], lanes.other[p] = t, i


@kernel
def look_around_tile(
    world: World,
    narrow: World,
    view: View,
    film: Film,
    top: int,
    left: int,
    near: Array,
    close: Array,
    dark: Array,
    lanes: Lanes,
) -> None:
    """Judge what shades the pixels of a tile; see `pixels.look_far` and `pixels.look_close`."""
    _load(view, film, top, left, lanes)
    _look_far(world, narrow, near, lanes)
    _look_close(world, narrow, film, top, left, close, lanes)
    _look_for_key(world, narrow, film, top, left, dark, lanes)


@inlined
def _load(view: View, film: Film, top: int, left: int, lanes: Lanes) -> None:
    depth, solids = film.depth[top : top + TILE, left : left + TILE], film.solids[top : top + TILE, left : left + TILE]
    normals = film.normals[top : top + TILE, left : left + TILE]
    for row in range(TILE):
        for column in range(TILE):
            p = row * TILE + column
            hit = pixel_point(view, left + column + 0.5, top + row + 0.5, depth[row, column])
            lanes.hit_x[p], lanes.hit_y[p], lanes.hit_z[p] = hit
            lanes.normal_x[p], lanes.normal_y[p], lanes.normal_z[p] = vector_at(normals, row, column)
            lanes.solid[p] = solids[row, column]


@inlined
def hit_of(lanes: Lanes, p: int) -> Vector:
    """Return the point that a pixel shows."""
    return lanes.hit_x[p], lanes.hit_y[p], lanes.hit_z[p]


@inlined
def normal_of(lanes: Lanes, p: int) -> Vector:
    """Return which way that faces."""
    return lanes.normal_x[p], lanes.normal_y[p], lanes.normal_z[p]


@inlined
def _first(p: int) -> int:
    """Return the first lane of the field of 2 x 2 pixels that a lane belongs to."""
    return p // (2 * TILE) * (2 * TILE) + p % TILE // 2 * 2


@inlined
def _light_of(lanes: Lanes, p: int) -> int:
    """Return the lane whose light from far is that of a lane's too."""
    first = _first(p)
    is_same = same_light(lanes.solid[p], normal_of(lanes, p), lanes.solid[first], normal_of(lanes, first))
    return first if is_same else p


@inlined
def _look_far(world: World, narrow: World, near: Array, lanes: Lanes) -> None:
    """Judge what shades pixels that are the first of their field or show something else than that one."""
    count = 0
    for p in range(LANES):
        if p == _first(p) or _light_of(lanes, p) == p:
            lanes.x[count], lanes.y[count], lanes.z[count] = ahead(hit_of(lanes, p), normal_of(lanes, p), FAR_REACH)
            lanes.own[count] = lanes.solid[p]
            lanes.lane[count] = p
            count += 1
    _find_nearest(world.solids, narrow.solids, near, FAR_REACH, lanes, count)
    for k in range(count):
        p = lanes.lane[k]
        lanes.far[p], lanes.far_blocker[p] = _taken(world, FAR_REACH, lanes, k)


@inlined
def _look_close(world: World, narrow: World, film: Film, top: int, left: int, close: Array, lanes: Lanes) -> None:
    """Judge what shades pixels closely, and add what does from far."""
    taken = film.taken[top : top + TILE, left : left + TILE]
    for p in range(LANES):
        lanes.x[p], lanes.y[p], lanes.z[p] = ahead(hit_of(lanes, p), normal_of(lanes, p), CLOSE_REACH)
        lanes.own[p] = lanes.solid[p]
    _find_nearest(world.solids, narrow.solids, close, CLOSE_REACH, lanes, LANES)
    for row in range(TILE):
        for column in range(TILE):
            p = row * TILE + column
            far = _light_of(lanes, p)
            closely, close_blocker = _taken(world, CLOSE_REACH, lanes, p)
            taken[row, column] = lanes.far[far] + closely
            lanes.share[p] = open_share(taken[row, column])
            blocker = lanes.far_blocker[far] if lanes.far_blocker[far] >= 0 else close_blocker
            tint = mean_color(world, blocker) if blocker >= 0 else (0.0, 0.0, 0.0)
            lanes.tint_r[p], lanes.tint_g[p], lanes.tint_b[p] = tint


@inlined
def _taken(world: World, reach: float, lanes: Lanes, p: int) -> tuple[float, int]:
    """Return what `taken_away` says of the point in a lane, whose nearest solid is known."""
    above, distance = (lanes.x[p], lanes.y[p], lanes.z[p]), lanes.value[p]
    return share_taken(world, distance, reach), blocking_material(world, lanes.other[p], above, distance, reach)


@inlined
def _find_nearest(exact: Array, solids: Array, near: Array, reach: float, lanes: Lanes, count: int) -> None:
    """Find the solid of a list, or the room, that is nearest to each point and nearer than `reach`."""
    for p in range(count):
        lanes.value[p] = min(shell_below(solids, (lanes.x[p], lanes.y[p], lanes.z[p])), reach)
    for p in range(count):
        lanes.other[p] = 0
    for k in range(1, near[0] + 1):
        i = near[k]
        half, is_box = vector(solids, i, HALF), solids[i, KIND] == BOX
        rounding = solids[i, ROUNDING] if is_box else ZERO
        for p in range(count):
            point = to_local(solids, i, from_centre(solids, i, (lanes.x[p], lanes.y[p], lanes.z[p])))
            lanes.guess[p] = box_distance(point, half[0], half[1], half[2], rounding)
        if is_box:
            for p in range(count):
                is_nearer = (lanes.guess[p] < lanes.value[p]) & (lanes.own[p] != i)
                lanes.value[p] = lanes.guess[p] if is_nearer else lanes.value[p]
                lanes.other[p] = i if is_nearer else lanes.other[p]
        else:  # no nearer than the box around it
            for p in range(count):
                if lanes.guess[p] < lanes.value[p] and may_meet(solids, i, lanes.own[p]):
                    point = lanes.x[p], lanes.y[p], lanes.z[p]
                    distance = distance_below(exact, i, point, lanes.value[p])
                    if distance < lanes.value[p]:
                        lanes.value[p], lanes.other[p] = distance, i


@inlined
def _look_for_key(world: World, narrow: World, film: Film, top: int, left: int, dark: Array, lanes: Lanes) -> None:
    """Note at which pixels the key light arrives; see `occlusion.key_arrives`."""
    lit = film.lit[top : top + TILE, left : left + TILE]
    waiting = 0
    _leave_for_key(narrow, lanes)
    sun = is_sun(world)
    for row in range(TILE):
        for column in range(TILE):
            p = row * TILE + column
            faces = lanes.guess[p] > ZERO
            lit[row, column] = 0.0 if faces else 1.0
            lanes.free[p] = faces and not (sun and not _leaves(world, lanes, p))
            waiting += lanes.free[p]
    for k in range(1, dark[0] + 1):
        if waiting == 0:
            return
        _cross(world.solids, narrow.solids, dark[k], lanes)
        waiting = 0
        for p in range(LANES):
            waiting += lanes.free[p]
    for row in range(TILE):
        for column in range(TILE):
            if lanes.free[row * TILE + column]:
                lit[row, column] = 1.0


@inlined
def _leave_for_key(narrow: World, lanes: Lanes) -> None:
    """Find where and which way rays leave for the key light, and the guess whether surfaces face it; see
    `occlusion.key_way`."""
    key = light_at(narrow, KEY)
    _leave(key[0], lanes.hit_x, lanes.normal_x, lanes.x, lanes.u)
    _leave(key[1], lanes.hit_y, lanes.normal_y, lanes.y, lanes.v)
    _leave(key[2], lanes.hit_z, lanes.normal_z, lanes.z, lanes.w)
    for p in range(LANES):
        lanes.guess[p] = dot(normal_of(lanes, p), (lanes.u[p], lanes.v[p], lanes.w[p]))
    for p in range(LANES):
        lanes.u[p] += lanes.point_x[p]
    for p in range(LANES):
        lanes.v[p] += lanes.point_y[p]
    for p in range(LANES):
        lanes.w[p] += lanes.point_z[p]


@inlined
def _leave(key: float, hit: Array, normal: Array, start: Array, way: Array) -> None:
    for p in range(LANES):
        start[p] = hit[p] + normal[p] * LIFT
    for p in range(LANES):
        way[p] = key - start[p]


@inlined
def _leaves(world: World, lanes: Lanes, p: int) -> bool:
    start, way = (lanes.x[p], lanes.y[p], lanes.z[p]), (lanes.u[p], lanes.v[p], lanes.w[p])
    return leaves_through_glass(world, start, way)


@inlined
def _cross(exact: Array, solids: Array, i: int, lanes: Lanes) -> None:
    """Note which ways solid i stands in."""
    half = vector(solids, i, HALF)
    for p in range(LANES):
        start = to_local(solids, i, from_centre(solids, i, (lanes.x[p], lanes.y[p], lanes.z[p])))
        way = to_local(solids, i, (lanes.u[p], lanes.v[p], lanes.w[p]))
        lanes.guess[p] = ONE if crosses_box(start, way, half) else ZERO
    if is_plain(solids, i):
        for p in range(LANES):
            lanes.free[p] = lanes.free[p] & ((lanes.guess[p] == ZERO) | (lanes.solid[p] == i))
        return
    for p in range(LANES):
        if lanes.guess[p] > ZERO and lanes.free[p] and may_meet(solids, i, lanes.solid[p]):
            start = to_local(exact, i, from_centre(exact, i, (lanes.x[p], lanes.y[p], lanes.z[p])))
            way = to_local(exact, i, (lanes.u[p], lanes.v[p], lanes.w[p]))
            lanes.free[p] = not crosses(exact, i, start, way)
