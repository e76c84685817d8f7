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

"""The ten semantic classes with their names and colours."""

from enum import IntEnum

import numpy as np


class Label(IntEnum):
    """Class ids of all label arrays; ceilings count as floor, doors as wall, desks as table."""

    VOID = 0
    TABLE = 1
    WALL = 2
    BATH = 3
    SOFA = 4
    CABINET = 5
    BED = 6
    CHAIR = 7
    FLOOR = 8
    LIGHTING = 9


UNOBSERVED = 255
"""Label of pixels and voxels without a class, such as those outside the view."""

LEGEND_VERSION = 1
"""Version of the class table, incremented if an id changes its meaning; recorded grids refer to it."""

NAMES: tuple[str, ...] = tuple(label.name.lower() for label in Label)
"""Name of each class, in the order of the ids."""

COLORS = np.array(
    [
        (110, 110, 110),
        (170, 60, 200),
        (214, 204, 158),
        (60, 200, 220),
        (240, 150, 60),
        (139, 90, 43),
        (80, 120, 240),
        (220, 60, 60),
        (120, 190, 110),
        (255, 240, 120),
    ],
    dtype=np.uint8,
)
"""sRGB colour of each class, uint8 [10, 3]."""
COLORS.flags.writeable = False
