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

from svr_ros.evaluation import distance_calibration as calibration


def test_shares_within_one_and_two_standard_deviations_of_a_hand_counted_case() -> None:
    error, std = np.array([0.01, 0.03, 0.05, 0.01]), np.full(4, 0.02)
    counts = calibration.sigma_counts(error, std, np.array([False, False, False, True]))
    fractions = calibration.sigma_fractions(counts)
    assert fractions["visible_one"] == pytest.approx(1 / 3) and fractions["visible_two"] == pytest.approx(2 / 3)
    assert fractions["hidden_one"] == 1 and fractions["one"] == 0.5 and fractions["two"] == 0.75
    assert np.isnan(calibration.sigma_fractions(np.zeros((2, 3)))["one"])


def test_trade_of_precision_for_recall() -> None:
    # A certain point on the true surface, an uncertain one far from it, and an uncertain hidden one on it.
    points = np.array([[0, 0, 1], [0, 0, 2], [0, 1, 1]], float)
    error, std, occluded = np.array([0.0, 0.9, 0.02]), np.array([0.02, 0.18, 0.18]), np.array([False, False, True])
    true_points = np.array([[0, 0.05, 1], [0.5, 0, 1], [0, 1, 1]])
    counts = calibration.trade_counts(points, error, std, occluded, true_points, np.array([False, False, True]))
    curve = calibration.trade_curve(counts)
    certain, all_points = curve["max_distance_error"].index(0.05), -1
    assert curve["max_distance_error"][all_points] is None
    assert curve["all"]["precision"][certain] == 1 and curve["all"]["recall"][certain] == pytest.approx(1 / 3)
    assert curve["all"]["precision"][all_points] == pytest.approx(2 / 3)
    assert curve["all"]["recall"][all_points] == pytest.approx(2 / 3)
    assert curve["visible"]["precision"][all_points] == 0.5 and curve["visible"]["recall"][all_points] == 0.5
    assert curve["hidden"]["recall"][certain] == 0 and curve["hidden"]["recall"][all_points] == 1
    assert np.isnan(curve["hidden"]["precision"][certain])
