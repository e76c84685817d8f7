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

"""Decoder of the images in a bag, with the calibration at their time."""

from __future__ import annotations

from svr_ros.replay import messages
from svr_ros.replay.bag import Bag, Message
from svr_ros.replay.camera_topics import CameraTopics
from svr_ros.replay.topics import INFO_TYPE
from svr_ros.ros.convert.camera_image import CameraImage, ImageDecoder
from svr_ros.ros.parameters import Settings


class BagDecoder:
    """Decode the image messages of a bag; the bag's CameraInfo messages must be added in order of time."""

    def __init__(self, bag: Bag, topics: CameraTopics, settings: Settings) -> None:
        """Create a decoder for the camera of an open bag."""
        self._settings = settings
        self._decoder = ImageDecoder(topics.image, topics.info or "")
        # Images before the first CameraInfo use that one, because a recording may start between the two.
        self._first = next(bag.messages([topics.info]), None) if topics.info and not settings.fixed_hfov else None

    def add_info(self, message: Message) -> None:
        """Add a message of the CameraInfo topic.

        Raises:
            InputError: If it is not a CameraInfo.
        """
        self._decoder.add_info(messages.deserialize(message.data, INFO_TYPE))

    def decode(self, message: Message) -> CameraImage:
        """Decode a message of the image topic.

        Raises:
            InputError: If the image is not valid, or no CameraInfo fits it.
        """
        image = messages.deserialize(message.data, message.connection.msgtype)
        if self._first is not None and not self._decoder.calibrated:
            self.add_info(self._first)
        return self._decoder.decode(image, self._settings)
