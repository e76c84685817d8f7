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

"""The table of analytic solids and their signed distances, as kernels that take all data as arguments.

A scene is one float32 table with a row per solid, in the camera's optical frame (metres). Row 0 is the room: its solid
part is the space outside of it. Kernels use only arrays and scalars, so that they compile for other targets too.
"""

from __future__ import annotations

import math
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.pose import Pose
from svr_ros.labels import Label
from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.surfaces import Surfaces, empty_surfaces
from svr_ros.synthesis.render.vectors import ZERO, Array, Vector, dot
from svr_ros.synthesis.scene import Scene, Solid, SolidKind

SolidTable = NDArray[np.float32]


# Columns of the table.
KIND = 0
LABEL = 1
MATERIAL = 2
CENTRE = 3  # 3..5
AXES = 6  # 6..14: the three local axes as rows, each in camera coordinates
HALF = 15  # 15..17: half extents along the local axes
ROUNDING = 18
RADIUS = 19  # of the bounding sphere around the centre
BOTTOM = 20  # radius of a cone or shell at local z = -half
TOP = 21  # and at local z = +half
EYE = 22  # 22..24: the camera's position in local coordinates
SECTOR = 25  # half angle of a shell
END = 26  # 26..27: its cosine and sine
INSTANCE = 28  # see `Scene.instances`
COLUMNS = 32  # a power of two, for alignment of the rows

BOX = int(SolidKind.BOX)
CONE = int(SolidKind.CONE)
ELLIPSOID = int(SolidKind.ELLIPSOID)
SHELL = int(SolidKind.SHELL)
WALL = int(Label.WALL)
FLOOR = int(Label.FLOOR)

_TINY = 1e-7
_ELLIPSOID_STEPS = 12


def pack(scene: Scene, pose: Pose) -> SolidTable:
    """Return the scene's solids as a float32 [N, COLUMNS] table in the camera coordinates of `pose`."""
    # np.fromiter is twice as fast as np.array on tuples.
    count = len(scene.solids)
    solids = np.fromiter(chain.from_iterable(scene.solids), np.float64, count * len(Solid._fields)).reshape(count, -1)
    kind, label, material = solids[:, 0], solids[:, 1], solids[:, 2]
    yaw, pitch, roll = solids[:, 6], solids[:, 7], solids[:, 8]
    half, rounding, bottom, top = solids[:, 9:12], solids[:, 12], solids[:, 13], solids[:, 14]
    rotation = np.asarray(pose.rotation, np.float64)
    centre = (solids[:, 3:6] - np.asarray(pose.position, np.float64)) @ rotation.T
    axes = rotations(yaw, pitch, roll).swapaxes(1, 2) @ rotation.T
    radius = np.linalg.norm(half - rounding[:, None], axis=1) + rounding
    cone = kind == CONE
    radius[cone] = np.hypot(half[cone, 2], np.maximum(bottom, top)[cone])
    shell = kind == SHELL
    radius[shell] = np.linalg.norm(half[shell, 1:], axis=1)
    ellipsoid = kind == ELLIPSOID
    radius[ellipsoid] = half[ellipsoid].max(1)

    table = np.zeros((len(solids), COLUMNS), np.float32)
    table[:, KIND], table[:, LABEL], table[:, MATERIAL] = kind, label, material
    table[:, CENTRE : CENTRE + 3] = centre
    table[:, AXES : AXES + 9] = axes.reshape(-1, 9)
    table[:, HALF : HALF + 3] = half
    table[:, ROUNDING], table[:, RADIUS], table[:, BOTTOM], table[:, TOP] = rounding, radius, bottom, top
    table[:, SECTOR] = solids[:, 15]
    table[:, END], table[:, END + 1] = np.cos(solids[:, 15]), np.sin(solids[:, 15])
    table[:, INSTANCE] = scene.instances
    table[:, EYE : EYE + 3] = -(axes @ centre[..., None])[..., 0]
    return table


def signed_distance(table: SolidTable, points: NDArray[np.floating]) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return signed distances (m), positive in free space, and classes of the surfaces nearest to points [N, 3]."""
    distance, labels, _ = nearest_surfaces(table, points)
    return distance, labels


def nearest_surfaces(table: SolidTable, points: NDArray[np.floating]) -> Surfaces:
    """Return the surfaces nearest to points [N, 3] in camera coordinates."""
    points = np.ascontiguousarray(points, np.float32)
    surfaces = empty_surfaces(len(points))
    _nearest_surfaces(table.astype(np.float64), list_all_solids(len(table)), points, *surfaces)
    return surfaces


def list_all_solids(rows: int) -> NDArray[np.int32]:
    """Return the list of all solids of a table except the room: their number, then their rows."""
    listed = np.arange(rows, dtype=np.int32)
    listed[0] = rows - 1
    return listed


def room_distance(table: SolidTable, points: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the distances of points [N, 3] to the empty room's shell in metres, positive inside the room."""
    points = np.ascontiguousarray(points, np.float32)
    distance = np.empty(len(points), np.float32)
    _room_distance(table.astype(np.float64), points, distance)
    return distance


def rotations(yaw: NDArray[np.float64], pitch: NDArray[np.float64], roll: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Rz(yaw) Rx(pitch) Ry(roll) as [N, 3, 3]."""
    cz, sz, cx, sx, cy, sy = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    rows = [
        [cz * cy - sz * sx * sy, -sz * cx, cz * sy + sz * sx * cy],
        [sz * cy + cz * sx * sy, cz * cx, sz * sy - cz * sx * cy],
        [-cx * sy, sx, cx * cy],
    ]
    return np.moveaxis(np.array(rows), -1, 0)


@inlined
def box_distance(p: Vector, hx: float, hy: float, hz: float, rounding: float) -> float:
    """Return the signed distance to a rounded box around the origin."""
    qx = abs(p[0]) - hx + rounding
    qy = abs(p[1]) - hy + rounding
    qz = abs(p[2]) - hz + rounding
    inner = max(qx, qy, qz)
    if inner < ZERO:
        return inner - rounding
    qx = max(qx, ZERO)
    qy = max(qy, ZERO)
    qz = max(qz, ZERO)
    return math.sqrt(qx * qx + qy * qy + qz * qz) - rounding


@inlined
def cone_distance(across: float, z: float, half: float, bottom: float, top: float, rounding: float) -> float:
    """Return the signed distance to a rounded capped cone along z, `across` metres off its axis (I. Quilez)."""
    half -= rounding
    bottom -= rounding
    top -= rounding
    cap_x = across - min(across, bottom if z < 0.0 else top)
    cap_z = abs(z) - half
    slope_x = top - bottom
    slope_z = 2.0 * half
    along = ((top - across) * slope_x + (half - z) * slope_z) / (slope_x * slope_x + slope_z * slope_z)
    along = min(max(along, 0.0), 1.0)
    side_x = across - top + slope_x * along
    side_z = z - half + slope_z * along
    distance = math.sqrt(min(cap_x * cap_x + cap_z * cap_z, side_x * side_x + side_z * side_z))
    return (-distance if side_x < 0.0 and cap_z < 0.0 else distance) - rounding


@kernel
def ellipsoid_distance(p: Vector, a: float, b: float, c: float) -> float:
    """Return the signed distance to an ellipsoid around the origin (D. Eberly's root, by Newton's method)."""
    x = max(abs(p[0]), 1e-6 * a)
    y = max(abs(p[1]), 1e-6 * b)
    z = max(abs(p[2]), 1e-6 * c)
    aa = a * a
    bb = b * b
    cc = c * c
    t = max(a * x - aa, b * y - bb, c * z - cc)
    for _ in range(_ELLIPSOID_STEPS):
        ra = 1.0 / (t + aa)
        rb = 1.0 / (t + bb)
        rc = 1.0 / (t + cc)
        fa = a * x * ra
        fb = b * y * rb
        fc = c * z * rc
        fa *= fa
        fb *= fb
        fc *= fc
        value = fa + fb + fc - 1.0
        if value < 1e-6:
            break
        t += 0.5 * value / (fa * ra + fb * rb + fc * rc)
    ra = x / (t + aa)
    rb = y / (t + bb)
    rc = z / (t + cc)
    return t * math.sqrt(ra * ra + rb * rb + rc * rc)


@kernel
def shell_offset(table: Array, i: int, p: Vector) -> Vector:
    """Return the vector to a point from the nearest point of the middle of the plate of shell i; see `Solid`.

    Every half plane through the axis contains the same line. The nearest one to a point is the point's own or, beyond
    the plate's sector, the one at its end.
    """
    x, y, z = p
    across = math.sqrt(x * x + y * y)
    cosine, sine = (x / across, y / across) if across > _TINY else (1.0, 0.0)
    sideways = 0.0
    if cosine < table[i, END]:  # beyond the end
        cosine = table[i, END]
        sine = math.copysign(table[i, END + 1], y)
        sideways = x * sine - y * cosine  # along (sine, -cosine)
        across = x * cosine + y * sine
    half = table[i, HALF + 2] - table[i, ROUNDING]
    bottom = table[i, BOTTOM]
    slope = table[i, TOP] - bottom
    squared = slope * slope + 4.0 * half * half
    along = 0.0
    if squared > 0.0:
        along = min(max(((across - bottom) * slope + (z + half) * 2.0 * half) / squared, 0.0), 1.0)
    off = across - bottom - slope * along
    return off * cosine + sideways * sine, off * sine - sideways * cosine, z + half - 2.0 * half * along


@inlined
def shell_distance(table: Array, i: int, p: Vector) -> float:
    """Return the signed distance to shell i: the length of `shell_offset` less half the plate's thickness."""
    x, y, z = p
    across = math.sqrt(x * x + y * y)
    cosine, sine = table[i, END], table[i, END + 1]
    sideways = 0.0
    if x < cosine * across:  # beyond the end
        sideways = x * sine - abs(y) * cosine
        across = x * cosine + abs(y) * sine
    half = table[i, HALF + 2] - table[i, ROUNDING]
    slope, height = table[i, TOP] - table[i, BOTTOM], 2.0 * half
    off, up = across - table[i, BOTTOM], z + half
    along = min(max((off * slope + up * height) / max(slope * slope + height * height, _TINY * _TINY), 0.0), 1.0)
    off -= slope * along
    up -= height * along
    return math.sqrt(off * off + sideways * sideways + up * up) - table[i, ROUNDING]


@kernel
def local_distance(table: Array, i: int, p: Vector) -> float:
    """Return the signed distance of a point in the local coordinates of solid i (not the room)."""
    return distance_of_kind(table, i, table[i, KIND], p)


@inlined
def distance_of_kind(table: Array, i: int, kind: float, p: Vector) -> float:
    """Return what `local_distance` returns, for loops over points in which the kind of solid is read once."""
    if kind == BOX:
        return box_distance(p, table[i, HALF], table[i, HALF + 1], table[i, HALF + 2], table[i, ROUNDING])
    if kind == CONE:
        across = math.sqrt(p[0] * p[0] + p[1] * p[1])
        return cone_distance(across, p[2], table[i, HALF + 2], table[i, BOTTOM], table[i, TOP], table[i, ROUNDING])
    if kind == SHELL:
        return shell_distance(table, i, p)
    return ellipsoid_distance(p, table[i, HALF], table[i, HALF + 1], table[i, HALF + 2])


@inlined
def to_local(table: Array, i: int, v: Vector) -> Vector:
    """Return a camera-frame vector in the axes of solid i."""
    x, y, z = v
    return (
        table[i, AXES] * x + table[i, AXES + 1] * y + table[i, AXES + 2] * z,
        table[i, AXES + 3] * x + table[i, AXES + 4] * y + table[i, AXES + 5] * z,
        table[i, AXES + 6] * x + table[i, AXES + 7] * y + table[i, AXES + 8] * z,
    )


@inlined
def to_camera(table: Array, i: int, v: Vector) -> Vector:
    """Return a vector in the axes of solid i in the camera frame."""
    x, y, z = v
    return (
        table[i, AXES] * x + table[i, AXES + 3] * y + table[i, AXES + 6] * z,
        table[i, AXES + 1] * x + table[i, AXES + 4] * y + table[i, AXES + 7] * z,
        table[i, AXES + 2] * x + table[i, AXES + 5] * y + table[i, AXES + 8] * z,
    )


@inlined
def from_centre(table: Array, i: int, p: Vector) -> Vector:
    """Return the vector from the centre of solid i to a camera-frame point."""
    return p[0] - table[i, CENTRE], p[1] - table[i, CENTRE + 1], p[2] - table[i, CENTRE + 2]


@kernel
def room_shell_distance(table: Array, p: Vector) -> tuple[float, int]:
    """Return the distance of a camera-frame point to the room's shell, positive inside, and the shell's class there."""
    x, y, z = to_local(table, 0, from_centre(table, 0, p))
    qx = table[0, HALF] - abs(x)
    qy = table[0, HALF + 1] - abs(y)
    qz = table[0, HALF + 2] - abs(z)
    label = FLOOR if qz < min(qx, qy) else WALL
    nearest = min(qx, qy, qz)
    if nearest > 0.0:
        return nearest, label
    qx = min(qx, 0.0)
    qy = min(qy, 0.0)
    qz = min(qz, 0.0)
    return -math.sqrt(qx * qx + qy * qy + qz * qz), label


@inlined
def distance_below(table: Array, i: int, p: Vector, limit: float) -> float:
    """Return the signed distance of solid i (not the room) at a camera-frame point, at most `limit`."""
    d = from_centre(table, i, p)
    bound = table[i, RADIUS] + limit
    if bound <= 0.0 or dot(d, d) >= bound * bound:
        return limit
    return min(local_distance(table, i, to_local(table, i, d)), limit)


@inlined
def nearest_surface(table: Array, near: Array, p: Vector) -> tuple[float, int, int]:
    """Return the signed distance (m) of a camera-frame point to the nearest surface, the surface's class and its solid.

    Candidates are the room (solid 0) and the solids of the list `near`, which holds their number, then their rows.
    """
    distance, label = room_shell_distance(table, p)
    solid = 0
    for k in range(1, near[0] + 1):
        candidate = distance_below(table, near[k], p, distance)
        if candidate < distance:
            distance = candidate
            label = int(table[near[k], LABEL])
            solid = near[k]
    return distance, label, solid


@kernel
def _nearest_surfaces(
    table: Array, near: Array, points: Array, distance: Array, labels: Array, instances: Array
) -> None:
    for k in range(points.shape[0]):
        point = points[k, 0], points[k, 1], points[k, 2]
        distance[k], labels[k], solid = nearest_surface(table, near, point)
        instances[k] = int(table[solid, INSTANCE])


@kernel
def _room_distance(table: Array, points: Array, distance: Array) -> None:
    for k in range(points.shape[0]):
        distance[k], _ = room_shell_distance(table, (points[k, 0], points[k, 1], points[k, 2]))
