"""Signed distance and ray casting of analytic solids: numba kernels that take everything they need as arguments.

A scene is one float32 table with a row per solid, in the camera's optical frame (metres). Row 0 is the room: its solid
part is what lies outside of it. Kernels use nothing but numpy arrays and scalars, so that they can be compiled for
other targets too.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.labels import Label
from svr_ros.synthesis.kernels import kernel
from svr_ros.synthesis.scene import Scene, SolidKind

if TYPE_CHECKING:
    from svr_ros.synthesis.cameras import Pose

Array = NDArray[Any]
SolidTable = NDArray[np.float32]
Vector = tuple[float, float, float]

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
COLUMNS = 32  # a power of two keeps rows aligned

BOX = int(SolidKind.BOX)
CONE = int(SolidKind.CONE)
ELLIPSOID = int(SolidKind.ELLIPSOID)
SHELL = int(SolidKind.SHELL)
WALL = int(Label.WALL)
FLOOR = int(Label.FLOOR)

MISS = 1e9
"""Ray parameter of a ray that hits nothing."""

_HIT_DISTANCE = 4e-4  # metres to the surface at which sphere tracing stops
_GRAZING_DISTANCE = 2e-3  # accepted when a ray grazes a surface and runs out of steps
_STEPS = 40
_SHARP = 0.002  # boxes with smaller rounding are hit as if they had none
_TINY = 1e-7
_ELLIPSOID_STEPS = 12


def pack(scene: Scene, pose: Pose) -> SolidTable:
    """Return the scene's solids as a float32 [N, COLUMNS] table in the camera coordinates of `pose`."""
    solids = np.array(scene.solids, np.float64)
    kind, label, material = solids[:, 0], solids[:, 1], solids[:, 2]
    yaw, pitch, roll = solids[:, 6], solids[:, 7], solids[:, 8]
    half, rounding, bottom, top = solids[:, 9:12], solids[:, 12], solids[:, 13], solids[:, 14]
    rotation = np.asarray(pose.rotation, np.float64)
    centre = (solids[:, 3:6] - np.asarray(pose.position, np.float64)) @ rotation.T
    axes = np.einsum("nji,kj->nik", _rotations(yaw, pitch, roll), rotation)
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
    table[:, EYE : EYE + 3] = -np.einsum("nij,nj->ni", axes, centre)
    return table


def signed_distance(table: SolidTable, points: NDArray[np.floating]) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return the distance in metres, positive in free space, and the class of the nearest surface of points [N, 3]."""
    points = np.ascontiguousarray(points, np.float32)
    distance = np.empty(len(points), np.float32)
    labels = np.empty(len(points), np.uint8)
    _signed_distance(table.astype(np.float64), points, distance, labels)
    return distance, labels


def room_distance(table: SolidTable, points: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the distance of points [N, 3] to the empty room's shell in metres, positive inside the room."""
    points = np.ascontiguousarray(points, np.float32)
    distance = np.empty(len(points), np.float32)
    _room_distance(table.astype(np.float64), points, distance)
    return distance


def _rotations(yaw: NDArray[np.float64], pitch: NDArray[np.float64], roll: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Rz(yaw) Rx(pitch) Ry(roll) as [N, 3, 3]."""
    cz, sz, cx, sx, cy, sy = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    rows = [
        [cz * cy - sz * sx * sy, -sz * cx, cz * sy + sz * sx * cy],
        [sz * cy + cz * sx * sy, cz * cx, sz * sy - cz * sx * cy],
        [-cx * sy, sx, cx * cy],
    ]
    return np.moveaxis(np.array(rows), -1, 0)


@kernel
def box_distance(x: float, y: float, z: float, hx: float, hy: float, hz: float, rounding: float) -> float:
    """Return the signed distance to a rounded box around the origin."""
    qx = abs(x) - hx + rounding
    qy = abs(y) - hy + rounding
    qz = abs(z) - hz + rounding
    inner = max(qx, qy, qz)
    if inner < 0.0:
        return inner - rounding
    qx = max(qx, 0.0)
    qy = max(qy, 0.0)
    qz = max(qz, 0.0)
    return math.sqrt(qx * qx + qy * qy + qz * qz) - rounding


@kernel
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
def ellipsoid_distance(x: float, y: float, z: float, a: float, b: float, c: float) -> float:
    """Return the signed distance to an ellipsoid around the origin (D. Eberly's root, by Newton's method)."""
    x = max(abs(x), 1e-6 * a)
    y = max(abs(y), 1e-6 * b)
    z = max(abs(z), 1e-6 * c)
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
def shell_plate_distance(
    x: float, y: float, z: float, half: float, bottom: float, top: float, rounding: float, sector: float
) -> float:
    """Return the signed distance to a plate bent around the z axis; `SolidKind.SHELL` says what the sizes mean.

    Every half plane through the axis holds the same line, and the nearest one to a point is the point's own or, where
    the plate does not reach that far, the one at its end.
    """
    across = math.sqrt(x * x + y * y)
    beside = 0.0
    if sector < math.pi:
        beyond = abs(math.atan2(y, x)) - sector
        if beyond > 0.0:
            beside = across * math.sin(beyond)
            across *= math.cos(beyond)
    half -= rounding
    slope = top - bottom
    length = slope * slope + 4.0 * half * half
    along = 0.0
    if length > 0.0:
        along = min(max(((across - bottom) * slope + (z + half) * 2.0 * half) / length, 0.0), 1.0)
    off_x = across - bottom - slope * along
    off_z = z + half - 2.0 * half * along
    return math.sqrt(off_x * off_x + off_z * off_z + beside * beside) - rounding


@kernel
def local_distance(table: Array, i: int, x: float, y: float, z: float) -> float:
    """Return the signed distance of a point in the local coordinates of solid i (not the room)."""
    kind = table[i, KIND]
    if kind == BOX:
        return box_distance(x, y, z, table[i, HALF], table[i, HALF + 1], table[i, HALF + 2], table[i, ROUNDING])
    if kind == CONE:
        across = math.sqrt(x * x + y * y)
        return cone_distance(across, z, table[i, HALF + 2], table[i, BOTTOM], table[i, TOP], table[i, ROUNDING])
    if kind == SHELL:
        half, bottom, top = table[i, HALF + 2], table[i, BOTTOM], table[i, TOP]
        return shell_plate_distance(x, y, z, half, bottom, top, table[i, ROUNDING], table[i, SECTOR])
    return ellipsoid_distance(x, y, z, table[i, HALF], table[i, HALF + 1], table[i, HALF + 2])


@kernel
def rotate_to_local(table: Array, i: int, x: float, y: float, z: float) -> Vector:
    """Return a camera-frame vector in the axes of solid i."""
    return (
        table[i, AXES] * x + table[i, AXES + 1] * y + table[i, AXES + 2] * z,
        table[i, AXES + 3] * x + table[i, AXES + 4] * y + table[i, AXES + 5] * z,
        table[i, AXES + 6] * x + table[i, AXES + 7] * y + table[i, AXES + 8] * z,
    )


@kernel
def rotate_to_camera(table: Array, i: int, x: float, y: float, z: float) -> Vector:
    """Return a vector in the axes of solid i in the camera frame."""
    return (
        table[i, AXES] * x + table[i, AXES + 3] * y + table[i, AXES + 6] * z,
        table[i, AXES + 1] * x + table[i, AXES + 4] * y + table[i, AXES + 7] * z,
        table[i, AXES + 2] * x + table[i, AXES + 5] * y + table[i, AXES + 8] * z,
    )


@kernel
def shell_distance(table: Array, x: float, y: float, z: float) -> tuple[float, int]:
    """Return the distance of a camera-frame point to the room's shell, positive inside, and the shell's class there."""
    lx, ly, lz = rotate_to_local(table, 0, x - table[0, CENTRE], y - table[0, CENTRE + 1], z - table[0, CENTRE + 2])
    qx = table[0, HALF] - abs(lx)
    qy = table[0, HALF + 1] - abs(ly)
    qz = table[0, HALF + 2] - abs(lz)
    label = FLOOR if qz < min(qx, qy) else WALL
    nearest = min(qx, qy, qz)
    if nearest > 0.0:
        return nearest, label
    qx = min(qx, 0.0)
    qy = min(qy, 0.0)
    qz = min(qz, 0.0)
    return -math.sqrt(qx * qx + qy * qy + qz * qz), label


@kernel
def nearest_surface(table: Array, x: float, y: float, z: float) -> tuple[float, int]:
    """Return the scene's signed distance at a camera-frame point and the class of the nearest surface."""
    distance, label = shell_distance(table, x, y, z)
    for i in range(1, table.shape[0]):
        dx = x - table[i, CENTRE]
        dy = y - table[i, CENTRE + 1]
        dz = z - table[i, CENTRE + 2]
        reach = table[i, RADIUS] + distance
        if reach <= 0.0 or dx * dx + dy * dy + dz * dz >= reach * reach:
            continue
        lx, ly, lz = rotate_to_local(table, i, dx, dy, dz)
        candidate = local_distance(table, i, lx, ly, lz)
        if candidate < distance:
            distance = candidate
            label = int(table[i, LABEL])
    return distance, label


@kernel
def ray_hit(
    table: Array, i: int, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float, limit: float
) -> float:
    """Return where a ray in local coordinates of solid i (not the room) enters it, or MISS beyond `limit`."""
    kind = table[i, KIND]
    if kind == ELLIPSOID:
        return _ray_ellipsoid(ox, oy, oz, dx, dy, dz, table[i, HALF], table[i, HALF + 1], table[i, HALF + 2], limit)
    ix = 1.0 / (dx if abs(dx) > _TINY else _TINY)
    iy = 1.0 / (dy if abs(dy) > _TINY else _TINY)
    iz = 1.0 / (dz if abs(dz) > _TINY else _TINY)
    middle = -ox * ix
    extent = table[i, HALF] * abs(ix)
    enter = middle - extent
    leave = middle + extent
    middle = -oy * iy
    extent = table[i, HALF + 1] * abs(iy)
    enter = max(enter, middle - extent)
    leave = min(leave, middle + extent)
    middle = -oz * iz
    extent = table[i, HALF + 2] * abs(iz)
    enter = max(enter, middle - extent, 0.0)
    leave = min(leave, middle + extent, limit)
    if enter >= leave:
        return MISS
    if kind == BOX and table[i, ROUNDING] < _SHARP:
        return enter
    t = enter
    distance = 0.0
    for _ in range(_STEPS):
        distance = local_distance(table, i, ox + t * dx, oy + t * dy, oz + t * dz)
        if distance < _HIT_DISTANCE:
            return t
        t += distance
        if t > leave:
            return MISS
    return t if distance < _GRAZING_DISTANCE else MISS


@kernel
def _ray_ellipsoid(
    ox: float,
    oy: float,
    oz: float,
    dx: float,
    dy: float,
    dz: float,
    a: float,
    b: float,
    c: float,
    limit: float,
) -> float:
    ox /= a
    oy /= b
    oz /= c
    dx /= a
    dy /= b
    dz /= c
    dd = dx * dx + dy * dy + dz * dz
    od = ox * dx + oy * dy + oz * dz
    root = od * od - dd * (ox * ox + oy * oy + oz * oz - 1.0)
    if root <= 0.0:
        return MISS
    root = math.sqrt(root)
    if root < od:  # behind the origin
        return MISS
    t = max((-od - root) / dd, 0.0)
    return t if t < limit else MISS


@kernel
def ray_room(table: Array, dx: float, dy: float, dz: float) -> float:
    """Return where a ray from the camera, which stands in the room, leaves the room; the direction is in room axes."""
    nearest = MISS
    for axis in range(3):
        d = dx if axis == 0 else (dy if axis == 1 else dz)
        if abs(d) > _TINY:
            half = table[0, HALF + axis]
            nearest = min(nearest, ((half if d > 0.0 else -half) - table[0, EYE + axis]) / d)
    return nearest


@kernel
def local_normal(table: Array, i: int, x: float, y: float, z: float) -> Vector:
    """Return the outward unit normal in local coordinates at a point on (or near) solid i (not the room)."""
    kind = table[i, KIND]
    if kind == BOX:
        rounding = table[i, ROUNDING]
        qx = abs(x) - table[i, HALF] + rounding
        qy = abs(y) - table[i, HALF + 1] + rounding
        qz = abs(z) - table[i, HALF + 2] + rounding
        if rounding < _SHARP:
            nx = 1.0 if qx >= qy and qx >= qz else 0.0
            ny = 1.0 if nx == 0.0 and qy >= qz else 0.0
            nz = 1.0 if nx == 0.0 and ny == 0.0 else 0.0
        else:
            nx = max(qx, 0.0)
            ny = max(qy, 0.0)
            nz = max(qz, 0.0)
        nx = nx if x > 0.0 else -nx
        ny = ny if y > 0.0 else -ny
        nz = nz if z > 0.0 else -nz
    elif kind == CONE:
        across = math.sqrt(x * x + y * y)
        half, bottom, top, rounding = table[i, HALF + 2], table[i, BOTTOM], table[i, TOP], table[i, ROUNDING]
        step = 2e-4
        slope = cone_distance(across + step, z, half, bottom, top, rounding)
        slope -= cone_distance(across - step, z, half, bottom, top, rounding)
        nz = cone_distance(across, z + step, half, bottom, top, rounding)
        nz -= cone_distance(across, z - step, half, bottom, top, rounding)
        nx = slope * x / max(across, _TINY)
        ny = slope * y / max(across, _TINY)
    elif kind == SHELL:
        step = 2e-4
        nx = local_distance(table, i, x + step, y, z) - local_distance(table, i, x - step, y, z)
        ny = local_distance(table, i, x, y + step, z) - local_distance(table, i, x, y - step, z)
        nz = local_distance(table, i, x, y, z + step) - local_distance(table, i, x, y, z - step)
    else:
        nx = x / (table[i, HALF] * table[i, HALF])
        ny = y / (table[i, HALF + 1] * table[i, HALF + 1])
        nz = z / (table[i, HALF + 2] * table[i, HALF + 2])
    length = math.sqrt(nx * nx + ny * ny + nz * nz)
    if length < 1e-12:
        return 0.0, 0.0, 1.0
    return nx / length, ny / length, nz / length


@kernel
def _signed_distance(table: Array, points: Array, distance: Array, labels: NDArray[np.uint8]) -> None:
    for k in range(points.shape[0]):
        distance[k], labels[k] = nearest_surface(table, points[k, 0], points[k, 1], points[k, 2])


@kernel
def _room_distance(table: Array, points: Array, distance: Array) -> None:
    for k in range(points.shape[0]):
        distance[k], _ = shell_distance(table, points[k, 0], points[k, 1], points[k, 2])
