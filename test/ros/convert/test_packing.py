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

"""Arrays in message fields against NumPy in float64."""

import array

import numpy as np
import pytest

from svr_ros.ros.convert.packing import allocate, fill, quantize


@pytest.mark.parametrize(("kind", "low", "high"), [(np.int8, -128, 127), (np.uint8, 0, 255)])
def test_steps_are_rounded_and_kept_within_the_kind(kind, low, high):
    values = np.random.default_rng(0).uniform(-3, 3, (3, 5, 7)).astype(np.float32)
    field = array.array("B")
    quantize(values, 100, allocate(field, values.size).view(kind))
    expected = np.clip(np.rint(values.astype(np.float64) * 100), low, high)
    assert (expected == low).any() and (expected == high).any()
    np.testing.assert_array_equal(np.frombuffer(field, kind).reshape(values.shape), expected)


@pytest.mark.parametrize("typecode", ["B", "b"])
def test_fields_hold_the_bytes_of_arrays(typecode):
    values = np.arange(24, dtype=np.int32).reshape(2, 3, 4)[:, ::2]
    field = array.array(typecode)
    fill(field, values)
    assert (field.typecode, field.tobytes()) == (typecode, values.tobytes())


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_room_is_zero_and_the_field_itself(count):
    field = array.array("b")
    place = allocate(field, count)
    assert len(field) == len(place) == count and not place.any()
    place[:] = 200
    assert list(field) == [200 - 256] * count
