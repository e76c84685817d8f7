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

"""Map of the node: its archive, and time that jumps back."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("rclpy")

from builtin_interfaces.msg import Time
from rclpy.lifecycle import LifecycleNode
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.mapping.compressed_frame import CompressedFrame
from svr_ros.mapping.config import MapConfig
from svr_ros.mapping.integrated_frame import Integration
from svr_ros.mapping.semantic_map import SemanticMap
from svr_ros.open3d_loader import load_open3d
from svr_ros.ros.map_parameters import MapSettings
from svr_ros.ros.node.map_keeper import MapKeeper


@pytest.fixture
def keep(bench):
    """Return a function that makes the owner of a map with given settings."""
    try:
        load_open3d()
    except InputError as error:
        pytest.skip(str(error))
    node = LifecycleNode("keeper")
    yield lambda settings: MapKeeper(node, SimpleNamespace(start=lambda: None), lambda: settings)
    node.destroy_node()


def test_maps_of_files_archive_their_far_blocks(keep, tmp_path):
    """Without an archive they would be dropped in spite of map_archive."""
    path = tmp_path / "empty.svrmap"
    SemanticMap(config=MapConfig(0.1)).save(path)
    settings = MapSettings(map_voxel_size=0.1, map_radius=5.0, map_archive=str(tmp_path / "archive"))

    def archives(keeper):
        return keeper.use(lambda scene: scene._archive is not None)

    keeper = keep(settings)
    assert archives(keeper)
    keeper.replace(path)
    assert archives(keeper)
    keeper.destroy()
    keeper = keep(replace(settings, map_file=str(path)))
    assert archives(keeper)
    keeper.destroy()


def test_kept_frames_are_not_corrected_when_time_jumps_back(keep, monkeypatch):
    """A simulation or a bag that starts again moves the odometry's frame back; no SLAM has corrected the frames."""
    odometry: list[float] = []

    def pose_at(x):
        return rigid.pose(np.eye(3), [x, 0, 0])

    keeper = keep(MapSettings(map_keyframes=10))
    monkeypatch.setattr(keeper, "_map_from_odometry", lambda header: pose_at(odometry[-1]))
    monkeypatch.setattr(keeper, "_publish", lambda position, header: None)
    frame = Integration(1.0, None, 0, None, None)
    monkeypatch.setattr(SemanticMap, "integrate", lambda *given: frame)
    monkeypatch.setattr(CompressedFrame, "compress", lambda *given: None)
    for second, x, jump in ((100, 0.0, 3.0), (101, 1.0, 3.0), (2, 4.0, 0.0), (3, 5.0, 0.0), (4, 6.0, 0.5)):
        odometry.append(jump)
        keeper.add(None, pose_at(x), Header(stamp=Time(sec=second)))
    kept = [one.map_from_camera[0, 3] for one in keeper._keyframes.frames()]
    # The SLAM has corrected the second run by 0.5 m, which is spread over its two frames
    assert kept == pytest.approx([0.0, 1.0, 4.0, 5.5, 6.0])
    keeper.destroy()


def test_a_map_of_other_voxels_keeps_the_present_one_and_its_archive(keep, tmp_path):
    path = tmp_path / "coarse.svrmap"
    SemanticMap(config=MapConfig(0.2)).save(path)
    keeper = keep(MapSettings(map_voxel_size=0.1, map_archive=str(tmp_path / "archive")))
    [folder] = (tmp_path / "archive").iterdir()
    block = folder / "cell_0_0_0_0.npz"
    block.touch()
    before = keeper.use(lambda scene: scene)
    with pytest.raises(InputError, match=r"voxels of 0.2 m; expected map_voxel_size, 0.1 m"):
        keeper.replace(path)
    assert keeper.use(lambda scene: scene) is before and block.exists()
    keeper.destroy()
    assert not list((tmp_path / "archive").iterdir())
