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
        corners = selected[self.labels][self.faces]
        return self if corners.all() else replace(self, faces=self.faces[corners.sum(1) >= 2])

    def smoothed(
        self, values: NDArray[np.float32], rounds: int, near: NDArray[np.bool_] | None = None
    ) -> NDArray[np.float32]:
        """Return values of the vertices after some rounds of averaging each with its neighbours.

        Args:
            values: Values [V].
            rounds: Number of rounds.
            near: Mask [V] of vertices; only faces with at least one of them connect neighbours. None stands for all.
        """
        from scipy.sparse import csr_matrix

        # Number the vertices of the faces
        faces = self.faces if near is None else self.faces[near[self.faces].any(1)]
        used = np.zeros(len(self.vertices), np.bool_)
        used[faces] = True
        count, faces = np.count_nonzero(used), (used.cumsum(dtype=np.int32) - 1)[faces]
        # Average over the ends of all edges and the vertex itself
        start, end = (faces[:, corners].ravel() for corners in ([0, 1, 2, 1, 2, 0], [1, 2, 0, 0, 1, 2]))
        edges = csr_matrix((np.ones(len(start), np.float32), (start, end)), (count, count))
        own = 1 / (np.bincount(start, minlength=count).astype(np.float32) + 1)
        edges.data *= np.repeat(own, np.diff(edges.indptr))
        averages = values[used]
        for _ in range(rounds):
            averages = edges @ averages + own * averages
        result = values.astype(np.float32)
        result[used] = averages
        return result

    def without_large_parts(self, dropped: NDArray[np.bool_], min_faces: int) -> Mesh:
        """Return the mesh without the faces of a mask [F], where at least `min_faces` of them are connected."""
        chosen = np.flatnonzero(dropped)
        part = self._parts(self.faces[chosen])
        large = np.bincount(part) >= min_faces
        return replace(self, faces=np.delete(self.faces, chosen[large[part]], 0))

    def without_small_parts(self, min_faces: int, protected: NDArray[np.bool_]) -> Mesh:
        """Return the mesh without small connected parts.

        Args:
            min_faces: Number of faces from which parts are kept.
            protected: Mask [V] of vertices; parts of which they are at least half are kept, however small they are.
        """
        part = self._parts(self.faces)
        size = np.bincount(part)
        kept = (size >= min_faces) | (np.bincount(part, protected[self.faces].mean(1)) >= size / 2)
        return replace(self, faces=self.faces[kept[part]])

    def _parts(self, faces: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the number of the connected part of each of some faces [N, 3]; parts of other vertices have none."""
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import connected_components

        count, start, end = len(self.vertices), faces[:, [0, 1]].ravel(), faces[:, [1, 2]].ravel()
        edges = csr_matrix((np.ones(len(start), np.bool_), (start, end)), (count, count))
        part: NDArray[np.int32] = connected_components(edges, directed=False)[1][faces[:, 0]]
        return part

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
