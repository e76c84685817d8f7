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

from __future__ import annotations

import numpy as np
import pytest
import trimesh

from svr_ros.geometry.pose import Pose
from svr_ros.labels import Label
from svr_ros.synthesis.catalogue.parts import box, cone, ellipsoid, shell
from svr_ros.synthesis.render.shapes import pack, signed_distance
from svr_ros.synthesis.scene import Lights, RoomSize, Scene, Solid, SolidKind
from svr_ros.synthesis.tessellation import tessellate

SOLIDS = {
    "box": box(0, 0, 0, 0, 0, 0.5, 0.3, 0.1),
    "rounded box": box(0, 0, 0, 0, 0, 0.5, 0.3, 0.1, rounding=0.06),
    "pill": box(0, 0, 0, 0, 0, 0.5, 0.1, 0.1, rounding=0.098),
    "cylinder": cone(0, 0, 0, 0, 0, 0.4, 0.2, 0.2),
    "rounded cone": cone(0, 0, 0, 0, 0, 0.4, 0.3, 0.1, rounding=0.04),
    "ellipsoid": ellipsoid(0, 0, 0, 0, 0, 0.5, 0.3, 0.1),
    "tube": shell(0, 0, 0, 0, 0, 0.2, 0.3, 0.3, 0.02),
    "bowl": shell(0, 0, 0, 0, 0, 0.1, 0.1, 0.3, 0.02),
    "ring": shell(0, 0, 0, 0, 0, 0.03, 0.3, 0.3, 0.06),
    "curved back": shell(0, 0, 0, 0, 0, 0.25, 0.3, 0.35, 0.05, sector=0.8),
}


def _distance(solid: Solid, points: np.ndarray) -> np.ndarray:
    size = RoomSize(50.0, 50.0, 100.0)
    room = Solid(SolidKind.ROOM, Label.WALL, 0, 0, 0, 0, 0, 0, 0, 50, 50, 50, 0, 0, 0)
    scene = Scene(size, [room, solid], [], Lights())
    return signed_distance(pack(scene, Pose(np.eye(3), np.zeros(3))), points)[0]


@pytest.mark.parametrize("solid", SOLIDS.values(), ids=list(SOLIDS))
def test_vertices_lie_on_the_surface_and_normals_point_out_of_it(solid: Solid) -> None:
    patch = tessellate(solid, 0.05)
    assert np.abs(_distance(solid, patch.vertices)).max() < 1e-4
    np.testing.assert_allclose(np.linalg.norm(patch.normals, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(_distance(solid, patch.vertices + 0.01 * patch.normals), 0.01, atol=2e-4)


@pytest.mark.parametrize("solid", SOLIDS.values(), ids=list(SOLIDS))
def test_surface_is_closed_and_fills_what_the_signed_distance_fills(solid: Solid) -> None:
    patch = tessellate(solid, 0.02)
    mesh = trimesh.Trimesh(patch.vertices, patch.faces)
    mesh.merge_vertices(merge_norm=True, digits_vertex=6)
    assert mesh.is_watertight
    reach = np.array([solid.hx, solid.hy, solid.hz])
    points = np.random.default_rng(0).uniform(-reach, reach, (200_000, 3))
    filled = (_distance(solid, points) < 0).mean() * 8 * reach.prod()
    assert mesh.volume == pytest.approx(filled, rel=0.03)


def test_the_room_is_seen_from_inside() -> None:
    room = Solid(SolidKind.ROOM, Label.WALL, 0, 0, 0, 1.2, 0, 0, 0, 2.0, 1.5, 1.2, 0, 0, 0)
    patch = tessellate(room, 0.5)
    mesh = trimesh.Trimesh(patch.vertices, patch.faces)
    mesh.merge_vertices(merge_norm=True)
    assert mesh.volume == pytest.approx(-2.0 * 1.5 * 1.2 * 8)
    assert ((patch.vertices * patch.normals).sum(1) < 0).all()
