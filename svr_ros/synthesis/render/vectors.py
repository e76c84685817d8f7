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

"""Vectors of three numbers for kernels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.render.compiling import kernel

Array = NDArray[Any]
Vector = tuple[float, float, float]

# Single precision constants leave the precision of a calculation to the other arguments.
ZERO: Any = np.float32(0.0)
A_HALF: Any = np.float32(0.5)
ONE: Any = np.float32(1.0)


@kernel
def dot(a: Vector, b: Vector) -> float:
    """Return the inner product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@kernel
def plus(a: Vector, b: Vector) -> Vector:
    """Return the sum."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


@kernel
def minus(a: Vector, b: Vector) -> Vector:
    """Return the difference."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


@kernel
def times(a: Vector, b: Vector) -> Vector:
    """Return the product of each component."""
    return a[0] * b[0], a[1] * b[1], a[2] * b[2]


@kernel
def scaled(a: Vector, factor: float) -> Vector:
    """Return a vector times a factor."""
    return a[0] * factor, a[1] * factor, a[2] * factor


@kernel
def ahead(start: Vector, direction: Vector, length: float) -> Vector:
    """Return start + length * direction."""
    return start[0] + direction[0] * length, start[1] + direction[1] * length, start[2] + direction[2] * length


@kernel
def mixed(a: Vector, b: Vector, weight: float) -> Vector:
    """Return the vector at `weight` (0..1) between a and b."""
    return a[0] + (b[0] - a[0]) * weight, a[1] + (b[1] - a[1]) * weight, a[2] + (b[2] - a[2]) * weight


@kernel
def length(a: Vector) -> float:
    """Return the length."""
    return math.sqrt(dot(a, a))


@kernel
def vector(table: Array, row: int, column: int) -> Vector:
    """Return three entries of a table, beginning with (row, column)."""
    return table[row, column], table[row, column + 1], table[row, column + 2]


@kernel
def put(image: Array, row: int, column: int, first: int, value: Vector) -> None:
    """Write three channels of a pixel, beginning with `first`."""
    image[row, column, first], image[row, column, first + 1], image[row, column, first + 2] = value
