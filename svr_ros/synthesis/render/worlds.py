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

"""Many worlds in common tables, for devices that work on all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.render.world import World


class Worlds(NamedTuple):
    """The tables of B worlds, each padded with unused rows."""

    solids: NDArray[np.float64]
    """Solids [B, N, shapes.COLUMNS]."""

    materials: NDArray[np.float64]
    """Materials [B, M, fields of Material]."""

    decals: NDArray[np.float64]
    """Decals [B, D, fields of Decal]."""

    lights: NDArray[np.float64]
    """Vectors of the lights [B, entries]."""

    photographs: NDArray[np.uint8]
    """One set of photographs for all worlds."""

    rows: NDArray[np.int32]
    """Numbers of used solids, materials and decals [B, 3]."""

    all_solids: NDArray[np.int16]
    """List of all solids of each world [B, N]."""

    faces: NDArray[np.int32]
    """First decal of each face and number of decals of each world [B, 7]."""


def stack_worlds(worlds: Sequence[World]) -> Worlds:
    """Return worlds in common tables, with the photographs of the first."""
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
