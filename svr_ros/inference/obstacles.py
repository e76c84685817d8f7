"""Points on what stands in the way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry import rigid
from svr_ros.geometry.forms import PointSet
from svr_ros.labels import Label


def obstacles(
    surface: PointSet,
    ground_from_points: NDArray[np.float64],
    lowest: float,
    highest: float,
    sure: float,
    spacing: float,
) -> PointSet:
    """Return the surface points between two heights above the ground, in metres, that are not the floor's.

    ground_from_points [4, 4] takes them to a frame with z up and z = 0 on the ground. Points that are hidden from the
    camera are left out where the network is less sure than a probability `sure`. One point is kept in each cube with
    sides of `spacing` metres.
    """
    places = rigid.move(ground_from_points, surface.points)
    kept = (surface.labels != Label.FLOOR) & (places[:, 2] >= lowest) & (places[:, 2] <= highest)
    if surface.hidden is not None:
        kept &= ~surface.hidden | (surface.confidence >= sure)
    index = np.flatnonzero(kept)
    cubes = np.floor(places[index] / spacing).astype(np.int64)
    _, first = np.unique(_keys(cubes), return_index=True)
    return surface.taken(index[np.sort(first)])


def _keys(cubes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one number for each cube [N, 3]."""
    if not len(cubes):
        return np.zeros(0, np.int64)
    cubes = cubes - cubes.min(0)
    sides = cubes.max(0) + 1
    return np.asarray((cubes[:, 0] * sides[1] + cubes[:, 1]) * sides[2] + cubes[:, 2])
