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

"""Random known geometry of training samples: the ground, and the depth of a simulated sensor."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.floor import Plane
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.known import ground_depth
from svr_ros.geometry.pose import Pose
from svr_ros.geometry.view import canonical_rays
from svr_ros.synthesis.camera import depth_sensors
from svr_ros.synthesis.camera.depth_sensors import DepthSensorConfig


@dataclass(frozen=True)
class KnownConfig:
    """Probabilities and errors of the known geometry of a sample.

    Attributes:
        depth: Probability that a sample has the depth of a sensor.
        ground: Probability that the ground is known, independent of the depth.
        exact_ground: Probability that a known ground is exact.
        height_error: Standard deviation in metres of the camera's height above an inexact ground.
        tilt_error: Standard deviation in degrees of pitch and roll of an inexact ground.
        sensors: Configuration of the simulated depth sensors.
    """

    depth: float = 0.45
    ground: float = 0.25
    exact_ground: float = 0.4
    height_error: float = 0.03
    tilt_error: float = 1.2
    sensors: DepthSensorConfig = field(default_factory=DepthSensorConfig)


class Observed(Protocol):
    """The parts of a sample that sensors measure."""

    @property
    def image(self) -> NDArray[np.uint8]:
        """RGB image [size, size, 3]."""
        ...

    @property
    def depth(self) -> NDArray[np.float32]:
        """Depth [size, size] in metres."""
        ...

    @property
    def normals(self) -> NDArray[np.float32]:
        """Unit normals [size, size, 3] in the optical frame."""
        ...

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Mask [size, size] of the pixels in the camera's image."""
        ...

    @property
    def pose(self) -> Pose:
        """Pose of the camera in the room."""
        ...


def draw_known(
    sample: Observed, frustum: Frustum, rng: np.random.Generator, config: KnownConfig
) -> dict[str, NDArray[np.float32]]:
    """Draw the known geometry of a sample.

    Args:
        sample: View of a room.
        frustum: View frustum of the sample.
        rng: Generator that decides what is known, and draws the sensor and its errors.
        config: Probabilities and errors.

    Returns:
        Arrays by the names of the attributes of `data.Batch`: `known_depth`, `known_sigma` and `known_ground`
        [1, size, size] in metres with zero for unknown, and `known_has_ground` [1, 1, 1].
    """
    size = len(sample.depth)
    maps = {name: np.zeros((1, size, size), np.float32) for name in ("known_depth", "known_sigma", "known_ground")}
    maps["known_has_ground"] = np.zeros((1, 1, 1), np.float32)
    # Measure depth
    if rng.random() < config.depth:
        grey = sample.image.mean(2, dtype=np.float32) / 255
        scene = depth_sensors.Scene(sample.depth, sample.normals, grey, frustum)
        measured = depth_sensors.measure(scene, rng, config.sensors)
        known = np.isfinite(measured.depth) & sample.valid
        maps["known_depth"][0] = np.where(known, measured.depth, 0)
        maps["known_sigma"][0] = np.where(known, measured.sigma, 0)
    # Compute the depth of the ground
    if rng.random() < config.ground:
        ground = draw_ground(sample.pose, rng, config)
        maps["known_ground"][0] = np.nan_to_num(ground_depth(ground, canonical_rays(frustum.camera(size))))
        maps["known_has_ground"][:] = 1
    return maps


def draw_ground(pose: Pose, rng: np.random.Generator, config: KnownConfig) -> Plane:
    """Return the floor under a pose in its optical frame, exact or with errors of height and tilt."""
    up = np.asarray(pose.rotation, np.float64)[:, 2]
    height = float(pose.position[2])
    if rng.random() < config.exact_ground:
        return Plane(up, height)
    axis = rng.standard_normal(3)
    axis -= (axis @ up) * up
    tilted = up + math.radians(config.tilt_error) * axis
    return Plane(tilted / np.linalg.norm(tilted), max(height + rng.normal(0, config.height_error), 0.05))
