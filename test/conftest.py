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

"""A scene known in closed form: a floor, a wall behind it, and a ball (a "chair") above the floor.

Sorts the files of tests, too, so that several processes end together.
"""

import math
import os
from pathlib import Path

import numpy as np
import pytest

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import COLORS, Label

FLOOR_Y, WALL_Z = 0.6, 3.5
BALL, RADIUS = np.array([0.1, 0.1, 2.4]), 0.4
TRUNCATION = 0.2

LONGEST = (
    "synthesis/camera/test_poses.py",
    "cli/test_replay.py",
    "benchmarks/test_gpu.py",
    "ros/node/test_system.py",
    "benchmarks/test_speed.py",
    "demo/test_demo.py",
    "cli/test_map.py",
    "ros/node/test_depth_system.py",
    "training/test_run.py",
    "cli/test_main.py",
    "evaluation/test_runner.py",
    "synthesis/test_rooms.py",
    "training/test_loop.py",
)
"""Files that take longest (`pytest --durations`), in the order in which processes take them.

While the first one compiles the renderer, the next ones do not need it.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move the longest files to the front: one that began last would keep one process alone."""
    ranks = {Path(__file__).parent / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


# Weights that someone has exported on this machine must not change what the tests run
os.environ["SVR_BACKEND"] = "torch"


class KnownScene:
    """Give distance, class, depth and normals of the scene exactly."""

    def distances(self, points: np.ndarray) -> np.ndarray:
        """Return the signed distances [..., 3] to floor, wall and ball."""
        ball = np.linalg.norm(points - BALL, axis=-1) - RADIUS
        return np.stack([FLOOR_Y - points[..., 1], WALL_Z - points[..., 2], ball], -1)

    def signed(self, points: np.ndarray) -> np.ndarray:
        return self.distances(points).min(-1)

    def labels(self, points: np.ndarray) -> np.ndarray:
        kinds = np.array([Label.FLOOR, Label.WALL, Label.CHAIR], np.uint8)
        return kinds[self.distances(points).argmin(-1)]

    def view(self, camera: Camera) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return depth [H, W] in metres, labels [H, W] and normals [H, W, 3] as the camera sees them."""
        u, v = np.meshgrid(np.arange(camera.width), np.arange(camera.height))
        rays = np.concatenate([camera.unproject(np.stack([u, v], -1)), np.ones((camera.height, camera.width, 1))], -1)
        with np.errstate(divide="ignore"):
            floor = np.where(rays[..., 1] > 0, FLOOR_Y / rays[..., 1], np.inf)
        along, squared = rays @ BALL, (rays**2).sum(-1)
        root = along**2 - squared * (BALL @ BALL - RADIUS**2)
        ball = np.where(root > 0, (along - np.sqrt(np.maximum(root, 0))) / squared, np.inf)
        depths = np.stack([floor, np.full_like(floor, WALL_Z), ball], -1)
        first = depths.argmin(-1)
        depth = depths.min(-1)
        normals = np.stack([np.broadcast_to([0, -1.0, 0], rays.shape), np.broadcast_to([0, 0, -1.0], rays.shape),
                            (rays * depth[..., None] - BALL) / RADIUS], -2)  # fmt: skip
        labels = np.array([Label.FLOOR, Label.WALL, Label.CHAIR], np.uint8)[first]
        return depth, labels, np.take_along_axis(normals, first[..., None, None], -2)[..., 0, :]

    def reconstruction(self, camera: Camera, resolution: int = 96, size: int = 128) -> Reconstruction:
        """Return what a perfect network would make of it."""
        frustum = Frustum()
        points = frustum.to_camera(frustum.centres(resolution))
        depth, labels, normals = self.view(frustum.camera(size))
        return Reconstruction(
            camera=camera,
            frustum=frustum,
            truncation=TRUNCATION,
            view=CanonicalView(camera, frustum, size),
            image=COLORS[labels],
            normals=normals.astype(np.float32),
            depth=depth.astype(np.float32),
            pixel_labels=labels,
            tsdf=np.clip(self.signed(points), -TRUNCATION, TRUNCATION).astype(np.float32),
            labels=self.labels(points),
            confidence=np.ones((resolution,) * 3, np.float32),
        )


@pytest.fixture(scope="session")
def known_scene() -> KnownScene:
    return KnownScene()


@pytest.fixture(scope="session")
def camera() -> Camera:
    return Camera.from_hfov(320, 240, math.radians(65))


@pytest.fixture(scope="session")
def reconstruction(known_scene: KnownScene, camera: Camera) -> Reconstruction:
    return known_scene.reconstruction(camera)
