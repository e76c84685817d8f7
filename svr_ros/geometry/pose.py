"""Pose of a camera."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Pose(NamedTuple):
    """A camera in a room: the rows of `rotation` [3, 3] are its x, y, z axes (right, down, forward), `position` [3] in
    metres."""

    rotation: NDArray[np.float64]
    position: NDArray[np.float64]

    @property
    def height(self) -> float:
        """Return the height above the floor in metres."""
        return float(self.position[2])

    @property
    def pitch(self) -> float:
        """Return the angle between the axis and the floor in radians, up positive."""
        return math.asin(self.rotation[2, 2])

    @property
    def roll(self) -> float:
        """Return the turn around the axis in radians, clockwise positive."""
        return math.atan2(-self.rotation[0, 2], -self.rotation[1, 2])
