"""Nearest surfaces of points: distances, classes and instances."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Surfaces(NamedTuple):
    """The surfaces nearest to N points."""

    distance: NDArray[np.float32]
    """Signed distances [N] in metres, positive in free space."""

    labels: NDArray[np.uint8]
    """Class ids [N]."""

    instances: NDArray[np.int32]
    """Instances [N], 0 for walls and floors; see `Scene.instances`."""


def empty_surfaces(count: int) -> Surfaces:
    """Return arrays for the surfaces of `count` points, without values."""
    return Surfaces(np.empty(count, np.float32), np.empty(count, np.uint8), np.empty(count, np.int32))
