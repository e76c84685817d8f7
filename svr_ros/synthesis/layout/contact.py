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

"""Contact between solids: which ones interpenetrate, touch and support each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.layout.convex import (
    COLUMNS,
    FAR,
    MAX_PLATES,
    SOLID,
    beyond_room,
    convex_parts,
    intersects,
    overlaps,
    touches,
)
from svr_ros.synthesis.scene import RoomSize, Scene, Solid

SUPPORT = 0.015
"""Maximum distance in metres between a thing and what supports it."""


class Collision(NamedTuple):
    """Two items that interpenetrate."""

    items: tuple[int, int]
    """Indices of the items; the second is -1 for the room's own walls."""

    solids: tuple[int, int]
    """Rows of the two solids; the second is 0 for the room's own walls."""

    depth: float
    """Depth of the penetration in metres."""


class Report(NamedTuple):
    """Physical faults of a scene."""

    collisions: list[Collision]
    """Items that interpenetrate."""

    floating: list[int]
    """Indices of items that nothing supports."""

    loose: list[tuple[int, int]]
    """(item, solid) of solids that are not connected to a supported part of their item."""


class Obstacles:
    """The solids of a room under construction, against which new ones are tested."""

    def __init__(self, size: RoomSize, tolerance: float) -> None:
        self._size = np.array(size)
        self._tolerance = tolerance
        self._parts = np.empty((512, COLUMNS))
        self._count = 0
        self._new = 0

    def intersects(self, solids: Sequence[Solid]) -> bool:
        """Return whether solids penetrate those that were added, or the room's sides, deeper than the tolerance."""
        # np.fromiter is twice as fast as np.array on tuples.
        rows = np.fromiter(chain.from_iterable(solids), np.float64, len(Solid._fields) * len(solids))
        room = self._count + MAX_PLATES * len(solids)
        if room > len(self._parts):
            self._parts = np.concatenate([self._parts, np.empty((room, COLUMNS))])
        self._new = convex_parts(rows.reshape(len(solids), -1), self._parts, self._count)
        return bool(intersects(self._parts, self._count, self._new, self._size, self._tolerance))

    def touches(self, max_gap: float = SUPPORT) -> bool:
        """Return whether the solids tested last are within `max_gap` metres of the room's sides or the solids in it."""
        return bool(touches(self._parts, self._count, self._new, self._size, max_gap))

    def add(self) -> None:
        """Add the solids that were tested last."""
        self._count = self._new


def inspect(scene: Scene, depth: float = 0.01, support: float = SUPPORT, gap: float = 0.01) -> Report:
    """Return solids of different items that interpenetrate deeper than `depth`, and unsupported items (all in metres).

    Solids of one item that are at most `gap` apart form a group. A group is supported if it is at most `support` from
    floor, wall, ceiling or a supported group of another item. Built parts may interpenetrate and pass through the
    room's sides.
    """
    # Compute how deep every two solids penetrate each other, and how far each passes through the room's sides.
    rows = np.array(scene.solids[1:]).reshape(-1, 16)
    owner = np.full(len(rows), -1)
    for k, item in enumerate(scene.items):
        owner[item.first - 1 : item.end - 1] = k
    parts = np.empty((MAX_PLATES * len(rows), COLUMNS))
    parts = parts[: convex_parts(rows, parts, 0)]
    overlap = overlaps(parts, len(rows), max(support, gap))
    size = np.array(scene.size)
    beyond = np.full(len(rows), -FAR)
    np.maximum.at(beyond, parts[:, SOLID].astype(int), beyond_room(parts, size))

    # Report collisions between items.
    apart = owner[:, None] != owner
    built = np.array([scene.items[k].built for k in owner], bool)
    deep = np.argwhere(np.triu(apart & (overlap > depth) & ~(built[:, None] & built)))
    collisions = [Collision((int(owner[i]), int(owner[j])), (int(i) + 1, int(j) + 1), overlap[i, j]) for i, j in deep]
    collisions += [
        Collision((int(owner[i]), -1), (int(i) + 1, 0), beyond[i]) for i in np.flatnonzero((beyond > depth) & ~built)
    ]
    # Propagate support from the room's sides over groups of solids.
    group = _groups(~apart & (overlap >= -gap))
    held = _spread(group, np.flatnonzero(beyond >= -support), apart & (overlap >= -support))
    items = range(len(scene.items))
    floating = [k for k in items if not held[owner == k].any()]
    loose = [(int(owner[i]), int(i) + 1) for i in np.flatnonzero(~held) if owner[i] not in floating]
    return Report(collisions, floating, loose)


def _groups(linked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the group of each of N elements: the connected components of a symmetric relation [N, N]."""
    group = np.full(len(linked), -1)
    for start in range(len(linked)):
        if group[start] < 0:
            group[start] = start
            edge = [start]
            while edge:
                near = np.flatnonzero(linked[edge.pop()] & (group < 0))
                group[near] = start
                edge += near.tolist()
    return group


def _spread(group: NDArray[np.int64], first: NDArray[np.int64], linked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which members are connected to the `first`, within groups and along the links between them."""
    held = np.isin(group, group[first])
    while True:
        more = held | np.isin(group, group[linked[held].any(0)])
        if (more == held).all():
            return held
        held = more
