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

"""Numbers that make no training are refused."""

from __future__ import annotations

import math

import pytest

from svr_ros.errors import InputError
from svr_ros.training.config import MAX_SEED, TrainingConfig


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("batch", 0),
        ("workers", -1),
        ("steps", -1),
        ("minutes", math.nan),
        ("minutes", math.inf),
        ("minutes", -1.0),
        ("learning_rate", math.nan),
        ("learning_rate", 0.0),
        ("checkpoint_minutes", math.nan),
        ("seed", -5),
        ("seed", 1 << 70),
        ("warmup_steps", 0),
        ("pixels_fraction", 1.5),
    ],
)
def test_number_out_of_its_range_is_named(name: str, value: float) -> None:
    with pytest.raises(InputError, match=f"{name} of a training is {value}; expected"):
        TrainingConfig(**{name: value})  # type: ignore[arg-type]


def test_limits_are_allowed() -> None:
    TrainingConfig(batch=1, workers=0, seed=MAX_SEED, checkpoint_minutes=0)


def test_run_without_duration_is_done() -> None:
    assert TrainingConfig(minutes=0.0).progress(0, 0.0) == 1
    assert TrainingConfig(minutes=0.0, steps=4).progress(1, 100.0) == 0.25
