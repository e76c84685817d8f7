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

"""Sequences of images with poses, read from folders of several layouts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.registration import register_depth
from svr_ros.inference.depth_files import read_depth
from svr_ros.inference.files import FRAME_CAMERA, FRAME_IMAGE
from svr_ros.inference.photos import read_image

POSE = "pose.txt"

_MAX_POSE_BYTES = 2**16

_TUM_TOLERANCE = 0.03
"""Maximum difference in seconds between the stamps of an image and its depth or pose."""

_TUM_DEPTH_SCALE = 5.0
"""Units of a millimetre in depth images of TUM RGB-D."""

_TUM_CAMERAS = {
    "freiburg1": ((517.3, 516.5, 318.6, 255.3), (0.2624, -0.9531, -0.0054, 0.0026, 1.1633)),
    "freiburg2": ((520.9, 521.0, 325.1, 249.7), (0.2312, -0.7849, -0.0033, -0.0001, 0.9172)),
    "freiburg3": ((535.4, 539.2, 320.1, 247.6), ()),
}
"""Intrinsics fx, fy, cx, cy and distortion of the cameras of TUM RGB-D, from the dataset's documentation."""

_SEVEN_SCENES = (585.0, 585.0, 320.0, 240.0)
"""Intrinsics of 7-Scenes, from the dataset's documentation."""


Skip = Callable[[str, InputError], None]
"""A function that is called with the name and the problem of a frame that cannot be read."""


@dataclass(frozen=True)
class PosedFrame:
    """Image of a sequence with the pose of its camera.

    Attributes:
        name: Name in messages.
        stamp: Time in seconds.
        image: Path of the image.
        camera: Camera of the image.
        map_from_camera: Rigid transform [4, 4] from the camera's optical frame to the map; None if it is unknown.
        depth: Path of the depth image; None if there is none.
        depth_camera: Camera of the depth image, in the same pose; None if it is that of the image.
        depth_scale: Units per millimetre of a 16-bit depth image.
    """

    name: str
    stamp: float
    image: Path
    camera: Camera
    map_from_camera: NDArray[np.float64] | None
    depth: Path | None = None
    depth_camera: Camera | None = None
    depth_scale: float = 1.0

    def read_image(self) -> NDArray[np.uint8]:
        """Return the RGB image [H, W, 3]; raises InputError if it is broken."""
        paths.check_regular(self.image)
        return read_image(self.image)

    def read_depth(self) -> NDArray[np.float32] | None:
        """Return the depth [H, W] in metres in the image's pixels; None if there is none.

        Raises InputError if it is broken.
        """
        if self.depth is None:
            return None
        paths.check_regular(self.depth)
        depth = read_depth(self.depth) / np.float32(self.depth_scale)
        if self.depth_camera is None:
            return depth
        return register_depth(depth, self.depth_camera, self.camera, np.eye(4))


def is_sequence(folder: Path) -> bool:
    """Return whether a folder has one of the layouts."""
    return folder.is_dir() and any(matches(folder) for matches, _ in _LAYOUTS)


def find_sequence(path: str | Path, camera: Camera | None = None, skip: Skip | None = None) -> list[PosedFrame]:
    """Return the frames of a sequence in their order.

    The layouts are folders with image.jpg, camera.json and pose.txt; TUM RGB-D; 7-Scenes; and ScanNet as its reader
    exports it.

    Args:
        path: Folder of the sequence.
        camera: Camera of the images, instead of that of the layout.
        skip: Called with the name and the problem of each frame whose pose or camera cannot be read, which is then
            left out; by default, the problem is raised.

    Raises:
        InputError: If the folder is missing, has none of these layouts, or holds no frame that can be used.
    """
    folder = paths.expanded(path)
    if not paths.is_folder(folder):
        raise InputError(f"{folder} does not exist or is a file; expected the folder of a sequence")
    for matches, read in _LAYOUTS:
        if matches(folder):
            frames = read(folder, camera, skip or _raise)
            if not frames:
                raise InputError(f"{folder} holds no image that can be used; expected images with poses")
            return frames
    raise InputError(
        f"{folder} holds no sequence; expected folders with image.jpg, camera.json and pose.txt, or the layout of "
        "TUM RGB-D (rgb.txt, groundtruth.txt), 7-Scenes (frame-000000.color.png) or ScanNet (color, pose, intrinsic)"
    )


def read_pose(path: Path) -> NDArray[np.float64] | None:
    """Return the pose [4, 4] in a text file; None if it is missing or not finite, as for frames that were lost.

    Raises:
        InputError: If the file holds something else.
    """
    if paths.is_missing(path):
        return None
    paths.check_regular(path)
    text = paths.read_text(path, _MAX_POSE_BYTES)
    try:
        pose = np.array(text.split(), np.float64).reshape(4, 4)
    except ValueError as error:
        raise InputError(f"{path} holds no pose ({paths.describe(error)}); expected 4 x 4 numbers") from error
    return pose if np.isfinite(pose).all() else None


def _raise(_name: str, problem: InputError) -> None:
    raise problem


def _readable(names: Iterable[str], read: Callable[[str], PosedFrame], skip: Skip) -> list[PosedFrame]:
    """Return the frames of some names; those that raise InputError are passed to `skip`."""
    frames = []
    for name in names:
        try:
            frames.append(read(name))
        except InputError as error:
            skip(name, error)
    return frames


def _frame_folders(folder: Path, camera: Camera | None, skip: Skip) -> list[PosedFrame]:
    """Read folders with image.jpg, camera.json, pose.txt, and depth.png if there is one."""
    entries = paths.list_folder(folder)
    names = [entry.name for entry in entries if (entry / POSE).exists() or (entry / FRAME_IMAGE).exists()]
    stamps = {name: float(number) for number, name in enumerate(names)}

    def read(name: str) -> PosedFrame:
        entry = folder / name
        paths.check_regular(entry / FRAME_CAMERA)
        depth = entry / "depth.png"
        return PosedFrame(
            name,
            stamps[name],
            entry / FRAME_IMAGE,
            camera or Camera.from_file(entry / FRAME_CAMERA),
            read_pose(entry / POSE),
            depth if depth.is_file() else None,
        )

    return _readable(names, read, skip)


def _tum(folder: Path, camera: Camera | None, skip: Skip) -> list[PosedFrame]:
    """Read a sequence of TUM RGB-D."""
    images = _stamped_lines(folder / "rgb.txt", 1)
    poses = _stamped_lines(folder / "groundtruth.txt", 7)
    depths = _stamped_lines(folder / "depth.txt", 1) if (folder / "depth.txt").is_file() else []
    if camera is None:
        camera = _tum_camera(folder)
    frames = []
    for stamp, (name,) in images:
        pose, depth = _nearest(poses, stamp), _nearest(depths, stamp)
        try:
            map_from_camera = None if pose is None else _pose_of_quaternion(pose, folder / "groundtruth.txt")
        except InputError as error:
            skip(name, error)
            continue
        frames.append(
            PosedFrame(
                name,
                stamp,
                folder / name,
                camera,
                map_from_camera,
                None if depth is None else folder / depth[0],
                depth_scale=_TUM_DEPTH_SCALE,
            )
        )
    return frames


def _tum_camera(folder: Path) -> Camera:
    """Return the camera of a sequence of TUM RGB-D by the folder's name."""
    if (folder / "camera.json").is_file():
        return Camera.from_file(folder / "camera.json")
    for name, (intrinsics, distortion) in _TUM_CAMERAS.items():
        if name in folder.resolve().name:
            return _camera(640, 480, intrinsics, distortion)
    raise InputError(
        f"{folder.name} names no camera of TUM RGB-D; expected freiburg1, freiburg2 or freiburg3 in it, or --camera"
    )


def _pose_of_quaternion(fields: Sequence[str], path: Path) -> NDArray[np.float64] | None:
    """Return the pose of tx ty tz qx qy qz qw; None if it is not finite."""
    from scipy.spatial.transform import Rotation

    try:
        values = np.array(fields, np.float64)
    except ValueError as error:
        raise InputError(f"{path} holds {' '.join(fields)!r}; expected seven numbers after the stamp") from error
    if not np.isfinite(values).all() or not values[3:].any():
        return None
    pose = np.eye(4)
    quaternion = values[3:] / np.abs(values[3:]).max()  # squares of tiny and huge numbers are no numbers
    pose[:3, :3], pose[:3, 3] = Rotation.from_quat(quaternion).as_matrix(), values[:3]
    return pose


def _stamped_lines(path: Path, count: int) -> list[tuple[float, list[str]]]:
    """Return the stamps and fields of a text file of TUM RGB-D, ordered by stamp; lines with # are comments."""
    lines = []
    for line in paths.read_text(path).splitlines():
        fields = line.replace(",", " ").split()
        if not fields or fields[0].startswith("#"):
            continue
        try:
            stamp = float(fields[0])
            if not math.isfinite(stamp):
                raise ValueError
        except ValueError as error:
            raise InputError(f"{path} holds the line {line[:60]!r}; expected a stamp first") from error
        if len(fields) < 1 + count:
            raise InputError(f"{path} holds the line {line[:60]!r}; expected {count} fields after the stamp")
        lines.append((stamp, fields[1 : 1 + count]))
    return sorted(lines)


def _nearest(lines: list[tuple[float, list[str]]], stamp: float) -> list[str] | None:
    """Return the fields of the line that is nearest to a stamp; None if it is too far away."""
    if not lines:
        return None
    stamps = np.array([each for each, _ in lines])
    nearest = int(np.abs(stamps - stamp).argmin())
    return lines[nearest][1] if abs(stamps[nearest] - stamp) <= _TUM_TOLERANCE else None


def _seven_scenes(folder: Path, camera: Camera | None, skip: Skip) -> list[PosedFrame]:
    """Read a sequence of 7-Scenes."""
    camera = camera or _camera(640, 480, _SEVEN_SCENES)
    entries = [image.name for image in paths.list_folder(folder) if image.name.endswith(".color.png")]
    stems = [name.removesuffix(".color.png") for name in entries]

    def read(stem: str) -> PosedFrame:
        depth = folder / f"{stem}.depth.png"
        number = re.search(r"\d+", stem)
        return PosedFrame(
            stem,
            float(number.group()) / 30 if number else float(stems.index(stem)),
            folder / f"{stem}.color.png",
            camera,
            read_pose(folder / f"{stem}.pose.txt"),
            depth if depth.is_file() else None,
        )

    return _readable(stems, read, skip)


def _scannet(folder: Path, camera: Camera | None, skip: Skip) -> list[PosedFrame]:
    """Read a scene of ScanNet, as its reader exports it: color, depth, pose and intrinsic."""
    images = {path.stem: path for path in paths.list_folder(folder / "color") if path.suffix == ".jpg"}
    stems = sorted(images, key=lambda stem: (len(stem), stem))
    depths = {path.stem: path for path in paths.list_folder(folder / "depth")} if (folder / "depth").is_dir() else {}
    intrinsic = folder / "intrinsic"
    # The size of the cameras is that of the first image that can be read
    size = _first_size(lambda stem: read_image(images[stem]).shape, stems)
    if size is None:
        return []
    camera = camera or _scannet_camera(intrinsic / "intrinsic_color.txt", *size)
    depth_size = _first_size(lambda stem: read_depth(depths[stem]).shape, [stem for stem in stems if stem in depths])
    depth_camera = None if depth_size is None else _scannet_camera(intrinsic / "intrinsic_depth.txt", *depth_size)

    def read(stem: str) -> PosedFrame:
        pose = read_pose(folder / "pose" / f"{stem}.txt")
        depth = depths.get(stem)
        camera_of_depth = None if depth is None else depth_camera
        return PosedFrame(stem, stems.index(stem) / 30, images[stem], camera, pose, depth, camera_of_depth)

    return _readable(stems, read, skip)


def _first_size(shape: Callable[[str], tuple[int, ...]], names: Iterable[str]) -> tuple[int, int] | None:
    """Return width and height of the first image that can be read; None if there is none."""
    for name in names:
        with suppress(InputError):
            height, width = shape(name)[:2]
            return width, height
    return None


def _scannet_camera(path: Path, width: int, height: int) -> Camera:
    """Return the camera of an intrinsic matrix [4, 4] in a text file."""
    K = read_pose(path)
    if K is None:
        found = "is missing" if paths.is_missing(path) else "holds numbers that are not finite"
        raise InputError(f"{path} {found}; expected the intrinsic matrix that ScanNet's reader exports")
    return Camera(width, height, K[:3, :3])


def _camera(width: int, height: int, intrinsics: Sequence[float], distortion: Sequence[float] = ()) -> Camera:
    fx, fy, cx, cy = intrinsics
    return Camera(width, height, np.array([[fx, 0, cx], [0, fy, cy], [0, 0, 1]]), D=np.array(distortion))


Reader = Callable[[Path, Camera | None, Skip], list[PosedFrame]]

_LAYOUTS: tuple[tuple[Callable[[Path], bool], Reader], ...] = (
    (lambda folder: (folder / "rgb.txt").is_file() and (folder / "groundtruth.txt").is_file(), _tum),
    (lambda folder: any(folder.glob("frame-*.color.png")), _seven_scenes),
    (lambda folder: (folder / "color").is_dir() and (folder / "pose").is_dir(), _scannet),
    (lambda folder: any(folder.glob(f"*/{POSE}")), _frame_folders),
)
"""Tests of the layouts and their readers."""
