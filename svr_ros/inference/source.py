"""Evidence for what a pixel or a voxel holds."""

from __future__ import annotations

from enum import IntEnum


class Source(IntEnum):
    """Evidence for what a pixel or a voxel holds."""

    GUESSED = 0
    """Occluded: the network's guess."""

    SEEN = 1
    """Visible in the image."""

    MEASURED = 2
    """Visible, at a measured depth."""
