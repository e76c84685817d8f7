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

import numpy as np
import pytest

pytest.importorskip("rclpy")

from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.ros.convert.weights_view import describe_view, outside_fraction

FRUSTUM = Frustum(0.5, 6.0, np.radians(35), np.radians(28))


def test_the_view_in_words():
    assert describe_view(FRUSTUM) == "70 x 56 degrees, 0.5 to 6 m"


@pytest.mark.parametrize(("hfov", "expected"), [(50, 0.0), (70, 0.0), (110, 1 - 0.49030 * 0.49647)])
def test_pixels_outside_of_the_view(hfov, expected):
    """Of a 4:3 camera of 110 degrees, tan 35 / tan 55 of the width and tan 28 / (0.75 tan 55) of the height fit."""
    assert outside_fraction(Camera.from_hfov(640, 480, np.radians(hfov)), FRUSTUM) == pytest.approx(expected, abs=0.02)
