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

"""Distances of maps against a k-d tree of their surface points, also after frames that change a part of them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from svr_ros.errors import InputError
from svr_ros.mapping import semantic_map
from svr_ros.mapping.config import MapConfig
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.semantic_map import SemanticMap


def compare(scene: SemanticMap, low: list[float], high: list[float]) -> None:
    """Compare the distances of random points in a box with those of a k-d tree of all surface points."""
    positions = np.random.default_rng(0).uniform(low, high, (500, 3))
    surface = scene.points()
    expected, nearest = cKDTree(surface.points).query(positions)
    found = scene.distance(positions)
    np.testing.assert_allclose(np.abs(found.distance), expected, atol=1e-5)
    clear = expected > 0.02
    outwards = (positions - surface.points[nearest]) / np.maximum(expected, 1e-9)[:, None]
    sign = np.sign(found.distance)[:, None]
    # Two surface points may be equally near
    assert (np.abs((found.gradient - sign * outwards)[clear]).max(1) < 1e-3).mean() > 0.98


def test_distances_follow_each_frame(scenes) -> None:
    scene = SemanticMap(0.05)
    scene.integrate(scenes.screen(1.5, 3.0), scenes.at())
    assert not scene.keeps_distances
    compare(scene, [-2, -2, 0], [2, 2, 4])
    assert scene.keeps_distances
    for view, pose in (
        (scenes.wall(2.0), scenes.at(z=2.0)),  # shows what was guessed
        (scenes.wall(3.0), scenes.at(x=0.4)),  # clears the screen in part
        (scenes.wall(2.0), scenes.at(x=6.0, y=0.13)),  # somewhere else
    ):
        scene.integrate(view, pose)
        compare(scene, [-3, -2, -1], [9, 2, 5])
    # Far outside of the map
    compare(scene, [-60, 20, -50], [60, 40, 50])


def test_distances_follow_blocks_that_leave_and_return(scenes, tmp_path) -> None:
    forgetful = SemanticMap(config=MapConfig(0.05, map_radius=4.0))
    keeping = SemanticMap(config=MapConfig(0.05, map_radius=4.0))
    keeping.use_archive(tmp_path / "archive")
    for scene in (forgetful, keeping):
        for x in (0.0, 20.0, 0.0):
            scene.integrate(scenes.wall(2.0), scenes.at(x=x))
            compare(scene, [-3, -2, -1], [23, 2, 4])


def test_frames_with_wrong_poses_cost_no_more_than_their_blocks(scenes) -> None:
    """A table of the bounding box of all blocks would take 40 PiB, and each later frame would fail."""
    scene = SemanticMap(0.05)
    scene.integrate(scenes.wall(2.0), scenes.at())
    scene.distance(np.zeros((1, 3)))
    for far in (300.0, -5_000.0, 90_000.0):
        scene.integrate(scenes.wall(2.0), scenes.at(x=far, y=far, z=far))
    scene.integrate(scenes.wall(1.5), scenes.at())
    compare(scene, [-3, -2, -1], [3, 2, 4])
    compare(scene, [100, 100, 100], [400, 400, 400])
    compare(scene, [-5_010, -5_010, -5_010], [-4_990, -4_990, -4_990])


def test_cleared_map_has_no_distances(scenes) -> None:
    scene = SemanticMap(0.05)
    scene.integrate(scenes.wall(2.0), scenes.at())
    assert scene.distance([[0.0, 0.0, 1.0]]).distance[0] == pytest.approx(1.0, abs=0.01)
    scene.clear()
    found = scene.distance([[0.0, 0.0, 1.0]])
    assert np.isnan(found.distance[0]) and found.labels[0] == 255 and found.layer[0] == Layer.UNKNOWN


def test_point_on_the_surface_has_its_normal(scenes) -> None:
    scene = SemanticMap(0.05)
    scene.integrate(scenes.wall(2.0), scenes.at())
    surface = scene.points()
    found = scene.distance(surface.points[:50])
    np.testing.assert_allclose(found.distance, 0, atol=1e-6)
    np.testing.assert_allclose(found.gradient, surface.normals[:50], atol=1e-5)


@pytest.mark.parametrize("points", [[[np.nan, 0, 0]], [0.0, 0.0, 0.0], np.zeros((3, 2))])
def test_bad_points_are_refused(points) -> None:
    with pytest.raises(InputError, match="coordinates"):
        SemanticMap().distance(points)


def test_distances_follow_a_frame_whose_far_blocks_cannot_be_archived(scenes, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise InputError("no space left")

    scene = SemanticMap(0.05)
    scene.integrate(scenes.wall(2.0), scenes.at())
    scene.distance([[0.0, 0.0, 1.0]])
    with monkeypatch.context() as patched:
        patched.setattr(semantic_map, "drop_far_blocks", full)
        with pytest.raises(InputError, match="no space left"):
            scene.integrate(scenes.wall(2.0), scenes.at(x=3.0))
    compare(scene, [-1.0, -1.0, 1.0], [4.0, 1.0, 3.0])
