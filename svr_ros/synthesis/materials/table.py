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

"""Random draws that materials are made of, and the table of a room's materials, known by their row."""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Mapping
from itertools import accumulate
from random import Random
from typing import TypeVar

from svr_ros.synthesis.photographs import NO_LIBRARY, Library, Photograph
from svr_ros.synthesis.scene import Color, Material
from svr_ros.synthesis.texture_kinds import TextureKind
from svr_ros.synthesis.textures import PLAIN, Blotches, Pattern, Photo, Stripes, Texture, Wood, from_columns

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

_COLORS = {
    name: ([tuple((value / 255) ** 2.2 for value in color) for *color, _ in sorts.values()],
           list(accumulate(weight for *_, weight in sorts.values())))
    for name, sorts in _SORTS.items()
}  # fmt: skip
"""The same in linear colours, with the sums of the weights."""


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
        colors, cumulative = _COLORS[name]
        bright, warm, pale = self.uniform(0.75, 1.25), self.uniform(0.93, 1.07), self.uniform(0.0, 0.35)
        r, g, b = (value * bright for value in self.choices(colors, cum_weights=cumulative)[0])
        return shade((r * warm + (g - r) * pale, g, b / warm + (g - b) * pale), 1.0)


REUSED = 0.4
"""Probability that a piece takes a wood, fabric or metal which the room already has."""
RANDOM = 0.06
"""Fraction of drawn materials with any texture, colours and scale, so that a network sees unusual ones as well."""

_KINDS = tuple(kind for kind in TextureKind if kind != TextureKind.PHOTOGRAPH)


class MaterialTable(Draws):
    """Collects the materials of one room.

    Photographs of the library, if it has any, replace a fraction of the procedural textures.

    Attributes:
        rows: Materials added so far; solids and decals refer to them by index.
    """

    def __init__(self, rng: Random, photographs: Library = NO_LIBRARY) -> None:
        super().__init__(rng)
        self.rows: list[Material] = []
        self._photographs = photographs

    def add(
        self, texture: Texture, first: Color, second: Color | None = None, specular: float | None = None,
        shininess: float | None = None, emission: float = 0.0, mirror: float = 0.0, clear: float = 0.0,
    ) -> int:  # fmt: skip
        """Add a material and return its row; the second colour and the highlight are drawn unless given."""
        if second is None:
            second = shade(first, self.choice(self.sizes((0.5, 0.85), (0.85, 1.0), (1.0, 1.2))))
        if specular is None:
            specular = self.choice((0.0, 0.0, 0.03, 0.1, 0.3))
        if shininess is None:
            shininess = self.choice((10.0, 30.0, 80.0))
        offset = self.uniform(0.0, 50.0)
        self.rows.append(Material(texture, first, second, specular, shininess, emission, offset, mirror, clear))
        return len(self.rows) - 1

    def copy(self, row: int) -> int:
        """Add a material again and return its new row."""
        self.rows.append(self.rows[row])
        return len(self.rows) - 1

    def plain(self, tone: Tone = None, specular: float | None = None, emission: float = 0.0) -> int:
        """Add an even colour of a tone, see `Draws.color`."""
        return self.add(PLAIN, self.color(tone), specular=specular, emission=emission)

    def add_random(self) -> int:
        """Add any texture in any two colours at any scale."""
        kind = self.choice(_KINDS)
        first, second = ((self.random() ** 2, self.random() ** 2, self.random() ** 2) for _ in range(2))
        scale = 2.0 ** self.uniform(0.0, 6.0)
        return self.add(from_columns(kind, scale, self.uniform(0.0, 0.6), self.uniform(0.2, 0.7)), first, second)

    def draw(self, maker: Callable[[], int], known: list[int] | None = None) -> int:
        """Return the row of a material of `maker` or, now and then, of a random or an already known one.

        Args:
            maker: Function that adds a material and returns its row.
            known: Rows that may be used again; a new row is appended.
        """
        if known and self.random() < REUSED:
            return self.choice(known)
        row = self.add_random() if self.random() < RANDOM else maker()
        if known is not None:
            known.append(row)
        return row

    def photograph(self, use: str, specular: float = 0.0) -> int | None:
        """Add a repeating photograph for one of `photographs.USES`; return None if it is a procedural texture's turn.

        Args:
            use: Surface that the photograph shows.
            specular: Strength of the highlight.
        """
        chosen = self.choose_photograph(use)
        if chosen is None:
            return None
        tint = self.uniform(0.6, 1.1)
        red, green, blue = self.sizes((0.85, 1.0), (0.85, 1.0), (0.85, 1.0))
        color = shade((red, green, blue), tint)
        scale = self.uniform(0.7, 1.4) / chosen.metres
        return self.add(Photo(chosen.row, scale), color, color, specular)

    def choose_photograph(self, use: str) -> Photograph | None:
        """Draw a photograph of the library, or None if it has none or it is a procedural texture's turn."""
        found = self._photographs.table.get(use, ())
        return self.choice(found) if found and self.random() < self._photographs.probability else None
