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

"""Rendering of a world with exact depth, normals, classes and instances, by ray casting.

Every 8 x 8 tile of pixels lists the few solids that its rays can hit, then those that can shade the points that they
hit. Soft shadows: each pixel of a 4 x 4 pattern tests another point of the light, and a filter within the surface
averages them. Pixels that differ from their neighbours get more rays.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.synthesis.render.compiling import kernel
from svr_ros.synthesis.render.contrast import mark_rough, new_marks
from svr_ros.synthesis.render.culling import spheres_of
from svr_ros.synthesis.render.film import Film, View, new_film
from svr_ros.synthesis.render.lanes import Lanes, new_lanes, to_single_precision
from svr_ros.synthesis.render.light_lanes import shade_tile
from svr_ros.synthesis.render.occlusion_lanes import occlude_tile
from svr_ros.synthesis.render.pixels import refine_pixel
from svr_ros.synthesis.render.ray_lanes import trace_tile
from svr_ros.synthesis.render.shading import SceneLists, TileLists
from svr_ros.synthesis.render.shapes import INSTANCE, list_all_solids
from svr_ros.synthesis.render.softening import FilterWindow, new_filter_window, soften_tile
from svr_ros.synthesis.render.tiles import BLOCK, TILE, Lists, list_lamps, list_shading, list_shapes, list_visible
from svr_ros.synthesis.render.vectors import Array, put
from svr_ros.synthesis.render.world import World

_KEPT = threading.local()
_MANY = 512
"""Number of solids that nearly all worlds stay below."""


class Rendering(NamedTuple):
    """Images of a world."""

    radiance: NDArray[np.float32]
    """Linear radiance [size, size, 3]."""

    depth: NDArray[np.float32]
    """Depths [size, size] along the axis in metres."""

    normals: NDArray[np.float32]
    """Unit normals [size, size, 3] in camera axes."""

    labels: NDArray[np.uint8]
    """Class ids [size, size]."""

    instances: NDArray[np.uint16]
    """Instances [size, size], 0 for walls and floors; see `Scene.instances`."""


def render(world: World, tan_x: float, tan_y: float, size: int, rays: int = 1) -> Rendering:
    """Render size x size pixels (a multiple of 8) of the view whose half width and height at 1 m are tan_x and tan_y.

    `rays` rays are traced through pixels that differ from their neighbours, one through the others; depth, normals,
    labels and instances belong to the pixels' centres. Raises InputError for other sizes.
    """
    if size <= 0 or size % TILE:
        raise InputError(f"the image size is {size} x {size} pixels; expected a multiple of {TILE}")
    rows = len(world.solids)
    view = View(tan_x, tan_y, size)
    film, lists = _scratch(size, rows)
    kept = "depth", "normals", "labels"
    film = film._replace(**{name: np.empty_like(getattr(film, name)) for name in kept})
    all_solids = list_all_solids(rows).astype(np.int16)
    lanes, block = new_lanes(world), np.empty((4, rows), np.int16)
    world_f32, scene_lists = to_single_precision(world), SceneLists(np.empty(rows, np.int16), spheres_of(world))
    _trace_tiles(world, world_f32, view, film, lists, all_solids, block[0], np.empty(rows, np.float32), lanes)
    _shade_tiles(world, world_f32, view, film, lists, all_solids, scene_lists, block[1:], lanes)
    _soften(world, film, new_filter_window())
    radiance = film.radiance.copy()
    if rays > 1:
        _refine(world, view, film, lists, scene_lists, rays, film.radiance.reshape(size, -1), new_marks(size), radiance)
    instances = world.solids[:, INSTANCE].astype(np.uint16)[film.solids]
    return Rendering(radiance, film.depth, film.normals, film.labels, instances)


def _scratch(size: int, rows: int) -> tuple[Film, Lists]:
    """Return this thread's film and lists; they are allocated only if they do not fit, as new memory takes time."""
    kept: tuple[Film, Lists] | None = getattr(_KEPT, "scratch", None)
    if kept is None or kept[0].depth.shape != (size, size) or kept[1].visible.shape[1] < rows:
        kept = new_film(size), Lists(*(np.empty(*part) for part in list_shapes(size, max(rows, _MANY))))
        _KEPT.scratch = kept
    return kept


def render_worlds(
    worlds: Sequence[World], tan_x: float, tan_y: float, size: int, rays: int = 1, threads: int | None = None
) -> list[Rendering]:
    """Render worlds on all cores, or as many threads."""
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        return list(pool.map(lambda world: render(world, tan_x, tan_y, size, rays), worlds))


@kernel
def _tile(view: View, top: int, left: int) -> int:
    """Return the number of a tile."""
    return top // TILE * (view.size // TILE) + left // TILE


@kernel
def _trace_tiles(
    world: World,
    world_f32: World,
    view: View,
    film: Film,
    lists: Lists,
    all_solids: Array,
    block: Array,
    nearest_distances: Array,
    lanes: Lanes,
) -> None:
    """Trace one ray through the centre of every pixel."""
    for y in range(0, view.size, BLOCK):
        for x in range(0, view.size, BLOCK):
            # List the solids of a block, then those of its tiles, and trace the tiles.
            list_visible(world, view, y, x, BLOCK, all_solids, block, nearest_distances)
            for top in range(y, min(y + BLOCK, view.size), TILE):
                for left in range(x, min(x + BLOCK, view.size), TILE):
                    tile = _tile(view, top, left)
                    list_visible(
                        world, view, top, left, TILE, block, lists.visible[tile], lists.nearest_distances[tile]
                    )
                    trace_tile(
                        world,
                        world_f32,
                        view,
                        film,
                        top,
                        left,
                        lists.visible[tile],
                        lists.nearest_distances[tile],
                        lanes,
                    )


@kernel
def _shade_tiles(
    world: World,
    world_f32: World,
    view: View,
    film: Film,
    lists: Lists,
    all_solids: Array,
    scene_lists: SceneLists,
    block: Array,
    lanes: Lanes,
) -> None:
    """Shade the points that the rays hit."""
    list_lamps(world, scene_lists.lamps)
    for y in range(0, view.size, BLOCK):
        for x in range(0, view.size, BLOCK):
            list_shading(world, view, film, y, x, BLOCK, all_solids, all_solids, block[0], block[1], block[2])
            for top in range(y, min(y + BLOCK, view.size), TILE):
                for left in range(x, min(x + BLOCK, view.size), TILE):
                    tile = _tile(view, top, left)
                    near, close, shadow_casters = lists.near[tile], lists.close[tile], lists.shadow_casters[tile]
                    list_shading(world, view, film, top, left, TILE, block[0], block[2], near, close, shadow_casters)
                    occlude_tile(world, world_f32, view, film, top, left, near, close, shadow_casters, lanes)
                    shade_tile(world, world_f32, view, film, top, left, lanes, scene_lists)


@kernel
def _soften(world: World, film: Film, window: FilterWindow) -> None:
    size = film.depth.shape[0]
    for top in range(0, size, TILE):
        for left in range(0, size, TILE):
            soften_tile(world, film, top, left, window)


@kernel
def _refine(
    world: World,
    view: View,
    film: Film,
    lists: Lists,
    scene_lists: SceneLists,
    rays: int,
    channels: Array,
    marks: Array,
    radiance: Array,
) -> None:
    """Write the mean radiance of more rays for the pixels that differ from their neighbours."""
    for row in range(view.size):
        mark_rough(channels, row, marks)
        for column in range(view.size):
            if marks[3 * column] | marks[3 * column + 1] | marks[3 * column + 2]:
                tile = _tile(view, row, column)
                tile_lists = TileLists(
                    lists.near[tile], lists.close[tile], lists.shadow_casters[tile], scene_lists.lamps
                )
                visible, nearest_distances = lists.visible[tile], lists.nearest_distances[tile]
                put(
                    radiance,
                    row,
                    column,
                    0,
                    refine_pixel(
                        world, view, film, row, column, visible, nearest_distances, tile_lists, scene_lists, rays
                    ),
                )
