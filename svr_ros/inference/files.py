"""Reading of images and cameras, and writing of scenes, meshes and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.mesh import Mesh
from svr_ros.inference.reconstruction import Reconstruction, SceneVolume
from svr_ros.labels import NAMES

FRAME_IMAGE = "image.jpg"
FRAME_CAMERA = "camera.json"

MeshColors = Literal["class", "image"]

OPTICAL = np.diag([1, -1, -1])
"""Rotation of a camera's optical frame (x right, y down, z forward) to the frame of glTF with y up."""

Z_UP = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]])
"""Rotation of a frame with z up (rooms, REP 103) to the frame of glTF with y up."""

_EXIF_FOLDER = 0x8769
_EXIF_FOCAL_LENGTH_35MM = 0xA405
_DIAGONAL_35MM = 43.267  # millimetres


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

    Raises InputError if there are none.
    """
    path = Path(path)
    if path.is_file():
        return [Source(path.stem, path)]
    if not path.is_dir():
        raise InputError(f"{path} does not exist; expected an image or a folder")
    if _is_frame(path):
        return [_frame(path)]
    frames = [_frame(folder) for folder in sorted(path.iterdir()) if folder.is_dir() and _is_frame(folder)]
    if not frames:
        raise InputError(
            f"folder {path} holds no frames; expected {FRAME_IMAGE} and {FRAME_CAMERA}, or folders that hold them"
        )
    return frames


def _is_frame(folder: Path) -> bool:
    return (folder / FRAME_IMAGE).exists() or (folder / FRAME_CAMERA).exists()


def _frame(folder: Path) -> Source:
    return Source(folder.resolve().name, folder / FRAME_IMAGE, folder / FRAME_CAMERA)


def read_image(path: str | Path) -> NDArray[np.uint8]:
    """Read an image file as RGB, uint8 [H, W, 3], rotated by its EXIF orientation.

    Raises InputError if the file is missing, broken or no image.
    """
    try:
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image)
            if upright.mode.startswith("I;16"):
                return np.repeat((np.asarray(upright) >> 8).astype(np.uint8)[..., None], 3, -1)
            return np.array(upright.convert("RGB"))
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist; expected an image") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError(f"{path} cannot be read as an image ({error}); expected JPEG, PNG or the like") from error


def camera_from_exif(path: str | Path) -> Camera | None:
    """Return the camera of an image whose EXIF data contain the 35 mm equivalent focal length, else None."""
    try:
        with Image.open(path) as image:
            focal_length = float(image.getexif().get_ifd(_EXIF_FOLDER).get(_EXIF_FOCAL_LENGTH_35MM, 0))
            width, height = ImageOps.exif_transpose(image).size
    except (OSError, ValueError, SyntaxError, TypeError, Image.DecompressionBombError):
        return None
    if not focal_length > 0:
        return None
    focal_pixels = focal_length / _DIAGONAL_35MM * np.hypot(width, height)
    return Camera.from_hfov(width, height, 2 * np.arctan(width / 2 / focal_pixels))


def check_output(path: str | Path, suffixes: Sequence[str] | None = None) -> Path:
    """Return the path if a file can be written there; raises InputError if suffix or folder are wrong.

    Args:
        path: Path of the file.
        suffixes: Accepted suffixes; by default, those of scenes.
    """
    path = Path(path)
    suffixes = suffixes or tuple(_WRITERS)
    if path.suffix.lower() not in suffixes:
        raise InputError(f"output {path} ends in {path.suffix or 'nothing'!r}; expected {' or '.join(suffixes)}")
    if not path.parent.is_dir():
        raise InputError(f"folder {path.parent} of output {path.name} does not exist")
    if path.is_dir():
        raise InputError(f"output {path} is a folder; expected a file name")
    return path


def write(
    scene: SceneVolume, path: str | Path, image: NDArray[np.uint8] | None = None, colors: MeshColors = "class"
) -> None:
    """Write a scene in the format of the suffix; the file appears whole or not at all.

    The formats are meshes (.ply, .obj, .glb), arrays (.npz), a sheet of panels (.png)
    and a web page with the mesh to turn (.html). Meshes are in metres, .ply
    and .obj in the camera's optical frame (x right, y down, z forward), .glb with y up as glTF requires. Arrays and
    sheets of a scene without an image hold its 3D data only.

    Args:
        scene: Scene or reconstruction.
        path: Path of the file.
        image: The camera's original image, which makes the sheet of a reconstruction sharper.
        colors: Colours of meshes.

    Raises:
        InputError: If suffix or folder are wrong, or the file cannot be written.
    """
    path = check_output(path)
    content = _WRITERS[path.suffix.lower()]
    write_atomically(path, lambda partial: content(scene, partial, image, colors))


def write_image(image: NDArray[np.uint8], path: Path) -> None:
    """Write an image, uint8 [H, W, 3], as PNG; the file appears whole or not at all."""
    write_atomically(path, lambda partial: Image.fromarray(image).save(partial))


def write_atomically(path: Path, content: Callable[[Path], object]) -> None:
    """Let `content` write a temporary file next to `path`, then rename it, so that no reader sees a partial file.

    Raises InputError if the file cannot be written.
    """
    partial = path.with_name(f".{path.stem}-{uuid4().hex[:8]}{path.suffix}")
    try:
        content(partial)
        partial.replace(path)
    except OSError as error:
        raise InputError(f"output {path} cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


def write_mesh(mesh: Mesh, path: str | Path, gltf_axes: NDArray[np.int64] = OPTICAL) -> None:
    """Write a mesh as .ply, .obj or .glb; the file appears whole or not at all.

    Args:
        mesh: The mesh.
        path: Path of the file.
        gltf_axes: Rotation [3, 3] to the frame with y up of .glb files; other formats keep the mesh's frame.

    Raises:
        InputError: If suffix or folder are wrong, or the file cannot be written.
    """
    path = check_output(path, (".ply", ".obj", ".glb"))
    write_atomically(path, lambda partial: _export(mesh, partial, gltf_axes))


def _write_mesh(scene: SceneVolume, path: Path, _image: NDArray[np.uint8] | None, colors: MeshColors) -> None:
    mesh = scene.mesh(colors)
    if not len(mesh.faces):
        raise InputError("no surface was found, so that there is no mesh to write")
    _export(mesh, path, OPTICAL)


def _export(mesh: Mesh, path: Path, gltf_axes: NDArray[np.int64]) -> None:
    import trimesh

    vertices, normals = mesh.vertices, mesh.normals
    if path.suffix.lower() == ".glb":
        vertices, normals = vertices @ gltf_axes.T, normals @ gltf_axes.T
    exported = trimesh.Trimesh(
        vertices, mesh.faces, vertex_normals=normals, vertex_colors=mesh.colors, process=False, validate=False
    )
    if path.suffix.lower() == ".ply":
        exported.vertex_attributes["label"] = mesh.labels
        exported.export(path, vertex_normal=True)
    else:
        exported.export(path, include_normals=True)


def _write_arrays(scene: SceneVolume, path: Path, _image: NDArray[np.uint8] | None, _colors: MeshColors) -> None:
    size = len(scene.valid)
    images: dict[str, Any] = {}
    if isinstance(scene, Reconstruction):
        images = {"depth": scene.depth_image(), "labels": scene.label_image()}
    np.savez_compressed(
        path,
        **images,
        tsdf=scene.tsdf,
        volume_labels=scene.labels,
        confidence=scene.confidence,
        near=scene.frustum.near,
        far=scene.frustum.far,
        canonical_K=scene.frustum.camera(size).K,
        canonical_size=np.array([size, size]),
        seen=scene.valid,
        truncation=scene.truncation,
        class_names=np.array(NAMES),
    )


def _write_sheet(scene: SceneVolume, path: Path, image: NDArray[np.uint8] | None, _colors: MeshColors) -> None:
    from svr_ros.inference.rendering import scene_sheet, sheet

    drawn = sheet(scene, image) if isinstance(scene, Reconstruction) else scene_sheet(scene)
    Image.fromarray(drawn).save(path)


def _write_page(scene: SceneVolume, path: Path, image: NDArray[np.uint8] | None, colors: MeshColors) -> None:
    from svr_ros.inference.rendering import sheet
    from svr_ros.inference.webpage import room_page

    mesh = scene.mesh(colors)
    if not len(mesh.faces):
        raise InputError("no surface was found, so that there is no room to show")
    turned = replace(mesh, vertices=mesh.vertices @ OPTICAL.T, normals=mesh.normals @ OPTICAL.T)
    images = []
    if isinstance(scene, Reconstruction):
        images = [("Input", scene.image if image is None else image), ("Reconstruction", sheet(scene, image))]
    path.write_text(room_page(turned, images, "Reconstructed room"), encoding="utf-8")


_WRITERS: dict[str, Callable[[SceneVolume, Path, NDArray[np.uint8] | None, MeshColors], None]] = {
    ".glb": _write_mesh,
    ".ply": _write_mesh,
    ".obj": _write_mesh,
    ".npz": _write_arrays,
    ".png": _write_sheet,
    ".html": _write_page,
}
FORMATS = tuple(suffix[1:] for suffix in _WRITERS)
