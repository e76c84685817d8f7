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

"""Fit of oriented boxes to the surfaces of objects: heading, extents and front."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.geometry.boxes import OrientedBox, upright_box
from svr_ros.labels import Label

Array = NDArray[Any]

WITH_BACK = (Label.CHAIR, Label.SOFA, Label.BED)
"""Classes whose front is opposite to their highest part: a back or a headboard."""

_BACK = 0.7
"""Fraction of an object's height above which surfaces belong to its back."""

_TRIM = 0.015
"""Fraction of an object's surface points that may lie outside of its box at each side: predicted surfaces are ragged,
and parts of walls and neighbours are taken for the object."""

_HIDDEN_STEP = 3
"""Step between the occluded surface points by which a box is measured: they are less accurate than visible ones."""

_STANDING = (Label.TABLE, Label.BATH, Label.SOFA, Label.CABINET, Label.BED, Label.CHAIR)
"""Classes that stand on the floor, unless there is a gap below them."""

_MAX_GAP = 0.3
"""Distance in metres from the floor up to which the lower side of a box is moved to it: legs and plinths are often not
reconstructed, wall cabinets and shelves hang higher."""

_CENTRE_TOLERANCE = 0.1
"""Distance in metres from the middle of the surface, along an axis, up to which a predicted centre moves no side."""

_YAW_STEPS = 90
"""Number of orientations that are tried for a box, evenly over a quarter turn."""

_YAW_POINTS = 400
"""Maximum number of points by which orientations are compared."""

_MIN_POINTS = 8
"""Minimum number of surface points of an object."""

_MIN_SIDE = 0.01
"""Minimum side of a box in metres."""

_SIDES = 1.0
"""Preference of a box for the heading of its object's vertical surfaces, against the logarithm of its area."""

_WALLS = 0.4
"""Preference of a box for the heading of the walls, against the logarithm of its area."""

_WALL_STEP = 4
"""Step between the pixels by which the heading of the walls is measured."""

_compile = compiled(nogil=True, error_model="numpy")


@_compile
def facing(
    tsdf: Array, owners: Array, free: Array, depth: Array, tan_x: float, tan_y: float, rotation: Array, count: int
) -> Array:
    """Return the mean of exp(4 i yaw) [count] of the normals of each instance's vertical surfaces; 0 for none.

    Normals are gradients at the free voxels next to the surface. The angle of the mean is four times the yaw of the
    sides of a box, its length the agreement of the normals with it, in 0..1.

    Args:
        tsdf: Signed distances [D, R, C].
        owners: Instances [M] of the points of the surface.
        free: Flat indices [M] of the free voxels next to the points.
        depth: Depths [D] of the voxels' centres.
        tan_x: Half the width of the frustum at one metre.
        tan_y: Half the height of the frustum at one metre.
        rotation: Rotation [3, 3] from the camera to a frame with z up.
        count: Number of instances.
    """
    slices, rows, columns = tsdf.shape
    total, number = np.zeros(count, np.complex128), np.zeros(count)
    for n in range(len(free)):
        d, rest = divmod(free[n], rows * columns)
        r, c = divmod(rest, columns)
        if not (0 < d < slices - 1 and 0 < r < rows - 1 and 0 < c < columns - 1):
            continue
        gx = (tsdf[d, r, c + 1] - tsdf[d, r, c - 1]) * columns / (2 * tan_x * depth[d])
        gy = (tsdf[d, r + 1, c] - tsdf[d, r - 1, c]) * rows / (2 * tan_y * depth[d])
        gz = 2 * (tsdf[d + 1, r, c] - tsdf[d - 1, r, c]) / (depth[d + 1] - depth[d - 1])
        gz -= ((2 * c + 1) / columns - 1) * tan_x * gx + ((2 * r + 1) / rows - 1) * tan_y * gy
        x = rotation[0, 0] * gx + rotation[0, 1] * gy + rotation[0, 2] * gz
        y = rotation[1, 0] * gx + rotation[1, 1] * gy + rotation[1, 2] * gz
        z = rotation[2, 0] * gx + rotation[2, 1] * gy + rotation[2, 2] * gz
        level = x * x + y * y
        if level > z * z:
            square = complex(x, y) * complex(x, y) / level
            total[owners[n]] += square * square
            number[owners[n]] += 1
    return total / np.maximum(number, 1)


@_compile
def best_yaw(x: Array, y: Array, pull: complex, steps: int) -> float:
    """Return the angle in 0..pi/2, of `steps`, with the least log(area) - Re(pull * exp(-4 i angle)).

    The area is that of the rectangle around points [N], and `pull` the preference for an angle: its length times
    exp(4 i angle).
    """
    best, angle = np.inf, 0.0
    for step in range(steps):
        a = step * np.pi / 2 / steps
        cosine, sine = np.cos(a), np.sin(a)
        u0, u1, v0, v1 = np.inf, -np.inf, np.inf, -np.inf
        for n in range(len(x)):
            u, v = cosine * x[n] + sine * y[n], cosine * y[n] - sine * x[n]
            u0, u1, v0, v1 = min(u0, u), max(u1, u), min(v0, v), max(v1, v)
        cost = np.log(max((u1 - u0) * (v1 - v0), 1e-9)) - pull.real * np.cos(4 * a) - pull.imag * np.sin(4 * a)
        if cost < best:
            best, angle = cost, a
    return angle


def wall_heading(
    normals: NDArray[np.float32], labels: NDArray[np.uint8], ground_from_camera: NDArray[np.float64]
) -> complex:
    """Return the mean of exp(4 i yaw) of the normals of a view's walls; 0 for none, see `facing`.

    Args:
        normals: Unit normals [S, S, 3] of the pixels in the camera's optical frame; zero or NaN for none.
        labels: Class ids [S, S] of the pixels.
        ground_from_camera: Transform [4, 4] to a frame with z up.
    """
    walls = normals[::_WALL_STEP, ::_WALL_STEP][labels[::_WALL_STEP, ::_WALL_STEP] == Label.WALL]
    return heading(walls @ ground_from_camera[:3, :3].T)


def heading(normals: NDArray[np.floating[Any]]) -> complex:
    """Return the mean of exp(4 i yaw) of the normals of vertical surfaces; 0 for none, see `facing`.

    Args:
        normals: Unit normals [N, 3] in a frame with z up; zero and NaN are ignored.
    """
    x, y, z = normals.astype(np.float64).T
    vertical = x * x + y * y > z * z  # false for NaN and zero
    level = x[vertical] + 1j * y[vertical]
    return complex(((level / np.abs(level)) ** 4).mean()) if len(level) else 0j


def fit_box(
    points: NDArray[np.float32],
    label: Label,
    camera: NDArray[np.float64],
    sides: complex = 0j,
    walls: complex = 0j,
    centre: NDArray[np.float64] | None = None,
    floor: float | None = None,
    trim: float = _TRIM,
) -> OrientedBox | None:
    """Fit an upright box to a surface; return None for too few points.

    The heading is that of the rectangle with the smallest area around the footprint, where the surface's normals and,
    less, the walls weigh against area: they decide for outlines that are round, ragged or nearly square. The front of
    chairs, sofas and beds is opposite to their back; that of others is the end of the shorter side towards the camera.
    A box that ends a little above the floor stands on it. A predicted centre off the middle of the surface is a sign
    that a part of the object is missing: the box then grows on that side, see `_grown`.

    Args:
        points: Points [N, 3] of the surface in a frame with z up.
        label: Class id.
        camera: Position [3] of the camera in that frame.
        sides: Mean of exp(4 i yaw) of the normals of the object's vertical surfaces.
        walls: That of the walls.
        centre: Predicted centre [3] of the object; None or NaN if there is none.
        floor: Height of the floor in metres; None if it is unknown.
        trim: Fraction of the points that may lie outside of the box at each side.
    """
    if len(points) < _MIN_POINTS:
        return None
    # Find the orientation
    chosen = points[:: -(-len(points) // _YAW_POINTS)].astype(np.float64)
    yaw = best_yaw(chosen[:, 0].copy(), chosen[:, 1].copy(), _SIDES * sides + _WALLS * walls, _YAW_STEPS)
    axes = upright_box(np.zeros(3), np.ones(3), yaw).rotation
    # Measure the extents
    local = points @ axes.astype(np.float32)
    left_out = int(trim * len(points))
    ordered = np.partition(local, (left_out, len(points) - 1 - left_out), 0)
    low, high = ordered[left_out].astype(np.float64), ordered[len(points) - 1 - left_out].astype(np.float64)
    if floor is not None and label in _STANDING and abs(low[2] - floor) < _MAX_GAP and high[2] > floor:
        low[2] = floor
    middle, size = (low + high) / 2, np.maximum(high - low, _MIN_SIDE)
    # Choose the front among the four sides
    turns = _front(local - middle.astype(np.float32), size, label, axes.T @ camera - middle)
    if centre is not None and np.isfinite(centre).all():
        middle, size = _grown(middle, size, axes.T @ centre)
    if turns % 2:
        size = size[[1, 0, 2]]
    return upright_box(axes @ middle, size, math.remainder(yaw + turns * math.pi / 2, math.tau))


def thinned(points: NDArray[np.float32], hidden: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the surface points [M, 3] to fit a box to: all visible ones, and a part of the hidden ones.

    Args:
        points: Points [N, 3].
        hidden: Mask [N] of the occluded points.
    """
    return np.concatenate([points[~hidden], points[hidden][::_HIDDEN_STEP]])


def _grown(middle: Array, size: Array, centre: Array) -> tuple[Array, Array]:
    """Return the middle and size [3] of a box that has grown towards a predicted centre [3] along its axes.

    Each side towards the centre moves by the centre's distance from the middle, at most by the size; by nothing up to
    the tolerance, and by less up to twice the tolerance. The middle thereby goes half of the way to the centre, a
    compromise between the errors of the surface and of the prediction.
    """
    distance = np.abs(centre - middle)
    moved = np.clip(2 * (distance - _CENTRE_TOLERANCE), 0.0, np.minimum(distance, size))
    growth = np.copysign(moved, centre - middle)
    return middle + growth / 2, size + np.abs(growth)


def _front(local: NDArray[np.float32], size: NDArray[np.float64], label: Label, camera: NDArray[np.float64]) -> int:
    """Return the number of quarter turns from the first axis of a box to its front.

    Args:
        local: Surface points [N, 3] relative to the centre along the axes of the box.
        size: Lengths [3] of the box.
        label: Class id.
        camera: Position [3] of the camera, relative to the centre along the axes of the box.
    """
    if label in WITH_BACK:
        back = local[local[:, 2] > (_BACK - 0.5) * size[2], :2]
        if len(back):
            lean = -back.mean(0) / size[:2]
            axis = int(np.abs(lean).argmax())
            return axis if lean[axis] > 0 else axis + 2
    axis = int(size[:2].argmin())
    return axis if camera[axis] > 0 else axis + 2
