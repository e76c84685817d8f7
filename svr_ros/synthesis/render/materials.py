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

"""Colour of a material at a point of a surface, as numba kernels."""

from __future__ import annotations

import math

from svr_ros.synthesis.render.compiling import kernel
from svr_ros.synthesis.render.fabrics import FABRICS, fabric_pattern
from svr_ros.synthesis.render.noise import flat_noise, grain, inside, lattice, pulses, resolved
from svr_ros.synthesis.render.paintings import abstract, landscape, portrait
from svr_ros.synthesis.render.prints import (
    Color,
    blend,
    damask,
    dimmed,
    floral,
    geometric,
    grasscloth,
    packaging,
    page,
    rug,
    spines,
)
from svr_ros.synthesis.render.stones import STONES, stone_pattern
from svr_ros.synthesis.render.woods import WOODS, wood_pattern
from svr_ros.synthesis.render.world import World
from svr_ros.synthesis.texture_kinds import TextureKind

# Columns of World.materials.
TEXTURE = 0
FIRST = 1  # 1..3: the first colour
SECOND = 4  # 4..6: the second colour
SCALE = 7
P0 = 8
P1 = 9
SPECULAR = 10
SHININESS = 11
EMISSION = 12
OFFSET = 13
MIRROR = 14
CLEAR = 15

NOISE = int(TextureKind.NOISE)
STRIPES = int(TextureKind.STRIPES)
CHECKS = int(TextureKind.CHECKS)
BLOTCHES = int(TextureKind.BLOTCHES)
DAMASK = int(TextureKind.DAMASK)
GEOMETRIC = int(TextureKind.GEOMETRIC)
GRASSCLOTH = int(TextureKind.GRASSCLOTH)
FLORAL = int(TextureKind.FLORAL)
RUG = int(TextureKind.RUG)
LANDSCAPE = int(TextureKind.LANDSCAPE)
PORTRAIT = int(TextureKind.PORTRAIT)
ABSTRACT = int(TextureKind.ABSTRACT)
PAGE = int(TextureKind.PAGE)
PRINT = int(TextureKind.PRINT)
SPINES = int(TextureKind.SPINES)
PHOTOGRAPH = int(TextureKind.PHOTOGRAPH)

_LARGEST_PLAID = 3.5
"""Repeats per metre below which checks belong to floors, not to cloth."""

_PICTURES = (PRINT, SPINES, FLORAL, RUG, LANDSCAPE, PORTRAIT, ABSTRACT, PAGE, PHOTOGRAPH)
_WALLPAPERS = (DAMASK, GEOMETRIC, GRASSCLOTH)


@kernel
def _colors(world: World, row: int) -> tuple[Color, Color]:
    """Return the two linear colours of a material."""
    table = world.materials
    return (
        (table[row, FIRST], table[row, FIRST + 1], table[row, FIRST + 2]),
        (table[row, SECOND], table[row, SECOND + 1], table[row, SECOND + 2]),
    )


@kernel
def mean_color(world: World, row: int) -> Color:
    """Return the linear colour halfway between the two of a material."""
    first, second = _colors(world, row)
    return blend(first, second, 0.5)


@kernel
def _motif(u: float, v: float, offset: float, threshold: float, footprint: float) -> float:
    """Return the islands of a printed pattern: by offset shapeless ones, dots in rows or scattered flowers."""
    seed = int(offset)
    if seed % 3 == 0:
        bend = flat_noise(u * 2.3 - v, v * 2.3 + u, seed + 1)
        return inside(0.5 * (threshold - flat_noise(u + 0.6 * bend + 0.5 * v, v - 0.4 * u, seed)), footprint)
    i, j = math.floor(u), math.floor(v)
    x, y = u - i - 0.5, v - j - 0.5
    size = 0.7 * (1.0 - threshold)
    if seed % 3 == 1:
        return inside(math.sqrt(x * x + y * y) - 0.8 * size, footprint)
    ci, cj = int(i), int(j)
    if lattice(ci, cj, 5) < 0.25:
        return 0.0
    x += 0.3 * (lattice(ci, cj, 6) - 0.5)
    y += 0.3 * (lattice(ci, cj, 7) - 0.5)
    petals = math.cos(5.0 * math.atan2(y, x) + 6.0 * lattice(ci, cj, 8))
    return inside(math.sqrt(x * x + y * y) - size * (0.75 + 0.35 * petals), footprint)


@kernel
def _checks(u: float, v: float, scale: float, offset: float, footprint: float) -> float:
    """Return checks: those of a board, or on cloth also gingham and tartan, by offset."""
    width = 0.5 * footprint * scale
    a, b = 0.5 * u * scale, 0.5 * v * scale
    across, along = pulses(a, 0.5, width), pulses(b, 0.5, width)
    kind = int(offset)
    if scale < _LARGEST_PLAID or kind % 3 == 0:
        return across + along - 2.0 * across * along
    mix = 0.5 * (across + along)
    if kind % 3 == 1:  # thin lines of the other colour
        thin = min(pulses(a - 0.22, 0.06, width) + pulses(b - 0.22, 0.06, width), 1.0)
        mix += (1.0 - 2.0 * mix) * thin
    return mix


@kernel
def _wallpaper(kind: int, u: float, v: float, scale: float, offset: float, footprint: float) -> float:
    if kind == DAMASK:
        return damask(u, v, scale, offset, footprint)
    if kind == GEOMETRIC:
        return geometric(u, v, scale, offset, footprint)
    return grasscloth(u, v, offset, footprint)


@kernel
def _linear(value: float) -> float:
    """Return the linear value of an sRGB byte."""
    x = value * (1.0 / 255.0)
    return x * (x * (x * 0.305306 + 0.682171) + 0.012523)


@kernel
def _photograph(world: World, first: Color, x: float, y: float, number: float, footprint: float) -> Color:
    """Return photograph `number` tinted by a colour; x and y in repeats, of which every second one is mirrored."""
    photographs = world.photographs
    layer = int(number) % photographs.shape[0]
    size = photographs.shape[1]
    # The smaller levels lie one below the other next to the full one.
    texels = footprint * size
    column, top = 0, 0
    if texels > 1.5 and photographs.shape[2] > size:
        column = size
        size //= 2
        while texels > 3.0 and size > 4:
            top += size
            size //= 2
            texels *= 0.5
    x = abs(x - 2.0 * math.floor(0.5 * x + 0.5)) * size - 0.5
    y = abs(y - 2.0 * math.floor(0.5 * y + 0.5)) * size - 0.5
    x, y = min(max(x, 0.0), size - 1.001), min(max(y, 0.0), size - 1.001)
    i, j = int(x), int(y)
    x -= i
    y -= j
    i += column
    j += top
    r, g, b = 0.0, 0.0, 0.0
    for corner in range(4):
        di, dj = corner & 1, corner >> 1
        weight = (x if di else 1.0 - x) * (y if dj else 1.0 - y)
        if weight > 0.0:
            r += weight * _linear(photographs[layer, j + dj, i + di, 0])
            g += weight * _linear(photographs[layer, j + dj, i + di, 1])
            b += weight * _linear(photographs[layer, j + dj, i + di, 2])
    return r * first[0], g * first[1], b * first[2]


@kernel
def _picture(world: World, row: int, kind: int, u: float, v: float, footprint: float) -> Color:
    """Return the colour of a texture that has more than the material's two colours."""
    first, second = _colors(world, row)
    scale, offset = world.materials[row, SCALE], world.materials[row, OFFSET]
    p0, p1 = world.materials[row, P0], world.materials[row, P1]
    if kind == PHOTOGRAPH:
        if p1 > 0.0:  # one image around the origin
            return _photograph(world, first, u * scale + 0.5, 0.5 - v * scale * p1, p0, footprint * scale)
        return _photograph(world, first, u * scale + offset, v * scale + offset, p0, footprint * scale)
    if kind == SPINES:
        return spines(first, second, u * scale, v, offset, footprint * scale)
    if kind == FLORAL:
        return floral(first, second, u, v, scale, offset, footprint)
    if kind == RUG:
        return rug(first, second, u, v, p0, p1, scale, offset, footprint)
    if kind == LANDSCAPE:
        return landscape(first, second, u, v, p0, p1, offset, footprint)
    if kind == PORTRAIT:
        return portrait(first, second, u, v, p0, p1, offset, footprint)
    if kind == ABSTRACT:
        return abstract(first, second, u, v, p0, p1, offset, footprint)
    if kind == PAGE:
        return page(first, second, u, v, p0, p1, offset, footprint)
    return packaging(first, second, u * scale, v * scale, offset, footprint * scale)


@kernel
def texture(world: World, row: int, u: float, v: float, w: float, footprint: float) -> Color:
    """Return the linear colour of a material at surface coordinates (m), seen by a pixel `footprint` metres wide.

    (u, v) run along the surface, w across it.
    """
    # Textures with colours of their own.
    kind = int(world.materials[row, TEXTURE])
    if kind in _PICTURES:
        return _picture(world, row, kind, u, v, footprint)
    # Textures that mix the two colours.
    scale = world.materials[row, SCALE]
    offset = world.materials[row, OFFSET]
    p0 = world.materials[row, P0]
    p1 = world.materials[row, P1]
    shade = 1.0
    if kind in WOODS:
        mix, shade = wood_pattern(kind, u, v, scale, p0, p1, offset, footprint)
    elif kind in FABRICS:
        mix, shade = fabric_pattern(kind, u, v, scale, p0, p1, offset, footprint)
    elif kind in STONES:
        mix, shade = stone_pattern(kind, u, v, scale, p0, p1, offset, footprint)
    elif kind in _WALLPAPERS:
        mix = _wallpaper(kind, u, v, scale, offset, footprint)
    elif kind == NOISE:
        seed = int(offset * 100.0)
        a, b = (0.8 * u + 0.6 * v) * scale, (0.8 * v - 0.6 * u) * scale  # so that the lattice does not show
        mix = 0.5 + 0.6 * (flat_noise(a, b, seed) - 0.5) * resolved(scale, footprint)
        mix += 0.4 * grain(a * 2.1 + b, b * 2.1 - a, seed + 1, scale * 2.3, footprint)
    elif kind == STRIPES:
        mix = pulses(u * scale + p0, p1, footprint * scale)
    elif kind == CHECKS:
        mix = _checks(u, v, scale, offset, footprint)
    elif kind == BLOTCHES:
        mix = _motif(u * scale, v * scale, offset, p1, footprint * scale)
    else:
        uneven = flat_noise(u * 2.0, v * 2.0, int(offset * 100.0))  # paint, wear, dirt
        mix = 0.16 * uneven
        shade = 0.97 + 0.05 * uneven
    first, second = _colors(world, row)
    return dimmed(blend(first, second, min(max(mix, 0.0), 1.0)), shade)
