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

"""Rigid transforms [4, 4] between frames; `b_from_a` maps coordinates in frame a to those in frame b."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from svr_ros.errors import InputError

_TOLERANCE = 1e-3
"""Maximum deviation of a rotation from orthonormal, as numbers in files and messages are rounded."""

Real = TypeVar("Real", bound="np.floating[Any]")


def pose(rotation: ArrayLike, position: ArrayLike) -> NDArray[np.float64]:
    """Return the transform with a rotation [3, 3] and a translation [3]."""
    result = np.eye(4)
    result[:3, :3], result[:3, 3] = rotation, position
    return result


def inverse(b_from_a: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `a_from_b`."""
    rotation = b_from_a[:3, :3].T
    return pose(rotation, -rotation @ b_from_a[:3, 3])


def transform(b_from_a: NDArray[np.float64], points: NDArray[Real]) -> NDArray[Real]:
    """Return points [N, 3] of frame a in frame b, in their own precision."""
    return rotate(b_from_a, points) + b_from_a[:3, 3].astype(points.dtype)


def rotate(b_from_a: NDArray[np.float64], directions: NDArray[Real]) -> NDArray[Real]:
    """Return directions [N, 3] of frame a in frame b, in their own precision."""
    # Not a BLAS product: with so few columns its threads cost more than they save, and keep spinning afterwards.
    return np.einsum("ni,ji->nj", directions, b_from_a[:3, :3].astype(directions.dtype))


def checked(matrix: ArrayLike, name: str) -> NDArray[np.float64]:
    """Return a transform as float64 [4, 4]; raises InputError, which names it, if it is not rigid."""
    result = np.asarray(matrix, np.float64)
    if result.shape != (4, 4) or not np.isfinite(result).all():
        raise InputError(f"{name} is {result.tolist()}; expected 4 x 4 finite numbers")
    rotation = result[:3, :3]
    if (
        np.abs(rotation @ rotation.T - np.eye(3)).max() > _TOLERANCE
        or np.linalg.det(rotation) < 0
        or (result[3] != (0, 0, 0, 1)).any()
    ):
        raise InputError(
            f"{name} is {result.round(6).tolist()}; expected a rigid transform: a rotation and a translation above the "
            "row 0 0 0 1"
        )
    return result
