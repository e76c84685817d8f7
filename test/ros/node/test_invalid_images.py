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

"""Invalid images and calibrations, sent to a node: each is rejected in one sentence, and the node continues."""

import pytest

pytest.importorskip("rclpy")

from rclpy.serialization import serialize_message
from sensor_msgs.msg import Image, RegionOfInterest

from .robot import FRAME, HUGE, NOW, good_image, good_info


def of_frame(message, frame):
    message.header.frame_id = frame
    return message


def K_with(fx):
    return [fx, 0.0, 159.5, 0.0, 200.0, 119.5, 0.0, 0.0, 1.0]


COLORS = (
    "rgb8, rgba8, bgr8, bgra8, mono8, mono16, rgb16, rgba16, bgr16, bgra16, 8UC1, 8UC3, 8UC4, 16UC3, 16UC4, "
    "yuv422, uyvy, yuv422_yuy2, yuyv, nv12, nv21, "
    "bayer_rggb8, bayer_bggr8, bayer_gbrg8, bayer_grbg8, bayer_rggb16, bayer_bggr16, bayer_gbrg16, bayer_grbg16"
)
COLORS_HERE = f"{COLORS} (others need cv_bridge, which is not installed)"
IMAGES = {
    "no data": (good_image(data=b""), "image holds 0 bytes; expected 230400: 240 rows of step 960"),
    "short data": (good_image(data=bytes(230399)), "image holds 230399 bytes; expected 230400: 240 rows of step 960"),
    "long data": (good_image(data=bytes(230401)), "image holds 230401 bytes; expected 230400: 240 rows of step 960"),
    "step of nothing": (
        good_image(step=0, data=b""),
        "image has a step of 0 bytes; expected at least 960 for 320 pixels of rgb8",
    ),
    "small step": (
        good_image(step=959, data=bytes(959 * 240)),
        "image has a step of 959 bytes; expected at least 960 for 320 pixels of rgb8",
    ),
    "huge step": (
        good_image(step=HUGE),
        "image holds 230400 bytes; expected 1030792150800: 240 rows of step 4294967295",
    ),
    "unknown encoding": (good_image(encoding="h264"), f"image encoding is 'h264'; expected one of {COLORS_HERE}"),
    "no encoding": (good_image(encoding=""), f"image encoding is ''; expected one of {COLORS_HERE}"),
    "endless encoding": (
        good_image(encoding="x" * 100),
        f"image encoding is '{'x' * 100}'; expected one of {COLORS_HERE}",
    ),
    "depth in millimetres": (
        good_image(encoding="16UC1", step=640, data=bytes(640 * 240)),
        f"image encoding is '16UC1', which has no colours (such as depth); expected one of {COLORS}",
    ),
    "depth in metres": (
        good_image(encoding="32FC1", step=1280, data=bytes(1280 * 240)),
        f"image encoding is '32FC1', which has no colours (such as depth); expected one of {COLORS}",
    ),
    "no width": (good_image(width=0), "image is 0 x 240 pixels; expected at least 1 x 1"),
    "no pixel": (good_image(width=0, height=0, step=0, data=b""), "image is 0 x 0 pixels; expected at least 1 x 1"),
    "size that overflows": (
        good_image(width=HUGE, height=HUGE),
        "image is 4294967295 x 4294967295 pixels and its CameraInfo is for 320 x 240; expected the same size",
    ),
    "another frame": (
        of_frame(good_image(), "elsewhere"),
        f"image is of frame 'elsewhere' and the CameraInfo on /camera/camera_info of '{FRAME}'; expected the same",
    ),
}


def test_an_image_before_any_camera_info(robot):
    sentence = "image came before any CameraInfo on /camera/camera_info; expected one for each image"
    robot.is_refused(sentence, good_image(), info=None)


@pytest.mark.parametrize("case", IMAGES)
def test_images(robot, case):
    image, sentence = IMAGES[case]
    robot.is_refused(sentence, image)


INFOS = {
    "K of zeros": (
        good_info(k=[0.0] * 9),
        "CameraInfo has a K of zeros and a P with values; expected both, or the parameter rectified set to true if the "
        "images are rectified",
    ),
    "negative focal length": (
        good_info(k=K_with(-200.0)),
        "focal lengths in K are -200 and 200 pixels; expected both above zero",
    ),
    "K of NaN": (
        good_info(k=K_with(float("nan"))),
        "camera matrix K is [nan, 0.0, 159.5, 0.0, 200.0, 119.5, 0.0, 0.0, 1.0]; "
        "expected nine finite numbers of at most 1e+09",
    ),
    "K that overflows": (
        good_info(k=K_with(1e300)),
        "camera matrix K is [1e+300, 0.0, 159.5, 0.0, 200.0, 119.5, 0.0, 0.0, 1.0]; "
        "expected nine finite numbers of at most 1e+09",
    ),
    "unknown distortion": (
        good_info(distortion_model="prism", d=[0.1]),
        "distortion model is 'prism'; expected one of plumb_bob, rational_polynomial, equidistant",
    ),
    "too many coefficients": (
        good_info(d=[0.01] * 6),
        "plumb_bob distortion has 6 coefficients; expected at most 5",
    ),
    "infinite coefficient": (
        good_info(d=[float("inf")]),
        "distortion D is [inf]; expected finite numbers of at most 1e+09",
    ),
    "coefficient that overflows": (
        good_info(distortion_model="rational_polynomial", d=[1e300] * 8),
        f"distortion D is {[1e300] * 8}; expected finite numbers of at most 1e+09",
    ),
    "region outside": (
        good_info(roi=RegionOfInterest(x_offset=HUGE, y_offset=0, width=HUGE, height=240)),
        "its region of interest is 4294967295 x 240 pixels from (4294967295, 0) on; expected one within 320 x 240",
    ),
    "huge binning": (
        good_info(binning_x=HUGE, binning_y=HUGE),
        "its binning is 4294967295 x 4294967295 pixels; expected at most 320 x 240, the size of its region of interest",
    ),
}


@pytest.mark.parametrize("case", INFOS)
def test_calibrations(robot, case):
    info, sentence = INFOS[case]
    robot.is_refused(
        sentence if sentence.startswith("CameraInfo") else f"CameraInfo cannot be used: {sentence}", good_image(), info
    )


@pytest.mark.parametrize(("width", "height"), [(640, 480), (0, 0), (HUGE, HUGE)])
def test_calibrations_of_another_size(robot, width, height):
    sentence = f"image is 320 x 240 pixels and its CameraInfo is for {width} x {height}; expected the same size"
    robot.is_refused(sentence, good_image(), good_info(width=width, height=height))


def test_a_calibration_that_looks_elsewhere(robot):
    K = [200.0, 0.0, 1e6, 0.0, 200.0, 119.5, 0.0, 0.0, 1.0]
    sentence = (
        "the camera sees nothing of the canonical view: its K and size say that it looks elsewhere, "
        f"or less than a pixel wide; given 320 x 240 pixels, K {K}"
    )
    robot.is_refused(sentence, good_image(), good_info(k=K))


def test_an_image_of_one_pixel_is_one(robot):
    K = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]
    robot.is_answered(good_image(width=1, height=1, step=3, data=bytes(3)), info=good_info(width=1, height=1, k=K))


def test_text_that_is_no_unicode(robot):
    """Strings may contain any bytes on the wire."""
    data = serialize_message(good_image(encoding="h2645")).replace(b"h2645", b"\xff\xfe\xc3\x28\x80")
    robot.is_refused(f"image encoding is '\ufffd\ufffd\ufffd(\ufffd'; expected one of {COLORS_HERE}", data, kind=Image)


def test_bytes_that_are_no_message(robot):
    """A publisher with another definition of the message type sends such bytes."""
    for data in (b"\x00\x01\x00\x00", b"\x00\x01\x00\x00" + b"\xff" * 300, serialize_message(good_image())[:1000]):
        robot.send(data, kind=Image)
    robot.is_answered(good_image())


def test_stamps_that_are_too_old(robot):
    robot.is_refused("image is older than max_age, 2 s, when its processing starts", good_image(-5, 4_000_000_000))
    robot.is_refused(
        "image is older than max_age, 2 s, when its processing starts; "
        "it is older than a day: is it from a bag, and use_sim_time not set?",
        good_image(1),
        clock=1_700_000_000,
    )


def test_a_stamp_that_comes_twice(robot):
    robot.is_answered(good_image(NOW, 5), times=2)


@pytest.mark.parametrize(
    ("stamp", "clock"),
    [
        ((NOW - 1, 999_999_999), NOW),  # back
        ((0, 0), NOW),  # none
        ((2**31 - 1, 999_999_999), NOW),  # ahead
        ((7, 0), 7),  # the bag restarts
    ],
)
def test_stamps_that_are_odd_are_answered_as_they_are(robot, stamp, clock):
    robot.is_answered(good_image(*stamp), clock=clock)
