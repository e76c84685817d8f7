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

"""Labelled triangle meshes of a scene."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry import decimation, rigid


@dataclass(frozen=True)
class Mesh:
    """Triangle mesh with one normal, colour and class per vertex.

    Attributes:
        vertices: Coordinates [V, 3] in metres.
        faces: Vertex indices [F, 3], counter-clockwise seen from free space.
        normals: Unit normals [V, 3].
        colors: sRGB colours [V, 3].
        labels: Class ids [V].
    """

    vertices: NDArray[np.float32]
    faces: NDArray[np.int32]
    normals: NDArray[np.float32]
    colors: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def with_labels(self, selected: NDArray[np.bool_]) -> Mesh:
        """Return the faces with at least two corners of a selected label; `selected` is bool [256]."""
        return self.with_vertices(selected[self.labels])

    def with_vertices(self, selected: NDArray[np.bool_]) -> Mesh:
        """Return the faces with at least two selected corners; `selected` is a mask [V] of the vertices."""
        corners = selected[self.faces]
        return self if corners.all() else replace(self, faces=self.faces[corners.sum(1) >= 2])

    def smoothed(self, values: NDArray[np.float32], rounds: int) -> NDArray[np.float32]:
        """Return values [V] of the vertices after some rounds of averaging each with its neighbours."""
        from scipy.sparse import csr_matrix

        count = len(self.vertices)
        if not len(self.faces):
            return values
        start, end = (self.faces[:, corners].ravel() for corners in ([0, 1, 2, 1, 2, 0], [1, 2, 0, 0, 1, 2]))
        weights = csr_matrix((np.ones(len(start), np.float32), (start, end)), (count, count))
        total = np.asarray(weights.sum(1)).ravel() + 1
        for _ in range(rounds):
            values = (weights @ values + values) / total
        return values.astype(np.float32)

    def without_small_parts(self, min_faces: int, protected: NDArray[np.bool_]) -> Mesh:
        """Return the mesh without small connected parts.

        Args:
            min_faces: Number of faces from which parts are kept.
            protected: Mask [V] of vertices whose parts are kept, however small they are.
        """
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import connected_components

        if not len(self.faces):
            return self
        count, start, end = len(self.vertices), self.faces[:, [0, 1]].ravel(), self.faces[:, [1, 2]].ravel()
        edges = csr_matrix((np.ones(len(start), np.bool_), (start, end)), (count, count))
        parts, part = connected_components(edges, directed=False)
        kept = np.bincount(part[self.faces[:, 0]], minlength=parts) >= min_faces
        kept[part[protected]] = True
        return replace(self, faces=self.faces[kept[part[self.faces[:, 0]]]])

    def decimated(self, max_faces: int) -> Mesh:
        """Return a mesh of at most `max_faces` faces; each vertex replaces those near it."""
        index, vertices, faces = decimation.decimate(self.vertices, self.faces, max_faces)
        return Mesh(vertices, faces, self.normals[index], self.colors[index], self.labels[index])

    def transformed(self, frame_from_camera: NDArray[np.float64]) -> Mesh:
        """Return the mesh in another frame, given the rigid transform [4, 4] to it."""
        return replace(
            self,
            vertices=rigid.transform(frame_from_camera, self.vertices),
            normals=rigid.rotate(frame_from_camera, self.normals),
        )
