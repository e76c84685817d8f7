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

"""Depth images as messages: every encoding, and data that are no depth."""

import array
import re
import struct

import cv2
import numpy as np
import pytest

pytest.importorskip("rclpy")

from sensor_msgs.msg import CompressedImage, Image

from svr_ros.errors import InputError
from svr_ros.ros.convert.depth_images import depth_to_metres

MILLIMETRES = np.array([[1000, 0, 65535], [2345, 40000, 1]], np.uint16)
METRES = np.array([[1.5, np.nan, np.inf], [-1.0, 0.0, 3.25]], np.float32)
NAN = np.nan


def raw(values, encoding, padding=0, big=False):
    values = values.astype(values.dtype.newbyteorder(">" if big else "<"))
    height, width = values.shape
    rows = np.zeros((height, width * values.itemsize + padding), np.uint8)
    rows[:, : width * values.itemsize] = np.ascontiguousarray(values).view(np.uint8).reshape(height, -1)
    message = Image(width=width, height=height, encoding=encoding, step=rows.shape[1], is_bigendian=int(big))
    message.data = array.array("B", rows.tobytes())
    return message


def compressed(stored, form, parameters=(0.0, 0.0)):
    """Return a message as compressed_depth_image_transport makes it: a header of twelve bytes before the PNG image."""
    png = cv2.imencode(".png", stored)[1].tobytes()
    return CompressedImage(format=form, data=array.array("B", struct.pack("<iff", 0, *parameters) + png))


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("padding", [0, 6])
def test_raw_images(big, padding):
    found = depth_to_metres(raw(MILLIMETRES, "16UC1", padding, big))
    np.testing.assert_allclose(found, [[1.0, NAN, NAN], [2.345, 40.0, 0.001]], rtol=1e-6)
    assert found.dtype == np.float32
    found = depth_to_metres(raw(METRES, "32FC1", padding, big))
    np.testing.assert_array_equal(found, np.float32([[1.5, NAN, NAN], [NAN, NAN, 3.25]]))


@pytest.mark.parametrize("form", ["16UC1; compressedDepth png", "16UC1; compressedDepth"])
def test_compressed_millimetres(form):
    found = depth_to_metres(compressed(MILLIMETRES, form))
    np.testing.assert_allclose(found, [[1.0, NAN, NAN], [2.345, 40.0, 0.001]], rtol=1e-6)


def test_compressed_metres_are_quantized_inverse_depth():
    """The transport stores a / z + b in 16 bit, so that the error grows with the square of the depth."""
    depth = np.linspace(0.3, 9, 500, dtype=np.float32).reshape(20, 25)
    scale, offset = 100 * 101.0, 1 - 100 * 101.0 / 10  # of its defaults: 100 levels per metre at 1 m, 10 m at most
    stored = np.round(scale / depth + offset).astype(np.uint16)
    stored[0, 0] = 0
    found = depth_to_metres(compressed(stored, "32FC1; compressedDepth png", (scale, offset)))
    assert np.isnan(found[0, 0])
    np.testing.assert_array_less(np.abs(found - depth).ravel()[1:], 0.51 * depth.ravel()[1:] ** 2 / scale + 1e-5)


NOTHING = (
    "depth image has no measurement in its 3 x 2 pixels; expected some that are neither zero, negative, NaN, infinite "
    "nor, in 16 bit, 65535"
)
EXPECTED = "expected '16UC1; compressedDepth png' or '32FC1; compressedDepth png' with a PNG image"


def changed(message, **changes):
    for name, value in changes.items():
        setattr(message, name, array.array("B", value) if isinstance(value, bytes) else value)
    return message


BAD = {
    "zeros": (raw(np.zeros((2, 3), np.uint16), "16UC1"), NOTHING),
    "65535": (raw(np.full((2, 3), 65535, np.uint16), "16UC1"), NOTHING),
    "nan": (raw(np.full((2, 3), NAN, np.float32), "32FC1"), NOTHING),
    "infinity": (raw(np.full((2, 3), -np.inf, np.float32), "32FC1"), NOTHING),
    "negative": (raw(np.full((2, 3), -2, np.float32), "32FC1"), NOTHING),
    "colours": (
        raw(np.zeros((2, 9), np.uint8), "rgb8"),
        "depth image has the encoding 'rgb8'; expected 16UC1 in millimetres or 32FC1 in metres",
    ),
    "empty": (changed(raw(METRES, "32FC1"), width=0), "depth image is 0 x 2 pixels; expected at least 1 x 1"),
    "short": (
        changed(raw(METRES, "32FC1"), data=bytes(20)),
        "depth image holds 20 bytes in rows of 12; expected 2 rows of at least 12 bytes",
    ),
    "narrow step": (
        changed(raw(METRES, "32FC1"), step=4, data=bytes(8)),
        "depth image holds 8 bytes in rows of 4; expected 2 rows of at least 12 bytes",
    ),
    "jpeg": (
        CompressedImage(format="bgr8; jpeg compressed bgr8", data=array.array("B", b"\xff\xd8")),
        f"compressed depth image has the format 'bgr8; jpeg compressed bgr8' and 2 bytes; {EXPECTED}",
    ),
    "rvl": (
        CompressedImage(format="16UC1; compressedDepth rvl", data=array.array("B", bytes(40))),
        f"compressed depth image has the format '16UC1; compressedDepth rvl' and 40 bytes; {EXPECTED}",
    ),
    "eight bit": (
        compressed(np.ones((2, 3), np.uint8), "16UC1; compressedDepth png"),
        "compressed depth image has the format '16UC1; compressedDepth png' and a PNG image that is corrupt, or not "
        "16-bit grey; expected a complete one",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_depth_is_one_sentence(name):
    message, sentence = BAD[name]
    with pytest.raises(InputError, match=f"^{re.escape(sentence)}$"):
        depth_to_metres(message)


@pytest.mark.parametrize("cut", [12, 20, 30, 40, -1, -20])
def test_truncated_compressed_images(cut, capfd):
    message = compressed(MILLIMETRES, "16UC1; compressedDepth png")
    message.data = message.data[:cut]
    with pytest.raises(InputError, match="compressed depth image has the format"):
        depth_to_metres(message)
    assert capfd.readouterr().err == ""


def test_a_small_file_that_claims_a_huge_image():
    message = compressed(MILLIMETRES, "16UC1; compressedDepth png")
    message.data[12 + 16 : 12 + 24] = array.array("B", struct.pack(">II", 10**6, 10**6))
    with pytest.raises(InputError, match="is 1000000 x 1000000 pixels; expected at most 67108864 in all"):
        depth_to_metres(message)
