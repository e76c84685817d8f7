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

"""Layouts of sequences."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.mapping.sequences import find_sequence


def _image(path: Path, width: int = 64, height: int = 48) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((height, width, 3), 90, np.uint8)).save(path)


def _depth(path: Path, value: int, width: int = 64, height: int = 48) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((height, width), value, np.uint16)).save(path)


def _pose(path: Path, x: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pose = np.eye(4)
    pose[0, 3] = x
    np.savetxt(path, pose)


def test_folders_with_poses(tmp_path: Path) -> None:
    for number in range(2):
        folder = tmp_path / f"frame_{number}"
        _image(folder / "image.jpg")
        _pose(folder / "pose.txt", 0.5 * number)
        camera = {"width": 64, "height": 48, "K": [60, 0, 31.5, 0, 60, 23.5, 0, 0, 1]}
        (folder / "camera.json").write_text(json.dumps(camera))
    _depth(tmp_path / "frame_1" / "depth.png", 1500)
    first, second = find_sequence(tmp_path)
    assert first.read_depth() is None
    assert second.map_from_camera is not None and second.map_from_camera[0, 3] == 0.5
    np.testing.assert_allclose(second.read_depth(), 1.5)
    assert second.read_image().shape == (48, 64, 3)


def test_tum(tmp_path: Path) -> None:
    folder = tmp_path / "rgbd_dataset_freiburg1_xyz"
    _image(folder / "rgb" / "1.png", 640, 480)
    _image(folder / "rgb" / "2.png", 640, 480)
    _depth(folder / "depth" / "1.png", 5000, 640, 480)
    (folder / "rgb.txt").write_text("# color images\n100.00 rgb/1.png\n101.00 rgb/2.png\n")
    (folder / "depth.txt").write_text("100.02 depth/1.png\n")
    (folder / "groundtruth.txt").write_text("# pose\n100.01 1 2 3 0 0 0.7071068 0.7071068\n")
    first, second = find_sequence(folder)
    assert first.map_from_camera is not None and second.map_from_camera is None
    np.testing.assert_allclose(first.map_from_camera[:3, 3], [1, 2, 3])
    np.testing.assert_allclose(first.map_from_camera[:3, 0], [0, 1, 0], atol=1e-6)  # a quarter turn about z
    np.testing.assert_allclose(first.read_depth(), 1.0)  # 5,000 units per metre
    assert first.camera.K[0, 0] == pytest.approx(517.3)


def test_seven_scenes(tmp_path: Path) -> None:
    _image(tmp_path / "frame-000030.color.png", 640, 480)
    _depth(tmp_path / "frame-000030.depth.png", 65535, 640, 480)
    _pose(tmp_path / "frame-000030.pose.txt", 1.0)
    (frame,) = find_sequence(tmp_path)
    assert frame.stamp == pytest.approx(1.0)
    depth = frame.read_depth()
    assert depth is not None and np.isnan(depth).all()


def test_scannet(tmp_path: Path) -> None:
    for number in (2, 10):
        _image(tmp_path / "color" / f"{number}.jpg", 128, 96)
        _depth(tmp_path / "depth" / f"{number}.png", 2000)
        _pose(tmp_path / "pose" / f"{number}.txt", number)
    (tmp_path / "pose" / "10.txt").write_text("-inf " * 16)
    for name, factor in (("color", 2), ("depth", 1)):
        K = np.eye(4)
        K[0, 0] = K[1, 1] = 60 * factor
        K[0, 2], K[1, 2] = 32 * factor, 24 * factor
        (tmp_path / "intrinsic").mkdir(exist_ok=True)
        np.savetxt(tmp_path / "intrinsic" / f"intrinsic_{name}.txt", K)
    first, second = find_sequence(tmp_path)
    assert (first.name, second.name) == ("2", "10")
    assert second.map_from_camera is None
    depth = first.read_depth()
    assert depth is not None and depth.shape == (96, 128)
    assert np.isfinite(depth[10:-10, 10:-10]).mean() > 0.95
    np.testing.assert_allclose(depth[np.isfinite(depth)], 2.0, rtol=1e-5)


def test_other_folders_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no sequence"):
        find_sequence(tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        find_sequence(tmp_path / "none")
    folder = tmp_path / "frame_0"
    _image(folder / "image.jpg")
    (folder / "camera.json").write_text(json.dumps({"width": 64, "height": 48, "K": [60, 0, 31, 0, 60, 23, 0, 0, 1]}))
    (folder / "pose.txt").write_text("one two three")
    with pytest.raises(InputError, match="holds no pose"):
        find_sequence(tmp_path)


def test_frame_with_a_broken_pose_or_camera_costs_itself(tmp_path: Path) -> None:
    for number in range(4):
        _image(tmp_path / f"frame_{number}" / "image.jpg")
        _pose(tmp_path / f"frame_{number}" / "pose.txt", number)
        camera = {"width": 64, "height": 48, "K": [60, 0, 31, 0, 60, 23, 0, 0, 1]}
        (tmp_path / f"frame_{number}" / "camera.json").write_text(json.dumps(camera))
    (tmp_path / "frame_0" / "pose.txt").write_bytes(b"\xff\xfe\0")
    (tmp_path / "frame_2" / "camera.json").unlink()
    skipped: dict[str, str] = {}
    frames = find_sequence(tmp_path, skip=lambda name, problem: skipped.update({name: str(problem)}))
    assert [(frame.name, frame.stamp) for frame in frames] == [("frame_1", 1.0), ("frame_3", 3.0)]
    assert "is not a text file" in skipped["frame_0"] and "camera.json cannot be read" in skipped["frame_2"]


def test_pipes_and_devices_do_not_hang(tmp_path: Path) -> None:
    for number in range(4):
        _image(tmp_path / f"{number}" / "image.jpg")
        _pose(tmp_path / f"{number}" / "pose.txt", 0)
    for name in ("0/pose.txt", "1/image.jpg", "2/depth.png", "3/camera.json"):
        (tmp_path / name).unlink(missing_ok=True)
        os.mkfifo(tmp_path / name)
    camera = Camera.from_hfov(64, 48, 1.0)
    skipped: list[str] = []
    frames = find_sequence(tmp_path, camera, skip=lambda name, problem: skipped.append(f"{name}: {problem}"))
    assert [each.rpartition("/")[2] for each in skipped] == [
        "pose.txt is not a regular file; expected one",
        "camera.json is not a regular file; expected one",
    ]
    with pytest.raises(InputError, match=r"image.jpg is not a regular file"):
        frames[0].read_image()
    assert frames[1].depth is None


def test_frames_without_a_pose_are_counted(tmp_path: Path) -> None:
    for number in range(3):
        _image(tmp_path / f"{number}" / "image.jpg")
    _pose(tmp_path / "0" / "pose.txt", 0)
    (tmp_path / "1" / "pose.txt").symlink_to("/nowhere")
    frames = find_sequence(tmp_path, Camera.from_hfov(64, 48, 1.0))
    assert [frame.map_from_camera is None for frame in frames] == [False, True, True]


@pytest.mark.parametrize("scale", [1e-320, 1e-160, 1.0, 1e300])
def test_quaternions_of_tum_need_no_length(tmp_path: Path, scale: float) -> None:
    folder = tmp_path / "freiburg1"
    _image(folder / "1.png", 640, 480)
    (folder / "rgb.txt").write_text("1 1.png\n")
    (folder / "groundtruth.txt").write_text(f"1 0 0 0 0 0 {scale} {scale}\n")
    [frame] = find_sequence(folder)
    assert frame.map_from_camera is not None
    np.testing.assert_allclose(frame.map_from_camera[:3, 0], [0, 1, 0], atol=1e-9)


def test_scannet_whose_first_images_are_broken(tmp_path: Path) -> None:
    for number in range(2):
        _image(tmp_path / "color" / f"{number}.jpg")
        _depth(tmp_path / "depth" / f"{number}.png", 2000)
        _pose(tmp_path / "pose" / f"{number}.txt", number)
    (tmp_path / "color" / "0.jpg").write_bytes(b"")
    (tmp_path / "depth" / "0.png").write_bytes(b"")
    (tmp_path / "intrinsic").mkdir()
    for name in ("color", "depth"):
        np.savetxt(tmp_path / "intrinsic" / f"intrinsic_{name}.txt", np.diag([60.0, 60, 1, 1]))
    _, second = find_sequence(tmp_path)
    assert (second.camera.width, second.camera.height) == (64, 48)
    depth = second.read_depth()
    assert depth is not None and np.isfinite(depth).any()


def test_cut_off_pose_of_tum_costs_its_frame(tmp_path: Path) -> None:
    """The last line of a file is cut off if its recorder was killed."""
    folder = tmp_path / "freiburg1_cut"
    folder.mkdir()
    (folder / "rgb.txt").write_text("1 rgb/a.png\n2 rgb/b.png\n")
    (folder / "groundtruth.txt").write_text("1 0 0 0 0 0 0 1\n2 0.5 0.2")
    problems: list[str] = []
    frames = find_sequence(folder, skip=lambda name, problem: problems.append(f"{name}: {problem}"))
    assert [frame.name for frame in frames] == ["rgb/a.png"]
    assert len(problems) == 1 and problems[0].startswith("rgb/b.png: ")
    assert "holds '0.5 0.2'; expected seven numbers after the stamp" in problems[0]


@pytest.mark.parametrize("line", ["nan rgb/1.png", "inf rgb/1.png", "rgb/1.png", "1.0"])
def test_lists_of_tum_without_stamps_are_one_sentence(tmp_path: Path, line: str) -> None:
    (tmp_path / "rgb.txt").write_text(f"\ufeff1 rgb/0.png\n{line}\n", encoding="utf-8")  # with a byte order mark
    (tmp_path / "groundtruth.txt").write_text("1 0 0 0 0 0 0 1\n")
    with pytest.raises(InputError, match=f"rgb.txt holds the line '{line}'; expected"):
        find_sequence(tmp_path)
