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

"""Ground frame of a camera, from the known floor or, if its mounting is unknown, estimated from the visible floor."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.floor import OPTICAL_UP, Plane, camera_from_floor, fit_floor
from svr_ros.geometry.point_set import PointSet
from svr_ros.inference.selection import EVERYTHING, Selection
from svr_ros.labels import Label

_FLOOR = Selection.of_classes([Label.FLOOR.name.lower()], max_distance_error=float("inf"))


class VisibleSurface(Protocol):
    """A scene whose visible surface can be sampled; see `Reconstruction`."""

    @property
    def floor(self) -> Plane | None:
        """Return the known plane of the floor in the camera's optical frame; None if it is unknown."""
        ...

    def visible_points(self, selection: Selection = ...) -> PointSet:
        """Return points of the visible surface with normals, in the camera's optical frame."""
        ...


class Ground(NamedTuple):
    """Ground below a camera.

    Attributes:
        camera_from_ground: Transform [4, 4] from the ground frame below the camera (x ahead, y left, z up).
        on_floor: Whether the frame is on the known or visible floor.
    """

    camera_from_ground: NDArray[np.float64]
    on_floor: bool


def find_ground(scene: VisibleSurface) -> Ground:
    """Return the ground frame of a scene in the camera's optical frame: on the known floor, else on the visible one.

    If no floor is visible, the camera is assumed to be level, and the ground to be at the lowest visible surface.
    """
    if scene.floor is not None:
        return Ground(camera_from_floor(scene.floor), True)
    floor_points = scene.visible_points(_FLOOR)
    floor = fit_floor(floor_points.points, np.asarray(floor_points.normals))
    if floor is not None:
        return Ground(camera_from_floor(floor), True)
    lowest = float(scene.visible_points(EVERYTHING).points[:, 1].max(initial=0.0))
    return Ground(camera_from_floor(Plane(OPTICAL_UP, lowest)), False)
