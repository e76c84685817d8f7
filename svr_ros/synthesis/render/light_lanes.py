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

"""Irradiance of all pixels of a tile at once, lamp by lamp, as kernels; see `lanes`."""

from __future__ import annotations

import numpy as np

from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.film import Film, View
from svr_ros.synthesis.render.irradiance import (
    Irradiance,
    ambient,
    facing_up,
    fill_strength,
    key_strength,
    lamp_color,
    lamp_strength,
)
from svr_ros.synthesis.render.lanes import LANES, Lanes, hit_of, normal_of
from svr_ros.synthesis.render.occlusion import is_sun
from svr_ros.synthesis.render.pixels import shade_lit_pixel
from svr_ros.synthesis.render.shading import SceneLists
from svr_ros.synthesis.render.tiles import TILE
from svr_ros.synthesis.render.vectors import ZERO, Array, Vector
from svr_ros.synthesis.render.world import FILL, FILL_COLOR, GROUND, KEY, SKY, VERTICAL, World, light_at


@kernel
def shade_tile(
    world: World, world_f32: World, view: View, film: Film, top: int, left: int, lanes: Lanes, scene_lists: SceneLists
) -> None:
    """Shade the pixels of a tile with known occlusion; see `pixels.shade_pixel`."""
    _add_lights(world, world_f32, scene_lists.lamps, lanes)
    for row in range(TILE):
        for column in range(TILE):
            p = row * TILE + column
            light = np.float64(lanes.light_r[p]), np.float64(lanes.light_g[p]), np.float64(lanes.light_b[p])
            irradiance = Irradiance(light, np.float64(lanes.key[p]))
            shade_lit_pixel(world, view, film, top + row, left + column, irradiance, scene_lists)


@inlined
def _add_lights(world: World, world_f32: World, lamps: Array, lanes: Lanes) -> None:
    """Sum up the light that falls on each pixel; see `shading.irradiance_at`."""
    for p in range(LANES):
        lanes.light_r[p], lanes.light_g[p], lanes.light_b[p] = ZERO, ZERO, ZERO
    fill = light_at(world_f32, FILL)
    for p in range(LANES):
        lanes.guess[p] = fill_strength(fill, hit_of(lanes, p), normal_of(lanes, p))
    _add(light_at(world_f32, FILL_COLOR), lanes)
    for k in range(1, lamps[0] + 1):
        for p in range(LANES):
            lanes.guess[p] = lamp_strength(world_f32.solids, lamps[k], hit_of(lanes, p), normal_of(lanes, p))
        _add(lamp_color(world, lamps[k]), lanes)
    sun, key, vertical = is_sun(world), light_at(world_f32, KEY), light_at(world_f32, VERTICAL)
    for p in range(LANES):
        lanes.key[p] = key_strength(key, sun, hit_of(lanes, p), normal_of(lanes, p))
    for p in range(LANES):
        lanes.guess[p] = facing_up(vertical, normal_of(lanes, p))
    sky, ground = light_at(world_f32, SKY), light_at(world_f32, GROUND)
    _add_ambient(sky[0], ground[0], lanes.tint_r, lanes.light_r, lanes)
    _add_ambient(sky[1], ground[1], lanes.tint_g, lanes.light_g, lanes)
    _add_ambient(sky[2], ground[2], lanes.tint_b, lanes.light_b, lanes)


@inlined
def _add(color: Vector, lanes: Lanes) -> None:
    """Add a colour times the strengths in `guess`."""
    r, g, b = np.float32(color[0]), np.float32(color[1]), np.float32(color[2])
    for p in range(LANES):
        lanes.light_r[p] += r * lanes.guess[p]
    for p in range(LANES):
        lanes.light_g[p] += g * lanes.guess[p]
    for p in range(LANES):
        lanes.light_b[p] += b * lanes.guess[p]


@inlined
def _add_ambient(sky: float, ground: float, tint: Array, light: Array, lanes: Lanes) -> None:
    """Scale one colour channel of the soft lights by the open fraction and add that of the ambient light."""
    for p in range(LANES):
        unoccluded = lanes.open_fraction[p]
        light[p] = light[p] * unoccluded + ambient(sky, ground, lanes.guess[p], unoccluded, tint[p])
