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

"""Decoder of camera images, shared by the node and the replay of bags."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sensor_msgs.msg import CameraInfo, CompressedImage, Image
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.ros.convert import calibration, images
from svr_ros.ros.convert.encodings import quoted
from svr_ros.ros.parameters import Settings


class CameraInfoError(InputError):
    """No CameraInfo fits the image, or it holds no calibration."""


class CameraImage(NamedTuple):
    """A decoded image and its calibration.

    Attributes:
        image: The colours, uint8 RGB [H, W, 3].
        camera: The camera model of the image.
        info: The CameraInfo message that `camera` was made from.
        header: The header of the image message.
        encoding: The encoding of a raw image, or the format of a compressed one.
    """

    image: NDArray[np.uint8]
    camera: Camera
    info: CameraInfo
    header: Header
    encoding: str


class ImageDecoder:
    """Decode raw and compressed image messages and match each with the CameraInfo of its frame.

    One thread may add CameraInfo messages while another one decodes.
    """

    def __init__(self, image_topic: str, info_topic: str) -> None:
        """Create a decoder for one camera.

        Args:
            image_topic: The topic of the images, whose name shows whether they are rectified.
            info_topic: The topic of the CameraInfo messages, for error messages.
        """
        self._info_topic = info_topic
        self._rectified_topic = calibration.is_rectified_topic(image_topic)
        self._calibrations = calibration.Calibrations()

    @property
    def calibrated(self) -> bool:
        """Return whether a CameraInfo was added."""
        return self._calibrations.latest is not None

    def add_info(self, info: CameraInfo) -> None:
        """Store a CameraInfo for the images of its frame."""
        self._calibrations.add(info)

    def decode(self, message: Image | CompressedImage, settings: Settings) -> CameraImage:
        """Decode an image message.

        Args:
            message: The image.
            settings: The settings, of which fixed_hfov and rectified are used.

        Raises:
            CameraInfoError: If there is no CameraInfo of the image's frame and size.
            InputError: If the image or its CameraInfo is not valid.
        """
        size = images.image_size(message)
        if settings.fixed_hfov:
            camera = Camera.from_hfov(*size, math.radians(settings.fixed_hfov))
            info = calibration.info_from_camera(camera)
        else:
            rectified = self._is_rectified(settings.rectified)
            info = self._info_for(message.header.frame_id, size, rectified)
            camera = calibration.camera_from_info(info, rectified)
        encoding = message.format if isinstance(message, CompressedImage) else message.encoding
        return CameraImage(images.image_to_rgb(message), camera, info, message.header, encoding)

    def _info_for(self, frame_id: str, size: tuple[int, int], rectified: bool) -> CameraInfo:
        """Return the CameraInfo of a frame and an image's width and height; raises CameraInfoError if none fits."""
        topic, latest = self._info_topic, self._calibrations.latest
        if latest is None:
            raise CameraInfoError(f"image came before any CameraInfo on {topic}; expected one for each image")
        info = self._calibrations.for_frame(frame_id)
        if info is None:
            raise CameraInfoError(
                f"image is of frame {quoted(frame_id)} and the CameraInfo on {topic} of "
                f"{quoted(latest.header.frame_id)}; expected the same"
            )
        problem = calibration.describe_missing_matrix(info, rectified)
        if problem := problem or calibration.describe_size_mismatch(info, size):
            raise CameraInfoError(problem)
        return info

    def _is_rectified(self, setting: str) -> bool:
        return self._rectified_topic if setting == "auto" else setting == "true"
