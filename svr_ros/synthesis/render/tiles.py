"""Tiles of a picture and the few solids that matter to each, as kernels.

A list of solids holds their number, then their rows. Blocks of 4 x 4 tiles choose among all solids, tiles among their
block's: what a list leaves out cannot matter, whoever chose before.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.film import Film, View, pixel_ray, vector_at
from svr_ros.synthesis.render.materials import EMISSION
from svr_ros.synthesis.render.occlusion import CLOSE_RADIUS, FAR_RADIUS, LIFT, beam_from, comes_near, may_cast_shadow
from svr_ros.synthesis.render.rays import MISS, ray_box
from svr_ros.synthesis.render.shapes import CENTRE, EYE, HALF, MATERIAL, RADIUS, to_local
from svr_ros.synthesis.render.vectors import Array, Vector, ahead, dot, length, minus, mixed, vector
from svr_ros.synthesis.render.world import World

TILE = 8
"""Pixels a side."""

BLOCK = 32
"""Pixels a side of the blocks of tiles."""


Box = tuple[Vector, Vector]
"""Its lowest and its highest corner."""


class Lists(NamedTuple):
    """The lists of every tile, int16 [tiles, rows + 1]: solids that its rays can meet, nearest first, and how near they
    are, float32 [tiles, rows] in metres; solids that can shade what its rays meet from near and from close by; that can
    keep the key light off."""

    visible: NDArray[Any]
    entry_distances: NDArray[Any]
    near: NDArray[Any]
    close: NDArray[Any]
    shadow_casters: NDArray[Any]


def list_shapes(size: int, rows: int) -> list[tuple[tuple[int, int], type]]:
    """Return shape and type of the lists of a picture's tiles."""
    shape = (size // TILE) ** 2, rows
    return [(shape, np.float32 if name == "nearness" else np.int16) for name in Lists._fields]


@kernel
def list_visible(
    world: World, view: View, top: int, left: int, side: int, among: Array, found: Array, entry_distances: Array
) -> None:
    """List those solids of a list that rays through a square of pixels can meet, nearest first, and how near."""
    axis = pixel_ray(view, left + side / 2, top + side / 2)
    # A little more than half the diagonal.
    tangent = 1.03 * side * math.hypot(view.tan_x / view.size, view.tan_y / view.size) * axis[2]
    count = 0
    for k in range(1, among[0] + 1):
        nearest = _entry_distance(world.solids, among[k], axis, tangent)
        if nearest == MISS:
            continue
        j = count
        while j > 0 and entry_distances[j - 1] > nearest:
            entry_distances[j] = entry_distances[j - 1]
            found[j + 1] = found[j]
            j -= 1
        entry_distances[j] = nearest
        found[j + 1] = among[k]
        count += 1
    found[0] = count


@inlined
def _entry_distance(solids: Array, i: int, axis: Vector, tangent: float) -> float:
    """Return how near rays around an axis from the camera can meet solid i, MISS where they cannot."""
    centre = vector(solids, i, CENTRE)
    radius = solids[i, RADIUS]
    along = dot(centre, axis)
    if along < -radius:
        return MISS
    reach = max(along, 0.0) * tangent + radius * 1.02
    if dot(centre, centre) - along * along > reach * reach:
        return MISS
    # The rays are nowhere farther from the axis than this where they meet the solid.
    far = along + radius
    width = far * tangent
    half = vector(solids, i, HALF)
    half = (half[0] + width, half[1] + width, half[2] + width)
    enter, leave = ray_box(vector(solids, i, EYE), to_local(solids, i, axis), half, far)
    return enter - width if enter <= leave else MISS


@inlined
def list_near(world: World, centre: Vector, reach: float, among: Array, found: Array) -> None:
    """List those solids of a list that may come within `reach` metres of a point."""
    count = 0
    for k in range(1, among[0] + 1):
        if comes_near(world, among[k], centre, reach):
            count += 1
            found[count] = among[k]
    found[0] = count


@inlined
def list_shadow_casters(world: World, centre: Vector, radius: float, among: Array, found: Array) -> None:
    """List those solids of a list that may stand between the points of a ball and the key light."""
    beam, far = beam_from(world, centre)
    count = 0
    for k in range(1, among[0] + 1):
        if may_cast_shadow(world, among[k], centre, radius, beam, far):
            count += 1
            found[count] = among[k]
    found[0] = count


@kernel
def list_lamps(world: World, found: Array) -> None:
    """List the solids that glow."""
    count = 0
    for i in range(1, world.solids.shape[0]):
        if world.materials[int(world.solids[i, MATERIAL]), EMISSION] > 0.0:
            count += 1
            found[count] = i
    found[0] = count


@kernel
def list_shading(
    world: World,
    view: View,
    film: Film,
    top: int,
    left: int,
    side: int,
    among_near: Array,
    among_dark: Array,
    near: Array,
    close: Array,
    shadow_casters: Array,
) -> None:
    """List those solids of two lists that may shade what a square of pixels, and those beside it, show or keep the key
    light off it."""
    points, normals = _bounds(view, film, top, left, side)
    centre, radius = _ball(points, normals, FAR_RADIUS)
    list_near(world, centre, radius + FAR_RADIUS, among_near, near)
    centre, radius = _ball(points, normals, CLOSE_RADIUS)
    list_near(world, centre, radius + CLOSE_RADIUS, near, close)
    centre, radius = _ball(points, normals, LIFT)
    list_shadow_casters(world, centre, radius, among_dark, shadow_casters)


@inlined
def _bounds(view: View, film: Film, top: int, left: int, side: int) -> tuple[Box, Box]:
    """Return the bounds of the points that a square of pixels, and those beside it, show, and of their normals."""
    x0, y0, z0 = MISS, MISS, MISS
    x1, y1, z1 = -MISS, -MISS, -MISS
    nx0, ny0, nz0 = 1.0, 1.0, 1.0
    nx1, ny1, nz1 = -1.0, -1.0, -1.0
    for row in range(max(top - 1, 0), min(top + side + 1, view.size)):
        down = (2.0 * (row + 0.5) / view.size - 1.0) * view.tan_y
        for column in range(max(left - 1, 0), min(left + side + 1, view.size)):
            z = film.depth[row, column]
            x, y = (2.0 * (column + 0.5) / view.size - 1.0) * view.tan_x * z, down * z
            x0, x1 = min(x0, x), max(x1, x)
            y0, y1 = min(y0, y), max(y1, y)
            z0, z1 = min(z0, z), max(z1, z)
            nx, ny, nz = vector_at(film.normals, row, column)
            nx0, nx1 = min(nx0, nx), max(nx1, nx)
            ny0, ny1 = min(ny0, ny), max(ny1, ny)
            nz0, nz1 = min(nz0, nz), max(nz1, nz)
    return ((x0, y0, z0), (x1, y1, z1)), ((nx0, ny0, nz0), (nx1, ny1, nz1))


@inlined
def _ball(points: Box, normals: Box, above: float) -> tuple[Vector, float]:
    """Return centre and radius of a ball around all that lies so far above points, along their normals."""
    low, high = ahead(points[0], normals[0], above), ahead(points[1], normals[1], above)
    return mixed(low, high, 0.5), 0.5 * length(minus(high, low))
