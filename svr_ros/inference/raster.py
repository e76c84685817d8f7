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

"""Software rasteriser: shaded images of meshes with depth test, without a GPU or a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from svr_ros.compiled import compiled
from svr_ros.geometry.mesh import Mesh

Array: TypeAlias = "NDArray[np.floating[Any]]"

BACKGROUND = 250
_SUPERSAMPLING = 2
_NEAREST = 0.05  # minimum depth of a triangle in metres
_MARGIN = 0.04  # fraction of the image that is kept free at each border
_LIGHT = np.array([-0.3, -0.65, -0.7]) / np.linalg.norm([-0.3, -0.65, -0.7])  # from above left


@dataclass(frozen=True)
class Viewpoint:
    """Camera of a rendering.

    Attributes:
        rotation: The viewpoint's axes right, down and forward as rows [3, 3].
        position: Position [3] in metres.
        focal: Focal length in units of the image's height.
        centre: Principal point (x, y) in units of the image's height.
    """

    rotation: Array
    position: Array
    focal: float
    centre: tuple[float, float]


def orbit(points: Array, up: Array, azimuth: float, elevation: float, aspect: float) -> Viewpoint:
    """Return a viewpoint that sees all points.

    Args:
        points: Points [N, 3] in a camera's frame, in metres.
        up: Direction up [3] in that frame.
        azimuth: Direction of view in radians: 0 as the camera, positive from its left.
        elevation: Elevation of the viewpoint above the points in radians.
        aspect: Width / height of the image.
    """
    # Find the axes
    low, high = np.percentile(points, (1, 99), axis=0)
    target = (low + high) / 2
    ahead = np.array([0.0, 0.0, 1.0]) - up * up[2]
    ahead /= max(np.linalg.norm(ahead), 1e-6)
    aside = np.cross(ahead, up)
    level = np.cos(azimuth) * ahead + np.sin(azimuth) * aside
    forward = np.cos(elevation) * level - np.sin(elevation) * up
    right = np.cross(forward, up)
    right /= np.linalg.norm(right)
    rotation = np.stack([right, np.cross(forward, right), forward])
    # Step back, and choose the focal length that fills the image
    position = target - forward * 1.6 * np.linalg.norm(high - low)
    local = (points - position) @ rotation.T
    low, high = np.percentile(local[:, :2] / np.maximum(local[:, 2:], _NEAREST), (0.3, 99.7), axis=0)
    focal = (1 - 2 * _MARGIN) / max((high[0] - low[0]) / aspect, high[1] - low[1], 1e-6)
    middle = (low + high) / 2 * focal
    return Viewpoint(rotation, position, focal, (aspect / 2 - middle[0], 0.5 - middle[1]))


def project(points: Array, viewpoint: Viewpoint, height: int) -> tuple[Array, Array]:
    """Return the pixels [N, 2] (x, y) of points [N, 3] in an image of a height in pixels, and their depths [N].

    Points nearer than 5 cm are projected as if they were at that depth.
    """
    local = (points - viewpoint.position) @ viewpoint.rotation.T
    pixels = (local[:, :2] / np.maximum(local[:, 2:], _NEAREST) * viewpoint.focal + viewpoint.centre) * height
    return pixels, local[:, 2]


def draw(mesh: Mesh, viewpoint: Viewpoint, width: int, height: int) -> NDArray[np.uint8]:
    """Render a mesh to an image, uint8 [height, width, 3]; back faces are culled, which opens rooms."""
    # Project the vertices
    scale = _SUPERSAMPLING
    rows, columns = height * scale, width * scale
    points = (mesh.vertices - viewpoint.position) @ viewpoint.rotation.T
    depth = np.maximum(points[:, 2], _NEAREST)
    pixels = np.empty((len(points), 3), np.float32)
    pixels[:, 0] = (points[:, 0] / depth * viewpoint.focal + viewpoint.centre[0]) * rows - 0.5
    pixels[:, 1] = (points[:, 1] / depth * viewpoint.focal + viewpoint.centre[1]) * rows - 0.5
    pixels[:, 2] = 1 / depth
    # Cull back faces and those behind the viewpoint
    normals = (mesh.normals @ viewpoint.rotation.T).astype(np.float32)
    facing = -(points * normals).sum(-1)
    faces = mesh.faces[(facing[mesh.faces].sum(-1) > 0) & (points[:, 2][mesh.faces].min(-1) > _NEAREST)]
    # Rasterise, shade, and average the samples of each pixel
    nearness = np.zeros((rows, columns), np.float32)
    surface = np.zeros((rows, columns, 6), np.float32)
    _fill(pixels, np.ascontiguousarray(faces), np.hstack([mesh.colors.astype(np.float32), normals]), nearness, surface)
    shaded = _shade(surface[..., :3], surface[..., 3:], nearness)
    return shaded.reshape(height, scale, width, scale, 3).mean((1, 3)).astype(np.uint8)


def _shade(colors: Array, normals: Array, nearness: Array) -> Array:
    """Shade the surface by a lamp and the sky, and darken it behind depth edges (Luft et al. 2006)."""
    covered = nearness > 0
    length = np.maximum(np.linalg.norm(normals, axis=-1), 1e-6)
    lamp = np.clip(normals @ _LIGHT.astype(np.float32) / length, 0, 1)
    sky = 0.5 - 0.5 * normals[..., 1] / length
    light = 0.5 + 0.2 * sky + 0.42 * lamp
    sigma = nearness.shape[0] / 60
    weight = np.maximum(gaussian_filter(covered.astype(np.float32), sigma), 1e-3)
    behind = gaussian_filter(nearness, sigma) / weight / np.maximum(nearness, 1e-6) - 1
    light *= 1 - np.clip(4 * behind, 0, 0.45)
    return np.where(covered[..., None], np.clip(colors * light[..., None], 0, 255), BACKGROUND)


@compiled(nogil=True)
def _fill(pixels, faces, attributes, nearness, surface):  # type: ignore[no-untyped-def]
    """Rasterise triangles into buffers of 1 / depth and attributes with a depth test."""
    rows, columns = nearness.shape
    for face in range(len(faces)):
        a, b, c = faces[face, 0], faces[face, 1], faces[face, 2]
        ax, ay, bx, by, cx, cy = pixels[a, 0], pixels[a, 1], pixels[b, 0], pixels[b, 1], pixels[c, 0], pixels[c, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-9:
            continue
        # Bounding box within the image
        first_row, last_row = max(int(np.ceil(min(ay, by, cy))), 0), min(int(np.floor(max(ay, by, cy))), rows - 1)
        first_column, last_column = (
            max(int(np.ceil(min(ax, bx, cx))), 0),
            min(int(np.floor(max(ax, bx, cx))), columns - 1),
        )
        for row in range(first_row, last_row + 1):
            for column in range(first_column, last_column + 1):
                # Barycentric coordinates
                wb = ((column - ax) * (cy - ay) - (row - ay) * (cx - ax)) / area
                wc = ((bx - ax) * (row - ay) - (by - ay) * (column - ax)) / area
                wa = 1 - wb - wc
                if wa < 0 or wb < 0 or wc < 0:
                    continue
                # Depth test
                near = wa * pixels[a, 2] + wb * pixels[b, 2] + wc * pixels[c, 2]
                if near <= nearness[row, column]:
                    continue
                nearness[row, column] = near
                # Perspective-correct attributes
                wa, wb, wc = wa * pixels[a, 2] / near, wb * pixels[b, 2] / near, wc * pixels[c, 2] / near
                for k in range(surface.shape[2]):
                    surface[row, column, k] = wa * attributes[a, k] + wb * attributes[b, k] + wc * attributes[c, k]
