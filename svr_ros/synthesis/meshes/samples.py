"""Training samples of labelled meshes: what `svr_ros.synthesis.samples` gives of procedural rooms."""

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
from svr_ros.synthesis.meshes.rendering import Lighting, draw_lighting, radiance, see
from svr_ros.synthesis.meshes.views import Places
from svr_ros.synthesis.render.shapes import Surfaces
from svr_ros.synthesis.samples import overlaps_frustum, sample_points

_ANY_SURFACE_FRACTION = 0.3  # of the near-solid points lie near any surface, evenly by area; the others near furniture
_CELL = 8
_CORNERS = np.stack(np.meshgrid((-1, 1), (-1, 1), (-1, 1), indexing="ij"), -1).reshape(-1, 3)


mesh_points = sample_points
"""What draws the points of a `MeshSample`, as of any other."""


class MeshRoom:
    """A labelled mesh made ready to take samples of; that takes seconds, a sample a fraction of one."""

    def __init__(
        self,
        mesh: LabelledMesh,
        camera: CameraConfig | None = None,
        space: FreeSpaceConfig | None = None,
        threads: int = 1,
    ) -> None:
        """Raises InputError where the mesh has no floor with room above it."""
        self.field = Field(mesh, space, threads)
        self.places = Places(self.field, camera or CameraConfig())


@dataclass(frozen=True)
class MeshSample:
    """One picture and its truth, as `svr_ros.synthesis.samples.Sample`; what was posed is `room`'s mesh.

    `image` uint8 RGB, grey where the camera did not see; `valid` where it did; `depth` in metres along the axis;
    `normals` unit, camera frame, towards the camera; `classes` label ids, all [size, size]; `pose` and `camera` are
    what took the picture in the scene, `lighting` what it was taken by.
    """

    image: NDArray[np.uint8]
    valid: NDArray[np.bool_]
    depth: NDArray[np.float32]
    normals: NDArray[np.float32]
    labels: NDArray[np.uint8]
    room: MeshRoom
    pose: Pose
    camera: Camera
    lighting: Lighting

    def signed_distance(self, points: NDArray) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return signed distance (m) and class of the nearest surface at points [N, 3] of the camera frame."""
        return self.room.field.signed_distance(points @ self.pose.rotation + self.pose.position)

    def nearest_surfaces(self, frustum: Frustum, volume: NDArray[np.float32]) -> Surfaces:
        """Return the surfaces nearest to volume coordinates [N, 3] of the frustum; meshes have no instances."""
        distance, labels = self.signed_distance(frustum.to_camera(volume).astype(np.float32))
        return Surfaces(distance, labels, np.zeros(len(volume), np.int32))

    def surface_points(self, frustum: Frustum, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        """Return points of triangles that radius into the frustum, valid or not, by their area; most of furniture."""
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
    number: int,
    frustum: Frustum | None = None,
    size: int = 256,
    rays: int = 3,
    config: SynthesisConfig | None = None,
    blender: Blender | None = None,
) -> MeshSample:
    """Return sample `number` of a room: the same in every process.

    `rays` go through each pixel at an edge; with `blender` that one makes the colours. Raises InputError where no view
    of the room is worth a picture.
    """
    frustum, config = frustum or Frustum(), config or SynthesisConfig()
    rng = np.random.default_rng([number, 2])
    draw = Random(int(rng.integers(1 << 62)))
    camera, turn = draw_camera(draw, config.camera), draw_turn(draw, config.camera)
    pose = room.places.choose(rng, frustum, camera)
    if pose is None:
        raise InputError(
            f"{room.field.mesh.name} has no place from which a camera sees furniture; expected a furnished room"
        )
    truth = see(room.field, pose, frustum, size)
    lighting = draw_lighting(room.field, pose, rng)
    if blender is None:
        light = radiance(room.field, pose, frustum, size, rays, lighting, rng)
    else:
        light = blender.radiance(room.field.mesh, pose, frustum, size, lighting, number % (1 << 31))
    image = simulate_sensor(light, rng, config.sensor)
    valid = valid_pixels(camera, frustum, size, turn)
    image[~valid] = UNSEEN_GREY
    return MeshSample(image, valid, *truth, room, pose, camera, lighting)


def mesh_volume(
    sample: MeshSample, frustum: Frustum, resolution: int, truncation: float
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return signed distance, clamped to +-truncation (m), and class at the centres of resolution^3 voxels, [D, R, C].

    Cells of 8^3 voxels whose centre is further from every surface than the truncation and the cell's own radius are not
    looked into: they get the centre's class. The resolution is a multiple of 8.
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
