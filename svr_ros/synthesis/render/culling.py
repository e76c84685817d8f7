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

"""Culling by bounding spheres, as kernels: the few solids of a world that can matter to one point or ray.

On a CPU one vector instruction tests several spheres. A CUDA device, whose threads have no memory for lists of their
own, has no spheres and uses the list of all solids.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.render.compiling import inlined
from svr_ros.synthesis.render.shapes import CENTRE, RADIUS
from svr_ros.synthesis.render.vectors import Vector
from svr_ros.synthesis.render.world import World

_MARGIN = 2e-3
"""Metres added to radii, more than single precision loses in a room."""


class Spheres(NamedTuple):
    """Bounding spheres of all solids in single precision, and memory for the list of those that are found."""

    x: NDArray[Any]
    """Centres along x in metres."""

    y: NDArray[Any]
    """Centres along y in metres."""

    z: NDArray[Any]
    """Centres along z in metres."""

    radius: NDArray[Any]
    """Radii in metres."""

    near: NDArray[Any]
    """Scratch memory: whether a sphere is near."""
    found: NDArray[Any]
    """List of the solids that were found, int16 [rows + 1]; without spheres the list of all solids."""


def spheres_of(world: World) -> Spheres:
    """Return the spheres of a world."""
    rows = len(world.solids)
    x, y, z = np.ascontiguousarray(world.solids[:, CENTRE : CENTRE + 3].T, np.float32)
    radius = (world.solids[:, RADIUS] + _MARGIN).astype(np.float32)
    return Spheres(x, y, z, radius, np.empty(rows, np.bool_), np.empty(rows + 1, np.int16))


@inlined
def list_ball(spheres: Spheres, centre: Vector, radius: float) -> None:
    """List the solids whose spheres intersect a ball."""
    x, y, z, margin = np.float32(centre[0]), np.float32(centre[1]), np.float32(centre[2]), np.float32(radius)
    for i in range(spheres.x.shape[0]):
        dx, dy, dz = spheres.x[i] - x, spheres.y[i] - y, spheres.z[i] - z
        bound = spheres.radius[i] + margin
        spheres.near[i] = dx * dx + dy * dy + dz * dz < bound * bound
    _list_near(spheres)


@inlined
def list_ray(spheres: Spheres, start: Vector, way: Vector, far: float, width: float) -> None:
    """List the solids whose spheres come within `width` of the first `far` metres of a ray with a unit direction."""
    x, y, z = np.float32(start[0]), np.float32(start[1]), np.float32(start[2])
    u, v, w = np.float32(way[0]), np.float32(way[1]), np.float32(way[2])
    end, around = np.float32(far), np.float32(width)
    for i in range(spheres.x.shape[0]):
        dx, dy, dz = spheres.x[i] - x, spheres.y[i] - y, spheres.z[i] - z
        bound = spheres.radius[i] + around
        along = dx * u + dy * v + dz * w
        squared = dx * dx + dy * dy + dz * dz - along * along
        spheres.near[i] = (squared < bound * bound) & (along > -bound) & (along < end + bound)
    _list_near(spheres)


@inlined
def _list_near(spheres: Spheres) -> None:
    if spheres.x.shape[0] == 0:
        return
    count = 0
    for i in range(1, spheres.x.shape[0]):
        spheres.found[count + 1] = i
        count += spheres.near[i]
    spheres.found[0] = count
