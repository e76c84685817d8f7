"""Which solids touch, which interpenetrate and what holds each thing up."""

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
"""Metres to what still counts as holding a thing up."""


class Collision(NamedTuple):
    """Two items that interpenetrate (the second is -1 for the room's own walls), by which solids, how far (m)."""

    items: tuple[int, int]
    solids: tuple[int, int]
    depth: float


class Report(NamedTuple):
    """What is physically wrong in a scene: collisions, items that nothing holds, and (item, solid) that came loose."""

    collisions: list[Collision]
    floating: list[int]
    loose: list[tuple[int, int]]


class Obstacles:
    """The solids of a room under construction, against which new ones are tested."""

    def __init__(self, size: RoomSize, tolerance: float) -> None:
        self._size = np.array(size)
        self._tolerance = tolerance
        self._parts = np.empty((512, COLUMNS))
        self._count = 0
        self._new = 0

    def intersects(self, solids: Sequence[Solid]) -> bool:
        """Say whether solids interpenetrate those that were added, or the room, deeper than the tolerance."""
        # Twice as fast as np.array on tuples.
        rows = np.fromiter(chain.from_iterable(solids), np.float64, len(Solid._fields) * len(solids))
        room = self._count + MAX_PLATES * len(solids)
        if room > len(self._parts):
            self._parts = np.concatenate([self._parts, np.empty((room, COLUMNS))])
        self._new = convex_parts(rows.reshape(len(solids), -1), self._parts, self._count)
        return bool(intersects(self._parts, self._count, self._new, self._size, self._tolerance))

    def touches(self, max_gap: float = SUPPORT) -> bool:
        """Say whether the solids that were tested last touch the room or what stands in it, within `reach` metres."""
        return bool(touches(self._parts, self._count, self._new, self._size, max_gap))

    def add(self) -> None:
        """Keep the solids that were tested last."""
        self._count = self._new


def inspect(scene: Scene, depth: float = 0.01, support: float = SUPPORT, gap: float = 0.01) -> Report:
    """Find solids of different items that interpenetrate deeper than `depth` and what nothing holds up (metres).

    Solids of one item that are at most `gap` apart hold each other; such a group is held up where it is at most
    `support` from floor, wall, ceiling or a group of another item that is held up. Parts of the building may run into
    each other and through the room's own sides.
    """
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

    apart = owner[:, None] != owner
    built = np.array([scene.items[k].built for k in owner], bool)
    deep = np.argwhere(np.triu(apart & (overlap > depth) & ~(built[:, None] & built)))
    collisions = [Collision((int(owner[i]), int(owner[j])), (int(i) + 1, int(j) + 1), overlap[i, j]) for i, j in deep]
    collisions += [
        Collision((int(owner[i]), -1), (int(i) + 1, 0), beyond[i]) for i in np.flatnonzero((beyond > depth) & ~built)
    ]
    group = _groups(~apart & (overlap >= -gap))
    held = _spread(group, np.flatnonzero(beyond >= -support), apart & (overlap >= -support))
    items = range(len(scene.items))
    floating = [k for k in items if not held[owner == k].any()]
    loose = [(int(owner[i]), int(i) + 1) for i in np.flatnonzero(~held) if owner[i] not in floating]
    return Report(collisions, floating, loose)


def _groups(linked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Number the connected groups of a symmetric relation [N, N]."""
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
    """Say which members are reached from the `first`, within groups and along the links between them."""
    held = np.isin(group, group[first])
    while True:
        more = held | np.isin(group, group[linked[held].any(0)])
        if (more == held).all():
            return held
        held = more
