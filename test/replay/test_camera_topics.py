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

"""Search for the camera's topics in a bag."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from svr_ros.errors import InputError
from svr_ros.replay import camera_topics
from svr_ros.replay.bag import Bag, Message
from svr_ros.replay.camera_topics import CameraTopics

from .conftest import TYPES, camera, header, image, info


def compressed(number: int, form: str = "jpeg"):
    return TYPES["sensor_msgs/msg/CompressedImage"](header=header(number), format=form, data=image(0).data[:10])


def find(path: Path, **given) -> CameraTopics:
    with Bag(path) as bag:
        return camera_topics.find_camera(bag, **given)


def test_only_camera_is_found_among_depth_and_its_own_compressed_copy(record: Callable[..., Path]) -> None:
    entries = [
        *camera(2),
        ("/camera/image_raw/compressed", 0, compressed(0)),
        ("/camera/depth/image_raw", 0, image(0, "16UC1")),
        ("/camera/depth/image_raw/compressedDepth", 0, compressed(0, "16UC1; compressedDepth png")),
        ("/camera/depth/camera_info", 0, info(0)),
    ]
    assert find(record(entries)) == CameraTopics("/camera/image_raw", False, "/camera/camera_info")


def test_compressed_images_use_the_calibration_beside_the_raw_topic(record: Callable[..., Path]) -> None:
    entries = [
        ("/c/image/compressed", 0, compressed(0)),
        ("/c/camera_info", 0, info(0)),
        ("/d/camera_info", 0, info(0)),
    ]
    assert find(record(entries)) == CameraTopics("/c/image/compressed", True, "/c/camera_info")


def test_calibration_below_the_image_and_a_lonely_one_elsewhere_are_found(record: Callable[..., Path]) -> None:
    below = [("/zed/image", 0, image(0)), ("/zed/image/camera_info", 0, info(0)), ("/x/camera_info", 0, info(0))]
    assert find(record(below, "below")).info == "/zed/image/camera_info"
    lonely = [("/left", 0, image(0)), ("/calibration", 0, info(0))]
    assert find(record(lonely, "lonely")).info == "/calibration"


def test_several_cameras_are_listed(record: Callable[..., Path]) -> None:
    path = record(camera(1, "/front/image_raw") + camera(1, "/rear/image_raw"))
    with pytest.raises(InputError, match="--topic with one of /front/image_raw, /rear/image_raw"):
        find(path)
    assert find(path, image="/rear/image_raw") == CameraTopics("/rear/image_raw", False, "/rear/camera_info")
    assert find(path, image="/rear/image_raw", info="/front/camera_info").info == "/front/camera_info"
    with pytest.raises(InputError, match=r"there is no /top/image_raw .* one of /front/image_raw, /rear/image_raw"):
        find(path, image="/top/image_raw")
    with pytest.raises(InputError, match="/front/camera_info is sensor_msgs/msg/CameraInfo"):
        find(path, image="/front/camera_info")
    with pytest.raises(InputError, match=r"/front/image_raw is sensor_msgs/msg/Image .* one of /front/camera_info"):
        find(path, image="/front/image_raw", info="/front/image_raw")


def test_bag_without_camera_or_calibration_says_what_it_holds(record: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="contains /camera_info; expected sensor_msgs/msg/Image"):
        find(record([("/camera_info", 0, info(0))], "infos"))
    images = record([("/camera/image_raw", 0, image(0))], "images")
    with pytest.raises(InputError, match=r"CameraInfo belongs to /camera/image_raw; .* or the parameter fixed_hfov"):
        find(images)
    assert find(images, info_needed=False).info is None


def test_damage_before_the_first_image_of_another_topic_names_the_option(
    record: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Bag.messages

    def damaged(self: Bag, *arguments: Any) -> Iterator[Message]:
        for message in whole(self, *arguments):
            if message.topic == "/late/image":
                raise InputError("bag is corrupt")
            yield message

    monkeypatch.setattr(Bag, "messages", damaged)
    with Bag(record([*camera(2), ("/late/image", 3, image(3))])) as bag:
        with pytest.raises(InputError, match="expected --topic with one of /camera/image_raw, /late/image"):
            camera_topics.find_camera(bag)
        assert camera_topics.find_camera(bag, "/camera/image_raw").info == "/camera/camera_info"
