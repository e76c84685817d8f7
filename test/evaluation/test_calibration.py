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

import numpy as np
import pytest

from svr_ros.evaluation import calibration
from svr_ros.evaluation.distance_calibration import error_reliability


def test_calibration_error_of_a_hand_computed_case() -> None:
    # Three predictions at 0.9, of which two are correct; a wrong one at 0.3; a correct one at 1.
    confidence, right = np.array([0.9, 0.9, 0.9, 0.3, 1.0]), np.array([1, 1, 0, 0, 1], bool)
    counts = calibration.class_reliability(confidence, right)
    expected = (3 * abs(0.9 - 2 / 3) + 1 * 0.3 + 0) / 5
    assert calibration.class_calibration_error(counts) == pytest.approx(expected)
    curve = calibration.class_curve(counts)
    assert curve["accuracy"][13] == pytest.approx(2 / 3) and curve["confidence"][13] == pytest.approx(0.9)
    assert curve["fraction"][4] == pytest.approx(1 / 5) and np.isnan(curve["accuracy"][0])


def test_counts_of_frames_add_up() -> None:
    rng = np.random.default_rng(3)
    confidence, right = rng.random(1000), rng.random(1000) < 0.5
    parts = [calibration.class_reliability(confidence[part], right[part]) for part in (slice(300), slice(300, None))]
    np.testing.assert_allclose(sum(parts), calibration.class_reliability(confidence, right))


def test_probabilities_are_calibrated_and_overconfident_ones_are_not() -> None:
    rng = np.random.default_rng(4)
    probability = rng.random(200_000)
    right = rng.random(200_000) < probability
    assert calibration.class_calibration_error(calibration.class_reliability(probability, right)) < 0.01
    # Confidence sqrt(p) is too high by the mean of sqrt(p) - p: 2/3 - 1/2.
    error = calibration.class_calibration_error(calibration.class_reliability(np.sqrt(probability), right))
    assert error == pytest.approx(1 / 6, abs=0.01)
    assert np.isnan(calibration.class_calibration_error(np.zeros((3, calibration.BINS))))


def test_depth_of_known_standard_deviation_is_calibrated() -> None:
    rng = np.random.default_rng(5)
    truth = rng.uniform(1, 4, 100_000)
    depth = truth * np.exp(rng.normal(0, 0.1, len(truth)))
    error = np.abs(np.log(depth) - np.log(truth))
    right, sure = (error_reliability(error, np.full(len(truth), s)) for s in (0.1, 0.01))
    assert calibration.depth_calibration_error(right) < 0.005
    np.testing.assert_allclose(calibration.depth_coverage(right), calibration.LEVELS, atol=0.01)
    # Far overconfident: almost no interval holds the true depth, and the mean of 1/15 ... 14/15, 1 is almost 8/15.
    assert calibration.depth_calibration_error(sure) > 0.35
