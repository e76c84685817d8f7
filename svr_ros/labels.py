"""The ten classes: the one table that networks, messages, pictures and legends read."""

from enum import IntEnum

import numpy as np


class Label(IntEnum):
    """Name the class ids of every label array; a ceiling counts as floor, doors as wall, desks as table."""

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
"""Label of what no one has seen or judged."""

LEGEND_VERSION = 1
"""Goes up when an id changes its meaning, so that a recorded grid can be read with the right legend."""

NAMES: tuple[str, ...] = tuple(label.name.lower() for label in Label)

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
