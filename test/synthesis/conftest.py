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

"""A small room of every kind of solid, and an independent float64 idea of where its surfaces are."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from svr_ros.geometry.pose import Pose
from svr_ros.labels import Label
from svr_ros.synthesis.scene import Decal, DecalKind, Face, Light, Lights, Material, RoomSize, Scene, Solid, SolidKind
from svr_ros.synthesis.textures import PLAIN

Array = NDArray[np.float64]

SIZE = RoomSize(2.2, 2.6, 2.5)
LIGHTS = Lights(
    key=Light((0.6, -1.0, 2.3), (1.0, 1.0, 0.9), 0.05),
    fill=Light((-1.0, 0.5, 2.0), (0.2, 0.2, 0.2)),
    sky=(0.4, 0.4, 0.45),
    ground=(0.2, 0.2, 0.2),
)


def _rotation(yaw: float, pitch: float, roll: float) -> Array:
    """Return Rz(yaw) Rx(pitch) Ry(roll) from three written-out matrices."""
    (cz, cx, cy), (sz, sx, sy) = np.cos([yaw, pitch, roll]), np.sin([yaw, pitch, roll])
    rz = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    rx = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    ry = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    return rz @ rx @ ry


@dataclass
class HandMade:
    """A scene, the pose that looks at it and what a slow reference knows of it."""

    scene: Scene
    pose: Pose

    def solid_distance(self, solid: Solid, points: Array) -> Array:
        """Return the signed distance of camera-frame points to one solid; of an ellipsoid only a lower bound."""
        return _solid_distance(solid, self.to_room(points))

    def to_camera(self, world: Array) -> Array:
        """Return room coordinates [N, 3] in camera coordinates."""
        return (np.asarray(world, float) - self.pose.position) @ self.pose.rotation.T

    @staticmethod
    def place(solid: Solid, local: Array) -> Array:
        """Return points in a solid's own coordinates in those of the room."""
        return local @ _rotation(solid.yaw, solid.pitch, solid.roll).T + [solid.x, solid.y, solid.z]

    def to_room(self, points: Array) -> Array:
        """Return camera coordinates [N, 3] in room coordinates."""
        return points @ self.pose.rotation + self.pose.position

    def distances(self, points: Array) -> Array:
        """Return the signed distance [solids, N] of camera-frame points to each solid; the room counts from inside."""
        world = self.to_room(points)
        room = np.array([SIZE.half_x, SIZE.half_y, SIZE.height / 2])
        q = np.abs(world - [0, 0, SIZE.height / 2]) - room
        shell = -np.where((q > 0).any(1), np.linalg.norm(np.maximum(q, 0), axis=1), q.max(1))
        return np.stack([shell, *(_solid_distance(solid, world) for solid in self.scene.solids[1:])])


def _solid_distance(solid: Solid, world: Array) -> Array:
    local = (world - [solid.x, solid.y, solid.z]) @ _rotation(solid.yaw, solid.pitch, solid.roll)
    half = np.array([solid.hx, solid.hy, solid.hz])
    if solid.kind == SolidKind.BOX:
        q = np.abs(local) - (half - solid.rounding)
        outside = np.linalg.norm(np.maximum(q, 0), axis=1)
        return outside + np.minimum(q.max(1), 0) - solid.rounding
    if solid.kind == SolidKind.CONE:
        return _cone_distance(solid, np.linalg.norm(local[:, :2], axis=1), local[:, 2])
    return (np.linalg.norm(local / half, axis=1) - 1) * half.min()


def _cone_distance(solid: Solid, across: Array, z: Array) -> Array:
    """Return the distance to the profile's three edges, each a line segment, negative inside."""
    r, h = solid.rounding, solid.hz - solid.rounding
    bottom, top = solid.bottom_radius - r, solid.top_radius - r
    corners = np.array([[0, -h], [bottom, -h], [top, h], [0, h]])
    points = np.stack([across, z], -1)
    distance = np.full(len(points), np.inf)
    for a, b in itertools.pairwise(corners):
        share = np.clip((points - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
        distance = np.minimum(distance, np.linalg.norm(points - a - share[:, None] * (b - a), axis=1))
    rim = bottom + (top - bottom) * (z + h) / (2 * h)
    inside = (np.abs(z) < h) & (across < rim)
    return np.where(inside, -distance, distance) - r


def _look(position: Array, target: Array) -> Pose:
    """Return the upright pose at `position` that looks at `target`."""
    forward = target - position
    forward = forward / np.linalg.norm(forward)
    right = np.cross(forward, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    return Pose(np.stack([right, np.cross(forward, right), forward]), position)


@pytest.fixture(scope="session")
def hand_made() -> HandMade:
    """Return a room with a sharp and a round box, a rounded cone and an ellipsoid, all turned, a rug and a picture."""
    plain = [Material(PLAIN, (v, v, v), (v, v, v)) for v in (0.2 + 0.08 * k for k in range(8))]
    solids = [
        Solid(
            SolidKind.ROOM,
            Label.WALL,
            0,
            0,
            0,
            SIZE.height / 2,
            0,
            0,
            0,
            SIZE.half_x,
            SIZE.half_y,
            SIZE.height / 2,
            0,
            0,
            0,
        ),
        Solid(SolidKind.BOX, Label.CABINET, 6, -0.9, 1.0, 0.5, 0.4, 0, 0, 0.4, 0.25, 0.5, 0, 0, 0),
        Solid(SolidKind.BOX, Label.SOFA, 6, 0.7, 1.4, 0.35, -0.3, 0.2, 0.1, 0.5, 0.35, 0.3, 0.08, 0, 0),
        Solid(SolidKind.CONE, Label.LIGHTING, 7, 0.0, 0.6, 0.6, 0.1, 0.3, -0.2, 0.3, 0.3, 0.25, 0.02, 0.3, 0.15),
        Solid(SolidKind.ELLIPSOID, Label.VOID, 7, -0.2, 0.4, 1.3, 0.7, -0.4, 0.2, 0.3, 0.12, 0.2, 0, 0, 0),
    ]
    decals = [
        Decal(Face.FLOOR, -1, -1, 1, 1, DecalKind.PLAIN, 3),
        Decal(Face.Y_PLUS, -0.5, 0, 0.5, 0.8, DecalKind.PLAIN, 5),
    ]
    pose = _look(np.array([0.3, -2.3, 1.5]), np.array([0.0, 1.0, 0.7]))
    return HandMade(Scene(SIZE, solids, plain, LIGHTS, decals), pose)
