"""Layers of the map."""

from __future__ import annotations

from enum import IntEnum


class Layer(IntEnum):
    """Evidence for a voxel or a point of the map; the values are those of the field `layer` in messages and files."""

    MEASURED = 0
    """Within sight of a camera: by a depth sensor, or by the visible surface of an image."""

    GUESSED = 1
    """Never in sight: completed by the network."""

    UNKNOWN = 255
    """Without any evidence."""
