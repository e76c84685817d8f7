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

"""Search for images, and writing of scenes, meshes and pictures."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.geometry.mesh import Mesh
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.scene_volume import SceneVolume
from svr_ros.inference.selection import MAX_DISTANCE_ERROR
from svr_ros.labels import NAMES

_log = logging.getLogger(__name__)

FRAME_IMAGE = "image.jpg"
FRAME_CAMERA = "camera.json"

MeshColors = Literal["class", "image"]


@dataclass(frozen=True)
class MeshOptions:
    """Options of the meshes in written files.

    Attributes:
        colors: Colours of the vertices.
        max_distance_error: Maximum standard deviation of the distance of hidden surfaces in metres.
    """

    colors: MeshColors = "class"
    max_distance_error: float = MAX_DISTANCE_ERROR


OPTICAL = np.diag([1, -1, -1])
"""Rotation of a camera's optical frame (x right, y down, z forward) to the frame of glTF with y up."""

Z_UP = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]])
"""Rotation of a frame with z up (rooms, REP 103) to the frame of glTF with y up."""


_IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff")
"""Common suffixes of images, of which a message about a folder without frames gives one."""


@dataclass(frozen=True)
class Source:
    """Image to reconstruct.

    Attributes:
        name: Name of the file without suffix, or of the folder.
        image: Path of the image.
        camera: Path of the camera file, if there is one.
    """

    name: str
    image: Path
    camera: Path | None = None


def find_sources(path: str | Path) -> list[Source]:
    """Return the images at a path: an image, a folder with image.jpg and camera.json, or a folder of such folders.

    An image named image.jpg belongs to the camera.json next to it.

    Raises InputError if there are none.
    """
    path = paths.expanded(path)
    if paths.is_readable_file(path):
        camera = path.with_name(FRAME_CAMERA)
        is_of_frame = path.name == FRAME_IMAGE and not paths.is_missing(camera)
        return [Source(path.stem or path.name, path, camera if is_of_frame else None)]
    if not paths.is_folder(path):
        raise InputError(f"{path} does not exist; expected an image or a folder")
    if _is_frame(path):
        return [_frame(path)]
    frames = [_frame(folder) for folder in paths.list_folder(path) if _is_readable_frame(folder)]
    if not frames:
        suffixes = [entry.suffix for entry in paths.list_folder(path) if entry.suffix.lower() in _IMAGE_SUFFIXES]
        hint = f"; its images are given one by one, as by {path}/*{suffixes[0]}" if suffixes else ""
        raise InputError(
            f"folder {path} holds no frames; expected {FRAME_IMAGE} and {FRAME_CAMERA}, or folders that hold them{hint}"
        )
    return frames


def _is_readable_frame(path: Path) -> bool:
    """Return whether a path is a folder with a frame; one that may not be read is reported and left out."""
    try:
        return paths.is_folder(path) and _is_frame(path)
    except InputError as error:
        _log.warning("%s: it is left out", error)
        return False


def _is_frame(folder: Path) -> bool:
    return not (paths.is_missing(folder / FRAME_IMAGE) and paths.is_missing(folder / FRAME_CAMERA))


def _frame(folder: Path) -> Source:
    return Source(folder.resolve().name, folder / FRAME_IMAGE, folder / FRAME_CAMERA)


def check_output(path: str | Path, suffixes: Sequence[str] | None = None) -> Path:
    """Return the path if a file can be written there; raises InputError if suffix or folder are wrong.

    Args:
        path: Path of the file.
        suffixes: Accepted suffixes; by default, those of scenes.
    """
    path = paths.expanded(path)
    suffixes = suffixes or tuple(_WRITERS)
    if path.suffix.lower() not in suffixes:
        end = repr(path.suffix) if path.suffix else "nothing"
        raise InputError(f"output {path} ends in {end}; expected {' or '.join(suffixes)}")
    if not paths.is_folder(path.parent):
        raise InputError(f"folder {path.parent} of output {path.name} does not exist")
    if paths.is_folder(path):
        raise InputError(f"output {path} is a folder; expected a file name")
    return path


def write(
    scene: SceneVolume,
    path: str | Path,
    image: NDArray[np.uint8] | None = None,
    colors: MeshColors = "class",
    max_distance_error: float = MAX_DISTANCE_ERROR,
) -> None:
    """Write a scene in the format of the suffix; the file appears whole or not at all.

    The formats are meshes (.ply, .obj, .glb), arrays (.npz), a sheet of panels (.png) and a web page with the mesh to
    turn (.html). Meshes are in metres, .ply and .obj in the camera's optical frame (x right, y down, z forward), .glb
    with y up as glTF requires. Arrays and sheets of a scene without an image hold its 3D data only.

    Args:
        scene: Scene or reconstruction.
        path: Path of the file.
        image: The camera's original image, which makes the sheet of a reconstruction sharper.
        colors: Colours of meshes.
        max_distance_error: Maximum standard deviation of the distance of hidden surfaces in meshes and pictures in
            metres, if the scene comes with errors.

    Raises:
        InputError: If suffix or folder are wrong, or the file cannot be written.
    """
    path = check_output(path)
    # Compute before writing, so that only errors of writing are reported as such
    try:
        content = _WRITERS[path.suffix.lower()](scene, path, image, MeshOptions(colors, max_distance_error))
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        raise InputError(
            f"the content of {path} cannot be computed: {paths.describe(error)}{place}; if it is the cache of "
            "compiled functions, the variable NUMBA_CACHE_DIR sets another folder"
        ) from error
    write_atomically(path, content)


def write_image(image: NDArray[np.uint8], path: Path) -> None:
    """Write an image, uint8 [H, W, 3], as PNG; the file appears whole or not at all."""
    write_atomically(path, lambda partial: Image.fromarray(image).save(partial, "PNG"))


partial_files: set[Path] = set()
"""Temporary files that are being written, which a process that does not wait for them removes when it ends."""


def remove_partial_files() -> None:
    """Remove the files that are being written, for a process that ends without waiting for them."""
    for partial in list(partial_files):
        partial.unlink(missing_ok=True)


def write_atomically(path: Path, content: Callable[[Path], object]) -> None:
    """Let `content` write a temporary file next to `path`, then rename it, so that no reader sees a partial file.

    A symbolic link is kept: the file that it points to is written. Raises InputError if the file cannot be written.
    """
    partial = None
    try:
        target = Path(os.path.realpath(path))
        partial = target.with_name(f".{uuid4().hex[:12]}{path.suffix}")
        partial_files.add(partial)
        content(partial)
        partial.replace(target)
    except OSError as error:
        raise InputError(f"output {path} cannot be written: {paths.describe(error)}") from error
    finally:
        if partial is not None:
            partial_files.discard(partial)
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)


def write_mesh(
    mesh: Mesh,
    path: str | Path,
    gltf_axes: NDArray[np.int64] = OPTICAL,
    attributes: Mapping[str, NDArray[Any]] = MappingProxyType({}),
) -> None:
    """Write a mesh as .ply, .obj or .glb; the file appears whole or not at all.

    Args:
        mesh: The mesh.
        path: Path of the file.
        gltf_axes: Rotation [3, 3] to the frame with y up of .glb files; other formats keep the mesh's frame.
        attributes: Further attributes [N] of the vertices by name, for .ply files; other formats leave them out.

    Raises:
        InputError: If suffix or folder are wrong, or the file cannot be written.
    """
    path = check_output(path, (".ply", ".obj", ".glb"))
    write_atomically(path, _mesh_content(mesh, path.suffix.lower(), gltf_axes, attributes))


Content = Callable[[Path], object]
"""A function that writes a computed result to a file."""


def _mesh(scene: SceneVolume, path: Path, _image: NDArray[np.uint8] | None, options: MeshOptions) -> Content:
    mesh = scene.mesh(options.colors, options.max_distance_error)
    if not len(mesh.faces):
        raise InputError("no surface was found, so that there is no mesh to write")
    return _mesh_content(mesh, path.suffix.lower(), OPTICAL, {})


def _mesh_content(
    mesh: Mesh, suffix: str, gltf_axes: NDArray[np.int64], attributes: Mapping[str, NDArray[Any]]
) -> Content:
    import trimesh

    vertices, normals = mesh.vertices, mesh.normals
    if suffix == ".glb":
        vertices, normals = vertices @ gltf_axes.T, normals @ gltf_axes.T
    exported = trimesh.Trimesh(
        vertices, mesh.faces, vertex_normals=normals, vertex_colors=mesh.colors, process=False, validate=False
    )
    if suffix == ".ply":
        exported.vertex_attributes.update({"label": mesh.labels, **attributes})
        return lambda path: exported.export(path, file_type="ply", vertex_normal=True)
    return lambda path: exported.export(path, file_type=suffix[1:], include_normals=True)


def _arrays(scene: SceneVolume, _path: Path, _image: NDArray[np.uint8] | None, _options: MeshOptions) -> Content:
    size = len(scene.valid)
    arrays: dict[str, Any] = {}
    if isinstance(scene, Reconstruction):
        arrays = {
            "depth": scene.depth_image(),
            "labels": scene.label_image(),
            "source": scene.source_image(),
            "volume_source": scene.voxel_source,
            "occupied_probability": scene.occupied_probability,
        }
    arrays |= {
        "tsdf": scene.tsdf,
        "volume_labels": scene.labels,
        "confidence": scene.confidence,
        "near": scene.frustum.near,
        "far": scene.frustum.far,
        "canonical_K": scene.frustum.camera(size).K,
        "canonical_size": np.array([size, size]),
        "seen": scene.valid,
        "truncation": scene.truncation,
        "class_names": np.array(NAMES),
    }

    def save(path: Path) -> None:
        with path.open("wb") as file:  # given a name, NumPy would add a suffix
            np.savez_compressed(file, **arrays)

    return save


def _sheet(scene: SceneVolume, _path: Path, image: NDArray[np.uint8] | None, options: MeshOptions) -> Content:
    from svr_ros.inference.rendering import scene_sheet, sheet

    limit = options.max_distance_error
    picture = sheet(scene, image, (), limit) if isinstance(scene, Reconstruction) else scene_sheet(scene, limit)
    drawn = Image.fromarray(picture)
    return lambda path: drawn.save(path, "PNG")


def _page(scene: SceneVolume, _path: Path, image: NDArray[np.uint8] | None, options: MeshOptions) -> Content:
    from svr_ros.inference.rendering import sheet
    from svr_ros.inference.webpage import room_page

    mesh = scene.mesh(options.colors, options.max_distance_error)
    if not len(mesh.faces):
        raise InputError("no surface was found, so that there is no room to show")
    turned = replace(mesh, vertices=mesh.vertices @ OPTICAL.T, normals=mesh.normals @ OPTICAL.T)
    images = []
    if isinstance(scene, Reconstruction):
        drawn = sheet(scene, image, (), options.max_distance_error)
        images = [
            ("Input", scene.image if image is None else image),
            ("Reconstruction", drawn),
        ]
    page = room_page(turned, images, "Reconstructed room")
    return lambda path: path.write_text(page, encoding="utf-8")


_WRITERS: dict[str, Callable[[SceneVolume, Path, NDArray[np.uint8] | None, MeshOptions], Content]] = {
    ".glb": _mesh,
    ".ply": _mesh,
    ".obj": _mesh,
    ".npz": _arrays,
    ".png": _sheet,
    ".html": _page,
}
"""Function per suffix that computes the content of a file and returns the function that writes it."""

FORMATS = tuple(suffix[1:] for suffix in _WRITERS)
