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

"""The image buffers of the renderer, and the rays of their pixels."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.synthesis.render.compiling import inlined, kernel
from svr_ros.synthesis.render.vectors import Array, Vector


class View(NamedTuple):
    """A square image of size x size pixels whose half width and height at depth one metre are tan_x and tan_y."""

    tan_x: float
    tan_y: float
    size: int


class Film(NamedTuple):
    """Per-pixel buffers: arrays [size, size], those of vectors [size, size, 3]."""

    radiance: NDArray[Any]
    """Linear radiance."""

    depth: NDArray[Any]
    """Depth along the axis in metres."""

    normals: NDArray[Any]
    """Unit normals in camera axes."""

    labels: NDArray[Any]
    """Class ids."""

    solids: NDArray[Any]
    """Rows of the visible solids."""
    parts: NDArray[Any]
    """Parts of a `Shading` [size, size, 12] in the columns below, together because they are read together."""
    lit: NDArray[Any]
    """Whether the key light arrives."""
    far_occlusion: NDArray[Any]
    """Fraction of ambient light that is occluded within the far radius.

    The first pixel of a field of 2 x 2 holds it for those that show the same surface.
    """
    far_occluder: NDArray[Any]
    """Material of the far occluder, -1 for none."""

    occlusion: NDArray[Any]
    """Fraction of ambient light that is occluded within the far and the close radius."""
    occluder: NDArray[Any]
    """Material of the occluder, -1 for none."""

    key_visibility: NDArray[Any]
    """Fraction of the key light that arrives."""


# Columns of Film.parts.
COLOR = 0  # 0..2
LIGHT = 3  # 3..5
GLOSS = 6  # 6..8
KEY = 9
HIGHLIGHT = 10
IMAGE = 11
PARTS = 12

_KINDS: dict[str, type] = {
    "labels": np.uint8,
    "solids": np.int16,
    "far_occluder": np.int16,
    "occluder": np.int16,
}
_CHANNELS = {"radiance": (3,), "normals": (3,), "parts": (PARTS,)}


def film_shapes(size: int) -> list[tuple[tuple[int, ...], type]]:
    """Return shape and type of each buffer."""
    return [((size, size, *_CHANNELS.get(name, ())), _KINDS.get(name, np.float32)) for name in Film._fields]


def new_film(size: int) -> Film:
    """Return buffers without values."""
    return Film(*(np.empty(shape, kind) for shape, kind in film_shapes(size)))


@inlined
def pixel_ray(view: View, column: float, row: float) -> Vector:
    """Return the unit ray through a point of the image, in pixels from its upper left corner."""
    u = (2.0 * column / view.size - 1.0) * view.tan_x
    v = (2.0 * row / view.size - 1.0) * view.tan_y
    shrink = 1.0 / math.sqrt(u * u + v * v + 1.0)
    return u * shrink, v * shrink, shrink


@inlined
def pixel_point(view: View, column: float, row: float, depth: float) -> Vector:
    """Return the point at a depth behind a point of the image, in pixels from its upper left corner."""
    u = (2.0 * column / view.size - 1.0) * view.tan_x
    v = (2.0 * row / view.size - 1.0) * view.tan_y
    return u * depth, v * depth, depth


@kernel
def pixel_width(view: View) -> float:
    """Return the width of a pixel at depth one metre."""
    return 2.0 * max(view.tan_x, view.tan_y) / view.size


@kernel
def vector_at(image: Array, row: int, column: int, first: int = 0) -> Vector:
    """Return three channels of a pixel, beginning with `first`."""
    return image[row, column, first], image[row, column, first + 1], image[row, column, first + 2]
