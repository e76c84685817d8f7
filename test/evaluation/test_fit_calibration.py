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
from scipy.special import expit

from svr_ros.evaluation.fit_calibration import (
    NORMAL_FRACTIONS,
    fit_confidence,
    fit_error_model,
    fit_logistic_map,
    fit_scale,
)
from svr_ros.inference.calibration import ErrorModel, LogisticMap


def test_logistic_map_of_miscalibrated_probabilities_is_found() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, 100_000)
    true = rng.random(len(logits)) < expit(0.4 * logits - 0.7)
    fitted = fit_logistic_map(logits, true)
    assert fitted.slope == pytest.approx(0.4, abs=0.02) and fitted.offset == pytest.approx(-0.7, abs=0.03)
    assert fit_confidence(expit(logits), true).slope == pytest.approx(0.4, abs=0.02)


def test_too_few_or_one_sided_values_change_nothing() -> None:
    assert fit_logistic_map(np.zeros(10), np.ones(10, bool)) == LogisticMap()
    assert fit_logistic_map(np.zeros(1000), np.ones(1000, bool)) == LogisticMap()
    assert fit_error_model(np.ones(5), np.ones(5), np.ones(5)) == ErrorModel()
    assert fit_scale(np.ones(3)) == 1


def test_scale_makes_normal_errors_standard_and_splits_the_deviation_of_others() -> None:
    rng = np.random.default_rng(1)
    assert fit_scale(np.abs(rng.normal(0, 3, 200_000))) == pytest.approx(3, rel=0.01)
    errors = np.abs(rng.laplace(size=200_000))
    inside = [(errors <= k * fit_scale(errors)).mean() for k in (1, 2)]
    deviation = np.array(inside) - NORMAL_FRACTIONS
    assert deviation[0] > 0 > deviation[1] and deviation.sum() == pytest.approx(0, abs=0.003)


def test_error_model_finds_the_parts_of_the_variance() -> None:
    rng = np.random.default_rng(2)
    distance, depth = rng.uniform(0.005, 0.1, (2, 100_000))
    std = np.sqrt((2 * distance) ** 2 + (0.5 * depth) ** 2 + 0.02**2)
    fitted = fit_error_model(distance, depth, np.abs(rng.normal(0, std)))
    np.testing.assert_allclose(fitted.std(distance, depth), std, rtol=0.1)
    assert fitted.distance == pytest.approx(2, rel=0.1) and fitted.depth == pytest.approx(0.5, rel=0.2)
