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

"""Features of rays: bilinear on one surface, and never mixed across an edge of depth."""

import math

import torch

from svr_ros.networks.layers import sample_linear
from svr_ros.networks.rays import RayFeatures, prob_occluded, sample_rays

SIDE = 16


def features_of(log_depth: torch.Tensor, context: torch.Tensor) -> RayFeatures:
    """Return features whose depth at full size is that of the nearest prediction."""
    full = log_depth.repeat_interleave(4, -1).repeat_interleave(4, -2)
    return RayFeatures(context, log_depth, None, torch.full_like(log_depth, 0.1), full)


def test_features_of_one_surface_are_bilinear() -> None:
    torch.manual_seed(0)
    context = torch.randn(1, 5, SIDE, SIDE)
    rays = sample_rays(features_of(torch.zeros(1, 1, SIDE, SIDE), context), places := torch.rand(1, 300, 2))
    torch.testing.assert_close(rays.context, sample_linear(context, places[..., [1, 0]]), atol=1e-4, rtol=1e-4)
    assert (rays.log_depth == 0).all()
    torch.testing.assert_close(rays.log_std, torch.full((1, 300, 1), 0.1))


def test_features_do_not_mix_across_an_edge_of_depth() -> None:
    log_depth = torch.zeros(1, 1, SIDE, SIDE)
    log_depth[..., 8:] = math.log(2)
    context = (log_depth > 0).float()  # 0 on one surface, 1 on the other
    places = torch.rand(1, 2000, 2)
    rays = sample_rays(features_of(log_depth, context), places)
    right = (places[..., :1] >= 0.5).float()
    assert (rays.context - right).abs().max() < 0.01
    torch.testing.assert_close(rays.log_depth, right * math.log(2))
    assert ((sample_linear(context, places[..., [1, 0]]) - right).abs() > 0.2).any()  # which bilinear features do


def test_depth_is_that_of_the_pixel() -> None:
    full = torch.rand(1, 1, 64, 64)
    features = RayFeatures(
        torch.zeros(1, 2, SIDE, SIDE), torch.zeros(1, 1, SIDE, SIDE), None, torch.ones(1, 1, SIDE, SIDE), full
    )
    places = torch.tensor([[[0.0, 0.0], [10.5 / 64, 20.5 / 64], [1.0, 1.0]]])
    expected = [full[0, 0, 0, 0], full[0, 0, 20, 10], full[0, 0, 63, 63]]
    torch.testing.assert_close(sample_rays(features, places).log_depth[0, :, 0], torch.stack(expected))


def test_occlusion_is_nearly_the_normal_distribution() -> None:
    offset = torch.linspace(-0.4, 0.4, 41)
    expected = torch.special.ndtr(offset / 0.1)
    assert (prob_occluded(offset, torch.tensor(0.1)) - expected).abs().max() < 0.01
