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

"""Messages of a scene on a device, which downloads them, against those of the same scene on the CPU."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from rclpy.serialization import deserialize_message
from sensor_msgs.msg import CameraInfo
from visualization_msgs.msg import MarkerArray

from svr_ros.geometry.camera import Camera
from svr_ros.inference import device_forms
from svr_ros.inference.device_forms import DeviceVolume
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.ros.convert.output_frame import OutputFrame
from svr_ros.ros.convert.results import Results
from svr_ros.ros.convert.topics import OUTPUTS
from svr_ros.ros.parameters import Settings

TOPICS = "voxels", "markers", "occupancy", "tsdf_points", "surface_points", "obstacle_points"
FRAME_FROM_CAMERA = np.array([[0.0, 0, 1, 2], [-1, 0, 0, 1], [0, -1, 0, 0.6], [0, 0, 0, 1]])


@pytest.fixture(scope="module")
def scene(known_scene: Any) -> Reconstruction:
    return known_scene.reconstruction(Camera.from_hfov(320, 240, math.radians(50)), 64, 64)


@pytest.fixture(scope="module")
def on_device(scene: Reconstruction) -> Reconstruction:
    """Return the scene with tensors."""
    names = "tsdf", "labels", "confidence", "valid", "image"
    tensors = {name: torch.from_numpy(np.array(getattr(scene, name))) for name in names}
    return replace(scene, on_device=DeviceVolume(scene.frustum, scene.truncation, scene.calibration, **tensors))


def results_of(scene: Reconstruction, header: Any, upright: bool, with_instances: bool = False) -> Results:
    frame = OutputFrame(header, FRAME_FROM_CAMERA, True) if upright else OutputFrame(header)
    return Results(scene, header, CameraInfo(width=320, height=240), frame, Settings(), with_instances)


@pytest.mark.parametrize("upright", [False, True], ids=["camera frame", "target frame"])
def test_messages_are_those_of_the_cpu(
    scene: Reconstruction, on_device: Reconstruction, header: Any, upright: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes, download = [], device_forms.download
    monkeypatch.setattr(
        device_forms, "download", lambda given: sizes.append(sum(each.nbytes for each in given.values())) or
        download(given),
    )  # fmt: skip
    expected, results = (results_of(each, header, upright) for each in (scene, on_device))
    for topic in TOPICS:
        theirs, ours = OUTPUTS[topic].make(expected), OUTPUTS[topic].make(results)
        if topic == "voxels":
            assert ours.labels == theirs.labels and ours.confidence == theirs.confidence
            steps = np.subtract(ours.tsdf, theirs.tsdf, dtype=np.int16)
            assert (
                np.abs(steps).max() <= 1
                and (steps == 0).mean() > 0.999
                and np.ptp(np.asarray(ours.tsdf, np.int16)) > 200
            )
        elif topic == "markers":
            ours, theirs = (deserialize_message(each, MarkerArray) for each in (ours, theirs))
            assert ours == theirs and sum(len(marker.points) for marker in ours.markers) > 100
        elif topic == "occupancy":
            assert ours == theirs and len(set(ours.data)) > 1
        else:
            np.testing.assert_allclose(floats(ours), floats(theirs), atol=1e-6)
            assert ours.width == theirs.width > 100
    assert "grid" not in vars(results)  # the whole grid has not come to the host
    assert sizes[0] == 3 * len(OUTPUTS["voxels"].make(expected).labels)  # three bytes per voxel
    assert len(sizes) == len(TOPICS) - 1  # obstacles are points of surfaces


def test_instances_are_made_on_the_cpu(on_device: Reconstruction, header: Any) -> None:
    results = results_of(on_device, header, False, with_instances=True)
    assert results.device_grid is None
    assert len(OUTPUTS["voxels"].make(results).instances) == results.grid.labels.size


def floats(cloud: Any) -> np.ndarray:
    values = np.frombuffer(cloud.data, np.float32)
    return np.where(np.isfinite(values), values, 0)
