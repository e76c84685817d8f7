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

"""Observation of one frame, as the map integrates it: depth and its error per pixel, and the volume behind."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry import rigid
from svr_ros.geometry.cells import containing_cells
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.mapping.room_end import RoomEnd, room_end

_SENSOR_ERROR = 0.005, 0.0025
"""Standard deviation of measured depth in metres: a constant, and a factor of the squared depth (Khoshelham 2012)."""

_UNPREDICTED_ERROR = 0.1
"""Standard deviation of the log depth of models that do not predict it."""

_MIN_COSINE = 0.1

_MAX_UNMEASURED_ERROR = 0.15
"""Maximum standard deviation in metres of predicted depth next to measured depth; other pixels are ignored."""

_FILTER_PIXELS = 7
"""Diameter in pixels of the filter of measured depth."""

_FILTER_INVERSE_DEPTH = 0.006
"""Standard deviation of the filter in inverse metres, about twice that of a depth camera's noise."""

_FREE_MARGIN = 0.02
"""Distance in metres that is added to those of the volume.

Where the networks cannot tell whether a hidden place is free, they predict distances just below zero, the mean of both
cases. With the margin, such places are free up to the guessed surfaces and the end of the room; otherwise, they would
hide both.
"""

_CLOSED_CONFIDENCE = 0.5
"""Minimum probability of a wall, the floor or the ceiling behind which nothing is guessed."""


class Observation(NamedTuple):
    """Depth and volume of one frame, as contiguous arrays for compiled functions.

    Attributes:
        limits: Near and far plane in metres, and half width and height of the frustum at one metre [4].
        depth: Depths [S, S] in metres; NaN for none.
        sigma: Standard deviations [S, S] of the depth in metres.
        cosine: Cosines [S, S] between surface and ray, divided by that between optical axis and ray: differences of
            depth times this factor are distances to the plane of a pixel.
        labels: Class ids [S, S].
        confidence: Probabilities [S, S] of the classes.
        image: sRGB colours [S, S, 3].
        end: Depths [S, S] in metres at which the room ends, see `room_end`; infinity if that is not known.
        end_labels: Class ids [S, S] of the surface that stands there; 255 if it is only a bound.
        volume: Signed distances [D, R, C] in metres, with a margin in favour of free space.
        volume_labels: Class ids [D, R, C].
        volume_confidence: Probabilities [D, R, C] of the classes.
    """

    limits: NDArray[np.float32]
    depth: NDArray[np.float32]
    sigma: NDArray[np.float32]
    cosine: NDArray[np.float32]
    labels: NDArray[np.uint8]
    confidence: NDArray[np.float32]
    image: NDArray[np.uint8]
    end: NDArray[np.float32]
    end_labels: NDArray[np.uint8]
    volume: NDArray[np.float32]
    volume_labels: NDArray[np.uint8]
    volume_confidence: NDArray[np.float32]


def observe(scene: Reconstruction, map_from_camera: NDArray[np.float64]) -> Observation:
    """Return what a map, whose z axis is up, integrates of a reconstruction.

    Measured depth is smoothed by a bilateral filter, as in KinectFusion (Newcombe et al. 2011).
    """
    frustum, size = scene.frustum, len(scene.valid)
    depth = np.where(scene.valid & (scene.depth > 0), scene.depth, np.nan).astype(np.float32)
    if scene.measured is not None and scene.measured.any():
        depth = np.where(scene.measured, _smoothed(np.where(scene.measured, depth, np.nan)), depth)
    # Standard deviation of the depth
    relative = _UNPREDICTED_ERROR if scene.log_depth_std is None else scene.log_depth_std
    sigma = depth * relative
    if scene.measured is not None:
        constant, factor = _SENSOR_ERROR
        sigma = np.where(scene.measured, constant + factor * depth**2, sigma)
        unsure = ~scene.measured & (sigma > _MAX_UNMEASURED_ERROR)
        if scene.measured.any():
            depth = np.where(unsure, np.nan, depth)
    # Cosine to the surface
    axis = (2 * (np.arange(size, dtype=np.float32) + 0.5) / size - 1).astype(np.float32)
    x, y = axis * np.float32(frustum.tan_x), axis[:, None] * np.float32(frustum.tan_y)
    normals = scene.normals
    cosine = -(normals[..., 0] * x + normals[..., 1] * y + normals[..., 2])
    confidence = np.ones_like(depth) if scene.pixel_confidence is None else scene.pixel_confidence
    limits = np.array([frustum.near, frustum.far, frustum.tan_x, frustum.tan_y], np.float32)
    return Observation(
        limits,
        depth,
        np.ascontiguousarray(sigma, np.float32),
        np.clip(cosine, _MIN_COSINE, 1.0).astype(np.float32),
        np.ascontiguousarray(scene.pixel_labels),
        np.ascontiguousarray(confidence, np.float32),
        np.ascontiguousarray(scene.image),
        *_end_of_room(scene, depth, confidence, map_from_camera),
        np.ascontiguousarray(scene.tsdf + np.float32(_FREE_MARGIN), np.float32),
        np.ascontiguousarray(scene.labels),
        np.ascontiguousarray(scene.confidence, np.float32),
    )


def _end_of_room(
    scene: Reconstruction,
    depth: NDArray[np.float32],
    confidence: NDArray[np.float32],
    map_from_camera: NDArray[np.float64],
) -> RoomEnd:
    """Return the end of the room behind the pixels of a reconstruction."""
    axis = 2 * (np.arange(len(depth)) + 0.5) / len(depth) - 1
    x, y = np.meshgrid(axis * scene.frustum.tan_x, axis * scene.frustum.tan_y)
    rays = np.stack([x, y, np.ones_like(x)], -1).astype(np.float32)
    rays, normals = (
        rigid.rotate(map_from_camera, vectors.reshape(-1, 3)).reshape(vectors.shape)
        for vectors in (rays, scene.normals)
    )
    return room_end(depth, scene.pixel_labels, confidence >= _CLOSED_CONFIDENCE, normals, rays)


def sparse_depth(seen: Observation, pixels: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the depths [P, P] of P x P pixels of a frame, and their directions [P, P, 3] in the optical frame."""
    size = len(seen.depth)
    at = containing_cells(pixels, size).numpy()
    _, _, tan_x, tan_y = seen.limits
    axis = 2 * (at.astype(np.float32) + 0.5) / size - 1
    x, y = np.meshgrid(axis * tan_x, axis * tan_y)
    return seen.depth[at[:, None], at], np.stack([x, y, np.ones_like(x)], -1)


def _smoothed(depth: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return measured depth [S, S] without some of its noise, which is constant in inverse depth; NaN for none."""
    import cv2

    inverse = np.nan_to_num(1 / depth, nan=-1.0).astype(np.float32)
    smooth = cv2.bilateralFilter(inverse, _FILTER_PIXELS, _FILTER_INVERSE_DEPTH, _FILTER_PIXELS / 3)
    return np.where(np.isfinite(depth), 1 / np.maximum(smooth, 1e-3), depth).astype(np.float32)
