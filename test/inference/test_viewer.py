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

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.geometry.mesh import Mesh
from svr_ros.inference import viewer
from svr_ros.labels import COLORS, Label


@pytest.fixture
def mesh() -> Mesh:
    vertices = np.array([[0, 0, 2], [1, 0, 2], [0, 1, 2], [1, 1, 2.5]], np.float32)
    labels = np.array([Label.WALL, Label.WALL, Label.BED, Label.BED], np.uint8)
    normals = np.tile(np.array([0, 0, -1], np.float32), (4, 1))
    return Mesh(vertices, np.array([[0, 2, 1], [1, 2, 3]], np.int32), normals, COLORS[labels], labels)


def test_open3d_gets_the_same_mesh(mesh: Mesh) -> None:
    shown = viewer.triangle_mesh(mesh)
    np.testing.assert_allclose(np.asarray(shown.vertices), mesh.vertices)
    np.testing.assert_array_equal(np.asarray(shown.triangles), mesh.faces)
    np.testing.assert_allclose(np.asarray(shown.vertex_colors) * 255, mesh.colors, atol=0.5)
    # Faces turn the way that Open3D's own normals point: towards the camera.
    shown.compute_triangle_normals()
    assert (np.asarray(shown.triangle_normals)[:, 2] < 0).all()


def test_without_a_screen_one_sentence_says_so(mesh: Mesh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(InputError, match="no window"):
        viewer.show(mesh, "test")
