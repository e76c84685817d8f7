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

"""Primary rays through the pixels of a tile, as kernels over `Lanes`."""

from __future__ import annotations

from typing import Any

import numpy as np

from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.film import Film, View, pixel_ray
from svr_ros.synthesis.render.lanes import LANES, Lanes
from svr_ros.synthesis.render.rays import HIT_DISTANCE, MISS, is_plain, ray_box, ray_hit, ray_room, surface_normal
from svr_ros.synthesis.render.shapes import BOX, EYE, HALF, KIND, ROUNDING, box_distance, to_local
from svr_ros.synthesis.render.tiles import TILE
from svr_ros.synthesis.render.vectors import ZERO, Array, Vector, ahead, put, scaled, vector
from svr_ros.synthesis.render.world import World

_MISS: Any = np.float32(MISS)


@kernel
def trace_tile(
    world: World,
    world_f32: World,
    view: View,
    film: Film,
    top: int,
    left: int,
    visible: Array,
    nearest_distances: Array,
    lanes: Lanes,
) -> None:
    """Trace the rays through the centres of a tile's pixels; see `pixels.trace_pixel`."""
    # Set up the rays and intersect them with the room.
    solids = world_f32.solids
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
    # Intersect them with the solids, nearest first.
    for k in range(visible[0]):
        farthest = ZERO
        for p in range(LANES):
            farthest = max(farthest, lanes.value[p])
        if nearest_distances[k] > farthest:
            break
        _meet(world.solids, solids, visible[k + 1], lanes)
    # Write depths, solids and normals.
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
    """Shorten the rays that hit solid i."""
    eye, half = vector(solids, i, EYE), vector(solids, i, HALF)
    rounding, flat, plain = solids[i, ROUNDING], solids[i, KIND] == BOX, is_plain(solids, i)
    # Distance to the box around the solid; MISS metres less if the exact surface has to be traced.
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
