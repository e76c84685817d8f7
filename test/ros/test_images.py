"""Image messages against values that were worked out by hand."""

import array
import struct

import numpy as np
import pytest

pytest.importorskip("rclpy")

from rclpy.serialization import deserialize_message, serialize_message
from sensor_msgs.msg import Image

from svr_ros.errors import InputError
from svr_ros.ros import images


def image(encoding, width, height, data, step=None, big=0):
    made = Image(width=width, height=height, encoding=encoding, is_bigendian=big)
    made.step = step if step is not None else len(data) // max(height, 1)
    made.data = array.array("B", data)
    return made


def over_the_wire(message):
    """Return the message as a subscriber gets it: packed arrays must survive serialisation."""
    return deserialize_message(serialize_message(message), type(message))


RED_GREEN = [[[255, 0, 0], [0, 255, 0]]]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (image("rgb8", 2, 1, bytes([255, 0, 0, 0, 255, 0])), RED_GREEN),
        (image("bgr8", 2, 1, bytes([0, 0, 255, 0, 255, 0])), RED_GREEN),
        (image("rgba8", 2, 1, bytes([255, 0, 0, 9, 0, 255, 0, 9])), RED_GREEN),
        (image("bgra8", 2, 1, bytes([0, 0, 255, 9, 0, 255, 0, 9])), RED_GREEN),
        (image("mono8", 2, 1, bytes([7, 200])), [[[7, 7, 7], [200, 200, 200]]]),
        (image("mono16", 2, 1, struct.pack("<2H", 0x1234, 0xFF00)), [[[0x12] * 3, [0xFF] * 3]]),
        (image("mono16", 2, 1, struct.pack(">2H", 0x1234, 0xFF00), big=1), [[[0x12] * 3, [0xFF] * 3]]),
        # Two rows of one pixel, padded to a step of 5 bytes: the padding (99) must not leak in.
        (image("rgb8", 1, 2, bytes([1, 2, 3, 99, 99, 4, 5, 6, 99, 99])), [[[1, 2, 3]], [[4, 5, 6]]]),
        (image("bgr8", 1, 2, bytes([1, 2, 3, 99, 4, 5, 6, 99])), [[[3, 2, 1]], [[6, 5, 4]]]),
        (image("mono16", 1, 2, bytes([0, 8, 99, 0, 16, 99]), step=3), [[[8] * 3], [[16] * 3]]),
    ],
    ids=lambda value: f"{value.encoding}-{value.is_bigendian}-{value.step}" if isinstance(value, Image) else "",
)
def test_image_to_rgb(message, expected):
    rgb = images.image_to_rgb(over_the_wire(message))
    assert rgb.dtype == np.uint8
    assert rgb.flags.c_contiguous
    np.testing.assert_array_equal(rgb, expected)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (image("rgb8", 0, 480, b""), "image is 0 x 480 pixels; expected at least 1 x 1"),
        (image("rgb8", 640, 0, b""), "image is 640 x 0 pixels; expected at least 1 x 1"),
        (image("rgb8", 2, 2, bytes(11), step=6), "image holds 11 bytes; expected 12: 2 rows of step 6"),
        (image("rgb8", 2, 2, bytes(13), step=6), "image holds 13 bytes; expected 12: 2 rows of step 6"),
        (
            image("rgb8", 2, 2, bytes(10), step=5),
            "image has a step of 5 bytes; expected at least 6 for 2 pixels of rgb8",
        ),
        (image("mono16", 2, 1, bytes(3)), "image has a step of 3 bytes; expected at least 4 for 2 pixels of mono16"),
        (image("jpeg", 2, 1, bytes(6)), "image encoding is 'jpeg'; expected one of rgb8, rgba8, bgr8, bgra8, mono8"),
        (image("", 2, 1, bytes(6)), "image encoding is ''; expected one of rgb8"),
    ],
)
def test_image_that_is_none(message, sentence):
    with pytest.raises(InputError) as failure:
        images.image_to_rgb(message)
    assert str(failure.value).startswith(sentence)
