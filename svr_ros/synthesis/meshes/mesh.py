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

"""Labelled triangle meshes and their materials, independent of file formats.

Scene coordinates: metres, z up. Colours of images and vertices are sRGB, those of materials are linear reflectances.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.synthesis.meshes.classes import BED_OR_SOFA, Category
from svr_ros.synthesis.scene import Color

Y_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
"""Rotation from y up to z up: the rows of the new axes in the old ones."""

_SMALLEST, _LARGEST = 1.0, 300.0
"""Range of the length of a scene in metres."""

_FARTHEST = 1e9
"""Maximum absolute coordinate of a vertex."""

_LYING = 0.1
"""Maximum distance in metres between a pillow and the piece that it lies on."""

_MAX_CORNERS = 200
"""Maximum number of a pillow's vertices that are tested."""

_log = logging.getLogger(__name__)


class MeshMaterial(NamedTuple):
    """The appearance of a part of a mesh."""

    color: Color = (0.7, 0.7, 0.7)
    """Linear colour, a factor on the texture."""

    texture: NDArray[np.uint8] | None = None
    """Texture [H, W, 3] in sRGB, or None."""

    emission: float = 0.0
    """Emission relative to the colour."""


class Part(NamedTuple):
    """A part of a mesh as a format's reader finds it, with one material."""

    vertices: NDArray[np.floating]
    """Vertices [V, 3] in metres, z up."""

    faces: NDArray[np.integer]
    """Vertex indices [F, 3]."""

    label: Category | NDArray[np.integer]
    """Category of the part, or one per face [F]."""

    material: MeshMaterial = MeshMaterial()
    """Appearance of the part."""

    uv: NDArray[np.floating] | None = None
    """Texture coordinates [V, 2] with v = 0 at the texture's bottom, or None."""

    colors: NDArray[np.uint8] | None = None
    """sRGB colours of the vertices [V, 3], or None."""

    name: str = ""
    """Name of the part for messages."""


@dataclass(frozen=True)
class LabelledMesh:
    """A whole scene as one mesh."""

    name: str
    """Name of the scene."""

    vertices: NDArray[np.float32]
    """Vertices [V, 3] in metres, z up."""

    faces: NDArray[np.uint32]
    """Vertex indices [F, 3]."""

    labels: NDArray[np.uint8]
    """Class ids of the faces [F]."""

    material_of: NDArray[np.int32]
    """Rows of the faces' materials [F]."""

    materials: tuple[MeshMaterial, ...]
    """Materials."""

    uv: NDArray[np.float32]
    """Texture coordinates of the vertices [V, 2]."""

    colors: NDArray[np.uint8]
    """sRGB colours of the vertices [V, 3]."""

    lit: bool = False
    """Whether the colours contain the original light, as those of scans do."""

    @property
    def bounds(self) -> NDArray[np.float64]:
        """Return the lowest and the highest corner [2, 3] in metres."""
        return np.stack([self.vertices.min(0), self.vertices.max(0)]).astype(np.float64)

    @cached_property
    def base_colors(self) -> NDArray[np.float32]:
        """Return the linear colours [S, 3] of the materials, without their textures."""
        return np.array([material.color for material in self.materials], np.float32)

    @cached_property
    def emissions(self) -> NDArray[np.float32]:
        """Return the emissions of the materials [S], relative to their colours."""
        return np.array([material.emission for material in self.materials], np.float32)

    @cached_property
    def textured(self) -> tuple[int, ...]:
        """Return the rows of the materials that have a texture."""
        return tuple(row for row, material in enumerate(self.materials) if material.texture is not None)

    @cached_property
    def areas(self) -> NDArray[np.float64]:
        """Return the areas of the faces [F] in square metres."""
        corners = self.corners()
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        return np.asarray(np.linalg.norm(cross, axis=1) / 2, np.float64)

    @cached_property
    def spheres(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return centres [F, 3] and radii [F] of spheres around the faces, in metres."""
        corners = self.corners()
        centres = corners.mean(1)
        return centres, np.linalg.norm(corners - centres[:, None], axis=-1).max(1)

    def corners(self, faces: NDArray[np.integer] | slice = slice(None)) -> NDArray[np.float32]:
        """Return the corners [F, 3, 3] of triangles."""
        return self.vertices[self.faces[faces]]


def join(name: str, parts: Sequence[Part], lit: bool = False) -> LabelledMesh:
    """Join parts to one mesh.

    Pillows get the class of the piece that they lie on. Triangles without area are left out, and so are damaged parts,
    with a warning that names them.

    Args:
        name: Name of the scene.
        parts: Parts of the scene.
        lit: Whether the colours contain the original light.

    Raises:
        InputError: If there is no undamaged triangle, or the size cannot be that of rooms in metres.
    """
    # Check the parts.
    parts = [part for part in parts if len(part.faces)]
    if not parts:
        raise InputError(f"{name} holds no triangles; expected a mesh of a room")
    damages = [_damage(part) for part in parts]
    if all(damages):
        raise InputError(f"{name} holds {damages[0]}")
    for part, damage in zip(parts, damages, strict=True):
        if damage:
            _log.warning("%s: part %s holds %s: it is left out", name, part.name or "without a name", damage)
    parts = [part for part, damage in zip(parts, damages, strict=True) if not damage]
    # Join them.
    first = np.cumsum([0, *(len(part.vertices) for part in parts[:-1])])
    vertices = np.concatenate([part.vertices for part in parts]).astype(np.float32)
    faces = np.concatenate([part.faces + start for part, start in zip(parts, first, strict=True)]).astype(np.uint32)
    labels = np.concatenate([np.broadcast_to(part.label, len(part.faces)) for part in parts]).astype(np.uint8)
    every = [np.full(len(part.faces), row, np.int32) for row, part in enumerate(parts)]
    piece = np.concatenate(every)
    # Drop triangles without area and check the size.
    corners = vertices[faces].astype(np.float64)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    keep = area > 1e-12
    if not keep.any():
        raise InputError(f"{name} holds only triangles without an area; expected a mesh of a room")
    size = float((vertices.max(0) - vertices.min(0)).max())
    if not _SMALLEST < size < _LARGEST:
        raise InputError(f"{name} is {size:.3g} m long; expected rooms in metres (`scale` in its .yaml corrects that)")
    faces, labels, piece = faces[keep], labels[keep], piece[keep]
    labels = _settle(vertices, faces, labels, piece)
    colors = [_filled(part.colors, 255, (len(part.vertices), 3)) for part in parts]
    uv = [_filled(part.uv, 0, (len(part.vertices), 2)) for part in parts]
    return LabelledMesh(
        name,
        vertices,
        faces,
        labels,
        piece,
        tuple(part.material for part in parts),
        np.concatenate(uv).astype(np.float32),
        np.concatenate(colors).astype(np.uint8),
        lit,
    )


def _damage(part: Part) -> str:
    """Return the reason why a part cannot be used; empty if it can."""
    used = part.faces
    if used.min() < 0 or used.max() >= len(part.vertices):
        return "faces with vertices that do not exist; expected an undamaged file"
    if not np.isfinite(part.vertices).all() or np.abs(part.vertices).max() > _FARTHEST:
        return "vertices that are not finite numbers; expected metres"
    return ""


def _filled(values: NDArray | None, fill: float, shape: tuple[int, int]) -> NDArray:
    """Return values, or an array of `fill` if there are none."""
    return np.full(shape, fill) if values is None else values


def _settle(
    vertices: NDArray[np.float32], faces: NDArray[np.uint32], labels: NDArray[np.uint8], piece: NDArray[np.int32]
) -> NDArray[np.uint8]:
    """Give pieces that lie on a bed or a sofa the class of the nearest one, or void."""
    from scipy.spatial import cKDTree

    from svr_ros.labels import Label

    lying = labels == BED_OR_SOFA
    if not lying.any():
        return labels
    labels = labels.copy()
    furniture = np.isin(labels, (Label.BED, Label.SOFA))
    # Corners alone would miss a pillow in the middle of a large triangle: spread points over the triangles.
    points, owner = spread(vertices[faces[furniture]], _LYING)
    owners = labels[furniture][owner]
    tree = cKDTree(points) if len(points) else None
    for row in np.unique(piece[lying]):
        mine = np.flatnonzero(lying & (piece == row))
        labels[mine] = Label.VOID
        if tree is not None:
            corners = vertices[np.unique(faces[mine])]
            distance, nearest = tree.query(corners[:: max(1, len(corners) // _MAX_CORNERS)])
            if distance.min() < _LYING:
                labels[mine] = owners[nearest[distance.argmin()]]
    return labels


def spread(corners: NDArray[np.float32], step: float) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return points all over triangles [F, 3, 3], about `step` metres apart, slightly off the edges, and their faces.

    A triangle much smaller than that has one, in its middle.
    """
    length = np.linalg.norm(corners - np.roll(corners, 1, 1), axis=-1).max(1, initial=0)
    steps = np.where(length < step / 4, 0, np.clip(np.ceil(length / step), 2, 64)).astype(int)
    points, faces = [np.zeros((0, 3), np.float32)], [np.zeros(0, np.int64)]
    for count in np.unique(steps):
        mine = np.flatnonzero(steps == count)
        i, j = np.meshgrid(np.arange(count + 1), np.arange(count + 1), indexing="ij")
        u, v = (axis[i + j <= count] / max(count, 1) for axis in (i, j))
        inside = 0.9 * np.sign(count)
        weights = ((1 - inside) / 3 + inside * np.stack([1 - u - v, u, v], -1)).astype(np.float32)
        points.append(np.einsum("pc,fcd->fpd", weights, corners[mine]).reshape(-1, 3))
        faces.append(np.repeat(mine, len(weights)))
    return np.concatenate(points), np.concatenate(faces)
