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

"""Optional inputs of a node in addition to its images: measured depth, points, and the ground from tf2."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Condition
from typing import Any, NamedTuple

from rclpy.lifecycle import LifecycleNode
from sensor_msgs.msg import CameraInfo, CompressedImage, Image, PointCloud2

from svr_ros.errors import InputError, one_line
from svr_ros.geometry.known import KnownGeometry
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.ros.convert.camera_image import CameraImage
from svr_ros.ros.convert.known_geometry import GeometryDecoder, Observations
from svr_ros.ros.convert.recent_messages import RecentMessages, collect, nanoseconds
from svr_ros.ros.node.diagnostics import Statistics
from svr_ros.ros.node.matched_subscription import MatchedSubscription, transport_topic
from svr_ros.ros.node.throttle import Throttle
from svr_ros.ros.node.transforms import TransformBuffer
from svr_ros.ros.node.watchdog import Watchdog
from svr_ros.ros.parameters import Settings

_LOG_INTERVAL = 10.0
"""Minimum number of seconds between two identical log messages."""


class Use(NamedTuple):
    """The parts of known geometry that are in use.

    Attributes:
        depth: Whether depth images are in use.
        points: Whether points are in use.
        ground_frame: The frame whose plane z = 0 is the floor; empty if the floor is unknown.
    """

    depth: bool
    points: bool
    ground_frame: str

    @property
    def any(self) -> bool:
        """Return whether any part is in use."""
        return self.depth or self.points or bool(self.ground_frame)


def choose_use(
    node: LifecycleNode, settings: Settings, reconstructor: Reconstructor, transforms: TransformBuffer
) -> Use:
    """Return the parts that the settings ask for and the weights take; log the others, and listen to tf2 if needed.

    Raises:
        InputError: If there is a ground_frame and tf2 is not installed.
    """
    # Leave out what the weights do not take
    name, log = reconstructor.weights_name, node.get_logger()
    depth, points, ground = settings.use_depth, settings.use_points, settings.ground_frame
    if (depth or points) and not reconstructor.takes_depth:
        log.warning(f"depth and points are not used: weights {name} take none; expected those of a preset like compact")
        depth = points = False
    if ground and not reconstructor.takes_ground:
        log.warning(
            f"ground_frame {ground!r} is not used: weights {name} were trained without the ground; expected weights "
            "that were trained with known geometry"
        )
        ground = ""

    # Listen to tf2; depth and points in the frame of the image do without
    use = Use(depth, points, ground)
    try:
        if use.any:
            transforms.start()
    except InputError as error:
        if ground:
            raise InputError(
                f"ground_frame is {ground!r}, but it cannot be looked up ({error}); expected tf2_ros and "
                "tf_transformations to be installed, or an empty ground_frame"
            ) from error
    return use


class KnownInputs:
    """Own the subscriptions of depth and points, and match their messages with images.

    Nothing is queued: of each topic the newest messages are kept, and an image takes the one with the nearest stamp.
    """

    def __init__(
        self,
        node: LifecycleNode,
        settings: Callable[[], Settings],
        use: Use,
        transforms: TransformBuffer,
        statistics: Statistics,
    ) -> None:
        """Subscribe to what is in use.

        Args:
            node: The node that owns the subscriptions.
            settings: Returns the current settings.
            use: The parts in use.
            transforms: The transforms of tf2.
            statistics: Counts images with and without depth.

        Raises:
            InputError: If a quality-of-service parameter has a value that is not allowed.
        """
        self._node, self._settings, self._statistics, self.use = node, settings, statistics, use
        self._throttle = Throttle(_LOG_INTERVAL)
        self._changed = Condition()
        self._closed = False
        compressed = settings().depth_transport == "compressedDepth"
        depth_topic = transport_topic(node, "depth", "compressedDepth") if compressed else "depth"
        self._decoder = GeometryDecoder(
            node.resolve_topic_name(depth_topic), node.resolve_topic_name("depth/camera_info"), transforms
        )
        statistics.geometry_missing("")  # what was missing before concerns other parts
        self._depth = self._points = None
        self.sources: list[MatchedSubscription] = []
        self._watchdogs: list[Watchdog] = []
        if self.use.depth:
            self._depth = self._listen(CompressedImage if compressed else Image, depth_topic, "depth_transport")
            self.sources.append(MatchedSubscription(node, CameraInfo, "depth/camera_info", self._decoder.add_info))
        if self.use.points:
            self._points = self._listen(PointCloud2, "points", "")

    def _listen(self, kind: type, topic: str, transport: str) -> RecentMessages:
        recent = RecentMessages(self._node.resolve_topic_name(topic), self._changed)

        def receive(message: Image | CompressedImage | PointCloud2) -> None:
            watchdog.feed()
            recent.add(nanoseconds(message.header.stamp), message)

        source = MatchedSubscription(self._node, kind, topic, receive)
        watchdog = Watchdog(self._node, source, transport)
        self.sources.append(source)
        self._watchdogs.append(watchdog)
        return recent

    def expect(self, image: Image | CompressedImage) -> None:
        """Keep the messages that belong to an image, which may wait before `known_geometry` is called."""
        for recent in (self._depth, self._points):
            if recent is not None:
                recent.expect(nanoseconds(image.header.stamp))

    def close(self) -> None:
        """End a running wait; the subscriptions are closed by their owner."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def stale_inputs(self) -> list[str]:
        """Return a sentence for each topic without a message for input_timeout seconds."""
        timeout = self._settings().input_timeout
        return [sentence for watchdog in self._watchdogs if (sentence := watchdog.diagnose(timeout))]

    def known_geometry(self, image: CameraImage, arrival: float, settings: Settings) -> KnownGeometry | None:
        """Return what is known of an image; None if nothing is known, or nothing is in use.

        Waits for the messages that belong to the image until depth_timeout seconds after its arrival. Whatever cannot
        be used is left out, counted and logged in one sentence. Must not be called in the executor's thread.

        Args:
            image: The decoded image.
            arrival: Its arrival time in seconds of the monotonic clock.
            settings: The settings.
        """
        if not self.use.any:
            return None
        # Wait for the messages
        stamp, tolerance, timeout = nanoseconds(image.header.stamp), settings.depth_tolerance, settings.depth_timeout
        topics = {"depth": self._depth, "points": self._points}
        used = {part: recent for part, recent in topics.items() if recent is not None}
        found = self._wait(used, stamp, tolerance, arrival + timeout)
        if self._closed:
            return None

        # Decode them
        missing = {
            part: recent.describe_missing(stamp, tolerance, timeout)
            for part, recent in used.items()
            if part not in found
        }
        decoded = self._decoder.decode(image, Observations(**found), self.use.ground_frame, settings)
        self._report(missing | decoded.problems)
        if used:
            self._statistics.depth_known(decoded.known is not None and decoded.known.depth is not None)
        return decoded.known

    def _report(self, problems: dict[str, str]) -> None:
        """Log and record why parts are not used, given the reason by the name of each part."""
        sentences = [f"image reconstructed without {part}: {problem}" for part, problem in problems.items()]
        for sentence in sentences:
            if self._throttle.due(sentence):
                self._node.get_logger().warning(one_line(sentence))
        self._statistics.geometry_missing(one_line("; ".join(sentences)))

    def _wait(self, topics: dict[str, RecentMessages], stamp: int, tolerance: float, end: float) -> dict[str, Any]:
        """Return the message of each topic for the stamp; wait for them until `end`, of the monotonic clock."""
        found: dict[str, Any] = {}
        with self._changed:
            while not (collect(topics, stamp, tolerance, found) or self._closed):
                remaining = end - time.monotonic()
                if remaining <= 0:
                    collect(topics, stamp, tolerance, found, last=True)
                    break
                self._changed.wait(remaining)
        return found
