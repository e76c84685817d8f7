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

"""Image messages that the node sends against values computed by hand."""

import struct

import numpy as np
import pytest

pytest.importorskip("rclpy")

from svr_ros.inference.rendering import color_normals
from svr_ros.ros.convert.pixel_images import (
    colors_to_image,
    depth_to_image,
    image_to_depth,
    image_to_normals,
    labels_to_image,
)


def test_depth_round_trip(header, over_the_wire):
    depth = np.array([[1.5, np.nan, 2.25], [3, 4, 5]], np.float32)
    message = over_the_wire(depth_to_image(depth, header))
    assert (message.width, message.height, message.step, message.encoding) == (3, 2, 12, "32FC1")
    assert message.header == header
    assert bytes(message.data[:4]) == struct.pack("<f", 1.5)
    np.testing.assert_array_equal(image_to_depth(message), depth)


def test_normals_can_be_seen_and_used(header, over_the_wire):
    towards_camera, right, up = (0, 0, -1), (1, 0, 0), (0, -1, 0)
    slanted = (0.48, -0.6, -0.64)
    normals = np.array([[towards_camera, right], [up, slanted]], np.float32)
    message = over_the_wire(colors_to_image(color_normals(normals), header))
    assert (message.encoding, message.width, message.height, message.step) == ("rgb8", 2, 2, 6)
    assert list(message.data[:6]) == [128, 128, 255, 255, 128, 128]  # blue towards the camera, red to the right
    back = image_to_normals(message)
    cosine = (back * normals).sum(-1)
    assert np.degrees(np.arccos(cosine.clip(-1, 1))).max() < 0.6  # of the eight bits


def test_black_is_no_normal(header):
    message = colors_to_image(np.zeros((1, 2, 3), np.uint8), header)
    assert np.isnan(image_to_normals(message)).all()


def test_classes_are_their_ids(header, over_the_wire):
    message = over_the_wire(labels_to_image(np.array([[8, 2, 255]], np.uint8), header))
    assert (message.encoding, message.width, message.height, message.step) == ("mono8", 3, 1, 3)
    assert list(message.data) == [8, 2, 255]
