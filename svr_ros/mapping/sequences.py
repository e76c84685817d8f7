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

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.inference.depth_files import read_depth
from svr_ros.inference.files import FRAME_CAMERA, FRAME_IMAGE
from svr_ros.inference.photos import read_image
from svr_ros.mapping import tum_sequence
from svr_ros.mapping.posed_frame import PosedFrame, Skip, pinhole_camera, read_pose

POSE = "pose.txt"

_SEVEN_SCENES = (585.0, 585.0, 320.0, 240.0)
"""Intrinsics of 7-Scenes, from the dataset's documentation."""


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


def _seven_scenes(folder: Path, camera: Camera | None, skip: Skip) -> list[PosedFrame]:
    """Read a sequence of 7-Scenes."""
    camera = camera or pinhole_camera(640, 480, _SEVEN_SCENES)
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


Reader = Callable[[Path, Camera | None, Skip], list[PosedFrame]]

_LAYOUTS: tuple[tuple[Callable[[Path], bool], Reader], ...] = (
    (tum_sequence.matches, tum_sequence.read),
    (lambda folder: any(folder.glob("frame-*.color.png")), _seven_scenes),
    (lambda folder: (folder / "color").is_dir() and (folder / "pose").is_dir(), _scannet),
    (lambda folder: any(folder.glob(f"*/{POSE}")), _frame_folders),
)
"""Tests of the layouts and their readers."""
