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

"""Markers against values computed by hand."""

import numpy as np
import pytest

pytest.importorskip("rclpy")

from rclpy.serialization import deserialize_message
from visualization_msgs.msg import Marker, MarkerArray

from svr_ros.geometry.mesh import Mesh
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.selection import Selection
from svr_ros.labels import COLORS, NAMES, UNOBSERVED, Label
from svr_ros.ros.convert import markers


def grid_to_markers(*given, **named):
    return deserialize_message(markers.grid_to_markers(*given, **named), MarkerArray)


def mesh_to_marker(*given, **named):
    return deserialize_message(markers.mesh_to_marker(*given, **named), Marker)


def grid():
    """Make 2 x 1 x 3 voxels (z, y, x) of 0.1 m; the last is not observed."""
    return VoxelGrid(
        origin=np.array([-0.3, 0.2, 1.0]),
        voxel_size=0.1,
        truncation=0.2,
        labels=np.array([[[1, 2, 3]], [[4, 5, UNOBSERVED]]], np.uint8),
        tsdf=np.array([[[0.2, 0.1, 0.0]], [[-0.05, -0.2, -0.2]]], np.float32),
        confidence=np.array([[[1.0, 0.5, 0.25]], [[0.0, 0.2, 0.9]]], np.float32),
    )


def test_markers_by_hand(header):
    message = grid_to_markers(grid(), header, Selection(), max_points=10, alpha=0.5)
    assert [(marker.ns, marker.id) for marker in message.markers] == list(zip(NAMES, range(10), strict=True))
    shown = {marker.ns: marker for marker in message.markers if marker.action == Marker.ADD}
    # Within half a voxel of a surface: distance 0.0 (label 3) and -0.05 (label 4).
    assert sorted(shown) == ["bath", "sofa"]
    bath = shown["bath"]
    assert (bath.type, bath.header) == (Marker.CUBE_LIST, header)
    assert (bath.scale.x, bath.scale.y, bath.scale.z, bath.pose.orientation.w) == (0.1, 0.1, 0.1, 1.0)
    assert [(p.x, p.y, p.z) for p in bath.points] == [pytest.approx((-0.3 + 0.25, 0.2 + 0.05, 1.0 + 0.05))]
    assert [bath.color.r, bath.color.g, bath.color.b] == pytest.approx((COLORS[Label.BATH] / 255).tolist())
    assert bath.color.a == 0.5
    gone = [marker for marker in message.markers if marker.ns not in shown]
    assert all(marker.action == Marker.DELETE and not marker.points for marker in gone)


def test_markers_leave_out_what_is_unsure(header):
    message = grid_to_markers(grid(), header, Selection(min_confidence=0.1), max_points=10)
    assert [marker.ns for marker in message.markers if marker.points] == ["bath"]


def test_markers_of_some_classes(header):
    message = grid_to_markers(grid(), header, Selection.of_classes(["sofa", "wall"]), max_points=10)
    assert [marker.ns for marker in message.markers if marker.points] == ["sofa"]


def wall_of_voxels(side):
    shape = (1, side, side)
    return VoxelGrid(
        np.zeros(3),
        0.1,
        0.2,
        np.full(shape, Label.WALL, np.uint8),
        np.zeros(shape, np.float32),
        np.ones(shape, np.float32),
    )


def test_markers_are_thinned_evenly_and_always_alike(header):
    def thinned():
        message = grid_to_markers(wall_of_voxels(100), header, Selection(), max_points=500)
        return np.array([(point.x, point.y) for point in message.markers[Label.WALL].points])

    kept = thinned()
    assert len(kept) == 500
    np.testing.assert_array_equal(kept, thinned())
    # A quarter of the wall shows about a quarter of the points.
    counts, _, _ = np.histogram2d(*kept.T, bins=2, range=[[0, 10], [0, 10]])
    assert counts.min() > 100


def test_no_markers_when_none_are_allowed(header):
    message = grid_to_markers(wall_of_voxels(4), header, Selection(), max_points=0)
    assert not any(marker.points for marker in message.markers)


def square():
    """Return a square of two triangles that faces -z, with one unused vertex."""
    return Mesh(
        vertices=np.array([[0, 0, 2], [1, 0, 2], [1, 1, 2], [0, 1, 2], [9, 9, 9]], np.float32),
        faces=np.array([[0, 2, 1], [0, 3, 2]], np.int32),
        normals=np.tile(np.array([0, 0, -1], np.float32), (5, 1)),
        colors=np.array([[255, 0, 51]] * 3 + [[0, 102, 255]] * 2, np.uint8),
        labels=np.array([Label.SOFA] * 3 + [Label.WALL] * 2, np.uint8),
    )


def test_mesh_is_its_triangles_corner_by_corner(header):
    marker = mesh_to_marker(square(), header, alpha=0.5)
    assert (marker.header, marker.ns, marker.id) == (header, "mesh", 0)
    assert (marker.type, marker.action) == (Marker.TRIANGLE_LIST, Marker.ADD)
    assert (marker.scale.x, marker.scale.y, marker.scale.z, marker.pose.orientation.w) == (1, 1, 1, 1)
    corners = np.array([(point.x, point.y, point.z) for point in marker.points])
    np.testing.assert_array_equal(corners, square().vertices[[0, 2, 1, 0, 3, 2]])
    colors = np.array([(color.r, color.g, color.b, color.a) for color in marker.colors])
    red, blue = (1, 0, 0.2, 0.5), (0, 0.4, 1, 0.5)
    np.testing.assert_allclose(colors, [red, red, red, red, blue, red], atol=1e-6)


def test_triangles_face_free_space(reconstruction, header):
    """Counter-clockwise as seen from where the surface's normal points to: viewers that cull show the outside."""
    mesh = reconstruction.mesh().decimated(2000)
    marker = mesh_to_marker(mesh, header)
    assert 1000 < len(marker.points) / 3 <= 2000
    corners = np.array([(point.x, point.y, point.z) for point in marker.points]).reshape(-1, 3, 3)
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    expected = mesh.normals[mesh.faces].mean(1)
    assert ((facing * expected).sum(1) > 0).mean() > 0.99  # clustering flips a few slivers


def test_empty_mesh_deletes_the_marker(header):
    marker = mesh_to_marker(square().decimated(0), header)
    assert (marker.action, len(marker.points), len(marker.colors)) == (Marker.DELETE, 0, 0)
