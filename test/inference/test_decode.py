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

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from scipy.interpolate import RegularGridInterpolator
from torch import Tensor

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.decode import Volume, decode_volume
from svr_ros.inference.octants import CLEAR, MARGIN
from svr_ros.labels import Label
from svr_ros.networks.config import PAPER, DecoderConfig, ModelConfig, SceneConfig
from svr_ros.networks.decoder import EMPTY_LATENT, FILLED_LATENT, ImplicitDecoder
from svr_ros.networks.rays import RayFeatures

OWN = {"interpolated": False, "ray_features": False}


def small(grid: int = 4, **decoder: object) -> ModelConfig:
    """Return a model of narrow layers, otherwise as described."""
    described = DecoderConfig(widths=(64, 32), **decoder)
    return dataclasses.replace(ModelConfig(), scene=SceneConfig(grid=grid, latent_width=16), decoder=described)


def make(config: ModelConfig, seed: int = 0) -> tuple[ImplicitDecoder, Tensor, RayFeatures | None]:
    """Return a random decoder, latents that are nowhere constant, and ray_features where it reads them."""
    torch.manual_seed(seed)
    decoder = ImplicitDecoder(config).eval().requires_grad_(False)
    latents = torch.randn(1, config.scene.latent_width, *(config.scene.grid,) * 3)
    if not config.decoder.ray_features:
        return decoder, latents, None
    context = torch.randn(1, config.pixels.context_width, 24, 24)
    log_depth = torch.rand(1, 1, 24, 24) * np.log(4)
    log_std, log_full = 0.02 + 0.2 * torch.rand(1, 1, 24, 24), torch.rand(1, 1, 96, 96) * np.log(4)
    return (
        decoder,
        latents,
        RayFeatures(context, log_depth, torch.rand(1, 24, 24, 24).cumsum(1) / 24, log_std, log_full),
    )


def plain(
    decoder: ImplicitDecoder, latents: Tensor, ray_features: RayFeatures | None, points: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Ask the decoder point by point: distance, label and confidence [N] at [N, 3]."""
    prediction = decoder(latents, ray_features, points[None])
    confidence, label = prediction.class_logits[0].softmax(-1).max(-1)
    return prediction.distance[0].clamp(-1, 1), label, confidence


def fine_voxels(volume: Volume) -> Tensor:
    """Return the flat indices [N] of the voxels that were decoded."""
    return volume.fine.flatten().nonzero()[:, 0]


def assert_plain_at(
    volume: Volume, chosen: Tensor, decoder: ImplicitDecoder, latents: Tensor, ray_features: RayFeatures | None
) -> None:
    """Compare the chosen voxels [N] (flat indices) with the plain decoder."""
    points = torch.from_numpy(Frustum().centres(len(volume.distance))).view(-1, 3)[chosen]
    distance, label, confidence = plain(decoder, latents, ray_features, points)
    torch.testing.assert_close(volume.distance.flatten()[chosen], distance, atol=1e-5, rtol=0)
    torch.testing.assert_close(volume.confidence.flatten()[chosen], confidence, atol=1e-5, rtol=0)
    assert (volume.labels.flatten()[chosen] == label).float().mean() > 0.9995  # the rest are ties to rounding


def test_how_much_is_decoded_at_a_time_changes_no_answer() -> None:
    usual, little = (decode_volume(*make(small()), 64, size) for size in (None, 1 << 19))
    torch.testing.assert_close(usual.distance, little.distance, atol=1e-5, rtol=0)
    assert torch.equal(usual.fine, little.fine)


@pytest.mark.parametrize(
    "config",
    [
        small(),
        small(class_width=8),
        small(edge_aware=False),
        small(distance_error=False, instance_offsets=False),
        small(ray_features=False),
        small(ray_features=False, fourier="gaussian", class_width=8),
        small(interpolated=False),
        small(**OWN),
        small(**OWN, fourier="gaussian", class_width=8),
    ],
    ids=lambda config: "-".join(str(value) for value in dataclasses.astuple(config.decoder)[1:]),
)
@torch.inference_mode()
def test_every_kind_of_decoder_is_decoded_as_if_point_by_point(config: ModelConfig) -> None:
    decoder, latents, ray_features = make(config)
    volume = decode_volume(decoder, latents, ray_features, 64)
    assert volume.fine.float().mean() > 0.5  # an untrained decoder tells small distances nearly everywhere
    assert_plain_at(volume, fine_voxels(volume)[::7], decoder, latents, ray_features)


@pytest.mark.parametrize(("config", "resolution"), [(ModelConfig(), 64), (PAPER, 128)], ids=["compact", "paper"])
@torch.inference_mode()
def test_presets_are_decoded_as_if_point_by_point(config: ModelConfig, resolution: int) -> None:
    fewer = dataclasses.replace(config, scene=dataclasses.replace(config.scene, grid=8))  # blocks, to save time
    decoder, latents, ray_features = make(fewer)
    latents[..., 2:] = 0  # these are empty, where blocks have latents of their own
    volume = decode_volume(decoder, latents, ray_features, resolution)
    fine = fine_voxels(volume)
    assert len(fine) > 0.2 * resolution**3
    assert_plain_at(volume, fine[::53], decoder, latents, ray_features)


@pytest.mark.parametrize(("grid", "resolution"), [(16, 64), (16, 80), (8, 88), (4, 100)])
@pytest.mark.parametrize("own", [False, True], ids=["interpolated", "own"])
@torch.inference_mode()
def test_any_number_of_voxels_per_block(grid: int, resolution: int, own: bool) -> None:
    decoder, latents, ray_features = make(small(grid, **(OWN if own else {})))
    volume = decode_volume(decoder, latents, ray_features, resolution)
    assert volume.distance.shape == volume.labels.shape == volume.confidence.shape == (resolution,) * 3
    assert_plain_at(volume, fine_voxels(volume)[::101], decoder, latents, ray_features)


@torch.inference_mode()
def test_far_from_surfaces_distances_are_interpolated_between_coarse_points() -> None:
    decoder, latents, ray_features = make(small(**OWN))
    decoder.output.bias[0] = 0.6
    decoder.output.weight[0] *= 0.3
    volume = decode_volume(decoder, latents, ray_features, 64)
    assert not volume.fine.any() and volume.distance.std() > 0.01
    # A block's corner voxels are coarse points, and so are every fifth of 16 on the way.
    lattice = torch.arange(64).view(4, 16)[:, ::5].flatten()
    index = torch.cartesian_prod(lattice, lattice, lattice)
    chosen = (index[:, 0] * 64 + index[:, 1]) * 64 + index[:, 2]
    assert_plain_at(volume, chosen, decoder, latents, ray_features)
    block = volume.distance[16:32, 32:48, :16].numpy()
    steps = np.arange(0, 16, 5)
    between = RegularGridInterpolator((steps,) * 3, block[::5, ::5, ::5])(np.indices((16,) * 3).reshape(3, -1).T)
    np.testing.assert_allclose(block.ravel(), between, atol=1e-5)
    labels = volume.labels[16:32, 32:48, :16]
    assert (labels[3:8, 3:8, 3:8] == labels[5, 5, 5]).all()


@torch.inference_mode()
@pytest.mark.parametrize("bias", [1.0, -1.0])
def test_blocks_far_from_surfaces_are_interpolated_between_their_corners(bias: float) -> None:
    decoder, latents, ray_features = make(small(ray_features=False))
    decoder.output.bias[0] = bias
    decoder.output.weight[0] *= 0.5
    volume = decode_volume(decoder, latents, ray_features, 64)
    # The first voxels of blocks are decoded; in the second block of each axis, all is far from surfaces
    lattice = torch.arange(0, 64, 16)
    index = torch.cartesian_prod(lattice, lattice, lattice)
    chosen = (index[:, 0] * 64 + index[:, 1]) * 64 + index[:, 2]
    assert_plain_at(volume, chosen, decoder, latents, ray_features)
    block = volume.distance[16:33, 16:33, 16:33].numpy()
    assert (np.sign(bias) * block[::16, ::16, ::16] > CLEAR).all() and not volume.fine[16:32, 16:32, 16:32].any()
    between = RegularGridInterpolator(((0, 16),) * 3, block[::16, ::16, ::16])
    np.testing.assert_allclose(block.ravel(), between(np.indices((17,) * 3).reshape(3, -1).T), atol=1e-5)
    assert (volume.labels[16:24, 16:24, 16:24] == volume.labels[16, 16, 16]).all()


@torch.inference_mode()
def test_voxels_beside_octants_near_surfaces_are_interpolated_between_corners_of_octants() -> None:
    decoder, latents, ray_features = make(small(ray_features=False))
    decoder.output.bias[0] = 0.5
    volume = decode_volume(decoder, latents, ray_features, 64)
    cells = [part.unfold(0, 9, 8).unfold(1, 9, 8).unfold(2, 9, 8) for part in (volume.distance, volume.fine.float())]
    distance, fine = cells[0], cells[1][..., :8, :8, :8].amax((-3, -2, -1)) > 0
    corners = distance[..., ::8, ::8, ::8]
    near = (corners.amin((-3, -2, -1)) < MARGIN) & (corners.amax((-3, -2, -1)) > -MARGIN)
    assert 5 < fine.sum() < 200 and torch.equal(fine, near)
    # An octant without fine ones around it is interpolated, up to its faces
    around = torch.nn.functional.max_pool3d(fine[None].float(), 3, 1, 1)[0] > 0
    one = (~around & (corners.amin((-3, -2, -1)) < CLEAR)).nonzero()[0]
    cell, steps = distance[tuple(one)].numpy(), (0, 8)
    between = RegularGridInterpolator((steps,) * 3, cell[::8, ::8, ::8])(np.indices((9,) * 3).reshape(3, -1).T)
    np.testing.assert_allclose(cell.ravel(), between, atol=1e-5)


@torch.inference_mode()
def test_surface_through_the_outermost_voxels_of_blocks_is_found() -> None:
    # 20 (0.97 - cos(2 pi x)) is negative within 0.04 of a block's faces only: nothing but their outermost voxels.
    decoder, latents, ray_features = make(small(**OWN))
    for parameter in decoder.parameters():
        parameter.zero_()
    one_period = torch.tensor([2 * torch.pi, 0, 0])
    cosine = 32 + (decoder.frequencies.T - one_period).norm(dim=1).argmin()
    decoder.point.weight[0, cosine] = decoder.point.bias[0] = decoder.hidden.weight[0, 0] = 1
    decoder.output.weight[0, 0], decoder.output.bias[0] = -20, 20 * 1.97
    volume = decode_volume(decoder, latents, ray_features, 64)
    x = (np.arange(16) + 0.5) / 16
    expected = np.clip(20 * (0.97 - np.cos(2 * np.pi * x)), -1, 1)
    assert (expected < 0).sum() == 2 and volume.fine.all()
    np.testing.assert_allclose(volume.distance[7, 9, 16:32], expected, atol=1e-4)


@torch.inference_mode()
def test_constant_latents_are_set_without_decoding() -> None:
    decoder, latents, ray_features = make(small(**OWN))
    decoder.output.weight[0] *= 0.1  # all that is decoded is near zero, and so decoded finely
    alternating = torch.tensor([1.0, -1.0]).repeat(8)
    for row, value in enumerate((EMPTY_LATENT, FILLED_LATENT)):
        latents[0, :, 0, row, 0] = value + 0.049 * alternating
        latents[0, :, 0, row, 1] = value + 0.051 * alternating
    volume = decode_volume(decoder, latents, ray_features, 64)
    assert not volume.fine[:16, :32, :16].any() and volume.fine[:16, :32, 16:].all()
    empty, filled = (volume.distance[:16, start : start + 16, :16] for start in (0, 16))
    assert (empty == 1).all() and (filled == -1).all()
    assert (volume.labels[:16, :32, :16] == Label.VOID).all() and (volume.confidence[:16, :32, :16] == 0).all()
    voxels = torch.arange(64**3).view(64, 64, 64)[:16, :32, 16:32]
    assert_plain_at(volume, voxels.flatten(), decoder, latents, ray_features)


@torch.inference_mode()
def test_volume_of_constant_latents_only_and_interpolated_zeros() -> None:
    decoder, latents, ray_features = make(small(**OWN))
    volume = decode_volume(decoder, torch.full_like(latents, FILLED_LATENT), ray_features, 64)
    assert (volume.distance == -1).all() and not volume.fine.any()
    decoder, latents, ray_features = make(
        small(ray_features=False)
    )  # where latents are interpolated, zeros are like any other
    volume = decode_volume(decoder, torch.zeros_like(latents), ray_features, 64)
    assert volume.confidence.min() > 0


@pytest.mark.parametrize("config", [small(class_width=8), small(**OWN)], ids=["interpolated", "own"])
def test_half_precision_stays_near(config: ModelConfig) -> None:
    decoder, latents, ray_features = make(config)
    decoder.output.weight.data[0] *= 5
    exact = decode_volume(decoder, latents, ray_features, 64)
    with torch.autocast("cpu", torch.bfloat16):
        half = decode_volume(decoder, latents, ray_features, 64)
    assert half.distance.dtype == half.confidence.dtype == torch.float32
    difference = (half.distance - exact.distance).abs()
    assert 0 < difference.mean() < 0.01 and difference.max() < 0.1


@pytest.fixture
def threads() -> Iterator[int]:
    before = torch.get_num_threads()
    yield before
    torch.set_num_threads(before)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_threads_share_the_work_and_leave_no_trace(threads: int, dtype: torch.dtype) -> None:
    decoder, latents, ray_features = make(small())
    volumes = []
    for count in (1, 3):
        torch.set_num_threads(count)
        with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
            volumes.append(decode_volume(decoder, latents, ray_features, 64))
        assert torch.get_num_threads() == count
    assert all(torch.equal(*arrays) for arrays in zip(*(vars(volume).values() for volume in volumes), strict=True))


def test_failure_in_a_thread_is_raised(threads: int) -> None:
    decoder, latents, ray_features = make(small())
    torch.set_num_threads(2)
    decoder.hidden.weight = torch.nn.Parameter(decoder.hidden.weight[:, :5], requires_grad=False)
    with pytest.raises(RuntimeError, match=r"shapes cannot be multiplied|could not create a primitive"):
        decode_volume(decoder, latents, ray_features, 64)
    assert torch.get_num_threads() == 2


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
@pytest.mark.parametrize("config", [small(), small(**OWN, class_width=8)], ids=["interpolated", "own"])
def test_gpu_gives_the_same_volume(config: ModelConfig) -> None:
    decoder, latents, ray_features = make(config)
    here = decode_volume(decoder, latents, ray_features, 96)
    moved = ray_features and RayFeatures(
        *(getattr(ray_features, field.name).cuda() for field in dataclasses.fields(ray_features))
    )
    there = decode_volume(decoder.cuda(), latents.cuda(), moved, 96)
    assert there.distance.is_cuda
    torch.testing.assert_close(there.distance.cpu(), here.distance, atol=1e-4, rtol=0)
    torch.testing.assert_close(there.confidence.cpu(), here.confidence, atol=1e-4, rtol=0)


@pytest.mark.parametrize("resolution", [0, 32, 66, 100, 272, -64])
def test_unusable_resolution_is_refused(resolution: int) -> None:
    decoder, latents, ray_features = make(small(16))
    with pytest.raises(InputError, match=f"resolution is {resolution}; expected a multiple of 16 from 64 to 256"):
        decode_volume(decoder, latents, ray_features, resolution)


def test_ray_features_must_be_what_the_decoder_reads() -> None:
    _, latents, ray_features = make(small())
    for config, given, said in ((small(), None, "missing"), (small(**OWN), ray_features, "given")):
        decoder, latents, _ = make(config)
        with pytest.raises(InputError, match=f"ray features are {said}"):
            decode_volume(decoder, latents, given, 64)
