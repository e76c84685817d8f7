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

"""CameraInfo against values computed by hand."""

import numpy as np
import pytest

pytest.importorskip("rclpy")

from rclpy.serialization import deserialize_message, serialize_message
from sensor_msgs.msg import CameraInfo, RegionOfInterest
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.ros.convert import calibration


def header():
    made = Header(frame_id="camera_optical_frame")
    made.stamp.sec, made.stamp.nanosec = 12, 345
    return made


def over_the_wire(message):
    """Return the message as a subscriber gets it: packed arrays must survive serialisation."""
    return deserialize_message(serialize_message(message), type(message))


def info(width=640, height=480, K=(500.0, 0, 320, 0, 510, 240, 0, 0, 1), **more):
    made = CameraInfo(width=width, height=height, **more)
    made.k = [float(value) for value in K]
    return made


def test_camera_keeps_calibration():
    message = info(distortion_model="plumb_bob", d=[0.1, -0.2, 0.001, 0.002, 0.0])
    camera = calibration.camera_from_info(over_the_wire(message))
    assert camera == Camera(
        640, 480, [[500, 0, 320], [0, 510, 240], [0, 0, 1]], "plumb_bob", [0.1, -0.2, 0.001, 0.002, 0.0]
    )


def test_camera_of_a_binned_region():
    roi = RegionOfInterest(x_offset=100, y_offset=40, width=400, height=300)
    camera = calibration.camera_from_info(info(roi=roi, binning_x=2, binning_y=4))
    assert (camera.width, camera.height) == (200, 75)
    # Pixel 320 of the sensor is pixel 220 of the region; image_geometry divides both by the binning.
    np.testing.assert_allclose(camera.K, [[250, 0, 110], [0, 127.5, 50], [0, 0, 1]])


def test_camera_of_a_region_moves_its_centre_alone():
    camera = calibration.camera_from_info(info(roi=RegionOfInterest(x_offset=100, y_offset=40, width=400, height=300)))
    assert camera == Camera(400, 300, [[500, 0, 220], [0, 510, 200], [0, 0, 1]])


def test_camera_of_binned_rectified_images():
    message = info(binning_x=2, binning_y=2)
    message.p = [400.0, 0.0, 310.0, -40.0, 0.0, 400.0, 230.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    camera = calibration.camera_from_info(message, rectified=True)
    assert camera == Camera(320, 240, [[200, 0, 155], [0, 200, 115], [0, 0, 1]])


@pytest.mark.parametrize(
    ("model", "D", "expected"),
    [
        ("", [0.1], "plumb_bob"),
        ("fisheye", [0.1, 0.0, 0.0, 0.0], "equidistant"),
        ("equidistant", [0.1, 0.0, 0.0, 0.0, 0.0], "equidistant"),
        ("rational_polynomial", [0.1, *[0.0] * 13], "rational_polynomial"),
    ],
)
def test_models_by_the_names_and_lengths_that_drivers_send(model, D, expected):
    camera = calibration.camera_from_info(info(distortion_model=model, d=D))
    pixels = Camera(640, 480, [[500, 0, 320], [0, 510, 240], [0, 0, 1]], expected, [0.1]).project([0.3, 0.2])
    np.testing.assert_allclose(camera.project([0.3, 0.2]), pixels)


def test_camera_of_rectified_images_is_that_of_P():
    message = info(distortion_model="plumb_bob", d=[0.1, -0.2, 0.001, 0.002, 0.0])
    message.p = [400.0, 0.0, 310.0, -40.0, 0.0, 400.0, 230.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    camera = calibration.camera_from_info(message, rectified=True)
    assert camera == Camera(640, 480, [[400, 0, 310], [0, 400, 230], [0, 0, 1]])


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (
            info(K=[0] * 9),
            "CameraInfo has a K and a P of zeros: the camera is not calibrated; expected its calibration, or the "
            "parameter fixed_hfov set to its horizontal field of view in degrees",
        ),
        (
            info(K=[np.nan, 0, 320, 0, 500, 240, 0, 0, 1]),
            "CameraInfo cannot be used: camera matrix K is [nan, 0.0, 320.0, 0.0, 500.0, 240.0, 0.0, 0.0, 1.0]; "
            "expected nine finite numbers of at most 1e+09",
        ),
        (
            info(roi=RegionOfInterest(x_offset=600, width=100, height=480)),
            "CameraInfo cannot be used: its region of interest is 100 x 480 pixels from (600, 0) on; "
            "expected one within 640 x 480",
        ),
        (
            info(roi=RegionOfInterest(x_offset=2**32 - 1, y_offset=1, width=2**32 - 1, height=1)),
            "CameraInfo cannot be used: its region of interest is 4294967295 x 1 pixels from (4294967295, 1) on; "
            "expected one within 640 x 480",
        ),
        (
            info(roi=RegionOfInterest(x_offset=3)),
            "CameraInfo cannot be used: camera size is 0 x 0; expected at least 1 x 1 pixel",
        ),
        (
            info(binning_x=2**32 - 1),
            "CameraInfo cannot be used: its binning is 4294967295 x 1 pixels; "
            "expected at most 640 x 480, the size of its region of interest",
        ),
        (
            info(distortion_model="plumb_bob", d=[0.1] * 9),
            "CameraInfo cannot be used: plumb_bob distortion has 9 coefficients; expected at most 5",
        ),
        (
            info(distortion_model="plumb_bob", d=[np.nan]),
            "CameraInfo cannot be used: distortion D is [nan]; expected finite numbers of at most 1e+09",
        ),
        (info(width=0, height=0), "CameraInfo cannot be used: camera size is 0 x 0; expected at least 1 x 1 pixel"),
        (
            info(distortion_model="fisheye_of_mine", d=[0.1]),
            "CameraInfo cannot be used: distortion model is 'fisheye_of_mine'; "
            "expected one of plumb_bob, rational_polynomial, equidistant",
        ),
    ],
)
def test_camera_info_that_is_no_camera(message, sentence):
    with pytest.raises(InputError) as failure:
        calibration.camera_from_info(message)
    assert str(failure.value) == sentence


def test_rectified_images_need_P():
    with pytest.raises(InputError) as failure:
        calibration.camera_from_info(info(), rectified=True)
    assert str(failure.value) == (
        "CameraInfo has a P of zeros and a K with values; expected both for rectified images, or the parameter "
        "rectified set to false if the images are not rectified"
    )


def of_frame(frame, **more):
    message = info(**more)
    message.header.frame_id = frame
    return message


def test_each_frame_has_its_newest_calibration():
    kept = calibration.Calibrations()
    assert kept.latest is None
    assert kept.for_frame("left") is None
    first, left, right = of_frame("left"), of_frame("left", width=320), of_frame("/right")
    for message in (first, left, right):
        kept.add(message)
    assert kept.for_frame("left") is left
    assert kept.for_frame("/left") is left
    assert kept.for_frame("right") is kept.latest is right
    assert kept.for_frame("behind") is None


def test_who_names_no_frame_suits_all():
    kept = calibration.Calibrations()
    kept.add(of_frame("left"))
    assert kept.for_frame("") is kept.latest
    kept.add(nameless := of_frame(""))
    assert kept.for_frame("right") is nameless
    assert kept.for_frame("left") is not nameless


def test_a_flood_of_frames_is_not_kept():
    kept = calibration.Calibrations()
    for i in range(1000):
        kept.add(of_frame(str(i)))
    assert kept.for_frame("0") is None
    assert kept.for_frame("999") is kept.latest


def test_info_of_a_camera_is_its_own():
    camera = Camera.from_hfov(320, 240, 1.0)
    message = over_the_wire(calibration.info_from_camera(camera))
    assert calibration.camera_from_info(message, rectified=True) == camera
    np.testing.assert_array_equal(calibration.camera_from_info(message).K, camera.K)
    assert not any(message.d)
    assert list(message.r) == [1, 0, 0, 0, 1, 0, 0, 0, 1]


def test_info_takes_the_header_and_nothing_else():
    message = info(distortion_model="plumb_bob", d=[0.1], binning_x=2, roi=RegionOfInterest(x_offset=3, width=5))
    message.p = [float(i) for i in range(12)]
    message.header.frame_id = "other"
    changed = calibration.info_with_header(message, header())
    assert changed.header == header()
    changed.header = message.header
    assert changed == message


@pytest.mark.parametrize(
    ("topic", "rectified"),
    [
        ("/camera/image_rect", True),
        ("/zed/rgb/image_rect_color", True),
        ("/camera/image_rect/compressed", True),
        ("/image_rect", True),
        ("/camera/image_raw", False),
        ("/image_rect/image_raw/compressed", False),
        ("/camera/compressed", False),
    ],
)
def test_rectified_images_by_their_name(topic, rectified):
    assert calibration.is_rectified_topic(topic) == rectified


@pytest.mark.parametrize(
    ("model", "d"),
    [
        ("plumb_bob", [1200.3, -3400.0, 0.001, 0.002, 820.0]),
        ("plumb_bob", [-1200.3, 3400.0, 0.0, 0.0, 0.0]),
        ("equidistant", [500.0, 0.0, 0.0, 0.0]),
    ],
)
def test_a_distortion_that_leaves_almost_nothing_is_refused_with_remedies_that_work(model, d):
    message = info(distortion_model=model, d=d, p=[500.0, 0.0, 320.0, 0.0, 0.0, 500.0, 240.0, 0.0, 0.0, 0.0, 1.0, 0.0])
    with pytest.raises(
        InputError, match=r"CameraInfo cannot be used: its distortion leaves \S+ % of the view"
    ) as failure:
        calibration.camera_from_info(message)
    assert "the parameter rectified set to true" in str(failure.value)
    assert calibration.camera_from_info(message, rectified=True).K[0, 0] == 500


@pytest.mark.parametrize(
    ("model", "d"),
    [
        ("plumb_bob", [-0.35, 0.12, 0.0, 0.0, 0.0]),
        ("plumb_bob", [0.18, -0.5, 0.0, 0.0, 0.45]),
        ("rational_polynomial", [8.0, 30.0, 0.0, 0.0, 5.0, 8.2, 31.0, 10.0]),
        ("equidistant", [-0.02, 0.01, 0.0, 0.0]),
        ("plumb_bob", [5e-324] * 5),
    ],
)
@pytest.mark.parametrize("focal", [200.0, 500.0])
def test_lenses_of_real_cameras_are_accepted(model, d, focal):
    message = info(distortion_model=model, d=d, K=(focal, 0, 320, 0, focal, 240, 0, 0, 1))
    camera = calibration.camera_from_info(message)
    assert np.isfinite(camera.unproject([320, 240])).all()


def test_a_calibration_of_thousands_of_values_is_cut_in_the_sentence():
    with pytest.raises(InputError, match="distortion D is") as failure:
        calibration.camera_from_info(info(d=[np.inf] * 200_000))
    assert len(str(failure.value)) < 500
