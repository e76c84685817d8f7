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

"""Soft shadows of a tile as kernels: a filter over the key light's arrival, for all pixels of a tile at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.film import Film
from svr_ros.synthesis.render.pixels import PATTERN, SAME_SURFACE, compose_radiance, is_soft
from svr_ros.synthesis.render.tiles import TILE
from svr_ros.synthesis.render.vectors import ONE, ZERO
from svr_ros.synthesis.render.world import World

_RADIUS = PATTERN // 2
_SIDE = TILE + PATTERN - 1
_SPAN = TILE * _SIDE - (PATTERN - 1)
"""Number of pixels from the first pixel of a tile to its last, in a window."""


class FilterWindow(NamedTuple):
    """A tile and the surrounding pixels that its filter reads, row by row, and the filter's sums."""

    lit: NDArray[Any]
    """Whether the key light arrives."""

    solid: NDArray[Any]
    """Visible solids."""

    x: NDArray[Any]
    """x of the normals."""

    y: NDArray[Any]
    """y of the normals."""

    z: NDArray[Any]
    """z of the normals."""

    total: NDArray[Any]
    """Sums of `lit` over the pixels of the same surface."""

    joined: NDArray[Any]
    """Numbers of these pixels."""


def new_filter_window() -> FilterWindow:
    """Return a window without values."""
    return FilterWindow(*(np.empty(_SIDE * _SIDE, np.float32) for _ in FilterWindow._fields))


@kernel
def soften_tile(world: World, film: Film, top: int, left: int, window: FilterWindow) -> None:
    """Filter the pixels of a tile as `pixels.soften_pixel` does."""
    if not (is_soft(world) and _is_mixed(film, top, left)):
        return
    _load(film, top, left, window)
    for p in range(_SPAN):
        window.total[p], window.joined[p] = ZERO, ZERO
    own = _RADIUS * _SIDE + _RADIUS
    for offset in range(PATTERN * PATTERN):
        other = offset // PATTERN * _SIDE + offset % PATTERN
        for p in range(_SPAN):
            a, b = own + p, other + p
            cosine = window.x[a] * window.x[b] + window.y[a] * window.y[b] + window.z[a] * window.z[b]
            joins = (window.solid[a] == window.solid[b]) & (cosine > SAME_SURFACE)
            window.total[p] += window.lit[b] if joins else ZERO
            window.joined[p] += ONE if joins else ZERO
    for row in range(TILE):
        for column in range(TILE):
            p = row * _SIDE + column
            compose_radiance(world, film, top + row, left + column, window.total[p] / window.joined[p])


@inlined
def _is_mixed(film: Film, top: int, left: int) -> bool:
    """Return whether the key light arrives at some pixels in and around a tile but not at others."""
    size = film.lit.shape[0]
    first = film.lit[top, left]
    found = False
    for i in range(max(top - _RADIUS, 0), min(top + TILE + _RADIUS, size)):
        for j in range(max(left - _RADIUS, 0), min(left + TILE + _RADIUS, size)):
            found |= film.lit[i, j] != first
    return found


@inlined
def _load(film: Film, top: int, left: int, window: FilterWindow) -> None:
    """Copy pixels into a window; those outside of the image get a solid that no pixel shows."""
    size = film.lit.shape[0]
    for row in range(_SIDE):
        for column in range(_SIDE):
            p, i, j = row * _SIDE + column, top - _RADIUS + row, left - _RADIUS + column
            if 0 <= i < size and 0 <= j < size:
                window.lit[p], window.solid[p] = film.lit[i, j], film.solids[i, j]
                window.x[p], window.y[p], window.z[p] = (
                    film.normals[i, j, 0],
                    film.normals[i, j, 1],
                    film.normals[i, j, 2],
                )
            else:
                window.lit[p], window.solid[p] = ZERO, -ONE
                window.x[p], window.y[p], window.z[p] = ZERO, ZERO, ZERO
