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

"""Training samples: an image of a procedural room and ground truth at its pixels and at any point of the frustum."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.pose import Pose
from svr_ros.geometry.view import UNSEEN_GREY
from svr_ros.labels import Label
from svr_ros.synthesis.camera.poses import choose_view, draw_camera, draw_turn, valid_pixels
from svr_ros.synthesis.camera.sensor import simulate_sensor
from svr_ros.synthesis.clutter import thin_clutter
from svr_ros.synthesis.config import ROBOT_AND_PEOPLE, CameraConfig, SynthesisConfig
from svr_ros.synthesis.instances import ObjectBox, instance_centres, object_boxes
from svr_ros.synthesis.photographs import NO_LIBRARY, Library, load_photographs
from svr_ros.synthesis.render.render import render
from svr_ros.synthesis.render.shapes import SolidTable, nearest_surfaces
from svr_ros.synthesis.render.surfaces import Surfaces
from svr_ros.synthesis.render.volumes import surfaces_in_frustum
from svr_ros.synthesis.render.world import pack_world
from svr_ros.synthesis.rooms import build_room
from svr_ros.synthesis.scene import Scene
from svr_ros.synthesis.shell.lighting import FLASHED, flash
from svr_ros.synthesis.surface_points import solid_points

_FINE_SIGMA = 0.02
"""Standard deviation in metres by which one half of the points is scattered around surfaces."""

_COARSE_SIGMA = 0.08
"""Standard deviation in metres by which the other half is scattered."""


@dataclass(frozen=True)
class Sample:
    """One image and its ground truth; every array [size, size] belongs to the frustum's canonical view.

    Depth, normals, labels and instances are exact in all pixels, including those outside of the camera's image.
    """

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

    instances: NDArray[np.uint16]
    """Instances [size, size], 0 for walls and floors; see `Scene.instances`."""

    instance_centres: NDArray[np.float32]
    """Centres [instances + 1, 3] of the instances' boxes in camera coordinates in metres; row 0 stands for none."""

    table: SolidTable
    """Solids in camera coordinates."""

    pose: Pose
    """Pose of the camera in the room."""

    camera: Camera
    """The camera before its image was resampled to the canonical view."""

    objects: tuple[ObjectBox, ...] = ()
    """Boxes of the instances 1, 2, ...; empty unless `make_sample` was asked for them."""

    def nearest_surfaces(self, frustum: Frustum, volume: NDArray[np.float32]) -> Surfaces:
        """Return the surfaces nearest to volume coordinates [N, 3] of the frustum."""
        return surfaces_in_frustum(self.table, frustum, volume)

    def surface_points(self, frustum: Frustum, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        """Return points [count, 3] in camera coordinates near the surfaces of solids, visible or occluded."""
        return solid_points(self.table, frustum, rng, count)


class PointSource(Protocol):
    """A view of an exactly known scene from which `sample_points` draws points; see `Sample`."""

    @property
    def depth(self) -> NDArray[np.float32]:
        """Depth [size, size] along the optical axis in metres."""
        ...

    def nearest_surfaces(self, frustum: Frustum, volume: NDArray[np.float32]) -> Surfaces:
        """Return the surfaces nearest to volume coordinates [N, 3] of the frustum."""
        ...

    def surface_points(self, frustum: Frustum, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        """Return points [count, 3] in camera coordinates near surfaces, visible or occluded."""
        ...


class Points(NamedTuple):
    """N points of the frustum with their ground truth and loss weights."""

    volume: NDArray[np.float32]
    """Volume coordinates [N, 3] in 0..1."""

    distance: NDArray[np.float32]
    """Signed distances [N] to the nearest surface in metres, not truncated."""

    labels: NDArray[np.uint8]
    """Class ids [N] of the nearest surface."""

    weights: NDArray[np.float32]
    """Loss weights [N]."""

    instances: NDArray[np.int32]
    """Instances [N] of the nearest surface, 0 for walls, floors and meshes; see `Scene.instances`."""


@dataclass(frozen=True)
class PointWeights:
    """Loss weights of points.

    A point is visible if it lies before the depth of the pixel that it projects to, or at most 1.5 times the
    truncation distance behind it.
    """

    visible_surface: float = 1.0
    """Weight of visible points nearer to a surface than the truncation distance."""

    occluded_surface: float = 0.5
    """Weight of occluded points nearer to a surface than the truncation distance."""

    visible_free: float = 0.3
    """Weight of visible points in free space."""

    occluded_free: float = 0.15
    """Weight of occluded points in free space."""

    inside: float = 0.25
    """Weight of points deeper in solids than the truncation distance."""

    objects: float = 3.0
    """Factor on the weight of points near surfaces that are neither wall nor floor."""


def make_sample(
    sample_index: int,
    frustum: Frustum | None = None,
    size: int = 256,
    rays: int = 3,
    config: SynthesisConfig | None = None,
    with_objects: bool = False,
) -> Sample:
    """Return the sample of an index: the same on every machine and in every process.

    Args:
        sample_index: Index of the sample.
        frustum: View frustum, by default `Frustum()`.
        size: Pixels per side of the canonical view, a multiple of 16.
        rays: Maximum number of rays per pixel; only pixels that differ from their neighbours get more than one.
        config: Distribution of cameras and sensors.
        with_objects: Whether to compute the boxes of the objects.
    """
    frustum, config = frustum or Frustum(), config or SynthesisConfig()
    rng = np.random.default_rng(sample_index)
    draw = Random(int(rng.integers(1 << 62)))

    # Draw a camera, a room and a pose with a good view.
    camera, turn = draw_camera(draw, config.camera), draw_turn(draw, config.camera)
    library = load_photographs(config.photograph_probability) if config.photograph_probability > 0 else NO_LIBRARY
    scene, pose = pose_room(rng, frustum, config.camera, camera, library)
    if config.clutter < 1.0:
        scene = thin_clutter(scene, config.clutter, Random(sample_index))
    if draw.random() < FLASHED:
        scene.lights = flash(scene.lights, pose.position.tolist(), draw.uniform(0.5, 1.4))

    # Render the canonical view and simulate the camera's sensor.
    world = pack_world(scene, pose, library.pixels)
    rendering = render(world, frustum.tan_x, frustum.tan_y, size, rays)
    valid = valid_pixels(camera, frustum, size, turn)
    pixels, corner = _sampling(camera, frustum.camera(size))
    image = simulate_sensor(rendering.radiance, rng, config.sensor, pixels, corner, valid)
    image[~valid] = UNSEEN_GREY

    # Collect the ground truth.
    table = world.solids.astype(np.float32)
    depth, normals, labels, instances = rendering[1:]
    centres = instance_centres(scene, pose)
    objects = tuple(object_boxes(scene, pose)) if with_objects else ()
    return Sample(image, valid, depth, normals, labels, instances, centres, table, pose, camera, objects)


def _sampling(camera: Camera, canonical: Camera) -> tuple[tuple[float, float], float]:
    """Return the camera's pixels per canonical pixel, along columns and rows, and the radius of the view's corner.

    The radius is that of the canonical view's corner in the camera's image, in half diagonals of that image.
    """
    columns, rows = (float(camera.K[i, i] / canonical.K[i, i]) for i in range(2))
    corner = math.hypot(columns * canonical.width, rows * canonical.height) / math.hypot(camera.width, camera.height)
    return (columns, rows), corner


def pose_room(
    rng: np.random.Generator,
    frustum: Frustum,
    config: CameraConfig = ROBOT_AND_PEOPLE,
    camera: Camera | None = None,
    library: Library = NO_LIBRARY,
) -> tuple[Scene, Pose]:
    """Return a room and a pose in it whose view passes the filter of `config`.

    Args:
        rng: Generator of the room and the pose.
        frustum: View frustum.
        config: Distribution of the poses, and the conditions of the filter.
        camera: Camera whose part of the frustum the filter judges; by default, it judges all of it.
        library: Photographs that may replace textures.
    """
    while True:
        scene = build_room(int(rng.integers(1 << 62)), library=library)
        pose = choose_view(scene, rng, frustum, config, camera)
        if pose is not None:
            return scene, pose


def sample_points(
    sample: PointSource,
    frustum: Frustum,
    rng: np.random.Generator,
    visible: int = 1536,
    solid: int = 768,
    uniform: int = 1792,
    truncation: float = 0.15,
    weights: PointWeights | None = None,
) -> Points:
    """Return points near visible surfaces, near solids (also occluded ones) and anywhere in the frustum.

    Args:
        sample: View of a scene.
        frustum: View frustum of the sample.
        rng: Generator of the points.
        visible: Number of points near visible surfaces.
        solid: Number of points near solids.
        uniform: Number of points anywhere.
        truncation: Distance in metres up to which points are weighted as near a surface; distances are not truncated.
        weights: Loss weights of the points.
    """
    # Scatter points around surfaces; those outside of the frustum are replaced by uniform ones
    near_visible = _scatter(_visible_points(sample.depth, frustum, rng, visible), rng)
    near_solid = _scatter(sample.surface_points(frustum, rng, solid), rng)
    scattered = np.concatenate([near_visible, near_solid])
    volume = rng.random((visible + solid + uniform, 3), np.float32)
    inside = np.flatnonzero(frustum.contains(scattered))
    volume[inside] = frustum.to_volume(scattered[inside])
    # Compute their ground truth and weights
    surfaces = sample.nearest_surfaces(frustum, volume)
    z = frustum.depth_of_slice(volume[:, 2])
    loss_weights = _weigh(sample.depth, volume, z, surfaces, truncation, weights or PointWeights())
    return Points(volume, surfaces.distance, surfaces.labels, loss_weights, surfaces.instances)


def volume(sample: Sample, frustum: Frustum, resolution: int) -> Surfaces:
    """Return the surfaces nearest to the centres of resolution^3 voxels, each array [depth, row, column]."""
    points = frustum.to_camera(frustum.centres(resolution)).reshape(-1, 3)
    distance, labels, instances = nearest_surfaces(sample.table, points)
    shape = (resolution,) * 3
    return Surfaces(distance.reshape(shape), labels.reshape(shape), instances.reshape(shape))


def _scatter(points: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return points [N, 3] with normally distributed offsets, of a fine or a coarse standard deviation at random."""
    sigma = np.where(rng.random((len(points), 1), np.float32) < 0.5, np.float32(_FINE_SIGMA), np.float32(_COARSE_SIGMA))
    return points + rng.standard_normal(points.shape, np.float32) * sigma


def _visible_points(
    depth: NDArray[np.float32], frustum: Frustum, rng: np.random.Generator, count: int
) -> NDArray[np.float64]:
    """Return points of the visible surface within the frustum, evenly over the image."""
    size = len(depth)
    pixels = np.flatnonzero((depth > frustum.near) & (depth < frustum.far))
    if len(pixels) == 0:
        return np.zeros((count, 3))
    pixels = pixels[rng.integers(len(pixels), size=count)]
    row, column = np.divmod(pixels, size)
    z = depth.ravel()[pixels].astype(np.float64)
    x = (2 * (column + rng.random(count)) / size - 1) * frustum.tan_x * z
    y = (2 * (row + rng.random(count)) / size - 1) * frustum.tan_y * z
    return np.stack([x, y, z], -1)


def _weigh(
    depth: NDArray[np.float32],
    volume: NDArray[np.float32],
    z: NDArray[np.floating],
    surfaces: Surfaces,
    truncation: float,
    weights: PointWeights,
) -> NDArray[np.float32]:
    """Return the loss weights [N] of points at volume coordinates [N, 3] and depths `z` [N] in metres."""
    size = len(depth)
    column, row = np.minimum((volume[:, :2] * size).astype(np.int32), size - 1).T
    band = np.abs(surfaces.distance) < truncation
    is_visible = z < depth[row, column] + np.float32(1.5 * truncation) * band
    is_solid = surfaces.distance <= 0
    # Indexed by whether a point is in the band, solid and visible.
    table = np.array(
        [
            [[weights.occluded_free, weights.visible_free], [weights.inside, weights.inside]],
            [[weights.occluded_surface, weights.visible_surface]] * 2,
        ],
        np.float32,
    )
    value = table.ravel()[4 * band + 2 * is_solid + is_visible]
    objects = band & (surfaces.labels != Label.WALL) & (surfaces.labels != Label.FLOOR)
    value[objects] *= np.float32(weights.objects)
    return value
