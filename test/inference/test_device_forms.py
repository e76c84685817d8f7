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

"""Forms computed by PyTorch, as on a GPU, against those of the CPU, for a scene of the shipped weights."""

import math
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from scipy.spatial.transform import Rotation

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.occupancy import OCCUPIED, UNKNOWN, occupancy
from svr_ros.geometry.point_set import PointSet, subsample_indices
from svr_ros.inference import device_forms
from svr_ros.inference.device_forms import DeviceVolume
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.selection import EVERYTHING, PUBLISHED, Selection

ROOMS = Path(__file__).resolve().parents[2] / "docs" / "rooms.jpg"
MAP = np.eye(4)
MAP[:3, :3] = Rotation.from_euler("x", 30, degrees=True).as_matrix() @ [[0, -1, 0], [0, 0, -1], [1, 0, 0]]
MAP[:3, 3] = MAP[:3, :3] @ (0.3, 0.2, -1.4)
FRAMES = pytest.mark.parametrize("camera_from_grid", [np.eye(4), MAP], ids=["camera", "map"])
SELECTIONS = pytest.mark.parametrize(
    "selection", [PUBLISHED, EVERYTHING, Selection.of_classes(["wall", "floor"], 0.5, 0.05)],
    ids=["published", "everything", "some"],
)  # fmt: skip


@pytest.fixture(scope="module")
def scene() -> Reconstruction:
    """Return a scene of a camera narrower than the view, with measured pixels."""
    image = np.asarray(Image.open(ROOMS).convert("RGB").crop((0, 0, 320, 240)))
    camera = Camera.from_hfov(320, 240, math.radians(50))
    found = Reconstructor("compact", "cpu", 64, "fp32").reconstruct(image, camera)
    assert not found.valid.all()
    return replace(found, measured=np.random.default_rng(0).random(found.valid.shape) < 0.3)


@pytest.fixture(scope="module")
def volume(scene: Reconstruction) -> DeviceVolume:
    """Return the scene as tensors."""
    names = "tsdf", "labels", "confidence", "valid", "image", "predicted_error", "log_depth_std", "measured"
    tensors = {name: torch.from_numpy(np.array(getattr(scene, name))) for name in names}
    return DeviceVolume(scene.frustum, scene.truncation, scene.calibration, **tensors)


@FRAMES
def test_voxel_grid_is_that_of_the_cpu(
    scene: Reconstruction, volume: DeviceVolume, camera_from_grid: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_forms, "_CHUNK", 100_000)  # several chunks, the last one smaller
    expected = scene.voxel_grid(0.07, camera_from_grid, with_occlusion=True)
    grid = device_forms.voxel_grid(volume, 0.07, camera_from_grid, with_occlusion=True)
    found = grid.download()
    assert (expected.labels != 255).mean() > 0.05 and expected.occluded.any()
    for name in ("origin", "labels", "confidence", "occluded"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    np.testing.assert_allclose(found.tsdf, expected.tsdf, atol=1e-6, rtol=0)
    assert found.tsdf.dtype == np.float32 and found.confidence.dtype == np.float32
    # The forms of the grid
    near = expected.surface
    kept = near[PUBLISHED.keeps(expected.labels.ravel()[near], expected.confidence.ravel()[near])]
    kept = kept[expected.labels.ravel()[kept] != 255]
    for limit in (500, 10**6):
        voxels, labels = grid.surface_voxels(PUBLISHED, limit)
        np.testing.assert_array_equal(voxels, subsample_indices(kept, limit))
        np.testing.assert_array_equal(labels, expected.labels.ravel()[voxels])
        np.testing.assert_array_equal(grid.centres(voxels), expected.centres(voxels))
    for heights in ((-0.5, 1.8), (expected.origin[2], 0.3), (50.0, 60.0)):
        cells = grid.occupancy(*heights, 0.6)
        np.testing.assert_array_equal(cells, occupancy(expected, *heights, 0.6))
        assert cells.dtype == np.int8
    if camera_from_grid is MAP:
        assert {OCCUPIED, UNKNOWN} <= set(np.unique(grid.occupancy(expected.origin[2], 1.8, 0.6)))


def test_unusable_voxel_size_is_refused(volume: DeviceVolume) -> None:
    with pytest.raises(InputError, match="voxel size is 0 m; expected a number above zero"):
        device_forms.voxel_grid(volume, 0.0)


def test_errors_on_a_known_ground_are_those_of_the_cpu(scene: Reconstruction, volume: DeviceVolume) -> None:
    usual = scene.surface_points(EVERYTHING)
    ground = Plane(np.array([0.0, -1.0, 0.0]), float(np.median(usual.points[:, 1])))
    expected = replace(scene, floor=ground).surface_points(EVERYTHING)
    found = device_forms.surface_points(replace(volume, ground=ground), EVERYTHING)
    np.testing.assert_allclose(found.distance_error, expected.distance_error, rtol=1e-4)
    assert (expected.distance_error < usual.distance_error).sum() > 10


@SELECTIONS
def test_points_are_those_of_the_cpu(scene: Reconstruction, volume: DeviceVolume, selection: Selection) -> None:
    pairs = [
        (device_forms.surface_points(volume, selection), scene.surface_points(selection)),
        (device_forms.band_points(volume, selection), scene.band_points(selection)),
        (device_forms.band_points(volume, selection, 1000), scene.band_points(selection, 1000)),
    ]
    for found, expected in pairs:
        assert len(found.points) == len(expected.points) > 50
        for field in fields(PointSet):
            ours, theirs = getattr(found, field.name), getattr(expected, field.name)
            if theirs is None:
                assert ours is None
            else:
                assert ours.dtype == theirs.dtype
                np.testing.assert_allclose(ours.astype(float), theirs, atol=1e-6, err_msg=field.name)


def test_forms_of_a_scene_on_a_device_come_from_there(scene: Reconstruction, volume: DeviceVolume) -> None:
    empty = replace(volume, tsdf=torch.full_like(volume.tsdf, volume.truncation))
    there = replace(scene, on_device=empty)
    assert len(scene.surface_points().points) and not len(there.surface_points().points)
    assert len(scene.band_points().points) and not len(there.band_points().points)
    assert there.voxel_grid(0.1).tsdf.min() > 0.999 * there.truncation
    with_instances = there.voxel_grid(0.1, instances=np.ones(scene.tsdf.shape, np.uint16))
    np.testing.assert_array_equal(with_instances.tsdf, scene.voxel_grid(0.1).tsdf)


def test_scene_without_errors_has_points_without(scene: Reconstruction, volume: DeviceVolume) -> None:
    without = replace(volume, predicted_error=None, measured=None)
    found = device_forms.surface_points(without, PUBLISHED)
    assert found.distance_error is None
    assert len(found.points) == len(replace(scene, predicted_error=None).surface_points().points)


def test_grid_is_computed_without_reading_from_the_device(
    volume: DeviceVolume, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {field.name: getattr(volume, field.name) for field in fields(volume)}
    parts = {name: part.to("meta") for name, part in parts.items() if isinstance(part, torch.Tensor)}
    there = replace(volume, **parts)  # whoever reads a value of the device meta fails
    monkeypatch.setattr(
        device_forms, "download", lambda given: {name: np.empty(part.shape) for name, part in given.items()}
    )
    grid = device_forms.voxel_grid(there, 0.07, MAP, with_occlusion=True)
    assert grid.tsdf.device.type == "meta"
    assert grid.quantized(127, 255).tsdf.shape == grid.download().occluded.shape == grid.labels.shape
    assert grid.occupancy(-0.5, 1.8, 0.6).shape == grid.labels.shape[1:]
