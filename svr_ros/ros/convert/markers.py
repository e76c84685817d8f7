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

"""Conversion of voxel grids and meshes to visualization markers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from std_msgs.msg import ColorRGBA, Header
from visualization_msgs.msg import Marker, MarkerArray

from svr_ros.geometry.mesh import Mesh
from svr_ros.geometry.point_set import subsample_indices
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.selection import Selection
from svr_ros.labels import COLORS, NAMES, UNOBSERVED
from svr_ros.ros.convert import cdr

MESH_NAMESPACE = "mesh"


def grid_to_markers(
    grid: VoxelGrid, header: Header, selection: Selection, max_points: int, alpha: float = 1.0
) -> bytes:
    """Return the selected surface voxels as a serialized MarkerArray; see `cubes_to_markers`.

    Args:
        grid: The voxel grid.
        header: The header of the markers.
        selection: The classes and the minimum confidence to show.
        max_points: The maximum number of voxels; more are subsampled evenly and deterministically.
        alpha: The opacity, 0 to 1.
    """
    # Select surface voxels
    labels, confidence = grid.labels.ravel()[grid.surface], grid.confidence.ravel()[grid.surface]
    voxels = subsample_indices(grid.surface[selection.keeps(labels, confidence) & (labels != UNOBSERVED)], max_points)
    return cubes_to_markers(grid.centres(voxels), grid.labels.ravel()[voxels], grid.voxel_size, header, alpha)


def cubes_to_markers(
    centres: NDArray[np.float64], labels: NDArray[np.uint8], side: float, header: Header, alpha: float = 1.0
) -> bytes:
    """Return voxels as a serialized MarkerArray with one cube list per class.

    Namespace and id of a class are constant, so viewers update markers in place; classes without voxels are deleted.

    Args:
        centres: The centres [N, 3] of the voxels in metres.
        labels: The class ids [N] of the voxels.
        side: The side of the voxels in metres.
        header: The header of the markers.
        alpha: The opacity, 0 to 1.
    """
    # Sort by class once instead of searching for each class.
    centres = centres[np.argsort(labels, kind="stable")]
    ends = np.cumsum(np.bincount(labels, minlength=len(NAMES)))
    markers = [
        _cubes(label, cubes, side, alpha, header)
        for label, cubes in enumerate(np.split(centres, ends[: len(NAMES) - 1]))
    ]
    return cdr.serialize(cdr.ArrayMessage(MarkerArray(), {"markers": markers}))


def _cubes(label: int, centres: NDArray[np.float64], side: float, alpha: float, header: Header) -> cdr.ArrayMessage:
    marker = _marker(Marker.CUBE_LIST, header, NAMES[label], label, len(centres))
    marker.color = _color(COLORS[label], alpha)
    marker.scale.x = marker.scale.y = marker.scale.z = side
    return cdr.ArrayMessage(marker, {"points": centres})


def mesh_to_marker(mesh: Mesh, header: Header, alpha: float = 1.0) -> bytes:
    """Return a mesh as a serialized Marker: triangles, counter-clockwise seen from free space, with corner colours.

    Namespace and id are constant; an empty mesh deletes the marker.
    """
    marker = _marker(Marker.TRIANGLE_LIST, header, MESH_NAMESPACE, 0, len(mesh.faces))
    marker.color = _color((255, 255, 255), alpha)
    marker.scale.x = marker.scale.y = marker.scale.z = 1.0
    corners = mesh.faces.ravel()
    colors = np.full((len(mesh.colors), 4), alpha, np.float32)
    np.divide(mesh.colors, 255, out=colors[:, :3], casting="same_kind")
    # Convert the vertices before they are repeated for each corner.
    points = mesh.vertices.astype(np.float64).take(corners, 0)
    return cdr.serialize(cdr.ArrayMessage(marker, {"points": points, "colors": colors.take(corners, 0)}))


def _marker(kind: int, header: Header, namespace: str, number: int, size: int) -> Marker:
    marker = Marker(header=header, ns=namespace, id=number, type=kind)
    marker.action = Marker.ADD if size else Marker.DELETE
    marker.pose.orientation.w = 1.0
    return marker


def _color(rgb: ArrayLike, alpha: float) -> ColorRGBA:
    red, green, blue = (np.asarray(rgb) / 255).tolist()
    return ColorRGBA(r=red, g=green, b=blue, a=float(alpha))
