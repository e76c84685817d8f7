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

"""Messages with the names and colours of the classes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from sensor_msgs.msg import Image
from std_msgs.msg import ColorRGBA, Header

from svr_ros.inference import rendering
from svr_ros.labels import COLORS, LEGEND_VERSION, NAMES
from svr_ros.msg import ClassLegend, SemanticClass
from svr_ros.ros.convert.objects import label_info, vision_messages
from svr_ros.ros.convert.pixel_images import colors_to_image

_WIDTH = 300
"""Width of the legend image in pixels."""


class Legend(NamedTuple):
    """A latched topic.

    Attributes:
        kind: The message type.
        make: The function that makes the message with a given header.
    """

    kind: type
    make: Callable[[Header], Any]


def legend(header: Header) -> ClassLegend:
    """Return the table of classes."""
    classes = []
    for label, name in enumerate(NAMES):
        red, green, blue = (COLORS[label] / 255).tolist()
        classes.append(SemanticClass(id=label, name=name, color=ColorRGBA(r=red, g=green, b=blue, a=1.0)))
    return ClassLegend(header=header, version=LEGEND_VERSION, classes=classes)


def legend_image(header: Header) -> Image:
    """Return names and colours of the classes as an image for viewers."""
    return colors_to_image(rendering.legend(_WIDTH), header)


LEGENDS: dict[str, Legend] = {
    "legend": Legend(ClassLegend, legend),
    "legend_image": Legend(Image, legend_image),
}
"""Latched topics in the node's namespace, except those of `vision_legends`."""


def vision_legends(threshold: float) -> dict[str, Legend]:
    """Return the latched topics with messages of vision_msgs, given the minimum score of objects that are published.

    Raises:
        InputError: If vision_msgs is not installed.
    """
    return {"label_info": Legend(vision_messages().LabelInfo, partial(label_info, threshold=threshold))}
