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

"""Random draws that materials are made of: numbers, kinds of textures, and colours as interiors have them."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from random import Random
from typing import TypeVar

from svr_ros.synthesis.scene import Color
from svr_ros.synthesis.texture_kinds import TextureKind
from svr_ros.synthesis.textures import Blotches, Pattern, Stripes, Texture, Wood

T = TypeVar("T")

Tone = str | tuple[str | None, ...] | None
"""A tone, some tones of which each is as likely as another, or None for any."""

_TONES = {"white": 2.0, "grey": 2.2, "beige": 2.2, "wood": 1.8, "dark": 1.6, "vivid": 0.9, "muted": 1.1, "pastel": 1.0}
"""Tones with their weights."""

_NEUTRALS = {
    "white": ((0.6, 0.9), (0.94, 1.0), (0.84, 1.0)),
    "grey": ((0.1, 0.6), (0.95, 1.03), (0.9, 1.08)),
    "dark": ((0.01, 0.09), (0.85, 1.1), (0.8, 1.3)),
}
"""Tones without a hue: ranges of red, and of green and blue as fractions of red."""

_COLORFUL = {
    "muted": ((0.25, 0.6), (0.06, 0.5)),
    "vivid": ((0.45, 0.92), (0.06, 0.6)),
    "pastel": ((0.1, 0.35), (0.35, 0.8)),
}
"""Tones of any hue: ranges of saturation and value."""

_HUES = {(-0.04, 0.1): 3.5, (0.54, 0.67): 2.5, (0.22, 0.48): 1.5, (0.1, 0.17): 1.0, (0.0, 1.0): 1.5}
"""Ranges of hues with their weights: mostly reds, oranges and blues, seldom violet."""

_SORTS = {
    "timber": {
        "oak": (196, 160, 113, 4.0), "pine": (222, 184, 135, 2.0), "birch": (226, 204, 168, 1.5),
        "beech": (208, 160, 115, 2.0), "maple": (225, 195, 150, 1.0), "walnut": (105, 75, 52, 2.0),
        "cherry": (150, 84, 50, 1.5), "mahogany": (105, 48, 32, 1.0), "teak": (152, 108, 66, 1.2),
        "wenge": (62, 47, 40, 1.2), "grey oak": (160, 150, 138, 1.2), "lime-washed": (215, 208, 196, 0.8),
        "old varnished pine": (205, 140, 75, 1.0), "stained black": (36, 33, 31, 0.7),
    },
    "leather": {
        "black": (32, 30, 29, 4.0), "chocolate": (70, 46, 34, 2.5), "cognac": (150, 88, 48, 2.0),
        "tan": (190, 138, 92, 1.0), "cream": (225, 212, 190, 1.2), "white": (236, 234, 229, 1.2),
        "grey": (120, 116, 112, 1.0), "oxblood": (95, 28, 28, 0.7), "navy": (40, 52, 78, 0.4),
        "green": (52, 70, 50, 0.3),
    },
    "metal": {
        "steel": (200, 202, 204, 3.0), "aluminium": (150, 152, 155, 2.0), "black": (38, 38, 40, 3.0),
        "white": (235, 235, 233, 1.5), "brass": (196, 160, 92, 0.9), "copper": (176, 104, 76, 0.5),
        "bronze": (92, 78, 66, 0.6),
    },
    "brick": {
        "red": (152, 82, 62, 3.0), "dark red": (128, 62, 48, 2.0), "orange": (186, 130, 96, 1.5),
        "yellow": (200, 176, 140, 1.0), "painted": (232, 230, 224, 2.0), "grey": (96, 92, 90, 1.0),
    },
}  # fmt: skip
"""Usual colours of materials in sRGB, each with its weight."""


def kinds(**values: T) -> dict[TextureKind, T]:
    """Return kinds of textures with a value of each, such as its weight, from their names in lower case."""
    return {TextureKind[name.upper()]: value for name, value in values.items()}


def shade(color: Color, factor: float) -> Color:
    """Scale a colour, staying below full reflectance."""
    r, g, b = color
    return min(r * factor, 0.95), min(g * factor, 0.95), min(b * factor, 0.95)


class Draws:
    """Draws numbers, colours and textures from one random generator, whose methods it has.

    Attributes:
        rng: Random generator of the room.
    """

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.random, self.uniform, self.gauss, self.randint = rng.random, rng.uniform, rng.gauss, rng.randint
        self.choice, self.choices, self.sample = rng.choice, rng.choices, rng.sample

    def sizes(self, *ranges: tuple[float, float]) -> list[float]:
        """Draw a number from each of several ranges."""
        uniform = self.uniform
        return [uniform(low, high) for low, high in ranges]

    def choose(self, weights: Mapping[T, float]) -> T:
        """Draw a key of a table of weights."""
        return self.choices(list(weights), list(weights.values()))[0]

    def texture(self, kind: TextureKind, scale: float) -> Texture:
        """Return a texture of a kind at a scale (repeats per metre), with random parameters if it has any."""
        match kind:
            case TextureKind.STRIPES:
                return Stripes(scale, self.uniform(0.4, 0.65), self.random())
            case TextureKind.BLOTCHES:
                return Blotches(scale, self.uniform(0.4, 0.65))
            case TextureKind.WOOD:
                return Wood(scale, self.random(), self.choice((0.0, self.uniform(0.1, 0.5))))
            case _:
                return Pattern(kind, scale)

    def color(self, tone: Tone = None) -> Color:
        """Draw a linear colour of a tone or of a material, such as "timber"."""
        tone = self.choice(tone) if isinstance(tone, tuple) else tone
        tone = tone or self.choose(_TONES)
        if tone in _SORTS or tone == "wood":
            return self._sort("timber" if tone == "wood" else tone)
        if tone in _NEUTRALS:
            red, green, blue = _NEUTRALS[tone]
            v = self.uniform(*red)
            return v, v * self.uniform(*green), v * self.uniform(*blue)
        if tone == "beige":
            return colorsys.hsv_to_rgb(self.uniform(0.05, 0.13), self.uniform(0.1, 0.45), self.uniform(0.3, 0.8))
        saturation, value = _COLORFUL[tone]
        low, high = self.choose(_HUES)
        return colorsys.hsv_to_rgb(self.uniform(low, high) % 1.0, self.uniform(*saturation), self.uniform(*value))

    def _sort(self, name: str) -> Color:
        """Draw a sort of a material, a little lighter or darker, warmer or cooler, paler than usual."""
        sorts = list(_SORTS[name].values())
        bright, warm, pale = self.uniform(0.75, 1.25), self.uniform(0.93, 1.07), self.uniform(0.0, 0.35)
        *color, _ = self.choices(sorts, [weight for *_, weight in sorts])[0]
        r, g, b = ((value / 255) ** 2.2 * bright for value in color)
        return shade((r * warm + (g - r) * pale, g, b / warm + (g - b) * pale), 1.0)
