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

import math

import numpy as np
import pytest
import torch

from svr_ros.geometry.frustum import Frustum
from svr_ros.training.alignment import align, estimate_scale

FRUSTUM = Frustum()


def test_scale_is_the_median_ratio_to_the_truth() -> None:
    depth = torch.tensor([2.0, 2.0, 3.0]).view(1, 1, 3)
    log_depth = (depth * torch.tensor([1.2, 1.2, 5.0])).log()[:, None].requires_grad_()
    scale = estimate_scale(log_depth, depth, torch.ones_like(depth, dtype=torch.bool))
    assert scale.item() == pytest.approx(1.2) and not scale.requires_grad


def test_absurd_scales_are_limited() -> None:
    believed, valid = torch.full((1, 1, 2, 2), math.log(10)), torch.ones(1, 2, 2, dtype=torch.bool)
    assert estimate_scale(believed, torch.ones(1, 2, 2), valid).item() == pytest.approx(2.0)


def test_scene_of_another_size_moves_as_a_whole() -> None:
    volume = np.random.default_rng(0).uniform(0.1, 0.8, (2, 50, 3))
    scale = torch.tensor([[1.15], [0.95]], dtype=torch.float64)
    depth = torch.full((2, 8, 8), 2.0, dtype=torch.float64)
    log_depth = (depth * scale[..., None]).log()[:, None]
    moved, inside = align(torch.from_numpy(volume), log_depth, depth, scale, FRUSTUM)
    expected = FRUSTUM.to_camera(volume) * scale.numpy()[..., None]
    kept = inside.numpy()
    np.testing.assert_array_equal(kept, (expected[..., 2] > 1.0) & (expected[..., 2] < 4.0))
    assert kept.mean() > 0.8 and not kept.all()
    np.testing.assert_allclose(FRUSTUM.to_camera(moved.numpy())[kept], expected[kept], atol=1e-9)


def test_points_follow_the_surface_of_their_own_pixel() -> None:
    depth = torch.tensor([[[2.0, 3.0]]])
    log_depth = torch.tensor([[[[2.4, 3.0]]]]).log()
    true = np.array([1.5, 2.0, 2.5, 2.5])  # before, at and behind the first pixel's surface; before the second's
    columns = np.array([0.2, 0.2, 0.2, 0.8])
    points = np.stack([columns, np.full(4, 0.5), FRUSTUM.slice_of_depth(true)], -1)[None]
    moved, inside = align(torch.from_numpy(points).float(), log_depth, depth, torch.tensor([[1.1]]), FRUSTUM)
    expected = [1.5 * 1.2, 2.4, 2.4 + 0.5 * 1.1, 2.5]
    np.testing.assert_allclose(FRUSTUM.depth_of_slice(moved[0, :, 2].numpy()), expected, rtol=1e-5)
    assert inside.all()


def test_scale_is_that_of_the_pixels_that_were_seen() -> None:
    believed = torch.tensor([1.5, 1.5, 0.7, 0.7, 0.7]).log().view(1, 1, 1, 5)
    valid = torch.tensor([True, True, False, False, False]).view(1, 1, 5)
    assert estimate_scale(believed, torch.ones(1, 1, 5), valid).item() == pytest.approx(1.5)
    assert estimate_scale(believed, torch.ones(1, 1, 5), torch.zeros_like(valid)).item() == 1.0
