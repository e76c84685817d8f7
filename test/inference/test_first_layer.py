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

"""First layer of the decoder on a CPU, by kernels and by PyTorch."""

import dataclasses

import numpy as np
import pytest
import torch

from svr_ros.inference.first_layer import FirstLayer, sample_columns
from svr_ros.inference.lattice_kernel import ray_offsets
from svr_ros.networks.config import DecoderConfig, ModelConfig, SceneConfig
from svr_ros.networks.decoder import ImplicitDecoder
from svr_ros.networks.rays import LOGISTIC, RayFeatures


def features(channels: int) -> RayFeatures:
    context, log_std = torch.randn(1, channels, 24, 24), 0.02 + 0.2 * torch.rand(1, 1, 24, 24)
    log_depth, log_full = torch.rand(1, 1, 24, 24), torch.rand(1, 1, 96, 96)
    return RayFeatures(context, log_depth, torch.rand(1, 24, 24, 24).cumsum(1) / 24, log_std, log_full)


@pytest.mark.parametrize(
    "options", [{}, {"edge_aware": False}, {"ray_features": False}, {"interpolated": False}], ids=str
)
@pytest.mark.parametrize("sides", [(4, 4, 4), (3, 2, 5), (1, 1, 1)])
@torch.inference_mode()
def test_kernel_adds_the_terms_as_pytorch_does(options: dict[str, bool], sides: tuple[int, int, int]) -> None:
    torch.manual_seed(0)
    described = dataclasses.replace(DecoderConfig(widths=(48, 32)), **options)
    config = dataclasses.replace(ModelConfig(), scene=SceneConfig(grid=4, latent_width=16), decoder=described)
    decoder = ImplicitDecoder(config).eval()
    depth, rows, width = (torch.linspace(0.1, 0.95 if side > 3 else 0.4, side) for side in sides)
    axes = depth, rows, width
    rays = features(config.pixels.context_width) if described.ray_features else None
    columns = None if rays is None else sample_columns(decoder, rays, axes, torch.float32)
    layer = FirstLayer(decoder, torch.randn(64, 48), rays, columns, axes)
    blocks, slices = torch.tensor([0, 3, 21, 42, 63]), slice(0, sides[0])
    shape = len(blocks), sides[0], sides[1] * sides[2], 48
    by_kernel = layer(blocks, slices, torch.empty(shape))
    by_torch = torch.empty(shape)
    layer._by_kernel = False
    layer._prepare_for_torch()
    layer(blocks, slices, by_torch)
    assert (by_torch == 0).float().mean() > 0.2
    torch.testing.assert_close(by_kernel, by_torch, atol=1e-5, rtol=0)


@torch.inference_mode()
def test_offsets_along_rays_are_those_of_the_decoder_from_far_before_to_far_behind_a_surface() -> None:
    decoder = ImplicitDecoder(ModelConfig()).eval()
    grid = decoder.grid
    s = torch.rand(grid, 3)
    log_slice = decoder.frustum.depth_of_slice(s).log()
    log_depth = torch.cat([torch.linspace(-8, 8, 20), log_slice[0, 0] + torch.tensor([0, 1e-7, -1e-4, 1e-3])])
    log_depth, log_std = (
        values.expand(grid * grid, -1).contiguous() for values in (log_depth, torch.full((24,), 0.05))
    )
    blocks = torch.tensor([0, 1, grid**3 - 1])
    out = np.empty((3, 3, 24, 4), np.float32)
    ray_offsets(out, blocks.numpy(), log_slice.numpy(), log_depth.numpy(), log_std.numpy(), np.float32(LOGISTIC))
    depth = s[blocks // grid**2][:, :, None, None]
    expected = decoder.offsets(depth, log_depth[:1, None, :, None], log_std=log_std[:1, None, :, None])
    np.testing.assert_allclose(out, expected, atol=2e-6)
