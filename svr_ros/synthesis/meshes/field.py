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

"""Signed distance and class at any point of a labelled mesh."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.meshes.freespace import FreeSpace, FreeSpaceConfig
from svr_ros.synthesis.meshes.mesh import LabelledMesh, spread
from svr_ros.synthesis.meshes.raycasting import Triangles

_BESIDE = np.float32(0.002)
"""Distance in metres to a surface at which free space is looked up."""

_STEP = 0.2
"""Distance in metres between points of a face at which free space is looked up."""


class Field:
    """Rays, free space and signed distance of a mesh; building it takes seconds.

    The distance is that to the nearest triangle with free space on any part of it: positive in free space, negative
    elsewhere (in solids, behind walls, in inaccessible gaps). Surfaces hidden in solids are ignored. A sheet without
    thickness, with free space on both sides, has no inside: it counts as `sheet` metres thick, half to each side. Other
    surfaces keep their position.
    """

    def __init__(
        self, mesh: LabelledMesh, config: FreeSpaceConfig | None = None, threads: int = 1, sheet: float = 0.02
    ) -> None:
        """Prepare a mesh; raises InputError if it has no floor with room above it."""
        self.mesh = mesh
        self.triangles = Triangles(mesh.vertices, mesh.faces, threads)
        self.space = FreeSpace(mesh, self.triangles, config)
        self._sheet = sheet
        self._outer = np.flatnonzero(self._touches_free_space())
        self._outside = Triangles(mesh.vertices, mesh.faces[self._outer], threads)

    def signed_distance(self, points: NDArray) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return signed distance (m) and class of the nearest surface at points [N, 3] of the scene."""
        points = np.ascontiguousarray(points, np.float32)
        distance, row, place = self._outside.nearest(points)
        face = self._outer[row]
        free = self.space.contains(points)
        near = np.flatnonzero(free)
        near = near[self._is_sheet(place[near], face[near])]
        distance[near] -= np.float32(self._sheet / 2)
        return np.where(free, distance, -distance), self.mesh.labels[face]

    def _touches_free_space(self) -> NDArray[np.bool_]:
        """Return which faces [F] have free space on a side at any of the points spread over them."""
        corners = self.mesh.corners()
        points, face = spread(corners, _STEP)
        normal = _normals(corners)
        touches = np.zeros(len(corners), np.bool_)
        for side in (_BESIDE, -_BESIDE):
            rest = np.flatnonzero(~touches[face])
            free = self.space.contains(points[rest] + side * normal[face[rest]])
            touches[face[rest[free]]] = True
        return touches

    def _is_sheet(self, place: NDArray[np.float32], face: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return at which points [N, 3] of faces [N] there is free space on both sides."""
        corners = self.mesh.corners(face)
        normal = _normals(corners)
        # Shift towards the middle of the triangle: another surface may stand right at its edge.
        inward = corners.mean(1) - place
        inward *= np.minimum(1, _BESIDE / np.maximum(np.linalg.norm(inward, axis=1, keepdims=True), 1e-9))
        sheet = np.ones(len(face), np.bool_)
        for side in (_BESIDE, -_BESIDE):
            rest = np.flatnonzero(sheet)
            sheet[rest] = self.space.contains(place[rest] + inward[rest] + side * normal[rest])
        return sheet


def _normals(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return normal / np.linalg.norm(normal, axis=1, keepdims=True)
