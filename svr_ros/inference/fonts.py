"""Fonts of the pictures."""

from __future__ import annotations

from functools import cache

from PIL import ImageFont


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the default font in a size in pixels."""
    try:
        return ImageFont.load_default(size)
    except TypeError:  # Pillow before 10.1 (Ubuntu 22.04) has no scalable default font
        return ImageFont.truetype("DejaVuSans.ttf", size)
