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

"""Ground and normals of frames, computed from their true depth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation.frames import Frame
from svr_ros.geometry.floor import OPTICAL_UP, Plane, fit_floor
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.view import CanonicalView, canonical_rays
from svr_ros.labels import Label
from svr_ros.synthesis.camera.depth_sensors import Scene

_STEP = 3
"""Distance in pixels over which normals are computed from depth."""

_UNKNOWN_DEPTH = 10.0
"""Depth in metres that stands for unknown pixels in a simulated scene."""

_MIN_UP_COMPONENT = 0.5
"""Minimum component along the image's up of the unit normals of a ground."""

_TOLERANCE = 0.1
"""Distance in metres from the ground within which points lie on it; points farther below contradict it."""

_MAX_LOWER_FRACTION = 0.01
"""Maximum fraction of points below a ground that has no labels."""

_MIN_FRACTION = 0.03
"""Minimum fraction of points on a ground that has no labels."""


def canonical_scene(frame: Frame, view: CanonicalView, frustum: Frustum) -> tuple[Scene, NDArray[np.bool_]]:
    """Return what a sensor sees of a frame in its canonical view [S, S], and the mask [S, S] of known depth."""
    assert frame.depth is not None
    depth = view.warp_depth(np.where(frame.depth > 0, frame.depth, np.float32(np.nan)))
    known = np.isfinite(depth)
    filled = np.where(known, depth, np.float32(_UNKNOWN_DEPTH))
    normals = normals_of_points(_points(filled, canonical_rays(view.canonical)))
    grey = view.warp(frame.image).mean(0).numpy() / np.float32(255)
    return Scene(filled, normals, grey, frustum), known


def normals_of_points(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return unit normals [H, W, 3] towards the camera of an image of points [H, W, 3] in the optical frame."""
    padded = np.pad(points, ((_STEP, _STEP), (_STEP, _STEP), (0, 0)), mode="edge")
    inner = slice(_STEP, -_STEP)
    across = padded[inner, 2 * _STEP :] - padded[inner, : -2 * _STEP]
    down = padded[2 * _STEP :, inner] - padded[: -2 * _STEP, inner]
    normals = np.cross(down, across)
    normals *= -np.sign((normals * points).sum(-1, keepdims=True))
    return (normals / np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-9)).astype(np.float32)


def fit_ground(frame: Frame) -> Plane | None:
    """Return the plane of the floor in the true depth of a frame, in its optical frame; None if there is none.

    It is fitted to the pixels labelled as floor. Without labels, it is the plane of upward surfaces with most support,
    if almost no point lies below it.
    """
    if frame.depth is None:
        return None
    depth = np.where(frame.depth > 0, frame.depth, np.float32(np.nan))
    points = _points(depth, canonical_rays(frame.camera))
    with np.errstate(invalid="ignore"):
        normals = normals_of_points(points)
        upward = normals @ OPTICAL_UP > _MIN_UP_COMPONENT
    if frame.labels is not None:
        upward &= frame.labels == Label.FLOOR
    upward &= np.isfinite(normals).all(-1) & np.isfinite(depth)
    plane = fit_floor(points[upward], normals[upward])
    if plane is None or frame.labels is not None:
        return plane
    heights = plane.heights(points[np.isfinite(depth)].astype(np.float64))
    lowest = (heights < -_TOLERANCE).mean() < _MAX_LOWER_FRACTION
    return plane if lowest and (np.abs(heights) < _TOLERANCE).mean() > _MIN_FRACTION else None


def _points(depth: NDArray[np.float32], rays: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the points [H, W, 3] in metres of a depth image [H, W]."""
    return np.concatenate([rays * depth[..., None], depth[..., None]], -1).astype(np.float32)
