"""Voxels and meshes as markers for viewers, and the legend of their colours. Pure functions."""

from __future__ import annotations

import numpy as np
from geometry_msgs.msg import Point
from numpy.typing import ArrayLike, NDArray
from std_msgs.msg import ColorRGBA, Header
from visualization_msgs.msg import Marker, MarkerArray

from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.forms import Mesh
from svr_ros.inference.selection import Selection, even_share
from svr_ros.labels import COLORS, LEGEND_VERSION, NAMES, UNOBSERVED
from svr_ros.msg import ClassLegend, SemanticClass

MESH_NAMESPACE = "mesh"


def grid_to_markers(
    grid: VoxelGrid, header: Header, selection: Selection, max_points: int, alpha: float = 1.0
) -> MarkerArray:
    """Return the selected voxels on surfaces as one list of cubes for each class.

    Namespace and id of a class never change, so that viewers update in place; a class without voxels is deleted. Of
    more than max_points voxels an even share is kept, and the same ones from image to image.
    """
    surface = (np.abs(grid.tsdf) <= grid.voxel_size / 2) & (grid.labels != UNOBSERVED)
    surface &= selection.keeps(grid.labels, grid.confidence)
    voxels = even_share(np.flatnonzero(surface), max_points)
    z, y, x = np.unravel_index(voxels, grid.labels.shape)
    centres = grid.origin + (np.stack([x, y, z], -1) + 0.5) * grid.voxel_size
    labels = grid.labels.ravel()[voxels]
    return MarkerArray(
        markers=[_cubes(label, centres[labels == label], grid.voxel_size, alpha, header) for label in range(len(NAMES))]
    )


def _cubes(label: int, centres: NDArray[np.float64], side: float, alpha: float, header: Header) -> Marker:
    marker = _marker(Marker.CUBE_LIST, header, NAMES[label], label, len(centres))
    marker.color = _color(COLORS[label], alpha)
    marker.scale.x = marker.scale.y = marker.scale.z = side
    marker.points = [Point(x=x, y=y, z=z) for x, y, z in centres.tolist()]
    return marker


def mesh_to_marker(mesh: Mesh, header: Header, alpha: float = 1.0) -> Marker:
    """Return a mesh as a list of triangles, counter-clockwise as seen from free space, with a colour for each corner.

    Namespace and id never change; an empty mesh deletes the marker.
    """
    marker = _marker(Marker.TRIANGLE_LIST, header, MESH_NAMESPACE, 0, len(mesh.faces))
    marker.color = _color((255, 255, 255), alpha)
    marker.scale.x = marker.scale.y = marker.scale.z = 1.0
    corners = mesh.faces.ravel().tolist()
    # One object for each vertex and each colour, however often they are used: making objects is what takes time.
    points = [Point(x=x, y=y, z=z) for x, y, z in mesh.vertices.tolist()]
    shades = {rgb: _color(rgb, alpha) for rgb in set(map(tuple, mesh.colors.tolist()))}
    colors = [shades[rgb] for rgb in map(tuple, mesh.colors.tolist())]
    marker.points = [points[corner] for corner in corners]
    marker.colors = [colors[corner] for corner in corners]
    return marker


def _marker(kind: int, header: Header, namespace: str, number: int, size: int) -> Marker:
    marker = Marker(header=header, ns=namespace, id=number, type=kind)
    marker.action = Marker.ADD if size else Marker.DELETE
    marker.pose.orientation.w = 1.0
    return marker


def legend(header: Header) -> ClassLegend:
    """Return the table of the classes."""
    classes = [SemanticClass(id=label, name=name, color=_color(COLORS[label], 1.0)) for label, name in enumerate(NAMES)]
    return ClassLegend(header=header, version=LEGEND_VERSION, classes=classes)


def _color(rgb: ArrayLike, alpha: float) -> ColorRGBA:
    red, green, blue = (np.asarray(rgb) / 255).tolist()
    return ColorRGBA(r=red, g=green, b=blue, a=float(alpha))
