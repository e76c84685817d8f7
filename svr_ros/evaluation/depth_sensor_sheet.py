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

"""Contact sheet of simulated depth sensors: image, true depth, and the measurement of each sensor."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from tqdm import tqdm

from svr_ros.geometry.frustum import WIDE, Frustum
from svr_ros.inference import rendering
from svr_ros.inference.rendering import RgbImage
from svr_ros.synthesis.camera.depth_sensors import SENSORS, DepthSensorConfig, Scene
from svr_ros.synthesis.samples import make_sample

_PANEL_WIDTH = 224
_GAP = 4
_RAYS = 4
_POINT = np.ones((3, 3), np.uint8)
_MAX_SPARSE_FRACTION = 0.1
"""Maximum fraction of measured pixels that are drawn as points of 3 x 3 pixels."""


def depth_sensor_sheet(sample_indices: Sequence[int], frustum: Frustum = WIDE) -> RgbImage:
    """Return a sheet with a row per sample: image, true depth and the measurement of each of SENSORS."""
    rows = [_panels(index, frustum) for index in tqdm(sample_indices, unit="view")]
    titles = "image", "true depth", *(name.replace("_", " ") for name in SENSORS)
    rows[0] = [rendering.titled(panel, title) for panel, title in zip(rows[0], titles, strict=True)]
    head, body = rendering.grid(rows[:1], _GAP), rows[1:]
    return np.vstack([head, rendering.grid(body, _GAP)[_GAP:]]) if body else head


def _panels(sample_index: int, frustum: Frustum) -> list[RgbImage]:
    """Return the panels of a sample: image, true depth, and a measurement of each of SENSORS."""
    sample = make_sample(sample_index, frustum, rays=_RAYS)
    grey = sample.image.mean(2, dtype=np.float32) / 255
    scene = Scene(sample.depth, sample.normals, grey, frustum)
    depths = [sample.depth]
    for number, sensor in enumerate(SENSORS.values()):
        measured = sensor(scene, np.random.default_rng([sample_index, number]), DepthSensorConfig()).depth
        depths.append(_enlarge_points(np.where(sample.valid, measured, np.nan)))
    width, height = _PANEL_WIDTH, rendering.panel_height(frustum, _PANEL_WIDTH)
    panels = [rendering.color_depth(depth, frustum.near, frustum.far) for depth in depths]
    return [rendering.resize(sample.image, width, height, True)] + [
        rendering.resize(panel, width, height) for panel in panels
    ]


def _enlarge_points(depth: rendering.Array) -> rendering.Array:
    """Return sparse depth [S, S] with points of 3 x 3 pixels; dense depth stays the same."""
    if np.isfinite(depth).mean() > _MAX_SPARSE_FRACTION:
        return depth
    far = np.where(np.isfinite(depth), depth, np.float32(1e6)).astype(np.float32)
    enlarged = np.asarray(cv2.erode(far, _POINT))
    return np.where(enlarged < 1e6, enlarged, np.nan)
