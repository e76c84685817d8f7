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

"""Ray casting and nearest points on triangles, by Open3D's RaycastingScene (Embree)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


class Hits(NamedTuple):
    """First hits of N rays."""

    distance: Array
    """Distances [N] in lengths of the direction, infinite without a hit."""

    face: NDArray[np.int64]
    """Faces [N], -1 without a hit."""

    weights: Array
    """Weights of the faces' second and third corners [N, 2]."""

    normal: Array
    """Unit normals of the faces by their winding [N, 3]."""


class Triangles:
    """Triangles in a bounding volume hierarchy.

    Args:
        vertices: Vertices [V, 3] in metres.
        faces: Vertex indices [F, 3].
        threads: Number of threads, 0 for all cores; results do not depend on it.
    """

    def __init__(self, vertices: Array, faces: NDArray[np.uint32], threads: int = 1) -> None:
        from svr_ros.open3d_loader import load_open3d

        self._scene = load_open3d().t.geometry.RaycastingScene(nthreads=threads)
        self._scene.add_triangles(np.ascontiguousarray(vertices), np.ascontiguousarray(faces))
        self.threads = threads

    def cast(self, start: NDArray, direction: NDArray) -> Hits:
        """Cast rays from `start` [N, 3] (or one for all, [3]) along `direction` [N, 3]."""
        answer = self._scene.cast_rays(_rays(start, direction), nthreads=self.threads)
        distance = answer["t_hit"].numpy()
        face = answer["primitive_ids"].numpy().astype(np.int64)
        face[~np.isfinite(distance)] = -1
        return Hits(distance, face, answer["primitive_uvs"].numpy(), answer["primitive_normals"].numpy())

    def blocked(self, start: NDArray, end: NDArray) -> NDArray[np.bool_]:
        """Return whether a triangle lies between points [N, 3]."""
        rays = _rays(start, end - start)
        return self._scene.test_occlusions(rays, 0.0, 1.0, nthreads=self.threads).numpy()

    def nearest(self, points: NDArray) -> tuple[Array, NDArray[np.int64], Array]:
        """Return distance [N] in metres, face [N] and position [N, 3] of the nearest surface."""
        points = np.ascontiguousarray(points, np.float32)
        answer = self._scene.compute_closest_points(points, nthreads=self.threads)
        place = answer["points"].numpy()
        return np.linalg.norm(points - place, axis=1), answer["primitive_ids"].numpy().astype(np.int64), place


def _rays(start: NDArray, direction: NDArray) -> Array:
    """Return starts and directions side by side [N, 6], as Open3D expects them."""
    rays = np.empty((len(direction), 6), np.float32)
    rays[:, :3], rays[:, 3:] = start, direction
    return rays
