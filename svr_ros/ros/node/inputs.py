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

"""Subscriptions of a node: images, raw or compressed, the CameraInfo of their camera, and known geometry."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode
from sensor_msgs.msg import CameraInfo, CompressedImage, Image
from std_msgs.msg import Header

from svr_ros.geometry.known import KnownGeometry
from svr_ros.ros.convert.camera_image import CameraImage, CameraInfoError, ImageDecoder
from svr_ros.ros.node.diagnostics import Drop, DropError
from svr_ros.ros.node.known_inputs import KnownInputs
from svr_ros.ros.node.matched_subscription import MatchedSubscription, transport_topic
from svr_ros.ros.node.watchdog import Watchdog
from svr_ros.ros.parameters import Settings

_DAY = 86400.0

_MATCH_PERIOD = 0.5
"""Seconds between two comparisons of the subscriptions with the quality of service of their publishers."""

_CAMERA_INFO_TIMEOUT = 0.5
"""Seconds that an image waits for the first CameraInfo: drivers send both at once, and either may arrive first."""


class ReceivedImage(NamedTuple):
    """An image message and its arrival time.

    Attributes:
        message: The message, not yet decoded.
        arrival: The arrival time in seconds of the monotonic clock.
    """

    message: Image | CompressedImage
    arrival: float


class Inputs:
    """Own the subscriptions, forward each image on arrival, and decode images on request."""

    def __init__(
        self,
        node: LifecycleNode,
        settings: Callable[[], Settings],
        receive: Callable[[ReceivedImage], None],
        known: KnownInputs | None = None,
    ) -> None:
        """Subscribe to images and CameraInfo.

        Args:
            node: The node that owns the subscriptions.
            settings: Returns the current settings.
            receive: Called with each image in the executor's thread.
            known: The inputs of known geometry, which are closed with these; None for none.
        """
        self._node = node
        self._settings = settings
        self._receive = receive
        self._known = known
        self._calibrated = threading.Event()
        compressed = settings().image_transport == "compressed"
        image_topic = transport_topic(node, "image", "compressed") if compressed else "image"
        self._decoder = ImageDecoder(node.resolve_topic_name(image_topic), node.resolve_topic_name("camera_info"))
        image_type = CompressedImage if compressed else Image
        image_source = MatchedSubscription(node, image_type, image_topic, self._receive_image)
        info_source = MatchedSubscription(node, CameraInfo, "camera_info", self._receive_info)
        self._sources = (image_source, info_source, *(known.sources if known else ()))
        self._images, self._infos = Watchdog(node, image_source), Watchdog(node, info_source)
        self._timer = node.create_timer(_MATCH_PERIOD, self._match, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def _match(self) -> None:
        for source in self._sources:
            source.match()

    def close(self) -> None:
        """Destroy the subscriptions, and end a running wait for known geometry."""
        self._node.destroy_timer(self._timer)
        if self._known is not None:
            self._known.close()
        for source in self._sources:
            source.close()

    def stale_inputs(self) -> list[str]:
        """Return a sentence for each required input without a message for input_timeout seconds.

        A single CameraInfo is sufficient, because some drivers send it only once.
        """
        settings = self._settings()
        calibrated = settings.fixed_hfov or self._decoder.calibrated
        required = (self._images,) if calibrated else (self._images, self._infos)
        return [sentence for watchdog in required if (sentence := watchdog.diagnose(settings.input_timeout))]

    def decode(self, image: ReceivedImage, settings: Settings) -> CameraImage:
        """Decode an image; may be called in any thread.

        Raises:
            DropError: If the image is too old, or no CameraInfo fits it.
            InputError: If the image or its CameraInfo is not valid.
        """
        self._check_age(image.message.header, settings.max_age)
        if not settings.fixed_hfov:
            self._calibrated.wait(_CAMERA_INFO_TIMEOUT)
        try:
            return self._decoder.decode(image.message, settings)
        except CameraInfoError as error:
            raise DropError(Drop.NO_CAMERA_INFO, str(error)) from error

    def expect(self, image: ReceivedImage) -> None:
        """Keep the known geometry of an image that waits; see `KnownInputs.expect`."""
        if self._known is not None:
            self._known.expect(image.message)

    def known_geometry(self, image: ReceivedImage, decoded: CameraImage, settings: Settings) -> KnownGeometry | None:
        """Return the known geometry of a decoded image; see `KnownInputs.known_geometry`."""
        return None if self._known is None else self._known.known_geometry(decoded, image.arrival, settings)

    def stale_known(self) -> list[str]:
        """Return a sentence for each input of known geometry without a message for input_timeout seconds."""
        return [] if self._known is None else self._known.stale_inputs()

    def _check_age(self, header: Header, max_age: float) -> None:
        """Raise DropError if the stamp is older than max_age seconds; 0 allows any age.

        Images without a stamp pass, and so do stamps ahead of the clock, which occur when simulated time jumps back.
        """
        stamp = header.stamp.sec + header.stamp.nanosec * 1e-9
        age = self._node.get_clock().now().nanoseconds * 1e-9 - stamp
        if not (max_age and stamp and age > max_age):
            return
        hint = "; it is older than a day: is it from a bag, and use_sim_time not set?" if age > _DAY else ""
        raise DropError(Drop.TOO_OLD, f"image is older than max_age, {max_age:g} s, when its processing starts{hint}")

    def _receive_info(self, message: CameraInfo) -> None:
        self._infos.feed()
        self._decoder.add_info(message)
        self._calibrated.set()

    def _receive_image(self, message: Image | CompressedImage) -> None:
        self._images.feed()
        self._receive(ReceivedImage(message, time.monotonic()))
