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

import pytest
import torch

from svr_ros.codec.fit import PAPER_LOSS, BlockLoss, block_loss, fit_latents
from svr_ros.networks.config import PAPER, SceneConfig
from svr_ros.networks.decoder import ImplicitDecoder

PLAIN = BlockLoss(surface=0, corner=0, sign=0, classes=0)


def of(predicted: float, distance: float, inside: tuple[float, float, float], loss: BlockLoss) -> float:
    logits = torch.zeros(1, 1, 10)
    value = block_loss(
        torch.tensor([[predicted]]),
        logits,
        torch.tensor([[distance]]),
        torch.tensor([[4]]),
        torch.tensor([[inside]]),
        loss,
    )
    return float(value)


def test_error_is_that_of_the_clamped_distance() -> None:
    assert of(0.2, -0.3, (0.5, 0.5, 0.5), PLAIN) == pytest.approx(0.5)
    assert of(7.0, 1.0, (0.5, 0.5, 0.5), PLAIN) == 0


def test_clamp_lets_the_gradient_through() -> None:
    predicted = torch.tensor([[3.0]], requires_grad=True)
    loss = block_loss(
        predicted,
        torch.zeros(1, 1, 10),
        torch.tensor([[0.5]]),
        torch.zeros(1, 1, dtype=torch.long),
        torch.full((1, 1, 3), 0.5),
        PLAIN,
    )
    loss.sum().backward()
    assert predicted.grad is not None and predicted.grad.item() == pytest.approx(1)


def test_published_weights_of_surface_corner_and_class() -> None:
    # In the published units, whose truncation is 0.8:
    # |d| + |d| 37.27 0.8 / (|tsdf| + 1e-3) + |d| (1 - distance to the face)^2 + 30.3 cross-entropy.
    tsdf, difference, to_face = 0.25 * 0.8, 0.1 * 0.8, 0.4
    expected = difference * (1 + 37.27391884443913 * 0.8 / (tsdf + 1e-3) + (1 - to_face) ** 2)
    expected += 30.31588277256487 * torch.log(torch.tensor(10.0)).item()
    assert of(0.35, 0.25, (0.5, 0.8, 0.5), PAPER_LOSS) * 0.8 == pytest.approx(expected, rel=1e-5)


def test_latents_descend_on_a_frozen_decoder() -> None:
    torch.manual_seed(0)
    config = dataclasses.replace(
        PAPER,
        scene=SceneConfig(encoder_widths=(8,), grid=4, lifting="tree", tree_levels=1, latent_width=16),
        decoder=dataclasses.replace(PAPER.decoder, widths=(64, 32), fourier_features=16),
    )
    decoder = ImplicitDecoder(config)
    before = {name: tensor.clone() for name, tensor in decoder.state_dict().items()}
    inside = torch.rand(200, 3)
    distance = torch.stack([inside[:, 2] - height for height in (0.3, 0.6, 0.9)]) * 2
    labels = torch.zeros(3, 200, dtype=torch.uint8)
    start = torch.zeros(3, 16)

    def loss(latents: torch.Tensor) -> torch.Tensor:
        predicted, logits = decoder.decode_blocks(latents, inside[None])
        return block_loss(predicted, logits, distance, labels.long(), inside[None], BlockLoss())

    fitted = fit_latents(decoder, start, inside, distance, labels, 100, 0.05, 128, BlockLoss())
    assert (loss(fitted) < loss(start)).all() and loss(fitted).mean() < 0.93 * loss(start).mean()
    assert (start == 0).all()
    assert all(torch.equal(before[name], tensor) for name, tensor in decoder.state_dict().items())


def test_no_blocks_stay_no_blocks() -> None:
    decoder = ImplicitDecoder(PAPER)
    empty = fit_latents(
        decoder, torch.zeros(0, 512), torch.rand(9, 3), torch.zeros(0, 9), torch.zeros(0, 9), 2, 0.1, 4, BlockLoss()
    )
    assert empty.shape == (0, 512)
