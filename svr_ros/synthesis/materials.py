"""Procedural textures: the colour of a material at a point of a surface, as numba kernels."""

from __future__ import annotations

import math

from svr_ros.synthesis.kernels import kernel
from svr_ros.synthesis.scene import TextureKind
from svr_ros.synthesis.world import World

# Columns of World.materials: the fields of Material.
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
WOOD = int(TextureKind.WOOD)
STRIPES = int(TextureKind.STRIPES)
CHECKS = int(TextureKind.CHECKS)
TILES = int(TextureKind.TILES)
MARBLE = int(TextureKind.MARBLE)
WEAVE = int(TextureKind.WEAVE)
PLANKS = int(TextureKind.PLANKS)
BLOTCHES = int(TextureKind.BLOTCHES)
CARPET = int(TextureKind.CARPET)
PRINT = int(TextureKind.PRINT)
SPINES = int(TextureKind.SPINES)

_LARGEST_PLAID = 3.5  # repeats per metre; coarser checks are floors


@kernel
def lattice(i: int, j: int, k: int) -> float:
    """Return a fixed random number in 0..1 for a point of the integer lattice."""
    n = (i * 374761393 + j * 668265263 + k * 1442695041) & 0xFFFFFFFF
    n = ((n ^ (n >> 13)) * 1274126177) & 0xFFFFFFFF
    return ((n ^ (n >> 16)) & 0xFFFF) * (1.0 / 65535.0)


@kernel
def noise(x: float, y: float, z: float) -> float:
    """Return smooth noise in 0..1 with features of size one."""
    i = int(math.floor(x))
    j = int(math.floor(y))
    k = int(math.floor(z))
    x -= i
    y -= j
    z -= k
    x = x * x * (3.0 - 2.0 * x)
    y = y * y * (3.0 - 2.0 * y)
    z = z * z * (3.0 - 2.0 * z)
    low = _layer(i, j, k, x, y)
    if z == 0.0:  # on the flat surfaces of the room, most of all pixels
        return low
    return low + (_layer(i, j, k + 1, x, y) - low) * z


@kernel
def _layer(i: int, j: int, k: int, x: float, y: float) -> float:
    """Return the lattice's values in plane k, mixed between (i, j) and (i + 1, j + 1)."""
    a = lattice(i, j, k)
    b = lattice(i, j + 1, k)
    a += (lattice(i + 1, j, k) - a) * x
    b += (lattice(i + 1, j + 1, k) - b) * x
    return a + (b - a) * y


@kernel
def resolved(frequency: float, footprint: float) -> float:
    """Return how much of a pattern (cycles per metre) a pixel of that footprint (metres) still resolves, 0..1."""
    return min(max(1.5 - 2.0 * frequency * footprint, 0.0), 1.0)


@kernel
def _motif(u: float, v: float, w: float, offset: float, threshold: float) -> float:
    """Return 1 on the islands of a printed pattern: by offset shapeless ones, dots in rows or scattered flowers."""
    kind = int(offset) % 3
    if kind == 0:
        return 1.0 if noise(u + offset, v, w) > threshold else 0.0
    i, j = math.floor(u), math.floor(v)
    x, y = u - i - 0.5, v - j - 0.5
    size = 0.7 * (1.0 - threshold)
    if kind == 1:
        return 1.0 if x * x + y * y < size * size * 0.6 else 0.0
    ci, cj = int(i), int(j)
    if lattice(ci, cj, 5) < 0.25:
        return 0.0
    x += 0.3 * (lattice(ci, cj, 6) - 0.5)
    y += 0.3 * (lattice(ci, cj, 7) - 0.5)
    petals = math.cos(5.0 * math.atan2(y, x) + 6.0 * lattice(ci, cj, 8))
    return 1.0 if math.sqrt(x * x + y * y) < size * (0.75 + 0.35 * petals) else 0.0


@kernel
def _print(world: World, row: int, u: float, v: float, offset: float, sharpness: float) -> tuple[float, float, float]:
    """Return the colour of a picture with patches of many colours, by offset above lines of text."""
    number = int(offset * 1000.0)
    mix = 0.15 + 0.7 * noise(u * 0.6 + offset, v * 0.6, 0.5)
    r, g, b = _between(world, row, mix)
    if number % 3 == 0 and v < 0.3:  # text
        line = math.floor(v * 8.0)
        word = lattice(int(math.floor(u * 5.0 + line * 0.37)), int(line), number)
        ink = 1.0 - 0.75 * sharpness if v * 8.0 - line > 0.45 and word > 0.25 else 1.0 - 0.2 * (1.0 - sharpness)
        return r * ink, g * ink, b * ink
    for patch in range(3):
        size = 0.7 + 0.6 * patch
        if noise(u * size + offset + 17.0 * patch, v * size, 0.5) > 0.62:
            r, g, b = _ink(number, patch)
    tone = 0.75 + 0.5 * noise(u * 4.0, v * 4.0 + offset, 0.5)
    return r * tone, g * tone, b * tone


@kernel
def _spines(world: World, row: int, u: float, v: float, offset: float, sharpness: float) -> tuple[float, float, float]:
    """Return the colour of book backs, one wide in u: two colours of many books, others of a few, dark gaps, bands."""
    book = math.floor(u)
    across = u - book
    i, number = int(book), int(offset * 1000.0)
    r, g, b = _between(world, row, lattice(i, number, 1))
    if lattice(i, number, 2) < 0.5:
        r, g, b = _ink(i, number)
    if across < 0.08 or across > 0.92:
        gap = 1.0 - 0.8 * sharpness
        return r * gap, g * gap, b * gap
    band = abs(v - 0.06 * (lattice(i, number, 6) - 0.3)) < 0.012
    if band and lattice(i, number, 7) < 0.6:
        light = 0.7 * sharpness
        return r + (0.7 - r) * light, g + (0.65 - g) * light, b + (0.5 - b) * light
    return r, g, b


@kernel
def _ink(i: int, j: int) -> tuple[float, float, float]:
    """Return a fixed random colour: any hue, seldom strong, from black to white."""
    hue = 2.0 * math.pi * lattice(i, j, 3)
    grey = 0.9 * lattice(j, i, 14) ** 1.5
    strength = lattice(i, j, 25) ** 1.5
    r = 1.0 - strength * (0.5 - 0.5 * math.cos(hue))
    g = 1.0 - strength * (0.5 - 0.5 * math.cos(hue - 2.1))
    b = 1.0 - strength * (0.5 - 0.5 * math.cos(hue + 2.1))
    return grey * r, grey * g, grey * b


@kernel
def _between(world: World, row: int, mix: float) -> tuple[float, float, float]:
    """Return the colour at `mix` (0..1) between the two of a material."""
    return (
        world.materials[row, FIRST] + (world.materials[row, SECOND] - world.materials[row, FIRST]) * mix,
        world.materials[row, FIRST + 1] + (world.materials[row, SECOND + 1] - world.materials[row, FIRST + 1]) * mix,
        world.materials[row, FIRST + 2] + (world.materials[row, SECOND + 2] - world.materials[row, FIRST + 2]) * mix,
    )


@kernel
def mean_color(world: World, row: int) -> tuple[float, float, float]:
    """Return the linear colour halfway between the two of a material."""
    return _between(world, row, 0.5)


@kernel
def texture(world: World, row: int, u: float, v: float, w: float, footprint: float) -> tuple[float, float, float]:
    """Return the linear colour of a material at surface coordinates (metres), seen by a pixel `footprint` metres wide.

    (u, v) run along the surface, w is constant on flat faces and keeps the pattern continuous around curved ones.
    """
    kind = int(world.materials[row, TEXTURE])
    scale = world.materials[row, SCALE]
    offset = world.materials[row, OFFSET]
    p0 = world.materials[row, P0]
    p1 = world.materials[row, P1]
    if kind == PRINT:
        return _print(world, row, u * scale, v * scale, offset, resolved(scale * 8.0, footprint))
    if kind == SPINES:
        return _spines(world, row, u * scale, v, offset, resolved(scale * 1.5, footprint))
    mix = 0.0
    if kind == NOISE:
        mix = 0.6 * noise(u * scale + offset, v * scale, w * scale)
        mix += 0.4 * noise(u * scale * 2.3, v * scale * 2.3 + offset, w * scale * 2.3)
    elif kind == WOOD:
        rings = noise(u * scale * 0.15 + offset, v * scale * 1.5, w * scale * 1.5) * 5.0
        rings = 0.5 + 0.5 * math.sin(rings * 6.0 + v * scale * 3.0)
        fibre = noise(u * scale * 0.8, v * scale * 16.0, w * scale * 16.0 + offset) - 0.5
        patch = noise(u * 1.5, v * 1.5 + offset, w * 1.5)
        mix = 0.35 * rings + 0.4 * patch + 0.15 + 0.7 * fibre * resolved(scale * 16.0, footprint)
    elif kind == STRIPES:
        phase = u * scale + p0
        mix = 1.0 if phase - math.floor(phase) < p1 else 0.0
    elif kind == CHECKS:
        across, along = int(math.floor(u * scale)) & 1, int(math.floor(v * scale)) & 1
        if scale > _LARGEST_PLAID and int(offset) & 1:  # on cloth also the check of crossing stripes
            mix = 0.5 * (across + along)
        else:
            mix = float(across ^ along)
    elif kind == TILES:
        a = u * scale
        b = v * scale * p1
        i = math.floor(a)
        j = math.floor(b)
        if a - i < p0 or b - j < p0 * p1:
            mix = 1.0
        else:
            mix = 0.2 * lattice(int(i), int(j), 7) + 0.12 * noise(u * 9.0 + offset, v * 9.0, i * 3.0 + j)
    elif kind == MARBLE:
        warp = noise(u * scale * 1.7, v * scale * 1.7 + offset, w * scale * 1.7)
        vein = noise(u * scale + offset + warp, v * scale * 0.6 + warp, w * scale)
        vein += 0.35 * noise(u * scale * 3.1 + warp, v * scale * 2.3 + offset, w * scale * 3.1)
        mix = max(1.0 - 14.0 * abs(vein - 0.68), 0.0) * warp + 0.35 * warp * vein
    elif kind == WEAVE:
        threads = math.sin(u * scale * 150.0) * math.sin(v * scale * 150.0) * resolved(scale * 24.0, footprint)
        lint = noise(u * scale * 25.0 + offset, v * scale * 25.0, w * scale * 25.0) - 0.5
        folds = abs(noise(u * 5.0, v * 9.0 + offset, w * 5.0) - 0.5)
        mix = 0.6 + 0.25 * threads + 0.4 * lint * resolved(scale * 25.0, footprint) - 0.7 * folds
    elif kind == PLANKS:
        line = math.floor(v * scale)
        a = u * scale * 0.15 + lattice(int(line), 3, int(offset)) * 5.0
        column = math.floor(a)
        if v * scale - line < 0.04 or a - column < 0.006:
            mix = 1.0
        else:
            grain = noise(u * scale * 0.7 + line * 7.0, v * scale * 8.0, column * 3.1)
            mix = 0.45 * lattice(int(line), int(column), 11) + 0.3 * (
                0.5 + (grain - 0.5) * resolved(scale * 8.0, footprint)
            )
    elif kind == BLOTCHES:
        mix = _motif(u * scale, v * scale, w * scale, offset, p1)
    elif kind == CARPET:
        pile = noise(u * 60.0 + offset, v * 60.0, w * 60.0) - 0.5
        trodden = noise(u * 3.0, v * 3.0 + offset, w * 3.0) - 0.5
        mix = 0.5 + pile * resolved(45.0, footprint) + 0.25 * trodden
    else:
        mix = 0.12 * noise(u * 4.0 + offset, v * 4.0, w * 4.0)
    return _between(world, row, min(max(mix, 0.0), 1.0))
