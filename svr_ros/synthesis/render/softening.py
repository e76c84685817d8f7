"""Soft shadows of a tile: a filter over whether the key light arrives, for all pixels of a tile at once, as kernels."""

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

_REACH = PATTERN // 2
_SIDE = TILE + PATTERN - 1
_SPAN = TILE * _SIDE - (PATTERN - 1)  # from the first pixel of a tile to its last, in a window


class FilterWindow(NamedTuple):
    """A tile and the pixels around that its filter reads, row by row: whether they are lit, what they show and which
    way that faces; and the filter's sums, whose rows are as long."""

    lit: NDArray[Any]
    solid: NDArray[Any]
    x: NDArray[Any]
    y: NDArray[Any]
    z: NDArray[Any]
    total: NDArray[Any]
    joined: NDArray[Any]


def new_filter_window() -> FilterWindow:
    """Return a window without values."""
    return FilterWindow(*(np.empty(_SIDE * _SIDE, np.float32) for _ in FilterWindow._fields))


@kernel
def soften_tile(world: World, film: Film, top: int, left: int, window: FilterWindow) -> None:
    """Do for the pixels of a tile what `pixels.soften_pixel` does."""
    if not (is_soft(world) and _is_mixed(film, top, left)):
        return
    _load(film, top, left, window)
    for p in range(_SPAN):
        window.total[p], window.joined[p] = ZERO, ZERO
    own = _REACH * _SIDE + _REACH
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
    """Return whether the key light arrives at some pixels of and around a tile and not at others."""
    size = film.lit.shape[0]
    first = film.lit[top, left]
    found = False
    for i in range(max(top - _REACH, 0), min(top + TILE + _REACH, size)):
        for j in range(max(left - _REACH, 0), min(left + TILE + _REACH, size)):
            found |= film.lit[i, j] != first
    return found


@inlined
def _load(film: Film, top: int, left: int, window: FilterWindow) -> None:
    """Copy pixels into a window; those beyond the picture show a solid that no other does."""
    size = film.lit.shape[0]
    for row in range(_SIDE):
        for column in range(_SIDE):
            p, i, j = row * _SIDE + column, top - _REACH + row, left - _REACH + column
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
