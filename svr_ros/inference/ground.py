"""Where the ground is under a camera that nobody has told: from the floor that it sees."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.floor import OPTICAL_UP, Plane, camera_from_floor, fit_floor
from svr_ros.inference.reconstruction import SceneVolume
from svr_ros.inference.selection import Selection
from svr_ros.labels import Label

_FLOOR = Selection.of_classes([Label.FLOOR.name.lower()])


class Ground(NamedTuple):
    """Hold the frame on the ground below the camera (x ahead, y left, z up), and whether a floor was seen."""

    camera_from_ground: NDArray[np.float64]
    seen: bool


def find_ground(scene: SceneVolume) -> Ground:
    """Return the ground of a scene in the camera's optical frame.

    Where no floor is seen, the camera is taken to be level, and the ground to be at the lowest surface that it sees.
    """
    labelled = scene.visible_points(_FLOOR)
    floor = fit_floor(labelled.points, np.asarray(labelled.normals))
    if floor is not None:
        return Ground(camera_from_floor(floor), True)
    lowest = float(scene.visible_points().points[:, 1].max(initial=0.0))
    return Ground(camera_from_floor(Plane(OPTICAL_UP, lowest)), False)
