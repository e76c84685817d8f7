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

"""Folders of walks through generated rooms: frames with simulated depth, true surfaces and boxes of the room."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.evaluation.surfaces import subsample
from svr_ros.geometry.boxes import upright_box, yaw_of
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.pose import Pose
from svr_ros.inference.files import write_atomically
from svr_ros.inference.scenes import read_arrays
from svr_ros.labels import NAMES, Label
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.region import Region
from svr_ros.mapping.sequences import is_sequence
from svr_ros.mapping.surfaces import surface_points
from svr_ros.synthesis.camera.depth_sensors import DepthSensorConfig, Scene, structured_light
from svr_ros.synthesis.instances import ObjectBox, object_boxes
from svr_ros.synthesis.walks import Walk

ROOM = "room.npz"
"""Name of the file with the true surfaces."""

BOXES = "boxes.npz"
"""Name of the file with the true boxes of the objects."""

TRUE_DEPTH = "true_depth.png"
"""Name of the file with the true depth of a frame; depth.png holds what a sensor measured."""

_SPACING = 0.03
"""Spacing in metres of the lattice from which the true surfaces are computed."""


@dataclass(frozen=True)
class TrueSurface:
    """True surface of a room or of a fused sequence.

    Attributes:
        points: Coordinates [N, 3] in metres, in the map.
        labels: Class ids [N]; 255 if unknown.
    """

    points: NDArray[np.float32]
    labels: NDArray[np.uint8]


def write_walk(walk: Walk, folder: Path) -> None:
    """Write the frames, the true surfaces and the true boxes of a walk.

    Args:
        walk: The walk.
        folder: Folder to write to, made if necessary.

    Raises:
        InputError: If a file cannot be written, or the folder holds frames already, which would mix with them.
    """
    folder = paths.make_folder(folder)
    if is_sequence(folder):
        raise InputError(f"{folder} holds the frames of another sequence; expected an empty folder")
    camera = walk.frustum.camera(walk.size)
    for number, frame in enumerate(walk.frames()):
        place = paths.make_folder(folder / f"frame_{number:04d}")
        scene = Scene(frame.depth, frame.normals, frame.image.mean(2, dtype=np.float32) / 255, walk.frustum)
        measured = structured_light(scene, np.random.default_rng([walk.seed, number, 1]), DepthSensorConfig())
        try:
            Image.fromarray(frame.image).save(place / "image.jpg", quality=95)
            Image.fromarray(_millimetres(measured.depth)).save(place / "depth.png")
            Image.fromarray(_millimetres(frame.depth)).save(place / TRUE_DEPTH)
            np.savetxt(place / "pose.txt", frame.room_from_camera)
            (place / "camera.json").write_text(json.dumps(_camera_entry(camera)))
        except OSError as error:
            raise InputError(f"{place} cannot be written: {paths.describe(error)}") from error
    points, labels = true_surface(walk)
    _save_arrays(folder / ROOM, points=points, labels=labels)
    write_true_boxes(walk, folder)


def write_true_boxes(walk: Walk, folder: Path) -> None:
    """Write the boxes of the objects of a walk's room, in its coordinates; raises InputError if it cannot be done."""
    found = object_boxes(walk.scene, Pose(np.eye(3), np.zeros(3)))
    _save_arrays(
        folder / BOXES,
        labels=np.array([one.label for one in found], np.uint8),
        boxes=np.array([[*one.box.centre, *one.box.size, yaw_of(one.box.rotation)] for one in found]).reshape(-1, 7),
    )


def read_true_boxes(folder: Path) -> list[ObjectBox] | None:
    """Return the true boxes in the folder of a walk; None if there are none; raises InputError if they are damaged."""
    path = folder / BOXES
    if not paths.is_readable_file(path):
        return None
    try:
        arrays = read_arrays(path, ("labels", "boxes"))
        rows = arrays["boxes"].astype(np.float64)
        if not np.isfinite(rows).all():
            raise ValueError("its boxes are not finite")
        return [
            ObjectBox(Label(int(label)), NAMES[label], upright_box(row[:3], row[3:6], float(row[6])))
            for label, row in zip(arrays["labels"], rows.reshape(-1, 7), strict=True)
        ]
    except (Exception, MemoryError) as error:
        raise InputError(f"{path} holds no boxes ({paths.describe(error)}); expected a file of a walk") from error


def true_surface(walk: Walk) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return points [N, 3] on all surfaces of a room, hidden ones included, and their class ids [N]."""
    low, distance, labels = walk.surfaces(_SPACING)
    zero, one = np.zeros(distance.shape, np.uint8), np.ones(distance.shape, np.float32)
    layer, colors = zero + np.uint8(Layer.MEASURED), np.zeros((1, 1, 1, 3), np.uint8)
    region = Region(
        np.zeros(3, np.int64), _SPACING, distance, one, layer, labels, one, colors, zero.astype(np.uint16), zero
    )
    found = surface_points(region)
    points = (found.points + low).astype(np.float32)
    kept = subsample(points)
    return points[kept], labels[tuple(found.voxels[kept].T)]


def read_true_surface(folder: Path) -> TrueSurface | None:
    """Return the true surface in the folder of a walk; None if there is none; raises InputError if it is damaged."""
    path = folder / ROOM
    if not paths.is_readable_file(path):
        return None
    try:
        arrays = read_arrays(path, ("points", "labels"))
        points, labels = arrays["points"].astype(np.float32), arrays["labels"].astype(np.uint8)
        if points.ndim != 2 or points.shape[1] != 3 or labels.shape != (len(points),):
            raise ValueError(f"points are {list(points.shape)} and labels {list(labels.shape)}")
    except (Exception, MemoryError) as error:  # damaged archives raise zlib.error, NotImplementedError and others
        raise InputError(f"{path} holds no surfaces ({paths.describe(error)}); expected a file of a walk") from error
    return TrueSurface(points, labels)


def _save_arrays(path: Path, **arrays: NDArray[Any]) -> None:
    """Write an .npz file; raises InputError if it cannot be written."""

    def save(partial: Path) -> None:
        with open(partial, "wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]

    write_atomically(path, save)


def _millimetres(depth: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Return depth in metres as that of a 16-bit PNG file, zero for unknown; 65535 is left to mean unknown."""
    return np.clip(np.nan_to_num(depth) * 1000, 0, 65534).round().astype(np.uint16)


def _camera_entry(camera: Camera) -> dict[str, object]:
    """Return the content of camera.json of a frame."""
    return {"width": camera.width, "height": camera.height, "K": camera.K.ravel().tolist(), "source": "synthetic"}
