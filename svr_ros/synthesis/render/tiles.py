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

"""Tiles of an image and the few solids that matter to each, as kernels.

A list of solids holds their number, then their rows. Blocks of 4 x 4 tiles choose among all solids, tiles among their
block's: a solid that a list leaves out cannot matter, whatever it was chosen from.
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
"""Side of a tile in pixels."""

BLOCK = 32
"""Side of a block of tiles in pixels."""


Box = tuple[Vector, Vector]
"""The lowest and the highest corner of an upright box."""


class Lists(NamedTuple):
    """The lists of all tiles, int16 [tiles, rows + 1] if not said otherwise."""

    visible: NDArray[Any]
    """Solids that the tile's rays can hit, nearest first."""

    nearest_distances: NDArray[Any]
    """Their minimum distances, float32 [tiles, rows] in metres."""

    near: NDArray[Any]
    """Solids that can occlude ambient light within the far radius."""

    close: NDArray[Any]
    """Solids that can occlude ambient light within the close radius."""

    shadow_casters: NDArray[Any]
    """Solids that can block the key light."""


def list_shapes(size: int, rows: int) -> list[tuple[tuple[int, int], type]]:
    """Return shape and type of the lists of an image's tiles."""
    shape = (size // TILE) ** 2, rows
    return [(shape, np.float32 if name == "nearest_distances" else np.int16) for name in Lists._fields]


@kernel
def list_visible(
    world: World, view: View, top: int, left: int, side: int, among: Array, found: Array, nearest_distances: Array
) -> None:
    """List the solids of a list that rays through a square of pixels can hit, nearest first.

    `nearest_distances` receives their minimum distances in metres.
    """
    axis = pixel_ray(view, left + side / 2, top + side / 2)
    # Slightly more than half the diagonal.
    tangent = 1.03 * side * math.hypot(view.tan_x / view.size, view.tan_y / view.size) * axis[2]
    count = 0
    for k in range(1, among[0] + 1):
        nearest = _entry_distance(world.solids, among[k], axis, tangent)
        if nearest == MISS:
            continue
        j = count
        while j > 0 and nearest_distances[j - 1] > nearest:
            nearest_distances[j] = nearest_distances[j - 1]
            found[j + 1] = found[j]
            j -= 1
        nearest_distances[j] = nearest
        found[j + 1] = among[k]
        count += 1
    found[0] = count


@inlined
def _entry_distance(solids: Array, i: int, axis: Vector, tangent: float) -> float:
    """Return the minimum distance at which rays around an axis from the camera can hit solid i, or MISS."""
    centre = vector(solids, i, CENTRE)
    radius = solids[i, RADIUS]
    along = dot(centre, axis)
    if along < -radius:
        return MISS
    bound = max(along, 0.0) * tangent + radius * 1.02
    if dot(centre, centre) - along * along > bound * bound:
        return MISS
    # Maximum distance of the rays from the axis when they hit the solid.
    far = along + radius
    width = far * tangent
    half = vector(solids, i, HALF)
    half = (half[0] + width, half[1] + width, half[2] + width)
    enter, leave = ray_box(vector(solids, i, EYE), to_local(solids, i, axis), half, far)
    return enter - width if enter <= leave else MISS


@inlined
def list_near(world: World, centre: Vector, max_distance: float, among: Array, found: Array) -> None:
    """List the solids of a list that can come within `max_distance` metres of a point."""
    count = 0
    for k in range(1, among[0] + 1):
        if comes_near(world, among[k], centre, max_distance):
            count += 1
            found[count] = among[k]
    found[0] = count


@inlined
def list_shadow_casters(world: World, centre: Vector, radius: float, among: Array, found: Array) -> None:
    """List the solids of a list that can lie between the points of a ball and the key light."""
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
    """List the solids of two lists that can occlude or shadow the points that a square of pixels shows.

    The neighbours of these pixels count as well.
    """
    points, normals = _bounds(view, film, top, left, side)
    centre, radius = _ball(points, normals, FAR_RADIUS)
    list_near(world, centre, radius + FAR_RADIUS, among_near, near)
    centre, radius = _ball(points, normals, CLOSE_RADIUS)
    list_near(world, centre, radius + CLOSE_RADIUS, near, close)
    centre, radius = _ball(points, normals, LIFT)
    list_shadow_casters(world, centre, radius, among_dark, shadow_casters)


@inlined
def _bounds(view: View, film: Film, top: int, left: int, side: int) -> tuple[Box, Box]:
    """Return the bounds of the points and of the normals that a square of pixels and its neighbours show."""
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
    """Return centre and radius of a ball around all points at a distance above points, along their normals."""
    low, high = ahead(points[0], normals[0], above), ahead(points[1], normals[1], above)
    return mixed(low, high, 0.5), 0.5 * length(minus(high, low))
