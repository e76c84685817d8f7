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

"""Rendering of many worlds at once on a CUDA device: one thread per tile or pixel runs the CPU's functions.

Needs numba with CUDA (`pip install '.[cuda]'`); all results stay on the device.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numba import cuda
from torch import Tensor

from svr_ros.synthesis.render.contrast import is_rough
from svr_ros.synthesis.render.culling import Spheres
from svr_ros.synthesis.render.film import Film, View, film_shapes, vector_at
from svr_ros.synthesis.render.pixels import (
    add_close_occlusion,
    add_far_occlusion,
    refine_pixel,
    shade_pixel,
    soften_pixel,
    trace_pixel,
)
from svr_ros.synthesis.render.shading import SceneLists, TileLists
from svr_ros.synthesis.render.shapes import INSTANCE
from svr_ros.synthesis.render.tiles import TILE, Lists, list_lamps, list_shading, list_shapes, list_visible
from svr_ros.synthesis.render.vectors import put
from svr_ros.synthesis.render.world import World
from svr_ros.synthesis.render.worlds import Worlds

THREADS = 64
"""Threads per block."""


class Renderings(NamedTuple):
    """Images of B worlds as device arrays; see `render.Rendering`."""

    radiance: Any
    """Linear radiance [B, size, size, 3]."""

    depth: Any
    """Depths [B, size, size] along the axis in metres."""

    normals: Any
    """Unit normals [B, size, size, 3] in camera axes."""

    labels: Any
    """Class ids [B, size, size]."""

    instances: Any
    """Instances [B, size, size]."""


def upload(worlds: Worlds) -> Worlds:
    """Return the worlds on the device."""
    return Worlds(*map(cuda.to_device, worlds))


def render_worlds(worlds: Worlds, tan_x: float, tan_y: float, size: int, rays: int = 1) -> Renderings:
    """Render worlds on the device; see `render.render`."""
    count, rows = worlds.all_solids.shape
    view = View(tan_x, tan_y, size)
    film = Film(*(cuda.device_array((count, *shape), kind) for shape, kind in film_shapes(size)))
    tiles = (size // TILE) ** 2
    lists = Lists(*(cuda.device_array((count, *shape), kind) for shape, kind in list_shapes(size, rows)))
    lamps = cuda.device_array((count, rows), np.int16)
    radiance = cuda.device_array((count, size, size, 3), np.float32)
    instances = cuda.device_array((count, size, size), np.uint16)
    # List the lamps of each world and the solids that the rays of each tile can hit, then trace the rays.
    _each_world[blocks(count), THREADS](worlds, lamps)
    _each_tile_before[blocks(count * tiles), THREADS](worlds, view, lists)
    _trace[blocks(count * size * size), THREADS](worlds, view, film, lists, instances)
    # List the solids that can shade each tile, then compute occlusion, shading, soft shadows and finer edges.
    _each_tile_after[blocks(count * tiles), THREADS](worlds, view, film, lists)
    _add_far_occlusion[blocks(count * size * size // 4), THREADS](worlds, view, film, lists)
    _add_close_occlusion[blocks(count * size * size), THREADS](worlds, view, film, lists, lamps)
    _shade[blocks(count * size * size), THREADS](worlds, view, film, lamps)
    _soften[blocks(count * size * size), THREADS](worlds, film)
    _refine[blocks(count * size * size), THREADS](worlds, view, film, lists, lamps, rays, radiance)
    return Renderings(radiance, film.depth, film.normals, film.labels, instances)


def tensors(arrays: Sequence[Any]) -> list[Tensor]:
    """Return device arrays as PyTorch tensors that share their memory."""
    return [torch.as_tensor(array, device="cuda") for array in arrays]


def blocks(threads: int) -> int:
    """Return the number of blocks that hold a number of threads."""
    return (threads + THREADS - 1) // THREADS


@cuda.jit(device=True)
def world_of(worlds: Worlds, b: int) -> World:
    """Return one of many worlds."""
    return World(
        worlds.solids[b, : worlds.rows[b, 0]],
        worlds.materials[b, : worlds.rows[b, 1]],
        worlds.decals[b, : worlds.rows[b, 2]],
        worlds.lights[b],
        worlds.photographs,
        worlds.faces[b],
    )


@cuda.jit(device=True)
def _film_of(film: Film, b: int) -> Film:
    return Film(
        film.radiance[b],
        film.depth[b],
        film.normals[b],
        film.labels[b],
        film.solids[b],
        film.parts[b],
        film.lit[b],
        film.far_occlusion[b],
        film.far_occluder[b],
        film.occlusion[b],
        film.occluder[b],
        film.key_visibility[b],
    )


@cuda.jit(device=True)
def _tile(view: View, row: int, column: int) -> int:
    return row // TILE * (view.size // TILE) + column // TILE


@cuda.jit(device=True)
def _tile_lists(lists: Lists, lamps: Any, b: int, tile: int) -> TileLists:
    return TileLists(lists.near[b, tile], lists.close[b, tile], lists.shadow_casters[b, tile], lamps[b])


@cuda.jit(device=True)
def _no_spheres(worlds: Worlds, b: int) -> Spheres:
    # The types must be those of the CPU's spheres: what is counted in `near` becomes an index
    none, no_solids = worlds.lights[b][:0], worlds.all_solids[b][:0]
    return Spheres(none, none, none, none, no_solids, worlds.all_solids[b])


@cuda.jit(device=True)
def _scene_lists(worlds: Worlds, lamps: Any, b: int) -> SceneLists:
    return SceneLists(lamps[b], _no_spheres(worlds, b))


@cuda.jit
def _each_world(worlds: Worlds, lamps: Any) -> None:
    b = cuda.grid(1)
    if b < lamps.shape[0]:
        list_lamps(world_of(worlds, b), lamps[b])


@cuda.jit
def _each_tile_before(worlds: Worlds, view: View, lists: Lists) -> None:
    """List the solids that the rays of a tile can hit."""
    tiles = lists.visible.shape[1]
    b, tile = divmod(cuda.grid(1), tiles)
    if b < lists.visible.shape[0]:
        across = view.size // TILE
        top, left = tile // across * TILE, tile % across * TILE
        world = world_of(worlds, b)
        list_visible(
            world, view, top, left, TILE, worlds.all_solids[b], lists.visible[b, tile], lists.nearest_distances[b, tile]
        )


@cuda.jit
def _trace(worlds: Worlds, view: View, film: Film, lists: Lists, instances: Any) -> None:
    b, pixel = divmod(cuda.grid(1), view.size * view.size)
    if b < film.depth.shape[0]:
        row, column = pixel // view.size, pixel % view.size
        tile = _tile(view, row, column)
        world = world_of(worlds, b)
        trace_pixel(
            world, view, _film_of(film, b), row, column, lists.visible[b, tile], lists.nearest_distances[b, tile]
        )
        instances[b, row, column] = int(worlds.solids[b, film.solids[b, row, column], INSTANCE])


@cuda.jit
def _each_tile_after(worlds: Worlds, view: View, film: Film, lists: Lists) -> None:
    """List the solids that can shade the points that the rays of a tile hit."""
    tiles = lists.visible.shape[1]
    b, tile = divmod(cuda.grid(1), tiles)
    if b < lists.visible.shape[0]:
        across = view.size // TILE
        top, left = tile // across * TILE, tile % across * TILE
        near, close, shadow_casters = lists.near[b, tile], lists.close[b, tile], lists.shadow_casters[b, tile]
        all_solids = worlds.all_solids[b]
        list_shading(
            world_of(worlds, b),
            view,
            _film_of(film, b),
            top,
            left,
            TILE,
            all_solids,
            all_solids,
            near,
            close,
            shadow_casters,
        )


@cuda.jit
def _add_far_occlusion(worlds: Worlds, view: View, film: Film, lists: Lists) -> None:
    half = view.size // 2
    b, field = divmod(cuda.grid(1), half * half)
    if b < film.depth.shape[0]:
        row, column = field // half * 2, field % half * 2
        near = lists.near[b, _tile(view, row, column)]
        add_far_occlusion(world_of(worlds, b), view, _film_of(film, b), row, column, near)


@cuda.jit
def _add_close_occlusion(worlds: Worlds, view: View, film: Film, lists: Lists, lamps: Any) -> None:
    b, pixel = divmod(cuda.grid(1), view.size * view.size)
    if b < film.depth.shape[0]:
        row, column = pixel // view.size, pixel % view.size
        tile_lists = _tile_lists(lists, lamps, b, _tile(view, row, column))
        add_close_occlusion(world_of(worlds, b), view, _film_of(film, b), row, column, tile_lists)


@cuda.jit
def _shade(worlds: Worlds, view: View, film: Film, lamps: Any) -> None:
    b, pixel = divmod(cuda.grid(1), view.size * view.size)
    if b < film.depth.shape[0]:
        row, column = pixel // view.size, pixel % view.size
        shade_pixel(world_of(worlds, b), view, _film_of(film, b), row, column, _scene_lists(worlds, lamps, b))


@cuda.jit
def _soften(worlds: Worlds, film: Film) -> None:
    size = film.depth.shape[1]
    b, pixel = divmod(cuda.grid(1), size * size)
    if b < film.depth.shape[0]:
        soften_pixel(world_of(worlds, b), _film_of(film, b), pixel // size, pixel % size)


@cuda.jit
def _refine(worlds: Worlds, view: View, film: Film, lists: Lists, lamps: Any, rays: int, radiance: Any) -> None:
    b, pixel = divmod(cuda.grid(1), view.size * view.size)
    if b < film.depth.shape[0]:
        row, column = pixel // view.size, pixel % view.size
        own = _film_of(film, b)
        value = vector_at(own.radiance, row, column)
        if rays > 1 and is_rough(own.radiance, row, column):
            tile = _tile(view, row, column)
            tile_lists, scene_lists = _tile_lists(lists, lamps, b, tile), _scene_lists(worlds, lamps, b)
            visible, nearest_distances = lists.visible[b, tile], lists.nearest_distances[b, tile]
            world = world_of(worlds, b)
            value = refine_pixel(
                world, view, own, row, column, visible, nearest_distances, tile_lists, scene_lists, rays
            )
        put(radiance[b], row, column, 0, value)
