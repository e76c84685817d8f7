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

import pytest
import torch

from svr_ros.labels import UNOBSERVED, Label
from svr_ros.training import losses

ALL = torch.ones(1, 1, 2, dtype=torch.bool)


def test_normals_loss_is_one_minus_cosine() -> None:
    predicted = torch.tensor([0.0, 0.0, -1.0]).view(1, 3, 1, 1)
    target = torch.tensor([0.0, math.sin(1.0), -math.cos(1.0)]).view(1, 3, 1, 1)
    assert losses.normals_loss(predicted, target, ALL[:, :, :1]).item() == pytest.approx(1 - math.cos(1.0))


def test_depth_loss_is_in_logarithms_and_clamps_the_target() -> None:
    log_depth = torch.tensor([math.log(2.0), math.log(12.0)]).view(1, 1, 1, 2)
    target = torch.tensor([1.0, 50.0]).view(1, 1, 2)
    assert losses.depth_loss(log_depth, target, ALL, (0.4, 12.0)).item() == pytest.approx(math.log(2) / 2)


def test_slopes_loss_sees_errors_that_change_and_no_error_of_the_whole() -> None:
    valid = torch.ones(1, 1, 3, dtype=torch.bool)
    target = torch.tensor([[[1.0, 2.0, 4.0]]])
    twice = (2 * target).log()[None]
    assert losses.depth_slopes_loss(twice, target, valid, (0.4, 12.0)).item() == pytest.approx(0, abs=1e-6)
    errors = torch.tensor([0.0, 0.3, 0.1])
    predicted = (target.log() + errors)[None]
    expected = ((0.3 + 0.2) / 2 + 0.1) / 2  # neighbours; pixels two apart; none is four apart, nor in another row
    assert losses.depth_slopes_loss(predicted, target, valid, (0.4, 12.0)).item() == pytest.approx(expected)
    valid[0, 0, 2] = False
    expected = (0.3 + 0) / 2
    assert losses.depth_slopes_loss(predicted, target, valid, (0.4, 12.0)).item() == pytest.approx(expected)


def test_depth_between_two_bins_is_shared_between_them() -> None:
    centres = torch.log(torch.tensor([1.0, 2.0, 4.0]))
    logits = torch.tensor([0.3, -0.2, 0.5]).view(1, 3, 1, 1)
    target = torch.tensor(2**1.25).view(1, 1, 1)  # a quarter of the way from the second to the third
    log_p = logits.flatten().log_softmax(0)
    expected = -(0.75 * log_p[1] + 0.25 * log_p[2])
    assert losses.depth_bins_loss(logits, centres, target, ALL[:, :, :1]).item() == pytest.approx(
        expected.item(), rel=1e-5
    )


@pytest.mark.parametrize("depth, index", [(0.01, 0), (100.0, 2)])
def test_depth_outside_the_bins_goes_to_the_outermost(depth: float, index: int) -> None:
    centres = torch.log(torch.tensor([1.0, 2.0, 4.0]))
    logits = torch.tensor([0.3, -0.2, 0.5]).view(1, 3, 1, 1)
    expected = -logits.flatten().log_softmax(0)[index]
    found = losses.depth_bins_loss(logits, centres, torch.full((1, 1, 1), depth), ALL[:, :, :1])
    assert found.item() == pytest.approx(expected.item(), rel=1e-5)


def test_pixels_that_were_not_seen_do_not_count() -> None:
    valid = torch.tensor([[[True, False]]])
    log_depth, target = torch.zeros(1, 1, 1, 2), torch.tensor([[[2.0, 9.0]]])
    assert losses.depth_loss(log_depth, target, valid, (0.4, 12.0)).item() == pytest.approx(math.log(2))
    normals = torch.tensor([[0.0, 1.0], [0.0, 0.0], [-1.0, 0.0]]).view(1, 3, 1, 2)
    away = torch.tensor([0.0, 0.0, -1.0]).view(1, 3, 1, 1).expand(1, 3, 1, 2)
    assert losses.normals_loss(normals, away, valid).item() == 0
    logits = torch.zeros(1, 10, 1, 2)
    logits[0, 3, 0, 1] = 50
    expected = losses.classes_loss(torch.zeros(1, 10, 1, 1), torch.tensor([[[Label.BED]]]))
    known = torch.tensor([[[Label.BED, UNOBSERVED]]])
    assert losses.classes_loss(logits, known).item() == pytest.approx(expected.item())


def test_distances_beyond_the_truncation_count_as_far_as_the_loss_reaches() -> None:
    predicted, distance, even = torch.tensor([[1.5, 1.5, 4.0]]), torch.tensor([[0.5, 0.9, 0.9]]), torch.ones(1, 3)
    assert losses.distance_loss(predicted, distance, even, 0.2).item() == 0
    far = losses.distance_loss(predicted, distance, even, 0.2, max_distance=3.0)
    assert far.item() == pytest.approx((1.0 + 1.5 + 0.0) / 3)  # of 2.5, 3 and 3 truncations; beyond 3 is right


def test_distance_loss_weighs_points_and_forgives_overshoot_on_the_right_side() -> None:
    predicted = torch.tensor([[0.5, 1.7, -1.7, 1.7]])
    distance = torch.tensor([[0.05, 0.9, -0.9, -0.9]])  # 0.25, 1, -1, -1 truncations
    weights = torch.tensor([[2.0, 1.0, 1.0, 4.0]])
    expected = (2 * 0.25 + 0 + 0 + 4 * 2.7) / 8
    assert losses.distance_loss(predicted, distance, weights, 0.2).item() == pytest.approx(expected)


def test_overshoot_on_the_right_side_has_no_gradient() -> None:
    predicted = torch.tensor([[1.5, 1.5]], requires_grad=True)
    losses.distance_loss(predicted, torch.tensor([[0.5, 0.1]]), torch.ones(1, 2), 0.2).backward()
    assert predicted.grad is not None
    assert predicted.grad[0, 0] == 0 and predicted.grad[0, 1] > 0


def test_sign_loss_is_binary_cross_entropy() -> None:
    predicted, distance = torch.tensor([[0.2, 0.2]]), torch.tensor([[0.1, -0.1]])
    weights = torch.tensor([[3.0, 1.0]])
    free, solid = (math.log1p(math.exp(sign * 6 * 0.2)) for sign in (-1, 1))
    assert losses.sign_loss(predicted, distance, weights).item() == pytest.approx((3 * free + solid) / 4, rel=1e-5)


def test_classes_of_far_free_points_do_not_count() -> None:
    logits = torch.zeros(1, 2, 10)
    logits[0, 1, 3] = 9.0
    labels = torch.tensor([[Label.CHAIR, Label.CHAIR]])
    distance = torch.tensor([[0.1, 0.5]])
    found = losses.point_classes_loss(logits, labels, distance, torch.ones(1, 2), 0.2)
    expected = math.log(10) * losses.CLASS_WEIGHTS[Label.CHAIR].item()
    assert found.item() == pytest.approx(expected, rel=1e-5)


def test_full_depth_counts_edges_five_times() -> None:
    target = torch.ones(1, 8, 8)
    target[:, :, 4:] = 2.0  # columns 3 and 4 lie on the edge
    valid = torch.ones(1, 8, 8, dtype=torch.bool)
    predicted = target.log()[:, None].clone()
    predicted[..., 3] += 0.3
    predicted[..., 0] += 0.1
    expected = (5 * 0.3 + 0.1) / (2 * 5 + 6)
    assert losses.full_depth_loss(predicted, target, valid, (0.4, 12.0)).item() == pytest.approx(expected, rel=1e-5)


def test_error_of_distances_is_least_at_the_true_error() -> None:
    predicted = torch.tensor([[0.5]], requires_grad=True)
    distance, weights = torch.tensor([[0.04]]), torch.ones(1, 1)  # 0.2 truncations: the error is 0.3
    found = {
        error: losses.distance_error_loss(torch.tensor([[math.log(error)]]), predicted, distance, weights, 0.2)
        for error in (0.1, 0.3, 0.9)
    }
    assert found[0.3].item() == pytest.approx(1 + math.log(0.3), rel=1e-5)
    assert found[0.3] < found[0.1] and found[0.3] < found[0.9]
    assert not found[0.3].requires_grad  # the distances get no gradient


def test_offsets_count_by_weight() -> None:
    predicted, target = torch.zeros(1, 2, 3), torch.tensor([[[0.3, 0.0, 0.0], [9.0, 9.0, 9.0]]])
    assert losses.offset_loss(predicted, target, torch.tensor([[2.0, 0.0]])).item() == pytest.approx(0.1)
