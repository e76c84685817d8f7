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

"""Key light shadows of the pixels of a tile, as kernels over `Lanes`."""

from __future__ import annotations

from svr_ros.synthesis.render.compiling import inlined
from svr_ros.synthesis.render.film import Film
from svr_ros.synthesis.render.lanes import LANES, Lanes, normal_of
from svr_ros.synthesis.render.occlusion import LIFT, can_occlude, crosses, is_sun, leaves_through_glass
from svr_ros.synthesis.render.rays import crosses_box, is_plain
from svr_ros.synthesis.render.shapes import HALF, from_centre, to_local
from svr_ros.synthesis.render.tiles import TILE
from svr_ros.synthesis.render.vectors import ONE, ZERO, Array, dot, vector
from svr_ros.synthesis.render.world import KEY, World, light_at


@inlined
def trace_key_light(
    world: World, world_f32: World, film: Film, top: int, left: int, shadow_casters: Array, lanes: Lanes
) -> None:
    """Write at which pixels the key light arrives; see `occlusion.key_arrives`."""
    lit = film.lit[top : top + TILE, left : left + TILE]
    waiting = 0
    _set_key_rays(world_f32, lanes)
    sun = is_sun(world)
    for row in range(TILE):
        for column in range(TILE):
            p = row * TILE + column
            faces = lanes.guess[p] > ZERO
            lit[row, column] = 0.0 if faces else 1.0
            lanes.free[p] = faces and not (sun and not _leaves(world, lanes, p))
            waiting += lanes.free[p]
    for k in range(1, shadow_casters[0] + 1):
        if waiting == 0:
            return
        _cross(world.solids, world_f32.solids, shadow_casters[k], lanes)
        waiting = 0
        for p in range(LANES):
            waiting += lanes.free[p]
    for row in range(TILE):
        for column in range(TILE):
            if lanes.free[row * TILE + column]:
                lit[row, column] = 1.0


@inlined
def _set_key_rays(world_f32: World, lanes: Lanes) -> None:
    """Compute rays to the key light, and in `guess` whether surfaces face it; see `occlusion.key_ray`."""
    key = light_at(world_f32, KEY)
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
    """Remove the ways that solid i blocks."""
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
        if lanes.guess[p] > ZERO and lanes.free[p] and can_occlude(solids, i, lanes.solid[p]):
            start = to_local(exact, i, from_centre(exact, i, (lanes.x[p], lanes.y[p], lanes.z[p])))
            way = to_local(exact, i, (lanes.u[p], lanes.v[p], lanes.w[p]))
            lanes.free[p] = not crosses(exact, i, start, way)
