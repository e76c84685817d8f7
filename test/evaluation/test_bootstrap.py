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

from svr_ros.evaluation import bootstrap


def test_interval_of_a_mean_has_the_width_of_its_known_variance() -> None:
    values = np.random.default_rng(1).normal(5, 2, 400)
    low, high = bootstrap.interval(bootstrap.weighted_mean(values, bootstrap.resample_weights(400)))
    assert (high - low) / 2 == pytest.approx(1.96 * values.std() / np.sqrt(400), rel=0.06)
    assert low < values.mean() < high


def test_interval_covers_the_true_mean_at_its_confidence_level() -> None:
    rng = np.random.default_rng(2)
    weights = bootstrap.resample_weights(60)
    covered = []
    for _ in range(300):
        low, high = bootstrap.interval(bootstrap.weighted_mean(rng.exponential(1, 60), weights))
        covered.append(low < 1 < high)
    assert 0.88 < np.mean(covered) < 0.98


def test_resamples_have_the_size_of_the_set_and_are_reproducible() -> None:
    weights = bootstrap.resample_weights(7)
    assert weights.shape == (bootstrap.RESAMPLES, 7) and (weights.sum(1) == 7).all()
    np.testing.assert_allclose(weights.mean(0), 1, atol=0.1)
    np.testing.assert_array_equal(weights, bootstrap.resample_weights(7))


def test_nan_values_are_ignored() -> None:
    values = np.array([1.0, np.nan, 3.0])
    assert bootstrap.weighted_mean(values, bootstrap.unit_weights(3)) == 2
    assert bootstrap.weighted_mean(values, np.array([[1, 1, 0], [0, 3, 0]]))[0] == 1
    assert np.isnan(bootstrap.weighted_mean(values, np.array([[0.0, 3, 0]]))[0])
    assert np.isnan(bootstrap.interval(np.full(5, np.nan))[0])
