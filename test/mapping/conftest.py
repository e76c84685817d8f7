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

"""Reconstructions of simple shapes with exact values."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import WIDE
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import Label
from svr_ros.open3d_loader import load_open3d

SIZE = 64
RESOLUTION = 64
TRUNCATION = 0.3


def wall_scene(
    distance: float, measured: bool = True, label: Label = Label.CABINET, hidden: float | None = None
) -> Reconstruction:
    """Return the scene of a plane across the optical axis at a distance in metres, seen at exact depth.

    Behind the plane the volume is solid; with `hidden`, it is solid for 0.2 m, then free up to a guessed plane there.
    """
    z = WIDE.to_camera(WIDE.centres(RESOLUTION))[..., 2]
    tsdf = distance - z
    if hidden is not None:
        tsdf = np.where(z > distance + 0.1, np.minimum(z - distance - 0.2, hidden - z), tsdf)
    depth = np.full((SIZE, SIZE), distance, np.float32)
    return make_scene(camera_depth=depth, tsdf=tsdf, measured=measured, label=label)


def screen_scene(near: float, far: float) -> Reconstruction:
    """Return the scene of a screen in the left half of the view before a wall across all of it, both 0.2 m thick."""
    z = WIDE.to_camera(WIDE.centres(RESOLUTION))[..., 2]
    tsdf = far - z
    left = np.where(z > near + 0.1, np.minimum(z - near - 0.2, tsdf), near - z)
    half = RESOLUTION // 2
    tsdf[..., :half] = left[..., :half]
    depth = np.full((SIZE, SIZE), far, np.float32)
    depth[:, : SIZE // 2] = near
    return make_scene(camera_depth=depth, tsdf=tsdf, measured=True, label=Label.CABINET)


def make_scene(
    camera_depth: NDArray[np.float32], tsdf: NDArray[np.floating], measured: bool, label: Label
) -> Reconstruction:
    """Return a scene of one class with given depth [S, S] and distances [D, R, C] in metres, facing the camera."""
    camera = WIDE.camera(SIZE)
    normals = np.zeros((SIZE, SIZE, 3), np.float32)
    normals[..., 2] = -1
    pixels = (SIZE, SIZE)
    return Reconstruction(
        camera=camera,
        frustum=WIDE,
        truncation=TRUNCATION,
        view=CanonicalView(camera, WIDE, SIZE),
        image=np.full((*pixels, 3), 100, np.uint8),
        normals=normals,
        depth=camera_depth,
        pixel_labels=np.full(pixels, label, np.uint8),
        pixel_confidence=np.full(pixels, 0.8, np.float32),
        log_depth_std=np.full(pixels, 0.01, np.float32),
        measured=np.full(pixels, measured) if measured else None,
        tsdf=np.clip(tsdf, -TRUNCATION, TRUNCATION).astype(np.float32),
        labels=np.full(tsdf.shape, label, np.uint8),
        confidence=np.full(tsdf.shape, 0.7, np.float32),
    )


def at(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> NDArray[np.float64]:
    """Return the pose of a camera whose optical frame has the map's axes, at a position in metres."""
    pose = np.eye(4)
    pose[:3, 3] = x, y, z
    return pose


class Scenes:
    """Makers of scenes and poses, for tests."""

    wall = staticmethod(wall_scene)
    screen = staticmethod(screen_scene)
    at = staticmethod(at)


@pytest.fixture(scope="session")
def scenes() -> type[Scenes]:
    """Return the makers; skip if there is no Open3D, which holds the blocks of maps."""
    try:
        load_open3d()
    except InputError as error:
        pytest.skip(str(error))
    return Scenes
