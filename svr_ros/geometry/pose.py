"""The pose of a camera."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Pose(NamedTuple):
    """Pose of a camera in a room with z up, on whose floor z is zero.

    Attributes:
        rotation: The camera's axes x (right), y (down) and z (forward) as rows [3, 3].
        position: The camera's position [3] in metres.
    """

    rotation: NDArray[np.float64]
    position: NDArray[np.float64]

    @property
    def height(self) -> float:
        """Return the height above the floor in metres."""
        return float(self.position[2])

    @property
    def pitch(self) -> float:
        """Return the angle between the optical axis and the floor in radians, positive upwards."""
        return math.asin(self.rotation[2, 2])

    @property
    def roll(self) -> float:
        """Return the rotation about the optical axis in radians, positive clockwise."""
        return math.atan2(-self.rotation[0, 2], -self.rotation[1, 2])
