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

"""Training samples of labelled meshes, like those of procedural rooms in `svr_ros.synthesis.samples`."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.pose import Pose
from svr_ros.geometry.view import UNSEEN_GREY
from svr_ros.labels import Label
from svr_ros.synthesis.camera.poses import draw_camera, draw_turn, valid_pixels
from svr_ros.synthesis.camera.sensor import simulate_sensor
from svr_ros.synthesis.config import CameraConfig, SynthesisConfig
from svr_ros.synthesis.meshes.blender import Blender
from svr_ros.synthesis.meshes.field import Field
from svr_ros.synthesis.meshes.freespace import FreeSpaceConfig
from svr_ros.synthesis.meshes.mesh import LabelledMesh
from svr_ros.synthesis.meshes.rendering import Lighting, draw_lighting, pixel_truth, radiance
from svr_ros.synthesis.meshes.views import Places
from svr_ros.synthesis.render.surfaces import Surfaces
from svr_ros.synthesis.surface_points import overlaps_frustum

_ANY_SURFACE_FRACTION = 0.3
"""Fraction of the points near solids that lie near any surface, uniformly by area; the others lie near furniture."""

_CELL = 8
"""Voxels per side of a cell."""

_CORNERS = np.stack(np.meshgrid((-1, 1), (-1, 1), (-1, 1), indexing="ij"), -1).reshape(-1, 3)


class MeshRoom:
    """A labelled mesh prepared for samples; preparing it takes seconds, a sample a fraction of one."""

    def __init__(
        self,
        mesh: LabelledMesh,
        camera: CameraConfig | None = None,
        space: FreeSpaceConfig | None = None,
        threads: int = 1,
    ) -> None:
        """Prepare a mesh; raises InputError if it has no floor with room above it."""
        self.field = Field(mesh, space, threads)
        self.places = Places(self.field, camera or CameraConfig())


@dataclass(frozen=True)
class MeshSample:
    """One image and its ground truth; see `svr_ros.synthesis.samples.Sample`."""

    image: NDArray[np.uint8]
    """RGB image [size, size, 3], grey in pixels that are not valid."""

    valid: NDArray[np.bool_]
    """Pixels [size, size] that lie in the camera's image."""

    depth: NDArray[np.float32]
    """Depth [size, size] along the optical axis in metres."""

    normals: NDArray[np.float32]
    """Unit normals [size, size, 3] in the camera frame, towards the camera."""

    labels: NDArray[np.uint8]
    """Class ids [size, size]."""

    room: MeshRoom
    """The mesh."""

    pose: Pose
    """Pose of the camera in the scene."""

    camera: Camera
    """The camera before its image was resampled to the canonical view."""

    lighting: Lighting
    """The light of the image."""

    def signed_distance(self, points: NDArray) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return signed distance (m) and class of the nearest surface at points [N, 3] of the camera frame."""
        return self.room.field.signed_distance(points @ self.pose.rotation + self.pose.position)

    def nearest_surfaces(self, frustum: Frustum, volume: NDArray[np.float32]) -> Surfaces:
        """Return the surfaces nearest to volume coordinates [N, 3] of the frustum; meshes have no instances."""
        distance, labels = self.signed_distance(frustum.to_camera(volume).astype(np.float32))
        return Surfaces(distance, labels, np.zeros(len(volume), np.int32))

    def surface_points(self, frustum: Frustum, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        """Return points of triangles that overlap the frustum, visible or occluded, by area; most of furniture."""
        mesh, pose = self.room.field.mesh, self.pose
        centres, radii = mesh.spheres
        overlapping = np.flatnonzero(overlaps_frustum((centres - pose.position) @ pose.rotation.T, radii, frustum))
        if not len(overlapping):
            return np.zeros((count, 3))
        labels, area = mesh.labels[overlapping], mesh.areas[overlapping]
        furniture = area * ((labels != Label.WALL) & (labels != Label.FLOOR))
        some = int(count * _ANY_SURFACE_FRACTION) if furniture.any() else count
        chosen = np.concatenate([_draw(area, rng, some), _draw(furniture, rng, count - some)])
        u, v = rng.random((2, count))
        over = u + v > 1
        u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
        points = np.einsum("nk,nkc->nc", np.stack([1 - u - v, u, v], -1), mesh.corners(overlapping[chosen]))
        return np.asarray((points - pose.position) @ pose.rotation.T)


def mesh_sample(
    room: MeshRoom,
    sample_index: int,
    frustum: Frustum | None = None,
    size: int = 256,
    rays: int = 3,
    config: SynthesisConfig | None = None,
    blender: Blender | None = None,
) -> MeshSample:
    """Return the sample of an index of a room: the same in every process.

    At most `rays` x `rays` rays are traced per pixel; `blender` renders the colours instead if it is given. Raises
    InputError if no view of the room passes the filter.
    """
    # Draw a camera and a pose.
    frustum, config = frustum or Frustum(), config or SynthesisConfig()
    rng = np.random.default_rng([sample_index, 2])
    draw = Random(int(rng.integers(1 << 62)))
    camera, turn = draw_camera(draw, config.camera), draw_turn(draw, config.camera)
    pose = room.places.choose(rng, frustum, camera)
    if pose is None:
        raise InputError(
            f"{room.field.mesh.name} has no place from which a camera sees furniture; expected a furnished room"
        )
    # Render the image and simulate the camera's sensor.
    truth = pixel_truth(room.field, pose, frustum, size)
    lighting = draw_lighting(room.field, pose, rng)
    if blender is None:
        light = radiance(room.field, pose, frustum, size, rays, lighting, rng)
    else:
        light = blender.radiance(room.field.mesh, pose, frustum, size, lighting, sample_index % (1 << 31))
    image = simulate_sensor(light, rng, config.sensor)
    valid = valid_pixels(camera, frustum, size, turn)
    image[~valid] = UNSEEN_GREY
    return MeshSample(image, valid, *truth, room, pose, camera, lighting)


def mesh_volume(
    sample: MeshSample, frustum: Frustum, resolution: int, truncation: float
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return truncated signed distances (m) and classes at the centres of resolution^3 voxels [depth, row, column].

    Cells of 8^3 voxels whose centre is farther from every surface than the truncation plus the cell's radius get the
    class at their centre. The resolution is a multiple of 8.
    """
    cells = resolution // _CELL
    centres = frustum.centres(cells).reshape(-1, 3)
    middle = frustum.to_camera(centres)
    coarse, coarse_labels = sample.signed_distance(middle)
    corners = frustum.to_camera(centres[:, None] + (_CORNERS * (0.5 / cells)).astype(np.float32))
    radius = np.linalg.norm(corners - middle[:, None], axis=-1).max(1)
    near = np.flatnonzero(np.abs(coarse) < truncation + radius)
    distance = np.repeat(np.clip(coarse, -truncation, truncation)[:, None], _CELL**3, 1)
    labels = np.repeat(coarse_labels[:, None], _CELL**3, 1)
    offsets = ((frustum.centres(_CELL).reshape(-1, 3) - 0.5) / cells).astype(np.float32)
    exact, exact_labels = sample.signed_distance(frustum.to_camera(centres[near, None] + offsets).reshape(-1, 3))
    distance[near] = np.clip(exact, -truncation, truncation).reshape(len(near), -1)
    labels[near] = exact_labels.reshape(len(near), -1)
    return _in_place(distance, cells), _in_place(labels, cells)


def _in_place(values: NDArray, cells: int) -> NDArray:
    parts = values.reshape(cells, cells, cells, _CELL, _CELL, _CELL)
    return np.ascontiguousarray(parts.transpose(0, 3, 1, 4, 2, 5)).reshape((cells * _CELL,) * 3)


def _draw(weights: NDArray[np.float64], rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    total = np.cumsum(weights)
    return np.minimum(np.searchsorted(total, rng.random(count) * total[-1], side="right"), len(total) - 1)
