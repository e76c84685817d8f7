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

"""Steps of rendering one pixel, as kernels: tracing, occlusion, shading, soft shadows, finer edges."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from svr_ros.synthesis.render.appearance import surface_at
from svr_ros.synthesis.render.compiling import inlined
from svr_ros.synthesis.render.film import (
    COLOR,
    GLOSS,
    HIGHLIGHT,
    IMAGE,
    KEY,
    LIGHT,
    Film,
    View,
    pixel_point,
    pixel_ray,
    pixel_width,
    vector_at,
)
from svr_ros.synthesis.render.irradiance import Irradiance, irradiance_at
from svr_ros.synthesis.render.occlusion import CLOSE_RADIUS, FAR_RADIUS, Occlusion, ambient_occlusion, key_arrives
from svr_ros.synthesis.render.rays import ray_hit, ray_room, surface_normal
from svr_ros.synthesis.render.shading import SceneLists, Shading, TileLists, occlusion_at, radiance, shade
from svr_ros.synthesis.render.shapes import EYE, to_local
from svr_ros.synthesis.render.vectors import Array, Vector, dot, plus, put, scaled, vector
from svr_ros.synthesis.render.world import KEY_RADIUS, World

PATTERN = 4
"""Side in pixels of the pattern whose pixels test the points of the key light in turn."""

_SHARP_RADIUS = 0.03
"""Radius of the key light in metres below which its shadows are not filtered."""

SAME_SURFACE: Any = np.float32(0.95)
"""Minimum cosine between normals that the filter of shadows joins."""

_SAME_LIGHT = 0.99
"""Minimum cosine between normals that have the same far occlusion."""

_SIMILAR_LIGHT = 0.9
"""Minimum cosine between normals of which one takes the light of the other."""

_FLAT = 0.999999
"""Minimum cosine between normals of one plane."""

_FIRST_OFFSET = 0.2
"""Offset of the first additional ray in a pixel, right and down, as a fraction of the pixel."""


@inlined
def trace_pixel(
    world: World, view: View, film: Film, row: int, column: int, visible: Array, nearest_distances: Array
) -> None:
    """Compute the solid, the depth and the normal that the ray through the centre of a pixel hits."""
    ray = pixel_ray(view, column + 0.5, row + 0.5)
    t, solid = _trace(world, ray, visible, nearest_distances)
    film.depth[row, column] = t * ray[2]
    film.solids[row, column] = solid
    put(film.normals, row, column, 0, surface_normal(world.solids, solid, scaled(ray, t)))


@inlined
def _trace(world: World, ray: Vector, visible: Array, nearest_distances: Array) -> tuple[float, int]:
    """Return the distance along a ray from the camera and the solid of a list that it hits (0: the room)."""
    solids = world.solids
    nearest = ray_room(solids, vector(solids, 0, EYE), to_local(solids, 0, ray))
    solid = 0
    for k in range(visible[0]):
        if nearest_distances[k] > nearest:
            break
        i = visible[k + 1]
        t = ray_hit(solids, i, vector(solids, i, EYE), to_local(solids, i, ray), nearest)
        if t < nearest:
            nearest = t
            solid = i
    return nearest, solid


@inlined
def visible_point(view: View, film: Film, row: int, column: int) -> Vector:
    """Return the point of a surface that the ray through the centre of a pixel hits."""
    return pixel_point(view, column + 0.5, row + 0.5, film.depth[row, column])


@inlined
def light_point(row: int, column: int) -> int:
    """Return the point of the key light that a pixel tests."""
    return row % PATTERN * PATTERN + column % PATTERN


@inlined
def add_far_occlusion(world: World, view: View, film: Film, row: int, column: int, near: Array) -> None:
    """Compute the far occlusion at a pixel, which changes little from one pixel to the next."""
    hit, normal = visible_point(view, film, row, column), vector_at(film.normals, row, column)
    fraction, occluder = ambient_occlusion(world, film.solids[row, column], hit, normal, FAR_RADIUS, near)
    film.far_occlusion[row, column], film.far_occluder[row, column] = fraction, occluder


@inlined
def add_close_occlusion(world: World, view: View, film: Film, row: int, column: int, tile_lists: TileLists) -> None:
    """Compute the whole occlusion at a pixel after the first pixels of all fields of 2 x 2 have their far occlusion."""
    first_row, first_column = row - row % 2, column - column % 2
    solid, normal = film.solids[row, column], vector_at(film.normals, row, column)
    first, first_normal = film.solids[first_row, first_column], vector_at(film.normals, first_row, first_column)
    if not same_light(solid, normal, first, first_normal):
        add_far_occlusion(world, view, film, row, column, tile_lists.near)
        first_row, first_column = row, column
    hit = visible_point(view, film, row, column)
    close, occluder = ambient_occlusion(world, solid, hit, normal, CLOSE_RADIUS, tile_lists.close)
    far, far_occluder = film.far_occlusion[first_row, first_column], film.far_occluder[first_row, first_column]
    film.occlusion[row, column], film.occluder[row, column] = (
        far + close,
        far_occluder if far_occluder >= 0 else occluder,
    )
    film.lit[row, column] = key_arrives(world, solid, hit, normal, light_point(row, column), tile_lists.shadow_casters)


@inlined
def same_light(solid: int, normal: Vector, other: int, other_normal: Vector) -> bool:
    """Return whether two neighbouring pixels show one solid that is flat in between."""
    return solid == other and dot(normal, other_normal) > _SAME_LIGHT


@inlined
def shade_pixel(world: World, view: View, film: Film, row: int, column: int, scene_lists: SceneLists) -> None:
    """Shade the point that the ray through the centre of a pixel hits, with known occlusion."""
    occlusion = Occlusion(film.occlusion[row, column], film.occluder[row, column], film.lit[row, column])
    normal = vector_at(film.normals, row, column)
    irradiance = irradiance_at(world, visible_point(view, film, row, column), normal, occlusion, scene_lists.lamps)
    shade_lit_pixel(world, view, film, row, column, irradiance, scene_lists)


@inlined
def shade_lit_pixel(
    world: World, view: View, film: Film, row: int, column: int, irradiance: Irradiance, scene_lists: SceneLists
) -> None:
    """Shade the point that the ray through the centre of a pixel hits, with known irradiance."""
    ray = pixel_ray(view, column + 0.5, row + 0.5)
    t = film.depth[row, column] / ray[2]
    normal = vector_at(film.normals, row, column)
    lit = 1.0 if film.lit[row, column] > 0.0 else 0.0
    occlusion = Occlusion(film.occlusion[row, column], -1, lit)
    shading = shade(
        world, film.solids[row, column], ray, t, normal, pixel_width(view), occlusion, irradiance, scene_lists
    )
    put(film.parts, row, column, COLOR, shading.color)
    put(film.parts, row, column, LIGHT, shading.light)
    put(film.parts, row, column, GLOSS, shading.gloss)
    film.parts[row, column, KEY] = shading.key
    film.parts[row, column, HIGHLIGHT] = shading.highlight
    film.parts[row, column, IMAGE] = shading.image
    film.lit[row, column] = shading.lit
    film.key_visibility[row, column] = shading.lit
    put(film.radiance, row, column, 0, radiance(world, shading, shading.lit))
    film.labels[row, column] = shading.label


@inlined
def is_soft(world: World) -> bool:
    """Return whether the key light casts soft shadows."""
    return world.lights[KEY_RADIUS] > _SHARP_RADIUS


@inlined
def soften_pixel(world: World, film: Film, row: int, column: int) -> None:
    """Average the key light's arrival over the surrounding pixels of the same surface and recompute the radiance.

    The average holds every point of the light once.
    """
    size = film.lit.shape[0]
    if is_soft(world):
        solid, normal = film.solids[row, column], vector_at(film.normals, row, column)
        total, count = 0.0, 0
        for i in range(max(row - PATTERN // 2, 0), min(row + PATTERN // 2, size)):
            for j in range(max(column - PATTERN // 2, 0), min(column + PATTERN // 2, size)):
                if film.solids[i, j] == solid and dot(normal, vector_at(film.normals, i, j)) > SAME_SURFACE:
                    total += film.lit[i, j]
                    count += 1
        compose_radiance(world, film, row, column, total / count)


@inlined
def compose_radiance(world: World, film: Film, row: int, column: int, key_visibility: float) -> None:
    """Compute the radiance of a pixel from the fraction of the key light that arrives."""
    film.key_visibility[row, column] = key_visibility
    shading = _shading_at(film, row, column, vector_at(film.parts, row, column, COLOR))
    put(film.radiance, row, column, 0, radiance(world, shading, key_visibility))


@inlined
def _shading_at(film: Film, row: int, column: int, color: Vector) -> Shading:
    """Return the shading of a pixel with another colour of its surface."""
    return Shading(
        color,
        vector_at(film.parts, row, column, LIGHT),
        film.parts[row, column, KEY],
        film.lit[row, column],
        vector_at(film.parts, row, column, GLOSS),
        film.parts[row, column, HIGHLIGHT],
        film.labels[row, column],
        film.parts[row, column, IMAGE] > 0.0,
    )


@inlined
def refine_pixel(
    world: World,
    view: View,
    film: Film,
    row: int,
    column: int,
    visible: Array,
    nearest_distances: Array,
    tile_lists: TileLists,
    scene_lists: SceneLists,
    rays: int,
) -> Vector:
    """Return the mean radiance of `rays` rays through a pixel, including the one through its centre.

    Rays that hit a surface that the pixel or one of its neighbours shows take its light, unless its shadows are sharp.
    """
    total = vector_at(film.radiance, row, column)
    point = visible_point(view, film, row, column)
    solid, normal = film.solids[row, column], vector_at(film.normals, row, column)
    is_flat = _is_flat(film, row, column, solid, normal)
    for extra in range(1, rays):
        # Spread evenly in opposite pairs: the additive recurrence of the plastic number (Roberts 2018).
        pair = (extra - 1) // 2
        right, down = _FIRST_OFFSET + 0.7548776662 * pair, _FIRST_OFFSET + 0.5698402910 * pair
        right, down = right - math.floor(right), down - math.floor(down)
        if extra % 2 == 0:
            right, down = 1.0 - right, 1.0 - down
        ray = pixel_ray(view, column + right, row + down)
        if is_flat:
            t = dot(normal, point) / dot(normal, ray)
            hit = scaled(ray, t)
        else:
            t, solid = _trace(world, ray, visible, nearest_distances)
            hit = scaled(ray, t)
            normal = surface_normal(world.solids, solid, hit)
        i, j = _find_similar_pixel(
            world, film, row, column, 1 if down > 0.5 else -1, 1 if right > 0.5 else -1, solid, normal
        )
        if i >= 0:
            surface = surface_at(world, solid, hit, normal, pixel_width(view) * t)
            total = plus(total, radiance(world, _shading_at(film, i, j, surface.color), film.key_visibility[i, j]))
            continue
        occlusion = occlusion_at(
            world, solid, hit, normal, (light_point(row, column) + 5 * extra) % PATTERN**2, tile_lists
        )
        irradiance = irradiance_at(world, hit, normal, occlusion, scene_lists.lamps)
        shading = shade(world, solid, ray, t, normal, pixel_width(view), occlusion, irradiance, scene_lists)
        total = plus(total, radiance(world, shading, shading.lit))
    return scaled(total, 1.0 / rays)


@inlined
def _is_flat(film: Film, row: int, column: int, solid: int, normal: Vector) -> bool:
    """Return whether a pixel and its neighbours show one plane, which its other rays hit as well."""
    size = film.depth.shape[0]
    if row == 0 or column == 0 or row + 1 == size or column + 1 == size:
        return False
    for i in range(row - 1, row + 2):
        for j in range(column - 1, column + 2):
            if film.solids[i, j] != solid or dot(normal, vector_at(film.normals, i, j)) < _FLAT:
                return False
    return True


@inlined
def _find_similar_pixel(
    world: World, film: Film, row: int, column: int, down: int, right: int, solid: int, normal: Vector
) -> tuple[int, int]:
    """Return the pixel among four, from (row, column) on `down` and `right`, whose light fits a surface best, or -1."""
    size = film.depth.shape[0]
    best, found = _SIMILAR_LIGHT, (-1, -1)
    if is_soft(world):
        for step in range(4):
            i, j = row + step // 2 * down, column + step % 2 * right
            if 0 <= i < size and 0 <= j < size and film.solids[i, j] == solid and film.parts[i, j, IMAGE] == 0.0:
                cosine = dot(normal, vector_at(film.normals, i, j))
                if cosine > best:
                    best, found = cosine, (i, j)
    return found
