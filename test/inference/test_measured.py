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

"""Measured depth in a volume, against a wall and a box in closed form."""

import math

import numpy as np
import pytest
import torch

from svr_ros.geometry.frustum import WIDE
from svr_ros.geometry.surface import first_surface
from svr_ros.inference.decode import Volume
from svr_ros.inference.measured import MeasuredPixels, impose_measured
from svr_ros.labels import Label

RESOLUTION, SIZE, TRUNCATION = 64, 128, 0.2


def volume_of(wall: float) -> Volume:
    """Return the volume of a prediction: a wall at a depth, of class wall."""
    centres = WIDE.depth_of_slice((torch.arange(RESOLUTION) + 0.5) / RESOLUTION)[:, None, None]
    distance = ((wall - centres) / TRUNCATION).clamp(-1, 1).expand(-1, RESOLUTION, RESOLUTION).contiguous()
    labels = torch.full(distance.shape, int(Label.WALL), dtype=torch.uint8)
    confidence = torch.full(distance.shape, 0.5)
    return Volume(distance, labels, confidence, torch.ones_like(labels, dtype=torch.bool), *distance.new_zeros(2, 0))


def pixels_of(
    depth: torch.Tensor, sigma: float = 0.01, normal: tuple[float, float, float] = (0, 0, -1)
) -> MeasuredPixels:
    return MeasuredPixels(
        depth,
        torch.full((SIZE, SIZE), sigma),
        torch.tensor(normal, dtype=torch.float32).expand(SIZE, SIZE, 3),
        torch.full((SIZE, SIZE), int(Label.TABLE)),
        torch.full((SIZE, SIZE), 0.9),
    )


def surface_depth(volume: Volume) -> torch.Tensor:
    return WIDE.depth_of_slice(first_surface(volume.distance))


@pytest.mark.parametrize("measured", [0.8, 1.37, 2.0, 3.21, 5.0])
@pytest.mark.parametrize("predicted", [1.0, 2.2, 4.0])
def test_visible_surface_is_the_measured_one(measured: float, predicted: float) -> None:
    volume = volume_of(predicted)
    impose_measured(volume, pixels_of(torch.full((SIZE, SIZE), measured)), WIDE, TRUNCATION)
    depth = surface_depth(volume)
    assert depth.isfinite().all() and (depth - measured).abs().max() < 0.01


@pytest.mark.parametrize("sigma", [0.001, 0.02, 0.2])
def test_surface_stays_within_the_noise_and_free_space_is_free(sigma: float) -> None:
    torch.manual_seed(0)
    volume = volume_of(1.0)
    volume.distance = 2 * torch.rand_like(volume.distance) - 1  # the network sees surfaces everywhere
    depth = 0.8 + 5.1 * torch.rand(SIZE, SIZE)
    impose_measured(volume, pixels_of(depth, sigma), WIDE, TRUNCATION)
    columns = depth[1::2, 1::2]
    thickness = WIDE.depth_of_slice(torch.arange(RESOLUTION + 1) / RESOLUTION).diff().max().item()
    error = surface_depth(volume) - columns
    assert error.isfinite().all() and error.max() < 0.01 and error.min() > -2 * sigma - thickness
    centres = WIDE.depth_of_slice((torch.arange(RESOLUTION) + 0.5) / RESOLUTION)[:, None, None]
    free = centres < columns - 2 * sigma - thickness
    assert free.any() and (volume.distance[free] > 0).all()


def test_distances_at_the_surface_are_those_to_its_plane() -> None:
    normal = (0.0, -math.sin(0.6), -math.cos(0.6))
    volume = volume_of(4.0)
    impose_measured(volume, pixels_of(torch.full((SIZE, SIZE), 2.0), normal=normal), WIDE, TRUNCATION)
    middle = volume.distance[:, RESOLUTION // 2, RESOLUTION // 2]
    centres = WIDE.depth_of_slice((torch.arange(RESOLUTION) + 0.5) / RESOLUTION)
    near = int((centres - 2.0).abs().argmin())
    expected = (2.0 - centres[near]) * math.cos(0.6) / TRUNCATION
    assert middle[near].item() == pytest.approx(expected.item(), abs=0.02)


def test_columns_without_a_measurement_and_space_behind_keep_the_prediction() -> None:
    volume, before = volume_of(4.0), volume_of(4.0)
    depth = torch.full((SIZE, SIZE), 2.0)
    depth[:, : SIZE // 2] = 0
    depth[:, -2:] = WIDE.far + 1
    impose_measured(volume, pixels_of(depth), WIDE, TRUNCATION)
    for kept in (slice(0, RESOLUTION // 2), slice(RESOLUTION - 1, RESOLUTION)):
        assert torch.equal(volume.distance[:, :, kept], before.distance[:, :, kept])
        assert torch.equal(volume.labels[:, :, kept], before.labels[:, :, kept])
    far_behind = WIDE.depth_of_slice((torch.arange(RESOLUTION) + 0.5) / RESOLUTION) > 2.5
    assert torch.equal(volume.distance[far_behind], before.distance[far_behind])


def test_voxels_that_change_sides_take_the_class_of_their_pixel() -> None:
    volume, before = volume_of(4.0), volume_of(4.0)
    impose_measured(volume, pixels_of(torch.full((SIZE, SIZE), 2.0)), WIDE, TRUNCATION)
    changed = (volume.distance <= 0) != (before.distance <= 0)
    assert changed.any()
    assert (volume.labels[changed] == Label.TABLE).all() and (volume.labels[~changed] == Label.WALL).all()
    assert np.allclose(volume.confidence[changed], 0.9) and np.allclose(volume.confidence[~changed], 0.5)
