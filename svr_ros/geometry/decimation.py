"""Fewer triangles for the same surface."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_CELLS_PER_TRIANGLE = 0.5
"""A surface that is clustered in cubes keeps about two triangles for each that it runs through."""

_SAFETY = 1.03
_MOST_ROUNDS = 20


def decimate(
    vertices: NDArray[np.float32], faces: NDArray[np.int32], most: int
) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.int32]]:
    """Return at most so many of a mesh's triangles: a vertex of the mesh for each that is left [V], places, faces.

    All vertices in one cube become their mean (vertex clustering, Rossignac & Borrel 1993); the cubes are as large as
    it takes. Winding stays. A mesh that is small enough is returned as it is.
    """
    if len(faces) <= most:
        return np.arange(len(vertices)), vertices, faces
    nothing = np.zeros(0, np.intp), vertices[:0], faces[:0]
    if most <= 0:
        return nothing
    corners = vertices[faces]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum() / 2
    cell = float(np.sqrt(area * _CELLS_PER_TRIANGLE**-1 / most))
    for _ in range(_MOST_ROUNDS):
        representative, cluster = _clusters(vertices, cell)
        moved = cluster[faces]
        kept = moved[(moved[:, 0] != moved[:, 1]) & (moved[:, 1] != moved[:, 2]) & (moved[:, 2] != moved[:, 0])]
        if len(kept) <= most:
            count = np.bincount(cluster)[:, None]
            places = [np.bincount(cluster, vertices[:, axis]) for axis in range(3)]
            return representative, (np.stack(places, -1) / count).astype(np.float32), kept.astype(np.int32)
        cell *= _SAFETY * float(np.sqrt(len(kept) / most))
    return nothing


def _clusters(vertices: NDArray[np.float32], cell: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return one vertex of each cube with sides of cell metres, and the number of the cube that each is in."""
    place = ((vertices - vertices.min(0)) / cell).astype(np.int64)
    sides = place.max(0) + 1
    key = (place[:, 0] * sides[1] + place[:, 1]) * sides[2] + place[:, 2]
    _, representative, cluster = np.unique(key, return_index=True, return_inverse=True)
    return representative, cluster.reshape(-1)
