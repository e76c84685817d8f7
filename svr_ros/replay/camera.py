"""The pictures of a bag and the camera that took them, decoded as the node decodes them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.replay import messages
from svr_ros.replay.bag import Bag, Message
from svr_ros.replay.topics import INFO, Input

messages.provide()

from svr_ros.ros.convert import calibration, images  # noqa: E402  (where there is no ROS, its messages must stand first)


class Picture(NamedTuple):
    """Hold an image uint8 [H, W, 3], its camera, and the header and calibration message that came with it."""

    image: NDArray[np.uint8]
    camera: Camera
    header: Any
    info: Any


class Decoder:
    """Turn image messages of a bag into pictures, each with the calibration that was the newest at its time.

    fixed_hfov, in degrees, takes its place where it is not 0; rectified: auto, true or false, as the parameters say.
    """

    def __init__(self, bag: Bag, topics: Input, fixed_hfov: float, rectified: str) -> None:
        self._topics, self._hfov = topics, math.radians(fixed_hfov)
        self._rectified = calibration.is_rectified(topics.image) if rectified == "auto" else rectified == "true"
        self._calibrations = calibration.Calibrations()
        # Images before the first calibration get that one: a recording starts anywhere.
        self._first = next(bag.messages([topics.info]), None) if topics.info and not fixed_hfov else None

    def calibrate(self, message: Message) -> None:
        """Take up a message of the calibration's topic; raises InputError where it is none."""
        self._calibrations.keep(messages.deserialize(message.data, INFO))

    def decode(self, message: Message) -> Picture:
        """Return the picture of an image message; raises InputError where there is none in it, or no camera fits."""
        received = messages.deserialize(message.data, message.connection.msgtype)
        size = images.image_size(received)
        header = received.header
        if self._hfov:
            camera = Camera.from_hfov(size[0], size[1], self._hfov)
            return Picture(images.image_to_rgb(received), camera, header, calibration.info_from_camera(camera))
        info = self._info_for(header.frame_id)
        if sentence := calibration.other_size(info, size):
            raise InputError(sentence)
        camera = calibration.camera_from_info(info, self._rectified)
        return Picture(images.image_to_rgb(received), camera, header, info)

    def _info_for(self, frame: str) -> Any:
        if self._calibrations.newest is None and self._first is not None:
            self.calibrate(self._first)
        info = self._calibrations.of_frame(frame)
        if info is None:
            raise InputError(f"image is of frame {frame!r} and no CameraInfo on {self._topics.info} is of that frame")
        return info
