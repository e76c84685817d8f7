"""Rigid transforms [4, 4] between frames: b_from_a takes coordinates in frame a to those in frame b."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Real = TypeVar("Real", bound=np.floating[Any])


def pose(rotation: ArrayLike, position: ArrayLike) -> NDArray[np.float64]:
    """Return the transform of a rotation [3, 3] and the position [3] of its frame's origin."""
    made = np.eye(4)
    made[:3, :3], made[:3, 3] = rotation, position
    return made


def inverse(transform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a_from_b of b_from_a."""
    rotation = transform[:3, :3].T
    return pose(rotation, -rotation @ transform[:3, 3])


def move(transform: NDArray[np.float64], points: NDArray[Real]) -> NDArray[Real]:
    """Return points [N, 3] in the other frame, in their own precision."""
    return turn(transform, points) + transform[:3, 3].astype(points.dtype)


def turn(transform: NDArray[np.float64], directions: NDArray[Real]) -> NDArray[Real]:
    """Return directions [N, 3] in the other frame, in their own precision."""
    # Products of so few columns are not worth the threads of BLAS, which wait busily for the next one.
    return np.einsum("ni,ji->nj", directions, transform[:3, :3].astype(directions.dtype))
