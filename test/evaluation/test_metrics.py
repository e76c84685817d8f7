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

import numpy as np
import pytest

from svr_ros.evaluation import metrics


def test_depth_errors_of_a_hand_computed_case() -> None:
    truth = np.array([[1.0, 2.0, 4.0, 3.0, 9.0]])
    prediction = np.array([[1.5, 2.0, 3.0, np.nan, 1.0]])
    mask = np.array([[True, True, True, True, False]])
    errors = metrics.depth_metrics(prediction, truth, mask)
    assert errors is not None
    assert errors.abs_rel == pytest.approx((0.5 + 0 + 0.25) / 3)
    assert errors.delta == pytest.approx(1 / 3)  # ratios 1.5, 1, 1.333
    assert errors.rmse == pytest.approx(math.sqrt((0.25 + 0 + 1) / 3))
    assert errors.coverage == pytest.approx(3 / 4)
    # Medians 2 and 2: scaling changes nothing.
    assert errors.abs_rel_scaled == pytest.approx(errors.abs_rel)
    # The best constant for 1, 2, 3, 4: weights 1, 1/2, 1/3, 1/4 have their median at 2.
    assert errors.abs_rel_constant == pytest.approx((1 + 0 + 1 / 3 + 1 / 2) / 4)
    assert errors.delta_constant == pytest.approx(1 / 4)
    assert errors.rmse_constant == pytest.approx(math.sqrt((1 + 0 + 4 + 1) / 4))


def test_scaled_errors_ignore_a_wrong_scale() -> None:
    truth = np.array([1.0, 2.0, 3.0])
    errors = metrics.depth_metrics(2 * truth, truth, np.ones(3, bool))
    assert errors is not None
    assert (errors.abs_rel, errors.delta) == (1.0, 0.0)
    assert errors.rmse == pytest.approx(math.sqrt((1 + 4 + 9) / 3))
    assert (errors.abs_rel_scaled, errors.delta_scaled, errors.rmse_scaled) == (0.0, 1.0, 0.0)


def test_depth_without_predictions_has_no_metrics() -> None:
    ones = np.ones((2, 2))
    assert metrics.depth_metrics(np.full((2, 2), np.nan), ones, np.ones((2, 2), bool)) is None
    assert metrics.depth_metrics(ones, ones, np.zeros((2, 2), bool)) is None


def test_best_constant_has_the_smallest_error() -> None:
    truth = np.random.default_rng(1).uniform(1, 4, 201)
    best = metrics.best_constant(truth)
    cost = lambda c: (np.abs(c - truth) / truth).mean()  # noqa: E731
    assert cost(best) <= min(cost(c) for c in np.linspace(1, 4, 3001)) + 1e-9


def test_confusion_accuracy_and_iou_of_a_hand_computed_case() -> None:
    truth = np.array([2, 2, 2, 8, 8, 255, 6], np.uint8)
    prediction = np.array([2, 2, 8, 8, 255, 2, 2], np.uint8)
    mask = np.array([1, 1, 1, 1, 1, 1, 0], bool)
    matrix = metrics.confusion(prediction, truth, mask)
    assert matrix.sum() == 5
    assert metrics.accuracy(matrix) == pytest.approx(3 / 5)  # a missing prediction is an error
    iou = metrics.class_iou(matrix)
    assert iou[2] == pytest.approx(2 / 3)
    assert iou[8] == pytest.approx(1 / 3)
    assert np.isnan(np.delete(iou, [2, 8])).all()
    assert metrics.finite_mean(iou) == pytest.approx(1 / 2)
    assert metrics.confusion(prediction, truth)[6, 2] == 1


def test_class_that_is_predicted_but_never_true_counts_in_the_mean() -> None:
    matrix = metrics.confusion(np.array([2, 4], np.uint8), np.array([2, 2], np.uint8))
    assert metrics.finite_mean(metrics.class_iou(matrix)) == pytest.approx((1 / 2 + 0) / 2)


def test_empty_metrics_are_nan() -> None:
    matrix = metrics.confusion(np.zeros(3, np.uint8), np.full(3, 255, np.uint8))
    assert math.isnan(metrics.accuracy(matrix)) and math.isnan(metrics.finite_mean(metrics.class_iou(matrix)))
    nothing = np.zeros(3, bool)
    assert math.isnan(metrics.iou(nothing, nothing, ~nothing))


def test_iou_of_voxels() -> None:
    prediction = np.array([1, 1, 0, 0, 1], bool)
    truth = np.array([1, 0, 1, 0, 1], bool)
    assert metrics.iou(prediction, truth, np.array([1, 1, 1, 1, 0], bool)) == pytest.approx(1 / 3)


def test_angles() -> None:
    a = np.array([[1.0, 0, 0], [1, 0, 0], [1, 0, 0]])
    b = np.array([[1.0, 0, 0], [0, 1, 0], [-1, 0, 0]])
    np.testing.assert_allclose(metrics.angles_between(a, b), [0, 90, 180])


def test_fraction_within_a_limit_includes_the_limit() -> None:
    assert metrics.fraction_within(np.array([1.0, 2.0, 3.0, np.inf]), 2.0) == 0.5
    assert math.isnan(metrics.fraction_within(np.zeros(0), 1.0))
