"""Packed arrays against NumPy in float64."""

import zlib

import numpy as np
import pytest

from svr_ros.ros.packing import compressed, packed, quantized


@pytest.mark.parametrize(("kind", "low", "high"), [(np.int8, -128, 127), (np.uint8, 0, 255)])
def test_steps_are_rounded_and_kept_within_the_kind(kind, low, high):
    values = np.random.default_rng(0).uniform(-3, 3, (3, 5, 7)).astype(np.float32)
    data = quantized(values, 100, kind)
    assert (data.typecode, len(data)) == ("B", values.size)
    expected = np.clip(np.rint(values.astype(np.float64) * 100), low, high)
    assert (expected == low).any() and (expected == high).any()
    np.testing.assert_array_equal(np.frombuffer(data, kind).reshape(values.shape), expected)


def test_packed_and_compressed_hold_the_same_bytes():
    values = np.arange(24, dtype=np.int32).reshape(2, 3, 4)[:, ::2]
    data = packed(values)
    assert (data.typecode, data.tobytes()) == ("B", values.tobytes())
    assert zlib.decompress(compressed(data)) == values.tobytes()
    assert packed(np.zeros(2, np.int8), "b").typecode == "b"
