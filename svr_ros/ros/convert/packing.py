"""Arrays written into messages where they lie.

Messages copy arrays that are assigned to them or given to their constructors; what is written into the arrays that they
have costs one copy less.
"""

from __future__ import annotations

import array
from typing import Any

import numpy as np
from numpy.typing import NDArray


def fill(field: array.array, values: NDArray[Any]) -> None:
    """Append the bytes of an array to a message's own, of bytes or int8."""
    field.frombytes(np.ascontiguousarray(values).reshape(-1).view(np.uint8))


def room(field: array.array, count: int) -> NDArray[np.uint8]:
    """Make so many bytes of a message's empty array, all zero, and return them to be written in place."""
    field.append(0)
    field *= count
    return np.frombuffer(field, np.uint8)


def quantize(values: NDArray[np.float32], steps: float, into: NDArray[np.int8] | NDArray[np.uint8]) -> None:
    """Write values in so many steps to one, rounded to whole numbers and kept within the range of `into`."""
    import cv2

    row = values.reshape(1, -1)
    # A weighted sum with nothing: all in one pass, and twice as fast as NumPy's four.
    depth = cv2.CV_8S if into.dtype == np.int8 else cv2.CV_8U
    cv2.addWeighted(row, steps, row, 0.0, 0.0, into.reshape(1, -1), depth)
