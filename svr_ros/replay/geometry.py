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

"""Known geometry of the images of a bag: its topics with depth, points and transforms."""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass

from svr_ros.errors import InputError
from svr_ros.replay import messages
from svr_ros.replay.bag import Bag, Message
from svr_ros.replay.topics import COMPRESSED_TYPE, IMAGE_TYPE, INFO_TYPE, POINTS_TYPE, camera_info_topics
from svr_ros.replay.transforms import BagTransforms
from svr_ros.ros.convert.camera_image import CameraImage
from svr_ros.ros.convert.known_geometry import DecodedGeometry, GeometryDecoder, Observations
from svr_ros.ros.convert.recent_messages import RecentMessages, collect, nanoseconds
from svr_ros.ros.parameters import Settings

_STAMPS = {0: struct.Struct(">iI"), 1: struct.Struct("<iI")}
"""Layouts of the stamp of a serialized message that begins with a header, by its byte order."""

_STAMP_OFFSET = 4


@dataclass(frozen=True)
class GeometryTopics:
    """The topics of a bag with known geometry.

    Attributes:
        depth: The topic of depth images; None for none.
        info: The topic of their CameraInfo; None if there is none.
        points: The topic of points; None for none.
    """

    depth: str | None = None
    info: str | None = None
    points: str | None = None

    @property
    def all(self) -> list[str]:
        """Return the names of the topics."""
        return [topic for topic in (self.depth, self.info, self.points) if topic is not None]


def find_geometry(bag: Bag, depth: str | None, info: str | None, points: str | None) -> GeometryTopics:
    """Return the topics of a bag with known geometry; without `info`, that next to the depth images, if there is one.

    Raises:
        InputError: If the bag has no such topic, or it is of another type.
    """
    wanted = (
        (depth, (IMAGE_TYPE, COMPRESSED_TYPE), "topics of depth images"),
        (info, (INFO_TYPE,), "CameraInfo"),
        (points, (POINTS_TYPE,), "points"),
    )

    def may_be_depth(other: str) -> bool:
        return bag.types[other] == IMAGE_TYPE or "depth" in other  # compressed topics are of colour otherwise

    for topic, allowed, content in wanted:
        if topic is not None:
            bag.require(topic, allowed, content, may_be_depth if topic == depth else lambda _: True)
    if depth is not None and info is None:
        types = bag.types
        info = next((topic for topic in camera_info_topics(depth) if types.get(topic) == INFO_TYPE), None)
    return GeometryTopics(depth, info, points)


class BagGeometry:
    """Match depth and points of a bag with its images, as the node does; messages are added in order of time."""

    def __init__(self, bag: Bag, topics: GeometryTopics, settings: Settings, transforms: BagTransforms) -> None:
        """Create a matcher for an open bag and its transforms."""
        self._topics, self._settings = topics, settings
        self._decoder = GeometryDecoder(topics.depth or "", topics.info or "", transforms)
        named = {"depth": topics.depth, "points": topics.points}
        self._recent = {part: RecentMessages(topic) for part, topic in named.items() if topic is not None}
        # Depth before the first CameraInfo uses that one, because a recording may start between the two
        with suppress(InputError):  # the replay reports it, or the damage of the bag, when its turn comes
            first = next(bag.messages([topics.info]), None) if topics.info else None
            if first is not None:
                self.add(first)

    def add(self, message: Message) -> None:
        """Add a message of any topic; those of other topics are ignored.

        Raises:
            InputError: If a message of its topics is not valid.
        """
        if message.topic == self._topics.info:
            self._decoder.add_info(messages.deserialize(message.data, INFO_TYPE))
        if message.topic == self._topics.depth:
            self._recent["depth"].add(_stamp(message), message)
        if message.topic == self._topics.points:
            self._recent["points"].add(_stamp(message), message)

    def collect(self, image: CameraImage, found: dict[str, Message], last: bool = False) -> bool:
        """Add the messages of an image that were not found before; return whether it has all of them."""
        stamp = nanoseconds(image.header.stamp)
        return collect(self._recent, stamp, self._settings.depth_tolerance, found, last)

    def decode(self, image: CameraImage, found: dict[str, Message]) -> DecodedGeometry:
        """Return what is known of an image by the messages that were found, and by those that match now."""
        self.collect(image, found, last=True)
        settings, stamp = self._settings, nanoseconds(image.header.stamp)
        missing = {
            part: recent.describe_missing(stamp, settings.depth_tolerance, settings.depth_timeout)
            for part, recent in self._recent.items()
            if part not in found
        }
        given = {}
        for part, message in found.items():
            try:
                given[part] = messages.deserialize(message.data, message.connection.msgtype)
            except InputError as error:
                missing[part] = str(error)
        decoded = self._decoder.decode(image, Observations(**given), settings.ground_frame, settings)
        decoded.problems |= missing
        return decoded


def _stamp(message: Message) -> int:
    """Return the stamp in nanoseconds of a serialized message that begins with a header."""
    try:
        seconds, rest = _STAMPS[message.data[1] & 1].unpack_from(message.data, _STAMP_OFFSET)
    except (struct.error, IndexError) as error:
        raise InputError(f"{len(message.data)} bytes are not a valid {message.connection.msgtype}") from error
    return int(seconds) * 10**9 + int(rest)
