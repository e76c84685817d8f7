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

"""Images of a labelled mesh: exact depth, normals and classes, and light from lamps and from all around."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.pose import Pose
from svr_ros.labels import Label
from svr_ros.synthesis.meshes.field import Field
from svr_ros.synthesis.meshes.mesh import LabelledMesh, MeshMaterial
from svr_ros.synthesis.meshes.raycasting import Hits

Array = NDArray[np.float32]

NOTHING = 20.0
"""Depth in metres of pixels without a surface: a hole of a scan, the sky through a window."""

SKY = np.array([1.6, 1.8, 2.1], np.float32)
"""Linear radiance outside of the mesh."""

_AROUND = 4
"""Rays per primary ray that gather light from all around."""

_OFF = 1e-3
"""Distance in metres to a surface at which secondary rays start."""

_BEYOND = 0.3
"""Contribution of further reflections, added to the colour of the surfaces around."""

_R2 = np.array([0.7548776662466927, 0.5698402909980532])
_NOOK = 0.6
"""Distance in metres below which a surface is in the shade of the point that it lights."""

_LINEAR = np.where(
    (_x := np.arange(256) / 255) <= 0.04045, _x / 12.92, ((_x + 0.055) / 1.055) ** 2.4
).astype(np.float32)  # fmt: skip


class PixelTruth(NamedTuple):
    """Ground truth of pixels [size, size]."""

    depth: Array
    """Depths along the axis in metres."""

    normals: Array
    """Unit normals towards the camera, in its frame."""

    labels: NDArray[np.uint8]
    """Class ids."""


class Lamp(NamedTuple):
    """A small light."""

    position: NDArray[np.float64]
    """Position in metres."""

    color: NDArray[np.float64]
    """Colour times strength."""

    radius: float
    """Radius in metres."""


class Lighting(NamedTuple):
    """The light of an image."""

    lamps: tuple[Lamp, ...]
    """Lamps."""

    ambient: NDArray[np.float64]
    """Linear colour of the light from all around."""


def pixel_truth(field: Field, pose: Pose, frustum: Frustum, size: int) -> PixelTruth:
    """Return the ground truth at the pixels' centres."""
    hits = field.triangles.cast(pose.position, _rays(frustum, size, 1) @ pose.rotation)
    nothing = hits.face < 0
    toward = _rays(frustum, size, 1)
    normal = hits.normal @ pose.rotation.T
    normal = np.where((normal * toward).sum(1, keepdims=True) > 0, -normal, normal)
    normal[nothing] = -(toward / np.linalg.norm(toward, axis=1, keepdims=True))[nothing]
    return PixelTruth(
        np.where(nothing, NOTHING, hits.distance).astype(np.float32).reshape(size, size),
        normal.astype(np.float32).reshape(size, size, 3),
        np.where(nothing, np.uint8(Label.VOID), field.mesh.labels[hits.face]).reshape(size, size),
    )


def draw_lighting(field: Field, pose: Pose, rng: np.random.Generator) -> Lighting:
    """Return two random lamps, mostly high up and never behind a wall, and the light from all around."""
    points, height = field.space.above_floor()
    near = np.flatnonzero((np.linalg.norm(points - pose.position, axis=1) < 5) & (height > 0.5))
    near = near[rng.permutation(len(near))[:512]] if len(near) else np.arange(min(len(points), 512))
    seen = near[~field.triangles.blocked(np.broadcast_to(pose.position, (len(near), 3)), points[near])]
    chosen = points[seen if len(seen) else near].astype(float)
    high = chosen[np.argsort(-chosen[:, 2])][: max(2, len(chosen) // 4)]
    warmth = rng.uniform(-0.25, 0.35)
    lamps = []
    for strength in (1.0, rng.uniform(0.1, 0.6)):
        color = np.exp(np.array([1, 0, -1]) * (warmth + rng.normal(0, 0.08))) * strength
        lamps.append(Lamp(high[rng.integers(len(high))], color, float(rng.uniform(0.03, 0.25))))
    ambient = np.exp(np.array([1, 0, -1]) * rng.uniform(-0.2, 0.15)) * rng.uniform(0.25, 0.7)
    return Lighting(tuple(lamps), ambient)


def radiance(
    field: Field, pose: Pose, frustum: Frustum, size: int, rays: int, lighting: Lighting, rng: np.random.Generator
) -> Array:
    """Return linear radiance [size, size, 3], the mean of rays x rays rays per pixel.

    Colours that contain their light already are kept. Other surfaces are diffuse, lit by lamps with soft shadows and by
    one reflection of the surfaces around.
    """
    direction = _rays(frustum, size, rays) @ pose.rotation
    hits = field.triangles.cast(pose.position, direction)
    result = np.empty((len(direction), 3), np.float32)
    result[:] = SKY
    rows = np.flatnonzero(hits.face >= 0)
    seen = _take(hits, rows)
    color, glow = reflectance(field.mesh, seen)
    if field.mesh.lit:
        result[rows] = color
    else:
        place = pose.position + direction[rows] * seen.distance[:, None]
        away = (seen.normal * direction[rows]).sum(1, keepdims=True) > 0
        normal = np.where(away, -seen.normal, seen.normal).astype(np.float32)
        start: Array = (place + normal * _OFF).astype(np.float32)
        draws = _even_draws(size, rays, rng)[rows]
        light = _from_lamps(field, start, normal, draws, lighting)
        light = light + _from_around(field, start, normal, draws, lighting)
        result[rows] = color * light + glow
    return result.reshape(size, rays, size, rays, 3).mean((1, 3))


def reflectance(mesh: LabelledMesh, hits: Hits) -> tuple[Array, Array]:
    """Return linear colour [N, 3] and emission [N, 3] where rays hit."""
    corner = mesh.faces[hits.face]
    u, v = hits.weights.T
    weights = np.stack([1 - u - v, u, v], -1)
    color = np.einsum("nk,nkc->nc", weights, _LINEAR[mesh.colors[corner]])
    uv = np.einsum("nk,nkc->nc", weights, mesh.uv[corner]) if mesh.textured else np.zeros((0, 2), np.float32)
    material = mesh.material_of[hits.face]
    color *= mesh.base_colors[material]
    for row in mesh.textured:
        mine = np.flatnonzero(material == row)
        if len(mine):
            color[mine] *= _LINEAR[_texels(mesh.materials[row], uv[mine])]
    return color, color * mesh.emissions[material, None]


def _texels(material: MeshMaterial, uv: Array) -> NDArray[np.uint8]:
    """Return the texture's nearest sRGB values [N, 3]; outside of 0..1 it repeats."""
    assert material.texture is not None
    height, width = material.texture.shape[:2]
    x = np.floor(uv[:, 0] % 1 * width).astype(int) % width
    y = np.floor((1 - uv[:, 1]) % 1 * height).astype(int) % height
    return material.texture[y, x]


def _from_lamps(field: Field, place: Array, normal: Array, draws: Array, lighting: Lighting) -> Array:
    """Return the light from lamps, each ray to another point of their spheres."""
    light = np.zeros((len(place), 3), np.float32)
    for number, lamp in enumerate(lighting.lamps):
        target = lamp.position + lamp.radius * _sphere(draws + (number + 0.5) * _R2)
        toward = target - place
        distance = np.linalg.norm(toward, axis=1)
        cosine = np.maximum((toward * normal).sum(1), 0) / np.maximum(distance, 1e-3)
        power = cosine / np.maximum(distance, 0.5) ** 2 * ~field.triangles.blocked(place, target)
        light += (4 * power[:, None] * lamp.color).astype(np.float32)
    return light


def _from_around(field: Field, place: Array, normal: Array, draws: Array, lighting: Lighting) -> Array:
    """Return the light from the surfaces around, which are lit uniformly except for nooks."""
    light = np.zeros((len(place), 3), np.float32)
    for number in range(_AROUND):
        # A point of the unit sphere at the tip of the normal: directions distributed by their cosine.
        direction = _sphere(draws + number * _R2) + normal * 1.001
        hits = field.triangles.cast(place, direction / np.linalg.norm(direction, axis=1, keepdims=True))
        rows = np.flatnonzero(hits.face >= 0)
        color, glow = reflectance(field.mesh, _take(hits, rows))
        bright = np.minimum(0.25 + 0.75 * hits.distance[rows] / _NOOK, 1)[:, None]
        arriving = np.broadcast_to(SKY, place.shape).copy()
        arriving[rows] = (_BEYOND + color) * bright * lighting.ambient + np.minimum(glow, SKY)
        light += arriving / _AROUND
    return light


def _sphere(draws: NDArray) -> NDArray[np.float64]:
    """Return uniform points of the unit sphere [N, 3] by pairs of numbers [N, 2], of which only the fractions count."""
    fraction, turn = (draws % 1).T
    z = 2 * fraction - 1
    across, angle = np.sqrt(np.maximum(1 - z * z, 0)), 2 * np.pi * turn
    return np.stack([across * np.cos(angle), across * np.sin(angle), z], -1)


def _even_draws(size: int, rays: int, rng: np.random.Generator) -> Array:
    """Return two numbers in 0..1 per ray [(size * rays)^2, 2], spread evenly among the rays of a pixel.

    Each pixel's come from one random start by the additive recurrence R2 (Roberts 2018).
    """
    part = np.arange(size * rays) % rays
    number = (part[:, None] * rays + part[None, :]) * _AROUND
    start = np.repeat(np.repeat(rng.random((size, size, 2)), rays, 0), rays, 1)
    return ((start + number[..., None] * _R2) % 1).reshape(-1, 2).astype(np.float32)


def _take(hits: Hits, rows: NDArray[np.int64]) -> Hits:
    return Hits(hits.distance[rows], hits.face[rows], hits.weights[rows], hits.normal[rows])


def _rays(frustum: Frustum, size: int, rays: int) -> NDArray[np.float64]:
    """Return directions with z = 1 through the centres of rays x rays parts of each pixel, row by row [N, 3]."""
    steps = (np.arange(size * rays) + 0.5) / (size * rays) * 2 - 1
    u, v = np.meshgrid(steps * frustum.tan_x, steps * frustum.tan_y)
    return np.stack([u, v, np.ones_like(u)], -1).reshape(-1, 3)
