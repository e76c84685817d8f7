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

"""Scenes with and without an image, against a floor, a wall and a ball known in closed form."""

from dataclasses import fields

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.scene_volume import HIDDEN_COLOR, SceneVolume
from svr_ros.labels import COLORS, UNOBSERVED, Label

BALL, RADIUS = np.array([0.1, 0.1, 2.4]), 0.4  # as the known scene has it
TILT = Rotation.from_euler("x", 25, degrees=True).as_matrix()


def without_image(scene: SceneVolume, **changes) -> SceneVolume:
    return SceneVolume(**{field.name: getattr(scene, field.name) for field in fields(SceneVolume)} | changes)


@pytest.fixture(scope="module")
def bare(reconstruction: Reconstruction) -> SceneVolume:
    return without_image(reconstruction)


def test_reconstruction_has_seen_what_its_view_has(known_scene) -> None:
    narrow = known_scene.reconstruction(Camera.from_hfov(320, 240, 0.6), resolution=48, size=64)
    assert narrow.valid is narrow.view.valid and not narrow.valid.all()
    tangent = np.tan(0.3) * 1.05  # half the camera's width, and a canonical pixel
    vertices = narrow.mesh().vertices
    for points in (narrow.surface_points().points, narrow.band_points().points, vertices):
        assert len(points) > 100 and (np.abs(points[:, 0]) < tangent * points[:, 2]).all()
    grid = narrow.voxel_grid(0.1)
    x = (np.arange(grid.labels.shape[2]) + 0.5) * 0.1 + grid.origin[0]
    z = (np.arange(grid.labels.shape[0]) + 0.5) * 0.1 + grid.origin[2]
    observed = (grid.labels != UNOBSERVED).any(1)
    assert observed.any() and (np.abs(x) < tangent * z[:, None])[observed].all()


def test_surface_points_know_the_scene(reconstruction: Reconstruction, known_scene) -> None:
    found = reconstruction.surface_points()
    assert found.points.dtype == np.float32 and len(found.points) > 5000
    assert np.percentile(np.abs(known_scene.signed(found.points)), 99) < 0.01
    nearest_two = np.sort(np.abs(known_scene.distances(found.points)), -1)[:, :2]
    clear = nearest_two[:, 1] - nearest_two[:, 0] > 0.1
    assert (found.labels == known_scene.labels(found.points))[clear].all()
    ball = clear & (found.labels == Label.CHAIR)
    radial = found.points[ball] - BALL
    cosine = (found.normals[ball] * radial).sum(1) / np.linalg.norm(radial, axis=1)
    assert np.degrees(np.arccos(np.clip(cosine, -1, 1))).max() < 1
    np.testing.assert_allclose(found.normals[clear & (found.labels == Label.FLOOR)].mean(0), (0, -1, 0), atol=1e-3)


def test_band_points_carry_their_distance(reconstruction: Reconstruction, known_scene) -> None:
    band = reconstruction.band_points()
    assert np.abs(band.tsdf).max() < reconstruction.truncation and band.tsdf.min() < -0.15 < 0.15 < band.tsdf.max()
    np.testing.assert_allclose(band.tsdf, known_scene.signed(band.points.astype(np.float64)), atol=1e-5)


def test_hidden_parts_are_pink_in_the_colours_of_the_image(reconstruction: Reconstruction) -> None:
    mesh = reconstruction.mesh("image")
    towards_camera = (mesh.normals * mesh.vertices).sum(1) / np.linalg.norm(mesh.vertices, axis=1)
    ball = np.abs(np.linalg.norm(mesh.vertices - BALL, axis=1) - RADIUS) < 0.02
    pink = (mesh.colors == HIDDEN_COLOR).all(1)
    assert pink[ball & (towards_camera > 0.3)].all()  # the ball's back
    front = ball & (towards_camera < -0.3)
    assert (mesh.colors[front] == COLORS[Label.CHAIR]).all(1).mean() > 0.99  # this scene's image shows classes


def test_scene_without_image_is_the_same_scene(bare: SceneVolume, reconstruction: Reconstruction) -> None:
    ours, theirs = bare.mesh(), reconstruction.mesh()
    for field in fields(ours):
        np.testing.assert_array_equal(getattr(ours, field.name), getattr(theirs, field.name))
    for points in (bare.surface_points(), bare.band_points()):
        assert (points.colors == COLORS[points.labels]).all()
    np.testing.assert_array_equal(bare.surface_points().points, reconstruction.surface_points().points)
    np.testing.assert_array_equal(bare.voxel_grid(0.1).labels, reconstruction.voxel_grid(0.1).labels)


def test_mesh_colours_that_are_not_there_are_refused(bare: SceneVolume) -> None:
    with pytest.raises(InputError, match="without an image; expected 'class'"):
        bare.mesh("image")
    with pytest.raises(InputError, match="'depth'; expected 'class' or 'image'"):
        bare.mesh("depth")


def test_voxel_grid_of_a_level_frame_has_a_level_floor(known_scene, bare: SceneVolume) -> None:
    # The frame is tilted against the camera's, so that the known scene's floor rises in it as the cosine says.
    camera_from_grid = np.eye(4)
    camera_from_grid[:3, :3], camera_from_grid[:3, 3] = TILT, (0.2, -0.1, 0.4)
    grid = bare.voxel_grid(0.05, camera_from_grid)
    z, y, x = np.indices(grid.labels.shape)
    points = ((np.stack([x, y, z], -1) + 0.5) * 0.05 + grid.origin) @ TILT.T + (0.2, -0.1, 0.4)
    inside = grid.labels != UNOBSERVED
    expected = np.clip(known_scene.signed(points), -bare.truncation, bare.truncation)
    assert np.abs(grid.tsdf - expected)[inside].max() < 0.025
    nearest_two = np.sort(known_scene.distances(points), -1)[..., :2]
    clear = inside & (nearest_two[..., 1] - nearest_two[..., 0] > 0.15)
    assert (grid.labels == known_scene.labels(points))[clear].all()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_distance_that_is_not_finite_is_refused(bare: SceneVolume, value: float) -> None:
    tsdf = bare.tsdf.copy()
    tsdf[3, 4, 5:7] = value
    with pytest.raises(InputError, match=r"not finite at 2 of 884736 voxels"):
        without_image(bare, tsdf=tsdf)


def test_arrays_that_do_not_fit_together_are_refused(bare: SceneVolume) -> None:
    with pytest.raises(InputError, match=r"\[96, 96, 96\], \[95, 96, 96\] and \[96, 96, 96\]; expected one shape"):
        without_image(bare, labels=bare.labels[1:])
    flat = {name: getattr(bare, name)[0] for name in ("tsdf", "labels", "confidence")}
    with pytest.raises(InputError, match="expected one shape"):
        without_image(bare, **flat)
    with pytest.raises(InputError, match="truncation is 0 m"):
        without_image(bare, truncation=0.0)
