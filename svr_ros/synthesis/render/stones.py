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

"""Textures of stone, tiles, brick, concrete, plaster and metal as numba kernels.

Every pattern returns the weight of the material's second colour (0..1) and a factor on the brightness; lengths are in
metres. Relief is painted as if lit from above.
"""

from __future__ import annotations

import math

from svr_ros.synthesis.render.compiling import kernel
from svr_ros.synthesis.render.noise import cells, flat_noise, grain, inside, lattice, pulses, relief, resolved
from svr_ros.synthesis.texture_kinds import TextureKind

_MARBLE = int(TextureKind.MARBLE)
_GRANITE = int(TextureKind.GRANITE)
_TERRAZZO = int(TextureKind.TERRAZZO)
_SLATE = int(TextureKind.SLATE)
_TILES = int(TextureKind.TILES)
_BRICKS = int(TextureKind.BRICKS)
_HEXAGONS = int(TextureKind.HEXAGONS)
_ENCAUSTIC = int(TextureKind.ENCAUSTIC)
_MOSAIC = int(TextureKind.MOSAIC)
_FLAGSTONES = int(TextureKind.FLAGSTONES)
_CONCRETE = int(TextureKind.CONCRETE)
_PLASTER = int(TextureKind.PLASTER)
_BRUSHED = int(TextureKind.BRUSHED)
_RUST = int(TextureKind.RUST)
STONES = (
    _MARBLE,
    _GRANITE,
    _TERRAZZO,
    _SLATE,
    _TILES,
    _BRICKS,
    _HEXAGONS,
    _ENCAUSTIC,
    _MOSAIC,
    _FLAGSTONES,
    _CONCRETE,
    _PLASTER,
    _BRUSHED,
    _RUST,
)
"""The textures of this file."""

_CHIPS = 0.42
"""Fraction of terrazzo that its chips cover."""


@kernel
def marble(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return polished marble: clouds, and thin veins that branch."""
    seed = int(offset * 100.0)
    warp = flat_noise(u * scale * 1.7 + v, v * scale * 1.7 - u, seed)
    fine = grain(u * scale * 6.0 + v, v * scale * 6.0 - u, seed + 3, scale * 6.0, footprint)
    x, y = (u + 0.5 * v) * scale + 1.1 * warp + 0.15 * fine, (v - 0.5 * u) * scale * 0.5 + 0.7 * warp
    field = flat_noise(x, y, seed + 1)
    branch = flat_noise(x * 2.3 + 1.7 * warp, y * 3.9, seed + 2)
    veins = 0.9 * max(1.0 - 22.0 * abs(field - 0.5), 0.0) * max(2.0 * branch - 0.5, 0.0)
    veins += 0.5 * max(1.0 - 14.0 * abs(branch - 0.55), 0.0) * max(2.0 * field - 0.6, 0.0)
    return 0.5 * field * warp + 0.55 * veins + 0.12 * fine, 1.0


@kernel
def granite(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return granite, cork or linoleum: grains of both colours, `scale` per metre, over larger clouds."""
    seed = int(offset * 100.0)
    coarse = flat_noise(u * 5.0, v * 5.0, seed) - 0.5
    grains = grain(u * scale, v * scale, seed + 1, scale, footprint)
    fine = grain(u * scale * 2.7, v * scale * 2.7, seed + 2, scale * 2.7, footprint)
    return 0.45 + 0.3 * coarse + 1.2 * grains + fine, 1.0


@kernel
def terrazzo(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return stone chips in cement, `scale` per metre."""
    seed = int(offset * 100.0)
    contrast = resolved(scale * 1.2, footprint)
    cloud = 0.08 * (flat_noise(u * 2.0, v * 2.0, seed) - 0.5)
    if contrast == 0.0:
        return _CHIPS * 0.5 + cloud, 1.0
    border, i, j = cells(u * scale, v * scale, seed)
    size = 0.3 * lattice(i, j, seed + 2)
    chip = inside(size - border, footprint * scale)
    tone = lattice(i, j, seed + 3)
    return _CHIPS * 0.5 + cloud + contrast * (chip * tone - _CHIPS * 0.5), 1.0


@kernel
def slate(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return split stone: layers with steps between them, rusty streaks."""
    seed = int(offset * 100.0)
    split = flat_noise(u * scale * 2.3, v * scale * 2.3, seed + 2) - 0.5
    height, slope = relief(u * scale + 0.8 * split, v * scale * 1.8 + 0.8 * split, seed)
    layer = height * 4.0 + 0.25 * grain(u * 14.0, v * 17.0, seed + 3, 17.0, footprint)
    streak = flat_noise(u * scale * 0.7 + split, v * scale * 2.0, seed + int(layer))
    edge = layer - math.floor(layer)
    lit = (min(edge * 5.0, 1.0) - 0.9) * (0.25 if slope > 0.0 else -0.1) * resolved(scale * 8.0, footprint)
    fine = grain(u * 45.0, v * 60.0, seed + 1, 50.0, footprint)
    return 0.3 + 0.5 * (streak - 0.5) + 0.4 * fine, 1.0 + 0.04 * slope + lit


@kernel
def tiles(
    u: float, v: float, scale: float, joint: float, aspect: float, bond: float, offset: float, footprint: float
) -> tuple[float, float]:
    """Return tiles, `scale` per metre along u and `aspect` times that along v, with joints in the second colour.

    `joint` is the joints' width as a fraction of a tile; `bond` > 0 shifts every second row by a half, as metro tiles
    and bricks are laid.
    """
    seed = int(offset * 100.0)
    b = v * scale * aspect
    fy = math.floor(b)
    j = int(fy)
    a = u * scale + (0.5 * (j & 1) if bond > 0.0 else 0.0)
    i = int(math.floor(a))
    width = footprint * scale
    gap = 1.0 - (1.0 - pulses(a, joint, width)) * (1.0 - pulses(b, min(joint * aspect, 0.4), width * aspect))
    tone = 0.5 + (lattice(i, j, seed) - 0.5) * resolved(scale * aspect, footprint * 0.5)
    cloud = flat_noise(u * 6.0 + 3.1 * i, v * 6.0 + 1.7 * j, seed)
    face = 0.02 + 0.16 * tone + 0.14 * cloud
    return face + gap * (0.95 - face), 1.0 + 0.06 * (tone - 0.5) * (1.0 - gap)


@kernel
def bricks(
    u: float, v: float, scale: float, joint: float, aspect: float, offset: float, footprint: float
) -> tuple[float, float]:
    """Return a wall of rough bricks in running bond, mortar in the second colour."""
    seed = int(offset * 100.0)
    wobble = 0.04 * (flat_noise(u * 11.0, v * 11.0, seed) - 0.5)
    b = v * scale * aspect + 1.2 * wobble
    fy = math.floor(b)
    j = int(fy)
    a = u * scale + 0.5 * (j & 1) + wobble
    i = int(math.floor(a))
    width = footprint * scale
    high = joint * aspect
    gap = 1.0 - (1.0 - pulses(a, joint, width)) * (1.0 - pulses(b, high, width * aspect))
    tone = lattice(i, j, seed) + 0.35 * lattice(i, j, seed + 1)
    rough, slope = relief(u * 38.0, v * 38.0, seed + 2)
    fine = resolved(38.0, footprint)
    shadow = pulses(b + 0.1, 0.1, width * aspect) * resolved(scale * aspect, footprint)
    face = 0.18 * (rough - 0.5) * fine
    shade = 0.8 + 0.28 * tone * (1.0 - gap) + 0.18 * gap + 0.1 * slope * fine * (1.0 - 0.5 * gap) - 0.25 * shadow
    return max(face, 0.0) + gap * 0.9 + 0.12 * tone * (1.0 - gap), shade


@kernel
def hexagons(u: float, v: float, scale: float, joint: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return hexagonal tiles, 1 / `scale` wide, with joints (a fraction of a tile) in the second colour."""
    seed = int(offset * 100.0)
    x, y = u * scale, v * scale
    row = 1.7320508
    ax, ay = x - math.floor(x + 0.5), y - row * math.floor(y / row + 0.5)
    x1, y1 = x - 0.5, y - 0.5 * row
    bx, by = x1 - math.floor(x1 + 0.5), y1 - row * math.floor(y1 / row + 0.5)
    layer = seed
    if ax * ax + ay * ay > bx * bx + by * by:
        ax, ay = bx, by
        layer += 1
    i, j = int(math.floor((x - ax) * 2.0 + 0.5)), int(math.floor((y - ay) * 2.0 / row + 0.5))
    ax, ay = abs(ax), abs(ay)
    edge = 0.5 - max(ax, 0.5 * ax + 0.8660254 * ay)
    width = footprint * scale
    contrast = resolved(scale, footprint)
    gap = joint * 2.0 + (inside(edge - 0.5 * joint, width) - joint * 2.0) * contrast
    tone = 0.5 + (lattice(i, j, layer) - 0.5) * contrast
    return gap * 0.95 + (1.0 - gap) * 0.35 * tone, 1.0 + 0.08 * (tone - 0.5)


@kernel
def encaustic(u: float, v: float, scale: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return patterned cement tiles, `scale` per metre: one of four motifs, by offset, that join across the tiles."""
    seed = int(offset * 100.0)
    contrast = resolved(scale * 1.6, footprint)
    worn = flat_noise(u * 8.0, v * 8.0, seed) - 0.5
    a, b = u * scale, v * scale
    x, y = abs(a - math.floor(a) - 0.5), abs(b - math.floor(b) - 0.5)
    width = footprint * scale
    radius = math.sqrt(x * x + y * y)
    corner = math.sqrt((x - 0.5) ** 2 + (y - 0.5) ** 2)
    motif = seed % 4
    if motif == 0:  # a star and quarter circles
        star = inside(max(x + y * 0.4, y + x * 0.4) - 0.25, width)
        mix = star + inside(abs(corner - 0.28) - 0.06, width) * (1.0 - star)
    elif motif == 1:  # petals
        angle = math.atan2(y, x)
        mix = inside(radius - 0.3 - 0.14 * math.cos(4.0 * angle), width) - inside(radius - 0.1, width)
        mix += inside(corner - 0.12, width)
    elif motif == 2:  # squares on their corners
        turned = x + y
        mix = inside(abs(turned - 0.5) - 0.06, width) + inside(turned - 0.22, width)
    else:  # interlaced circles
        mix = inside(abs(corner - 0.5) - 0.05, width) + inside(abs(radius - 0.3) - 0.05, width)
    mix = 0.36 + (min(max(mix, 0.0), 1.0) - 0.36) * contrast
    gap = 1.0 - (1.0 - pulses(a, 0.012, width)) * (1.0 - pulses(b, 0.012, width))
    return 0.08 + 0.84 * mix + 0.15 * worn, (1.0 - 0.3 * gap) * (1.0 + 0.1 * worn)


@kernel
def mosaic(u: float, v: float, scale: float, joint: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return small square tiles, `scale` per metre, of very different tones, with pale joints."""
    seed = int(offset * 100.0)
    a, b = u * scale, v * scale
    width = footprint * scale
    gap = 1.0 - (1.0 - pulses(a, joint, width)) * (1.0 - pulses(b, joint, width))
    tone = (lattice(int(math.floor(a)), int(math.floor(b)), seed) - 0.5) * resolved(scale, footprint)
    patch = flat_noise(u * 3.0, v * 3.0, seed) - 0.5
    return 0.45 + 0.8 * tone + 0.2 * patch, (1.0 - gap) * (1.0 + 0.3 * tone) + gap * 1.25


@kernel
def flagstones(u: float, v: float, scale: float, joint: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return irregular slabs of stone, about `scale` per metre, with joints in the second colour."""
    seed = int(offset * 100.0)
    border, i, j = cells(u * scale, v * scale, seed)
    cloud, slope = relief(u * 9.0 + i, v * 9.0, seed + 5)
    contrast = resolved(scale, footprint)
    mean = 1.6 * joint  # the fraction of the area that the joints cover
    gap = mean + contrast * (inside(border - 0.5 * joint, footprint * scale) - mean)
    tone = (lattice(i, j, seed + 4) - 0.5) * contrast
    return gap * 0.9 + (1.0 - gap) * (0.15 + 0.2 * cloud), (1.0 + 0.5 * tone) * (1.0 - gap) + gap + 0.04 * slope


@kernel
def concrete(u: float, v: float, scale: float, panels: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return concrete: clouds, runs, pores; `panels` > 0 is the number of marks of the formwork per metre."""
    seed = int(offset * 100.0)
    cloud = flat_noise(u * scale * 0.4, v * scale * 0.4, seed) - 0.5
    stain = flat_noise(u * scale * 1.7 + cloud, v * scale * 0.9, seed + 1) - 0.5
    shade = 1.0
    contrast = resolved(25.0, footprint)
    x, y = u * 14.0, v * 14.0
    fx, fy = math.floor(x), math.floor(y)
    pore = lattice(int(fx), int(fy), seed + 2)
    if contrast > 0.0 and pore < 0.12:
        dx, dy = x - fx - 0.3 - 3.0 * pore, y - fy - 0.25 - 4.0 * pore
        shade -= 0.3 * contrast * inside(math.sqrt(dx * dx + dy * dy) - 0.03 - 0.6 * pore, footprint * 14.0)
    if panels > 0.0:
        width = footprint * panels
        shade -= 0.3 * max(pulses(u * panels, 0.01, width), pulses(v * panels * 0.5, 0.005, width * 0.5))
    return 0.4 + 0.5 * cloud + 0.45 * stain, shade


@kernel
def plaster(u: float, v: float, scale: float, bare: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return rough plaster, `scale` bumps per metre.

    On the fraction `bare` of the surface it has come off and shows the second colour.
    """
    seed = int(offset * 100.0)
    contrast = resolved(scale, footprint)
    shade = 1.0
    if contrast > 0.0:
        height, slope = relief(u * scale, v * scale, seed)
        shade += contrast * (0.13 * slope + 0.1 * (height - 0.5))
    bend = flat_noise(u * 2.7 - v, v * 2.7 + u, seed + 2) - 0.5
    patch = flat_noise(u * 0.9 + 0.5 * v + 0.6 * bend, v * 1.0 - 0.4 * u + 0.6 * bend, seed + 1)
    if bare <= 0.0:
        return 0.3 * patch, shade
    patch += 0.3 * bend + 0.35 * grain(u * 8.0 + v, v * 8.0 - u, seed + 3, 8.0, footprint)
    off = inside((0.25 + 0.5 * bare - patch) * 0.5, 0.02)
    return 0.85 * off + 0.1 * patch * (1.0 - off), shade * (1.0 - 0.1 * off)


@kernel
def brushed(u: float, v: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return brushed metal: hairlines along u, smudges."""
    seed = int(offset * 100.0)
    lines = 0.6 * grain(u * 1.5, v * 220.0, seed, 220.0, footprint) + 0.6 * grain(
        u * 0.8, v * 45.0, seed + 1, 45.0, footprint
    )
    return 0.45 + lines + 0.35 * (flat_noise(u * 3.0, v * 3.0, seed + 2) - 0.5), 1.0


@kernel
def rust(u: float, v: float, scale: float, rusty: float, offset: float, footprint: float) -> tuple[float, float]:
    """Return painted metal, scratched, and stained with the second colour over about the fraction `rusty` of it."""
    seed = int(offset * 100.0)
    bend = flat_noise(u * scale * 2.3 - v, v * scale * 2.3 + u, seed + 3) - 0.5
    patch = flat_noise(u * scale + 0.7 * bend, v * scale + 0.5 * u + 0.7 * bend, seed) + 0.25 * bend
    patch += 0.5 * grain(u * scale * 6.0 + v, v * scale * 5.0 - u, seed + 1, scale * 6.0, footprint)
    off = inside(0.75 - 0.5 * rusty - patch, 0.25)
    return 0.05 + 0.9 * off * (0.7 + 0.3 * patch), 1.0 - 0.25 * off * patch


@kernel
def stone_pattern(
    kind: int, u: float, v: float, scale: float, p0: float, p1: float, offset: float, footprint: float
) -> tuple[float, float]:
    """Return the weight of the second colour and the brightness of one of this file's textures."""
    if kind == _MARBLE:
        return marble(u, v, scale, offset, footprint)
    if kind == _GRANITE:
        return granite(u, v, scale, offset, footprint)
    if kind == _TERRAZZO:
        return terrazzo(u, v, scale, offset, footprint)
    if kind == _SLATE:
        return slate(u, v, scale, offset, footprint)
    if kind == _TILES:
        return tiles(u, v, scale, p0, abs(p1), -p1, offset, footprint)
    if kind == _BRICKS:
        return bricks(u, v, scale, p0, p1, offset, footprint)
    if kind == _HEXAGONS:
        return hexagons(u, v, scale, p0, offset, footprint)
    if kind == _ENCAUSTIC:
        return encaustic(u, v, scale, offset, footprint)
    if kind == _MOSAIC:
        return mosaic(u, v, scale, p0, offset, footprint)
    if kind == _FLAGSTONES:
        return flagstones(u, v, scale, p0, offset, footprint)
    if kind == _CONCRETE:
        return concrete(u, v, scale, p0, offset, footprint)
    if kind == _PLASTER:
        return plaster(u, v, scale, p0, offset, footprint)
    if kind == _BRUSHED:
        return brushed(u, v, offset, footprint)
    return rust(u, v, scale, p0, offset, footprint)
