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

"""Renderer of the demo's images: a slow camera motion through a generated room."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.pose import Pose
from svr_ros.labels import Label
from svr_ros.synthesis.camera.poses import choose_view
from svr_ros.synthesis.camera.sensor import simulate_sensor
from svr_ros.synthesis.render.render import Rendering, render
from svr_ros.synthesis.render.world import pack_world
from svr_ros.synthesis.rooms import build_room
from svr_ros.synthesis.scene import Scene
from svr_ros.synthesis.sensor_config import CLEAN

CAMERA = Camera.from_hfov(640, 480, math.radians(62))

_FIRST_SEED = 1 << 42  # beyond the seeds used in training
_CANDIDATES = 80  # number of rooms to choose the view from
_PREVIEW = 64  # size of the preview images in pixels
_SUPERSAMPLING = 2
_PITCH = math.radians(-28), math.radians(-8)  # range of the camera's pitch
_SIDEWAYS = 0.25  # maximum displacement of the camera to either side in metres
_TURN = math.radians(4)  # rotation against the motion, which keeps the same objects in view
_SUFFICIENT = {  # fraction of pixels per class above which the score of a view does not increase
    Label.BED: 0.25,
    Label.SOFA: 0.25,
    Label.CABINET: 0.12,
    Label.TABLE: 0.1,
    Label.CHAIR: 0.06,
    Label.LIGHTING: 0.02,
    Label.FLOOR: 0.15,
    Label.WALL: 0.2,
}

_SENSOR = replace(
    CLEAN,
    exposure=(0.27, 0.3),
    metering_quantile=(0.55, 0.6),
    max_highlights=(2.5, 2.5),
    grey_world=(0.6, 0.8),
    tint_sigma=0.01,
    vignetting=(0.0, 0.35),
    photon_noise=(0.006, 0.008),
    read_noise=(0.002, 0.003),
    gamma=(2.1, 2.2),
    shoulder=(0.0, 1.0),
    contrast=(0.1, 1.0),
    black=(0.0, 0.08),
    saturation=(1.0, 1.1),
    sharpening=(0.0, 1.3),
)


def render_images(count: int) -> Iterator[tuple[NDArray[np.uint8], Pose]]:
    """Yield the images, uint8 [480, 640, 3], and poses of a camera that moves from left to right."""
    scene, pose = _best_view()
    for step in np.linspace(-1, 1, count):
        moved = _pose_at(pose, float(step))
        fine = _render(scene, moved, CAMERA.width * _SUPERSAMPLING).radiance
        shape = CAMERA.width, _SUPERSAMPLING, CAMERA.width, _SUPERSAMPLING, 3
        # Crop the renderer's square image to the camera's height
        margin = (CAMERA.width - CAMERA.height) // 2
        radiance = fine.reshape(shape).mean((1, 3))[margin : margin + CAMERA.height]
        yield simulate_sensor(np.ascontiguousarray(radiance), np.random.default_rng(0), _SENSOR), moved


def _best_view() -> tuple[Scene, Pose]:
    """Return the room and camera pose whose preview has the highest score."""
    views = []
    for seed in range(_FIRST_SEED, _FIRST_SEED + _CANDIDATES):
        scene = build_room(seed)
        pose = choose_view(scene, np.random.default_rng(seed), Frustum())
        if pose is not None and _PITCH[0] < math.asin(pose.rotation[2, 2]) < _PITCH[1]:
            views.append((scene, pose))
    return max(views, key=lambda view: _score(*view))


def _score(scene: Scene, pose: Pose) -> float:
    """Return a score for views with many classes at a medium distance."""
    preview = _render(scene, pose, _PREVIEW)
    margin = _PREVIEW // 8
    classes, depth = preview.labels[margin:-margin], preview.depth[margin:-margin]
    in_range = ((depth > 1.2) & (depth < 3.8)).mean()
    return float(in_range * sum(min((classes == label).mean(), limit) for label, limit in _SUFFICIENT.items()))


def _pose_at(pose: Pose, step: float) -> Pose:
    """Return the pose at a step from -1 (left) to 1 (right) of the motion."""
    right, down, forward = pose.rotation
    angle = -_TURN * step
    turned_forward = math.cos(angle) * forward + math.sin(angle) * right
    turned_right = math.cos(angle) * right - math.sin(angle) * forward
    return Pose(np.stack([turned_right, down, turned_forward]), pose.position + _SIDEWAYS * step * right)


def _render(scene: Scene, pose: Pose, size: int) -> Rendering:
    """Render a square image with the camera's horizontal field of view."""
    tan = math.tan(CAMERA.hfov / 2)
    return render(pack_world(scene, pose), tan, tan, size)
