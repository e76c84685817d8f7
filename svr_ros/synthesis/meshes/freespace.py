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

"""Free space of a mesh: the space that is connected to people above the floor without crossing a surface.

Meshes of rooms are seldom watertight, so neither the parity of crossings nor winding numbers separate inside from
outside. A camera, however, is always in free space. Points of a grid are connected if nothing lies between neighbours;
a connected component above the floor with the volume of a room is free. Any other point is free if it sees an adjacent
free grid point. So solids may be open below or full of inner walls, their sides may face any way, and a surface blocks
at its exact position, however coarse the grid.

Through holes of a scan the fill would leak behind the walls. If the mesh's sides are consistent (nearly everything seen
from above the floor shows its front, or nearly everything its back), a grid point that sees more of the other side is
not free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.labels import Label
from svr_ros.synthesis.meshes.mesh import LabelledMesh
from svr_ros.synthesis.meshes.raycasting import Triangles

Array = NDArray[np.float32]

_CORNERS = np.stack(np.meshgrid((0, 1), (0, 1), (0, 1), indexing="ij"), -1).reshape(-1, 3)
# Fourteen directions, slightly off the axes so that rays do not run along edges.
_AROUND = np.concatenate([2 * _CORNERS - 1, np.eye(3), -np.eye(3)]) + np.array([0.021, 0.013, 0.017])
_AROUND = _AROUND.astype(np.float32)
_KNOWN = 0.97
"""Fraction of surfaces seen from above the floor that must show the same side for the mesh's sides to be trusted."""

_OFF_GRID = 0.371
"""Offset of the grid in cells, so that grid points do not lie in walls at round numbers."""


@dataclass(frozen=True)
class FreeSpaceConfig:
    """Parameters of the search for free space."""

    spacing: float = 0.05
    """Minimum spacing of the grid in metres."""

    cells: int = 3_000_000
    """Maximum number of grid points."""

    gap: float = 0.01
    """Half the width in metres of the gaps that are closed."""

    standing: tuple[float, float] = (0.9, 1.7)
    """Range of heights above the floor in metres at which people are."""

    room: float = 4.0
    """Minimum volume of a room in cubic metres."""


class FreeSpace:
    """The free points of a mesh, as opposed to those in solids and behind walls."""

    def __init__(self, mesh: LabelledMesh, triangles: Triangles, config: FreeSpaceConfig | None = None) -> None:
        """Compute the free space; raises InputError if there is no floor with room above it."""
        # Lay a grid over the mesh.
        config = config or FreeSpaceConfig()
        self._triangles = triangles
        low, high = mesh.bounds
        size = high - low
        self._spacing = max(config.spacing, float((np.prod(size + 0.1) / config.cells) ** (1 / 3)))
        self._origin = low - (1 + _OFF_GRID) * self._spacing
        shape = tuple(np.ceil((high - self._origin) / self._spacing).astype(int) + 2)
        index = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"), -1).reshape(-1, 3)
        self._points = (self._origin + index * self._spacing).astype(np.float32)
        self._shape = shape
        # Find the grid points where people are.
        self._height, front = self._above_floor(mesh)
        standing = (self._height > config.standing[0]) & (self._height < config.standing[1])
        if not standing.any():
            raise InputError(f"{mesh.name} has no floor to stand on; expected triangles of class floor, metres, z up")
        # The top of a ceiling, which is of class floor, has no surface above it.
        covered = standing & self._covered()
        standing = covered if covered.any() else standing
        # Most surfaces that face a room show their front, else the mesh is inside out.
        outward = 2 * (standing & front).sum() >= standing.sum()
        on_floor = standing & (front == outward)
        open_ = np.ones(len(index), np.bool_)
        if self._shows(self._points[on_floor][:: max(1, int(on_floor.sum()) // 2000)], outward).mean() >= _KNOWN:
            standing, open_ = on_floor, self._shows(self._points, outward) > 0.5
        # Fill the space from there.
        self.free = self._fill(open_, standing, config).reshape(shape)
        if not self.free.any():
            raise InputError(f"{mesh.name} has no room above its floor; expected at least {config.room:g} m3 of space")

    def above_floor(self) -> tuple[Array, Array]:
        """Return the free grid points [N, 3] that have floor below them, and their heights above it [N], in metres."""
        rows = np.flatnonzero(self.free.ravel() & np.isfinite(self._height))
        return self._points[rows], self._height[rows]

    def contains(self, points: NDArray) -> NDArray[np.bool_]:
        """Return which points [N, 3] are free: those that see one of the free grid points at their cell's corners."""
        points = np.asarray(points, np.float32)
        place = (points - self._origin) / self._spacing
        last = np.array(self._shape) - 2
        cell = np.clip(np.floor(place).astype(int), 0, last)
        nearer = np.round(np.clip(place - cell, 0, 1)).astype(int)
        result = np.zeros(len(points), np.bool_)
        for corner in _CORNERS:
            # Begin with the nearest corner, which most free points see.
            index = cell + (nearer ^ corner)
            rows = np.flatnonzero(~result & self.free[tuple(index.T)])
            target = self._origin + index[rows] * self._spacing
            result[rows] = ~self._triangles.blocked(points[rows], target.astype(np.float32))
        return result

    def _above_floor(self, mesh: LabelledMesh) -> tuple[Array, NDArray[np.bool_]]:
        """Return the heights (m) of grid points above the floor, and whether the surface below shows its front.

        The height is infinite if the first surface below is not floor.
        """
        hits = self._triangles.cast(self._points, np.broadcast_to(np.array([0, 0, -1], np.float32), self._points.shape))
        floor = (hits.face >= 0) & (mesh.labels[hits.face] == Label.FLOOR)
        return np.where(floor, hits.distance, np.float32(np.inf)), hits.normal[:, 2] > 0

    def _covered(self) -> NDArray[np.bool_]:
        up = np.broadcast_to(np.array([0, 0, 1], np.float32), self._points.shape)
        return self._triangles.cast(self._points, up).face >= 0

    def _shows(self, points: Array, fronts: bool) -> Array:
        """Return the fraction of the surfaces around each point [N] that show their front (or back).

        It is 0 without surfaces.
        """
        shown, seen = np.zeros(len(points), np.float32), np.zeros(len(points), np.float32)
        for direction in _AROUND:
            hits = self._triangles.cast(points, np.broadcast_to(direction, points.shape))
            seen += hits.face >= 0
            shown += (hits.face >= 0) & ((hits.normal @ direction < 0) == fronts)
        return np.asarray(shown / np.maximum(seen, 1), np.float32)

    def _fill(
        self, open_: NDArray[np.bool_], standing: NDArray[np.bool_], config: FreeSpaceConfig
    ) -> NDArray[np.bool_]:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        number = np.arange(len(open_)).reshape(self._shape)
        steps = [(number[:-1], number[1:]), (number[:, :-1], number[:, 1:]), (number[..., :-1], number[..., 1:])]
        pairs = np.concatenate([np.stack([a.ravel(), b.ravel()], -1) for a, b in steps])
        pairs = pairs[open_[pairs].all(1)]
        blocked = self._triangles.blocked(self._points[pairs[:, 0]], self._points[pairs[:, 1]])
        near_surface = np.zeros(len(open_), np.bool_)
        near_surface[pairs[blocked]] = True
        rows = np.flatnonzero(near_surface)
        wide = np.ones(len(open_), np.bool_)
        wide[rows] = self._triangles.nearest(self._points[rows])[0] > config.gap
        pairs = pairs[~blocked & wide[pairs].all(1)]
        graph = coo_array((np.ones(len(pairs), np.bool_), pairs.T), shape=(len(open_),) * 2)
        _, group = connected_components(graph, directed=False)
        volume = np.bincount(group) * self._spacing**3
        stands = np.bincount(group, standing & wide & open_) > 0
        return (stands & (volume >= config.room))[group]
