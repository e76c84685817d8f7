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

"""The tables of a scene in the coordinates of one camera, as kernels take them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.pose import Pose
from svr_ros.synthesis.render.compiling import kernel
from svr_ros.synthesis.render.shapes import pack
from svr_ros.synthesis.render.vectors import Vector
from svr_ros.synthesis.scene import NO_PHOTOGRAPHS, Decal, Lights, Material, Scene

# Columns of the decal table: the fields of Decal.
FACE = 0
LEFT = 1
BASE = 2
RIGHT = 3
HEAD = 4
DECAL_KIND = 5
DECAL_MATERIAL = 6
ROUND = 7
DECAL_P0 = 8
DECAL_P1 = 9
GLOW = 10  # 10..12

# Entries of the light vector, in camera coordinates.
KEY = 0  # 0..2
KEY_COLOR = 3  # 3..5
KEY_RADIUS = 6
FILL = 7  # 7..9
FILL_COLOR = 10  # 10..12
SKY = 13  # 13..15
GROUND = 16  # 16..18
VERTICAL = 19  # 19..21: up
OCCLUSION = 22
KEY_POINTS = 23  # 23..73: points of the key light, relative to its centre, the last one the centre itself
KEY_COUNT = 16

FACES = 6

MATERIAL_COLUMNS = 16

NO_DECALS = np.zeros(FACES + 1, np.int32)


class World(NamedTuple):
    """A scene in the camera coordinates of a pose; the columns of its tables are named in the files that read them.

    Every value is a float32 in a float64 array: kernels compute in double precision, and converting once is faster than
    at every access.
    """

    solids: NDArray[np.float64]
    """Solids [N, shapes.COLUMNS], row 0 the room."""

    materials: NDArray[np.float64]
    """Materials [M, MATERIAL_COLUMNS], see `materials`."""

    decals: NDArray[np.float64]
    """Decals [D, fields of Decal]."""

    lights: NDArray[np.float64]
    """Vector of the lights with the entries above."""

    photographs: NDArray[np.uint8] = NO_PHOTOGRAPHS
    """Photographs [P, S, 1.5 S, 3] in sRGB with smaller copies next to each, S a power of two; one pixel if there are
    none."""

    faces: NDArray[np.int32] = NO_DECALS
    """First decal of each face and the number of decals [7]."""


def pack_world(scene: Scene, pose: Pose, photographs: NDArray[np.uint8] = NO_PHOTOGRAPHS) -> World:
    """Return the tables of a scene in the camera coordinates of `pose`."""
    decals = pack_decals(scene.decals)
    return World(
        pack(scene, pose).astype(np.float64),
        pack_materials(scene.materials),
        decals,
        _pack_lights(scene.lights, pose),
        photographs,
        np.searchsorted(decals[:, FACE], np.arange(FACES + 1)).astype(np.int32),
    )


@kernel
def light_at(world: World, entry: int) -> Vector:
    """Return three entries of the light vector."""
    return world.lights[entry], world.lights[entry + 1], world.lights[entry + 2]


def pack_materials(materials: list[Material]) -> NDArray[np.float64]:
    """Return materials as a table [M, MATERIAL_COLUMNS] with the columns that `materials` names."""
    rows = []
    for texture, first, second, *rest in materials:
        kind, *parameters = texture.columns
        rows.append((kind, *first, *second, *parameters, *rest))
    return _rows(rows, MATERIAL_COLUMNS)


def pack_decals(decals: list[Decal]) -> NDArray[np.float64]:
    """Return decals as a table with one row each, face by face, the uppermost last."""
    by_face: list[Decal] = sorted(decals, key=lambda decal: decal.face)
    return _rows(by_face, len(Decal._fields))


def _rows(records: Sequence[tuple[float, ...]], columns: int) -> NDArray[np.float64]:
    numbers = np.fromiter(chain.from_iterable(records), np.float32, columns * len(records))
    return numbers.reshape(-1, columns).astype(np.float64)


def _pack_lights(lights: Lights, pose: Pose) -> NDArray[np.float64]:
    """Return the lights as a float64 vector in the camera coordinates of `pose`."""
    rotation, position = np.asarray(pose.rotation, np.float64), np.asarray(pose.position, np.float64)
    key, fill = lights.key, lights.fill
    packed = np.zeros(KEY_POINTS + 3 * KEY_COUNT + 3, np.float64)
    packed[KEY : KEY + 3] = rotation @ (np.array(key.position) - position)
    packed[KEY_COLOR : KEY_COLOR + 3] = key.color
    packed[KEY_RADIUS] = key.radius
    packed[FILL : FILL + 3] = rotation @ (np.array(fill.position) - position)
    packed[FILL_COLOR : FILL_COLOR + 3] = fill.color
    packed[SKY : SKY + 3] = lights.sky
    packed[GROUND : GROUND + 3] = lights.ground
    packed[VERTICAL : VERTICAL + 3] = rotation[:, 2]
    packed[OCCLUSION] = lights.occlusion
    packed[KEY_POINTS:-3] = (_sphere(KEY_COUNT) * key.radius).ravel()
    return packed


def _sphere(count: int) -> NDArray[np.float64]:
    """Return uniform points on the unit sphere, neighbours in the list far apart: a spiral read in strides."""
    step = np.arange(count)
    height = 1 - (2 * step + 1) / count
    angle = step * np.pi * (3 - np.sqrt(5))
    ring = np.sqrt(1 - height**2)
    points = np.stack([ring * np.cos(angle), ring * np.sin(angle), height], -1)
    return points[step * 7 % count]
