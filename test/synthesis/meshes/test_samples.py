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

"""Samples of meshes: pictures and their truth, the same as those of the room's analytic solids."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.evaluation.ground_truth import BAND, ground_truth
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.pose import Pose
from svr_ros.geometry.visibility import Visibility, classify_visibility
from svr_ros.labels import Label
from svr_ros.synthesis.config import CameraConfig, Heights, SynthesisConfig
from svr_ros.synthesis.meshes.folder import MeshSamples
from svr_ros.synthesis.meshes.freespace import FreeSpaceConfig
from svr_ros.synthesis.meshes.mesh import MeshMaterial, Part, join
from svr_ros.synthesis.meshes.rendering import Lighting, pixel_truth, radiance, reflectance
from svr_ros.synthesis.meshes.samples import MeshRoom, MeshSample, mesh_sample, mesh_volume
from svr_ros.synthesis.render.render import render
from svr_ros.synthesis.render.shapes import pack, signed_distance
from svr_ros.synthesis.render.world import pack_world
from svr_ros.synthesis.samples import sample_points

FRUSTUM = Frustum()
SIZE = 64
SPACE = FreeSpaceConfig(spacing=0.1)


@pytest.fixture(scope="module")
def room(small_room: Any) -> MeshRoom:
    """Return the room out of plain triangles."""
    parts = [Part(p.vertices, p.triangles, int(p.label), MeshMaterial((0.5, 0.4, 0.3))) for p in small_room.pieces]
    return MeshRoom(join("room", parts), space=SPACE)


@pytest.fixture(scope="module")
def samples(room: MeshRoom) -> list[MeshSample]:
    """Return some views."""
    return [mesh_sample(room, number, FRUSTUM, SIZE, rays=1) for number in range(6)]


def digest(folder: str) -> str:
    """Return a hash of everything that two samples of a folder and their points hold."""
    made = MeshSamples(Path(folder), space=SPACE)
    parts = []
    for number in (0, 9):
        sample = made(number, FRUSTUM, 32, rays=1)
        points = sample_points(sample, FRUSTUM, np.random.default_rng(number), 50, 50, 50)
        parts += [sample.image, sample.valid, sample.depth, sample.normals, sample.labels, *points]
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


def test_samples_are_the_same_in_another_process(small_room: Any, tmp_path: Path) -> None:
    small_room.write["glb"](tmp_path)
    code = f"import runpy; print(runpy.run_path({__file__!r})['digest']({str(tmp_path)!r}))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300)
    assert other.stdout.strip() == digest(str(tmp_path))


def test_truth_is_that_of_the_analytic_room(samples: list[MeshSample], small_room: Any) -> None:
    """Depth, normals and classes at each pixel, but for those that an edge runs through."""
    for sample in samples:
        shown = render(pack_world(small_room.scene, sample.pose), FRUSTUM.tan_x, FRUSTUM.tan_y, SIZE, 1)
        same = (sample.labels == shown.labels) & (np.abs(sample.depth - shown.depth) < 1e-3)
        assert same.mean() > 0.99
        np.testing.assert_allclose(sample.depth[same], shown.depth[same], atol=2e-4)
        assert ((sample.normals * shown.normals).sum(-1)[same] > 0.999).mean() > 0.995
        np.testing.assert_allclose(np.linalg.norm(sample.normals, axis=-1), 1, atol=1e-4)


def test_arrays_are_those_of_procedural_samples(samples: list[MeshSample]) -> None:
    for sample in samples:
        assert (sample.image.shape, sample.image.dtype) == ((SIZE, SIZE, 3), np.uint8)
        assert (sample.valid.shape, sample.valid.dtype) == ((SIZE, SIZE), np.bool_)
        assert (sample.depth.shape, sample.depth.dtype) == ((SIZE, SIZE), np.float32)
        assert (sample.normals.shape, sample.normals.dtype) == ((SIZE, SIZE, 3), np.float32)
        assert (sample.labels.shape, sample.labels.dtype) == ((SIZE, SIZE), np.uint8)
        assert sample.image[sample.valid].std() > 1
    assert len({sample.pose.position.tobytes() for sample in samples}) == len(samples)


def test_points_have_the_distance_of_the_analytic_room(samples: list[MeshSample], small_room: Any) -> None:
    for sample in samples[:3]:
        points = sample_points(sample, FRUSTUM, np.random.default_rng(0), 600, 400, 400)
        assert all(np.isfinite(part).all() for part in points)
        assert ((points.volume >= 0) & (points.volume <= 1)).all()
        expected, labels = signed_distance(pack(small_room.scene, sample.pose), FRUSTUM.to_camera(points.volume))
        free = (expected > 0) & (points.distance > 0)
        np.testing.assert_allclose(points.distance[free], expected[free], atol=1e-3)
        assert ((expected > 0) == (points.distance > 0)).mean() > 0.98
        assert (points.labels == labels)[free].mean() > 0.99
        near = np.abs(points.distance) < 0.1
        assert near[:600].mean() > 0.8 and near[1000:].mean() < near[600:1000].mean()
        assert (points.weights > 0).all()


def test_volume_is_that_of_its_voxels(samples: list[MeshSample]) -> None:
    sample = samples[0]
    distance, labels = mesh_volume(sample, FRUSTUM, 32, 0.15)
    exact, classes = sample.signed_distance(FRUSTUM.to_camera(FRUSTUM.centres(32)).reshape(-1, 3))
    np.testing.assert_allclose(distance.ravel(), np.clip(exact, -0.15, 0.15), atol=1e-6)
    near = np.abs(exact) < 0.15
    assert (labels.ravel() == classes)[near].all()
    kinds = classify_visibility(distance).category
    assert {Visibility.VISIBLE_FREE, Visibility.VISIBLE_SURFACE} <= set(np.unique(kinds).tolist())


def test_cameras_keep_to_their_config(small_room: Any) -> None:
    parts = [Part(p.vertices, p.triangles, int(p.label)) for p in small_room.pieces]
    config = CameraConfig(heights=(Heights(1.0, (1.0, 1.2)),), pitch=(-0.5, 0.0), max_roll=0.0)
    room = MeshRoom(join("room", parts), config, SPACE)
    for number in range(8):
        pose = room.places.choose(np.random.default_rng(number), FRUSTUM)
        assert pose is not None
        assert 1.0 <= pose.position[2] <= 1.2 and -0.5 <= pose.pitch <= 0.0 and abs(pose.roll) < 1e-6
        assert room.field.triangles.nearest(pose.position[None])[0] > config.clearance
        assert pixel_truth(room.field, pose, FRUSTUM, 32).depth.min() > 0.9 * config.min_depth_past


def test_a_room_without_furniture_has_no_views(small_room: Any) -> None:
    parts = [Part(p.vertices, p.triangles, int(p.label)) for p in small_room.pieces[:3]]
    room = MeshRoom(
        join("bare", parts), CameraConfig(shots=tuple(s for s in CameraConfig().shots if s.min_furniture > 0)), SPACE
    )
    with pytest.raises(InputError, match="bare has no place from which a camera sees furniture"):
        mesh_sample(room, 0, FRUSTUM, 16, 1, SynthesisConfig())


def test_textures_lie_where_they_belong(small_room: Any, tmp_path: Path) -> None:
    """The floor of the OBJ is red for x < 0 and blue for x > 0, the bed has the colour of its material."""
    field = MeshSamples(small_room.write["obj, y up"](tmp_path), space=SPACE).room(0).field
    above = np.array([[-1.0, -1.0, 1.0], [1.0, -1.0, 1.0], [-0.9, 1.3, 1.0]])
    color, glow = reflectance(field.mesh, field.triangles.cast(above, np.array([[0, 0, -1.0]] * 3)))
    np.testing.assert_allclose(color[:2], [[1, 0, 0], [0, 0, 1]], atol=1e-3)
    np.testing.assert_allclose(color[2], (np.array([60, 90, 170]) / 255) ** 2.2, atol=0.02)
    assert not glow.any()


def test_scans_are_shown_as_they_were_lit(small_room: Any, tmp_path: Path) -> None:
    room = MeshSamples(small_room.write["ScanNet"](tmp_path), space=SPACE).room(0)
    sample = mesh_sample(room, 1, FRUSTUM, SIZE, rays=1)
    walls = sample.image[sample.valid & (sample.labels == Label.WALL)].astype(float)
    assert walls.std(0).max() < 25  # one colour, but for the camera's noise and vignetting


@pytest.mark.parametrize("lit", [True, False])
def test_textures_that_contain_their_light_are_not_lit_again(small_room: Any, tmp_path: Path, lit: bool) -> None:
    """Without any lamp, the red and blue floor keeps its colours if they contain light already; else it is black."""
    folder = small_room.write["obj, y up"](tmp_path)
    (folder / "scene.yaml").write_text(f"lit: {str(lit).lower()}\n")
    field = MeshSamples(folder, space=SPACE).room(0).field
    down = Pose(np.diag([1.0, -1.0, -1.0]), np.array([0.0, -1.2, 1.8]))
    dark = Lighting((), np.zeros(3))
    colors = radiance(field, down, FRUSTUM, SIZE, 1, dark, np.random.default_rng(0))
    centre = colors[SIZE // 2]  # the line of the floor at y = -1.2, from x = -0.9 to 0.9
    expected = np.where(np.arange(SIZE)[:, None] < SIZE // 2, [1.0, 0, 0], [0, 0, 1.0]) if lit else np.zeros((SIZE, 3))
    np.testing.assert_allclose(centre, expected, atol=1e-3)


def test_evaluation_judges_by_the_mesh(samples: list[MeshSample]) -> None:
    truth = ground_truth(samples[0], FRUSTUM, 64, 0.2)
    distance, labels = samples[0].signed_distance(truth.surface)
    assert len(truth.surface) > 1000 and np.quantile(np.abs(distance), 0.95) < 0.02
    np.testing.assert_array_equal(truth.surface_labels, labels)
    solid, free = truth.distance < -BAND, truth.distance > 0
    assert solid.any() and not truth.reachable[solid].any()
    assert truth.reachable[free].mean() > 0.95
