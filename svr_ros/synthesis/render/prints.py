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

"""Procedural images as numba kernels: wallpapers, rugs, pages, book spines.

Wallpapers return the weight of the material's second colour (0..1); the others return linear colours, between the
material's two and colours of their own. Lengths are in metres; u runs right and v up.
"""

from __future__ import annotations

import math

from svr_ros.synthesis.render.compiling import kernel
from svr_ros.synthesis.render.noise import flat_noise, grain, inside, lattice, pulses, resolved

Color = tuple[float, float, float]

_DAMASK = 0.25
"""Mean fraction of the area that the damask's motifs cover."""


@kernel
def blend(first: Color, second: Color, mix: float) -> Color:
    """Return the colour at `mix` (0..1) between two."""
    return (
        first[0] + (second[0] - first[0]) * mix,
        first[1] + (second[1] - first[1]) * mix,
        first[2] + (second[2] - first[2]) * mix,
    )


@kernel
def dimmed(color: Color, shade: float) -> Color:
    """Return a colour times a brightness, clipped to 0..1."""
    shade = max(shade, 0.0)
    return min(color[0] * shade, 1.0), min(color[1] * shade, 1.0), min(color[2] * shade, 1.0)


@kernel
def ink(i: int, j: int) -> Color:
    """Return a fixed random colour of any hue, seldom saturated, from black to white."""
    hue = 2.0 * math.pi * lattice(i, j, 3)
    grey = 0.9 * lattice(j, i, 14) ** 1.5
    strength = lattice(i, j, 25) ** 1.5
    r = 1.0 - strength * (0.5 - 0.5 * math.cos(hue))
    g = 1.0 - strength * (0.5 - 0.5 * math.cos(hue - 2.1))
    b = 1.0 - strength * (0.5 - 0.5 * math.cos(hue + 2.1))
    return grey * r, grey * g, grey * b


@kernel
def damask(u: float, v: float, scale: float, offset: float, footprint: float) -> float:
    """Return ogees with leaves and a flower in each, `scale` per metre, every second column half a repeat higher."""
    contrast = resolved(1.8 * scale, footprint)
    if contrast == 0.0:
        return _DAMASK
    a = u * scale
    fx = math.floor(a)
    b = v * scale * 0.7 + 0.5 * (int(fx) & 1)
    x, y = abs(a - fx - 0.5), b - math.floor(b) - 0.5
    width = footprint * scale
    ogee = 0.27 + 0.2 * math.cos(2.0 * math.pi * y)
    rim = inside(abs(x - ogee) - 0.03 - 0.02 * math.cos(12.0 * math.pi * y), width)
    radius = math.sqrt(x * x + 1.6 * y * y)
    angle = math.atan2(y, x)
    flower = inside(radius - 0.17 - 0.07 * math.cos(6.0 * angle + int(offset)), width) - inside(radius - 0.05, width)
    leaf = inside(abs(x - 0.1 - 0.12 * math.sin(9.0 * y)) + 0.35 * abs(abs(y) - 0.32) - 0.06, width)
    return _DAMASK + contrast * (min(rim + flower + leaf, 1.0) - _DAMASK)


@kernel
def geometric(u: float, v: float, scale: float, offset: float, footprint: float) -> float:
    """Return a trellis, zigzags, triangles, scales or a lattice of circles, by offset, `scale` per metre."""
    width = footprint * scale
    contrast = resolved(1.2 * scale, footprint)
    a, b = u * scale, v * scale
    motif = int(offset) % 5
    if motif == 0:
        duty = 0.1
        low, high = pulses(a + 0.6 * b, duty, 1.6 * width), pulses(a - 0.6 * b, duty, 1.6 * width)
        return 1.0 - (1.0 - low) * (1.0 - high)
    x, y = a - math.floor(a) - 0.5, b - math.floor(b) - 0.5
    if motif == 1:
        return pulses(1.5 * b + abs(x), 0.4, 2.0 * width)
    if motif == 2:
        mix = inside(y + 0.5 - 1.0 + 2.0 * abs(x), 2.0 * width)
    elif motif == 3:
        row = b * 2.0
        fy = math.floor(row)
        x = a + 0.5 * (int(fy) & 1)
        x -= math.floor(x) + 0.5
        y = row - fy
        ring = math.sqrt(x * x + 0.25 * y * y) * 6.0
        mix = 0.5 + 0.5 * math.cos(2.0 * math.pi * ring) * resolved(6.0 * scale, footprint)
    else:
        mix = inside(abs(math.sqrt(x * x + y * y) - 0.42) - 0.05, width)
        mix = max(mix, inside(abs(abs(x) + abs(y) - 0.5) - 0.03, width))
    mean = 0.5 if motif < 4 else 0.33
    return mean + (mix - mean) * contrast


@kernel
def grasscloth(u: float, v: float, offset: float, footprint: float) -> float:
    """Return a wallpaper of grasses: uneven threads along u, sheets of different tones."""
    seed = int(offset * 100.0)
    sheet = lattice(int(math.floor(u / 0.9)), 1, seed) - 0.5
    threads = grain(u * 3.0, v * 110.0, seed, 110.0, footprint) + 0.8 * grain(
        u * 2.0, v * 38.0, seed + 1, 38.0, footprint
    )
    return 0.45 + threads + 0.2 * sheet + 0.2 * (flat_noise(u * 1.5, v * 4.0, seed + 2) - 0.5)


@kernel
def floral(first: Color, second: Color, u: float, v: float, scale: float, offset: float, footprint: float) -> Color:
    """Return scattered flowers in the second and another colour, with leaves, `scale` per metre."""
    seed = int(offset * 100.0)
    b = v * scale
    fy = math.floor(b)
    a = u * scale + 0.5 * (int(fy) & 1)
    fx = math.floor(a)
    i, j = int(fx), int(fy)
    x, y = a - fx - 0.5, b - fy - 0.5
    width = footprint * scale
    contrast = resolved(1.5 * scale, footprint)
    petal = second
    if lattice(i, j, seed) < 0.4:
        petal = ink(seed, 1)
    leaf = blend(second, (0.08, 0.2, 0.06), 0.6)
    # Two leaves below a flower that is turned and moved at random.
    x += 0.24 * (lattice(i, j, seed + 1) - 0.5)
    y += 0.24 * (lattice(i, j, seed + 2) - 0.5)
    size = 0.16 + 0.12 * lattice(i, j, seed + 3)
    radius = math.sqrt(x * x + y * y)
    angle = math.atan2(y, x) + 6.0 * lattice(i, j, seed + 4)
    stem = inside(abs(x - 0.25 * y * y) - 0.02, width) if -0.5 < y < 0.0 else 0.0
    blades = inside(math.sqrt((abs(x) - 0.2) ** 2 + 4.0 * (y + 0.25 - 0.6 * abs(x)) ** 2) - 0.13, width)
    color = blend(first, leaf, contrast * max(stem, blades))
    outline = radius - size * (0.78 + 0.22 * math.cos(5.0 * angle))
    color = blend(color, petal, contrast * inside(outline, width))
    return blend(color, (0.6, 0.4, 0.08), contrast * inside(radius - 0.25 * size, width))


@kernel
def rug(
    first: Color,
    second: Color,
    u: float,
    v: float,
    half_u: float,
    half_v: float,
    scale: float,
    offset: float,
    footprint: float,
) -> Color:
    """Return an oriental rug of a size around the origin: borders, `scale` motifs per metre, a medallion."""
    number = int(offset * 100.0)
    third, dark = ink(number, 1), dimmed(ink(number, 2), 0.5)
    short = max(min(half_u, half_v), 0.05)
    x, y = abs(u), abs(v)
    edge = min(half_u - x, half_v - y)
    border = 0.3 * short
    wool = (
        0.85 + 0.25 * flat_noise(u * 2.5, v * 2.5, number) + 0.35 * grain(u * 45.0, v * 45.0, number, 45.0, footprint)
    )
    fine = resolved(scale * 2.0, footprint)
    band = edge / border
    if band < 1.0:
        along = (y if half_u - x < half_v - y else x) * scale
        if band < 0.1 or band > 0.92:
            color = dark
        elif band < 0.24 or band > 0.78:
            contrast = pulses(along * 2.0, 0.5, footprint * scale * 2.0)
            color = blend(second, third, contrast)
        else:
            phase = along - math.floor(along) - 0.5
            flower = math.sqrt(phase * phase + (1.4 * (band - 0.5)) ** 2)
            petals = 0.26 + 0.1 * math.cos(6.0 * math.atan2(band - 0.5, phase))
            color = blend(third, second, 0.3 + fine * (inside(flower - petals, footprint * scale) - 0.3))
            color = blend(color, dark, fine * inside(flower - 0.1, footprint * scale))
        return dimmed(color, wool)
    # The field is the same in all four quarters.
    inner_u, inner_v = half_u - border, half_v - border
    motif = flat_noise(x * scale * 1.3, y * scale * 1.3, number) - 0.5
    twig = flat_noise(x * scale * 3.0, y * scale * 3.0, number + 1) - 0.5
    color = first
    ring = math.sqrt((x / inner_u) ** 2 + (y / inner_v) ** 2)
    ring += 0.05 * math.cos(8.0 * math.atan2(y * inner_u, x * inner_v)) + 0.12 * motif
    corner = math.sqrt((1.0 - x / inner_u) ** 2 + (1.0 - y / inner_v) ** 2)
    if ring < 0.62 or corner < 0.45:
        color = second
    if ring < 0.36:
        color = third
    if ring < 0.14 or abs(ring - 0.62) < 0.03 or abs(ring - 0.36) < 0.025 or abs(corner - 0.45) < 0.03:
        color = dark
    if abs(motif) < 0.05 or twig > 0.24:
        color = blend(color, second if ring > 0.62 else first, 0.75 * fine)
    elif twig < -0.27:
        color = blend(color, third if ring > 0.36 else dark, 0.8 * fine)
    return dimmed(color, wool)


@kernel
def page(
    first: Color, second: Color, u: float, v: float, half_u: float, half_v: float, offset: float, footprint: float
) -> Color:
    """Return a printed page of a size around the origin: a title in the second colour, an image, lines of text."""
    number = int(offset * 100.0)
    x, y = u / max(half_u, 0.01), v / max(half_v, 0.01)
    if max(abs(x), abs(y)) > 0.86:
        return first
    width = footprint / max(half_v, 0.01)
    if y > 0.62:
        title = y > 0.68 and lattice(int(math.floor(x * 9.0)), number, 1) > 0.2
        return blend(first, second, 0.85 if title and x < 0.2 + 0.6 * lattice(number, 1, 2) else 0.0)
    box = 1.0 - 1.4 * lattice(number, 1, 3)
    if box > 0.0 and y < 0.55 and y > 0.55 - box and x > -0.86 + 0.8 * lattice(number, 1, 4):
        tone = flat_noise(x * 3.0, y * 3.0, number)
        return dimmed(blend(ink(number, 5), ink(number, 6), tone), 0.6 + 0.8 * flat_noise(x * 9.0, y * 9.0, number + 1))
    rows = 14.0 + 8.0 * lattice(number, 1, 5)
    row = y * rows
    line = math.floor(row)
    words = flat_noise(x * rows * 0.8 + 5.0 * line, 0.5 + line, number + 2) > 0.3
    lines = pulses(row, 0.5, width * rows) if words and x < 0.7 + 0.3 * lattice(int(line), number, 7) else 0.0
    return dimmed(first, 1.0 - 0.75 * lines)


@kernel
def packaging(first: Color, second: Color, u: float, v: float, offset: float, footprint: float) -> Color:
    """Return an image with patches of many colours, by offset above lines of text; u and v in repeats."""
    number = int(offset * 1000.0)
    sharpness = resolved(8.0, footprint)
    color = blend(first, second, 0.15 + 0.7 * flat_noise(u * 0.6 + offset, v * 0.6, number))
    if number % 3 == 0 and v < 0.3:  # text
        line = math.floor(v * 8.0)
        word = lattice(int(math.floor(u * 5.0 + line * 0.37)), int(line), number)
        brightness = 1.0 - 0.75 * sharpness if v * 8.0 - line > 0.45 and word > 0.25 else 1.0 - 0.2 * (1.0 - sharpness)
        return dimmed(color, brightness)
    for patch in range(3):
        size = 0.7 + 0.6 * patch
        if flat_noise(u * size, v * size, number + patch) > 0.62:
            color = ink(number, patch)
    return dimmed(color, 0.75 + 0.5 * flat_noise(u * 4.0, v * 4.0, number + 3))


@kernel
def spines(first: Color, second: Color, u: float, v: float, offset: float, footprint: float) -> Color:
    """Return book spines, one wide in u: two colours of many books, colours of others, dark gaps, bands and titles."""
    book = math.floor(u)
    across = u - book
    i, number = int(book), int(offset * 1000.0)
    sharpness = resolved(1.5, footprint)
    color = blend(first, second, lattice(i, number, 1))
    if lattice(i, number, 2) < 0.6:
        color = ink(i, number)
    if across < 0.08 or across > 0.92:
        return dimmed(color, 1.0 - 0.8 * sharpness)
    rounded = 1.0 - 0.6 * sharpness * (across - 0.5) ** 2
    band = abs(v - 0.06 * (lattice(i, number, 6) - 0.3)) < 0.012
    pale = (0.7, 0.65, 0.5) if lattice(i, number, 8) < 0.7 else (0.03, 0.03, 0.03)
    if band and lattice(i, number, 7) < 0.6:
        return blend(color, pale, 0.7 * sharpness)
    title = 0.25 < across < 0.7 and abs(v - 0.02) < 0.05 + 0.04 * lattice(i, number, 9)
    if title and lattice(i, int(math.floor(v * 180.0)), number) > 0.35:
        return blend(color, pale, 0.6 * sharpness)
    return dimmed(color, rounded)
