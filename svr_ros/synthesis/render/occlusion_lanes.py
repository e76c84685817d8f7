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

"""Ambient occlusion of the pixels of a tile, as kernels over `Lanes`."""

from __future__ import annotations

from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.film import Film, View, pixel_point, vector_at
from svr_ros.synthesis.render.irradiance import open_fraction
from svr_ros.synthesis.render.lanes import LANES, Lanes, hit_of, normal_of
from svr_ros.synthesis.render.materials import mean_color
from svr_ros.synthesis.render.occlusion import (
    CLOSE_RADIUS,
    FAR_RADIUS,
    can_occlude,
    occluded_fraction_at,
    occluder_at,
    shell_below,
)
from svr_ros.synthesis.render.pixels import same_light
from svr_ros.synthesis.render.shadow_lanes import trace_key_light
from svr_ros.synthesis.render.shapes import (
    BOX,
    HALF,
    KIND,
    ROUNDING,
    box_distance,
    distance_below,
    from_centre,
    to_local,
)
from svr_ros.synthesis.render.tiles import TILE
from svr_ros.synthesis.render.vectors import ZERO, Array, ahead, vector
from svr_ros.synthesis.render.world import World


@kernel
def occlude_tile(
    world: World,
    world_f32: World,
    view: View,
    film: Film,
    top: int,
    left: int,
    near: Array,
    close: Array,
    shadow_casters: Array,
    lanes: Lanes,
) -> None:
    """Compute the occlusion of a tile's pixels; see `pixels.add_far_occlusion` and `pixels.add_close_occlusion`."""
    _load(view, film, top, left, lanes)
    _add_far_occlusion(world, world_f32, near, lanes)
    _add_close_occlusion(world, world_f32, film, top, left, close, lanes)
    trace_key_light(world, world_f32, film, top, left, shadow_casters, lanes)


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
def _first(p: int) -> int:
    """Return the first lane of the field of 2 x 2 pixels that a lane belongs to."""
    return p // (2 * TILE) * (2 * TILE) + p % TILE // 2 * 2


@inlined
def _light_of(lanes: Lanes, p: int) -> int:
    """Return the lane whose far occlusion a lane uses."""
    first = _first(p)
    is_same = same_light(lanes.solid[p], normal_of(lanes, p), lanes.solid[first], normal_of(lanes, first))
    return first if is_same else p


@inlined
def _add_far_occlusion(world: World, world_f32: World, near: Array, lanes: Lanes) -> None:
    """Compute the far occlusion of pixels that are the first of their field or show another surface than that one."""
    count = 0
    for p in range(LANES):
        if p == _first(p) or _light_of(lanes, p) == p:
            lanes.x[count], lanes.y[count], lanes.z[count] = ahead(hit_of(lanes, p), normal_of(lanes, p), FAR_RADIUS)
            lanes.own[count] = lanes.solid[p]
            lanes.lane[count] = p
            count += 1
    _find_nearest(world.solids, world_f32.solids, near, FAR_RADIUS, lanes, count)
    for k in range(count):
        p = lanes.lane[k]
        lanes.far_occlusion[p], lanes.far_occluder[p] = _occlusion_of(world, FAR_RADIUS, lanes, k)


@inlined
def _add_close_occlusion(
    world: World, world_f32: World, film: Film, top: int, left: int, close: Array, lanes: Lanes
) -> None:
    """Compute the close occlusion of pixels and add the far one."""
    occlusion = film.occlusion[top : top + TILE, left : left + TILE]
    for p in range(LANES):
        lanes.x[p], lanes.y[p], lanes.z[p] = ahead(hit_of(lanes, p), normal_of(lanes, p), CLOSE_RADIUS)
        lanes.own[p] = lanes.solid[p]
    _find_nearest(world.solids, world_f32.solids, close, CLOSE_RADIUS, lanes, LANES)
    for row in range(TILE):
        for column in range(TILE):
            p = row * TILE + column
            far = _light_of(lanes, p)
            close_occlusion, close_occluder = _occlusion_of(world, CLOSE_RADIUS, lanes, p)
            occlusion[row, column] = lanes.far_occlusion[far] + close_occlusion
            lanes.open_fraction[p] = open_fraction(occlusion[row, column])
            occluder = lanes.far_occluder[far] if lanes.far_occluder[far] >= 0 else close_occluder
            tint = mean_color(world, occluder) if occluder >= 0 else (0.0, 0.0, 0.0)
            lanes.tint_r[p], lanes.tint_g[p], lanes.tint_b[p] = tint


@inlined
def _occlusion_of(world: World, radius: float, lanes: Lanes, p: int) -> tuple[float, int]:
    """Return what `ambient_occlusion` returns for the point in a lane, whose nearest solid is known."""
    above, distance = (lanes.x[p], lanes.y[p], lanes.z[p]), lanes.value[p]
    return occluded_fraction_at(world, distance, radius), occluder_at(world, lanes.other[p], above, distance, radius)


@inlined
def _find_nearest(exact: Array, solids: Array, near: Array, radius: float, lanes: Lanes, count: int) -> None:
    """Find the solid of a list, or the room, that is nearest to each point and nearer than `radius`."""
    for p in range(count):
        lanes.value[p] = min(shell_below(solids, (lanes.x[p], lanes.y[p], lanes.z[p])), radius)
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
                if lanes.guess[p] < lanes.value[p] and can_occlude(solids, i, lanes.own[p]):
                    point = lanes.x[p], lanes.y[p], lanes.z[p]
                    distance = distance_below(exact, i, point, lanes.value[p])
                    if distance < lanes.value[p]:
                        lanes.value[p], lanes.other[p] = distance, i
