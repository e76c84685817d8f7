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

"""Keyframes against closed forms: poses corrected later, the map rebuilt from them, and what compression loses."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.labels import Label
from svr_ros.mapping.compressed_frame import CompressedFrame
from svr_ros.mapping.config import MapConfig
from svr_ros.mapping.keyframes import Keyframes, rebuild
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.pose_correction import spread_correction, travel
from svr_ros.mapping.semantic_map import SemanticMap

PLANE = 2.0


def add(scene: SemanticMap, frames: Keyframes, view, pose: NDArray[np.float64], stamp: float) -> bool:
    """Integrate a frame and offer it as a keyframe."""
    return frames.add(scene.integrate(view, pose, stamp), pose, stamp)


def rebuilt(frames: Keyframes, config: MapConfig) -> SemanticMap:
    """Return the map of keyframes."""
    scene = SemanticMap(config=config)
    rebuild(scene, frames.frames())
    return scene


def test_plane_is_one_plane_after_the_pose_of_a_frame_is_corrected(scenes) -> None:
    scene, frames = SemanticMap(0.05), Keyframes(10)
    # The same plane from two places; odometry drifts by 0.3 m ahead between them
    frames.follow(np.eye(4), 0.0)
    add(scene, frames, scenes.wall(PLANE), scenes.at(), 0.0)
    frames.follow(np.eye(4), 1.0)
    add(scene, frames, scenes.wall(PLANE), scenes.at(x=1.0, z=0.3), 1.0)
    assert (np.abs(scene.points("measured").points[:, 2] - PLANE) > 0.2).any()
    # The SLAM moves the frame of the odometry
    assert frames.follow(scenes.at(z=-0.3), 2.0) == pytest.approx(0.3)
    np.testing.assert_allclose(frames.frames()[1].map_from_camera, scenes.at(x=1.0), atol=1e-9)
    corrected = rebuilt(frames, scene.config).points("measured")
    np.testing.assert_allclose(corrected.points[:, 2], PLANE, atol=1e-3)
    assert corrected.points[:, 0].min() < -1 and corrected.points[:, 0].max() > 2
    assert (corrected.labels == Label.CABINET).all() and (corrected.colors == 100).all()


def test_rebuilt_map_is_that_of_the_frames(scenes) -> None:
    scene, frames = SemanticMap(0.05), Keyframes(10)
    add(scene, frames, scenes.screen(1.5, 3.0), scenes.at(), 0.0)
    add(scene, frames, scenes.wall(2.9, measured=False), scenes.at(x=0.3), 1.0)
    same = rebuilt(frames, scene.config)
    assert same.frames == scene.frames == 2
    for layers in ("measured", "guessed"):
        first, second = scene.points(layers), same.points(layers)
        assert len(first.points) == len(second.points) > 50
        np.testing.assert_allclose(second.points, first.points, atol=2e-3)
        np.testing.assert_allclose(second.confidence, first.confidence, atol=0.02)
        np.testing.assert_array_equal(second.labels, first.labels)


def test_rebuilt_map_scales_further_frames_as_before(scenes) -> None:
    scene, frames = SemanticMap(0.05), Keyframes(20)
    # Walls that are predicted at varying distances
    for number, distance in enumerate((2.0, 2.4, 2.3, 2.5)):
        add(scene, frames, scenes.wall(distance, measured=False), scenes.at(x=0.3 * number), float(number))
    same, forgetful = rebuilt(frames, scene.config), rebuilt(frames, scene.config)
    same.continue_scale(scene)
    view, pose = scenes.wall(2.4, measured=False), scenes.at(x=1.2)
    expected, other, lost = (each.integrate(view, pose, 4.0).scale for each in (scene, same, forgetful))
    assert other == pytest.approx(expected, abs=2e-3) and abs(lost - expected) > 0.01


def test_compression_keeps_what_the_map_reads(scenes) -> None:
    view = scenes.screen(1.5, 3.0)
    seen = SemanticMap(0.05).integrate(view, scenes.at()).observation
    compressed = CompressedFrame.compress(seen)
    back, instances = compressed.decompress()
    assert instances is None
    assert compressed.bytes < 0.1 * sum(array.nbytes for array in seen)
    np.testing.assert_allclose(back.depth, seen.depth, atol=1e-4)
    np.testing.assert_allclose(back.sigma, seen.sigma, rtol=1e-3)
    np.testing.assert_array_equal(back.labels, seen.labels)
    hidden = np.flatnonzero(view.occluded.all((1, 2)))
    np.testing.assert_allclose(back.volume[hidden], seen.volume[hidden], atol=2e-3)


def test_objects_are_kept(scenes) -> None:
    config = MapConfig(0.05, with_objects=True)
    scene, frames = SemanticMap(config=config), Keyframes(10)
    add(scene, frames, scenes.screen(1.5, 3.0), scenes.at(), 0.0)
    owned = scene.region().objects
    back = rebuilt(frames, config).region().objects
    # Voxels at the bound of the distance to a surface may change sides
    assert (owned > 0).sum() > 1000 and (back != owned).mean() < 1e-3


def test_constant_drift_of_the_heading_is_removed() -> None:
    # A camera on a circle of 2 m; odometry turns too far by 0.1 rad per round
    angles, drift = np.linspace(0, 2 * np.pi, 101), 0.1
    truth = np.stack([rigid.pose(_heading(a), [2 * np.sin(a), 2 - 2 * np.cos(a), 0]) for a in angles])
    odometry = truth[:1].copy()
    for before, after in itertools.pairwise(truth):
        turn = rigid.pose(_heading(drift / 200), np.zeros(3))
        step = turn @ rigid.inverse(before) @ after @ turn
        odometry = np.concatenate([odometry, odometry[-1:] @ step])
    assert np.abs(odometry - truth)[:, :3, 3].max() > 0.15
    corrected = spread_correction(odometry, truth[-1] @ rigid.inverse(odometry[-1]))
    np.testing.assert_allclose(corrected[:, :3, 3], truth[:, :3, 3], atol=2e-3)
    np.testing.assert_allclose(corrected[:, :3, :3], truth[:, :3, :3], atol=1e-6)


def test_constant_drift_of_the_position_is_removed() -> None:
    truth = np.stack([rigid.pose(np.eye(3), [0.1 * step, 0, 0]) for step in range(21)])
    odometry = truth.copy()
    odometry[:, 1, 3] += 0.02 * np.arange(21)
    corrected = spread_correction(odometry, truth[-1] @ rigid.inverse(odometry[-1]))
    np.testing.assert_allclose(corrected, truth, atol=1e-9)


def _heading(angle: float) -> NDArray[np.float64]:
    return Rotation.from_rotvec([0, 0, angle]).as_matrix()


def test_jumps_after_a_restart_leave_the_frames_before_it(scenes) -> None:
    frames = Keyframes(5)
    result = SemanticMap(0.1).integrate(scenes.wall(PLANE), scenes.at())

    def drive(first: float, stamp: float) -> None:
        for step in range(3):
            frames.follow(np.eye(4), stamp + step)
            frames.add(result, scenes.at(x=first + step), stamp + step)

    drive(0.0, 100.0)
    frames.restart()
    assert frames.follow(scenes.at(y=5.0), 2.0) == 0  # another run of the odometry
    frames.restart()
    drive(10.0, 3.0)  # one frame too many, of the first run
    assert frames.follow(scenes.at(y=0.2), 9.0) == pytest.approx(0.2)
    positions = np.array([one.map_from_camera[:2, 3] for one in frames.frames()])
    np.testing.assert_allclose(positions, [[0, 0], [2, 0], [10, 0], [11, 0.1], [12, 0.2]], atol=1e-6)


def test_second_correction_leaves_the_frames_before_the_first(scenes) -> None:
    scene, frames = SemanticMap(0.1), Keyframes(20)
    result = scene.integrate(scenes.wall(PLANE), scenes.at())

    def go(count: int, first: int) -> None:
        for step in range(first, first + count):
            frames.add(result, scenes.at(x=0.5 * step), 10.0 * step)

    frames.follow(np.eye(4), 0.0)
    go(4, 0)
    frames.follow(scenes.at(y=0.3), 31.0)
    first = [one.map_from_camera for one in frames.frames()]
    np.testing.assert_allclose([pose[1, 3] for pose in first], [0, 0.1, 0.2, 0.3], atol=1e-9)
    go(4, 4)
    frames.follow(scenes.at(y=0.3, z=0.4), 71.0)
    second = [one.map_from_camera for one in frames.frames()]
    np.testing.assert_allclose(second[:4], first, atol=1e-9)
    np.testing.assert_allclose([pose[2, 3] for pose in second[4:]], [0.1, 0.2, 0.3, 0.4], atol=0.05)


def test_interpolated_jump_is_one_correction(scenes) -> None:
    # An image between two transforms of the SLAM gets one between them
    scene = SemanticMap(0.1)
    result = scene.integrate(scenes.wall(PLANE), scenes.at())
    frames = Keyframes(20)
    frames.follow(np.eye(4), 0.0)
    for step in range(5):
        frames.add(result, scenes.at(x=0.5 * step), 10.0 * step)
    for stamp, jump in ((41.0, 0.2), (41.1, 0.4)):
        frames.follow(scenes.at(y=jump), stamp)
    heights = [one.map_from_camera[1, 3] for one in frames.frames()]
    np.testing.assert_allclose(heights, [0, 0.1, 0.2, 0.3, 0.4], atol=1e-2)


def test_small_changes_of_the_transform_are_no_jumps(scenes) -> None:
    frames = Keyframes(5)
    result = SemanticMap(0.1).integrate(scenes.wall(PLANE), scenes.at())
    frames.follow(np.eye(4), 0.0)
    frames.add(result, scenes.at(), 0.0)
    version = frames.version
    for step in range(1, 10):
        assert frames.follow(scenes.at(x=0.05 * step), float(step)) == 0
    assert frames.version == version


def test_number_is_bounded_and_the_way_stays_covered(scenes) -> None:
    frames = Keyframes(8)
    result = SemanticMap(0.1).integrate(scenes.wall(PLANE), scenes.at())
    assert frames.add(result, scenes.at(), 0.0)
    assert not frames.add(result, scenes.at(x=0.1), 0.5)  # too near
    for step in range(1, 60):
        assert frames.add(result, scenes.at(x=0.3 * step), float(step))
    kept = np.array([one.map_from_camera[0, 3] for one in frames.frames()])
    assert len(frames) == 8 and kept[0] == 0 and kept[-1] == pytest.approx(0.3 * 59)
    assert (np.diff(kept) > 0).all() and np.diff(kept).max() < 6
    assert frames.bytes == 8 * CompressedFrame.compress(result.observation).bytes
    frames.clear()
    assert len(frames) == frames.bytes == 0


def test_rotation_counts_as_travel(scenes) -> None:
    assert travel(scenes.at(), rigid.pose(_heading(1.0), [0, 0, 3.0])) == pytest.approx(3.5)


def test_rebuilt_map_keeps_the_layers_apart(scenes) -> None:
    scene, frames = SemanticMap(0.05), Keyframes(4)
    add(scene, frames, scenes.screen(1.5, 3.0), scenes.at(), 0.0)
    points = rebuilt(frames, scene.config).points()
    assert set(points.layer) == {Layer.MEASURED, Layer.GUESSED}


def test_limit_below_two_is_refused() -> None:
    with pytest.raises(InputError, match="at least 2"):
        Keyframes(1)
