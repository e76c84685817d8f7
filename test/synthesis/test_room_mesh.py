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

from pathlib import Path

import numpy as np
import pytest
import trimesh

from svr_ros.cli.main import main
from svr_ros.geometry.pose import Pose
from svr_ros.labels import Label
from svr_ros.synthesis.render.shapes import pack, signed_distance
from svr_ros.synthesis.room_mesh import room_mesh
from svr_ros.synthesis.rooms import build_room


def test_no_vertex_lies_in_free_space() -> None:
    scene = build_room(4)
    mesh = room_mesh(scene)
    distance, _ = signed_distance(pack(scene, Pose(np.eye(3), np.zeros(3))), mesh.vertices)
    assert distance.max() < 1e-3
    outermost = np.abs(distance) < 1e-3  # the others are where solids run into each other
    assert outermost.mean() > 0.5


def test_vertices_have_the_class_of_their_solid_and_look_to_free_space() -> None:
    scene = build_room(4)
    mesh = room_mesh(scene)
    table = pack(scene, Pose(np.eye(3), np.zeros(3)))
    before, labels = signed_distance(table, mesh.vertices + 0.004 * mesh.normals)
    free = before > 0.0035
    assert free.mean() > 0.5
    assert (labels[free] == mesh.labels[free]).mean() > 0.98
    assert {Label.WALL, Label.FLOOR} <= set(mesh.labels.tolist())


def test_command_writes_a_room_with_y_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "room.glb"
    assert main(["generate", "--room", "4", "-o", str(path)]) == 0
    assert "triangles" in capsys.readouterr().out
    scene = build_room(4)
    bounds = trimesh.load(path).bounds
    shell = scene.solids[0]
    np.testing.assert_allclose(bounds[0], [shell.x - shell.hx, 0, -shell.y - shell.hy], atol=0.02)
    np.testing.assert_allclose(bounds[1], [shell.x + shell.hx, 2 * shell.hz, -shell.y + shell.hy], atol=0.02)


def test_count_beside_a_room_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--room", "4", "-n", "3", "-o", str(tmp_path / "room.glb")]) == 2
    assert "expected --room alone" in capsys.readouterr().err
