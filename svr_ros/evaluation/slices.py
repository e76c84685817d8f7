"""Pictures of loss shaping: slices along depth through the kinds of voxels, the signed distance and the weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.visibility import Kind, Kinds, voxel_kinds
from svr_ros.inference import pictures
from svr_ros.inference.pictures import Picture
from svr_ros.synthesis.samples import make_sample, volume
from svr_ros.training.shaping import PAPER, ShapingConfig, voxel_weights

Array = NDArray[np.floating[Any]]
Color = tuple[int, int, int]

KIND_COLORS = np.array(
    [(205, 230, 250), (215, 48, 39), (228, 215, 243), (250, 170, 40), (84, 86, 94)],
    dtype=np.uint8,
)
"""sRGB colour of each kind, uint8 [5, 3]; that of hidden free space is its nearest to visible space."""
KIND_COLORS.flags.writeable = False
FARTHEST_COLOR = np.array((128, 84, 190), np.uint8)
"""sRGB colour of hidden free space where the flood fill ends."""
FARTHEST_COLOR.flags.writeable = False

_CUT_COLORS: tuple[Color, Color] = (235, 0, 150), (0, 150, 70)
_TRUNCATION = 0.2  # metres at which the colours of distances end
_LIGHTEST, _HEAVIEST = 0.01, 1000.0  # weights at which their colours end
_TITLES = "image and classes", "kinds of voxels", "signed distance", "weights"
_WIDTH = 280
_GAP = 12
_FRAME = 3
_BAR = 16
_SOLID_TO_FREE = np.array([(110, 60, 15), (205, 150, 90), (250, 250, 250), (120, 190, 225), (10, 80, 150)], float)
_LIGHT_TO_HEAVY = np.array([(12, 8, 38), (86, 22, 110), (187, 55, 84), (249, 142, 9), (252, 255, 164)], float)


def shaping_sheet(
    seed: int, frustum: Frustum | None = None, resolution: int = 128, config: ShapingConfig = PAPER
) -> Picture:
    """Return two slices through the room of `seed`: image and classes | kinds | distance | weights, above the legend.

    A slice shows the rows of the image at the line of its colour, and depth to the right. The slices lie where most
    space is hidden, one in each half of the image.
    """
    frustum = frustum or Frustum()
    sample = make_sample(seed, frustum, rays=4)
    tsdf, labels, _ = volume(sample, frustum, resolution)
    kinds = voxel_kinds(tsdf)
    weights = voxel_weights(kinds, labels, config)
    columns = _richest_columns(kinds.kind)
    height = pictures.panel_height(frustum, _WIDTH)
    views = (
        pictures.resize(sample.image, _WIDTH, height, smooth=True),
        pictures.resize(pictures.color_labels(sample.labels), _WIDTH, height),
    )
    rows = [
        [
            _lined(view, [(column + 0.5) / resolution for column in columns]),
            *(_framed(panel, color) for panel in slice_panels(tsdf, kinds, weights, column, height)),
        ]
        for view, column, color in zip(views, columns, _CUT_COLORS, strict=True)
    ]
    titled = [pictures.titled(panel, title) for panel, title in zip(rows[0], _TITLES, strict=True)]
    board = np.vstack([pictures.grid([titled], _GAP), pictures.grid(rows[1:], _GAP)[_GAP:]])
    return np.vstack([board, *_legend(board.shape[1], config)])


def slice_panels(
    tsdf: NDArray[np.float32], kinds: Kinds, weights: NDArray[np.float32], column: int, height: int
) -> list[Picture]:
    """Return kinds, distance and weights, each [D, R, C], at one column: pictures [height, W, 3], depth to the right.

    A black line marks the surfaces.
    """
    panels = [
        color_kinds(kinds.kind[:, :, column].T, kinds.distance[:, :, column].T),
        color_distance(tsdf[:, :, column].T, _TRUNCATION),
        color_weights(weights[:, :, column].T),
    ]
    solid = pictures.resize((tsdf[:, :, column].T > 0).astype(np.uint8), _WIDTH, height)
    edge = np.zeros(solid.shape, np.bool_)
    edge[1:] |= solid[1:] != solid[:-1]
    edge[:, 1:] |= solid[:, 1:] != solid[:, :-1]
    return [np.where(edge[..., None], np.uint8(0), pictures.resize(panel, _WIDTH, height)) for panel in panels]


def color_kinds(kind: NDArray[np.uint8], distance: Array) -> Picture:
    """Return kinds [H, W] as colours; hidden free space gets darker with the distance [H, W] of the flood fill."""
    colors = KIND_COLORS[kind].astype(np.float64)
    far = FARTHEST_COLOR - colors
    return (colors + np.where(kind == Kind.HIDDEN_FREE, distance, 0)[..., None] * far).round().astype(np.uint8)


def color_distance(distance: Array, truncation: float) -> Picture:
    """Return signed distances [H, W] in metres as colours: brown in solids, white at surfaces, blue in free space."""
    return _ramp(distance / truncation / 2 + 0.5, _SOLID_TO_FREE)


def color_weights(weights: Array) -> Picture:
    """Return weights [H, W] as colours from dark to bright by their logarithm, from 0.01 to 1000."""
    share = np.log(np.maximum(weights, _LIGHTEST) / _LIGHTEST) / np.log(_HEAVIEST / _LIGHTEST)
    return _ramp(share, _LIGHT_TO_HEAVY)


def _ramp(share: Array, colors: Array) -> Picture:
    position = np.clip(share, 0, 1) * (len(colors) - 1)
    channels = [np.interp(position, np.arange(len(colors)), channel) for channel in colors.T]
    return np.stack(channels, -1).round().astype(np.uint8)


def _richest_columns(kind: NDArray[np.uint8]) -> tuple[int, int]:
    """Return the columns of kinds [D, R, C] with most hidden free voxels in the left and in the right half."""
    hidden = (kind == Kind.HIDDEN_FREE).sum((0, 1))
    half = len(hidden) // 2
    return int(hidden[:half].argmax()), half + int(hidden[half:].argmax())


def _lined(view: Picture, shares: Sequence[float]) -> Picture:
    """Return a view with the lines of the slices at shares of its width."""
    view = view.copy()
    for share, color in zip(shares, _CUT_COLORS, strict=True):
        start = max(int(share * view.shape[1]) - _FRAME // 2, 0)
        view[:, start : start + _FRAME] = color
    return view


def _framed(panel: Picture, color: Color) -> Picture:
    framed = np.empty_like(panel)
    framed[:] = color
    inner = slice(_FRAME, -_FRAME), slice(_FRAME, -_FRAME)
    framed[inner] = panel[inner]
    return framed


def _legend(width: int, config: ShapingConfig) -> list[Picture]:
    """Return strips that name the kinds with their weights, and explain the other colours."""
    kinds = [
        (f"visible free: {config.visible_free:g}", Kind.VISIBLE_FREE),
        (f"visible surface: {config.visible_surface:g}", Kind.VISIBLE_SURFACE),
        (f"hidden free: {config.hidden_free_near:g} to {config.hidden_free_far:g}", Kind.HIDDEN_FREE),
        (f"hidden surface: {config.hidden_surface:g}", Kind.HIDDEN_SURFACE),
        (f"unreachable: {config.unreachable:g}", Kind.UNREACHABLE),
    ]
    ramp = np.linspace(0, 1, 256)[None]
    distances = (ramp * 2 - 1) * _TRUNCATION
    weights = _LIGHTEST * (_HEAVIEST / _LIGHTEST) ** ramp
    return [
        _bars(width, [(title, color_kinds(np.full((1, 256), kind, np.uint8), ramp)) for title, kind in kinds]),
        _bars(
            width,
            [
                ("camera at the left; black lines: surfaces", np.full((1, 1, 3), 255, np.uint8)),
                (
                    f"distance: -{_TRUNCATION:g} m in solids to {_TRUNCATION:g} m",
                    color_distance(distances, _TRUNCATION),
                ),
                (f"weight: {_LIGHTEST:g} to {_HEAVIEST:g}, objects x {config.objects:g}", color_weights(weights)),
            ],
        ),
    ]


def _bars(width: int, entries: Sequence[tuple[str, Picture]]) -> Picture:
    """Return a strip of titled bars of colour."""
    each = (width - _GAP) // len(entries) - _GAP
    bars = [pictures.titled(pictures.resize(color, each, _BAR), title) for title, color in entries]
    strip = pictures.grid([bars], _GAP)[_GAP:]
    return np.pad(strip, ((0, 0), (0, width - strip.shape[1]), (0, 0)), constant_values=255)
