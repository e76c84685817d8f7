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

"""Replay of bags into bags."""

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rosbags.interfaces import QosDurability

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.replay import messages
from svr_ros.replay.bag import Bag
from svr_ros.replay.images import ImageSelector
from svr_ros.replay.job import Job
from svr_ros.replay.run import replay
from svr_ros.ros.convert.grids import message_to_grid
from svr_ros.ros.convert.legends import LEGENDS
from svr_ros.ros.convert.pixel_images import image_to_depth
from svr_ros.ros.convert.topics import OUTPUTS
from svr_ros.ros.parameters import Settings

from .conftest import LATENCY, PERIOD, START, TYPES, camera, header, image, info, pixels

DEPTH = ("depth",)


def read(path: Path) -> dict[str, list[tuple[int, object]]]:
    found: dict[str, list] = {}
    with Bag(path) as bag:
        for message in bag.messages():
            kind = message.connection.msgtype
            found.setdefault(message.topic, []).append((message.time, messages.deserialize(message.data, kind)))
    return found


def job(bag: Path, output: Path, fixed_hfov: float = 0.0, **more) -> Job:
    return Job(bag, output, settings=Settings(resolution=64, fixed_hfov=fixed_hfov), **more)


def stamp(message) -> int:
    return message.header.stamp.sec * 10**9 + message.header.stamp.nanosec


def test_every_image_becomes_every_message_with_its_stamp_frame_and_bag_time(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    output = tmp_path / "out.mcap"
    report = replay(job(record(camera(2)), output, outputs=tuple(OUTPUTS)), reconstructor)
    assert report.scenes == 2 and not report.failed
    found = read(output)
    assert set(found) == {f"/reconstruct/{name}" for name in [*OUTPUTS, *LEGENDS]}
    for topic, entries in found.items():
        if "legend" in topic:
            continue
        assert [time for time, _ in entries] == [START + n * PERIOD + LATENCY for n in range(2)], topic
        for number, (_, message) in enumerate(entries):
            for one in message.markers if "markers" in topic else [message]:
                assert stamp(one) == START + number * PERIOD and one.header.frame_id == "camera_optical_frame"
    with Bag(output) as bag:
        for connection in bag.connections:
            durable = [profile.durability for profile in connection.ext.offered_qos_profiles]
            assert (QosDurability.TRANSIENT_LOCAL in durable) == ("legend" in connection.topic)
    assert list(output.parent.glob(".*")) == []


def test_results_are_those_of_the_node_s_own_conversions(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    output = tmp_path / "out.mcap"
    replay(job(record(camera(1)), output, outputs=("voxels", "depth")), reconstructor)
    expected = reconstructor.reconstruct(pixels(0), Camera.from_hfov(64, 48, np.radians(60)))
    found = read(output)
    [(_, depth)] = found["/reconstruct/depth"]
    np.testing.assert_allclose(image_to_depth(depth), expected.depth_image())
    [(_, grid)] = found["/reconstruct/voxels"]
    np.testing.assert_array_equal(message_to_grid(grid).labels, expected.voxel_grid(0.05).labels)


@pytest.mark.parametrize(
    ("every", "rate", "expected"), [(2, 0.0, [0, 2, 4]), (1, 5.0, [0, 2, 4]), (1, 4.0, [0, 3, 5]), (2, 4.0, [0, 4])]
)
def test_images_are_selected_by_number_and_rate(every: int, rate: float, expected: list[int]) -> None:
    selector = ImageSelector(every, rate)
    assert [number for number in range(6) if selector.selects(START + number * PERIOD)] == expected


def test_images_that_are_not_selected_are_skipped(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    replay(job(record(camera(3)), tmp_path / "out.mcap", outputs=DEPTH, every=2), reconstructor)
    times = [stamp(message) for _, message in read(tmp_path / "out.mcap")["/reconstruct/depth"]]
    assert [(time - START) // PERIOD for time in times] == [0, 2]


def test_images_before_the_first_calibration_get_that_one(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    path = record([("/camera/image_raw", 0, image(0)), *camera(2)[2:]])
    assert replay(job(path, tmp_path / "out.mcap", outputs=DEPTH), reconstructor).scenes == 2


def test_too_small_voxels_are_refused_before_the_first_image(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    small = replace(job(record(camera(1)), tmp_path / "out.mcap"), settings=Settings(resolution=64, voxel_size=0.011))
    with pytest.raises(InputError, match=r"^voxel_size is 0\.011 m; expected at least 0\.\d+ m for the view of the"):
        replay(small, reconstructor)


def test_compressed_images_with_a_given_field_of_view_need_no_calibration(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    coded = io.BytesIO()
    Image.fromarray(pixels(3)).save(coded, "PNG")
    message = TYPES["sensor_msgs/msg/CompressedImage"](
        header=header(3), format="rgb8; png compressed bgr8", data=np.frombuffer(coded.getvalue(), np.uint8)
    )
    path = record([("/camera/image_raw/compressed", 3, message)])
    replay(
        job(path, tmp_path / "out.mcap", outputs=("depth", "camera_info"), fixed_hfov=60.0),
        reconstructor,
    )
    found = read(tmp_path / "out.mcap")
    [(_, calibration)] = found["/reconstruct/camera_info"]
    np.testing.assert_allclose(calibration.k[0], 32 * np.sqrt(3))
    [(_, depth)] = found["/reconstruct/depth"]
    expected = reconstructor.reconstruct(pixels(3), Camera.from_hfov(64, 48, np.radians(60))).depth_image()
    np.testing.assert_allclose(image_to_depth(depth), expected)


def test_invalid_images_are_skipped(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = camera(4)
    entries[2] = ("/camera/camera_info", 1, info(1, width=32))
    report = replay(job(record(entries), tmp_path / "out.mcap", outputs=DEPTH), reconstructor)
    assert report.scenes == 3 and list(report.failed.values()) == [1]
    assert (
        "svr: message on /camera/image_raw skipped: image is 64 x 48 pixels and its CameraInfo is for 32 x 48"
        in capsys.readouterr().err
    )


def test_bag_of_invalid_images_leaves_no_output(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path
) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    path = record([("/camera/camera_info", 0, info(0)), ("/camera/image_raw", 0, image(0, "16UC1"))])
    with pytest.raises(InputError, match=r"none of the images .* encoding is '16UC1'"):
        replay(job(path, folder / "out.mcap", image_topic="/camera/image_raw"), reconstructor)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("plugin", ["MCAP", "SQLITE3"])
def test_copied_topics_are_the_same_bytes(
    record: Callable[..., Path], reconstructor: Reconstructor, tmp_path: Path, plugin: str
) -> None:
    text = TYPES["std_msgs/msg/String"](data="hello")
    path = record([*camera(2), ("/chatter", 1, text)], plugin=plugin)
    replay(job(path, tmp_path / "out.mcap", outputs=DEPTH, copy=True, node="/left/reconstruct"), reconstructor)
    with Bag(path) as bag:
        before = [(m.topic, m.time, bytes(m.data)) for m in bag.messages()]
    with Bag(tmp_path / "out.mcap") as bag:
        after = [(m.topic, m.time, bytes(m.data)) for m in bag.messages()]
    assert [entry for entry in after if not entry[0].startswith("/left")] == before
    assert Counter(topic for topic, _, _ in after)["/left/reconstruct/depth"] == 2
