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

"""The legends against the table of labels."""

import numpy as np
import pytest

pytest.importorskip("rclpy")

from svr_ros.msg import ClassLegend

from svr_ros.labels import COLORS, LEGEND_VERSION, Label
from svr_ros.ros.convert.legends import legend, legend_image


def test_legend_is_the_table_of_labels(header, over_the_wire):
    message = over_the_wire(legend(header))
    assert isinstance(message, ClassLegend)
    assert message.version == LEGEND_VERSION
    assert [(one.id, one.name) for one in message.classes] == [(int(label), label.name.lower()) for label in Label]
    colors = [[one.color.r, one.color.g, one.color.b] for one in message.classes]
    np.testing.assert_allclose(colors, COLORS / 255, atol=1e-6)
    assert all(one.color.a == 1 for one in message.classes)


def test_legend_can_be_seen(header, over_the_wire):
    message = over_the_wire(legend_image(header))
    assert (message.header, message.encoding) == (header, "rgb8")
    pixels = np.frombuffer(message.data, np.uint8).reshape(message.height, message.width, 3)
    assert all((pixels == color).all(-1).sum() > 100 for color in COLORS)
