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

import torch
from torch.nn import functional as F

from svr_ros.networks.layers import Attention, sample_linear


def test_linear_samples_of_a_volume_are_those_of_grid_sample() -> None:
    torch.manual_seed(0)
    volume, points = torch.rand(2, 5, 4, 6, 8), torch.rand(2, 100, 3)
    grid = points.flip(-1).view(2, 1, 1, 100, 3) * 2 - 1
    expected = F.grid_sample(volume, grid, padding_mode="border", align_corners=False)[:, :, 0, 0].transpose(1, 2)
    torch.testing.assert_close(sample_linear(volume, points), expected)


def test_linear_samples_of_an_image_are_those_of_grid_sample() -> None:
    torch.manual_seed(0)
    image, points = torch.rand(1, 3, 7, 5), torch.rand(1, 50, 2)
    grid = points.flip(-1).view(1, 1, 50, 2) * 2 - 1
    expected = F.grid_sample(image, grid, padding_mode="border", align_corners=False)[:, :, 0].transpose(1, 2)
    torch.testing.assert_close(sample_linear(image, points), expected)


def test_gradients_reach_the_sampled_cells() -> None:
    volume = torch.rand(1, 2, 3, 3, 3, dtype=torch.float64, requires_grad=True)
    points = torch.full((1, 1, 3), 0.5)  # the middle cell's centre
    sample_linear(volume, points).sum().backward()
    expected = torch.zeros_like(volume)
    expected[:, :, 1, 1, 1] = 1
    assert volume.grad is not None
    torch.testing.assert_close(volume.grad, expected)


def test_attention_begins_as_the_identity() -> None:
    image = torch.rand(2, 128, 4, 6)
    assert torch.equal(Attention(128, 2)(image), image)


def test_attention_sees_every_place_and_tells_places_apart() -> None:
    torch.manual_seed(0)
    attention = Attention(128, 1)
    for end in (attention.place, attention.layers[0].self_attn.out_proj, attention.layers[0].linear2):
        torch.nn.init.normal_(end.weight)
    image = torch.rand(1, 128, 4, 6)
    changed = image.clone()
    changed[..., 0, 0] += 1
    assert ((attention(changed) - attention(image)).abs().amax(1) > 1e-6).all()
    even = attention(torch.ones(1, 128, 4, 6)).flatten(2)[0].T
    assert torch.pdist(even).min() > 0.01


def test_places_are_waves_of_one_quarter_period_to_two() -> None:
    attention = Attention(64, 0)
    torch.nn.init.zeros_(attention.place.weight)
    attention.place.weight.data[range(16), range(16), 0, 0] = 1.0
    told = attention(torch.zeros(1, 64, 8, 4))[0, :16]
    row, column = 5, 2
    angles = [math.pi / 2 * 2**k * (at + 0.5) / side for at, side in ((row, 8), (column, 4)) for k in range(4)]
    waves = [wave(angle) for part in (angles[:4], angles[4:]) for wave in (math.sin, math.cos) for angle in part]
    torch.testing.assert_close(told[:, row, column], torch.tensor(waves))
