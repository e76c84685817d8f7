"""What the node listens to: images, raw or compressed, and the calibration of their camera."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from rclpy.lifecycle import LifecycleNode
from rclpy.subscription import Subscription
from sensor_msgs.msg import CameraInfo, CompressedImage, Image
from std_msgs.msg import Header

from svr_ros.geometry.camera import Camera
from svr_ros.ros.convert import calibration, images
from svr_ros.ros.node import qos
from svr_ros.ros.node.diagnostics import Drop, DropError
from svr_ros.ros.node.watchdog import Watchdog
from svr_ros.ros.parameters import Settings

MsgT = TypeVar("MsgT")

_COMPRESSED = "/compressed"
_DAY = 86400.0

_PATIENCE = 0.5
"""Seconds that an image waits for the first CameraInfo: a driver sends both at once, and either may come first."""


class Frame(NamedTuple):
    """An image message that came in, at so many seconds of the monotonic clock."""

    message: Image | CompressedImage
    arrival: float


class Picture(NamedTuple):
    """An image, uint8 RGB [H, W, 3], with the camera that took it, as numbers and as the message that says so."""

    image: NDArray[np.uint8]
    camera: Camera
    info: CameraInfo
    header: Header
    encoding: str


class Inputs:
    """Own the subscriptions; hand on every image as it comes, and read it when its turn has come.

    receive is called in the executor's thread; picture() may be called in another.
    """

    def __init__(self, node: LifecycleNode, settings: Callable[[], Settings], receive: Callable[[Frame], None]) -> None:
        self._node = node
        self._settings = settings
        self._receive = receive
        self._calibrations = calibration.Calibrations()
        self._calibrated = threading.Event()
        if settings().image_transport == "compressed":
            subscription = self._subscribe(CompressedImage, compressed_topic(node, "image"), self._receive_image)
        else:
            subscription = self._subscribe(Image, "image", self._receive_image)
        self._images = Watchdog(node, subscription)
        self._infos = Watchdog(node, self._subscribe(CameraInfo, "camera_info", self._receive_info))

    def _subscribe(self, kind: type[MsgT], topic: str, callback: Callable[[MsgT], None]) -> Subscription:
        return self._node.create_subscription(
            kind, topic, callback, qos.sensor_input(), qos_overriding_options=qos.overridable()
        )

    def close(self) -> None:
        """Stop listening."""
        for source in (self._images, self._infos):
            self._node.destroy_subscription(source.subscription)

    def silence(self) -> list[str]:
        """Return a sentence for each input that is needed and has been silent for too long.

        One CameraInfo is enough: some drivers send it once.
        """
        settings = self._settings()
        calibrated = settings.fixed_hfov or self._calibrations.newest
        needed = (self._images,) if calibrated else (self._images, self._infos)
        return [sentence for source in needed if (sentence := source.complaint(settings.input_timeout))]

    def picture(self, frame: Frame, settings: Settings) -> Picture:
        """Return the image of a frame with its camera; raises InputError where it has none, is none, or is too old."""
        message = frame.message
        self._require_young(message.header, settings.max_age)
        size = images.image_size(message)
        if settings.fixed_hfov:
            camera = Camera.from_hfov(*size, math.radians(settings.fixed_hfov))
            info = calibration.info_from_camera(camera)
        else:
            info = self._info_for(message.header.frame_id, size)
            camera = calibration.camera_from_info(info, self._rectified(settings.rectified))
        encoding = message.format if isinstance(message, CompressedImage) else message.encoding
        return Picture(images.image_to_rgb(message), camera, info, message.header, encoding)

    def _require_young(self, header: Header, max_age: float) -> None:
        """Raise DropError where the stamp lies further back than max_age seconds; 0 allows any, and so does no stamp.

        A stamp ahead of the clock, which simulated time has when it jumps back, is young.
        """
        stamp = header.stamp.sec + header.stamp.nanosec * 1e-9
        age = self._node.get_clock().now().nanoseconds * 1e-9 - stamp
        if not (max_age and stamp and age > max_age):
            return
        hint = "; it is older than a day: is it from a bag, and use_sim_time not set?" if age > _DAY else ""
        raise DropError(Drop.TOO_OLD, f"image is older than max_age, {max_age:g} s, when its turn comes{hint}")

    def _info_for(self, frame_id: str, size: tuple[int, int]) -> CameraInfo:
        topic = self._infos.subscription.topic_name
        self._calibrated.wait(_PATIENCE)
        if self._calibrations.newest is None:
            sentence = f"image came before any CameraInfo on {topic}; expected one for each image"
            raise DropError(Drop.NO_CAMERA_INFO, sentence)
        info = self._calibrations.of_frame(frame_id)
        if info is None:
            other = self._calibrations.newest.header.frame_id
            sentence = f"image is of frame {frame_id!r} and the CameraInfo on {topic} of {other!r}; expected the same"
            raise DropError(Drop.NO_CAMERA_INFO, sentence)
        if sentence := calibration.other_size(info, size):
            raise DropError(Drop.NO_CAMERA_INFO, sentence)
        return info

    def _rectified(self, setting: str) -> bool:
        if setting == "auto":
            return calibration.is_rectified(self._images.subscription.topic_name)
        return setting == "true"

    def _receive_info(self, message: CameraInfo) -> None:
        self._infos.feed()
        self._calibrations.keep(message)
        self._calibrated.set()

    def _receive_image(self, message: Image | CompressedImage) -> None:
        self._images.feed()
        self._receive(Frame(message, time.monotonic()))


def compressed_topic(node: LifecycleNode, base: str) -> str:
    """Return where the compressed images of a topic are: below what base is remapped to, as image_transport has it.

    A remapping of the compressed topic itself comes first.
    """
    own = base + _COMPRESSED
    remapped = node.resolve_topic_name(own)
    if remapped != node.resolve_topic_name(own, only_expand=True):
        return remapped
    return node.resolve_topic_name(base) + _COMPRESSED
