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

"""Noise and antialiased patterns of the procedural textures: random lattices, smooth noise, stripes, outlines.

Every function is a numba kernel. `footprint` is the width of a pixel on the surface, in the unit of the coordinates.
"""

from __future__ import annotations

import math

from svr_ros.synthesis.render.compiling import kernel

_ALONG_X = 374761393
_ALONG_Y = 668265263
_ALONG_Z = 1442695041


@kernel
def _scrambled(n: int) -> float:
    """Return a fixed random number in 0..1 for an integer."""
    n &= 0xFFFFFFFF
    n = ((n ^ (n >> 13)) * 1274126177) & 0xFFFFFFFF
    return ((n ^ (n >> 16)) & 0xFFFF) * (1.0 / 65535.0)


@kernel
def lattice(i: int, j: int, k: int) -> float:
    """Return a fixed random number in 0..1 for a point of the integer lattice."""
    return _scrambled(i * _ALONG_X + j * _ALONG_Y + k * _ALONG_Z)


@kernel
def relief(x: float, y: float, seed: int) -> tuple[float, float]:
    """Return smooth noise in 0..1 with features of size one, and its slope along y."""
    i, j = int(math.floor(x)), int(math.floor(y))
    x -= i
    y -= j
    slope = 6.0 * y * (1.0 - y)
    x = x * x * (3.0 - 2.0 * x)
    y = y * y * (3.0 - 2.0 * y)
    n = i * _ALONG_X + j * _ALONG_Y + seed * _ALONG_Z
    low = _scrambled(n)
    low += (_scrambled(n + _ALONG_X) - low) * x
    high = _scrambled(n + _ALONG_Y)
    high += (_scrambled(n + _ALONG_X + _ALONG_Y) - high) * x
    return low + (high - low) * y, (high - low) * slope


@kernel
def flat_noise(x: float, y: float, seed: int) -> float:
    """Return smooth noise in 0..1 with features of size one, a different one per seed."""
    value, _ = relief(x, y, seed)
    return value


@kernel
def noise(x: float, y: float, z: float) -> float:
    """Return smooth noise in 0..1 with features of size one."""
    k = int(math.floor(z))
    z -= k
    low = flat_noise(x, y, k)
    if z == 0.0:  # the flat surfaces of the room, which most pixels show
        return low
    z = z * z * (3.0 - 2.0 * z)
    return low + (flat_noise(x, y, k + 1) - low) * z


@kernel
def resolved(frequency: float, footprint: float) -> float:
    """Return the contrast 0..1 at which a pixel of that footprint resolves a pattern of that frequency per unit."""
    return min(max(1.5 - 2.0 * frequency * footprint, 0.0), 1.0)


@kernel
def grain(x: float, y: float, seed: int, frequency: float, footprint: float) -> float:
    """Return noise in -0.5..0.5 at the contrast at which the footprint resolves its frequency."""
    contrast = resolved(frequency, footprint)
    if contrast == 0.0:  # skip the noise, which takes most of the time
        return 0.0
    return (flat_noise(x, y, seed) - 0.5) * contrast


@kernel
def pulses(x: float, duty: float, footprint: float) -> float:
    """Return the fraction of a pixel at x in which x - floor(x) < duty: stripes of period one, averaged exactly."""
    half = 0.5 * max(footprint, 1e-4)
    low, high = x - half, x + half
    i, j = math.floor(low), math.floor(high)
    covered = (j - i) * duty + min(high - j, duty) - min(low - i, duty)
    return covered / (2.0 * half)


@kernel
def inside(distance: float, footprint: float) -> float:
    """Return the fraction of a pixel inside an outline at a signed distance (negative inside)."""
    return min(max(0.5 - distance / max(footprint, 1e-4), 0.0), 1.0)


@kernel
def seam(distance: float, width: float, footprint: float) -> float:
    """Return the fraction of a pixel that a dark line of a width covers, its middle at `distance`."""
    half = 0.5 * max(footprint, 1e-4)
    return max(min(distance + half, 0.5 * width) - max(distance - half, -0.5 * width), 0.0) / (2.0 * half)


@kernel
def cells(x: float, y: float, seed: int) -> tuple[float, int, int]:
    """Return the distance of a point to the border of its Voronoi cell (cells of size one), and the cell."""
    i, j = int(math.floor(x)), int(math.floor(y))
    nearest, second = 9.0, 9.0
    ci, cj = i, j
    for a in range(i - 1, i + 2):
        for b in range(j - 1, j + 2):
            dx = a + 0.1 + 0.8 * lattice(a, b, seed) - x
            dy = b + 0.1 + 0.8 * lattice(a, b, seed + 1) - y
            squared = dx * dx + dy * dy
            if squared < nearest:
                second = nearest
                nearest = squared
                ci, cj = a, b
            elif squared < second:
                second = squared
    return 0.5 * (math.sqrt(second) - math.sqrt(nearest)), ci, cj
