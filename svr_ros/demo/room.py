"""The demo's pictures: a slow camera move through a generated room, seen by an ordinary camera."""

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

_FIRST_SEED = 1 << 42  # training never comes so far
_CANDIDATES = 80
_PREVIEW = 64  # pixels
_SUPERSAMPLING = 2
_PITCH = math.radians(-28), math.radians(-8)  # as one holds a camera to take in a room
_SIDEWAYS = 0.25  # metres to the left and right of where the view was chosen
_TURN = math.radians(4)  # against the move, so that the camera keeps looking at the same things
_ENOUGH = {  # share of the picture beyond which more of a class makes the view no better
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


def pictures(count: int) -> Iterator[NDArray[np.uint8]]:
    """Yield the pictures, uint8 [480, 640, 3], of a camera that moves from left to right through the demo's room."""
    scene, pose = _best_view()
    for step in np.linspace(-1, 1, count):
        fine = _render(scene, _moved(pose, float(step)), CAMERA.width * _SUPERSAMPLING).radiance
        shape = CAMERA.width, _SUPERSAMPLING, CAMERA.width, _SUPERSAMPLING, 3
        # The renderer's picture is square: what lies above and below the camera's is cut off.
        margin = (CAMERA.width - CAMERA.height) // 2
        radiance = fine.reshape(shape).mean((1, 3))[margin : margin + CAMERA.height]
        yield simulate_sensor(np.ascontiguousarray(radiance), np.random.default_rng(0), _SENSOR)


def _best_view() -> tuple[Scene, Pose]:
    """Choose among the views of some rooms the one that shows most, in a middle distance."""
    views = []
    for seed in range(_FIRST_SEED, _FIRST_SEED + _CANDIDATES):
        scene = build_room(seed)
        pose = choose_view(scene, np.random.default_rng(seed), Frustum())
        if pose is not None and _PITCH[0] < math.asin(pose.rotation[2, 2]) < _PITCH[1]:
            views.append((scene, pose))
    return max(views, key=lambda view: _variety(*view))


def _variety(scene: Scene, pose: Pose) -> float:
    shown = _render(scene, pose, _PREVIEW)
    margin = _PREVIEW // 8
    classes, depth = shown.labels[margin:-margin], shown.depth[margin:-margin]
    in_range = ((depth > 1.2) & (depth < 3.8)).mean()
    return float(in_range * sum(min((classes == label).mean(), enough) for label, enough in _ENOUGH.items()))


def _moved(pose: Pose, step: float) -> Pose:
    right, down, forward = pose.rotation
    angle = -_TURN * step
    turned_forward = math.cos(angle) * forward + math.sin(angle) * right
    turned_right = math.cos(angle) * right - math.sin(angle) * forward
    return Pose(np.stack([turned_right, down, turned_forward]), pose.position + _SIDEWAYS * step * right)


def _render(scene: Scene, pose: Pose, size: int) -> Rendering:
    """Render a square picture, as wide as the camera's."""
    tan = math.tan(CAMERA.hfov / 2)
    return render(pack_world(scene, pose), tan, tan, size)
