import math

import numpy as np
import pytest

from svr_ros.evaluation import metrics


def test_depth_errors_of_a_hand_computed_case() -> None:
    truth = np.array([[1.0, 2.0, 4.0, 3.0, 9.0]])
    answer = np.array([[1.5, 2.0, 3.0, np.nan, 1.0]])
    judged = np.array([[True, True, True, True, False]])
    errors = metrics.depth_errors(answer, truth, judged)
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


def test_scaling_forgives_a_wrong_scale() -> None:
    truth = np.array([1.0, 2.0, 3.0])
    errors = metrics.depth_errors(2 * truth, truth, np.ones(3, bool))
    assert errors is not None
    assert (errors.abs_rel, errors.delta) == (1.0, 0.0)
    assert errors.rmse == pytest.approx(math.sqrt((1 + 4 + 9) / 3))
    assert (errors.abs_rel_scaled, errors.delta_scaled, errors.rmse_scaled) == (0.0, 1.0, 0.0)


def test_depth_without_answers_is_not_judged() -> None:
    ones = np.ones((2, 2))
    assert metrics.depth_errors(np.full((2, 2), np.nan), ones, np.ones((2, 2), bool)) is None
    assert metrics.depth_errors(ones, ones, np.zeros((2, 2), bool)) is None


def test_best_constant_beats_every_other() -> None:
    truth = np.random.default_rng(1).uniform(1, 4, 201)
    best = metrics.best_constant(truth)
    cost = lambda c: (np.abs(c - truth) / truth).mean()  # noqa: E731
    assert cost(best) <= min(cost(c) for c in np.linspace(1, 4, 3001)) + 1e-9


def test_confusion_accuracy_and_iou_of_a_hand_computed_case() -> None:
    truth = np.array([2, 2, 2, 8, 8, 255, 6], np.uint8)
    answer = np.array([2, 2, 8, 8, 255, 2, 2], np.uint8)
    judged = np.array([1, 1, 1, 1, 1, 1, 0], bool)
    matrix = metrics.confusion(answer, truth, judged)
    assert matrix.sum() == 5
    assert metrics.accuracy(matrix) == pytest.approx(3 / 5)  # no answer is a wrong one
    iou = metrics.class_iou(matrix)
    assert iou[2] == pytest.approx(2 / 3)
    assert iou[8] == pytest.approx(1 / 3)
    assert np.isnan(np.delete(iou, [2, 8])).all()
    assert metrics.mean_known(iou) == pytest.approx(1 / 2)
    assert metrics.confusion(answer, truth)[6, 2] == 1


def test_class_that_is_answered_but_never_true_counts_in_the_mean() -> None:
    matrix = metrics.confusion(np.array([2, 4], np.uint8), np.array([2, 2], np.uint8))
    assert metrics.mean_known(metrics.class_iou(matrix)) == pytest.approx((1 / 2 + 0) / 2)


def test_nothing_judged_is_not_a_number() -> None:
    matrix = metrics.confusion(np.zeros(3, np.uint8), np.full(3, 255, np.uint8))
    assert math.isnan(metrics.accuracy(matrix)) and math.isnan(metrics.mean_known(metrics.class_iou(matrix)))
    nothing = np.zeros(3, bool)
    assert math.isnan(metrics.iou(nothing, nothing, ~nothing))


def test_iou_of_voxels() -> None:
    answer = np.array([1, 1, 0, 0, 1], bool)
    truth = np.array([1, 0, 1, 0, 1], bool)
    assert metrics.iou(answer, truth, np.array([1, 1, 1, 1, 0], bool)) == pytest.approx(1 / 3)


def test_angles() -> None:
    a = np.array([[1.0, 0, 0], [1, 0, 0], [1, 0, 0]])
    b = np.array([[1.0, 0, 0], [0, 1, 0], [-1, 0, 0]])
    np.testing.assert_allclose(metrics.angles(a, b), [0, 90, 180])


def test_share_within_a_limit_counts_the_limit() -> None:
    assert metrics.share_within(np.array([1.0, 2.0, 3.0, np.inf]), 2.0) == 0.5
    assert math.isnan(metrics.share_within(np.zeros(0), 1.0))
