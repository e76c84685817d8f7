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

"""Test-time augmentation, by images whose predictions are known."""

from __future__ import annotations

import math

import pytest
import torch

from svr_ros.geometry.view import UNSEEN_GREY
from svr_ros.networks.tta import AUGMENTATIONS, FLIPS, Augmentation, PixelLogits, apply, invert, merge, valid_mask

STEP, SIDE, BINS = 0.07, 64, 48


def smooth() -> torch.Tensor:
    """Return a smooth image [1, 3, S, S] in 0..1."""
    across = torch.linspace(0, 1, SIDE)
    return torch.stack([across.expand(SIDE, SIDE), across[:, None].expand(SIDE, SIDE), across.outer(across)])[None]


@pytest.mark.parametrize("augmentation", AUGMENTATIONS + FLIPS)
def test_inversion_undoes_the_augmentation(augmentation: Augmentation) -> None:
    """A network that predicts its input predicts the image for every augmentation."""
    image = smooth() * 100 + 100
    copy = apply(image, augmentation, STEP)
    logits = torch.zeros(1, BINS, SIDE, SIDE)
    predicted = invert(PixelLogits(copy, logits, copy), augmentation, STEP)
    inside = valid_mask(augmentation, STEP, copy) > 0
    inside[..., :4] = inside[..., -4:] = inside[..., :4, :] = inside[..., -4:, :] = False
    assert inside.float().mean() > 0.6
    assert ((predicted.classes - image).abs().amax(1, keepdim=True)[inside] < 0.3).all()
    across = predicted.normals[:, :1]
    across = -across if augmentation.mirrored else across  # left and right are exchanged
    assert ((across - image[:, :1]).abs()[inside] < 0.3).all()


def test_shrinking_moves_the_scene_away() -> None:
    copy = apply(torch.full((1, 3, SIDE, SIDE), 255.0), Augmentation(False, 2), STEP)
    side = SIDE * math.exp(-2 * STEP)
    assert (copy[0, 0, SIDE // 2] > 200).sum() == pytest.approx(side, abs=1)
    torch.testing.assert_close(copy[..., 0, 0], torch.full((1, 3), float(UNSEEN_GREY)))


def test_enlarging_moves_the_scene_nearer() -> None:
    image = torch.zeros(1, 3, SIDE, SIDE)
    image[..., SIDE // 2 - 10 : SIDE // 2 + 10, :] = 255.0
    copy = apply(image, Augmentation(False, -3), STEP)
    assert (copy[0, 0, :, SIDE // 2] > 128).sum() == pytest.approx(20 * math.exp(3 * STEP), abs=1)


@pytest.mark.parametrize(("bins", "expected"), [(2, 28), (-3, 33)])
def test_inversion_shifts_the_depth_back(bins: int, expected: int) -> None:
    logits = torch.zeros(1, BINS, SIDE, SIDE)
    logits[:, 30] = 9.0
    predicted = PixelLogits(torch.zeros(1, 3, SIDE, SIDE), logits, torch.zeros(1, 10, SIDE, SIDE))
    depth = invert(predicted, Augmentation(False, bins), STEP).depth
    assert depth.shape == logits.shape
    assert (depth.argmax(1) == expected).all()


def test_an_enlarged_image_shows_the_middle() -> None:
    mask = valid_mask(Augmentation(False, -3), STEP, torch.zeros(1, 1, SIDE, SIDE))[0, 0]
    side = SIDE * math.exp(-3 * STEP)
    assert mask.sum(0).max() == pytest.approx(side, abs=2) and mask[SIDE // 2, SIDE // 2] == 1 and mask[0, 0] == 0
    assert (valid_mask(Augmentation(True, 2), STEP, torch.zeros(1, 1, SIDE, SIDE)) == 1).all()


def test_merging_averages_over_the_valid_predictions() -> None:
    parts = [PixelLogits(torch.full((1, 3, 2, 2), float(k)), torch.full((1, 4, 2, 2), 2.0 * k), torch.zeros(1, 1, 2, 2))
             for k in (1, 2, 6)]  # fmt: skip
    middle = torch.tensor([[1.0, 0.0], [1.0, 1.0]])[None, None]
    merged = merge(parts, [torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2), middle])
    assert merged.normals[0, 0].tolist() == [[3.0, 1.5], [3.0, 3.0]] and merged.depth[0, 0, 0].tolist() == [6.0, 3.0]
