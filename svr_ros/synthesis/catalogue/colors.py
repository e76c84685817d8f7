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

"""Colours as interiors have them."""

from __future__ import annotations

import colorsys
from itertools import accumulate
from random import Random

from svr_ros.synthesis.scene import Color

TONES = ("white", "grey", "beige", "wood", "dark", "vivid", "muted", "pastel")
_TONES_UP_TO = tuple(accumulate((2.0, 2.2, 2.2, 1.8, 1.6, 0.9, 1.1, 1.0)))
"""Cumulative weights of the tones, with which `Random.choices` is faster than with single weights."""

_HUES = ((-0.04, 0.1), (0.54, 0.67), (0.22, 0.48), (0.1, 0.17), (0.0, 1.0))
_HUES_UP_TO = tuple(accumulate((3.5, 2.5, 1.5, 1.0, 1.5)))

# sRGB, with how common they are in homes.
_WOODS = (
    ((196, 160, 113), 4.0),  # oak
    ((222, 184, 135), 2.0),  # pine
    ((226, 204, 168), 1.5),  # birch
    ((208, 160, 115), 2.0),  # beech
    ((225, 195, 150), 1.0),  # maple
    ((105, 75, 52), 2.0),  # walnut
    ((150, 84, 50), 1.5),  # cherry
    ((105, 48, 32), 1.0),  # mahogany
    ((152, 108, 66), 1.2),  # teak
    ((62, 47, 40), 1.2),  # wenge
    ((160, 150, 138), 1.2),  # grey oak
    ((215, 208, 196), 0.8),  # lime-washed
    ((205, 140, 75), 1.0),  # old varnished pine
    ((36, 33, 31), 0.7),  # stained black
)
_LEATHERS = (
    ((32, 30, 29), 4.0),  # black
    ((70, 46, 34), 2.5),  # chocolate
    ((150, 88, 48), 2.0),  # cognac
    ((190, 138, 92), 1.0),  # tan
    ((225, 212, 190), 1.2),  # cream
    ((236, 234, 229), 1.2),  # white
    ((120, 116, 112), 1.0),  # grey
    ((95, 28, 28), 0.7),  # oxblood
    ((40, 52, 78), 0.4),  # navy
    ((52, 70, 50), 0.3),  # green
)
_METALS = (
    ((200, 202, 204), 3.0),  # steel
    ((150, 152, 155), 2.0),  # aluminium
    ((38, 38, 40), 3.0),  # black
    ((235, 235, 233), 1.5),  # white
    ((196, 160, 92), 0.9),  # brass
    ((176, 104, 76), 0.5),  # copper
    ((92, 78, 66), 0.6),  # bronze
)
_BRICKS = (
    ((152, 82, 62), 3.0),
    ((128, 62, 48), 2.0),
    ((186, 130, 96), 1.5),
    ((200, 176, 140), 1.0),
    ((232, 230, 224), 2.0),  # painted
    ((96, 92, 90), 1.0),
)
SORTS = {"timber": _WOODS, "leather": _LEATHERS, "metal": _METALS, "brick": _BRICKS}
"""Materials by name: their usual colours."""
_SORTS_UP_TO = {
    name: ([color for color, _ in sorts], list(accumulate(weight for _, weight in sorts)))
    for name, sorts in SORTS.items()
}


def draw_color(rng: Random, tone: str | None = None) -> Color:
    """Draw a linear colour of a tone or of one of the SORTS (of a random tone where none is given)."""
    tone = tone or rng.choices(TONES, cum_weights=_TONES_UP_TO)[0]
    if tone in SORTS:
        return _draw_sort(rng, tone)
    if tone == "white":
        v = rng.uniform(0.6, 0.9)
        return v, v * rng.uniform(0.94, 1.0), v * rng.uniform(0.84, 1.0)
    if tone == "grey":
        v = rng.uniform(0.1, 0.6)
        return v, v * rng.uniform(0.95, 1.03), v * rng.uniform(0.9, 1.08)
    if tone == "dark":
        v = rng.uniform(0.01, 0.09)
        return v, v * rng.uniform(0.85, 1.1), v * rng.uniform(0.8, 1.3)
    if tone == "beige":
        return colorsys.hsv_to_rgb(rng.uniform(0.05, 0.13), rng.uniform(0.1, 0.45), rng.uniform(0.3, 0.8))
    if tone == "wood":
        return _draw_sort(rng, "timber")
    if tone == "muted":
        return colorsys.hsv_to_rgb(_draw_hue(rng), rng.uniform(0.25, 0.6), rng.uniform(0.06, 0.5))
    if tone == "vivid":
        return colorsys.hsv_to_rgb(_draw_hue(rng), rng.uniform(0.45, 0.92), rng.uniform(0.06, 0.6))
    return colorsys.hsv_to_rgb(_draw_hue(rng), rng.uniform(0.1, 0.35), rng.uniform(0.35, 0.8))


def _draw_sort(rng: Random, name: str) -> Color:
    """Draw a sort of a material, a little lighter or darker, warmer or cooler, paler than usual."""
    sorts, up_to = _SORTS_UP_TO[name]
    bright, warm, pale = rng.uniform(0.75, 1.25), rng.uniform(0.93, 1.07), rng.uniform(0.0, 0.35)
    r, g, b = ((value / 255) ** 2.2 * bright for value in rng.choices(sorts, cum_weights=up_to)[0])
    return shade((r * warm + (g - r) * pale, g, b / warm + (g - b) * pale), 1.0)


def _draw_hue(rng: Random) -> float:
    """Draw a hue as interiors have them: mostly reds, oranges and blues, seldom violet."""
    low, high = rng.choices(_HUES, cum_weights=_HUES_UP_TO)[0]
    return rng.uniform(low, high) % 1.0


def shade(color: Color, factor: float) -> Color:
    """Scale a colour, staying below full reflectance."""
    r, g, b = color
    return min(r * factor, 0.95), min(g * factor, 0.95), min(b * factor, 0.95)
