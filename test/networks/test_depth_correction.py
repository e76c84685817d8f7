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

"""Tests of the correction of predicted depth by what is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from svr_ros.networks import depth_correction
from svr_ros.networks.depth_correction import Correction, estimate_correction, move_bins
from svr_ros.networks.known import KnownMaps

_SIDE = 64  # predictions per side
_CERTAIN = 8.0  # logit


def _known(depth: Tensor, ground: Tensor | None = None, sigma: float = 0.005) -> KnownMaps:
    """Return known maps of measured depth by prediction [h, w], 0 for unknown, at the pixel that stands for each."""
    full = torch.zeros(1, 1, 4 * depth.shape[0], 4 * depth.shape[1])
    full[0, 0, 2::4, 2::4] = depth
    floor = torch.zeros_like(full) if ground is None else ground
    return KnownMaps(full, sigma * (full > 0), floor, torch.full((1, 1, 1, 1), float(ground is not None)))


def _correct(predicted: Tensor, known: KnownMaps, prob_floor: Tensor | None = None) -> Correction:
    floor = None if prob_floor is None else prob_floor[None, None]
    return estimate_correction(
        predicted.log()[None, None], torch.full((1, 1, *predicted.shape), _CERTAIN), known, floor
    )


def _sparse(truth: Tensor, count: int, seed: int = 0) -> Tensor:
    """Return true depth at `count` random predictions, 0 elsewhere."""
    chosen = torch.randperm(truth.numel(), generator=torch.Generator().manual_seed(seed))[:count]
    points = torch.zeros(truth.numel())
    points[chosen] = truth.flatten()[chosen]
    return points.view_as(truth)


def test_nothing_known_corrects_nothing() -> None:
    predicted = torch.linspace(1, 4, _SIDE).repeat(_SIDE, 1)
    found = _correct(predicted, _known(torch.zeros(_SIDE, _SIDE)), torch.ones(_SIDE, _SIDE))
    assert found.log_ratio.abs().max() == 0
    assert (found.unexplained == 1).all()


@pytest.mark.parametrize(("count", "remaining"), [(1, 0.25), (100, 0.02)])
def test_points_give_the_scale(count: int, remaining: float) -> None:
    truth = torch.linspace(1, 4, _SIDE).repeat(_SIDE, 1)
    found = _correct(truth * 1.3, _known(_sparse(truth, count)))
    left = (found.log_ratio[0, 0] + math.log(1.3)).abs()
    assert left.max() < remaining * math.log(1.3)


def test_more_points_leave_less_variance_unexplained() -> None:
    truth = torch.full((_SIDE, _SIDE), 2.0)
    left = [float(_correct(truth, _known(_sparse(truth, n))).unexplained.mean()) for n in (1, 20, 400)]
    assert 1 > left[0] > left[1] > left[2] > 0.05


def test_correction_stays_on_its_surface() -> None:
    """A chair before a wall: the chair is measured 20 percent nearer, the wall where it was predicted."""
    predicted = torch.full((_SIDE, _SIDE), 4.0)
    predicted[20:44, 20:44] = 1.5
    truth = predicted.clone()
    truth[20:44, 20:44] = 1.2
    corrected = predicted * _correct(predicted, _known(_sparse(truth, 300))).log_ratio[0, 0].exp()
    error = (corrected / truth).log().abs()
    assert error.max() < 0.03
    assert error[19, 20:44].max() < 0.02  # next to the chair's edge


def test_outliers_move_the_image_little() -> None:
    truth = torch.full((_SIDE, _SIDE), 2.0)
    points = _sparse(truth, 100)
    wrong = points.nonzero()[::10]
    points[wrong[:, 0], wrong[:, 1]] = 6.0
    right = _correct(truth, _known(points)).log_ratio.abs()
    assert right.median() < 0.02


def test_unreliable_measurements_do_not_count() -> None:
    truth = torch.full((_SIDE, _SIDE), 2.0)
    known = _known(_sparse(truth * 2, 100))
    found = estimate_correction(truth.log()[None, None], torch.full((1, 1, _SIDE, _SIDE), -20.0), known, None)
    assert found.log_ratio.abs().max() < 1e-3


def _floor_scene() -> tuple[Tensor, Tensor]:
    """Return the depth of a floor 1.2 m below a level camera at full size, and the mask [h, w] of the floor."""
    rows = (torch.arange(4 * _SIDE) + 0.5) / (4 * _SIDE) - 0.5
    depth = torch.where(rows > 0, 1.2 / rows.clamp(min=1e-3), 0.0)
    depth = torch.where(depth < 8, depth, 0.0)
    full = depth[:, None].repeat(1, 4 * _SIDE)[None, None]
    return full, full[0, 0, 2::4, 2::4] > 0


def test_known_floor_gives_the_scale() -> None:
    ground, is_floor = _floor_scene()
    truth = torch.where(is_floor, ground[0, 0, 2::4, 2::4], 8.0)
    predicted = truth * 0.8
    known = _known(torch.zeros(_SIDE, _SIDE), ground)
    found = _correct(predicted, known, torch.where(is_floor, 0.95, 0.02))
    left = (found.log_ratio[0, 0].exp() * predicted / truth).log().abs()
    assert left[is_floor].max() < 0.02
    assert left[0].max() < 0.1  # the wall follows
    # Without pixels of the floor, the plane says nothing
    assert _correct(predicted, known, torch.full_like(truth, 0.5)).log_ratio.abs().max() == 0


def test_the_floor_explains_less_variance_than_measured_depth() -> None:
    ground, is_floor = _floor_scene()
    truth = torch.where(is_floor, ground[0, 0, 2::4, 2::4], 8.0)
    floor = _correct(truth, _known(torch.zeros(_SIDE, _SIDE), ground), is_floor.float()).unexplained
    measured = _correct(truth, _known(truth * is_floor)).unexplained
    assert (floor > measured).all()


def test_the_batch_does_not_matter() -> None:
    truth = torch.linspace(1, 4, _SIDE).repeat(_SIDE, 1)
    parts = [_known(_sparse(truth, 50, seed)) for seed in (1, 2)]
    reliability = torch.full((2, 1, _SIDE, _SIDE), _CERTAIN)
    both = estimate_correction(
        (truth * 1.2).log().expand(2, 1, -1, -1), reliability, KnownMaps.concatenate(parts), None
    )
    for index, part in enumerate(parts):
        alone = _correct(truth * 1.2, part)
        assert torch.allclose(both.log_ratio[index], alone.log_ratio[0], atol=1e-5)


def test_agrees_with_loops() -> None:
    """One measurement per block, so that means by block are the measurements; the rest in plain NumPy."""
    side = 8
    rng = np.random.default_rng(0)
    log_depth = rng.normal(1, 0.2, (side, side)).astype(np.float32)
    depth = np.zeros((side, side), np.float32)
    places = [(1, 2), (2, 6), (5, 1), (7, 7)]
    for row, column in places:
        depth[row, column] = np.exp(log_depth[row, column] + rng.normal(0, 0.1))
    found = _correct(torch.from_numpy(np.exp(log_depth)), _known(torch.from_numpy(depth)))

    local = depth_correction._LOCAL_STD
    weights, ratios = [], []
    for place in places:
        exact = 1 / (1 + math.exp(-_CERTAIN)) / (1 + (0.005 / depth[place]) ** 2 / local**2)
        weights.append(exact / (1 + exact / depth_correction._MAX_COUNT))
        ratios.append(math.log(depth[place]) - log_depth[place])
    total = np.zeros((side, side))
    for scale in depth_correction._SCALES:
        for _ in range(depth_correction._PASSES):
            before = total.copy()
            for row in range(side):
                for column in range(side):
                    above = below = 0.0
                    for place, weight, ratio in zip(places, weights, ratios, strict=True):
                        left = ratio - before[place]
                        robust = weight / (1 + (left / depth_correction._OUTLIER) ** 2)
                        far = ((row - place[0]) ** 2 + (column - place[1]) ** 2) / side**2 / scale.width**2
                        other = (log_depth[row, column] - log_depth[place]) ** 2 / scale.log_depth**2
                        kernel = math.exp(-0.5 * (far + other))
                        above += kernel * robust * left
                        below += kernel * robust
                    total[row, column] += above / (below + scale.prior)
    np.testing.assert_allclose(found.log_ratio[0, 0].numpy(), total, atol=1e-4)


def test_bins_move_by_the_ratio() -> None:
    step, centres = 0.07, torch.arange(48) * 0.07
    logits = (-((centres - 1.5) ** 2) / (2 * 0.2**2)).view(1, -1, 1, 1).repeat(1, 1, 1, 3)
    ratio = torch.tensor([-0.3, 0.0, 0.41]).view(1, 1, 1, 3)
    moved = move_bins(logits, ratio, step).softmax(1)
    mean = (moved * centres.view(1, -1, 1, 1)).sum(1)
    torch.testing.assert_close(mean[0, 0], 1.5 + ratio[0, 0, 0], atol=2e-3, rtol=0)
    std = ((moved * (centres.view(1, -1, 1, 1) - mean) ** 2).sum(1)).sqrt()
    torch.testing.assert_close(std[0, 0], torch.full((3,), 0.2), atol=5e-3, rtol=0)


@pytest.mark.parametrize(("ratio", "end"), [(-50.0, 47), (50.0, 0)])
def test_bins_moved_beyond_the_ends_repeat_the_end(ratio: float, end: int) -> None:
    logits = torch.randn(1, 48, 2, 2, generator=torch.Generator().manual_seed(0))
    moved = move_bins(logits, torch.full((1, 1, 2, 2), ratio), 0.07)
    torch.testing.assert_close(moved, logits[:, end, None].expand_as(moved))
