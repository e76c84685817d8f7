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

"""Picture sheet of loss shaping: slices along depth of visibility, signed distance and loss weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from svr_ros.evaluation.volume_colors import MAX_WEIGHT, MIN_WEIGHT, color_distance, color_visibility, color_weights
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.visibility import Visibility, VisibilityGrid, classify_visibility
from svr_ros.inference import rendering
from svr_ros.inference.rendering import RgbImage
from svr_ros.synthesis.samples import make_sample, volume
from svr_ros.training.shaping import PAPER, ShapingConfig, voxel_weights

Color = tuple[int, int, int]

_LINE_COLORS: tuple[Color, Color] = (235, 0, 150), (0, 150, 70)
_TRUNCATION = 0.2
"""Distance in metres at the ends of the colour ramp of distances."""

_TITLES = "image and classes", "visibility", "signed distance", "weights"
_WIDTH = 280
_GAP = 12
_LINE_WIDTH = 3
_BAR = 16


def shaping_sheet(
    sample_index: int, frustum: Frustum | None = None, resolution: int = 128, config: ShapingConfig = PAPER
) -> RgbImage:
    """Return two slices through the room of a sample, as rows above the legend.

    The columns are image (or classes), visibility, signed distance and weights. Each slice is the plane through
    the coloured line of the image: rows downwards, depth to the right. The slices are those with the most hidden free
    space in the left and in the right half of the image.
    """
    # Compute visibility and weights of the room
    frustum = frustum or Frustum()
    sample = make_sample(sample_index, frustum, rays=4)
    tsdf, labels, _ = volume(sample, frustum, resolution)
    visibility = classify_visibility(tsdf)
    weights = voxel_weights(visibility, labels, config)
    columns = _most_hidden_columns(visibility.category)

    # Draw one row per slice
    height = rendering.panel_height(frustum, _WIDTH)
    views = (
        rendering.resize(sample.image, _WIDTH, height, smooth=True),
        rendering.resize(rendering.color_labels(sample.labels), _WIDTH, height),
    )
    rows = [
        [
            _with_lines(view, [(column + 0.5) / resolution for column in columns]),
            *(_framed(panel, color) for panel in slice_panels(tsdf, visibility, weights, column, height)),
        ]
        for view, column, color in zip(views, columns, _LINE_COLORS, strict=True)
    ]

    # Add titles and the legend
    titled = [rendering.titled(panel, title) for panel, title in zip(rows[0], _TITLES, strict=True)]
    board = np.vstack([rendering.grid([titled], _GAP), rendering.grid(rows[1:], _GAP)[_GAP:]])
    return np.vstack([board, *_legend(board.shape[1], config)])


def slice_panels(
    tsdf: NDArray[np.float32], visibility: VisibilityGrid, weights: NDArray[np.float32], column: int, height: int
) -> list[RgbImage]:
    """Return pictures [height, W, 3] of visibility, distance and weights, each [D, R, C], at one column.

    Rows run downwards and depth to the right; black lines mark surfaces.
    """
    panels = [
        color_visibility(visibility.category[:, :, column].T, visibility.distance[:, :, column].T),
        color_distance(tsdf[:, :, column].T, _TRUNCATION),
        color_weights(weights[:, :, column].T),
    ]
    free = rendering.resize((tsdf[:, :, column].T > 0).astype(np.uint8), _WIDTH, height)
    edge = np.zeros(free.shape, np.bool_)
    edge[1:] |= free[1:] != free[:-1]
    edge[:, 1:] |= free[:, 1:] != free[:, :-1]
    return [np.where(edge[..., None], np.uint8(0), rendering.resize(panel, _WIDTH, height)) for panel in panels]


def _most_hidden_columns(category: NDArray[np.uint8]) -> tuple[int, int]:
    """Return the columns of visibility [D, R, C] with the most hidden free voxels in the left and in the right half."""
    hidden = (category == Visibility.OCCLUDED_FREE).sum((0, 1))
    half = len(hidden) // 2
    return int(hidden[:half].argmax()), half + int(hidden[half:].argmax())


def _with_lines(view: RgbImage, positions: Sequence[float]) -> RgbImage:
    """Return a view with the lines of the slices at positions 0..1 of its width."""
    view = view.copy()
    for position, color in zip(positions, _LINE_COLORS, strict=True):
        start = max(int(position * view.shape[1]) - _LINE_WIDTH // 2, 0)
        view[:, start : start + _LINE_WIDTH] = color
    return view


def _framed(panel: RgbImage, color: Color) -> RgbImage:
    """Return a panel whose outermost pixels have a colour."""
    framed = np.empty_like(panel)
    framed[:] = color
    inner = slice(_LINE_WIDTH, -_LINE_WIDTH), slice(_LINE_WIDTH, -_LINE_WIDTH)
    framed[inner] = panel[inner]
    return framed


def _legend(width: int, config: ShapingConfig) -> list[RgbImage]:
    """Return two strips: the classes of visibility with their weights, and the colour ramps."""
    categories = [
        (f"visible free: {config.visible_free:g}", Visibility.VISIBLE_FREE),
        (f"visible surface: {config.visible_surface:g}", Visibility.VISIBLE_SURFACE),
        (f"hidden free: {config.occluded_free_near:g} to {config.occluded_free_far:g}", Visibility.OCCLUDED_FREE),
        (f"hidden surface: {config.occluded_surface:g}", Visibility.OCCLUDED_SURFACE),
        (f"unreachable: {config.unreachable:g}", Visibility.UNREACHABLE),
    ]
    ramp = np.linspace(0, 1, 256)[None]
    distances = color_distance((ramp * 2 - 1) * _TRUNCATION, _TRUNCATION)
    weights = color_weights(MIN_WEIGHT * (MAX_WEIGHT / MIN_WEIGHT) ** ramp)
    ramps = [
        ("camera at the left; black lines: surfaces", np.full((1, 1, 3), 255, np.uint8)),
        (f"distance: -{_TRUNCATION:g} m in solids to {_TRUNCATION:g} m", distances),
        (f"weight: {MIN_WEIGHT:g} to {MAX_WEIGHT:g}, objects x {config.objects:g}", weights),
    ]
    return [
        _bars(
            width,
            [(title, color_visibility(np.full((1, 256), category, np.uint8), ramp)) for title, category in categories],
        ),
        _bars(width, ramps),
    ]


def _bars(width: int, entries: Sequence[tuple[str, RgbImage]]) -> RgbImage:
    """Return a strip of titled colour bars."""
    bar_width = (width - _GAP) // len(entries) - _GAP
    bars = [rendering.titled(rendering.resize(color, bar_width, _BAR), title) for title, color in entries]
    strip = rendering.grid([bars], _GAP)[_GAP:]
    return np.pad(strip, ((0, 0), (0, width - strip.shape[1]), (0, 0)), constant_values=255)
