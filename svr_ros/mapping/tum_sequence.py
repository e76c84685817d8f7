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

"""Sequences of TUM RGB-D: lists of images, depth images and poses with their stamps."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.mapping.posed_frame import PosedFrame, Skip, pinhole_camera

_TOLERANCE = 0.03
"""Maximum difference in seconds between the stamps of an image and its depth or pose."""

_DEPTH_SCALE = 5.0
"""Units of a millimetre in depth images of TUM RGB-D."""

_CAMERAS = {
    "freiburg1": ((517.3, 516.5, 318.6, 255.3), (0.2624, -0.9531, -0.0054, 0.0026, 1.1633)),
    "freiburg2": ((520.9, 521.0, 325.1, 249.7), (0.2312, -0.7849, -0.0033, -0.0001, 0.9172)),
    "freiburg3": ((535.4, 539.2, 320.1, 247.6), ()),
}
"""Intrinsics fx, fy, cx, cy and distortion of the cameras of TUM RGB-D, from the dataset's documentation."""


def matches(folder: Path) -> bool:
    """Return whether a folder has the layout of TUM RGB-D."""
    return (folder / "rgb.txt").is_file() and (folder / "groundtruth.txt").is_file()


def read(folder: Path, camera: Camera | None, skip: Skip) -> list[PosedFrame]:
    """Return the frames of a sequence; those with a broken pose are passed to `skip`."""
    images = _stamped_lines(folder / "rgb.txt", 1)
    poses = _stamped_lines(folder / "groundtruth.txt")
    depths = _stamped_lines(folder / "depth.txt", 1) if (folder / "depth.txt").is_file() else []
    if camera is None:
        camera = _find_camera(folder)
    frames = []
    for stamp, (name, *_) in images:
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
                depth_scale=_DEPTH_SCALE,
            )
        )
    return frames


def _find_camera(folder: Path) -> Camera:
    """Return the camera of a sequence of TUM RGB-D by the folder's name."""
    if (folder / "camera.json").is_file():
        return Camera.from_file(folder / "camera.json")
    for name, (intrinsics, distortion) in _CAMERAS.items():
        if name in folder.resolve().name:
            return pinhole_camera(640, 480, intrinsics, distortion)
    raise InputError(
        f"{folder.name} names no camera of TUM RGB-D; expected freiburg1, freiburg2 or freiburg3 in it, or --camera"
    )


def _pose_of_quaternion(fields: Sequence[str], path: Path) -> NDArray[np.float64] | None:
    """Return the pose of tx ty tz qx qy qz qw; None if it is not finite."""
    from scipy.spatial.transform import Rotation

    try:
        values = np.array(fields[:7], np.float64).reshape(7)
    except ValueError as error:
        raise InputError(f"{path} holds {' '.join(fields)!r}; expected seven numbers after the stamp") from error
    if not np.isfinite(values).all() or not values[3:].any():
        return None
    pose = np.eye(4)
    quaternion = values[3:] / np.abs(values[3:]).max()  # squares of tiny and huge numbers overflow
    pose[:3, :3], pose[:3, 3] = Rotation.from_quat(quaternion).as_matrix(), values[:3]
    return pose


def _stamped_lines(path: Path, count: int = 0) -> list[tuple[float, list[str]]]:
    """Return the stamps and fields of a text file of TUM RGB-D, ordered by stamp; lines with # are comments.

    Raises:
        InputError: If a line has no stamp, or less than `count` fields after it.
    """
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
        lines.append((stamp, fields[1:]))
    return sorted(lines)


def _nearest(lines: list[tuple[float, list[str]]], stamp: float) -> list[str] | None:
    """Return the fields of the line that is nearest to a stamp, given sorted ones; None if it is too far away."""
    after = bisect_left(lines, stamp, key=lambda line: line[0])
    near = min(lines[max(after - 1, 0) : after + 1], key=lambda line: abs(line[0] - stamp), default=None)
    return near[1] if near is not None and abs(near[0] - stamp) <= _TOLERANCE else None
