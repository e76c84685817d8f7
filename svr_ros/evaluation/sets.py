"""What weights are judged on: frames with ground truth from folders, and views of generated rooms and of meshes."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.files import Source, read_image
from svr_ros.labels import UNOBSERVED

if TYPE_CHECKING:
    from svr_ros.synthesis.meshes.samples import MeshSample
    from svr_ros.synthesis.samples import Sample

FIRST_ROOM = 1 << 41
"""Number of the first view of rooms and of meshes; training counts from zero and never comes so far."""

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class TrueVolume:
    """Hold the truth on a metric grid [x, y, z] in the camera's optical frame.

    distance float32 in metres, truncated, negative inside solids when `signed`, otherwise absolute; origin [3], the
    centre of voxel (0, 0, 0), and voxel_size in metres.
    """

    distance: NDArray[np.float32]
    origin: Array
    voxel_size: float
    signed: bool

    def centres(self) -> Array:
        """Return the centres [X, Y, Z, 3] of the voxels in metres."""
        index = np.stack(np.meshgrid(*(np.arange(n) for n in self.distance.shape), indexing="ij"), -1)
        return self.origin + self.voxel_size * index

    def crop(self, low: Array, high: Array) -> TrueVolume:
        """Return the part with centres from low [3] to high [3] in metres."""
        start = np.clip(np.ceil((low - self.origin) / self.voxel_size), 0, self.distance.shape).astype(int)
        stop = np.clip(np.floor((high - self.origin) / self.voxel_size) + 1, start, self.distance.shape).astype(int)
        part = self.distance[tuple(map(slice, start, stop))]
        return replace(self, distance=part, origin=self.origin + self.voxel_size * start)


@dataclass(frozen=True)
class Frame:
    """Hold a picture uint8 [H, W, 3], its camera, and what is known of depth (m; 0: none), labels, volume.

    seen, bool [H, W]: which pixels are the camera's; the others are padding. None: all.
    """

    name: str
    image: NDArray[np.uint8]
    camera: Camera
    depth: NDArray[np.float32] | None = None
    labels: NDArray[np.uint8] | None = None
    volume: TrueVolume | None = None
    seen: NDArray[np.bool_] | None = None


def load_frame(source: Source) -> Frame:
    """Return a frame with the ground truth beside its picture: depth.png, labels.png, volume.npz, each where it exists.

    Raises InputError where a file is broken or does not fit the picture.
    """
    folder = source.image.parent
    if source.camera is None:
        raise InputError(f"{source.image} comes without camera.json; expected a folder with both")
    camera = Camera.from_file(source.camera)
    image = read_image(source.image)
    depth = _read_plane(folder / "depth.png", image)
    labels = _read_plane(folder / "labels.png", image)
    return Frame(
        source.name,
        image,
        camera,
        None if depth is None else depth / np.float32(1000),
        None if labels is None else labels.astype(np.uint8),
        _read_volume(folder / "volume.npz"),
    )


def view_frame(name: str, sample: Sample | MeshSample, frustum: Frustum) -> Frame:
    """Return a sample as a frame of the canonical view; nothing is told of pixels that its camera did not see."""
    depth = np.where(sample.valid, sample.depth, np.float32(0))
    labels = np.where(sample.valid, sample.labels, np.uint8(UNOBSERVED))
    return Frame(name, sample.image, frustum.camera(len(sample.image)), depth, labels, seen=sample.valid)


def _read_plane(path: Path, image: NDArray[np.uint8]) -> NDArray[Any] | None:
    if not path.exists():
        return None
    try:
        with Image.open(path) as file:
            plane = np.array(file)
    except (OSError, ValueError, SyntaxError) as error:
        raise InputError(f"{path} cannot be read as a picture ({error})") from error
    if plane.shape != image.shape[:2]:
        raise InputError(f"{path} is {list(plane.shape)}; its picture is {list(image.shape[:2])}, expected the same")
    return plane


def _read_volume(path: Path) -> TrueVolume | None:
    if not path.exists():
        return None
    try:
        with np.load(path) as file:
            metres = float(file["truncation"]) / 127
            distance = file["distance"].astype(np.float32) * metres
            origin = file["origin"].astype(np.float64)
            return TrueVolume(distance, origin, float(file["voxel_size"]), bool(file["signed"]))
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        expected = "distance, truncation, origin, voxel_size and signed"
        raise InputError(f"{path} is no volume ({error}); expected an npz file with {expected}") from error
