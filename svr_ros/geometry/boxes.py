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

"""Oriented boxes: corners, edges, and intersection over union."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.spatial import ConvexHull, HalfspaceIntersection

from svr_ros.geometry import rigid

Array = NDArray[np.float64]

_CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float64) / 2
EDGES = np.array([(i, i | bit) for bit in (1, 2, 4) for i in range(8) if not i & bit])
"""Indices [12, 2] of the corners that the edges of a box connect."""

_MIN_RADIUS = 1e-6
"""Radius in metres of the largest ball in two boxes below which they do not overlap."""


@dataclass(frozen=True, eq=False)
class OrientedBox:
    """Box in any orientation in a frame.

    Attributes:
        centre: Centre [3] in metres.
        size: Lengths [3] of the sides along the axes of the box in metres.
        rotation: Axes of the box as columns [3, 3]: its front, its left side and up, for upright boxes.
    """

    centre: Array
    size: Array
    rotation: Array

    @property
    def volume(self) -> float:
        """Return the volume in cubic metres."""
        return float(np.prod(self.size))

    def corners(self) -> Array:
        """Return the corners [8, 3] in metres; `EDGES` connects them."""
        return self.centre + (_CORNERS * self.size) @ self.rotation.T

    def contains(self, points: NDArray) -> NDArray[np.bool_]:
        """Return the mask [N] of the points [N, 3] in the box."""
        local = (points - self.centre) @ self.rotation
        return np.asarray((np.abs(local) <= self.size / 2).all(-1))

    def transformed(self, b_from_a: Array) -> OrientedBox:
        """Return the box in frame b, given the rigid transform [4, 4] from its frame a."""
        centre = rigid.transform(b_from_a, self.centre[None])[0]
        return OrientedBox(centre, self.size, b_from_a[:3, :3] @ self.rotation)

    def quaternion(self) -> Array:
        """Return the unit quaternion (x, y, z, w) of the rotation, with w of at least zero."""
        from scipy.spatial.transform import Rotation

        quaternion = Rotation.from_matrix(self.rotation).as_quat()
        return np.asarray(quaternion * (1 if quaternion[3] >= 0 else -1))


def upright_box(centre: Array, size: Array, yaw: float) -> OrientedBox:
    """Return a box in a frame with z up whose front points at `yaw` radians from x, counter-clockwise from above."""
    c, s = np.cos(yaw), np.sin(yaw)
    rotation = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    return OrientedBox(np.asarray(centre, np.float64), np.asarray(size, np.float64), rotation)


def yaw_of(rotation: Array) -> float:
    """Return the angle in radians of the first axis of a rotation [3, 3] around z, from x."""
    return float(np.arctan2(rotation[1, 0], rotation[0, 0]))


def box_iou(a: OrientedBox, b: OrientedBox) -> float:
    """Return the intersection over union of two boxes in one frame; 0 if one of them has no volume."""
    if np.linalg.norm(a.centre - b.centre) >= (np.linalg.norm(a.size) + np.linalg.norm(b.size)) / 2:
        return 0.0
    shared = _intersection(a, b)
    union = a.volume + b.volume - shared
    return shared / union if union > 0 else 0.0


def _intersection(a: OrientedBox, b: OrientedBox) -> float:
    """Return the volume in cubic metres of the intersection of two boxes, as that of a convex polytope."""
    planes = np.concatenate([_half_spaces(a), _half_spaces(b)])
    # Find the centre of the largest ball inside (Chebyshev centre)
    bounds = [(None, None)] * 3 + [(0, None)]
    found = linprog([0, 0, 0, -1], np.c_[planes[:, :3], np.ones(12)], -planes[:, 3], bounds=bounds)
    if not found.success or found.x[3] < _MIN_RADIUS:
        return 0.0
    corners = HalfspaceIntersection(planes, found.x[:3]).intersections
    return float(ConvexHull(corners).volume)


def _half_spaces(box: OrientedBox) -> Array:
    """Return the half-spaces [6, 4] (normal n and offset o: n x + o <= 0) whose intersection is a box."""
    normals = np.concatenate([box.rotation.T, -box.rotation.T])
    return np.c_[normals, -normals @ box.centre - np.tile(box.size / 2, 2)]
