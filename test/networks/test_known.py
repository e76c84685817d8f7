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

"""Encoder of known geometry and the fusion of measured depth, against numeric references."""

import math

import numpy as np
import pytest
import torch

from svr_ros.networks.known import KnownEncoder, KnownMaps, cell_depth, encode_maps, fuse_depth

SIZE = 32
STEP = 0.07
CENTRES = (math.log(0.4) + STEP * (torch.arange(48) + 0.5)).view(1, -1, 1, 1)


def nothing(images: int = 1) -> KnownMaps:
    zero = torch.zeros(images, 1, SIZE, SIZE)
    return KnownMaps(zero, zero.clone(), zero.clone(), torch.zeros(images, 1, 1, 1))


def measured(depth: float, sigma: float = 0.01) -> KnownMaps:
    known = nothing()
    known.depth[:], known.sigma[:] = depth, sigma
    return known


def test_any_is_set_per_image() -> None:
    known = nothing(3)
    known.depth[1, 0, 5, 6] = 2.0
    known.has_ground[2] = 1
    assert known.any.flatten().tolist() == [0, 1, 1]
    assert KnownMaps.concatenate([known, nothing()]).any.flatten().tolist() == [0, 1, 1, 0]


@torch.no_grad()
def test_features_are_zero_at_the_start() -> None:
    encoder = KnownEncoder(24, 40)
    fine, coarse = encoder(measured(2.0))
    assert fine.shape == (1, 24, 8, 8) and coarse.shape == (1, 40, 2, 2)
    assert not fine.any() and not coarse.any()


@torch.no_grad()
def test_features_of_nothing_are_zero_after_training_too() -> None:
    encoder = KnownEncoder(24, 40)
    for layer in (encoder.fine, encoder.coarse):
        torch.nn.init.normal_(layer.weight)
        torch.nn.init.normal_(layer.bias)
    both = KnownMaps.concatenate([nothing(), measured(2.0)])
    for features in encoder(both):
        assert not features[0].any() and features[1].any()


def test_maps_are_folded_without_mixing() -> None:
    known = nothing()
    known.depth[0, 0, 5, 6], known.sigma[0, 0, 5, 6] = 4.0, 0.04
    known.ground[0, 0, 16:] = 3.0
    known.has_ground[:] = 1
    channels = encode_maps(known)[0]
    assert channels.shape == (36, 8, 8)
    valid, log_depth, spread = channels[:16, 1, 1], channels[16:32, 1, 1], channels[32]
    assert valid.nonzero().flatten().tolist() == [6]  # row 1, column 2 of the cell
    assert log_depth[6].item() == pytest.approx(math.log(2)) and log_depth.count_nonzero() == 1
    assert spread[1, 1].item() == pytest.approx(math.log(0.01) / 3 + 1, abs=1e-5) and spread.count_nonzero() == 1
    has_ground, below, log_ground = channels[33:]
    assert (has_ground == 1).all() and below[:4].sum() == 0 and (below[4:] == 1).all()
    torch.testing.assert_close(log_ground[4:], torch.full((4, 8), math.log(1.5)))


def test_ground_is_not_read_unless_it_is_known() -> None:
    known = nothing()
    known.ground[:] = 3.0
    assert not encode_maps(known)[:, 33:].any()


def test_cell_has_one_of_its_measured_depths() -> None:
    generator = np.random.default_rng(0)
    known = nothing()
    depth = np.where(generator.random((SIZE, SIZE)) < 0.1, generator.uniform(1, 5, (SIZE, SIZE)), 0)
    known.depth[0, 0] = torch.from_numpy(depth)
    known.sigma[:] = known.depth / 100
    cell, sigma = cell_depth(known)
    for row in range(8):
        for column in range(8):
            values = depth[4 * row : 4 * row + 4, 4 * column : 4 * column + 4]
            middle, found = values[2, 2], values[values > 0]
            expected = middle if middle > 0 else found.min() if len(found) else 0
            assert cell[0, 0, row, column].item() == pytest.approx(expected, rel=1e-6)
            assert sigma[0, 0, row, column].item() == pytest.approx(expected / 100, rel=1e-5)


@pytest.mark.parametrize("reliability", [-3.0, 0.0, 3.0])
@pytest.mark.parametrize(("depth", "sigma"), [(2.0, 0.01), (3.3, 0.4), (0.2, 0.01), (50.0, 0.1)])
def test_fusion_is_a_mixture_of_measurement_and_prediction(reliability: float, depth: float, sigma: float) -> None:
    torch.manual_seed(0)
    logits = torch.randn(1, 48, 8, 8)
    fused = fuse_depth(logits, torch.full((1, 1, 8, 8), reliability), measured(depth, sigma), CENTRES, STEP)
    # The same in NumPy with double precision, at one pixel
    centres = CENTRES.flatten().double().numpy()
    log_depth = np.clip(np.log(depth), centres[0], centres[-1])
    gaussian = np.exp(-((centres - log_depth) ** 2) / (2 * ((sigma / depth) ** 2 + (STEP / 2) ** 2)))
    predicted = np.exp(logits[0, :, 3, 4].double().numpy())
    right = 1 / (1 + np.exp(-reliability))
    expected = right * gaussian / gaussian.sum() + (1 - right) * predicted / predicted.sum()
    np.testing.assert_allclose(fused[0, :, 3, 4].exp(), expected, rtol=1e-3, atol=1e-7)
    np.testing.assert_allclose(fused.exp().sum(1), 1, rtol=1e-5)


def test_reliable_measurement_is_the_mean_to_two_thousandths() -> None:
    for depth in np.exp(np.linspace(np.log(0.6), np.log(8), 40)):
        logits = torch.zeros(1, 48, 8, 8)
        fused = fuse_depth(logits, torch.full((1, 1, 8, 8), 20.0), measured(float(depth), 0.001), CENTRES, STEP)
        mean = (fused.softmax(1) * CENTRES).sum(1)
        assert (mean - math.log(depth)).abs().max() < 2e-3


def test_pixels_without_a_measurement_keep_the_prediction() -> None:
    known = measured(2.0)
    known.depth[..., :16] = 0
    logits = torch.randn(1, 48, 8, 8)
    fused = fuse_depth(logits, torch.zeros(1, 1, 8, 8), known, CENTRES, STEP)
    assert torch.equal(fused[..., :4], logits[..., :4]) and not torch.equal(fused[..., 4:], logits[..., 4:])
