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

"""Decoding with fixed shapes against `decode_volume`, and the absence of waits for the device."""

import dataclasses

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.inference.decode import Volume, decode_volume
from svr_ros.inference.octants import CLEAR, MARGIN
from svr_ros.inference.static_decode import StaticDecoder, can_decode, first_indices
from svr_ros.networks.config import DecoderConfig, ModelConfig, SceneConfig
from svr_ros.networks.decoder import ImplicitDecoder
from svr_ros.networks.rays import RayFeatures


def small(grid: int = 4, **decoder: object) -> ModelConfig:
    """Return a model of narrow layers, otherwise as described."""
    described = DecoderConfig(widths=(64, 32), **decoder)
    return dataclasses.replace(
        ModelConfig(), image_size=96, scene=SceneConfig(grid=grid, latent_width=16), decoder=described
    )


def make(config: ModelConfig) -> tuple[ImplicitDecoder, Tensor, RayFeatures | None]:
    """Return a random decoder with surfaces in some of the octants, latents and features of rays."""
    torch.manual_seed(0)
    decoder = ImplicitDecoder(config).eval().requires_grad_(False)
    latents = torch.randn(1, config.scene.latent_width, *(config.scene.grid,) * 3)
    if decoder.extra_outputs:
        torch.nn.init.normal_(decoder.extra.weight)
    rays = None
    if config.decoder.ray_features:
        context = torch.randn(1, config.pixels.context_width, 24, 24)
        log_depth = torch.rand(1, 1, 24, 24)
        log_std, log_full = 0.02 + 0.2 * torch.rand(1, 1, 24, 24), torch.rand(1, 1, 96, 96)
        rays = RayFeatures(context, log_depth, torch.rand(1, 24, 24, 24).cumsum(1) / 24, log_std, log_full)
    lowest = -F.max_pool3d(-decode_volume(decoder, latents, rays, 64).distance[None], 64 // config.scene.grid // 2)
    decoder.output.bias[0] += MARGIN - lowest.quantile(0.5)
    return decoder, latents, rays


def decode(config: ModelConfig, resolution: int, capacity: int | None = None, batch: int | None = None) -> Volume:
    decoder, latents, rays = make(config)
    return StaticDecoder(decoder, resolution, capacity, image_size=config.image_size)(latents, rays, batch)


@pytest.mark.parametrize(
    "config",
    [
        small(),
        small(class_width=8),
        small(edge_aware=False),
        small(distance_error=False, instance_offsets=False),
        small(ray_features=False),
        small(ray_features=False, fourier="gaussian", distance_error=False),
    ],
    ids=lambda config: "-".join(str(value) for value in dataclasses.astuple(config.decoder)[1:]),
)
@pytest.mark.parametrize("resolution", [64, 72])
@torch.inference_mode()
def test_volume_is_that_of_decode_volume(config: ModelConfig, resolution: int) -> None:
    octants = 8 * config.scene.grid**3
    expected = decode_volume(*make(config), resolution)
    volume = decode(config, resolution, octants, 1 << 22)
    assert 0.02 < expected.fine.float().mean() < 0.95
    assert torch.equal(volume.fine, expected.fine) and int(volume.left_out) == 0
    torch.testing.assert_close(volume.distance, expected.distance, atol=1e-5, rtol=0)
    torch.testing.assert_close(volume.confidence, expected.confidence, atol=1e-5, rtol=0)
    torch.testing.assert_close(volume.extra, expected.extra, atol=2e-3, rtol=2e-3)
    assert (volume.labels == expected.labels).float().mean() > 0.9999  # the rest are ties to rounding
    assert [part.dtype for part in vars(volume).values()][:5] == [part.dtype for part in vars(expected).values()][:5]


@torch.inference_mode()
def test_blocks_far_from_surfaces_are_those_of_decode_volume() -> None:
    decoder, latents, ray_features = make(small())
    decoder.output.bias[0] = 0.8
    expected = decode_volume(decoder, latents, ray_features, 64)
    volume = StaticDecoder(decoder, 64, 512, image_size=96)(latents, ray_features)
    blocks = expected.distance.unfold(0, 16, 16).unfold(1, 16, 16).unfold(2, 16, 16).flatten(3)
    assert 2 <= (blocks.amin(-1) > CLEAR).sum() <= 60
    assert torch.equal(volume.fine, expected.fine)
    torch.testing.assert_close(volume.distance, expected.distance, atol=1e-5, rtol=0)
    torch.testing.assert_close(volume.confidence, expected.confidence, atol=1e-5, rtol=0)
    assert (volume.labels == expected.labels).float().mean() > 0.9999


@torch.inference_mode()
def test_octants_beyond_the_capacity_are_counted_and_keep_their_coarse_predictions() -> None:
    whole = decode(small(), 64, 512)
    needed = int(whole.fine.sum()) // 8**3
    less = decode(small(), 64, needed - 10)
    assert int(less.left_out) == 10
    assert int(less.fine.sum()) == (needed - 10) * 8**3
    assert torch.equal(less.distance[less.fine], whole.distance[less.fine])
    assert (less.extra[~less.fine] == 0).all() and less.distance.isfinite().all()


@torch.inference_mode()
def test_size_of_batches_changes_nothing_but_rounding() -> None:
    whole, parts = decode(small(), 64, 400), decode(small(), 64, 400, 7 * 8**3 * 64 * 4)
    torch.testing.assert_close(whole.distance, parts.distance, atol=1e-5, rtol=0)
    assert torch.equal(whole.fine, parts.fine)


@pytest.mark.parametrize("count", [1, 3, 5])
def test_first_indices(count: int) -> None:
    mask = torch.tensor([False, True, False, True, True, False])
    assert first_indices(mask, count).tolist() == [1, 3, 4, -1, -1][:count]


def test_what_fixed_shapes_can_decode() -> None:
    decoder = ImplicitDecoder(small(16))
    assert [resolution for resolution in range(64, 257, 16) if can_decode(decoder, resolution)] == [
        96, 128, 160, 192, 224, 256,
    ]  # fmt: skip
    assert not can_decode(ImplicitDecoder(small(interpolated=False, ray_features=False)), 128)
