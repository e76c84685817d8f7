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

"""The image decoder shared by the node and the replay."""

import math

import numpy as np
import pytest

pytest.importorskip("rclpy")

from sensor_msgs.msg import CameraInfo, Image

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.ros.convert.calibration import info_from_camera
from svr_ros.ros.convert.camera_image import CameraInfoError, ImageDecoder
from svr_ros.ros.parameters import Settings

CAMERA = Camera.from_hfov(8, 6, 1.0)


def image(frame: str = "left", width: int = 8) -> Image:
    message = Image(width=width, height=6, encoding="mono8", step=width, data=bytes([7]) * (6 * width))
    message.header.frame_id = frame
    return message


def info(frame: str = "left", **changes) -> CameraInfo:
    message = info_from_camera(CAMERA)
    message.header.frame_id = frame
    for name, value in changes.items():
        setattr(message, name, value)
    return message


def decoder(*infos: CameraInfo, topic: str = "/image_raw") -> ImageDecoder:
    made = ImageDecoder(topic, "/camera_info")
    for message in infos:
        made.add_info(message)
    return made


def test_image_gets_the_calibration_of_its_frame() -> None:
    left = info()
    decoded = decoder(left, info("right", width=16)).decode(image(), Settings())
    assert decoded.info is left
    np.testing.assert_allclose(decoded.camera.K, CAMERA.K)
    assert (decoded.image == 7).all() and decoded.image.shape == (6, 8, 3) and decoded.image.dtype == np.uint8
    assert (decoded.encoding, decoded.header.frame_id) == ("mono8", "left")


@pytest.mark.parametrize(
    ("infos", "sentence"),
    [
        ([], "image came before any CameraInfo on /camera_info; expected one for each image"),
        (
            [info("right")],
            "image is of frame 'left' and the CameraInfo on /camera_info of 'right'; expected the same",
        ),
        ([info(width=16)], "image is 8 x 6 pixels and its CameraInfo is for 16 x 6; expected the same size"),
    ],
)
def test_image_without_its_calibration_is_rejected(infos: list[CameraInfo], sentence: str) -> None:
    with pytest.raises(CameraInfoError) as failure:
        decoder(*infos).decode(image(), Settings())
    assert str(failure.value) == sentence


def test_invalid_image_is_not_a_missing_calibration() -> None:
    with pytest.raises(InputError, match="at least 1 x 1") as failure:
        decoder().decode(image(width=0), Settings())
    assert not isinstance(failure.value, CameraInfoError)


def test_fixed_field_of_view_needs_no_calibration() -> None:
    decoded = decoder().decode(image(), Settings(fixed_hfov=60.0))
    assert decoded.camera == Camera.from_hfov(8, 6, math.radians(60))
    assert decoded.info.k[0] == pytest.approx(4 / math.tan(math.radians(30)))


@pytest.mark.parametrize(
    ("topic", "setting", "focal"),
    [
        ("/image_raw", "auto", CAMERA.K[0, 0]),
        ("/image_raw", "true", 5.0),
        ("/image_rect", "auto", 5.0),
        ("/image_rect/compressed", "auto", 5.0),
        ("/image_rect", "false", CAMERA.K[0, 0]),
    ],
)
def test_rectified_images_use_P(topic: str, setting: str, focal: float) -> None:
    message = info()
    message.p[0] = message.p[5] = 5.0
    decoded = decoder(message, topic=topic).decode(image(), Settings(rectified=setting))
    assert decoded.camera.K[0, 0] == pytest.approx(focal)
