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

import math
from pathlib import Path

import numpy as np
import pytest
from rosbags.rosbag2 import Writer

from svr_ros.demo import bag
from svr_ros.geometry.camera import Camera
from svr_ros.replay.messages import typestore
from svr_ros.replay.recorder import Recorder


@pytest.fixture
def images() -> list[np.ndarray]:
    generator = np.random.default_rng(0)
    return [generator.integers(0, 256, (24, 32, 3)).astype(np.uint8) for _ in range(3)]


def test_images_come_back_as_they_were_written(images: list[np.ndarray], tmp_path: Path) -> None:
    camera = Camera.from_hfov(32, 24, math.radians(60))
    path = tmp_path / "room.mcap"
    bag.write_images(path, [(image, bag.LEVEL) for image in images], camera, "png")
    assert list(tmp_path.iterdir()) == [path]
    for number, image in enumerate(images):
        read, seen_by = bag.read_image(path, number)
        np.testing.assert_array_equal(read, image)
        np.testing.assert_allclose(seen_by.K, camera.K)
        assert (seen_by.width, seen_by.height) == (32, 24)


def test_each_image_has_its_calibration_before_it_and_the_same_stamp(images: list[np.ndarray], tmp_path: Path) -> None:
    path = tmp_path / "room.mcap"
    bag.write_images(path, [(image, bag.LEVEL) for image in images], Camera.from_hfov(32, 24, 1.0), "png")
    messages = list(bag.read(path))
    assert [message.topic for message in messages] == [bag.POSE_TOPIC, bag.INFO_TOPIC, bag.IMAGE_TOPIC] * 3
    store = typestore()
    for info, image in zip(messages[1::3], messages[2::3], strict=True):
        a = store.deserialize_cdr(info.data, bag.INFO_TYPE).header
        b = store.deserialize_cdr(image.data, bag.COMPRESSED_TYPE).header
        assert a == b and a.stamp.sec * 10**9 + a.stamp.nanosec == info.time == image.time
    times = [message.time for message in messages[::3]]
    assert (np.diff(times) == 10**8).all()


def test_own_messages_can_be_recorded(tmp_path: Path) -> None:
    store = typestore()
    names = store.types
    assert {"svr_ros/msg/SemanticVoxelGrid", "svr_ros/msg/ClassLegend"} <= set(names)
    with Recorder(tmp_path / "out.mcap") as recorder:
        color = names["std_msgs/msg/ColorRGBA"](r=1.0, g=0.0, b=0.0, a=1.0)
        message = names["svr_ros/msg/SemanticClass"](id=4, name="sofa", color=color)
        recorder.write_message("/class", message, 5)
    [back] = bag.read(tmp_path / "out.mcap")
    assert store.deserialize_cdr(back.data, "svr_ros/msg/SemanticClass") == message


def test_recording_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), Recorder(tmp_path / "out.mcap"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_interruption_while_the_recording_is_opened_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Writer.open

    def interrupted(writer: Writer) -> None:
        opened(writer)
        raise KeyboardInterrupt

    monkeypatch.setattr(Writer, "open", interrupted)
    with pytest.raises(KeyboardInterrupt), Recorder(tmp_path / "out.mcap"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_poses_are_transforms_from_the_camera_to_the_room(images: list[np.ndarray], tmp_path: Path) -> None:
    path = tmp_path / "room.mcap"
    bag.write_images(path, [(images[0], bag.LEVEL)], Camera.from_hfov(32, 24, 1.0), "jpeg")
    message = next(message for message in bag.read(path) if message.topic == "/tf")
    [stamped] = typestore().deserialize_cdr(message.data, message.kind).transforms
    assert (stamped.header.frame_id, stamped.child_frame_id) == ("map", "camera_optical_frame")
    turn = stamped.transform.rotation
    # REP 103: an optical frame is turned by roll -90 and yaw -90 degrees
    np.testing.assert_allclose(np.sign(turn.w) * np.array([turn.x, turn.y, turn.z, turn.w]), [-0.5, 0.5, -0.5, 0.5])
    assert stamped.transform.translation.z == 1.5


def test_shipped_room_is_small_and_whole() -> None:
    path = Path(bag.__file__).with_name("room.mcap")
    assert path.stat().st_size < 2e6
    topics = [message.topic for message in bag.read(path)]
    assert topics.count(bag.IMAGE_TOPIC) == topics.count(bag.INFO_TOPIC) == topics.count(bag.POSE_TOPIC) == 10
    image, camera = bag.read_image(path, 5)
    assert image.shape == (480, 640, 3) and image.std() > 20
    assert math.degrees(camera.hfov) == pytest.approx(62, abs=0.1)
