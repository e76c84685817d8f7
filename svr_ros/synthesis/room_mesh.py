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

"""A whole room as one mesh in room coordinates, coloured by its materials and decals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.mesh import Mesh
from svr_ros.geometry.pose import Pose
from svr_ros.synthesis.render.appearance import surface_at
from svr_ros.synthesis.render.compiling import kernel
from svr_ros.synthesis.render.shapes import rotations
from svr_ros.synthesis.render.world import World, pack_world
from svr_ros.synthesis.scene import Scene
from svr_ros.synthesis.tessellation import tessellate

_SPACING = 0.06
"""Distance in metres between the vertices of furniture."""

_ROOM_SPACING = 0.03
"""Distance in metres between the vertices of the room's own surfaces, which carry windows, doors and rugs."""

_BEHIND_WALLS = 1e-4
"""Distance in metres behind the walls up to which vertices count as inside."""

_BRIGHTNESS = 1.3
"""Factor on reflectances, as viewers light them less than rooms do."""


def room_mesh(scene: Scene) -> Mesh:
    """Return the surfaces of all solids with the sRGB colours and classes of their vertices; z is up, metres.

    The room is visible from inside and, through the backs of its walls, from outside. Solids that touch or
    interpenetrate keep their own surfaces; parts behind the walls are left out.
    """
    # Tessellate the solids and join their triangles in room coordinates.
    patches = [tessellate(solid, _SPACING if i else _ROOM_SPACING) for i, solid in enumerate(scene.solids)]
    table = np.array(scene.solids, np.float64)
    turns = rotations(*table[:, 6:9].T)
    vertices = np.concatenate([p.vertices @ r.T + s[3:6] for p, r, s in zip(patches, turns, table, strict=True)])
    normals = np.concatenate([p.normals @ r.T for p, r in zip(patches, turns, strict=True)])
    counts = [len(patch.vertices) for patch in patches]
    starts = np.cumsum([0, *counts[:-1]])
    faces = np.concatenate([patch.faces + start for patch, start in zip(patches, starts, strict=True)])
    owners = np.repeat(np.arange(len(patches)), counts)

    # Drop triangles behind the walls.
    room = table[0]
    inside = (np.abs(vertices - room[3:6]) < room[9:12] + _BEHIND_WALLS).all(1)
    faces = faces[inside[faces].any(1)]

    # Evaluate colours and classes of the vertices.
    colors = np.empty((len(vertices), 3))
    labels = np.empty(len(vertices), np.uint8)
    world = pack_world(scene, Pose(np.eye(3), np.zeros(3)))
    _evaluate(world, owners, vertices, normals, _ROOM_SPACING, colors, labels)
    extent = room[9:12] + _BEHIND_WALLS
    vertices = np.clip(vertices, room[3:6] - extent, room[3:6] + extent)
    return Mesh(vertices.astype(np.float32), faces.astype(np.int32), normals.astype(np.float32), _srgb(colors), labels)


def _srgb(linear: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return linear colours in sRGB (IEC 61966-2-1)."""
    linear = np.clip(linear * _BRIGHTNESS, 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(encoded * 255), np.uint8)


@kernel
def _evaluate(
    world: World,
    owners: NDArray[np.int64],
    points: NDArray[np.float64],
    normals: NDArray[np.float64],
    footprint: float,
    colors: NDArray[np.float64],
    labels: NDArray[np.uint8],
) -> None:
    """Write the colour and the class of each point on the surface of its owner."""
    for k in range(len(points)):
        point = points[k, 0], points[k, 1], points[k, 2]
        normal = normals[k, 0], normals[k, 1], normals[k, 2]
        surface = surface_at(world, owners[k], point, normal, footprint)
        colors[k, 0], colors[k, 1], colors[k, 2] = surface.color
        labels[k] = surface.label
