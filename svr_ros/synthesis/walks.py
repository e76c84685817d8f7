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

"""Walk of a camera through a generated room, with the exact surfaces of the whole room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation, Slerp

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.geometry.frustum import WIDE, Frustum
from svr_ros.geometry.pose import Pose
from svr_ros.synthesis.camera.poses import choose_views
from svr_ros.synthesis.camera.sensor import simulate_sensor
from svr_ros.synthesis.config import SynthesisConfig
from svr_ros.synthesis.render.render import render
from svr_ros.synthesis.render.shapes import SolidTable, nearest_surfaces
from svr_ros.synthesis.render.world import pack_world
from svr_ros.synthesis.rooms import build_room
from svr_ros.synthesis.scene import Scene

_MIN_VIEWS = 3
"""Minimum number of views through which the camera passes."""

_VIEW_FRAMES = 8
"""Number of frames per view."""

_CLEARANCE = 0.15
"""Minimum distance in metres of the camera from all surfaces."""

_ATTEMPTS = 20
"""Maximum number of rooms in which a path is searched."""


@dataclass(frozen=True)
class WalkFrame:
    """One frame of a walk; every array [S, S] belongs to the canonical view of the frustum.

    Attributes:
        image: RGB image [S, S, 3].
        depth: True depth [S, S] in metres.
        normals: Unit normals [S, S, 3] in the optical frame.
        labels: Class ids [S, S].
        room_from_camera: Rigid transform [4, 4] from the optical frame to the room (z up, z = 0 on the floor).
    """

    image: NDArray[np.uint8]
    depth: NDArray[np.float32]
    normals: NDArray[np.float32]
    labels: NDArray[np.uint8]
    room_from_camera: NDArray[np.float64]


@dataclass(frozen=True)
class Walk:
    """Walk of a camera through a room.

    Attributes:
        scene: The room.
        poses: Poses of the camera.
        frustum: View of the camera.
        size: Pixels per side of the images.
        seed: Seed of the sensor's noise.
    """

    scene: Scene
    poses: tuple[Pose, ...]
    frustum: Frustum
    size: int
    seed: int

    def frames(self) -> Iterator[WalkFrame]:
        """Yield the rendered frames."""
        config = SynthesisConfig()
        for number, pose in enumerate(self.poses):
            rng = np.random.default_rng([self.seed, number])
            world = pack_world(self.scene, pose)
            rendering = render(world, self.frustum.tan_x, self.frustum.tan_y, self.size, 3)
            image = simulate_sensor(
                rendering.radiance, rng, config.sensor, (1.0, 1.0), 1.0, np.ones((self.size, self.size), np.bool_)
            )
            yield WalkFrame(image, rendering.depth, rendering.normals, rendering.labels, room_from_camera(pose))

    def surfaces(self, spacing: float) -> tuple[NDArray[np.float64], NDArray[np.float32], NDArray[np.uint8]]:
        """Return the distances of the whole room on a lattice.

        Args:
            spacing: Distance of neighbouring points in metres.

        Returns:
            The outer corner [3] of the first cell around a point in metres, the signed distances [Z, Y, X] in metres,
            and the class ids [Z, Y, X] of the nearest surfaces.
        """
        half_x, half_y, height = self.scene.size
        low = np.array([-half_x, -half_y, 0.0]) - 2 * spacing
        counts = np.ceil((np.array([half_x, half_y, height]) + 2 * spacing - low) / spacing).astype(int)
        x, y, z = (low[axis] + (np.arange(counts[axis]) + 0.5) * spacing for axis in range(3))
        table = room_table(self.scene)
        distance = np.empty((len(z), len(y), len(x)), np.float32)
        labels = np.empty(distance.shape, np.uint8)
        for layer, height_of_layer in enumerate(z):
            across, along = np.meshgrid(x, y)
            points = np.stack([across, along, np.full_like(across, height_of_layer)], -1).reshape(-1, 3)
            found = nearest_surfaces(table, points)
            distance[layer] = found.distance.reshape(across.shape)
            labels[layer] = found.labels.reshape(across.shape)
        return low, distance, labels


def make_walk(seed: int, frames: int = 40, frustum: Frustum = WIDE, size: int = 256) -> Walk:
    """Return the walk of a seed: a camera that passes through views of one room, on a path in free space.

    Args:
        seed: Seed of the room, the path and the sensor's noise.
        frames: Number of frames.
        frustum: View of the camera.
        size: Pixels per side of the images.

    Raises:
        InputError: If no path is found, which is rare.
    """
    rng = np.random.default_rng([seed, 0x57A1C])
    views = max(_MIN_VIEWS, frames // _VIEW_FRAMES)
    for _ in range(_ATTEMPTS):
        scene = build_room(int(rng.integers(1 << 62)))
        found = choose_views(scene, rng, frustum, views)
        if len(found) < views:
            continue
        poses = _path(found, 4 * frames)
        positions = np.array([pose.position for pose in poses])
        free = nearest_surfaces(room_table(scene), positions).distance > _CLEARANCE
        kept = [pose for pose, is_free in zip(poses, free, strict=True) if is_free]
        if len(kept) >= frames:
            chosen = np.linspace(0, len(kept) - 1, frames).round().astype(int)
            return Walk(scene, tuple(kept[index] for index in chosen), frustum, size, seed)
    raise InputError(f"no walk was found for seed {seed}; expected another seed")


def room_table(scene: Scene) -> SolidTable:
    """Return the solids of a room in its own coordinates."""
    return pack_world(scene, Pose(np.eye(3), np.zeros(3))).solids.astype(np.float32)


def room_from_camera(pose: Pose) -> NDArray[np.float64]:
    """Return the rigid transform [4, 4] from a camera's optical frame to the room."""
    return rigid.pose(np.asarray(pose.rotation).T, pose.position)


def _path(views: list[Pose], count: int) -> list[Pose]:
    """Return `count` poses on a path through views, the nearest one next."""
    # Order the views
    ordered, left = [views[0]], list(views[1:])
    while left:
        distances = [float(np.linalg.norm(pose.position - ordered[-1].position)) for pose in left]
        ordered.append(left.pop(int(np.argmin(distances))))
    # Interpolate
    times = np.arange(len(ordered), dtype=float)
    at = np.linspace(0, times[-1], count)
    turns = Slerp(times, Rotation.from_matrix(np.stack([pose.rotation for pose in ordered])))(at).as_matrix()
    positions = np.stack([np.interp(at, times, axis) for axis in np.stack([p.position for p in ordered], 1)], 1)
    return [Pose(turn, position) for turn, position in zip(turns, positions, strict=True)]
