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

"""Paintings and posters as numba kernels: landscapes, portraits, abstract images.

They return linear colours, between the material's two and colours of their own. Lengths are in metres; u runs right and
v up.
"""

from __future__ import annotations

import math

from svr_ros.synthesis.render.compiling import kernel
from svr_ros.synthesis.render.noise import flat_noise, grain, inside, lattice
from svr_ros.synthesis.render.prints import Color, blend, dimmed, ink


@kernel
def landscape(
    first: Color, second: Color, u: float, v: float, half_u: float, half_v: float, offset: float, footprint: float
) -> Color:
    """Return a landscape of a size around the origin: a sky with clouds over ranges of hills, woods or the sea."""
    number = int(offset * 100.0)
    x, y = u / max(half_u, 0.01), v / max(half_v, 0.01)
    margin = 0.3 * (number % 4 == 0)  # a mount of white card
    if margin > 0.0 and max(abs(x), abs(y)) > 1.0 - margin:
        return 0.75, 0.74, 0.7
    x, y = x / (1.0 - margin) + 0.01 * number, y / (1.0 - margin)
    # Strokes and leaves; the painting is 2 wide.
    width = footprint / max(half_u, half_v, 0.01)
    stroke = flat_noise(x * 4.0, y * 9.0, number) - 0.5
    leaves = grain(x * 17.0, y * 17.0, number + 1, 17.0, width)
    horizon = -0.35 + 0.6 * lattice(number, 2, 5)
    high = min(max(y - horizon, 0.0) / (1.0 - horizon), 1.0)
    dusk = lattice(number, 2, 6) ** 3
    haze = blend((0.7, 0.7, 0.66), (0.85, 0.42, 0.12), dusk)
    blue = blend(haze, blend((0.12, 0.27, 0.6), ink(number, 7), 0.4), high)
    cloud = flat_noise(x * 1.7, y * 4.0, number + 2) + 0.4 * stroke - 0.55
    color = blend(blue, (0.85, 0.82, 0.8), min(max(3.0 * cloud, 0.0), 1.0))
    for layer in range(3):
        top = horizon - 0.28 * layer
        top += (0.45 - 0.12 * layer) * (flat_noise(x * (1.0 + layer), 0.5, number + 10 + layer) - 0.4)
        if layer == 2 and number % 3 == 1:  # woods
            top += 0.5 * flat_noise(x * 7.0, 0.5, number + 20) - 0.1
        if y < top:
            ground = blend(first, second, 0.5 * layer)
            ground = blend(ground, (0.07, 0.13, 0.04), 0.3 + 0.5 * lattice(number, 2, 7))
            color = dimmed(blend(haze, ground, 0.55 + 0.22 * layer), 1.0 + 0.5 * stroke + (0.4 + 0.4 * layer) * leaves)
    if number % 3 == 0 and y < horizon:  # water mirrors the sky
        glint = grain(x * 5.0, y * 30.0, number + 5, 30.0, width)
        color = dimmed(blend(haze, blend((0.12, 0.27, 0.6), haze, 0.3), min(horizon - y, 1.0)), 0.65 + glint)
    return color


@kernel
def portrait(
    first: Color, second: Color, u: float, v: float, half_u: float, half_v: float, offset: float, footprint: float
) -> Color:
    """Return a portrait of a size around the origin: head and shoulders in front of a shaded background."""
    number = int(offset * 100.0)
    size = max(min(half_u, half_v), 0.01)
    x, y = u / size, v / size
    width = footprint / size
    x += 0.35 * (lattice(number, 1, 2) - 0.5)
    turn = 0.12 * (lattice(number, 1, 3) - 0.5)
    rough = flat_noise(x * 3.0, y * 3.0, number) - 0.5
    light = 1.0 - 0.45 * x + 0.4 * rough
    color = dimmed(second, 0.6 + 0.5 * rough + 0.2 * y)
    skin = blend((0.62, 0.38, 0.26), (0.12, 0.06, 0.035), lattice(number, 1, 4) ** 1.5)
    hair = blend((0.02, 0.015, 0.01), (0.35, 0.2, 0.08), lattice(number, 1, 5) ** 2)
    long = -0.1 - 0.5 * lattice(number, 1, 6)
    if y > long:
        color = blend(color, dimmed(hair, light), inside(math.sqrt(x * x * 1.3 + (y - 0.25) ** 2) - 0.5, width))
    body = math.sqrt((x / 0.8) ** 2 + ((y + 1.15) / 0.85) ** 2) - 1.0
    color = blend(color, dimmed(blend(first, ink(number, 4), 0.4), light), inside(body, width))
    neck = max(abs(x) - 0.14, abs(y + 0.3) - 0.2)
    color = blend(color, dimmed(skin, 0.75 * light), inside(neck, width))
    face = math.sqrt((x / 0.3) ** 2 + ((y - 0.15) / 0.4) ** 2) - 1.0
    color = blend(color, dimmed(skin, light * (1.0 + 0.2 * (y - 0.1))), inside(face, width))
    eyes = math.sqrt((abs(x - turn) - 0.12) ** 2 + 3.0 * (y - 0.2) ** 2) - 0.045
    mouth = math.sqrt((x - turn) ** 2 + 9.0 * (y + 0.06) ** 2) - 0.09
    nose = max(abs(x - turn - 0.02) - 0.03, abs(y - 0.07) - 0.09)
    features = inside(eyes, width) + 0.4 * inside(mouth, width) + 0.25 * inside(nose, width)
    return dimmed(color, 1.0 - 0.75 * min(features, 1.0))


@kernel
def abstract(
    first: Color, second: Color, u: float, v: float, half_u: float, half_v: float, offset: float, footprint: float
) -> Color:
    """Return an abstract painting or a poster of a size around the origin: planes and discs, or brushed colours."""
    number = int(offset * 100.0)
    size = max(half_u, half_v, 0.01)
    x, y = u / size, v / size
    width = footprint / size
    brush = flat_noise(x * 5.0 + y * 3.0, y * 12.0 - x * 4.0, number) - 0.5
    if number % 3 == 0:  # clouds of colour
        mix = flat_noise(x * 1.6 + brush, y * 2.2, number + 1)
        color = blend(first, second, min(max(2.0 * mix - 0.5, 0.0), 1.0))
        other = flat_noise(x * 2.1, y * 1.7 + brush, number + 2)
        color = blend(color, ink(number, 3), min(max(4.0 * other - 2.2, 0.0), 1.0))
        return dimmed(color, 1.0 + 0.5 * brush)
    color = first
    for k in range(6):
        cx, cy = 1.8 * lattice(number, k, 1) - 0.9, 1.8 * lattice(number, k, 2) - 0.9
        radius = 0.15 + 0.5 * lattice(number, k, 3)
        form = lattice(number, k, 4)
        if form < 0.4:
            distance = math.sqrt((x - cx) ** 2 + (y - cy) ** 2) - radius
        elif form < 0.8:
            distance = max(abs(x - cx) - radius, abs(y - cy) - radius * (0.2 + lattice(number, k, 5)))
        else:
            slope = 4.0 * lattice(number, k, 6) - 2.0
            distance = abs(y - cy - slope * (x - cx)) / math.sqrt(1.0 + slope * slope) - 0.15 * radius
        color = blend(color, second if k == 2 else ink(number, k), inside(distance, width))
    return dimmed(color, 1.0 + 0.25 * brush)
