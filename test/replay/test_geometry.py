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

"""Replay of bags with depth, points and transforms."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.geometry.known import KnownGeometry
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.weights import random_weights
from svr_ros.networks.config import ModelConfig, SceneConfig
from svr_ros.replay.bag import Bag
from svr_ros.replay.geometry import GeometryTopics, find_geometry
from svr_ros.replay.job import Job, Report
from svr_ros.replay.run import replay
from svr_ros.ros.convert.pixel_images import image_to_depth
from svr_ros.ros.parameters import Settings

from .conftest import TYPES, camera, depth, header, info
from .test_run import read
from .test_transforms import transform

DEPTH, POINTS = "/camera/depth/image_raw", "/lidar/points"
SETTINGS = Settings(resolution=64, use_depth=True)


@pytest.fixture(scope="module")
def small() -> Reconstructor:
    """Return a reconstructor whose weights take known geometry, with a small image."""
    config = replace(ModelConfig(), image_size=128, resolution=64, scene=SceneConfig(grid=8))
    return Reconstructor(random_weights(config), "cpu", 64)


def cloud(number: int, points: np.ndarray, frame: str) -> Any:
    field = TYPES["sensor_msgs/msg/PointField"]
    data = np.ascontiguousarray(points, "<f4")
    return TYPES["sensor_msgs/msg/PointCloud2"](
        header=header(number, frame), height=1, width=len(data), is_bigendian=False, point_step=12, is_dense=True,
        row_step=12 * len(data), data=data.view(np.uint8).reshape(-1),
        fields=[field(name=name, offset=4 * i, datatype=7, count=1) for i, name in enumerate("xyz")],
    )  # fmt: skip


def run(bag: Path, output: Path, small: Reconstructor, **more: Any) -> tuple[Report, list[np.ndarray]]:
    """Replay a bag; return the report and the published depth images."""
    settings = replace(SETTINGS, **more.pop("settings", {}))
    report = replay(Job(bag, output, outputs=("depth",), settings=settings, **more), small)
    return report, [image_to_depth(message) for _, message in read(output)["/reconstruct/depth"]]


def measured(image: np.ndarray, metres: float) -> bool:
    return bool(np.isfinite(image).mean() > 0.9 and abs(np.nanmedian(image) - metres) < 0.01)


def test_each_image_takes_the_depth_of_its_stamp(
    record: Callable[..., Path], small: Reconstructor, tmp_path: Path
) -> None:
    """The bag holds the depth of the first image after its image, and that of the second before it."""
    images = camera(3)
    entries = [*images[:2], (DEPTH, 0, depth(0, 1.5)), *images[2:3], (DEPTH, 1, depth(1, 2.5)), *images[3:]]
    report, found = run(record(entries), tmp_path / "out.mcap", small, depth_topic=DEPTH)
    assert report.scenes == 3 and report.complete
    assert measured(found[0], 1.5) and measured(found[1], 2.5)
    assert not measured(found[2], 1.5) and not measured(found[2], 2.5)
    [(reason, count)] = report.without.items()
    assert count == 1 and reason.startswith(f"image reconstructed without depth: no message on {DEPTH}")
    assert report.line().endswith("; depth, points or the ground missing 1 times")


def test_depth_is_kept_while_images_wait_for_points(
    record: Callable[..., Path], small: Reconstructor, tmp_path: Path
) -> None:
    """The newest ten messages of a topic are kept; the depth of twelve further images comes before the points."""
    images = camera(1)
    entries = [*images, (DEPTH, 0, depth(0, 1.5)), *((DEPTH, k, depth(k, 2.5)) for k in range(1, 13))]
    entries += [(POINTS, 13, cloud(0, np.array([[0.0, 0.0, 1.5]]), "camera_optical_frame"))]
    settings = {"depth_timeout": 60.0, "use_points": True}
    report, found = run(
        record(entries), tmp_path / "out.mcap", small, depth_topic=DEPTH, points_topic=POINTS, settings=settings
    )
    assert not report.without and measured(found[0], 1.5)


def test_depth_and_points_of_other_frames_are_registered_by_the_transforms_of_the_bag(
    record: Callable[..., Path], small: Reconstructor, tmp_path: Path
) -> None:
    """The camera looks along x, 1 m before the frames of depth and LiDAR, which look along x too."""
    mounts = [("/tf_static", 0, transform(0, "camera_optical_frame", name)) for name in ("depth", "lidar")]
    for _, _, message in mounts:
        message.transforms[0].transform.translation.z = -1.0
    calibration = info(0)
    calibration.header.frame_id = "depth"
    entries = [("/camera/depth/camera_info", 0, calibration), *mounts, *camera(1), (DEPTH, 0, depth(0, 3, "depth"))]
    topics = {"depth_topic": DEPTH}
    bag = record(entries)
    report, [found] = run(bag, tmp_path / "out.mcap", small, **topics)
    assert not report.without and abs(np.nanmedian(found) - 2.0) < 0.02
    grid = np.stack(np.meshgrid(np.linspace(-2, 2, 60), np.linspace(-2, 2, 60)), -1).reshape(-1, 2)
    points = np.column_stack([grid, np.full(len(grid), 3.0)])
    bag = record([*mounts, *camera(1), (POINTS, 0, cloud(0, points, "lidar"))], "lidar")
    sparse = {"points_topic": POINTS, "settings": {"use_depth": False}}
    report, [found] = run(bag, tmp_path / "lidar.mcap", small, **sparse)
    assert not report.without and np.nanmean(np.abs(found - 2.0) < 0.02) > 0.1


def test_the_ground_of_the_bag_reaches_the_network(
    record: Callable[..., Path], small: Reconstructor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The camera is level, 1 m above the frame of the ground; without its transform the image is used alone."""
    given: list[KnownGeometry | None] = []
    original = small.reconstruct

    def reconstruct(*arguments: Any) -> Any:
        given.append(arguments[3])
        return original(*arguments)

    monkeypatch.setattr(small, "reconstruct", reconstruct)
    mount = transform(0, "base", "camera_optical_frame")
    pose = mount.transforms[0].transform
    pose.translation.z = 1.0
    pose.rotation.x, pose.rotation.y, pose.rotation.z, pose.rotation.w = -0.5, 0.5, -0.5, 0.5
    settings = {"use_depth": False, "ground_frame": "base"}
    report, _ = run(record([("/tf_static", 0, mount), *camera(1)]), tmp_path / "out.mcap", small, settings=settings)
    assert not report.without and given[0] is not None and given[0].ground is not None
    assert given[0].ground.height == pytest.approx(1.0)
    np.testing.assert_allclose(given[0].ground.normal, [0, -1, 0], atol=1e-9)
    report, _ = run(record(camera(1), "none"), tmp_path / "none.mcap", small, settings=settings)
    assert given[-1] is None and list(report.without.values()) == [1]


def test_topics_that_are_not_there_are_one_sentence(record: Callable[..., Path]) -> None:
    with Bag(record([*camera(1), (DEPTH, 0, depth(0, 1)), ("/camera/depth/camera_info", 0, info(0))])) as bag:
        expected = GeometryTopics(DEPTH, "/camera/depth/camera_info", None)
        assert find_geometry(bag, DEPTH, None, None) == expected
        assert find_geometry(bag, None, None, None).all == []
        with pytest.raises(
            InputError, match=r"^there is no /depth in bag .*; expected one of /camera/depth/image_raw, "
        ):
            find_geometry(bag, "/depth", None, None)
        with pytest.raises(
            InputError, match=r"image_raw is sensor_msgs/msg/Image in bag .*; expected points, of which"
        ):
            find_geometry(bag, None, None, DEPTH)


def test_compressed_colours_are_not_offered_as_depth(record: Callable[..., Path]) -> None:
    compressed = TYPES["sensor_msgs/msg/CompressedImage"](header=header(0), format="jpeg", data=np.zeros(1, np.uint8))
    entries = [("/camera/image_raw/compressed", 0, compressed)]
    with Bag(record(entries)) as bag, pytest.raises(InputError, match="expected topics of depth images, of which"):
        find_geometry(bag, DEPTH, None, None)
    depth_too = [*entries, ("/camera/depth/image_raw/compressedDepth", 0, compressed)]
    with Bag(record(depth_too, "both")) as bag, pytest.raises(InputError, match=r"one of \S+/compressedDepth$"):
        find_geometry(bag, DEPTH, None, None)


def test_weights_that_take_no_depth_are_refused(
    record: Callable[..., Path], tmp_path: Path, reconstructor: Reconstructor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reconstructor, "takes_depth", False)
    bag = record([*camera(1), (DEPTH, 0, depth(0, 1))])
    with pytest.raises(InputError, match=r"none of the images .*: weights .* take no known geometry; expected"):
        replay(Job(bag, tmp_path / "out.mcap", depth_topic=DEPTH, settings=SETTINGS), reconstructor)
