"""CameraInfo against values that were worked out by hand."""

import numpy as np
import pytest

pytest.importorskip("rclpy")

from rclpy.serialization import deserialize_message, serialize_message
from sensor_msgs.msg import CameraInfo, RegionOfInterest
from std_msgs.msg import Header

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.ros import calibration


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


def test_camera_of_rectified_images_is_that_of_P():
    message = info(distortion_model="plumb_bob", d=[0.1, -0.2, 0.001, 0.002, 0.0])
    message.p = [400.0, 0.0, 310.0, -40.0, 0.0, 400.0, 230.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    camera = calibration.camera_from_info(message, rectified=True)
    assert camera == Camera(640, 480, [[400, 0, 310], [0, 400, 230], [0, 0, 1]])


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (info(K=[0] * 9), "CameraInfo cannot be used: focal lengths in K are 0 and 0 pixels; expected both above zero"),
        (
            info(K=[np.nan, 0, 320, 0, 500, 240, 0, 0, 1]),
            "CameraInfo cannot be used: camera matrix K is [nan, 0.0, 320.0, 0.0, 500.0, 240.0, 0.0, 0.0, 1.0]; "
            "expected nine finite numbers of at most 1e+09",
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


def test_info_takes_the_header_and_nothing_else():
    message = info(distortion_model="plumb_bob", d=[0.1], binning_x=2, roi=RegionOfInterest(x_offset=3, width=5))
    message.p = [float(i) for i in range(12)]
    message.header.frame_id = "other"
    changed = calibration.info_with_header(message, header())
    assert changed.header == header()
    changed.header = message.header
    assert changed == message
