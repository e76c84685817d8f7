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

"""Frames to evaluate on: an image, its camera and its ground truth, from a folder or from a synthetic sample."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.files import Source
from svr_ros.inference.photos import read_image
from svr_ros.labels import UNOBSERVED, Label

if TYPE_CHECKING:
    from svr_ros.synthesis.meshes.samples import MeshSample
    from svr_ros.synthesis.samples import Sample

FIRST_EVAL_SAMPLE = 1 << 41
"""Sample index of evaluation index 0; training counts from sample 0 and stays far below."""

_RENDERED = re.compile("render|synthetic", re.IGNORECASE)
"""Words in the entry `source` of camera.json that mark a frame whose depth was rendered."""

_MAX_VOLUME_BYTES = 1 << 30
"""Maximum size of the distances of a true volume."""

_VOLUME_KEYS = "distance, truncation, origin, voxel_size and signed"

Array: TypeAlias = "NDArray[np.floating[Any]]"


@dataclass(frozen=True)
class TrueVolume:
    """Ground truth on a metric grid [x, y, z] in the camera's optical frame.

    Attributes:
        distance: Truncated distance to the nearest surface [X, Y, Z] in metres.
        origin: Centre of voxel (0, 0, 0) [3] in metres.
        voxel_size: Edge of a voxel in metres.
        signed: True if distances are negative inside of solids, False if they are absolute.
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
        """Return the voxels with centres from low [3] to high [3] in metres."""
        start = np.clip(np.ceil((low - self.origin) / self.voxel_size), 0, self.distance.shape).astype(int)
        stop = np.clip(np.floor((high - self.origin) / self.voxel_size) + 1, start, self.distance.shape).astype(int)
        part = self.distance[tuple(map(slice, start, stop))]
        return replace(self, distance=part, origin=self.origin + self.voxel_size * start)


@dataclass(frozen=True)
class Frame:
    """An image with its camera and the ground truth that is available for it.

    Attributes:
        name: Name in reports, unique within its set.
        image: RGB image, uint8 [H, W, 3].
        camera: Camera of the image.
        depth: True depth [H, W] in metres, 0 if unknown; None if there is none.
        labels: True class ids [H, W], 255 if unknown; None if there are none.
        volume: True distances on a metric grid; None if there are none.
        valid: Mask [H, W] of the pixels that the camera covers; the others are padding. None if it covers all.
        ground: Plane of the floor in the camera's optical frame; None if unknown.
        measured: True if a sensor measured the depth, False if it was rendered.
    """

    name: str
    image: NDArray[np.uint8]
    camera: Camera
    depth: NDArray[np.float32] | None = None
    labels: NDArray[np.uint8] | None = None
    volume: TrueVolume | None = None
    valid: NDArray[np.bool_] | None = None
    ground: Plane | None = None
    measured: bool = False


def load_frame(source: Source) -> Frame:
    """Load a frame with the ground truth files of its folder, each of which is optional.

    These are depth.png (uint16 millimetres, 0 for unknown), labels.png (class ids, 255 for unknown) and volume.npz, an
    archive of int8 `distance` [X, Y, Z] in 127ths of `truncation` (metres), `origin` [3] and `voxel_size` in metres,
    and `signed`; see `TrueVolume`.

    Raises:
        InputError: If a file is damaged or does not have the size of the image, or there is no camera.json.
    """
    folder = source.image.parent
    if source.camera is None:
        raise InputError(f"{source.image} comes without camera.json; expected a folder with both")
    camera = Camera.from_file(source.camera)
    image = read_image(source.image)
    depth = _read_plane(folder / "depth.png", image)
    labels = _read_labels(folder / "labels.png", image)
    return Frame(
        source.name,
        image,
        camera,
        None if depth is None else depth.astype(np.float32) / np.float32(1000),
        labels,
        _read_volume(folder / "volume.npz"),
        measured=not _is_rendered(source.camera),
    )


def _is_rendered(camera: Path) -> bool:
    """Return whether the entry `source` of a camera file says that the frame was rendered."""
    return bool(_RENDERED.search(str(json.loads(camera.read_text()).get("source", ""))))


def frame_of_sample(name: str, sample: Sample | MeshSample, frustum: Frustum) -> Frame:
    """Return a synthetic sample as a frame of the canonical view, with ground truth in its camera's pixels only."""
    depth = np.where(sample.valid, sample.depth, np.float32(0))
    labels = np.where(sample.valid, sample.labels, np.uint8(UNOBSERVED))
    ground = Plane(np.asarray(sample.pose.rotation, np.float64)[:, 2], sample.pose.height)
    camera = frustum.camera(len(sample.image))
    return Frame(name, sample.image, camera, depth, labels, valid=sample.valid, ground=ground)


def _read_plane(path: Path, image: NDArray[np.uint8]) -> NDArray[Any] | None:
    """Return the values [H, W] of a file of one channel, of the size of the image; None if there is no file."""
    if not path.exists():
        return None
    size = list(image.shape[:2])
    try:
        with Image.open(path) as file:
            shape = [file.height, file.width]
            if shape == size:  # else it is not decoded: a small file can claim a size that fills the memory
                plane = np.array(file)
                shape = list(plane.shape)
    except Exception as error:  # Pillow raises whatever damaged bytes lead to
        raise InputError(f"{path} cannot be read as an image ({_describe(error)}); expected a PNG file") from error
    if shape != size:
        raise InputError(f"{path} is {shape}; its image is {size}, expected the same")
    return plane


def _read_labels(path: Path, image: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Return the class ids of an image file; raises InputError if there are others than those of the classes."""
    labels = _read_plane(path, image)
    if labels is None:
        return None
    unknown = labels[~(np.isin(labels, list(Label)) | (labels == UNOBSERVED))]
    if len(unknown):
        raise InputError(
            f"{path} holds the class {unknown[0]}; expected 0 to {len(Label) - 1}, and {UNOBSERVED} for unknown"
        )
    return labels.astype(np.uint8)


def _read_volume(path: Path) -> TrueVolume | None:
    """Return the true volume of a file; None if there is no file."""
    if not path.exists():
        return None
    try:
        with np.load(path) as file:
            # Before decompressing: a small file can hold more than the memory
            size = file.zip.getinfo("distance.npy").file_size
            if size > _MAX_VOLUME_BYTES:
                raise ValueError(f"its distances take {size:,} bytes, more than {_MAX_VOLUME_BYTES:,}")
            metres = float(file["truncation"]) / 127
            if not 0 < metres < np.inf:
                raise ValueError("the truncation is not a number above zero")
            distance = file["distance"].astype(np.float32) * metres
            origin = file["origin"].astype(np.float64)
            volume = TrueVolume(distance, origin, float(file["voxel_size"]), bool(file["signed"]))
        if distance.ndim != 3 or origin.shape != (3,):
            raise ValueError(f"distance is {list(distance.shape)} and origin {list(origin.shape)}")
        if not (np.isfinite(distance).all() and np.isfinite(origin).all() and 0 < volume.voxel_size < np.inf):
            raise ValueError("its numbers are not finite, or the voxel size is not above zero")
    except Exception as error:  # NumPy and zipfile raise whatever damaged bytes lead to
        raise InputError(
            f"{path} is not a volume ({_describe(error)}); expected an npz file with {_VOLUME_KEYS}"
        ) from error
    return volume


def _describe(error: Exception) -> str:
    """Return the reason of an error in one line, its type if it has none."""
    return " ".join(str(error).split())[:200] or type(error).__name__
