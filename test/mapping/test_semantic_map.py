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

"""The map against closed forms: planes seen from several poses, things that leave, guesses that are contradicted."""

from __future__ import annotations

import gc
from dataclasses import replace

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.geometry.camera import Camera
from svr_ros.labels import COLORS, Label
from svr_ros.mapping.config import MapConfig
from svr_ros.mapping.keyframes import Keyframes, rebuild
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.scale import MapScale, ScaleEstimate
from svr_ros.mapping.semantic_map import SemanticMap

PLANE = 2.0


@pytest.fixture(scope="module")
def plane_map(scenes) -> SemanticMap:
    """Return the map of a plane at z = 2 m, seen from four positions."""
    scene = SemanticMap(0.05)
    for step in range(4):
        scene.integrate(scenes.wall(PLANE + 0.1 * step), scenes.at(x=0.1 * step, z=-0.1 * step))
    return scene


def test_plane_from_several_poses_is_one_plane(plane_map: SemanticMap) -> None:
    points = plane_map.points("measured")
    assert len(points.points) > 500
    np.testing.assert_allclose(points.points[:, 2], PLANE, atol=1e-3)
    np.testing.assert_allclose(points.normals, np.broadcast_to([0, 0, -1], points.normals.shape), atol=1e-3)
    assert (points.labels == Label.CABINET).all()
    assert (points.colors == 100).all()


def test_class_gets_more_certain_with_each_frame(scenes, plane_map: SemanticMap) -> None:
    single = SemanticMap(0.05)
    single.integrate(scenes.wall(PLANE), scenes.at())
    assert plane_map.points().confidence.mean() > single.points().confidence.mean() > 0.3


def test_mesh_has_the_plane_once_and_faces_free_space(plane_map: SemanticMap) -> None:
    mesh = plane_map.mesh("measured")
    np.testing.assert_allclose(mesh.vertices[:, 2], PLANE, atol=1e-3)
    a, b, c = (mesh.vertices[mesh.faces[:, corner]].astype(np.float64) for corner in range(3))
    normals = np.cross(b - a, c - a)
    assert (normals[:, 2] < 0).all()
    width, height = 2 * 2.3 * np.tan(np.radians([35, 28]))
    area = np.linalg.norm(normals, axis=1).sum() / 2
    assert 0.7 * width * height < area < width * height
    assert (plane_map.mesh(colors="image").colors == 100).all()
    assert (mesh.colors == COLORS[Label.CABINET]).all()


def test_distances_are_those_to_the_plane(plane_map: SemanticMap) -> None:
    points = np.random.default_rng(0).uniform([-0.5, -0.4, 1.0], [0.5, 0.4, 1.95], (200, 3))
    found = plane_map.distance(points)
    # The surface points are at most half a voxel's diagonal from the foot of the perpendicular
    expected = PLANE - points[:, 2]
    assert (found.distance >= expected - 1e-3).all()
    assert (found.distance <= np.hypot(expected, 0.036) + 1e-3).all()
    assert (found.layer == Layer.MEASURED).all() and (found.labels == Label.CABINET).all()
    far = expected > 0.5
    np.testing.assert_allclose(found.gradient[far, 2], -1, atol=0.01)
    behind = plane_map.distance([[0.0, 0.0, PLANE + 0.05]])
    assert behind.distance[0] == pytest.approx(-0.05, abs=0.02)
    assert plane_map.distance([[50.0, 0.0, 0.0]]).layer[0] == Layer.UNKNOWN


def test_empty_map_knows_nothing(scenes) -> None:
    scene = SemanticMap()
    assert len(scene.points().points) == len(scene.mesh().faces) == 0
    found = scene.distance([[0.0, 0.0, 0.0]])
    assert np.isnan(found.distance[0]) and found.layer[0] == Layer.UNKNOWN and found.labels[0] == 255
    assert np.isnan(scene.depth_image(Camera.from_hfov(8, 6, 1.0), scenes.at())[0]).all()
    assert (scene.voxel_grid().labels == 255).all()


def test_depth_image_shows_the_plane(scenes, plane_map: SemanticMap) -> None:
    depth, layer = plane_map.depth_image(Camera.from_hfov(32, 24, 0.8), scenes.at(z=0.3))
    np.testing.assert_allclose(depth, PLANE - 0.3, atol=0.02)
    assert (layer == Layer.MEASURED).all()


def test_what_was_taken_away_is_cleared(scenes) -> None:
    scene = SemanticMap(0.05)
    for _ in range(3):
        scene.integrate(scenes.wall(1.5), scenes.at())
    for _ in range(10):
        scene.integrate(scenes.wall(3.0), scenes.at())
    points = scene.points("measured").points
    assert np.abs(points[:, 2] - 3.0).max() < 0.05


def test_guesses_give_way_to_what_is_seen(scenes) -> None:
    scene = SemanticMap(0.05)
    scene.integrate(scenes.screen(1.5, 3.0), scenes.at())
    guessed = scene.points("guessed")
    behind = guessed.select(np.abs(guessed.points[:, 2] - 3.0) < 0.02)
    assert len(behind.points) > 100 and (behind.points[:, 0] < 0.1).all()
    assert (behind.colors == COLORS[Label.CABINET]).all()
    # From beyond the screen, the wall is seen one metre farther away
    scene.integrate(scenes.wall(2.0), scenes.at(z=2.0))
    points = scene.points()
    guessed = points.select(points.layer == Layer.GUESSED).points
    central = (np.abs(guessed[:, :2]) < 0.3).all(1)
    assert not (central & (np.abs(guessed[:, 2] - 3.0) < 0.1)).any()
    measured = points.select(points.layer == Layer.MEASURED).points
    assert (np.abs(measured[:, 2] - 4.0) < 0.05).any()


def test_pockets_that_nobody_saw_into_are_unknown(scenes) -> None:
    scene = SemanticMap(0.05)
    scene.integrate(scenes.wall(1.5, hidden=3.0), scenes.at())
    assert not (scene.points().points[:, 2] > 2.5).any()


def test_hidden_place_that_is_as_likely_free_as_not_hides_no_surface(scenes) -> None:
    screen = scenes.screen(1.0, 2.5)
    unsure = replace(screen, tsdf=np.where(screen.occluded & (screen.tsdf > 0), np.float32(-0.01), screen.tsdf))
    scene = SemanticMap(0.05)
    scene.integrate(unsure, scenes.at())
    points = scene.points("guessed").points
    behind = points[(points[:, 0] < -0.2) & (np.abs(points[:, 2] - 2.5) < 0.2)]  # in the shadow of the screen
    assert len(behind) > 100
    np.testing.assert_allclose(behind[:, 2], 2.5, atol=0.05)


def test_guesses_never_overwrite_what_was_seen(scenes) -> None:
    scene = SemanticMap(0.05)
    scene.integrate(scenes.wall(3.0), scenes.at())
    before = scene.region([-0.3, -0.3, 1.0], [0.3, 0.3, 3.0])
    scene.integrate(scenes.wall(0.8, hidden=2.0), scenes.at())
    after = scene.region([-0.3, -0.3, 1.0], [0.3, 0.3, 3.0])
    np.testing.assert_array_equal(before.distance, after.distance)
    assert (after.layer == Layer.MEASURED).all()


def test_nothing_is_guessed_behind_walls(scenes) -> None:
    scene = SemanticMap(0.05)
    scene.integrate(scenes.wall(1.5, label=Label.WALL, hidden=3.0), scenes.at())
    assert len(scene.points("guessed").points) == 0


def test_frame_without_depth_is_scaled_to_the_map(scenes) -> None:
    scene = SemanticMap(0.05)
    scene.integrate(scenes.wall(2.0), scenes.at())
    result = scene.integrate(scenes.wall(2.4, measured=False), scenes.at())
    assert result.estimate is not None and result.estimate.accepted
    assert result.scale == pytest.approx(2.0 / 2.4, rel=0.02)
    np.testing.assert_allclose(scene.points("measured").points[:, 2], 2.0, atol=0.03)


def test_first_frame_does_not_set_the_scale_of_a_map_without_depth(scenes) -> None:
    scene = SemanticMap(0.05)
    scene.integrate(scenes.wall(2.0, measured=False), scenes.at())
    results = [scene.integrate(scenes.wall(2.4, measured=False), scenes.at()) for _ in range(12)]
    assert 2.0 < 2.4 * results[0].scale < 2.4  # between both
    assert results[-1].scale == pytest.approx(1.0, abs=0.02)  # the mean of all
    assert np.median(scene.points("measured").points[:, 2]) == pytest.approx(2.4, abs=0.06)


def test_scales_of_frames_without_depth_are_half_of_their_deviation_from_the_mean() -> None:
    scale = MapScale()
    ratios = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.16]
    factors = [scale.factor(ScaleEstimate(float(np.exp(ratio)), 0.5, 0.02, True)) for ratio in ratios]
    np.testing.assert_allclose(np.log(factors), [0.0] * 6 + [(0.16 - 0.16 / 9) / 2], atol=1e-9)
    mean = scale.mean
    assert scale.factor(ScaleEstimate(1.0, 0.0, float("nan"), False)) == mean
    scale.known = True
    assert scale.factor(ScaleEstimate(1.2, 0.5, 0.02, True)) == pytest.approx(1.2)


def test_rebuilt_map_keeps_the_scale_of_its_depth_sensor(scenes) -> None:
    first, frames = SemanticMap(0.05), Keyframes(limit=5)
    frames.add(first.integrate(scenes.wall(2.0), scenes.at()), scenes.at(), 0.0)
    second = SemanticMap(0.05)
    rebuild(second, frames.frames())
    result = second.integrate(scenes.wall(2.4, measured=False), scenes.at())
    assert result.scale == pytest.approx(2.0 / 2.4, rel=0.02)


def test_scale_is_not_estimated_without_overlap(scenes) -> None:
    scene = SemanticMap(0.05)
    scene.integrate(scenes.wall(2.0), scenes.at())
    result = scene.integrate(scenes.wall(2.4, measured=False), scenes.at(x=30.0))
    assert result.estimate is not None and not result.estimate.accepted
    assert result.scale == 1.0


def test_voxel_grid_and_occupancy_agree_with_the_plane(plane_map: SemanticMap) -> None:
    grid = plane_map.voxel_grid([-0.5, -0.5, 1.0], [0.5, 0.5, 2.5])
    assert grid.labels.shape == (30, 20, 20)
    np.testing.assert_allclose(grid.origin, [-0.5, -0.5, 1.0])
    layer = int((PLANE - 0.5 * 0.05 - 1.0) / 0.05)
    np.testing.assert_allclose(grid.tsdf[layer], 0.025, atol=1e-3)
    origin, (below, across) = plane_map.occupancy([(0.6, 1.5), (1.5, 2.1)])
    column, row = ((np.zeros(2) - origin[:2]) / 0.05).astype(int)
    assert across[row, column] == 100
    assert below[row, column] in (0, -1)


def test_same_frames_give_the_same_map(scenes) -> None:
    maps = [SemanticMap(0.05) for _ in range(2)]
    for scene in maps:
        scene.integrate(scenes.wall(2.0, hidden=3.5), scenes.at())
        scene.integrate(scenes.wall(2.2, measured=False), scenes.at(x=0.2))
    first, second = (scene.points() for scene in maps)
    np.testing.assert_array_equal(first.points, second.points)
    np.testing.assert_array_equal(first.confidence, second.confidence)


def test_far_blocks_are_dropped_or_return_from_the_archive(scenes, tmp_path) -> None:
    forgetful = SemanticMap(config=MapConfig(0.05, map_radius=4.0))
    keeping = SemanticMap(config=MapConfig(0.05, map_radius=4.0))
    keeping.use_archive(tmp_path / "archive")
    whole = SemanticMap(0.05)
    for scene in (forgetful, keeping, whole):
        scene.integrate(scenes.wall(2.0), scenes.at())
        scene.integrate(scenes.wall(2.0), scenes.at(x=20.0))
    assert len(forgetful) < 0.6 * len(whole)
    assert len(keeping) == len(forgetful)
    assert list((tmp_path / "archive").glob("*/*.npz"))
    assert keeping.bytes <= whole.bytes
    keeping.save(tmp_path / "map.svrmap")
    loaded = SemanticMap.load(tmp_path / "map.svrmap")
    np.testing.assert_allclose(loaded.points().points, whole.points().points, atol=1e-3)
    continued = SemanticMap.load(tmp_path / "map.svrmap", MapConfig(0.05, map_radius=4.0))
    continued.use_archive(tmp_path / "continued")
    continued.integrate(scenes.wall(2.0), scenes.at(x=40.0))
    assert list((tmp_path / "continued").glob("*/*.npz"))


def test_loaded_map_can_archive_its_blocks(scenes, tmp_path) -> None:
    saved = SemanticMap(0.05)
    saved.integrate(scenes.wall(2.0), scenes.at())
    saved.save(tmp_path / "map.svrmap")
    loaded = SemanticMap.load(tmp_path / "map.svrmap", MapConfig(map_radius=8.0))
    loaded.use_archive(tmp_path / "archive")
    loaded.integrate(scenes.wall(2.0), scenes.at(x=20.0))
    assert list((tmp_path / "archive").glob("*/*.npz"))
    # The first wall is back when a frame is compared with it, although depth was rendered without it
    depth, _ = loaded.depth_image(scenes.wall(2.0).camera, scenes.at())
    assert np.isnan(depth).all()
    found = loaded.integrate(scenes.wall(2.2, measured=False), scenes.at()).estimate
    assert found is not None and found.accepted
    assert found.scale == pytest.approx(2.0 / 2.2, rel=0.02)


def test_one_pose_far_away_does_not_end_the_map(scenes) -> None:
    scene = SemanticMap(0.05)
    for position in (0.0, 9e4, 0.1):  # a table of all blocks between them would not fit into any memory
        scene.integrate(scenes.wall(2.0 - position % 1, measured=position > 0), scenes.at(x=position, z=position % 1))
    depth, _ = scene.depth_image(Camera.from_hfov(32, 24, 0.8), scenes.at())
    np.testing.assert_allclose(depth, PLANE, atol=0.05)


def test_maps_that_share_an_archive_keep_their_files_and_remove_those_of_killed_ones(scenes, tmp_path) -> None:
    left = tmp_path / "archive-0123456789ab"
    left.mkdir()
    (left / "cell_0_0_0_0.npz").touch()
    first, second = (SemanticMap(config=MapConfig(0.05, map_radius=4.0)) for _ in range(2))
    first.use_archive(tmp_path)
    second.use_archive(tmp_path)
    assert not left.exists() and len(list(tmp_path.iterdir())) == 2
    for scene in (first, second):
        scene.integrate(scenes.wall(2.0), scenes.at())
        scene.integrate(scenes.wall(2.0), scenes.at(x=20.0))
    second.use_archive(None)
    [folder] = tmp_path.iterdir()
    assert list(folder.glob("*.npz"))
    before = len(first)
    first.save(tmp_path / "map.svrmap")  # fetches the blocks of the archive, all of which are there
    assert len(first) > 1.5 * before
    del first
    gc.collect()
    assert not folder.exists()


def test_archive_that_was_damaged_costs_its_blocks(scenes, tmp_path) -> None:
    scene = SemanticMap(config=MapConfig(0.05, map_radius=4.0))
    scene.use_archive(tmp_path)
    scene.integrate(scenes.wall(2.0), scenes.at())
    scene.integrate(scenes.wall(2.0), scenes.at(x=20.0))
    damaged, *others = sorted(tmp_path.glob("*/*.npz"))
    damaged.write_bytes(b"no archive")
    for other in others[1:]:
        other.unlink()
    lost = []
    for _ in range(len(others)):
        try:
            scene.save(tmp_path / "map.svrmap")
        except InputError as error:
            lost.append(str(error))
    assert len(lost) == len(others) and all("in the archive of the map cannot be read" in each for each in lost)
    scene.save(tmp_path / "map.svrmap")
    assert len(SemanticMap.load(tmp_path / "map.svrmap")) == len(scene)


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300, -1e6])
def test_points_that_are_no_places_are_refused(plane_map: SemanticMap, value: float) -> None:
    with pytest.raises(InputError, match=r"point 1 is \[.*; expected finite coordinates of at most 100000 m"):
        plane_map.distance([[0.0, 0.0, 0.0], [0.0, value, 0.0]])


@pytest.mark.parametrize(
    "pose, part",
    [
        (np.eye(3), "4 x 4"),
        (np.full((4, 4), np.nan), "finite"),
        (np.diag([2.0, 2, 2, 1]), "rigid"),
        (rigid.pose(np.eye(3), [1e30, 0, 0]), "position .* expected finite coordinates of at most 100000 m"),
    ],
)
def test_bad_poses_are_refused(scenes, pose, part: str) -> None:
    with pytest.raises(InputError, match=part):
        SemanticMap().integrate(scenes.wall(2.0), pose)


@pytest.mark.parametrize(
    "settings", [{"voxel_size": 0}, {"voxel_size": np.nan}, {"truncation": 0.001}, {"map_radius": -1}]
)
def test_bad_settings_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(InputError, match="expected"):
        MapConfig(**settings)
