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

"""Textures of cloth, leather, cane and carpets as numba kernels.

Every pattern returns the weight of the material's second colour (0..1) and a factor on the brightness; lengths are in
metres. Creases and threads are painted as if lit from above.
"""

from __future__ import annotations

import math

from svr_ros.synthesis.render.compiling import kernel
from svr_ros.synthesis.render.noise import flat_noise, grain, lattice, pulses, relief, resolved
from svr_ros.synthesis.texture_kinds import TextureKind

_WEAVE = int(TextureKind.WEAVE)
_KNIT = int(TextureKind.KNIT)
_CORDUROY = int(TextureKind.CORDUROY)
_TWEED = int(TextureKind.TWEED)
_VELVET = int(TextureKind.VELVET)
_LEATHER = int(TextureKind.LEATHER)
_FOLDS = int(TextureKind.FOLDS)
_WICKER = int(TextureKind.WICKER)
_SLATS = int(TextureKind.SLATS)
_LOOPS = int(TextureKind.LOOPS)
_CARPET_TILES = int(TextureKind.CARPET_TILES)
_CARPET = int(TextureKind.CARPET)
FABRICS = (_WEAVE, _KNIT, _CORDUROY, _TWEED, _VELVET, _LEATHER, _FOLDS, _WICKER, _SLATS, _LOOPS, _CARPET_TILES, _CARPET)
"""The textures of this file."""

_THREADS = 150.0
"""Slubs of coarse cloth per metre."""


@kernel
def creases(u: float, v: float, frequency: float, seed: int) -> float:
    """Return the brightness of soft folds in cloth, around 1."""
    height, slope = relief(u * frequency + 0.6 * v * frequency, v * frequency - 0.3 * u * frequency, seed)
    return 1.0 + 0.1 * slope + 0.12 * (height - 0.5)


@kernel
def weave(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return linen or canvas: uneven threads both ways, lint, soft creases; a larger scale is a finer cloth."""
    seed = int(offset * 100.0)
    fine = _THREADS * (0.4 + 0.15 * scale)
    mix = 0.5 + 0.5 * grain(u * 12.0, v * fine, seed, fine, footprint)
    mix += 0.5 * grain(u * fine, v * 12.0, seed + 1, fine, footprint)
    mix += 0.5 * grain(u * 35.0, v * 35.0, seed + 2, 35.0, footprint)
    return mix, creases(u, v, 4.0, seed + 3)


@kernel
def knit(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return knitted wool with `scale` columns of stitches per metre."""
    contrast = resolved(scale * 1.3, footprint)
    shade = creases(u, v, 3.5, int(offset * 100.0))
    if contrast == 0.0:
        return 0.4, shade * 0.8
    x = u * scale
    across = abs(x - math.floor(x) - 0.5) * 2.0
    y = v * scale * 1.3 + across * 0.7
    stitch = y - math.floor(y)
    form = 4.0 * stitch * (1.0 - stitch) * (1.0 - across * across * across)
    mix = 0.4 + 0.3 * (lattice(int(math.floor(x)), int(math.floor(y)), 3) - 0.5) * contrast
    return mix, shade * (0.8 + contrast * (0.75 * form - 0.38))


@kernel
def corduroy(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return ribs along v, `scale` per metre, brushed in patches."""
    seed = int(offset * 100.0)
    rib = math.cos(2.0 * math.pi * u * scale) * resolved(scale, footprint)
    brushed = flat_noise(u * 4.0, v * 2.5, seed) - 0.5
    return 0.45 + 0.3 * brushed, (0.85 + 0.2 * rib) * creases(u, v, 3.0, seed + 1)


@kernel
def tweed(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return flecked wool in two colours, `scale` flecks per metre, in a herringbone if a pixel resolves it."""
    seed = int(offset * 100.0)
    x, y = u * scale, v * scale
    column = x / 6.0
    zigzag = y + abs(column - math.floor(column) - 0.5) * 12.0
    twill = (pulses(0.25 * zigzag, 0.5, 0.4) - 0.5) * resolved(scale * 0.4, footprint)
    mix = 0.5 + 0.3 * twill + 0.9 * grain(x, y, seed, scale, footprint)
    mix += 0.35 * grain(u * 14.0, v * 14.0, seed + 1, 14.0, footprint)
    return mix, creases(u, v, 3.0, seed + 2)


@kernel
def velvet(u: float, v: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return velvet, whose pile lies in brighter and darker patches."""
    seed = int(offset * 100.0)
    sweep = flat_noise(u * 5.0 - 2.0 * v, v * 5.0 + 2.0 * u, seed + 1) - 0.5
    height, slope = relief(u * 2.5 + v + 0.7 * sweep, v * 3.0 - 0.5 * u + 0.7 * sweep, seed)
    fine = grain(u * 22.0 + 2.0 * height, v * 22.0, seed + 2, 22.0, footprint)
    return 0.4 + 0.6 * (height - 0.5) + 0.4 * sweep + 0.4 * fine, 1.0 + 0.15 * slope


@kernel
def leather(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return leather: pores, thin dark creases that cross, pale worn patches."""
    seed = int(offset * 100.0)
    worn = flat_noise(u * 2.5 + 0.7 * v, v * 2.5 - 0.7 * u, seed)
    height, slope = relief(u * scale + 1.5 * worn, 0.6 * v * scale + 0.3 * u * scale, seed + 1)
    ridge = max(1.0 - 14.0 * abs(height - 0.5), 0.0) * max(worn - 0.4, 0.0) * resolved(scale * 5.0, footprint)
    pores = grain(u * 160.0, v * 160.0, seed + 2, 160.0, footprint)
    patch = grain(u * 25.0, v * 25.0, seed + 3, 25.0, footprint)
    return 0.35 + 0.6 * (worn - 0.5) + 0.2 * patch, 1.0 + 0.06 * slope - 0.4 * ridge + 0.3 * pores


@kernel
def folds(u: float, v: float, scale: float, depth: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return a curtain whose `scale` folds per metre hang along v; `depth` 0..1 is their darkness."""
    seed = int(offset * 100.0)
    drift = flat_noise(u * scale * 0.6, v * 0.7, seed)
    phase = 2.0 * math.pi * (u * scale + 0.9 * drift)
    wave = (math.sin(phase) + 0.35 * math.sin(2.0 * phase + 4.0 * drift)) * resolved(1.5 * scale, footprint)
    lint = 0.4 * grain(u * 40.0, v * 9.0, seed + 1, 40.0, footprint)
    return 0.4 + 0.25 * wave * depth + lint, 0.85 + (0.1 + 0.22 * depth) * wave


@kernel
def wicker(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return woven cane: flat strands, 1 / `scale` wide, over and under each other, with gaps at the corners."""
    contrast = resolved(scale, footprint)
    seed = int(offset * 100.0)
    aged = flat_noise(u * 3.0, v * 3.0, seed) - 0.5
    if contrast == 0.0:
        return 0.45 + 0.5 * aged, 0.74
    x, y = u * scale, v * scale
    fx, fy = math.floor(x), math.floor(y)
    i, j = int(fx), int(fy)
    along, across = x - fx - 0.5, y - fy - 0.5
    strand = j
    if (i + j) & 1:
        along, across = across, along
        strand = i + 9173
    form = (1.0 - 3.2 * across * across) * (1.0 - 2.0 * along * along)
    mix = 0.45 + 0.5 * aged + 0.6 * (lattice(strand, 7, seed) - 0.5) * contrast
    return mix, 0.74 + contrast * 1.2 * (form - 0.62)


@kernel
def slats(u: float, v: float, scale: float, gap: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return slats along u, `scale` per metre, with dark gaps; `gap` is the fraction of the area that they cover."""
    y = v * scale
    width = footprint * scale
    dark = pulses(y, gap, width)
    lit = pulses(y + 0.12, 0.12, width)
    tone = lattice(int(math.floor(y)), 3, int(offset * 100.0)) - 0.5
    mix = 0.4 + 0.5 * tone * resolved(scale, footprint)
    mix += 0.5 * (flat_noise(u * 1.5, y * 3.0, 5) - 0.5) * resolved(3.0 * scale, footprint)
    return mix, 1.0 - 0.75 * dark + 0.12 * lit


@kernel
def carpet(u: float, v: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return cut pile with trodden tracks."""
    seed = int(offset * 100.0)
    pile = grain(u * 70.0, v * 70.0, seed, 50.0, footprint)
    tufts = grain(u * 22.0, v * 22.0, seed + 1, 22.0, footprint)
    trodden, slope = relief(u * 2.2, v * 2.8 + 0.8 * u, seed + 2)
    return 0.5 + 0.9 * pile + 0.3 * tufts + 0.25 * (trodden - 0.5), 1.0 + 0.05 * slope


@kernel
def loops(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return loop pile: flecked knots in rows, `scale` per metre."""
    seed = int(offset * 100.0)
    contrast = resolved(scale, footprint)
    mix = 0.45 + 0.3 * grain(u * 9.0, v * 9.0, seed, 9.0, footprint)
    if contrast == 0.0:
        return mix, 0.88
    x = u * scale
    fx = math.floor(x)
    y = v * scale * 0.7 + 0.5 * (int(fx) & 1)
    fy = math.floor(y)
    dx, dy = x - fx - 0.5, y - fy - 0.5
    knot = 1.0 - 2.4 * (dx * dx + dy * dy)
    mix += 0.9 * (lattice(int(fx), int(fy), seed) - 0.5) * contrast
    return mix, 0.88 + contrast * 0.7 * (knot - 0.6)


@kernel
def carpet_tiles(
    u: float, v: float, scale: float, strength: float, offset: float, footprint: float
) -> tuple[float, float]:
    """Return carpet tiles, `scale` per metre, with fine lines that turn from tile to tile."""
    seed = int(offset * 100.0)
    a, b = u * scale, v * scale
    fx, fy = math.floor(a), math.floor(b)
    i, j = int(fx), int(fy)
    along, across = u, v
    if (i + j) & 1:
        along, across = v, u
    lines = grain(along * 4.0, across * 45.0, seed + i + 7 * j, 45.0, footprint)
    tone = lattice(i, j, seed) - 0.5
    joint = 1.0 - (1.0 - pulses(a, 0.008, footprint * scale)) * (1.0 - pulses(b, 0.008, footprint * scale))
    pile = grain(u * 60.0, v * 60.0, seed, 60.0, footprint)
    return 0.45 + (0.3 + 0.6 * strength) * tone + (0.3 + 1.2 * strength) * lines + 0.5 * pile, 1.0 - 0.3 * joint


@kernel
def fabric_pattern(
    kind: int, u: float, v: float, scale: float, p0: float, p1: float, offset: float, footprint: float
) -> tuple[float, float]:
    """Return the weight of the second colour and the brightness of one of this file's textures."""
    if kind == _WEAVE:
        return weave(u, v, scale, offset, footprint)
    if kind == _KNIT:
        return knit(u, v, scale, offset, footprint)
    if kind == _CORDUROY:
        return corduroy(u, v, scale, offset, footprint)
    if kind == _TWEED:
        return tweed(u, v, scale, offset, footprint)
    if kind == _VELVET:
        return velvet(u, v, offset, footprint)
    if kind == _LEATHER:
        return leather(u, v, scale, offset, footprint)
    if kind == _FOLDS:
        return folds(u, v, scale, p0, offset, footprint)
    if kind == _WICKER:
        return wicker(u, v, scale, offset, footprint)
    if kind == _SLATS:
        return slats(u, v, scale, p0, offset, footprint)
    if kind == _LOOPS:
        return loops(u, v, scale, offset, footprint)
    if kind == _CARPET_TILES:
        return carpet_tiles(u, v, scale, p0, offset, footprint)
    return carpet(u, v, offset, footprint)
