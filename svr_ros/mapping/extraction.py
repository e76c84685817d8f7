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

"""Points and meshes of a whole map, computed tile by tile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.mesh import Mesh
from svr_ros.inference.files import MeshColors
from svr_ros.labels import COLORS
from svr_ros.mapping import surfaces
from svr_ros.mapping.blocks import BlockStore
from svr_ros.mapping.config import MapConfig
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.map_points import MapPoints
from svr_ros.mapping.region import Region, copy_region, tiles

Layers = Literal["measured", "guessed", "both"]
"""Selection of layers."""


@dataclass(frozen=True)
class LayeredMesh:
    """Mesh of a map.

    Attributes:
        mesh: The mesh, in the map.
        confidence: Probabilities [V] of the vertices' classes.
        layer: `Layer` [V] of the vertices.
    """

    mesh: Mesh
    confidence: NDArray[np.float32]
    layer: NDArray[np.uint8]


def points(store: BlockStore, config: MapConfig, layers: Layers) -> MapPoints:
    """Return the surface points of selected layers, in an order that depends on the map alone."""
    return owned_points(store, config, layers)[0]


def owned_points(
    store: BlockStore, config: MapConfig, layers: Layers
) -> tuple[MapPoints, NDArray[np.uint16], NDArray[np.uint8]]:
    """Return the surface points of selected layers, the ids [N] of their objects, and the votes [N] for these."""
    parts, owners, votes = [], [], []
    for region in _tiles(store, config, layers):
        found = surfaces.surface_points(region)
        at = tuple(found.voxels.T)
        labels = region.labels[at]
        measured = (found.layer == Layer.MEASURED)[:, None]
        colors = np.where(measured, region.color[at], COLORS[labels])
        parts.append(MapPoints(found.points, found.normals, labels, region.confidence[at], colors, found.layer))
        owners.append(region.objects[at])
        votes.append(region.votes[at])
    return MapPoints.concatenate(parts), _flat(owners, np.uint16), _flat(votes, np.uint8)


def layered_mesh(store: BlockStore, config: MapConfig, layers: Layers, colors: MeshColors) -> LayeredMesh:
    """Return the surfaces of selected layers as triangles, coloured by class, or by the images if measured."""
    meshes, confidence, layer = [], [], []
    for region in _tiles(store, config, layers):
        vertices, faces, voxels = surfaces.triangles(region)
        at = tuple(voxels.T)
        labels, kinds = region.labels[at], region.layer[at]
        shades = COLORS[labels]
        if colors == "image":
            shades = np.where((kinds == Layer.MEASURED)[:, None], region.color[at], shades)
        meshes.append(Mesh(vertices, faces, surfaces.normals_at(region, voxels), shades, labels))
        confidence.append(region.confidence[at])
        layer.append(kinds)
    return LayeredMesh(_joined(meshes), _flat(confidence, np.float32), _flat(layer, np.uint8))


def object_mesh(
    store: BlockStore,
    config: MapConfig,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    number: int,
    label: int,
) -> Mesh:
    """Return the surface of one object, coloured by class.

    Args:
        store: Blocks of the map.
        config: Settings of the map.
        low: Lower corner [3] in metres of a box around the object.
        high: Upper corner [3].
        number: Id of the object.
        label: Class id of the object.
    """
    # Triangulate the surroundings, and keep the faces of the object
    first, last = (np.floor(corner / config.voxel_size).astype(np.int64) for corner in (low, high))
    region = copy_region(store, first, last + 1, config.voxel_size, config.band)
    vertices, faces, voxels = surfaces.triangles(region)
    own = region.objects[tuple(voxels.T)] == number
    faces = faces[own[faces].sum(1) >= 2]
    # Drop the other vertices
    used, corners = np.unique(faces, return_inverse=True)
    voxels = voxels[used]
    labels = np.full(len(voxels), label, np.uint8)
    normals = surfaces.normals_at(region, voxels)
    return Mesh(vertices[used], corners.reshape(-1, 3).astype(np.int32), normals, COLORS[labels], labels)


def _tiles(store: BlockStore, config: MapConfig, layers: Layers) -> Iterator[Region]:
    """Yield the map as dense tiles in which the other layers are unknown."""
    for low, high in tiles(store.keys()):
        region = copy_region(store, low, high, config.voxel_size, config.band)
        if layers != "both":
            wanted = Layer.MEASURED if layers == "measured" else Layer.GUESSED
            region.layer[region.layer != wanted] = Layer.UNKNOWN
        yield region


def _joined(meshes: list[Mesh]) -> Mesh:
    """Return several meshes as one."""
    offsets = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    faces = [mesh.faces + np.int32(offset) for mesh, offset in zip(meshes, offsets, strict=False)]
    return Mesh(
        _flat([mesh.vertices for mesh in meshes], np.float32, 3),
        _flat(faces, np.int32, 3),
        _flat([mesh.normals for mesh in meshes], np.float32, 3),
        _flat([mesh.colors for mesh in meshes], np.uint8, 3),
        _flat([mesh.labels for mesh in meshes], np.uint8),
    )


def _flat(parts: list[NDArray[Any]], dtype: type, columns: int = 0) -> NDArray[Any]:
    """Return arrays as one; an empty one of the type if there are none."""
    return np.concatenate(parts) if parts else np.zeros((0, columns) if columns else 0, dtype)
