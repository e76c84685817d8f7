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

"""Floor plane estimation from surface points, and the frame on the floor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry import rigid

OPTICAL_UP = np.array([0.0, -1.0, 0.0])
"""Up in the optical frame of a camera that is held level."""

_MIN_UP_COMPONENT = 0.2
"""Minimum component of a floor's normal along the image's up; it allows cameras to look down by nearly 80 degrees."""

_MIN_POINTS = 50
"""Minimum number of points of a floor."""

_HYPOTHESES = 64
_TOLERANCES = 0.15, 0.1, 0.05
"""Maximum distances in metres of a point to its plane, from the hypothesis to the last refinement."""


@dataclass(frozen=True)
class Plane:
    """Plane in a frame.

    Attributes:
        normal: Unit normal [3].
        height: Height of the frame's origin above the plane in metres.
    """

    normal: NDArray[np.float64]
    height: float

    def heights(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the heights [N] of points [N, 3] above the plane in metres."""
        return np.einsum("ni,i->n", points, self.normal) + self.height


def fit_floor(points: NDArray[np.float32], normals: NDArray[np.float32]) -> Plane | None:
    """Fit a plane to the points of a floor; return None if they do not support one.

    Evenly spread points each propose the plane through them along their normal; the proposal with most support is
    refined by least squares. The result is deterministic.

    Args:
        points: Points [N, 3] labelled as floor, in metres in the camera's optical frame.
        normals: Unit normals [N, 3] towards free space; points that face down belong to a ceiling and are dropped.
    """
    # Drop the ceiling
    upwards = np.einsum("ni,i->n", normals, OPTICAL_UP) > _MIN_UP_COMPONENT
    candidates, directions = points[upwards].astype(np.float64), normals[upwards].astype(np.float64)
    if len(candidates) < _MIN_POINTS:
        return None
    # Find the hypothesis with most support
    hypotheses = np.linspace(0, len(candidates) - 1, _HYPOTHESES).astype(int)
    offsets = -(directions[hypotheses] * candidates[hypotheses]).sum(1)
    support = np.abs(np.einsum("ni,ki->nk", candidates, directions[hypotheses]) + offsets) < _TOLERANCES[0]
    best = int(support.sum(0).argmax())
    plane = Plane(directions[hypotheses[best]], float(offsets[best]))
    # Refine it
    for tolerance in _TOLERANCES:
        inliers = candidates[np.abs(plane.heights(candidates)) < tolerance]
        if len(inliers) < _MIN_POINTS:
            return None
        plane = _least_squares(inliers)
    return plane if plane.height > 0 else None


def _least_squares(points: NDArray[np.float64]) -> Plane:
    centre = points.mean(0)
    off = points - centre
    _, axes = np.linalg.eigh(np.einsum("ni,nj->ij", off, off))
    normal = axes[:, 0] * np.sign(axes[:, 0] @ OPTICAL_UP)
    return Plane(normal, float(-normal @ centre))


def camera_from_floor(floor: Plane) -> NDArray[np.float64]:
    """Return the transform [4, 4] from the floor frame below the camera (x ahead, y left, z up; REP 103)."""
    up = floor.normal
    ahead = np.array([0.0, 0.0, 1.0])
    if abs(ahead @ up) > 1 - 1e-6:  # the camera looks straight down: ahead is towards the image's upper edge
        ahead = OPTICAL_UP
    ahead = ahead - (ahead @ up) * up
    ahead /= np.linalg.norm(ahead)
    return rigid.pose(np.stack([ahead, np.cross(up, ahead), up], 1), -floor.height * up)


def floor_of_frame(camera_from_frame: NDArray[np.float64]) -> Plane:
    """Return the plane z = 0 of a frame with z up, in the camera's optical frame, given the transform [4, 4]."""
    up = camera_from_frame[:3, 2]
    return Plane(up, float(-up @ camera_from_frame[:3, 3]))
