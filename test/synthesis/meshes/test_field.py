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

"""Signed distance of meshes against closed forms and against the same room as analytic solids."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.geometry.pose import Pose
from svr_ros.labels import Label
from svr_ros.synthesis.meshes.field import Field
from svr_ros.synthesis.meshes.folder import find_scenes
from svr_ros.synthesis.meshes.freespace import FreeSpaceConfig
from svr_ros.synthesis.meshes.mesh import LabelledMesh, Part, join
from svr_ros.synthesis.render.shapes import pack, signed_distance

INDOORS = Pose(np.eye(3), np.zeros(3))
SPACE = FreeSpaceConfig(spacing=0.1)


def as_mesh(pieces: list[Any], extra: tuple[Part, ...] = ()) -> LabelledMesh:
    """Return things of the room as one mesh."""
    return join("room", [*(Part(piece.vertices, piece.triangles, int(piece.label)) for piece in pieces), *extra])


def scattered(count: int, beyond: float = 0.2) -> NDArray[np.float32]:
    """Return points all over the room and up to `beyond` metres outside of it."""
    rng = np.random.default_rng(3)
    reach = np.array([2.0, 2.5, 1.3]) + beyond
    return (rng.uniform(-reach, reach, (count, 3)) + np.array([0, 0, 1.3])).astype(np.float32)


def disagreement(mesh: LabelledMesh, small_room: Any) -> NDArray[np.float32]:
    """Check distance and class against the analytic room; return the points where the signs differ.

    Those may lie in corners and gaps that the grid of free space does not see into, near a surface.
    """
    points = scattered(40000)
    found, labels = Field(mesh, SPACE).signed_distance(points)
    expected, classes = signed_distance(pack(small_room.scene, INDOORS), points)
    same = (found > 0) == (expected > 0)
    assert same.mean() > 0.995
    assert np.abs(expected[~same]).max(initial=0) < SPACE.spacing
    free = same & (expected > 0)
    np.testing.assert_allclose(found[free], expected[free], atol=1e-4)
    assert (labels == classes)[free].mean() > 0.999
    # In solids, distance is that to what can be seen of them: never less than to any of their sides.
    solid = same & (expected < 0)
    assert (found[solid] < expected[solid] + 1e-4).all()
    return points[~same]


def test_every_layout_has_the_distance_of_the_analytic_room(folder: Path, small_room: Any) -> None:
    disagreement(find_scenes(folder)[0].load(), small_room)


def test_distance_in_closed_form(small_room: Any) -> None:
    """In the middle of the bed, above it, under the ceiling, behind the wall."""
    field = Field(as_mesh(small_room.pieces), SPACE)
    points = np.array([[-0.9, 1.3, 0.4], [-0.9, 1.3, 0.9], [0, -1, 2.4], [0, -2.8, 1], [-2.3, 0, 1.3]])
    distance, labels = field.signed_distance(points)
    np.testing.assert_allclose(distance, [-0.1, 0.4, 0.2, -0.3, -0.3], atol=1e-5)
    assert labels.tolist() == [Label.BED, Label.BED, Label.FLOOR, Label.WALL, Label.WALL]


@pytest.mark.parametrize("flipped", ["none", "all", "half"])
def test_open_solids_are_solid(small_room: Any, flipped: str) -> None:
    """A bed and a cabinet without bottoms, however their triangles' sides face, are as good as closed ones."""
    pieces = []
    for piece in small_room.pieces:
        quads = piece.quads[[0, 1, 2, 3, 5]] if len(piece.quads) == 6 else piece.quads
        if flipped == "all":
            quads = quads[:, ::-1]
        elif flipped == "half":
            quads = np.concatenate([quads[::2, ::-1], quads[1::2]])
        pieces.append(piece._replace(quads=quads))
    disagreement(as_mesh(pieces), small_room)


def test_what_is_hidden_in_a_solid_does_not_count(small_room: Any) -> None:
    """A board in the bed that no one can see: the distance in there is that to the bed's outside."""
    board = Part(small_room.cube.vertices * [0.5, 0.5, 0.01] + [-0.9, 1.3, 0.2], small_room.cube.triangles, Label.TABLE)
    distance, labels = Field(as_mesh(small_room.pieces, (board,)), SPACE).signed_distance(np.array([[-0.9, 1.3, 0.3]]))
    assert distance[0] == pytest.approx(-0.2, abs=1e-4)
    assert labels[0] == Label.BED


def test_holes_of_scans_do_not_let_space_out(small_room: Any) -> None:
    """Behind a wall with a hole is no free space where the sides of the triangles tell what is behind."""
    wall = small_room.pieces[0]
    edge = np.array([[2, y, z] for z in (0.0, 1.0, 1.4, 2.6) for y in (-2.5, -0.2, 0.2, 2.5)])
    quads = np.array([[4 * j + i, 4 * j + i + 4, 4 * j + i + 5, 4 * j + i + 1] for j in range(3) for i in range(3)])
    holed = np.delete(quads, 4, axis=0)  # it is at x = 2, and its fronts look to -x
    parts = [p for p in small_room.pieces if p.name != "wall"]
    parts += [wall._replace(quads=wall.quads[[0, 2, 3]]), wall._replace(vertices=edge, quads=holed)]
    # Something outside, so that the scene goes on there.
    outside = Part(small_room.cube.vertices * 0.2 + [4, 0, 1.2], small_room.cube.triangles, Label.VOID)
    field = Field(as_mesh(parts, (outside,)), SPACE)
    points = np.array([[2.1, 1.0, 1.2], [2.05, -1.5, 0.5], [1.9, 1.0, 1.2], [1.95, 0, 1.2]])
    distance, _ = field.signed_distance(points)
    np.testing.assert_allclose(distance[:3], [-0.1, -0.05, 0.1], atol=1e-4)
    assert distance[3] > 0.1  # in front of the hole


@pytest.mark.parametrize("flipped", [False, True])
def test_on_top_of_the_ceiling_is_no_room(small_room: Any, flipped: bool) -> None:
    """A ceiling is of class floor, but no one stands on it, though the scene goes on above it."""
    pieces = [p._replace(quads=p.quads[:, ::-1]) if flipped else p for p in small_room.pieces]
    chimney = Part(small_room.cube.vertices * 0.5 + [0, 0, 5.5], small_room.cube.triangles, Label.WALL)
    points = np.array([[1.5, 1.0, 3.5], [1.5, 1.0, 2.5]])
    distance, _ = Field(as_mesh(pieces, (chimney,)), SPACE).signed_distance(points)
    np.testing.assert_allclose(distance, [-0.9, 0.1], atol=1e-5)


def test_sheets_have_a_thickness(small_room: Any) -> None:
    """A curtain without thickness gets one, half to each side; a board of 3 mm keeps its own."""
    corners = np.array([[-1, -1, 0.6], [1, -1, 0.6], [1, -1, 2.0], [-1, -1, 2.0]])
    curtain = Part(corners, np.array([[0, 1, 2], [0, 2, 3]]), Label.VOID)
    points = np.array([[0, -1 + y, 1.3] for y in (-0.2, -0.05, -0.011, -0.005, 0.005, 0.011, 0.05, 0.2)])
    distance, labels = Field(as_mesh(small_room.pieces, (curtain,)), SPACE).signed_distance(points)
    np.testing.assert_allclose(distance, [0.19, 0.04, 0.001, -0.005, -0.005, 0.001, 0.04, 0.19], atol=1e-5)
    assert (labels == Label.VOID).all()
    board = Part(small_room.cube.vertices * [1, 0.0015, 0.7] + [0, -1, 1.3], small_room.cube.triangles, Label.VOID)
    distance, _ = Field(as_mesh(small_room.pieces, (board,)), SPACE).signed_distance(points)
    np.testing.assert_allclose(distance[[0, 1, 6, 7]], [0.1985, 0.0485, 0.0485, 0.1985], atol=1e-5)


def test_the_inside_of_closed_furniture_is_not_free(small_room: Any) -> None:
    """A wardrobe open to the floor is high enough to stand in, but not large enough for a room."""
    shell = small_room.cube.vertices * [0.5, 0.3, 1.0] + [1.0, -1.5, 1.0]
    wardrobe = Part(shell, small_room.cube.triangles[[k for k in range(12) if k % 6 != 4]], Label.CABINET)
    field = Field(as_mesh(small_room.pieces, (wardrobe,)), SPACE)
    distance, labels = field.signed_distance(np.array([[1.0, -1.5, 1.3], [1.0, -0.9, 1.3]]))
    np.testing.assert_allclose(distance, [-0.3, 0.3], atol=1e-5)
    assert (labels == Label.CABINET).all()


def test_nowhere_to_stand(small_room: Any) -> None:
    walls = [piece for piece in small_room.pieces if piece.name == "wall"]
    with pytest.raises(InputError, match="room has no floor to stand on"):
        Field(as_mesh(walls), SPACE)
    low = [piece._replace(vertices=piece.vertices * [0.25, 0.25, 1]) for piece in small_room.pieces[:3]]
    with pytest.raises(InputError, match="room has no room above its floor; expected at least 4 m3"):
        Field(as_mesh(low), SPACE)
