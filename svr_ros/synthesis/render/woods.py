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

"""Wood textures as numba kernels: grain, knots, boards and parquet.

Every pattern returns the weight of the material's second colour (0..1) and a factor on the brightness; lengths are in
metres.
"""

from __future__ import annotations

import math

from svr_ros.synthesis.render.compiling import kernel
from svr_ros.synthesis.render.noise import flat_noise, grain, lattice, resolved, seam
from svr_ros.synthesis.texture_kinds import TextureKind

_WOOD = int(TextureKind.WOOD)
_PLANKS = int(TextureKind.PLANKS)
_PARQUET = int(TextureKind.PARQUET)
WOODS = (_WOOD, _PLANKS, _PARQUET)
"""The textures of this file."""

_JOINT = 0.003
"""Width in metres of the joints between boards."""

_LONG = 5
"""Length of a herringbone's boards in widths."""

_SLOPE = 0.8
"""Slope of a chevron's boards."""


@kernel
def _grain(u: float, v: float, scale: float, figure: float, seed: int, footprint: float) -> float:
    """Return the grain along u, around 0.5: straight for figure 0, in flames and loops towards 1."""
    bend = flat_noise(u * 0.55, v * scale * 0.55, seed) * (0.7 + 4.0 * figure)
    phase = v * scale * 3.0 + bend
    rings = math.sin(2.0 * math.pi * phase) * resolved(scale * 4.0, footprint)
    mix = 0.5 + 0.22 * rings + 0.5 * (flat_noise(u * 0.9, v * scale * 1.9, seed + 1) - 0.5)
    return mix + 0.7 * grain(u * scale * 0.7, v * scale * 14.0, seed + 2, scale * 14.0, footprint)


@kernel
def wood(
    u: float, v: float, scale: float, figure: float, knots: float, offset: float, footprint: float
) -> tuple[float, float]:
    """Return a panel with its grain along u; `knots` is the probability of a knot per half metre."""
    seed = int(offset * 100.0)
    shade = 1.0
    if knots > 0.0:
        x, y = u * 2.0, v * 5.0
        i, j = int(math.floor(x)), int(math.floor(y))
        if lattice(i, j, seed) < knots:
            x = (x - i - 0.3 - 0.4 * lattice(i, j, seed + 1)) * 0.5
            y = (y - j - 0.3 - 0.4 * lattice(i, j, seed + 2)) * 0.2
            size = 0.006 + 0.01 * lattice(i, j, seed + 3)
            squared = (x * x * 0.3 + y * y) / (size * size)
            v += math.copysign(min(0.5 * size / (1.0 + squared), 0.02), y)  # the grain flows around it
            shade = 1.0 - 0.6 / (1.0 + squared * squared) * resolved(40.0, footprint)
    return _grain(u, v, scale, figure, seed, footprint), shade


@kernel
def _board(along: float, across: float, scale: float, i: int, j: int, seed: int, footprint: float) -> float:
    """Return the colour of one board of a floor; each board has its own tone and grain."""
    piece = lattice(i, j, seed)
    own = seed + int(1000.0 * piece)
    lines = 0.4 * grain(along * 2.5, across * 70.0, own, 70.0, footprint)
    figure = flat_noise(along * 1.4 + 10.0 * piece, across * scale * 2.5, own) - 0.5
    return 0.1 + 0.55 * piece + 0.45 * figure + lines + 0.15


@kernel
def planks(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return floor boards along u, `scale` per metre, in random lengths with staggered ends."""
    seed = int(offset * 10.0)
    line = math.floor(v * scale)
    row = int(line)
    length = 0.8 + 1.2 * lattice(row, 5, seed)
    a = u / length + lattice(row, 3, seed) * 5.0
    column = math.floor(a)
    across = (v * scale - line) / scale
    end = (a - column) * length
    joint = seam(min(across, 1.0 / scale - across), _JOINT, footprint) + seam(min(end, length - end), _JOINT, footprint)
    mix = _board(u, v, scale, row, int(column), seed, footprint)
    return mix, 1.0 - 0.6 * min(joint, 1.0)


@kernel
def parquet(u: float, v: float, scale: float, layout: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return parquet of boards 1 / `scale` wide: herringbone (layout below 1), chevron (below 2), squares of strips."""
    seed = int(offset * 10.0)
    if layout < 1.0:
        x, y = (u + v) * 0.7071 * scale, (v - u) * 0.7071 * scale
        fx, fy = math.floor(x), math.floor(y)
        i, j = int(fx), int(fy)
        # Herringbone: boards along x start one further in every row.
        step = (i - j) % (2 * _LONG)
        if step < _LONG:
            along, across = x - fx + step, y - fy
            i -= step
        else:
            step = 2 * _LONG - 1 - step
            along, across = y - fy + step, x - fx
            j -= step
        edge = min(min(across, 1.0 - across), min(along, _LONG - along)) / scale
    elif layout < 2.0:
        # Chevron: a column is as wide as 6 or 7 boards.
        half = scale * 0.15
        a = u * half
        fx = math.floor(a)
        i = int(fx)
        slope = _SLOPE if i & 1 else -_SLOPE
        y = (v + slope * (a - fx - 0.5) / half) * scale
        fy = math.floor(y)
        j = int(fy)
        along, across = a - fx, y - fy
        edge = min(min(across, 1.0 - across) * 0.8 / scale, min(along, 1.0 - along) / half)
        along *= _LONG
    else:
        # Squares of strips.
        a, b = u * scale / _LONG, v * scale / _LONG
        fx, fy = math.floor(a), math.floor(b)
        i, j = int(fx), int(fy)
        along, across = a - fx, b - fy
        if (i + j) & 1:
            along, across = across, along
        strip = math.floor(across * _LONG)
        across = across * _LONG - strip
        edge = min(min(across, 1.0 - across), min(along, 1.0 - along) * _LONG) / scale
        along *= _LONG
        i = i * _LONG + int(strip)
    mix = _board(along / scale, across / scale + 0.37 * i, scale, i, j, seed, footprint)
    return mix, 1.0 - 0.55 * min(seam(edge, 0.7 * _JOINT, footprint), 1.0)


@kernel
def wood_pattern(
    kind: int, u: float, v: float, scale: float, p0: float, p1: float, offset: float, footprint: float
) -> tuple[float, float]:
    """Return the weight of the second colour and the brightness of one of this file's textures."""
    if kind == _WOOD:
        return wood(u, v, scale, p0, p1, offset, footprint)
    if kind == _PLANKS:
        return planks(u, v, scale, offset, footprint)
    return parquet(u, v, scale, p0, offset, footprint)
