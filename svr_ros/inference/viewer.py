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

"""Interactive view of a mesh in an Open3D window."""

from __future__ import annotations

import os
import sys
from typing import Any

from svr_ros.errors import InputError
from svr_ros.geometry.mesh import Mesh
from svr_ros.open3d_loader import load_open3d


def triangle_mesh(mesh: Mesh) -> Any:
    """Return a mesh as open3d.geometry.TriangleMesh with normals, and colours in 0..1."""
    open3d = load_open3d()
    result = open3d.geometry.TriangleMesh(
        open3d.utility.Vector3dVector(mesh.vertices.astype(float)), open3d.utility.Vector3iVector(mesh.faces)
    )
    result.vertex_normals = open3d.utility.Vector3dVector(mesh.normals.astype(float))
    result.vertex_colors = open3d.utility.Vector3dVector(mesh.colors / 255.0)
    return result


def show(mesh: Mesh, title: str) -> None:
    """Show a mesh from the camera's position in a window until it is closed; raises InputError without a screen."""
    # Without a screen Open3D renders off-screen and waits forever for the window to be closed.
    no_screen = sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    open3d = load_open3d()
    window = open3d.visualization.Visualizer()
    if no_screen or not window.create_window(title):
        raise InputError("no window can be opened; expected a screen (svr reconstruct writes files without one)")
    window.add_geometry(triangle_mesh(mesh))
    window.get_render_option().mesh_show_back_face = True
    view = window.get_view_control()
    view.set_front([0, 0, -1])
    view.set_up([0, -1, 0])  # the optical frame's y axis points down
    window.run()
    window.destroy_window()
