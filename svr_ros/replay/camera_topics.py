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
from svr_ros.replay.bag import Bag
from svr_ros.replay.topics import COMPRESSED_TYPE, IMAGE_TYPE, INFO_TYPE
from svr_ros.ros.convert.depth_images import is_depth
from svr_ros.ros.convert.encodings import has_colors

_COMPRESSED = "/compressed"
_COMPRESSED_DEPTH = "/compressedDepth"
_TRIED = 10
"""Maximum number of messages that are tried to find out what a topic carries."""


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
    kinds = {connection.topic: connection.msgtype for connection in bag.connections if connection.msgcount}
    chosen = image or _only_image(bag, kinds)
    if kinds.get(chosen) not in (IMAGE_TYPE, COMPRESSED_TYPE):
        found = f"{chosen} is {kinds[chosen]}" if chosen in kinds else f"there is no {chosen}"
        candidates = _topics_of(kinds, IMAGE_TYPE, COMPRESSED_TYPE)
        raise InputError(f"{found} in bag {bag.path}; expected {_one_of(candidates, 'images')}")

    # Find the CameraInfo topic
    infos = _topics_of(kinds, INFO_TYPE)
    if info and info not in infos:
        raise InputError(f"{info} in bag {bag.path} is no CameraInfo; expected {_one_of(infos, 'CameraInfo')}")
    calibration = info or _info_of(chosen, infos)
    if calibration is None and info_needed:
        raise InputError(
            f"bag {bag.path} does not say which CameraInfo belongs to {chosen}; "
            f"expected --camera-info with {_one_of(infos, 'CameraInfo')}, or the parameter fixed_hfov"
        )
    return CameraTopics(chosen, kinds[chosen] == COMPRESSED_TYPE, calibration)


def _topics_of(kinds: dict[str, str], *wanted: str) -> list[str]:
    return sorted(topic for topic, kind in kinds.items() if kind in wanted)


def _one_of(topics: list[str], kind: str) -> str:
    return f"one of {', '.join(topics)}" if topics else f"{kind}, of which it contains none"


def _only_image(bag: Bag, kinds: dict[str, str]) -> str:
    """Return the only topic with colour images; if it was recorded raw and compressed, the raw one."""
    images = _topics_of(kinds, IMAGE_TYPE, COMPRESSED_TYPE)
    colour = [topic for topic in images if not _is_depth(bag, topic, kinds[topic])]
    cameras = [topic for topic in colour if topic.removesuffix(_COMPRESSED) not in set(colour) - {topic}]
    if len(cameras) == 1:
        return cameras[0]
    if cameras:
        raise InputError(
            f"bag {bag.path} contains images of several topics; expected --topic with {_one_of(cameras, '')}"
        )
    found = f"contains {', '.join(sorted(kinds))}" if kinds else "is empty"
    raise InputError(f"bag {bag.path} {found}; expected sensor_msgs/msg/Image or CompressedImage of a colour camera")


def find_depth(bag: Bag, camera: CameraTopics) -> str:
    """Return the only topic of a bag with depth images; if there are several, the only one of the camera's own frame.

    Of a topic that was recorded raw and compressed, it is the raw one.

    Raises:
        InputError: If there is no such topic, or it is not unique; the message lists the candidates.
    """
    # Find the depth images
    found: dict[str, str] = {}
    for connection in bag.connections:
        if connection.msgcount and connection.msgtype in (IMAGE_TYPE, COMPRESSED_TYPE):
            message = _first_readable(bag, connection.topic, connection.msgtype)
            if message is not None and is_depth(message):
                found[connection.topic] = message.header.frame_id.lstrip("/")
    candidates = [topic for topic in sorted(found) if topic.removesuffix(_COMPRESSED_DEPTH) not in set(found) - {topic}]
    if not candidates:
        raise InputError(f"bag {bag.path} holds no depth images; expected some, or no --use-depth")
    # Prefer those that are registered to the camera
    if len(candidates) > 1:
        frame = first_frame_id(bag, camera).lstrip("/")
        candidates = [topic for topic in candidates if found[topic] == frame] or candidates
    if len(candidates) > 1:
        raise InputError(
            f"bag {bag.path} contains depth images of several topics; expected --depth with {_one_of(candidates, '')}"
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
    """Return the CameraInfo topic of an image topic.

    It is the sibling of the image topic, as in image_transport, or below it, as with some drivers, or the only one.
    """
    base = image.removesuffix(_COMPRESSED)
    sibling = f"{base.rpartition('/')[0]}/camera_info"
    likely = [topic for topic in (sibling, f"{base}/camera_info") if topic in infos]
    return likely[0] if likely else infos[0] if len(infos) == 1 else None


def first_frame_id(bag: Bag, topics: CameraTopics) -> str:
    """Return the frame of the camera's first readable image; raises InputError if there is none."""
    message = _first_readable(bag, topics.image, COMPRESSED_TYPE if topics.compressed else IMAGE_TYPE)
    if message is None:
        raise InputError(f"the first images on {topics.image} in bag {bag.path} cannot be read")
    return str(message.header.frame_id)
