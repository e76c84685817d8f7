"""Scenes in an Open3D window, to turn and walk around in."""

from __future__ import annotations

import ctypes
import os
import sys
from types import ModuleType
from typing import Any

from svr_ros.errors import InputError
from svr_ros.geometry.forms import Mesh


def import_open3d() -> ModuleType:
    """Return Open3D, with PyPI's libusb under it on a machine that has none; raises InputError where it is missing."""
    try:
        import libusb_package
    except ImportError:
        pass  # then Open3D finds the system's libusb, or says itself that there is none
    else:
        ctypes.CDLL(str(libusb_package.get_library_path()), mode=ctypes.RTLD_GLOBAL)
    try:
        import open3d
    except (ImportError, OSError) as error:
        raise InputError(f"Open3D cannot be loaded ({error}); expected `pip install open3d libusb-package`") from error
    return open3d


def triangle_mesh(mesh: Mesh) -> Any:
    """Return a mesh as open3d.geometry.TriangleMesh: the same vertices (m), faces and normals, colours in 0..1."""
    open3d = import_open3d()
    result = open3d.geometry.TriangleMesh(
        open3d.utility.Vector3dVector(mesh.vertices.astype(float)), open3d.utility.Vector3iVector(mesh.faces)
    )
    result.vertex_normals = open3d.utility.Vector3dVector(mesh.normals.astype(float))
    result.vertex_colors = open3d.utility.Vector3dVector(mesh.colors / 255.0)
    return result


def show(mesh: Mesh, title: str) -> None:
    """Show a mesh in a window from where the camera stood, until it is closed; raises InputError without a screen."""
    # Without a screen Open3D draws into memory and waits for ever for someone to close that.
    no_screen = sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    open3d = import_open3d()
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
