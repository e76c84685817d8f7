"""What the node does while it is active: receive, reconstruct, publish."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from rclpy.lifecycle import LifecycleNode
from rclpy.subscription import Subscription
from sensor_msgs.msg import CameraInfo, Image

from svr_ros.errors import InputError
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.ros import calibration, images, qos
from svr_ros.ros.diagnostics import Drop, DropError, Statistics
from svr_ros.ros.outputs import Outputs
from svr_ros.ros.parameters import Settings
from svr_ros.ros.throttle import Throttle
from svr_ros.ros.watchdog import Watchdog
from svr_ros.ros.worker import LatestFrameWorker

MsgT = TypeVar("MsgT")

_REPEAT_COMPLAINT = 10.0
"""The same sentence is logged at most once in so many seconds."""


class _Frame(NamedTuple):
    image: Image
    arrival: float
    """In seconds of the monotonic clock."""


class Session:
    """Hold the subscriptions and the thread that computes, from activation to close().

    The executor's thread only stores messages, so that it is free for services, parameters and time.
    """

    def __init__(
        self,
        node: LifecycleNode,
        reconstructor: Reconstructor,
        outputs: Outputs,
        statistics: Statistics,
        settings: Callable[[], Settings],
    ) -> None:
        self._node = node
        self._reconstructor = reconstructor
        self._outputs = outputs
        self._statistics = statistics
        self._settings = settings
        self._throttle = Throttle(_REPEAT_COMPLAINT)
        self._info: CameraInfo | None = None
        self._worker: LatestFrameWorker[_Frame] = LatestFrameWorker(self._process, self._failed)
        self._images = Watchdog(node, self._subscribe(Image, "image", self._receive_image))
        self._infos = Watchdog(node, self._subscribe(CameraInfo, "camera_info", self._receive_info))
        self.pace()
        self._worker.start()

    def _subscribe(self, kind: type[MsgT], topic: str, callback: Callable[[MsgT], None]) -> Subscription:
        return self._node.create_subscription(
            kind, topic, callback, qos.sensor_input(), qos_overriding_options=qos.overridable()
        )

    def pace(self) -> None:
        """Take up a new max_rate."""
        rate = self._settings().max_rate
        self._worker.pace(1 / rate if rate else 0.0)

    def silence(self) -> list[str]:
        """Return a sentence for each input that has been silent for too long, and log it."""
        timeout = self._settings().input_timeout
        sentences = [sentence for source in (self._images, self._infos) if (sentence := source.complaint(timeout))]
        for sentence in sentences:
            if self._throttle.due(sentence):
                self._node.get_logger().warning(sentence)
        return sentences

    def close(self, timeout: float | None = None) -> None:
        """Stop listening and computing; wait for the image that is in work, at most timeout seconds."""
        for source in (self._images, self._infos):
            self._node.destroy_subscription(source.subscription)
        self._worker.stop(timeout)

    def _receive_info(self, message: CameraInfo) -> None:
        self._infos.feed()
        self._info = message

    def _receive_image(self, message: Image) -> None:
        self._images.feed()
        self._statistics.received()
        if self._worker.offer(_Frame(message, time.monotonic())):
            self._statistics.dropped(Drop.OVERTAKEN)

    def _process(self, frame: _Frame) -> None:
        settings, info, message = self._settings(), self._info, frame.image
        if info is None:
            topic = self._infos.subscription.topic_name
            sentence = f"image came before any CameraInfo on {topic}; expected one for each image"
            raise DropError(Drop.NO_CAMERA_INFO, sentence)
        camera = calibration.camera_from_info(info, settings.rectified)
        image = images.image_to_rgb(message)
        calibration.require_same_size(image, camera)
        wanted = self._outputs.wanted()
        if not wanted:
            self._statistics.dropped(Drop.NO_SUBSCRIBER)
            return
        reconstruction = self._reconstructor.reconstruct(image, camera)
        if self._worker.stopping:
            return
        self._outputs.publish(wanted, reconstruction, message.header, info, settings)
        latency = time.monotonic() - frame.arrival
        self._statistics.succeeded(latency)
        self._node.get_logger().info(
            f"first scene published {latency:.2f} s after its image came: {message.width} x {message.height} pixels, "
            f"{message.encoding}, frame {message.header.frame_id!r}",
            once=True,
        )

    def _failed(self, error: Exception) -> None:
        if self._worker.stopping or not self._node.context.ok():
            return
        expected = isinstance(error, InputError)
        sentence = str(error) if expected else f"unexpected {type(error).__name__}: {error}"
        self._statistics.dropped(error.cause if isinstance(error, DropError) else Drop.FAILED, sentence)
        if not self._throttle.due(sentence):
            return
        if expected:
            self._node.get_logger().warning(f"image dropped: {sentence}")
        else:
            self._node.get_logger().error(f"image dropped: {sentence}\n{''.join(traceback.format_exception(error))}")
