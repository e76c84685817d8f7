"""Many worlds side by side, for devices that work on all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.render.world import World


class Worlds(NamedTuple):
    """The tables of B worlds, each filled up with rows that are not used."""

    solids: NDArray[np.float64]
    """[B, N, shapes.COLUMNS]."""

    materials: NDArray[np.float64]
    decals: NDArray[np.float64]
    lights: NDArray[np.float64]
    photographs: NDArray[np.uint8]
    """One set for all."""

    rows: NDArray[np.int32]
    """[B, 3]: how many solids, materials and decals are used."""

    all_solids: NDArray[np.int16]
    """[B, N]: the list of all solids of each."""

    faces: NDArray[np.int32]


def stack_worlds(worlds: Sequence[World]) -> Worlds:
    """Return worlds side by side; the photographs are those of the first."""
    solids, materials, decals = ([getattr(world, name) for world in worlds] for name in World._fields[:3])
    rows = np.array([[len(table) for table in tables] for tables in zip(solids, materials, decals, strict=True)])
    all_solids = np.tile(np.arange(rows[:, 0].max(), dtype=np.int16), (len(worlds), 1))
    all_solids[:, 0] = rows[:, 0] - 1
    lights = np.stack([world.lights for world in worlds])
    faces = np.stack([world.faces for world in worlds])
    tables = _stack(solids), _stack(materials), _stack(decals)
    return Worlds(*tables, lights, worlds[0].photographs, rows.astype(np.int32), all_solids, faces)


def _stack(tables: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    stacked = np.zeros((len(tables), max(1, *(len(table) for table in tables)), tables[0].shape[1]))
    for place, table in zip(stacked, tables, strict=True):
        place[: len(table)] = table
    return stacked
