"""What is done for each pixel of a picture, as kernels: tracing, shading, soft shadows, finer edges."""

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
from svr_ros.synthesis.render.occlusion import CLOSE_RADIUS, FAR_RADIUS, ambient_occlusion, key_arrives
from svr_ros.synthesis.render.rays import ray_hit, ray_room, surface_normal
from svr_ros.synthesis.render.shading import (
    Irradiance,
    Occlusion,
    SceneLists,
    Shading,
    TileLists,
    irradiance_at,
    occlusion_at,
    radiance,
    shade,
)
from svr_ros.synthesis.render.shapes import EYE, to_local
from svr_ros.synthesis.render.vectors import Array, Vector, dot, plus, put, scaled, vector
from svr_ros.synthesis.render.world import KEY_RADIUS, World

PATTERN = 4  # pixels a side that test the points of the key light in turn
_SHARP_LIGHT = 0.03  # metres; the shadows of smaller lights are not filtered
SAME_SURFACE: Any = np.float32(0.95)  # least cosine between normals that the filter joins
_SAME_LIGHT = 0.99  # and that are shaded by the same things from near
_SIMILAR_LIGHT = 0.9  # and that finer rays take light from
_FLAT = 0.999999  # and that lie in one plane
_FIRST_RAY = 0.2  # of a pixel, right and down: where the first of these is


@inlined
def trace_pixel(
    world: World, view: View, film: Film, row: int, column: int, visible: Array, entry_distances: Array
) -> None:
    """Find what the ray through the centre of a pixel meets, how far away and which way it faces."""
    ray = pixel_ray(view, column + 0.5, row + 0.5)
    t, solid = _trace(world, ray, visible, entry_distances)
    film.depth[row, column] = t * ray[2]
    film.solids[row, column] = solid
    put(film.normals, row, column, 0, surface_normal(world.solids, solid, scaled(ray, t)))


@inlined
def _trace(world: World, ray: Vector, visible: Array, entry_distances: Array) -> tuple[float, int]:
    """Return the distance along a ray from the camera and the solid of a list that it meets (0: the room)."""
    solids = world.solids
    nearest = ray_room(solids, vector(solids, 0, EYE), to_local(solids, 0, ray))
    solid = 0
    for k in range(visible[0]):
        if entry_distances[k] > nearest:
            break
        i = visible[k + 1]
        t = ray_hit(solids, i, vector(solids, i, EYE), to_local(solids, i, ray), nearest)
        if t < nearest:
            nearest = t
            solid = i
    return nearest, solid


@inlined
def visible_point(view: View, film: Film, row: int, column: int) -> Vector:
    """Return the point of a surface that the ray through the centre of a pixel meets."""
    return pixel_point(view, column + 0.5, row + 0.5, film.depth[row, column])


@inlined
def light_point(row: int, column: int) -> int:
    """Return the point of the key light that a pixel looks for."""
    return row % PATTERN * PATTERN + column % PATTERN


@inlined
def add_far_occlusion(world: World, view: View, film: Film, row: int, column: int, near: Array) -> None:
    """Judge what shades the surface of a pixel from near, which changes little from one pixel to the next."""
    hit, normal = visible_point(view, film, row, column), vector_at(film.normals, row, column)
    taken = ambient_occlusion(world, film.solids[row, column], hit, normal, FAR_RADIUS, near)
    film.far_occlusion[row, column], film.far_occluder[row, column] = taken


@inlined
def add_close_occlusion(world: World, view: View, film: Film, row: int, column: int, tile_lists: TileLists) -> None:
    """Judge what else shades the surface of a pixel, after the first pixels of all fields of 2 x 2 have looked far."""
    first_row, first_column = row - row % 2, column - column % 2
    solid, normal = film.solids[row, column], vector_at(film.normals, row, column)
    first, first_normal = film.solids[first_row, first_column], vector_at(film.normals, first_row, first_column)
    if not same_light(solid, normal, first, first_normal):
        add_far_occlusion(world, view, film, row, column, tile_lists.near)
        first_row, first_column = row, column
    hit = visible_point(view, film, row, column)
    taken, occluder = ambient_occlusion(world, solid, hit, normal, CLOSE_RADIUS, tile_lists.close)
    far, far_occluder = film.far_occlusion[first_row, first_column], film.far_occluder[first_row, first_column]
    film.occlusion[row, column], film.occluder[row, column] = (
        far + taken,
        far_occluder if far_occluder >= 0 else occluder,
    )
    film.lit[row, column] = key_arrives(world, solid, hit, normal, light_point(row, column), tile_lists.shadow_casters)


@inlined
def same_light(solid: int, normal: Vector, other: int, other_normal: Vector) -> bool:
    """Return whether two pixels beside each other show one solid, flat in between."""
    return solid == other and dot(normal, other_normal) > _SAME_LIGHT


@inlined
def shade_pixel(world: World, view: View, film: Film, row: int, column: int, scene_lists: SceneLists) -> None:
    """Shade what the ray through the centre of a pixel meets, of which is known what stands around."""
    occlusion = Occlusion(film.occlusion[row, column], film.occluder[row, column], film.lit[row, column])
    normal = vector_at(film.normals, row, column)
    irradiance = irradiance_at(world, visible_point(view, film, row, column), normal, occlusion, scene_lists.lamps)
    shade_lit_pixel(world, view, film, row, column, irradiance, scene_lists)


@inlined
def shade_lit_pixel(
    world: World, view: View, film: Film, row: int, column: int, irradiance: Irradiance, scene_lists: SceneLists
) -> None:
    """Shade what the ray through the centre of a pixel meets in the light that falls on it."""
    ray = pixel_ray(view, column + 0.5, row + 0.5)
    t = film.depth[row, column] / ray[2]
    normal = vector_at(film.normals, row, column)
    lit = 1.0 if film.lit[row, column] > 0.0 else 0.0
    occlusion = Occlusion(film.occlusion[row, column], -1, lit)
    shown = shade(
        world, film.solids[row, column], ray, t, normal, pixel_width(view), occlusion, irradiance, scene_lists
    )
    put(film.parts, row, column, COLOR, shown.color)
    put(film.parts, row, column, LIGHT, shown.light)
    put(film.parts, row, column, GLOSS, shown.gloss)
    film.parts[row, column, KEY] = shown.key
    film.parts[row, column, HIGHLIGHT] = shown.highlight
    film.parts[row, column, IMAGE] = shown.image
    film.lit[row, column] = shown.lit
    film.key_visibility[row, column] = shown.lit
    put(film.radiance, row, column, 0, radiance(world, shown, shown.lit))
    film.labels[row, column] = shown.label


@inlined
def is_soft(world: World) -> bool:
    """Return whether the key light casts soft shadows."""
    return world.lights[KEY_RADIUS] > _SHARP_LIGHT


@inlined
def soften_pixel(world: World, film: Film, row: int, column: int) -> None:
    """Average whether the key light arrives over the pixels of the same surface occlusion, every point of it once, and sum
    up the pixel's light anew."""
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
def compose_radiance(world: World, film: Film, row: int, column: int, share: float) -> None:
    """Sum up the light of a pixel at which a share of the key light arrives."""
    film.key_visibility[row, column] = share
    shading = _shading_at(film, row, column, vector_at(film.parts, row, column, COLOR))
    put(film.radiance, row, column, 0, radiance(world, shading, share))


@inlined
def _shading_at(film: Film, row: int, column: int, color: Vector) -> Shading:
    """Return how a pixel is shaded, with another colour of its surface."""
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
    entry_distances: Array,
    tile_lists: TileLists,
    scene_lists: SceneLists,
    rays: int,
) -> Vector:
    """Return the mean radiance of `rays` rays through a pixel, the one through its centre among them.

    Rays that meet a surface that the pixel or one beside it shows take its light, unless its shadows are sharp.
    """
    total = vector_at(film.radiance, row, column)
    point = visible_point(view, film, row, column)
    solid, normal = film.solids[row, column], vector_at(film.normals, row, column)
    is_flat = _is_flat(film, row, column, solid, normal)
    for extra in range(1, rays):
        # Evenly spread in the pixel, in pairs opposite to each other: the additive recurrence of the plastic number.
        pair = (extra - 1) // 2
        right, down = _FIRST_RAY + 0.7548776662 * pair, _FIRST_RAY + 0.5698402910 * pair
        right, down = right - math.floor(right), down - math.floor(down)
        if extra % 2 == 0:
            right, down = 1.0 - right, 1.0 - down
        ray = pixel_ray(view, column + right, row + down)
        if is_flat:
            t = dot(normal, point) / dot(normal, ray)
            hit = scaled(ray, t)
        else:
            t, solid = _trace(world, ray, visible, entry_distances)
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
    """Return whether a pixel and those beside it show one plane, on which its other rays end too."""
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
    """Return the pixel among four, from (row, column) on `down` and `right`, whose light fits a surface best; or -1."""
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
