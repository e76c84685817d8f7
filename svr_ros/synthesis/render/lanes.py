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

"""Arrays over all pixels of a tile, by which a CPU's kernels compute solid by solid with vector instructions.

Every loop over lanes uses few arrays and the functions that a CUDA device calls for a single pixel. These loops take
the world in single precision (`world_f32`), which is twice as fast and exact to some micrometres; computations lane by
lane take it in double precision.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.render.compiling import inlined
from svr_ros.synthesis.render.pixels import PATTERN
from svr_ros.synthesis.render.tiles import TILE
from svr_ros.synthesis.render.vectors import Vector
from svr_ros.synthesis.render.world import KEY_COUNT, KEY_POINTS, World

LANES = TILE * TILE

_KINDS: dict[str, type] = {"free": np.bool_} | dict.fromkeys(("ray_x", "ray_y", "ray_z"), np.float64)
_KINDS |= dict.fromkeys(("solid", "own", "other", "far_occluder", "lane"), np.int32)


class Lanes(NamedTuple):
    """Arrays with one entry per pixel of a tile."""

    ray_x: NDArray[Any]
    """x of the rays through the pixels, in double precision."""

    ray_y: NDArray[Any]
    """y of the rays."""

    ray_z: NDArray[Any]
    """z of the rays."""
    hit_x: NDArray[Any]
    """x of the visible points."""

    hit_y: NDArray[Any]
    """y of the visible points."""

    hit_z: NDArray[Any]
    """z of the visible points."""
    normal_x: NDArray[Any]
    """x of the normals at the visible points."""

    normal_y: NDArray[Any]
    """y of the normals."""

    normal_z: NDArray[Any]
    """z of the normals."""
    x: NDArray[Any]
    """x of the starting points of secondary rays."""

    y: NDArray[Any]
    """y of the starting points."""

    z: NDArray[Any]
    """z of the starting points."""
    u: NDArray[Any]
    """x of the directions of the rays."""

    v: NDArray[Any]
    """y of the directions."""

    w: NDArray[Any]
    """z of the directions."""
    point_x: NDArray[Any]
    """x of the points of the key light relative to its centre."""

    point_y: NDArray[Any]
    """y of the points of the key light."""

    point_z: NDArray[Any]
    """z of the points of the key light."""
    value: NDArray[Any]
    """Distances."""
    guess: NDArray[Any]
    """Bounds or strengths of the solid or lamp in turn."""
    far_occlusion: NDArray[Any]
    """Fraction of ambient light that is occluded within the far radius."""
    open_fraction: NDArray[Any]
    """Fraction of ambient light that is not occluded."""
    tint_r: NDArray[Any]
    """Red of the occluder's colour."""

    tint_g: NDArray[Any]
    """Green of the occluder's colour."""

    tint_b: NDArray[Any]
    """Blue of the occluder's colour."""
    light_r: NDArray[Any]
    """Red of the irradiance without the key light."""

    light_g: NDArray[Any]
    """Green of the irradiance."""

    light_b: NDArray[Any]
    """Blue of the irradiance."""

    key: NDArray[Any]
    """Irradiance by an unoccluded key light."""
    solid: NDArray[Any]
    """Solids that the pixels show."""
    own: NDArray[Any]
    """Solids that the starting points belong to."""
    other: NDArray[Any]
    """Nearest solids."""
    far_occluder: NDArray[Any]
    """Materials of the far occluders, -1 for none."""

    lane: NDArray[Any]
    """Lanes that a subset of points comes from."""
    free: NDArray[Any]
    """Whether a ray has hit nothing."""


def new_lanes(world: World) -> Lanes:
    """Return lanes without values except for the points of the key light that their pixels test."""
    lanes = Lanes(*(np.empty(LANES, _KINDS.get(name, np.float32)) for name in Lanes._fields))
    points = world.lights[KEY_POINTS : KEY_POINTS + 3 * KEY_COUNT].reshape(PATTERN, PATTERN, 3)
    repeats = TILE // PATTERN
    for axis, lane in enumerate((lanes.point_x, lanes.point_y, lanes.point_z)):
        lane[:] = np.tile(points[..., axis], (repeats, repeats)).ravel()
    return lanes


def to_single_precision(world: World) -> World:
    """Return a world in single precision."""
    tables = {name: getattr(world, name).astype(np.float32) for name in ("solids", "lights")}
    return world._replace(**tables)


@inlined
def hit_of(lanes: Lanes, p: int) -> Vector:
    """Return the point that a pixel shows."""
    return lanes.hit_x[p], lanes.hit_y[p], lanes.hit_z[p]


@inlined
def normal_of(lanes: Lanes, p: int) -> Vector:
    """Return the normal at the point that a pixel shows."""
    return lanes.normal_x[p], lanes.normal_y[p], lanes.normal_z[p]
