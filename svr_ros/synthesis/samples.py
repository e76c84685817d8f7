"""Training samples: a picture of a procedural room and exact answers at its pixels and at any point of the frustum."""

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
from svr_ros.synthesis.camera.poses import choose_view, draw_camera, draw_turn, seen_pixels
from svr_ros.synthesis.camera.sensor import develop
from svr_ros.synthesis.config import ROBOT_AND_PEOPLE, CameraConfig, SynthesisConfig
from svr_ros.synthesis.photographs import NO_LIBRARY, Library, load_photographs
from svr_ros.synthesis.render.render import render
from svr_ros.synthesis.render.shapes import (
    AXES,
    BOTTOM,
    CENTRE,
    CONE,
    ELLIPSOID,
    EYE,
    HALF,
    KIND,
    RADIUS,
    ROUNDING,
    SECTOR,
    SHELL,
    TOP,
    SolidTable,
    signed_distance,
)
from svr_ros.synthesis.render.volumes import distance_in_frustum
from svr_ros.synthesis.render.world import pack_world
from svr_ros.synthesis.rooms import build_room
from svr_ros.synthesis.scene import Scene
from svr_ros.synthesis.shell.lighting import FLASHED, flash

_FINE = 0.02  # metres that points are scattered around surfaces, one half by this
_COARSE = 0.08  # and the other half by that
_ROOM_SHARE = 0.3  # of the near-solid points lie near the room's own shell

Distances = tuple[NDArray[np.float32], NDArray[np.uint8]]
"""Signed distances in metres, positive in free space, and class ids of the nearest surfaces."""


@dataclass(frozen=True)
class Sample:
    """One picture and its truth; every array [size, size] is that of the frustum's canonical view.

    `image` uint8 RGB, grey where the camera did not see; `seen` where it did; `depth` in metres along the axis;
    `normals` unit, camera frame, towards the camera; `classes` label ids; these three are known even where the camera
    did not see. `table` are the solids in camera coordinates, `pose` and `camera` what took the picture.
    """

    image: NDArray[np.uint8]
    seen: NDArray[np.bool_]
    depth: NDArray[np.float32]
    normals: NDArray[np.float32]
    classes: NDArray[np.uint8]
    table: SolidTable
    pose: Pose
    camera: Camera

    def distances(self, frustum: Frustum, volume: NDArray[np.float32]) -> Distances:
        """Return signed distance (m) and class of the nearest surface at volume coordinates [N, 3] of the frustum."""
        return distance_in_frustum(self.table, frustum, volume)

    def surface_points(self, frustum: Frustum, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        """Return points [count, 3] in camera coordinates near the surface of solids, seen or not."""
        return _solid_points(self.table, frustum, rng, count)


class Known(Protocol):
    """A picture of a scene that is known exactly; see `Sample`, whose functions these are."""

    @property
    def depth(self) -> NDArray[np.float32]: ...

    def distances(self, frustum: Frustum, volume: NDArray[np.float32]) -> Distances: ...

    def surface_points(self, frustum: Frustum, rng: np.random.Generator, count: int) -> NDArray[np.float64]: ...


class Points(NamedTuple):
    """Points: volume coordinates [N, 3] in 0..1, signed distance in metres, class ids and loss weights [N]."""

    volume: NDArray[np.float32]
    distance: NDArray[np.float32]
    labels: NDArray[np.uint8]
    weights: NDArray[np.float32]


@dataclass(frozen=True)
class PointWeights:
    """Loss weight of a point by what it is; `objects` multiplies surfaces that are neither wall nor floor.

    Visible and hidden are told by the depth of the pixel that the point falls on.
    """

    visible_surface: float = 1.0
    hidden_surface: float = 0.5
    visible_free: float = 0.3
    hidden_free: float = 0.15
    inside: float = 0.25
    objects: float = 3.0


def make_sample(
    seed: int,
    frustum: Frustum | None = None,
    size: int = 256,
    rays: int = 3,
    config: SynthesisConfig | None = None,
) -> Sample:
    """Return the sample of `seed`: the same on every machine and in every process.

    `rays` go through each pixel at an edge (more look better and take longer).
    """
    frustum, config = frustum or Frustum(), config or SynthesisConfig()
    rng = np.random.default_rng(seed)
    draw = Random(int(rng.integers(1 << 62)))
    camera, turn = draw_camera(draw, config.camera), draw_turn(draw, config.camera)
    library = load_photographs(config.photographs) if config.photographs > 0 else NO_LIBRARY
    scene, pose = pose_room(rng, frustum, config.camera, camera, library)
    if draw.random() < FLASHED:
        scene.lights = flash(scene.lights, pose.position.tolist(), draw.uniform(0.5, 1.4))
    world = pack_world(scene, pose, library.pixels)
    shown = render(world, frustum.tan_x, frustum.tan_y, size, rays)
    seen = seen_pixels(camera, frustum, size, turn)
    image = develop(shown.radiance, rng, config.sensor, *_sampling(camera, frustum.camera(size)), seen)
    image[~seen] = UNSEEN_GREY
    table = world.solids.astype(np.float32)
    return Sample(image, seen, shown.depth, shown.normals, shown.classes, table, pose, camera)


def _sampling(camera: Camera, canonical: Camera) -> tuple[tuple[float, float], float]:
    """Return how many pixels of a camera, along columns and rows, lie in one of the canonical view, and where the
    view's corner is in half diagonals of the camera's picture."""
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
    """Return a room, and a pose from which a camera (by default one that sees all of the frustum) sees something worth
    seeing in it."""
    while True:
        scene = build_room(int(rng.integers(1 << 62)), library=library)
        pose = choose_view(scene, rng, frustum, config, camera)
        if pose is not None:
            return scene, pose


def sample_points(
    sample: Known,
    frustum: Frustum,
    rng: np.random.Generator,
    visible: int = 1536,
    solid: int = 768,
    uniform: int = 1792,
    truncation: float = 0.15,
    weights: PointWeights | None = None,
) -> Points:
    """Return points near the visible surface, near solids (even hidden) and anywhere in the frustum, with their truth.

    Distances are not truncated; `truncation` (m) only says which points count as near a surface for their weight.
    """
    near_visible = _scatter(_visible_points(sample.depth, frustum, rng, visible), rng)
    near_solid = _scatter(sample.surface_points(frustum, rng, solid), rng)
    surface = np.concatenate([near_visible, near_solid])
    volume = rng.random((visible + solid + uniform, 3), np.float32)
    inside = np.flatnonzero(frustum.contains(surface))
    volume[inside] = frustum.to_volume(surface[inside])
    distance, labels = sample.distances(frustum, volume)
    z = frustum.depth_of_slice(volume[:, 2])
    value = _weigh(sample.depth, volume, z, distance, labels, truncation, weights or PointWeights())
    return Points(volume, distance, labels, value)


def volume(sample: Sample, frustum: Frustum, resolution: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return signed distance (m) and class at the centres of resolution^3 voxels, both [depth, row, column]."""
    points = frustum.to_camera(frustum.centres(resolution)).reshape(-1, 3)
    distance, labels = signed_distance(sample.table, points)
    shape = (resolution,) * 3
    return distance.reshape(shape), labels.reshape(shape)


def _scatter(points: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    sigma = np.where(rng.random((len(points), 1), np.float32) < 0.5, np.float32(_FINE), np.float32(_COARSE))
    return points + rng.standard_normal(points.shape, np.float32) * sigma


def _visible_points(
    depth: NDArray[np.float32], frustum: Frustum, rng: np.random.Generator, count: int
) -> NDArray[np.float64]:
    """Return points of the surface that the picture shows within the frustum, evenly over the picture."""
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


def _solid_points(table: SolidTable, frustum: Frustum, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Return surface points, seen or not, of the room and, as many for each, of solids that reach into the frustum."""
    reaching = 1 + np.flatnonzero(reaches(table[1:, CENTRE : CENTRE + 3], table[1:, RADIUS], frustum))
    from_room = count if len(reaching) == 0 else int(count * _ROOM_SHARE)
    parts = [_room_points(table, frustum, rng, from_room)]
    if from_room < count:
        rows = table[reaching[rng.integers(len(reaching), size=count - from_room)]].astype(np.float64)
        local = _unit_surface(rows, rng)
        axes = rows[:, AXES : AXES + 9].reshape(-1, 3, 3)
        parts.append(np.einsum("nij,ni->nj", axes, local) + rows[:, CENTRE : CENTRE + 3])
    return np.concatenate(parts)


def reaches(centres: NDArray[np.floating], radii: NDArray[np.floating], frustum: Frustum) -> NDArray[np.bool_]:
    """Return which spheres [N, 3], [N] of the camera frame reach into the frustum."""
    x, y, z = centres.T
    across = (np.abs(x) - frustum.tan_x * z) / np.hypot(1, frustum.tan_x)
    down = (np.abs(y) - frustum.tan_y * z) / np.hypot(1, frustum.tan_y)
    return np.asarray((across < radii) & (down < radii) & (z > frustum.near - radii) & (z < frustum.far + radii))


def _room_points(table: SolidTable, frustum: Frustum, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Return points of the room's shell behind random points of the picture, whatever stands in between."""
    u, v = rng.uniform(-1, 1, (2, count))
    rays = np.stack([u * frustum.tan_x, v * frustum.tan_y, np.ones(count)], -1)
    axes = table[0, AXES : AXES + 9].reshape(3, 3).astype(np.float64)
    local = rays @ axes.T
    local = np.where(np.abs(local) < 1e-9, 1e-9, local)
    exits = (np.copysign(table[0, HALF : HALF + 3], local) - table[0, EYE : EYE + 3]) / local
    return rays * exits.min(1, keepdims=True)


def _unit_surface(rows: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return one point near the surface of each solid in its local coordinates; roundings are ignored."""
    count = len(rows)
    half = rows[:, HALF : HALF + 3]
    points = rng.uniform(-1, 1, (count, 3))
    side = rng.integers(3, size=count)
    every = np.arange(count)
    box = points.copy()
    box[every, side] = np.sign(box[every, side])
    points = box * half

    cone = np.flatnonzero(rows[:, KIND] == CONE)
    angle = rng.uniform(-np.pi, np.pi, len(cone))
    height = box[cone, 2]  # at -1 or 1 on a cap, which one in three points lies on
    rim = (rows[cone, BOTTOM] * (1 - height) + rows[cone, TOP] * (1 + height)) / 2
    across = np.where(side[cone] == 2, np.sqrt(rng.random(len(cone))), 1) * rim
    points[cone, 0] = across * np.cos(angle)
    points[cone, 1] = across * np.sin(angle)

    shell = np.flatnonzero(rows[:, KIND] == SHELL)
    angle = rng.uniform(-1, 1, len(shell)) * rows[shell, SECTOR]
    height = rng.uniform(-1, 1, len(shell))
    middle = (rows[shell, BOTTOM] * (1 - height) + rows[shell, TOP] * (1 + height)) / 2
    across = middle + rng.choice((-1, 1), len(shell)) * rows[shell, ROUNDING]
    points[shell] = np.stack([across * np.cos(angle), across * np.sin(angle), height * half[shell, 2]], -1)

    ellipsoid = np.flatnonzero(rows[:, KIND] == ELLIPSOID)
    direction = rng.standard_normal((len(ellipsoid), 3))
    points[ellipsoid] = direction / np.linalg.norm(direction, axis=1, keepdims=True) * half[ellipsoid]
    return points


def _weigh(
    depth: NDArray[np.float32],
    volume: NDArray[np.float32],
    z: NDArray[np.floating],
    distance: NDArray[np.float32],
    labels: NDArray[np.uint8],
    truncation: float,
    weights: PointWeights,
) -> NDArray[np.float32]:
    size = len(depth)
    column, row = np.minimum((volume[:, :2] * size).astype(np.int32), size - 1).T
    band = np.abs(distance) < truncation
    is_seen = z < depth[row, column] + np.float32(1.5 * truncation) * band
    is_solid = distance <= 0
    # By whether a point is in the band, solid and seen.
    table = np.array(
        [
            [[weights.hidden_free, weights.visible_free], [weights.inside, weights.inside]],
            [[weights.hidden_surface, weights.visible_surface]] * 2,
        ],
        np.float32,
    )
    value = table.ravel()[4 * band + 2 * is_solid + is_seen]
    objects = band & (labels != Label.WALL) & (labels != Label.FLOOR)
    value[objects] *= np.float32(weights.objects)
    return value
