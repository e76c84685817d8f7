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

"""Search for the image and CameraInfo topics of the camera in a bag."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

from svr_ros.errors import InputError
from svr_ros.replay import messages
from svr_ros.replay.bag import Bag, one_of, topics_of
from svr_ros.replay.topics import (
    COMPRESSED_DEPTH_SUFFIX,
    COMPRESSED_SUFFIX,
    COMPRESSED_TYPE,
    IMAGE_TYPE,
    INFO_TYPE,
    camera_info_topics,
)
from svr_ros.ros.convert.depth_images import is_depth
from svr_ros.ros.convert.encodings import has_colors

_IMAGE_TYPES = IMAGE_TYPE, COMPRESSED_TYPE

_TRIED = 10
"""Maximum number of messages that are read to find the content of a topic."""


class CameraTopics(NamedTuple):
    """The topics of a camera.

    Attributes:
        image: The topic of the images.
        compressed: Whether the images are compressed.
        info: The topic of their CameraInfo; None if there is none.
    """

    image: str
    compressed: bool
    info: str | None


def find_camera(bag: Bag, image: str | None = None, info: str | None = None, info_needed: bool = True) -> CameraTopics:
    """Return the topics of the camera in a bag.

    Args:
        bag: The open bag.
        image: The image topic; None searches for the only topic with colour images.
        info: The CameraInfo topic; None searches for the one that belongs to the image topic.
        info_needed: Whether a CameraInfo topic is required.

    Raises:
        InputError: If the topics do not exist or are not unique; the message lists the candidates.
    """
    # Find the image topic
    types = bag.types
    chosen = image or _only_image(bag, types)
    bag.require(chosen, _IMAGE_TYPES, "images")

    # Find the CameraInfo topic
    if info:
        bag.require(info, [INFO_TYPE], "CameraInfo")
    infos = topics_of(types, [INFO_TYPE])
    calibration = info or _info_of(chosen, infos)
    if calibration is None and info_needed:
        raise InputError(
            f"bag {bag.path} does not say which CameraInfo belongs to {chosen}; "
            f"expected --camera-info with {one_of(infos, 'CameraInfo')}, or the parameter fixed_hfov"
        )
    return CameraTopics(chosen, types[chosen] == COMPRESSED_TYPE, calibration)


def _only_image(bag: Bag, types: dict[str, str]) -> str:
    """Return the only topic with colour images; if it was recorded raw and compressed, the raw one."""
    colour = [topic for topic in topics_of(types, _IMAGE_TYPES) if not _is_depth(bag, topic, types[topic])]
    cameras = [topic for topic in colour if topic.removesuffix(COMPRESSED_SUFFIX) not in set(colour) - {topic}]
    if len(cameras) == 1:
        return cameras[0]
    if cameras:
        raise InputError(
            f"bag {bag.path} contains images of several topics; expected --topic with one of {', '.join(cameras)}"
        )
    raise InputError(
        f"bag {bag.path} contains {', '.join(sorted(types))}; expected sensor_msgs/msg/Image or CompressedImage of a "
        "colour camera"
    )


def find_depth(bag: Bag, camera: CameraTopics) -> str:
    """Return the only topic of a bag with depth images; if there are several, the only one of the camera's own frame.

    Of a topic that was recorded raw and compressed, it is the raw one.

    Raises:
        InputError: If there is no such topic, or it is not unique; the message lists the candidates.
    """
    # Find the depth images
    types = bag.types
    frames: dict[str, str] = {}
    for topic in topics_of(types, _IMAGE_TYPES):
        message = _first_readable(bag, topic, types[topic])
        if message is not None and is_depth(message):
            frames[topic] = message.header.frame_id.lstrip("/")
    candidates = [topic for topic in frames if topic.removesuffix(COMPRESSED_DEPTH_SUFFIX) not in set(frames) - {topic}]
    if not candidates:
        raise InputError(f"bag {bag.path} holds no depth images; expected some, or no --use-depth")
    # Prefer those that are registered to the camera
    if len(candidates) > 1:
        frame = first_frame_id(bag, camera).lstrip("/")
        candidates = [topic for topic in candidates if frames[topic] == frame] or candidates
    if len(candidates) > 1:
        raise InputError(
            f"bag {bag.path} contains depth images of several topics; expected --depth with one of "
            f"{', '.join(candidates)}"
        )
    return candidates[0]


def _is_depth(bag: Bag, topic: str, kind: str) -> bool:
    """Return whether the first readable image of a topic is a depth image or another measurement."""
    message = _first_readable(bag, topic, kind)
    if message is None:
        return False
    encoding = message.format if kind == COMPRESSED_TYPE else message.encoding
    return not has_colors(encoding)


def _first_readable(bag: Bag, topic: str, kind: str) -> Any:
    """Return the first message of a topic that can be deserialized, among some before any damage; None for none."""
    with suppress(InputError):  # a damage, which is reported when the images are read
        for message in islice(bag.messages([topic]), _TRIED):
            with suppress(InputError):
                return messages.deserialize(message.data, kind)
    return None


def _info_of(image: str, infos: list[str]) -> str | None:
    """Return the CameraInfo topic of an image topic: by its name, else the only one; None if there are several."""
    likely = [topic for topic in camera_info_topics(image) if topic in infos]
    return likely[0] if likely else infos[0] if len(infos) == 1 else None


def first_frame_id(bag: Bag, topics: CameraTopics) -> str:
    """Return the frame of the camera's first readable image; raises InputError if there is none."""
    message = _first_readable(bag, topics.image, COMPRESSED_TYPE if topics.compressed else IMAGE_TYPE)
    if message is None:
        raise InputError(f"the first images on {topics.image} in bag {bag.path} cannot be read")
    return str(message.header.frame_id)
