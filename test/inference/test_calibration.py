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

import json
import math

import numpy as np
import pytest
import torch

from svr_ros.errors import InputError
from svr_ros.inference.calibration import UNCALIBRATED, Calibration, Case, ErrorModel, ErrorTerms, LogisticMap

FITTED = Calibration(
    LogisticMap(0.5, 0.25),
    LogisticMap(2.0, -1.0),
    1.5,
    tuple(LogisticMap(1.0 + case, 0.1 * case) for case in range(len(Case))),
    tuple(ErrorModel(1.0 + case, 0.5, 0.01 * case) for case in range(len(Case))),
)


def test_json_holds_the_whole_calibration() -> None:
    assert Calibration.from_json(FITTED.to_json()) == FITTED
    assert Calibration.from_json(UNCALIBRATED.to_json()) == UNCALIBRATED


@pytest.mark.parametrize(
    "change",
    [
        {"occupancy": []},
        {"distance": [{"distance": "large", "depth": 1.0, "floor": 0.0}] * 4},
        {"depth_std": None},
        {"pixel_confidence": 3},
        {"colour": 1.0},
    ],
)
def test_calibration_of_another_form_is_rejected(change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Calibration.from_json(json.dumps(json.loads(FITTED.to_json()) | change))
    with pytest.raises(InputError):
        Calibration.from_json("[")


def test_logistic_map_is_linear_in_the_logit() -> None:
    probability = torch.tensor([0.2, 0.5, 0.9])
    mapped = LogisticMap(2.0, 0.5).apply(probability)
    torch.testing.assert_close(mapped.logit(), 2 * probability.logit() + 0.5)
    assert torch.equal(LogisticMap().apply(probability), probability)
    assert torch.isfinite(LogisticMap(2.0).apply(torch.tensor([0.0, 1.0]))).all()


def test_probability_of_being_occupied_is_half_at_the_surface_and_falls_with_the_distance() -> None:
    distance = np.array([-1, -0.1, 0, 0.1, 1])
    probability = UNCALIBRATED.occupied_probability(distance, np.zeros(5, np.uint8))
    assert probability[2] == 0.5 and (np.diff(probability) < 0).all()
    assert probability[0] == pytest.approx(1 / (1 + math.exp(-6)))
    hidden = FITTED.occupied_probability(np.zeros(2), np.array([Case.SEEN, Case.HIDDEN], np.uint8))
    assert hidden.tolist() == pytest.approx([0.5, 1 / (1 + math.exp(-0.1))])


def test_errors_add_up_as_independent_ones_and_by_case() -> None:
    terms = ErrorTerms(np.full(2, 0.03, np.float32), np.full(2, 0.08, np.float32), np.array([0, 3], np.uint8))
    expected = [math.hypot(0.03, 0.04), math.sqrt(0.12**2 + 0.04**2 + 0.03**2)]
    assert FITTED.distance_error(terms).tolist() == pytest.approx(expected)
