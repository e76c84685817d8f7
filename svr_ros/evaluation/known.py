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

"""Known geometry of evaluated frames: the ground, exact points, a LiDAR or a depth camera, and errors of these."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.evaluation.frames import Frame
from svr_ros.evaluation.true_ground import canonical_scene
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.known import KnownGeometry
from svr_ros.geometry.view import CanonicalView
from svr_ros.synthesis.camera import depth_sensors
from svr_ros.synthesis.camera.depth_sensors import DepthSensorConfig

NOTHING = "none"
"""Kind of known geometry of the image alone."""

KINDS = NOTHING, "ground", "sparse", "lidar", "depth"
"""Kinds of known geometry; that of sparse points is followed by a colon and their number."""

_EXACT_SIGMA = 0.01
"""Standard deviation in metres that is stated for exact points."""

_SENSORS = DepthSensorConfig(rings=(8, 8), cropped=0.0, scale_error=0.0, shift=0.0)
"""Simulated sensors without errors of calibration, which the robustness rows add."""

_HOLE_FRACTION = 0.2
_HOLE_CELLS = 24
"""Holes are drawn on a lattice of at most this many cells per side."""

_SHIFT = 2  # pixels

Error = Callable[[KnownGeometry], KnownGeometry]
"""Function that returns known geometry with an error."""


def check_kinds(kinds: list[str]) -> tuple[str, ...]:
    """Return kinds of known geometry such as "ground" or "sparse:100" without repetitions, in their order.

    Raises InputError if one is none of them.
    """
    for kind in kinds:
        name, _, count = kind.partition(":")
        valid = name in KINDS and (count.isdecimal() and int(count) > 0 if name == "sparse" else kind == name)
        if not valid:
            raise InputError(f"known geometry is {kind!r}; expected none, ground, sparse:N, lidar or depth")
    return tuple(dict.fromkeys(kinds))


def known_geometry(kind: str, frame: Frame, frustum: Frustum, size: int) -> KnownGeometry | None:
    """Return what is known of a frame, or None if the frame lacks the ground truth to derive it from.

    The ground is exact, and so are points. LiDAR and depth cameras are simulated from the true depth, except that depth
    that a real sensor measured is given as it is. Everything is a function of the frame's name and ground truth.

    Args:
        kind: One of "none", "ground", "sparse:N" with the number of points, "lidar" and "depth".
        frame: Frame with its ground truth.
        frustum: Frustum of the weights.
        size: Side of the canonical image in pixels.
    """
    if kind == NOTHING:
        return KnownGeometry()
    if kind == "ground":
        return None if frame.ground is None else KnownGeometry(ground=frame.ground)
    if frame.depth is None:
        return None
    rng = np.random.default_rng([zlib.crc32(frame.name.encode()), zlib.crc32(kind.encode())])
    if kind == "depth" and frame.measured:
        return KnownGeometry(frame.depth)
    view = CanonicalView(frame.camera, frustum, size)
    if kind.startswith("sparse"):
        return _points(frame.depth, view.unwarp(view.valid, False), int(kind.partition(":")[2]), rng)
    scene, known = canonical_scene(frame, view, frustum)
    sensor = depth_sensors.lidar if kind == "lidar" else depth_sensors.structured_light
    measurement = sensor(scene, rng, _SENSORS)
    depth = np.where(known, measurement.depth, np.float32(np.nan))
    return KnownGeometry(view.unwarp(depth, np.nan), view.unwarp(measurement.sigma, np.nan))


def _points(
    depth: NDArray[np.float32], in_view: NDArray[np.bool_], count: int, rng: np.random.Generator
) -> KnownGeometry:
    """Return the exact depth of at most `count` random pixels in view."""
    valid = np.flatnonzero((depth > 0) & in_view)
    chosen = rng.choice(valid, min(count, len(valid)), replace=False)
    points = np.full(depth.size, np.nan, np.float32)
    points[chosen] = depth.ravel()[chosen]
    return KnownGeometry(points.reshape(depth.shape), _EXACT_SIGMA)


def raise_camera(known: KnownGeometry) -> KnownGeometry:
    """Return known geometry whose ground is 5 cm too far below the camera."""
    assert known.ground is not None
    return replace(known, ground=Plane(known.ground.normal, known.ground.height + 0.05))


def tilt_ground(known: KnownGeometry) -> KnownGeometry:
    """Return known geometry whose ground is tilted by two degrees, as if the camera looked further down."""
    assert known.ground is not None
    cosine, sine = math.cos(math.radians(2)), math.sin(math.radians(2))
    rotation = np.array([[1, 0, 0], [0, cosine, sine], [0, -sine, cosine]])
    return replace(known, ground=Plane(rotation.T @ known.ground.normal, known.ground.height))


def scale_depth(known: KnownGeometry) -> KnownGeometry:
    """Return known geometry whose depth is 2 % too large."""
    assert known.depth is not None
    return replace(known, depth=known.depth * np.float32(1.02))


def cut_holes(known: KnownGeometry) -> KnownGeometry:
    """Return known geometry without depth in rectangles that cover 20 % of the image."""
    assert known.depth is not None
    height, width = known.depth.shape
    rows, columns = (min(_HOLE_CELLS, side) for side in (height, width))
    holes = np.zeros(rows * columns, bool)
    holes[np.random.default_rng(0).permutation(rows * columns)[: round(_HOLE_FRACTION * rows * columns)]] = True
    row, column = (np.arange(side) * cells // side for side, cells in ((height, rows), (width, columns)))
    mask = holes.reshape(rows, columns)[np.ix_(row, column)]
    return replace(known, depth=np.where(mask, np.float32(np.nan), known.depth))


def shift_depth(known: KnownGeometry) -> KnownGeometry:
    """Return known geometry whose depth lies two pixels too far to the right."""
    assert known.depth is not None
    depth = np.roll(known.depth, _SHIFT, 1)
    depth[:, :_SHIFT] = np.nan
    sigma = known.sigma
    if isinstance(sigma, np.ndarray) and sigma.ndim:
        sigma = np.roll(sigma, _SHIFT, 1)
    return replace(known, depth=depth, sigma=sigma)


ERRORS: dict[str, dict[str, Error]] = {
    "ground": {"height 5 cm too large": raise_camera, "tilted by 2 degrees": tilt_ground},
    "depth": {"scale 2 % too large": scale_depth, "20 % holes": cut_holes, "shifted by 2 pixels": shift_depth},
}
"""Errors of the robustness rows by kind of known geometry and name."""
