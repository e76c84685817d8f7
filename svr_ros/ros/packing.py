"""Arrays in the one form that rclpy takes without going through every element."""

from __future__ import annotations

import array
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray


def packed(values: NDArray[Any], typecode: str = "B") -> array.array:
    """Return the bytes of an array: of type B for fields of bytes, b for int8, and so on."""
    data = array.array(typecode)
    data.frombytes(np.ascontiguousarray(values).reshape(-1).view(np.uint8))
    return data


def compressed(values: NDArray[Any]) -> array.array:
    """Return an array as one zlib stream."""
    # The fastest level: the arrays are mostly constant, so that higher levels gain little.
    return array.array("B", zlib.compress(np.ascontiguousarray(values), 1))
