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

"""Decimation of triangle meshes by vertex clustering."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_CELLS_PER_TRIANGLE = 0.5
"""Number of cells with a part of the surface per triangle that clustering keeps, for the first estimate."""

_SAFETY = 1.03
"""Factor by which cells are enlarged more than estimated, so that fewer iterations are needed."""

_MAX_ITERATIONS = 20


def decimate(
    vertices: NDArray[np.float32], faces: NDArray[np.int32], max_faces: int
) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.int32]]:
    """Decimate a mesh to at most `max_faces` triangles.

    All vertices in one cubic cell are merged into their mean (vertex clustering, Rossignac & Borrel 1993); the cells
    grow until the triangles are few enough. The winding is kept. A mesh that is small enough is returned unchanged.

    Args:
        vertices: Coordinates [N, 3] in metres.
        faces: Vertex indices [M, 3].
        max_faces: Maximum number of triangles in the result.

    Returns:
        For each new vertex the index [V] of one of the merged vertices, the new vertices [V, 3], the new faces [F, 3].
    """
    if len(faces) <= max_faces:
        return np.arange(len(vertices)), vertices, faces
    empty = np.zeros(0, np.intp), vertices[:0], faces[:0]
    if max_faces <= 0:
        return empty
    # Estimate the size of the cells from the surface's area
    corners = vertices[faces]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum() / 2
    cell = float(np.sqrt(area / (_CELLS_PER_TRIANGLE * max_faces)))
    # Enlarge the cells until the triangles that do not collapse are few enough
    for _ in range(_MAX_ITERATIONS):
        representative, cluster = _clusters(vertices, cell)
        merged = cluster[faces]
        kept = merged[(merged[:, 0] != merged[:, 1]) & (merged[:, 1] != merged[:, 2]) & (merged[:, 2] != merged[:, 0])]
        if len(kept) <= max_faces:
            count = np.bincount(cluster)[:, None]
            sums = [np.bincount(cluster, vertices[:, axis]) for axis in range(3)]
            return representative, (np.stack(sums, -1) / count).astype(np.float32), kept.astype(np.int32)
        cell *= _SAFETY * float(np.sqrt(len(kept) / max_faces))
    return empty


def _clusters(vertices: NDArray[np.float32], cell: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return one vertex of each occupied cell (side `cell` in metres), and the cell's number for each vertex."""
    index = ((vertices - vertices.min(0)) / cell).astype(np.int64)
    sides = index.max(0) + 1
    key = (index[:, 0] * sides[1] + index[:, 1]) * sides[2] + index[:, 2]
    _, representative, cluster = np.unique(key, return_index=True, return_inverse=True)
    return representative, cluster.reshape(-1)
