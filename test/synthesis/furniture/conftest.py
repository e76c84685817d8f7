"""What tests of furniture need: whether solids touch, and what is joined to what."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from svr_ros.synthesis.cameras import Pose
from svr_ros.synthesis.furniture.parts import bounds
from svr_ros.synthesis.kernels import kernel
from svr_ros.synthesis.scene import Lights, RoomSize, Scene, Solid
from svr_ros.synthesis.shapes import (
    CENTRE,
    Array,
    local_distance,
    local_normal,
    pack,
    rotate_to_camera,
    rotate_to_local,
)

Joined = Callable[[Sequence[Solid], np.ndarray], np.ndarray]


@kernel
def _step(table: Array, i: int, x: float, y: float, z: float) -> tuple[float, float, float, float]:
    """Return a point moved onto solid i where it lies outside of it, and how far that was."""
    x0, y0, z0 = rotate_to_local(table, i, x - table[i, CENTRE], y - table[i, CENTRE + 1], z - table[i, CENTRE + 2])
    distance = local_distance(table, i, x0, y0, z0)
    if distance <= 0.0:
        return x, y, z, 0.0
    nx, ny, nz = local_normal(table, i, x0, y0, z0)
    nx, ny, nz = rotate_to_camera(table, i, nx, ny, nz)
    return x - distance * nx, y - distance * ny, z - distance * nz, distance


@kernel
def _gap(table: Array, i: int, j: int, x: float, y: float, z: float) -> float:
    """Return the gap (m) between two solids, found by moving a point from one to the other in turn."""
    distance = 0.0
    for _ in range(80):
        x, y, z, _ = _step(table, i, x, y, z)
        x, y, z, distance = _step(table, j, x, y, z)
        if distance < 1e-4:
            break
    return distance


@kernel
def _shared(boxes: Array, i: int, j: int, axis: int, corner: int) -> float:
    """Return a coordinate of a corner (0..7), or of the middle (8), of what two boxes share or have between them."""
    low = max(boxes[i, axis], boxes[j, axis])
    high = min(boxes[i, axis + 3], boxes[j, axis + 3])
    return low + (high - low) * (0.5 if corner == 8 else float((corner >> axis) & 1))


@kernel
def _touching(table: Array, boxes: Array, reach: float, found: Array) -> None:
    for i in range(len(table)):
        for j in range(i):
            near = True
            for axis in range(3):
                near = near and boxes[i, axis] <= boxes[j, axis + 3] + reach
                near = near and boxes[j, axis] <= boxes[i, axis + 3] + reach
            if not near:
                continue
            for start in range(8, -1, -1):
                x, y, z = (
                    _shared(boxes, i, j, 0, start),
                    _shared(boxes, i, j, 1, start),
                    _shared(boxes, i, j, 2, start),
                )
                if _gap(table, i, j, x, y, z) <= reach:
                    found[i, j] = found[j, i] = True
                    break


def _joined(solids: Sequence[Solid], held: np.ndarray, reach: float = 0.01) -> np.ndarray:
    """Return which solids [N] hang together with those that are `held`, over gaps of at most `reach` metres."""
    scene = Scene(RoomSize(1.0, 1.0, 1.0), list(solids), [], Lights(*(0.0,) * 19))
    table = pack(scene, Pose(np.eye(3), np.zeros(3))).astype(np.float64)
    touching = np.zeros((len(solids), len(solids)), np.bool_)
    _touching(table, np.array([bounds(solid) for solid in solids]), reach, touching)
    held = held.copy()
    for _ in range(len(solids)):
        grown = held | touching[:, held].any(1)
        if (grown == held).all():
            break
        held = grown
    return held


@pytest.fixture(scope="session")
def joined() -> Joined:
    """Give the function that says which solids are joined to those that something else holds."""
    return _joined
