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

from svr_ros.geometry.floor import Plane
from svr_ros.inference.ground import find_ground
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import Label

FLOOR_Y = 0.6  # as the known scene has it


def test_ground_is_the_floor_that_is_seen(reconstruction: Reconstruction) -> None:
    ground = find_ground(reconstruction)
    assert ground.on_floor
    expected = [[0, -1, 0, 0], [0, 0, -1, FLOOR_Y], [1, 0, 0, 0], [0, 0, 0, 1]]
    np.testing.assert_allclose(ground.camera_from_ground, expected, atol=0.005)


def test_without_a_floor_the_lowest_surface_is_the_ground(reconstruction: Reconstruction) -> None:
    from dataclasses import replace

    bare = replace(reconstruction, labels=np.full_like(reconstruction.labels, Label.WALL))
    ground = find_ground(bare)
    assert not ground.on_floor
    assert ground.camera_from_ground[:3, 3] == pytest.approx([0, FLOOR_Y, 0], abs=0.01)
    empty = replace(reconstruction, tsdf=np.full_like(reconstruction.tsdf, 0.2))
    assert not find_ground(empty).on_floor


def test_a_known_floor_is_the_ground_whatever_is_seen(reconstruction: Reconstruction) -> None:
    from dataclasses import replace

    up = np.array([0, -np.cos(0.3), -np.sin(0.3)])  # a camera that looks down by 0.3 rad
    bare = replace(reconstruction, labels=np.full_like(reconstruction.labels, Label.WALL), floor=Plane(up, 1.2))
    ground = find_ground(bare)
    assert ground.on_floor
    np.testing.assert_allclose(ground.camera_from_ground[:3, 2], up, atol=1e-9)
    np.testing.assert_allclose(ground.camera_from_ground[:3, 3], -1.2 * up, atol=1e-9)
