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

"""Learned upsampling: bilinear at first, a mean of neighbours at any time, and sharp if it is learned."""

import torch
from torch.nn import functional as F

from svr_ros.networks.upsampling import ConvexUpsampler, upsample


def random_weights(height: int = 6, width: int = 7) -> torch.Tensor:
    torch.manual_seed(1)
    return (4 * torch.randn(1, 9, 16, height, width)).softmax(1)


@torch.no_grad()
def test_it_begins_as_bilinear_interpolation() -> None:
    torch.manual_seed(0)
    values = torch.randn(2, 3, 6, 7)
    weights = ConvexUpsampler(8)(torch.randn(2, 8, 6, 7))
    expected = F.interpolate(values, scale_factor=4, mode="bilinear", align_corners=False)
    torch.testing.assert_close(upsample(values, weights), expected, atol=1e-2, rtol=0)


@torch.no_grad()
def test_weights_are_positive_and_sum_to_one() -> None:
    upsampler = ConvexUpsampler(8)
    torch.nn.init.normal_(upsampler.weights[-1].weight)
    weights = upsampler(torch.randn(2, 8, 6, 7))
    assert weights.shape == (2, 9, 16, 6, 7) and (weights >= 0).all()
    torch.testing.assert_close(weights.sum(1), torch.ones(2, 16, 6, 7))


def test_results_lie_between_the_neighbours() -> None:
    values = torch.randn(1, 1, 6, 7)
    fine = upsample(values, random_weights())
    padded = F.pad(values, (1, 1, 1, 1), mode="replicate")
    highest, lowest = F.max_pool2d(padded, 3, 1), -F.max_pool2d(-padded, 3, 1)
    assert fine.shape == (1, 1, 24, 28)
    for bound, sign in ((highest, 1), (lowest, -1)):
        assert (sign * (F.interpolate(bound, scale_factor=4, mode="nearest") - fine) > -1e-5).all()


def test_edge_can_be_sharp_at_any_pixel() -> None:
    # The right depth of every pixel is that of the left or of the right neighbour: an edge at pixel 10, inside a cell.
    values = torch.tensor([1.0, 1.0, 1.0, 5.0, 5.0]).expand(1, 1, 4, 5)
    target = torch.where(torch.arange(20) < 10, 1.0, 5.0)
    weights = torch.zeros(1, 9, 16, 4, 5)
    for column in range(5):
        for inner in range(4):
            neighbour = 1 if target[4 * column + inner] == values[0, 0, 0, column] else 2
            weights[:, 3 + neighbour, inner::4, :, column] = 1
    torch.testing.assert_close(upsample(values, weights), target.expand(1, 1, 16, 20))


def test_depth_keeps_its_digits_under_autocast() -> None:
    values = torch.full((1, 1, 6, 7), 1.2345678)
    with torch.autocast("cpu", torch.bfloat16):
        fine = upsample(values, random_weights())
    torch.testing.assert_close(fine, torch.full((1, 1, 24, 28), 1.2345678), atol=1e-5, rtol=0)
