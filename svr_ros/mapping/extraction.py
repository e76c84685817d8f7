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
    parts = []
    for region in _tiles(store, config, layers):
        found = surfaces.surface_points(region)
        at = tuple(found.voxels.T)
        labels = region.labels[at]
        measured = (found.layer == Layer.MEASURED)[:, None]
        colors = np.where(measured, region.color[at], COLORS[labels])
        parts.append(MapPoints(found.points, found.normals, labels, region.confidence[at], colors, found.layer))
    return MapPoints.concatenate(parts)


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
