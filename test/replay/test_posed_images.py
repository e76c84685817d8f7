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

"""Streams of posed images from bags and folders, and the maps that they make."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.open3d_loader import load_open3d
from svr_ros.replay.job import MapJob, MapReport
from svr_ros.replay.maps import build_map
from svr_ros.replay.posed_image import PosedImage
from svr_ros.replay.posed_images import open_images
from svr_ros.ros.parameters import Settings

from .conftest import PERIOD, START, depth, info, pixels, robot, sequence


def read(job: MapJob) -> tuple[list[PosedImage], MapReport]:
    report = MapReport(quiet=True)
    with open_images(job, report) as opened:
        images = list(opened.images)
    return images, report


def job(source: Path, *outputs: Path, **more) -> MapJob:
    return MapJob(source, outputs, settings=Settings(resolution=64), quiet=True, **more)


def test_bag_gives_images_with_depth_and_pose(record: Callable[..., Path]) -> None:
    images, report = read(job(record(robot(3)), use_depth=True))
    assert report.complete and len(images) == 3
    for number, one in enumerate(images):
        np.testing.assert_array_equal(one.image, pixels(number))
        assert one.stamp == pytest.approx((START + number * PERIOD) / 1e9)
        assert one.known is not None and one.known.depth is not None and (one.known.depth == 2).all()
        assert one.map_from_camera is not None
        np.testing.assert_allclose(one.map_from_camera[:3, 3], [0.1 * number, 1, 0.5], atol=1e-9)
    without, _ = read(job(record(robot(3), "other"), every=2))
    assert [one.known for one in without] == [None, None]


def test_images_out_of_the_transforms_have_the_reason(record: Callable[..., Path]) -> None:
    images, _ = read(job(record(robot(4, known=range(1, 3)))))
    assert [one.map_from_camera is not None for one in images] == [False, True, True, False]
    assert "no transform from 'camera_optical_frame' to 'map' at the image's stamp" in images[0].problem


def test_only_depth_of_the_camera_s_frame_is_found(record: Callable[..., Path]) -> None:
    others = [("/infrared/depth", 0, depth(0, 3.0, "infrared")), ("/infrared/camera_info", 0, info(0))]
    images, _ = read(job(record([*robot(1), *others]), use_depth=True))
    assert images[0].known is not None and images[0].known.depth is not None and (images[0].known.depth == 2).all()
    twice = [*robot(1), ("/camera/smooth", 0, depth(0))]
    with pytest.raises(InputError, match="expected --depth with one of /camera/depth, /camera/smooth"):
        read(job(record(twice, "twice"), use_depth=True))
    colours = [entry for entry in robot(1) if entry[0] != "/camera/depth"]
    with pytest.raises(InputError, match="holds no depth images"):
        read(job(record(colours, "colours"), use_depth=True))


def test_folder_gives_the_same_kind_of_images(tmp_path: Path) -> None:
    folder = sequence(tmp_path / "walk", 4)
    (folder / "frame_1" / "pose.txt").write_text("-inf " * 16)
    (folder / "frame_1" / "depth.png").unlink()
    (folder / "frame_2" / "image.jpg").write_bytes(b"no image")
    (folder / "frame_3" / "depth.png").unlink()
    images, report = read(job(folder, use_depth=True))
    assert report.without == {"image reconstructed without depth: frame_3 has no depth image": 1}  # not of frame_1
    assert [(one.name, one.map_from_camera is None) for one in images] == [
        ("frame_0", False),
        ("frame_1", True),
        ("frame_3", False),
    ]
    assert images[0].known is not None and images[1].problem
    assert list(report.failed.values()) == [1]
    with pytest.raises(InputError, match="has neither topics nor frames"):
        read(job(folder, global_frame="map"))


def test_map_of_a_bag_is_that_of_its_images_and_counts_what_is_missing(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    try:
        load_open3d()
    except InputError as error:
        pytest.skip(str(error))
    bag = record(robot(4, known=range(1, 3)))
    first = job(bag, tmp_path / "a.ply", tmp_path / "a.svrmap", use_depth=True, layers="measured")
    report = build_map(first, reconstructor)
    assert report.scenes == 2 and report.blocks > 0 and list(report.without_pose.values()) == [2]
    assert not report.complete and "2 images without a pose" in report.line()
    [problem] = report.problems
    assert problem.startswith("2 images have no pose: ")
    build_map(replace(first, outputs=(tmp_path / "b.ply",)), reconstructor)
    assert (tmp_path / "a.ply").read_bytes() == (tmp_path / "b.ply").read_bytes()
    # The wall 2 m before the camera, which stands at x = 0.1 and 0.2 and looks along x, is where it belongs
    import trimesh

    mesh = trimesh.load(tmp_path / "a.ply", process=False)
    assert 2.0 < np.median(mesh.vertices[:, 0]) < 2.3


def test_bag_without_poses_leaves_no_output(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    entries = [(topic, number, message) for topic, number, message in robot(2) if topic not in ("/tf", "/tf_static")]
    with pytest.raises(InputError, match="connects 'map' or 'odom' with the frame of the images"):
        build_map(job(record(entries), folder / "room.ply"), reconstructor)
    assert list(folder.iterdir()) == []
